"""Challenging somebody, accepting, declining, playing; and the messages of a duel."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from bot.account.handlers import present
from bot.account.rules import Learner
from bot.duel import screens
from bot.duel.actions import AcceptDuel, DeclineDuel, ExpireDuel, PlayDuel
from bot.duel.rules import DUEL_LIMIT, DUELS_AT_ONCE, Duel, DuelState
from bot.duel.steps import DUEL_BOARD, end, redraw, sides_of
from bot.effects import Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event, Place, User
from bot.group_quiz.drawing import near_at, pool_at
from bot.library import Content
from bot.ports import UnitOfWork
from bot.quiz.handlers import KEY, show
from bot.quiz.rules import FEWEST, LATELY, Quiz, QuizKind, draw
from bot.quiz.starting import hidden_from
from bot.quiz.topics import no_questions
from bot.screens import Screen, plain

NAME_SHOWN = 32
NOT_A_DUELLIST = "This duel is between two others. Challenge somebody yourself: /quiz with a friend."

NOT_IN_PRIVATE = "Challenge somebody where both of you read: in a server or a group. Alone: /quiz."


@dataclass(frozen=True)
class Wanted:
    """What the questions of a duel are to be; level 0 is any."""

    topic: str
    size: int
    level: int


def named_friend(words: str, event: Event, work: UnitOfWork) -> User:
    """The account that a typed @name means: somebody known in the community whose name is that, or begins with it."""
    place, name = event.actor[1], words.removeprefix("@").strip()
    if place.is_private:
        raise Refusal(NOT_IN_PRIVATE)
    found = work.duels.accounts_named(place, name) if name else []
    if len(found) == 1:
        return found[0]
    shown = plain(name, NAME_SHOWN)
    if found:
        raise Refusal(f"Several people here are called {shown}. Write the whole name without spaces.")
    raise Refusal(
        f"Quorum knows nobody here by the name {shown or '@'}. Who used it here once can be challenged, "
        "in a Telegram group also whom you reply to with /quiz."
    )


def challenge(friend: User, wanted: Wanted, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The same questions for two; a challenge that stands between them is shown again."""
    user, place = event.actor
    learner = present(event, work)
    other = work.learners.find(friend, place)
    if place.is_private:
        raise Refusal(NOT_IN_PRIVATE)
    if (friend.platform, friend.id) == (user.platform, user.id) or (other is not None and other.id == learner.id):
        raise Refusal("That is you. Challenge somebody else, or play alone in private: /quiz.")
    if event.lacks:
        raise Refusal(f"Quorum may not post a challenge here. Missing: {', '.join(event.lacks)}.")
    standing = work.duels.between(learner.id, friend, other.id if other else 0)
    if standing is not None:
        return _shown(standing, learner, event, content, was_open=True)
    if work.duels.open_of(learner.id) >= DUELS_AT_ONCE:
        raise Refusal(f"You have {DUELS_AT_ONCE} challenges open. Wait for an answer, or take one back there.")
    return _open(friend, other, wanted, learner, place, event, work, content)


def _open(
    friend: User,
    other: Learner | None,
    wanted: Wanted,
    learner: Learner,
    place: Place,
    event: Event,
    work: UnitOfWork,
    content: Content,
) -> list[Effect]:
    both = [learner, *([other] if other else [])]
    hidden = set().union(*(hidden_from(one, event, work) for one in both))
    seen: Counter[str] = Counter()
    for one in both:
        seen.update(work.answers.seen(one.id))
    questions = [
        one for one in pool_at(wanted.topic, wanted.level, place, event, work, content) if one.id not in hidden
    ]
    near = near_at(place, event, work, content) if wanted.topic == LATELY else set()
    quiz_id = work.quizzes.add(learner.id, QuizKind.DUEL, wanted.topic, event.at)
    question_ids = draw(questions, wanted.size, seen, f"quiz {quiz_id}", near)
    if len(question_ids) < FEWEST:
        raise Refusal(no_questions(wanted.level))
    work.quizzes.ask(quiz_id, question_ids)
    closes_at = event.at + DUEL_LIMIT
    duel_id = work.duels.add(place, quiz_id, event.actor[0].id, friend, closes_at)
    work.timers.set(ExpireDuel(duel_id), closes_at)
    work.deliveries.add(place, f"{DUEL_BOARD}:{duel_id}", event.at)
    duel = work.duels.get(duel_id)
    assert duel is not None
    return _shown(duel, learner, event, content, was_open=False)


def _shown(duel: Duel, learner: Learner, event: Event, content: Content, *, was_open: bool) -> list[Effect]:
    is_first = duel.first.learner_id == learner.id
    return reply(event, screens.sent(duel, is_first=is_first, was_open=was_open), KEY)


def accept_duel(action: AcceptDuel, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The one who was challenged gets the first question."""
    duel = _open_duel(action.duel_id, event, work)
    learner = present(event, work)
    if duel.side_of(learner.id) is not None:
        return _play(duel, learner, event, work, content)
    if not _is_challenged(duel, learner, event, work):
        raise Refusal(f"This challenge is for {screens.name_of(duel.second)}. Challenge somebody yourself with /quiz.")
    first = work.quizzes.get(duel.first.quiz_id)
    assert first is not None
    quiz_id = work.quizzes.add(learner.id, QuizKind.DUEL, first.topic, event.at)
    work.quizzes.ask(quiz_id, first.question_ids)
    work.duels.accept(duel.id, learner.id, quiz_id)
    redraw(duel, event.at, work)
    return show(Quiz(quiz_id, learner.id, QuizKind.DUEL, first.topic, first.question_ids), event, work, content)


def decline_duel(action: DeclineDuel, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """No, thanks; or taken back. It costs nobody anything."""
    duel = _open_duel(action.duel_id, event, work)
    learner = present(event, work)
    is_first = duel.first.learner_id == learner.id
    if not is_first and not _is_challenged(duel, learner, event, work):
        raise Refusal(NOT_A_DUELLIST)
    if duel.state is DuelState.ACCEPTED:
        raise Refusal("It was accepted already. End your own questions if you do not want to go on.")
    end(duel, DuelState.WITHDRAWN if is_first else DuelState.DECLINED, event.at, work)
    return [Notice("Taken back. What you answered stays." if is_first else "Declined. It costs you nothing.")]


def play_duel(action: PlayDuel, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Goes on with the own questions; who did not accept yet does so."""
    duel, learner = work.duels.get(action.duel_id), present(event, work)
    if duel is None:
        raise Refusal(NOT_A_DUELLIST)
    if duel.side_of(learner.id) is None:
        return accept_duel(AcceptDuel(duel.id), event, work, content)
    return _play(duel, learner, event, work, content)


def _play(duel: Duel, learner: Learner, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    side = duel.side_of(learner.id)
    quiz = work.quizzes.get(side.quiz_id) if side else None
    if quiz is None:
        raise Refusal(NOT_A_DUELLIST)
    return show(quiz, event, work, content)


def _open_duel(duel_id: int, event: Event, work: UnitOfWork) -> Duel:
    """A duel that is not over, for somebody where it was offered or in private."""
    duel, place = work.duels.get(duel_id), event.actor[1]
    if duel is None or not (place.is_private or (place.platform, place.community) == (duel.platform, duel.community)):
        raise Refusal(NOT_A_DUELLIST)
    if duel.state.is_over:
        raise Refusal(f"{screens.ENDINGS[duel.state]} Challenge somebody with /quiz and a friend.")
    return duel


def _is_challenged(duel: Duel, learner: Learner, event: Event, work: UnitOfWork) -> bool:
    """Whether the one who acts is the one who was challenged, by this account or a linked one."""
    user, place = event.actor
    if (user.platform, user.id) == (duel.platform, duel.second_account):
        return True
    other = work.learners.find(User(duel.platform, duel.second_account), place)
    return other is not None and other.id == learner.id


# ---- its messages


def draw_duel(duel_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """The challenge where it was made, then how it stands, then what came of it."""
    duel = work.duels.get(duel_id)
    quiz = work.quizzes.get(duel.first.quiz_id) if duel else None
    if duel is None or quiz is None:
        return None
    return screens.duel_post(duel, quiz, sides_of(duel, work, content), content.library)


def draw_result(duel_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """The result, for both."""
    duel = work.duels.get(duel_id)
    quiz = work.quizzes.get(duel.first.quiz_id) if duel else None
    if duel is None or quiz is None or duel.state is not DuelState.PLAYED:
        return None
    return screens.duel_result(duel, quiz, sides_of(duel, work, content), content.library)


def refuse_duel(duel_id: int, place: Place, because: str, at: datetime, work: UnitOfWork) -> None:
    """A challenge that cannot be posted is over; a message that got lost later changes nothing."""
    duel = work.duels.get(duel_id)
    if duel is not None and duel.state is DuelState.OFFERED:
        end(duel, DuelState.UNPOSTED, at, work)


def open_boards(work: UnitOfWork) -> list[str]:
    """Keys of the challenges that are open."""
    return [f"{DUEL_BOARD}:{duel_id}" for duel_id in work.duels.running()]

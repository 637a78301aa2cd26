"""Opens lobbies, draws the questions and begins; who would rather play alone may."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.account.handlers import present
from bot.duel.handlers import Wanted, challenge, named_friend
from bot.effects import Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event, Place, User
from bot.group_quiz import private_screens
from bot.group_quiz.actions import BeginQuiz, OpenQuiz, PlayAlone, Rematch, SetFeedback
from bot.group_quiz.drawing import near_at, pool_at
from bot.group_quiz.handlers import join
from bot.group_quiz.rules import LOBBY, LOBBY_LIMIT, QUIZZES_A_PLACE, Pace
from bot.group_quiz.seats import Seat, refuse_unless_leading, seat_of, take_seat
from bot.group_quiz.steps import LOBBY_BOARD, ask_next, end, lobby_of, redraw_lobby, set_timer
from bot.library import Content
from bot.ports import UnitOfWork
from bot.quiz.handlers import KEY
from bot.quiz.rules import FEWEST, HARDEST, LATELY, LATELY_DAYS, QuizKind, draw
from bot.quiz.starting import begin_alone
from bot.quiz.topics import checked_count, named_topic, no_questions

FULL = f"{QUIZZES_A_PLACE} quizzes run here already. Join one of them, or play alone."
PLAYED_ALONE = "Its host plays alone."


def open_quiz(action: OpenQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A lobby where others are; alone, a quiz at once."""
    size, place = checked_count(action.count), event.actor[1]
    if action.pace not in ("", *Pace) or not 0 <= action.level <= HARDEST:
        raise Refusal(f"A pace is one of {', '.join(Pace)}, a level goes from 1 to {HARDEST}. Try /quiz.")
    friend, words = _friend(event, work)
    topic = named_topic(words, content) if words else LATELY
    if friend is not None:
        return challenge(friend, Wanted(topic, size, action.level), event, work, content)
    if place.is_private or event.is_alone:
        return begin_alone(topic, size, action.level, event, work, content)
    if event.lacks:
        because = f"Quorum may not open a quiz here. Missing: {', '.join(event.lacks)}."
        return reply(event, private_screens.no_lobby(because, size, topic), KEY)
    pace = Pace(action.pace or Pace.NORMAL)
    return _open(place, topic, size, pace, action.level, event, work, content)


def _friend(event: Event, work: UnitOfWork) -> tuple[User | None, str]:
    """Whom to challenge, picked or typed as @name before the topic; and the topic."""
    words = event.text.strip()
    if event.friend is not None or not words.startswith("@"):
        return event.friend, words
    name, _, topic = words.partition(" ")
    return named_friend(name, event, work), topic.strip()


def rematch(action: Rematch, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A lobby like the one before, with other questions; once, and then it is joined."""
    seat = seat_of(action.quiz_id, present(event, work), event, work)
    quiz, again = seat.quiz, work.group_quizzes.rematch(action.quiz_id)
    if not quiz.is_over or quiz.step == LOBBY:
        raise Refusal("This quiz is not over yet. Its rematch comes after the scores.")
    if again is not None and again.is_over:
        raise Refusal("The rematch is over as well. Start another with /quiz.")
    if again is not None:
        return join(Seat(again, seat.learner, work.group_quizzes.players(again.id), seat.manages), event, work)
    return _open(lobby_of(quiz), quiz.topic, quiz.size, quiz.pace, quiz.level, event, work, content, of=quiz.id)


def _open(
    place: Place,
    topic: str,
    size: int,
    pace: Pace,
    level: int,
    event: Event,
    work: UnitOfWork,
    content: Content,
    of: int | None = None,
) -> list[Effect]:
    learner = present(event, work)
    here = work.group_quizzes.running(place)
    own = next((quiz for quiz in here if quiz.host_id == learner.id and quiz.step == LOBBY), None)
    if own is not None:
        return reply(event, private_screens.opened(own, content.library, was_open=True), KEY)
    if len(here) >= QUIZZES_A_PLACE:
        return reply(event, private_screens.no_lobby(FULL, size, topic), KEY)
    there_are = len(pool_at(topic, level, place, event, work, content))
    if there_are < FEWEST:
        raise Refusal(no_questions(level) if not there_are else _too_few(there_are))
    quiz_id = work.quizzes.add(learner.id, QuizKind.TOGETHER, topic, event.at)
    closes_at = event.at + LOBBY_LIMIT
    if not work.group_quizzes.add(quiz_id, place, min(size, there_are), pace, level, closes_at, of):
        raise Refusal("The rematch is open already. Join it there.")
    before = work.group_quizzes.get(of) if of else None
    work.group_quizzes.tell_at_once(quiz_id, at_once=before is not None and before.tells_at_once)
    work.group_quizzes.join(quiz_id, learner.id, event.at)
    quiz = work.group_quizzes.get(quiz_id)
    assert quiz is not None
    set_timer(quiz, LOBBY, closes_at, work)
    work.deliveries.add(place, f"{LOBBY_BOARD}:{quiz_id}", event.at)
    return reply(event, private_screens.opened(quiz, content.library, was_open=False), KEY)


def set_feedback(action: SetFeedback, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """When answers are judged: at once, or when a question closes."""
    seat = take_seat(action.quiz_id, event, work)
    refuse_unless_leading(seat)
    if seat.quiz.step != LOBBY:
        raise Refusal("It has begun already. Choose that in the lobby of the next quiz.")
    if action.at_once not in (0, 1):
        raise Refusal("Answers are told at once or at the close. Choose again with /quiz.")
    quiz = replace(seat.quiz, tells_at_once=bool(action.at_once))
    work.group_quizzes.tell_at_once(quiz.id, at_once=quiz.tells_at_once)
    redraw_lobby(quiz, event.at, work)
    return reply(event, private_screens.opened(quiz, content.library, was_open=False), KEY)


def begin_quiz(action: BeginQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Draws the questions for those who joined and asks the first one."""
    seat = take_seat(action.quiz_id, event, work)
    refuse_unless_leading(seat)
    quiz, place = seat.quiz, lobby_of(seat.quiz)
    if quiz.step != LOBBY:
        raise Refusal("It has begun already. Answer the open question.")
    seen: Counter[str] = Counter(work.group_quizzes.lately(place, event.at - LATELY_DAYS))
    for player in seat.players:
        if not player.has_left:
            seen.update(work.answers.seen(player.learner_id))
    questions = pool_at(quiz.topic, quiz.level, place, event, work, content)
    near = near_at(place, event, work, content) if quiz.topic == LATELY else set()
    question_ids = draw(questions, quiz.size, seen, f"quiz {quiz.id}", near)
    if len(question_ids) < FEWEST:
        raise Refusal(_too_few(len(question_ids)))
    work.quizzes.ask(quiz.id, question_ids)
    begun = work.group_quizzes.get(quiz.id)
    assert begun is not None
    ask_next(begun, event, work, content)
    redraw_lobby(quiz, event.at, work)
    return [Notice("The quiz begins.")]


def play_alone(action: PlayAlone, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The quiz of a lobby for oneself; a lobby in which only she waits closes."""
    seat = seat_of(action.quiz_id, present(event, work), event, work)
    quiz = seat.quiz
    active = [player.learner_id for player in seat.players if not player.has_left]
    if not quiz.is_over and quiz.step == LOBBY and active == [seat.learner.id]:
        end(quiz, event, work, content, PLAYED_ALONE)
    return begin_alone(quiz.topic, quiz.size, quiz.level, event, work, content)


def _too_few(count: int) -> str:
    return f"There are only {count} questions to ask on that right now. Try a wider topic or no level."

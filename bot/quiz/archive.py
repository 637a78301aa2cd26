"""The quizzes that are over, to be looked at again with one's own answers. Decides nothing, so it reads only."""

from __future__ import annotations

from collections.abc import Sequence

from bot.account.handlers import known
from bot.account.rules import Learner
from bot.effects import Effect, reply
from bot.errors import Refusal
from bot.events import Event
from bot.group_quiz.rules import Standing, standings
from bot.library import Content
from bot.ports import UnitOfWork
from bot.questions import ask
from bot.quiz import archive_screens as screens
from bot.quiz.actions import LookBack, OpenArchive, ShowHistory
from bot.quiz.archive_screens import Archived
from bot.quiz.handlers import KEY, SOURCE
from bot.quiz.starting import hidden_from

SHOWN = 5
NOT_YOURS = "That quiz is not in your archive. See which are with /quiz history."
NOTHING_YET = "No quiz is over yet. Play one with /quiz; then it can be looked at here."


def show_history(action: ShowHistory, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The quizzes that are over, newest first."""
    learner, page = known(event, work), max(0, min(action.page, 10_000))
    lines = work.quizzes.played(learner.id, event.actor[1], SHOWN + 1, page * SHOWN)
    if not lines:
        raise Refusal(NOTHING_YET if not page else "There are no older quizzes. See the newest with /quiz history.")
    zone = learner.preferences.zone
    screen = screens.history(lines[:SHOWN], page, content.library, zone, has_more=len(lines) > SHOWN)
    return reply(event, screen, KEY)


def open_archive(action: OpenArchive, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """One quiz with a line for each of its questions."""
    learner = known(event, work)
    archived = _archived(action.quiz_id, learner, event, work, content)
    quiz = work.group_quizzes.get(action.quiz_id)
    board: Sequence[Standing] = ()
    if quiz is not None:
        players, answers = work.group_quizzes.players(quiz.id), work.group_quizzes.answers(quiz.id)
        board = standings(quiz, players, answers, content.library)
    return reply(event, screens.archived_quiz(archived, board, learner.id, content.library), KEY)


def look_back(action: LookBack, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A question with its key and her own answer; not while it is being asked elsewhere."""
    learner = known(event, work)
    archived = _archived(action.quiz_id, learner, event, work, content)
    if action.position not in archived.positions:
        raise Refusal("That question is not in your archive. See what is with /quiz history.")
    question_id = archived.question_ids[action.position]
    if question_id in hidden_from(learner, event, work):
        return reply(event, screens.hidden_question(archived, action.position, content.library), KEY)
    asked = ask(content.library.questions[question_id], archived.seed(action.position))
    return reply(event, screens.archived_question(archived, action.position, asked, content.library), KEY)


def _archived(quiz_id: int, learner: Learner, event: Event, work: UnitOfWork, content: Content) -> Archived:
    """A quiz of hers or of the community where she is, that is over; else Refusal."""
    given = {one.position: one.given for one in work.answers.of(learner.id, SOURCE, quiz_id)}
    own, together = work.quizzes.get(quiz_id), work.group_quizzes.get(quiz_id)
    if own is not None and own.learner_id == learner.id and own.is_over:
        asked: Sequence[int] = sorted(given)
        return Archived(quiz_id, own.kind, own.topic, own.question_ids, _there(asked, own.question_ids, content), given)
    if together is not None and together.is_over:
        place = event.actor[1]
        is_here = bool(place.community) and (place.platform, place.community) == (together.platform, together.community)
        players = work.group_quizzes.players(quiz_id)
        if is_here or any(player.learner_id == learner.id for player in players):
            closed = [one for one in range(len(together.question_ids)) if together.has_closed(one)]
            ids = together.question_ids
            return Archived(quiz_id, None, together.topic, ids, _there(closed, ids, content), given)
    raise Refusal(NOT_YOURS)


def _there(positions: Sequence[int], question_ids: Sequence[str], content: Content) -> tuple[int, ...]:
    """Without what left the library."""
    return tuple(one for one in positions if question_ids[one] in content.library.questions)

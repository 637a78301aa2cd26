"""What becomes of a duel when one side has played, and when its time is over."""

from __future__ import annotations

from datetime import datetime

from bot.duel.actions import ExpireDuel
from bot.duel.rules import Duel, Duellist, DuelState, total
from bot.duel.screens import Side, standing
from bot.effects import Effect
from bot.events import Event, Place
from bot.library import Content
from bot.ports import UnitOfWork
from bot.quiz.rules import Quiz, QuizKind

DUEL_BOARD, RESULT_BOARD = "duel", "duelend"


def place_of(duel: Duel) -> Place:
    """Where somebody was challenged, and where the result comes."""
    return Place(duel.platform, duel.external_id, duel.community)


def redraw(duel: Duel, at: datetime, work: UnitOfWork) -> None:
    """The challenge is owed a new drawing."""
    work.deliveries.add(place_of(duel), f"{DUEL_BOARD}:{duel.id}", at, is_revision=True)


def note_played(quiz: Quiz, event: Event, work: UnitOfWork) -> None:
    """A quiz ended: where it was the second half of a duel, the result is owed to both."""
    duel = work.duels.of_quiz(quiz.id) if quiz.kind is QuizKind.DUEL else None
    if duel is None or duel.state.is_over:
        return
    if all(_is_played(side.quiz_id, work) for side in (duel.first, duel.second)):
        end(duel, DuelState.PLAYED, event.at, work)
        work.deliveries.add(place_of(duel), f"{RESULT_BOARD}:{duel.id}", event.at)
    else:
        redraw(duel, event.at, work)


def sides_of(duel: Duel, work: UnitOfWork, content: Content) -> tuple[Side, Side]:
    """How far both are."""

    def side(duellist: Duellist) -> Side:
        quiz = work.quizzes.get(duellist.quiz_id) if duellist.quiz_id else None
        if quiz is None:
            return Side(duellist)
        return Side(duellist, quiz.is_over, total(quiz.question_ids, work.quizzes.steps(quiz.id), content.library))

    return side(duel.first), side(duel.second)


def said_of(quiz: Quiz, work: UnitOfWork, content: Content) -> str:
    """What a duellist is told of the duel with her own result; nothing for other quizzes."""
    duel = work.duels.of_quiz(quiz.id) if quiz.kind is QuizKind.DUEL else None
    return standing(duel, sides_of(duel, work, content)) if duel else ""


def _is_played(quiz_id: int, work: UnitOfWork) -> bool:
    quiz = work.quizzes.get(quiz_id)
    return quiz is not None and quiz.is_over


def end(duel: Duel, state: DuelState, at: datetime, work: UnitOfWork) -> None:
    """Ends a duel; what was answered stays, nothing is lost."""
    work.duels.move(duel.id, state)
    for side in (duel.first, duel.second):
        if side.quiz_id:
            work.quizzes.finish(side.quiz_id, at)
    work.timers.cancel(ExpireDuel(duel.id))
    redraw(duel, at, work)


def expire_duel(action: ExpireDuel, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The time is over: whoever did not play loses nothing."""
    duel = work.duels.get(action.duel_id)
    if duel is not None and not duel.state.is_over:
        end(duel, DuelState.EXPIRED, event.at, work)
    return []

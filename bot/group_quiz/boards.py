"""The public messages of a quiz that is played together: how they look, what their delivery or refusal means."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.events import Place
from bot.group_quiz import screens
from bot.group_quiz.actions import AbandonQuiz, LeaveStep
from bot.group_quiz.rules import LOBBY, NUMBERS_A_QUIZ, GroupQuiz, asking, standings
from bot.group_quiz.screens import Outcome
from bot.group_quiz.steps import LOBBY_BOARD, QUESTION_BOARD, redraw_question, set_timer
from bot.library import Content
from bot.ports import UnitOfWork
from bot.questions import ask
from bot.screens import Screen

SLOW = timedelta(seconds=5)
"""A question that appears later than this gets its whole time from then on."""


def draw_lobby(quiz_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """The message in the channel: the lobby, then that it is being played, then the result."""
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is None:
        return None
    players = work.group_quizzes.players(quiz_id)
    if quiz.is_over:
        board = standings(quiz, players, work.group_quizzes.answers(quiz_id), content.library)
        return screens.over(quiz, board, content.library)
    draw = screens.lobby if quiz.step == LOBBY else screens.running
    return draw(quiz, players, content.library)


def draw_question(number: int, work: UnitOfWork, content: Content) -> Screen | None:
    """A question, with its key once it is closed; None when it left the library."""
    quiz_id, position = divmod(number, NUMBERS_A_QUIZ)
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is None or not 0 <= position <= quiz.position:
        return None
    question = content.library.questions.get(quiz.question_ids[position])
    if question is None:
        return None
    asked, players = ask(question, quiz.seed(position)), work.group_quizzes.players(quiz_id)
    if not quiz.has_closed(position):
        active = {player.learner_id for player in players if not player.has_left}
        answered = sum(choice.learner_id in active for choice in work.group_quizzes.choices(quiz_id))
        return screens.question(quiz, asked, content.library, answered, len(active))
    answers = [answer for answer in work.group_quizzes.answers(quiz_id) if answer.position == position]
    return screens.closed_question(quiz, asked, content.library, Outcome(position, answers, players))


def draw_scores(quiz_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """The scoreboard in the room."""
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is None or not quiz.is_over:
        return None
    answers = work.group_quizzes.answers(quiz_id)
    board = standings(quiz, work.group_quizzes.players(quiz_id), answers, content.library)
    return screens.scoreboard(quiz, board, answers, content.library)


def end_room(quiz_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """Nothing more to read: the room closes."""
    return Screen("", closes_room=True)


def note_lobby(quiz_id: int, at: datetime, work: UnitOfWork) -> None:
    """The message of a lobby appeared, or was redrawn."""
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is not None and quiz.step == LOBBY and quiz.shown_at is None:
        work.group_quizzes.note_shown(quiz_id, at)


def note_question(number: int, at: datetime, work: UnitOfWork) -> None:
    """A question appeared, or was redrawn; one that appeared late gets its whole time from now on."""
    quiz_id, position = divmod(number, NUMBERS_A_QUIZ)
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is None or quiz.is_over or quiz.step != asking(position) or quiz.shown_at is not None:
        return
    work.group_quizzes.note_shown(quiz_id, at)
    if quiz.paused_at is None and quiz.closes_at is not None and quiz.closes_at - at < quiz.pace.limit - SLOW:
        closes_at = at + quiz.pace.limit
        again = work.timers.when(LeaveStep(quiz_id, quiz.step, 1)) is not None
        work.group_quizzes.set_clock(quiz_id, closes_at)
        set_timer(quiz, quiz.step, closes_at, work, again=int(again))
        redraw_question(quiz, at, work)


def refuse_lobby(quiz_id: int, place: Place, because: str, at: datetime, work: UnitOfWork) -> None:
    """A lobby that cannot appear ends; one whose message got lost later goes on."""
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is not None and quiz.step == LOBBY:
        _give_up(quiz, because, at, work)


def refuse_question(number: int, place: Place, because: str, at: datetime, work: UnitOfWork) -> None:
    """A quiz whose next question cannot appear ends; a question whose message got lost later goes on."""
    quiz_id, position = divmod(number, NUMBERS_A_QUIZ)
    quiz = work.group_quizzes.get(quiz_id)
    if quiz is not None and quiz.step == asking(position):
        _give_up(quiz, because, at, work)


def _give_up(quiz: GroupQuiz, because: str, at: datetime, work: UnitOfWork) -> None:
    """The clock ends it at its next tick, for that books what was answered."""
    if not quiz.is_over and quiz.shown_at is None:
        work.group_quizzes.note_end(quiz.id, because)
        work.timers.set(AbandonQuiz(quiz.id), at)


def open_boards(work: UnitOfWork) -> list[str]:
    """Keys of the lobbies and questions that are open."""
    keys = []
    for quiz in work.group_quizzes.all_running():
        keys.append(f"{LOBBY_BOARD}:{quiz.id}")
        if quiz.is_asking:
            keys.append(f"{QUESTION_BOARD}:{quiz.number(quiz.position)}")
    return keys

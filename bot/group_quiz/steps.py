"""The steps of a quiz that is played together: a question opens, closes, is booked; the next follows; the quiz ends.

Each is stored with its timer and with the messages that it owes; presses and timers lead to the same steps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.effects import Effect
from bot.events import Event, Place
from bot.group_quiz.actions import AbandonQuiz, ArchiveRoom, LeaveStep
from bot.group_quiz.rules import (
    LATE,
    LOBBY,
    READING_TIME,
    Choice,
    GroupQuiz,
    Pace,
    asking,
    is_abandoned,
    next_position,
)
from bot.library import Content, Question
from bot.ports import UnitOfWork
from bot.progress.handlers import book_answer
from bot.progress.rules import QUIZ_RIGHT, PointLine, season
from bot.quiz.rules import STREAK_COUNT

SOURCE = "quiz"
LOBBY_BOARD, QUESTION_BOARD, SCORE_BOARD, ROOM_END = "quiz", "quizstep", "quizend", "quizroom"
ROOM_STAYS = timedelta(days=1)
"""So long after its end people can talk in the room of a quiz; where a platform archives by itself it does the same."""
NOBODY_STARTED = "Nobody started it."
NOBODY_ANSWERED = "Nobody answered two questions in a row."
PAUSED_TOO_LONG = "It stayed paused for too long."


# ---- where its messages are


def lobby_of(quiz: GroupQuiz) -> Place:
    """The place where the lobby stands, and the result in the end."""
    return Place(quiz.platform, quiz.external_id, quiz.community, quiz.room or None)


def room_of(quiz: GroupQuiz) -> Place:
    """The side room in which it is played."""
    return replace(lobby_of(quiz), room=f"{LOBBY_BOARD}:{quiz.id}")


def redraw_lobby(quiz: GroupQuiz, at: datetime, work: UnitOfWork) -> None:
    """The message of the lobby is owed a new drawing."""
    work.deliveries.add(lobby_of(quiz), f"{LOBBY_BOARD}:{quiz.id}", at, is_revision=True)


def redraw_question(quiz: GroupQuiz, at: datetime, work: UnitOfWork) -> None:
    """The message of the question that is open or closed last is owed a new drawing."""
    key = f"{QUESTION_BOARD}:{quiz.number(quiz.position)}"
    work.deliveries.add(room_of(quiz), key, at, is_revision=True)


# ---- the clock


def set_timer(quiz: GroupQuiz, step: int, at: datetime, work: UnitOfWork, *, again: int = 0) -> None:
    """The one timer of a step."""
    stop_timer(quiz.id, step, work)
    work.timers.set(LeaveStep(quiz.id, step, again), at)


def stop_timer(quiz_id: int, step: int, work: UnitOfWork) -> None:
    """No timer ends a step any more."""
    for again in (0, 1):
        work.timers.cancel(LeaveStep(quiz_id, step, again))


def leave_step(action: LeaveStep, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The time of a step is over. Where the clock had stopped players get their time back, once a question."""
    quiz = work.group_quizzes.get(action.quiz_id)
    if quiz is None or quiz.is_over or quiz.step != action.step or quiz.paused_at is not None:
        return []
    if quiz.step == LOBBY:
        end(quiz, event, work, content, NOBODY_STARTED)
    elif not quiz.is_asking:
        ask_next(quiz, event, work, content)
    elif not action.again and _was_stopped(quiz, event.at):
        closes_at = event.at + quiz.pace.limit
        work.group_quizzes.set_clock(quiz.id, closes_at)
        set_timer(quiz, quiz.step, closes_at, work, again=1)
        redraw_question(quiz, event.at, work)
    else:
        close_question(quiz, event, work, content)
    return []


def _was_stopped(quiz: GroupQuiz, now: datetime) -> bool:
    is_late = quiz.closes_at is not None and now - quiz.closes_at > LATE
    return is_late or quiz.shown_at is None


def abandon_quiz(action: AbandonQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Ends a quiz that stayed paused or whose place takes no messages."""
    quiz = work.group_quizzes.get(action.quiz_id)
    if quiz is None or quiz.is_over:
        return []
    if quiz.ended_because:
        end(quiz, event, work, content, quiz.ended_because, in_room=False)
    elif quiz.paused_at is not None:
        end(quiz, event, work, content, PAUSED_TOO_LONG)
    return []


# ---- question by question


def ask_next(quiz: GroupQuiz, event: Event, work: UnitOfWork, content: Content) -> None:
    """Opens the next question, passing over those that left the library; after the last one the quiz ends."""
    position = next_position(quiz, content.library)
    passed = range(quiz.position + 1, len(quiz.question_ids) if position is None else position)
    for gone in passed:
        work.group_quizzes.skip(quiz.id, gone)
    if position is None:
        end(quiz, event, work, content)
        return
    _tidy(quiz, event.at, work)
    step = asking(position)
    moved = _move(quiz, step, event.at + quiz.pace.limit, work)
    work.deliveries.add(room_of(moved), f"{QUESTION_BOARD}:{moved.number(position)}", event.at)


def close_question(
    quiz: GroupQuiz, event: Event, work: UnitOfWork, content: Content, *, is_skipped: bool = False
) -> None:
    """Closes the open question: books what was answered, shows the key; the next one follows after a pause."""
    closed = _close(quiz, event, work, content, is_skipped=is_skipped)
    if is_abandoned(closed, work.group_quizzes.answers(quiz.id)):
        end(closed, event, work, content, NOBODY_ANSWERED)
        return
    waits_for_host = quiz.pace is Pace.HOST and next_position(closed, content.library) is not None
    _move(closed, closed.step, event.at + (Pace.HOST.limit if waits_for_host else READING_TIME), work)


def end(
    quiz: GroupQuiz, event: Event, work: UnitOfWork, content: Content, because: str = "", *, in_room: bool = True
) -> None:
    """Ends a quiz, closing an open question first; one that closed its last question counts for the streak."""
    if quiz.is_asking:
        quiz = _close(quiz, event, work, content)
    if not work.quizzes.finish(quiz.id, event.at):
        return
    is_complete = quiz.step != LOBBY and next_position(quiz, content.library) is None
    work.group_quizzes.note_end(quiz.id, "" if is_complete else because)
    if is_complete:
        _count_for_streak(quiz, event.at, work)
    stop_timer(quiz.id, quiz.step, work)
    work.timers.cancel(AbandonQuiz(quiz.id))
    redraw_lobby(quiz, event.at, work)
    if quiz.step == LOBBY:
        return
    work.timers.set(ArchiveRoom(quiz.id), event.at + ROOM_STAYS)
    if in_room:
        _tidy(quiz, event.at, work)
        work.deliveries.add(room_of(quiz), f"{SCORE_BOARD}:{quiz.id}", event.at)


def archive_room(action: ArchiveRoom, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Closes the side room of a quiz that is over, where the platform leaves that to us."""
    quiz = work.group_quizzes.get(action.quiz_id)
    if quiz is not None and work.chats.room(room_of(quiz)):
        work.deliveries.add(room_of(quiz), f"{ROOM_END}:{quiz.id}", event.at)
    return []


def _move(quiz: GroupQuiz, step: int, closes_at: datetime, work: UnitOfWork) -> GroupQuiz:
    work.group_quizzes.move(quiz.id, step, closes_at)
    stop_timer(quiz.id, quiz.step, work)
    set_timer(quiz, step, closes_at, work)
    return replace(quiz, step=step, closes_at=closes_at, shown_at=None, paused_at=None)


def _tidy(quiz: GroupQuiz, at: datetime, work: UnitOfWork) -> None:
    """Takes the buttons that lead on from the question that closed last."""
    if quiz.step != LOBBY and (quiz.pace is Pace.HOST or quiz.paused_at is not None):
        redraw_question(quiz, at, work)


def _close(quiz: GroupQuiz, event: Event, work: UnitOfWork, content: Content, *, is_skipped: bool = False) -> GroupQuiz:
    """A quiz whose open question is closed, without a timer."""
    position = quiz.position
    question = content.library.questions.get(quiz.question_ids[position])
    if is_skipped or question is None:
        work.group_quizzes.skip(quiz.id, position)
        quiz = replace(quiz, skipped=quiz.skipped | {position})
    else:
        for choice in work.group_quizzes.choices(quiz.id):
            book(quiz, position, question, choice, event, work)
    work.group_quizzes.clear_choices(quiz.id)
    stop_timer(quiz.id, quiz.step, work)
    work.timers.cancel(AbandonQuiz(quiz.id))
    step = quiz.step + 1
    work.group_quizzes.move(quiz.id, step, event.at)
    redraw_question(quiz, event.at, work)
    return replace(quiz, step=step, closes_at=event.at, shown_at=None, paused_at=None)


def book(quiz: GroupQuiz, position: int, question: Question, choice: Choice, event: Event, work: UnitOfWork) -> None:
    """Logs an answer with all that follows from it, at the instant in which it became final."""
    place = lobby_of(quiz)
    learner = work.learners.get(choice.learner_id, place)
    if learner is None:
        return
    answer = book_answer(event, work, learner, question, choice.given, (SOURCE, quiz.id, position))
    if answer is None or not answer.is_right:
        return
    community = work.communities.of(place)
    zone = community.zone if community else learner.preferences.zone
    act = f"quiz {season(event.at, zone)} {question.id}"
    if not work.progress.is_paid(learner.id, act):
        work.progress.pay(learner.id, PointLine(act, QUIZ_RIGHT, event.at, learner.community_id), answer.on)


def _count_for_streak(quiz: GroupQuiz, at: datetime, work: UnitOfWork) -> None:
    """Everybody who answered five or more did a quiz, at the instant of its end."""
    answered: dict[int, int] = {}
    for answer in work.group_quizzes.answers(quiz.id):
        answered[answer.learner_id] = answered.get(answer.learner_id, 0) + 1
    for learner_id, count in answered.items():
        learner = work.learners.get(learner_id, lobby_of(quiz))
        if learner is not None and count >= STREAK_COUNT:
            work.progress.count(learner.id, learner.day(at), quizzes=1)


def shifted(quiz: GroupQuiz, now: datetime, at_least: timedelta) -> datetime:
    """When the step of a paused quiz closes, when its clock goes on now."""
    assert quiz.closes_at is not None
    assert quiz.paused_at is not None
    return max(quiz.closes_at + (now - quiz.paused_at), now + at_least)

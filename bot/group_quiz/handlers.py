"""What players, hosts and managers do with a quiz that is played together."""

from __future__ import annotations

from datetime import timedelta

from bot.account.handlers import known
from bot.effects import AskText, Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event
from bot.group_quiz import private_screens, screens
from bot.group_quiz.actions import (
    AbandonQuiz,
    ChooseAnswer,
    ContinueQuiz,
    EndGroupQuiz,
    GivePicked,
    JoinQuiz,
    LeaveQuiz,
    NextStep,
    PauseQuiz,
    PickAnswers,
    ShowControls,
    SkipQuestion,
    TypeAnswer,
)
from bot.group_quiz.rules import (
    LOBBY,
    PAUSE_LIMIT,
    GroupQuiz,
    have_all_answered,
)
from bot.group_quiz.seats import KEY, Seat, refuse_if_over, refuse_unless_leading, seat_of, take_seat
from bot.group_quiz.steps import (
    ask_next,
    close_question,
    end,
    redraw_lobby,
    redraw_question,
    set_timer,
    shifted,
    stop_timer,
)
from bot.library import Content
from bot.picking import picked_answer, picked_slots
from bot.ports import UnitOfWork
from bot.progress.handlers import is_new_on_boards
from bot.progress.screens import board_notice
from bot.questions import Asked, answer_form, ask, is_right, read_answer
from bot.screens import plain

REDRAW_AFTER = timedelta(seconds=5)
"""However many join and answer, open messages change at this pace: Telegram takes 20 a minute in a group."""
LEFT_AFTER_PAUSE = timedelta(seconds=10)
"""A question that goes on after a pause stays open for as long at least."""
MOVED_ON = "The quiz moved on; nothing changed."


# ---- playing along


def join_quiz(action: JoinQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Play along, from the open question on."""
    return join(take_seat(action.quiz_id, event, work), event, work)


def join(seat: Seat, event: Event, work: UnitOfWork) -> list[Effect]:
    """Somebody joins; at her first time she is told that points put her on a board."""
    quiz, learner = seat.quiz, seat.learner
    if not work.group_quizzes.join(quiz.id, learner.id, event.at):
        raise Refusal("You are in already. The questions come when it is started.")
    redraw_lobby(quiz, event.at + REDRAW_AFTER, work)
    if quiz.is_asking:
        redraw_question(quiz, event.at + REDRAW_AFTER, work)
    begun = "Answer the open question." if quiz.step != LOBBY else "The questions come when it is started."
    if is_new_on_boards(work, learner, [learner.community_id]):
        _, hide = board_notice()
        return reply(event, private_screens.joined(begun, hide), KEY)
    return [Notice(f"You are in. {begun}")]


def leave_quiz(action: LeaveQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Play along no more; the others need not wait for her."""
    seat = take_seat(action.quiz_id, event, work)
    quiz = seat.quiz
    if not work.group_quizzes.leave(quiz.id, seat.learner.id, event.at):
        raise Refusal("You are not in this quiz, so there is nothing to leave.")
    players = work.group_quizzes.players(quiz.id)
    if all(player.has_left for player in players):
        end(quiz, event, work, content, "Everybody left.")
        return [Notice("You left, and as nobody else plays the quiz is over.")]
    redraw_lobby(quiz, event.at + REDRAW_AFTER, work)
    if quiz.is_asking and quiz.paused_at is None and have_all_answered(players, work.group_quizzes.choices(quiz.id)):
        close_question(quiz, event, work, content)
    return [Notice("You left. What you answered stays; join again any time.")]


def choose_answer(action: ChooseAnswer, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A pressed answer."""
    seat, asked = _asked(action.quiz_id, action.position, event, work, content)
    if not asked.question.kind.is_pressed or not 0 <= action.slot < len(asked.order):
        raise Refusal("That is no answer to this question. Choose one of its letters.")
    return _choose(seat, asked, str(asked.order[action.slot]), event, work, content)


def type_answer(action: TypeAnswer, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A typed answer, or the question for one."""
    seat, asked = _asked(action.quiz_id, action.position, event, work, content)
    if not event.text.strip():
        return [AskText(answer_form(asked), action)]
    try:
        given = read_answer(asked, event.text)
    except ValueError as error:
        raise Refusal(f"That was not understood and nothing was stored. {error}") from error
    return _choose(seat, asked, given, event, work, content)


def pick_answers(action: PickAnswers, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The question with the letters picked so far, in private; nothing is stored before they are given."""
    seat, asked = _asked(action.quiz_id, action.position, event, work, content)
    _refuse_second(seat, asked, work)
    return reply(
        event, private_screens.picking(seat.quiz, asked, content.library, picked_slots(action.picked, asked)), KEY
    )


def give_picked(action: GivePicked, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The picked letters as the answer."""
    seat, asked = _asked(action.quiz_id, action.position, event, work, content)
    noted = _choose(seat, asked, picked_answer(action.picked, asked), event, work, content)
    said = " ".join(effect.text for effect in noted if isinstance(effect, Notice))
    now = work.group_quizzes.get(seat.quiz.id) or seat.quiz
    return reply(event, private_screens.noted(now, content.library, said), KEY)


def _refuse_second(seat: Seat, asked: Asked, work: UnitOfWork) -> None:
    """Where answers are judged at once they cannot be changed."""
    choices = work.group_quizzes.choices(seat.quiz.id) if seat.quiz.tells_at_once else ()
    for first in choices:
        if first.learner_id == seat.learner.id:
            raise Refusal(f"Here the first answer counts: {_verdict(asked, first.given)}")


def _choose(seat: Seat, asked: Asked, given: str, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    quiz, noted = seat.quiz, f"{asked.letters(given)} is noted."
    if quiz.tells_at_once:
        noted = _verdict(asked, given)
        _refuse_second(seat, asked, work)
    work.group_quizzes.choose(quiz.id, quiz.position, seat.learner.id, given)
    if have_all_answered(seat.players, work.group_quizzes.choices(quiz.id)):
        close_question(quiz, event, work, content)
        return [Notice(f"{noted} All have answered.")]
    redraw_question(quiz, event.at + REDRAW_AFTER, work)
    return [Notice(noted if quiz.tells_at_once else f"{noted} You can change it until the question closes.")]


def _verdict(asked: Asked, given: str) -> str:
    if is_right(asked.question, given):
        return f"{asked.letters(given)} is right."
    return f"Not {asked.letters(given)} — the answer is {asked.key_letters}."


def _asked(quiz_id: int, position: int, event: Event, work: UnitOfWork, content: Content) -> tuple[Seat, Asked]:
    """A player and the question that is open to her; Refusal says what is in the way."""
    seat = take_seat(quiz_id, event, work)
    quiz = seat.quiz
    if not quiz.is_asking or position != quiz.position:
        raise Refusal("That question is not open. Answer the newest one in this quiz.")
    if not seat.is_in:
        raise Refusal("You have not joined this quiz. Press Join, then answer.")
    if quiz.paused_at is not None:
        raise Refusal("The quiz is paused. Answer when it goes on.")
    question = content.library.questions.get(quiz.question_ids[position])
    if question is None:
        raise Refusal("This question left the library. The next one comes by itself.")
    return seat, ask(question, quiz.seed(position))


# ---- leading


def next_step(action: NextStep, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Closes the open question, or goes on to the next one."""
    quiz = _led(action.quiz_id, action.step, event, work)
    if quiz.paused_at is not None:
        raise Refusal("The quiz is paused. Press Continue first.")
    if quiz.is_asking:
        close_question(quiz, event, work, content)
        return [Notice(f"Question {quiz.position + 1} is closed.")]
    ask_next(quiz, event, work, content)
    now = work.quizzes.get(quiz.id)
    return [Notice("The quiz is over." if now is None or now.is_over else "The quiz goes on.")]


def skip_question(action: SkipQuestion, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Closes the open question; it counts for nobody."""
    quiz = _led(action.quiz_id, action.step, event, work)
    if not quiz.is_asking:
        raise Refusal("No question is open that could be skipped.")
    close_question(quiz, event, work, content, is_skipped=True)
    return [Notice(f"Question {quiz.position + 1} is skipped; it counts for nobody.")]


def pause_quiz(action: PauseQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Stops the clock, for half an hour at most."""
    quiz = _led(action.quiz_id, action.step, event, work)
    if quiz.paused_at is not None or quiz.closes_at is None:
        raise Refusal("The quiz is paused already. Press Continue to go on.")
    if quiz.tells_at_once and quiz.is_asking:
        raise Refusal("A question that tells at once cannot be paused. Press Pause once it is closed.")
    stop_timer(quiz.id, quiz.step, work)
    work.group_quizzes.set_clock(quiz.id, quiz.closes_at, event.at)
    work.timers.set(AbandonQuiz(quiz.id), event.at + PAUSE_LIMIT)
    redraw_question(quiz, event.at, work)
    minutes = PAUSE_LIMIT // timedelta(minutes=1)
    return [Notice(f"Paused. Press Continue within {minutes} minutes, or the quiz ends.")]


def continue_quiz(action: ContinueQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Lets the clock go on where it stood."""
    quiz = _led(action.quiz_id, action.step, event, work)
    if quiz.paused_at is None:
        raise Refusal("The quiz is not paused. It goes on by itself.")
    if quiz.is_asking and have_all_answered(work.group_quizzes.players(quiz.id), work.group_quizzes.choices(quiz.id)):
        close_question(quiz, event, work, content)
        return [Notice("The quiz goes on. All have answered.")]
    closes_at = shifted(quiz, event.at, LEFT_AFTER_PAUSE)
    work.timers.cancel(AbandonQuiz(quiz.id))
    work.group_quizzes.set_clock(quiz.id, closes_at)
    set_timer(quiz, quiz.step, closes_at, work)
    redraw_question(quiz, event.at, work)
    return [Notice("The quiz goes on.")]


def end_quiz(action: EndGroupQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Ends a quiz before its last question; what was answered counts."""
    seat = take_seat(action.quiz_id, event, work)
    refuse_unless_leading(seat)
    end(seat.quiz, event, work, content, f"{_name(seat)} ended it.")
    return [Notice("The quiz is over.")]


def _name(seat: Seat) -> str:
    return plain(seat.learner.name, screens.NAME_LIMIT) if seat.learner.preferences.is_on_boards else "A learner"


def _led(quiz_id: int, step: int, event: Event, work: UnitOfWork) -> GroupQuiz:
    """A running quiz in a step, for one who may lead it."""
    seat = take_seat(quiz_id, event, work)
    refuse_unless_leading(seat)
    if seat.quiz.step == LOBBY or seat.quiz.step != step:
        raise Refusal(MOVED_ON)
    return seat.quiz


# ---- looking


def show_controls(action: ShowControls, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """What the one who asks may do, and what she answered. Decides nothing, so it reads only."""
    seat = seat_of(action.quiz_id, known(event, work), event, work)
    quiz = seat.quiz
    refuse_if_over(quiz)
    own = next((one.given for one in work.group_quizzes.choices(quiz.id) if one.learner_id == seat.learner.id), "")
    question = content.library.questions.get(quiz.question_ids[quiz.position]) if quiz.is_asking else None
    given = ask(question, quiz.seed(quiz.position)).letters(own) if own and question else ""
    screen = private_screens.controls(quiz, content.library, is_in=seat.is_in, leads=seat.leads, given=given)
    return reply(event, screen, KEY)

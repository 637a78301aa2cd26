"""Asks, judges and ends the quizzes of one learner.

Every step is a row before it is shown; the place in a quiz follows from its answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.account.handlers import board_zone, present
from bot.account.rules import Learner
from bot.duel.steps import note_played, said_of
from bot.effects import AskText, Effect, reply
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content, Library
from bot.picking import picked_answer, picked_slots
from bot.ports import UnitOfWork
from bot.progress.handlers import book_answer, pay, refuse_if_kept
from bot.progress.rules import CHECK_PASSED, QUIZ_RIGHT, season
from bot.progress.screens import board_notice, confidence_row
from bot.questions import GAVE_UP, Asked, answer_form, ask, read_answer
from bot.quiz import screens
from bot.quiz.actions import (
    AnswerQuestion,
    EndQuiz,
    GivePicked,
    GoOn,
    PickAnswers,
    ShowHint,
    ShowQuestion,
    TypeQuestionAnswer,
)
from bot.quiz.rules import CHECK_COUNT, STREAK_COUNT, Quiz, QuizKind, Step, next_position
from bot.records import Answer
from bot.screens import Rows
from bot.study.screens import way_on

SOURCE = "quiz"
KEY = "quiz"


@dataclass(frozen=True)
class Turn:
    """Somebody at a question of her quiz; `answer` is the one she gave before, None while it is open."""

    quiz: Quiz
    position: int
    asked: Asked
    learner: Learner
    answer: Answer | None


# ---- answering


def answer_question(action: AnswerQuestion, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A pressed answer."""
    turn = _turn(action.quiz_id, action.position, event, work, content)
    asked = turn.asked
    if not asked.question.kind.is_pressed or not 0 <= action.slot < len(asked.order):
        raise Refusal("That is no answer to this question. Go on with /quiz.")
    return _answer(turn, str(asked.order[action.slot]), event, work, content)


def type_answer(action: TypeQuestionAnswer, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A typed answer, or the question for one."""
    turn = _turn(action.quiz_id, action.position, event, work, content)
    if turn.answer is not None:
        return _again(turn, event, work, content)
    if not event.text.strip():
        return [AskText(answer_form(turn.asked), action)]
    try:
        given = read_answer(turn.asked, event.text)
    except ValueError as error:
        raise Refusal(f"That was not understood and nothing was stored. {error}") from error
    return _answer(turn, given, event, work, content)


def pick_answers(action: PickAnswers, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The question with the letters picked so far; nothing is stored before they are given."""
    turn = _turn(action.quiz_id, action.position, event, work, content)
    slots = picked_slots(action.picked, turn.asked)
    if turn.answer is not None:
        return _again(turn, event, work, content)
    return reply(event, screens.picking(turn.quiz, turn.position, turn.asked, content.library, slots), KEY)


def give_picked(action: GivePicked, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The picked letters as the answer."""
    turn = _turn(action.quiz_id, action.position, event, work, content)
    return _answer(turn, picked_answer(action.picked, turn.asked), event, work, content)


def show_question(action: ShowQuestion, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Give up on a question: it is explained at once and becomes a card."""
    return _answer(_turn(action.quiz_id, action.position, event, work, content), GAVE_UP, event, work, content)


def show_hint(action: ShowHint, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The question with its hint; it costs nothing."""
    turn = _turn(action.quiz_id, action.position, event, work, content)
    if turn.answer is not None:
        return _again(turn, event, work, content)
    if not turn.asked.question.hint:
        raise Refusal("This question has no hint. Press Show me to see the answer.")
    at_once = not _waits_for_end(turn.quiz, turn.learner)
    screen = screens.question(
        turn.quiz, turn.position, turn.asked, content.library, with_hint=True, feedback_at_once=at_once
    )
    return reply(event, screen, KEY)


def _answer(turn: Turn, given: str, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    if turn.answer is not None:
        return _again(turn, event, work, content)
    quiz, learner, question = turn.quiz, turn.learner, turn.asked.question
    refuse_if_kept(question.id, learner, work, quiz.id)
    answer = book_answer(event, work, learner, question, given, (SOURCE, quiz.id, turn.position))
    assert answer is not None
    first_points = False
    if answer.is_right:
        zone = board_zone(event, learner, work)
        act = f"quiz {season(event.at, zone)} {question.id}"
        first_points = pay(event, work, learner, act, QUIZ_RIGHT)
    steps = work.quizzes.steps(quiz.id)
    is_last = _next(quiz, steps, content.library) is None
    if is_last:
        first_points |= _finish(quiz, steps, learner, event, work)
        quiz = replace(quiz, is_over=True)
    said, hide = board_notice() if first_points else ("", ())
    if _waits_for_end(turn.quiz, learner) and given != GAVE_UP:
        noted = f"{turn.asked.letters(given)} is noted."
        return _go_on(quiz, event, work, content, " ".join(filter(None, (noted, said))), (hide,) if hide else ())
    confidence: Rows = ((confidence_row(answer.id),) if given != GAVE_UP else ()) + ((hide,) if hide else ())
    screen = screens.reveal(quiz, turn.asked, given, content.library, said, confidence, is_last=is_last)
    return reply(event, way_on(screen, learner) if is_last else screen, KEY)


def _again(turn: Turn, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A question that was answered before, as it was shown then; what is to come at the end waits for it."""
    assert turn.answer is not None
    quiz, said = turn.quiz, "The first answer counts."
    steps = work.quizzes.steps(quiz.id)
    is_last = quiz.is_over or _next(quiz, steps, content.library) is None
    if _waits_for_end(quiz, turn.learner) and turn.answer.given != GAVE_UP and not is_last:
        return _go_on(quiz, event, work, content, said)
    refuse_if_kept(turn.asked.question.id, turn.learner, work, quiz.id)
    given = turn.answer.given
    can_confide = given != GAVE_UP and not turn.answer.confidence
    confidence: Rows = (confidence_row(turn.answer.id),) if can_confide else ()
    return reply(
        event, screens.reveal(quiz, turn.asked, given, content.library, said, confidence, is_last=is_last), KEY
    )


def _waits_for_end(quiz: Quiz, learner: Learner) -> bool:
    """Whether what was right is told at the end: as she set it, for quizzes of more than one question."""
    return learner.preferences.feedback_at_end and len(quiz.question_ids) > 1


# ---- going on and ending


def go_on(action: GoOn, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The next question, or the result."""
    return _go_on(_own(action.quiz_id, present(event, work), work), event, work, content)


def end_quiz(action: EndQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Ends a quiz before its last question; what was answered stays."""
    quiz = _own(action.quiz_id, present(event, work), work)
    if work.quizzes.finish(quiz.id, event.at):
        note_played(quiz, event, work)
    return _result(quiz, event, work, content)


def show(quiz: Quiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A quiz where it stands."""
    return _go_on(quiz, event, work, content)


def _finish(quiz: Quiz, steps: list[Step], learner: Learner, event: Event, work: UnitOfWork) -> bool:
    """The last question was answered: the quiz ends, counts for the streak and may pass a lesson."""
    work.quizzes.finish(quiz.id, event.at)
    note_played(quiz, event, work)
    if sum(step.given != GAVE_UP for step in steps) >= STREAK_COUNT:
        work.progress.count(learner.id, learner.day(event.at), quizzes=1)
    if not _passed(quiz, steps):
        return False
    if not work.progress.pass_check(learner.id, quiz.topic, event.at):
        return False
    return pay(event, work, learner, f"check {quiz.topic}", CHECK_PASSED)


def _passed(quiz: Quiz, steps: list[Step]) -> bool:
    right = sum(step.is_right for step in steps)
    return quiz.kind is QuizKind.CHECK and right == len(quiz.question_ids) == CHECK_COUNT


def _go_on(
    quiz: Quiz, event: Event, work: UnitOfWork, content: Content, said: str = "", more: Rows = ()
) -> list[Effect]:
    steps = work.quizzes.steps(quiz.id)
    position = None if quiz.is_over else _next(quiz, steps, content.library)
    if position is None:
        if not quiz.is_over:  # what was left to ask left the library
            _finish(quiz, steps, present(event, work), event, work)
        return _result(quiz, event, work, content, said, more)
    asked = ask(content.library.questions[quiz.question_ids[position]], quiz.seed(position))
    at_once = not _waits_for_end(quiz, present(event, work))
    return reply(
        event, screens.question(quiz, position, asked, content.library, said, more, feedback_at_once=at_once), KEY
    )


def _result(
    quiz: Quiz, event: Event, work: UnitOfWork, content: Content, said: str = "", more: Rows = ()
) -> list[Effect]:
    known = [
        step for step in work.quizzes.steps(quiz.id) if quiz.question_ids[step.position] in content.library.questions
    ]
    duel = said_of(quiz, work, content)
    screen = screens.result(quiz, known, content.library, said, more, passed=_passed(quiz, known), duel=duel)
    return reply(event, screen, KEY)


def _next(quiz: Quiz, steps: list[Step], library: Library) -> int | None:
    """The next question to ask; one that left the library is passed over."""
    gone = [
        Step(position, GAVE_UP, False)
        for position, question_id in enumerate(quiz.question_ids)
        if question_id not in library.questions
    ]
    return next_position(quiz, [*steps, *gone])


def _own(quiz_id: int, learner: Learner, work: UnitOfWork) -> Quiz:
    quiz = work.quizzes.get(quiz_id)
    if quiz is None or quiz.learner_id != learner.id:
        raise Refusal("That quiz is not yours. Start one with /quiz.")
    return quiz


def _turn(quiz_id: int, position: int, event: Event, work: UnitOfWork, content: Content) -> Turn:
    """Somebody at a question of her quiz; Refusal where there is nothing to answer or to see."""
    learner = present(event, work)
    quiz = _own(quiz_id, learner, work)
    if not 0 <= position < len(quiz.question_ids):
        raise Refusal("That question is not in this quiz. Go on with /quiz.")
    answers = work.answers.of(learner.id, SOURCE, quiz.id)
    answer = next((one for one in answers if one.position == position), None)
    if quiz.is_over and answer is None:
        raise Refusal("This quiz is over. Start another with /quiz.")
    question = content.library.questions.get(quiz.question_ids[position])
    if question is None:
        raise Refusal("This question left the library. Go on with /quiz.")
    return Turn(quiz, position, ask(question, quiz.seed(position)), learner, answer)

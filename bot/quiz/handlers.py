"""Starts, asks, judges and ends quizzes.

Every step is a row before it is shown; the place in a quiz follows from its answers.
"""

from __future__ import annotations

from bot.account.handlers import board_zone, present
from bot.account.rules import Learner
from bot.effects import AskText, Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content, Library
from bot.ports import UnitOfWork
from bot.progress.handlers import book_answer, pay, refuse_if_kept
from bot.progress.rules import CHECK_PASSED, QUIZ_RIGHT, season
from bot.progress.screens import board_notice, confidence_row
from bot.questions import GAVE_UP, Asked, answer_form, ask, read_answer
from bot.quiz import screens
from bot.quiz.actions import (
    AnswerQuestion,
    CheckLesson,
    EndQuiz,
    GoOn,
    QuizOnText,
    ShowQuestion,
    StartQuiz,
    TypeQuestionAnswer,
)
from bot.quiz.rules import (
    CHECK_COUNT,
    DEFAULT_COUNT,
    FEWEST,
    MIXED,
    MOST,
    STREAK_COUNT,
    Quiz,
    QuizKind,
    Step,
    draw,
    next_position,
    pool,
)
from bot.screens import Rows
from bot.study.screens import way_on

SOURCE = "quiz"
KEY = "quiz"


def start_quiz(action: StartQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A quiz on a topic, or the open one."""
    count = checked_count(action.count)
    topic = named_topic(event.text or action.topic, content)
    return begin_alone(topic, count, 0, event, work, content)


def begin_alone(topic: str, count: int, level: int, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A quiz for the one who acts, or her open one; level 0 is any."""
    return _begin(QuizKind.SOLO, topic, count, level, present(event, work), event, work, content)


def check_lesson(action: CheckLesson, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Three questions on a lesson."""
    learner = present(event, work)
    if action.lesson_id not in content.library.lessons:
        raise Refusal("That lesson left the library. See which there are with /lesson.")
    return _begin(QuizKind.CHECK, action.lesson_id, CHECK_COUNT, 0, learner, event, work, content)


def quiz_on_text(action: QuizOnText, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Three questions on the lesson that fits a text best."""
    hits = content.search.lessons(event.text, 1)
    if not hits:
        raise Refusal("No lesson fits that text. Choose a topic with /quiz.")
    return check_lesson(CheckLesson(hits[0].lesson_id), event, work, content)


def _begin(
    kind: QuizKind,
    topic: str,
    count: int,
    level: int,
    learner: Learner,
    event: Event,
    work: UnitOfWork,
    content: Content,
) -> list[Effect]:
    quiz = work.quizzes.open(learner.id)
    if quiz is not None:
        return [
            Notice("You have an open quiz; here it goes on. End it to start another."),
            *_go_on(quiz, event, work, content),
        ]
    quiz_id = work.quizzes.add(learner.id, kind, topic, event.at)
    challenge = work.challenges.current(learner.community_id, learner.day(event.at))
    is_open = challenge is not None and not work.answers.of(learner.id, "challenge", challenge.id)
    hidden = work.group_quizzes.kept_from(learner.id) | ({challenge.question_id} if challenge and is_open else set())
    seen = dict.fromkeys(work.answers.seen(learner.id), 1)
    question_ids = draw(pool(content.library, topic, level, hidden), count, seen, f"quiz {quiz_id}")
    if not question_ids:
        raise Refusal(no_questions(level))
    work.quizzes.ask(quiz_id, question_ids)
    return _go_on(Quiz(quiz_id, learner.id, kind, topic, question_ids), event, work, content)


def ask_about(
    lesson_id: str, anchor: str, learner: Learner, event: Event, work: UnitOfWork, content: Content
) -> tuple[int, list[Effect]] | None:
    """One question on a section, else on its lesson: the id of its quiz, and what to show.

    None when there is no question, or while another quiz is open.
    """
    about = content.library.active_questions(lambda one: one.lesson_id == lesson_id)
    seen, kept = work.answers.seen(learner.id), work.group_quizzes.kept_from(learner.id)
    ranked = sorted((one.id in seen, one.anchor != anchor, one.id) for one in about if one.id not in kept)
    fitting = [question_id for _, _, question_id in ranked]
    if not fitting or work.quizzes.open(learner.id) is not None:
        return None
    quiz_id = work.quizzes.add(learner.id, QuizKind.SOLO, lesson_id, event.at)
    work.quizzes.ask(quiz_id, fitting[:1])
    quiz = Quiz(quiz_id, learner.id, QuizKind.SOLO, lesson_id, tuple(fitting[:1]))
    return quiz_id, _go_on(quiz, event, work, content)


def answer_question(action: AnswerQuestion, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A pressed answer."""
    quiz, asked, learner = _asked(action.quiz_id, action.position, event, work, content)
    if not asked.question.kind.is_pressed or not 0 <= action.slot < len(asked.order):
        raise Refusal("That is no answer to this question. Go on with /quiz.")
    return _answer(
        quiz,
        action.position,
        asked,
        str(asked.order[action.slot]),
        learner,
        event,
        work,
        content,
    )


def type_answer(action: TypeQuestionAnswer, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A typed answer, or the question for one."""
    quiz, asked, learner = _asked(action.quiz_id, action.position, event, work, content)
    if not event.text.strip():
        return [AskText(answer_form(asked), action)]
    try:
        given = read_answer(asked, event.text)
    except ValueError as error:
        raise Refusal(f"That was not understood and nothing was stored. {error}") from error
    return _answer(quiz, action.position, asked, given, learner, event, work, content)


def show_question(action: ShowQuestion, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Give up on a question."""
    quiz, asked, learner = _asked(action.quiz_id, action.position, event, work, content)
    return _answer(quiz, action.position, asked, GAVE_UP, learner, event, work, content)


def go_on(action: GoOn, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The next question, or the result."""
    return _go_on(_own(action.quiz_id, present(event, work), work), event, work, content)


def end_quiz(action: EndQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Ends a quiz before its last question; what was answered stays."""
    quiz = _own(action.quiz_id, present(event, work), work)
    if not quiz.is_over:
        work.quizzes.finish(quiz.id, event.at)
    return _result(quiz, event, work, content)


def _answer(
    quiz: Quiz,
    position: int,
    asked: Asked,
    given: str,
    learner: Learner,
    event: Event,
    work: UnitOfWork,
    content: Content,
) -> list[Effect]:
    refuse_if_kept(asked.question.id, learner, work)
    answer = book_answer(event, work, learner, asked.question, given, (SOURCE, quiz.id, position))
    if answer is None:
        raise Refusal("This question is answered; the first answer counts. Go on with /quiz.")
    first_points = False
    if answer.is_right:
        zone = board_zone(event, learner, work)
        act = f"quiz {season(event.at, zone)} {asked.question.id}"
        first_points = pay(event, work, learner, act, QUIZ_RIGHT)
    steps = work.quizzes.steps(quiz.id)
    is_last = _next(quiz, steps, content.library) is None
    if is_last:
        first_points |= _finish(quiz, steps, learner, event, work)
    said, hide = board_notice() if first_points else ("", ())
    confidence: Rows = ((confidence_row(answer.id),) if given != GAVE_UP else ()) + ((hide,) if hide else ())
    screen = screens.reveal(quiz, asked, given, content.library, said, confidence, is_last=is_last)
    return reply(event, way_on(screen, learner) if is_last else screen, KEY)


def _finish(quiz: Quiz, steps: list[Step], learner: Learner, event: Event, work: UnitOfWork) -> bool:
    """The last question was answered: the quiz ends, counts for the streak and may pass a lesson."""
    work.quizzes.finish(quiz.id, event.at)
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


def _go_on(quiz: Quiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    steps = work.quizzes.steps(quiz.id)
    position = None if quiz.is_over else _next(quiz, steps, content.library)
    if position is None:
        if not quiz.is_over:  # what was left to ask left the library
            _finish(quiz, steps, present(event, work), event, work)
        return _result(quiz, event, work, content)
    asked = ask(content.library.questions[quiz.question_ids[position]], quiz.seed(position))
    return reply(event, screens.question(quiz, position, asked, content.library), KEY)


def _result(quiz: Quiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    known = [
        step for step in work.quizzes.steps(quiz.id) if quiz.question_ids[step.position] in content.library.questions
    ]
    return reply(
        event,
        screens.result(quiz, known, content.library, passed=_passed(quiz, known)),
        KEY,
    )


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


def _asked(
    quiz_id: int, position: int, event: Event, work: UnitOfWork, content: Content
) -> tuple[Quiz, Asked, Learner]:
    learner = present(event, work)
    quiz = _own(quiz_id, learner, work)
    if not 0 <= position < len(quiz.question_ids):
        raise Refusal("That question is not in this quiz. Go on with /quiz.")
    if quiz.is_over:
        raise Refusal("This quiz is over. Start another with /quiz.")
    if any(step.position == position for step in work.quizzes.steps(quiz.id)):
        raise Refusal("This question is answered; the first answer counts. Go on with /quiz.")
    question = content.library.questions.get(quiz.question_ids[position])
    if question is None:
        raise Refusal("This question left the library. Go on with /quiz.")
    return quiz, ask(question, quiz.seed(position)), learner


def checked_count(count: int) -> int:
    """The number of questions asked for, 0 for the usual one; Refusal names the range."""
    if not FEWEST <= (count or DEFAULT_COUNT) <= MOST:
        raise Refusal(f"A quiz has {FEWEST} to {MOST} questions. Try /quiz {DEFAULT_COUNT}.")
    return count or DEFAULT_COUNT


def no_questions(level: int) -> str:
    """What to do where there is nothing to ask."""
    of_level = f" of level {level}" if level else ""
    return f"There are no questions{of_level} on that topic yet. Try /quiz for a mix."


def named_topic(text: str, content: Content) -> str:
    """The id of what was typed: lesson, area, skill or a mix; Refusal names the nearest."""
    words = text.strip().lower()
    library = content.library
    if words in ("", MIXED):
        return MIXED
    for shelf in (library.areas, library.skills):
        for item in shelf.values():
            if words in (item.id, item.id.removeprefix("sk-"), item.title.lower()):
                return item.id
    lesson_id = content.search.nearest(words)
    if lesson_id is not None:
        return lesson_id
    hits = content.search.lessons(words, 1)
    if hits:
        return hits[0].lesson_id
    raise Refusal("No lesson, area or skill is called that. Try /quiz caching, or /quiz for a mix.")

"""Draws and begins the quizzes of one learner, or goes on with the open one."""

from __future__ import annotations

from bot.account.handlers import present
from bot.account.rules import Learner
from bot.effects import Effect, Notice
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content
from bot.ports import UnitOfWork
from bot.quiz.actions import CheckLesson, QuizOnText, StartQuiz
from bot.quiz.handlers import show
from bot.quiz.rules import CHALLENGE_DAYS, CHECK_COUNT, LATELY, LATELY_DAYS, Quiz, QuizKind, draw, neighbours, pool
from bot.quiz.topics import checked_count, named_topic, no_questions


def start_quiz(action: StartQuiz, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A quiz on a topic, or the open one."""
    count = checked_count(action.count)
    topic = named_topic(event.text or action.topic, content)
    return begin_alone(topic, count, 0, event, work, content)


def begin_alone(topic: str, count: int, level: int, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A quiz for the one who acts, or her open one; level 0 is any."""
    return _begin(QuizKind.SOLO, topic, count, level, event, work, content)


def check_lesson(action: CheckLesson, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Three questions on a lesson."""
    present(event, work)
    if action.lesson_id not in content.library.lessons:
        raise Refusal("That lesson left the library. See which there are with /lesson.")
    return _begin(QuizKind.CHECK, action.lesson_id, CHECK_COUNT, 0, event, work, content)


def quiz_on_text(action: QuizOnText, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Three questions on the lesson that fits a text best."""
    hits = content.search.lessons(event.text, 1)
    if not hits:
        raise Refusal("No lesson fits that text. Choose a topic with /quiz.")
    return check_lesson(CheckLesson(hits[0].lesson_id), event, work, content)


def _begin(
    kind: QuizKind, topic: str, count: int, level: int, event: Event, work: UnitOfWork, content: Content
) -> list[Effect]:
    learner = present(event, work)
    quiz = work.quizzes.open(learner.id)
    if quiz is not None:
        return [
            Notice("You have an open quiz; here it goes on. End it to start another."),
            *show(quiz, event, work, content),
        ]
    quiz_id = work.quizzes.add(learner.id, kind, topic, event.at)
    seen = dict.fromkeys(work.answers.seen(learner.id), 1)
    near: set[str] = set()
    if topic == LATELY:
        near = neighbours(content.library, work.quizzes.lately(learner.id, event.at - LATELY_DAYS))
    questions = pool(content.library, topic, level, hidden_from(learner, event, work))
    question_ids = draw(questions, count, seen, f"quiz {quiz_id}", near)
    if not question_ids:
        raise Refusal(no_questions(level))
    work.quizzes.ask(quiz_id, question_ids)
    return show(Quiz(quiz_id, learner.id, kind, topic, question_ids), event, work, content)


def hidden_from(learner: Learner, event: Event, work: UnitOfWork) -> set[str]:
    """Questions whose key she may not see yet: of quizzes and duels with others, and of open challenges."""
    today = learner.day(event.at)
    together = work.group_quizzes.kept_from(learner.id)
    duels = work.duels.kept_from(learner.id) | work.duels.offered_to(learner.id)
    return together | duels | work.challenges.kept_from(learner.id, today - CHALLENGE_DAYS, today)


def ask_about(
    lesson_id: str, anchor: str, learner: Learner, event: Event, work: UnitOfWork, content: Content
) -> tuple[int, list[Effect]] | None:
    """One question on a section, else on its lesson: the id of its quiz, and what to show.

    None when there is no question, or while another quiz is open.
    """
    about = content.library.active_questions(lambda one: one.lesson_id == lesson_id)
    seen = work.answers.seen(learner.id)
    hidden = hidden_from(learner, event, work)
    ranked = sorted((one.id in seen, one.anchor != anchor, one.id) for one in about if one.id not in hidden)
    fitting = [question_id for _, _, question_id in ranked]
    if not fitting or work.quizzes.open(learner.id) is not None:
        return None
    quiz_id = work.quizzes.add(learner.id, QuizKind.SOLO, lesson_id, event.at)
    work.quizzes.ask(quiz_id, fitting[:1])
    quiz = Quiz(quiz_id, learner.id, QuizKind.SOLO, lesson_id, tuple(fitting[:1]))
    return quiz_id, show(quiz, event, work, content)

"""What a user may do in a quiz."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class StartQuiz(Action, name="quiz.start"):
    """A quiz on the typed topic, or on the one given; resumes the one that is open."""

    count: int = 0
    topic: str = ""


@dataclass(frozen=True)
class CheckLesson(Action, name="quiz.check"):
    """Three questions on a lesson."""

    lesson_id: str


@dataclass(frozen=True)
class QuizOnText(Action, name="quiz.text"):
    """Three questions on the lesson that a text of somebody is about."""


@dataclass(frozen=True)
class AnswerQuestion(Action, name="quiz.answer"):
    """Press on the option in a slot."""

    quiz_id: int
    position: int
    slot: int


@dataclass(frozen=True)
class TypeQuestionAnswer(Action, name="quiz.type"):
    """A typed answer; asks for it when nothing was typed yet."""

    quiz_id: int
    position: int


@dataclass(frozen=True)
class PickAnswers(Action, name="quiz.pick"):
    """Letters chosen one by one: `picked` says which so far (bot/picking.py)."""

    quiz_id: int
    position: int
    picked: int


@dataclass(frozen=True)
class GivePicked(Action, name="quiz.give"):
    """The letters that were picked are the answer."""

    quiz_id: int
    position: int
    picked: int


@dataclass(frozen=True)
class ShowHint(Action, name="quiz.hint"):
    """The question with its hint."""

    quiz_id: int
    position: int


@dataclass(frozen=True)
class ShowQuestion(Action, name="quiz.show"):
    """Give up: show the answer."""

    quiz_id: int
    position: int


@dataclass(frozen=True)
class GoOn(Action, name="quiz.next"):
    """The next question, or the result."""

    quiz_id: int


@dataclass(frozen=True)
class LookBack(Action, name="quiz.look"):
    """A question of a quiz that is over, with its key and one's own answer."""

    quiz_id: int
    position: int


@dataclass(frozen=True)
class OpenArchive(Action, name="quiz.archive"):
    """A quiz that is over, with what one answered."""

    quiz_id: int


@dataclass(frozen=True)
class ShowHistory(Action, name="quiz.history"):
    """The quizzes that are over, a page at a time; the newest is on page 0."""

    page: int = 0


@dataclass(frozen=True)
class EndQuiz(Action, name="quiz.end"):
    """End the quiz now."""

    quiz_id: int

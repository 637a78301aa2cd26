"""Quizzes: what they are drawn from and how they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from bot.library import Library, Question

FEWEST, DEFAULT_COUNT, MOST = 3, 5, 20
HARDEST = 5
"""The highest level of a question."""
CHECK_COUNT = 3
"""Questions of a lesson check."""
STREAK_COUNT = 5
"""From this many answered questions on, a finished quiz is an act of recall."""
MIXED = "mixed"
LATELY = "lately"
"""The topic of a quiz for which none was named: what was studied lately, and what is easily confused with it."""
LATELY_DAYS = timedelta(days=14)
CHALLENGE_DAYS = timedelta(days=8)
"""A challenge that was chosen for a date within so many days may still be open somewhere."""


class QuizKind(StrEnum):
    """Why a quiz is played; a check is passed when all is right."""

    SOLO = "solo"
    CHECK = "check"
    TOGETHER = "together"
    DUEL = "duel"


@dataclass(frozen=True)
class Quiz:
    """A quiz of one learner, open until `is_over`. `topic`: id of a lesson, area, skill or track, or a mix."""

    id: int
    learner_id: int
    kind: QuizKind
    topic: str
    question_ids: tuple[str, ...]
    is_over: bool = False

    def seed(self, position: int) -> str:
        """What the options of a question are shuffled by; stays the same after a restart."""
        return f"quiz {self.id} {position}"


@dataclass(frozen=True)
class Step:
    """One answered question of a quiz."""

    position: int
    given: str
    is_right: bool


@dataclass(frozen=True)
class Played:
    """A line of the archive: a quiz that is over, how many it asked and how many one answered, and rightly."""

    quiz_id: int
    kind: QuizKind
    topic: str
    ended_at: datetime
    asked: int
    answered: int
    right: int


def next_position(quiz: Quiz, steps: Sequence[Step]) -> int | None:
    """The first question not answered yet; None when all are."""
    answered = {step.position for step in steps}
    return next(
        (position for position in range(len(quiz.question_ids)) if position not in answered),
        None,
    )


def belongs_to(question: Question, topic: str, library: Library) -> bool:
    """Whether a question is about a topic."""
    lesson = library.lessons[question.lesson_id]
    if topic in library.tracks:
        return any(stop.lesson_id == question.lesson_id for stop in library.tracks[topic].stops)
    return topic in (MIXED, LATELY) or topic in (question.lesson_id, lesson.area, question.skill)


def neighbours(library: Library, question_ids: Collection[str]) -> set[str]:
    """Lessons of those questions and what is easily confused with them: of the same area or training the same skill."""
    asked = {library.questions[one].lesson_id for one in question_ids if one in library.questions}
    lessons = [library.lessons[lesson_id] for lesson_id in asked]
    areas = {lesson.area for lesson in lessons}
    skills = {skill for lesson in lessons for skill in lesson.skills}
    return {
        lesson.id for lesson in library.lessons.values() if lesson.area in areas or not skills.isdisjoint(lesson.skills)
    }


def pool(library: Library, topic: str, level: int = 0, hidden: Collection[str] = ()) -> list[Question]:
    """The questions on a topic that may be asked, none `hidden`; level 0 is any."""
    return [
        question
        for question in library.active_questions(lambda one: belongs_to(one, topic, library))
        if question.id not in hidden and level in (0, question.difficulty)
    ]


def draw(
    questions: Sequence[Question], count: int, seen: Mapping[str, int], seed: str, near: Collection[str] = ()
) -> tuple[str, ...]:
    """Up to `count` question ids, neighbours from different lessons: first what fewest have seen, lessons `near` first.

    `seen` holds how many of those who play have answered a question.
    """
    shuffled = list(questions)
    Random(seed).shuffle(shuffled)
    shuffled.sort(key=lambda question: seen.get(question.id, 0))
    rounds: dict[str, int] = {}
    turns = []
    for question in shuffled:
        rounds[question.lesson_id] = rounds.get(question.lesson_id, 0) + 1
        lesson = list(rounds).index(question.lesson_id)
        turns.append((seen.get(question.id, 0), question.lesson_id not in near, rounds[question.lesson_id], lesson))
    ranked = sorted(range(len(shuffled)), key=lambda index: turns[index])
    return tuple(shuffled[index].id for index in ranked[:count])

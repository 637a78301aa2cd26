"""Quizzes: what they are drawn from and how they stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bot.library import Library, Question

FEWEST, DEFAULT_COUNT, MOST = 3, 5, 20
CHECK_COUNT = 3
"""Questions of a lesson check."""
STREAK_COUNT = 5
"""From this many answered questions on, a finished quiz is an act of recall."""
MIXED = "mixed"


class QuizKind(StrEnum):
    """Why a quiz is played; a check is passed when all is right."""

    SOLO = "solo"
    CHECK = "check"


@dataclass(frozen=True)
class Quiz:
    """A quiz of one learner. `topic` is the id of a lesson, an area or a skill, or `mixed`. Open until `is_over`."""

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
    return topic in (MIXED, question.lesson_id, lesson.area, question.skill)


def draw(
    library: Library, topic: str, count: int, seen: Collection[str], seed: str, hidden: Collection[str] = ()
) -> tuple[str, ...]:
    """Up to `count` question ids on a topic, none `hidden`: unseen first, neighbours from different lessons."""
    pool = list(
        library.active_questions(lambda question: belongs_to(question, topic, library) and question.id not in hidden)
    )
    random = Random(seed)
    random.shuffle(pool)
    pool.sort(key=lambda question: question.id in seen)
    rounds: dict[str, int] = {}
    turns = []
    for question in pool:
        rounds[question.lesson_id] = rounds.get(question.lesson_id, 0) + 1
        turns.append((question.id in seen, rounds[question.lesson_id], list(rounds).index(question.lesson_id)))
    ranked = sorted(range(len(pool)), key=lambda index: turns[index])
    return tuple(pool[index].id for index in ranked[:count])

"""Samples for the tests of the core: questions and small libraries without files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.library import Lesson, Library, Option, Question, QuestionKind

MakeQuestion = Callable[..., Question]


def _question(id_: str = "cache-q01", **facts: Any) -> Question:
    kind = facts.pop("kind", QuestionKind.SINGLE)
    right = facts.pop("right", {0})
    count = 0 if kind is QuestionKind.NUMERIC else facts.pop("count", 4)
    options = tuple(Option(f"option {index}", index in right, f"why {index}") for index in range(count))
    lesson_id, _, _ = id_.rpartition("-")
    defaults: dict[str, Any] = {
        "id": id_,
        "lesson_id": lesson_id,
        "anchor": "concept",
        "kind": kind,
        "difficulty": 2,
        "skill": "sk-caching",
        "stem": "What do you add first?",
        "explanation": "A copy answers the reads that repeat.",
        "explanation_short": "A copy answers.",
        "sources": (),
        "options": options,
    }
    return Question(**(defaults | facts))


def _library(*questions: Question) -> Library:
    lessons = {
        question.lesson_id: tuple(one for one in questions if one.lesson_id == question.lesson_id)
        for question in questions
    }
    return Library.of(
        [],
        [],
        [
            Lesson(
                id=lesson_id,
                title=lesson_id,
                short_title=lesson_id,
                summary="",
                area="scalability" if number % 2 == 0 else "reliability",
                kind="skill",
                level=1,
                minutes=10,
                skills=(),
                sources=(),
                as_of="2026-11",
                verified="2026-11",
                sections=(),
                questions=asked,
            )
            for number, (lesson_id, asked) in enumerate(lessons.items())
        ],
    )


@pytest.fixture(scope="session")
def make_question() -> MakeQuestion:
    """Makes a question; its lesson is its id up to the last dash, `right` says which of `count` options are."""
    return _question


@pytest.fixture(scope="session")
def make_library() -> Callable[..., Library]:
    """Makes a library of questions; every second lesson is of area reliability."""
    return _library

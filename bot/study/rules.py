"""A guided session: how long it lasts and what comes next in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

SHORTEST, DEFAULT_MINUTES, LONGEST = 5, 15, 120


class Stage(Enum):
    """What a session asks for next."""

    CARDS = auto()
    CHALLENGE = auto()
    SECTION = auto()
    QUESTION = auto()
    END = auto()


@dataclass(frozen=True)
class Study:
    """An open session of a learner; `anchor` and `quiz_id` once its section and its question were given."""

    learner_id: int
    started_at: datetime
    until: datetime
    lesson_id: str = ""
    anchor: str = ""
    quiz_id: int = 0


def next_stage(study: Study, at: datetime, *, has_cards: bool, has_challenge: bool) -> Stage:
    """Due cards first, then the challenge, then a section with a question on it; at the end of the time the end."""
    if at >= study.until:
        return Stage.END
    if has_cards and not study.anchor:
        return Stage.CARDS
    if has_challenge and not study.anchor:
        return Stage.CHALLENGE
    if not study.anchor:
        return Stage.SECTION
    return Stage.END if study.quiz_id else Stage.QUESTION

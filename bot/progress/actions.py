"""What a user may ask of her progress."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class ShowBoard(Action, name="progress.board"):
    """The community's board for week, month or all; in private that of `community_id`, of which she is a member."""

    period: str
    community_id: int = 0


@dataclass(frozen=True)
class ShowStreak(Action, name="progress.streak"):
    """The streak; with 1 the calendar behind it."""

    why: int = 0


@dataclass(frozen=True)
class ShowPoints(Action, name="progress.points"):
    """How the points came about."""


@dataclass(frozen=True)
class ShowProgress(Action, name="progress.me"):
    """Skills, retention, reviews ahead, next step."""


@dataclass(frozen=True)
class Confide(Action, name="progress.sure"):
    """How sure one was of an answer: 1 guess, 2 think so, 3 sure."""

    answer_id: int
    confidence: int

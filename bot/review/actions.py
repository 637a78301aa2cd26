"""What a user may do with her flashcards."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class StartReview(Action, name="review.start"):
    """The next due card."""


@dataclass(frozen=True)
class TurnCard(Action, name="review.turn"):
    """Show the answer."""

    card_id: int
    revision: int


@dataclass(frozen=True)
class RateCard(Action, name="review.rate"):
    """How well it was recalled: 1 again to 4 easy."""

    card_id: int
    revision: int
    rating: int


@dataclass(frozen=True)
class PassCard(Action, name="review.pass"):
    """A forgotten card was looked at once more; not a review."""

    card_id: int
    revision: int


@dataclass(frozen=True)
class UndoReview(Action, name="review.undo"):
    """Take the last review back."""

    review_id: int


@dataclass(frozen=True)
class SuspendCard(Action, name="review.suspend"):
    """Never show this card again, until it is missed or saved anew."""

    card_id: int
    revision: int

"""Memory: FSRS-6 without learning steps, a deck that spreads what is too much. Days are study days.

Source: the FSRS-6 model of the `fsrs` package; desired retention 0.80 to 0.95, fuzz off: a review has one result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import cache, lru_cache

import fsrs

LEECH_LAPSES = 8
"""From this many lapses on, a card is said to be a leech."""


class Rating(IntEnum):
    """How well a card was recalled; the numbers are those of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True)
class Memory:
    """What FSRS knows of a card: stability in days, difficulty 1 to 10, study days of the last and the next review."""

    stability: float
    difficulty: float
    reviewed_on: date
    due_on: date
    lapses: int = 0


@dataclass(frozen=True)
class DeckCard:
    """One card in a learner's deck. `content_id` names a card or, for something missed, a question of the library.

    `revision` counts what happened to it: a press that carries an older one is stale. `again_on` is the day on which a
    forgotten card comes once more without counting. `priority` says how urgent it is: 2 what was surely known and yet
    missed, 1 what was missed.
    """

    id: int
    learner_id: int
    content_id: str
    revision: int = 0
    memory: Memory | None = None
    is_suspended: bool = False
    again_on: date | None = None
    priority: int = 0

    @property
    def is_new(self) -> bool:
        """Whether it was never rated."""
        return self.memory is None

    def counts_on(self, on: date) -> bool:
        """Whether a review on that study day is a due one: not the first ever, and once a day for each card."""
        return self.memory is not None and self.memory.reviewed_on < on


@dataclass(frozen=True)
class Load:
    """What a learner did on one study day, and what her caps leave."""

    due_reviews: int
    new_cards: int


@cache
def _scheduler(retention_percent: int) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        desired_retention=retention_percent / 100,
        learning_steps=(),
        relearning_steps=(),
        enable_fuzzing=False,
    )


@lru_cache(maxsize=1000)
def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


def _fsrs_card(memory: Memory | None) -> fsrs.Card:
    if memory is None:
        return fsrs.Card(card_id=0, state=fsrs.State.Learning, step=0)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_noon(memory.due_on),
        last_review=_noon(memory.reviewed_on),
    )


def rate(memory: Memory | None, rating: Rating, on: date, retention_percent: int) -> Memory:
    """The memory after a review on that study day; the next one is at least a day away."""
    card, _ = _scheduler(retention_percent).review_card(_fsrs_card(memory), fsrs.Rating(rating), _noon(on))
    assert card.stability is not None
    assert card.difficulty is not None
    lapses = (memory.lapses if memory else 0) + (rating is Rating.AGAIN and memory is not None)
    due_on = max(card.due.date(), on + timedelta(days=1))
    return Memory(card.stability, card.difficulty, on, due_on, lapses)


def recall(memory: Memory | None, on: date) -> float | None:
    """Predicted chance of recall, 0 to 1, on a study day; None for a card never rated."""
    if memory is None:
        return None
    return float(_scheduler(90).get_card_retrievability(_fsrs_card(memory), _noon(on)))


def interval(memory: Memory | None, rating: Rating, on: date, retention_percent: int) -> timedelta:
    """How far away the next review would be after that rating."""
    return rate(memory, rating, on, retention_percent).due_on - on


def postponed(due: Sequence[DeckCard], room: int, on: date, cards_a_day: int) -> list[DeckCard]:
    """After an absence: of the due cards keeps the `room` likeliest to be recalled still, the cheapest to save, for
    today and spreads the others over the following days, half a daily load each, so that nothing is lost.
    """
    by_value = sorted(due, key=lambda card: (-(recall(card.memory, on) or 0.0), card.id))
    a_day = max(1, cards_a_day // 2)
    moved = []
    for position, card in enumerate(by_value[room:]):
        assert card.memory is not None
        due_on = on + timedelta(days=1 + position // a_day)
        moved.append(replace(card, memory=replace(card.memory, due_on=due_on)))
    return moved


def days_text(days: int) -> str:
    """An interval for a button: `1 day`, `9 days`, `3 months`, `2 years`."""
    if days < 60:
        return "1 day" if days == 1 else f"{days} days"
    return f"{round(days / 30.4)} months" if days < 730 else f"{round(days / 365.25)} years"

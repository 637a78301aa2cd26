"""Rows of the event log and of the outbox, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.events import Place
from bot.review.rules import DeckCard, Rating


@dataclass(frozen=True)
class Answer:
    """One answer of the event log. `source` is challenge or quiz; `source_id`, `position`: which question of it."""

    id: int
    learner_id: int
    source: str
    source_id: int
    position: int
    question_id: str
    given: str
    is_right: bool
    at: datetime
    on: date
    confidence: int = 0
    community_id: int = 0


@dataclass(frozen=True)
class Report:
    """What somebody said is wrong with a question."""

    question_id: str
    text: str
    at: datetime
    learner_id: int


@dataclass(frozen=True)
class Review:
    """One review of the event log, with what it paid and the card as it stood before, so that it can be undone."""

    id: int
    learner_id: int
    before: DeckCard
    rating: Rating
    at: datetime
    on: date
    points: int = 0


@dataclass(frozen=True)
class Delivery:
    """A message that is owed to a place; `key` names what is drawn, from state, when it is sent.

    `message_id` is the message that stands there under this key, empty before the first. For a side room
    `room_message_id` is the message it opens from, `room_name` what to call it; open it is once a message stands in it.
    `after_message` and `tried` are noted, just before a try, by adapters that cannot ask what they sent: the newest
    message known in the chat, -1 for none, and what the adapter knows its own by.
    """

    id: int
    place: Place
    key: str
    is_revision: bool
    attempts: int = 0
    message_id: str = ""
    room_message_id: str = ""
    room_name: str = ""
    room_is_open: bool = False
    after_message: int = 0
    tried: str = ""
    owed_at: datetime | None = None

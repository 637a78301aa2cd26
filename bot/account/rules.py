"""Learners and what they may set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.calendar import study_day

RETENTION_PERCENT = range(80, 96)
NEW_CARDS = range(101)
RATING_BUTTONS = (2, 4)


@dataclass(frozen=True)
class Preferences:
    """What a learner chose for herself. Retention is the share of cards she wants to know when they come up.

    `track` is the id of the track she follows, empty for none.
    """

    zone: ZoneInfo
    rating_buttons: int = 2
    new_cards_a_day: int = 10
    cards_a_day: int = 100
    retention_percent: int = 90
    is_on_boards: bool = True
    shows_streak: bool = True
    track: str = ""


@dataclass(frozen=True)
class Learner:
    """A person: one or more accounts. `community_id` is where her acts of this event count, 0 for none.

    In private that is her home community, `home_id`. `study_until` is when her open session ends, None without one.
    """

    id: int
    name: str
    preferences: Preferences
    community_id: int = 0
    knows_of_boards: bool = False
    home_id: int = 0
    study_until: datetime | None = None

    def day(self, at: datetime) -> date:
        """Her study day at an instant."""
        return study_day(at, self.preferences.zone)

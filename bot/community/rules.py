"""Communities, their daily places and the settings these may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from bot.calendar import EVERY_DAY, Schedule

DEFAULT_WINDOW = timedelta(hours=6)


class Talk(IntEnum):
    """When a side room opens for talk about a challenge; the values are those of actions and of the database."""

    NEVER = 0
    AT_CLOSING = 1
    AT_POSTING = 2


@dataclass(frozen=True)
class Community:
    """A server, a group or the terminal; its zone decides weeks and seasons."""

    id: int
    platform: str
    external_id: str
    zone: ZoneInfo


@dataclass(frozen=True)
class DailyPlace:
    """A place that gets the daily challenge at a wall-clock time of its zone.

    `community` and `external_id` are the platform's own ids, `set_by` that of the account who set it up, `mention` the
    role that each post mentions. Nothing is owed before `set_at`; with `paused_because` nothing is posted, the settings
    stay. With `shields_missed` a date without a post shields the streaks of the community and a late post says so; it
    is off where people start the program themselves, for then a closed program is no outage.

    `topics` and `levels` have a bit for each theme and level of the place's own draw; with neither it gets the question
    of the calendar. Up to `holiday_until` nothing is posted, by the wish of those who manage it. `is_low`: its owner
    was told that its questions run out.
    """

    id: int
    community_id: int
    platform: str
    community: str
    external_id: str
    room: str
    zone: ZoneInfo
    wall: time
    set_at: datetime
    weekdays: int = EVERY_DAY
    window: timedelta = DEFAULT_WINDOW
    shields_missed: bool = True
    set_by: str = ""
    paused_because: str = ""
    mention: str = ""
    topics: int = 0
    levels: int = 0
    talk: Talk = Talk.NEVER
    holiday_until: date | None = None
    is_low: bool = False

    @property
    def draws_itself(self) -> bool:
        """Whether it has questions of its own instead of those of the calendar."""
        return bool(self.topics or self.levels)

    def is_away(self, on: date) -> bool:
        """Whether a date belongs to its holiday."""
        return self.holiday_until is not None and on <= self.holiday_until

    def wants(self, on: date) -> bool:
        """Whether a date is to have a post: not one of another weekday or of its holiday."""
        return self.schedule.wants(on) and not self.is_away(on)

    @property
    def schedule(self) -> Schedule:
        """When posts are owed."""
        return Schedule(self.wall, self.zone, self.weekdays)

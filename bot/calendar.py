"""Pure calendar arithmetic: study days, wall-clock times in a zone, owed occurrences and clock changes.

Instants are aware datetimes in UTC; dates and wall times mean nothing without a zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_ENDS_AT = time(4)
"""A study day ends at 04:00, so that a late evening still counts for the day it belongs to."""

EVERY_DAY = 0b1111111


def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name; ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"no time zone is named {name!r}") from error


def date_of(number: int) -> date:
    """The date of YYYYMMDD, as actions carry it; ValueError when there is none."""
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except OverflowError as error:
        raise ValueError(f"no date: {number}") from error


def local_date(at: datetime, zone: tzinfo) -> date:
    """The calendar date of an instant."""
    return at.astimezone(zone).date()


@lru_cache(maxsize=4096)
def study_day(at: datetime, zone: ZoneInfo) -> date:
    """The day an act counts for: the calendar date, but until 04:00 still the one before."""
    wall = at.astimezone(zone)
    return wall.date() if wall.time() >= DAY_ENDS_AT else wall.date() - timedelta(days=1)


def day_start(on: date, zone: ZoneInfo) -> datetime:
    """The first instant of a study day; of the next one that exists where the date is skipped."""
    start = instant_of(on, DAY_ENDS_AT, zone)
    while start is None:
        on += timedelta(days=1)
        start = instant_of(on, DAY_ENDS_AT, zone)
    return start


def instant_of(on: date, wall: time, zone: ZoneInfo) -> datetime | None:
    """When that wall time comes on that date: the first valid minute in a gap (it may fall on the next date), the first
    of the two in an overlap; None where the zone skips the whole date.
    """
    naive = datetime.combine(on, wall)
    at = naive.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == naive:
        return at
    at = _end_of_gap(naive, zone)
    if at.astimezone(zone).date() != on and _is_skipped(on, zone):
        return None
    return at


def _end_of_gap(naive: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the clock change that leaves out `naive`, found to the second."""
    early = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) < naive:
            early = middle
        else:
            late = middle
    return late


def _is_skipped(on: date, zone: ZoneInfo) -> bool:
    ends = (datetime.combine(on, time(hour), zone) for hour in (0, 23))
    return all(end.astimezone(UTC).astimezone(zone).date() != on for end in ends)


@dataclass(frozen=True)
class Occurrence:
    """A date for which something is owed, and the instant at which it is."""

    on: date
    at: datetime


@dataclass(frozen=True)
class Schedule:
    """A wall time in a zone on some weekdays; bit 0 of `weekdays` is Monday."""

    wall: time
    zone: ZoneInfo
    weekdays: int = EVERY_DAY

    def __post_init__(self) -> None:
        if not 0 < self.weekdays <= EVERY_DAY:
            raise ValueError("a schedule needs at least one weekday")

    def wants(self, on: date) -> bool:
        """Whether the weekday of a date is one of its own."""
        return bool(self.weekdays >> on.weekday() & 1)

    def occurrences(self, after: datetime) -> Iterator[Occurrence]:
        """All occurrences later than an instant, in order of their dates; without end."""
        on = local_date(after, self.zone) - timedelta(days=1)
        while True:
            if self.wants(on):
                at = instant_of(on, self.wall, self.zone)
                if at is not None and at > after:
                    yield Occurrence(on, at)
            on += timedelta(days=1)

    def next(self, after: datetime) -> Occurrence:
        """The first occurrence later than an instant."""
        return next(self.occurrences(after))

    def between(self, after: datetime, until: datetime) -> list[Occurrence]:
        """The occurrences later than `after` and not later than `until`."""
        owed: list[Occurrence] = []
        for occurrence in self.occurrences(after):
            if occurrence.at > until:
                return owed
            owed.append(occurrence)
        raise AssertionError("occurrences never end")

    def dates(self, after: date, before: date) -> list[date]:
        """The wanted weekdays between two dates, both of them left out."""
        days = (after + timedelta(days=offset) for offset in range(1, (before - after).days))
        return [on for on in days if self.wants(on)]

    def left_out(self, after: date, before: date) -> list[date]:
        """Those of the wanted dates between two others that the zone does not have."""
        return [on for on in self.dates(after, before) if instant_of(on, self.wall, self.zone) is None]

"""How long a holiday may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_DAYS = 60
HOLIDAY, ZONE = "holiday", "zone"
"""Why a day costs a learner no streak."""


@dataclass(frozen=True)
class DaysOff:
    """Study days of one learner that cost no streak, both ends among them."""

    first: date
    last: date
    reason: str

    @property
    def days(self) -> list[date]:
        """All of them."""
        return [self.first + timedelta(days=offset) for offset in range((self.last - self.first).days + 1)]


def holiday_at(off: Iterable[DaysOff], today: date) -> DaysOff | None:
    """The holiday that runs today."""
    return next((one for one in off if one.reason == HOLIDAY and one.first <= today <= one.last), None)


def latest_end(off: Iterable[DaysOff], today: date) -> date:
    """The last day that a holiday from today on may have: sixty days running with those that end where it begins.

    It lies before today when they are used up.
    """
    start = today
    for one in sorted(off, key=lambda one: one.first, reverse=True):
        if one.reason == HOLIDAY and one.first < start <= one.last + timedelta(days=1):
            start = one.first
    return start + timedelta(days=LONGEST_DAYS - 1)

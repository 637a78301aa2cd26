"""Holidays of one's own: from the day they are set, sixty days running at most."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pause.rules import HOLIDAY, LONGEST_DAYS, ZONE, DaysOff, holiday_at, latest_end

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def off(first: int, last: int, reason: str = HOLIDAY) -> DaysOff:
    """Days off by their distance from today."""
    return DaysOff(TODAY + first * DAY, TODAY + last * DAY, reason)


@pytest.mark.parametrize(
    ("taken", "days"),
    [
        ([], 59),
        ([off(-10, -2)], 59),  # a day between: a new one
        ([off(-10, -1)], 49),
        ([off(-10, 5)], 49),
        ([off(-60, -1)], -1),
        ([off(-59, -1)], 0),
        ([off(-30, -21), off(-20, -1)], 29),
        ([off(-30, -22), off(-20, -1)], 39),
        ([off(-1, -1, ZONE)], 59),
    ],
)
def test_the_latest_end_counts_what_runs_into_today(taken: list[DaysOff], days: int) -> None:
    assert latest_end(taken, TODAY) == TODAY + days * DAY


def test_the_holiday_of_today_is_found() -> None:
    assert holiday_at([off(-9, -5), off(-2, 0), off(0, 0, ZONE)], TODAY) == off(-2, 0)
    assert holiday_at([off(-2, -1), off(0, 0, ZONE)], TODAY) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 90)), max_size=12))
def test_whatever_is_asked_for_no_run_is_longer_than_sixty_days(wishes: list[tuple[int, int]]) -> None:
    taken: list[DaysOff] = []
    today = TODAY
    for wait, length in wishes:
        today = max([today, *(one.last for one in taken)]) + wait * DAY
        last = min(today + length * DAY, latest_end(taken, today))
        running = holiday_at(taken, today)
        if last >= today:
            taken = [one for one in taken if one != running]
            taken.append(DaysOff(running.first if running else today, last, HOLIDAY))
    days = sorted({day for one in taken for day in one.days})
    run = 0
    for before, day in zip([None, *days], days, strict=False):
        run = run + 1 if before is not None and day - before == DAY else 1
        assert run <= LONGEST_DAYS

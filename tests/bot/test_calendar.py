"""Local days and wall-clock times, in every zone there is and across every clock change of five years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import zonedata
from bot.calendar import EVERY_DAY, Occurrence, Schedule, date_of, day_start, instant_of, local_date, study_day, zone_of

zonedata.use_newest()
ZONES = sorted(available_timezones())
FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
EARLIEST = timedelta(hours=15)
"""No zone is more than 14 hours ahead of UTC."""

zones = st.sampled_from(ZONES)
dates = st.dates(FIRST, LAST)
walls = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
instants = st.timedeltas(timedelta(0), LAST - FIRST).map(lambda passed: datetime(2024, 1, 1, tzinfo=UTC) + passed)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def first_valid_minute(on: date, wall: time, zone: ZoneInfo) -> datetime:
    """The slow way: look at the clock on the wall minute by minute."""
    wanted = datetime.combine(on, wall)
    at = (wanted - EARLIEST).replace(tzinfo=UTC)
    while at.astimezone(zone).replace(tzinfo=None) < wanted:
        at += MINUTE
    return at


@dataclass(frozen=True)
class Change:
    """A clock change: from `at` on the other offset holds."""

    at: datetime
    before: timedelta
    after: timedelta

    def first_valid(self, wall: datetime) -> datetime:
        """When a wall time near this change comes, by arithmetic with the two offsets."""
        instant = wall.replace(tzinfo=UTC)
        fits = [instant - self.before] if instant - self.before < self.at else []
        fits += [instant - self.after] if instant - self.after >= self.at else []
        return min(fits, default=self.at)


@cache
def changes() -> dict[str, list[Change]]:
    """All clock changes of all zones in the five years."""
    found: dict[str, list[Change]] = {}
    for name in ZONES:
        zone, before = ZoneInfo(name), datetime(2024, 1, 1, tzinfo=UTC)
        for offset in range(4, (LAST - FIRST).days + 1, 4):
            after = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=offset)
            if after.astimezone(zone).utcoffset() != before.astimezone(zone).utcoffset():
                found.setdefault(name, []).append(change_between(before, after, zone))
            before = after
    return found


def change_between(early: datetime, late: datetime, zone: ZoneInfo) -> Change:
    before, after = early.astimezone(zone).utcoffset(), late.astimezone(zone).utcoffset()
    assert before is not None
    assert after is not None
    while late - early > MINUTE:
        middle = (early + (late - early) / 2).replace(second=0, microsecond=0)
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == before else (early, middle)
    return Change(late, before, after)


def test_there_are_zones_and_clock_changes_to_test_with() -> None:
    assert len(ZONES) > 550
    assert len(changes()) > 150
    lengths = {abs(change.after - change.before) for found in changes().values() for change in found}
    assert {timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)} <= lengths


@settings(max_examples=300, derandomize=True, deadline=None)
@given(zones, dates, walls)
def test_wall_time_comes_at_the_first_minute_that_shows_it_or_a_later_one(name: str, on: date, wall: time) -> None:
    zone = ZoneInfo(name)
    assert instant_of(on, wall, zone) == first_valid_minute(on, wall, zone)


@pytest.mark.parametrize("initial", sorted({name[0] for name in ZONES}))
def test_every_clock_change_of_every_zone_has_a_first_valid_minute(initial: str) -> None:
    """In the hours around each change: in a gap its end, in an overlap the first of the two."""
    for name, found in changes().items():
        if name[0] != initial:
            continue
        zone = ZoneInfo(name)
        for change in found:
            around = (change.at + change.before).replace(tzinfo=None)
            for quarters in range(-12, 13):
                wall = around + quarters * timedelta(minutes=15)
                at = instant_of(wall.date(), wall.time(), zone)
                assert at == change.first_valid(wall), f"{wall} in {name}"


CASES = [
    ("Nuuk, the gap ends the date", "America/Nuuk", "2026-03-28 23:30", "2026-03-29 01:00"),
    ("Nuuk, the first minute of that gap", "America/Nuuk", "2026-03-28 23:00", "2026-03-29 01:00"),
    ("Nuuk, just before the gap", "America/Nuuk", "2026-03-28 22:59", "2026-03-29 00:59"),
    ("Berlin, gap", "Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
    ("Berlin, end of the gap", "Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
    ("Berlin, overlap", "Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
    ("Berlin, after the overlap", "Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00"),
    ("New York, gap", "America/New_York", "2026-03-08 02:30", "2026-03-08 07:00"),
    ("New York, overlap", "America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
    ("Lord Howe, gap of half an hour", "Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
    ("Lord Howe, after that gap", "Australia/Lord_Howe", "2026-10-04 02:45", "2026-10-03 15:45"),
    ("Lord Howe, overlap of half an hour", "Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
    ("Cairo, the date begins with a gap", "Africa/Cairo", "2026-04-24 00:00", "2026-04-23 22:00"),
    ("Havana, the date begins twice", "America/Havana", "2026-11-01 00:00", "2026-11-01 04:00"),
    ("Santiago, the evening before comes twice", "America/Santiago", "2026-04-04 23:30", "2026-04-05 02:30"),
    ("Troll, gap of two hours", "Antarctica/Troll", "2026-03-29 01:30", "2026-03-29 01:00"),
    ("Apia, the evening before the skipped date", "Pacific/Apia", "2011-12-29 23:59", "2011-12-30 09:59"),
    ("Apia, the morning after the skipped date", "Pacific/Apia", "2011-12-31 00:00", "2011-12-30 10:00"),
]


@pytest.mark.parametrize(("zone", "wall", "at"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_known_clock_changes(zone: str, wall: str, at: str) -> None:
    local = datetime.fromisoformat(wall)
    assert instant_of(local.date(), local.time(), ZoneInfo(zone)) == utc(at)


SKIPPED = [
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Fakaofo", date(2011, 12, 30)),
    ("Pacific/Kiritimati", date(1994, 12, 31)),
    ("Pacific/Kanton", date(1994, 12, 31)),
    ("Pacific/Kwajalein", date(1993, 8, 21)),
]


@pytest.mark.parametrize(("name", "on"), SKIPPED)
@pytest.mark.parametrize("wall", [time(0), time(0, 1), time(9), time(12), time(23, 59)])
def test_nothing_is_owed_for_a_date_that_the_zone_skips(name: str, on: date, wall: time) -> None:
    zone = ZoneInfo(name)
    assert instant_of(on, wall, zone) is None
    start = datetime.combine(on - 2 * DAY, time(0), UTC)
    owed = [one.on for one in islice(Schedule(wall, zone).occurrences(start), 5)]
    assert on not in owed
    assert owed == sorted(set(owed))
    assert {on - DAY, on + DAY} <= set(owed)


@pytest.mark.parametrize(("name", "on"), SKIPPED)
def test_a_skipped_study_day_gives_way_to_the_next_one(name: str, on: date) -> None:
    zone = ZoneInfo(name)
    start = day_start(on, zone)
    assert start == day_start(on + DAY, zone)
    assert study_day(start, zone) == on + DAY
    assert study_day(start - DAY, zone) == on - DAY


@settings(max_examples=150, derandomize=True, deadline=None)
@given(zones, walls, st.integers(1, EVERY_DAY), instants, st.integers(1, 40))
def test_each_local_date_on_a_wanted_weekday_has_one_occurrence(
    name: str, wall: time, weekdays: int, after: datetime, days: int
) -> None:
    zone, until = ZoneInfo(name), after + timedelta(days=days)
    schedule = Schedule(wall, zone, weekdays)
    expected = []
    on = after.date() - 2 * DAY
    while on <= until.date() + 2 * DAY:
        at = first_valid_minute(on, wall, zone) if schedule.weekdays >> on.weekday() & 1 else after
        if after < at <= until:
            expected.append(Occurrence(on, at))
        on += DAY
    assert schedule.between(after, until) == expected
    assert list(islice(schedule.occurrences(after), len(expected))) == expected


@settings(max_examples=60, derandomize=True, deadline=None)
@given(zones, walls, dates)
def test_a_month_of_daily_posts_leaves_out_no_date_and_repeats_none(name: str, wall: time, first: date) -> None:
    zone = ZoneInfo(name)
    before = day_start(first - 3 * DAY, zone)
    owed = [one for one in islice(Schedule(wall, zone).occurrences(before), 40) if one.on >= first]
    assert [one.on for one in owed] == [first + offset * DAY for offset in range(len(owed))]
    assert all(early.at < late.at for early, late in pairwise(owed))


@pytest.mark.parametrize("minutes", range(0, 24 * 60, 45))
def test_both_clock_changes_of_a_year_leave_one_post_a_date(minutes: int) -> None:
    wall = time(minutes // 60, minutes % 60)
    for name in ("America/Nuuk", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"):
        owed = Schedule(wall, ZoneInfo(name)).between(utc("2025-12-31 12:00"), utc("2027-01-02 12:00"))
        of_year = [one.on for one in owed if one.on.year == 2026]
        assert of_year == [date(2026, 1, 1) + offset * DAY for offset in range(365)]


def test_a_post_of_a_gap_at_the_end_of_a_date_belongs_to_that_date() -> None:
    schedule = Schedule(time(23, 30), ZoneInfo("America/Nuuk"))
    owed = schedule.between(utc("2026-03-28 12:00"), utc("2026-03-31 12:00"))
    assert owed[0] == Occurrence(date(2026, 3, 28), utc("2026-03-29 01:00"))
    assert local_date(owed[0].at, schedule.zone) == date(2026, 3, 29)
    assert [one.on.day for one in owed] == [28, 29, 30]


def test_an_occurrence_is_later_than_the_instant_asked_for() -> None:
    schedule = Schedule(time(9), ZoneInfo("Europe/Berlin"))
    nine = schedule.next(utc("2026-11-20 07:59"))
    assert nine == Occurrence(date(2026, 11, 20), utc("2026-11-20 08:00"))
    assert schedule.next(nine.at).on == date(2026, 11, 21)
    assert schedule.between(nine.at - MINUTE, nine.at) == [nine]
    assert schedule.between(nine.at, nine.at) == []


@pytest.mark.parametrize("weekdays", [0, -1, EVERY_DAY + 1])
def test_a_schedule_without_a_weekday_is_refused(weekdays: int) -> None:
    with pytest.raises(ValueError, match="at least one weekday"):
        Schedule(time(9), ZoneInfo("UTC"), weekdays)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-20 03:59:59.999999", date(2026, 11, 19)),
        ("2026-11-20 04:00", date(2026, 11, 20)),
        ("2026-11-20 23:59", date(2026, 11, 20)),
        ("2026-11-21 00:00", date(2026, 11, 20)),
    ],
)
def test_a_study_day_ends_at_four(at: str, day: date) -> None:
    assert study_day(utc(at), ZoneInfo("UTC")) == day


@settings(max_examples=300, derandomize=True, deadline=None)
@given(zones, instants)
def test_every_instant_is_inside_its_study_day(name: str, at: datetime) -> None:
    zone = ZoneInfo(name)
    day = study_day(at, zone)
    assert day_start(day, zone) <= at < day_start(day + DAY, zone)


def test_study_days_stay_in_order_across_every_clock_change() -> None:
    for name, found in changes().items():
        zone = ZoneInfo(name)
        for change in found:
            for quarters in range(-24, 25):
                at = change.at + quarters * timedelta(minutes=15)
                day = study_day(at, zone)
                assert day_start(day, zone) <= at < day_start(day + DAY, zone), f"{at} in {name}"


@settings(max_examples=200, derandomize=True, deadline=None)
@given(zones, dates)
def test_a_study_day_begins_where_the_one_before_ends(name: str, on: date) -> None:
    zone = ZoneInfo(name)
    start = day_start(on, zone)
    assert study_day(start, zone) == on
    assert study_day(start - timedelta(seconds=1), zone) == on - DAY


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "America/Argentina/Ushuaia"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    assert zone_of(name).key == name


@pytest.mark.parametrize(
    "name",
    ["", "Berlin", "Europe", "Europe/Berlinn", "../etc/passwd", "/etc/passwd", "a\0b", "Zürich", "x" * 9999, "🐘"],
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone is named"):
        zone_of(name)


def test_a_date_comes_back_from_its_number() -> None:
    assert date_of(20261121) == date(2026, 11, 21)


@pytest.mark.parametrize("number", [0, -1, 2026112, 20261301, 20260230, 10**30, -(10**30)])
def test_a_number_that_is_no_date_is_refused(number: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are those of the standard library
        date_of(number)

"""What is owed follows from settings and ledger alone: each date once, inside its window, whatever wakes there were."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import EVERY_DAY, Occurrence
from bot.community.rules import DailyPlace
from bot.daily.rules import (
    CLOSES_AT_LATEST,
    Challenge,
    Owed,
    Posting,
    PostState,
    closes_at,
    is_open,
    owed,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = [
    ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/Nuuk", "Pacific/Kiritimati", "Australia/Lord_Howe")
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def place_at(
    wall: time = time(9),
    zone: str = "UTC",
    set_at: str = "2026-11-18 12:00",
    *,
    hours: float = 6,
    weekdays: int = EVERY_DAY,
) -> DailyPlace:
    window = timedelta(hours=hours)
    return DailyPlace(1, 1, "stage", "town", "square", "", ZoneInfo(zone), wall, utc(set_at), weekdays, window)


@dataclass
class Ledger:
    """What the handler does with the rules: books all that a wake finds."""

    place: DailyPlace
    rows: dict[date, tuple[PostState, datetime, datetime]] = field(default_factory=dict)

    def wake(self, now: datetime) -> Owed:
        since = max((due for _, due, _ in self.rows.values()), default=self.place.set_at)
        found = owed(self.place, self.rows, since, now)
        for occurrence in found.missed:
            self.book(occurrence, PostState.MISSED, now)
        if found.to_post is not None:
            self.book(found.to_post, PostState.POSTED, now)
        return found

    def book(self, occurrence: Occurrence, state: PostState, now: datetime) -> None:
        assert occurrence.on not in self.rows, f"{occurrence.on} is booked twice"
        self.rows[occurrence.on] = (state, occurrence.at, now)

    def dates(self, state: PostState) -> list[int]:
        return [on.day for on, row in sorted(self.rows.items()) if row[0] is state]


# ---- what is owed


def test_nothing_is_owed_before_the_setting_was_saved() -> None:
    ledger = Ledger(place_at(set_at="2026-11-18 09:00"))
    assert ledger.wake(utc("2026-11-18 23:00")) == Owed(None, ())
    assert ledger.wake(utc("2026-11-19 08:59")) == Owed(None, ())
    assert ledger.wake(utc("2026-11-19 09:00")).to_post == Occurrence(date(2026, 11, 19), utc("2026-11-19 09:00"))


def test_a_date_is_owed_once() -> None:
    ledger = Ledger(place_at())
    for minutes in range(0, 24 * 60, 10):
        ledger.wake(utc("2026-11-19 00:00") + timedelta(minutes=minutes))
    assert ledger.dates(PostState.POSTED) == [19]
    assert ledger.dates(PostState.MISSED) == []


@pytest.mark.parametrize(
    ("woke", "posted", "missed"),
    [
        ("2026-11-19 09:00", [19], []),
        ("2026-11-19 14:59", [19], []),
        ("2026-11-19 15:00", [19], []),
        ("2026-11-19 15:01", [], [19]),
        ("2026-11-20 08:59", [], [19]),
        ("2026-11-20 09:00", [20], [19]),
        ("2026-11-22 10:00", [22], [19, 20, 21]),
        ("2026-11-22 20:00", [], [19, 20, 21, 22]),
    ],
)
def test_after_an_outage_the_newest_is_posted_if_its_window_is_open(
    woke: str, posted: list[int], missed: list[int]
) -> None:
    ledger = Ledger(place_at())
    ledger.wake(utc(woke))
    assert (ledger.dates(PostState.POSTED), ledger.dates(PostState.MISSED)) == (posted, missed)
    assert ledger.wake(utc(woke)) == Owed(None, ())


def test_of_two_open_windows_only_the_newest_is_posted() -> None:
    ledger = Ledger(place_at(hours=48))
    ledger.wake(utc("2026-11-20 10:00"))
    assert (ledger.dates(PostState.POSTED), ledger.dates(PostState.MISSED)) == ([20], [19])


def test_a_window_of_two_days_is_still_open_after_the_next_midnight() -> None:
    ledger = Ledger(place_at(hours=48))
    ledger.wake(utc("2026-11-20 08:59"))
    assert ledger.dates(PostState.POSTED) == [19]
    ledger.wake(utc("2026-11-20 09:00"))
    assert ledger.dates(PostState.POSTED) == [19, 20]


def test_weekdays_without_a_post_are_neither_owed_nor_missed() -> None:
    ledger = Ledger(place_at(weekdays=0b0010001))  # Monday and Friday
    ledger.wake(utc("2026-12-01 12:00"))
    assert (ledger.dates(PostState.POSTED), ledger.dates(PostState.MISSED)) == ([], [20, 23, 27, 30])


def test_a_post_asked_for_now_is_the_post_of_that_date() -> None:
    ledger = Ledger(place_at(set_at="2026-11-19 07:00"))
    ledger.book(Occurrence(date(2026, 11, 19), utc("2026-11-19 07:00")), PostState.POSTED, utc("2026-11-19 07:00"))
    assert ledger.wake(utc("2026-11-19 12:00")) == Owed(None, ())
    ledger.wake(utc("2026-11-20 09:00"))
    assert ledger.dates(PostState.POSTED) == [19, 20]


def test_a_time_moved_to_later_the_same_day_does_not_post_that_date_again() -> None:
    ledger = Ledger(place_at())
    ledger.wake(utc("2026-11-19 09:00"))
    ledger.place = replace(ledger.place, wall=time(18), set_at=utc("2026-11-19 10:00"))
    assert ledger.wake(utc("2026-11-19 18:00")) == Owed(None, ())
    ledger.wake(utc("2026-11-20 18:00"))
    assert ledger.dates(PostState.POSTED) == [19, 20]


def test_a_time_moved_to_before_now_makes_nothing_late() -> None:
    ledger = Ledger(place_at())
    ledger.place = replace(ledger.place, wall=time(7), set_at=utc("2026-11-19 08:00"))
    assert ledger.wake(utc("2026-11-19 08:00")) == Owed(None, ())
    assert ledger.wake(utc("2026-11-19 23:59")) == Owed(None, ())
    assert ledger.wake(utc("2026-11-20 07:00")).to_post == Occurrence(date(2026, 11, 20), utc("2026-11-20 07:00"))


def test_a_zone_moved_in_mid_day_goes_on_with_the_first_date_that_is_not_booked() -> None:
    ledger = Ledger(place_at(zone="Pacific/Auckland", set_at="2026-11-18 00:00"))
    ledger.wake(utc("2026-11-18 20:00"))  # 09:00 of the 19th in Auckland
    ledger.place = replace(ledger.place, zone=ZoneInfo("America/New_York"), set_at=utc("2026-11-18 21:00"))
    assert ledger.wake(utc("2026-11-19 14:00")) == Owed(None, ())  # 09:00 of the 19th once more, in New York
    ledger.wake(utc("2026-11-20 14:00"))
    assert ledger.dates(PostState.POSTED) == [19, 20]


def test_the_post_of_a_gap_at_the_end_of_a_date_is_booked_for_that_date() -> None:
    ledger = Ledger(place_at(time(23, 30), "America/Nuuk", "2026-03-28 12:00"))
    found = ledger.wake(utc("2026-03-29 01:00"))
    assert found.to_post == Occurrence(date(2026, 3, 28), utc("2026-03-29 01:00"))
    ledger.wake(utc("2026-03-30 00:30"))
    assert ledger.dates(PostState.POSTED) == [28, 29]


def test_the_second_hour_of_an_overlap_posts_nothing() -> None:
    ledger = Ledger(place_at(time(2, 30), "Europe/Berlin", "2026-10-24 12:00"))
    assert ledger.wake(utc("2026-10-25 00:30")).to_post is not None
    assert ledger.wake(utc("2026-10-25 01:30")) == Owed(None, ())


def test_a_date_that_the_zone_skips_is_neither_posted_nor_missed() -> None:
    ledger = Ledger(place_at(time(9), "Pacific/Apia", "2011-12-29 12:00"))
    ledger.wake(utc("2012-01-01 12:00"))
    assert sorted(ledger.rows) == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]


@st.composite
def lives(draw: st.DrawFn) -> tuple[DailyPlace, list[datetime]]:
    """A place and the instants at which the process looks at what is owed; some are far apart."""
    start = datetime(2026, 3, 20, tzinfo=UTC) + draw(st.integers(0, 300)) * DAY
    place = DailyPlace(
        id=1,
        community_id=1,
        platform="stage",
        community="town",
        external_id="square",
        room="",
        zone=draw(st.sampled_from(ZONES)),
        wall=time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 30]))),
        set_at=start,
        weekdays=draw(st.sampled_from([EVERY_DAY, EVERY_DAY, 0b0011111, 0b0000001])),
        window=timedelta(hours=draw(st.sampled_from([1, 6, 24, 48, 168]))),
    )
    pauses = draw(st.lists(st.sampled_from([0, 5, 30, 60, 7 * 60, 24 * 60, 80 * 60]), min_size=1, max_size=30))
    now, wakes = start, []
    for pause in pauses:
        now += timedelta(minutes=pause)
        wakes.append(now)
    return place, wakes


@settings(max_examples=250, derandomize=True, deadline=None)
@given(lives())
def test_any_wakes_book_every_date_once_and_post_only_inside_the_window(
    life: tuple[DailyPlace, list[datetime]],
) -> None:
    place, wakes = life
    ledger = Ledger(place)
    for before, now in pairwise([place.set_at, *wakes]):
        found = ledger.wake(now)
        due = place.schedule.between(before, now)
        is_open_yet = bool(due) and now - due[-1].at <= place.window
        assert found.to_post == (due[-1] if is_open_yet else None)
        assert found.missed == tuple(due[:-1] if is_open_yet else due)
    everything = place.schedule.between(place.set_at, wakes[-1])
    assert sorted(ledger.rows) == [one.on for one in everything]
    for state, due_at, booked_at in ledger.rows.values():
        assert due_at <= booked_at
        assert state is PostState.MISSED or booked_at - due_at <= place.window


@settings(max_examples=250, derandomize=True, deadline=None)
@given(lives(), st.data())
def test_changed_settings_never_book_a_date_twice_or_make_a_post_late(
    life: tuple[DailyPlace, list[datetime]], data: st.DataObject
) -> None:
    place, wakes = life
    ledger = Ledger(place)
    for now in wakes:
        ledger.wake(now)
        if data.draw(st.integers(0, 2)) == 0:
            zone, hour = data.draw(st.sampled_from(ZONES)), data.draw(st.integers(0, 23))
            ledger.place = replace(ledger.place, zone=zone, wall=time(hour), set_at=now)
            assert ledger.wake(now) == Owed(None, ())
    for state, due_at, booked_at in ledger.rows.values():
        assert due_at > place.set_at
        assert state is PostState.MISSED or timedelta(0) <= booked_at - due_at <= place.window


# ---- closing


@pytest.mark.parametrize(
    ("posted", "weekdays", "closes"),
    [
        ("2026-11-19 09:00", EVERY_DAY, "2026-11-20 09:00"),
        ("2026-11-19 14:00", EVERY_DAY, "2026-11-20 09:00"),
        ("2026-11-19 07:00", EVERY_DAY, "2026-11-20 09:00"),  # asked for before the time of that date
        ("2026-11-20 08:00", EVERY_DAY, "2026-11-20 09:00"),  # late, in a long window
        ("2026-11-19 09:00", 0b0011111, "2026-11-20 09:00"),
        ("2026-11-20 09:00", 0b0011111, "2026-11-23 09:00"),  # Friday: over the weekend
        ("2026-11-19 09:00", 0b0001000, "2026-11-26 09:00"),  # Thursdays only
        ("2026-11-19 08:00", 0b0001000, "2026-11-26 08:00"),  # seven days at the latest
    ],
)
def test_a_challenge_closes_at_the_next_owed_post(posted: str, weekdays: int, closes: str) -> None:
    booked = [date(2026, 11, 19)] if posted != "2026-11-20 09:00" else [date(2026, 11, 20)]
    assert closes_at(place_at(weekdays=weekdays), booked, utc(posted)) == utc(closes)


@settings(max_examples=250, derandomize=True, deadline=None)
@given(lives(), st.integers(0, 3))
def test_a_challenge_closes_within_seven_days_and_never_before_it_was_posted(
    life: tuple[DailyPlace, list[datetime]], later: int
) -> None:
    place, _ = life
    occurrence = place.schedule.next(place.set_at)
    posted_at = occurrence.at + later * HOUR
    closes = closes_at(place, [occurrence.on], posted_at)
    assert posted_at < closes <= posted_at + CLOSES_AT_LATEST
    between = place.schedule.between(posted_at, closes - timedelta(seconds=1))
    assert [one.on for one in between] in ([], [occurrence.on])


# ---- who may answer

TODAY = date(2026, 11, 20)


def posting(state: PostState, *, closed: bool = False) -> Posting:
    return Posting(1, 1, 1, TODAY, state, utc("2026-11-20 09:00"), 1, utc("2026-11-21 09:00") if closed else None)


@pytest.mark.parametrize(
    ("learner_day", "postings", "is_open_"),
    [
        (TODAY, [], True),
        (TODAY, [posting(PostState.CLOSED, closed=True)], False),
        (TODAY, [posting(PostState.MISSED)], True),
        (TODAY + DAY, [], False),
        (TODAY - DAY, [], False),
        (TODAY + DAY, [posting(PostState.PLANNED)], True),
        (TODAY + DAY, [posting(PostState.CLAIMED)], True),
        (TODAY + DAY, [posting(PostState.POSTED)], True),
        (TODAY + DAY, [posting(PostState.MISSED)], False),
        (TODAY + DAY, [posting(PostState.CLOSED, closed=True)], False),
        (TODAY + DAY, [posting(PostState.CLOSED, closed=True), posting(PostState.POSTED)], True),
    ],
)
def test_an_answer_counts_on_ones_own_study_day_or_until_a_post_closes(
    learner_day: date, postings: list[Posting], is_open_: bool
) -> None:
    assert is_open(Challenge(1, TODAY, "cache-q01"), learner_day, postings) is is_open_


def test_the_options_of_a_date_are_shuffled_the_same_everywhere_and_differently_on_another_date() -> None:
    assert Challenge(1, TODAY, "cache-q01").seed == Challenge(99, TODAY, "cache-q01").seed
    assert Challenge(1, TODAY, "cache-q01").seed != Challenge(1, TODAY + DAY, "cache-q01").seed
    assert Challenge(1, TODAY, "cache-q01").seed != Challenge(1, TODAY, "cache-q02").seed

"""Streaks against a model that walks day by day, boards, seasons at the borders of zones, and skills."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import zonedata
from bot.calendar import local_date
from bot.progress.rules import (
    BoardRow,
    Day,
    Grade,
    Period,
    Rating,
    Streak,
    board,
    expected,
    grade,
    learn,
    prior,
    season,
    starts_at,
    streak,
)

zonedata.use_newest()
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FIRST = date(2026, 9, 1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ---- streaks
#
# A life is written a sign a day, the last one is today: A active, o an outage, . nothing, B active during an outage.


def lived(life: str) -> tuple[list[Day], set[date], date]:
    dates = [FIRST + timedelta(days=offset) for offset in range(len(life))]
    days = [Day(on, challenges=1) for on, sign in zip(dates, life, strict=True) if sign in "AB"]
    outages = {on for on, sign in zip(dates, life, strict=True) if sign in "oB"}
    return days, outages, FIRST + timedelta(days=len(life) - 1)


def streak_of(life: str) -> Streak:
    return streak(*lived(life))


WEEK = "A" * 7


@pytest.mark.parametrize(
    ("life", "days", "longest", "shields", "bridged", "done"),
    [
        (".", 0, 0, 0, 0, False),
        ("A", 1, 1, 0, 0, True),
        ("A.", 1, 1, 0, 0, False),  # today is open
        ("A..", 0, 1, 0, 0, False),
        ("A.A", 1, 1, 0, 0, True),
        ("AAAAA..A", 1, 5, 0, 0, True),
        (WEEK, 7, 7, 1, 0, True),
        (WEEK + ".", 7, 7, 1, 0, False),
        (WEEK + "..", 7, 7, 0, 1, False),
        (WEEK + ".A", 8, 8, 0, 1, True),  # bridges, does not lengthen
        (WEEK + "...", 0, 7, 0, 0, False),
        (WEEK + "..A", 1, 7, 0, 0, True),  # one shield, two dates
        (WEEK * 2, 14, 14, 2, 0, True),
        (WEEK * 2 + "..A", 15, 15, 0, 2, True),
        (WEEK * 2 + "...A", 1, 14, 0, 0, True),
        (WEEK * 4, 28, 28, 2, 0, True),  # two are held at most
        (WEEK * 2 + "AAAAAA.A", 21, 21, 2, 1, True),  # one used on the eve of the 21st active day, one earned on it
        (WEEK * 3 + ".A", 22, 22, 1, 1, True),  # nothing was earned at two held, and nothing is made up for
        (WEEK * 3 + ".AAAAAAA", 28, 28, 2, 1, True),
        ("AAA..AAAA", 4, 4, 1, 0, True),  # per seven active days of the whole log
        ("AoA", 2, 2, 0, 1, True),
        ("AoooooooooA", 2, 2, 0, 9, True),
        ("Ao", 1, 1, 0, 0, False),
        ("Aoo", 1, 1, 0, 1, False),
        ("Ao.A", 1, 1, 0, 0, True),
        (WEEK + "o.oA", 8, 8, 0, 3, True),  # the outage costs nothing, the date beside it a shield
        (WEEK + "BB", 9, 9, 1, 0, True),
        ("oooA", 1, 1, 0, 0, True),
        ("A.ooA", 1, 1, 0, 0, True),
    ],
)
def test_streaks_as_the_rulings_have_them(
    life: str, days: int, longest: int, shields: int, bridged: int, done: bool
) -> None:
    found = streak_of(life)
    assert (found.days, found.longest, found.shields) == (days, longest, shields)
    assert (len(found.bridged), found.is_done_today) == (bridged, done)


def day_by_day(life: str) -> tuple[int, int, int, list[date], bool]:
    """The slow way: every date in turn."""
    count = longest = active = shields = 0
    bridged: list[date] = []
    for offset, sign in enumerate(life):
        on, is_today = FIRST + timedelta(days=offset), offset == len(life) - 1
        if sign in "AB":
            active, count = active + 1, count + 1
            longest = max(longest, count)
            if active % 7 == 0 and shields < 2:
                shields += 1
        elif is_today or not count:
            continue
        elif sign == "o":
            bridged.append(on)
        elif shields:
            shields -= 1
            bridged.append(on)
        else:
            count, bridged = 0, []
    return count, longest, shields, bridged, life.endswith(("A", "B"))


lives = st.lists(st.sampled_from("AAAAAAAAAo.B"), min_size=1, max_size=90).map("".join)


@settings(max_examples=600, derandomize=True, deadline=None)
@given(lives)
def test_a_streak_is_what_walking_day_by_day_finds(life: str) -> None:
    found = streak_of(life)
    count, longest, shields, bridged, done = day_by_day(life)
    assert (found.days, found.longest, found.shields) == (count, longest, shields)
    assert (found.bridged, found.is_done_today) == (tuple(bridged), done)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(lives, st.randoms(use_true_random=False))
def test_a_streak_knows_no_order_and_no_future(life: str, random: Random) -> None:
    days, outages, today = lived(life)
    shuffled = [*days, Day(today + DAY, challenges=1), Day(today, due_reviews=9), Day(today + 30 * DAY, quizzes=1)]
    random.shuffle(shuffled)
    assert streak(shuffled, outages | {today + DAY}, today) == streak(days, outages, today)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(lives, st.integers(0, 89))
def test_an_outage_never_costs_anybody_a_streak(life: str, where: int) -> None:
    where %= len(life)
    shielded = life[:where] + {".": "o", "A": "B"}.get(life[where], life[where]) + life[where + 1 :]
    assert streak_of(shielded).days >= streak_of(life).days
    assert streak_of(shielded).longest >= streak_of(life).longest


@pytest.mark.parametrize(
    ("day", "is_active"),
    [
        (Day(FIRST), False),
        (Day(FIRST, challenges=1), True),
        (Day(FIRST, quizzes=1), True),
        (Day(FIRST, due_reviews=9), False),
        (Day(FIRST, due_reviews=10), True),
        (Day(FIRST, due_reviews=1, cleared_queue=True), True),
    ],
)
def test_what_makes_a_day_active(day: Day, is_active: bool) -> None:
    assert day.is_active is is_active
    assert streak([day], (), FIRST).days == int(is_active)


# ---- boards


def test_ties_share_a_rank_and_stand_by_name() -> None:
    totals = [(1, "bob", 10), (2, "Ann", 20), (3, "adam", 10), (4, "Zoë", 5), (5, "nobody", 0), (6, "Carl", 10)]
    assert board(totals) == [
        BoardRow(1, 2, "Ann", 20),
        BoardRow(2, 3, "adam", 10),
        BoardRow(2, 1, "bob", 10),
        BoardRow(2, 6, "Carl", 10),
        BoardRow(5, 4, "Zoë", 5),
    ]


def test_two_at_the_top_are_both_first_and_the_next_is_third() -> None:
    assert [row.rank for row in board([(1, "a", 9), (2, "b", 9), (3, "c", 8), (4, "d", 8), (5, "e", 1)])] == [
        *(1, 1, 3, 3, 5)
    ]


def test_nobody_without_points_is_listed() -> None:
    assert board([(1, "a", 0), (2, "b", -1)]) == []
    assert board([]) == []


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=5), st.integers(-1, 12)), max_size=30), st.randoms(use_true_random=False))
def test_a_rank_is_one_more_than_how_many_have_more(named: list[tuple[str, int]], random: Random) -> None:
    totals = [(number, name, points) for number, (name, points) in enumerate(named)]
    rows = board(totals)
    assert {(row.learner_id, row.points) for row in rows} == {(id_, points) for id_, _, points in totals if points > 0}
    for row in rows:
        assert row.rank == 1 + sum(points > row.points for _, _, points in totals)
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    random.shuffle(totals)
    assert board(totals) == rows


# ---- weeks and seasons


@pytest.mark.parametrize(
    ("at", "zone", "name"),
    [
        ("2026-11-30 22:59:59", "Europe/Berlin", "2026-11"),
        ("2026-11-30 23:00", "Europe/Berlin", "2026-12"),
        ("2026-12-01 04:59", "America/New_York", "2026-11"),
        ("2026-12-01 05:00", "America/New_York", "2026-12"),
        ("2026-12-31 09:59", "Pacific/Kiritimati", "2026-12"),
        ("2026-12-31 10:00", "Pacific/Kiritimati", "2027-01"),
        ("2026-11-01 03:59", "America/Havana", "2026-10"),
        ("2026-11-01 04:30", "America/Havana", "2026-11"),  # the first 00:30 of two
        ("2026-11-01 05:30", "America/Havana", "2026-11"),  # the second
    ],
)
def test_a_season_is_the_month_of_the_zone(at: str, zone: str, name: str) -> None:
    assert season(utc(at), ZoneInfo(zone)) == name


@pytest.mark.parametrize(
    ("period", "now", "zone", "start"),
    [
        (Period.WEEK, "2026-11-21 12:00", "UTC", "2026-11-16 00:00"),
        (Period.WEEK, "2026-11-16 00:00", "UTC", "2026-11-16 00:00"),
        (Period.WEEK, "2026-11-15 23:59:59", "UTC", "2026-11-09 00:00"),
        (Period.WEEK, "2026-11-15 23:30", "Europe/Berlin", "2026-11-15 23:00"),  # Monday there already
        (Period.WEEK, "2026-11-16 04:00", "America/New_York", "2026-11-09 05:00"),  # Sunday there still
        (Period.WEEK, "2026-10-27 12:00", "Europe/Berlin", "2026-10-25 23:00"),  # the change was on Sunday
        (Period.WEEK, "2026-10-25 12:00", "Europe/Berlin", "2026-10-18 22:00"),
        (Period.MONTH, "2026-11-21 12:00", "UTC", "2026-11-01 00:00"),
        (Period.MONTH, "2026-11-30 23:30", "Europe/Berlin", "2026-11-30 23:00"),
        (Period.MONTH, "2026-03-31 12:00", "Europe/Berlin", "2026-02-28 23:00"),  # before the change
        (Period.MONTH, "2026-11-21 12:00", "America/Havana", "2026-11-01 04:00"),  # the first 00:00 of two
        (Period.ALL, "2026-11-21 12:00", "Asia/Tokyo", "1970-01-01 00:00"),
    ],
)
def test_when_a_board_begins(period: Period, now: str, zone: str, start: str) -> None:
    assert starts_at(period, utc(now), ZoneInfo(zone)) == utc(start)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.sampled_from(sorted(available_timezones())), st.timedeltas(timedelta(0), timedelta(days=5 * 365)))
def test_weeks_and_months_begin_where_the_ones_before_end_in_every_zone(name: str, passed: timedelta) -> None:
    zone, now = ZoneInfo(name), utc("2024-01-01") + passed
    month, week = starts_at(Period.MONTH, now, zone), starts_at(Period.WEEK, now, zone)
    assert month <= now
    assert season(month, zone) == season(now, zone) != season(month - SECOND, zone)
    assert week <= now
    assert local_date(week, zone).weekday() == 0
    assert local_date(week - SECOND, zone).weekday() == 6
    assert local_date(now, zone) - local_date(week, zone) < timedelta(days=7)


# ---- skills

logits = st.floats(-6, 6)
floors = st.sampled_from([0.0, 0.2, 0.25, 0.5])
counts = st.integers(0, 500)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(logits, counts, logits, counts, floors)
def test_both_ratings_move_towards_the_result(
    skill: float, answers: int, difficulty: float, asked: int, floor: float
) -> None:
    before, question = Rating(skill, answers), Rating(difficulty, asked)
    up, easier = learn(before, question, True, floor)
    down, harder = learn(before, question, False, floor)
    assert down.value < before.value <= up.value
    assert easier.value <= question.value < harder.value
    assert up.answers == down.answers == answers + 1
    assert easier.answers == harder.answers == asked + 1
    assert max(up.value - before.value, before.value - down.value) <= 1
    assert up.uncertainty < before.uncertainty
    assert easier.uncertainty < question.uncertainty


@settings(max_examples=300, derandomize=True, deadline=None)
@given(logits, logits, floors, st.floats(0.01, 3))
def test_the_chance_of_a_right_answer_grows_with_skill_and_stays_above_guessing(
    skill: float, difficulty: float, floor: float, step: float
) -> None:
    chance = expected(skill, difficulty, floor)
    assert floor < chance < 1
    assert expected(skill + step, difficulty, floor) > chance > expected(skill, difficulty + step, floor)
    assert expected(skill, skill, floor) == pytest.approx((1 + floor) / 2)


def test_an_unlikely_result_says_more_than_a_likely_one() -> None:
    weak, strong, question = Rating(-2, 10), Rating(2, 10), Rating(0, 10)
    surprise = learn(weak, question, True, 0.25)[0].value - weak.value
    routine = learn(strong, question, True, 0.25)[0].value - strong.value
    assert surprise > 3 * routine


def test_each_further_answer_moves_a_rating_less() -> None:
    steps = [learn(Rating(0, answers), Rating(), False, 0.25)[0].value for answers in (0, 5, 20, 100)]
    assert steps == sorted(steps)
    assert steps[0] == pytest.approx(-0.625)
    assert steps[-1] > steps[0] / 5


@pytest.mark.parametrize("truth", [-2.0, -1.0, 0.0, 1.0, 2.0])
def test_a_rating_finds_the_skill_of_a_learner_who_answers_by_it(truth: float) -> None:
    """Twenty learners of one skill, 300 answers each, questions of all five difficulties."""
    random, found = Random(7), []
    for _ in range(20):
        rating = Rating()
        for _ in range(300):
            question = Rating(prior(random.randint(1, 5)).value, 1000)
            right = random.random() < expected(truth, question.value, 0.25)
            rating, _ = learn(rating, question, right, 0.25)
        found.append(rating.value)
    assert sum(found) / len(found) == pytest.approx(truth, abs=0.4)


def test_a_question_that_all_get_wrong_becomes_hard() -> None:
    question = prior(3)
    for _ in range(30):
        _, question = learn(Rating(0, 50), question, False, 0.25)
    assert 1 < question.value < 6


def test_priors_go_from_easy_to_hard_around_zero() -> None:
    assert [prior(difficulty) for difficulty in range(1, 6)] == [Rating(value) for value in (-2.0, -1.0, 0.0, 1.0, 2.0)]


@pytest.mark.parametrize(
    ("value", "answers", "shown"),
    [
        (-3.0, 0, Grade.UNKNOWN),
        (3.0, 4, Grade.UNKNOWN),
        (-0.51, 5, Grade.WEAK),
        (-0.5, 5, Grade.SOLID),
        (0.0, 5, Grade.SOLID),
        (1.0, 5, Grade.SOLID),
        (1.01, 5, Grade.STRONG),
        (-3.0, 500, Grade.WEAK),
    ],
)
def test_a_skill_is_grey_until_the_evidence_suffices(value: float, answers: int, shown: Grade) -> None:
    assert grade(Rating(value, answers)) is shown


def test_uncertainty_falls_from_one_and_a_half_logits_to_a_fraction() -> None:
    spreads = [Rating(0, answers).uncertainty for answers in (0, 1, 5, 20, 100)]
    assert spreads[0] == pytest.approx(1.5)
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] < 0.3

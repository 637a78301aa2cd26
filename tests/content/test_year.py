"""The calendar of a year: drawn by the command, checked by the checker, read by the loader."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.daily.drawing import draw_year
from bot.errors import StartError
from content.calendar import last_uses, written
from content.loader import load

YEAR = "daily/2027.yaml"


@pytest.fixture
def drawn(shelf: Any) -> Any:
    """The small library with a year drawn from it."""
    library = load(shelf.folder)
    shelf.write(YEAR, written(draw_year(library, 2027, {}), library))
    return shelf


def texts(shelf: Any) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.text) for fault in shelf.faults()]


def entries(shelf: Any) -> list[str]:
    """The lines of the dates."""
    return [line for line in shelf.text(YEAR).split("\n") if line.startswith("  ")]


def test_a_drawn_year_has_no_faults_and_is_the_calendar_of_the_library(drawn: Any) -> None:
    assert texts(drawn) == []
    calendar = load(drawn.folder).calendar
    assert len(calendar) == 365
    assert next(iter(calendar)) == date(2027, 1, 1)
    assert f"  {date(2027, 1, 1)}: {calendar[date(2027, 1, 1)]}" == entries(drawn)[0]


def test_drawing_again_gives_the_same_file(drawn: Any) -> None:
    library = load(drawn.folder)
    assert written(draw_year(library, 2027, last_uses(library.calendar, 2027)), library) == drawn.text(YEAR)


def test_the_next_year_knows_the_one_before(drawn: Any) -> None:
    library = load(drawn.folder)
    second = draw_year(library, 2028, last_uses(library.calendar, 2028))
    drawn.write("daily/2028.yaml", written(second, library))
    assert texts(drawn) == []
    assert second.days[date(2028, 1, 1)] != library.calendar[date(2027, 12, 31)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2027-01-01: ", "2026-01-01: ", "is no date of 2027"),
        ("2027-01-01: ", "2027-1-1: ", "is no date of 2027"),
        ("2027-01-01: ", "2027-02-30: ", "is no date of 2027"),
        ("2027-01-01: ", "2027-01-01: x-", "There is no question"),
        ("year: 2027", "year: 2028", "belongs into daily/2028.yaml"),
        ("year: 2027", "year: next", "must be a whole number"),
    ],
)
def test_a_calendar_that_is_wrong_is_not_loaded(drawn: Any, old: str, new: str, said: str) -> None:
    line = drawn.plant(YEAR, old, new)
    with pytest.raises(StartError) as refused:
        load(drawn.folder)
    assert any(said in str(fault) and f"{YEAR}:{line}" in str(fault) for fault in refused.value.faults)


def test_a_date_that_is_missing_doubled_or_out_of_order_is_told(drawn: Any) -> None:
    lines = entries(drawn)
    whole = drawn.text(YEAR)
    drawn.write(YEAR, whole.replace(lines[9] + "\n", ""))
    assert any("1 of 365 dates are missing, the first is 2027-01-10" in text for _, _, text in texts(drawn))
    drawn.write(YEAR, whole.replace(f"{lines[9]}\n{lines[10]}", f"{lines[10]}\n{lines[9]}"))
    assert any("not in order" in text for _, _, text in texts(drawn))
    drawn.write(YEAR, whole.replace(lines[9], f"{lines[9]}\n{lines[9]}"))
    assert any("a second time" in text for _, _, text in texts(drawn))


def test_a_question_that_returns_while_others_were_not_asked_is_told_at_its_day(drawn: Any) -> None:
    lines = entries(drawn)
    first = lines[0].partition(": ")[2]
    line = drawn.plant(YEAR, lines[1], f"  2027-01-02: {first}")
    (file, at, text) = texts(drawn)[0]
    assert (file, at) == (YEAR, line)
    assert f"{first} returns too early" in text
    assert "quorum draw-daily 2027" in text


def test_another_seed_is_told(drawn: Any) -> None:
    drawn.plant(YEAR, "seed: quorum-2027", "seed: lucky-7")
    assert [text for _, _, text in texts(drawn)] == ['The seed is "lucky-7"; it must be quorum-2027.']


def test_a_retired_question_keeps_its_day_in_the_file(drawn: Any) -> None:
    name = load(drawn.folder).calendar[date(2027, 1, 1)]
    lesson = name.rpartition("-")[0]
    file = next(one for one in (drawn.cache, drawn.replica, drawn.quorum) if f"/{lesson}." in one)
    drawn.plant(file, f"id: {name}\n", f"id: {name}\n    retired: true\n")
    library = load(drawn.folder)
    assert library.questions[name].retired
    assert library.calendar[date(2027, 1, 1)] == name
    assert not [text for _, _, text in texts(drawn) if name in text]


def test_a_year_has_each_of_its_dates_in_a_leap_year_too(drawn: Any) -> None:
    days = draw_year(load(drawn.folder), 2028, {}).days
    assert list(days) == [date(2028, 1, 1) + timedelta(days=offset) for offset in range(366)]


def test_a_library_that_grew_finds_no_fault_with_a_calendar_of_before(drawn: Any) -> None:
    lines = entries(drawn)
    drawn.plant(YEAR, lines[1], lines[1].partition(": ")[0] + ": " + lines[0].partition(": ")[2])
    assert texts(drawn)
    drawn.plant(YEAR, "pool: ", "pool: 1 questions, before, ")
    assert texts(drawn) == []

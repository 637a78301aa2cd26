"""The calendar of a year: what must hold in its file, how good its draw is, how it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from bot.daily.drawing import History, Year, drawn_from, pool_of, seed_of
from bot.library import Library
from content.entries import Found, Sheet
from content.faults import nearest
from content.schema import YearEntry

_RULES = (
    "returns too early",
    "is not of the theme of the weekday",
    "repeats a lesson of the last 14 days",
    "repeats the type of both days before",
)
"""What `Fit.broken` stands for."""
_HEADER = """\
# The daily challenges of {year}, drawn by `quorum draw-daily {year}`. A question that is retired or frozen is replaced
# on its day by itself, so this file is not edited; draw it again only before its year begins.
year: {year}
seed: {seed}
pool: {pool}
days:
"""


def file_of(year: int) -> str:
    """Path of a year's file in the content folder."""
    return f"daily/{year}.yaml"


def written(drawn: Year, library: Library) -> str:
    """The file of a year that was drawn from a library."""
    days = "".join(f"  {on}: {name}\n" for on, name in drawn.days.items())
    return _HEADER.format(year=drawn.year, seed=seed_of(drawn.year), pool=drawn_from(library)) + days


def days_of(entry: YearEntry) -> dict[date, str]:
    """The entries whose date is one."""
    return {on: name for text, name in entry.days.items() if (on := _date(text))}


def year_faults(sheet: Sheet[YearEntry], questions: Collection[str]) -> Iterator[Found]:
    """What makes a calendar wrong: dates of another year, questions that there never were."""
    entry = sheet.entry
    if sheet.file != file_of(entry.year):
        yield Found(("year",), f"The year {entry.year} belongs into {file_of(entry.year)}.")
    for text, name in entry.days.items():
        on = _date(text)
        if on is None or on.year != entry.year:
            yield Found(("days", text), f'"{text[:20]}" is no date of {entry.year}; write it like {entry.year}-01-31.')
        if name not in questions:
            yield Found(("days", text), f'There is no question "{name[:40]}".{nearest(name, questions)}')


def draw_faults(sheet: Sheet[YearEntry], library: Library) -> Iterator[Found]:
    """Where a draw is incomplete, or breaks a rule that another question would have kept on that day.

    A library that has other questions by now says nothing about a draw of before.
    """
    entry = sheet.entry
    if entry.seed != seed_of(entry.year):
        yield Found(("seed",), f'The seed is "{entry.seed[:40]}"; it must be {seed_of(entry.year)}.')
    days, expected = days_of(entry), list(_dates_of(entry.year))
    missing = [on for on in expected if on not in days]
    if missing:
        yield Found(("days",), f"{len(missing)} of {len(expected)} dates are missing, the first is {missing[0]}.")
    elif list(days) != expected:
        yield Found(("days",), "The dates are not in order.")
    worse = list(_worse(days, entry.year, library)) if entry.pool == drawn_from(library) else []
    if worse:
        on, sentence = worse[0]
        more = f" {len(worse) - 1} other days could be better too." if len(worse) > 1 else ""
        yield Found(("days", on.isoformat()), f"{sentence}{more} Draw the year again: quorum draw-daily {entry.year}.")


def _worse(days: Mapping[date, str], year: int, library: Library) -> Iterator[tuple[date, str]]:
    """Days on which another question would have broken fewer rules, with what is wrong."""
    pool = pool_of(library)
    used = last_uses(library.calendar, year)
    for on, name in sorted(days.items()):
        question = library.questions.get(name)
        history = History(library, pool, used, on, once_from=date(year, 1, 1))
        best = min((history.fit(one) for one in history.fitting), default=None)
        if question is not None and not question.retired and best is not None and not best.returns:
            broken = history.fit(question).broken
            differs = [what for what, has, could in zip(_RULES, broken, best.broken, strict=True) if has and not could]
            if differs:
                yield on, f"{name} {differs[0]}, others would not."
        used[name] = on


def last_uses(calendar: Mapping[date, str], year: int) -> dict[str, date]:
    """Question -> its last day in the calendars of earlier years."""
    return {name: on for on, name in sorted(calendar.items()) if on.year < year}


def _dates_of(year: int) -> Iterator[date]:
    on = date(year, 1, 1)
    while on.year == year:
        yield on
        on += timedelta(days=1)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None

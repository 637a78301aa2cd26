"""Which question a date gets: drawn without replacement, by the weekday's theme, mixing lessons and types.

The rules are those of the authoring guide, section 5: no question returns before all were asked, none of another theme
than the weekday's, none whose lesson was asked within 14 days, none of the type of both days before. Where the library
is too small for all of them, the last ones give way first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.library import Library, Question, Theme

LESSON_RESTS = timedelta(days=14)
QUESTION_RESTS = timedelta(days=300)
FOREVER = timedelta(days=400 * 366)
SAME_TYPE_DAYS = 2
HARDEST, SATURDAY = 5, 5
ELECTIVE = "elective"
LEVELS: Mapping[str, tuple[int, ...]] = {"easy": (2,), "medium": (3,), "hard": (4, 5)}
"""The levels that a place may choose, with the difficulties they stand for."""
TOPICS = (*(theme.value for theme in Theme), "electives")
"""What a place may choose of: the themes, and the lessons that are left out otherwise."""

Lot = Callable[[Question], object]


def pool_of(library: Library, topics: int = 0, levels: int = 0) -> list[Question]:
    """The questions that may be asked; `topics` and `levels` have a bit for each that was chosen, 0 for no choice."""
    themes = {theme for bit, theme in enumerate(Theme) if topics >> bit & 1} or set(Theme)
    chosen = [numbers for bit, numbers in enumerate(LEVELS.values()) if levels >> bit & 1] or list(LEVELS.values())
    difficulties = {number for numbers in chosen for number in numbers}
    with_electives = bool(topics >> TOPICS.index("electives") & 1)

    def fits(question: Question) -> bool:
        is_elective = library.lessons[question.lesson_id].kind == ELECTIVE
        return question.theme in themes and question.difficulty in difficulties and (with_electives or not is_elective)

    return list(library.active_questions(fits))


def may_be_asked(question: Question, on: date) -> bool:
    """Whether a question may be the challenge of a date: the hardest ones only on a Saturday."""
    return question.difficulty < HARDEST or on.weekday() == SATURDAY


@dataclass(frozen=True, order=True)
class Fit:
    """How well a question fits a date; less is better. `since` is its last use, the first day of all when never."""

    returns: bool
    returns_from: date
    is_off_theme: bool
    repeats_lesson: bool
    repeats_type: bool
    since: date

    @property
    def broken(self) -> tuple[bool, bool, bool, bool]:
        """Which rules are broken, the gravest first."""
        return self.returns, self.is_off_theme, self.repeats_lesson, self.repeats_type


class History:
    """Question -> day of its last (or, in a calendar, next) use, as the rules look at it for one date.

    A used question returns too early while one of the `pool` was never used, before it has rested, and where it was
    used from the day `once_from` on.
    """

    def __init__(
        self,
        library: Library,
        pool: Iterable[Question],
        used: Mapping[str, date],
        on: date,
        rests: timedelta = QUESTION_RESTS,
        once_from: date = date.max,
    ) -> None:
        self.fitting = [question for question in pool if may_be_asked(question, on)]
        self._used = used
        self._on = on
        self._rests = rests
        self._once_from = once_from
        self._is_spent = all(question.id in used for question in self.fitting)
        known = [(library.questions[name], day) for name, day in used.items() if name in library.questions]
        near = [(question, abs(day - on)) for question, day in known if abs(day - on) <= LESSON_RESTS]
        self._lessons = {question.lesson_id for question, _ in near}
        before = [question.kind for question, day in known if timedelta(0) < on - day <= timedelta(SAME_TYPE_DAYS)]
        self._type = before[0] if len(before) == SAME_TYPE_DAYS and len(set(before)) == 1 else None

    def fit(self, question: Question, *, by_theme: bool = True) -> Fit:
        """How well a question fits the date."""
        since = self._used.get(question.id)
        returns = since is not None and not self._has_rested(since)
        return Fit(
            returns=returns,
            returns_from=since if returns and since is not None else date.min,
            is_off_theme=by_theme and question.theme is not list(Theme)[self._on.weekday()],
            repeats_lesson=question.lesson_id in self._lessons,
            repeats_type=question.kind is self._type,
            since=since or date.min,
        )

    def _has_rested(self, since: date) -> bool:
        return self._is_spent and since < self._once_from and abs(self._on - since) >= self._rests

    def best(self, lot: Lot, *, by_theme: bool = True) -> Question | None:
        """The question that fits best, among equals the one whose lot comes first; None when there is none."""
        return min(
            self.fitting,
            key=lambda question: (self.fit(question, by_theme=by_theme), lot(question), question.id),
            default=None,
        )


def lot_of(seed: str) -> Lot:
    """Lots that follow from a seed and a question alone."""
    return lambda question: hashlib.sha256(f"{seed} {question.id}".encode()).digest()


def drawn_from(library: Library) -> str:
    """What names the questions that a year is drawn from: how many there are, and a hash of what the rules look at."""
    facts = sorted(f"{one.id} {one.theme} {one.kind} {one.difficulty}" for one in pool_of(library))
    return f"{len(facts)} questions, {hashlib.sha256(' '.join(facts).encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Year:
    """The calendar of a year. `lasts` days go by before a question returns; `kept` days keep every rule."""

    year: int
    days: Mapping[date, str]
    lasts: int
    kept: int


def seed_of(year: int) -> str:
    """What a year is drawn by."""
    return f"quorum-{year}"


def draw_year(library: Library, year: int, before: Mapping[str, date]) -> Year:
    """The questions of a year: each theme shuffled by the year's seed, then drawn day by day.

    `before` are the last uses in the calendars of earlier years: what was not used comes first, then the oldest.
    """
    pool = pool_of(library)
    places: dict[str, int] = {}
    for theme in Theme:
        names = sorted(question.id for question in pool if question.theme is theme)
        Random(seed_of(year)).shuffle(names)
        places |= {name: place for place, name in enumerate(names)}
    days: dict[date, str] = {}
    used, lasts, kept = dict(before), 0, 0
    first = on = date(year, 1, 1)
    while on.year == year:
        history = History(library, pool, used, on, once_from=first)
        question = history.best(lambda one: places[one.id])
        if question is None:
            break
        fit = history.fit(question)
        kept += not any(fit.broken)
        lasts += not fit.returns and lasts == len(days)
        days[on] = question.id
        used[question.id] = on
        on += timedelta(days=1)
    return Year(year, days, lasts, kept)

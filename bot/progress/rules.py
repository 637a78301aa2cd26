"""Points, streaks, boards and skills: pure functions of what learners did."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.calendar import instant_of, local_date

CHALLENGE_RIGHT, CHALLENGE_WRONG = 10, 2
QUIZ_RIGHT = 3
REVIEW_RECALLED, REVIEW_POINTS_A_DAY = 1, 50
CHECK_PASSED = 5
REVIEWS_OF_AN_ACTIVE_DAY = 10
ACTIVE_DAYS_A_SHIELD, SHIELDS_HELD = 7, 2
ENOUGH_EVIDENCE = 0.9
"""The uncertainty, in logits, from which on a skill is graded: that of five answers."""


class Period(StrEnum):
    """What a board is about."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True)
class PointLine:
    """Points for one act; `act` names it once and for all, for example `challenge 12`."""

    act: str
    points: int
    at: datetime
    community_id: int = 0


def season(at: datetime, zone: ZoneInfo) -> str:
    """The season of an instant: the calendar month of the zone, `2026-11`."""
    return local_date(at, zone).strftime("%Y-%m")


def starts_at(period: Period, now: datetime, zone: ZoneInfo) -> datetime:
    """When a running period began: Monday or the first, at 00:00 of the zone."""
    today = local_date(now, zone)
    if period is Period.ALL:
        return datetime(1970, 1, 1, tzinfo=UTC)
    first = today - timedelta(days=today.weekday()) if period is Period.WEEK else today.replace(day=1)
    start = instant_of(first, time(0), zone)
    return start if start is not None else datetime.combine(first, time(0), UTC)


@dataclass(frozen=True)
class Day:
    """The acts of recall of one study day."""

    on: date
    challenges: int = 0
    quizzes: int = 0
    due_reviews: int = 0
    cleared_queue: bool = False

    @property
    def is_active(self) -> bool:
        """Whether the day counts for the streak."""
        enough = self.due_reviews >= REVIEWS_OF_AN_ACTIVE_DAY or self.cleared_queue
        return bool(self.challenges or self.quizzes or enough)


@dataclass(frozen=True)
class Streak:
    """`days` active days in a row, shields held, dates that a shield or an outage bridged, whether today is done."""

    days: int
    longest: int
    shields: int
    bridged: tuple[date, ...]
    is_done_today: bool


def streak(days: Sequence[Day], outages: Collection[date], today: date) -> Streak:
    """The streak on a study day. Outage dates bridge; a missed date costs a shield or ends the streak; today is open.

    One shield is earned per seven active days of the whole log; while two are held none is earned, the count goes on.
    """
    active = sorted({day.on for day in days if day.is_active and day.on <= today})
    count = longest = shields = 0
    bridged: list[date] = []
    previous: date | None = None
    for number, on in enumerate(active, start=1):
        if previous is not None:
            shields, gap = _bridge(previous, on, outages, shields)
            count, bridged = (count, bridged + gap) if gap is not None else (0, [])
        count += 1
        longest = max(longest, count)
        if number % ACTIVE_DAYS_A_SHIELD == 0 and shields < SHIELDS_HELD:
            shields += 1
        previous = on
    if previous is not None and previous != today:
        shields, gap = _bridge(previous, today, outages, shields)
        count, bridged = (count, bridged + gap) if gap is not None else (0, [])
    return Streak(count, longest, shields, tuple(bridged), previous == today)


def _bridge(last: date, on: date, outages: Collection[date], shields: int) -> tuple[int, list[date]] | tuple[int, None]:
    """Shields left and dates bridged between two days; None when the gap is too wide, which costs all shields."""
    gap = [last + timedelta(days=offset) for offset in range(1, (on - last).days)]
    costly = [date_ for date_ in gap if date_ not in outages]
    return (shields - len(costly), gap) if len(costly) <= shields else (0, None)


@dataclass(frozen=True)
class BoardRow:
    """One line of a board; ties share a rank."""

    rank: int
    learner_id: int
    name: str
    points: int


def board(totals: Sequence[tuple[int, str, int]]) -> list[BoardRow]:
    """Ranks (learner, name, points): 1, 1, 3; inside a tie by name; nobody without points."""
    listed = sorted(
        (total for total in totals if total[2] > 0),
        key=lambda total: (-total[2], total[1].casefold(), total[0]),
    )
    rows: list[BoardRow] = []
    for position, (learner_id, name, points) in enumerate(listed, start=1):
        rank = rows[-1].rank if rows and rows[-1].points == points else position
        rows.append(BoardRow(rank, learner_id, name, points))
    return rows


@dataclass(frozen=True)
class Rating:
    """An Elo rating in logits with its number of answers, for a learner's skill or a question's difficulty."""

    value: float = 0.0
    answers: int = 0

    @property
    def uncertainty(self) -> float:
        """Standard error in logits: a prior of 1.5, then the Fisher information of an answer, p (1 - p) at p = 0.8."""
        return 1 / math.sqrt(1 / 1.5**2 + self.answers * 0.16)


def expected(skill: float, difficulty: float, guess_floor: float) -> float:
    """Chance of a right answer: logistic above the chance of guessing it."""
    return guess_floor + (1 - guess_floor) / (1 + math.exp(difficulty - skill))


def learn(skill: Rating, question: Rating, was_right: bool, guess_floor: float) -> tuple[Rating, Rating]:
    """Both ratings after an answer; the step K shrinks with the answers seen (Pelanek 2016, uncertainty function
    a / (1 + b n) with a = 1, b = 0.05).
    """
    surprise = was_right - expected(skill.value, question.value, guess_floor)
    return (
        Rating(skill.value + surprise / (1 + 0.05 * skill.answers), skill.answers + 1),
        Rating(
            question.value - surprise / (1 + 0.05 * question.answers),
            question.answers + 1,
        ),
    )


def prior(difficulty: int) -> Rating:
    """The rating of a question nobody answered: difficulty 1 to 5 as -2 to 2 logits."""
    return Rating(float(difficulty - 3))


class Grade(StrEnum):
    """How a skill is shown."""

    UNKNOWN = "not enough answers yet"
    WEAK = "weak"
    SOLID = "solid"
    STRONG = "strong"


def grade(rating: Rating) -> Grade:
    """Grey until the evidence suffices; then weak below -0.5, strong above 1 logit."""
    if rating.uncertainty > ENOUGH_EVIDENCE:
        return Grade.UNKNOWN
    if rating.value < -0.5:
        return Grade.WEAK
    return Grade.STRONG if rating.value > 1 else Grade.SOLID

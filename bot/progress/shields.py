"""Which days cost a learner no streak although she did nothing, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.account.rules import Learner
from bot.calendar import DAY_ENDS_AT, day_start, instant_of, study_day
from bot.daily.rules import HOLIDAY, NOT_RUNNING, Posting
from bot.daily.upkeep import SHIELDING_STOP
from bot.events import Place
from bot.pause.rules import ZONE
from bot.ports import UnitOfWork
from bot.progress.rules import Day, Streak, streak

DOWN = "shielded, Quorum was down"
NO_POST = "shielded, no challenge was posted"
PLACE_AWAY = "shielded, the community was on holiday"
AWAY = "on holiday"
JUMPED = "left out by a change of time zone"
ON_ITS_WAY = "undecided, its challenge is on its way"
DAY = timedelta(days=1)
LOOKED_AT, NAMED = 10, 3
"""Of so many with the most study days so many are named at closing."""
WORTH_NAMING = 3
"""Streaks of fewer days are not named."""


def streak_of(learner: Learner, at: datetime, work: UnitOfWork) -> tuple[Streak, list[Day], dict[date, str]]:
    """Her streak, the days with their acts, and the days that cost nothing with the reason."""
    days = work.progress.days(learner.id)
    shielded = shielded_days(learner, days, learner.day(at), work)
    return streak(days, shielded, learner.day(at)), days, shielded


def announced(posting: Posting, work: UnitOfWork) -> list[tuple[str, int]]:
    """(name, days) of the longest streaks among those who answered a post and want to be named, as of their answer."""
    if posting.challenge_id is None:
        return []
    found = []
    for learner_id, on in work.progress.regulars(posting.community_id, posting.challenge_id, LOOKED_AT):
        learner = work.learners.get(learner_id, Place("", ""))
        if learner is not None:
            days = work.progress.days(learner_id)
            found.append((streak(days, shielded_days(learner, days, on, work), on).days, learner.name))
    longest = sorted((one for one in found if one[0] >= WORTH_NAMING), key=lambda one: (-one[0], one[1].casefold()))
    return [(name, length) for length, name in longest[:NAMED]]


def shielded_days(learner: Learner, days: Sequence[Day], today: date, work: UnitOfWork) -> dict[date, str]:
    """Day -> why it costs no streak."""
    zone = learner.preferences.zone
    found = dict.fromkeys(work.ledger.undecided(learner.id), ON_ITS_WAY)
    found |= {on: _said(reason) for on, reason in work.ledger.outages(learner.id).items()}
    found |= dict.fromkeys(stopped_days(work.uptime.stops(), zone), DOWN)
    found |= dict.fromkeys(missing_days(days, today, zone), JUMPED)
    for off in work.days_off.of(learner.id):
        found |= dict.fromkeys(off.days, JUMPED if off.reason == ZONE else AWAY)
    return found


def stopped_days(stops: Iterable[tuple[datetime, datetime]], zone: ZoneInfo) -> Iterator[date]:
    """Study days of which a stop of the process took six hours or more."""
    for since, until in stops:
        on = study_day(since, zone)
        while (start := day_start(on, zone)) < until:
            if min(until, day_start(on + DAY, zone)) - max(since, start) >= SHIELDING_STOP:
                yield on
            on += DAY


def missing_days(days: Sequence[Day], today: date, zone: ZoneInfo) -> Iterator[date]:
    """Days since her first one that her zone does not have."""
    known = {day.on for day in days}
    on = min(known, default=today)
    while on < today:
        if on not in known and instant_of(on, DAY_ENDS_AT, zone) is None:
            yield on
        on += DAY


def _said(reason: str) -> str:
    return {NOT_RUNNING: DOWN, HOLIDAY: PLACE_AWAY}.get(reason, NO_POST)

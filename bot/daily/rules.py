"""The daily challenge: which question, what is owed, who may still answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.calendar import Occurrence
from bot.community.rules import DailyPlace

SOURCE = "challenge"
"""Names answers to a challenge in the log."""
LATE_AFTER = timedelta(minutes=5)
CLOSES_AT_LATEST = timedelta(days=7)

NOT_RUNNING = "Quorum was not running until the window for that date was over."
NEWER_FIRST = "A newer date was due as well; only that one is posted."
HOLIDAY = "Those who manage the place paused it."
NO_QUESTION = "The library has no question to ask."
QUESTION_GONE = "Its question left the library before it could be posted."
UNREACHED = "Quorum did not run, or could not reach the platform, until the window for that date was over."
UNCONFIRMED = "It was tried and never confirmed until the window for that date was over; it may stand there."
NEVER_TAKEN = "The place took no messages until the next date was due."
NO_SUCH_DATE = "The time zone of the place leaves this date out."
CHANGED = "Time or zone of the place were changed before this date was due."


class PostState(StrEnum):
    """Where a (place, date) of the ledger stands."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    POSTED = "posted"
    CLOSED = "closed"
    MISSED = "missed"
    SKIPPED = "skipped"

    @property
    def is_live(self) -> bool:
        """Whether there is or will be a post."""
        return self not in (PostState.MISSED, PostState.SKIPPED)

    @property
    def is_undecided(self) -> bool:
        """Whether the post may still come."""
        return self in (PostState.PLANNED, PostState.CLAIMED)


@dataclass(frozen=True)
class Challenge:
    """The question of a date; `seed` fixes the order in which its options are shown."""

    id: int
    on: date
    question_id: str

    @property
    def seed(self) -> str:
        """What the options are shuffled by: the same everywhere."""
        return f"challenge {self.on.isoformat()} {self.question_id}"


@dataclass(frozen=True)
class Posting:
    """A row of the ledger: (place, date) once, with the instant of each state. `reason` says why there is no post.

    `claimed_at` is the last try, `booked_at` when it was found to be due.
    """

    id: int
    place_id: int
    community_id: int
    on: date
    state: PostState
    due_at: datetime
    challenge_id: int | None
    closed_at: datetime | None = None
    reason: str = ""
    booked_at: datetime | None = None
    claimed_at: datetime | None = None
    posted_at: datetime | None = None
    missed_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether the post came, or is on its way, noticeably after it was due."""
        tried_at = self.posted_at or self.claimed_at or self.booked_at
        return tried_at is not None and tried_at - self.due_at > LATE_AFTER


@dataclass(frozen=True)
class Owed:
    """What a wake finds: at most one date to post, the others missed."""

    to_post: Occurrence | None
    missed: tuple[Occurrence, ...]


def owed(place: DailyPlace, booked: Iterable[date], since: datetime, now: datetime) -> Owed:
    """What follows from settings and ledger, not from having been awake: the newest unbooked date inside the window is
    posted, every older one is missed. Up to `since` all is booked already.
    """
    dates = set(booked)
    due = [one for one in place.schedule.between(max(since, place.set_at), now) if one.on not in dates]
    newest = due[-1] if due and now - due[-1].at <= place.window else None
    return Owed(newest, tuple(one for one in due if one is not newest))


def next_owed(place: DailyPlace, booked: Iterable[date], after: datetime) -> Occurrence:
    """The first occurrence later than an instant whose date is not booked."""
    dates = set(booked)
    return next(one for one in place.schedule.occurrences(after) if one.on not in dates)


def closes_at(place: DailyPlace, booked: Iterable[date], posted_at: datetime) -> datetime:
    """When a challenge posted now closes: at the next owed occurrence, after seven days at the latest."""
    return min(next_owed(place, booked, posted_at).at, posted_at + CLOSES_AT_LATEST)


def is_open(challenge: Challenge, learner_day: date, postings: Iterable[Posting]) -> bool:
    """Whether an answer counts: until the last post of it in a learner's communities closes and shows the key.

    Where none was posted, on her own study day of that date.
    """
    posted = [posting for posting in postings if posting.state.is_live]
    return any(posting.closed_at is None for posting in posted) if posted else challenge.on == learner_day

"""The ledger of what was posted where."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.daily.rules import Posting, PostState
from storage.daily_models import daily_places, postings
from storage.link import Link, Row
from storage.models import answers, members

_POSTINGS = sa.select(
    postings.c.id,
    postings.c.place_id,
    daily_places.c.community_id,
    postings.c.on_date,
    postings.c.state,
    postings.c.due_at,
    postings.c.challenge_id,
    postings.c.closed_at,
    postings.c.reason,
    postings.c.booked_at,
    postings.c.claimed_at,
    postings.c.posted_at,
    postings.c.missed_at,
).join(daily_places, daily_places.c.id == postings.c.place_id)
_POSTING = _POSTINGS.where(postings.c.id == bindparam("posting_id"))
_BOOKED = _POSTINGS.where(postings.c.place_id == bindparam("place_id")).order_by(postings.c.on_date.desc()).limit(40)
_SINCE = _POSTINGS.where(postings.c.on_date >= bindparam("since", type_=postings.c.on_date.type)).order_by(
    postings.c.place_id, postings.c.on_date
)
_OF_PLACE_SINCE = _SINCE.where(postings.c.place_id == bindparam("place_id"))
_OF_CHALLENGE = _POSTINGS.where(
    postings.c.challenge_id == bindparam("challenge_id"),
    postings.c.missed_at.is_(None),
    daily_places.c.community_id == bindparam("community_id"),
)
_BOOK = (
    insert(postings)
    .on_conflict_do_nothing(index_elements=[postings.c.place_id, postings.c.on_date])
    .returning(postings.c.id)
)
_MOVE = sa.update(postings).where(postings.c.id == bindparam("posting_id"))
_FORGET = sa.delete(postings).where(
    postings.c.place_id == bindparam("of_place"),
    postings.c.on_date == bindparam("that_date", type_=postings.c.on_date.type),
    postings.c.missed_at.is_not(None),
)
_OPEN = sa.select(postings.c.id).where(postings.c.missed_at.is_(None), postings.c.closed_at.is_(None))
_COMMUNITIES = (
    sa.select(daily_places.c.community_id)
    .distinct()
    .join(postings, postings.c.place_id == daily_places.c.id)
    .join(members, members.c.community_id == daily_places.c.community_id)
    .where(
        postings.c.challenge_id == bindparam("challenge_id"),
        postings.c.missed_at.is_(None),
        members.c.learner_id == bindparam("learner_id"),
        members.c.left_at.is_(None),
    )
)
_OUTAGES = (
    sa.select(postings.c.on_date, postings.c.reason)
    .join(daily_places, daily_places.c.id == postings.c.place_id)
    .join(members, members.c.community_id == daily_places.c.community_id)
    .where(
        members.c.learner_id == bindparam("learner_id"),
        members.c.joined_at <= postings.c.due_at,
        sa.or_(members.c.left_at.is_(None), members.c.left_at > postings.c.due_at),
        daily_places.c.shields_missed.is_(sa.true()),
        postings.c.missed_at.is_not(None),
    )
)
_CLOSED_WITH = (
    _POSTINGS.join(members, members.c.community_id == daily_places.c.community_id)
    .join(
        answers,
        sa.and_(
            answers.c.learner_id == members.c.learner_id,
            answers.c.source == sa.literal_column("'challenge'"),
            answers.c.source_id == postings.c.challenge_id,
        ),
    )
    .where(
        members.c.learner_id == bindparam("learner_id"),
        postings.c.closed_at >= bindparam("since", type_=postings.c.closed_at.type),
    )
)
_UNDECIDED = (
    sa.select(postings.c.on_date)
    .join(daily_places, daily_places.c.id == postings.c.place_id)
    .join(members, members.c.community_id == daily_places.c.community_id)
    .where(
        members.c.learner_id == bindparam("learner_id"),
        members.c.left_at.is_(None),
        postings.c.posted_at.is_(None),
        postings.c.closed_at.is_(None),
        postings.c.missed_at.is_(None),
    )
)


class Ledger:
    """What was posted where: (place, date) once."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def booked(self, place_id: int) -> list[Posting]:
        """The newest 40 rows of a place, newest first."""
        return [_posting(row) for row in self._link.rows(_BOOKED, place_id=place_id)]

    def since(self, on: date, place_id: int = 0) -> list[Posting]:
        """All rows from a date on, of one place or of all, by place and date."""
        if place_id:
            return [_posting(row) for row in self._link.rows(_OF_PLACE_SINCE, since=on, place_id=place_id)]
        return [_posting(row) for row in self._link.rows(_SINCE, since=on)]

    def book(
        self,
        place_id: int,
        on: date,
        state: PostState,
        due_at: datetime,
        now: datetime,
        challenge_id: int | None,
        reason: str = "",
    ) -> Posting | None:
        """A new row; None when the date is booked already."""
        row = self._link.row(
            _BOOK,
            place_id=place_id,
            on_date=on,
            state=state.value,
            due_at=due_at,
            booked_at=now,
            missed_at=None if state.is_live else now,
            challenge_id=challenge_id,
            reason=reason,
        )
        return None if row is None else self.posting(row[0])

    def posting(self, posting_id: int) -> Posting | None:
        """A row by its id."""
        row = self._link.row(_POSTING, posting_id=posting_id)
        return None if row is None else _posting(row)

    def postings(self, challenge_id: int, community_id: int) -> list[Posting]:
        """Where a community gets or got a challenge."""
        rows = self._link.rows(_OF_CHALLENGE, challenge_id=challenge_id, community_id=community_id)
        return [_posting(row) for row in rows]

    def move(self, posting_id: int, state: PostState, at: datetime) -> None:
        """A row in its next state; in `planned` again when its post was refused."""
        match state:
            case PostState.PLANNED:
                self._link.run(_MOVE, posting_id=posting_id, state=state.value)
            case PostState.CLAIMED:
                self._link.run(_MOVE, posting_id=posting_id, state=state.value, claimed_at=at)
            case PostState.POSTED:
                self._link.run(_MOVE, posting_id=posting_id, state=state.value, posted_at=at, missed_at=None)
            case PostState.CLOSED:
                self._link.run(_MOVE, posting_id=posting_id, state=state.value, closed_at=at)
            case _:
                raise ValueError(f"a posting does not move to {state}")

    def miss(self, posting_id: int, because: str, at: datetime) -> None:
        """A row that was planned is not posted any more, with the reason."""
        self._link.run(_MOVE, posting_id=posting_id, state=PostState.MISSED.value, missed_at=at, reason=because)

    def remark(self, posting_id: int, reason: str) -> None:
        """Notes something at a row, or nothing any more."""
        self._link.run(_MOVE, posting_id=posting_id, reason=reason)

    def forget_missed(self, place_id: int, on: date) -> None:
        """A date without a post has no row any more: it is going to get one."""
        self._link.run(_FORGET, of_place=place_id, that_date=on)

    def open_postings(self) -> list[int]:
        """Ids of the rows that are not closed."""
        return [posting_id for (posting_id,) in self._link.rows(_OPEN)]

    def closed_with(self, learner_id: int, since: datetime) -> list[Posting]:
        """Rows closed since an instant, in communities of a learner, with a challenge that she answered."""
        return [_posting(row) for row in self._link.rows(_CLOSED_WITH, learner_id=learner_id, since=since)]

    def communities_of(self, challenge_id: int, learner_id: int) -> list[int]:
        """Communities of a learner that get or got a challenge."""
        rows = self._link.rows(_COMMUNITIES, challenge_id=challenge_id, learner_id=learner_id)
        return [community_id for (community_id,) in rows]

    def outages(self, learner_id: int) -> dict[date, str]:
        """Dates on which a community of hers got no post and shields streaks, with the reason."""
        return dict(self._link.rows(_OUTAGES, learner_id=learner_id))

    def undecided(self, learner_id: int) -> set[date]:
        """Dates whose post may still come to a community of hers."""
        return {on for (on,) in self._link.rows(_UNDECIDED, learner_id=learner_id)}


def _posting(row: Row) -> Posting:
    posting_id, place_id, community_id, on, state, *rest = row
    return Posting(posting_id, place_id, community_id, on, PostState(state), *rest)

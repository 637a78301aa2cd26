"""Questions of dates and the ledger of what was posted where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.daily.rules import LATE_AFTER, Challenge, Posting, PostState
from storage.link import Link, Row
from storage.models import challenges, daily_places, members, postings

_CHALLENGES = sa.select(challenges.c.id, challenges.c.on_date, challenges.c.question_id)
_ON = _CHALLENGES.where(challenges.c.on_date == bindparam("on"))
_DATES = (
    sa.select(challenges.c.on_date)
    .where(challenges.c.on_date <= bindparam("until", type_=challenges.c.on_date.type))
    .order_by(challenges.c.on_date.desc())
    .limit(bindparam("most", type_=sa.Integer))
)
_GET = _CHALLENGES.where(challenges.c.id == bindparam("challenge_id"))
_ADD = insert(challenges).on_conflict_do_nothing()
_USED = sa.select(
    challenges.c.question_id,
    sa.func.max(challenges.c.on_date, type_=challenges.c.on_date.type),
).group_by(challenges.c.question_id)
_POSTINGS = sa.select(
    postings.c.id,
    postings.c.place_id,
    daily_places.c.community_id,
    postings.c.on_date,
    postings.c.state,
    postings.c.due_at,
    postings.c.challenge_id,
    postings.c.closed_at,
    postings.c.booked_at,
    postings.c.reason,
).join(daily_places, daily_places.c.id == postings.c.place_id)
_POSTING = _POSTINGS.where(postings.c.id == bindparam("posting_id"))
_BOOKED = _POSTINGS.where(postings.c.place_id == bindparam("place_id")).order_by(postings.c.on_date.desc()).limit(40)
_OF_CHALLENGE = _POSTINGS.where(
    postings.c.challenge_id == bindparam("challenge_id"),
    daily_places.c.community_id == bindparam("community_id"),
)
_CURRENT = (
    _CHALLENGES.join(postings, postings.c.challenge_id == challenges.c.id)
    .join(daily_places, daily_places.c.id == postings.c.place_id)
    .where(daily_places.c.community_id == bindparam("community_id"), postings.c.closed_at.is_(None))
    .order_by(postings.c.on_date.desc())
    .limit(1)
)
_BOOK = (
    insert(postings)
    .on_conflict_do_nothing(index_elements=[postings.c.place_id, postings.c.on_date])
    .returning(postings.c.id)
)
_MOVE = sa.update(postings).where(postings.c.id == bindparam("posting_id"))
_OPEN = sa.select(postings.c.id).where(postings.c.challenge_id.is_not(None), postings.c.closed_at.is_(None))
_COMMUNITIES = (
    sa.select(daily_places.c.community_id)
    .distinct()
    .join(postings, postings.c.place_id == daily_places.c.id)
    .join(members, members.c.community_id == daily_places.c.community_id)
    .where(
        postings.c.challenge_id == bindparam("challenge_id"),
        members.c.learner_id == bindparam("learner_id"),
        members.c.left_at.is_(None),
    )
)
_OUTAGES = (
    sa.select(postings.c.on_date)
    .join(daily_places, daily_places.c.id == postings.c.place_id)
    .join(members, members.c.community_id == daily_places.c.community_id)
    .where(
        members.c.learner_id == bindparam("learner_id"),
        members.c.joined_at <= postings.c.due_at,
        sa.or_(members.c.left_at.is_(None), members.c.left_at > postings.c.due_at),
        daily_places.c.shields_missed.is_(sa.true()),
        postings.c.state == PostState.MISSED.value,
    )
)


class Challenges:
    """Questions of dates and the ledger of what was posted where."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def on(self, on: date) -> Challenge | None:
        """The challenge of a date."""
        return _challenge(self._link.row(_ON, on=on))

    def get(self, challenge_id: int) -> Challenge | None:
        """A challenge by its id."""
        return _challenge(self._link.row(_GET, challenge_id=challenge_id))

    def add(self, on: date, question_id: str) -> Challenge:
        """Fixes the question of a date; the one that stands when there is one."""
        self._link.run(_ADD, on_date=on, question_id=question_id)
        challenge = self.on(on)
        assert challenge is not None
        return challenge

    def dates(self, until: date, limit: int) -> list[date]:
        """The newest dates that have a challenge, newest first."""
        return [on for (on,) in self._link.rows(_DATES, until=until, most=limit)]

    def used(self) -> Mapping[str, date]:
        """Question -> last date on which it was the challenge."""
        return dict(self._link.rows(_USED))

    def booked(self, place_id: int) -> list[Posting]:
        """The newest 40 rows of a place's ledger, newest first."""
        return [_posting(row) for row in self._link.rows(_BOOKED, place_id=place_id)]

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
        """A new row of the ledger; None when the date is booked already."""
        row = self._link.row(
            _BOOK,
            place_id=place_id,
            on_date=on,
            state=state.value,
            due_at=due_at,
            booked_at=now,
            challenge_id=challenge_id,
            reason=reason,
        )
        return None if row is None else self.posting(row[0])

    def posting(self, posting_id: int) -> Posting | None:
        """A row of the ledger."""
        row = self._link.row(_POSTING, posting_id=posting_id)
        return None if row is None else _posting(row)

    def postings(self, challenge_id: int, community_id: int) -> list[Posting]:
        """Where a community got a challenge."""
        rows = self._link.rows(_OF_CHALLENGE, challenge_id=challenge_id, community_id=community_id)
        return [_posting(row) for row in rows]

    def current(self, community_id: int, on: date) -> Challenge | None:
        """The newest challenge of a community that is not closed, else that of a date."""
        return _challenge(self._link.row(_CURRENT, community_id=community_id)) or self.on(on)

    def move(self, posting_id: int, state: PostState, at: datetime) -> None:
        """A row of the ledger in its next state."""
        match state:
            case PostState.POSTED:
                self._link.run(_MOVE, posting_id=posting_id, state=state.value, posted_at=at)
            case PostState.CLOSED:
                self._link.run(_MOVE, posting_id=posting_id, state=state.value, closed_at=at)
            case _:
                raise ValueError(f"a posting does not move to {state}")

    def miss(self, posting_id: int, because: str) -> None:
        """A planned row of the ledger was never posted, with the reason."""
        self._link.run(_MOVE, posting_id=posting_id, state=PostState.MISSED.value, reason=because, challenge_id=None)

    def doubt(self, posting_id: int, because: str) -> None:
        """Notes at a row of the ledger why its post may stand there twice."""
        self._link.run(_MOVE, posting_id=posting_id, reason=because)

    def open_postings(self) -> list[int]:
        """Ids of the postings that are not closed."""
        return [posting_id for (posting_id,) in self._link.rows(_OPEN)]

    def communities_of(self, challenge_id: int, learner_id: int) -> list[int]:
        """Communities of a learner that got a challenge."""
        rows = self._link.rows(_COMMUNITIES, challenge_id=challenge_id, learner_id=learner_id)
        return [community_id for (community_id,) in rows]

    def outages(self, learner_id: int) -> set[date]:
        """Dates on which a community of hers missed a post that shields streaks."""
        return {on for (on,) in self._link.rows(_OUTAGES, learner_id=learner_id)}


def _challenge(row: Row | None) -> Challenge | None:
    return None if row is None else Challenge(*row)


def _posting(row: Row) -> Posting:
    (
        posting_id,
        place_id,
        community_id,
        on,
        state,
        due_at,
        challenge_id,
        closed_at,
        booked_at,
        reason,
    ) = row
    return Posting(
        id=posting_id,
        place_id=place_id,
        community_id=community_id,
        on=on,
        state=PostState(state),
        due_at=due_at,
        challenge_id=challenge_id,
        closed_at=closed_at,
        is_late=booked_at - due_at > LATE_AFTER,
        reason=reason,
    )

"""Questions of dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.daily.rules import Challenge
from storage.daily_models import challenges, daily_places, postings
from storage.link import Link, Row

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
_CURRENT = (
    _CHALLENGES.join(postings, postings.c.challenge_id == challenges.c.id)
    .join(daily_places, daily_places.c.id == postings.c.place_id)
    .where(
        daily_places.c.community_id == bindparam("community_id"),
        postings.c.closed_at.is_(None),
        postings.c.missed_at.is_(None),
    )
    .order_by(postings.c.on_date.desc())
    .limit(1)
)


class Challenges:
    """Questions of dates."""

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

    def current(self, community_id: int, on: date) -> Challenge | None:
        """The newest challenge of a community that is not closed, else that of a date."""
        return _challenge(self._link.row(_CURRENT, community_id=community_id)) or self.on(on)


def _challenge(row: Row | None) -> Challenge | None:
    return None if row is None else Challenge(*row)

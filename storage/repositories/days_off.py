"""Study days that cost a learner no streak."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.pause.rules import DaysOff as Days
from storage.daily_models import days_off
from storage.link import Link

_PUT = insert(days_off)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[days_off.c.learner_id, days_off.c.from_day, days_off.c.reason],
    set_={"until_day": _PUT.excluded.until_day},
)
_OF = (
    sa.select(days_off.c.from_day, days_off.c.until_day, days_off.c.reason)
    .where(days_off.c.learner_id == bindparam("learner_id"))
    .order_by(days_off.c.from_day)
)
_REMOVE = sa.delete(days_off).where(
    days_off.c.learner_id == bindparam("of_learner"),
    days_off.c.from_day == bindparam("first", type_=days_off.c.from_day.type),
    days_off.c.reason == bindparam("why"),
)


class DaysOff:
    """Study days that cost a learner no streak: her holidays, and what a change of zone left out."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def put(self, learner_id: int, off: Days) -> None:
        """Stores days off, or another end for those with the same beginning and reason."""
        self._link.run(_PUT, learner_id=learner_id, from_day=off.first, until_day=off.last, reason=off.reason)

    def of(self, learner_id: int) -> list[Days]:
        """All days off of a learner, oldest first."""
        return [Days(*row) for row in self._link.rows(_OF, learner_id=learner_id)]

    def end(self, learner_id: int, off: Days, on: date) -> None:
        """Days off end before a day."""
        if on <= off.first:
            self._link.run(_REMOVE, of_learner=learner_id, first=off.first, why=off.reason)
        else:
            self.put(learner_id, Days(off.first, on - timedelta(days=1), off.reason))

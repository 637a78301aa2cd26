"""Actions that are due at an instant."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.actions import Action, decode, encode
from storage.link import Link
from storage.models import timers

_SET = insert(timers)
_SET = _SET.on_conflict_do_update(index_elements=[timers.c.action], set_={"due": _SET.excluded.due})
_CANCEL = sa.delete(timers).where(timers.c.action == bindparam("token"))
_DUE = (
    sa.select(timers.c.action)
    .where(timers.c.due <= bindparam("now"))
    .order_by(timers.c.due, timers.c.action)
    .limit(bindparam("most", type_=sa.Integer))
)
_WHEN = sa.select(timers.c.due).where(timers.c.action == bindparam("token"))


class Timers:
    """Actions that are due at an instant, each once."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def set(self, action: Action, due: datetime) -> None:
        """Sets or moves a timer."""
        self._link.run(_SET, action=encode(action), due=due)

    def cancel(self, action: Action) -> None:
        """Removes a timer."""
        self._link.run(_CANCEL, token=encode(action))

    def due(self, now: datetime, limit: int) -> list[Action]:
        """Timers that are due, oldest first."""
        return [decode(token) for (token,) in self._link.rows(_DUE, now=now, most=limit)]

    def when(self, action: Action) -> datetime | None:
        """When a timer is due; None when it is not set."""
        row = self._link.row(_WHEN, token=encode(action))
        return None if row is None else row[0]

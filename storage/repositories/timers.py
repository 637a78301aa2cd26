"""Actions that are due at an instant."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.actions import Action, BadToken, decode, encode
from storage.link import Link
from storage.models import timers

log = logging.getLogger(__name__)

_SET = insert(timers)
_SET = _SET.on_conflict_do_update(index_elements=[timers.c.action], set_={"due": _SET.excluded.due})
_CANCEL = sa.delete(timers).where(timers.c.action == bindparam("token"))
_TAKE = sa.delete(timers).where(timers.c.action == bindparam("token"), timers.c.due <= bindparam("now"))
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

    def take(self, action: Action, now: datetime) -> bool:
        """Removes a timer that is due; False when it is gone or was moved."""
        return self._link.run(_TAKE, token=encode(action), now=now) == 1

    def due(self, now: datetime, limit: int) -> list[Action]:
        """Timers that are due, oldest first."""
        found = (_decoded(token) for (token,) in self._link.rows(_DUE, now=now, most=limit))
        return [action for action in found if action is not None]

    def when(self, action: Action) -> datetime | None:
        """When a timer is due; None when it is not set."""
        row = self._link.row(_WHEN, token=encode(action))
        return None if row is None else row[0]


@cache
def _decoded(token: str) -> Action | None:
    """The action of a row; None, told once, for one that this version does not know: it must not stop the others."""
    try:
        return decode(token)
    except BadToken:
        log.error("timer=%s is not known to this version and is left alone", token)
        return None

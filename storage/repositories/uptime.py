"""Signs of life, and the stops between them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from storage.daily_models import heartbeats, stops
from storage.link import Link

_ONE = 1
_LAST = sa.select(heartbeats.c.at).where(heartbeats.c.id == sa.literal_column(str(_ONE)))
_BEAT = insert(heartbeats)
_BEAT = _BEAT.on_conflict_do_update(index_elements=[heartbeats.c.id], set_={"at": _BEAT.excluded.at})
_ADD_STOP = insert(stops).on_conflict_do_nothing()
_STOPS = sa.select(stops.c.from_at, stops.c.until_at).order_by(stops.c.from_at)


class Uptime:
    """When the process was there to be used."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def last_beat(self) -> datetime | None:
        """The last sign of life of any process on this database; None before the first."""
        row = self._link.row(_LAST)
        return None if row is None else row[0]

    def beat(self, at: datetime) -> None:
        """A sign of life."""
        self._link.run(_BEAT, id=_ONE, at=at)

    def add_stop(self, since: datetime, until: datetime) -> None:
        """Nothing ran between two instants."""
        self._link.run(_ADD_STOP, from_at=since, until_at=until)

    def stops(self) -> list[tuple[datetime, datetime]]:
        """All stops, oldest first."""
        return [(since, until) for since, until in self._link.rows(_STOPS)]

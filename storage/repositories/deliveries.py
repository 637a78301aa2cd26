"""The outbox: what is owed to places."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from bot.events import Place
from bot.records import Delivery
from storage.link import Link
from storage.models import deliveries

_ADD = sa.insert(deliveries)
_PENDING = (
    sa.select(deliveries.c.id, deliveries.c.owed_at, deliveries.c.attempts)
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.external_id == bindparam("external_id"),
        deliveries.c.key == bindparam("key"),
        deliveries.c.is_revision.is_(sa.true()),
        deliveries.c.delivered_at.is_(None),
        deliveries.c.lease_until.is_(None),
    )
    .limit(1)
)
_WAITING = (
    sa.select(
        deliveries.c.id,
        deliveries.c.external_id,
        deliveries.c.community,
        deliveries.c.room,
        deliveries.c.key,
        deliveries.c.is_revision,
        deliveries.c.attempts,
        deliveries.c.after_message,
        deliveries.c.tried,
        deliveries.c.owed_at,
    )
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.delivered_at.is_(None),
        deliveries.c.owed_at <= bindparam("now", type_=deliveries.c.owed_at.type),
        sa.or_(
            deliveries.c.lease_until.is_(None),
            deliveries.c.lease_until <= bindparam("now", type_=deliveries.c.owed_at.type),
        ),
    )
    .order_by(deliveries.c.id)
    .limit(bindparam("most", type_=sa.Integer))
)
_STANDING = (
    sa.select(deliveries.c.message_id)
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.external_id == bindparam("external_id"),
        deliveries.c.key == bindparam("key"),
        deliveries.c.message_id != "",
    )
    .order_by(deliveries.c.id.desc())
    .limit(1)
)
_IN_DOUBT = (
    sa.select(deliveries.c.external_id, deliveries.c.id)
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.delivered_at.is_(None),
        deliveries.c.after_message != 0,
    )
    .order_by(deliveries.c.after_message, deliveries.c.id)
)
_MESSAGES = (
    sa.select(deliveries.c.message_id)
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.community == bindparam("community"),
        deliveries.c.message_id != "",
    )
    .order_by(deliveries.c.id.desc())
    .limit(1000)
)
_IS_WAITING = sa.select(deliveries.c.id).where(
    deliveries.c.id == bindparam("delivery_id"), deliveries.c.delivered_at.is_(None), deliveries.c.refused == ""
)
_TO_COME = (
    sa.select(deliveries.c.id)
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.external_id == bindparam("external_id"),
        deliveries.c.key == bindparam("key"),
        deliveries.c.is_revision.is_(sa.false()),
        deliveries.c.delivered_at.is_(None),
    )
    .limit(1)
)
_IN_ROOM = (
    sa.select(deliveries.c.id)
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.external_id == bindparam("external_id"),
        deliveries.c.room == bindparam("room"),
        deliveries.c.message_id != "",
    )
    .limit(1)
)
_OWED = (
    sa.select(deliveries.c.id)
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.external_id == bindparam("external_id"),
        deliveries.c.key == bindparam("key"),
    )
    .limit(1)
)
_LATER = deliveries.alias("later")
_REFUSED = (
    sa.select(deliveries.c.key)
    .distinct()
    .where(
        deliveries.c.platform == bindparam("platform"),
        deliveries.c.external_id == bindparam("external_id"),
        deliveries.c.is_revision.is_(sa.true()),
        deliveries.c.refused != "",
        ~sa.exists().where(
            _LATER.c.platform == deliveries.c.platform,
            _LATER.c.external_id == deliveries.c.external_id,
            _LATER.c.key == deliveries.c.key,
            _LATER.c.id > deliveries.c.id,
        ),
    )
)
_CHANGE = sa.update(deliveries).where(deliveries.c.id == bindparam("delivery_id"))
_POSTPONE = _CHANGE.values(
    owed_at=sa.case(
        (deliveries.c.is_revision, bindparam("until", type_=deliveries.c.owed_at.type)), else_=deliveries.c.owed_at
    ),
    lease_until=sa.case(
        (deliveries.c.is_revision, sa.null()), else_=bindparam("until", type_=deliveries.c.owed_at.type)
    ),
)


class Deliveries:
    """The outbox: what is owed to places, claimed with a lease, confirmed with the message's id."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, place: Place, key: str, at: datetime, *, is_revision: bool = False) -> None:
        """Owes a message from that instant on; one pending revision for each key and place, at the earlier instant."""
        if is_revision:
            pending = self._link.row(_PENDING, platform=place.platform, external_id=place.id, key=key)
            if pending and pending[1] > at and not pending[2]:  # what was tried waits for its place
                self._link.run(_CHANGE, delivery_id=pending[0], owed_at=at)
            if pending:
                return
        self._link.run(
            _ADD,
            platform=place.platform,
            external_id=place.id,
            community=place.community,
            room=place.room or "",
            key=key,
            is_revision=is_revision,
            owed_at=at,
            attempts=0,
        )

    def are_waiting(self, platform: str, now: datetime) -> bool:
        """Whether there is anything to claim."""
        return self._link.row(_WAITING, platform=platform, now=now, most=1) is not None

    def claim(self, platform: str, now: datetime, lease_until: datetime, limit: int) -> list[Delivery]:
        """Takes deliveries that nobody holds a lease on."""
        claimed = []
        for (
            delivery_id,
            external_id,
            community,
            room,
            key,
            is_revision,
            attempts,
            after_message,
            tried,
            owed_at,
        ) in self._link.rows(_WAITING, platform=platform, now=now, most=limit):
            self._link.run(
                _CHANGE,
                delivery_id=delivery_id,
                lease_until=lease_until,
                attempts=attempts + 1,
            )
            place = Place(platform, external_id, community, room or None)
            message_id = self.standing(place, key)
            delivery = Delivery(delivery_id, place, key, is_revision, attempts + 1, message_id)
            delivery = replace(delivery, after_message=after_message, tried=tried, owed_at=owed_at)
            if room:
                is_open = self._link.row(_IN_ROOM, platform=platform, external_id=external_id, room=room) is not None
                delivery = replace(delivery, room_message_id=self.standing(place, room), room_is_open=is_open)
            claimed.append(delivery)
        return claimed

    def confirm(self, delivery_id: int, message_id: str, at: datetime) -> None:
        """A delivery was made."""
        self._link.run(_CHANGE, delivery_id=delivery_id, message_id=message_id, delivered_at=at, tried="")

    def postpone(self, delivery_id: int, until: datetime) -> None:
        """A claimed delivery may be claimed again from that instant on; a revision takes in what is owed meanwhile."""
        self._link.run(_POSTPONE, delivery_id=delivery_id, until=until)

    def refuse(self, delivery_id: int, because: str, at: datetime) -> None:
        """The place takes no messages: this one is not tried again."""
        self._link.run(_CHANGE, delivery_id=delivery_id, refused=because, delivered_at=at)

    def note_before(self, delivery_id: int, message_id: int, tried: str) -> None:
        """Notes, just before a delivery is tried, the newest message known in the chat (-1: none) and what is sent."""
        self._link.run(_CHANGE, delivery_id=delivery_id, after_message=message_id, tried=tried)

    def is_waiting(self, delivery_id: int) -> bool:
        """Whether a delivery was neither confirmed nor refused."""
        return self._link.row(_IS_WAITING, delivery_id=delivery_id) is not None

    def in_doubt(self, platform: str) -> list[tuple[str, int]]:
        """Deliveries that were tried and not confirmed, with the ids of their places; the newest try comes last."""
        return [(place_id, delivery_id) for place_id, delivery_id in self._link.rows(_IN_DOUBT, platform=platform)]

    def messages(self, platform: str, community: str) -> set[str]:
        """The newest messages that are known to stand in the places of a community, a thousand at most."""
        return {message_id for (message_id,) in self._link.rows(_MESSAGES, platform=platform, community=community)}

    def is_owed(self, place: Place, key: str) -> bool:
        """Whether the first message of a key is still to come to a place."""
        return self._link.row(_TO_COME, platform=place.platform, external_id=place.id, key=key) is not None

    def was_owed(self, place: Place, key: str) -> bool:
        """Whether the message of a key was ever owed to a place."""
        return self._link.row(_OWED, platform=place.platform, external_id=place.id, key=key) is not None

    def refused_revisions(self, place: Place) -> set[str]:
        """Keys of the messages at a place whose last revision was refused."""
        return {key for (key,) in self._link.rows(_REFUSED, platform=place.platform, external_id=place.id)}

    def standing(self, place: Place, key: str) -> str:
        """The message that stands in a place under a key; empty when none does."""
        row = self._link.row(_STANDING, platform=place.platform, external_id=place.id, key=key)
        return str(row[0]) if row else ""

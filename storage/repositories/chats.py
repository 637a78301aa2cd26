"""What is known of chats: side rooms, newest messages, chats that got another id."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.events import Place
from storage.chat_models import moved_chats, seen_messages, side_rooms
from storage.daily_models import daily_places
from storage.link import Link
from storage.models import communities, deliveries, duels, group_quizzes

_ROOM = sa.select(side_rooms.c.room_id).where(
    side_rooms.c.platform == bindparam("platform"),
    side_rooms.c.external_id == bindparam("external_id"),
    side_rooms.c.key == bindparam("key"),
)
_KEEP_ROOM = insert(side_rooms)
_KEEP_ROOM = _KEEP_ROOM.on_conflict_do_update(
    index_elements=[side_rooms.c.platform, side_rooms.c.external_id, side_rooms.c.key],
    set_={"room_id": _KEEP_ROOM.excluded.room_id},
)
_SEEN = sa.select(seen_messages.c.message_id).where(
    seen_messages.c.platform == bindparam("platform"), seen_messages.c.external_id == bindparam("external_id")
)
_SEE = insert(seen_messages)
_SEE = _SEE.on_conflict_do_update(
    index_elements=[seen_messages.c.platform, seen_messages.c.external_id],
    set_={"message_id": _SEE.excluded.message_id},
    where=seen_messages.c.message_id < _SEE.excluded.message_id,
)
_NOTE_MOVE = insert(moved_chats).on_conflict_do_nothing()
_MOVED = sa.select(moved_chats.c.old_id, moved_chats.c.new_id).where(moved_chats.c.platform == bindparam("platform"))

# Whoever set the new chat up before the move was known keeps what is there: what has a twin stays behind.
_twin = communities.alias("twin")
_MOVE_COMMUNITY = (
    sa.update(communities)
    .where(
        communities.c.platform == bindparam("of_platform"),
        communities.c.external_id == bindparam("old"),
        ~sa.exists().where(_twin.c.platform == bindparam("of_platform"), _twin.c.external_id == bindparam("new")),
    )
    .values(external_id=bindparam("new"))
)
_twin_place = daily_places.alias("twin_place")
_MOVE_PLACES = (
    sa.update(daily_places)
    .where(
        daily_places.c.platform == bindparam("of_platform"),
        daily_places.c.external_id == bindparam("old"),
        ~sa.exists().where(
            _twin_place.c.platform == bindparam("of_platform"),
            _twin_place.c.external_id == bindparam("new"),
            _twin_place.c.room == daily_places.c.room,
        ),
    )
    .values(external_id=bindparam("new"))
)
_MOVE_DELIVERIES = (
    sa.update(deliveries)
    .where(deliveries.c.platform == bindparam("of_platform"), deliveries.c.external_id == bindparam("old"))
    .values(
        external_id=bindparam("new"),
        community=bindparam("new"),
        message_id=sa.case((deliveries.c.message_id.is_(None), None), else_=""),
    )
)
_MOVE_QUIZZES = (
    sa.update(group_quizzes)
    .where(group_quizzes.c.platform == bindparam("of_platform"), group_quizzes.c.external_id == bindparam("old"))
    .values(external_id=bindparam("new"), community=bindparam("new"))
)
_MOVE_DUELS = (
    sa.update(duels)
    .where(duels.c.platform == bindparam("of_platform"), duels.c.external_id == bindparam("old"))
    .values(external_id=bindparam("new"), community=bindparam("new"))
)
_FORGET = tuple(
    sa.delete(table).where(table.c.platform == bindparam("of_platform"), table.c.external_id == bindparam("old"))
    for table in (side_rooms, seen_messages)
)


class Chats:
    """Facts that an adapter learns of chats and needs again after a restart."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def room(self, place: Place) -> str:
        """The side room that was opened for `place.room`, by its id on the platform; empty before it was opened."""
        row = self._link.row(_ROOM, platform=place.platform, external_id=place.id, key=place.room or "")
        return str(row[0]) if row else ""

    def keep_room(self, place: Place, room_id: str) -> None:
        """Notes the side room that was opened for `place.room`."""
        self._link.run(_KEEP_ROOM, platform=place.platform, external_id=place.id, key=place.room or "", room_id=room_id)

    def seen(self, platform: str, chat: str) -> int:
        """The newest message known in a chat where ids only grow; 0 when none is known."""
        row = self._link.row(_SEEN, platform=platform, external_id=chat)
        return int(row[0]) if row else 0

    def see(self, platform: str, chat: str, message_id: int) -> None:
        """Notes a message of a chat; one that is older than the newest known changes nothing."""
        self._link.run(_SEE, platform=platform, external_id=chat, message_id=message_id)

    def move(self, platform: str, old: str, new: str) -> None:
        """A chat got another id: its community, daily places, quizzes and deliveries move to it.

        Messages and rooms of the old chat cannot be reached any more and are forgotten.
        """
        for statement in (_MOVE_COMMUNITY, _MOVE_PLACES, _MOVE_DELIVERIES, _MOVE_QUIZZES, _MOVE_DUELS):
            self._link.run(statement, of_platform=platform, old=old, new=new)
        for forgetting in _FORGET:
            self._link.run(forgetting, of_platform=platform, old=old)
        self._link.run(_NOTE_MOVE, platform=platform, old_id=old, new_id=new)

    def moved(self, platform: str) -> Mapping[str, str]:
        """Old id -> new id of every chat that moved."""
        return dict(self._link.rows(_MOVED, platform=platform))

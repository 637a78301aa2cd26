"""What is known of chats that their platform does not tell twice: side rooms, newest messages, chats that moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.events import Place


class Chats(Protocol):
    """Facts that an adapter learns of chats and needs again after a restart."""

    def room(self, place: Place) -> str:
        """The side room that was opened for `place.room`, by its id on the platform; empty before it was opened."""
        ...

    def keep_room(self, place: Place, room_id: str) -> None:
        """Notes the side room that was opened for `place.room`."""
        ...

    def seen(self, platform: str, chat: str) -> int:
        """The newest message known in a chat where ids only grow; 0 when none is known."""
        ...

    def see(self, platform: str, chat: str, message_id: int) -> None:
        """Notes a message of a chat; one that is older than the newest known changes nothing."""
        ...

    def move(self, platform: str, old: str, new: str) -> None:
        """A chat got another id: its community, daily places and deliveries move to it.

        Messages and rooms of the old chat cannot be reached any more and are forgotten.
        """
        ...

    def moved(self, platform: str) -> Mapping[str, str]:
        """Old id -> new id of every chat that moved."""
        ...

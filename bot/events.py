"""What happened: the one thing that adapters and timers send to the core."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.actions import Action


@dataclass(frozen=True)
class User:
    """An account on a platform. `name` is what it calls itself now, for boards.

    `handle` is the one name without spaces that nobody else has there now, in small letters; empty when it has none,
    None when that is not known.
    """

    platform: str
    id: str
    name: str = field(default="", compare=False)
    handle: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Place:
    """Where messages appear. `community` is the server or group it belongs to, empty for a private chat.

    `room` asks for a side room: the one that opens from the message of the board with that key.
    """

    platform: str
    id: str
    community: str = ""
    room: str | None = None

    @classmethod
    def of_user(cls, platform: str, user_id: str) -> Place:
        """The private chat with a user, whether or not she ever opened it."""
        return cls(platform, f"@{user_id}")

    @property
    def is_private(self) -> bool:
        """Whether nobody else reads here."""
        return not self.community


@dataclass(frozen=True)
class Event:
    """An action at an instant (UTC). Timers have no user and no place; `text` is what was typed.

    `manages` is a community that she manages though she acts in private, by its id on the platform. `lacks` names what
    Quorum still needs to be allowed at the place, in the platform's own words; `role` is the group of people that was
    picked, by its id there, `friend` the person that was. `owner` is the account of who answers for a place that speaks
    itself. `is_alone` says that nobody else can be at the place now, though it belongs to a community: nobody waits for
    others there.
    """

    action: Action
    user: User | None
    place: Place | None
    at: datetime
    text: str = ""
    may_manage: bool = False
    manages: str = ""
    lacks: tuple[str, ...] = ()
    role: str = ""
    is_alone: bool = False
    friend: User | None = None
    owner: str = ""

    @property
    def actor(self) -> tuple[User, Place]:
        """Who acted and where; TypeError for a timer, which nobody is."""
        if self.user is None or self.place is None:
            raise TypeError(f"nobody acted: {self.action}")
        return self.user, self.place

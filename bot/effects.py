"""What the core wants done: data that an adapter draws with the best its platform has.

Four; a fifth needs a discussion.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action
from bot.events import Event, Place, User
from bot.screens import Screen


@dataclass(frozen=True)
class Show:
    """A new message; `key` names it for a later `Revise`, `only_to` makes it private to one user.

    A private one that answers a press on a private message of the same key takes that message's place.
    """

    place: Place
    screen: Screen
    key: str = ""
    only_to: User | None = None


@dataclass(frozen=True)
class Revise:
    """Redraws the message of that key; where it is gone, a new one takes its place."""

    key: str
    screen: Screen


@dataclass(frozen=True)
class Notice:
    """A short word to the one who acted."""

    text: str


@dataclass(frozen=True)
class AskText:
    """Asks the one who acted for a text, which comes back as the text of `then`."""

    prompt: str
    then: Action


Effect = Show | Revise | Notice | AskText


def reply(event: Event, screen: Screen, key: str) -> list[Effect]:
    """Shows a screen to the one who acted, and to nobody else."""
    user, place = event.actor
    return [Show(place, screen, key, only_to=user)]

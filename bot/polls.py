"""Polls of a platform: which message of ours a poll is, and votes that are told of before that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.events import User


@dataclass(frozen=True)
class Vote:
    """Somebody chose the option in a slot of a poll."""

    user: User
    slot: int
    at: datetime


class Polls(Protocol):
    """Polls that stand for messages of a board, by their id on the platform."""

    def keep(self, platform: str, poll_id: str, key: str, message_id: str) -> None:
        """Notes that the message of a key was sent as a poll."""
        ...

    def key(self, platform: str, poll_id: str) -> str:
        """The key of the message that a poll is; empty for one that is not known (yet)."""
        ...

    def messages(self, platform: str, key: str) -> list[str]:
        """The messages of a key that are polls; more than one where it was maybe sent twice."""
        ...

    def hold(self, poll_id: str, vote: Vote) -> None:
        """Keeps a vote until its poll is known; votes of polls that nobody ever knew go after a day."""
        ...

    def held(self, platform: str, poll_id: str) -> list[Vote]:
        """The votes that were kept for a poll; they are kept no longer."""
        ...

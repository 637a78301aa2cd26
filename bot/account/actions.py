"""What a learner may do with her own settings."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class Greet(Action, name="account.greet"):
    """First words."""


@dataclass(frozen=True)
class ShowHelp(Action, name="account.help"):
    """What one can do here."""


@dataclass(frozen=True)
class ShowSettings(Action, name="account.settings"):
    """Own settings."""


@dataclass(frozen=True)
class SetBoards(Action, name="account.boards"):
    """Appear on boards (1) or hide (0)."""

    shown: int


@dataclass(frozen=True)
class SetStreak(Action, name="account.streak"):
    """Show the streak (1) or not (0)."""

    shown: int


@dataclass(frozen=True)
class SetFeedback(Action, name="account.feedback"):
    """What was right in a quiz alone is said at its end (1) or at once (0)."""

    at_end: int


@dataclass(frozen=True)
class SetRatingButtons(Action, name="account.buttons"):
    """Two or four rating buttons."""

    count: int


@dataclass(frozen=True)
class SetNewCards(Action, name="account.new-cards"):
    """New cards a day."""

    count: int


@dataclass(frozen=True)
class SetRetention(Action, name="account.retention"):
    """Share of cards to know when they come up, in percent."""

    percent: int


@dataclass(frozen=True)
class SetHome(Action, name="account.home"):
    """The community in which private acts count, by its number; 0 for none."""

    community_id: int


@dataclass(frozen=True)
class SetZone(Action, name="account.zone"):
    """Own time zone; asks for its name when none was typed."""

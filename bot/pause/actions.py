"""What one may do to pause and to go on; dates are YYYYMMDD, 0 for none."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class Pause(Action, name="pause.begin"):
    """A holiday up to a date; those who manage a community are asked whose."""

    until: int = 0


@dataclass(frozen=True)
class PauseMe(Action, name="pause.me"):
    """A holiday of one's own."""

    until: int = 0


@dataclass(frozen=True)
class PausePlace(Action, name="pause.place"):
    """A holiday of the daily challenge here."""

    until: int = 0


@dataclass(frozen=True)
class Resume(Action, name="pause.end"):
    """The end of a holiday; those who manage a community are asked whose."""


@dataclass(frozen=True)
class ResumeMe(Action, name="pause.end-me"):
    """The end of one's own holiday."""


@dataclass(frozen=True)
class ResumePlace(Action, name="pause.end-place"):
    """The daily challenge here goes on."""

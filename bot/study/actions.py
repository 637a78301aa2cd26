"""What a learner may do with a guided session."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class StartStudy(Action, name="study.start"):
    """A session of so many minutes; goes on with the one that is open."""

    minutes: int


@dataclass(frozen=True)
class ContinueStudy(Action, name="study.next"):
    """The next thing of the session that is open."""


@dataclass(frozen=True)
class EndStudy(Action, name="study.end"):
    """The end of the session, now."""

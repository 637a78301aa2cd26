"""What two duellists and the clock may do; a duel is opened by /quiz with a friend."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class AcceptDuel(Action, name="duel.accept"):
    """The one who was challenged begins."""

    duel_id: int


@dataclass(frozen=True)
class DeclineDuel(Action, name="duel.decline"):
    """The one who was challenged declines, or who challenged takes it back."""

    duel_id: int


@dataclass(frozen=True)
class PlayDuel(Action, name="duel.play"):
    """Goes on with the own questions."""

    duel_id: int


@dataclass(frozen=True)
class ExpireDuel(Action, name="duel.expire"):
    """Timer: the time of a duel is over."""

    duel_id: int

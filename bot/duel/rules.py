"""How a duel stands and who won."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from bot.group_quiz.rules import score
from bot.library import Library
from bot.quiz.rules import Step

DUEL_LIMIT = timedelta(hours=24)
"""From the challenge on, for both."""
DUELS_AT_ONCE = 3
"""So many challenges of one person may be open, for each one calls somebody."""


class DuelState(StrEnum):
    """Where a duel is; the last four are its ends."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNPOSTED = "unposted"
    PLAYED = "played"

    @property
    def is_over(self) -> bool:
        """Whether nothing follows any more."""
        return self not in (DuelState.OFFERED, DuelState.ACCEPTED)


@dataclass(frozen=True)
class Duellist:
    """One side; ids are 0 until she accepted. `is_shown` unless she hides from boards."""

    learner_id: int
    quiz_id: int
    name: str
    is_shown: bool = True


@dataclass(frozen=True)
class Duel:
    """A challenge of one account by another at a place: `first` challenged, `second` was challenged."""

    id: int
    platform: str
    external_id: str
    community: str
    first: Duellist
    second: Duellist
    first_account: str
    second_account: str
    state: DuelState
    closes_at: datetime

    def side_of(self, learner_id: int) -> Duellist | None:
        """The side on which somebody is."""
        return next((one for one in (self.first, self.second) if learner_id and one.learner_id == learner_id), None)


def total(question_ids: Sequence[str], steps: Sequence[Step], library: Library) -> Fraction:
    """What somebody scored, as on the scoreboard of a quiz; a question that left the library keeps what it was."""
    gained: Mapping[int, Fraction] = {
        step.position: Fraction(step.is_right) if question is None else score(question, step.given)
        for step in steps
        for question in (library.questions.get(question_ids[step.position]),)
    }
    return sum(gained.values(), Fraction(0))

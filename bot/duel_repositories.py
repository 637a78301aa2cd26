"""What the core asks of the repository of duels. Sync, inside one transaction, domain values only."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.duel.rules import Duel, DuelState
from bot.events import Place, User


class Duels(Protocol):
    """Duels; the questions and answers of each side stand in a quiz of its own."""

    def add(self, place: Place, quiz_id: int, account: str, friend: User, closes_at: datetime) -> int:
        """A challenge of a friend by the learner of a quiz, who acts through an account."""
        ...

    def get(self, duel_id: int) -> Duel | None:
        """A duel by its id."""
        ...

    def of_quiz(self, quiz_id: int) -> Duel | None:
        """The duel of which a quiz is one side."""
        ...

    def between(self, learner_id: int, friend: User, friend_id: int) -> Duel | None:
        """The open duel of two, whoever challenged; `friend_id` is 0 for an account that never acted."""
        ...

    def open_of(self, learner_id: int) -> int:
        """How many open duels a learner began."""
        ...

    def running(self) -> list[int]:
        """Ids of the duels that are not over."""
        ...

    def accept(self, duel_id: int, learner_id: int, quiz_id: int) -> None:
        """The one who was challenged plays."""
        ...

    def move(self, duel_id: int, state: DuelState) -> None:
        """A duel in its next state."""
        ...

    def kept_from(self, learner_id: int, quiz_id: int = 0) -> set[str]:
        """Questions still to be answered in duels of hers, but for one of her quizzes: nothing may show their key."""
        ...

    def asked_in(self, place: Place) -> set[str]:
        """Questions of the open duels in a place's community."""
        ...

    def offered_to(self, learner_id: int) -> set[str]:
        """Questions of the duels to which she was challenged and that she did not accept yet."""
        ...

    def accounts_named(self, place: Place, name: str) -> list[User]:
        """Accounts of who is a member of a community or played there, by name without spaces or by its first word."""
        ...

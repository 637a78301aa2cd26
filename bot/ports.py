"""What the core needs from storage: repositories on one transaction, the transaction itself, and reads beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.chats import Chats
from bot.daily_repositories import Challenges, DaysOff, Judgements, Ledger, Questions, Uptime
from bot.duel_repositories import Duels
from bot.polls import Polls
from bot.quiz_repositories import GroupQuizzes, Quizzes, Studies
from bot.repositories import (
    Answers,
    Communities,
    Deck,
    Deliveries,
    Learners,
    Progress,
    Reviews,
    Timers,
)

T = TypeVar("T")


class UnitOfWork(Protocol):
    """All repositories on one transaction."""

    @property
    def learners(self) -> Learners: ...
    @property
    def communities(self) -> Communities: ...
    @property
    def challenges(self) -> Challenges: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def uptime(self) -> Uptime: ...
    @property
    def days_off(self) -> DaysOff: ...
    @property
    def questions(self) -> Questions: ...
    @property
    def judgements(self) -> Judgements: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def deck(self) -> Deck: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def quizzes(self) -> Quizzes: ...
    @property
    def group_quizzes(self) -> GroupQuizzes: ...
    @property
    def duels(self) -> Duels: ...
    @property
    def studies(self) -> Studies: ...
    @property
    def progress(self) -> Progress: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def chats(self) -> Chats: ...
    @property
    def polls(self) -> Polls: ...


class Transactions(Protocol):
    """How the engine's writer thread writes: a group of savepoints in one transaction. Errors are StorageError."""

    def begin(self) -> UnitOfWork:
        """Opens the transaction."""
        ...

    def savepoint(self) -> None:
        """Begins a part that can be undone by itself."""
        ...

    def release(self) -> None:
        """Keeps the part."""
        ...

    def undo(self) -> None:
        """Undoes the part."""
        ...

    def commit(self) -> None:
        """Makes the group durable; Conflict when another process was first."""
        ...

    def rollback(self) -> None:
        """Undoes the group; safe in any state."""
        ...


class Conflict(Exception):
    """Another process changed the same rows: the group was undone and may be tried again."""


class Reader(Protocol):
    """Reads that decide nothing, on a snapshot, without waiting for the writer."""

    async def read(self, query: Callable[[UnitOfWork], T]) -> T:
        """The result of a query; StorageError when the database cannot be read."""
        ...

"""All repositories on one transaction, and the transaction itself as the engine's writer thread drives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from bot.errors import StorageError
from bot.ports import Conflict
from storage.database import Database
from storage.link import Link
from storage.repositories.answers import Answers
from storage.repositories.challenges import Challenges
from storage.repositories.chats import Chats
from storage.repositories.communities import Communities
from storage.repositories.days_off import DaysOff
from storage.repositories.deck import Deck
from storage.repositories.deliveries import Deliveries
from storage.repositories.duels import Duels
from storage.repositories.group_quizzes import GroupQuizzes
from storage.repositories.judgements import Judgements
from storage.repositories.learners import Learners
from storage.repositories.ledger import Ledger
from storage.repositories.polls import Polls
from storage.repositories.progress import Progress
from storage.repositories.questions import Questions
from storage.repositories.quizzes import Quizzes
from storage.repositories.reviews import Reviews
from storage.repositories.studies import Studies
from storage.repositories.timers import Timers
from storage.repositories.uptime import Uptime

T = TypeVar("T")
TRIES = 10


class UnitOfWork:
    """The repositories on one connection."""

    def __init__(self, link: Link) -> None:
        self.learners = Learners(link)
        self.communities = Communities(link)
        self.challenges = Challenges(link)
        self.ledger = Ledger(link)
        self.uptime = Uptime(link)
        self.days_off = DaysOff(link)
        self.questions = Questions(link)
        self.judgements = Judgements(link)
        self.answers = Answers(link)
        self.deck = Deck(link)
        self.reviews = Reviews(link)
        self.quizzes = Quizzes(link)
        self.group_quizzes = GroupQuizzes(link)
        self.duels = Duels(link)
        self.studies = Studies(link)
        self.progress = Progress(link)
        self.timers = Timers(link)
        self.deliveries = Deliveries(link)
        self.chats = Chats(link)
        self.polls = Polls(link)


class Transactions:
    """Groups of savepoints on the writer's connection; a lost connection is opened anew at the next `begin`.

    Speaks to the driver directly: the toolkit's own begin and commit cost as much as two statements.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sa.PoolProxiedConnection | None = None
        self._link: Link | None = None
        self._work: UnitOfWork | None = None

    def begin(self) -> UnitOfWork:
        """Opens a transaction: on SQLite it holds the write lock, on PostgreSQL it is serializable."""
        if self._link is None or self._work is None:
            with self._database.faults.told():
                self._connection = self._database.writer_connection()
                self._link = Link(self._connection, self._database.plans, self._database.faults)
            self._work = UnitOfWork(self._link)
        self._link.command(self._database.begin_command)
        return self._work

    def savepoint(self) -> None:
        """Begins a part that can be undone by itself."""
        self._command("SAVEPOINT step")

    def release(self) -> None:
        """Keeps the part."""
        self._command("RELEASE SAVEPOINT step")

    def undo(self) -> None:
        """Undoes the part."""
        self._command("ROLLBACK TO SAVEPOINT step")
        self._command("RELEASE SAVEPOINT step")

    def commit(self) -> None:
        """Makes the group durable."""
        self._command("COMMIT")

    def rollback(self) -> None:
        """Undoes the group; where even that fails the connection is given up."""
        if self._link is None:
            return
        try:
            self._link.command("ROLLBACK")
        except Exception:  # noqa: BLE001 - whatever broke it, this connection is of no more use
            self.close()

    def run(self, step: Callable[[UnitOfWork], T]) -> T:
        """One step in a transaction of its own, again where another process was first; its errors are raised."""
        for tries_left in reversed(range(TRIES)):
            try:
                result = step(self.begin())
                self.commit()
                return result
            except Conflict:
                self.rollback()
                if not tries_left:
                    raise
            except BaseException:
                self.rollback()
                raise
        raise AssertionError("a step is tried at least once")

    def close(self) -> None:
        """Closes the connection; what was not committed is undone."""
        if self._connection is not None:
            self._connection.invalidate()
        self._connection = self._work = self._link = None

    def _command(self, sql: str) -> None:
        if self._link is None:
            raise StorageError("The connection to the database was lost; nothing was stored. Try again.")
        self._link.command(sql)

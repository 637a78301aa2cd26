"""The disk is full, the database is locked, the server goes away: a sentence, nothing half done, and on it goes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flows.script import answer, points_of
from stage import PLATFORM, Stage

from bot.account.actions import SetNewCards
from bot.daily.actions import CloseChallenge
from bot.errors import StorageError
from bot.events import Place
from bot.learn.actions import ReadSection, SaveCards
from bot.ports import UnitOfWork
from bot.progress.actions import ShowPoints
from bot.progress.rules import Rating
from storage.models import metadata

FULL = "The disk that holds the database is full; nothing was stored."
GONE = "The database server cannot be reached."
LOCKED = "Another program keeps the database locked; nothing was stored."


def everything(play: Stage) -> list[Any]:
    """All rows of all tables."""
    engine = sa.create_engine(play.url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        rows = [
            tuple(row)
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table).order_by(*table.primary_key))
        ]
    engine.dispose()
    return rows


class Disk:
    """The disk under the writer: a test fills it and frees it."""

    ENDLESS = 1_000_000

    def __init__(self, play: Stage) -> None:
        self._pages = self.ENDLESS
        self._writers: list[sqlite3.Connection] = []
        sa.event.listen(play.database.engine, "checkout", lambda connection, *_: self._serve(connection))

    def fill(self) -> None:
        """From now on the file may not grow."""
        self._set(self._writers[-1].execute("PRAGMA page_count").fetchone()[0])

    def free(self) -> None:
        """Somebody made room."""
        self._set(self.ENDLESS)

    def _set(self, pages: int) -> None:
        self._pages = pages
        with suppress(sqlite3.ProgrammingError):  # that one was given up; the next will know
            self._serve(self._writers[-1])

    def _serve(self, connection: sqlite3.Connection) -> None:
        self._writers.append(connection)
        connection.execute(f"PRAGMA max_page_count = {self._pages}")


def read_until_full(play: Stage) -> str:
    """People read until there is no room to note it for one of them, whose name this is."""
    for number in range(3000):
        if play.act(f"reader {number}", ReadSection("kafka", "concept")).notices:
            return f"reader {number}"
    raise AssertionError("the disk never became full")


def test_a_full_disk_is_said_stores_nothing_in_part_and_is_left_behind(
    stage_on: Callable[[str], Stage], sqlite_url: str
) -> None:
    play = stage_on(sqlite_url)
    disk = Disk(play)
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    disk.fill()
    reader = read_until_full(play)
    before = everything(play)
    letter = play.button("ann", "A").action
    save = play.event(reader, SaveCards("kafka"))
    for answered in (play.act(reader, ReadSection("kafka", "concept")), *play.together(*[save] * 5)):
        assert answered.screens == []
        assert FULL in answered.notices[0]
    assert everything(play) == before
    assert "No points yet" in play.command("ann", "/points").screens[0].body  # reading goes on
    disk.free()
    assert play.act("ann", letter).screens[0].fine_print.startswith("+")
    assert "10 cards saved" in play.act(reader, SaveCards("kafka")).notices[0]


def test_posts_for_which_the_disk_had_no_room_come_when_there_is_some(
    stage_on: Callable[[str], Stage], sqlite_url: str
) -> None:
    play = stage_on(sqlite_url)
    disk = Disk(play)
    channels = [f"channel {number}" for number in range(100)]
    for channel in channels:
        play.in_place("owner", Place(PLATFORM, channel, "town"))
        play.set_up("10:00")
    disk.fill()
    with suppress(StorageError):  # the outbox may find the disk full as well
        play.pass_time(hours=1)
    assert len(play.look(lambda work: work.ledger.open_postings())) < len(channels)
    disk.free()
    for _ in range(6):
        play.pass_time(minutes=1)
    assert {delivery.place.id for delivery, _ in play.posts.carried} == set(channels)
    assert len(play.look(lambda work: work.ledger.open_postings())) == len(channels)


@pytest.mark.parametrize("before", ["first write", "later write"])
def test_a_locked_database_is_said_and_left_behind(
    stage_on: Callable[[str], Stage], sqlite_url: str, before: str
) -> None:
    play = stage_on(sqlite_url)
    impatient(play)
    if before == "later write":
        play.command("ann", "/lesson")
    other = sqlite3.connect(play.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for answered in play.together(*[play.event("ann", SetNewCards(7))] * 3):
        assert LOCKED in answered.notices[0]
    assert "**New cards a day:** 10" in play.command("ann", "/settings").screens[0].body
    other.execute("ROLLBACK")
    other.close()
    assert "**New cards a day:** 7" in play.act("ann", SetNewCards(7)).screens[0].body


def test_a_reader_from_outside_stops_nobody(stage_on: Callable[[str], Stage], sqlite_url: str) -> None:
    play = stage_on(sqlite_url)
    impatient(play)
    other = sqlite3.connect(play.database.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM learners").fetchone()
    assert "**New cards a day:** 7" in play.act("ann", SetNewCards(7)).screens[0].body
    other.close()


def impatient(play: Stage) -> None:
    """The writer waits for nobody: otherwise a test would wait for five seconds."""
    sa.event.listen(
        play.database.engine, "checkout", lambda connection, *_: connection.execute("PRAGMA busy_timeout = 0")
    )


@pytest.mark.parametrize("name", ["nobody", "no\x00body"])
def test_one_bad_step_is_undone_alone_and_the_others_of_its_group_are_kept(
    stage_on: Callable[[str], Stage], any_url: str, name: str
) -> None:
    play = stage_on(any_url)
    first, last = CloseChallenge(1), CloseChallenge(2)

    def bad(work: UnitOfWork) -> None:
        work.timers.set(CloseChallenge(3), play.now)
        work.progress.rate(999, name, Rating(), name, Rating())  # there is no such learner

    async def group() -> list[Any]:
        run = play.engine.run
        steps = (
            run(lambda work: work.timers.set(first, play.now)),
            run(bad),
            run(lambda work: work.timers.set(last, play.now)),
        )
        return await asyncio.gather(*steps, return_exceptions=True)

    results = play.run(group())
    assert [result is None for result in results] == [True, False, True]
    assert not isinstance(results[1], StorageError)  # it is a bug of that step, not a fault of the database
    assert play.look(lambda work: work.timers.due(play.now, 10)) == [first, last]


# ---- PostgreSQL goes away


def hang_up(url: str) -> int:
    """The server ends all connections to a database but the one that says so."""
    with psycopg.connect(url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'keeper'"
        )
        return len(ended.fetchall())


def test_connections_that_were_ended_between_events_cost_a_sentence_and_then_it_goes_on(
    stage_on: Callable[[str], Stage], broken_url: str
) -> None:
    play = stage_on(broken_url)
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    assert hang_up(broken_url) >= 1
    letter = play.button("ann", "A").action
    lost = play.act("ann", letter)
    assert GONE in lost.notices[0]
    assert play.act("ann", letter).screens[0].fine_print.startswith("+")


def test_a_connection_ended_in_the_middle_of_a_step_leaves_nothing_of_it(
    stage_on: Callable[[str], Stage], broken_url: str
) -> None:
    play = stage_on(broken_url)
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    before, letter = everything(play), play.button("ann", "A").action
    ann = play.learner_id("ann")

    def interrupted(work: UnitOfWork) -> None:
        work.deck.add(ann, ["kafka-c01"], play.now.date())
        hang_up(broken_url)
        work.deck.add(ann, ["kafka-c02"], play.now.date())

    with pytest.raises(StorageError, match=GONE):
        play.arrange(interrupted)
    assert everything(play) == before
    assert play.act("ann", letter).screens[0].fine_print.startswith("+")


def test_reads_go_on_after_their_connections_were_ended(stage_on: Callable[[str], Stage], broken_url: str) -> None:
    play = stage_on(broken_url)
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    answer(play, "ann")
    points = play.event("ann", ShowPoints())
    play.together(*[points] * 8)  # all of the reader's connections are open now
    hang_up(broken_url)
    lost = play.together(*[points] * 8)
    assert all(answered.screens or GONE in answered.notices[0] for answered in lost)
    assert points_of(play, "ann") == 10
    assert all(answered.screens for answered in play.together(*[points] * 8))


@pytest.fixture
def broken_url(postgres_url: str, storage_database: tuple[str, psycopg.Connection]) -> str:
    """A PostgreSQL database whose connections may be ended, but for the one of these tests."""
    storage_database[1].execute("SET application_name = 'keeper'")
    return postgres_url

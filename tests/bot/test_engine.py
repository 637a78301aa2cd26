"""The engine: what is told is durable, a failure undoes only itself, and nothing waits without bound or is lost."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from stage import PLATFORM, SATURDAY

from bot.account.actions import SetNewCards, SetRetention, ShowSettings
from bot.actions import Action
from bot.effects import Effect, Notice, Show
from bot.engine import BUSY, STOPPING, TRIES_ALONE, Engine
from bot.errors import Busy, Refusal, StorageError
from bot.events import Event, Place, User
from bot.learn.actions import OpenLesson
from bot.library import Content, Hit
from bot.ports import Conflict, UnitOfWork
from storage.database import Database
from storage.reader import Reader
from storage.unit_of_work import Transactions

PRIVATE = Place(PLATFORM, "private")
PATIENCE_SECONDS = 20
"""How long a test waits for another thread before it fails."""


class TornSearch:
    """A search with a bug."""

    def lessons(self, text: str, limit: int = 5) -> list[Hit]:
        raise RuntimeError("the index is torn")

    def anything(self, text: str, limit: int = 10) -> list[Hit]:
        raise RuntimeError("the index is torn")

    def nearest(self, text: str) -> str | None:
        raise RuntimeError("the index is torn")


class Gate:
    """A step on which the writer thread stands still until it is opened."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._opened = threading.Event()

    def __call__(self, work: UnitOfWork) -> str:
        self._reached.set()
        assert self._opened.wait(PATIENCE_SECONDS)
        return "opened"

    async def is_reached(self) -> None:
        assert await asyncio.to_thread(self._reached.wait, PATIENCE_SECONDS)

    def open(self) -> None:
        self._opened.set()


class Disk(Transactions):
    """Transactions on the real database, whose commits can be held up or be made to fail, in order."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.failures: list[Exception] = []
        self.gate: Gate | None = None
        self.commits = 0

    def commit(self) -> None:
        if self.gate is not None:
            self.gate(self._work)
        if self.failures:
            raise self.failures.pop(0)
        self.commits += 1
        super().commit()


@asynccontextmanager
async def running(url: str, content: Content, *, capacity: int = 100) -> AsyncIterator[tuple[Engine, Disk]]:
    """An engine on a real database."""
    database = Database(url, synchronous="OFF")
    database.open()
    reader, disk = Reader(database), Disk(database)
    engine = Engine(disk, reader, content, capacity=capacity)
    try:
        yield engine, disk
    finally:
        await engine.close()
        await reader.close()
        disk.close()
        database.close()


def event(name: str, action: Action, text: str = "") -> Event:
    return Event(action, User(PLATFORM, name, name), PRIVATE, SATURDAY, text)


def new_cards(name: str, count: int = 3) -> Event:
    """An event that stores something."""
    return event(name, SetNewCards(count))


async def stored(engine: Engine, *names: str) -> list[int | None]:
    """How many new cards a day each of them chose; None for somebody who is not known."""

    def look(work: UnitOfWork) -> list[int | None]:
        found = [work.learners.find(User(PLATFORM, name), PRIVATE) for name in names]
        return [learner.preferences.new_cards_a_day if learner else None for learner in found]

    return await engine.reader.read(look)


def texts(effects: list[Effect]) -> list[str]:
    return [effect.text for effect in effects if isinstance(effect, Notice)]


# ---- one failure among many


def test_a_bug_in_one_handler_undoes_that_one_alone(
    sqlite_url: str, content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    """Ann, Mallory and Bob share a transaction; Mallory's handler stores her and then fails."""

    async def scene() -> None:
        async with running(sqlite_url, replace(content, search=TornSearch())) as (engine, disk):
            gate = Gate()
            first = asyncio.ensure_future(engine.run(gate))
            await gate.is_reached()
            rest = [new_cards("ann"), event("mallory", OpenLesson(), "caching"), new_cards("bob")]
            answers = [asyncio.ensure_future(engine.handle(one)) for one in rest]
            await asyncio.wait(answers, timeout=0)
            gate.open()
            ann, mallory, bob = await asyncio.gather(*answers)
            assert await first == "opened"
            assert disk.commits == 2
            assert isinstance(ann[0], Show)
            assert isinstance(bob[0], Show)
            assert await stored(engine, "ann", "mallory", "bob") == [3, None, 3]
            (said,) = texts(mallory)
            told.append(said)

    told: list[str] = []
    with caplog.at_level(logging.ERROR):
        asyncio.run(scene())
    number = re.search(r"\(error ([0-9a-f]{8})\)", told[0])
    assert number is not None
    assert "Nothing was stored; try again" in told[0]
    assert "torn" not in told[0]
    (record,) = [one for one in caplog.records if one.name == "bot.engine"]
    assert number[1] in record.getMessage()
    assert record.exc_info is not None
    assert "the index is torn" in str(record.exc_info[1])
    assert "caching" not in record.getMessage()


def test_each_bug_has_a_number_of_its_own(sqlite_url: str, content: Content) -> None:
    async def scene() -> set[str]:
        async with running(sqlite_url, replace(content, search=TornSearch())) as (engine, _):
            answers = [await engine.handle(event("ann", OpenLesson(), "caching")) for _ in range(5)]
            return {texts(answer)[0] for answer in answers}

    assert len(asyncio.run(scene())) == 5


def test_a_refusal_says_why_and_undoes_that_event_alone(
    sqlite_url: str, content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, _):
            events = [new_cards("ann"), event("mallory", SetRetention(99)), new_cards("bob")]
            answers = await asyncio.gather(*(engine.handle(one) for one in events))
            assert texts(answers[1]) == ["Retention goes from 80 to 95 percent. Choose again in /settings."]
            assert await stored(engine, "ann", "mallory", "bob") == [3, None, 3]

    asyncio.run(scene())
    assert not caplog.records


def test_what_a_step_raises_reaches_its_caller(sqlite_url: str, content: Content) -> None:
    def step(work: UnitOfWork) -> None:
        work.learners.present(User(PLATFORM, "ann"), PRIVATE, SATURDAY)
        raise Refusal("not now")

    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, _):
            with pytest.raises(Refusal, match="not now"):
                await engine.run(step)
            assert await stored(engine, "ann") == [None]

    asyncio.run(scene())


def test_a_query_is_answered_while_the_writer_is_held_up(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, _):
            gate = Gate()
            held = asyncio.ensure_future(engine.run(gate))
            await gate.is_reached()
            (shown,) = await engine.handle(event("ann", ShowSettings()))
            assert isinstance(shown, Show)
            assert not held.done()
            gate.open()
            await held

    asyncio.run(scene())


# ---- more than it can take


def test_a_full_queue_answers_busy_and_never_grows(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content, capacity=2) as (engine, _):
            gate = Gate()
            held = asyncio.ensure_future(engine.run(gate))
            await gate.is_reached()
            crowd = [f"learner {number}" for number in range(50)]
            answers = [asyncio.ensure_future(engine.handle(new_cards(name))) for name in crowd]
            refused, accepted = await asyncio.wait(answers, timeout=0)
            assert 1 <= len(accepted) <= 2
            assert {tuple(texts(task.result())) for task in refused} == {(BUSY,)}
            for _ in range(3):
                with pytest.raises(Busy, match="try again in a moment"):
                    await engine.run(gate)
            assert not held.done()
            gate.open()
            told = [texts(answer) for answer in await asyncio.gather(*answers)]
            assert await held == "opened"
            assert await stored(engine, *crowd) == [None if said else 3 for said in told]
            assert told[-1] == [BUSY]
            assert not texts(await engine.handle(new_cards(crowd[-1])))
            assert await stored(engine, crowd[-1]) == [3]

    asyncio.run(scene())


def test_a_thousand_events_at_once_are_all_answered_in_few_commits(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content, capacity=1000) as (engine, disk):
            names = [f"learner {number % 40}" for number in range(1000)]
            answers = await asyncio.gather(*(engine.handle(new_cards(name, 9)) for name in names))
            assert not any(texts(answer) for answer in answers)
            assert await stored(engine, *names[:40]) == [9] * 40
            assert disk.commits < 100

    asyncio.run(scene())


# ---- the end


def test_close_finishes_what_was_accepted_and_refuses_the_rest(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, _):
            gate = Gate()
            held = asyncio.ensure_future(engine.run(gate))
            await gate.is_reached()
            names = [f"learner {number}" for number in range(30)]
            accepted = [asyncio.ensure_future(engine.handle(new_cards(name))) for name in names]
            await asyncio.wait(accepted, timeout=0)
            closing = asyncio.ensure_future(engine.close())
            await asyncio.wait([closing], timeout=0)
            late = await engine.handle(new_cards("late"))
            assert texts(late) == [STOPPING]
            assert not closing.done()
            gate.open()
            await closing
            assert await held == "opened"
            assert [texts(answer) for answer in await asyncio.gather(*accepted)] == [[]] * 30
            assert await stored(engine, *names, "late") == [3] * 30 + [None]
            assert texts(await engine.handle(new_cards("later"))) == [STOPPING]

    asyncio.run(scene())


def test_close_works_with_a_full_queue_and_twice(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content, capacity=2) as (engine, _):
            gate = Gate()
            held = asyncio.ensure_future(engine.run(gate))
            await gate.is_reached()
            names = ["ann", "bob", "carl", "dora"]
            answers = [asyncio.ensure_future(engine.handle(new_cards(name))) for name in names]
            await asyncio.wait(answers, timeout=0)
            closing = [asyncio.ensure_future(engine.close()) for _ in range(2)]
            await asyncio.wait(closing, timeout=0)
            gate.open()
            await asyncio.gather(held, *closing)
            told = [texts(answer) for answer in await asyncio.gather(*answers)]
            assert told[0] == []
            assert told[-1] == [BUSY]
            assert await stored(engine, *names) == [None if said else 3 for said in told]

    asyncio.run(scene())


# ---- told only what is durable


def test_nobody_is_told_before_the_commit(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, disk):
            disk.gate = Gate()
            answer = asyncio.ensure_future(engine.handle(new_cards("ann")))
            await disk.gate.is_reached()
            assert await stored(engine, "ann") == [None]
            assert not answer.done()
            disk.gate.open()
            assert not texts(await answer)
            assert await stored(engine, "ann") == [3]

    asyncio.run(scene())


def test_a_commit_that_fails_is_told_to_everybody_and_nothing_is_stored(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, disk):
            disk.failures = [StorageError("The disk is full; nothing was stored.")]
            answers = await asyncio.gather(*(engine.handle(new_cards(name)) for name in ("ann", "bob")))
            assert [texts(answer) for answer in answers] == [["The disk is full; nothing was stored."]] * 2
            assert await stored(engine, "ann", "bob") == [None, None]
            assert not texts(await engine.handle(new_cards("ann")))
            assert await stored(engine, "ann", "bob") == [3, None]

    asyncio.run(scene())


def test_a_group_that_loses_a_conflict_is_run_again_one_by_one(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, disk):
            disk.failures = [Conflict(), Conflict(), Conflict()]
            events = [new_cards("ann", 7), event("mallory", SetRetention(99)), new_cards("bob", 8)]
            ann, mallory, bob = await asyncio.gather(*(engine.handle(one) for one in events))
            assert not disk.failures
            assert not texts(ann) + texts(bob)
            assert len(texts(mallory)) == 1
            assert await stored(engine, "ann", "mallory", "bob") == [7, None, 8]

    asyncio.run(scene())


def test_an_event_that_loses_every_conflict_is_told_to_come_back(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, disk):
            disk.failures = [Conflict() for _ in range(1 + TRIES_ALONE)]
            assert texts(await engine.handle(new_cards("ann"))) == [BUSY]
            assert await stored(engine, "ann") == [None]
            assert not texts(await engine.handle(new_cards("ann")))
            assert await stored(engine, "ann") == [3]

    asyncio.run(scene())


def test_a_caller_who_went_away_holds_nobody_up(sqlite_url: str, content: Content) -> None:
    async def scene() -> None:
        async with running(sqlite_url, content) as (engine, _):
            gate = Gate()
            held = asyncio.ensure_future(engine.run(gate))
            await gate.is_reached()
            gone, stays = (asyncio.ensure_future(engine.handle(new_cards(name))) for name in ("gone", "stays"))
            await asyncio.wait([gone, stays], timeout=0)
            gone.cancel()
            gate.open()
            await held
            assert not texts(await stays)
            assert await stored(engine, "stays") == [3]

    asyncio.run(scene())

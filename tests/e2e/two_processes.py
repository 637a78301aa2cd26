"""Two processes on one PostgreSQL that post the challenges of many places while either is killed again and again.

The clock is simulated: whoever drives says what time it is, each process does what is due and says that it is done. The
platform is a table beside them that takes a message with the same nonce once, as Discord does. Run as a program this
file is one of the processes.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from adapters.outbox import Outbox
from bot.calendar import Schedule
from bot.community.actions import SetUp
from bot.engine import Engine
from bot.errors import QuorumError
from bot.events import Event, Place, User
from bot.library import Area, Content, Lesson, Library, Option, Question, QuestionKind, Theme
from bot.ports import UnitOfWork
from bot.records import Delivery
from bot.screens import Screen
from scheduler.maintenance import Maintenance
from scheduler.timers import run_due_timers
from storage.database import Database
from storage.reader import Reader
from storage.unit_of_work import Transactions

STEP = timedelta(minutes=30)
WINDOW_HOURS = 6
BEGIN = datetime(2027, 3, 10, tzinfo=UTC)
"""Clocks change in America four days later, in Europe eighteen."""
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns")
WIRE = "CREATE TABLE wire (nonce text PRIMARY KEY, place text, posting bigint, at timestamptz)"


class Wire:
    """The platform: a message with a nonce that it knows is the one that stands there."""

    platform = "wire"

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self.at = BEGIN

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        if not delivery.is_revision:
            number = int(delivery.key.partition(":")[2])
            self._connection.execute(
                "INSERT INTO wire VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (f"quorum-{delivery.id}", delivery.place.id, number, self.at),
            )
        return f"message {delivery.key}"


def small_content() -> Content:
    """A library that is loaded in no time."""
    options = tuple(Option(f"option {index}", index == 0, "why") for index in range(4))
    about = ("lesson", "concept", QuestionKind.SINGLE, 3, "sk-caching", "Stem?", "So.", "So.", ())
    questions = tuple(
        Question(f"lesson-q{number:02}", *about, options=options, theme=list(Theme)[number % 7]) for number in range(60)
    )
    facts = ("", "scalability", "skill", 1, 10, (), (), "2027-01", "2027-01", ())
    lesson = Lesson("lesson", "Lesson", "Lesson", *facts, questions=questions)
    return Content(Library.of([Area("scalability", "Scalability", None)], [], [lesson]), None)  # type: ignore[arg-type]


async def serve(url: str, wire_url: str) -> None:
    """One process: a line with the time in, `done` out when nothing is due any more."""
    database = Database(url)
    database.open()
    reader, transactions, wire = Reader(database), Transactions(database), Wire(wire_url)
    engine = Engine(transactions, reader, small_content())
    now = BEGIN

    def clock() -> datetime:
        return now

    def is_waiting(work: UnitOfWork) -> bool:
        return work.deliveries.are_waiting("wire", now)

    outbox, maintenance = Outbox(engine, wire, clock), Maintenance(engine, clock)
    print("ready", flush=True)
    for line in iter(sys.stdin.readline, ""):
        now = wire.at = datetime.fromisoformat(line.strip())
        while True:
            try:
                await run_due_timers(engine, clock)
                await maintenance.wake()
                while await reader.read(is_waiting):
                    await outbox.deliver()
                break
            except QuorumError:  # the other process was first too often; the alarm clock would try again in a second
                continue
        print("done", flush=True)
    await engine.close()
    await reader.close()


@dataclass
class Figures:
    """What a run came to."""

    posted: int = 0
    missed: int = 0
    kills: int = 0
    outages: int = 0
    faults: list[str] = field(default_factory=list)


class Pair:
    """Both processes, driven step by step, killed at random moments."""

    def __init__(self, url: str, wire_url: str, random: Random) -> None:
        self.url, self.wire_url = url, wire_url
        self.done_at: set[datetime] = set()
        self.figures = Figures()
        self._random = random
        self._processes: list[subprocess.Popen[str] | None] = [None, None]
        self._back_at = [BEGIN, BEGIN]

    def run(self, days: int, kills: int) -> None:
        """The days, with about so many kills at random moments of random steps."""
        steps = days * int(timedelta(days=1) / STEP)
        doomed = set(self._random.sample(range(1, steps), kills))
        for number in range(steps + 1):
            self._step(BEGIN + number * STEP, kills=number in doomed)
        for process in filter(None, self._processes):
            process.communicate()

    def _step(self, now: datetime, *, kills: bool) -> None:
        alive = [number for number in (0, 1) if self._back_at[number] <= now]
        for number in alive:
            self._tell(number, now)
        if kills and alive:
            self._kill(alive, now)
        for number in alive:
            process = self._processes[number]
            if process is not None and process.stdout is not None and process.stdout.readline() == "done\n":
                self.done_at.add(now)

    def _kill(self, alive: list[int], now: datetime) -> None:
        """One of them ends in the middle of its work, now and then both, for a moment or for longer than the window."""
        victims = alive if self._random.random() < 0.25 else [self._random.choice(alive)]
        threading.Event().wait(self._random.choice([0.0, 0.01, 0.05, 0.2]))  # somewhere in the middle of its work
        steps = self._random.choice([1, 1, 2, 4, 15, 30])
        for number in victims:
            process = self._processes[number]
            if process is not None:
                process.kill()
                process.communicate()
            self._processes[number] = None
            self._back_at[number] = now + steps * STEP
            self.figures.kills += 1
        self.figures.outages += len(victims) == 2

    def _tell(self, number: int, now: datetime) -> None:
        process = self._processes[number]
        if process is None:
            command = [sys.executable, __file__, self.url, self.wire_url]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self._processes[number] = process
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        assert process.stdin is not None
        process.stdin.write(f"{now.isoformat()}\n")
        process.stdin.flush()


def set_up(url: str, places: int, random: Random) -> dict[str, Schedule]:
    """So many places in their zones at their times; the schedule of each by its id on the platform."""
    database = Database(url)
    database.open()
    transactions, content = Transactions(database), small_content()
    schedules = {}
    for number in range(places):
        zone, minutes = random.choice(ZONES), random.randrange(0, 24 * 60, 30)
        place = Place("wire", f"room-{number}", f"server-{number}")
        event = Event(SetUp(minutes, WINDOW_HOURS, 1, 0), User("wire", "owner"), place, BEGIN, zone, may_manage=True)

        def step(work: Any, event: Event = event) -> None:
            from bot.routes import ROUTES

            ROUTES[SetUp](event.action, event, work, content)

        transactions.run(step)
        known = transactions.run(lambda work, place=place: work.communities.daily_place_at(place))
        schedules[place.id] = known.schedule
    transactions.close()
    database.close()
    return schedules


def judge(pair: Pair, schedules: dict[str, Schedule], days: int) -> Figures:
    """Every owed date was posted once, or recorded as missed while nothing ran within its window."""
    figures, end = pair.figures, BEGIN + timedelta(days=days)
    with psycopg.connect(pair.url) as connection, psycopg.connect(pair.wire_url) as wire:
        rows = _ledger(connection)
        standing: dict[int, int] = dict(wire.execute("SELECT posting, count(*) FROM wire GROUP BY posting").fetchall())
    window = timedelta(hours=WINDOW_HOURS)
    for place, schedule in schedules.items():
        for occurrence in schedule.between(BEGIN, end - window):
            row = rows.pop((place, occurrence.on), None)
            if row is None:
                figures.faults.append(f"{place} {occurrence.on} is lost")
                continue
            number, state, reason = row
            if state in ("posted", "closed"):
                figures.posted += 1
                if standing.get(number) != 1:
                    figures.faults.append(f"{place} {occurrence.on} stands {standing.get(number, 0)} times")
            elif state == "missed":
                figures.missed += 1
                if standing.get(number, 0) and "may stand there" not in reason:
                    figures.faults.append(f"{place} {occurrence.on} stands there though missed: {reason}")
                if any(occurrence.at <= at <= occurrence.at + window - STEP for at in pair.done_at):
                    figures.faults.append(f"{place} {occurrence.on} was missed though a process ran: {reason}")
            else:
                figures.faults.append(f"{place} {occurrence.on} is still {state}")
    return figures


def _ledger(connection: psycopg.Connection[Any]) -> dict[tuple[str, date], tuple[int, str, str]]:
    query = "SELECT d.external_id, p.on_date, p.id, p.state, p.reason FROM postings p"
    rows = connection.execute(f"{query} JOIN daily_places d ON d.id = p.place_id").fetchall()
    return {(place, date.fromordinal(on)): (number, state, reason) for place, on, number, state, reason in rows}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    asyncio.run(serve(*sys.argv[1:3]))

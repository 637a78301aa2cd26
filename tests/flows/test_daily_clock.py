"""One post a local date, at the owed minute, around the clock changes of all zones in three years.

Whatever the sequence of restarts, outages and changes of settings. A place lives through about ten days with the real
handlers on a real database; what is owed is worked out here once more, by looking at the clock on the wall minute by
minute. `--lives=1` takes every zone and every change there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import Action
from bot.community.actions import SetUp
from bot.daily.actions import CloseChallenge, PostWhatIsOwed
from bot.daily.rules import Posting, PostState
from bot.events import Event, Place, User
from bot.library import Content
from bot.ports import UnitOfWork
from bot.routes import ROUTES, claim_deliveries, note_delivery
from storage.database import Database
from storage.unit_of_work import Transactions

T = TypeVar("T")

YEARS = range(2025, 2028)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEFORE, AFTER = 4 * DAY, 6 * DAY
"""So long a place lives before a clock change and after it."""
QUARTER = timedelta(minutes=15)


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """The clock changes of a zone in three years; a day in the middle where there is none."""
    zone, found = ZoneInfo(name), []
    at, end = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC)
    while at < end:
        if offset(at, zone) != offset(at + DAY, zone):
            early, late = at, at + DAY
            while late - early > MINUTE:
                middle = early + (late - early) // (2 * MINUTE) * MINUTE
                early, late = (middle, late) if offset(middle, zone) == offset(at, zone) else (early, middle)
            found.append(late)
        at += DAY
    return tuple(found) or (datetime(2026, 6, 15, tzinfo=UTC),)


def offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def first_minute(on: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first minute in which the clock on the wall shows a time of a date or a later one."""
    wanted = datetime.combine(on, wall)
    at = (wanted - 15 * HOUR).replace(tzinfo=UTC)
    while (at + QUARTER).astimezone(zone).replace(tzinfo=None) < wanted:
        at += QUARTER
    while at.astimezone(zone).replace(tzinfo=None) < wanted:
        at += MINUTE
    return at


@dataclass(frozen=True)
class Setting:
    """What was set at an instant."""

    at: datetime
    wall: time
    zone: ZoneInfo
    window: timedelta

    def next_owed(self, after: datetime) -> datetime:
        """The next owed minute of any date."""
        first = after.astimezone(self.zone).date() - DAY
        minutes = (first_minute(first + number * DAY, self.wall, self.zone) for number in range(5))
        return next(minute for minute in minutes if minute > after)


class Life:
    """A place with its own clock: awake it does what is due at its minute, asleep nothing."""

    def __init__(self, transactions: Transactions, content: Content, number: int, begins: datetime) -> None:
        self.now = begins
        self.place = Place("stage", f"square {number}", f"town {number}")
        self.settings: list[Setting] = []
        self.awake: list[tuple[datetime, datetime]] = []
        self.posted: list[tuple[date, datetime]] = []
        self._transactions = transactions
        self._content = content
        self._id = 0

    def set_up(self, wall: time, zone: str, window_hours: int) -> None:
        """A manager sets the place up, or sets it up otherwise."""
        action = SetUp(wall.hour * 60 + wall.minute, window_hours, 1, 0)
        event = Event(action, User("stage", "owner", "owner"), self.place, self.now, zone, may_manage=True)
        self._transactions.run(lambda work: ROUTES[SetUp](action, event, work, self._content))
        self._id = self.look(lambda work: found(work, self.place))
        self.settings.append(Setting(self.now, wall, ZoneInfo(zone), window_hours * HOUR))
        self._do_what_is_due()

    def stay_awake(self, span: timedelta) -> None:
        """Time passes and everything is done when it is due."""
        self.awake.append((self.now, self.now + span))
        self._do_what_is_due()
        until = self.now + span
        while (due := self.look(self._next_timer)) is not None and due <= until:
            self.now = max(self.now, due)
            self._do_what_is_due()
        self.now = until

    def sleep(self, span: timedelta) -> None:
        """Time passes without the process."""
        self.now += span

    def restart(self, *, is_cut_short: bool) -> None:
        """The process begins again; cut short, it had booked what is due and sent nothing."""
        if is_cut_short:
            self._transactions.run(self._run_timers)
        self._transactions.close()

    def rows(self) -> list[Posting]:
        """The ledger of the place, oldest first."""
        return self.look(lambda work: work.ledger.booked(self._id))[::-1]

    def end(self) -> None:
        """Nothing of this place is left for the next one to meet."""
        for action in self.look(self._timers):
            self._transactions.run(lambda work, action=action: work.timers.cancel(action))

    def look(self, query: Callable[[UnitOfWork], T]) -> T:
        """A look into the database."""
        return self._transactions.run(query)

    def _timers(self, work: UnitOfWork) -> list[Action]:
        closings = [CloseChallenge(one.id) for one in work.ledger.booked(self._id)]
        return [one for one in (PostWhatIsOwed(self._id), *closings) if work.timers.when(one) is not None]

    def _next_timer(self, work: UnitOfWork) -> datetime | None:
        return min(filter(None, (work.timers.when(one) for one in self._timers(work))), default=None)

    def _do_what_is_due(self) -> None:
        self._transactions.run(self._run_timers)
        self._transactions.run(self._send)

    def _run_timers(self, work: UnitOfWork) -> None:
        for action in self._timers(work):
            if work.timers.take(action, self.now):
                ROUTES[type(action)](action, Event(action, None, None, self.now), work, self._content)

    def _send(self, work: UnitOfWork) -> None:
        for delivery in claim_deliveries("stage", self.now, self.now + MINUTE, 50, work):
            posting = work.ledger.posting(int(delivery.key.partition(":")[2]))
            work.deliveries.confirm(delivery.id, "sent", self.now)
            if not delivery.is_revision and posting is not None and posting.state.is_live:
                self.posted.append((posting.on, self.now))
                note_delivery(delivery.key, self.now, work)


def found(work: UnitOfWork, place: Place) -> int:
    known = work.communities.daily_place_at(place)
    assert known is not None
    return known.id


def faults(life: Life) -> Iterator[str]:
    """Where the promise was broken."""
    rows = life.rows()
    if [row.on for row in rows] != sorted({row.on for row in rows}):
        yield "a date stands twice in the ledger"
    posts = [on for on, _ in life.posted]
    if sorted(posts) != sorted(row.on for row in rows if row.posted_at):
        yield f"posted {posts}, booked {[(str(row.on), row.state) for row in rows]}"
    for row in rows:
        in_force = [one for one in life.settings if one.at < row.due_at]
        last = in_force[-1] if in_force else life.settings[0]
        changed_after = any(one.at > row.due_at for one in life.settings)
        minute = first_minute(row.on, last.wall, last.zone)
        if row.state is not PostState.SKIPPED and row.due_at != minute:
            yield f"{row.on} was due at {row.due_at}, the wall says {minute}"
        was_awake = any(since <= minute <= until for since, until in life.awake)
        if row.posted_at and was_awake and row.posted_at != minute:
            yield f"{row.on} was posted at {row.posted_at}, owed at {minute}"
        if row.posted_at and not minute <= row.posted_at <= minute + last.window and not changed_after:
            yield f"{row.on} was posted at {row.posted_at}, after its window"
        if row.state is PostState.MISSED and was_awake:
            yield f"{row.on} was missed ({row.reason}) though all was well"
        if row.state is PostState.SKIPPED and len(life.settings) == 1:
            yield f"{row.on} was skipped ({row.reason}) though nothing was changed"
    yield from gaps(life, rows)


def gaps(life: Life, rows: list[Posting]) -> Iterator[str]:
    """Dates without any row between the first and the last that were owed."""
    dates = {row.on for row in rows}
    on = min(dates, default=date.max)
    while dates and on < max(dates):
        if on not in dates:
            yield f"{on} has no row"
        on += DAY


walls = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
spans = st.one_of(st.integers(1, 180), st.integers(60, 60 * 40)).map(lambda minutes: minutes * MINUTE)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("awake"), spans),
        st.tuples(st.just("asleep"), spans),
        st.tuples(st.just("restart"), st.booleans()),
        st.tuples(st.just("change"), st.tuples(walls, st.integers(-2, 2), st.integers(1, 30))),
    ),
    min_size=4,
    max_size=12,
)


@pytest.fixture(scope="module")
def world(
    empty_file: Path, tmp_path_factory: pytest.TempPathFactory, content: Content
) -> Iterator[tuple[Transactions, Content]]:
    """One database for all lives, and a library without a calendar of its own."""
    path = tmp_path_factory.mktemp("clock") / "quorum.db"
    path.write_bytes(empty_file.read_bytes())
    database = Database(f"sqlite:///{path}", synchronous="OFF")
    database.open()
    transactions = Transactions(database)
    yield transactions, content
    transactions.close()
    database.close()


NAMES = sorted(available_timezones())
_numbers = iter(range(10**9))


def live(
    world: tuple[Transactions, Content], name: str, change: datetime, wall: time, script: list[tuple[str, Any]]
) -> list[str]:
    """A place in a zone around a clock change; what went wrong."""
    transactions, content = world
    life = Life(transactions, content, next(_numbers), change - BEFORE)
    life.set_up(wall, name, 6)
    for kind, value in script:
        match kind:
            case "awake":
                life.stay_awake(value)
            case "asleep":
                life.sleep(value)
            case "restart":
                life.restart(is_cut_short=value)
            case "change":
                new, zones_on, hours = value
                life.set_up(new, NAMES[(NAMES.index(name) + zones_on) % len(NAMES)], hours)
    if life.now < change + AFTER:
        life.stay_awake(change + AFTER - life.now)
    wrong = list(faults(life))
    life.end()
    return wrong


def near(change: datetime, name: str, minutes: int) -> time:
    """A wall time that stands near the change on the clock, before it or after it."""
    return ((change - MINUTE).astimezone(ZoneInfo(name)) + minutes * MINUTE).time().replace(microsecond=0)


def by_chance(random: Random) -> list[tuple[str, Any]]:
    """A script like those of `steps`."""

    def span() -> timedelta:
        return random.choice([random.randint(1, 180), random.randint(60, 60 * 40)]) * MINUTE

    def wall() -> time:
        return time(random.randrange(24), random.randrange(60))

    kinds: list[Callable[[], tuple[str, Any]]] = [
        lambda: ("awake", span()),
        lambda: ("asleep", span()),
        lambda: ("restart", random.random() < 0.5),
        lambda: ("change", (wall(), random.randint(-2, 2), random.randint(1, 30))),
    ]
    return [random.choice(kinds)() for _ in range(random.randint(4, 12))]


def test_one_post_a_date_at_its_minute_whatever_happens(
    world: tuple[Transactions, Content], request: pytest.FixtureRequest
) -> None:
    every = request.config.getoption("--lives")
    zones = set()

    @settings(max_examples=20)
    @given(st.sampled_from(NAMES), st.integers(0, 9), st.one_of(st.integers(-90, 90), walls), steps)
    def by_hypothesis(name: str, number: int, wall: int | time, script: list[tuple[str, Any]]) -> None:
        change = changes(name)[number % len(changes(name))]
        at = near(change, name, wall) if isinstance(wall, int) else wall
        assert live(world, name, change, at, script) == []

    by_hypothesis()
    lives = [(name, number) for number in range(6) for name in NAMES][::every]
    for name, number in lives:
        change = changes(name)[number % len(changes(name))]
        random = Random(f"{name} {number}")
        wrong = live(world, name, change, near(change, name, random.randint(-90, 90)), by_chance(random))
        assert wrong == [], (name, change)
        zones.add(name)
    print(f"{len(lives)} lives in {len(zones)} zones, each date posted once at its minute or recorded with its reason")
    assert len(zones) > len(lives) // 8

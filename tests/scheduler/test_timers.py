"""The alarm clock: due timers run oldest first and once, a failure costs one tick, a restart finds what is overdue."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flows.script import asking_only, date_of, restage
from stage import PLATFORM, SATURDAY, SQUARE, Posts, Stage

from adapters.outbox import Outbox
from bot.actions import Action
from bot.daily.actions import CloseChallenge, PostWhatIsOwed
from bot.daily.rules import PostState
from bot.effects import Effect, Notice
from bot.engine import RETRY_TIMER_AFTER, Engine
from bot.events import Event, Place
from bot.ports import UnitOfWork
from bot.screens import Tone
from scheduler import timers
from scheduler.timers import TIMERS_A_TICK, AlarmClock, run_due_timers

MINUTE = timedelta(minutes=1)
PATIENCE_SECONDS = 20


class Watched:
    """An engine that notes which timers it was given, in order."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.reader = engine.reader
        self.given: list[Action] = []

    async def handle(self, event: Event) -> list[Effect]:
        assert event.user is None
        self.given.append(event.action)
        return await self._engine.handle(event)


@pytest.fixture
def play(stage_on: Callable[[str], Stage], sqlite_url: str) -> Stage:
    return stage_on(sqlite_url)


def set_timers(play: Stage, *due: tuple[Action, datetime]) -> None:
    def step(work: UnitOfWork) -> None:
        for action, at in due:
            work.timers.set(action, at)

    play.arrange(step)


def run_timers(play: Stage) -> list[Action]:
    """What one look at the timers hands over."""
    watched = Watched(play.engine)
    play.run(run_due_timers(watched, lambda: play.now))  # type: ignore[arg-type]
    return watched.given


def due_now(play: Stage) -> list[Action]:
    return play.look(lambda work: work.timers.due(play.now, 1000))


def tick(play: Stage, *wakes: Callable[[], Awaitable[None]]) -> None:
    play.run(AlarmClock(play.engine, lambda: play.now, wakes).tick())


def path_of(play: Stage) -> Path:
    return Path(play.url.removeprefix("sqlite:///"))


def alter(play: Stage, command: str) -> None:
    """Does something to the database behind the program's back."""
    with closing(sqlite3.connect(path_of(play))) as connection:
        connection.execute(command)
        connection.commit()


# ---- what is due


def test_due_timers_run_oldest_first(play: Stage) -> None:
    wanted = [CloseChallenge(3), CloseChallenge(1), CloseChallenge(2)]
    due = [(action, SATURDAY - MINUTE * (9 - index)) for index, action in enumerate(wanted)]
    set_timers(play, due[2], due[0], due[1])
    assert run_timers(play) == wanted


def test_a_timer_runs_once(play: Stage) -> None:
    set_timers(play, (CloseChallenge(1), SATURDAY))
    assert run_timers(play) == [CloseChallenge(1)]
    assert run_timers(play) == []
    play.now += timedelta(days=400)
    assert run_timers(play) == []


def test_a_timer_runs_at_its_instant_and_not_before(play: Stage) -> None:
    set_timers(play, (CloseChallenge(1), SATURDAY + MINUTE))
    assert run_timers(play) == []
    play.now += MINUTE - timedelta(microseconds=1)
    assert run_timers(play) == []
    play.now += timedelta(microseconds=1)
    assert run_timers(play) == [CloseChallenge(1)]


def test_a_timer_that_was_moved_runs_at_its_new_instant_only(play: Stage) -> None:
    set_timers(play, (CloseChallenge(1), SATURDAY), (CloseChallenge(1), SATURDAY + MINUTE))
    assert run_timers(play) == []
    play.now += MINUTE
    assert run_timers(play) == [CloseChallenge(1)]


def test_nothing_due_writes_nothing(play: Stage) -> None:
    play.set_up("12:00")
    before = path_of(play).read_bytes(), path_of(play).with_name("quorum.db-wal").read_bytes()
    tick(play)
    assert (path_of(play).read_bytes(), path_of(play).with_name("quorum.db-wal").read_bytes()) == before
    assert run_timers(play) == []


def test_more_timers_than_one_look_holds_all_run(play: Stage) -> None:
    count = 2 * TIMERS_A_TICK + 7
    set_timers(play, *((CloseChallenge(number), SATURDAY) for number in range(count)))
    given = run_timers(play)
    assert len(given) == len(set(given)) == count


def test_a_timer_that_a_timer_sets_waits_for_its_own_time(play: Stage) -> None:
    play.set_up("12:00")
    play.now += timedelta(hours=3)
    assert run_timers(play) == [PostWhatIsOwed(1)]
    assert run_timers(play) == []
    play.now += timedelta(days=1)
    assert run_timers(play) == [CloseChallenge(1), PostWhatIsOwed(1)]


# ---- after a stop


def test_overdue_timers_run_once_after_a_restart(play: Stage) -> None:
    play.set_up("12:00")
    play.restart()
    play.now += timedelta(hours=4)
    posts = Posts()
    for _ in range(3):
        play.restart()
        tick(play, Outbox(play.engine, posts, lambda: play.now).deliver)
    assert len(posts.carried) == 1
    assert "Posted late" in posts.carried[0][1].fine_print


def test_after_days_of_silence_only_the_newest_is_posted_and_the_open_one_is_closed(play: Stage) -> None:
    play.set_up("08:00", post_now=True)
    play.tick()
    play.restart()
    play.now += timedelta(days=5)
    play.tick()
    posts = [(date_of(screen), screen.tone) for _, screen in play.posts.carried]
    assert posts == [("Sat 21 Nov", Tone.OPEN), ("Sat 21 Nov", Tone.RIGHT), ("Thu 26 Nov", Tone.OPEN)]
    place = play.look(lambda work: work.communities.daily_place_at(SQUARE))
    assert place is not None
    missed = play.look(
        lambda work: [one.on.day for one in work.ledger.booked(place.id) if one.state is PostState.MISSED]
    )
    assert sorted(missed) == [22, 23, 24, 25]


def test_a_process_that_ends_between_two_timers_runs_only_the_second_again(play: Stage) -> None:
    set_timers(play, (CloseChallenge(1), SATURDAY - MINUTE), (CloseChallenge(2), SATURDAY))

    class Ended(Watched):
        async def handle(self, event: Event) -> list[Effect]:
            if self.given:
                raise asyncio.CancelledError
            return await super().handle(event)

    with pytest.raises(asyncio.CancelledError):
        play.run(run_due_timers(Ended(play.engine), lambda: play.now))  # type: ignore[arg-type]
    play.restart()
    assert run_timers(play) == [CloseChallenge(2)]


# ---- failures


def test_a_tick_whose_database_fails_does_not_stop_the_clock(play: Stage, caplog: pytest.LogCaptureFixture) -> None:
    set_timers(play, (CloseChallenge(1), SATURDAY))
    alter(play, "ALTER TABLE timers RENAME TO hidden")
    tick(play)
    assert [record.message.partition(" ")[0] for record in caplog.records] == ["tick=failed"]
    assert caplog.records[0].levelno == logging.ERROR
    alter(play, "ALTER TABLE hidden RENAME TO timers")
    assert due_now(play) == [CloseChallenge(1)]
    tick(play)
    assert due_now(play) == []


class Full(Watched):
    """An engine whose disk is full: it answers, and nothing changes."""

    async def handle(self, event: Event) -> list[Effect]:
        self.given.append(event.action)
        assert len(self.given) < 5 * TIMERS_A_TICK, "the look at the timers does not end"
        return [Notice("The disk is full; nothing was stored.")]


def test_timers_that_cannot_be_written_wait_for_the_next_tick(play: Stage) -> None:
    count = TIMERS_A_TICK + 1
    set_timers(play, *((CloseChallenge(number), SATURDAY) for number in range(count)))
    play.run(run_due_timers(Full(play.engine), lambda: play.now))  # type: ignore[arg-type]
    assert len(run_timers(play)) == count
    assert due_now(play) == []


def test_a_wake_that_finds_no_database_lets_the_next_tick_try_again(play: Stage) -> None:
    play.set_up(post_now=True)
    posts = Posts()
    wake = Outbox(play.engine, posts, lambda: play.now).deliver
    alter(play, "ALTER TABLE deliveries RENAME TO hidden")
    tick(play, wake)
    assert posts.carried == []
    alter(play, "ALTER TABLE hidden RENAME TO deliveries")
    tick(play, wake)
    assert len(posts.carried) == 1


def test_a_wake_with_a_bug_keeps_no_other_from_being_woken(play: Stage) -> None:
    play.set_up(post_now=True)
    posts = Posts()

    async def torn() -> None:
        raise RuntimeError("the wake is torn")

    with pytest.raises(RuntimeError):
        tick(play, torn, Outbox(play.engine, posts, lambda: play.now).deliver)
    assert len(posts.carried) == 1


def test_a_timer_with_a_bug_is_put_off_and_the_others_run(play: Stage, caplog: pytest.LogCaptureFixture) -> None:
    play.set_up("12:00")
    play.in_place("owner", Place(PLATFORM, "lane", "town"))
    play.set_up("12:00")
    alter(play, "UPDATE daily_places SET zone = 'No/Where' WHERE external_id = 'square'")
    play.now += timedelta(hours=3)
    posts = Posts()
    tick(play, Outbox(play.engine, posts, lambda: play.now).deliver)
    assert [delivery.place.id for delivery, _ in posts.carried] == ["lane"]
    assert sum("bug=" in record.message for record in caplog.records) == 1
    assert due_now(play) == []
    alter(play, "UPDATE daily_places SET zone = 'UTC' WHERE external_id = 'square'")
    play.now += RETRY_TIMER_AFTER
    tick(play, Outbox(play.engine, posts, lambda: play.now).deliver)
    assert [delivery.place.id for delivery, _ in posts.carried] == ["lane", "square"]


def test_a_day_without_a_question_is_booked_as_missed_and_the_clock_goes_on(play: Stage) -> None:
    content = play.content
    restage(play, asking_only(content, lambda _: False))
    play.set_up("12:00")
    play.pass_time(hours=3)
    assert play.posts.carried == []
    restage(play, content)
    play.pass_time(days=1)
    assert "Sun 22 Nov" in play.post.title


# ---- the clock itself


def test_the_clock_ticks_by_itself_until_it_is_closed(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "TICK_SECONDS", 0.001)
    set_timers(play, (CloseChallenge(1), SATURDAY))
    ticks = 0

    async def ticking() -> None:
        third = asyncio.Event()

        async def wake() -> None:
            nonlocal ticks
            ticks += 1
            if ticks == 3:
                third.set()

        clock = AlarmClock(play.engine, lambda: play.now, [wake])
        clock.start()
        await asyncio.wait_for(third.wait(), PATIENCE_SECONDS)
        clock.close()

    play.run(ticking())
    ended_at = ticks
    play.look(lambda work: None)
    assert ticks == ended_at
    assert due_now(play) == []


def test_a_wake_with_a_bug_does_not_stop_the_clock(
    play: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(timers, "TICK_SECONDS", 0.001)

    async def ticking() -> None:
        again = asyncio.Event()
        broken = [True]

        async def wake() -> None:
            if broken:
                broken.clear()
                raise RuntimeError("the wake is torn")
            again.set()

        clock = AlarmClock(play.engine, lambda: play.now, [wake])
        clock.start()
        await asyncio.wait_for(again.wait(), PATIENCE_SECONDS)
        clock.close()

    play.run(ticking())
    assert [record.exc_info for record in caplog.records if record.levelno == logging.ERROR and record.exc_info]

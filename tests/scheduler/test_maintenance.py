"""House-keeping: signs of life, stops that are kept, timers that are mended at start and every hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from stage import Stage

from bot.daily.actions import PostWhatIsOwed
from scheduler.maintenance import Maintenance

HOUR = timedelta(hours=1)


@pytest.fixture
def play(stage_on: Callable[[str], Stage], sqlite_url: str) -> Stage:
    return stage_on(sqlite_url)


def started(play: Stage) -> Maintenance:
    """A process that has just started and looked once."""
    maintenance = Maintenance(play.engine, lambda: play.now)
    play.run(maintenance.wake())
    return maintenance


def stops(play: Stage) -> list[timedelta]:
    """How long each stop was."""
    return [until - since for since, until in play.look(lambda work: work.uptime.stops())]


def test_a_process_that_lives_leaves_no_stops(play: Stage) -> None:
    maintenance = started(play)
    for _ in range(30):
        play.now += timedelta(minutes=20)
        play.run(maintenance.wake())
    assert stops(play) == []
    assert play.look(lambda work: work.uptime.last_beat()) == play.now


@pytest.mark.parametrize(
    ("away", "kept"), [(6 * HOUR - timedelta(minutes=1), False), (6 * HOUR, True), (90 * HOUR, True)]
)
def test_six_hours_without_any_process_are_kept_as_a_stop(play: Stage, away: timedelta, kept: bool) -> None:
    started(play)
    play.now += away
    started(play)
    assert stops(play) == ([away] if kept else [])


def test_a_stop_ends_when_another_process_of_the_same_database_lives(play: Stage) -> None:
    first, second = started(play), started(play)
    for _ in range(12):
        play.now += HOUR
        play.run(second.wake())
    play.run(first.wake())
    assert stops(play) == []


def test_a_machine_that_slept_counts_as_stopped(play: Stage) -> None:
    maintenance = started(play)
    play.now += 7 * HOUR
    play.run(maintenance.wake())
    assert stops(play) == [7 * HOUR]


def test_signs_of_life_are_written_once_a_minute_only(play: Stage) -> None:
    maintenance = started(play)
    begun = play.now
    play.now += timedelta(seconds=59)
    play.run(maintenance.wake())
    assert play.look(lambda work: work.uptime.last_beat()) == begun
    play.now += timedelta(seconds=1)
    play.run(maintenance.wake())
    assert play.look(lambda work: work.uptime.last_beat()) == play.now


def test_a_missing_timer_is_set_at_start_and_within_the_hour(play: Stage) -> None:
    play.set_up("09:30")
    timer = PostWhatIsOwed(1)
    play.arrange(lambda work: work.timers.cancel(timer))
    maintenance = started(play)
    assert play.look(lambda work: work.timers.when(timer)) == play.now
    play.arrange(lambda work: work.timers.cancel(timer))
    play.run(maintenance.wake())
    assert play.look(lambda work: work.timers.when(timer)) is None
    play.now += HOUR
    play.run(maintenance.wake())
    play.tick()
    assert play.post_day == "Sat 21 Nov"

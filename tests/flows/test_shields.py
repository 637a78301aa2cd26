"""Days that cost no streak: outages, stops of the process, dates left out, dates whose post is on its way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.script import answer, streak_of
from stage import Stage

from bot.daily.upkeep import beat


def act(play: Stage, name: str) -> None:
    """Somebody answers the challenge that is open for her."""
    play.command(name, "/daily")
    answer(play, name)


def calendar(play: Stage, name: str) -> str:
    return play.command(name, "/streak why").screens[0].body


def live(play: Stage, **span: float) -> None:
    """Time passes in which the process lives."""
    end = play.now + timedelta(**span)
    play.arrange(lambda work: beat(play.now, work))
    while play.now < end:
        play.now = min(end, play.now + timedelta(hours=1))
        play.arrange(lambda work: beat(play.now, work))


def test_a_stop_of_six_hours_inside_a_study_day_shields_it_for_those_without_a_community(play: Stage) -> None:
    play.in_private("ann")
    live(play, hours=1)
    act(play, "ann")
    live(play, hours=20)  # Sunday 06:00
    play.now += timedelta(hours=7)
    live(play, hours=20)  # Monday 09:00, nothing done on Sunday
    assert streak_of(play, "ann") == 1
    assert "Sun 22 Nov: shielded, Quorum was down" in calendar(play, "ann")
    act(play, "ann")
    assert streak_of(play, "ann") == 2


def test_a_shorter_stop_shields_nobody(play: Stage) -> None:
    play.in_private("ann")
    live(play, hours=1)
    act(play, "ann")
    live(play, hours=20)
    play.now += timedelta(hours=5, minutes=59)
    live(play, hours=21)
    assert streak_of(play, "ann") == 0


def test_a_stop_over_the_end_of_a_day_shields_only_the_day_of_which_it_took_six_hours(play: Stage) -> None:
    play.in_private("ann")
    live(play, hours=1)
    act(play, "ann")
    live(play, hours=37)  # Sunday 23:00
    play.now += timedelta(hours=8)  # five hours of Sunday's study day, three of Monday's
    live(play, hours=1)
    assert streak_of(play, "ann") == 0
    act(play, "ann")
    live(play, hours=14)  # Monday 22:00
    play.now += timedelta(hours=30)  # Wednesday 04:00: six hours of Monday, all of Tuesday
    live(play, hours=4)
    assert streak_of(play, "ann") == 1


def test_a_day_is_undecided_while_its_post_may_still_come(play: Stage) -> None:
    play.set_up("09:00", post_now=True, window_hours=48)
    play.tick()
    act(play, "ann")
    play.posts.delays = lambda delivery: not delivery.is_revision
    play.pass_time(days=1)
    play.pass_time(hours=22)  # Monday 07:00: Sunday is over, its post still owed
    assert streak_of(play, "ann") == 1
    assert "Sun 22 Nov: undecided, its challenge is on its way" in calendar(play, "ann")
    play.posts.delays = lambda delivery: False
    play.pass_time(minutes=1)
    assert play.post_day == "Sun 22 Nov"
    assert streak_of(play, "ann") == 0  # it came, and it could be done in private meanwhile


def test_a_day_jumped_over_by_a_change_of_zone_is_bridged_without_a_shield(play: Stage) -> None:
    play.in_private("ann")
    move(play, "ann", "Etc/GMT+12")
    play.now = datetime(2026, 11, 22, 13, tzinfo=UTC)  # Sunday 01:00 there, still Saturday's study day
    act(play, "ann")
    play.now += timedelta(hours=1)
    move(play, "ann", "Pacific/Kiritimati")  # Monday 04:00 there
    assert streak_of(play, "ann") == 1
    assert "Sun 22 Nov: left out by a change of time zone" in calendar(play, "ann")
    act(play, "ann")
    assert streak_of(play, "ann") == 2
    assert "Shields held: **0**" in play.command("ann", "/streak").screens[0].body


def test_moving_back_and_forth_bridges_no_day_that_one_had(play: Stage) -> None:
    play.in_private("ann")
    act(play, "ann")
    play.now += timedelta(days=1)
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu", "UTC"):
        move(play, "ann", zone)
    play.now += timedelta(days=1)
    assert streak_of(play, "ann") == 0


def test_a_date_that_her_zone_does_not_have_costs_nothing(play: Stage) -> None:
    play.now = datetime(2011, 12, 29, 20, tzinfo=UTC)
    play.in_private("ann")
    move(play, "ann", "Pacific/Apia")  # Thursday 29 December, 10:00
    act(play, "ann")
    play.now += timedelta(days=1)  # Saturday 31 December
    act(play, "ann")
    assert streak_of(play, "ann") == 2
    assert "Fri 30 Dec: left out by a change of time zone" in calendar(play, "ann")


def move(play: Stage, name: str, zone: str) -> None:
    """Somebody changes her zone."""
    play.command(name, "/settings")
    play.press(name, "Change zone")
    play.type(name, zone)

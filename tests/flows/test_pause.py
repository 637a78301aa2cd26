"""Holidays: a streak stands still, a place gets no post, and both go on as if nothing had been."""

from __future__ import annotations

import pytest
from flows.script import answer, streak_of
from stage import PLATFORM, SQUARE, Answered, Stage

from bot.actions import Action
from bot.community import handlers as community
from bot.community.actions import ShowSetUp
from bot.daily.rules import PostState
from bot.events import Place
from bot.pause.actions import Pause, PausePlace, Resume, ResumePlace


def active_today(play: Stage, name: str) -> None:
    """Somebody answers the challenge of today in private."""
    play.in_private(name)
    play.command(name, "/daily")
    answer(play, name)


def manage(play: Stage, action: Action) -> Answered:
    """A manager acts in the square."""
    return play.act("owner", action, may_manage=True)


def states(play: Stage) -> dict[int, PostState]:
    place = play.look(lambda work: work.communities.daily_place_at(SQUARE))
    assert place is not None
    return {one.on.day: one.state for one in reversed(play.look(lambda work: work.ledger.booked(place.id)))}


# ---- one's own


def test_a_streak_stands_still_on_holiday_and_goes_on_after_it(play: Stage) -> None:
    active_today(play, "ann")
    play.pass_time(days=1)
    said = play.command("ann", "/pause 2026-12-20").screens[0]
    assert "up to **Sun 20 Dec** (29 days with today)" in said.body
    play.pass_time(days=29)
    active_today(play, "ann")
    assert streak_of(play, "ann") == 2
    assert "Sun 20 Dec: on holiday" in play.command("ann", "/streak why").screens[0].body
    assert "Shields held: **0**" in play.command("ann", "/streak").screens[0].body


def test_the_day_after_a_holiday_counts_again(play: Stage) -> None:
    active_today(play, "ann")
    play.pass_time(days=1)
    play.command("ann", "/pause 2026-11-23")
    play.pass_time(days=2)
    assert streak_of(play, "ann") == 1
    play.pass_time(days=1)
    assert streak_of(play, "ann") == 0


def test_a_holiday_is_never_set_backwards(play: Stage) -> None:
    active_today(play, "ann")
    play.pass_time(days=2)
    play.command("ann", "/pause 2026-11-25")
    assert streak_of(play, "ann") == 0
    assert "is over" in play.command("ann", "/pause 2026-11-22").notices[0]


def test_what_is_done_on_holiday_counts(play: Stage) -> None:
    active_today(play, "ann")
    play.command("ann", "/pause 2026-11-25")
    play.pass_time(days=2)
    active_today(play, "ann")
    assert streak_of(play, "ann") == 2


def test_a_holiday_lasts_sixty_days_running_at_most(play: Stage) -> None:
    active_today(play, "ann")
    assert "up to 2027-01-19" in play.command("ann", "/pause 2027-01-20").notices[0]
    assert "(60 days with today)" in play.command("ann", "/pause").screens[0].body
    play.pass_time(days=60)
    assert "away for 60 days running" in play.command("ann", "/pause").notices[0]
    assert streak_of(play, "ann") == 1
    play.pass_time(days=1)
    assert "(60 days with today)" in play.command("ann", "/pause").screens[0].body
    assert streak_of(play, "ann") == 0


def test_a_holiday_may_be_made_longer_shorter_and_ended(play: Stage) -> None:
    active_today(play, "ann")
    play.pass_time(days=1)
    play.command("ann", "/pause 2026-11-24")
    play.command("ann", "/pause 2026-11-30")
    play.pass_time(days=5)
    assert streak_of(play, "ann") == 1
    play.command("ann", "/pause 2026-11-28")
    play.press("ann", "End holiday")
    assert "not on holiday" in play.command("ann", "/resume").notices[0]
    assert streak_of(play, "ann") == 1
    play.pass_time(days=1)
    assert streak_of(play, "ann") == 0


@pytest.mark.parametrize("line", ["/pause 2026-13-01", "/pause tomorrow", "/pause 2020-01-01", "/pause 9999-12-31"])
def test_a_date_that_does_not_fit_is_refused(play: Stage, line: str) -> None:
    play.in_private("ann")
    (notice,) = play.command("ann", line).notices
    assert "/pause" in notice or "2026-11-20" in notice or "begins today" in notice
    assert "not on holiday" in play.command("ann", "/resume").notices[0]


# ---- a place


def test_a_manager_is_asked_whose_holiday_and_others_get_their_own(play: Stage) -> None:
    play.set_up("09:00")
    asked = manage(play, Pause()).screens[0]
    assert [button.label for button in asked.buttons] == ["This place", "Only me"]
    assert play.command("ann", "/pause").screens[0].title == "✅ You are on holiday"
    play.press("owner", "Only me")
    assert play.screen("owner").title == "✅ You are on holiday"
    asked = manage(play, Resume()).screens[0]
    assert [button.label for button in asked.buttons] == ["This place", "Only me"]


def test_a_place_on_holiday_gets_no_post_and_shields_its_members(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/daily")
    answer(play, "ann")
    manage(play, PausePlace(20261124))
    for _ in range(4):
        play.pass_time(days=1)
    assert states(play) == {
        21: PostState.CLOSED,
        22: PostState.MISSED,
        23: PostState.MISSED,
        24: PostState.MISSED,
        25: PostState.POSTED,
    }
    play.command("ann", "/daily")
    answer(play, "ann")
    assert streak_of(play, "ann") == 2
    calendar = play.command("ann", "/streak why").screens[0].body
    assert "Tue 24 Nov: shielded, the community was on holiday" in calendar


def test_a_pause_without_an_end_lasts_until_somebody_ends_it(play: Stage) -> None:
    play.set_up("09:00")
    said = manage(play, Pause()).screens[0]
    assert said.title == "Pause what?"
    manage(play, PausePlace())
    play.pass_time(days=1)
    play.pass_time(days=1)
    body = manage(play, ShowSetUp()).screens[0].body
    assert "**Paused** by those who manage it. Go on with /resume." in body
    assert set(states(play).values()) == {PostState.MISSED}
    assert "goes on here" in manage(play, ResumePlace()).notices[0]
    play.pass_time(days=1)
    assert states(play)[24] is PostState.POSTED
    assert "Nothing is paused here" in manage(play, ResumePlace()).notices[0]


def test_a_place_that_goes_on_in_mid_day_posts_the_next_date_only(play: Stage) -> None:
    play.set_up("09:00")
    manage(play, PausePlace())
    play.pass_time(days=1, hours=1)
    manage(play, ResumePlace())
    play.pass_time(hours=1)
    assert states(play) == {22: PostState.MISSED}
    play.pass_time(hours=22)
    assert states(play) == {22: PostState.MISSED, 23: PostState.POSTED}


def test_setting_up_again_ends_the_holiday(play: Stage) -> None:
    play.set_up("09:00")
    manage(play, PausePlace())
    play.set_up("10:00")
    play.pass_time(hours=1)
    assert states(play) == {21: PostState.POSTED}


def test_only_managers_pause_a_place_and_only_their_own(play: Stage) -> None:
    play.set_up("09:00")
    assert "Only those who manage" in play.act("ann", PausePlace()).notices[0]
    assert "Only those who manage" in play.act("ann", ResumePlace()).notices[0]
    play.in_place("owner", Place(PLATFORM, "market", "village"))
    assert "no daily challenge in this place" in manage(play, PausePlace()).notices[0]
    play.in_square("owner")
    assert "is over" in manage(play, PausePlace(20261101)).notices[0]
    play.pass_time(days=1)
    assert states(play) == {22: PostState.POSTED}


def test_a_place_that_the_platform_paused_can_be_taken_up_by_hand(play: Stage) -> None:
    play.set_up("09:00")
    play.arrange(lambda work: work.communities.pause(1, "No permission."))
    play.pass_time(days=1)
    manage(play, ResumePlace())
    play.tick()
    assert states(play) == {22: PostState.POSTED}


def test_a_holiday_of_a_place_that_quorum_was_removed_from_books_nothing_of_the_time_away(play: Stage) -> None:
    play.set_up("09:00")
    play.arrange(lambda work: community.leave(PLATFORM, SQUARE.community, play.now, work))
    play.pass_time(days=3, hours=1)
    manage(play, PausePlace())
    assert states(play) == {}


def test_the_holiday_of_one_place_is_not_that_of_another(play: Stage) -> None:
    play.set_up("09:00")
    play.in_place("owner", Place(PLATFORM, "lane", "town"))
    play.set_up("09:00")
    manage(play, PausePlace())
    play.in_square("owner")
    play.pass_time(days=1)
    assert states(play) == {22: PostState.POSTED}

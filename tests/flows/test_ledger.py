"""The ledger: every date of a place ends as posted and closed, or without a post and with the true reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flows.script import answer, changed, restage, streak_of
from stage import PLATFORM, SQUARE, Answered, Stage

from bot.actions import Action
from bot.commands import read_line
from bot.community import handlers as community
from bot.community.actions import PostNow, ShowSetUp
from bot.daily.actions import PostWhatIsOwed
from bot.daily.rules import Posting, PostState
from bot.daily.upkeep import mend_timers, places_without_timer
from bot.events import Place
from bot.ports import UnitOfWork
from bot.screens import Screen
from scheduler.timers import run_due_timers

SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (21, 22, 23))


def ledger(play: Stage, place: Place = SQUARE) -> dict[date, Posting]:
    """The rows of a place by date."""
    known = play.look(lambda work: work.communities.daily_place_at(place))
    assert known is not None
    return {one.on: one for one in play.look(lambda work: work.ledger.booked(known.id))}


def states(play: Stage) -> dict[int, PostState]:
    """Day of the month -> state, for the square."""
    return {on.day: posting.state for on, posting in sorted(ledger(play).items())}


def manage(play: Stage, action: Action) -> Answered:
    """A manager acts in the square."""
    return play.act("owner", action, may_manage=True)


def status(play: Stage) -> Screen:
    """What /setup status shows to a manager."""
    return manage(play, ShowSetUp()).screens[0]


# ---- states


def test_a_date_goes_from_planned_to_claimed_to_posted_to_closed_each_with_its_instant(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    planned = ledger(play)[SATURDAY]
    assert (planned.state, planned.booked_at, planned.claimed_at) == (PostState.PLANNED, play.now, None)
    play.posts.delays = lambda delivery: True
    play.pass_time(minutes=1)
    claimed = ledger(play)[SATURDAY]
    assert (claimed.state, claimed.claimed_at, claimed.posted_at) == (PostState.CLAIMED, play.now, None)
    play.posts.delays = lambda delivery: False
    play.pass_time(minutes=1)
    open_now = ledger(play)[SATURDAY]
    assert (open_now.state, open_now.posted_at, open_now.closed_at) == (PostState.POSTED, play.now, None)
    play.pass_time(hours=24)
    closed = ledger(play)[SATURDAY]
    assert (closed.state, closed.closed_at) == (PostState.CLOSED, play.now)
    assert [closed.booked_at, closed.posted_at] == [planned.booked_at, open_now.posted_at]


def test_what_the_platform_did_not_take_inside_the_window_is_missed_and_never_comes_late(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.posts.delays = lambda delivery: True
    for _ in range(6):
        play.pass_time(hours=1)
    play.posts.delays = lambda delivery: False
    play.pass_time(minutes=1)
    assert play.days_posted == []
    row = ledger(play)[SATURDAY]
    assert row.state is PostState.MISSED
    assert "never confirmed until the window" in row.reason
    play.pass_time(hours=18)
    assert play.days_posted == ["Sun 22 Nov"]


def test_what_got_through_late_says_so(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.posts.delays = lambda delivery: True
    play.pass_time(minutes=1)
    play.posts.delays = lambda delivery: False
    play.pass_time(minutes=30)
    assert "Posted late" in play.post.fine_print


def test_an_outbox_that_stood_still_beyond_the_window_sends_nothing(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.pass_time(hours=6, minutes=1)
    assert play.days_posted == []
    assert "did not run, or could not reach the platform" in ledger(play)[SATURDAY].reason


def test_an_outage_beyond_the_window_between_booking_and_sending_is_missed_and_shields(play: Stage) -> None:
    play.set_up("09:00")
    play.pass_time(days=1)
    play.command("ann", "/daily")
    answer(play, "ann")
    play.now += timedelta(days=1)
    play.run(run_due_timers(play.engine, lambda: play.now))  # booked, and then the process is gone
    play.restart()
    play.pass_time(hours=6, minutes=1)
    assert play.days_posted == ["Sun 22 Nov"]
    assert states(play)[23] is PostState.MISSED
    play.pass_time(hours=18)
    play.command("ann", "/daily")
    answer(play, "ann")
    assert play.days_posted == ["Sun 22 Nov", "Tue 24 Nov"]
    assert streak_of(play, "ann") == 2


def test_a_refused_post_waits_in_the_ledger_and_is_missed_when_the_next_one_is_due(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.posts.refuses = lambda delivery: delivery.place == SQUARE
    play.tick()
    assert states(play) == {21: PostState.PLANNED}
    play.pass_time(hours=24)
    assert states(play) == {21: PostState.MISSED, 22: PostState.PLANNED}
    assert ledger(play)[SATURDAY].reason == "The room was deleted."


def test_a_place_that_is_back_inside_the_window_gets_its_post_once(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.posts.refuses = lambda delivery: delivery.place == SQUARE
    play.tick()
    play.posts.refuses = lambda delivery: False
    for minutes in (30, 31):
        play.pass_time(minutes=minutes)
        resume(play)
        play.tick()
    assert states(play) == {21: PostState.POSTED}
    assert [day for day in play.days_posted if "Sat" in day] == ["Sat 21 Nov"]


def test_a_date_that_falls_due_in_a_pause_is_caught_up_when_the_place_is_back_in_time(play: Stage) -> None:
    play.set_up("12:00")
    pause(play, "No permission.")
    play.pass_time(hours=3)
    assert (states(play), play.days_posted) == ({21: PostState.PLANNED}, [])
    play.pass_time(hours=2)
    resume(play)
    play.tick()
    assert play.days_posted == ["Sat 21 Nov"]
    assert "Posted late" in play.post.fine_print


def test_a_date_that_falls_due_in_a_pause_is_missed_when_the_place_is_back_too_late(play: Stage) -> None:
    play.set_up("12:00")
    pause(play, "No permission.")
    play.pass_time(hours=10)
    resume(play)
    play.tick()
    assert (states(play), play.days_posted) == ({21: PostState.MISSED}, [])
    play.pass_time(hours=17)
    assert play.days_posted == ["Sun 22 Nov"]


def test_a_question_that_left_before_the_post_leaves_a_missed_date(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    challenge = play.look(lambda work: work.challenges.on(SATURDAY))
    assert challenge is not None
    restage(play, changed(play.content, lambda one: None if one.id == challenge.question_id else one))
    play.tick()
    assert play.days_posted == []
    assert "left the library" in ledger(play)[SATURDAY].reason


# ---- dates that are left out


def test_a_date_that_the_zone_does_not_have_is_skipped_and_shields(play: Stage) -> None:
    play.now = datetime(2011, 12, 28, 20, tzinfo=UTC)  # Wednesday 10:00 in Apia
    play.set_up("09:00", "Pacific/Apia", post_now=True)
    play.tick()
    play.command("ann", "/daily")
    answer(play, "ann")
    for _ in range(2):
        play.pass_time(hours=24)
    assert states(play) == {
        28: PostState.CLOSED,
        29: PostState.CLOSED,
        30: PostState.SKIPPED,
        31: PostState.POSTED,
    }
    assert "leaves this date out" in ledger(play)[date(2011, 12, 30)].reason
    assert outages(play, "ann") == {date(2011, 12, 30)}


def test_a_place_moved_over_the_date_line_skips_a_date_and_gets_every_other_once(play: Stage) -> None:
    play.now = datetime(2026, 11, 20, 19, tzinfo=UTC)  # Friday 09:00 in Honolulu
    play.set_up("09:00", "Pacific/Honolulu", post_now=True)
    play.command("ann", "/help")
    play.command("ann", "/lesson")
    play.tick()
    play.pass_time(hours=6)
    play.set_up("09:00", "Pacific/Kiritimati")  # Saturday 15:00 there
    play.pass_time(hours=18)
    play.pass_time(hours=24)
    assert states(play) == {
        20: PostState.CLOSED,
        21: PostState.SKIPPED,
        22: PostState.CLOSED,
        23: PostState.POSTED,
    }
    assert "were changed" in ledger(play)[SATURDAY].reason
    assert outages(play, "ann") == {SATURDAY}


def test_a_place_moved_back_over_the_date_line_posts_no_date_again(play: Stage) -> None:
    play.now = datetime(2026, 11, 20, 19, tzinfo=UTC)
    play.set_up("09:00", "Pacific/Kiritimati", post_now=True)  # Saturday 09:00 there
    play.tick()
    play.pass_time(hours=1)
    play.set_up("09:00", "Pacific/Honolulu")  # Friday 10:00 there
    play.pass_time(hours=23)  # Saturday 09:00 in Honolulu
    assert play.days_posted == ["Sat 21 Nov"]
    play.pass_time(hours=24)
    assert play.days_posted == ["Sat 21 Nov", "Sun 22 Nov"]


def test_a_date_left_out_by_a_change_may_be_posted_by_hand(play: Stage) -> None:
    play.set_up("23:00")
    play.pass_time(hours=1)
    offered = play.set_up("09:59").screens[0]
    assert states(play) == {21: PostState.SKIPPED}
    assert any(button.label == "Post one now" for button in offered.buttons)
    manage(play, PostNow(1))
    play.tick()
    assert play.days_posted == ["Sat 21 Nov"]
    assert "posted here already" in manage(play, PostNow(1)).notices[0]


def test_dates_of_weekdays_without_a_post_are_in_no_ledger(play: Stage) -> None:
    play.command("owner", "/help")
    play.act("owner", set_up_on("mon,wed"), "UTC", may_manage=True)
    play.pass_time(days=2)
    play.pass_time(days=1)
    assert states(play) == {23: PostState.POSTED}


def test_weekdays_set_by_mistake_cost_no_post(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/lesson")
    play.act("owner", set_up_on("mon"), "UTC", may_manage=True)
    assert (states(play), outages(play, "ann")) == ({21: PostState.POSTED}, set())
    play.set_up("09:00")
    play.pass_time(days=1)
    assert play.days_posted == ["Sat 21 Nov", "Sun 22 Nov"]


def test_a_time_set_by_mistake_costs_no_post_and_no_date_is_posted_twice(play: Stage) -> None:
    play.set_up("10:00")
    play.set_up("08:00")
    assert states(play) == {21: PostState.SKIPPED}
    play.set_up("10:00")
    play.pass_time(hours=1)
    assert play.days_posted == ["Sat 21 Nov"]
    play.set_up("08:00")
    play.set_up("12:00")
    play.pass_time(hours=2)
    play.pass_time(hours=24)
    assert play.days_posted == ["Sat 21 Nov", "Sun 22 Nov"]


def test_a_date_left_out_stays_so_when_settings_change_again_after_its_time(play: Stage) -> None:
    play.set_up("23:00")
    play.command("ann", "/lesson")
    for wall in ("08:00", "08:30"):
        play.set_up(wall)
        assert (states(play), outages(play, "ann")) == ({21: PostState.SKIPPED}, {SATURDAY})


@pytest.mark.parametrize("comes_back", [True, False])
def test_the_time_in_which_a_place_was_taken_away_is_in_no_ledger(play: Stage, comes_back: bool) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/lesson")
    play.arrange(lambda work: community.leave(PLATFORM, "town", play.now, work))
    play.pass_time(days=30, hours=1)
    if comes_back:
        play.arrange(lambda work: community.arrive(SQUARE, play.now, work))
    play.set_up("08:00")
    assert (states(play), outages(play, "ann")) == ({21: PostState.CLOSED}, set())
    play.pass_time(days=1)
    assert play.post_day == "Tue 22 Dec"


# ---- what is owed does not depend on timers alone


@pytest.mark.parametrize("late", [None, timedelta(days=400)])
def test_a_timer_that_is_lost_or_late_is_mended(play: Stage, late: timedelta | None) -> None:
    play.set_up("09:00")
    timer = PostWhatIsOwed(1)
    play.arrange(lambda work: work.timers.set(timer, play.now + late) if late else work.timers.cancel(timer))
    play.pass_time(days=1)
    assert play.days_posted == []
    found = play.look(lambda work: places_without_timer(play.now, work))
    assert found == [1]
    play.arrange(lambda work: mend_timers(found, play.now, work))
    play.tick()
    assert play.days_posted == ["Sun 22 Nov"]
    assert play.look(lambda work: places_without_timer(play.now, work)) == []


def test_a_place_that_was_taken_away_needs_no_timer(play: Stage) -> None:
    play.set_up("09:00")
    play.arrange(lambda work: community.leave(PLATFORM, "town", play.now, work))
    assert play.look(lambda work: places_without_timer(play.now, work)) == []


# ---- the status page


def test_the_status_shows_settings_next_post_and_the_last_days(play: Stage) -> None:
    play.set_up("09:00", "Europe/Berlin", window_hours=3)
    play.pass_time(days=1)
    play.pass_time(days=1, hours=5)
    body = status(play).body
    assert "Every day at **09:00** (Europe/Berlin), up to 3 hours late." in body
    assert f"<t:{int(datetime(2026, 11, 24, 8, tzinfo=UTC).timestamp())}>" in body
    assert "- Mon 23 Nov: missed: Quorum was not running" in body
    assert "- Sun 22 Nov: posted <t:" in body


def test_the_status_names_a_pause_and_other_places(play: Stage) -> None:
    play.set_up("09:00")
    play.in_place("owner", Place(PLATFORM, "lane", "town"))
    play.set_up("10:00")
    play.in_square("owner")
    pause(play, "Quorum may not post in #square.")
    page = status(play)
    assert "**Paused:** Quorum may not post in #square." in page.body
    assert "1 other place" in page.fine_print


def test_the_status_is_for_managers_and_says_where_nothing_is_set_up(play: Stage) -> None:
    assert "No daily challenge here yet" in status(play).title
    play.set_up("09:00")
    assert "Only those who manage" in play.act("ann", ShowSetUp()).notices[0]
    assert "Only those who manage" in play.command("ann", "/setup status").notices[0]
    assert "Only those who manage" in play.command("ann", "/setup").notices[0]


def outages(play: Stage, name: str) -> set[date]:
    """Dates that cost somebody nothing."""
    learner_id = play.learner_id(name)
    return set(play.look(lambda work: work.ledger.outages(learner_id)))


def pause(play: Stage, because: str) -> None:
    play.arrange(lambda work: work.communities.pause(1, because))


def resume(play: Stage) -> None:
    """The platform lets Quorum post in the square again."""

    def back(work: UnitOfWork) -> None:
        place = work.communities.daily_place(1)
        assert place is not None
        community.resume(place, play.now, work)

    play.arrange(back)


def set_up_on(days: str) -> Action:
    """What /setup makes of weekdays."""
    return read_line(f"/setup 09:00 UTC {days}")[0]

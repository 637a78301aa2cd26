"""Setting up the daily challenge of a community, and changing it in mid-day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from flows.script import date_of
from stage import SQUARE, Answered, Stage

from bot.calendar import local_date, zone_of
from bot.community.actions import SetUp, ShowSetUp
from bot.events import Event, Place, User


def set_up_as(play: Stage, name: str, action: SetUp, zone: str, *, may_manage: bool = True) -> Answered:
    """Somebody sets up where she is."""
    return Answered(play.run(play.engine.handle(play.event(name, action, zone, may_manage=may_manage))))


def dates_posted(play: Stage) -> list[str]:
    """Dates of the challenges that were posted anew, in order."""
    return [date_of(screen) for delivery, screen in play.posts.carried if not delivery.is_revision]


def test_a_manager_sets_up_and_is_told_time_and_zone(play: Stage) -> None:
    (said,) = play.set_up("07:05", "Europe/Berlin").screens
    assert "**07:05** (Europe/Berlin)" in said.body
    play.pass_time(hours=21, minutes=4)
    assert dates_posted(play) == []
    play.pass_time(minutes=1)
    assert dates_posted(play) == ["Sun 22 Nov"]


def test_only_those_who_manage_may_set_up(play: Stage) -> None:
    answered = set_up_as(play, "ann", SetUp(540, 6, 1, 1), "UTC", may_manage=False)
    assert "Only those who manage this community" in answered.notices[0]
    play.tick()
    assert play.posts.carried == []
    assert play.look(lambda work: work.communities.of(SQUARE)) is None


def test_others_cannot_change_what_was_set_up(play: Stage) -> None:
    play.set_up("09:00")
    set_up_as(play, "ann", SetUp(0, 168, 0, 1), "Asia/Tokyo", may_manage=False)
    play.pass_time(hours=24)
    assert dates_posted(play) == ["Sun 22 Nov"]


def test_a_private_chat_is_no_community(play: Stage) -> None:
    play.in_private("ann")
    assert "in a server or a group" in set_up_as(play, "ann", SetUp(540, 6, 1, 1), "UTC").notices[0]
    play.tick()
    assert play.posts.carried == []


@pytest.mark.parametrize(
    "action",
    [SetUp(-1, 6, 1, 1), SetUp(24 * 60, 6, 1, 1), SetUp(540, 0, 1, 1), SetUp(540, 169, 1, 1), SetUp(10**17, 6, 1, 1)],
    ids=str,
)
def test_a_time_or_window_out_of_range_is_refused(play: Stage, action: SetUp) -> None:
    assert "00:00 to 23:59" in set_up_as(play, "owner", action, "UTC").notices[0]
    play.tick()
    assert play.posts.carried == []


def test_an_unknown_zone_is_refused(play: Stage) -> None:
    for zone in ("", "Mars/Base", "../etc/passwd", "Europe", "\x00", "x" * 5000, "/etc/localtime"):
        assert "No time zone is called that" in set_up_as(play, "owner", SetUp(540, 6, 1, 1), zone).notices[0], zone
    play.tick()
    assert play.posts.carried == []


def test_setting_up_again_replaces_the_time(play: Stage) -> None:
    play.set_up("09:00")
    play.set_up("15:00")
    play.pass_time(hours=6)
    assert dates_posted(play) == ["Sat 21 Nov"]
    play.pass_time(hours=18)
    assert dates_posted(play) == ["Sat 21 Nov"]
    play.pass_time(hours=6)
    assert dates_posted(play) == ["Sat 21 Nov", "Sun 22 Nov"]


def test_posting_the_first_one_now_leaves_one_post_for_the_date(play: Stage) -> None:
    play.set_up("12:00", post_now=True)
    (said,) = play.set_up("12:30", post_now=True).screens
    assert "**12:30** (UTC)" in said.body
    assert "on its way" not in said.body
    play.tick()
    play.pass_time(hours=10)
    assert dates_posted(play) == ["Sat 21 Nov"]
    play.pass_time(hours=17, minutes=30)
    assert dates_posted(play) == ["Sat 21 Nov", "Sun 22 Nov"]


def test_a_zone_change_after_the_post_brings_no_second_post_for_the_date(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.pass_time(hours=1)
    play.set_up("09:00", "America/New_York")  # 09:00 there is 14:00 here, of the same date
    play.pass_time(hours=12)
    assert dates_posted(play) == ["Sat 21 Nov"]
    play.pass_time(hours=16)
    assert dates_posted(play) == ["Sat 21 Nov", "Sun 22 Nov"]


def test_the_next_post_named_is_of_a_date_that_has_none_yet(play: Stage) -> None:
    sunday = int(datetime(2026, 11, 22, 18, tzinfo=UTC).timestamp())
    named = f"The next one comes <t:{sunday}>"
    assert named in play.set_up("18:00", post_now=True).screens[0].body
    play.tick()
    assert named in play.set_up("18:00").screens[0].body
    assert named in play.act("owner", ShowSetUp(), may_manage=True).screens[0].body


def test_nothing_is_late_because_of_a_change(play: Stage) -> None:
    play.set_up("23:00")
    play.pass_time(hours=1)
    play.set_up("09:59")  # a minute ago
    play.pass_time(hours=1)
    assert dates_posted(play) == []
    play.pass_time(hours=23)
    assert dates_posted(play) == ["Sun 22 Nov"]
    assert "late" not in play.post.fine_print


def test_an_open_challenge_closes_with_the_next_post_after_a_change(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.set_up("20:00")
    play.pass_time(hours=34, minutes=59)
    assert len(play.posts.carried) == 1
    play.pass_time(minutes=1)
    keys = [(delivery.key, delivery.is_revision) for delivery, _ in play.posts.carried]
    assert keys == [("daily:1", False), ("daily:1", True), ("daily:2", False)]


def test_every_place_has_its_own_time_and_the_same_question(play: Stage) -> None:
    play.set_up("12:00")
    play.in_place("owner", Place("stage", "market", "village"))
    play.set_up("18:00", "Asia/Tokyo")  # 09:00 here: comes tomorrow, for Sunday there
    play.pass_time(hours=3)
    play.pass_time(hours=21)
    first, second = (screen for delivery, screen in play.posts.carried if not delivery.is_revision)
    assert "Sat 21 Nov" in f"{first.context} {first.title}"
    assert second.title.endswith("Sun 22 Nov")
    play.pass_time(hours=3)
    assert [delivery.place.id for delivery, screen in play.posts.carried if screen.body == second.body] == [
        "market",
        "square",
    ]


ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu")


@pytest.mark.parametrize("seed", range(6))
def test_however_often_zone_and_time_change_no_date_is_posted_twice(
    stage_on: Callable[[str], Stage], sqlite_url: str, seed: int
) -> None:
    play, random = stage_on(sqlite_url), Random(seed)
    play.now = datetime(2026, 10, 20, tzinfo=UTC)
    for _ in range(60):
        if random.random() < 0.4:
            wall = f"{random.randrange(24):02}:{random.randrange(60):02}"
            play.set_up(wall, random.choice(ZONES), post_now=random.random() < 0.3)
        play.pass_time(hours=random.choice([0, 1, 5, 13, 30]), minutes=random.randrange(60))
        play.tick()
    posted = Counter(dates_posted(play))
    assert len(posted) > 5
    assert set(posted.values()) == {1}
    place = play.look(lambda work: work.communities.daily_place_at(SQUARE))
    assert place is not None
    ledger = play.look(lambda work: work.ledger.booked(place.id))
    still_open = [one.on for one in ledger if one.state.is_live and one.closed_at is None]
    assert len(still_open) <= 1
    assert not any(one.state.is_undecided for one in ledger)
    assert max(one.on for one in ledger) <= local_date(play.now + timedelta(days=1), zone_of("UTC"))


def test_a_place_set_up_by_a_second_manager_stays_one_place(play: Stage) -> None:
    play.set_up("09:00")
    event = Event(SetUp(600, 6, 1, 0), User("stage", "other", "other"), SQUARE, play.now, "UTC", may_manage=True)
    play.run(play.engine.handle(event))
    play.pass_time(hours=1)
    play.pass_time(hours=24)
    assert dates_posted(play) == ["Sat 21 Nov", "Sun 22 Nov"]

"""What becomes of a community's daily challenge when the platform refuses, takes or gives back its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from flows.script import answer, on_board, streak_of
from stage import PLATFORM, SQUARE, Answered, Posts, Stage

from adapters.outbox import Refused
from bot.community import handlers as community
from bot.community.actions import PostNow, SetUp
from bot.community.rules import DailyPlace
from bot.daily.rules import PostState
from bot.events import Event, Place, User
from bot.library import Content
from bot.ports import UnitOfWork
from bot.records import Delivery
from bot.screens import Screen

NOT_ALLOWED = "Quorum may not post in #square: it needs the permission Send Messages there."
NO_DIRECT = "This person takes no direct messages from Quorum."
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
MARKET = Place(PLATFORM, "market", "town")
OWNER = "@owner"


@dataclass
class Choosy(Posts):
    """A platform where some places are `closed`, each with the reason as a sentence; `refused` counts those."""

    closed: dict[str, str] = field(default_factory=dict)
    refused: int = 0

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        if because := self.closed.get(delivery.place.id):
            self.refused += 1
            raise Refused(because)
        return await super().carry(delivery, screen)


@pytest.fixture(params=["sqlite", "postgresql"])
def play(request: pytest.FixtureRequest, content: Content) -> Iterator[Stage]:
    """A stage on either database; on the one the process ends before every step."""
    is_file = request.param == "sqlite"
    stage = Stage(request.getfixturevalue(f"{'sqlite' if is_file else 'postgres'}_url"), content, restarts=is_file)
    yield stage
    stage.close()


@pytest.fixture
def posts(play: Stage) -> Choosy:
    """The platform, which accepts everything at first; the square has its first challenge."""
    choosy = Choosy()
    play.posts = choosy
    play.set_up("09:00", post_now=True)
    play.tick()
    return choosy


def found(work: UnitOfWork, at: Place = SQUARE) -> DailyPlace:
    """The daily place as it is stored."""
    place = work.communities.daily_place_at(at)
    assert place is not None
    return place


def place_of(play: Stage, at: Place = SQUARE) -> DailyPlace:
    """A look at the daily place."""
    return play.look(lambda work: found(work, at))


def on_the_ledger(play: Stage) -> dict[int, tuple[PostState, str]]:
    """State and reason by the day of the month."""
    place = place_of(play)
    return {one.on.day: (one.state, one.reason) for one in play.look(lambda work: work.ledger.booked(place.id))}


def posted(posts: Choosy, at: Place = SQUARE) -> list[str]:
    """Keys of what was posted anew at a place."""
    return [delivery.key for delivery, _ in posts.carried if not delivery.is_revision and delivery.place.id == at.id]


def resume(play: Stage) -> None:
    """The platform takes messages in the square again."""
    play.arrange(lambda work: community.resume(found(work), play.now, work))
    play.tick()


def leave(play: Stage) -> None:
    """Quorum is removed from the town."""
    play.arrange(lambda work: community.leave(PLATFORM, SQUARE.community, play.now, work))
    play.tick()


def arrive(play: Stage, at: Place = SQUARE) -> None:
    """Quorum is added to a community, where it may write at that place."""
    play.arrange(lambda work: community.arrive(at, play.now, work))
    play.tick()


# ---- refused


def test_a_refused_post_pauses_the_place_and_keeps_its_settings(play: Stage, posts: Choosy) -> None:
    before = place_of(play)
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    after = place_of(play)
    assert after.paused_because == NOT_ALLOWED
    assert (after.zone, after.wall, after.window, after.set_by) == (before.zone, before.wall, before.window, "owner")
    assert posted(posts) == ["daily:1"]


def test_whoever_set_it_up_is_told_in_private_what_is_missing(play: Stage, posts: Choosy) -> None:
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    play.tick()
    (told,) = [screen for delivery, screen in posts.carried if delivery.place.id == OWNER]
    assert NOT_ALLOWED in told.body
    assert "/setup" in told.body
    for _ in range(3):
        play.pass_time(hours=24)
    assert len(posted(posts, Place(PLATFORM, OWNER))) == 1


def test_a_paused_place_is_not_tried_again(play: Stage, posts: Choosy) -> None:
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    assert (refused := posts.refused)
    for _ in range(3):
        play.pass_time(hours=7)
    assert posts.refused == refused


def test_dates_of_a_pause_are_missed_with_its_reason_and_shield_streaks(play: Stage, posts: Choosy) -> None:
    play.pass_time(hours=24)
    play.command("ann", "/daily")
    answer(play, "ann")
    play.arrange(lambda work: work.communities.pause(found(work).id, NOT_ALLOWED))
    play.pass_time(hours=24)
    play.pass_time(hours=24)
    assert on_the_ledger(play)[23] == (PostState.MISSED, NOT_ALLOWED)
    play.pass_time(hours=24)
    assert on_the_ledger(play)[24] == (PostState.MISSED, NOT_ALLOWED)
    play.command("ann", "/daily")
    answer(play, "ann")
    assert streak_of(play, "ann") == 2
    assert "Mon 23 Nov: shielded" in play.command("ann", "/streak why").screens[0].body


def test_the_others_go_on(play: Stage, posts: Choosy) -> None:
    for at in (MARKET, Place(PLATFORM, "green", "village")):
        play.in_place("owner", at)
        play.set_up("09:00")
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    assert len(posted(posts, MARKET)) == 1
    assert len(posted(posts, Place(PLATFORM, "green"))) == 1
    assert place_of(play, MARKET).paused_because == ""


def test_an_owner_who_takes_no_private_messages_is_told_in_the_place(play: Stage, posts: Choosy) -> None:
    posts.closed |= {"square": NOT_ALLOWED, OWNER: NO_DIRECT}
    play.pass_time(hours=24)
    del posts.closed["square"]
    play.tick()
    play.tick()
    delivery, screen = posts.carried[-1]
    assert delivery.place == SQUARE
    assert NOT_ALLOWED in screen.body


def test_refused_there_too_it_is_left_at_that(play: Stage, posts: Choosy) -> None:
    posts.closed |= {"square": NOT_ALLOWED, OWNER: NO_DIRECT}
    play.pass_time(hours=24)
    play.tick()  # the notice in private
    play.tick()  # the notice in the place
    refused = posts.refused
    for _ in range(3):
        play.pass_time(hours=7)
        play.tick()
    assert posts.refused == refused
    assert [delivery.key for delivery, _ in posts.carried] == ["daily:1"]
    assert place_of(play).paused_because == NOT_ALLOWED


def test_a_notice_that_is_no_longer_true_is_not_sent(play: Stage, posts: Choosy) -> None:
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    del posts.closed["square"]
    resume(play)
    assert posted(posts, Place(PLATFORM, OWNER)) == []
    assert posted(posts) == ["daily:1", "daily:2"]


# ---- resumed


def test_inside_the_window_the_refused_post_comes_once(play: Stage, posts: Choosy) -> None:
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    del posts.closed["square"]
    play.pass_time(hours=5, minutes=59)
    resume(play)
    resume(play)
    assert posted(posts) == ["daily:1", "daily:2"]
    assert on_the_ledger(play)[22][0] is PostState.POSTED
    assert place_of(play).paused_because == ""
    play.pass_time(hours=18, minutes=1)
    assert posted(posts) == ["daily:1", "daily:2", "daily:3"]


def test_beyond_the_window_the_refused_post_is_missed_with_a_reason(play: Stage, posts: Choosy) -> None:
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    del posts.closed["square"]
    play.pass_time(hours=6, minutes=1)
    resume(play)
    state, reason = on_the_ledger(play)[22]
    assert state is PostState.MISSED
    assert "window" in reason
    play.pass_time(hours=17, minutes=59)
    assert posted(posts) == ["daily:1", "daily:3"]


def test_a_missed_date_after_a_pause_shields_streaks(play: Stage, posts: Choosy) -> None:
    play.command("ann", "/daily")
    answer(play, "ann")
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    del posts.closed["square"]
    play.pass_time(hours=7)
    resume(play)
    play.pass_time(hours=17)
    play.command("ann", "/daily")
    answer(play, "ann")
    assert streak_of(play, "ann") == 2


def test_setting_up_again_ends_a_pause(play: Stage, posts: Choosy) -> None:
    posts.closed["square"] = NOT_ALLOWED
    play.pass_time(hours=24)
    del posts.closed["square"]
    play.set_up("11:00")
    play.tick()
    assert place_of(play).paused_because == ""
    assert posted(posts) == ["daily:1", "daily:2"]
    play.pass_time(hours=26)
    assert posted(posts) == ["daily:1", "daily:2", "daily:3"]


def test_a_place_that_is_not_paused_is_left_as_it_is(play: Stage, posts: Choosy) -> None:
    before = place_of(play)
    resume(play)
    assert place_of(play) == before
    assert posted(posts) == ["daily:1"]


# ---- taken away and given back


def test_where_quorum_was_removed_nothing_is_owed_and_everything_kept(play: Stage, posts: Choosy) -> None:
    play.command("ann", "/daily")
    answer(play, "ann")
    leave(play)
    carried = len(posts.carried)
    for _ in range(3):
        play.pass_time(hours=24)
    assert [delivery.key for delivery, _ in posts.carried[carried:] if not delivery.is_revision] == []
    assert "removed" in place_of(play).paused_because
    assert 21 in on_the_ledger(play)
    assert on_board(play, "ann") == ["🥇 **ann** — 10"]


def test_added_again_the_next_date_comes_and_nothing_of_the_time_away(play: Stage, posts: Choosy) -> None:
    before = place_of(play)
    leave(play)
    play.pass_time(hours=75)
    arrive(play)
    assert posted(posts) == ["daily:1"]
    assert set(on_the_ledger(play)) == {21}
    after = place_of(play)
    assert (after.zone, after.wall, after.paused_because) == (before.zone, before.wall, "")
    play.pass_time(hours=21)
    assert set(on_the_ledger(play)) == {21, 25}
    assert len(posted(posts)) == 2


def test_every_place_of_a_community_leaves_and_comes_back_with_it(play: Stage, posts: Choosy) -> None:
    play.in_place("owner", MARKET)
    play.set_up("12:00")
    leave(play)
    play.pass_time(hours=24)
    assert posted(posts, MARKET) == []
    arrive(play)
    play.pass_time(hours=3)
    play.pass_time(hours=21)
    assert len(posted(posts, MARKET)) == 1
    assert len(posted(posts)) == 2


def test_another_community_stays_when_one_leaves(play: Stage, posts: Choosy) -> None:
    village = Place(PLATFORM, "green", "village")
    play.in_place("owner", village)
    play.set_up("09:00")
    leave(play)
    play.pass_time(hours=24)
    assert len(posted(posts, village)) == 1


def test_a_new_community_is_welcomed_and_a_known_one_is_not(play: Stage, posts: Choosy) -> None:
    village = Place(PLATFORM, "green", "village")
    arrive(play, village)
    (welcome,) = [screen for delivery, screen in posts.carried if delivery.place == village]
    assert "/setup" in welcome.body
    before = len(posts.carried)
    arrive(play)
    arrive(play, Place(PLATFORM, "", "hamlet"))  # where nothing may be written
    assert len(posts.carried) == before


def test_a_lost_place_can_be_set_up_again(play: Stage, posts: Choosy) -> None:
    play.arrange(lambda work: community.lose(found(work), "The channel was deleted.", play.now, work))
    play.pass_time(hours=24)
    assert posted(posts) == ["daily:1"]
    assert place_of(play).paused_because == "The channel was deleted."
    play.set_up("10:00")
    play.pass_time(hours=1)
    assert len(posted(posts)) == 2


# ---- posting now


def post_now(play: Stage, place_id: int, at: Place, *, may_manage: bool) -> Answered:
    """Somebody presses a button that posts at once, real or forged."""
    event = Event(PostNow(place_id), User(PLATFORM, "eve", "eve"), at, play.now, "", may_manage)
    return Answered(play.run(play.engine.handle(event)))


@pytest.fixture
def without_post(play: Stage) -> int:
    """The id of a daily place that has no post today."""
    play.set_up("12:00")
    return place_of(play).id


def test_who_manages_the_community_posts_once(play: Stage, without_post: int) -> None:
    assert "on its way" in post_now(play, without_post, SQUARE, may_manage=True).notices[0]
    assert "already" in post_now(play, without_post, SQUARE, may_manage=True).notices[0]
    play.tick()
    play.pass_time(hours=4)
    assert len(play.posts.carried) == 1


@pytest.mark.parametrize(
    ("at", "may_manage", "said"),
    [
        (SQUARE, False, "Only those who manage"),
        (Place(PLATFORM, "green", "village"), True, "no daily challenge here"),
        (Place(PLATFORM, "private eve"), True, "no daily challenge here"),
        (Place("elsewhere", "square", "town"), True, "no daily challenge here"),
    ],
    ids=["without rights", "from another community", "from a private chat", "from another platform"],
)
def test_a_forged_press_posts_nothing(play: Stage, without_post: int, at: Place, may_manage: bool, said: str) -> None:
    assert said in post_now(play, without_post, at, may_manage=may_manage).notices[0]
    assert "no daily challenge here" in post_now(play, 999, SQUARE, may_manage=True).notices[0]
    play.tick()
    assert play.posts.carried == []
    assert on_the_ledger(play) == {}


def test_a_paused_place_posts_nothing_and_says_why(play: Stage, without_post: int) -> None:
    play.arrange(lambda work: work.communities.pause(without_post, NOT_ALLOWED))
    assert NOT_ALLOWED in post_now(play, without_post, SQUARE, may_manage=True).notices[0]
    play.tick()
    assert play.posts.carried == []


def test_what_quorum_lacks_is_named_and_nothing_is_stored(play: Stage) -> None:
    event = play.event("owner", SetUp(540, 6, 1, 1), "UTC", may_manage=True)
    lacking = replace(event, lacks=("Send Messages", "Attach Files"))
    (said,) = Answered(play.run(play.engine.handle(lacking))).notices
    assert "Send Messages, Attach Files" in said
    assert play.look(lambda work: work.communities.of(SQUARE)) is None


def test_each_post_calls_the_role_that_was_chosen(stage_on: Callable[[str], Stage], sqlite_url: str) -> None:
    play = stage_on(sqlite_url)
    event = play.event("owner", SetUp(540, 6, 1, 1), "UTC", may_manage=True)
    play.run(play.engine.handle(replace(event, role="4242")))
    play.tick()
    assert play.post.mention == "4242"
    play.command("ann", "/daily")
    assert play.screen("ann").mention == ""

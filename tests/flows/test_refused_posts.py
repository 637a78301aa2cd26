"""A post that the platform never took: its date was missed, with the reason, and costs nobody a streak."""

from __future__ import annotations

from dataclasses import dataclass

from flows.script import answer, streak_of
from stage import SQUARE, Posts, Stage

from adapters.outbox import Refused
from bot.daily.rules import PostState
from bot.records import Delivery
from bot.screens import Screen

WHY = "Quorum may not post in #square: it needs the permission Send Messages there."


@dataclass
class Shut(Posts):
    """A platform that takes nothing while it is shut."""

    is_shut: bool = False

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        if self.is_shut and not delivery.place.is_private:
            raise Refused(WHY)
        return await super().carry(delivery, screen)


def test_a_post_refused_until_it_closes_was_missed_and_shields_the_streak(play: Stage) -> None:
    posts = Shut()
    play.posts = posts
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/daily")
    answer(play, "ann")
    posts.is_shut = True
    play.pass_time(days=1)
    play.pass_time(days=1)
    place = play.look(lambda work: work.communities.daily_place_at(SQUARE))
    assert place is not None
    booked = {one.on.day: one for one in play.look(lambda work: work.ledger.booked(place.id))}
    assert booked[22].state is PostState.MISSED
    assert booked[22].reason == WHY
    play.command("ann", "/daily")
    answer(play, "ann")
    assert streak_of(play, "ann") == 2


def test_whoever_set_it_up_is_told_why_in_private(play: Stage) -> None:
    posts = Shut(is_shut=True)
    play.posts = posts
    play.set_up("09:00", post_now=True)
    play.tick()
    play.tick()
    (notice,) = [screen for delivery, screen in posts.carried if delivery.place.id == "@owner"]
    assert WHY in notice.body

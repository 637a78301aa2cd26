"""What the platform never took: a post is missed with the reason and costs no streak, a closing is made up for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flows.script import answer, streak_of
from stage import SQUARE, Posts, Stage

from adapters.outbox import Refused
from bot.community import handlers as community
from bot.daily.rules import PostState
from bot.ports import UnitOfWork
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


@pytest.mark.parametrize("again", ["allowed", "set up"])
def test_a_closing_that_was_refused_is_drawn_once_when_the_place_is_back(play: Stage, again: str) -> None:
    posts = Shut()
    play.posts = posts
    play.set_up("09:00", post_now=True)
    play.tick()
    posts.is_shut = True
    play.pass_time(days=1)
    posts.is_shut = False
    play.pass_time(hours=7)
    for _ in range(2):
        if again == "set up":
            play.set_up("09:00")
        else:
            play.arrange(lambda work: come_back(play, work))
        play.tick()
    (closing,) = [screen for delivery, screen in posts.carried if delivery.key == "daily:1" and delivery.is_revision]
    assert "Sat 21 Nov: the answer is" in closing.title


def come_back(play: Stage, work: UnitOfWork) -> None:
    """The platform takes messages in the square again."""
    place = work.communities.daily_place_at(SQUARE)
    assert place is not None
    community.resume(place, play.now, work)

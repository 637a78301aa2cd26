"""A channel that was deleted while Quorum ran: its dates are missed and cost no streak until another is set up."""

from __future__ import annotations

from flows.script import answer, streak_of
from stage import PLATFORM, SQUARE, Stage

from bot.community import handlers as community
from bot.daily.rules import PostState
from bot.events import Place
from bot.ports import UnitOfWork

DELETED = "The channel was deleted."


def begin(play: Stage) -> None:
    """The square has its first challenge, ann answers it, then the channel is deleted."""
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/daily")
    answer(play, "ann")

    def lose(work: UnitOfWork) -> None:
        place = work.communities.daily_place_at(SQUARE)
        assert place is not None
        community.lose(place, DELETED, play.now, work)

    play.arrange(lose)
    play.tick()


def booked(play: Stage) -> dict[int, tuple[PostState, str]]:
    """State and reason in the ledger of the square by the day of the month."""
    rows = play.look(lambda work: work.ledger.booked(1))
    return {one.on.day: (one.state, one.reason) for one in rows}


def test_its_dates_are_missed_with_that_reason_and_shield_streaks(play: Stage) -> None:
    begin(play)
    assert DELETED in play.post.body
    assert "missed dates break no streak" in play.post.body
    for _ in range(3):
        play.pass_time(days=1)
    assert booked(play)[22] == booked(play)[23] == (PostState.MISSED, DELETED)
    play.in_private("ann")
    play.command("ann", "/daily")
    answer(play, "ann")
    assert streak_of(play, "ann") == 2


def test_it_shields_no_more_once_another_channel_is_set_up(play: Stage) -> None:
    begin(play)
    play.pass_time(hours=1)
    play.in_place("owner", Place(PLATFORM, "market", "town"))
    play.set_up("09:00")
    for _ in range(3):
        play.pass_time(days=1)
    assert set(booked(play)) == {21}
    assert streak_of(play, "ann") == 0

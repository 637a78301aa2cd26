"""The outbox: what is owed is sent once and confirmed; a sender that fails or dies is stood in for after its lease."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flows.script import answer, changed, restage
from stage import PLATFORM, SQUARE, Posts, Stage

from adapters.outbox import CLAIMED_AT_ONCE, LEASE, MOST_NOT_TAKEN, NotTaken, Outbox
from bot.daily.handlers import REDRAW_AFTER
from bot.daily.rules import PostState
from bot.errors import Busy
from bot.events import Place
from bot.library import Content
from bot.ports import UnitOfWork
from bot.records import Delivery
from bot.screens import Screen
from scheduler.timers import run_due_timers

MOMENT = timedelta(seconds=1)


@dataclass
class Torn(Posts):
    """A carrier that breaks at the deliveries of some numbers, counted from 1; `after` it sent them, or before."""

    breaks_at: tuple[int, ...] = ()
    after: bool = False
    tried: int = 0

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        self.tried += 1
        is_broken = self.tried in self.breaks_at
        if is_broken and not self.after:
            raise ConnectionError("the line is torn")
        sent = await super().carry(delivery, screen)
        if is_broken:
            raise ConnectionError("the answer was lost")
        return sent


@dataclass
class Busybody(Posts):
    """A carrier during whose work something happens, once."""

    meanwhile: list[Callable[[], Awaitable[object]]] = field(default_factory=list)

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        if self.meanwhile:
            await self.meanwhile.pop()()
        return await super().carry(delivery, screen)


@dataclass
class Picky(Posts):
    """A carrier whose platform does not take so many messages for a community, for reasons of its own."""

    times: int = 0
    tried: int = 0

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        if not delivery.place.is_private and self.tried < self.times:
            self.tried += 1
            raise NotTaken("odd form")
        return await super().carry(delivery, screen)


@pytest.fixture
def play(stage_on: Callable[[str], Stage], sqlite_url: str) -> Stage:
    """A stage whose community is owed a post."""
    stage = stage_on(sqlite_url)
    stage.set_up(post_now=True)
    return stage


def deliver(play: Stage, carrier: Posts) -> list[Delivery]:
    """What one round of the outbox carries."""
    before = len(carrier.carried)
    play.run(Outbox(play.engine, carrier, lambda: play.now).deliver())
    return [delivery for delivery, _ in carrier.carried[before:]]


def rows(play: Stage) -> list[tuple[str, int, bool]]:
    """Message id, attempts and whether it is confirmed, of every delivery."""
    with sqlite3.connect(play.url.removeprefix("sqlite:///")) as connection:
        found = connection.execute("SELECT message_id, attempts, delivered_at FROM deliveries ORDER BY id").fetchall()
    connection.close()
    return [(message_id, attempts, delivered_at is not None) for message_id, attempts, delivered_at in found]


def state_of_post(play: Stage) -> PostState:
    """Where today's posting of the square stands."""

    def look(work: UnitOfWork) -> PostState:
        place = work.communities.daily_place_at(SQUARE)
        assert place is not None
        return work.ledger.booked(place.id)[0].state

    return play.look(look)


def more_places(play: Stage, count: int) -> None:
    """Other places of the town that are owed a post too."""
    for number in range(count):
        play.in_place("owner", Place(PLATFORM, f"lane {number}", "town"))
        play.set_up(post_now=True)


# ---- once


def test_a_post_is_sent_once_and_confirmed_with_its_message(play: Stage) -> None:
    posts = Posts()
    assert [delivery.place for delivery in deliver(play, posts)] == [SQUARE]
    assert rows(play) == [("message 1", 1, True)]
    assert state_of_post(play) is PostState.POSTED
    for wait in (MOMENT, LEASE, timedelta(hours=1)):
        play.now += wait
        assert deliver(play, posts) == []


def test_a_restart_sends_nothing_again(play: Stage) -> None:
    posts = Posts()
    deliver(play, posts)
    play.restart()
    play.now += LEASE
    assert deliver(play, posts) == []


def test_what_is_owed_on_another_platform_is_left_alone(play: Stage) -> None:
    assert deliver(play, Posts(platform="elsewhere")) == []
    assert rows(play) == [(None, 0, False)]
    assert len(deliver(play, Posts())) == 1


def test_two_outboxes_at_the_same_time_send_each_post_once(play: Stage) -> None:
    more_places(play, 9)
    posts = Posts()

    async def together() -> None:
        await asyncio.gather(*(Outbox(play.engine, posts, lambda: play.now).deliver() for _ in range(4)))

    play.run(together())
    assert sorted(delivery.id for delivery, _ in posts.carried) == list(range(1, 11))


def test_more_than_one_round_holds_is_sent_once_by_the_next_rounds(play: Stage) -> None:
    more_places(play, CLAIMED_AT_ONCE + 4)
    posts = Posts()
    assert len(deliver(play, posts)) == CLAIMED_AT_ONCE
    assert len(deliver(play, posts)) == 5
    assert deliver(play, posts) == []
    ids = [delivery.id for delivery, _ in posts.carried]
    assert sorted(ids) == list(range(1, CLAIMED_AT_ONCE + 6))


# ---- failures


def test_a_post_that_failed_is_tried_again_after_its_lease_and_not_before(play: Stage) -> None:
    torn = Torn(breaks_at=(1,))
    deliver(play, torn)
    assert rows(play) == [(None, 1, False)]
    assert state_of_post(play) is PostState.CLAIMED
    play.now += LEASE - MOMENT
    assert deliver(play, torn) == []
    play.now += MOMENT
    assert [delivery.attempts for delivery in deliver(play, torn)] == [2]
    assert rows(play) == [("message 1", 2, True)]


def test_a_failure_in_the_middle_holds_up_no_other_and_is_made_up_for_alone(play: Stage) -> None:
    more_places(play, 3)
    torn = Torn(breaks_at=(2,))
    deliver(play, torn)
    assert sum(confirmed for _, _, confirmed in rows(play)) == 3
    assert deliver(play, torn) == []
    play.now += LEASE
    assert [delivery.attempts for delivery in deliver(play, torn)] == [2]
    assert [confirmed for _, _, confirmed in rows(play)] == [True] * 4


def test_failing_again_and_again_waits_one_lease_each_time(play: Stage) -> None:
    torn = Torn(breaks_at=(1, 2, 3))
    for _ in range(3):
        deliver(play, torn)
        assert deliver(play, torn) == []
        play.now += LEASE
    assert [delivery.attempts for delivery in deliver(play, torn)] == [4]


def test_a_post_whose_answer_was_lost_keeps_its_number_when_it_is_sent_again(play: Stage) -> None:
    torn = Torn(breaks_at=(1,), after=True)
    deliver(play, torn)
    play.now += LEASE
    deliver(play, torn)
    assert [(delivery.id, delivery.attempts) for delivery, _ in torn.carried] == [(1, 1), (1, 2)]


def test_a_claim_of_a_dead_process_is_taken_again(play: Stage) -> None:
    claimed = play.arrange(lambda work: work.deliveries.claim(PLATFORM, play.now, play.now + LEASE, 10))
    assert len(claimed) == 1
    play.restart()
    posts = Posts()
    assert deliver(play, posts) == []
    play.now += LEASE
    assert [delivery.id for delivery in deliver(play, posts)] == [claimed[0].id]


def test_a_try_that_takes_longer_than_its_lease_is_not_made_again_once_it_came_to_its_end(play: Stage) -> None:
    again: list[asyncio.Task[None]] = []

    async def lease_runs_out() -> None:
        play.now += LEASE
        again.append(asyncio.ensure_future(outbox.deliver()))
        for _ in range(10):  # the second claim is stored before these come back
            await play.engine.run(lambda work: None)

    posts = Busybody(meanwhile=[lease_runs_out])
    outbox = Outbox(play.engine, posts, lambda: play.now)

    async def both() -> None:
        await outbox.deliver()
        await again[0]

    play.run(both())
    assert rows(play) == [("message 1", 2, True)]
    assert len(posts.carried) == 1


def test_a_process_that_ends_between_sending_and_confirming_confirms_nothing(play: Stage) -> None:
    posts = Busybody(meanwhile=[play.engine.close])
    with pytest.raises(Busy):
        deliver(play, posts)
    assert rows(play) == [(None, 1, False)]
    assert state_of_post(play) is PostState.CLAIMED


# ---- what is not taken


def paused(play: Stage) -> str:
    """Why the square is paused."""
    place = play.look(lambda work: work.communities.daily_place_at(SQUARE))
    assert place is not None
    return place.paused_because


def again_and_again(play: Stage, carrier: Posts) -> None:
    """One outbox tries as often as it likes."""
    outbox = Outbox(play.engine, carrier, lambda: play.now)
    for _ in range(MOST_NOT_TAKEN + 2):
        play.run(outbox.deliver())
        play.now += LEASE


def test_a_post_that_is_never_taken_is_refused_and_its_owner_told(play: Stage) -> None:
    picky = Picky(times=99)
    again_and_again(play, picky)
    assert picky.tried == MOST_NOT_TAKEN
    assert paused(play) == "The platform did not take this message (odd form)."
    ((delivery, notice),) = picky.carried
    assert delivery.place.id == "@owner"
    assert "(odd form)" in notice.body


def test_a_post_that_is_taken_in_the_end_stands_once(play: Stage) -> None:
    picky = Picky(times=MOST_NOT_TAKEN - 1)
    again_and_again(play, picky)
    assert [delivery.place for delivery, _ in picky.carried] == [SQUARE]
    assert state_of_post(play) is PostState.POSTED
    assert paused(play) == ""


def test_a_redraw_that_is_never_taken_is_given_up_and_pauses_nothing(play: Stage) -> None:
    deliver(play, Posts())
    play.command("ann", "/daily")
    answer(play, "ann")
    picky = Picky(times=99)
    again_and_again(play, picky)
    assert picky.tried == MOST_NOT_TAKEN
    assert paused(play) == ""
    play.command("ben", "/daily")
    answer(play, "ben")
    play.now += REDRAW_AFTER
    assert [delivery.message_id for delivery in deliver(play, Posts())] == ["message 1"]


# ---- revisions


def test_many_answers_wait_as_one_revision(play: Stage) -> None:
    posts = Posts()
    deliver(play, posts)
    for number in range(12):
        play.command(f"learner {number}", "/daily")
        answer(play, f"learner {number}", right=number % 2 == 0)
    assert deliver(play, posts) == []
    play.now += REDRAW_AFTER
    assert [delivery.is_revision for delivery in deliver(play, posts)] == [True]
    assert "12 answered" in posts.carried[-1][1].fine_print
    assert deliver(play, posts) == []


def test_an_answer_while_a_revision_is_sent_is_shown_by_another_one(play: Stage) -> None:
    deliver(play, Posts())
    for name in ("ann", "ben"):
        play.command(name, "/daily")
    answer(play, "ann")
    play.now += REDRAW_AFTER
    gives_up = play.event("ben", play.button("ben", "Show me").action)
    posts = Busybody(meanwhile=[lambda: play.engine.handle(gives_up)])
    deliver(play, posts)
    play.now += REDRAW_AFTER
    deliver(play, posts)
    assert [screen.fine_print.partition(" answered")[0][-1] for _, screen in posts.carried] == ["1", "2"]
    assert deliver(play, posts) == []


def test_each_place_has_a_revision_of_its_own(play: Stage) -> None:
    more_places(play, 2)
    posts = Posts()
    deliver(play, posts)
    play.command("ann", "/daily")
    answer(play, "ann")
    play.now += REDRAW_AFTER
    revised = deliver(play, posts)
    assert len({delivery.place for delivery in revised}) == len(revised) == 3


# ---- what is drawn


def test_the_screen_is_drawn_from_the_state_at_sending_time(play: Stage) -> None:
    play.command("ann", "/daily")
    answer(play, "ann")
    posts = Posts()
    deliver(play, posts)
    assert "1 answered" in posts.carried[0][1].fine_print


def test_a_post_that_gets_through_only_after_its_window_is_missed_and_not_sent(play: Stage) -> None:
    deliver(play, Torn(breaks_at=(1,)))
    play.now += timedelta(hours=6, minutes=1)
    posts = Posts()
    assert deliver(play, posts) == []
    assert state_of_post(play) is PostState.MISSED
    play.now += LEASE
    assert deliver(play, posts) == []


def without(content: Content, question_id: str) -> Content:
    """The library after a question left it."""
    return changed(content, lambda one: None if one.id == question_id else one)


def question_of_today(play: Stage) -> str:
    challenge = play.look(lambda work: work.challenges.on(play.now.date()))
    assert challenge is not None
    return challenge.question_id


def test_a_board_whose_question_is_gone_is_settled_without_a_message(play: Stage) -> None:
    restage(play, without(play.content, question_of_today(play)))
    posts = Posts()
    assert deliver(play, posts) == []
    assert rows(play) == [("", 1, True)]
    play.now += LEASE
    assert deliver(play, posts) == []


def test_a_gone_question_does_not_keep_other_posts_back(play: Stage) -> None:
    gone = question_of_today(play)
    play.now += timedelta(days=1)
    play.run(run_due_timers(play.engine, lambda: play.now))
    restage(play, without(play.content, gone))
    posts = Posts()
    assert len(deliver(play, posts)) == 1
    assert "Sun 22 Nov" in posts.carried[0][1].title
    assert all(confirmed for _, _, confirmed in rows(play))

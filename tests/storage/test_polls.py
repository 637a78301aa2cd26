"""What is known of polls, and votes that are kept until it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.servers import Store

from bot.events import User
from bot.polls import Vote

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
STAGE = "stage"


def vote(name: str, slot: int, at: datetime = NOW) -> Vote:
    """Somebody's vote."""
    return Vote(User(STAGE, name, name), slot, at)


def test_a_poll_is_known_by_its_platform_and_id(store: Store) -> None:
    with store.write() as work:
        work.polls.keep(STAGE, "7", "quizstep:100", "12")
        work.polls.keep(STAGE, "8", "quizstep:100", "13")
        work.polls.keep(STAGE, "7", "quizstep:200", "14")
    assert store.read(lambda work: work.polls.key(STAGE, "7")) == "quizstep:100"
    assert store.read(lambda work: work.polls.key("other", "7")) == ""
    assert sorted(store.read(lambda work: work.polls.messages(STAGE, "quizstep:100"))) == ["12", "13"]
    assert store.read(lambda work: work.polls.messages(STAGE, "quizstep:200")) == []


def test_held_votes_come_back_once_the_first_of_each_in_order(store: Store) -> None:
    with store.write() as work:
        work.polls.hold("7", vote("ben", 2, NOW + timedelta(seconds=1)))
        work.polls.hold("7", vote("ann", 1))
        work.polls.hold("7", vote("ann", 3, NOW + timedelta(seconds=2)))
        work.polls.hold("8", vote("ann", 0))
    with store.write() as work:
        held = work.polls.held(STAGE, "7")
        assert [(one.user.id, one.user.name, one.slot, one.at) for one in held] == [
            ("ann", "ann", 1, NOW),
            ("ben", "ben", 2, NOW + timedelta(seconds=1)),
        ]
        assert work.polls.held(STAGE, "7") == []
        assert len(work.polls.held(STAGE, "8")) == 1


def test_votes_of_polls_that_nobody_knows_go_after_a_day(store: Store) -> None:
    with store.write() as work:
        work.polls.hold("7", vote("ann", 1))
        work.polls.hold("8", vote("ann", 1, NOW + timedelta(days=1, seconds=1)))
        assert work.polls.held(STAGE, "7") == []

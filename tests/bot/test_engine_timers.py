"""Timers in the engine: done once, never lost, never in the hands of people."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from stage import Stage

from bot.actions import Action
from bot.daily.actions import CloseChallenge, PostWhatIsOwed
from bot.daily.rules import PostState
from bot.engine import RETRY_TIMER_AFTER
from bot.errors import Refusal
from bot.library import Content, Library, Question


class TornLibrary(Library):
    """A library with a bug."""

    def active_questions(self, wanted: object = None) -> Iterator[Question]:
        raise RuntimeError("the shelf is torn")


class LockedLibrary(Library):
    """A library that refuses."""

    def active_questions(self, wanted: object = None) -> Iterator[Question]:
        raise Refusal("The shelf is locked. Come back later.")


@pytest.fixture
def torn_stage(sqlite_url: str, content: Content) -> Iterator[Stage]:
    """A place whose next post meets a bug."""
    stage = Stage(sqlite_url, replace(content, library=TornLibrary(**{**vars(content.library), "calendar": {}})))
    yield stage
    stage.close()


def test_a_timer_whose_step_is_refused_is_postponed_too(sqlite_url: str, content: Content) -> None:
    stage = Stage(sqlite_url, replace(content, library=LockedLibrary(**{**vars(content.library), "calendar": {}})))
    stage.set_up("10:00")
    stage.pass_time(hours=1)
    assert stage.look(lambda work: work.timers.when(PostWhatIsOwed(1))) == stage.now + RETRY_TIMER_AFTER
    stage.close()


def test_a_timer_whose_step_has_a_bug_is_postponed_and_not_lost(
    torn_stage: Stage, content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    torn_stage.set_up("10:00")
    due = torn_stage.now + timedelta(hours=1)

    def bugs() -> int:
        return sum(record.name == "bot.engine" for record in caplog.records)

    with caplog.at_level(logging.ERROR):
        torn_stage.pass_time(hours=1)
        assert bugs() == 1
        assert torn_stage.look(lambda work: work.timers.when(PostWhatIsOwed(1))) == due + RETRY_TIMER_AFTER
        torn_stage.pass_time(minutes=4, seconds=59)
        assert bugs() == 1
        torn_stage.pass_time(seconds=1)
        assert bugs() == 2
    assert not torn_stage.posts.carried
    torn_stage.content = content
    torn_stage.restart()
    torn_stage.pass_time(minutes=5)
    (posting,) = torn_stage.look(lambda work: work.ledger.booked(1))
    assert (posting.on, posting.due_at) == (due.date(), due)
    assert len(torn_stage.posts.carried) == 1
    torn_stage.pass_time(hours=1)
    assert len(torn_stage.posts.carried) == 1


@pytest.fixture
def town(sqlite_url: str, content: Content) -> Iterator[Stage]:
    """A place with an open challenge."""
    stage = Stage(sqlite_url, content)
    stage.set_up("09:00", post_now=True)
    stage.tick()
    yield stage
    stage.close()


def test_a_timer_is_gone_once_its_step_is_done(town: Stage) -> None:
    town.pass_time(hours=24)
    assert town.look(lambda work: work.timers.when(CloseChallenge(1))) is None
    assert town.look(lambda work: work.timers.due(town.now, 10)) == []
    assert len([1 for delivery, _ in town.posts.carried if not delivery.is_revision]) == 2


@pytest.mark.parametrize("forged", [CloseChallenge(1), PostWhatIsOwed(1)])
def test_what_only_the_clock_may_do_is_refused_to_people(town: Stage, forged: Action) -> None:
    """A link with any token in it can be made by anybody; it must not close a challenge before its time."""
    before = town.look(lambda work: (work.ledger.booked(1), work.timers.when(forged)))
    answered = town.act("mallory", forged)
    assert len(answered.notices) == 1
    assert "nothing changed" in answered.notices[0]
    assert town.look(lambda work: (work.ledger.booked(1), work.timers.when(forged))) == before
    assert before[0][0].state is PostState.POSTED
    town.tick()
    assert len(town.posts.carried) == 1


def test_one_answer_of_thirty_at_once_counts(town: Stage) -> None:
    town.command("ann", "/daily")
    press = town.event("ann", town.button("ann", "A").action)
    answered = town.together(*[press] * 30)
    refused = [one.notices for one in answered if one.notices]
    assert len(refused) == 29
    assert all("Your first answer counts: A" in notices[0] for notices in refused)
    assert sum(town.look(lambda work: work.answers.split("challenge", 1)).values()) == 1

"""A message that Telegram took and did not confirm: people go on with it before Quorum looks for it."""

from __future__ import annotations

import pytest
from e2e.telegram_chats import Json, buttons
from e2e.telegram_evening import Evening
from e2e.telegram_quiz import lobby, newest, vote
from e2e.telegram_service import Fault
from flows.script import asking_only, of_kind

from adapters.outbox import LEASE
from bot.events import Place
from bot.library import Content, QuestionKind

PLATFORM = "telegram"


@pytest.fixture
def asked(content: Content) -> Content:
    """Every question is answered with one press."""
    return asking_only(content, of_kind(QuestionKind.SINGLE))


@pytest.fixture
def group(evening: Evening, ann: int, ben: int) -> int:
    """A group of both with a welcome."""
    group = evening.do(lambda: evening.service.group("supergroup", ben, owner=ann))
    evening.tick()
    return group


def lose(evening: Evening, group: int, method: str = "sendMessage") -> None:
    """The answer to the next message is lost."""
    evening.service.faults = [Fault(method, "reset", group, after=True)]


def look(evening: Evening) -> None:
    """The message is looked for, then what waits for it comes."""
    evening.tick(seconds=LEASE.total_seconds() + 1)
    evening.tick(seconds=3)
    evening.tick(seconds=3)


def shown(evening: Evening, group: int, text: str) -> list[Json]:
    """The messages of a group with that text."""
    return [one for one in evening.service.shown(group) if text in str(one.get("text"))]


def labels(message: Json) -> list[str]:
    """What stands on the buttons of a message."""
    return [button["text"] for button in buttons(message)]


def test_a_question_that_closed_meanwhile_is_shown_once(evening: Evening, ann: int, ben: int, group: int) -> None:
    lobby(evening, ann, group, ben)
    lose(evening, group)
    evening.press(ann, "Start")
    evening.tick()
    evening.restart()
    for person in (ann, ben):
        evening.press(person, "A", group)
    look(evening)
    (question,) = shown(evening, group, "Question 1 of 3")
    assert "the answer is" in question["text"]
    assert labels(question) == ["Read the lesson"]


def test_a_poll_that_is_over_meanwhile_is_closed_and_its_votes_count(
    evening: Evening, ann: int, ben: int, group: int
) -> None:
    lobby(evening, ann, group, ben, at_once=True)
    lose(evening, group, "sendPoll")
    evening.press(ann, "Start")
    evening.tick()
    poll = newest(evening, group)
    evening.restart()
    vote(evening, ann, poll)
    evening.press(ann, "Next", group)
    look(evening)
    assert poll["poll"]["is_closed"]
    assert shown(evening, group, "Question 1 of 3") == []
    evening.press(ann, "More", group)
    evening.press(ann, "End")
    evening.tick()
    assert "Ann — 1" in newest(evening, group)["text"]


def test_after_a_restart_nothing_overtakes_a_message_in_doubt(evening: Evening, ann: int, group: int) -> None:
    place = Place(PLATFORM, str(group), str(group))
    evening.arrange(lambda work: work.deliveries.add(place, "welcome:77", evening.now))
    evening.service.faults = [Fault("sendMessage", "reset", group)]
    evening.tick()
    evening.restart()
    lose(evening, group)
    evening.say(ann, "/quiz 3", group)
    evening.tick(seconds=1)
    evening.restart()
    look(evening)
    (lobby,) = shown(evening, group, "Quiz: Mixed")
    assert "Join" in labels(lobby)

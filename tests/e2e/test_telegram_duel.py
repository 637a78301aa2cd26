"""Duels in a Telegram group: a friend is replied to, linked or named, called by a link, and plays in private."""

from __future__ import annotations

import pytest
from e2e.telegram_chats import Json, buttons, payload
from e2e.telegram_evening import Evening
from flows.script import asking_only, of_kind

from bot.library import Content, QuestionKind


@pytest.fixture
def asked(content: Content) -> Content:
    """Every question is answered with one press."""
    return asking_only(content, of_kind(QuestionKind.SINGLE))


@pytest.fixture
def ann(evening: Evening) -> int:
    """Who challenges."""
    return evening.service.person("Ann", username="Ann_A")


@pytest.fixture
def ben(evening: Evening) -> int:
    """Who is challenged, and never opened the private chat."""
    return evening.service.person("Ben", started=False, username="Ben_B")


@pytest.fixture
def group(evening: Evening, ann: int, ben: int) -> int:
    """A group of both."""
    group = evening.do(lambda: evening.service.group("supergroup", ben, owner=ann))
    evening.tick()
    return group


def challenge(evening: Evening, ann: int, group: int, line: str = "/quiz 3", **more: int) -> Json:
    """Ann challenges; what stands in the group then."""
    assert "Challenge sent" in evening.say(ann, line, group, **more)
    evening.tick()
    return evening.service.shown(group)[-1]


def replied(evening: Evening, ann: int, ben: int, group: int) -> Json:
    """Ann replies to ben."""
    said = evening.do(lambda: evening.service.say(ben, "Who plays?", group))
    return challenge(evening, ann, group, reply_to=said)


def play_out(evening: Evening, person: int, answer: str) -> None:
    """Somebody answers all three in private."""
    for number in range(3):
        assert f"Question {number + 1} of 3" in evening.last(person)
        evening.press(person, answer)
        if number < 2:
            evening.press(person, "Next")
    evening.tick()


def links(message: Json) -> list[str]:
    """Where the links of a message lead."""
    return [entity["url"] for entity in message["entities"] if entity["type"] == "text_link"]


def test_who_is_replied_to_is_challenged_and_called(evening: Evening, ann: int, ben: int, group: int) -> None:
    offer = replied(evening, ann, ben, group)
    assert "Duel: Ann and Ben" in offer["text"]
    assert [button["text"] for button in buttons(offer)] == ["Accept", "Decline"]
    assert links(offer) == [f"tg://user?id={ben}"]


@pytest.mark.parametrize("restarts", [False, True])
def test_both_play_in_private_and_the_result_calls_both(
    evening: Evening, ann: int, ben: int, group: int, *, restarts: bool
) -> None:
    offer = replied(evening, ann, ben, group)
    door = evening.press(ben, "Accept", group, offer["message_id"])["url"]
    if restarts:
        evening.restart()
    evening.say(ben, f"/start {payload(door)}")
    play_out(evening, ben, "A")
    if restarts:
        evening.restart()
    evening.press(ann, "Play", group, offer["message_id"])
    play_out(evening, ann, "A")
    first, result = evening.service.shown(group)[-2:]
    assert first["message_id"] == offer["message_id"]
    assert "Both have played" in first["text"]
    assert buttons(first) == []
    assert "Duel result: a tie" in result["text"]
    assert links(result) == [f"tg://user?id={ann}", f"tg://user?id={ben}"]


def test_who_is_linked_is_challenged(evening: Evening, ann: int, ben: int, group: int) -> None:
    offer = challenge(evening, ann, group, "/quiz 3 Ben kafka", linking=ben)
    assert "Duel: Ann and Ben" in offer["text"]
    assert "Apache Kafka · 3 questions" in offer["text"]


def test_a_handle_means_who_has_it_now(evening: Evening, ann: int, ben: int, group: int) -> None:
    cho = evening.service.person("Cho", username="Cho_C")
    for person in (ben, cho):
        evening.say(person, "/lesson kafka", group)
    assert "knows nobody here by the name be." in evening.say(ann, "/quiz @be", group)
    offer = challenge(evening, ann, group, "/quiz @BEN_b 3")
    assert (links(offer), "Ben" in offer["text"]) == ([f"tg://user?id={ben}"], False)  # no name but the one typed
    evening.press(ann, "Take back")
    evening.service.people[ben]["username"] = "Benjamin"
    evening.service.people[cho]["username"] = "Ben_B"
    evening.say(cho, "/lesson kafka", group)
    assert links(challenge(evening, ann, group, "/quiz @ben_b 3")) == [f"tg://user?id={cho}"]


def test_it_is_declined_and_is_nobody_elses(evening: Evening, ann: int, ben: int, group: int) -> None:
    eve = evening.service.person("Eve")
    offer = replied(evening, ann, ben, group)
    number = offer["message_id"]
    assert "for Ben" in evening.press(eve, "Accept", group, number)["text"]
    assert "two others" in evening.press(eve, "Decline", group, number)["text"]
    assert "costs you nothing" in evening.press(ben, "Decline", group, number)["text"]
    evening.tick()
    closed = evening.service.shown(group)[-1]
    assert (closed["message_id"], buttons(closed), links(closed)) == (number, [], [])
    assert "was declined" in closed["text"]


def test_a_reply_to_a_bot_opens_a_quiz_for_all(evening: Evening, ann: int, ben: int, group: int) -> None:
    offer = replied(evening, ann, ben, group)
    evening.say(ann, "/quiz 3", group, reply_to=offer["message_id"])
    evening.tick()
    assert "1 joined: Ann" in evening.service.shown(group)[-1]["text"]

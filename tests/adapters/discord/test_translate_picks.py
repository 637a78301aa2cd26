"""What is picked on Discord: a friend to challenge, values of a menu, a value of an option."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from adapters.discord.translate import to_event
from bot.errors import Refusal
from bot.events import Event, User
from bot.group_quiz.actions import OpenQuiz, TypeAnswer
from bot.quiz.actions import ShowHistory

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
Payload = dict[str, Any]
Recorded = Callable[[str], Payload]
Received = Callable[[Payload], discord.Interaction[Any]]


def picked_friend(recorded: Recorded, received: Received, user: Payload, member: Payload) -> Event:
    """Ann challenges the user whom the interaction brings along."""
    payload = recorded("command in a server")
    payload["data"]["options"].append({"name": "with", "type": 6, "value": user["id"]})
    payload["data"]["resolved"] = {"users": {user["id"]: user}, "members": {user["id"]: member}}
    return to_event(received(payload), AT)[0]


@pytest.mark.parametrize(
    ("user", "member", "name"),
    [
        ({"global_name": "Ben Lee", "username": "ben"}, {"nick": "Benny"}, "Benny"),
        ({"global_name": "Ben Lee", "username": "ben"}, {"nick": None}, "Ben Lee"),
        ({"global_name": None, "username": "ben"}, {}, "ben"),
    ],
)
def test_a_picked_friend_comes_with_the_name_others_see(
    recorded: Recorded, received: Received, user: Payload, member: Payload, name: str
) -> None:
    event = picked_friend(recorded, received, {"id": "987654321098765499", **user}, member)
    assert isinstance(event.action, OpenQuiz)
    assert (event.text, event.friend) == ("caching-strategy", User("discord", "987654321098765499"))
    assert event.friend is not None
    assert event.friend.name == name


def test_a_bot_is_no_friend_and_without_one_there_is_none(recorded: Recorded, received: Received) -> None:
    with pytest.raises(Refusal, match="Bots do not play"):
        picked_friend(recorded, received, {"id": "987654321098765499", "username": "x", "bot": True}, {})
    assert to_event(received(recorded("command in a server")), AT)[0].friend is None


def test_a_friend_whom_the_interaction_does_not_bring_has_no_name(recorded: Recorded, received: Received) -> None:
    payload = recorded("command in a server")
    payload["data"]["options"].append({"name": "with", "type": 6, "value": "987654321098765499"})
    friend = to_event(received(payload), AT)[0].friend
    assert friend is not None
    assert friend.name == ""


def test_the_archive_is_a_value_of_the_command(recorded: Recorded, received: Received) -> None:
    payload = recorded("command in a server")
    payload["data"]["options"] = [{"name": "history", "type": 3, "value": "history"}]
    assert to_event(received(payload), AT)[0].action == ShowHistory()


def test_what_is_chosen_in_a_menu_comes_as_typed_text(recorded: Recorded, received: Received) -> None:
    payload = recorded("press on a post")
    payload["data"] |= {"component_type": 3, "custom_id": "group.type:7:2", "values": ["A", "C"]}
    event, _ = to_event(received(payload), AT)
    assert (event.action, event.text) == (TypeAnswer(7, 2), "A C")

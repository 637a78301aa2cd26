"""The command list: accepted by Discord, and sent only when what stands there is not what it should be.

Limits: https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Callable
from typing import Any

import discord
import pytest
import simcord

from adapters.discord.register import payloads, register
from adapters.discord.translate import QUIZ_ON_MESSAGE
from bot.commands import COMMANDS

CHAT, MESSAGE = 1, 3
STRING, INTEGER, USER, CHANNEL, ROLE = 3, 4, 6, 7, 8
NAME = re.compile(r"[-_a-z0-9]{1,32}")
IN_SERVERS, IN_DIRECT, IN_PRIVATE = 0, 1, 2
BY_SERVER, BY_USER = 0, 1

Payload = dict[str, Any]
CHAT_COMMANDS = [one for one in payloads() if one["type"] == CHAT]


def named(name: str) -> Payload:
    """The payload of a command."""
    return next(one for one in payloads() if one["name"] == name)


# ---- what Discord accepts


def test_every_command_and_the_context_menu_are_on_the_list_once() -> None:
    names = [(one["type"], one["name"]) for one in payloads()]
    assert sorted(names) == sorted([*((CHAT, one.name) for one in COMMANDS), (MESSAGE, QUIZ_ON_MESSAGE)])
    assert len(CHAT_COMMANDS) <= 100


@pytest.mark.parametrize("command", CHAT_COMMANDS, ids=lambda command: command["name"])
def test_names_and_descriptions_are_within_their_limits(command: Payload) -> None:
    for one in (command, *command["options"]):
        assert NAME.fullmatch(one["name"])
        assert 1 <= len(one["description"]) <= 100
        assert one["description"] == one["description"].strip()
    names = [option["name"] for option in command["options"]]
    assert len(set(names)) == len(names) <= 25


@pytest.mark.parametrize("command", CHAT_COMMANDS, ids=lambda command: command["name"])
def test_required_options_come_first(command: Payload) -> None:
    required = [option["required"] for option in command["options"]]
    assert required == sorted(required, reverse=True)


@pytest.mark.parametrize("command", CHAT_COMMANDS, ids=lambda command: command["name"])
def test_each_option_asks_for_what_its_type_knows(command: Payload) -> None:
    allowed = {
        STRING: {"choices", "autocomplete", "min_length", "max_length"},
        INTEGER: {"choices", "autocomplete", "min_value", "max_value"},
        CHANNEL: {"channel_types"},
        ROLE: set(),
        USER: set(),
    }
    for option in command["options"]:
        assert option.keys() <= {"type", "name", "description", "required"} | allowed[option["type"]]
        assert not (option.get("choices") and option.get("autocomplete"))
        choices = option.get("choices", [])
        assert len(choices) <= 25
        assert all(1 <= len(one["name"]) <= 100 and 1 <= len(one["value"]) <= 100 for one in choices)
        assert 1 <= option.get("max_length", 1) <= 6000
        assert option.get("min_value", 0) <= option.get("max_value", 2**53)


@pytest.mark.parametrize("command", CHAT_COMMANDS, ids=lambda command: command["name"])
def test_a_command_has_at_most_8000_characters(command: Payload) -> None:
    texts = [command["name"], command["description"]]
    for option in command["options"]:
        texts += [option["name"], option["description"]]
        texts += [text for one in option.get("choices", []) for text in (one["name"], one["value"])]
    assert sum(map(len, texts)) <= 8000


def test_the_context_menu_has_a_name_and_no_description() -> None:
    menu = named(QUIZ_ON_MESSAGE)
    assert 1 <= len(menu["name"]) <= 32
    assert not menu.get("description")
    assert not menu.get("options")


def test_learning_is_open_everywhere_and_to_both_installations() -> None:
    for command in payloads():
        if command["name"] != "setup":
            assert command["contexts"] == [IN_SERVERS, IN_DIRECT, IN_PRIVATE], command["name"]
            assert command["integration_types"] == [BY_SERVER, BY_USER], command["name"]
            assert command["default_member_permissions"] is None, command["name"]


def test_managing_is_offered_in_servers_to_those_who_manage_them() -> None:
    setup = named("setup")
    assert setup["contexts"] == [IN_SERVERS]
    assert setup["integration_types"] == [BY_SERVER]
    assert setup["default_member_permissions"] == str(1 << 5)


def test_what_is_being_typed_is_suggested_where_lists_are_long() -> None:
    suggesting = {
        f"{command['name']} {option['name']}"
        for command in CHAT_COMMANDS
        for option in command["options"]
        if option.get("autocomplete")
    }
    assert suggesting == {"lesson what", "quiz topic", "daily date", "setup zone"}


def test_ranges_are_those_of_the_core() -> None:
    (count,) = (option for option in named("quiz")["options"] if option["name"] == "count")
    (span,) = (one.span for command in COMMANDS for one in command.options if one.name == "count")
    assert (count["min_value"], count["max_value"]) == span


# ---- when it is sent

Stored = dict[tuple[str, int], Payload]


def registered_over(stored: list[Payload] | None, times: int = 1) -> tuple[list[bool], int, list[Payload]]:
    """Registers where these commands stand: whether each time had to, how often the list was sent, what stands then."""

    async def whole() -> tuple[list[bool], int, list[Payload]]:
        client = discord.Client(intents=discord.Intents(guilds=True))
        async with simcord.run(client) as world:
            backend = world.backend
            if stored is not None:
                backend.commands[None] = {(one["name"], one["type"]): one for one in stored}
            had_to = [await register(client) for _ in range(times)]
            sent = [one for one in world.http_requests if one.method == "PUT"]
            return had_to, len(sent), list(backend.commands[None].values())

    return asyncio.run(whole())


def as_discord_keeps_them(commands: list[Payload]) -> list[Payload]:
    """Commands as the service gives them back: with fields of its own, without what says nothing, in another order."""
    kept = []
    for number, one in enumerate(reversed(copy.deepcopy(commands))):
        options = [
            {name: value for name, value in option.items() if value is not False}
            for option in one.pop("options", None) or []
        ]
        added = {
            "id": str(1290000000000000000 + number),
            "application_id": "1040000000000000001",
            "version": "1290000000000000099",
            "description": one.get("description", ""),
            "name_localizations": None,
            "description_localizations": None,
            "dm_permission": one["contexts"] != [IN_SERVERS],
            "nsfw": False,
        }
        kept.append({**one, **added, **({"options": options} if options else {})})
    return kept


def test_the_list_is_sent_once() -> None:
    had_to, sent, standing = registered_over(None, times=3)
    assert had_to == [True, False, False]
    assert sent == 1
    assert {one["name"] for one in standing} == {one["name"] for one in payloads()}


def test_what_stands_there_as_it_should_is_left_alone() -> None:
    assert registered_over(as_discord_keeps_them(payloads()))[:2] == ([False], 0)


def _change(name: str, **fields: object) -> Callable[[list[Payload]], None]:
    def change(commands: list[Payload]) -> None:
        next(one for one in commands if one["name"] == name).update(fields)

    return change


def _change_option(command: str, option: str, **fields: object) -> Callable[[list[Payload]], None]:
    def change(commands: list[Payload]) -> None:
        (options,) = (one["options"] for one in commands if one["name"] == command)
        next(one for one in options if one["name"] == option).update(fields)

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda commands: commands.clear(), id="nothing stands there"),
        pytest.param(lambda commands: commands.pop(), id="one is missing"),
        pytest.param(lambda commands: commands.append({**commands[0], "name": "old"}), id="one is of an older version"),
        pytest.param(_change("daily", description="something else"), id="another description"),
        pytest.param(_change("daily", contexts=[0]), id="other contexts"),
        pytest.param(_change("daily", integration_types=[0]), id="other installations"),
        pytest.param(_change("setup", default_member_permissions=None), id="other permissions"),
        pytest.param(_change("lesson", options=[]), id="an option is missing"),
        pytest.param(_change_option("quiz", "count", max_value=99), id="another range"),
        pytest.param(_change_option("quiz", "topic", autocomplete=False), id="no suggestions"),
        pytest.param(_change_option("find", "words", required=False), id="no longer required"),
        pytest.param(_change_option("leaderboard", "period", choices=[]), id="other choices"),
        pytest.param(_change_option("setup", "channel", channel_types=[0]), id="other channels"),
    ],
)
def test_the_list_is_sent_when_something_in_it_changed(change: Callable[[list[Payload]], None]) -> None:
    stored = as_discord_keeps_them(payloads())
    change(stored)
    had_to, sent, standing = registered_over(stored, times=2)
    assert had_to == [True, False]
    assert sent == 1
    assert {one["name"] for one in standing} == {one["name"] for one in payloads()}


def test_options_in_another_order_are_a_change() -> None:
    stored = as_discord_keeps_them(payloads())
    (setup,) = (one for one in stored if one["name"] == "setup")
    setup["options"] = setup["options"][:2] + setup["options"][:1:-1]
    assert registered_over(stored)[0] == [True]

"""The public commands as Discord's command list, registered once and again only when they changed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

import discord

from adapters.discord.translate import QUIZ_ON_MESSAGE
from bot.commands import COMMANDS, Command, Option

log = logging.getLogger(__name__)

CHAT_COMMAND, MESSAGE_COMMAND = 1, 3
STRING, INTEGER, USER, CHANNEL, ROLE = 3, 4, 6, 7, 8
SERVER, BOT_CHAT, PRIVATE_CHANNEL = 0, 1, 2
IN_SERVER, WITH_USER = 0, 1
TEXT_CHANNELS = [0, 5, 11]
"""Text, announcement and public thread."""

Payload = dict[str, Any]


def payloads() -> list[Payload]:
    """All commands in the shape of the API."""
    return [*map(_chat_command, COMMANDS), _everywhere({"type": MESSAGE_COMMAND, "name": QUIZ_ON_MESSAGE})]


async def register(client: discord.Client) -> bool:
    """Registers the commands unless they stand there as they are; whether it had to."""
    application_id = client.application_id
    assert application_id is not None
    wanted = payloads()
    there = await client.http.get_global_commands(application_id)
    if _known(there) == _known(wanted):
        return False
    await client.http.bulk_upsert_global_commands(application_id, wanted)
    log.info("commands=%d registered", len(wanted))
    return True


def _chat_command(command: Command) -> Payload:
    payload: Payload = {
        "type": CHAT_COMMAND,
        "name": command.name,
        "description": command.summary,
        "options": [_option(option) for option in sorted(command.options, key=lambda one: not one.is_required)],
    }
    if command.is_for_managers:
        managers = str(discord.Permissions(manage_guild=True).value)
        return payload | {
            "default_member_permissions": managers,
            "integration_types": [IN_SERVER],
            "contexts": [SERVER],
        }
    return _everywhere(payload)


def _everywhere(payload: Payload) -> Payload:
    return payload | {
        "default_member_permissions": None,
        "integration_types": [IN_SERVER, WITH_USER],
        "contexts": [SERVER, BOT_CHAT, PRIVATE_CHANNEL],
    }


def _option(option: Option) -> Payload:
    payload: Payload = {"name": option.name, "description": option.summary, "required": option.is_required}
    if option.takes_place:
        return payload | {"type": CHANNEL, "channel_types": TEXT_CHANNELS}
    if option.takes_person:
        return payload | {"type": USER}
    if option.takes_role:
        return payload | {"type": ROLE}
    if option.span:
        return payload | {"type": INTEGER, "min_value": option.span[0], "max_value": option.span[1]}
    if option.choices:
        choices = [{"name": str(choice), "value": str(choice)} for choice in option.choices]
        return payload | {"type": STRING, "choices": choices}
    return payload | {"type": STRING, "autocomplete": option.suggests is not None, "max_length": 200}


def _known(commands: Iterable[Mapping[str, Any]]) -> list[Any]:
    """What matters of commands, sent or received, in one order."""
    return sorted((_matters(dict(command)) for command in commands), key=lambda one: (one["type"], one["name"]))


def _matters(payload: Payload) -> Payload:
    names = ("type", "name", "description", "default_member_permissions", "integration_types", "contexts")
    kept: Payload = {name: payload.get(name) or None for name in names}
    kept["integration_types"] = sorted(payload.get("integration_types") or ())
    kept["contexts"] = sorted(payload.get("contexts") or ())
    kept["options"] = [_option_matters(option) for option in payload.get("options") or ()]
    return kept


def _option_matters(option: Payload) -> Payload:
    names = ("type", "name", "description", "required", "autocomplete", "min_value", "max_value", "max_length")
    kept: Payload = {name: option.get(name) or None for name in names}
    kept["choices"] = [(one["name"], one["value"]) for one in option.get("choices") or ()]
    kept["channel_types"] = sorted(option.get("channel_types") or ())
    return kept

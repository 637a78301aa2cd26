"""Interactions -> events. Pure: what a command, a press or a form of the library means to the core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import discord

from adapters.discord.draw import read_custom_id
from bot.actions import BadToken
from bot.commands import TEXT_LIMIT, Command, find, make
from bot.errors import Refusal
from bot.events import Event, Place, User
from bot.quiz.actions import QuizOnText
from bot.suggestions import Suggests

PLATFORM = "discord"
QUIZ_ON_MESSAGE = "Quiz me on this"
SEARCHED = 300
"""Characters of somebody's message that are searched."""
STALE = "This button is from another version of Quorum and does nothing any more. See what you can do with /help."
NO_BOTS = "Bots do not play. Challenge a person."
NO_WORDS = "There are no words to search in that message. Choose a topic with /quiz."


@dataclass(frozen=True)
class Asked:
    """What somebody is typing: which option, what so far, where."""

    suggests: Suggests
    typed: str
    place: Place


def to_event(interaction: discord.Interaction[Any], at: datetime) -> tuple[Event, str]:
    """The event of an interaction and the key of the private message it was pressed on; Refusal says what is wrong."""
    data: Mapping[str, Any] = interaction.data or {}
    match interaction.type:
        case discord.InteractionType.application_command if data.get("type", 1) == 3:
            return _event(interaction, QuizOnText(), at, _message_text(data)), ""
        case discord.InteractionType.application_command:
            return _command_event(interaction, data, at), ""
        case _:
            try:
                action, key = read_custom_id(str(data.get("custom_id", "")))
            except BadToken:
                raise Refusal(STALE) from None
            is_form = interaction.type is discord.InteractionType.modal_submit
            text = _typed(data) if is_form else " ".join(map(str, data.get("values", ())))
            return _event(interaction, action, at, text), key


def to_asked(interaction: discord.Interaction[Any]) -> Asked | None:
    """What somebody is typing into a command; None when nothing can be suggested."""
    data: Mapping[str, Any] = interaction.data or {}
    try:
        command = find(str(data.get("name", "")))
    except Refusal:
        return None
    for given in data.get("options", ()):
        option = next((one for one in command.options if one.name == given.get("name")), None)
        if given.get("focused") and option is not None and option.suggests is not None:
            return Asked(option.suggests, str(given.get("value", ""))[:TEXT_LIMIT], place_of(interaction))
    return None


def place_of(interaction: discord.Interaction[Any]) -> Place:
    """Where somebody acted. A server that did not add the bot is nobody's community: there one studies in private."""
    owned = interaction.guild_id is not None and interaction.is_guild_integration()
    community = str(interaction.guild_id) if owned else ""
    channel_id = interaction.channel_id or interaction.user.id
    return Place(PLATFORM, str(channel_id), community)


def is_direct(interaction: discord.Interaction[Any]) -> bool:
    """Whether only this person and the bot read here, so that nothing needs to be hidden."""
    return interaction.guild_id is None and not interaction.context.private_channel


def target_of(command: Command, options: Mapping[str, str], place: Place) -> Place:
    """The place that was picked in a command, else the one where it was called."""
    picked = next((options.get(option.name) for option in command.options if option.takes_place), None)
    return replace(place, id=picked) if picked else place


def _command_event(interaction: discord.Interaction[Any], data: Mapping[str, Any], at: datetime) -> Event:
    command = find(str(data.get("name", "")))
    values = {str(one["name"]): str(one.get("value", "")) for one in data.get("options", ())}
    action, text = make(command, values)
    event = _event(interaction, action, at, text)
    role = next((values.get(option.name, "") for option in command.options if option.takes_role), "")
    assert event.place is not None
    friend = _friend(command, values, data)
    return replace(event, place=target_of(command, values, event.place), role=role, friend=friend)


def _friend(command: Command, options: Mapping[str, str], data: Mapping[str, Any]) -> User | None:
    """The person that was picked, whom the interaction itself brings."""
    picked = next((options.get(option.name) for option in command.options if option.takes_person), None)
    if not picked:
        return None
    resolved: Mapping[str, Any] = data.get("resolved", {})
    person, member = resolved.get("users", {}).get(picked, {}), resolved.get("members", {}).get(picked, {})
    if person.get("bot"):
        raise Refusal(NO_BOTS)
    name = member.get("nick") or person.get("global_name") or person.get("username") or ""
    return User(PLATFORM, picked, str(name))


def _event(interaction: discord.Interaction[Any], action: Any, at: datetime, text: str = "") -> Event:
    user = User(PLATFORM, str(interaction.user.id), interaction.user.display_name)
    may_manage = interaction.guild_id is not None and interaction.permissions.manage_guild
    return Event(action, user, place_of(interaction), at, text.replace("\x00", "")[:SEARCHED], may_manage)


def _typed(data: Mapping[str, Any]) -> str:
    """The one text of a form, whatever its fields are wrapped in."""
    for row in data.get("components", ()):
        fields = [row.get("component")] if row.get("component") else row.get("components", ())
        for one in fields:
            if one and one.get("value"):
                return str(one["value"])[:TEXT_LIMIT]
    return ""


def _message_text(data: Mapping[str, Any]) -> str:
    """The beginning of the message that was chosen, which the interaction itself brings."""
    messages = data.get("resolved", {}).get("messages", {})
    message = messages.get(str(data.get("target_id")), {})
    texts = [str(message.get("content") or "")]
    texts += [str(one.get("description") or one.get("title") or "") for one in message.get("embeds", ())]
    text = " ".join(part for part in texts if part.strip())[:SEARCHED]
    if not text.strip():
        raise Refusal(NO_WORDS)
    return text

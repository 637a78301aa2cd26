"""The commands as Telegram's menus, the menu button and the words on the bot's page; written only when they changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    MenuButtonCommands,
)

from bot.commands import COMMANDS, Command

log = logging.getLogger(__name__)

DESCRIPTION = (
    "System design, a few minutes a day.\n\n"
    "• One challenge a day, alone or with your group\n"
    "• Short quizzes and lessons\n"
    "• Flashcards that come back when you are about to forget them\n\n"
    "Press Start to begin. Quorum reads no messages but those you send it."
)
SHORT_DESCRIPTION = "System design in a few minutes a day: a challenge, quizzes, flashcards and lessons."
NOT_IN_GROUPS = frozenset({"start"})


def menus() -> Mapping[BotCommandScope, Sequence[BotCommand]]:
    """Which commands are offered where."""
    everybody = [command for command in COMMANDS if not command.is_for_managers]
    in_groups = [command for command in everybody if command.name not in NOT_IN_GROUPS]
    managers = [command for command in COMMANDS if command.is_for_managers]
    return {
        BotCommandScopeDefault(): _entries(everybody),
        BotCommandScopeAllPrivateChats(): _entries(everybody),
        BotCommandScopeAllGroupChats(): _entries(in_groups),
        BotCommandScopeAllChatAdministrators(): _entries([*in_groups, *managers]),
    }


async def register(bot: Bot) -> bool:
    """Writes what stands there differently; whether there was anything to write."""
    written = False
    for scope, entries in menus().items():
        if list(await bot.get_my_commands(scope)) != list(entries):
            await bot.set_my_commands(entries, scope)
            written = True
    if (await bot.get_my_description()).description != DESCRIPTION:
        await bot.set_my_description(DESCRIPTION)
        written = True
    if (await bot.get_my_short_description()).short_description != SHORT_DESCRIPTION:
        await bot.set_my_short_description(SHORT_DESCRIPTION)
        written = True
    if (await bot.get_chat_menu_button()) != MenuButtonCommands():
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        written = True
    if written:
        log.info("commands=%d registered", len(COMMANDS))
    return written


def _entries(commands: Sequence[Command]) -> list[BotCommand]:
    return [BotCommand(command.name, _summary(command)) for command in commands]


def _summary(command: Command) -> str:
    """What a command does, and how it is written where it takes anything."""
    options = command.usage.partition(" ")[2]
    return f"{command.summary}: {options}" if options else command.summary

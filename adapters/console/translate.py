"""A typed line -> what it asks for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import Action
from bot.commands import TEXT_LIMIT, read_line
from bot.effects import AskText
from bot.errors import Refusal
from bot.screens import Button, plain

NAME_LIMIT = 32
LINE_LIMIT = 4000


@dataclass(frozen=True)
class Leave:
    """The user wants to go."""


@dataclass(frozen=True)
class Become:
    """The next lines are somebody else's."""

    name: str


@dataclass(frozen=True)
class Act:
    """An action of the user, with what was typed."""

    action: Action
    text: str = ""


def read(line: str, buttons: Sequence[Button], asked: AskText | None) -> Leave | Become | Act:
    """What a line means after the last screen, or as the answer to what was asked; Refusal when it means nothing."""
    line = line.rstrip("\r\n")
    if len(line) > LINE_LIMIT:
        raise Refusal(f"That line has {len(line)} characters; {LINE_LIMIT} are read at most. Nothing was stored.")
    text = line.replace("\x00", "").strip()
    if text.lower() in ("/quit", "/exit", "quit", "exit"):
        return Leave()
    if text[:6].lower().split() == ["/user"]:
        return Become(checked_name(text[5:]))
    if text.startswith("/"):
        return Act(*read_line(text))
    if asked is not None:
        return Act(asked.then, text[:TEXT_LIMIT])
    return Act(pressed(text, buttons).action)


def pressed(text: str, buttons: Sequence[Button]) -> Button:
    """The button of a number, a label or the beginning of one."""
    if text.isascii() and text.isdigit() and len(text) < 4:
        if not 1 <= int(text) <= len(buttons):
            raise Refusal(_no_such(text, buttons))
        return buttons[int(text) - 1]
    word = text.casefold()
    exact = [button for button in buttons if button.label.casefold() == word]
    near = exact or [button for button in buttons if word and button.label.casefold().startswith(word)]
    if not near:
        raise Refusal(_no_such(text, buttons))
    if len(near) > 1:
        raise Refusal(f"{plain(text, 30)} could be {' or '.join(button.label for button in near)}. Type its number.")
    return near[0]


def checked_name(name: str) -> str:
    """A user name that fits a board; Refusal says what does not fit."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise Refusal(f"A name has 1 to {NAME_LIMIT} printable characters, for example: /user ann")
    return name


def _no_such(text: str, buttons: Sequence[Button]) -> str:
    number = f"a number from 1 to {len(buttons)}, or " if buttons else ""
    return f"{plain(text, 30) or 'That line'} was not understood. Type {number}a command; /help shows them all."

"""The simulated Discord of simcord, and what people see in it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord
import simcord

Component = dict[str, Any]
TEXT, BUTTON, MENU = 10, 2, 3
DEFERRALS = (5, 6)
IDLE_SECONDS = 0.002
"""Between two looks whether all work is done."""
TURNS = 10
"""Of the event loop, from an interaction to the wait for the core."""


def walked(components: list[Component]) -> Iterator[Component]:
    """All components of a message or form, nested ones too, in reading order."""
    for component in components:
        yield component
        yield from walked([*component.get("components", ()), *filter(None, [component.get("component")])])


@dataclass(frozen=True)
class Shown:
    """A message as it looked at one moment: what can be read, what can be pressed (label -> custom id), its pictures
    with their text twins, and all of it as the service keeps it.
    """

    message: simcord.ResponseMessage
    text: str
    buttons: dict[str, str]
    pictures: dict[str, str]
    components: list[Component]
    is_hidden: bool

    @classmethod
    def of(cls, message: simcord.ResponseMessage) -> Shown:
        """How a message looks now."""
        components = list(walked(message.components))
        return cls(
            message,
            "\n".join([message.content, *(one["content"] for one in components if one["type"] == TEXT)]).strip(),
            {one["label"]: one["custom_id"] for one in components if one["type"] == BUTTON and not one.get("disabled")},
            {one.filename: one.description or "" for one in message.attachments},
            message.components,
            message.ephemeral,
        )


@dataclass(frozen=True)
class Seen:
    """What somebody got to see after she did something; `pressed` is the id of the message she pressed on."""

    result: simcord.InteractionResult
    messages: tuple[Shown, ...]
    pressed: int

    @property
    def text(self) -> str:
        """All that was answered."""
        return "\n".join(message.text for message in self.messages)

    @property
    def labels(self) -> list[str]:
        """What can be pressed now."""
        return [label for message in self.messages for label in message.buttons]

    @property
    def is_hidden(self) -> bool:
        """Whether there is an answer and nobody else sees it."""
        return bool(self.messages) and all(message.is_hidden for message in self.messages)

    @property
    def is_in_place(self) -> bool:
        """Whether the message that was pressed changed, and no other was sent."""
        return [one.message.id for one in self.messages] == [self.pressed]

    @property
    def form(self) -> str:
        """What the form that was opened says above its field; empty when none was."""
        fields = walked((self.result.modal or {}).get("components", []))
        return " ".join(one[name] for one in fields for name in ("label", "description") if one.get(name))


class World(simcord.Env):
    """A simulated Discord that also says who installed the application, and looks again at once instead of after 50 ms.

    `owners` are the installations that interactions name: that of the server, unless a test says otherwise. `delay` are
    seconds that pass, once, before anything that was begun comes to its end.
    """

    def __init__(self, bot: discord.Client) -> None:
        super().__init__(bot)
        self.owners: dict[str, str] | None = None
        self.delay = 0.0
        emit = self.backend.emit

        def emit_in_full(event: str, payload: Any) -> None:
            if event == "INTERACTION_CREATE" and "guild_id" in payload:
                payload["authorizing_integration_owners"] = self.owners or {"0": payload["guild_id"]}
            emit(event, payload)

        self.backend.emit = emit_in_full  # type: ignore[method-assign]

    async def _settle_internal(self, *, idle: float = IDLE_SECONDS, **more: Any) -> None:
        if self.delay:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            self._move_clock(self._virtual_time + self.delay)
            self.delay = 0.0
        await super()._settle_internal(idle=idle, **more)


class Overheard(list[Any]):
    """Requests as they are made; says when one announced an answer."""

    def __init__(self, before: list[Any], told: threading.Event) -> None:
        super().__init__(before)
        self._told = told

    def append(self, request: Any) -> None:
        """One more request."""
        super().append(request)
        if isinstance(request.json, dict) and request.json.get("type") in DEFERRALS:
            self._told.set()


class Complaints(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps one."""
        self.texts.append(record.getMessage())

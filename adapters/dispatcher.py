"""From an event to its answer on the platform: a slow answer is announced first, then every effect is performed."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from typing import Protocol

from bot.effects import AskText, Effect, Notice, Revise, Show
from bot.engine import BUG, Engine
from bot.events import Event

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 1.2
"""So long a person waits without a sign; with drawing and sending it stays under 1.5 s."""
TOO_LATE_TO_ASK = "That took too long here, so nothing could be asked. Press once more."


class Answers(Protocol):
    """How one press or command is answered on its platform. Nothing of it raises: a reply is best effort."""

    is_deferred: bool

    async def defer(self) -> None:
        """A sign that the answer is on its way."""
        ...

    async def show(self, effect: Show | Revise) -> None:
        """Shows a screen to the one who acted."""
        ...

    async def say(self, text: str) -> None:
        """Says a short word to the one who acted."""
        ...

    async def ask(self, effect: AskText) -> None:
        """Asks the one who acted for a text."""
        ...


async def dispatch(event: Event, engine: Engine, answers: Answers) -> None:
    """Hands an event to the engine and performs what comes of it."""
    await perform(event, await handle(event, engine, answers), answers)


async def handle(event: Event, engine: Engine, answers: Answers) -> list[Effect]:
    """Hands an event to the engine; what comes of it is durable when it is returned."""
    handling = asyncio.ensure_future(engine.handle(event))
    done, _ = await asyncio.wait({handling}, timeout=PATIENCE_SECONDS)
    if not done:
        await answers.defer()
    return await handling


async def perform(event: Event | None, effects: Sequence[Effect], answers: Answers) -> None:
    """Performs what came of an event. Screens come before notices."""
    try:
        for effect in sorted(effects, key=lambda one: isinstance(one, Notice)):
            await _perform(effect, answers)
    except Exception:  # a drawing that fails is a bug; what the press did is stored
        bug = secrets.token_hex(4)
        log.exception("bug=%s action=%s", bug, event.action if event else None)
        await answers.say(BUG.format(bug).replace("Nothing was stored; try again", "What you did is stored; go on"))


async def _perform(effect: Effect, answers: Answers) -> None:
    match effect:
        case Show() | Revise():
            await answers.show(effect)
        case Notice(text):
            await answers.say(text)
        case AskText() if answers.is_deferred:
            await answers.say(TOO_LATE_TO_ASK)
        case AskText():
            await answers.ask(effect)

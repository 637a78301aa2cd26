"""Answers to one interaction: private where others read, on the same message where one studies, once, in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord

from adapters.discord.deliver import attachments
from adapters.discord.draw import Drawn, draw, modal, plain_content
from adapters.discord.translate import is_direct
from adapters.pictures import Pictures
from bot.effects import AskText, Revise, Show

log = logging.getLogger(__name__)

OVER = (10062, 10015, 50027, 10008)
"""Unknown interaction, unknown webhook, invalid webhook token, message dismissed: nobody reads there any more."""
ANSWERED_ALREADY = 40060
RETRY_AFTER_SECONDS = (0.1, 0.4)
NOTHING_TYPED = "Nothing was typed, so nothing changed. Press the button once more."
NOBODY = discord.AllowedMentions.none()

Send = Callable[[], Awaitable[object]]


class InteractionAnswers:
    """How one interaction is answered; `key` names the private message it was pressed on, empty for any other."""

    def __init__(self, interaction: discord.Interaction[Any], key: str, pictures: Pictures) -> None:
        self._interaction = interaction
        self._key = key
        self._pictures = pictures
        self._is_hidden = not is_direct(interaction)
        self._original_is_free = False
        self._is_answered = False
        self._is_over = False
        self.is_deferred = False

    async def defer(self) -> None:
        """A sign that the answer is on its way: on the message itself where it will change, else a new one."""
        interaction = self._interaction
        if self._key and interaction.message is not None:
            await self._send(interaction.response.defer)
        else:
            await self._send(lambda: interaction.response.defer(ephemeral=self._is_hidden, thinking=True))
            self._original_is_free = True
        self.is_deferred = True

    async def show(self, effect: Show | Revise) -> None:
        """Shows a screen; on the message that was pressed when it is the next state of it."""
        drawing = draw(effect.screen, effect.key)
        takes_place = bool(self._key) and effect.key == self._key and self._interaction.message is not None
        interaction = self._interaction

        async def send() -> object:
            files = await attachments(drawing, self._pictures)
            view = Drawn(drawing)
            if self.is_deferred and (takes_place or self._original_is_free):
                self._original_is_free = False
                return await interaction.edit_original_response(view=view, attachments=files, allowed_mentions=NOBODY)
            if takes_place and not self._has_answered:
                return await interaction.response.edit_message(view=view, attachments=files, allowed_mentions=NOBODY)
            return await self._new(view=view, files=files)

        await self._send(send)

    async def say(self, text: str) -> None:
        """Says a sentence."""

        async def send() -> object:
            if self._original_is_free:
                self._original_is_free = False
                content = plain_content(text)
                return await self._interaction.edit_original_response(content=content, allowed_mentions=NOBODY)
            return await self._new(content=plain_content(text))

        await self._send(send)

    async def ask(self, effect: AskText) -> None:
        """Opens a form; where one was just sent empty, Discord allows no second one."""
        if self._interaction.type is discord.InteractionType.modal_submit:
            await self.say(NOTHING_TYPED)
            return
        await self._send(lambda: self._interaction.response.send_modal(modal(effect, self._key)))

    @property
    def _has_answered(self) -> bool:
        """Whether Discord has a first answer, even where we were not told so."""
        return self._is_answered or self._interaction.response.is_done()

    async def _new(self, **message: Any) -> object:
        """A message of its own: the first answer, or one after it."""
        if not self._has_answered:
            return await self._interaction.response.send_message(
                **message, ephemeral=self._is_hidden, allowed_mentions=NOBODY
            )
        return await self._interaction.followup.send(
            **message, ephemeral=self._is_hidden, allowed_mentions=NOBODY, wait=True
        )

    async def _send(self, send: Send) -> None:
        """Sends; a torn line is tried again, an interaction that is over is let go."""
        if self._is_over:
            return
        for pause in (*RETRY_AFTER_SECONDS, None):
            try:
                await send()
            except discord.InteractionResponded:
                return
            except discord.HTTPException as error:
                if error.code == ANSWERED_ALREADY:
                    self._is_answered = True
                    return  # the answer to an earlier try was lost, the answer itself was not
                self._is_over = error.code in OVER
                if not self._is_over and error.status < 500:
                    raise
                log.info("interaction=%d let go status=%d code=%d", self._interaction.id, error.status, error.code)
                return
            except (aiohttp.ClientError, OSError) as error:
                log.info("interaction=%d line torn error=%s", self._interaction.id, error)
                if pause is None:
                    return
                await asyncio.sleep(pause)
            else:
                return

"""Calls to the Bot API with what goes wrong told apart. The only module that knows the library's errors."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any, TypeVar

import httpx
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    Poll,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from adapters.pictures import Pictures
from adapters.telegram.draw import Drawing, PollForm
from adapters.telegram.marks import Mark
from adapters.telegram.pace import ChatLimits, Pace
from adapters.telegram.translate import Me

log = logging.getLogger(__name__)

T = TypeVar("T")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
FILES_KNOWN = 256
ASK_AGAIN_AFTER_SECONDS = (0.2, 1.0)
UNPARSED = "can't parse entities"
CLOSED = "already been closed"
NOT_MODIFIED = "message is not modified"
NO_TEXT = "there is no text in the message to edit"
NO_CAPTION = "there is no caption in the message to edit"
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", NO_TEXT, NO_CAPTION)


_TAG = re.compile(r"<[^>]*>")
_TOKEN = re.compile(r"/bot[^/\s]+")


class CallError(Exception):
    """A call that did not do what it should; says what Telegram said."""


class Flooded(CallError):
    """The chat has to be left alone for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"told to wait {seconds:.0f} s")
        self.seconds = seconds


class Moved(CallError):
    """The group became a supergroup with another id."""

    def __init__(self, new_chat_id: int) -> None:
        super().__init__("the group became a supergroup")
        self.new_chat_id = new_chat_id


class Shut(CallError):
    """Nobody takes messages from Quorum there: blocked, removed, never started."""


class Rejected(CallError):
    """Telegram does not take the call; the text is its reason in lower case."""


class Torn(CallError):
    """No answer came. The call was surely not made when `is_undone`; else nobody knows."""

    def __init__(self, because: str, *, is_undone: bool) -> None:
        super().__init__(because)
        self.is_undone = is_undone


@dataclass(frozen=True)
class Spot:
    """Where a message goes: chat, forum topic, and the message it answers."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


class Calls:
    """Messages sent, redrawn and taken away. Raises CallError only."""

    def __init__(self, bot: Bot, pictures: Pictures) -> None:
        self.bot = bot
        self.limits = ChatLimits()
        self._pictures = pictures
        self._pace = Pace()
        self._edit_pace = Pace()
        self._files: OrderedDict[str, str] = OrderedDict()

    @property
    def me(self) -> Me:
        """Who Quorum is; known once it is connected."""
        return Me(self.bot.id, self.bot.username)

    async def turn(self, *, is_edit: bool = False, is_urgent: bool = False) -> None:
        """Waits until Telegram takes one more message."""
        await (self._edit_pace if is_edit else self._pace).turn(is_urgent=is_urgent)

    async def send(self, spot: Spot, drawing: Drawing) -> Message:
        """A new message, with its picture above it, or a poll."""
        if drawing.poll is not None:
            return await self._send_poll(spot, drawing.poll)
        picture = await self._picture(drawing)
        if picture is None:
            return await self.send_text(spot, drawing.text, drawing.keyboard)
        sent = await self._written(
            spot.chat_id,
            drawing.text,
            lambda text, mode: self.bot.send_photo(
                spot.chat_id,
                picture,
                caption=text,
                parse_mode=mode,
                reply_markup=drawing.keyboard,
                message_thread_id=spot.thread_id,
                reply_parameters=_reply(spot),
            ),
        )
        self._know(drawing, sent)
        return sent

    async def send_text(
        self, spot: Spot, text: str, markup: InlineKeyboardMarkup | ForceReply | None = None
    ) -> Message:
        """A new message of HTML alone."""
        return await self._written(
            spot.chat_id,
            text,
            lambda text, mode: self.bot.send_message(
                spot.chat_id,
                text,
                parse_mode=mode,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
                message_thread_id=spot.thread_id,
                reply_parameters=_reply(spot),
            ),
        )

    async def _send_poll(self, spot: Spot, form: PollForm) -> Message:
        """A new quiz poll: everybody sees who chose what, and nobody chooses twice."""
        return await self._made(
            self.bot.send_poll(
                spot.chat_id,
                form.question,
                form.options,
                is_anonymous=False,
                type=Poll.QUIZ,
                allows_revoting=False,
                correct_option_ids=[form.right],  # type: ignore[list-item]  # the library lists the numbers
                description=form.description or None,
                explanation=form.explanation or None,
                open_period=form.open_seconds,
                reply_markup=form.keyboard,
                message_thread_id=spot.thread_id,
                reply_parameters=_reply(spot),
            ),
            spot.chat_id,
        )

    async def end_poll(self, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Closes a poll, if it is still open, and changes its buttons; False when it is gone."""
        try:
            await self._made(self.bot.stop_poll(chat_id, message_id, reply_markup=keyboard), chat_id)
        except Rejected as error:
            if CLOSED not in str(error):
                return False
            with suppress(Rejected):
                await self._made(
                    self.bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard), chat_id
                )
        return True

    async def poll_of(self, chat_id: int, message_id: int, mark: Mark) -> str:
        """The id of the poll that a message of ours is known to be, else empty: an edit of its buttons tells."""

        async def edited(keyboard: InlineKeyboardMarkup | None) -> Message | bool:
            return await self._made(
                self.bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard), chat_id
            )

        try:
            message = await edited(mark.keyboard)
        except Rejected as error:
            if NOT_MODIFIED not in str(error):
                return ""
            message = await edited(None)  # only what changes is told
            await edited(mark.keyboard)
        if isinstance(message, Message) and message.poll is not None and message.poll.question == mark.question:
            return message.poll.id
        await self.take_buttons(chat_id, message_id)
        return ""

    async def edit(self, chat_id: int, message_id: int, drawing: Drawing) -> bool:
        """Redraws a message; False when it is gone or cannot become this one."""
        try:
            await self._edit(chat_id, message_id, drawing)
        except Rejected as error:
            if NOT_MODIFIED in str(error):
                return True
            if any(reason in str(error) for reason in GONE):
                return False
            raise
        return True

    async def take_buttons(self, chat_id: int, message_id: int) -> None:
        """The buttons of a message go away, if there are any."""
        with suppress(Rejected):
            await self._made(self.bot.edit_message_reply_markup(chat_id, message_id), chat_id)

    async def is_mine(self, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup) -> bool:
        """Whether a message has these buttons and was sent by us: an edit that changes nothing shows it.

        Where the message turns out to be another one of ours its buttons, which the edit replaced, are taken away.
        """
        try:
            edited = await self._made(
                self.bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard), chat_id
            )
        except Rejected as error:
            return NOT_MODIFIED in str(error)
        if isinstance(edited, Message):
            await self.take_buttons(chat_id, message_id)
        return False

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Takes a message away, if it is there and young enough for that."""
        with suppress(Rejected):
            await self._made(self.bot.delete_message(chat_id, message_id), chat_id)

    async def made(self, call: Awaitable[T]) -> T:
        """Any other call, its errors translated."""
        return await self._made(call, 0)

    async def asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        """A call that changes nothing: asked again while no answer comes."""
        for pause in ASK_AGAIN_AFTER_SECONDS:
            try:
                return await self._made(ask(), 0)
            except Torn:
                await asyncio.sleep(pause)
        return await self._made(ask(), 0)

    async def _edit(self, chat_id: int, message_id: int, drawing: Drawing) -> None:
        picture = await self._picture(drawing)
        if picture is None:
            await self._written(
                chat_id,
                drawing.text,
                lambda text, mode: self.bot.edit_message_text(
                    text,
                    chat_id,
                    message_id,
                    parse_mode=mode,
                    reply_markup=drawing.keyboard,
                    link_preview_options=NO_PREVIEW,
                ),
            )
            return
        edited = await self._written(
            chat_id,
            drawing.text,
            lambda text, mode: self.bot.edit_message_media(
                InputMediaPhoto(picture, caption=text, parse_mode=mode),
                chat_id,
                message_id,
                reply_markup=drawing.keyboard,
            ),
        )
        if isinstance(edited, Message):
            self._know(drawing, edited)

    async def _picture(self, drawing: Drawing) -> bytes | str | None:
        """The picture of a drawing: as Telegram knows it, else its bytes."""
        if drawing.image is None:
            return None
        return self._files.get(drawing.image.name) or await self._pictures.png(drawing.image.name)

    def _know(self, drawing: Drawing, message: Message) -> None:
        """Notes under which id Telegram keeps a picture, so that it is uploaded once."""
        if drawing.image is not None and message.photo:
            self._files[drawing.image.name] = message.photo[-1].file_id
            if len(self._files) > FILES_KNOWN:
                self._files.popitem(last=False)

    async def _written(self, chat_id: int, text: str, make: Callable[[str, str | None], Awaitable[T]]) -> T:
        """A call with HTML; an older server that does not know a tag gets the bare words."""
        try:
            return await self._made(make(text, "HTML"), chat_id)
        except Rejected as error:
            if UNPARSED not in str(error):
                raise
            log.warning("markup refused reason=%s", error)
            return await self._made(make(unescape(_TAG.sub("", text)), None), chat_id)

    async def _made(self, call: Awaitable[T], chat_id: int) -> T:
        try:
            return await call
        except RetryAfter as error:
            seconds = _seconds(error.retry_after)
            if chat_id:
                self.limits.close(chat_id, seconds)
            raise Flooded(seconds) from error
        except ChatMigrated as error:
            raise Moved(error.new_chat_id) from error
        except Forbidden as error:
            raise Shut(str(error).lower()) from error
        except BadRequest as error:
            raise Rejected(str(error).lower()) from error
        except InvalidToken:
            raise Torn("the token is not valid any more", is_undone=True) from None
        except NetworkError as error:
            raise Torn(told(error), is_undone=_is_undone(error)) from error
        except TelegramError as error:  # an answer that cannot be read
            raise Torn(told(error), is_undone=False) from error


def _reply(spot: Spot) -> ReplyParameters | None:
    return ReplyParameters(spot.reply_to, allow_sending_without_reply=True) if spot.reply_to else None


def told(error: Exception) -> str:
    """What an error says, in one line and without the token, which stands in the address."""
    return f"{type(error).__name__}: {_TOKEN.sub('/bot…', str(error).partition(chr(10))[0])[:200]}"


def _is_undone(error: NetworkError) -> bool:
    """Whether a call never reached Telegram."""
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def _seconds(span: Any) -> float:
    """The library gives a number or a timedelta, as the environment says."""
    return span.total_seconds() if isinstance(span, timedelta) else float(span)

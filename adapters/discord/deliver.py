"""Sends what the outbox owes to Discord: paced, each message once, refusals and bad weather told apart."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

import aiohttp
import discord

from adapters.discord import permissions
from adapters.discord.draw import MAX_ALT, Drawing, Drawn, draw, file_name
from adapters.discord.translate import PLATFORM
from adapters.outbox import NotTaken, Postponed, Refused
from adapters.pictures import Pictures
from bot.events import Place
from bot.records import Delivery
from bot.screens import Screen

log = logging.getLogger(__name__)

REQUESTS_A_SECOND = 47
"""Discord allows 50 over all routes; interaction answers do not count."""
ROOM_NAME = 100
ARCHIVED_AFTER_MINUTES: Literal[1440] = 1440
MISSING_ACCESS, NO_DIRECT_MESSAGES, NO_PERMISSION, NO_SHARED_SERVER = 50001, 50007, 50013, 50278
UNKNOWN_CHANNEL, UNKNOWN_SERVER, UNKNOWN_MESSAGE, UNKNOWN_USER = 10003, 10004, 10008, 10013
THREAD_CLOSED, THREAD_EXISTS, THREAD_LOCKED, NO_SUCH_ROOM = 50083, 160004, 160005, 50024
TOO_MANY_THREADS = 160006
LONGEST_WAIT_SECONDS = 60
LOOKED_AT = 100
CLOCKS_DIFFER = timedelta(minutes=1)
REFUSALS = {
    NO_DIRECT_MESSAGES: permissions.NO_DIRECT,
    NO_SHARED_SERVER: permissions.NO_DIRECT,
    UNKNOWN_CHANNEL: permissions.GONE,
    UNKNOWN_MESSAGE: permissions.OPENER_GONE,
    UNKNOWN_USER: permissions.GONE,
    THREAD_CLOSED: permissions.CLOSED,
    THREAD_LOCKED: permissions.CLOSED,
    TOO_MANY_THREADS: permissions.TOO_MANY_THREADS,
    NO_SUCH_ROOM: permissions.NO_ROOM,
}
"""What the service refuses for good, with the sentence that says it."""


class Pace:
    """Lets requests through one after the other, so many a second."""

    def __init__(self, a_second: float) -> None:
        self._gap = 1 / a_second
        self._free_at = 0.0

    async def turn(self) -> None:
        """Waits for the next turn."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._free_at)
        self._free_at = at + self._gap
        await asyncio.sleep(at - now)


class Courier:
    """Carries deliveries to channels, threads and direct messages."""

    platform = PLATFORM

    def __init__(self, client: discord.Client, pictures: Pictures) -> None:
        self._client = client
        self._pictures = pictures
        self._pace = Pace(REQUESTS_A_SECOND)

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        """Posts or redraws a message; returns its id."""
        try:
            channel = await self._channel(delivery)
            return await self._put(channel, delivery, screen)
        except discord.HTTPException as error:
            if error.code == UNKNOWN_MESSAGE and delivery.is_revision:
                return ""  # somebody deleted the message on purpose: it is not forced upon them again
            if error.code == THREAD_CLOSED and delivery.is_revision:
                return delivery.message_id  # it stays as it is; the next new message opens the thread again
            raise self._told_apart(error, delivery) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Postponed(_wait(delivery), str(error) or type(error).__name__) from error

    async def _channel(self, delivery: Delivery) -> discord.PartialMessageable:
        place = delivery.place
        if place.id.startswith("@"):
            await self._pace.turn()
            user = discord.Object(int(place.id.removeprefix("@")))
            return self._messageable((await self._client.create_dm(user)).id, place)
        if place.room is None or not self._has_threads(place):
            return self._messageable(int(place.id), place)
        await self._open_room(delivery)
        return self._messageable(int(delivery.room_message_id), place)

    def _has_threads(self, place: Place) -> bool:
        """Whether a thread can be opened there; inside a thread and in the chat of a voice channel it cannot."""
        channel = self._client.get_channel(int(place.id))
        return channel is None or isinstance(channel, discord.TextChannel)

    async def _open_room(self, delivery: Delivery) -> None:
        """A thread has the id of the message that it was opened from, so nothing about it needs to be kept."""
        if not delivery.room_message_id:
            raise Postponed(2, "the message that the room opens from is still to come")
        if delivery.room_is_open:
            return
        await self._pace.turn()
        try:  # the library's own method refuses where it knows no server; the service says what is the matter
            await self._client.http.start_thread_with_message(
                int(delivery.place.id),
                int(delivery.room_message_id),
                name=delivery.room_name[:ROOM_NAME] or "Quorum",
                auto_archive_duration=ARCHIVED_AFTER_MINUTES,
            )
        except discord.HTTPException as error:
            if error.code != THREAD_EXISTS:
                raise

    def _messageable(self, channel_id: int, place: Place) -> discord.PartialMessageable:
        guild_id = int(place.community) if place.community else None
        return self._client.get_partial_messageable(channel_id, guild_id=guild_id)

    async def _put(self, channel: discord.PartialMessageable, delivery: Delivery, screen: Screen) -> str:
        drawing = draw(screen)
        files = await attachments(drawing, self._pictures)
        await self._pace.turn()
        if delivery.is_revision:
            message = channel.get_partial_message(int(delivery.message_id))
            await message.edit(view=Drawn(drawing), attachments=files, allowed_mentions=discord.AllowedMentions.none())
            return delivery.message_id
        if delivery.attempts > 1 and (found := await self._earlier_try(channel.id, delivery, drawing)):
            log.info("delivery=%d found as message=%s", delivery.id, found)
            return found
        sent = await channel.send(
            view=Drawn(drawing),
            files=files,
            nonce=f"quorum-{delivery.id}",
            allowed_mentions=_mentions(screen),
        )
        return str(sent.id)

    async def _earlier_try(self, channel_id: int, delivery: Delivery, drawing: Drawing) -> str:
        """The message of an earlier try whose answer was lost; empty when there is none.

        The service knows a nonce for some minutes only. What has no buttons cannot be told from others.
        """
        wanted = _custom_ids(drawing.components)
        if not wanted or delivery.owed_at is None:
            return ""
        after = discord.utils.time_snowflake(delivery.owed_at - CLOCKS_DIFFER)
        await self._pace.turn()
        try:
            messages: Any = await self._client.http.logs_from(channel_id, LOOKED_AT, after=after)
        except discord.HTTPException as error:
            log.info("delivery=%d not looked for reason=%s", delivery.id, error)
            return ""
        own = self._client.user.id if self._client.user else 0
        for message in messages:
            if int(message["author"]["id"]) == own and _custom_ids(message["components"]) == wanted:
                return str(message["id"])
        return ""

    def _told_apart(self, error: discord.HTTPException, delivery: Delivery) -> Exception:
        """What an error of the service means for a delivery."""
        if error.code in REFUSALS:
            return Refused(REFUSALS[error.code])
        if error.code in (MISSING_ACCESS, NO_PERMISSION, UNKNOWN_SERVER):
            unknown = permissions.LACKS_ONE if error.code == NO_PERMISSION else permissions.NO_ACCESS
            return Refused(self._what_is_missing(delivery.place) or unknown)
        if error.status == 429 or error.status >= 500 or not error.code:  # without a code it is not about this message
            return Postponed(_wait(delivery), f"the service answered {error.status}")
        return NotTaken(f"{error.code} {error.text.partition(chr(10))[0]}".rstrip(" ."))

    def _what_is_missing(self, place: Place) -> str:
        channel = self._client.get_channel(int(place.id)) if place.id.isdigit() else None
        if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return permissions.sentence(channel)
        return ""


def _custom_ids(components: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the controls of a message are called, in reading order."""
    found: list[str] = []
    for one in components:
        found += [one["custom_id"]] if "custom_id" in one else _custom_ids(one.get("components", []))
    return found


async def attachments(drawing: Drawing, pictures: Pictures) -> list[discord.File]:
    """The files that a drawing shows."""
    if drawing.image is None:
        return []
    png = await pictures.png(drawing.image.name)
    if png is None:
        raise LookupError(f"no picture is named {drawing.image.name}")
    return [discord.File(io.BytesIO(png), file_name(drawing.image), description=drawing.image.alt[:MAX_ALT])]


def _mentions(screen: Screen) -> discord.AllowedMentions:
    """Nobody, but for the role that an owner chose and those whom the screen is for."""
    roles = [discord.Object(int(screen.mention))] if screen.mention else False
    users = [discord.Object(int(person.id)) for person in screen.calls] or False
    return discord.AllowedMentions(everyone=False, users=users, roles=roles, replied_user=False)


def _wait(delivery: Delivery) -> float:
    """Seconds before the next try, doubled at each."""
    return float(min(2**delivery.attempts, LONGEST_WAIT_SECONDS))

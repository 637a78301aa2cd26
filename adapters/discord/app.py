"""Connects to Discord: what comes in becomes events and queries, what happens to servers becomes state."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket

from adapters.discord import permissions
from adapters.discord.answers import InteractionAnswers
from adapters.discord.register import register
from adapters.discord.translate import PLATFORM, to_asked, to_event
from adapters.dispatcher import dispatch
from adapters.pictures import Pictures
from bot.community import handlers as community
from bot.community.actions import SetUp, SetUpInDetail
from bot.engine import Engine
from bot.errors import QuorumError, Refusal, SettingsError, StartError
from bot.events import Place
from bot.group_quiz.actions import OpenQuiz
from bot.ports import UnitOfWork
from bot.settings import Settings
from bot.suggestions import suggest

log = logging.getLogger(__name__)

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Quorum does not speak

TOKEN = "QUORUM_DISCORD_TOKEN"  # noqa: S105 - the name of the setting
FINISHING_SECONDS = 5
KNOWN_WITHIN_SECONDS = 20
GATEWAY_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 60
NEEDS_RIGHTS = (SetUp, SetUpInDetail, OpenQuiz)
"""What looks at the permissions that Quorum lacks."""
MOST_AT_WORK = 1500
"""Interactions that can be answered within the three seconds Discord gives; more would make all of them late."""

Now = Callable[[], datetime]


def point_at(settings: Settings) -> None:
    """Takes the library to another REST root and gateway; to be done before the login."""
    if settings.discord_api_url:
        discord.http.Route.BASE = settings.discord_api_url.rstrip("/")
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)


def shards_of(text: str) -> dict[str, Any]:
    """What the library is told of `0,1/4`; nothing of `auto`."""
    if text == "auto":
        return {}
    ids, _, total = text.partition("/")
    return {"shard_ids": sorted({int(one) for one in ids.split(",")}), "shard_count": int(total)}


class DiscordApp(discord.AutoShardedClient):
    """The client: one `on_interaction` for commands, presses and forms. Keeps nothing that a restart would lose."""

    def __init__(self, engine: Engine, pictures: Pictures, settings: Settings, now: Now) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            **shards_of(settings.discord_shards),
        )
        self._logged_in = asyncio.Event()
        self._engine = engine
        self._pictures = pictures
        self._token = settings.discord_token
        self._now = now
        self._at_work: set[asyncio.Task[Any]] = set()
        self._is_registered = False

    async def run_until_closed(self) -> None:
        """Logs in and stays connected. StartError when the token or an intent is refused."""
        try:
            await self._log_in()
            await self._stay_connected()
        except discord.LoginFailure:
            raise _fault(
                "Discord refused this token. Copy it again from the Bot page of the developer portal"
            ) from None
        except discord.PrivilegedIntentsRequired:
            raise _fault("Discord refused the intents of this application; Quorum asks for none but Guilds") from None
        except discord.ConnectionClosed as error:
            raise _fault(f"Discord closed the connection for good (code {error.code})") from error

    async def until_known(self) -> None:
        """Until the servers are known, or so long after the login that posting goes before knowing."""
        await self._logged_in.wait()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wait_until_ready(), KNOWN_WITHIN_SECONDS)

    async def finish(self) -> None:
        """Lets what is being answered come to its end, then disconnects."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=FINISHING_SECONDS)
        await self.close()

    # ---- what people do

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A command, a press, a form, or a key while something is typed."""
        if len(self._at_work) >= MOST_AT_WORK:
            log.warning("interaction=%d let go: it could not be answered in time", interaction.id)
            return
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._suggest(interaction)
            else:
                await self._answer(interaction)
        finally:
            self._at_work.discard(task)

    async def _answer(self, interaction: discord.Interaction[Any]) -> None:
        try:
            event, key = to_event(interaction, self._now())
        except Refusal as refusal:
            await InteractionAnswers(interaction, "", self._pictures).say(str(refusal))
            return
        if isinstance(event.action, NEEDS_RIGHTS) and event.place is not None and not event.place.is_private:
            event = replace(event, lacks=self._lacks(event.place))
        await dispatch(event, self._engine, InteractionAnswers(interaction, key, self._pictures))

    async def _suggest(self, interaction: discord.Interaction[Any]) -> None:
        asked = to_asked(interaction)
        found = []
        if asked is not None:
            at, content = self._now(), self._engine.content

            def query(work: UnitOfWork) -> list[Any]:
                return suggest(asked.suggests, asked.typed, asked.place, at, work, content)

            try:
                found = await self._engine.reader.read(query)
            except QuorumError as error:
                log.warning("suggestions failed reason=%s", error)
        choices = [discord.app_commands.Choice(name=one.label[:100], value=one.value[:100]) for one in found]
        try:
            await interaction.response.autocomplete(choices)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("suggestions lost error=%s", error)

    def _lacks(self, place: Place | None) -> tuple[str, ...]:
        channel = self.get_channel(int(place.id)) if place is not None else None
        if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return permissions.missing(channel)
        return (permissions.NEEDED["view_channel"],)

    # ---- what happens to servers

    async def on_ready(self) -> None:
        """Connected; after a while away, places may be usable again."""
        log.info("discord=ready name=%s servers=%d", self.user, len(self.guilds))
        if not self._is_registered:
            self._is_registered = await self._register()
        await self._look_again(self.guilds)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Added to a server: what was set up before goes on, else a short welcome where that is allowed."""
        place = Place(PLATFORM, _welcome_channel(guild), str(guild.id))
        await self._note(lambda work: community.arrive(place, self._now(), work))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Removed from a server: nothing is owed there, everything is kept."""
        await self._note(lambda work: community.leave(PLATFORM, str(guild.id), self._now(), work))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server came back from an outage."""
        await self._look_again([guild])

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone, and with it its daily challenge."""
        await self._gone(channel.guild, channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone."""
        guild = self.get_guild(payload.guild_id)
        if guild is not None:
            await self._gone(guild, payload.thread_id)

    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Permissions of a channel may have changed."""
        await self._look_again([after.guild])

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread may be open again."""
        await self._look_again([after.guild])

    async def on_thread_join(self, thread: discord.Thread) -> None:
        """A thread that was archived may be open again: the library knew it no more, so to it the thread is new."""
        await self._look_again([thread.guild])

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Permissions of a role may have changed."""
        await self._look_again([after.guild])

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot's own roles may have changed."""
        if self.user is not None and after.id == self.user.id:
            await self._look_again([after.guild])

    async def _gone(self, guild: discord.Guild, channel_id: int) -> None:
        def lose(work: UnitOfWork) -> None:
            for place in work.communities.daily_places(PLATFORM, str(guild.id)):
                if place.external_id == str(channel_id):
                    community.lose(place, permissions.GONE, self._now(), work)

        await self._note(lose)

    async def _look_again(self, guilds: Iterable[discord.Guild]) -> None:
        """Paused places that lack nothing any more go on; those that lack something now are paused and told so."""
        known = {str(guild.id): guild for guild in guilds}
        try:
            places = await self._engine.reader.read(lambda work: work.communities.all_places(PLATFORM))
        except QuorumError as error:
            log.warning("places not looked at reason=%s", error)
            return
        for place in places:
            guild = known.get(place.community)
            channel = guild.get_channel_or_thread(int(place.external_id)) if guild else None
            if channel is None or not permissions.is_open(channel):
                continue
            lacks = permissions.sentence(channel)
            if lacks and not place.paused_because:
                await self._note(partial(community.forbid, place, lacks, self._now()))
            elif place.paused_because and not lacks:
                await self._note(partial(community.resume, place, self._now()))

    async def _note(self, step: Callable[[UnitOfWork], None]) -> None:
        try:
            await self._engine.run(step)
        except QuorumError as error:
            log.error("server event not stored reason=%s", error)

    # ---- connecting

    async def _log_in(self) -> None:
        """Logs in; as long as Discord cannot be reached, tries again and says so."""
        pause = 1
        while True:
            try:
                await self.login(self._token)
                self._logged_in.set()
                return
            except (aiohttp.ClientError, OSError, discord.DiscordServerError) as error:
                log.warning("discord=unreachable error=%s next try in %d s", error, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _stay_connected(self) -> None:
        """Connects; the library reconnects by itself but for a gateway that does not even say where it is."""
        while not self.is_closed():
            try:
                await self.connect(reconnect=True)
            except (discord.GatewayNotFound, discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
                log.warning("discord=unreachable error=%s next try in %d s", error, GATEWAY_PAUSE_SECONDS)
                await asyncio.sleep(GATEWAY_PAUSE_SECONDS)

    async def _register(self) -> bool:
        """Registers the commands; False when that has to be tried at the next connection."""
        try:
            await register(self)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.error("commands=not registered error=%s", error)
            return False
        return True


def _fault(text: str) -> StartError:
    return StartError([SettingsError(TOKEN, text)])


def _welcome_channel(guild: discord.Guild) -> str:
    """Where a welcome may stand; empty when nowhere."""
    channels = [guild.system_channel, *guild.text_channels]
    fitting = (one for one in channels if one is not None and one.permissions_for(guild.me).send_messages)
    channel = next((one for one in fitting if one.permissions_for(guild.me).view_channel), None)
    return str(channel.id) if channel else ""

"""Connects to Telegram: what comes in becomes events and queries, what happens to chats becomes state."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from telegram.ext import Application
from telegram.request import HTTPXRequest

from adapters.dispatcher import handle, perform
from adapters.pictures import Pictures
from adapters.telegram.answers import ChatAnswers, Memory
from adapters.telegram.calls import CallError, Calls, told
from adapters.telegram.chats import KnownChats
from adapters.telegram.deliver import Courier
from adapters.telegram.inline import KEPT_SECONDS, SHOWN, articles
from adapters.telegram.membership import Membership
from adapters.telegram.polling import ALLOWED, Poller, Raw
from adapters.telegram.register import register
from adapters.telegram.rights import Rights
from adapters.telegram.translate import PLATFORM, Heard, chat_of, to_heard
from adapters.telegram.turns import Turn, Turns
from adapters.telegram.votes import Votes, voter
from bot.community.actions import SetUp, SetUpInDetail
from bot.effects import Effect, Notice
from bot.engine import Engine
from bot.errors import QuorumError, Refusal, SettingsError, StartError
from bot.events import Event
from bot.learn.handlers import look_up
from bot.pause.actions import Pause, Resume
from bot.routes import MANAGED, managed_place
from bot.settings import Settings

log = logging.getLogger(__name__)

TOKEN = "QUORUM_TELEGRAM_TOKEN"  # noqa: S105 - the name of the setting
WEBHOOK = "QUORUM_TELEGRAM_WEBHOOK_URL"
CONCURRENT_UPDATES = 32
CONNECTIONS = 16
"""The cost of a request grows with the pool."""
POOL_SECONDS, ANSWER_SECONDS = 30, 15
LET_GO_AFTER_SECONDS = 5
"""An update is signed off once it is stored and answered; an answer that takes longer is not waited for."""
FINISHING_SECONDS = 5
LONGEST_PAUSE_SECONDS = 60
KNOWN_UPDATES = 5000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

Now = Callable[[], datetime]
Answering = Callable[[], Coroutine[Any, Any, None]]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


def application_of(settings: Settings, polling: HTTPXRequest) -> AnyApplication:
    """The library's application with the settings that were measured; it takes no updates by itself."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns of its own `retry_after`
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO prints the token
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)  # its ERROR prints what people wrote
    builder = Application.builder().token(settings.telegram_token)
    if settings.telegram_api_url:
        root = settings.telegram_api_url.rstrip("/")
        builder = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
    return (
        builder.updater(None)
        .job_queue(None)
        .concurrent_updates(CONCURRENT_UPDATES)
        .connection_pool_size(CONNECTIONS)
        .pool_timeout(POOL_SECONDS)
        .read_timeout(ANSWER_SECONDS)
        .get_updates_request(polling)
        .build()
    )


class TelegramApp:
    """The bot: every update comes to `take`. Keeps nothing that a restart would lose."""

    def __init__(self, engine: Engine, pictures: Pictures, settings: Settings, now: Now) -> None:
        self.connected = asyncio.Event()
        self._engine = engine
        self._settings = settings
        self._now = now
        polling = HTTPXRequest(connection_pool_size=1)
        self._application = application_of(settings, polling)
        self._bot = self._application.bot
        self._calls = Calls(self._bot, pictures)
        self._chats = KnownChats(engine, self._calls)
        self._rights = Rights(self._calls)
        self._memory = Memory()
        self._membership = Membership(engine, self._rights, self._chats, self._memory, now)
        self._turns = Turns()
        self._votes = Votes(engine, now)
        self._poller = Poller(self._bot.base_url, polling, self.take)
        self._at_work: set[asyncio.Task[None]] = set()
        self._known: dict[int, None] = {}
        self.courier = Courier(engine, self._calls, self._chats)

    async def run_until_closed(self) -> None:
        """Connects and takes updates. StartError when the token is refused or somebody else takes them."""
        try:
            await self._connect()
            looking = asyncio.ensure_future(self._membership.look_now_and_then())
            try:
                await (asyncio.Event().wait() if self._settings.telegram_webhook_url else self._poller.run())
            finally:
                looking.cancel()
        except InvalidToken:
            server = " Or QUORUM_TELEGRAM_API_URL is no Bot API server." if self._settings.telegram_api_url else ""
            raise _fault(f"Telegram refused this token. Copy it again from @BotFather.{server}") from None
        except Conflict:
            raise _fault(
                "another program takes the updates of this bot. Stop that one, or give this one a bot of its own"
            ) from None

    async def finish(self) -> None:
        """Lets what is being answered come to its end, then disconnects."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=FINISHING_SECONDS)
        if not self._settings.telegram_webhook_url:
            await self._poller.finish()
        await self._application.shutdown()

    async def on_webhook(self, headers: Mapping[str, str], body: bytes) -> int:
        """An update that Telegram brings; the HTTP status of the answer. It comes again unless that is 200."""
        secret = headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(secret.encode(), self._settings.telegram_webhook_secret.encode()):
            return 403
        try:
            raw = json.loads(body)
            number = int(raw["update_id"])
        except (ValueError, KeyError, TypeError):
            return 400
        if not self.connected.is_set():
            return 503
        try:
            await self.take(raw) if number not in self._known else None
        except QuorumError as error:
            log.error("update=%d to be brought again reason=%s", number, error)
            return 503
        return 200

    # ---- what comes in

    async def take(self, raw: Raw) -> None:
        """Handles one update; returns when Telegram may forget it. QuorumError when it has to come again."""
        try:
            update = Update.de_json(dict(raw), self._bot)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("update=%s not understood error=%s", raw.get("update_id"), type(error).__name__)
            return
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._work(update, stored))
        self._at_work.add(task)
        task.add_done_callback(partial(self._end, update.update_id, stored))
        await asyncio.wait({task}, timeout=LET_GO_AFTER_SECONDS)
        await stored
        self._known[update.update_id] = None
        if len(self._known) > KNOWN_UPDATES:
            del self._known[next(iter(self._known))]

    async def _work(self, update: Update, stored: asyncio.Future[None]) -> None:
        """Stores what an update means, then answers it. Only the first holds one of the places for updates."""
        answering: list[Answering] = []
        await self._application.update_processor.process_update(update, self._store(update, answering))
        stored.set_result(None)
        for answer in answering:
            await answer()

    def _end(self, number: int, stored: asyncio.Future[None], task: asyncio.Task[None]) -> None:
        """What became of an update: what could not be stored comes again, a bug holds up nothing after it."""
        self._at_work.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, QuorumError) and not stored.done():
            stored.set_exception(error)
            return
        if not stored.done():
            stored.set_result(None)
        if error is not None:
            log.error("update=%d failed", number, exc_info=error)

    async def _store(self, update: Update, answering: list[Answering]) -> None:
        message = update.effective_message
        if message is not None and message.chat is not None:
            self._chats.see(message.chat.id, message.message_id)
        voted = await self._votes.take(update)
        if voted is not None:
            self._tell_voter(update, voted, answering)
        elif update.inline_query is not None:
            answering.append(partial(self._search, update))
        elif not await self._membership.take(update):
            heard = to_heard(update, self._now(), self._calls.me, self._chats.moved)
            if heard is not None:
                turn = self._turns.take(heard.person_id or heard.chat_id)
                try:
                    await self._hear(heard, turn, answering)
                except BaseException:
                    turn.end()
                    raise

    def _tell_voter(self, update: Update, effects: list[Effect], answering: list[Answering]) -> None:
        """What a vote leads to comes in the private chat, where there is one."""
        if (heard := voter(update, effects)) is not None:
            turn = self._turns.take(heard.person_id)
            answers = ChatAnswers(heard, turn, self._calls, self._chats, self._memory)
            answering.append(partial(self._answer, turn, None, effects, answers))

    async def _hear(self, heard: Heard, turn: Turn, answering: list[Answering]) -> None:
        answers = ChatAnswers(heard, turn, self._calls, self._chats, self._memory)
        event = heard.event
        effects: list[Effect] = [Notice(heard.refusal)]
        try:
            if event is not None:
                event = await self._with_rights(event, heard)
                if isinstance(event.action, Pause | Resume) and not event.may_manage:
                    answers.keep_to_one()  # her own holiday is nobody else's business
                effects = await handle(event, self._engine, answers)
        except Refusal as refusal:
            effects = [Notice(str(refusal))]
        answering.append(partial(self._answer, turn, event, effects, answers))

    async def _answer(self, turn: Turn, event: Event | None, effects: list[Effect], answers: ChatAnswers) -> None:
        try:
            await perform(event, effects, answers)
            await answers.send()
        finally:
            turn.end()

    async def _with_rights(self, event: Event, heard: Heard) -> Event:
        """The event with what Telegram says of who acts and what is missing, where that matters."""
        chat_id = await self._managed_chat(event, heard)
        if not chat_id:
            return event
        user, _ = event.actor
        manages = heard.speaks_for_chat or await self._rights.manages(chat_id, int(user.id))
        if heard.is_private:
            return replace(event, manages=str(chat_id) if manages else "")
        event = replace(event, may_manage=manages)
        if not (manages and isinstance(event.action, SetUp | SetUpInDetail)):
            return event
        owner = await self._rights.owner(chat_id) if heard.speaks_for_chat else ""
        try:
            return replace(event, owner=owner, lacks=await self._rights.missing(heard.chat_id))
        except CallError:
            raise Refusal("Telegram did not say what Quorum may do here. Try again in a moment.") from None

    async def _managed_chat(self, event: Event, heard: Heard) -> int:
        """The group or channel in which somebody has to be an administrator for what she does; 0 for none."""
        if type(event.action) not in MANAGED:
            return 0
        if not heard.is_private:
            return heard.chat_id
        place = await self._engine.reader.read(lambda work: managed_place(event.action, work))
        return chat_of(place.id)[0] if place is not None and place.platform == PLATFORM else 0

    async def _search(self, update: Update) -> None:
        """Inline mode: excerpts of lessons while somebody types."""
        query = update.inline_query
        assert query is not None
        content = self._engine.content
        try:
            found = await self._engine.reader.read(lambda _: look_up(query.query, content, SHOWN))
            results = articles(found, self._calls.me.username)
            await self._calls.made(self._bot.answer_inline_query(query.id, results, cache_time=KEPT_SECONDS))
        except (QuorumError, CallError) as error:
            log.info("inline query let go reason=%s", error)

    # ---- connecting

    async def _connect(self) -> None:
        """Connects; as long as Telegram cannot be reached, tries again and says so."""
        pause = 1
        while True:
            try:
                await self._application.initialize()
                await self._choose_way()
                break
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("telegram=unreachable error=%s next try in %d s", told(error), pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        await self._chats.load()
        await self.courier.recall()
        log.info("telegram=ready name=@%s", self._bot.username)
        self.connected.set()
        try:
            await register(self._bot)
        except TelegramError as error:
            log.error("commands=not registered error=%s", told(error))

    async def _choose_way(self) -> None:
        """How updates come: brought to the webhook, or fetched. Those that wait are taken either way."""
        settings = self._settings
        if settings.telegram_webhook_url:
            try:
                await self._bot.set_webhook(
                    settings.telegram_webhook_url,
                    secret_token=settings.telegram_webhook_secret,
                    max_connections=CONCURRENT_UPDATES,
                    allowed_updates=ALLOWED,
                )
            except BadRequest as error:
                raise StartError([SettingsError(WEBHOOK, f"Telegram refused it: {error}")]) from None
        else:
            await self._bot.delete_webhook()


def _fault(text: str) -> StartError:
    return StartError([SettingsError(TOKEN, text)])

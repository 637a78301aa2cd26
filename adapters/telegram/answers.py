"""Answers to one command, press or reply: in the private chat, by toast where others read, one message for each thing.

A restart or a lost answer may lead to a second one: everything here may be repeated.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReactionTypeEmoji

from adapters.telegram.calls import CallError, Calls, Flooded, Rejected, Shut, Spot, Torn
from adapters.telegram.chats import KnownChats
from adapters.telegram.draw import DOOR, MAX_TEXT, MAX_TOAST, SHORT_TOAST, Drawing, draw, prompt, start_link, toast
from adapters.telegram.rich import cut, html, length, plain, styled
from adapters.telegram.translate import Heard
from adapters.telegram.turns import Turn
from bot.community.actions import PostNow, SetUp, SetUpInDetail, ShowSetUp
from bot.effects import AskText, Revise, Show
from bot.pause.actions import Pause, PausePlace, Resume, ResumePlace
from bot.screens import Tone

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = (0.3, 1.0, 3.0)
LONGEST_FLOOD_SECONDS = 90
TOAST_WITHIN_SECONDS = 3
"""A press among others is answered by then, even while the private chat has to wait."""
LIVE = 20_000
UNREACHABLE = 20_000
NEVER_MET = "chat not found"
PROMPT = "?"
SEEN = "👌"
WHISPERED = "Go on in our private chat."
MORE_IN_PRIVATE = "More in our private chat"
OPEN_FIRST = "Open the private chat with @{0} and press Start: what you asked for comes there."

FOR_ALL = (SetUp, SetUpInDetail, ShowSetUp, PostNow, Pause, Resume, PausePlace, ResumePlace)
"""What its managers do in a chat is answered there, for who writes as the chat itself has no private one."""

Made = Callable[[], Awaitable[object]]


class Memory:
    """What is kept of private chats only to be tidy: which message shows what, who cannot be written to."""

    def __init__(self) -> None:
        self._live: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._unreachable: OrderedDict[int, None] = OrderedDict()

    def show(self, chat_id: int, key: str, message_id: int) -> int:
        """Notes which message has the buttons of a thing now (0: none); the one that had them before, else 0."""
        before = self._live.pop((chat_id, key), 0)
        if message_id:
            self._live[chat_id, key] = message_id
        if len(self._live) > LIVE:
            self._live.popitem(last=False)
        return before if before != message_id else 0

    def is_reachable(self, person_id: int) -> bool:
        """Whether a private message may arrive."""
        return person_id > 0 and person_id not in self._unreachable

    def reach(self, person_id: int, *, is_reachable: bool) -> None:
        """Notes whether private messages arrive."""
        if is_reachable:
            self._unreachable.pop(person_id, None)
        else:
            self._unreachable[person_id] = None
            if len(self._unreachable) > UNREACHABLE:
                self._unreachable.popitem(last=False)


class ChatAnswers:
    """How one thing that somebody did is answered; collects what to say, `send` says it."""

    is_deferred = False
    """A question can always be asked here, however late."""

    def __init__(self, heard: Heard, turn: Turn, calls: Calls, chats: KnownChats, memory: Memory) -> None:
        self._heard = heard
        self._turn = turn
        self._calls = calls
        self._chats = chats
        self._memory = memory
        self._screens: list[tuple[str, Drawing, str]] = []
        self._notices: list[str] = []
        self._asks: list[AskText] = []
        self._stays = heard.event is not None and type(heard.event.action) in FOR_ALL and not heard.is_private

    # ---- what the dispatcher calls

    async def defer(self) -> None:
        """A sign that the answer is on its way; a pressed button shows one by itself."""
        heard = self._heard
        if not heard.query_id:
            await self._sign(lambda: self._calls.bot.send_chat_action(heard.chat_id, "typing"))

    async def show(self, effect: Show | Revise) -> None:
        """Shows a screen; one that is for all is shown where it was asked for."""
        screen = effect.screen
        self._stays |= isinstance(effect, Show) and effect.only_to is None and not self._heard.is_private
        drawing = draw(screen, "" if self._stays else effect.key)
        verdict = plain(screen.title) if screen.tone in (Tone.RIGHT, Tone.WRONG) else ""
        self._screens.append((effect.key, drawing, verdict))

    def keep_to_one(self) -> None:
        """What is answered is for the one who asked alone, after all."""
        self._stays = False

    async def say(self, text: str) -> None:
        """Says a sentence."""
        self._notices.append(text)

    async def ask(self, effect: AskText) -> None:
        """Asks for a text."""
        self._asks.append(effect)

    # ---- sending

    async def send(self) -> None:
        """Sends what was collected: messages in the order of what she did, the word on a press without waiting."""
        if self._heard.is_private and self._heard.query_id:
            await asyncio.gather(self._answer_press(*self._toasted()), self._send_here())
        elif self._heard.is_private:
            await self._send_here()
        elif self._heard.is_vote:
            await self._whispered()
        elif self._stays:
            await self._send_among_others()
        else:
            await self._whisper()

    def _toasted(self) -> tuple[str, str]:
        """The first notice, when it fits a toast, and an address to open (none)."""
        if self._notices and length(plain(self._notices[0])) <= MAX_TOAST:
            return self._notices.pop(0), ""
        return "", ""

    async def _answer_press(self, text: str, url: str = "") -> None:
        """Ends the waiting of a pressed button, with a word or by opening a chat."""
        query_id = self._heard.query_id
        said = toast(text)

        async def answer() -> None:
            try:
                await self._calls.made(
                    self._calls.bot.answer_callback_query(
                        query_id, said or None, show_alert=length(said) > SHORT_TOAST or None, url=url or None
                    )
                )
            except Rejected as error:
                log.info("press let go reason=%s", error)  # answered before a restart, or nobody waits any more

        if query_id:
            await self._try(0, answer)

    async def _send_here(self) -> None:
        """In the private chat in which it was asked for."""
        await self._turn.come()
        self._memory.reach(self._heard.person_id, is_reachable=True)
        for key, drawing, _ in self._screens:
            if not await self._take_place(key, drawing):
                await self._post(key, drawing)
        for text in self._notices:
            await self._note(Spot(self._heard.chat_id), text)
        for asked in self._asks:
            await self._prompt(asked)
        if self._screens and self._heard.asked is not None:
            await self._tidy_question()

    async def _take_place(self, key: str, drawing: Drawing) -> bool:
        """Redraws the pressed message when this is the next state of it."""
        heard = self._heard
        if not (heard.query_id and heard.can_edit and heard.key == key) or (heard.has_photo and drawing.image is None):
            return False
        edited: list[bool] = []

        async def edit() -> None:
            edited.append(await self._calls.edit(heard.chat_id, heard.message_id, drawing))

        if await self._try(heard.chat_id, edit) and edited and edited[-1]:
            self._memory.show(heard.chat_id, key, heard.message_id if drawing.keyboard else 0)
            return True
        return False

    async def _post(self, key: str, drawing: Drawing) -> bool:
        """A new private message; the one that showed the same before loses its buttons, or goes."""
        heard, chat_id = self._heard, self._heard.person_id or self._heard.chat_id
        posted: list[int] = []

        async def send() -> None:
            await self._calls.turn(is_urgent=True)
            posted.append((await self._calls.send(Spot(chat_id), drawing)).message_id)

        if not await self._try(chat_id, send) or not posted:
            return False
        before = self._memory.show(chat_id, key, posted[-1] if drawing.keyboard else 0)
        if heard.is_private and heard.can_edit and heard.key == key and heard.has_photo:
            await self._try(chat_id, lambda: self._calls.delete(chat_id, heard.message_id))
        elif before:
            await self._try(chat_id, lambda: self._calls.take_buttons(chat_id, before))
        return True

    async def _prompt(self, asked: AskText) -> bool:
        """A question to reply to, in the private chat; one that was not answered yet goes."""
        heard = self._heard
        message_id = heard.message_id if heard.is_private and heard.query_id else 0
        drawn = prompt(asked, self._calls.me.username, message_id)
        posted: list[int] = []

        async def send() -> None:
            await self._calls.turn(is_urgent=True)
            sent = await self._calls.send_text(Spot(heard.person_id), drawn.text, drawn.markup)
            posted.append(sent.message_id)

        if not await self._try(heard.person_id, send):
            return False
        if before := self._memory.show(heard.person_id, PROMPT, posted[-1]):
            await self._try(heard.person_id, lambda: self._calls.delete(heard.person_id, before))
        return True

    async def _tidy_question(self) -> None:
        """The typed answer was taken: its prompt goes, the message that led to it keeps no buttons."""
        heard = self._heard
        if heard.prompt_id:
            self._memory.show(heard.chat_id, PROMPT, 0)
            await self._try(heard.chat_id, lambda: self._calls.delete(heard.chat_id, heard.prompt_id))
        if heard.asked is not None and heard.asked.message_id:
            question_id = heard.asked.message_id
            await self._try(heard.chat_id, lambda: self._calls.take_buttons(heard.chat_id, question_id))

    async def _whisper(self) -> None:
        """Among others: what is private goes to the private chat, a word of it comes by toast."""
        whispering = asyncio.ensure_future(self._whispered())
        if self._heard.query_id:
            done, _ = await asyncio.wait({whispering}, timeout=TOAST_WITHIN_SECONDS)
            await self._answer_press(*self._aloud(arrived=not done or whispering.result()))
            await whispering
        elif not await whispering:
            await self._call_in()
        elif self._screens or self._asks:
            await self._react()

    async def _react(self) -> None:
        """A sign at a command that its answer is in the private chat; a group may have switched such signs off."""
        heard, seen = self._heard, [ReactionTypeEmoji(SEEN)]
        await self._sign(lambda: self._calls.bot.set_message_reaction(heard.chat_id, heard.message_id, reaction=seen))

    async def _whispered(self) -> bool:
        """Sends what is private; whether it arrived, or there is nothing of that kind."""
        spoken = [] if self._heard.query_id else self._notices
        if not (self._screens or self._asks or spoken):
            return True
        if not self._memory.is_reachable(self._heard.person_id):
            return False
        await self._turn.come()
        arrived = [await self._post(key, drawing) for key, drawing, _ in self._screens]
        arrived += [await self._note(Spot(self._heard.person_id), text) for text in spoken]
        arrived += [await self._prompt(asked) for asked in self._asks]
        return all(arrived)

    def _aloud(self, *, arrived: bool) -> tuple[str, str]:
        """What a press among others is answered with: a toast, or the private chat is opened."""
        verdict = next((verdict for _, _, verdict in self._screens if verdict), "")
        if self._notices:
            return self._notices[0], ""
        if verdict:
            where = MORE_IN_PRIVATE if arrived else f"Why: open @{self._calls.me.username}"
            return f"{verdict} · {where}", ""
        if arrived:
            return WHISPERED if self._screens or self._asks else "", ""
        return "", self._door()

    def _door(self) -> str:
        """A link that opens the private chat and does the same there."""
        event = self._heard.event
        return start_link(self._calls.me.username, event.action) if event else f"https://t.me/{self._calls.me.username}"

    async def _call_in(self) -> None:
        """A command that cannot be answered in private yet: how to open the private chat, or the sentence itself."""
        if not (self._screens or self._asks):
            await self._send_among_others()
            return
        drawing = Drawing(
            escape(OPEN_FIRST.format(self._calls.me.username)),
            InlineKeyboardMarkup([[InlineKeyboardButton(DOOR, url=self._door())]]),
        )
        await self._say_there(drawing)

    async def _send_among_others(self) -> None:
        """In the group or channel itself: what its managers do there, and sentences that nobody else takes."""
        if self._heard.query_id:
            await self._answer_press(*self._toasted())
        for _, drawing, _ in self._screens:
            await self._say_there(drawing)
        for text in self._notices:
            await self._say_there(Drawing(html(cut(styled(text), MAX_TEXT))))

    async def _say_there(self, drawing: Drawing) -> None:
        heard = self._heard
        await self._turn.come()

        async def send() -> None:
            await self._calls.turn(is_urgent=True)
            self._calls.limits.count(heard.chat_id)
            reply_to = None if heard.query_id else heard.message_id
            sent = await self._calls.send(Spot(heard.chat_id, heard.thread_id, reply_to), drawing)
            self._chats.keep_own(heard.chat_id, sent.message_id)

        await self._try(heard.chat_id, send)

    async def _note(self, spot: Spot, text: str) -> bool:
        """A sentence as a message of its own."""

        async def send() -> None:
            await self._calls.turn(is_urgent=True)
            await self._calls.send_text(spot, html(cut(styled(text), MAX_TEXT)))

        return await self._try(spot.chat_id, send)

    async def _sign(self, make: Callable[[], Awaitable[bool]]) -> None:
        """A sign that something was heard, tried once: an answer follows anyway."""
        if self._calls.limits.closed_for(self._heard.chat_id):
            return
        try:
            await self._calls.made(make())
        except CallError as error:
            log.info("sign let go reason=%s", error)

    async def _try(self, chat_id: int, make: Made) -> bool:
        """Makes a call until it is made: a torn line is tried again, whoever asks for patience gets it."""
        pauses = iter(RETRY_AFTER_SECONDS)
        told = 0.0
        while (wait := max(told, self._calls.limits.closed_for(chat_id))) <= LONGEST_FLOOD_SECONDS:
            await asyncio.sleep(wait)
            told = 0.0
            try:
                await make()
            except Flooded as error:
                told = error.seconds  # not every call that is told to wait closes its chat
            except Torn as error:
                pause = next(pauses, None)
                log.info("answer torn reason=%s again=%s", error, pause is not None)
                if pause is None:
                    return False
                await asyncio.sleep(pause)
            except CallError as error:
                is_shut = isinstance(error, Shut) or NEVER_MET in str(error)
                if is_shut and chat_id == self._heard.person_id:
                    self._memory.reach(chat_id, is_reachable=False)
                else:
                    log.warning("answer refused reason=%s", error)
                return False
            else:
                return True
        log.warning("answer let go: chat=%d has to be left alone for %.0f s", chat_id, wait)
        return False

"""Sends what the outbox owes to Telegram: paced, each message once as far as that can be known, refusals told apart."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import replace
from weakref import WeakValueDictionary

from telegram import Message

from adapters.outbox import NotTaken, Postponed, Refused
from adapters.telegram import permissions
from adapters.telegram.calls import CallError, Calls, Flooded, Moved, Rejected, Shut, Spot, Torn
from adapters.telegram.chats import KnownChats
from adapters.telegram.draw import Drawing, draw, start_link
from adapters.telegram.marks import mark_of, marked
from adapters.telegram.polls import poll_form
from adapters.telegram.translate import PLATFORM, chat_of
from bot.daily.actions import OpenDaily
from bot.daily.ledger import BOARD
from bot.engine import Engine
from bot.records import Delivery
from bot.routes import doubt_delivery, note_poll
from bot.screens import ChoiceQuestion, Screen

log = logging.getLogger(__name__)

LONGEST_SLEEP_SECONDS = 4
"""What has to wait longer gives its place in the outbox free."""
LONGEST_WAIT_SECONDS = 60
LOOKED_AT = 20
"""So many messages after the last one known are looked at for a post whose answer was lost."""
REMEMBERED = 1000
ROOM_NAME = 128
AFTER_DOUBT_SECONDS, LONGEST_DOUBT_SECONDS = 2, 120
"""A message whose fate is unknown holds the next ones of its chat back; not for ever, for it may be owed no more."""
MAYBE_DOUBLED = "maybe doubled: the answer to a first try was lost and its message was not found"
POLL = "poll"
"""Stands in the reasons why a chat takes no polls: a right that is missing, a channel."""
FOR_ROOMS = "Quorum may not open a topic in this group; the replies to its message take the place of one."


class Courier:
    """Carries deliveries to groups, topics, channels and private chats."""

    platform = PLATFORM

    def __init__(self, engine: Engine, calls: Calls, chats: KnownChats) -> None:
        self._engine = engine
        self._calls = calls
        self._chats = chats
        self._unsent: OrderedDict[int, None] = OrderedDict()
        self._in_doubt: dict[int, tuple[int, float]] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def recall(self) -> None:
        """What the process before tried and never confirmed is in doubt again."""
        until = asyncio.get_running_loop().time() + LONGEST_DOUBT_SECONDS
        for place_id, delivery_id in await self._engine.reader.read(lambda work: work.deliveries.in_doubt(PLATFORM)):
            self._in_doubt[chat_of(place_id)[0]] = delivery_id, until

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        """Posts or redraws a message; returns its id."""
        chat_id, thread_id = chat_of(delivery.place.id)
        try:
            if screen.closes_room:
                return await self._close_topic(chat_id, delivery)
            drawing = self._drawing(delivery, screen)
            if delivery.is_revision:
                is_closed = isinstance(screen, ChoiceQuestion) and bool(screen.answer)
                return await self._redraw(chat_id, delivery, drawing, is_closed=is_closed)
            spot = await self._spot(chat_id, thread_id, delivery, screen)
            return await self._post(spot, delivery, drawing)
        except Moved as error:
            await self._chats.move(chat_id, error.new_chat_id)
            raise Postponed(0, str(error)) from error
        except Flooded as error:
            raise Postponed(error.seconds, str(error)) from error
        except Torn as error:
            raise Postponed(_wait(delivery), str(error)) from error
        except (Shut, Rejected) as error:
            if sentence := permissions.sentence(str(error)):
                raise Refused(sentence) from error
            raise NotTaken(str(error)) from error

    def _drawing(self, delivery: Delivery, screen: Screen) -> Drawing:
        """A post as others read it: no keys of private messages, at an open challenge a link to the private chat."""
        is_open = isinstance(screen, ChoiceQuestion) and not screen.answer
        door = is_open and delivery.key.partition(":")[0] == BOARD and not delivery.place.is_private
        drawing = draw(screen, door=start_link(self._calls.me.username, OpenDaily()) if door else "")
        return replace(drawing, poll=poll_form(screen))

    # ---- new messages

    async def _post(self, spot: Spot, delivery: Delivery, drawing: Drawing) -> str:
        """A new message; to one chat one after the other, for one whose fate is unknown has to be found first."""
        chat_id = spot.chat_id
        async with self._locks.setdefault(chat_id, asyncio.Lock()):
            doubted, until = self._in_doubt.get(chat_id, (delivery.id, 0.0))
            if doubted != delivery.id and asyncio.get_running_loop().time() < until:
                raise Postponed(AFTER_DOUBT_SECONDS, "it is not known yet whether the message before it arrived")
            if found := await self._earlier_try(spot, delivery):
                self._in_doubt.pop(chat_id, None)
                return str(found)
            await self._turn(chat_id)
            await self._chats.note_before(delivery.id, chat_id, marked(drawing))
            try:
                sent = await self._send(spot, delivery, drawing)
            except Rejected as error:
                if drawing.poll is None or POLL not in str(error):
                    raise
                log.info("place=%s takes no polls reason=%s", delivery.place.id, error)
                drawing = replace(drawing, poll=None)
                await self._chats.note_before(delivery.id, chat_id, marked(drawing))
                sent = await self._send(spot, delivery, drawing)
            self._chats.keep_own(chat_id, sent.message_id)
            if sent.poll is not None:
                await self._note_poll(delivery, sent.poll.id, sent.message_id)
            return str(sent.message_id)

    async def _send(self, spot: Spot, delivery: Delivery, drawing: Drawing) -> Message:
        """Sends, and knows afterwards whether it is known what became of it."""
        self._calls.limits.count(spot.chat_id)
        self._unsent.pop(delivery.id, None)
        self._in_doubt.pop(spot.chat_id, None)
        try:
            return await self._calls.send(spot, drawing)
        except Torn as error:
            if error.is_undone:
                self._note_unsent(delivery)
            else:
                until = asyncio.get_running_loop().time() + LONGEST_DOUBT_SECONDS
                self._in_doubt[spot.chat_id] = delivery.id, until
            raise
        except CallError:
            self._note_unsent(delivery)
            raise

    async def _earlier_try(self, spot: Spot, delivery: Delivery) -> int:
        """The message of an earlier try whose answer was lost; 0 when it has to be sent (again)."""
        if not delivery.after_message or delivery.id in self._unsent:
            return 0
        found = await self._look_for(spot, delivery)
        if found:
            log.info("delivery=%d found as message=%d", delivery.id, found)
            return found
        await self._engine.run(lambda work: doubt_delivery(delivery.key, MAYBE_DOUBLED, work))
        log.warning("delivery=%d key=%s sent again: %s", delivery.id, delivery.key, MAYBE_DOUBLED)
        self._note_unsent(delivery)
        return 0

    async def _look_for(self, spot: Spot, delivery: Delivery) -> int:
        """Looks at the messages after the last one known in a chat.

        What has no buttons is no post; to send it twice does less harm than to mistake another message for it. In
        private chats ids say nothing, for they count over all of them.
        """
        last, mark = delivery.after_message, mark_of(delivery.tried)
        if last < 0 or mark is None or spot.chat_id > 0:
            return 0
        community = delivery.place.community
        known = await self._engine.reader.read(lambda work: work.deliveries.messages(PLATFORM, community))
        for message_id in range(last + 1, last + 1 + LOOKED_AT):
            if str(message_id) in known or self._chats.is_own(spot.chat_id, message_id):
                continue
            await self._calls.turn(is_edit=True)
            if mark.question:
                if poll_id := await self._calls.poll_of(spot.chat_id, message_id, mark):
                    await self._note_poll(delivery, poll_id, message_id)
                    return message_id
            elif await self._calls.is_mine(spot.chat_id, message_id, mark.keyboard):
                return message_id
        return 0

    async def _note_poll(self, delivery: Delivery, poll_id: str, message_id: int) -> None:
        """The message of a delivery is a poll: from now on its votes count."""
        key, engine = delivery.key, self._engine
        await engine.run(lambda work: note_poll(PLATFORM, poll_id, key, str(message_id), work, engine.content))

    async def _spot(self, chat_id: int, thread_id: int | None, delivery: Delivery, screen: Screen) -> Spot:
        """The chat itself, or the side room that opens from a message: a topic in a forum, else replies to it."""
        room, opener = delivery.place.room, replace(delivery.place, room=None)
        if room is None:
            return Spot(chat_id, thread_id)
        if not delivery.room_message_id and not await self._engine.reader.read(
            lambda work: work.deliveries.was_owed(opener, room) and not work.deliveries.is_owed(opener, room)
        ):
            raise Postponed(2, "the message that the room opens from is still to come")
        topic = await self._topic(chat_id, delivery, (delivery.room_name or "Quorum")[:ROOM_NAME])
        reply_to = int(delivery.room_message_id or 0)  # 0 when somebody deleted it, or it stayed in a chat that moved
        return Spot(chat_id, topic) if topic else Spot(chat_id, thread_id, reply_to or None)

    async def _topic(self, chat_id: int, delivery: Delivery, name: str) -> int | None:
        """The topic that is a side room, opened at its first message; None where there can be none."""
        place = delivery.place
        known = await self._engine.reader.read(lambda work: work.chats.room(place))
        if known or not await self._chats.is_forum(chat_id):
            return int(known) if known else None
        await self._turn(chat_id)
        try:
            topic = await self._calls.made(self._calls.bot.create_forum_topic(chat_id, name))
        except Rejected as error:
            if permissions.sentence(str(error)) != permissions.MAY_NOT_SEND:
                raise
            log.info("place=%s %s", place.id, FOR_ROOMS)
            return None
        room_id = str(topic.message_thread_id)
        await self._engine.run(lambda work: work.chats.keep_room(place, room_id))
        return topic.message_thread_id

    async def _close_topic(self, chat_id: int, delivery: Delivery) -> str:
        """Closes a side room; one that is closed, gone or out of reach already stays as it is."""
        place = delivery.place
        topic = await self._engine.reader.read(lambda work: work.chats.room(place))
        await self._turn(chat_id, is_edit=True)
        try:
            await self._calls.made(self._calls.bot.close_forum_topic(chat_id, int(topic)))
        except (Rejected, Shut) as error:
            log.info("place=%s topic=%s not closed reason=%s", place.id, topic, error)
        return ""

    # ---- revisions

    async def _redraw(self, chat_id: int, delivery: Delivery, drawing: Drawing, *, is_closed: bool) -> str:
        """Redraws a message; one that somebody deleted on purpose is not forced upon them again."""
        polls = await self._engine.reader.read(lambda work: work.polls.messages(PLATFORM, delivery.key))
        if delivery.message_id in polls:
            return await self._end_polls(chat_id, delivery, polls, drawing) if is_closed else delivery.message_id
        await self._turn(chat_id, is_edit=True)
        self._calls.limits.count(chat_id, is_edit=True)
        is_there = await self._calls.edit(chat_id, int(delivery.message_id), drawing)
        return delivery.message_id if is_there else ""

    async def _end_polls(self, chat_id: int, delivery: Delivery, polls: list[str], drawing: Drawing) -> str:
        """A poll draws itself while it is open; at the close it is ended and gets the buttons of a closed question."""
        is_there = False
        for message_id in polls:
            await self._turn(chat_id, is_edit=True)
            self._calls.limits.count(chat_id, is_edit=True)
            ended = await self._calls.end_poll(chat_id, int(message_id), drawing.keyboard)
            is_there |= ended and message_id == delivery.message_id
        return delivery.message_id if is_there else ""

    # ---- waiting

    async def _turn(self, chat_id: int, *, is_edit: bool = False) -> None:
        """Waits for the chat, then for all; a long wait gives the place in the outbox free."""
        wait = self._calls.limits.wait_for(chat_id, is_edit=is_edit)
        if wait > LONGEST_SLEEP_SECONDS:
            raise Postponed(wait, "the chat has had enough messages for now")
        await asyncio.sleep(wait)
        await self._calls.turn(is_edit=is_edit)

    def _note_unsent(self, delivery: Delivery) -> None:
        """Nothing was sent yet for a delivery: its next try need not look for a message."""
        self._unsent[delivery.id] = None
        if len(self._unsent) > REMEMBERED:
            self._unsent.popitem(last=False)


def _wait(delivery: Delivery) -> float:
    """Seconds before the next try, doubled at each."""
    return float(min(2**delivery.attempts, LONGEST_WAIT_SECONDS))

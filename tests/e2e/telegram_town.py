"""People and chats of the tests, and what they do: the side of Telegram that a bot does not see.

As there, ids of messages count for each supergroup and channel by itself, for private chats and basic groups together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from e2e.telegram_chats import BOT, Chat, Json, buttons, member, told, units

PATIENCE_SECONDS = 30


class Town:
    """Who there is, what they wrote and pressed, and what is to be told to the bot."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Json] = {}
        self.presses: dict[str, Json | None] = {}
        self.inline: dict[str, list[Json]] = {}
        self.votes: dict[str, dict[int, int]] = {}
        self._updates: list[Json] = []
        self._ids = 1000
        self._next_message = 1
        self._changed = asyncio.Condition()

    # ---- people and chats

    def person(self, name: str, *, started: bool = True, person_id: int = 0, username: str = "") -> int:
        """Somebody; `started` who opened the private chat."""
        person_id = person_id or 700001 + len(self.people)
        self.people[person_id] = {"id": person_id, "is_bot": False, "first_name": name}
        if username:
            self.people[person_id]["username"] = username
        self.chats[person_id] = Chat(person_id, "private", name, members={BOT["id"]: member(started)})
        return person_id

    def group(self, kind: str, *members: int, owner: int, is_forum: bool = False, bot: str = "member") -> int:
        """A group or channel with its people and Quorum in it."""
        chat_id = (-5000 if kind == "group" else -1_001_000_009_000) - len(self.chats)
        chat = self.chats[chat_id] = Chat(chat_id, kind, f"Chat {len(self.chats)}", is_forum)
        chat.members = {owner: {"status": "creator"}, **{one: {"status": "member"} for one in members}}
        self.set_bot(chat_id, bot, by=owner)
        return chat_id

    def set_bot(self, chat_id: int, status: str, *, by: int, **rights: bool) -> None:
        """Somebody adds, removes, promotes or blocks Quorum."""
        chat = self.chats[chat_id]
        old = chat.members.get(BOT["id"], {"status": "left"})
        new = {"status": status, **({"can_post_messages": True} if status == "administrator" else {}), **rights}
        chat.members[BOT["id"]] = new
        change = {"chat": chat.json(), "from": self.people[by], "date": 1795000000 + self._ids}
        self.push("my_chat_member", {**change, "old_chat_member": told(old), "new_chat_member": told(new)})

    def upgrade(self, chat_id: int) -> int:
        """A group becomes a supergroup; its messages can be reached no more."""
        old = self.chats[chat_id]
        new = self.chats[chat_id - 1_000_000_000_000] = Chat(chat_id - 1_000_000_000_000, "supergroup", old.title)
        new.members = old.members
        old.moved_to = new.id
        return new.id

    def tell_upgrade(self, chat_id: int) -> None:
        """The messages by which both chats tell of it."""
        new_id = self.chats[chat_id].moved_to
        self._receive(self.chats[chat_id], {"migrate_to_chat_id": new_id})
        self._receive(self.chats[new_id], {"migrate_from_chat_id": chat_id})

    # ---- what people do

    def say(
        self, person_id: int, text: str, chat_id: int = 0, *, topic: int = 0, reply_to: int = 0, linking: int = 0
    ) -> int:
        """Somebody writes; `linking` is a person whose name in the text links to her. The id of the message."""
        chat = self.chats[chat_id or person_id]
        more: Json = {"text": text}
        if chat.kind == "channel":
            more["sender_chat"] = chat.json()
        else:
            more["from"] = self.people[person_id]
        if chat.kind == "private":
            chat.members[BOT["id"]] = member(True)
        if topic:
            more |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to:
            more["reply_to_message"] = chat.messages[reply_to]
        if linking:
            name = self.people[linking]["first_name"]
            place = {"offset": units(text[: text.index(name)]), "length": units(name)}
            more["entities"] = [{"type": "text_mention", "user": self.people[linking], **place}]
        return self._receive(chat, more)

    def press(self, person_id: int, label: str, chat_id: int = 0, message_id: int = 0) -> str:
        """Somebody presses a button of the newest message that has it; the id of the press."""
        chat = self.chats[chat_id or person_id]
        shown = [chat.messages[message_id]] if message_id else list(reversed(chat.messages.values()))
        found = ((message, button) for message in shown for button in buttons(message) if button["text"] == label)
        message, button = next(found, (None, None))
        assert message is not None, f"no button {label!r} in {[m.get('text') for m in shown]}"
        assert button is not None
        return self.forge(person_id, button["callback_data"], chat.id, message)

    def forge(self, person_id: int, data: str | None, chat_id: int, message: Json | None = None) -> str:
        """A press with any data on any message."""
        press_id = f"press {self._new_id()}"
        self.presses[press_id] = None
        shown = message or {"message_id": 1, "date": 0, "chat": self.chats[chat_id].json()}
        press = {"id": press_id, "from": self.people[person_id], "chat_instance": "1", "message": shown, "data": data}
        self.push("callback_query", press)
        return press_id

    def search(self, person_id: int, words: str) -> str:
        """Somebody types words after the bot's name in any chat; the id of the query."""
        query_id = f"query {self._new_id()}"
        self.push("inline_query", {"id": query_id, "from": self.people[person_id], "query": words, "offset": ""})
        return query_id

    def vote(self, person_id: int, slot: int, message: Json, *, is_told: bool = True) -> None:
        """Somebody votes in a poll, once; `is_told` to the bot now, else `tell_vote` does it later."""
        poll = message["poll"]
        assert not poll["is_closed"], "the poll is closed"
        assert person_id not in self.votes.setdefault(poll["id"], {}), "voted already"
        self.votes[poll["id"]][person_id] = slot
        poll["options"][slot]["voter_count"] += 1
        poll["total_voter_count"] += 1
        if is_told:
            self.tell_vote(person_id, message)

    def tell_vote(self, person_id: int, message: Json) -> None:
        """The bot is told of a vote."""
        poll = message["poll"]
        self.push("poll", dict(poll))
        chosen = [self.votes[poll["id"]][person_id]]
        told = {"poll_id": poll["id"], "user": self.people[person_id], "option_ids": chosen}
        self.push("poll_answer", {**told, "option_persistent_ids": [str(slot) for slot in chosen]})

    def end_poll(self, message: Json) -> Json:
        """A poll is over."""
        message["poll"] = {**message["poll"], "is_closed": True}
        self.push("poll", message["poll"])
        return dict(message["poll"])

    def push(self, kind: str, content: Json) -> Json:
        """One more update."""
        update = {"update_id": int(self._new_id()), kind: content}
        self._updates.append(update)
        asyncio.get_running_loop().create_task(self._tell())
        return update

    # ---- what is seen

    def shown(self, chat_id: int) -> list[Json]:
        """What Quorum wrote into a chat, newest last."""
        return [one for one in self.chats[chat_id].messages.values() if one.get("from") == BOT or "by_bot" in one]

    def last(self, chat_id: int) -> str:
        """The newest text of Quorum in a chat."""
        message = self.shown(chat_id)[-1]
        return str(message.get("text") or message.get("caption"))

    # ---- inside

    async def until(self, fits: Callable[[], Any]) -> Any:
        """Waits until something is so."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            while not (found := fits()):
                await self._changed.wait()
        return found

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _new_id(self) -> str:
        self._ids += 1
        return str(self._ids)

    def _keep(self, chat: Chat, message: Json) -> int:
        """A message of its chat with the next id."""
        if chat.kind in ("supergroup", "channel"):
            number, chat.next_id = chat.next_id, chat.next_id + 1
        else:
            number, self._next_message = self._next_message, self._next_message + 1
        chat.messages[number] = {"message_id": number, "date": 1795000000, "chat": chat.json(), **message}
        return number

    def _receive(self, chat: Chat, message: Json) -> int:
        number = self._keep(chat, message)
        self.push("channel_post" if chat.kind == "channel" else "message", chat.messages[number])
        return number

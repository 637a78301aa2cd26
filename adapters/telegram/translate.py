"""Updates -> events. Pure: what a command, a press, a reply or a word means to the core."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Chat, Message, MessageEntity, Update
from telegram import User as Account

from adapters.telegram.draw import Asked, read_data, read_prompt, read_start
from adapters.telegram.rich import clean
from bot.account.actions import Greet
from bot.actions import Action, BadToken
from bot.commands import COMMANDS, TEXT_LIMIT, find, read_line
from bot.errors import Refusal
from bot.events import Event, Place, User
from bot.learn.actions import Find

PLATFORM = "telegram"
STALE = "This button is from another version of Quorum and does nothing any more. See what you can do with /help."
BAD_LINK = "This link is from another version of Quorum, or was cut. See what you can do with /help."
NO_WORDS = "Quorum understands commands and words to search for. See what you can do with /help."
NO_PERSON = "You write here as the group or as a channel. Write as yourself to study, or use /setup."
SEARCH = "find"
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
_NAMES = frozenset(command.name for command in COMMANDS)


@dataclass(frozen=True)
class Me:
    """Who Quorum is on Telegram."""

    id: int
    username: str


@dataclass(frozen=True)
class Heard:
    """What somebody did, and where its answer may go. Either an event or the reason why there is none.

    `person_id` is whom a private message reaches, 0 for a group or channel that speaks itself. `key` is that of the
    private message that was pressed. `asked` is what a reply answers, `prompt_id` the message it replies to. Nobody
    waits for what follows from a vote.
    """

    chat_id: int
    message_id: int
    is_private: bool
    event: Event | None = None
    refusal: str = ""
    thread_id: int | None = None
    person_id: int = 0
    query_id: str = ""
    key: str = ""
    can_edit: bool = False
    has_photo: bool = False
    speaks_for_chat: bool = False
    asked: Asked | None = None
    prompt_id: int = 0
    is_vote: bool = False


def to_heard(update: Update, at: datetime, me: Me, moved: Mapping[str, str]) -> Heard | None:
    """What somebody did; None for what is not meant for Quorum. `moved` are the chats that got another id."""
    if update.callback_query is not None:
        return _pressed(update.callback_query, at, moved)
    message = update.message or update.channel_post
    if message is None or message.via_bot is not None or message.is_automatic_forward:
        return None
    if message.chat.type == Chat.PRIVATE:
        return _said_in_private(message, at, me)
    return _said_among_others(message, at, me, moved)


def place_of(chat_id: int, thread_id: int | None, moved: Mapping[str, str]) -> Place:
    """A group, a topic of it, or a channel; topics are places of one community."""
    community = moved.get(str(chat_id), str(chat_id))
    return Place(PLATFORM, f"{community}:{thread_id}" if thread_id else community, community)


def chat_of(place_id: str) -> tuple[int, int | None]:
    """Chat and topic of a place's id; a private chat has the id of its person."""
    chat, _, topic = place_id.removeprefix("@").partition(":")
    return int(chat), int(topic) if topic else None


def topic_of(message: Message) -> int | None:
    """The forum topic of a message; what other groups call a thread are replies."""
    return message.message_thread_id if message.is_topic_message else None


def _pressed(query: CallbackQuery, at: datetime, moved: Mapping[str, str]) -> Heard:
    message = query.message
    person = query.from_user
    full = message if isinstance(message, Message) and message.is_accessible else None
    chat = message.chat if message is not None else None
    is_private = chat is None or chat.type == Chat.PRIVATE
    chat_id = chat.id if chat is not None else person.id
    thread_id = topic_of(full) if full is not None else None
    place = Place.of_user(PLATFORM, str(person.id)) if is_private else place_of(chat_id, thread_id, moved)
    event, key, refusal = None, "", ""
    try:
        action, key = read_data(query.data or "")
        event = Event(action, _user(person), place, at)
    except BadToken:
        refusal = STALE
    return Heard(
        chat_id,
        message.message_id if message is not None else 0,
        is_private,
        event,
        refusal,
        thread_id,
        person.id,
        query.id,
        key if is_private else "",
        can_edit=full is not None,
        has_photo=full is not None and bool(full.photo),
    )


def _said_in_private(message: Message, at: datetime, me: Me) -> Heard | None:
    person = message.from_user
    if person is None or person.is_bot or not (message.text or message.effective_attachment):
        return None
    asked = _asked(message, me)
    event, refusal = None, ""
    try:
        typed = clean(message.text or "")
        action, text = (asked.action, typed) if asked else _read(typed)
        place = Place.of_user(PLATFORM, str(person.id))
        event = Event(action, _user(person), place, at, text[:TEXT_LIMIT])
    except Refusal as error:
        refusal = str(error)
    return Heard(
        message.chat.id,
        message.message_id,
        True,
        event,
        refusal,
        person_id=person.id,
        asked=asked,
        prompt_id=message.reply_to_message.message_id if asked and message.reply_to_message else 0,
    )


def _said_among_others(message: Message, at: datetime, me: Me, moved: Mapping[str, str]) -> Heard | None:
    written, friend = _friend(message)
    match = _COMMAND.fullmatch(written)
    if match is None or (match[2] and match[2].lower() != me.username.lower()):
        return None
    name = match[1].lower()
    person = message.from_user if message.sender_chat is None else None
    if (name not in _NAMES and not match[2]) or (person is not None and person.is_bot):
        return None  # most likely a command of another bot
    speaks_for_chat = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    manages_only = name in _NAMES and find(name).is_for_managers
    if message.chat.type == Chat.CHANNEL and not manages_only:
        return None
    thread_id = topic_of(message)
    event, refusal = None, ""
    try:
        if person is None and not (speaks_for_chat and manages_only):
            raise Refusal(NO_PERSON)
        action, text = _read_command(name, match[3] or "")
        place = place_of(message.chat.id, thread_id, moved)
        event = Event(action, _author(message), place, at, clean(text), friend=friend)
    except Refusal as error:
        refusal = str(error)
    return Heard(
        message.chat.id,
        message.message_id,
        False,
        event,
        refusal,
        thread_id,
        person.id if person is not None else 0,
        speaks_for_chat=speaks_for_chat,
    )


def _friend(message: Message) -> tuple[str, User | None]:
    """What a message says, and whom it means: who is linked in it, and then left out of the text, or replied to.

    Whom an @name means is for the core to find out.
    """
    text = message.text or ""
    for entity in message.entities:
        if entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and not entity.user.is_bot:
            coded, begin, end = text.encode("utf-16-le"), entity.offset * 2, (entity.offset + entity.length) * 2
            return (coded[:begin] + coded[end:]).decode("utf-16-le", "replace"), _user(entity.user)
    other = message.reply_to_message
    if other is None or other.from_user is None or other.sender_chat is not None or " @" in text:
        return text, None
    opens_topic = message.is_topic_message and other.message_id == message.message_thread_id
    is_herself = message.from_user is not None and message.from_user.id == other.from_user.id
    return text, None if opens_topic or is_herself or other.from_user.is_bot else _user(other.from_user)


def _read(text: str) -> tuple[Action, str]:
    """A command, a command without its slash, or words to search for."""
    if not text.strip():
        raise Refusal(NO_WORDS)
    match = _COMMAND.fullmatch(text)
    if match is not None:
        return _read_command(match[1].lower(), match[3] or "")
    if not text.startswith("/") and text.split(maxsplit=1)[0].lower() in _NAMES:
        try:
            return read_line(text)
        except Refusal:
            return Find(), text
    return (Find(), text) if not text.startswith("/") else read_line(text)


def _read_command(name: str, words: str) -> tuple[Action, str]:
    if name == "start" and words.strip():
        try:
            return read_start(words.strip()), ""
        except BadToken:
            raise Refusal(BAD_LINK) from None
    if name == "start":
        return Greet(), ""
    if name == SEARCH and not words.strip():
        return Find(), ""  # a menu sends commands without words: they are asked for
    return read_line(f"{name} {words}")


def _asked(message: Message, me: Me) -> Asked | None:
    """What a message is the typed answer to."""
    question = message.reply_to_message
    if question is None or question.from_user is None or question.from_user.id != me.id:
        return None
    match = _COMMAND.fullmatch(message.text or "")
    if match is not None and match[1].lower() in _NAMES:
        return None  # who calls a command while being asked means the command
    links = (entity for entity in question.entities if entity.type == MessageEntity.TEXT_LINK)
    return read_prompt([entity.url for entity in links if entity.url])


def _user(account: Account) -> User:
    return User(PLATFORM, str(account.id), account.full_name, (account.username or "").lower())


def _author(message: Message) -> User:
    """Who sent a message; a group or channel that speaks itself has its own id and title."""
    if message.sender_chat is not None:
        return User(PLATFORM, str(message.sender_chat.id), message.sender_chat.title or "")
    assert message.from_user is not None
    return _user(message.from_user)

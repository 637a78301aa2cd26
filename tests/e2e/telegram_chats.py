"""What the small Bot API of the tests knows: chats, messages, markup, and how each is told to a bot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

NAME = "quorum_test_bot"
BOT = {"id": 123456, "is_bot": True, "first_name": "Quorum", "username": NAME}
TAGS = {"b", "i", "code", "pre", "a", "blockquote", "tg-time"}

Json = dict[str, Any]


class ApiError(Exception):
    """What the service answers instead of a result."""

    def __init__(self, code: int, text: str, **parameters: Any) -> None:
        super().__init__(text)
        self.code, self.parameters = code, parameters


class Markup(HTMLParser):
    """HTML as the service reads it: text, links, and whether every tag is known and closed."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[Json] = []
        self._open: list[tuple[str, str, int]] = []
        self.feed(source)
        self.close()
        if self._open:
            raise ApiError(400, "Bad Request: can't parse entities: a tag is not closed")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise ApiError(400, f"Bad Request: can't parse entities: unsupported start tag {tag}")
        self._open.append((tag, dict(attrs).get("href") or "", units(self.text)))

    def handle_endtag(self, tag: str) -> None:
        opened, url, start = self._open.pop() if self._open else ("", "", 0)
        if opened != tag:
            raise ApiError(400, f"Bad Request: can't parse entities: unexpected end tag {tag}")
        kind = {"type": "text_link", "url": url} if tag == "a" else {"type": {"b": "bold", "i": "italic"}.get(tag, tag)}
        if tag in ("a", "b", "i"):
            self.entities.append({**kind, "offset": start, "length": units(self.text) - start})

    def handle_data(self, data: str) -> None:
        self.text += data


def units(text: str) -> int:
    """Length as the service counts it."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class Chat:
    """A chat with its messages; `rights` are what its members may do, `members` their statuses."""

    id: int
    kind: str
    title: str = ""
    is_forum: bool = False
    members: dict[int, Json] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    may_send: bool = True
    moved_to: int = 0
    closed_topics: set[int] = field(default_factory=set)
    next_id: int = 1

    def json(self) -> Json:
        named = {"first_name": self.title} if self.kind == "private" else {"title": self.title}
        return {"id": self.id, "type": self.kind, **named, **({"is_forum": True} if self.is_forum else {})}


@dataclass
class Fault:
    """What goes wrong with the next calls of a method in a chat: `after` they were made, or instead."""

    method: str
    kind: str
    chat_id: int | None = None
    after: bool = False
    count: int = 1
    retry_after: int = 1


@dataclass(frozen=True)
class Call:
    """One call that arrived, and whether it was made."""

    method: str
    params: Json
    ok: bool


NEVER_MET = "can't initiate conversation with a user"


def buttons(message: Mapping[str, Any]) -> list[Json]:
    """The buttons of a message in reading order."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", ())
    return [button for row in rows for button in row]


def payload(link: str) -> str:
    """What a deep link hands to /start."""
    return parse_qs(urlsplit(link).query)["start"][0]


def member(started: bool) -> Json:
    return {"status": "member" if started else "left"}


def told(member: Json, who: Json = BOT) -> Json:
    """A member as the service tells of it."""
    names = ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats")
    more = ("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users")
    stories = ("can_post_stories", "can_edit_stories", "can_delete_stories")
    rights: Json = dict.fromkeys((*names, *more, *stories), False) if member["status"] == "administrator" else {}
    always = {"is_anonymous": False} if member["status"] == "creator" else {}
    until = {"until_date": 0} if member["status"] == "kicked" else {}
    return {"user": who, **always, **until, **rights, **member}


def decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def written(params: Json, name: str, most: int) -> Json:
    """Text with its links, as the service keeps it."""
    source = str(params.get(name, ""))
    markup = Markup(source) if params.get("parse_mode") else None
    text = (markup.text if markup else source).strip()
    if units(text) > most or (name == "text" and not text):
        raise ApiError(400, "Bad Request: message is too long" if text else "Bad Request: message text is empty")
    return {name: text, "entities": markup.entities if markup else []}


def keyboard(params: Json) -> Json:
    """An inline keyboard, checked."""
    keyboard = params.get("reply_markup") or {}
    if "inline_keyboard" not in keyboard:
        return {}
    for button in (button for row in keyboard["inline_keyboard"] for button in row):
        if (
            not button["text"].strip()
            or not 0 < len(button.get("callback_data", button.get("url", "")).encode()) <= 200
        ):
            raise ApiError(400, "Bad Request: can't parse inline keyboard button")
        if len(button.get("callback_data", "").encode()) > 64:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return {"reply_markup": keyboard}


def photo(picture: Any) -> Json:
    """A picture as the service keeps it: uploaded bytes get an id, a known id stays."""
    file_id = f"file-{len(picture)}" if isinstance(picture, bytes) else str(picture)
    assert file_id.startswith("file-")
    return {"file_id": file_id, "file_unique_id": file_id, "width": 1080, "height": 1000}

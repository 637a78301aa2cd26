"""Screens as HTML messages with inline keyboards. Pure.

Limits: https://core.telegram.org/bots/api#sendmessage, #inlinekeyboardbutton; widths of labels were measured on phones.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from html import escape
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from adapters.markup import Runs
from adapters.telegram.rich import cut, html, joined, length, plain, shortened, size, styled
from bot.actions import Action, BadToken, decode, encode
from bot.effects import AskText
from bot.screens import Button, Called, Flashcard, Image, Rows, Screen, Tone, Weight

MAX_TEXT, MAX_CAPTION = 4096, 1024
MAX_DATA = 64
"""Bytes of callback data, and characters of a deep link."""
MAX_TOAST = 200
SHORT_TOAST = 60
"""What can be read while a toast stands; longer sentences wait for a tap."""
MAX_PLACEHOLDER = 64
LABELS_IN_A_ROW = {1: 40, 2: 18, 3: 11, 4: 7, 5: 4, 6: 2, 7: 2, 8: 2}
"""How long labels may be beside each other without being cut on a phone."""
MAX_HEADING = 110
FOLDED_FROM = 200
"""Details of fewer characters hide nothing worth a tap."""

SIGNS = {Tone.RIGHT: "✅", Tone.WRONG: "❌"}
STYLES = {Weight.PRIMARY: "primary", Weight.DANGER: "danger", Weight.CONFIRM: "success"}
DOOR = "Open in private"
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOMENT = "<t:"


@dataclass(frozen=True)
class PollForm:
    """A quiz poll; its slots are those of the question."""

    question: str
    description: str
    options: tuple[str, ...]
    right: int
    explanation: str
    open_seconds: int
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True)
class Drawing:
    """A message: its HTML, its buttons, and the picture above it; or a poll, where it is better one."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    image: Image | None = None
    poll: PollForm | None = None


@dataclass(frozen=True)
class Prompt:
    """A question that is answered by replying to it."""

    text: str
    markup: ForceReply


@dataclass(frozen=True)
class Asked:
    """What a reply to a prompt is an answer to, and the message that asked for it (0 when it is not known)."""

    action: Action
    message_id: int


def draw(screen: Screen, key: str = "", door: str = "") -> Drawing:
    """A screen as a message; with a `key` its buttons know the private message they stand on, `door` is a last link."""
    limit = MAX_CAPTION if screen.image else MAX_TEXT
    heading, body = _study(screen)
    head = joined([_signed(screen, heading), styled(screen.context, "i")], "\n")
    twin = styled(f"Diagram: {screen.image.alt}", "blockquote expandable") if screen.image else []
    foot = joined([twin, _called(screen.calls), styled(screen.fine_print, "i")], "\n\n")
    room = limit - size(head) - size(foot) - 4
    text = joined([head, cut(body, max(room, 0)), foot], "\n\n")
    return Drawing(html(cut(text, limit)), keyboard(screen.rows, key, door), screen.image)


@singledispatch
def _study(screen: Screen) -> tuple[Runs, Runs]:
    """Heading and body."""
    return styled(screen.title, "b"), joined([styled(screen.gist), _folded(screen.details)], "\n\n")


@_study.register
def _(screen: Flashcard) -> tuple[Runs, Runs]:
    """The prompt is the heading where it is short, the answer a quote below it."""
    back = styled("\n".join(f"> {line}" for line in screen.back.split("\n"))) if screen.back else []
    if len(screen.front) > MAX_HEADING or "\n" in screen.front:
        return styled(screen.title, "b"), joined([styled(screen.front), back], "\n\n")
    return styled(screen.front, "b"), back


def _called(people: Sequence[Called]) -> Runs:
    """Links that tell people of the message."""
    named: list[Runs] = [[(person.name, (f'a href="tg://user?id={person.id}"',))] for person in people]
    return [("For ", ()), *joined(named, ", ")] if named else []


def _folded(details: str) -> Runs:
    """What may stand apart: where it is long it is folded away after three lines, unless it holds a quote itself."""
    runs = styled(details)
    if size(runs) < FOLDED_FROM or any(tag.startswith("blockquote") for _, tags in runs for tag in tags):
        return runs
    return styled(details, "blockquote expandable")


def _signed(screen: Screen, heading: Runs) -> Runs:
    """The heading with the sign of the screen's state before it, unless it begins with a sign of its own."""
    first = heading[0][0][0] if heading else ""
    sign = SIGNS.get(screen.tone, "⏱" if screen.tone is Tone.OPEN and _MOMENT in screen.fine_print else "")
    if not sign or ord(first or " ") > 0x2000:
        return heading
    return [(f"{sign} ", ("b",)), *heading]


def toast(text: str) -> str:
    """A sentence as an answer to a press; what is longer than a toast may be is cut."""
    return shortened(plain(text), MAX_TOAST)


def prompt(asked: AskText, username: str, message_id: int) -> Prompt:
    """A question to be replied to. It carries what it asks for, so a reply means the same after any restart."""
    link = escape(f"{start_link(username, asked.then)}&at={message_id}")
    words = html(cut(styled(asked.prompt), MAX_TEXT - 100))
    placeholder = shortened(plain(asked.prompt), MAX_PLACEHOLDER)
    return Prompt(
        f'{words}\n\n<i>Reply to this message.</i> <a href="{link}">Ask me again</a>',
        ForceReply(input_field_placeholder=placeholder or None),
    )


def read_prompt(urls: list[str]) -> Asked | None:
    """What a message with these links asked for; None when it is no prompt."""
    for url in urls:
        try:
            query = parse_qs(urlsplit(url).query)
            action, message_id = read_start(query["start"][0]), query["at"][0]
        except (KeyError, ValueError):
            continue
        return Asked(action, int(message_id) if re.fullmatch(r"[0-9]{1,15}", message_id) else 0)
    return None


def start_link(username: str, action: Action) -> str:
    """A link that opens the private chat and does an action there once Start is pressed."""
    payload = base64.urlsafe_b64encode(encode(action).encode()).decode().rstrip("=")
    return f"https://t.me/{username}?start={payload}"


def read_start(payload: str) -> Action:
    """The action of a deep link; BadToken for anything that `start_link` does not make."""
    if not _PAYLOAD.fullmatch(payload):
        raise BadToken(payload[:MAX_DATA])
    try:
        token = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise BadToken(payload) from None
    action = decode(token)
    if base64.urlsafe_b64encode(token.encode()).decode().rstrip("=") != payload:
        raise BadToken(payload)
    return action


def callback_data(action: Action, key: str) -> str:
    """What a press says: the token and, where both fit, the key of the private message it stands on."""
    token = encode(action)
    return f"{token}~{key}" if key and len(token) + len(key) < MAX_DATA else token


def read_data(data: str) -> tuple[Action, str]:
    """The action of callback data and the key of its message; BadToken for anything that was not drawn here."""
    if len(data) > MAX_DATA:
        raise BadToken(data[:MAX_DATA])
    token, _, key = data.partition("~")
    return decode(token), key


def keyboard(rows: Rows, key: str = "", door: str = "") -> InlineKeyboardMarkup | None:
    """Rows of buttons; with a `key` they know the private message they stand on, `door` is a last link."""
    drawn = [[_button(button, key) for button in part] for row in rows for part in _fitting(row)]
    if door:
        if not drawn or not _fits([*(button.text for button in drawn[-1]), DOOR]):
            drawn.append([])
        drawn[-1].append(InlineKeyboardButton(DOOR, url=door))
    return InlineKeyboardMarkup(drawn) if drawn else None


def _button(button: Button, key: str) -> InlineKeyboardButton:
    label = shortened(plain(button.label), LABELS_IN_A_ROW[1]) or "·"
    return InlineKeyboardButton(label, callback_data=callback_data(button.action, key), style=STYLES.get(button.weight))


def _fitting(row: tuple[Button, ...]) -> list[tuple[Button, ...]]:
    """A row, or as many of about the same width as it takes until no label is cut."""
    for count in range(1, len(row) + 1):
        width = -(-len(row) // count)
        left = iter(row)
        parts = list(iter(lambda: tuple(islice(left, width)), ()))  # noqa: B023 - used up in this round
        if all(_fits([button.label for button in part]) for part in parts):
            return parts
    return [(button,) for button in row]


def _fits(labels: Sequence[str]) -> bool:
    """Whether labels can be read beside each other."""
    return max(map(length, labels)) <= LABELS_IN_A_ROW.get(len(labels), 0)

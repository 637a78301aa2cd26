"""Screens as Components V2. Pure: plain data in the shape of the API, wrapped for the library only when it is sent.

Limits: https://discord.com/developers/docs/components/reference and the message object's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import discord

from adapters.markup import to_discord
from bot.actions import Action, BadToken, decode, encode
from bot.effects import AskText
from bot.screens import LETTERS, Choice, ChoiceQuestion, Flashcard, Image, Screen, Tone, Weight

MAX_TEXT = 4000
"""Characters of all texts of a message together."""
MAX_CONTENT = 2000
MAX_LABEL = 80
MAX_ALT = 1024
MAX_ROW = 5
MAX_CUSTOM_ID = 100
MAX_MODAL_TITLE, MAX_FIELD_LABEL, MAX_FIELD_HINT = 45, 45, 100
MAX_TYPED = 200
MAX_HEADING = 110
"""Characters of a text that may be a heading: more is no heading any more (CHAT.md)."""

CONTAINER, ACTION_ROW, BUTTON, SELECT, TEXT, GALLERY, SEPARATOR = 17, 1, 2, 3, 10, 12, 14
MAX_OPTION = 100
COLOURS = {Tone.OPEN: 0x5865F2, Tone.RIGHT: 0x2EA66B, Tone.WRONG: 0xD64550, Tone.RANKING: 0xC27C0E}
STYLES = {Weight.PLAIN: 2, Weight.PRIMARY: 1, Weight.DANGER: 4, Weight.CONFIRM: 3}
BREAK = "\n\n"
OFF = "off:"
"""Begins the custom id of a button that is off; it is no action, so nobody can send it."""

Component = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """A message: its components, and the picture they show."""

    components: list[Component]
    image: Image | None = None


class Drawn(discord.ui.LayoutView):
    """A drawing as the library sends it. It is finished from the start: presses come to `on_interaction` alone."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(timeout=None)
        self._drawing = drawing
        self.stop()

    def to_components(self) -> list[Component]:
        """The components as they were drawn."""
        return self._drawing.components

    def has_components_v2(self) -> bool:
        """Always."""
        return True


def draw(screen: Screen, key: str = "") -> Drawing:
    """A screen as one container; with a `key` its buttons know the private message they stand on."""
    called = [*([f"<@&{screen.mention}>"] if screen.mention else []), *(f"<@{person.id}>" for person in screen.calls)]
    mention = [_text(" ".join(called))] if called else []
    fine_print = [_text(f"-# {to_discord(screen.fine_print)}")] if screen.fine_print else []
    room = MAX_TEXT - sum(len(text["content"]) for text in (*mention, *fine_print))
    inside = [*_fitting(_study(screen), room), *_rows(_buttons(screen, key)), *fine_print]
    container: Component = {"type": CONTAINER, "components": inside}
    if screen.tone in COLOURS:
        container["accent_color"] = COLOURS[screen.tone]
    return Drawing([*mention, container], screen.image)


@singledispatch
def _study(screen: Screen) -> list[Component]:
    """What is read: the heading, the picture, the body with a line before its details."""
    return [*_top(screen, screen.title), *_parted(screen.gist, screen.details)]


@_study.register
def _(screen: ChoiceQuestion) -> list[Component]:
    """A question; once its answer is known the letters stay, off, the right one green."""
    return [*_top(screen, screen.title), *_bodies(screen.gist), *_rows(_letters(screen)), *_parted("", screen.details)]


@_study.register
def _(screen: Flashcard) -> list[Component]:
    """The prompt as the heading where it is one line, and the answer below a line."""
    if len(screen.front) > MAX_HEADING or "\n" in screen.front:
        return [*_top(screen, screen.title), *_parted(screen.front, screen.back)]
    return [*_top(screen, screen.front), *_parted("", screen.back)]


def plain_content(text: str) -> str:
    """A notice as the content of a message."""
    return _cut(to_discord(text), MAX_CONTENT)


def file_name(image: Image) -> str:
    """The name under which a picture is attached."""
    return f"{image.name}.png"


def modal(asked: AskText, key: str = "") -> discord.ui.Modal:
    """A form with one field under its prompt; with a `key` it knows the private message that it was opened from."""
    name = encode(asked.then) + (f"~{key}" if key else "")
    form = discord.ui.Modal(title="Your answer", custom_id=name, timeout=None)
    field = discord.ui.TextInput[discord.ui.Modal](custom_id="text", max_length=MAX_TYPED)
    hint = to_plain(asked.prompt)
    label = hint if len(hint) <= MAX_FIELD_LABEL else "Type it here"
    form.add_item(
        discord.ui.Label(
            text=label,
            description=_cut(hint, MAX_FIELD_HINT) if label != hint else None,
            component=field,
        )
    )
    form.stop()
    return form


def to_plain(text: str) -> str:
    """A prompt without markup, for places where Discord draws none."""
    return text.replace("**", "").replace("`", "")


def custom_id(action: Action, key: str, number: int) -> str:
    """What a press says: its token, the message it stands on, and a number where two say the same."""
    parts = encode(action) + (f"~{key}" if key else "") + (f"#{number}" if number else "")
    if len(parts) > MAX_CUSTOM_ID:
        raise ValueError(f"custom id of {len(parts)} characters: {parts}")
    return parts


def read_custom_id(text: str) -> tuple[Any, str]:
    """The action of a custom id and the key of its message; BadToken for anything that was not drawn here."""
    if len(text) > MAX_CUSTOM_ID:
        raise BadToken(text[:MAX_CUSTOM_ID])
    token, _, key = text.partition("#")[0].partition("~")
    return decode(token), key


def _top(screen: Screen, heading: str) -> list[Component]:
    """Context line and heading, then the picture."""
    context = f"-# {to_discord(screen.context)}\n" if screen.context else ""
    head = _text(f"{context}{'##' if screen.image else '###'} {to_discord(heading)}")
    return [head, *([_gallery(screen.image)] if screen.image else [])]


def _bodies(*bodies: str) -> list[Component]:
    return [_text(to_discord(body)) for body in bodies if body]


def _parted(body: str, details: str) -> list[Component]:
    """Two texts with a line between them, which also stands before details without a body."""
    line = [{"type": SEPARATOR, "divider": True, "spacing": 1}] if details else []
    return [*_bodies(body), *line, *_bodies(details)]


def _fitting(components: Iterable[Component], room: int) -> list[Component]:
    """The components with so many characters of text; what comes later is cut first."""
    fitting = []
    for component in components:
        if component["type"] != TEXT:
            fitting.append(component)
        elif room > 0:
            text = _cut(component["content"], room)
            room -= len(text)
            fitting.append(_text(text))
    return fitting


def _text(content: str) -> Component:
    return {"type": TEXT, "content": content}


def _gallery(image: Image) -> Component:
    item = {"media": {"url": f"attachment://{file_name(image)}"}, "description": _cut(image.alt, MAX_ALT)}
    return {"type": GALLERY, "items": [item]}


def _rows(rows: Iterable[Sequence[Component]]) -> list[Component]:
    parts = (row[at : at + MAX_ROW] for row in rows for at in range(0, len(row), MAX_ROW))
    return [{"type": ACTION_ROW, "components": list(part)} for part in parts]


def _buttons(screen: Screen, key: str) -> list[list[Component]]:
    seen: dict[str, int] = {}
    rows: list[list[Component]] = []
    choice = screen.choice if isinstance(screen, ChoiceQuestion) else None
    if isinstance(screen, ChoiceQuestion) and choice is not None:
        seen[encode(choice.then)] = 0
        rows.append([_select(choice, screen.options, key)])
    for row in screen.rows:
        buttons = []
        for button in row:
            if choice is not None and button == choice.button:
                continue  # the select does it at once
            token = encode(button.action)
            seen[token] = seen.get(token, -1) + 1
            buttons.append(_button(button.label, STYLES[button.weight], custom_id(button.action, key, seen[token])))
        rows.append(buttons)
    return rows


def _select(choice: Choice, options: Sequence[str], key: str) -> Component:
    """A menu of the options, of which so many are chosen together; their letters are the values."""
    return {
        "type": SELECT,
        "custom_id": custom_id(choice.then, key, 0),
        "placeholder": f"Choose {choice.count} together",
        "min_values": choice.count,
        "max_values": choice.count,
        "options": [
            {"label": _cut(f"{letter}  {option}", MAX_OPTION), "value": letter}
            for letter, option in zip(LETTERS, options, strict=False)
        ],
    }


def _letters(screen: ChoiceQuestion) -> list[list[Component]]:
    """The letters of a question that was pressed, once its one right answer is known; nobody can press them."""
    if len(screen.answer) != 1:
        return []
    return [
        [
            {
                **_button(letter, STYLES[Weight.CONFIRM if slot in screen.answer else Weight.PLAIN], f"{OFF}{letter}"),
                "disabled": True,
            }
            for slot, letter in enumerate(LETTERS[: len(screen.options)])
        ]
    ]


def _button(label: str, style: int, name: str) -> Component:
    return {"type": BUTTON, "style": style, "label": _cut(label, MAX_LABEL), "custom_id": name}


def _cut(text: str, limit: int) -> str:
    """Text within a limit; what does not fit ends at a paragraph or line where there is one."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    end = max(kept.rfind(BREAK), kept.rfind("\n"), kept.rfind(" "))
    return (kept[:end] if end > limit // 2 else kept).rstrip() + "…"

"""Screens as Components V2. Pure: plain data in the shape of the API, wrapped for the library only when it is sent.

Limits: https://discord.com/developers/docs/components/reference and the message object's page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from adapters.markup import to_discord
from bot.actions import Action, BadToken, decode, encode
from bot.effects import AskText
from bot.screens import LETTERS, Choice, ChoiceQuestion, Image, Screen, Tone, Weight

MAX_TEXT = 4000
"""Characters of all texts of a message together."""
MAX_CONTENT = 2000
MAX_LABEL = 80
MAX_ALT = 1024
MAX_ROW = 5
MAX_COMPONENTS = 40
MAX_CUSTOM_ID = 100
MAX_MODAL_TITLE, MAX_FIELD_LABEL, MAX_FIELD_HINT = 45, 45, 100
MAX_TYPED = 200

CONTAINER, ACTION_ROW, BUTTON, SELECT, TEXT, GALLERY = 17, 1, 2, 3, 10, 12
MAX_OPTION = 100
COLOURS = {Tone.OPEN: 0x5865F2, Tone.RIGHT: 0x2EA66B, Tone.WRONG: 0xD64550, Tone.RANKING: 0xC27C0E}
STYLES = {Weight.PLAIN: 2, Weight.PRIMARY: 1, Weight.DANGER: 4, Weight.CONFIRM: 3}
BREAK = "\n\n"

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
    heading = "##" if screen.image else "###"
    head = (f"-# {to_discord(screen.context)}\n" if screen.context else "") + f"{heading} {to_discord(screen.title)}"
    fine_print = f"-# {to_discord(screen.fine_print)}" if screen.fine_print else ""
    mention = f"<@&{screen.mention}>" if screen.mention else ""
    room = MAX_TEXT - len(head) - len(fine_print) - len(mention)
    inside: list[Component] = [_text(head)]
    if screen.image:
        inside.append(_gallery(screen.image))
    if screen.body:
        inside.append(_text(_cut(to_discord(screen.body), room)))
    inside.extend(_rows(screen, key))
    if fine_print:
        inside.append(_text(fine_print))
    container: Component = {"type": CONTAINER, "components": inside}
    if screen.tone in COLOURS:
        container["accent_color"] = COLOURS[screen.tone]
    return Drawing([*([_text(mention)] if mention else []), container], screen.image)


def plain_content(text: str) -> str:
    """A notice as the content of a message."""
    return _cut(to_discord(text), MAX_CONTENT)


def file_name(image: Image) -> str:
    """The name under which a picture is attached."""
    return f"{image.name}.png"


def modal(asked: AskText) -> discord.ui.Modal:
    """A form with one field; its prompt stands above the field."""
    form = discord.ui.Modal(title="Your answer", custom_id=encode(asked.then), timeout=None)
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


def _text(content: str) -> Component:
    return {"type": TEXT, "content": content}


def _gallery(image: Image) -> Component:
    item = {"media": {"url": f"attachment://{file_name(image)}"}, "description": _cut(image.alt, MAX_ALT)}
    return {"type": GALLERY, "items": [item]}


def _rows(screen: Screen, key: str) -> list[Component]:
    seen: dict[str, int] = {}
    rows: list[Component] = []
    choice = screen.choice if isinstance(screen, ChoiceQuestion) else None
    if isinstance(screen, ChoiceQuestion) and choice is not None:
        seen[encode(choice.then)] = 0
        rows.append({"type": ACTION_ROW, "components": [_select(choice, screen.options, key)]})
    for row in screen.rows:
        buttons = []
        for button in row:
            if choice is not None and button == choice.button:
                continue  # the select does it at once
            token = encode(button.action)
            seen[token] = seen.get(token, -1) + 1
            style, name = STYLES[button.weight], custom_id(button.action, key, seen[token])
            label = _cut(button.label, MAX_LABEL)
            buttons.append({"type": BUTTON, "style": style, "label": label, "custom_id": name})
        parts = (buttons[at : at + MAX_ROW] for at in range(0, len(buttons), MAX_ROW))
        rows.extend({"type": ACTION_ROW, "components": part} for part in parts)
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


def _cut(text: str, limit: int) -> str:
    """Text within a limit; what does not fit ends at a paragraph or line where there is one."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    end = max(kept.rfind(BREAK), kept.rfind("\n"), kept.rfind(" "))
    return (kept[:end] if end > limit // 2 else kept).rstrip() + "…"

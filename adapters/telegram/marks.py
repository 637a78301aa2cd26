"""What a message is known by when its answer was lost: its buttons, and the question of a poll. Pure.

Kept as text with the try, for until the message is looked for its step may be over and be drawn differently.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from adapters.telegram.draw import Drawing


@dataclass(frozen=True)
class Mark:
    """The buttons of a message as they were sent; `question` is empty for what is no poll."""

    keyboard: InlineKeyboardMarkup
    question: str = ""


def marked(drawing: Drawing) -> str:
    """The mark of a drawing; empty where there is nothing to know it by."""
    keyboard = drawing.poll.keyboard if drawing.poll else drawing.keyboard
    question = drawing.poll.question if drawing.poll else ""
    return json.dumps([keyboard.to_dict(), question], ensure_ascii=False) if keyboard else ""


def mark_of(text: str) -> Mark | None:
    """The mark that was kept; None for an empty one."""
    if not text:
        return None
    keyboard, question = json.loads(text)
    return Mark(InlineKeyboardMarkup.de_json(keyboard), question)

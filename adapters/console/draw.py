"""Screens as text: numbers for buttons, colour where the terminal has it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from adapters.markup import bold, green, moments, printable, to_terminal, wrapped
from bot.screens import Screen, Weight

WIDEST = 88
GAP = "   "
"""Between two buttons of a row."""


@dataclass(frozen=True)
class Terminal:
    """What the terminal can do and whose clock it shows. `width` in columns."""

    width: int
    colour: bool
    zone: ZoneInfo


def draw(screen: Screen, terminal: Terminal) -> str:
    """A screen as lines, buttons numbered in reading order; a picture is named with its text twin."""
    width = min(terminal.width, WIDEST)
    title = bold(wrapped(printable(screen.title), width), colour=terminal.colour)
    parts = ["\n".join(part for part in (wrapped(printable(screen.context), width), title) if part)]
    if screen.image:
        parts.append(
            to_terminal(
                f"*[diagram {screen.image.name.rpartition('-')[0]}: {printable(screen.image.alt)}]*",
                width,
                colour=terminal.colour,
            )
        )
    if screen.body:
        parts.append(to_terminal(printable(moments(screen.body, terminal.zone)), width, colour=terminal.colour))
    if screen.fine_print:
        parts.append(to_terminal(printable(moments(screen.fine_print, terminal.zone)), width, colour=False))
    if screen.rows:
        parts.append(_buttons(screen, width, terminal.colour))
    return "\n\n".join(parts)


def _buttons(screen: Screen, width: int, colour: bool) -> str:
    number = 0
    lines = []
    for row in screen.rows:
        room = 0
        for button in row:
            number += 1
            label = f"[{number}] {printable(button.label)}"
            shown = green(label, colour=colour) if button.weight is Weight.PRIMARY else label
            if len(GAP) + len(label) > room:
                lines.append(shown)
                room = width - len(label)
            else:
                lines[-1] += GAP + shown
                room -= len(GAP) + len(label)
    return "\n".join(lines)

"""The Markdown subset of the content on each surface; a newline is a line break. So far the terminal."""

from __future__ import annotations

import re
import textwrap
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_BOLD, _ITALIC, _CODE, _GREEN, _OFF = "\x1b[1m", "\x1b[3m", "\x1b[36m", "\x1b[32m", "\x1b[0m"
_SPANS = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s][^*]*)\*")
_MOMENT = re.compile(r"<t:(-?\d{1,12})>")
_ITEM = re.compile(r"(?:- |\d+\. )")


def moments(text: str, zone: ZoneInfo) -> str:
    """Instants as the clock of a zone shows them."""

    def clock(match: re.Match[str]) -> str:
        return datetime.fromtimestamp(int(match[1]), UTC).astimezone(zone).strftime("%a %d %b %H:%M")

    return _MOMENT.sub(clock, text)


def to_terminal(text: str, width: int, *, colour: bool) -> str:
    """Text for a terminal of that width: paragraphs wrapped, lists hung, code kept; marks as colours or left out."""
    blocks: list[str] = []
    for part in re.split(r"(```\w*\n.*?\n?```)", text, flags=re.DOTALL):
        if part.startswith("```"):
            inner = part.strip("`").partition("\n")[2].rstrip("\n")
            blocks.append(textwrap.indent(_styled(inner, _CODE, colour), "    "))
        else:
            blocks.extend(_paragraph(block, width, colour) for block in re.split(r"\n\s*\n", part) if block.strip())
    return "\n\n".join(blocks)


def _paragraph(block: str, width: int, colour: bool) -> str:
    lines = []
    for line in block.strip("\n").split("\n"):
        mark = "> " if line.startswith(">") else (match[0] if (match := _ITEM.match(line)) else "")
        bare = line.removeprefix(">").lstrip() if mark == "> " else line.removeprefix(mark)
        shown = "│ " if mark == "> " else mark
        hang = "│ " if mark == "> " else " " * len(mark)
        lines.append(_wrapped(bare, width, shown, hang, colour))
    return "\n".join(lines)


def _wrapped(text: str, width: int, first: str, rest: str, colour: bool) -> str:
    """Wraps by what is seen: styles are put on after the lines are made."""
    words = textwrap.wrap(_protected(text), width - len(first), break_long_words=False, break_on_hyphens=False) or [""]
    painted = _spans("\n".join(words), colour).replace("\x00", " ").split("\n")
    return "\n".join((first if index == 0 else rest) + line for index, line in enumerate(painted))


def _protected(text: str) -> str:
    """Spaces inside code are kept together, so that a style never spans two lines by itself."""
    return re.sub(r"`[^`]+`", lambda match: match[0].replace(" ", "\x00"), text)


def _spans(text: str, colour: bool) -> str:
    def paint(match: re.Match[str]) -> str:
        code, bold, italic = match.groups()
        return _styled(code or bold or italic, _CODE if code else _BOLD if bold else _ITALIC, colour)

    return re.sub(_SPANS.pattern, paint, text, flags=re.DOTALL)


def _styled(text: str, style: str, colour: bool) -> str:
    if not colour:
        return text
    return "\n".join(f"{style}{line}{_OFF}" for line in text.split("\n"))


def bold(text: str, *, colour: bool) -> str:
    """Bold where there is colour."""
    return _styled(text, _BOLD, colour)


def green(text: str, *, colour: bool) -> str:
    """Green where there is colour."""
    return _styled(text, _GREEN, colour)


def printable(text: str) -> str:
    """Text without control characters, so that nothing typed or stored steers the terminal."""
    return "".join(char for char in text if char in "\n\t" or char.isprintable())

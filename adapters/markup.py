"""The Markdown subset of the content on each surface; a newline is a line break."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

_BOLD, _ITALIC, _CODE, _GREEN, _OFF = "\x1b[1m", "\x1b[3m", "\x1b[36m", "\x1b[32m", "\x1b[0m"
_SPANS = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*"
    r"|(?<![\w*])\*(?=[^\s*])(?P<italic>[^*]+?)(?<=\S)\*(?![\w*])"
)
_STYLES = {"code": _CODE, "bold": _BOLD, "italic": _ITALIC}
_FENCED = re.compile(r"^```\w*\n(.*?)\n?^```$", re.DOTALL | re.MULTILINE)
_MOMENT = re.compile(r"<t:(-?\d{1,12})(:R)?>")
_DISCORD_MARKS = re.compile(r"(?P<address>https?://[\w./?#&=%~+:,@-]+)|[*_~|`<\[\\]")
_LINE_MARK = re.compile(r"^(|\d+)(-#|#{1,3}|[-+]|(?<=\d)\.)(?= )")
"""What makes a heading, small print or a list of a line; a number is escaped before its point."""
_ESCAPED_MOMENT = re.compile(r"\\<t:(-?\d{1,12})(?::R)?>")
_ITEM = re.compile(r"(?:- |\d+\. )")

Signs = list[tuple[str, str]]
"""What is seen, sign by sign, each with its style."""


def moments(text: str, zone: ZoneInfo) -> str:
    """Instants as the clock of a zone shows them; what is no instant of the calendar stays as it is."""

    def clock(match: re.Match[str]) -> str:
        try:
            return datetime.fromtimestamp(int(match[1]), UTC).astimezone(zone).strftime("%a %d %b %H:%M")
        except (ValueError, OverflowError, OSError):
            return match[0]

    return _MOMENT.sub(clock, text)


def to_terminal(text: str, width: int, *, colour: bool) -> str:
    """Text for a terminal of that width: paragraphs wrapped, lists hung, code kept; marks as colours or left out."""
    blocks: list[str] = []
    for index, part in enumerate(_FENCED.split(text)):
        if index % 2:
            blocks.append(_code(part, colour))
        else:
            blocks.extend(_paragraph(block, width, colour) for block in re.split(r"\n\s*\n", part) if block.strip())
    return "\n\n".join(blocks)


@lru_cache(maxsize=4096)
def to_discord(text: str) -> str:
    """Text in Discord's Markdown: what only Discord would take for markup is escaped, instants tick by themselves."""
    parts = []
    for index, part in enumerate(_FENCED.split(text)):
        parts.append(f"```\n{part}\n```" if index % 2 else "\n".join(map(_discord_line, part.split("\n"))))
    return "".join(parts)


def _discord_line(line: str) -> str:
    mark = "> " if line.startswith(">") else (match[0] if (match := _ITEM.match(line)) else "")
    bare = line.removeprefix(">").lstrip() if mark == "> " else line.removeprefix(mark)
    return mark + (_discord_item(bare) if mark == "> " else _discord_spans(bare))


def _discord_item(bare: str) -> str:
    match = _ITEM.match(bare)
    return match[0] + _discord_spans(bare.removeprefix(match[0])) if match else _discord_spans(bare)


def _discord_spans(text: str, *, at_start: bool = True) -> str:
    """Known spans keep their marks; everything else that Discord reads as markup is escaped."""
    parts = []
    at = 0
    for match in _SPANS.finditer(text):
        parts.append(_discord_plain(text[at : match.start()], at_start=at_start and at == 0))
        kind = str(match.lastgroup)
        inner = match[kind]
        fence = {"code": "`", "bold": "**", "italic": "*"}[kind]
        parts.append(fence + (inner if kind == "code" else _discord_spans(inner, at_start=False)) + fence)
        at = match.end()
    parts.append(_discord_plain(text[at:], at_start=at_start and at == 0))
    return "".join(parts)


def _discord_plain(text: str, *, at_start: bool) -> str:
    escaped = _DISCORD_MARKS.sub(lambda match: match["address"] or f"\\{match[0]}", text)
    escaped = _ESCAPED_MOMENT.sub(r"<t:\1:R> (<t:\1:t>)", escaped)
    return _LINE_MARK.sub(r"\1\\\2", escaped) if at_start else escaped


def wrapped(text: str, width: int) -> str:
    """Text without markup in lines of that width; only a longer word is longer."""
    return "\n".join(_lines(text, width))


def _code(text: str, colour: bool) -> str:
    return "\n".join(f"    {_styled(line, _CODE, colour)}" if line.strip() else "" for line in text.split("\n"))


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
    """Wraps by what is seen; a code span stays on one line."""
    signs = _signs(re.sub(r"[\t\n\v\f\r]", " ", text.replace("\x00", "")))
    seen = "".join(sign for sign, _ in signs)
    painted = []
    at = 0
    for line in _lines(seen, width - len(first)) or [""]:
        at = seen.index(line, at)
        painted.append(_painted(signs[at : at + len(line)], colour))
        at += len(line)
    return "\n".join((first if index == 0 else rest) + line for index, line in enumerate(painted))


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        max(1, width),
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
        replace_whitespace=False,
    )


def _signs(text: str, style: str = "") -> Signs:
    """The signs without their marks; a space inside code is a NUL, at which no line ends."""
    signs: Signs = []
    at = 0
    for match in _SPANS.finditer(text):
        signs += _plain(text[at : match.start()], style)
        kind = str(match.lastgroup)
        inner = match[kind]
        deeper = style + _STYLES[kind]
        signs += _plain(inner.replace(" ", "\x00"), deeper) if kind == "code" else _signs(inner, deeper)
        at = match.end()
    return [*signs, *_plain(text[at:], style)]


def _plain(text: str, style: str) -> Iterator[tuple[str, str]]:
    return ((sign, style) for sign in text)


def _painted(signs: Signs, colour: bool) -> str:
    runs = ((style, "".join(sign for sign, _ in run)) for style, run in groupby(signs, itemgetter(1)))
    return "".join(_styled(text, style, colour and bool(style)) for style, text in runs).replace("\x00", " ")


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
    """Text without control characters, so that nothing typed or stored steers the terminal; any kind of space stays."""
    return "".join(char for char in text if char in "\n\t" or char.isprintable() or unicodedata.category(char) == "Zs")


Runs = list[tuple[str, tuple[str, ...]]]
"""Pieces of a text, each with the HTML tags around it, outermost first: what can be measured and cut."""

_TAGS = {"code": "code", "bold": "b", "italic": "i"}


def to_runs(text: str) -> Runs:
    """Text with Telegram's HTML tags; lists get bullets, instants their time in UTC inside a tag that knows them."""
    runs: Runs = []
    for index, part in enumerate(_FENCED.split(text)):
        if index % 2:
            runs.append((part, ("pre",)))
            continue
        was_quote = False
        for number, line in enumerate(part.split("\n")):
            is_quote = line.startswith(">")
            if number:
                runs.append(("\n", ("blockquote",) if is_quote and was_quote else ()))
            bare = line.removeprefix(">").lstrip() if is_quote else line
            bullet = "• " if bare.startswith("- ") else ""
            around = ("blockquote",) if is_quote else ()
            runs.extend([(bullet, around)] if bullet else [])
            runs.extend(_span_runs(bare.removeprefix("- ") if bullet else bare, around))
            was_quote = is_quote
    return [(piece, tags) for piece, tags in runs if piece]


def _span_runs(text: str, around: tuple[str, ...]) -> Runs:
    """Spans become tags; code stands in no style, as Telegram has none inside it."""
    runs: Runs = []
    at = 0
    for match in _SPANS.finditer(text):
        runs.extend(_moment_runs(text[at : match.start()], around))
        kind = str(match.lastgroup)
        if kind == "code":
            quote = tuple(tag for tag in around if tag == "blockquote")
            runs.append((match[kind], (*quote, "code")))
        else:
            runs.extend(_span_runs(match[kind], tuple(dict.fromkeys((*around, _TAGS[kind])))))
        at = match.end()
    return runs + _moment_runs(text[at:], around)


def _moment_runs(text: str, around: tuple[str, ...]) -> Runs:
    """Instants in UTC with the zone named; an app that knows the tag shows them in the reader's own time."""
    runs: Runs = []
    at = 0
    for match in _MOMENT.finditer(text):
        clock = moments(match[0], ZoneInfo("UTC"))
        if clock != match[0] and not match[1].startswith("-"):
            runs.append((text[at : match.start()], around))
            shape = "r" if match[2] else "wdt"
            runs.append((f"{clock} UTC", (*around, f'tg-time unix="{match[1]}" format="{shape}"')))
            at = match.end()
    return [*runs, (text[at:], around)]

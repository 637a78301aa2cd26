"""Text for Telegram: measured as Telegram measures, cut where no markup breaks, written as HTML that is never refused.

https://core.telegram.org/bots/api#html-style; lengths are UTF-16 code units after the markup is taken away.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import takewhile

from adapters.markup import Runs, to_runs

MORE = "…"


def length(text: str) -> int:
    """Characters as Telegram counts them."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "replace")) // 2


def size(runs: Runs) -> int:
    """Characters of all pieces together."""
    return sum(length(piece) for piece, _ in runs)


def styled(text: str, *tags: str) -> Runs:
    """Markdown with more tags around all of it."""
    return [(piece, tuple(dict.fromkeys((*tags, *inner)))) for piece, inner in to_runs(text)]


def joined(parts: Iterable[Runs], between: str) -> Runs:
    """The parts that hold something, with a text between each two."""
    runs: Runs = []
    for part in parts:
        if part:
            runs += [(between, ()), *part] if runs else part
    return runs


def cut(runs: Runs, limit: int) -> Runs:
    """Runs within a limit; what does not fit ends at a paragraph, line or word where there is one."""
    if size(runs) <= limit:
        return runs
    kept = shortened("".join(piece for piece, _ in runs), limit).removesuffix(MORE)
    left = len(kept)
    fitting: Runs = []
    for piece, tags in runs:
        if left <= 0:
            break
        fitting.append((piece[:left], tags))
        left -= len(piece)
    return [*fitting, (MORE, ())]


def shortened(text: str, limit: int) -> str:
    """Plain text within a limit, ended where a reader expects it."""
    if length(text) <= limit:
        return text
    kept = text[: limit - 1]
    while length(kept) > limit - 1:
        kept = kept[: -max(1, (length(kept) - limit + 1) // 2)]
    end = max(kept.rfind("\n"), kept.rfind(" "))
    return (kept[:end] if end > len(kept) // 2 else kept).rstrip() + MORE


def plain(text: str) -> str:
    """Markdown as it is read, without any markup, for toasts and labels."""
    return clean("".join(piece for piece, _ in to_runs(text)))


def html(runs: Runs) -> str:
    """Runs as HTML: every tag closed in order, every text escaped."""
    parts: list[str] = []
    opened: tuple[str, ...] = ()
    for piece, tags in [*runs, ("", ())]:
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(opened, tags, strict=False))))
        parts += [f"</{tag.partition(' ')[0]}>" for tag in reversed(opened[shared:])]
        parts += [f"<{tag}>" for tag in tags[shared:]]
        parts.append(escape(clean(piece), quote=False))
        opened = tags
    return "".join(parts)


def clean(text: str) -> str:
    """Text without control characters and halves of surrogate pairs, which cannot be sent."""
    if text.isprintable():
        return text
    return "".join(sign for sign in text if sign == "\n" or not (sign < " " or "\ud800" <= sign <= "\udfff"))

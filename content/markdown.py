"""The Markdown subset of the excerpts: what a reader sees of a text, and what does not belong to the subset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_CODE_LINES = 8
MAX_CODE_COLUMNS = 30
MAX_BOLD = 3

_FENCE = re.compile(r" {0,3}(```|~~~)")
_ITEM = re.compile(r"(- |\d{1,2}\. )")
_CODE = re.compile(r"`[^`\n]*`")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")

_ROW_RULES = (
    (re.compile(r" {0,3}(#{1,6}|-#)(\s|$)"), "A heading does not belong into an excerpt; the anchor gives it one."),
    (re.compile(r"\s*\|.*\||\s*:?-{2,}:?\s*\|"), "A table does not fit a phone; write a list."),
    (re.compile(r"\s*([-=*_])(\s*\1){2,}\s*$"), "No rules or underlined headings; a blank line is enough."),
    (re.compile(r" {1,}([-*+]|\d{1,2}[.)]) "), "A nested list; lists have one level and start in the first column."),
    (re.compile(r"[*+] "), "Write list items with '- '."),
    (re.compile(r"\d{1,2}\) "), "Write numbered items as '1. '."),
)
_INLINE_RULES = (
    (re.compile(r"!\[[^\]]*\][(\[]"), "An image does not belong into an excerpt; use the diagram."),
    (re.compile(r"</?[A-Za-z!][^>]*>|<!--"), "HTML does not belong into an excerpt; put code in backticks."),
    (re.compile(r"https?://|www\.|\]\(|\]\["), "No links in an excerpt; name the source in words."),
    (re.compile(r"&(#\d+|[a-z]{2,8});"), "Write the character itself, not its HTML name."),
    (re.compile(r"(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|~~|\|\|"), "Only **bold**, *italic* and `code` are drawn."),
)


@dataclass
class Block:
    """Rows that belong together: a paragraph, one list item, a quote or a code block."""

    kind: str
    row: int
    rows: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its rows as one line; code keeps its lines."""
        return "\n".join(self.rows) if self.kind == "code" else " ".join(row.strip() for row in self.rows)


def blocks(text: str) -> Iterator[Block]:
    """The blocks of an excerpt, in order."""
    block: Block | None = None
    for row, content in enumerate(text.split("\n")):
        is_code = block is not None and block.kind == "code"
        if _FENCE.match(content):
            if block:
                yield block
            block = None if is_code else Block("code", row)
        elif block is not None and is_code:
            block.rows.append(content)
        elif not content.strip():
            if block:
                yield block
            block = None
        else:
            kind = "item" if _ITEM.match(content) else "quote" if content.startswith(">") else "paragraph"
            if block is None or kind != "paragraph":
                if block:
                    yield block
                block = Block(kind, row)
            block.rows.append(content)
    if block:
        yield block


def rendered(text: str) -> str:
    """What a reader sees: the marks are gone, the rows of a paragraph are one line."""
    return "\n".join(block.text if block.kind == "code" else _plain(block) for block in blocks(text)).strip()


def _plain(block: Block) -> str:
    text = block.text.lstrip("> ") if block.kind == "quote" else block.text
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text)).replace("`", "")


def flowed(text: str) -> str:
    """The excerpt with each paragraph, item and quote on a line of its own, for surfaces that keep line breaks."""
    parts: list[str] = []
    last = ""
    for block in blocks(text):
        between = "\n" if block.kind == last == "item" else "\n\n"
        parts += [between if parts else "", f"```\n{block.text}\n```" if block.kind == "code" else block.text]
        last = block.kind
    return "".join(parts)


def words(text: str) -> int:
    """Number of words a reader sees."""
    return len(rendered(text).split())


def faults(text: str) -> Iterator[tuple[int, str]]:
    """What does not belong to the subset, as (row from 0, sentence)."""
    found = list(blocks(text))
    yield from _repeated(found, "code", "A second code block; an excerpt has at most one.")
    yield from _repeated(found, "quote", "A second quote line; an excerpt has at most one, on one line.")
    if sum(1 for row in text.split("\n") if _FENCE.match(row)) % 2:
        yield next(block.row for block in reversed(found) if block.kind == "code"), "The code block is not closed."
    for block in found:
        yield from _code_faults(block) if block.kind == "code" else _text_faults(block)


def _repeated(found: list[Block], kind: str, sentence: str) -> Iterator[tuple[int, str]]:
    for block in [block for block in found if block.kind == kind][1:]:
        yield block.row, sentence


def _code_faults(block: Block) -> Iterator[tuple[int, str]]:
    if len(block.rows) > MAX_CODE_LINES:
        yield block.row, f"The code block has {len(block.rows)} lines; at most {MAX_CODE_LINES}."
    for offset, row in enumerate(block.rows, start=1):
        if len(row) > MAX_CODE_COLUMNS:
            yield block.row + offset, f"The code line has {len(row)} columns; at most {MAX_CODE_COLUMNS}."


def _text_faults(block: Block) -> Iterator[tuple[int, str]]:
    if block.kind == "quote" and len(block.rows) > 1:
        yield block.row + 1, "A quote is one line; leave a blank line after it."
    for offset, row in enumerate(block.rows):
        bare = _CODE.sub("x", row)
        for pattern, sentence in _ROW_RULES:
            if pattern.match(row):
                yield block.row + offset, sentence
        for pattern, sentence in _INLINE_RULES:
            if pattern.search(bare):
                yield block.row + offset, sentence
    bare = _CODE.sub("x", block.text)
    bold = len(_BOLD.findall(bare))
    if bold > MAX_BOLD:
        yield block.row, f"{bold} bold places in one paragraph; at most {MAX_BOLD}."
    if "**" in _BOLD.sub("", bare) or "`" in bare:
        yield block.row, "A ** or ` is not closed in its paragraph."

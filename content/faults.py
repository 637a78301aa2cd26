"""Faults on their way to an author: collected over all files, told once each, sorted by file and line."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from bot.errors import ContentError


class Faults:
    """Collects faults; the same text at the same place counts once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, str], ContentError] = {}

    def add(self, file: str, line: int, text: str) -> None:
        """Notes one fault; `file` is relative to the content folder, `line` counts from 1."""
        self._found.setdefault((file, line, text), ContentError(file, line, text))

    def __len__(self) -> int:
        return len(self._found)

    def sorted(self) -> list[ContentError]:
        """All faults by file, line and text."""
        return [self._found[place] for place in sorted(self._found)]


def nearest(word: str, known: Iterable[str]) -> str:
    """' Did you mean "x"?' with the known word spelt most like `word`, or '' when none is near."""
    match = process.extractOne(word[:80], sorted(known), scorer=fuzz.ratio, score_cutoff=55)
    return f' Did you mean "{match[0]}"?' if match else ""


def counted(number: int, noun: str) -> str:
    """`number` and `noun`, with an s where more or less than one is meant."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

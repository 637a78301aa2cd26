"""Words as the search sees them, and the known words that a misspelt or unfinished one most likely means."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_TEXT = 200
"""Characters of a query that are looked at."""
MAX_WORDS = 12
MIN_MENDED = 4
"""Shorter words are taken as they are: too many words are one slip away."""
MIN_COMPLETED = 2
MAX_COMPLETIONS = 12

_WORD = re.compile(r"[a-z0-9]+")
_STOP = """
a about an and are as at be between by can do does for from how i in is it me my of on or tell that the to vs what when
which why with
"""
_STOP_WORDS = frozenset(_STOP.split())


def query_words(text: str) -> list[str]:
    """The words of a query, lower case and without accents; bounded, whatever the text holds."""
    plain = unicodedata.normalize("NFKD", text[:MAX_TEXT])
    kept = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Mn"))
    return [word[:40] for word in _WORD.findall(kept.lower())][:MAX_WORDS]


def telling_words(words: list[str]) -> list[str]:
    """The words without those that stand in every sentence; all of them where nothing would be left."""
    return [word for word in words if word not in _STOP_WORDS] or words


def content_words(text: str) -> list[str]:
    """The words of a text of the library, which is ASCII."""
    return _WORD.findall(text.lower())


class Vocabulary:
    """Known words in two ranks: those of names (titles, aliases) are what people search for, before ordinary text."""

    def __init__(self, names: Iterable[str], others: Iterable[str]) -> None:
        self._names = sorted(set(names))
        self._others = sorted(set(others).difference(self._names))
        self._known = frozenset(self._names).union(self._others)

    def __contains__(self, word: object) -> bool:
        return word in self._known

    def completions(self, word: str) -> list[str]:
        """Known words that begin with `word`, names first; bounded."""
        if len(word) < MIN_COMPLETED:
            return []
        found: list[str] = []
        for group in (self._names, self._others):
            start = bisect_left(group, word)
            found += [known for known in group[start : start + MAX_COMPLETIONS] if known.startswith(word)]
        return found[:MAX_COMPLETIONS]

    def mended(self, word: str) -> str | None:
        """The known word nearest to `word`, a name before others at the same distance; None when none is near."""
        if len(word) < MIN_MENDED:
            return None
        allowed = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
        candidates: list[tuple[int, int, str]] = []
        for rank, group in enumerate((self._names, self._others)):
            found = process.extract(word, group, scorer=OSA.distance, score_cutoff=allowed, limit=8)
            candidates += [(distance + (known[0] != word[0]), rank, known) for known, distance, _ in found]
        return min(candidates)[2] if candidates else None

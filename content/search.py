"""Finds lessons, questions and cards by words: an FTS5 index in memory, and spelling mended before it is asked.

The index holds stems and scenarios of questions but never their options or explanations, so no result gives a key away.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import shorten

from rapidfuzz import fuzz, process

from bot.library import Hit, Lesson, Library
from content.spelling import Vocabulary, content_words, query_words, telling_words

MAX_TITLE = 80
MAX_SECTIONS = 3
"""Sections of one lesson among the results of `anything`; more would push out its questions and cards."""
MAX_ROWS = 400
NEAR = 75.0
"""Likeness (0 to 100) from which the name of a lesson counts as meant."""
SURE = 88.0
"""Likeness from which it comes before what merely holds the words."""

_SCHEMA = "CREATE VIRTUAL TABLE entries USING fts5(title, aliases, heading, body, content='', tokenize='porter ascii')"
_INSERT = "INSERT INTO entries(rowid, title, aliases, heading, body) VALUES (?, ?, ?, ?, ?)"
_SELECT = """
SELECT rowid FROM entries WHERE entries MATCH ? AND rowid < ?
ORDER BY bm25(entries, 12.0, 8.0, 4.0, 1.0), rowid LIMIT ?
"""
"""The weights are those of title, aliases, heading and text."""

_Row = tuple[str, str, str, str]


class LibrarySearch:
    """Search over one library; built once, asked from any thread. Retired items are not found."""

    def __init__(self, library: Library) -> None:
        self._lessons = library.lessons
        self._names = _names(library.lessons.values())
        sections, items = list(_sections(library)), list(_items(library))
        self._hits = [hit for hit, _ in sections + items]
        self._ids = {hit.id: hit for hit, _ in items}
        self._section_count = len(sections)
        rows = [row for _, row in sections + items]
        named = {word for name in self._names for word in name.split()}
        self._vocabulary = Vocabulary(named, {word for row in rows for word in content_words(f"{row[2]} {row[3]}")})
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._database.close)
        self._database.execute(_SCHEMA)
        self._database.executemany(_INSERT, ((number, *row) for number, row in enumerate(rows)))

    def lessons(self, text: str, limit: int = 5) -> list[Hit]:
        """Best lessons, each with the section that fits best; `id` is the lesson's. [] when nothing is near."""
        words = query_words(text)
        best: dict[str, Hit] = {lesson_id: self._first(lesson_id) for lesson_id in self._named(words)}
        for row in self._rows(words, self._section_count):
            best.setdefault(self._hits[row].lesson_id, self._hits[row])
        return list(best.values())[: max(limit, 0)]

    def anything(self, text: str, limit: int = 10) -> list[Hit]:
        """Lesson sections, questions and cards, best first; `id` is that of the item."""
        words = query_words(text)
        first = [self._ids[text.strip().lower()]] if text.strip().lower() in self._ids else []
        first += [self._first(lesson_id) for lesson_id in self._named(words)]
        found: dict[Hit, None] = {}
        sections: Counter[str] = Counter()
        for hit in [*first, *(self._hits[row] for row in self._rows(words, len(self._hits)))]:
            sections[hit.lesson_id] += hit.kind == "lesson" and hit not in found
            if hit.kind != "lesson" or sections[hit.lesson_id] <= MAX_SECTIONS:
                found[hit] = None
        return list(found)[: max(limit, 0)]

    def nearest(self, text: str) -> str | None:
        """Id of the lesson whose id, title or alias is spelt most like `text`; None when none is near."""
        phrase = " ".join(query_words(text))
        return next(iter(self._names.get(phrase) or self._like(phrase, NEAR)), None)

    def _first(self, lesson_id: str) -> Hit:
        lesson = self._lessons[lesson_id]
        return _section_hit(lesson, lesson.sections[0].anchor)

    def _named(self, words: list[str]) -> list[str]:
        """Lessons that a query calls by name: exactly, after mending, by the beginning of a name, or nearly."""
        if not words:
            return []
        mended = [word if word in self._vocabulary else self._vocabulary.mended(word) or word for word in words]
        variants = dict.fromkeys(" ".join(way) for way in (words, mended, telling_words(words), telling_words(mended)))
        found = dict.fromkeys(lesson_id for phrase in variants for lesson_id in self._names.get(phrase, ()))
        for start in variants:
            ids = (ids for name, ids in self._names.items() if name.startswith(start))
            found |= dict.fromkeys(lesson_id for group in ids for lesson_id in group)
        return list(found | dict.fromkeys(self._like(" ".join(words), SURE)))

    def _like(self, phrase: str, likeness: float) -> list[str]:
        """Lessons of the name most like a phrase, if it is at least that like."""
        best: tuple[float, str] | None = None
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            match = process.extractOne(phrase, self._names.keys(), scorer=scorer, score_cutoff=likeness)
            if match and (best is None or match[1] > best[0]):
                best = (match[1], match[0])
        return list(self._names[best[1]]) if best else []

    def _rows(self, words: list[str], end: int) -> Iterable[int]:
        """Rows below `end`, best first: those with all words, with the last one completed, then with any word."""
        telling = telling_words(words)
        exact = [self._meant(word) for word in telling]
        wide = [*exact[:-1], [*exact[-1], *self._vocabulary.completions(telling[-1])]] if exact else []
        groups = [_any_of(group) for group in wide if group]
        if not groups:
            return []
        queries = [" AND ".join(_any_of(group) for group in exact if group), " AND ".join(groups), " OR ".join(groups)]
        found: dict[int, None] = {}
        with self._lock:
            for query in dict.fromkeys(filter(None, queries)):
                found |= dict.fromkeys(row for (row,) in self._database.execute(_SELECT, (query, end, MAX_ROWS)))
        return found

    def _meant(self, word: str) -> list[str]:
        """Known words that a typed one stands for; [] when nothing is near."""
        if word in self._vocabulary:
            return [word]
        completed = self._vocabulary.completions(word)
        mended = None if completed else self._vocabulary.mended(word)
        return completed or ([mended] if mended else [])


def _any_of(words: list[str]) -> str:
    """An FTS5 expression; the words are of the vocabulary, so none holds a quote."""
    return "(" + " OR ".join(f'"{word}"' for word in dict.fromkeys(words)) + ")"


def _names(lessons: Iterable[Lesson]) -> dict[str, list[str]]:
    """Name in plain words -> ids of its lessons; ids and titles come before aliases."""
    names: dict[str, dict[str, None]] = {}
    listed = list(lessons)
    own = [(name, lesson.id) for lesson in listed for name in (lesson.id, lesson.title, lesson.short_title)]
    aliases = [(alias, lesson.id) for lesson in listed for alias in lesson.aliases]
    for name, lesson_id in own + aliases:
        names.setdefault(" ".join(query_words(name)), {})[lesson_id] = None
    names.pop("", None)
    return {name: list(ids) for name, ids in names.items()}


def _section_hit(lesson: Lesson, anchor: str) -> Hit:
    heading = lesson.sections[lesson.position(anchor)].title
    return Hit("lesson", lesson.id, lesson.id, anchor, f"{lesson.title}: {heading}")


def _sections(library: Library) -> Iterator[tuple[Hit, _Row]]:
    for lesson in library.lessons.values():
        aliases = " ".join((lesson.id, lesson.short_title, *lesson.aliases))
        for section in lesson.sections:
            row = (lesson.title, aliases, section.title, section.text)
            yield _section_hit(lesson, section.anchor), row


def _items(library: Library) -> Iterator[tuple[Hit, _Row]]:
    for lesson in library.lessons.values():
        for question in lesson.questions:
            if not question.retired:
                hit = Hit("question", question.id, lesson.id, question.anchor, _short(question.stem))
                yield hit, ("", question.id, lesson.title, f"{question.stem} {question.scenario}")
        for card in lesson.cards:
            if not card.retired:
                hit = Hit("card", card.id, lesson.id, card.anchor, _short(card.front))
                yield hit, ("", card.id, lesson.title, f"{card.front} {card.back}")


def _short(text: str) -> str:
    return shorten(text, MAX_TITLE, placeholder="...")

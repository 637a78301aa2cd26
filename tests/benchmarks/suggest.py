"""What a suggestion costs at 150 lessons, a key pressed after the other, against the library's own search alone."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.events import Place
from bot.library import Content, Lesson, Library
from bot.ports import UnitOfWork
from bot.suggestions import SHOWN, Suggestion, Suggests, suggest
from content.loader import SHIPPED, load
from content.search import LibrarySearch
from storage.database import Database
from storage.migrations import migrate
from storage.reader import Reader

LESSONS = 150
ROUNDS = 5
TYPED = ("caching strategy", "idempotncy", "apache kafak", "consistent hashing", "zzzz")
SQUARE = Place("bench", "square", "town")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def run() -> None:
    """Prints milliseconds and ratios; the sides take turns."""
    content = _large()
    keys = [word[:end] for word in TYPED for end in range(1, len(word) + 1)]
    search: list[float] = []
    whole: dict[Suggests, list[float]] = {what: [] for what in (Suggests.LESSONS, Suggests.TOPICS)}
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        database = Database(f"sqlite:///{folder}/bench.db")
        database.open()
        migrate(database)
        reader = Reader(database)
        try:
            for _ in range(ROUNDS):
                search += [_seconds(partial(content.search.lessons, key, SHOWN)) for key in keys]
                for what in whole:
                    whole[what] += runner.run(_typed(what, keys, reader, content))
        finally:
            runner.run(reader.close())
            database.close()
    alone = statistics.median(search)
    print(f"a suggestion at {LESSONS} lessons, against the search of the library alone: lower is better")
    print(f"  search alone: {_shown(search)}")
    for what, times in whole.items():
        print(f"  {what.name.lower() + ':':13} {statistics.median(times) / alone:.2f} times ({_shown(times)})")


async def _typed(what: Suggests, keys: list[str], reader: Reader, content: Content) -> list[float]:
    """Seconds for each key that is pressed, as the adapters ask."""
    times = []
    for key in keys:

        def query(work: UnitOfWork, key: str = key) -> list[Suggestion]:
            return suggest(what, key, SQUARE, NOW, work, content)

        began = time.perf_counter()
        await reader.read(query)
        times.append(time.perf_counter() - began)
    return times


def _seconds(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _shown(times: list[float]) -> str:
    worst = statistics.quantiles(times, n=100)[98]
    return f"median {statistics.median(times) * 1000:.2f} ms, 99th of 100 {worst * 1000:.2f} ms"


def _large() -> Content:
    """The shipped library with copies of its lessons, up to so many."""
    library = load(SHIPPED)
    originals = list(library.lessons.values())

    def copy(number: int, lesson: Lesson) -> Lesson:
        return replace(lesson, id=f"{lesson.id[:20]}-{number}", title=f"{lesson.title} {number}")

    copies = [copy(number, originals[number % len(originals)]) for number in range(LESSONS - len(originals))]
    large = Library.of([*library.areas.values()], [*library.skills.values()], [*originals, *copies])
    return Content(large, LibrarySearch(large))

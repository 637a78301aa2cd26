"""What somebody means who names a topic, a number of questions or a level."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from bot.errors import Refusal
from bot.library import Content, Library
from bot.quiz.rules import DEFAULT_COUNT, FEWEST, LATELY, MIXED, MOST

LIKE_ENOUGH = 0.8
"""From this likeness on (0 to 1) a name is meant although it is spelt otherwise."""


def checked_count(count: int) -> int:
    """The number of questions asked for, 0 for the usual one; Refusal names the range."""
    if not FEWEST <= (count or DEFAULT_COUNT) <= MOST:
        raise Refusal(f"A quiz has {FEWEST} to {MOST} questions. Try /quiz {DEFAULT_COUNT}.")
    return count or DEFAULT_COUNT


def no_questions(level: int) -> str:
    """What to do where there is nothing to ask."""
    of_level = f" of level {level}" if level else ""
    return f"There are no questions{of_level} on that topic yet. Try /quiz for a mix."


def shelf_names(library: Library) -> Iterator[tuple[str, str]]:
    """(name, id) of everything but lessons that a quiz can be about; names in lower case."""
    for shelf, prefix in ((library.areas, ""), (library.skills, "sk-")):
        for item in shelf.values():
            for name in dict.fromkeys((item.id, item.id.removeprefix(prefix), item.title.lower())):
                yield name, item.id


def shelf_titles(library: Library) -> Iterator[tuple[str, str]]:
    """(id, title) of everything but lessons that a quiz can be about."""
    for shelf in (library.areas, library.skills):
        for item in shelf.values():
            yield item.id, item.title


def named_topic(text: str, content: Content) -> str:
    """The id of what was typed: lesson, area, skill or a mix; Refusal where nothing is near."""
    words = " ".join(text.lower().split())
    if words in ("", MIXED):
        return MIXED
    if words == LATELY:
        return LATELY
    names: dict[str, str] = {}
    for name, topic in shelf_names(content.library):
        names.setdefault(name, topic)
    lesson_id = names.get(words) or content.search.nearest(words)
    if lesson_id is not None:
        return lesson_id
    close = get_close_matches(words, names, n=1, cutoff=LIKE_ENOUGH)
    if close:
        return names[close[0]]
    hits = content.search.lessons(words, 1)
    if hits:
        return hits[0].lesson_id
    raise Refusal("No lesson, area or skill is called that. Try /quiz caching, or /quiz for a mix.")

"""What somebody means who names a topic, a number of questions or a level."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from bot.errors import Refusal
from bot.library import Content, Lesson, Library
from bot.quiz.rules import DEFAULT_COUNT, FEWEST, LATELY, MIXED, MOST

SURELY, LIKE_ENOUGH = 0.9, 0.8
"""From this likeness on (0 to 1) a name is meant although it is spelt otherwise: before a lesson like it, or after."""


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
    for topic, title in shelf_titles(library):
        short = topic.removeprefix("sk-").removeprefix("track-")
        for name in dict.fromkeys((topic, short, title.lower())):
            yield name, topic


def shelf_titles(library: Library) -> Iterator[tuple[str, str]]:
    """(id, title) of everything but lessons that a quiz can be about."""
    yield from ((area.id, area.title) for area in library.areas.values())
    yield from ((skill.id, skill.title) for skill in library.skills.values())
    yield from ((track.id, track.title) for track in library.tracks.values())


def named_topic(text: str, content: Content) -> str:
    """The id of what was typed: lesson, area, skill, track or a mix; Refusal where nothing is near."""
    words = " ".join(text.lower().split())
    if words in ("", MIXED):
        return MIXED
    if words == LATELY:
        return LATELY
    names: dict[str, str] = {}
    for name, topic in shelf_names(content.library):
        names.setdefault(name, topic)
    if words in names:
        return names[words]
    lesson_id = content.search.nearest(words)
    is_called_so = lesson_id is not None and words in _names_of(content.library.lessons[lesson_id])
    close = [] if is_called_so else get_close_matches(words, names, n=1, cutoff=SURELY if lesson_id else LIKE_ENOUGH)
    if close:
        return names[close[0]]
    if lesson_id is not None:
        return lesson_id
    hits = content.search.lessons(words, 1)
    if hits:
        return hits[0].lesson_id
    raise Refusal("No lesson, area, skill or track is called that. Try /quiz caching, or /quiz for a mix.")


def _names_of(lesson: Lesson) -> set[str]:
    return {lesson.id, *(name.lower() for name in (lesson.title, lesson.short_title, *lesson.aliases))}

"""What to read next and what a search may show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.library import Hit, Lesson, Library


def next_section(lesson: Lesson, read: Collection[str]) -> str:
    """The first section not opened yet; the first one when all were."""
    return next(
        (one.anchor for one in lesson.sections if one.anchor not in read),
        lesson.sections[0].anchor,
    )


def is_read(lesson: Lesson, read: Mapping[str, set[str]]) -> bool:
    """Whether every section was opened."""
    return len(read.get(lesson.id, ())) >= len(lesson.sections)


def reading_order(library: Library, read: Mapping[str, set[str]], track_id: str = "") -> list[Lesson]:
    """Lessons begun first, then those not begun; what is on the track before the rest, what was read to the end last.

    On a track its own order holds, elsewhere easy lessons come before hard ones.
    """
    track = library.tracks.get(track_id)
    places = {stop.lesson_id: place for place, stop in enumerate(track.stops)} if track else {}

    def rank(lesson: Lesson) -> tuple[bool, bool, bool, int, str]:
        is_begun = bool(read.get(lesson.id))
        place = places.get(lesson.id, lesson.level)
        return is_read(lesson, read), lesson.id not in places, not is_begun, place, lesson.id

    return sorted(library.lessons.values(), key=rank)


def visible(hits: Sequence[Hit], answered: Collection[str], deck: Collection[str]) -> list[Hit]:
    """Of what a search found: lessons, questions already answered, own cards; nothing that gives a question away."""
    seen = {"lesson": None, "question": answered, "card": deck}
    return [hit for hit in hits if (shelf := seen[hit.kind]) is None or hit.id in shelf]

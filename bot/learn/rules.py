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


def reading_order(library: Library, read: Mapping[str, set[str]]) -> list[Lesson]:
    """Lessons begun first, then those not begun, then those read to the end; easy ones before hard ones."""

    def rank(lesson: Lesson) -> tuple[int, int, str]:
        opened = len(read.get(lesson.id, ()))
        stage = 2 if opened >= len(lesson.sections) else 0 if opened else 1
        return stage, lesson.level, lesson.id

    return sorted(library.lessons.values(), key=rank)


def visible(hits: Sequence[Hit], answered: Collection[str], deck: Collection[str]) -> list[Hit]:
    """Of what a search found: lessons, questions already answered, own cards; nothing that gives a question away."""
    seen = {"lesson": None, "question": answered, "card": deck}
    return [hit for hit in hits if (shelf := seen[hit.kind]) is None or hit.id in shelf]

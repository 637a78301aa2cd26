"""Lessons by section, the list of lessons, what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from textwrap import shorten

from bot.learn.actions import OpenLesson, ReadSection, ReadVariant, SaveCards
from bot.library import Hit, Lesson, Library, Variant
from bot.quiz.actions import CheckLesson
from bot.screens import (
    Button,
    Image,
    Rows,
    Screen,
    Weight,
    context_line,
    counted,
    plain,
    short_line,
)

LISTED = 10
SOURCE_SHOWN = 60


def excerpt(
    lesson: Lesson,
    anchor: str,
    library: Library,
    public_url: str,
    saved: bool,
    others: Sequence[Hit],
) -> Screen:
    """One section with the ways on; the diagram stands with the first one."""
    at = lesson.position(anchor)
    section = lesson.sections[at]
    image = Image(lesson.diagram.name, lesson.diagram.alt) if lesson.diagram and at == 0 else None
    link = f"{public_url.rstrip('/')}/lesson/{lesson.id}#{section.anchor}" if public_url else ""
    also = ", ".join(dict.fromkeys(library.lessons[hit.lesson_id].short_title for hit in others))
    return Screen(
        title=lesson.short_title,
        context=short_line("Lesson", section.title, f"{at + 1} of {len(lesson.sections)}"),
        image=image,
        body=section.text,
        rows=_rows(lesson, at, saved),
        fine_print=context_line(
            f"Also: {also}" if also else "",
            f"Source: {shorten(lesson.sources[0], SOURCE_SHOWN, placeholder='…')}",
            f"Full lesson: {link}" if link else "",
        ),
    )


def _rows(lesson: Lesson, at: int, saved: bool) -> Rows:
    def to(label: str, index: int, weight: Weight = Weight.PLAIN) -> tuple[Button, ...]:
        if not 0 <= index < len(lesson.sections):
            return ()
        return (Button(label, ReadSection(lesson.id, lesson.sections[index].anchor), weight),)

    back = to("Back", at - 1) or (Button("Lessons", OpenLesson()),)  # so that Next keeps its place
    onward = to("Next", at + 1, Weight.PRIMARY)
    quiz = Button("Quiz me", CheckLesson(lesson.id), Weight.PLAIN if onward else Weight.PRIMARY)
    cards = () if saved or not lesson.cards else ((Button("Save cards", SaveCards(lesson.id)),),)
    others = _variant_buttons(lesson, lesson.variants, at)
    return ((*back, *onward, quiz), *((others,) if others else ()), *cards)


def _variant_buttons(lesson: Lesson, variants: Sequence[Variant], at: int) -> tuple[Button, ...]:
    return tuple(Button(one.title, ReadVariant(lesson.id, one.slug, at)) for one in variants)


def retold(lesson: Lesson, variant: Variant, anchor: str, library: Library) -> Screen:
    """The lesson told in another way, with the way back to the section that one comes from."""
    back = Button("Back to section", ReadSection(lesson.id, anchor), Weight.PRIMARY)
    others = _variant_buttons(lesson, [one for one in lesson.variants if one != variant], lesson.position(anchor))
    return Screen(
        title=lesson.short_title,
        context=context_line(library.areas[lesson.area].title, variant.title),
        body=variant.text,
        rows=((back, *others), (Button("Quiz me", CheckLesson(lesson.id)),)),
    )


def lesson_list(lessons: Sequence[Lesson], next_anchors: Sequence[str]) -> Screen:
    """The lessons to choose from, as buttons."""
    buttons = [
        Button(
            lesson.short_title,
            ReadSection(lesson.id, anchor),
            Weight.PRIMARY if not index else Weight.PLAIN,
        )
        for index, (lesson, anchor) in enumerate(zip(lessons[:LISTED], next_anchors, strict=False))
    ]
    shortest = min((lesson.minutes for lesson in lessons), default=0)
    longest = max((lesson.minutes for lesson in lessons), default=0)
    left_out = len(lessons) > LISTED
    return Screen(
        title="Lessons",
        body=f"**{counted(len(lessons), 'lesson')}** of {shortest} to {longest} minutes, the next for you first.",
        rows=_in_rows(buttons),
        fine_print=f"These are {LISTED}: /lesson with a word finds the others"
        if left_out
        else "/lesson with a word finds the part that fits",
    )


def found(words: str, hits: Sequence[Hit]) -> Screen:
    """What a search found, as buttons."""
    if not hits:
        return Screen(
            title="Nothing found",
            body=f"Nothing fits {plain(words, 60)}. Try one word, or /lesson for the list.",
        )
    lines = [f"{number}. {hit.title}" for number, hit in enumerate(hits, start=1)]
    buttons = [
        Button(
            f"Open {number}",
            ReadSection(hit.lesson_id, hit.anchor),
            Weight.PRIMARY if number == 1 else Weight.PLAIN,
        )
        for number, hit in enumerate(hits, start=1)
    ]
    return Screen(
        title=f"Found for {plain(words, 40)}",
        body="\n".join(lines),
        rows=_in_rows(buttons, 3),
    )


def _in_rows(buttons: Sequence[Button], width: int = 2) -> Rows:
    left = iter(buttons)
    rows = []
    while row := tuple(islice(left, width)):
        rows.append(row)
    return tuple(rows)

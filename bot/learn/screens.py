"""Lessons by section, the list of lessons, what a search found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from textwrap import shorten

from bot.learn.actions import ChooseTrack, OpenLesson, ReadSection, ReadVariant, SaveCards, ShowTracks
from bot.library import Hit, Lesson, Library, Track, Variant
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

LISTED = 8
SOURCE_SHOWN = 60
TRACKS_LISTED = 6


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


def lesson_list(
    lessons: Sequence[Lesson], next_anchors: Sequence[str], track: Track | None, has_tracks: bool
) -> Screen:
    """The lessons to choose from, as buttons; the first ones are those of the track that is followed."""
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
    tracks = ((Button("Tracks", ShowTracks(0)),),) if has_tracks else ()
    return Screen(
        title="Lessons",
        context=f"Track: {track.title}" if track else "",
        body=f"**{counted(len(lessons), 'lesson')}** of {shortest} to {longest} minutes, the next for you first.",
        rows=(*_in_rows(buttons), *tracks),
        fine_print=f"These are {LISTED}: /lesson with a word finds the others"
        if left_out
        else "/lesson with a word finds the part that fits",
    )


def track_list(tracks: Sequence[Track], page: int, chosen: str) -> Screen:
    """The tracks to choose from, as buttons; `chosen` is the id of the one that is followed."""
    pages = -(-len(tracks) // TRACKS_LISTED)
    page = page if 0 <= page < pages else 0
    shown = tracks[page * TRACKS_LISTED : (page + 1) * TRACKS_LISTED]
    lines = [
        f"- **{track.title}**, {_time(track.minutes)}{', yours' if track.id == chosen else ''}. {track.best_for}."
        for track in shown
    ]
    back = (Button("Back", ShowTracks(page - 1)),) if page else ()
    on = (Button("Next", ShowTracks(page + 1)),) if page + 1 < pages else ()
    leave = (Button("Leave track", ChooseTrack("")),) if chosen else ()
    turn = (*back, *on, *leave)
    return Screen(
        title="Tracks",
        context=f"{page + 1} of {pages}",
        body="\n".join(lines),
        rows=(*_in_rows([Button(track.title, ChooseTrack(track.id)) for track in shown]), *((turn,) if turn else ())),
        fine_print="A track decides what /lesson lists first and what /study and /me lead to.",
    )


def track_page(track: Track, stops: Sequence[Lesson], read: Collection[str], on: ReadSection) -> Screen:
    """The track that is followed: its goal, its stops, which of them were read to the end, and the way on."""
    lines = [
        f"{number}. {lesson.short_title}, {_time(stop.minutes)}{', read' if lesson.id in read else ''}"
        for number, (stop, lesson) in enumerate(zip(track.stops, stops, strict=True), start=1)
    ]
    return Screen(
        title=track.title,
        context=context_line("Your track", _time(track.minutes), f"{len(read)} of {len(stops)} read"),
        body=f"{track.goal}\n\n" + "\n".join(lines),
        rows=(
            (
                Button("Read on", on, Weight.PRIMARY),
                Button("Tracks", ShowTracks(0)),
                Button("Leave track", ChooseTrack("")),
            ),
        ),
    )


def _time(minutes: int) -> str:
    return f"{minutes}\u00a0min"


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

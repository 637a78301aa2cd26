"""The shipped library: it loads, follows its own rules and its diagrams can be drawn."""

from __future__ import annotations

import struct
from datetime import date
from pathlib import Path

import pytest
import resvg_py

from bot.library import SECTION_TITLES, Library
from content import check, loader
from content.search import LibrarySearch

WRITTEN_ON = date(2026, 11, 21)
"""Dates of the library are judged as of this day, so that tests do not fail by waiting; `check-content` uses today."""

DIAGRAMS = sorted((loader.SHIPPED / "library").glob("*/*.svg"))


@pytest.fixture(scope="module")
def library() -> Library:
    return loader.load()


def test_library_follows_the_authoring_guide() -> None:
    assert [str(fault) for fault in check.check(loader.SHIPPED, WRITTEN_ON)] == []


def test_library_holds_lessons_cards_and_questions(library: Library) -> None:
    assert library.lessons
    assert len(library.cards) >= 6 * len(library.lessons)
    assert len(library.questions) >= 6 * len(library.lessons)


def test_every_starting_track_and_reading_path_can_be_walked(library: Library) -> None:
    assert len([name for name in library.tracks if name.startswith("path-")]) == 10
    assert {"track-first-time", "track-crash-90", "track-data-modelling", "track-recognise-fast"} <= set(library.tracks)
    assert library.tracks["track-crash-90"].minutes == 90
    assert len(library.decisions) == 30


def test_every_skill_has_its_debrief_and_three_grades_that_differ(library: Library) -> None:
    assert len(library.skills) == 19
    for skill in library.skills.values():
        assert len({skill.debrief.weak, skill.debrief.solid, skill.debrief.strong}) == 3, skill.id


def test_anchors_fit_an_action() -> None:
    assert all(len(anchor) <= 12 for anchor in SECTION_TITLES)


def test_every_name_of_a_lesson_finds_it(library: Library) -> None:
    search = LibrarySearch(library)
    for lesson in library.lessons.values():
        for name in (lesson.id, lesson.title, lesson.short_title):
            assert search.lessons(name)[0].id == lesson.id
            assert search.nearest(name) == lesson.id
        for alias in lesson.aliases:
            assert lesson.id in [hit.id for hit in search.lessons(alias)]


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_diagram_is_drawn_opaque_and_1080_wide(path: Path) -> None:
    red, green = (bytes(resvg_py.svg_to_bytes(svg_path=str(path), background=colour)) for colour in ("red", "lime"))
    width, height = struct.unpack(">II", red[16:24])
    assert red.startswith(b"\x89PNG")
    assert width == 1080
    assert 760 <= height <= 1080
    assert red == green, "the ground shows through"


def test_ground_that_shows_through_would_be_seen() -> None:
    clear = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="8"/></svg>'
    assert resvg_py.svg_to_bytes(svg_string=clear, background="red") != resvg_py.svg_to_bytes(
        svg_string=clear, background="lime"
    )

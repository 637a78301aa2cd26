"""What to read next, and what a search may show."""

from __future__ import annotations

import pytest

from bot.learn.rules import next_section, reading_order, visible
from bot.library import Hit, Lesson, Library, Section, Stop, Track


def lesson(id_: str, level: int = 1) -> Lesson:
    sections = tuple(Section(anchor, "text") for anchor in ("concept", "internals", "summary"))
    return Lesson(id_, id_, id_, "", "scalability", "skill", level, 10, (), (), "2026-11", "2026-11", sections)


@pytest.mark.parametrize(
    ("read", "anchor"),
    [
        (set(), "concept"),
        ({"concept"}, "internals"),
        ({"internals"}, "concept"),
        ({"concept", "internals"}, "summary"),
        ({"concept", "internals", "summary"}, "concept"),
        ({"a-section-of-long-ago"}, "concept"),
    ],
)
def test_reading_goes_on_with_the_first_section_not_opened(read: set[str], anchor: str) -> None:
    assert next_section(lesson("cache"), read) == anchor


def test_lessons_begun_come_first_then_new_ones_then_those_read_to_the_end_easy_before_hard() -> None:
    library = Library.of([], [], [lesson("done"), lesson("hard", 3), lesson("easy"), lesson("begun", 3)])
    order = reading_order(library, {"done": {"concept", "internals", "summary"}, "begun": {"concept"}})
    assert [one.id for one in order] == ["begun", "easy", "hard", "done"]


@pytest.mark.parametrize(
    ("read", "order"),
    [
        ({}, ["c", "b", "a", "d"]),
        ({"b": {"concept"}}, ["b", "c", "a", "d"]),
        ({"d": {"concept"}}, ["c", "b", "d", "a"]),
        ({"c": {"concept", "internals", "summary"}}, ["b", "a", "d", "c"]),
        ({name: {"concept", "internals", "summary"} for name in "cb"}, ["a", "d", "c", "b"]),
    ],
)
def test_a_track_comes_first_in_its_own_order(read: dict[str, set[str]], order: list[str]) -> None:
    track = Track("way", "Way", "You", "There.", (Stop("c", 10), Stop("b", 5)))
    library = Library.of([], [], [lesson("a"), lesson("b"), lesson("c", 3), lesson("d", 2)], [track])
    assert [one.id for one in reading_order(library, read, "way")] == order
    assert reading_order(library, read, "gone") == reading_order(library, read)


def test_a_search_gives_no_question_away_that_was_not_answered_and_no_card_that_is_not_owned() -> None:
    hits = [
        Hit("question", "cache-q01", "cache", "concept", "answered"),
        Hit("question", "cache-q02", "cache", "concept", "not answered"),
        Hit("lesson", "cache", "cache", "concept", "lesson"),
        Hit("card", "cache-c01", "cache", "concept", "own"),
        Hit("card", "cache-c02", "cache", "concept", "not own"),
    ]
    shown = visible(hits, {"cache-q01", "cache-c02"}, {"cache-c01", "cache-q02"})
    assert [hit.title for hit in shown] == ["answered", "lesson", "own"]

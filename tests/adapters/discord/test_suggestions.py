"""What is suggested while an option is being typed: few that fit, within limits, from a library of any size."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from stage import SQUARE, Stage

from bot.calendar import zone_of
from bot.events import Place
from bot.library import Content, Lesson, Library
from bot.suggestions import CENTRAL_ZONES, Suggestion, Suggests, suggest
from content.search import LibrarySearch

CHOICES, CHOICE = 25, 100
LARGE = 150


def as_large(library: Library, lessons: int) -> Library:
    """A library of so many lessons: copies under new ids."""
    originals = list(library.lessons.values())

    def copy(number: int, lesson: Lesson) -> Lesson:
        return replace(
            lesson, id=f"{lesson.id[:20]}-{number}", title=f"{lesson.title} {number}", cards=(), questions=()
        )

    copies = [copy(number, originals[number % len(originals)]) for number in range(lessons - len(originals))]
    return Library.of([*library.areas.values()], [*library.skills.values()], [*originals, *copies])


@pytest.fixture(scope="module")
def large(content: Content) -> Content:
    """A library of 150 lessons with its search."""
    library = as_large(content.library, LARGE)
    assert len(library.lessons) == LARGE
    return replace(content, library=library, search=LibrarySearch(library))


@pytest.fixture(scope="module")
def play(content: Content, empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A town whose challenge was asked on three days."""
    path = tmp_path_factory.mktemp("suggestions") / "quorum.db"
    shutil.copy(empty_file, path)
    stage = Stage(f"sqlite:///{path}", content)
    stage.set_up("09:00", post_now=True)
    for _ in range(2):
        stage.pass_time(hours=24)
    yield stage
    stage.close()


def shown(
    play: Stage, what: Suggests, typed: str, content: Content | None = None, at: Place = SQUARE
) -> list[Suggestion]:
    """The suggestions, which fit a menu of Discord and are never offered twice."""
    found = play.look(lambda work: suggest(what, typed, at, play.now, work, content or play.content))
    assert len(found) <= CHOICES
    assert all(1 <= len(one.label) <= CHOICE and 1 <= len(one.value) <= CHOICE for one in found)
    assert len(set(found)) == len(found)
    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kafka", "kafka"),
        ("kafak", "kafka"),
        ("KAFKA ", "kafka"),
        ("caching strat", "caching-strategy"),
        ("cashing stratgy", "caching-strategy"),
        ("idempotncy", "idempotency"),
        ("cap", "cap-theorem"),
        ("raft", "consensus"),
    ],
)
def test_the_lesson_that_is_meant_comes_first(play: Stage, typed: str, first: str) -> None:
    assert shown(play, Suggests.LESSONS, typed)[0].value == first


@pytest.mark.parametrize("typed", ["", " ", "\t\n"], ids=repr)
def test_before_anything_is_typed_lessons_come_from_the_easiest_on(play: Stage, large: Content, typed: str) -> None:
    found = shown(play, Suggests.LESSONS, typed, large)
    assert len(found) == CHOICES
    levels = [large.library.lessons[one.value].level for one in found]
    assert levels == sorted(levels)


def test_of_150_lessons_those_that_fit_are_shown(play: Stage, large: Content) -> None:
    for typed in ("kafka", "cach", "kafak", "e"):
        found = shown(play, Suggests.LESSONS, typed, large)
        assert found, typed
        assert {one.value for one in found} <= set(large.library.lessons)
    assert all("kafka" in one.label.lower() for one in shown(play, Suggests.LESSONS, "apache kafka", large)[:3])


def test_every_suggested_lesson_is_labelled_with_its_title(play: Stage) -> None:
    for one in shown(play, Suggests.LESSONS, ""):
        assert one.label == play.content.library.lessons[one.value].title


@pytest.mark.parametrize("typed", ["mesaging and streming", "Messagin and streaming", "messaging and"])
def test_a_topic_that_is_spelt_otherwise_is_offered(play: Stage, typed: str) -> None:
    assert "messaging" in {one.value for one in shown(play, Suggests.TOPICS, typed)}


def test_tracks_are_offered_as_topics(play: Stage) -> None:
    for track in play.content.library.tracks.values():
        assert track.id in {one.value for one in shown(play, Suggests.TOPICS, track.title)}


def test_a_mix_is_offered_as_a_topic(play: Stage) -> None:
    for typed in ("", "m", "mixed", "MIX"):
        assert shown(play, Suggests.TOPICS, typed)[0].value == "mixed"
    assert "mixed" not in {one.value for one in shown(play, Suggests.TOPICS, "kafka")}


def test_topics_are_areas_skills_and_lessons_in_this_order(play: Stage) -> None:
    library = play.content.library
    kinds = [
        0 if one.value in library.areas else 1 if one.value in library.skills else 2
        for one in shown(play, Suggests.TOPICS, "scal")
    ]
    assert kinds == sorted(kinds)
    assert {0, 2} <= set(kinds)
    assert len(shown(play, Suggests.TOPICS, "")) == CHOICES


def test_zones_are_found_by_any_part_of_their_name_cities_first(play: Stage) -> None:
    assert [one.value for one in shown(play, Suggests.ZONES, "")] == list(CENTRAL_ZONES)
    assert shown(play, Suggests.ZONES, "berlin")[0].value == "Europe/Berlin"
    assert shown(play, Suggests.ZONES, "los ang")[0].value == "America/Los_Angeles"
    assert shown(play, Suggests.ZONES, "GMT+5")[0].value.endswith("GMT+5")
    for one in shown(play, Suggests.ZONES, "a"):
        assert zone_of(one.value).key == one.value


def test_dates_are_those_of_challenges_newest_first(play: Stage) -> None:
    found = shown(play, Suggests.DATES, "")
    assert [one.value for one in found] == ["2026-11-23", "2026-11-22", "2026-11-21"]
    assert found[1].label == "Sun 22 Nov 2026"
    for typed in ("sun", "22 nov", "2026-11-22", "SUN 22"):
        assert [one.value for one in shown(play, Suggests.DATES, typed)] == ["2026-11-22"], typed


def test_dates_to_come_are_not_given_away(play: Stage) -> None:
    play.in_private("kiri")
    play.command("kiri", "/settings")
    play.press("kiri", "Change zone")
    play.type("kiri", "Pacific/Kiritimati")
    at, play.now = play.now, play.now + timedelta(hours=8)  # there the next study day began at 04:00
    assert "Tue 24 Nov" in play.command("kiri", "/daily").screens[0].context + play.screen("kiri").title
    assert "2026-11-24" not in [one.value for one in shown(play, Suggests.DATES, "")]
    play.now = at


WORDS = ("qqqqqq", "x" * 10_000, "kafka " * 2000, "a AND b OR NEAR(", "*")
SIGNS = ("\x00", "\u202e", "%_'\"\\;--", "🔥", "\ud800")
HOSTILE = (*WORDS, *SIGNS)


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: repr(typed[:12]))
@pytest.mark.parametrize("what", Suggests, ids=lambda what: what.name)
def test_nothing_that_is_typed_breaks_the_suggestions(play: Stage, large: Content, what: Suggests, typed: str) -> None:
    for library in (None, large):
        for at in (SQUARE, Place("stage", "private eve")):
            shown(play, what, typed, library, at)

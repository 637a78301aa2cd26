"""The loader: values as written, every fault with file and line, no file that takes it down or hides another."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StartError
from bot.library import Library, QuestionKind, Theme
from content import document, loader
from content.document import MAX_BYTES, read_document
from content.faults import Faults


def told(shelf: Any) -> list[str]:
    with pytest.raises(StartError) as stop:
        loader.load(shelf.folder)
    return [str(fault) for fault in stop.value.faults]


def test_lesson_is_as_written(shelf: Any) -> None:
    lesson = loader.load(shelf.folder).lessons["cache"]
    assert (lesson.title, lesson.area, lesson.kind, lesson.level) == ("The cache lesson", "scalability", "skill", 2)
    assert [section.anchor for section in lesson.sections][:3] == ["concept", "internals", "trade-offs"]
    assert lesson.aliases == ("cache word", "nearby copy", "spare")
    assert lesson.diagram is not None
    assert lesson.diagram.path == shelf.folder / "library/scalability/cache.svg"


def test_name_of_a_diagram_follows_its_content(shelf: Any) -> None:
    def name() -> str:
        diagram = loader.load(shelf.folder).lessons["cache"].diagram
        assert diagram is not None
        return diagram.name

    before = name()
    assert name() == before
    shelf.plant(shelf.drawing, "Reader", "Writer")
    assert name() != before


def test_questions_are_as_written(shelf: Any) -> None:
    questions = loader.load(shelf.folder).questions
    single, multiple, numeric = questions["cache-q01"], questions["cache-q04"], questions["cache-q06"]
    assert (single.kind, single.theme, single.key, single.anchor) == (
        QuestionKind.SINGLE,
        Theme.SCALE,
        (0,),
        "mistakes",
    )
    assert (multiple.key, multiple.options[1].why) == ((0, 2), "Reason 1.")
    assert (numeric.value, numeric.unit, numeric.tolerance) == (10.0, "million keys", 0.02)
    assert [mistake.value for mistake in numeric.mistakes] == [90.0, 11.1]


def test_options_of_an_ordering_are_all_right(shelf: Any) -> None:
    text = shelf.text(shelf.cache).replace("type: single", "type: ordering", 1).replace("correct: true, ", "", 1)
    shelf.write(shelf.cache, text)
    question = loader.load(shelf.folder).questions["cache-q01"]
    assert question.key == (0, 1, 2, 3)


def test_cloze_has_its_hidden_part_as_back(shelf: Any) -> None:
    card = loader.load(shelf.folder).cards["cache-c05"]
    assert (card.front, card.back) == ("A copy that is too old is [...].", "stale")


def test_retired_items_are_kept(shelf: Any) -> None:
    shelf.plant(shelf.cache, "ref: cache#concept}", "ref: cache#concept, retired: true}")
    assert loader.load(shelf.folder).cards["cache-c01"].retired


def test_tracks_decisions_and_grades_are_as_written(shelf: Any) -> None:
    library = loader.load(shelf.folder)
    track, decision = library.tracks["first-steps"], library.decisions["dec-01"]
    assert [(stop.lesson_id, stop.minutes) for stop in track.stops] == [("cache", 20), ("replica", 10)]
    assert (track.minutes, track.title, track.best_for) == (30, "First steps", "You are new")
    assert (decision.choices[0].cue, decision.choices[0].option) == ("Reads repeat", "a copy")
    assert (decision.default, decision.one_way, decision.lesson_id) == ("None", "no", "cache")
    assert library.skills["sk-caching"].debrief.strong == "When."


def test_a_track_to_a_lesson_that_is_not_there_stops_the_load(shelf: Any) -> None:
    line = shelf.plant(shelf.tracks, "lesson: cache", "lesson: cash")
    assert told(shelf) == [f'tracks.yaml:{line}: There is no lesson "cash". Did you mean "cache"?']


def test_lessons_come_in_the_order_of_the_areas(shelf: Any) -> None:
    assert list(loader.load(shelf.folder).lessons) == ["cache", "quorum", "replica"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('verified: "2026-10"', 'verified: "2020-10"'),
        ("aliases: [cache word, nearby copy, spare]", "aliases: []"),
        ("    A copy near", "    todo: verify. A copy near"),
        ("unit: million keys", "unit: lorries"),
        ("daily: scale", "daily: data"),
        ('text: "Do the thing called k"', 'text: "Do it quickly"'),
        ("    A copy near", "    # Heading\n    A copy near"),
    ],
)
def test_style_does_not_stop_the_load(shelf: Any, old: str, new: str) -> None:
    shelf.plant(shelf.cache, old, new)
    assert shelf.faults() != []
    assert "cache" in loader.load(shelf.folder).lessons


def test_all_faults_of_all_files_stop_the_load_at_once(shelf: Any) -> None:
    first = shelf.plant(shelf.cache, "level: 2", "level: two")
    second = shelf.plant(shelf.cache, "ref: cache#examples", "ref: cache#exampels")
    third = shelf.plant(shelf.replica, "skills: [sk-replication]", "skills: [sk-replicatoin, sk-replication]")
    fourth = shelf.plant(shelf.taxonomy, "theme: scale", "theme: scales")
    themes = "numbers, data, scale, reliability, messaging, case, platform"
    assert told(shelf) == [
        f'{shelf.replica}:{third}: There is no skill "sk-replicatoin". Did you mean "sk-replication"?',
        f'{shelf.cache}:{first}: "level" is "two"; it must be a whole number.',
        f'{shelf.cache}:{second}: The ref points at "exampels", which is no section of this lesson. '
        'Did you mean "examples"?',
        f'{shelf.taxonomy}:{fourth}: "theme" is "scales"; it must be one of {themes}. Did you mean "scale"?',
    ]


def test_one_wrong_value_does_not_hide_others_beside_it(shelf: Any) -> None:
    start = shelf.line(shelf.cache, "  - id: cache-q01")
    shelf.plant(shelf.cache, "    difficulty: 3", "    difficulty: hard")
    shelf.plant(shelf.cache, "    ref: cache#mistakes", "    ref: cache#mistake")
    shelf.plant(shelf.cache, "correct: true, ", "corect: true, ")
    assert [fault.rsplit(":", 1)[0].removeprefix(f"{shelf.cache}:").split(":")[0] for fault in told(shelf)] == [
        str(start + 2),
        str(start + 6),
        str(start + 7),
        str(start + 13),
    ]


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 1, "The file is empty."),
        (b"# only words\n\n", 1, "The file is empty."),
        (b"---\n", 1, "The file is empty."),
        (b"- a\n- b\n", 1, "The file holds a list where keys with values belong."),
        (b"\n\njust words\n", 3, "The file holds a single value where keys with values belong."),
        (b"id: x\ntitle: caf\xe9\n", 2, "The file is not UTF-8 (byte 0xe9); save it as UTF-8."),
        (b"id: x\ntitle: a\x07b\n", 2, "Control character U+0007; remove it."),
        (b"id: x\ntitle: y\ntitle: z\n", 3, '"title" stands here a second time, first in line 2; remove one.'),
        (b"id: x\ntitle: one: two\n", 2, "put a text with a colon and a space in quotes."),
        (b"id: x\n\ttitle: y\n", 2, "indent with spaces"),
        (b"id: x\nskills: [a, b\nlevel: 1\n", 3, "Not valid YAML"),
        (b'id: x\ntitle: "open\nlevel: 1\n', 3, "a quote is not closed"),
        (b"id: x\n---\nid: y\n", 2, "a second document; a file holds one."),
        (b"id: &a x\ntitle: *a\n", 1, "Anchor &a is not allowed; remove it."),
        (b"id: &a x\ntitle: *a\n", 2, "Alias *a is not allowed; write the value out."),
        (
            b"id: x\ntitle: !!python/object:os.system y\n",
            2,
            "Tag tag:yaml.org,2002:python/object:os.system is not allowed",
        ),
        (b"id: x\n? [a, b]\n: c\n", 2, "a key must be one word"),
        (b"id: x\nskills: [[[[[[[[[[a]]]]]]]]]]\n", 2, "nested deeper than 8 levels"),
        (b"id: x\nskills: " + b"[" * 50_000, 2, "nested deeper than 8 levels"),
        (b"id: x\n" + b"- " * 50_000, 2, "Not valid YAML"),
        (b"x" * (MAX_BYTES + 1), 1, "more than 256 KiB"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_unusable_file_is_told_with_its_line(shelf: Any, content: bytes, line: int, says: str) -> None:
    file = "library/reliability/odd.yaml"
    shelf.write(file, content)
    other = shelf.plant(shelf.cache, "level: 2", "level: 7")
    faults = told(shelf)
    assert any(fault.startswith(f"{file}:{line}: ") and says in fault for fault in faults), faults
    assert f"{shelf.cache}:{other}: level is 7; it must be 1, 2 or 3." in faults


def test_ten_levels_of_aliases_do_not_grow(shelf: Any) -> None:
    rows = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]
    shelf.write("library/reliability/bomb.yaml", "\n".join(rows))
    assert any("Alias *a8 is not allowed" in fault for fault in told(shelf))


def test_lesson_of_a_broken_file_is_still_a_known_prerequisite(shelf: Any) -> None:
    shelf.plant(shelf.cache, "prerequisites: []", "prerequisites: [quorum]")
    shelf.write(shelf.quorum, "id: [quorum\n")
    assert [fault.split(":")[0] for fault in told(shelf)] == [shelf.quorum]


def test_file_that_cannot_be_opened_is_told(shelf: Any) -> None:
    os.makedirs(shelf.folder / "library/reliability/odd.yaml")
    os.symlink(shelf.folder / "nowhere", shelf.folder / "library/reliability/lost.yaml")
    os.unlink(shelf.folder / shelf.drawing)
    os.makedirs(shelf.folder / shelf.drawing)
    assert told(shelf) == [
        "library/reliability/lost.yaml:1: The file cannot be read: No such file or directory.",
        "library/reliability/odd.yaml:1: The file cannot be read: Is a directory.",
        "library/scalability/cache.svg:1: The file cannot be read: Is a directory.",
    ]


@pytest.mark.parametrize("content", ["", "areas: []\n", "areas: {}\nskills: x\n", "- a\n", "areas: [\n"])
def test_broken_taxonomy_is_told_and_stops_the_load(shelf: Any, content: str) -> None:
    shelf.write(shelf.taxonomy, content)
    assert any(fault.startswith("taxonomy.yaml:1: ") for fault in told(shelf))


def test_line_ends_and_byte_order_mark_of_windows_are_read(shelf: Any) -> None:
    shelf.write(shelf.cache, b"\xef\xbb\xbf" + shelf.text(shelf.cache).replace("\n", "\r\n").encode())
    assert loader.load(shelf.folder).lessons["cache"].title == "The cache lesson"
    assert shelf.faults() == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), ("-3", -3), ("1.5", 1.5), ("1e3", 1000.0), ("true", True), ("False", False), ("null", None),
        ("", None), ("yes", "yes"), ("No", "No"), ("on", "on"), ("2026-11-21", "2026-11-21"), ("12:30", "12:30"),
        ("0x1F", "0x1F"), ("1_000", "1_000"), ("9" * 400, float("inf")), (".", "."), ("1.2.3", "1.2.3"),
    ],
)  # fmt: skip
def test_unquoted_words_stay_words(text: str, value: object) -> None:
    found = document.plain_value(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("style", ["'{}'", '"{}"'])
def test_quoted_words_are_text(shelf: Any, style: str) -> None:
    shelf.write("one.yaml", "id: " + style.format("7") + "\n")
    read = read_document(shelf.folder / "one.yaml", "one.yaml", Faults())
    assert read is not None
    assert read.value == {"id": "7"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.integers(0, 160), st.sampled_from("drsx"), st.text(max_size=8)), max_size=6))
def test_any_edit_gives_a_library_or_a_list_of_faults(shelf: Any, edits: list[tuple[int, str, str]]) -> None:
    original = shelf.text(shelf.cache)
    rows = original.split("\n")
    for number, how, text in edits:
        place = number % len(rows)
        if how == "d":
            rows[place] = ""
        elif how == "r":
            rows[place] = text
        elif how == "s":
            rows[place], rows[place - 1] = rows[place - 1], rows[place]
        else:
            rows[place] = rows[place].split(":")[0] + ": " + text
    shelf.write(shelf.cache, "\n".join(rows).encode("utf-8", "surrogatepass"))
    faults = shelf.faults()
    assert all(1 <= fault.line <= len(rows) + 1 for fault in faults if fault.file == shelf.cache)
    try:
        assert isinstance(loader.load(shelf.folder), Library)
    except StartError as stop:
        stopping = {str(fault) for fault in stop.faults}
        assert stopping <= {str(fault) for fault in faults}
    finally:
        shelf.write(shelf.cache, original)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("abc: #'\"-[]{}", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "ref", "text", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(
        st.sampled_from(["id", "level", "sections", "cards", "questions", "diagram", "skills"]), VALUES
    )
)
def test_values_of_any_shape_give_faults(shelf: Any, values: dict[str, Any]) -> None:
    shelf.write("library/reliability/odd.yaml", json.dumps(values))
    assert any(fault.startswith("library/reliability/odd.yaml:1: ") for fault in told(shelf))
    assert len(shelf.faults()) >= 1

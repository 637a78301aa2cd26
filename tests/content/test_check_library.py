"""The checker over several files: all faults in one run, what holds between lessons, figures and command line."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from content import check


def test_twenty_faults_in_five_files_are_told_in_one_run(shelf: Any) -> None:
    cache, replica, quorum = shelf.cache, shelf.replica, shelf.quorum
    plan = [
        (cache, "level: 2", "level: 9", "level is 9"),
        (cache, "minutes: 25", "minuts: 25", "no field"),
        (cache, "skills: [sk-caching]", "skills: [sk-cashing, sk-caching]", "no skill"),
        (cache, "prerequisites: []", "prerequisites: [nowhere]", "no lesson"),
        (cache, 'verified: "2026-10"', 'verified: "2025-09"', "14 months ago"),
        (cache, "ref: cache#examples", "ref: cache#exampels", "points at"),
        (cache, "{{c1::stale}}", "stale", "exactly one"),
        (replica, "area: reliability", "area: security", "no area"),
        (replica, "id: replica-c02", "id: replica-c01", "used already"),
        (replica, '"It saves the trip."', f'"{"w" * 201}"', "at most 200"),
        (replica, "correct: true, ", "", "0 options right"),
        (replica, "answer: 10\n", "answer: 12\n", "formula gives 10"),
        (replica, "tolerance: 0.02", "tolerance: lots", "must be a number"),
        (quorum, "daily: reliability", "daily: data", "may be reliability"),
        (quorum, "    A copy near", "    <b>A</b> copy near", "HTML"),
        (quorum, "type: flaw", "type: flow", 'Did you mean "flaw"?'),
        (quorum, 'text: "Do the thing called k"', 'text: "None of the above"', "about the others"),
        (quorum, "unit: million keys", "unit: lorries", "name the unit"),
        (quorum, 'as_of: "2026-11"', 'as_of: "2026-13"', "not a month"),
        (shelf.drawing, 'font-size="48"', 'font-size="20"', "at least 44"),
    ]
    expected = [(file, shelf.plant(file, old, new), says) for file, old, new, says in plan]
    expected = [
        (file, shelf.line(file, "    options:") if says == "0 options right" else line, says)
        for file, line, says in expected
    ]
    broken = "library/reliability/broken.yaml"
    shelf.write(broken, "id: broken\ntitle: [one\nkind: skill\n")
    expected.append((broken, 3, "Not valid YAML"))

    faults = shelf.faults()

    missing = [
        place
        for place in expected
        if not any((fault.file, fault.line) == place[:2] and place[2] in fault.text for fault in faults)
    ]
    assert missing == [], [str(fault) for fault in faults]
    assert [(fault.file, fault.line) for fault in faults] == sorted((fault.file, fault.line) for fault in faults)
    consequences = {'"minutes" is missing.', 'No card or question refers to "examples".'}
    assert {
        fault.text for fault in faults if (fault.file, fault.line) not in {place[:2] for place in expected}
    } <= consequences


def test_circle_of_prerequisites_is_told_once(shelf: Any) -> None:
    shelf.plant(shelf.cache, "prerequisites: []", "prerequisites: [quorum]")
    shelf.plant(shelf.quorum, "prerequisites: []", "prerequisites: [replica]")
    shelf.plant(shelf.replica, "prerequisites: []", "prerequisites: [cache]")
    line = shelf.line(shelf.cache, "prerequisites")
    text = "The prerequisites go in a circle: cache needs quorum needs replica needs cache."
    assert [str(fault) for fault in shelf.faults()] == [f"{shelf.cache}:{line}: {text}"]


def test_lesson_that_is_there_twice_is_told_once(shelf: Any) -> None:
    shelf.write("library/reliability/cache.yaml", shelf.text(shelf.cache))
    shelf.write("library/reliability/cache.svg", shelf.text(shelf.drawing))
    told = [fault.text for fault in shelf.faults() if fault.file == shelf.cache]
    assert told == ['The id "cache" is used already in library/reliability/cache.yaml, line 1.']


def test_drawing_and_diagram_belong_together(shelf: Any) -> None:
    (shelf.folder / "library/reliability/quorum.svg").unlink()
    shelf.plant(shelf.cache, "diagram:\n  alt: A reader asks the copy first", "# A reader asks the copy first")
    shelf.write("library/reliability/other.svg", shelf.text(shelf.drawing))
    assert [(fault.file, fault.line) for fault in shelf.faults()] == [
        ("library/reliability/other.svg", 1),
        (shelf.quorum, shelf.line(shelf.quorum, "diagram:")),
        (shelf.drawing, 1),
    ]


@pytest.mark.parametrize("file", ["library/cache.yaml", "library/reliability/deep/x.yaml", "library/reliability/x.yml"])
def test_file_in_a_wrong_place_is_told(shelf: Any, file: str) -> None:
    shelf.write(file, "id: x\n")
    told = [fault.file for fault in shelf.faults() if "belong here" in fault.text]
    assert told
    assert all(file.startswith(place) for place in told)


def test_hidden_files_are_left_alone(shelf: Any) -> None:
    shelf.write("library/.DS_Store", b"\x00\xff")
    shelf.write("library/reliability/.quorum.yaml.swp", b"\x00\xff")
    assert shelf.faults() == []


def test_right_option_may_be_longest_in_a_third_of_the_questions(shelf: Any) -> None:
    def lengthen(slot: int, letter: str) -> None:
        old = f'text: "Do the thing called {letter}", correct: true, why: "Reason {slot}."'
        shelf.plant(shelf.cache, old, old.replace("thing", "thing that is"))

    lengthen(0, "k")
    assert shelf.faults() == []
    lengthen(1, "l")
    told = [str(fault) for fault in shelf.faults()]
    line = shelf.line(shelf.cache, "questions:")
    text = "The right option is the longest in 2 of 5 questions; at most 35 percent."
    assert told == [f"{shelf.cache}:{line}: {text}"]


def test_lengths_of_very_short_options_do_not_matter(shelf: Any) -> None:
    for letter, text in zip("klmn", ["5 ms", "50 ms", "500 ms", "5,000,000 ms"], strict=True):
        shelf.plant(shelf.cache, f'"Do the thing called {letter}"', f'"{text}"')
    assert shelf.faults() == []


def test_framework_needs_no_number(shelf: Any) -> None:
    shelf.plant(shelf.cache, "kind: skill", "kind: framework")
    shelf.plant(shelf.cache, shelf.text(shelf.cache)[shelf.text(shelf.cache).index("  - id: cache-q06") :], QUESTION)
    assert shelf.faults() == []


QUESTION = """\
  - id: cache-q06
    type: flaw
    difficulty: 2
    skill: sk-caching
    stem: "Which step is wrong?"
    scenario: "1 Write to the copy. 2 Reply. 3 Write to the store."
    options:
      - {text: "Step one writes", why: "Fine."}
      - {text: "Step two replies", correct: true, why: "It replies too early."}
      - {text: "Step three writes", why: "Fine."}
      - {text: "The last one writes", why: "It is the third."}
    explanation: "A crash after the reply loses the write."
    explanation_short: "A crash after the reply loses the write."
    ref: cache#internals
    sources: ["Arithmetic"]
"""


def test_ordering_has_no_correct_but_options_of_like_length(shelf: Any) -> None:
    text = shelf.text(shelf.cache)
    ordering = QUESTION.replace("type: flaw", "type: ordering").replace("Step one writes", "Step one")
    shelf.write(shelf.cache, text[: text.index("  - id: cache-q06")] + ordering)
    first = shelf.line(shelf.cache, ordering[:20])
    assert [(fault.line - first, fault.text) for fault in shelf.faults()] == [
        (6, "Longest to shortest option is 19 to 8 characters (2.38); at most 1.6."),
        (8, "An ordering stands in the right order; remove correct."),
    ]


def test_multiple_needs_right_and_wrong_options(shelf: Any) -> None:
    text = shelf.text(shelf.cache)
    place = text.index("type: multiple")
    for change, says in [("correct: false, ", "0 options right"), ("correct: true, ", "All options are right")]:
        options = text[place:].replace("correct: true, ", "").replace('", why: "Reason', f'", {change}why: "Reason')
        shelf.write(shelf.cache, text[:place] + options)
        assert any(says in fault.text for fault in shelf.faults())


def test_a_stop_before_what_it_builds_on_is_told(shelf: Any) -> None:
    shelf.plant(shelf.cache, "prerequisites: []", "prerequisites: [replica]")
    line = shelf.line(shelf.tracks, "lesson: cache")
    assert [(fault.file, fault.line, fault.text) for fault in shelf.faults()] == [
        (shelf.tracks, line, '"cache" comes before "replica", which it builds on.')
    ]


def test_a_library_may_go_without_tracks_and_decisions(shelf: Any) -> None:
    for file in (shelf.tracks, shelf.decisions):
        (shelf.folder / file).unlink()
    assert shelf.faults() == []


def test_a_number_or_cloze_card_is_needed(shelf: Any) -> None:
    shelf.plant(shelf.cache, "kind: cloze", "kind: basic")
    shelf.plant(shelf.cache, '{{c1::stale}}."', 'what?", back: "Stale."')
    assert shelf.faults() == []
    shelf.plant(shelf.cache, "kind: number", "kind: basic")
    assert [fault.text for fault in shelf.faults()] == ["No card is of kind number or cloze; one is needed."]


def test_retired_items_count_for_nothing_but_their_numbers(shelf: Any) -> None:
    for number in range(7, 15):
        card = (
            f'  - {{id: cache-c{number:02}, kind: basic, front: "Q", back: "Yes", ref: cache#concept, retired: true}}\n'
        )
        shelf.plant(shelf.cache, "questions:\n", f"{card}questions:\n")
    assert shelf.faults() == []


def test_retired_question_does_not_make_up_the_mix(shelf: Any) -> None:
    shelf.plant(shelf.cache, "type: flaw", "type: flaw\n    retired: true")
    line = shelf.line(shelf.cache, "questions:")
    assert {(fault.line, fault.text) for fault in shelf.faults()} == {
        (line, "5 questions; 6 to 10 are wanted."),
        (line, "No question is of type flaw; one is needed."),
    }


def test_even_places_of_right_options_are_no_fault(shelf: Any) -> None:
    text = shelf.text(shelf.quorum)
    for number in range(8):
        name = f"quorum{number}"
        shelf.write(f"library/reliability/{name}.yaml", text.replace("quorum", name))
        shelf.write(f"library/reliability/{name}.svg", shelf.text(shelf.drawing))
    assert [fault for fault in shelf.faults() if "Right options stand at" in fault.text] == []


def test_uneven_places_are_told_for_the_area_and_for_the_library(shelf: Any) -> None:
    text = (
        shelf.text(shelf.quorum)
        .replace("correct: true, ", "")
        .replace('called k", why', 'called k", correct: true, why')
    )
    for number in range(5):
        name = f"quorum{number}"
        shelf.write(f"library/reliability/{name}.yaml", text.replace("quorum", name))
    told = [fault for fault in shelf.faults() if "Right options stand at" in fault.text]
    assert [(fault.file, fault.line) for fault in told] == [("library", 1), ("library/reliability", 1)]


def test_questions_in_fixed_order_do_not_count_for_the_balance(shelf: Any) -> None:
    text = (
        shelf.text(shelf.quorum)
        .replace("correct: true, ", "")
        .replace('called k", why', 'called k", correct: true, why')
    )
    text = text.replace("    options:", "    fixed_order: true\n    options:")
    for number in range(5):
        name = f"quorum{number}"
        shelf.write(f"library/reliability/{name}.yaml", text.replace("quorum", name))
    assert not [fault for fault in shelf.faults() if "Right options stand at" in fault.text]


def test_run_prints_faults_figures_and_a_summary(shelf: Any, today: date) -> None:
    line = shelf.plant(shelf.cache, "level: 2", "level: 9")
    out = io.StringIO()
    assert check.run(shelf.folder, today, out) == 1
    lines = out.getvalue().splitlines()
    assert lines[0] == f"{shelf.cache}:{line}: level is 9; it must be 1, 2 or 3."
    assert lines[1].startswith("reliability: right at 1: ")
    assert re.search(r"; right is longest in \d of \d+; longest to shortest option at most 1\.\d\d\.$", lines[1])
    assert lines[-1] == "1 fault."


def test_run_of_a_good_library_ends_with_its_size(shelf: Any, today: date) -> None:
    out = io.StringIO()
    assert check.run(shelf.folder, today, out) == 0
    assert out.getvalue().splitlines()[-1] == "3 lessons, 18 cards, 18 questions: no faults."


def test_folder_that_is_not_there_is_a_fault(tmp_path: Path, today: date) -> None:
    out = io.StringIO()
    assert check.run(tmp_path / "nowhere", today, out) == 1
    assert "taxonomy.yaml:1: The file cannot be read: No such file or directory." in out.getvalue()
    assert 'library:1: There is no folder "library"' in out.getvalue()


def test_command_line_takes_one_folder(shelf: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["--help"]) == 2
    assert check.main(["one", "two"]) == 2
    check.main([str(shelf.folder)])
    assert "lesson" in capsys.readouterr().out

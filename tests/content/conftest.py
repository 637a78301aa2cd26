"""A small library without faults, written anew for each test, in which faults are planted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.errors import ContentError
from content import check

TODAY = date(2026, 11, 21)

TAXONOMY = """\
areas:
  - {id: scalability, title: Scalability, theme: scale}
  - {id: reliability, title: Reliability, theme: reliability}
  - {id: interview, title: Interview craft}
skills:
  - {id: sk-caching, title: Caching, area: scalability, debrief: {weak: Adds one., solid: What., strong: When.}}
  - {id: sk-replication, title: Replication, area: reliability, debrief: {weak: Copies, solid: Waits, strong: Fences}}
"""

TRACKS = """\
tracks:
  - id: first-steps
    title: First steps
    best_for: You are new
    goal: Learn what a copy is for.
    stops:
      - {lesson: cache, minutes: 20}
      - {lesson: replica, minutes: 10}
"""

DECISIONS = """\
decisions:
  - id: dec-01
    question: Copy or not?
    lesson: cache
    options:
      - {cue: Reads repeat, option: a copy}
      - {cue: Reads never repeat, option: none}
    default: None
    one_way: "no"
"""

PROSE = "A copy near its reader saves a trip to the slow store and costs a rule for when it is too old to be used.\n"

SECTIONS = "".join(
    f"  {anchor}: |\n" + f"    {PROSE}" * 4
    for anchor in ("concept", "internals", "trade-offs", "examples", "use-or-not", "numbers", "mistakes", "summary")
)

VARIANTS = f"variants:\n  simpler: |\n    {PROSE}  example: |\n    {PROSE}"

FRONT = """\
id: NAME
title: The NAME lesson
short_title: NAME
summary: You can say when a NAME pays.
area: AREA
kind: skill
level: 2
prerequisites: []
minutes: 25
skills: [SKILL]
aliases: [NAME word, nearby copy, spare]
sources: ["Nishtala et al. 2013, Scaling Memcache at Facebook (NSDI)"]
as_of: "2026-11"
verified: "2026-10"
diagram:
  alt: A reader asks the copy first; the copy answers or asks the store, keeps what it got and answers then.
sections:
"""

CARDS = """\
cards:
  - {id: NAME-c01, kind: basic, front: "Why keep a copy?", back: "It saves the trip.", ref: NAME#concept}
  - {id: NAME-c02, kind: basic, front: "Who asks the store?", back: "The copy, on a miss.", ref: NAME#internals}
  - {id: NAME-c03, kind: basic, front: "What does a copy cost?", back: "A rule for age.", ref: NAME#trade-offs}
  - {id: NAME-c04, kind: basic, front: "Who uses copies?", back: "Nearly every site.", ref: NAME#examples}
  - {id: NAME-c05, kind: cloze, front: "A copy that is too old is {{c1::stale}}.", ref: NAME#use-or-not}
  - {id: NAME-c06, kind: number, front: "Memory read, order?", back: "100 ns", ref: NAME#numbers, as_of: "2026-11"}
"""

QUESTION = """\
  - id: NAME-qNUMBER
    type: TYPE
    difficulty: 3
    skill: SKILL
    daily: THEME
    stem: "Reads grow tenfold and writes stay rare (case NUMBER). What do you add first?"
    options:
OPTIONS
    explanation: "Reads that repeat are answered by a copy; the store keeps its writes."
    explanation_short: "A copy answers the reads that repeat."
    ref: NAME#mistakes
    sources: ["Arithmetic"]
"""

NUMERIC = """\
  - id: NAME-q06
    type: numeric
    difficulty: 2
    skill: SKILL
    daily: numbers
    stem: "100 million keys lie on 9 nodes, one joins. How many million keys move?"
    answer: 10
    unit: million keys
    tolerance: 0.02
    formula: "keys / (n + 1)"
    inputs: {keys: 100, n: 9}
    mistakes: [{answer: 90, why: "Modulo hashing."}, {answer: 11.1, why: "Divides by the old count."}]
    explanation: "The new node takes an equal share."
    explanation_short: "An equal share: 100 / 10."
    ref: NAME#mistakes
    sources: ["Arithmetic"]
"""

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="800" viewBox="0 0 1080 800">
  <rect width="1080" height="800" fill="#1E2430"/>
  <g font-family="DejaVu Sans" font-size="48" fill="#FFFFFF">
    <text x="60" y="120">Reader</text>
  </g>
</svg>
"""


def _question(number: int, kind: str, theme: str, right: set[int]) -> str:
    marks = ["correct: true, " if slot in right else "" for slot in range(4)]
    options = "\n".join(
        f'      - {{text: "Do the thing called {letter}", {mark}why: "Reason {slot}."}}'
        for slot, (letter, mark) in enumerate(zip("klmn", marks, strict=True))
    )
    text = QUESTION.replace("NUMBER", f"{number:02}").replace("TYPE", kind).replace("OPTIONS", options)
    if kind == "multiple":
        text = text.replace("What do you add first?", "Which two do you add?")
    if kind == "flaw":
        text = text.replace("    options:", '    scenario: "Every read goes to the store."\n    options:')
    return text.replace("THEME", theme)


def lesson_text(name: str, area: str, skill: str, theme: str, turn: int) -> str:
    """A lesson that follows every rule; `turn` shifts the places of the right options."""
    rights = [{(place + turn) % 4} for place in range(3)]
    questions = [_question(place + 1, "single", theme, right) for place, right in enumerate(rights)]
    questions.append(_question(4, "multiple", theme, {0, 2}))
    questions.append(_question(5, "flaw", "case", {(3 + turn) % 4}))
    text = FRONT + SECTIONS + VARIANTS + CARDS + "questions:\n" + "".join(questions) + NUMERIC
    return text.replace("NAME", name).replace("AREA", area).replace("SKILL", skill)


@dataclass
class Shelf:
    """A content folder on disk."""

    folder: Path
    cache: str = "library/scalability/cache.yaml"
    replica: str = "library/reliability/replica.yaml"
    quorum: str = "library/reliability/quorum.yaml"
    drawing: str = "library/scalability/cache.svg"
    taxonomy: str = "taxonomy.yaml"
    tracks: str = "tracks.yaml"
    decisions: str = "decisions.yaml"

    def text(self, file: str) -> str:
        return (self.folder / file).read_text("utf-8")

    def write(self, file: str, content: str | bytes) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def line(self, file: str, part: str) -> int:
        """Line of the first occurrence of a text."""
        text = self.text(file)
        assert part in text, f"{part!r} is not in {file}"
        return text.count("\n", 0, text.index(part)) + 1

    def plant(self, file: str, old: str, new: str) -> int:
        """Replaces the first occurrence; returns the line where the new text begins."""
        line = self.line(file, old)
        self.write(file, self.text(file).replace(old, new, 1))
        return line

    def faults(self) -> list[ContentError]:
        """What the checker says."""
        return check.check(self.folder, TODAY)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Three lessons without faults."""
    made = Shelf(tmp_path)
    made.write(made.taxonomy, TAXONOMY)
    made.write(made.tracks, TRACKS)
    made.write(made.decisions, DECISIONS)
    made.write(made.cache, lesson_text("cache", "scalability", "sk-caching", "scale", 0))
    made.write(made.replica, lesson_text("replica", "reliability", "sk-replication", "reliability", 1))
    made.write(made.quorum, lesson_text("quorum", "reliability", "sk-replication", "reliability", 2))
    for name in (made.cache, made.replica, made.quorum):
        made.write(name.replace(".yaml", ".svg"), DRAWING)
    return made


@pytest.fixture
def today() -> date:
    return TODAY

"""Every number of the library that can be recomputed: answers by their formulas, sums written out in its texts.

`python tests/content/test_numbers.py` lists them all, each with what came out.
"""

from __future__ import annotations

import ast
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.library import Library
from content import formula
from content.faults import Faults
from content.loader import SHIPPED, load
from content.schema import QuestionEntry
from content.shelves import read_shelves

EXACT = 0.005
"""An answer may be rounded by so much of its value, whatever its tolerance."""

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_FACTOR = r"(?:\s?(K|M|G|million|billion|percent)(?![A-Za-z]))?"
_SUM = re.compile(rf"([^=;:\n]+?) = (?:about |nearly )?({_NUMBER}){_FACTOR}(?!\s?[x/+^-]\s?\d)(?![.,]?\d)")
_TOKEN = re.compile(rf"\s*(?:({_NUMBER}){_FACTOR}|(\*\*|[\^x/+()-])|([A-Za-z]+))")
_FACTORS = {"K": 1e3, "M": 1e6, "G": 1e9, "million": 1e6, "billion": 1e9, "percent": 0.01}
_SIGNS = {"x": "*", "^": "**", "times": "*"}
_BINARY = {"KiB": 2.0**10, "MiB": 2.0**20, "GiB": 2.0**30}
_UNITS = re.compile(r"([KMGT]?B|bytes|[mun]?s|h|min|days?|hours|minutes|copies|requests|reads|writes|users)$")


class Numeric(NamedTuple):
    """A numeric question and the value that its formula has now."""

    question: QuestionEntry
    value: float


class Sum(NamedTuple):
    """A sum that stands in a text: what is added up, what came out and what the text says."""

    where: str
    expression: str
    value: float
    said: str

    @property
    def adds_up(self) -> bool:
        """Whether the digits agree: units may change by powers of ten, what is shown may be rounded."""
        digits = self.said.replace(",", "").replace(".", "").strip("0") or "1"
        said = float(self.said.replace(",", ""))
        ratio = self.value / said
        off = abs(ratio / 10 ** round(math.log10(ratio)) - 1) if ratio > 0 else 1
        return off <= max(0.006, 0.5 / int(digits))


def numerics() -> Iterator[Numeric]:
    """All numeric questions, also those that were withdrawn."""
    for sheet in read_shelves(SHIPPED, Faults()).lessons:
        for question in sheet.entry.questions:
            if question.type == "numeric":
                yield Numeric(question, formula.computed(question.formula, question.inputs))


def texts(library: Library) -> Iterator[tuple[str, str]]:
    """Every text that may hold a sum, with its place."""
    for lesson in library.lessons.values():
        yield from ((f"{lesson.id}#{section.anchor}", section.text) for section in lesson.sections)
        yield from ((f"{lesson.id} {variant.slug}", variant.text) for variant in lesson.variants)
        yield from ((card.id, f"{card.front}\n{card.back}") for card in lesson.cards)
        for question in lesson.questions:
            reasons = [one.why for one in (*question.options, *question.mistakes)]
            yield question.id, "\n".join((question.explanation, question.explanation_short, *reasons))


def sums(library: Library) -> Iterator[Sum]:
    """The sums that are written out in full; a sum with a word in it that is no unit is left out."""
    for where, text in texts(library):
        for line in re.sub(r"(?m)[*`]|^- |^\d\. ", "", text).split("\n"):
            for match in _SUM.finditer(line):
                found = _expression(match[1])
                value = _value(found) if found else None
                if found and value is not None:
                    yield Sum(where, found, value, match[2])


def _expression(left: str) -> str | None:
    """The longest sum at the end of a text, with signs of Python; None where it goes on further back than it reads."""
    for start in sorted({0, *(match.end() for match in re.finditer(r"(?<=[\s(])(?=[\d(])|\s(?=[\d(])", left))}):
        read = _read(left[start:])
        if read and re.search(r"\d \S+ \S*\d", read):
            before = left[:start].rstrip(" (")
            return None if before and (before[-1] in "x/+-^" or before.endswith("times")) else read
    return None


def _read(text: str) -> str | None:
    parts: list[str] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        at = match.end()
        if match[1]:
            parts.append(repr(float(match[1].replace(",", "")) * _FACTORS.get(match[2], 1)))
        elif match[3] or match[4] in _SIGNS:
            parts.append(_SIGNS.get(match[3] or match[4], match[3]))
        elif match[4] in _BINARY:
            parts += ["*", repr(_BINARY[match[4]])]
        elif not _UNITS.match(match[4]):
            return None
    return " ".join(parts)


def _value(expression: str) -> float | None:
    try:
        ast.parse(expression, mode="eval")
        return formula.computed(expression, {})
    except (SyntaxError, formula.FormulaError):
        return None


NUMERICS = list(numerics())


@pytest.mark.parametrize("found", NUMERICS, ids=lambda found: found.question.id)
def test_the_answer_is_what_its_formula_gives(found: Numeric) -> None:
    assert found.question.answer == pytest.approx(found.value, rel=EXACT)


def test_every_sum_in_the_texts_adds_up() -> None:
    found = list(sums(load()))
    assert len(found) > 300
    assert [one for one in found if not one.adds_up] == []


def test_a_sum_that_does_not_add_up_is_found() -> None:
    assert Sum("", "3.0 * 4.0", 12.0, "12").adds_up
    assert Sum("", "2000000.0 * 300.0", 6e8, "600").adds_up
    assert Sum("", "86400.0 / 7.0", 12342.86, "12,300").adds_up
    assert not Sum("", "3.0 * 4.0", 12.0, "13").adds_up
    assert not Sum("", "86400.0 / 7.0", 12342.86, "12,100").adds_up


if __name__ == "__main__":
    for numeric in NUMERICS:
        asked = numeric.question
        print(f"{asked.id}: {asked.formula} with {asked.inputs} = {numeric.value:.6g}; {asked.answer:g} {asked.unit}")
    for one in sums(load()):
        print(f"{one.where}: {one.expression} = {one.value:.6g}; {one.said}{'' if one.adds_up else '  OFF'}")

"""Asking and judging: the order of options, what an answer means, whether it is right, what to say then.

An answer is kept as text that survives every shuffle: the indexes of the chosen options as they stand in the library
(`2`, `0,3`, for an ordering in the order given), or the number of a numeric question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from bot.library import Question, QuestionKind
from bot.screens import LETTERS, lettered

GAVE_UP = ""
"""The answer of somebody who asked to be shown instead."""


@dataclass(frozen=True)
class Asked:
    """A question with the options in the order in which they are shown: slot -> index in the library."""

    question: Question
    order: tuple[int, ...]

    @property
    def shown_options(self) -> tuple[str, ...]:
        """Texts by slot."""
        return tuple(self.question.options[index].text for index in self.order)

    @property
    def right_slots(self) -> tuple[int, ...]:
        """Where the right options stand; for an ordering the slots in the right order."""
        return tuple(self.order.index(index) for index in self.question.key)

    @property
    def body(self) -> str:
        """Scenario, stem and lettered options; the stem alone is left to the title when it is short."""
        parts = (
            self.question.scenario,
            f"**{self.question.stem}**",
            lettered(self.shown_options),
        )
        return "\n\n".join(part for part in parts if part)

    def letters(self, given: str) -> str:
        """An answer in the letters of this showing: `B`, `A, C`, `C > A > B`; a number with its unit."""
        if self.question.kind is QuestionKind.NUMERIC:
            return f"{number(float(given))} {self.question.unit}"
        letters = [LETTERS[self.order.index(index)] for index in chosen(given)]
        return " > ".join(letters) if self.question.kind is QuestionKind.ORDERING else ", ".join(sorted(letters))

    @property
    def key_letters(self) -> str:
        """The right answer in the letters of this showing."""
        if self.question.kind is QuestionKind.NUMERIC:
            return f"{number(self.question.value)} {self.question.unit}"
        return self.letters(",".join(map(str, self.question.key)))


def ask(question: Question, seed: str) -> Asked:
    """The question with its options shuffled by `seed` unless their order is fixed; an ordering never shows its key."""
    order = list(range(len(question.options)))
    if not question.fixed_order or question.kind is QuestionKind.ORDERING:
        random = Random(seed)
        random.shuffle(order)
        while question.kind is QuestionKind.ORDERING and order == sorted(order):
            random.shuffle(order)
    return Asked(question, tuple(order))


def chosen(given: str) -> tuple[int, ...]:
    """The option indexes of an answer."""
    return tuple(int(part) for part in given.split(",")) if given else ()


def is_right(question: Question, given: str) -> bool:
    """Whether an answer is wholly right; giving up is not."""
    if given == GAVE_UP:
        return False
    match question.kind:
        case QuestionKind.NUMERIC:
            return abs(float(given) - question.value) <= abs(question.value) * question.tolerance + 1e-9
        case QuestionKind.ORDERING:
            return chosen(given) == question.key
        case _:
            return set(chosen(given)) == set(question.key)


def read_answer(asked: Asked, text: str) -> str:
    """What was typed as an answer; ValueError with a sentence that says which form is accepted."""
    if asked.question.kind is QuestionKind.NUMERIC:
        return repr(read_number(text, asked.question.unit))
    letters = re.sub(r"[\s,;>.)-]+|\band\b", "", text.strip().lower()).upper()
    slots = [LETTERS.index(letter) for letter in letters if letter in LETTERS[: len(asked.order)]]
    wanted = {
        QuestionKind.ORDERING: len(asked.order),
        QuestionKind.MULTIPLE: len(asked.question.key),
    }.get(asked.question.kind, 1)
    if len(slots) != len(letters) or len(set(slots)) != len(slots) or len(slots) != wanted:
        raise ValueError(answer_form(asked))
    indexes = [asked.order[slot] for slot in slots]
    return ",".join(
        map(
            str,
            indexes if asked.question.kind is QuestionKind.ORDERING else sorted(indexes),
        )
    )


def answer_form(asked: Asked) -> str:
    """The sentence that says how a typed answer has to look."""
    match asked.question.kind:
        case QuestionKind.NUMERIC:
            return f"Type a number in {asked.question.unit}, for example 12, 1.2K or 3e6."
        case QuestionKind.ORDERING:
            return f"Type all {len(asked.order)} letters in the right order, first step first, for example C A B D."
        case QuestionKind.MULTIPLE:
            return f"Type the {len(asked.question.key)} letters that are right, for example A C."
        case _:
            return f"Type one letter from A to {LETTERS[len(asked.order) - 1]}."


_SCALES = {
    "": 1.0,
    "k": 1e3,
    "m": 1e6,
    "g": 1e9,
    "t": 1e12,
    "p": 1e15,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "bn": 1e9,
}
_FAMILIES: tuple[dict[str, float], ...] = (
    {
        prefix + base: scale * factor
        for prefix, scale in (
            *(("", 1.0), ("k", 1e3), ("m", 1e6), ("g", 1e9), ("t", 1e12), ("p", 1e15)),
            *(
                ("ki", 2.0**10),
                ("mi", 2.0**20),
                ("gi", 2.0**30),
                ("ti", 2.0**40),
                ("pi", 2.0**50),
            ),
        )
        for base, factor in (
            ("b", 8.0),
            ("byte", 8.0),
            ("bytes", 8.0),
            ("bit", 1.0),
            ("bits", 1.0),
        )
    },
    {
        "ns": 1e-9,
        "us": 1e-6,
        "ms": 1e-3,
        "s": 1.0,
        "sec": 1.0,
        "second": 1.0,
        "seconds": 1.0,
        "min": 60.0,
        "minute": 60.0,
        "minutes": 60.0,
        "h": 3600.0,
        "hour": 3600.0,
        "hours": 3600.0,
        "day": 86400.0,
        "days": 86400.0,
        "d": 86400.0,
    },
)
_NUMBER = re.compile(
    r"([+-]?(?:\d[\d,_ ]*\d|\d)(?:\.\d+)?|[+-]?\.\d+)((?:e[+-]?\d{1,3})?)\s*(.*)",
    re.IGNORECASE,
)


def read_number(text: str, unit: str) -> float:
    """A typed number in `unit`: with K/M/G/T or million, 1e6, thousands separators, its unit or a related one.

    ValueError with a sentence when it is none.
    """
    form = f"Type a number in {unit}, for example 12, 1.2K or 3e6."
    match = _NUMBER.fullmatch(text.strip().removeprefix("~").strip()) if len(text) <= 100 else None
    if match is None:
        raise ValueError(form)
    value = float(re.sub(r"[,_ ]", "", match[1]) + match[2])
    factor = _factor(match[3].strip().lower(), unit.lower())
    if factor is None or abs(value) > 1e30:
        raise ValueError(form)
    return value * factor


def _factor(given: str, unit: str) -> float | None:
    """What turns a number written with `given` behind it into one of `unit`; None when that is no such thing."""
    if given in ("", unit) or given.rstrip("s") == unit.rstrip("s"):
        return 1.0
    given_head, _, given_per = given.partition("/")
    unit_head, _, unit_per = unit.partition("/")
    for family in _FAMILIES:
        if given_head in family and unit_head in family and given_per == unit_per:
            return family[given_head] / family[unit_head]
    words = given.split()
    scale = _SCALES.get(words[0])
    unit_words = unit.split()
    unit_scale = _SCALES.get(unit_words[0], 1.0) if len(unit_words[0]) > 2 else 1.0
    things = unit_words[1:] if unit_scale != 1.0 else unit_words
    if scale is None or (words[1:] and words[1:] != things):
        return None
    return scale / unit_scale


def number(value: float) -> str:
    """A number as people write it: no needless digits, groups of thousands by a no-break space."""
    text = f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text.replace(",", "\u00a0")


def verdict(asked: Asked, given: str) -> str:
    """The first line after an answer."""
    key = asked.key_letters
    if given == GAVE_UP:
        return f"The answer is {key}"
    if is_right(asked.question, given):
        return f"✅ {key} is right"
    return f"❌ Not {asked.letters(given)}: the answer is {key}"


def explanation(asked: Asked) -> str:
    """Why it is so, then one line for every wrong option (for an ordering, for every step)."""
    question = asked.question
    lines = []
    for slot, index in enumerate(asked.order):
        if not question.options[index].correct or question.kind is QuestionKind.ORDERING:
            lines.append(f"**{LETTERS[slot]}**  {question.options[index].why}")
    lines.extend(f"**{number(slip.value)}**  {slip.why}" for slip in question.mistakes)
    return question.explanation + ("\n\n" + "\n".join(lines) if lines else "")

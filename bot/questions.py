"""Asking and judging: the order of options, what an answer means, whether it is right, what to say then.

An answer is kept as text that survives every shuffle: the indexes of the chosen options as they stand in the library
(`2`, `0,3`, for an ordering in the order given), or the number of a numeric question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from bot.library import Question, QuestionKind
from bot.quantities import number, read_number
from bot.screens import LETTERS, lettered, paragraphs

SHORT_STEM = 110
"""A stem of at most so many characters may stand in bold, as a heading or in the text (CHAT.md)."""
GAVE_UP = ""
"""The answer of somebody who asked to be shown instead."""
PICKED = (QuestionKind.MULTIPLE, QuestionKind.ORDERING)
"""Kinds whose answer is put together of several options."""


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
    def heading(self) -> str:
        """The stem where it is short enough for one, else empty."""
        return self.question.stem if len(self.question.stem) <= SHORT_STEM else ""

    @property
    def body(self) -> str:
        """Scenario, stem and lettered options, to stand under a title that says something else."""
        return paragraphs(self.question.scenario, self._stem, lettered(self.shown_options))

    @property
    def body_under_heading(self) -> str:
        """The body without what stands in the heading."""
        stem = "" if self.heading else self.question.stem
        return paragraphs(self.question.scenario, stem, lettered(self.shown_options))

    @property
    def right_lines(self) -> str:
        """The right options with their letters; of an ordering all, in the right order."""
        is_ordering = self.question.kind is QuestionKind.ORDERING
        slots = self.right_slots if is_ordering else sorted(self.right_slots)
        return "\n".join(f"**{LETTERS[slot]}**  {self.shown_options[slot]}" for slot in slots)

    @property
    def solved_body(self) -> str:
        """The body with the right options in bold; an ordering in the right order."""
        is_ordering = self.question.kind is QuestionKind.ORDERING
        options = self.right_lines if is_ordering else lettered(self.shown_options, self.right_slots)
        return paragraphs(self.question.scenario, self._stem, options)

    @property
    def _stem(self) -> str:
        return f"**{self.heading}**" if self.heading else self.question.stem

    def letters(self, given: str) -> str:
        """An answer in the letters of this showing: `B`, `A, C`, `C > A > B`; a number with its unit."""
        if self.question.kind is QuestionKind.NUMERIC:
            return _measured(float(given), self.question.unit)
        letters = [LETTERS[self.order.index(index)] for index in chosen(given)]
        return " > ".join(letters) if self.question.kind is QuestionKind.ORDERING else ", ".join(sorted(letters))

    @property
    def wanted(self) -> int:
        """How many options an answer names; how many that are is said in the question."""
        return len(self.order) if self.question.kind is QuestionKind.ORDERING else len(self.question.key)

    @property
    def key_letters(self) -> str:
        """The right answer in the letters of this showing."""
        if self.question.kind is QuestionKind.NUMERIC:
            return _measured(self.question.value, self.question.unit)
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
        case QuestionKind.MULTIPLE:
            return set(chosen(given)) == set(question.key)
        case _:
            return set(chosen(given)) <= set(question.key)


def read_answer(asked: Asked, text: str) -> str:
    """What was typed as an answer; ValueError with a sentence that says which form is accepted."""
    if asked.question.kind is QuestionKind.NUMERIC:
        return repr(read_number(text, asked.question.unit))
    letters = re.sub(r"[\s,;>.)-]+|\band\b", "", text.strip().lower()).upper()
    slots = [LETTERS.index(letter) for letter in letters if letter in LETTERS[: len(asked.order)]]
    if len(slots) != len(letters) or len(set(slots)) != len(slots) or len(slots) != asked.wanted:
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
            never_right = " ".join(LETTERS[: len(asked.order)])
            return f"Type all {len(asked.order)} letters in the right order, first step first, like {never_right}."
        case QuestionKind.MULTIPLE:
            return f"Type the {len(asked.question.key)} letters that are right, for example A C."
        case _:
            return f"Type one letter from A to {LETTERS[len(asked.order) - 1]}."


def verdict(asked: Asked, given: str) -> str:
    """The first line after an answer."""
    key = asked.key_letters
    if given == GAVE_UP:
        return f"The answer is {key}"
    if is_right(asked.question, given):
        return f"✅ {key} is right"
    is_number = asked.question.kind is QuestionKind.NUMERIC
    return f"❌ Not {number(float(given)) if is_number else asked.letters(given)} — the answer is {key}"


def explanation(asked: Asked) -> str:
    """The right options, why it is so, and one line for everything else."""
    return paragraphs(reason(asked), rationales(asked))


def reason(asked: Asked) -> str:
    """The right options, for whoever does not see the question any more, and why it is so."""
    return paragraphs(asked.right_lines, asked.question.explanation)


def rationales(asked: Asked) -> str:
    """One line for every wrong option or usual wrong number; for an ordering every step, in the right order."""
    question = asked.question
    is_ordering = question.kind is QuestionKind.ORDERING
    slots = asked.right_slots if is_ordering else range(len(asked.order))
    options = ((slot, question.options[asked.order[slot]]) for slot in slots)
    lines = [f"**{LETTERS[slot]}**  {one.why}" for slot, one in options if is_ordering or not one.correct]
    lines += [f"**{number(slip.value)}**  {slip.why}" for slip in question.mistakes]
    return "\n".join(lines)


def _measured(value: float, unit: str) -> str:
    return f"{number(value)}\u00a0{unit}"

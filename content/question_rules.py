"""What must hold in one question for the bot to ask it: its fields, lengths, a right key, a number that adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from content import formula
from content.document import Where
from content.entries import Found
from content.faults import counted
from content.schema import QuestionEntry

MAX_STEM = 300
MAX_SCENARIO = 600
MAX_HINT = 140
MAX_OPTION = 80
MAX_WHY = 140
MAX_EXPLANATION = 400
MAX_SHORT = 200
MAX_SHORT_BREAKS = 2
MAX_UNIT = 30
MAX_TOLERANCE = 0.5
DIFFICULTIES = range(1, 6)
OPTION_COUNTS: Mapping[str, range] = {
    "single": range(4, 5),
    "flaw": range(4, 5),
    "multiple": range(4, 7),
    "ordering": range(4, 7),
}
NUMERIC_FIELDS = ("answer", "unit", "tolerance", "formula", "inputs")


def text_limit(where: Where, text: str, limit: int) -> Iterator[Found]:
    """A text that must say something in at most `limit` characters."""
    length = len(text.strip())
    if not length:
        yield Found(where, f'"{where[-1]}" is empty.')
    if length > limit:
        yield Found(where, f'"{where[-1]}" has {length} characters; at most {limit}.')


def question_faults(question: QuestionEntry, where: Where) -> Iterator[Found]:
    """What would make any question wrong or a message of it too long."""
    yield from _texts(question, where)
    yield from _options(question, where)
    if question.difficulty not in DIFFICULTIES:
        yield Found((*where, "difficulty"), f"difficulty is {question.difficulty}; it must be 1 to 5.")


def typed_faults(question: QuestionEntry, where: Where) -> Iterator[Found]:
    """What would make a question of its type wrong."""
    yield from _fields(question, where)
    yield from _number(question, where) if question.type == "numeric" else _key(question, where)


def _texts(question: QuestionEntry, where: Where) -> Iterator[Found]:
    limits = {"stem": MAX_STEM, "explanation": MAX_EXPLANATION, "explanation_short": MAX_SHORT}
    given = question.model_fields_set
    limits |= {name: limit for name, limit in (("scenario", MAX_SCENARIO), ("hint", MAX_HINT)) if name in given}
    for name, limit in limits.items():
        yield from text_limit((*where, name), getattr(question, name), limit)
    breaks = question.explanation_short.strip().count("\n")
    if breaks > MAX_SHORT_BREAKS:
        yield Found((*where, "explanation_short"), f"{breaks} line breaks; at most {MAX_SHORT_BREAKS}.")


def _fields(question: QuestionEntry, where: Where) -> Iterator[Found]:
    """Fields that the type needs or does not know."""
    given = question.model_fields_set
    if question.type == "flaw" and not question.scenario.strip():
        yield Found(where, 'A flaw question needs a "scenario" that holds the design.')
    if question.type == "numeric":
        for name in NUMERIC_FIELDS:
            if name not in given:
                yield Found(where, f'A numeric question needs "{name}".')
        unknown = ["options", "fixed_order"]
    else:
        unknown = [*NUMERIC_FIELDS, "mistakes"]
    if question.type in ("ordering", "multiple"):
        unknown.append("fixed_order")
    for name in unknown:
        if name in given:
            yield Found((*where, name), f'A question of type {question.type} has no "{name}"; remove it.')


def _options(question: QuestionEntry, where: Where) -> Iterator[Found]:
    seen: set[str] = set()
    for index, option in enumerate(question.options):
        place = (*where, "options", index)
        yield from text_limit((*place, "text"), option.text, MAX_OPTION)
        yield from text_limit((*place, "why"), option.why, MAX_WHY)
        for name in ("text", "why"):
            if "\n" in getattr(option, name).strip():
                yield Found((*place, name), f'"{name}" of an option must be one line.')
        if option.text.strip().lower() in seen:
            yield Found((*place, "text"), f'Two options say "{option.text.strip()}".')
        seen.add(option.text.strip().lower())


def _key(question: QuestionEntry, where: Where) -> Iterator[Found]:
    count, allowed = len(question.options), OPTION_COUNTS[question.type]
    right = sum(option.correct for option in question.options)
    place = (*where, "options")
    if count not in allowed:
        needed = "4" if len(allowed) == 1 else f"{allowed[0]} to {allowed[-1]}"
        yield Found(place, f"{count} options; a question of type {question.type} has {needed}.")
    if question.type == "ordering":
        for index, option in enumerate(question.options):
            if "correct" in option.model_fields_set:
                yield Found((*place, index, "correct"), "An ordering stands in the right order; remove correct.")
    elif question.type == "multiple":
        if right < 2:
            yield Found(place, f"{counted(right, 'option')} right; a question of type multiple has at least two.")
        if right == count:
            yield Found(place, "All options are right; a question of type multiple has at least one wrong.")
    elif right != 1:
        yield Found(place, f"{counted(right, 'option')} right; a question of type {question.type} has exactly one.")


def _number(question: QuestionEntry, where: Where) -> Iterator[Found]:
    yield from text_limit((*where, "unit"), question.unit if "unit" in question.model_fields_set else "-", MAX_UNIT)
    if question.answer is None or question.tolerance is None:
        return
    if not 0 <= question.tolerance <= MAX_TOLERANCE:
        text = f"tolerance is {question.tolerance:g}; it is relative, from 0 to {MAX_TOLERANCE:g} (0.02 is 2 percent)."
        yield Found((*where, "tolerance"), text)
    yield from _recomputed(question, question.answer, question.tolerance, where)
    for index, mistake in enumerate(question.mistakes):
        place = (*where, "mistakes", index)
        yield from text_limit((*place, "why"), mistake.why, MAX_WHY)
        if _is_near(mistake.answer, question.answer, question.tolerance):
            yield Found((*place, "answer"), f"{mistake.answer:g} is within the tolerance of the answer.")


def _recomputed(question: QuestionEntry, answer: float, tolerance: float, where: Where) -> Iterator[Found]:
    place = (*where, "formula")
    if not {"formula", "inputs"} <= question.model_fields_set:
        return
    try:
        value = formula.computed(question.formula, question.inputs)
    except formula.FormulaError as error:
        yield Found(place, f"The formula {error}.")
        return
    if not _is_near(value, answer, tolerance):
        yield Found((*where, "answer"), f"The answer is {answer:g}, but the formula gives {value:.6g}.")


def _is_near(value: float, answer: float, tolerance: float) -> bool:
    """Whether a number counts as the answer; the last digits of a float never decide."""
    return abs(value - answer) <= max(tolerance, 1e-9) * abs(answer)

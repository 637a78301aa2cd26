"""House style of questions: the mix in a lesson, options that do not give the answer away, daily themes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from content import formula
from content.document import Where
from content.entries import Found
from content.faults import counted
from content.schema import LessonEntry, QuestionEntry

QUESTIONS = range(6, 11)
MIN_SINGLE = 3
MAX_LONGEST_SHARE = 0.35
MAX_LENGTH_RATIO = 1.6
SHORT_OPTION = 12
"""Where all options are this short, their lengths give nothing away."""
DAILY_DIFFICULTIES = range(2, 5)
CHOICES = ("single", "multiple", "flaw")

_VERDICT = re.compile(r"(yes|no|true|false)[.!]?$")
_SUMMARY = re.compile(r"\bof the above\b|^(all|none|both|neither)( of (these|them))?\.?$")
_SLOT = re.compile(r"\b([Oo]ptions?|[Aa]nswers?|[Cc]hoices?) ([A-F]|[1-6])\b")
_UNIT_WORDS: Mapping[str, str] = {
    "s": "second", "ms": "millisecond", "us": "microsecond", "ns": "nanosecond", "h": "hour", "d": "day",
    "%": "percent", "b": "byte", "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte",
    "pb": "petabyte", "kib": "kibibyte", "mib": "mebibyte", "gib": "gibibyte", "tib": "tebibyte", "qps": "queries",
    "rps": "requests", "bit": "bit", "mbit": "megabit", "gbit": "gigabit", "k": "thousand", "m": "million",
}  # fmt: skip
"""Words that a stem may use for the short form of a unit."""
_COUNT_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}


def question_set_faults(entry: LessonEntry) -> Iterator[Found]:
    """The mix of types and the share of questions whose right option is the longest."""
    active = [question for question in entry.questions if not question.retired]
    if len(active) not in QUESTIONS:
        text = f"{counted(len(active), 'question')}; {QUESTIONS[0]} to {QUESTIONS[-1]} are wanted."
        yield Found(("questions",), text)
    types = Counter(question.type for question in active)
    if types["single"] < MIN_SINGLE:
        yield Found(("questions",), f"{types['single']} of type single; at least {MIN_SINGLE} are needed.")
    for name in ("multiple", "flaw"):
        if not types[name]:
            yield Found(("questions",), f"No question is of type {name}; one is needed.")
    if not types["numeric"] + types["ordering"] and entry.kind != "framework":
        yield Found(("questions",), "No question is of type numeric or ordering; one is needed.")
    longest, choices = longest_right(active)
    if longest > MAX_LONGEST_SHARE * choices:
        share = f"{MAX_LONGEST_SHARE:.0%}".replace("%", " percent")
        text = f"The right option is the longest in {longest} of {choices} questions; at most {share}."
        yield Found(("questions",), text)


def longest_right(questions: list[QuestionEntry]) -> tuple[int, int]:
    """(questions whose right option is strictly the longest, questions with right and wrong options)."""
    choices = [question for question in questions if question.type in CHOICES]
    return sum(_right_is_longest(question) for question in choices), len(choices)


def widest_ratio(questions: list[QuestionEntry]) -> float:
    """The longest option's length over the shortest one's, in characters, where that is largest; 1 without options."""
    widest = 1.0
    for question in questions:
        lengths = sorted(len(option.text.strip()) for option in question.options)
        if lengths and lengths[0] and lengths[-1] > SHORT_OPTION:
            widest = max(widest, lengths[-1] / lengths[0])
    return widest


def _right_is_longest(question: QuestionEntry) -> bool:
    lengths = sorted((len(option.text.strip()), option.correct) for option in question.options)
    return len(lengths) > 1 and lengths[-1][1] and lengths[-1][0] > lengths[-2][0]


def question_style_faults(question: QuestionEntry, where: Where) -> Iterator[Found]:
    """What is not house style in one question."""
    yield from _lengths(question, where)
    yield from _options(question, where)
    yield from _slots(question, where)
    if question.type == "numeric":
        yield from _unit(question, where)
        yield from _unused(question, where)
    if question.type == "multiple":
        yield from _count(question, where)


def _lengths(question: QuestionEntry, where: Where) -> Iterator[Found]:
    lengths = [len(option.text.strip()) for option in question.options]
    ratio = widest_ratio([question])
    if ratio > MAX_LENGTH_RATIO:
        text = f"Longest to shortest option is {max(lengths)} to {min(lengths)} characters ({ratio:.2f}); at most 1.6."
        yield Found((*where, "options"), text)


def _options(question: QuestionEntry, where: Where) -> Iterator[Found]:
    for index, option in enumerate(question.options):
        place, text = (*where, "options", index, "text"), option.text.strip().lower()
        if _VERDICT.match(text):
            yield Found(place, "An option that says yes or no asks for no decision; write what is done.")
        if _SUMMARY.search(text):
            yield Found(place, "No option speaks about the others (all, none or both of the above).")
        if question.fixed_order and not re.search(r"\d", text):
            yield Found((*where, "fixed_order"), "fixed_order is for options that are numbers in ascending order.")
            return


def _slots(question: QuestionEntry, where: Where) -> Iterator[Found]:
    """Options are shuffled, so no text may name one by its place."""
    texts: list[tuple[Where, str]] = [
        ((*where, name), getattr(question, name)) for name in ("stem", "hint", "explanation", "explanation_short")
    ]
    for index, option in enumerate(question.options):
        texts += [((*where, "options", index, name), getattr(option, name)) for name in ("text", "why")]
    for place, text in texts:
        match = _SLOT.search(text)
        if match:
            yield Found(place, f'"{match[0]}" names a place, but options are shuffled; name what it says.')


def theme_faults(entry: LessonEntry, question: QuestionEntry, where: Where, area_theme: str | None) -> Iterator[Found]:
    """A daily theme that the question may not have; `area_theme` is the one that any question of the area may take."""
    if question.daily is None:
        return
    place = (*where, "daily")
    allowed = {area_theme} if area_theme else set()
    allowed |= {"numbers"} if question.type == "numeric" else set()
    allowed |= {"case"} if question.type == "flaw" or entry.kind == "case-study" else set()
    if question.daily not in allowed:
        choices = f"it may be {' or '.join(sorted(allowed))}" if allowed else "it may have none; remove it"
        yield Found(place, f'The theme "{question.daily}" does not fit this {question.type} question; {choices}.')
    if question.difficulty not in DAILY_DIFFICULTIES and not (question.difficulty == 5 and question.daily == "case"):
        text = f"A daily question has difficulty 2 to 4 (5 with the theme case); this one has {question.difficulty}."
        yield Found(place, text)


def _unit(question: QuestionEntry, where: Where) -> Iterator[Found]:
    stem = re.findall(r"[a-z]+|%", question.stem.lower())
    for word in re.findall(r"[a-z]+|%", question.unit.lower()):
        names = {word, word.removesuffix("s") or word, _UNIT_WORDS.get(word, word)}
        if not any(known == name or (len(name) > 1 and known.startswith(name)) for known in stem for name in names):
            yield Found((*where, "unit"), f'The stem does not name the unit "{question.unit}"; ask for it there.')
            return


def _unused(question: QuestionEntry, where: Where) -> Iterator[Found]:
    try:
        used = formula.names(question.formula)
    except formula.FormulaError:  # told by the rules
        return
    for name in question.inputs.keys() - used:
        yield Found((*where, "inputs", name), f'The formula does not use the input "{name}".')


def _count(question: QuestionEntry, where: Where) -> Iterator[Found]:
    right = sum(option.correct for option in question.options)
    said = re.findall(r"[a-z]+|\d+", question.stem.lower())
    if right in _COUNT_WORDS and not {str(right), _COUNT_WORDS[right], "both"} & set(said):
        yield Found((*where, "stem"), f'The stem must say how many options are right ("{_COUNT_WORDS[right]}").')

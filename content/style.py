"""House style of one lesson: what the authoring guide asks for and the bot could run without.

Retired cards and questions stay as they were; only their numbers are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.library import SECTION_TITLES, VARIANT_TITLES
from content import markdown
from content.document import Document, Where
from content.entries import Found, Sheet
from content.faults import counted
from content.question_style import question_set_faults, question_style_faults, theme_faults
from content.schema import CardEntry, LessonEntry, QuestionEntry

WORDS = range(600, 1001)
CARDS = range(6, 11)
ALIASES = range(3, 13)
ALT = range(80, 201)
MAX_AGE_MONTHS = 12
REQUIRED_ANCHORS = (
    "concept", "internals", "trade-offs", "examples", "use-or-not", "numbers", "mistakes", "summary",
)  # fmt: skip

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])$")
_AS_OF = re.compile(r"\bas of (\d{4}-\d+)")
_NUMBER = re.compile(
    r"\d|\b(zero|none|one|two|three|four|five|six|seven|eight|nine|ten|twelve|once|twice|thrice|half|halves|double|third"
    r"|quarter|tenth|dozen|hundred|thousand|million|billion)s?\b",
    re.IGNORECASE,
)
_TODO = re.compile(r"todo\s*:?\s*verify", re.IGNORECASE)
_ASCII: Mapping[str, str] = {
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "...",
    "\u2192": "->", "\u00d7": "x", "\u00a0": "a space", "\u2265": ">=", "\u2264": "<=", "\u2248": "about",
    "\u00b5": "us", "\u03bc": "us", "\u2212": "-",
}  # fmt: skip


def style_faults(sheet: Sheet[LessonEntry], themes: Mapping[str, str | None], today: date) -> Iterator[Found]:
    """Everything in one lesson that is not house style.

    `themes` are those of the areas; `today` decides which dates are too old.
    """
    entry = sheet.entry
    yield from _order(entry)
    yield from _excerpts(entry)
    yield from _coverage(entry)
    yield from _aliases(entry)
    yield from _sources(entry)
    yield from _dates(entry, today)
    yield from _numbers_run_on(entry)
    yield from _cards(entry)
    if all(sheet.is_sound("questions", index, "type") for index in range(len(entry.questions))):
        yield from question_set_faults(entry)
    for index, question in enumerate(entry.questions):
        where: Where = ("questions", index)
        if question.retired or not sheet.is_sound(*where, "type"):
            continue
        yield from question_style_faults(question, where)
        if entry.area in themes and sheet.is_sound("kind"):
            yield from theme_faults(entry, question, where, themes[entry.area])
    if entry.diagram and len(entry.diagram.alt.strip()) not in ALT:
        length = len(entry.diagram.alt.strip())
        yield Found(("diagram", "alt"), f'"alt" has {length} characters; it needs {ALT[0]} to {ALT[-1]}.')


def text_faults(text: str) -> Iterator[tuple[int, str]]:
    """What no file of the library may hold, as (line, sentence)."""
    for line, content in enumerate(text.split("\n"), start=1):
        strange = next((letter for letter in content if not letter.isascii()), None)
        if strange:
            advice = f"; write {_ASCII[strange]}" if strange in _ASCII else ""
            yield line, f'"{strange}" (U+{ord(strange):04X}) is not ASCII{advice}.'
        if _TODO.search(content):
            yield line, 'A "todo: verify" is open; settle it.'


def value_faults(document: Document) -> Iterator[Found]:
    """Letters that are written as escapes and are not ASCII either."""
    pending: list[tuple[Where, object]] = [((), document.value)]
    while pending:
        where, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*where, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            pending += [((*where, index), inner) for index, inner in enumerate(value)]
        elif isinstance(value, str) and not value.isascii() and document.text.isascii():
            yield Found(where, "The text holds an escape for a letter that is not ASCII.")


def _order(entry: LessonEntry) -> Iterator[Found]:
    for anchor in REQUIRED_ANCHORS:
        if anchor not in entry.sections:
            yield Found(("sections",), f'The section "{anchor}" is missing.')
    if "internals-3" in entry.sections and "internals-2" not in entry.sections:
        yield Found(("sections", "internals-3"), 'There is an "internals-3" without an "internals-2".')
    known = [anchor for anchor in entry.sections if anchor in SECTION_TITLES]
    wanted = [anchor for anchor in SECTION_TITLES if anchor in known]
    for anchor, right in zip(known, wanted, strict=True):
        if anchor != right:
            yield Found(("sections", anchor), f'The section "{anchor}" stands where "{right}" belongs.')
            return


def _excerpts(entry: LessonEntry) -> Iterator[Found]:
    total = sum(markdown.words(text) for text in entry.sections.values())
    if total not in WORDS:
        yield Found(("sections",), f"The sections have {total} words in all; {WORDS[0]} to {WORDS[-1]} are wanted.")
    for where, text in _prose(entry):
        for row, sentence in markdown.faults(text):
            yield Found(where, sentence, row)


def _prose(entry: LessonEntry) -> Iterator[tuple[Where, str]]:
    """The texts that are drawn as excerpts: sections and variants."""
    for anchor, text in entry.sections.items():
        yield ("sections", anchor), text
    for slug in VARIANT_TITLES:
        yield ("variants", slug), getattr(entry.variants, slug)


def _coverage(entry: LessonEntry) -> Iterator[Found]:
    reached = {item.ref.partition("#")[2] for group in _items(entry).values() for item in group if not item.retired}
    for anchor in entry.sections:
        if anchor != "summary" and anchor in SECTION_TITLES and anchor not in reached:
            yield Found(("sections", anchor), f'No card or question refers to "{anchor}".')


def _aliases(entry: LessonEntry) -> Iterator[Found]:
    if len(entry.aliases) not in ALIASES:
        yield Found(
            ("aliases",), f"The number of aliases is {len(entry.aliases)}; {ALIASES[0]} to {ALIASES[-1]} are wanted."
        )
    for index, alias in enumerate(entry.aliases):
        if alias != alias.lower() or not alias.strip():
            yield Found(("aliases", index), f'The alias "{alias}" must be lower case and not empty.')
        if alias in entry.aliases[:index]:
            yield Found(("aliases", index), f'The alias "{alias}" stands here twice.')


def _sources(entry: LessonEntry) -> Iterator[Found]:
    if not any(source.strip() for source in entry.sources):
        yield Found(("sources",), "The lesson names no source.")
    for index, question in enumerate(entry.questions):
        if not question.retired and not any(source.strip() for source in question.sources):
            yield Found(("questions", index, "sources"), "The question names no source.")


def _dates(entry: LessonEntry, today: date) -> Iterator[Found]:
    yield from _month(("as_of",), entry.as_of, today)
    verified = list(_month(("verified",), entry.verified, today))
    yield from verified
    if not verified and _age(entry.verified, today) > MAX_AGE_MONTHS:
        age = _age(entry.verified, today)
        yield Found(("verified",), f"Verified {age} months ago; at most {MAX_AGE_MONTHS}. Check the facts again.")
    for name, group in _items(entry).items():
        for index, item in enumerate(group):
            if "as_of" in item.model_fields_set:
                yield from _month((name, index, "as_of"), item.as_of, today)
    for where, text in _prose(entry):
        for row, content in enumerate(text.split("\n")):
            for month in _AS_OF.findall(content):
                for found in _month(where, month, today):
                    yield found._replace(row=row)


def _items(entry: LessonEntry) -> Mapping[str, Sequence[CardEntry | QuestionEntry]]:
    return {"cards": entry.cards, "questions": entry.questions}


def _month(where: Where, text: str, today: date) -> Iterator[Found]:
    if not _MONTH.match(text):
        yield Found(where, f'"{text[:20]}" is not a month; write it as "{today:%Y-%m}".')
    elif _age(text, today) < 0:
        yield Found(where, f'"{text}" is in the future.')


def _age(month: str, today: date) -> int:
    """Months from a YYYY-MM to the month of `today`."""
    year, number = (int(part) for part in month.split("-"))
    return (today.year - year) * 12 + today.month - number


def _numbers_run_on(entry: LessonEntry) -> Iterator[Found]:
    """A gap in the numbers is an id that was given away; a withdrawn item stays, so that its id is not used again."""
    for name, group in _items(entry).items():
        numbers = {match[1] for item in group if (match := re.search(r"-([cq]\d\d)$", item.id))}
        wanted = [f"{name[0]}{number:02}" for number in range(1, len(group) + 1)]
        gaps = [number for number in wanted if number not in numbers]
        if gaps and len(numbers) == len(group):
            yield Found((name,), f"{gaps[0]} is missing; a withdrawn one stays here with retired: true.")


def _cards(entry: LessonEntry) -> Iterator[Found]:
    active = [card for card in entry.cards if not card.retired]
    if len(active) not in CARDS:
        yield Found(("cards",), f"{counted(len(active), 'card')}; {CARDS[0]} to {CARDS[-1]} are wanted.")
    if not any(card.kind in ("cloze", "number") for card in active):
        yield Found(("cards",), "No card is of kind number or cloze; one is needed.")
    for index, card in enumerate(entry.cards):
        if card.retired:
            continue
        if re.match(r"(yes|no|true|false)\b(?!-)\s*([.,;:]|$)", card.back.strip().lower()):
            yield Found(
                ("cards", index, "back"), "A card that is answered with yes or no teaches nothing; ask for why."
            )
        if card.kind == "number" and not _NUMBER.search(card.back):
            yield Found(("cards", index, "back"), "The back of a number card holds no number.")

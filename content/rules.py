"""What must hold in one lesson for the bot to run: ids, references, lengths that fit a message, keys that are right.

Rules are plain functions from an entry to what they found; which file and line that is belongs to `content/entries.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from bot.library import SECTION_TITLES, VARIANT_TITLES
from content import markdown
from content.document import Where
from content.entries import Found, Sheet
from content.faults import nearest
from content.question_rules import question_faults, text_limit, typed_faults
from content.schema import CardEntry, LessonEntry, QuestionEntry

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
CLOZE = re.compile(r"\{\{c1::(.*?)\}\}", re.DOTALL)

MAX_LESSON_ID = 27
"""With `-q01` and the anchor it still fits an action of 48 bytes."""
MAX_ANCHOR = 12
MAX_SECTION = 900
MAX_CARD_SIDE = 200
LESSON_LIMITS: Mapping[str, int] = {"title": 60, "short_title": 30, "summary": 200}
LEVELS = range(1, 4)
MINUTES = range(5, 91)


def lesson_faults(sheet: Sheet[LessonEntry]) -> Iterator[Found]:
    """Everything in one lesson that would make the bot wrong."""
    entry = sheet.entry
    yield from _front_matter(entry)
    yield from _sections(entry)
    yield from _variants(entry)
    for index, card in enumerate(entry.cards):
        where: Where = ("cards", index)
        yield from _item(sheet, where, card)
        yield from text_limit((*where, "front"), card.front, MAX_CARD_SIDE)
        if sheet.is_sound(*where, "kind"):
            yield from _cloze(card, where) if card.kind == "cloze" else _two_sided(card, where)
    for index, question in enumerate(entry.questions):
        where = ("questions", index)
        yield from _item(sheet, where, question)
        yield from question_faults(question, where)
        if sheet.is_sound(*where, "type"):
            yield from typed_faults(question, where)
        if question.skill not in entry.skills and sheet.is_whole("skills"):
            guess = nearest(question.skill, entry.skills)
            yield Found((*where, "skill"), f'"{question.skill}" is not a skill of this lesson.{guess}')


def _front_matter(entry: LessonEntry) -> Iterator[Found]:
    if not SLUG.match(entry.id):
        yield Found(("id",), f'The lesson id "{entry.id[:40]}" must be lower-case words joined by hyphens.')
    if len(entry.id) > MAX_LESSON_ID:
        yield Found(("id",), f"The lesson id has {len(entry.id)} characters; at most {MAX_LESSON_ID}.")
    for name, limit in LESSON_LIMITS.items():
        yield from text_limit((name,), getattr(entry, name), limit)
        if "\n" in getattr(entry, name).strip():
            yield Found((name,), f'"{name}" must be one line.')
    if entry.level not in LEVELS:
        yield Found(("level",), f"level is {entry.level}; it must be 1, 2 or 3.")
    if entry.minutes not in MINUTES:
        yield Found(("minutes",), f"minutes is {entry.minutes}; it must be {MINUTES[0]} to {MINUTES[-1]}.")
    if not entry.skills:
        yield Found(("skills",), "The lesson names no skill; name at least one.")
    yield from _repeats(("prerequisites",), entry.prerequisites)
    yield from _repeats(("skills",), entry.skills)


def _repeats(where: Where, values: list[str]) -> Iterator[Found]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Found((*where, index), f'"{value}" stands in {where[-1]} twice.')


def taxonomy_faults(entry: LessonEntry, areas: Collection[str], skills: Collection[str]) -> Iterator[Found]:
    """Area and skills of a lesson that the taxonomy does not know."""
    if entry.area not in areas:
        yield Found(("area",), f'There is no area "{entry.area}".{nearest(entry.area, areas)}')
    for index, skill in enumerate(entry.skills):
        if skill not in skills:
            yield Found(("skills", index), f'There is no skill "{skill}".{nearest(skill, skills)}')


def _sections(entry: LessonEntry) -> Iterator[Found]:
    if not entry.sections:
        yield Found(("sections",), "The lesson has no sections.")
    for anchor, text in entry.sections.items():
        if anchor not in SECTION_TITLES:
            long = f" An anchor has at most {MAX_ANCHOR} characters." if len(anchor) > MAX_ANCHOR else ""
            yield Found(("sections", anchor), f'There is no section "{anchor}".{nearest(anchor, SECTION_TITLES)}{long}')
        length = len(markdown.rendered(text))
        if not length:
            yield Found(("sections", anchor), f'The section "{anchor}" is empty.')
        if length > MAX_SECTION:
            sentence = f'The section "{anchor}" has {length} rendered characters; at most {MAX_SECTION}.'
            yield Found(("sections", anchor), sentence)


def _variants(entry: LessonEntry) -> Iterator[Found]:
    for slug in VARIANT_TITLES:
        length = len(markdown.rendered(getattr(entry.variants, slug)))
        if not length:
            yield Found(("variants", slug), f'The variant "{slug}" is empty.')
        if length > MAX_SECTION:
            sentence = f'The variant "{slug}" has {length} rendered characters; at most {MAX_SECTION}.'
            yield Found(("variants", slug), sentence)


def _item(sheet: Sheet[LessonEntry], where: Where, item: CardEntry | QuestionEntry) -> Iterator[Found]:
    """Id and reference of a card or question; where id and file name differ, either may be meant."""
    entry, letter = sheet.entry, "c" if isinstance(item, CardEntry) else "q"
    names = [entry.id, sheet.stem] if sheet.is_sound("id") else [sheet.stem]
    if not any(re.fullmatch(rf"{re.escape(name)}-{letter}[0-9]{{2}}", item.id) for name in names):
        yield Found((*where, "id"), f'The id "{item.id[:40]}" must be "{names[0]}-{letter}" and two digits.')
    lesson_id, mark, anchor = item.ref.partition("#")
    if lesson_id not in names or not mark:
        yield Found((*where, "ref"), f'The ref "{item.ref[:60]}" must be "{names[0]}#" and the anchor of a section.')
    elif anchor not in entry.sections:
        guess = nearest(anchor, entry.sections)
        yield Found((*where, "ref"), f'The ref points at "{anchor[:40]}", which is no section of this lesson.{guess}')


def _two_sided(card: CardEntry, where: Where) -> Iterator[Found]:
    if not card.back.strip():
        yield Found((*where, "back"), f'A {card.kind} card needs a "back".')
    else:
        yield from text_limit((*where, "back"), card.back, MAX_CARD_SIDE)
    if "{{" in card.front + card.back:
        yield Found((*where, "front"), "A deletion {{c1::...}} belongs into a card of kind cloze only.")


def _cloze(card: CardEntry, where: Where) -> Iterator[Found]:
    deletions = CLOZE.findall(card.front)
    if card.back:
        yield Found((*where, "back"), "A cloze card has no back; the hidden part is its answer. Remove it.")
    if len(deletions) != 1 or card.front.count("{{") != 1 or card.front.count("}}") != 1:
        yield Found((*where, "front"), "A cloze front holds exactly one {{c1::hidden part}}.")
    elif not deletions[0].strip() or deletions[0].strip().lower() in ("a", "an", "the"):
        yield Found((*where, "front"), "The hidden part of a cloze carries the meaning; it is empty or an article.")

"""The content folder as a `Library`. Whatever would make the bot wrong or a message too long stops the load.

House style, balance and dates are not looked at here; that is `content/check.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from bot.errors import StartError
from bot.library import (
    SECTION_TITLES,
    VARIANT_TITLES,
    Area,
    Card,
    Choice,
    Debrief,
    Decision,
    Diagram,
    Lesson,
    Library,
    Mistake,
    Option,
    Question,
    QuestionKind,
    Section,
    Skill,
    Stop,
    Theme,
    Track,
    Variant,
)
from content.calendar import days_of
from content.entries import Sheet
from content.faults import Faults
from content.markdown import flowed
from content.rules import CLOZE
from content.schema import CardEntry, DecisionEntry, LessonEntry, QuestionEntry, SkillEntry, TrackEntry
from content.shelves import Shelves, read_shelves

SHIPPED = Path(__file__).resolve().parent
"""The content folder that comes with the program."""

GAP = "[...]"
"""Stands for the hidden part on the front of a cloze card."""


def load(folder: Path = SHIPPED) -> Library:
    """The library in a content folder. Raises `StartError` with every fault that keeps the bot from running."""
    faults = Faults()
    shelves = read_shelves(folder, faults)
    if faults:
        raise StartError(faults.sorted())
    return library_of(shelves)


def library_of(shelves: Shelves) -> Library:
    """The domain values of a folder without faults, lessons in the order of the taxonomy and their names."""
    if shelves.taxonomy is None:
        raise ValueError("a folder without a readable taxonomy has no library")
    taxonomy = shelves.taxonomy.entry
    areas = [Area(area.id, area.title.strip(), Theme(area.theme) if area.theme else None) for area in taxonomy.areas]
    skills = [_skill(skill) for skill in taxonomy.skills]
    tracks = [_track(track) for track in shelves.tracks.entry.tracks] if shelves.tracks else []
    decisions = [_decision(one) for one in shelves.decisions.entry.decisions] if shelves.decisions else []
    order = {area.id: place for place, area in enumerate(areas)}
    sheets = sorted(shelves.lessons, key=lambda sheet: (order[sheet.entry.area], sheet.entry.id))
    calendar = {on: name for sheet in shelves.years for on, name in days_of(sheet.entry).items()}
    return Library.of(areas, skills, [_lesson(shelves, sheet) for sheet in sheets], tracks, decisions, calendar)


def _skill(skill: SkillEntry) -> Skill:
    grades = skill.debrief
    debrief = Debrief(grades.weak.strip(), grades.solid.strip(), grades.strong.strip())
    return Skill(skill.id, skill.title.strip(), skill.area, debrief)


def _track(track: TrackEntry) -> Track:
    stops = tuple(Stop(stop.lesson, stop.minutes) for stop in track.stops)
    return Track(track.id, track.title.strip(), track.best_for.strip(), track.goal.strip(), stops)


def _decision(decision: DecisionEntry) -> Decision:
    return Decision(
        id=decision.id,
        question=decision.question.strip(),
        choices=tuple(Choice(choice.cue.strip(), choice.option.strip()) for choice in decision.options),
        default=decision.default.strip(),
        one_way=decision.one_way,
        lesson_id=decision.lesson,
    )


def _lesson(shelves: Shelves, sheet: Sheet[LessonEntry]) -> Lesson:
    entry = sheet.entry
    anchors = [anchor for anchor in SECTION_TITLES if anchor in entry.sections]
    return Lesson(
        id=entry.id,
        title=entry.title.strip(),
        short_title=entry.short_title.strip(),
        summary=entry.summary.strip(),
        area=entry.area,
        kind=entry.kind,
        level=entry.level,
        minutes=entry.minutes,
        skills=tuple(entry.skills),
        sources=_texts(entry.sources),
        as_of=entry.as_of,
        verified=entry.verified,
        sections=tuple(Section(anchor, flowed(entry.sections[anchor])) for anchor in anchors),
        prerequisites=tuple(entry.prerequisites),
        aliases=_texts(entry.aliases),
        diagram=_diagram(shelves, sheet),
        cards=tuple(_card(card, entry.id) for card in entry.cards),
        questions=tuple(_question(question, entry.id) for question in entry.questions),
        variants=tuple(Variant(slug, flowed(getattr(entry.variants, slug))) for slug in VARIANT_TITLES),
    )


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value.strip() for value in values)


def _diagram(shelves: Shelves, sheet: Sheet[LessonEntry]) -> Diagram | None:
    if sheet.entry.diagram is None:
        return None
    file = shelves.drawing(sheet)
    digest = hashlib.sha256(shelves.drawings[file].encode()).hexdigest()
    return Diagram(f"{sheet.entry.id}-{digest[:12]}", shelves.files[file], sheet.entry.diagram.alt.strip())


def _card(card: CardEntry, lesson_id: str) -> Card:
    hidden = CLOZE.search(card.front) if card.kind == "cloze" else None
    return Card(
        id=card.id,
        lesson_id=lesson_id,
        anchor=card.ref.partition("#")[2],
        kind=card.kind,
        front=(CLOZE.sub(GAP, card.front) if hidden else card.front).strip(),
        back=(hidden[1] if hidden else card.back).strip(),
        as_of=card.as_of,
        retired=card.retired,
    )


def _question(question: QuestionEntry, lesson_id: str) -> Question:
    is_ordering = question.type == "ordering"
    return Question(
        id=question.id,
        lesson_id=lesson_id,
        anchor=question.ref.partition("#")[2],
        kind=QuestionKind(question.type),
        difficulty=question.difficulty,
        skill=question.skill,
        stem=question.stem.strip(),
        explanation=question.explanation.strip(),
        explanation_short=question.explanation_short.strip(),
        sources=_texts(question.sources),
        scenario=question.scenario.strip(),
        options=tuple(
            Option(option.text.strip(), option.correct or is_ordering, option.why.strip())
            for option in question.options
        ),
        fixed_order=question.fixed_order,
        theme=Theme(question.daily) if question.daily else None,
        hint=question.hint.strip(),
        as_of=question.as_of,
        value=question.answer or 0.0,
        unit=question.unit.strip(),
        tolerance=question.tolerance or 0.0,
        mistakes=tuple(Mistake(mistake.answer, mistake.why.strip()) for mistake in question.mistakes),
        retired=question.retired,
    )

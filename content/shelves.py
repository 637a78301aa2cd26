"""Reads a content folder: which files there are, what they hold, and what must hold between them for the bot to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeVar

from content import guides, rules
from content.calendar import year_faults
from content.document import Where, read_document, read_text
from content.entries import Found, Sheet, read_entry
from content.faults import Faults, nearest
from content.schema import (
    AreaEntry,
    DecisionsEntry,
    Entry,
    LessonEntry,
    SkillEntry,
    TaxonomyEntry,
    TracksEntry,
    YearEntry,
)

TAXONOMY = "taxonomy.yaml"
TRACKS = "tracks.yaml"
DECISIONS = "decisions.yaml"
LIBRARY = "library"
DAILY = "daily"


E = TypeVar("E", bound=Entry)


@dataclass
class Shelves:
    """What a content folder holds; a file that cannot be read has only its name in `names`."""

    folder: Path
    taxonomy: Sheet[TaxonomyEntry] | None = None
    tracks: Sheet[TracksEntry] | None = None
    decisions: Sheet[DecisionsEntry] | None = None
    lessons: list[Sheet[LessonEntry]] = field(default_factory=list)
    years: list[Sheet[YearEntry]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    files: dict[str, Path] = field(default_factory=dict)
    """Every file read, by its path relative to the folder."""
    drawings: dict[str, str] = field(default_factory=dict)
    """Text of every SVG that can be read, by its path relative to the folder."""

    @property
    def themes(self) -> Mapping[str, str | None]:
        """Theme of each area; empty where the taxonomy cannot be read."""
        return {area.id: area.theme for area in self.taxonomy.entry.areas} if self.taxonomy else {}

    def drawing(self, sheet: Sheet[LessonEntry]) -> str:
        """Path, relative to the folder, of the SVG beside a lesson, whether there is one or not."""
        return sheet.file.removesuffix(".yaml") + ".svg"


def read_shelves(folder: Path, faults: Faults) -> Shelves:
    """Everything in a content folder; what keeps the bot from running is told."""
    shelves = Shelves(folder)
    shelves.taxonomy = _read_single(TAXONOMY, TaxonomyEntry, shelves, faults)
    if shelves.taxonomy:
        shelves.taxonomy.tell(_taxonomy_faults(shelves.taxonomy.entry), faults)
    for path in _files(folder, faults):
        file = path.relative_to(folder).as_posix()
        shelves.files[file] = path
        if path.suffix == ".svg":
            text = read_text(path, file, faults)
            shelves.drawings |= {file: text} if text is not None else {}
            continue
        shelves.names.add(path.stem)
        document = read_document(path, file, faults)
        if document:
            shelves.lessons.append(read_entry(LessonEntry, document, faults))
    shelves.names |= {sheet.entry.id for sheet in shelves.lessons}
    for path in sorted((folder / DAILY).glob("*.yaml")):
        file = path.relative_to(folder).as_posix()
        shelves.files[file] = path
        document = read_document(path, file, faults)
        if document:
            shelves.years.append(read_entry(YearEntry, document, faults))
    _tell_all(shelves, faults)
    _read_guides(shelves, faults)
    return shelves


def _read_single(file: str, model: type[E], shelves: Shelves, faults: Faults) -> Sheet[E] | None:
    """A file that there is once; None when it cannot be read, which is told."""
    shelves.files[file] = shelves.folder / file
    document = read_document(shelves.folder / file, file, faults)
    return read_entry(model, document, faults) if document else None


def _read_guides(shelves: Shelves, faults: Faults) -> None:
    """Tracks and decisions; a library may go without either."""
    if (shelves.folder / TRACKS).exists():
        shelves.tracks = _read_single(TRACKS, TracksEntry, shelves, faults)
    if (shelves.folder / DECISIONS).exists():
        shelves.decisions = _read_single(DECISIONS, DecisionsEntry, shelves, faults)
    if shelves.tracks:
        shelves.tracks.tell(guides.track_faults(shelves.tracks.entry, shelves.names), faults)
    if shelves.decisions:
        shelves.decisions.tell(guides.decision_faults(shelves.decisions.entry, shelves.names), faults)


def _files(folder: Path, faults: Faults) -> Iterator[Path]:
    """Lesson files and drawings in the order of their names; anything else is told."""
    library = folder / LIBRARY
    if not library.is_dir():
        faults.add(LIBRARY, 1, f'There is no folder "{LIBRARY}" in {folder}.')
        return
    for path in sorted(library.rglob("*")):
        parts = path.relative_to(library).parts
        if any(part.startswith((".", "__")) for part in parts):
            continue
        file = path.relative_to(folder).as_posix()
        if len(parts) == 2 and path.suffix in (".yaml", ".svg"):
            yield path
        elif len(parts) == 2 or not path.is_dir():
            faults.add(file, 1, "Only library/<area>/<lesson-id>.yaml and .svg belong here; rename or remove it.")


def _taxonomy_faults(entry: TaxonomyEntry) -> Iterator[Found]:
    areas = {area.id for area in entry.areas}
    shelves: dict[str, Sequence[AreaEntry | SkillEntry]] = {"areas": entry.areas, "skills": entry.skills}
    for name, items in shelves.items():
        seen: set[str] = set()
        for index, item in enumerate(items):
            if not rules.SLUG.match(item.id):
                yield Found((name, index, "id"), f'The id "{item.id[:40]}" must be lower-case words joined by hyphens.')
            if item.id in seen:
                yield Found((name, index, "id"), f'The id "{item.id}" is used twice.')
            if not item.title.strip():
                yield Found((name, index, "title"), '"title" is empty.')
            seen.add(item.id)
    for index, skill in enumerate(entry.skills):
        yield from guides.debrief_faults(skill, ("skills", index))
        if skill.area not in areas:
            yield Found(("skills", index, "area"), f'There is no area "{skill.area}".{nearest(skill.area, areas)}')


def _tell_all(shelves: Shelves, faults: Faults) -> None:
    for sheet in shelves.lessons:
        sheet.tell(rules.lesson_faults(sheet), faults)
        if shelves.taxonomy:
            skills = {skill.id for skill in shelves.taxonomy.entry.skills}
            sheet.tell(rules.taxonomy_faults(sheet.entry, shelves.themes, skills), faults)
        sheet.tell(_place_faults(shelves, sheet), faults)
        sheet.tell(_prerequisite_faults(shelves, sheet), faults)
    questions = {question.id for sheet in shelves.lessons for question in sheet.entry.questions}
    for year in shelves.years:
        year.tell(year_faults(year, questions), faults)
    _tell_cycles(shelves, faults)
    _tell_duplicates(shelves, faults)


def _place_faults(shelves: Shelves, sheet: Sheet[LessonEntry]) -> Iterator[Found]:
    entry, folder = sheet.entry, sheet.file.split("/")[1]
    if entry.id != sheet.stem:
        yield Found(("id",), f'The id "{entry.id[:40]}" does not match the file name "{sheet.stem}.yaml".')
    if entry.area != folder and (entry.area in shelves.themes or not shelves.taxonomy):
        yield Found(("area",), f'The area "{entry.area[:40]}" does not match the folder "{folder}".')
    if entry.diagram and shelves.drawing(sheet) not in shelves.files:
        yield Found(("diagram",), f'There is no file "{sheet.stem}.svg" beside the lesson for its diagram.')


def _prerequisite_faults(shelves: Shelves, sheet: Sheet[LessonEntry]) -> Iterator[Found]:
    for index, wanted in enumerate(sheet.entry.prerequisites):
        if wanted not in shelves.names:
            yield Found(("prerequisites", index), f'There is no lesson "{wanted}".{nearest(wanted, shelves.names)}')


def _tell_cycles(shelves: Shelves, faults: Faults) -> None:
    """Each circle of prerequisites once, at the lesson of the circle whose id comes first."""
    sheets = {sheet.entry.id: sheet for sheet in shelves.lessons}
    graph = {name: set(sheet.entry.prerequisites) for name, sheet in sheets.items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
            return
        except CycleError as error:
            circle = error.args[1][:-1]
        turn = circle.index(min(circle))
        first, wanted = circle[turn], circle[turn - 1]
        graph[first].discard(wanted)
        way = " needs ".join([first, *reversed(circle[turn:] + circle[:turn])])
        place = ("prerequisites", sheets[first].entry.prerequisites.index(wanted))
        sheets[first].tell([Found(place, f"The prerequisites go in a circle: {way}.")], faults)


def _tell_duplicates(shelves: Shelves, faults: Faults) -> None:
    """Ids used twice in the library; for a lesson that is there twice only its own id is told."""
    seen: dict[str, tuple[Sheet[LessonEntry], int]] = {}
    for sheet in shelves.lessons:
        places: list[tuple[Where, str]] = [(("id",), sheet.entry.id)]
        places += [(("cards", index, "id"), card.id) for index, card in enumerate(sheet.entry.cards)]
        places += [(("questions", index, "id"), question.id) for index, question in enumerate(sheet.entry.questions)]
        for where, used in places:
            line = sheet.document.line(where)
            if used not in seen or not sheet.is_sound(*where):
                seen.setdefault(used, (sheet, line))
                continue
            first, first_line = seen[used]
            if where == ("id",) or first is sheet or first.entry.id != sheet.entry.id:
                faults.add(sheet.file, line, f'The id "{used}" is used already in {first.file}, line {first_line}.')

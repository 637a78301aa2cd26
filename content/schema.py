"""The shape of the YAML files: which fields there are and of which type.

Limits, references and everything that needs more than one field are rules (`content/rules.py`), not shape.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

LessonKind: TypeAlias = Literal["framework", "skill", "deep-dive", "pattern", "technology", "case-study", "elective"]
CardKind: TypeAlias = Literal["basic", "cloze", "number"]
QuestionType: TypeAlias = Literal["single", "multiple", "ordering", "numeric", "flaw"]
OneWay: TypeAlias = Literal["no", "partly", "yes"]
ThemeName: TypeAlias = Literal["numbers", "data", "scale", "reliability", "messaging", "case", "platform"]


class Entry(BaseModel):
    """A mapping of a content file: no unknown fields, no conversions."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class OptionEntry(Entry):
    """One option; in an ordering the place in the list is the right place."""

    text: str
    correct: bool = False
    why: str


class MistakeEntry(Entry):
    """A usual wrong number."""

    answer: float
    why: str


class QuestionEntry(Entry):
    """One question; which optional fields belong depends on `type`."""

    id: str
    type: QuestionType
    difficulty: int
    skill: str
    stem: str
    explanation: str
    explanation_short: str
    ref: str
    sources: list[str]
    daily: ThemeName | None = None
    scenario: str = ""
    hint: str = ""
    options: list[OptionEntry] = []
    fixed_order: bool = False
    answer: float | None = None
    unit: str = ""
    tolerance: float | None = None
    formula: str = ""
    inputs: dict[str, float] = {}
    mistakes: list[MistakeEntry] = []
    as_of: str = ""
    retired: bool = False


class CardEntry(Entry):
    """One flashcard; a cloze has no back."""

    id: str
    kind: CardKind
    front: str
    back: str = ""
    ref: str
    as_of: str = ""
    retired: bool = False


class DiagramEntry(Entry):
    """The text twin of the SVG beside the file."""

    alt: str


class VariantsEntry(Entry):
    """The core idea of a lesson for a newcomer, and a worked example that its sections do not have."""

    simpler: str
    example: str


class LessonEntry(Entry):
    """One lesson file."""

    id: str
    title: str
    short_title: str
    summary: str
    area: str
    kind: LessonKind
    level: int
    prerequisites: list[str] = []
    minutes: int
    skills: list[str]
    aliases: list[str]
    sources: list[str]
    as_of: str
    verified: str
    diagram: DiagramEntry | None = None
    sections: dict[str, str]
    variants: VariantsEntry
    cards: list[CardEntry]
    questions: list[QuestionEntry]


class AreaEntry(Entry):
    """One shelf of the library."""

    id: str
    title: str
    theme: ThemeName | None = None


class DebriefEntry(Entry):
    """What an answer sounds like at each grade."""

    weak: str
    solid: str
    strong: str


class SkillEntry(Entry):
    """One graded skill."""

    id: str
    title: str
    area: str
    debrief: DebriefEntry


class TaxonomyEntry(Entry):
    """The file taxonomy.yaml."""

    areas: list[AreaEntry]
    skills: list[SkillEntry]


class YearEntry(Entry):
    """A file of daily/: the question of each date of a year."""

    year: int
    seed: str
    pool: str
    days: dict[str, str]


class StopEntry(Entry):
    """One lesson of a track."""

    lesson: str
    minutes: int


class TrackEntry(Entry):
    """One way through the library."""

    id: str
    title: str
    best_for: str
    goal: str
    stops: list[StopEntry]


class TracksEntry(Entry):
    """The file tracks.yaml."""

    tracks: list[TrackEntry]


class ChoiceEntry(Entry):
    """A cue and the option it leads to."""

    cue: str
    option: str


class DecisionEntry(Entry):
    """One choice that most designs meet."""

    id: str
    question: str
    lesson: str = ""
    options: list[ChoiceEntry]
    default: str
    one_way: OneWay


class DecisionsEntry(Entry):
    """The file decisions.yaml."""

    decisions: list[DecisionEntry]

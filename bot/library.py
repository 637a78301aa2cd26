"""The content that is taught, as values; who reads it from files is not known here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

SECTION_TITLES: Mapping[str, str] = {
    "concept": "Concept",
    "internals": "How it works",
    "internals-2": "How it works (2)",
    "internals-3": "How it works (3)",
    "trade-offs": "Trade-offs",
    "examples": "In production",
    "use-or-not": "Use it or not",
    "numbers": "Numbers",
    "mistakes": "Common mistakes",
    "summary": "Summary",
    "in-the-round": "In the round",
}
"""Anchor -> heading, in reading order."""

VARIANT_TITLES: Mapping[str, str] = {"simpler": "Simpler", "example": "Another example"}
"""Slug -> heading of the other ways in which a lesson can be told."""


class QuestionKind(StrEnum):
    """How a question is asked; the values are those of the content files."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERING = "ordering"
    NUMERIC = "numeric"
    FLAW = "flaw"

    @property
    def is_pressed(self) -> bool:
        """Whether one press answers it; the other kinds are typed or put together."""
        return self in (QuestionKind.SINGLE, QuestionKind.FLAW)


class Theme(StrEnum):
    """What a weekday's challenge is about; Monday is the first."""

    NUMBERS = "numbers"
    DATA = "data"
    SCALE = "scale"
    RELIABILITY = "reliability"
    MESSAGING = "messaging"
    CASE = "case"
    PLATFORM = "platform"


@dataclass(frozen=True)
class Option:
    """One answer on offer and why it is right or who would pick it."""

    text: str
    correct: bool
    why: str


@dataclass(frozen=True)
class Mistake:
    """A usual wrong number and the slip behind it."""

    value: float
    why: str


@dataclass(frozen=True)
class Question:
    """One quiz item. `options` of an ordering stand in the right order, unless `sequence` says another; a numeric one
    has none.
    """

    id: str
    lesson_id: str
    anchor: str
    kind: QuestionKind
    difficulty: int
    skill: str
    stem: str
    explanation: str
    explanation_short: str
    sources: tuple[str, ...]
    scenario: str = ""
    options: tuple[Option, ...] = ()
    fixed_order: bool = False
    theme: Theme | None = None
    hint: str = ""
    as_of: str = ""
    value: float = 0.0
    unit: str = ""
    tolerance: float = 0.0
    mistakes: tuple[Mistake, ...] = ()
    retired: bool = False
    sequence: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[int, ...]:
        """Indexes of the right options; for an ordering all of them, in order."""
        if self.kind is QuestionKind.ORDERING:
            return self.sequence or tuple(range(len(self.options)))
        return tuple(index for index, option in enumerate(self.options) if option.correct)

    @property
    def guess_floor(self) -> float:
        """Chance of being right without knowing anything, 0 to 1."""
        return 1 / len(self.options) if self.kind.is_pressed else 0.0


@dataclass(frozen=True)
class Card:
    """One flashcard; a cloze has its hidden part as `back` and a gap in `front`."""

    id: str
    lesson_id: str
    anchor: str
    kind: str
    front: str
    back: str
    as_of: str = ""
    retired: bool = False


@dataclass(frozen=True)
class Section:
    """One excerpt of a lesson: Markdown subset, at most 900 characters when rendered."""

    anchor: str
    text: str

    @property
    def title(self) -> str:
        """Heading of the section."""
        return SECTION_TITLES[self.anchor]


@dataclass(frozen=True)
class Variant:
    """A lesson told in another way: Markdown subset, at most 900 characters when rendered."""

    slug: str
    text: str

    @property
    def title(self) -> str:
        """Heading of the variant."""
        return VARIANT_TITLES[self.slug]


@dataclass(frozen=True)
class Diagram:
    """A picture and its text twin; `name` is stable for the same content."""

    name: str
    path: Path
    alt: str


@dataclass(frozen=True)
class Lesson:
    """One lesson with its sections in reading order."""

    id: str
    title: str
    short_title: str
    summary: str
    area: str
    kind: str
    level: int
    minutes: int
    skills: tuple[str, ...]
    sources: tuple[str, ...]
    as_of: str
    verified: str
    sections: tuple[Section, ...]
    prerequisites: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    diagram: Diagram | None = None
    cards: tuple[Card, ...] = ()
    questions: tuple[Question, ...] = ()
    variants: tuple[Variant, ...] = ()

    def position(self, anchor: str) -> int:
        """Index of a section; 0 when the lesson has none of that name (it was renamed)."""
        anchors = [section.anchor for section in self.sections]
        return anchors.index(anchor) if anchor in anchors else 0


@dataclass(frozen=True)
class Debrief:
    """What an answer in a design round sounds like that is weak, solid or strong in one skill."""

    weak: str
    solid: str
    strong: str


@dataclass(frozen=True)
class Skill:
    """One graded skill."""

    id: str
    title: str
    area: str
    debrief: Debrief


@dataclass(frozen=True)
class Area:
    """One shelf of the library; `theme` is None where it feeds no daily challenge by itself."""

    id: str
    title: str
    theme: Theme | None


@dataclass(frozen=True)
class Stop:
    """A lesson on a track and how long it takes there; a crash course reads less of it than a path does."""

    lesson_id: str
    minutes: int


@dataclass(frozen=True)
class Track:
    """A way through the library: for whom, to what end, which lessons in which order."""

    id: str
    title: str
    best_for: str
    goal: str
    stops: tuple[Stop, ...]

    @property
    def minutes(self) -> int:
        """How long all stops take together."""
        return sum(stop.minutes for stop in self.stops)


@dataclass(frozen=True)
class Choice:
    """An option of a decision and the cue that leads to it."""

    cue: str
    option: str


@dataclass(frozen=True)
class Decision:
    """A choice that most designs meet. `one_way`: no, partly or yes; `lesson_id`: empty where no lesson has it yet."""

    id: str
    question: str
    choices: tuple[Choice, ...]
    default: str
    one_way: str
    lesson_id: str = ""


@dataclass(frozen=True)
class Library:
    """Everything that is taught, looked up by id. Retired items stay, for history points at them.

    `calendar` has the question of each date for which a year was drawn.
    """

    areas: Mapping[str, Area]
    skills: Mapping[str, Skill]
    lessons: Mapping[str, Lesson]
    questions: Mapping[str, Question] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)
    calendar: Mapping[date, str] = field(default_factory=dict)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        areas: Sequence[Area],
        skills: Sequence[Skill],
        lessons: Sequence[Lesson],
        tracks: Sequence[Track] = (),
        decisions: Sequence[Decision] = (),
        calendar: Mapping[date, str] | None = None,
    ) -> Library:
        """A library with its look-up tables built; tracks and decisions stay in the order given."""
        return cls(
            areas={area.id: area for area in areas},
            skills={skill.id: skill for skill in skills},
            lessons={lesson.id: lesson for lesson in lessons},
            questions={question.id: question for lesson in lessons for question in lesson.questions},
            cards={card.id: card for lesson in lessons for card in lesson.cards},
            calendar=calendar or {},
            tracks={track.id: track for track in tracks},
            decisions={decision.id: decision for decision in decisions},
        )

    def active_questions(self, wanted: Callable[[Question], bool] = lambda _: True) -> Iterator[Question]:
        """Questions that may be asked, in the order of the files."""
        return (question for question in self.questions.values() if not question.retired and wanted(question))


@dataclass(frozen=True)
class Hit:
    """One result of a search, best first; `kind` is lesson, question or card."""

    kind: str
    id: str
    lesson_id: str
    anchor: str
    title: str


class Search(Protocol):
    """Finds content by words; forgives typos. Pure reading, answers in milliseconds."""

    def lessons(self, text: str, limit: int = 5) -> list[Hit]:
        """Best lessons, each with the section that fits best; `id` is the lesson's. [] when nothing is near."""
        ...

    def anything(self, text: str, limit: int = 10) -> list[Hit]:
        """Lesson sections, questions and cards, best first; `id` is that of the item."""
        ...

    def nearest(self, text: str) -> str | None:
        """Id of the lesson whose id, title or alias is spelt most like `text`; None when none is near."""
        ...


@dataclass(frozen=True)
class Content:
    """What handlers know of the content. `public_url` is where lesson pages are, or empty."""

    library: Library
    search: Search
    public_url: str = ""

"""The archive of quizzes: the list, one quiz, one question of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from zoneinfo import ZoneInfo

from bot.calendar import local_date
from bot.group_quiz.rules import Standing
from bot.learn.actions import ReadSection
from bot.library import Library
from bot.questions import GAVE_UP, Asked, is_right, rationales
from bot.quiz.actions import LookBack, OpenArchive, ShowHistory
from bot.quiz.rules import Played, QuizKind
from bot.quiz.screens import KINDS, topic_title
from bot.screens import Button, Rows, Screen, Tone, Weight, counted, paragraphs, short_line

STEM_SHOWN = 60
ROW = 5
"""So many numbers fit in a row on a phone."""
NAMES = {**KINDS, QuizKind.SOLO: "alone", QuizKind.CHECK: "lesson check", QuizKind.DUEL: "duel"}


@dataclass(frozen=True)
class Archived:
    """A quiz that is over; `kind` is None for one that was played together. `positions` are those that may be seen.

    `given` holds what the one who looks answered, by position.
    """

    quiz_id: int
    kind: QuizKind | None
    topic: str
    question_ids: tuple[str, ...]
    positions: tuple[int, ...]
    given: Mapping[int, str]

    def seed(self, position: int) -> str:
        """What the options were shuffled by when it was asked."""
        return f"quiz {self.quiz_id} {position}"


def history(lines: Sequence[Played], page: int, library: Library, zone: ZoneInfo, *, has_more: bool) -> Screen:
    """The quizzes of a page, each with a number to open it."""
    numbers = range(page * ROW + 1, page * ROW + 1 + len(lines))
    text = "\n".join(f"{number}. {_line(one, library, zone)}" for number, one in zip(numbers, lines, strict=True))
    opening = tuple(Button(f"{number}", OpenArchive(one.quiz_id)) for number, one in zip(numbers, lines, strict=True))
    newer = (Button("Newer", ShowHistory(page - 1)),) if page else ()
    older = (Button("Older", ShowHistory(page + 1)),) if has_more else ()
    turning = (*newer, *older)
    return Screen(
        title="Your quizzes",
        body=text,
        rows=(opening, *((turning,) if turning else ())),
        fine_print="A number opens a quiz with your answers.",
    )


def _line(one: Played, library: Library, zone: ZoneInfo) -> str:
    on = local_date(one.ended_at, zone)
    how = NAMES.get(one.kind, "together")
    came = f"{one.right} of {one.asked} right" if one.answered else "you did not answer"
    return f"**{topic_title(one.topic, library)}**, {how}, {on.day} {on:%b}: {came}"


def archived_quiz(archived: Archived, board: Sequence[Standing], learner_id: int, library: Library) -> Screen:
    """One line for each question, and the own place on the board of a quiz that was played together."""
    lines = [f"{one + 1}. {_outcome(archived, one, library)}" for one in archived.positions]
    own = next((standing for standing in board if standing.player.learner_id == learner_id), None)
    score = f"{float(own.score):.2f}".rstrip("0").rstrip(".") if own else ""
    place = f"You were **{_ordinal(own.rank)}** of {len(board)} with {score}." if own else ""
    looks = [Button(f"{one + 1}", LookBack(archived.quiz_id, one)) for one in archived.positions]
    rows = tuple(tuple(looks[at : at + ROW]) for at in range(0, len(looks), ROW))
    return Screen(
        title="Quiz archive",
        context=_context(archived, library),
        body=paragraphs(place, "\n".join(lines) or "No question of it can be shown."),
        rows=(*rows, (Button("All quizzes", ShowHistory()),)),
        fine_print="A number opens its question.",
    )


def _ordinal(rank: int) -> str:
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def _outcome(archived: Archived, position: int, library: Library) -> str:
    question = library.questions[archived.question_ids[position]]
    return f"{_verdict(archived, position, library)}: {shorten(question.stem, STEM_SHOWN, placeholder='...')}"


def _verdict(archived: Archived, position: int, library: Library) -> str:
    given = archived.given.get(position)
    if given is None:
        return "No answer"
    if given == GAVE_UP:
        return "Shown"
    return "Right" if is_right(library.questions[archived.question_ids[position]], given) else "Missed"


def archived_question(archived: Archived, position: int, asked: Asked, library: Library) -> Screen:
    """A question as it was asked, with its key, the reason and the own answer."""
    given, details = archived.given.get(position), rationales(asked)
    own = f"You answered {asked.letters(given)}." if given else "You gave no answer."
    right = given is not None and is_right(asked.question, given)
    return Screen(
        title=f"Question {position + 1}: the answer is {asked.key_letters}",
        context=_context(archived, library),
        body=paragraphs(asked.solved_body, asked.question.explanation, own, details),
        rows=(
            *_turning(archived, position),
            (
                Button("Read the lesson", ReadSection(asked.question.lesson_id, asked.question.anchor)),
                Button("All questions", OpenArchive(archived.quiz_id)),
            ),
        ),
        tone=Tone.RIGHT if right else Tone.WRONG if given else Tone.PLAIN,
        details=details,
    )


def hidden_question(archived: Archived, position: int, library: Library) -> Screen:
    """A question that is being asked elsewhere right now."""
    return Screen(
        title=f"Question {position + 1}",
        context=_context(archived, library),
        body="This question is being asked elsewhere right now. Come back when that has closed.",
        rows=(*_turning(archived, position), (Button("All questions", OpenArchive(archived.quiz_id)),)),
    )


def _turning(archived: Archived, position: int) -> Rows:
    at = archived.positions.index(position)
    back = (Button("Back", LookBack(archived.quiz_id, archived.positions[at - 1])),) if at else ()
    has_next = at + 1 < len(archived.positions)
    on = (Button("Next", LookBack(archived.quiz_id, archived.positions[at + 1]), Weight.PRIMARY),) if has_next else ()
    return ((*back, *on),) if back or on else ()


def _context(archived: Archived, library: Library) -> str:
    kind = "Together" if archived.kind is None else NAMES.get(archived.kind, "").capitalize()
    return short_line(kind, topic_title(archived.topic, library), counted(len(archived.question_ids), "question"))

"""The challenge as a post, as a private question and as a reveal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.actions import Action
from bot.daily.actions import AnswerChallenge, ShowChallenge, TypeChallengeAnswer
from bot.daily.rules import Challenge
from bot.learn.actions import ReadSection
from bot.library import Library, Question
from bot.questions import (
    GAVE_UP,
    Asked,
    answer_form,
    chosen,
    is_right,
    rationales,
    reason,
    verdict,
)
from bot.screens import (
    LETTERS,
    Button,
    ChoiceQuestion,
    Rows,
    Screen,
    Tone,
    Weight,
    bar,
    context_line,
    moment,
    paragraphs,
    short_line,
)


def _topic(question: Question, library: Library, kind: str = "") -> str:
    """A context line for a title that says which challenge it is."""
    lesson = library.lessons[question.lesson_id]
    return short_line(kind, library.areas[lesson.area].title, f"Level {question.difficulty}")


def _which(challenge: Challenge, question: Question) -> str:
    """A context line for a title that says something else."""
    return short_line("Daily challenge", _date(challenge.on), f"Level {question.difficulty}")


def _rows(challenge: Challenge, asked: Asked) -> Rows:
    give_up = Button("Show me", ShowChallenge(challenge.id))
    if not asked.question.kind.is_pressed:
        return ((Button("Type answer", TypeChallengeAnswer(challenge.id), Weight.PRIMARY), give_up),)
    letters = (Button(LETTERS[slot], AnswerChallenge(challenge.id, slot)) for slot in range(len(asked.order)))
    return (tuple(letters), (give_up,))


def _question(challenge: Challenge, asked: Asked, library: Library, fine_print: str) -> ChoiceQuestion:
    how = "" if asked.question.kind.is_pressed else answer_form(asked)
    return ChoiceQuestion(
        title=asked.heading or _title(challenge.on),
        context=_which(challenge, asked.question) if asked.heading else _topic(asked.question, library),
        body=paragraphs(asked.body_under_heading, how),
        rows=_rows(challenge, asked),
        fine_print=fine_print,
        tone=Tone.OPEN,
        options=asked.shown_options,
        feedback_at_once=False,
    )


def question_post(
    challenge: Challenge,
    asked: Asked,
    library: Library,
    closes: datetime | None,
    answered: int,
    *,
    is_late: bool = False,
    mention: str = "",
) -> ChoiceQuestion:
    """The public post of an open challenge. Shows nothing that depends on the key."""
    late = "Posted late" if is_late else ""
    until = f"Closes {moment(closes)}" if closes else ""
    fine_print = context_line(late, until, f"{answered} answered")
    return replace(_question(challenge, asked, library, fine_print), mention=mention)


def private_question(challenge: Challenge, asked: Asked, library: Library, *, counts: bool) -> ChoiceQuestion:
    """The question for one learner."""
    fine_print = "Your first answer counts." if counts else "This one closed: for learning, without points."
    return _question(challenge, asked, library, fine_print)


def reveal(
    challenge: Challenge,
    asked: Asked,
    given: str,
    library: Library,
    split: Mapping[str, int],
    *,
    counted_now: bool,
    points: int | None,
    extra: tuple[str, Rows] = ("", ()),
) -> Screen:
    """Verdict, reason, every wrong option and the split, for one who answered or gave up."""
    right = is_right(asked.question, given)
    card = "" if right else "Card added"
    paid = "" if points is None else f"+{points} points"
    learning = "" if counted_now else "For learning, without points"
    said, rows = extra
    details = paragraphs(rationales(asked), _split(asked, split))
    return Screen(
        title=verdict(asked, given),
        context=_which(challenge, asked.question),
        body=paragraphs(reason(asked), details),
        rows=((_lesson_button(asked.question),), *rows),
        fine_print=context_line(paid, card, learning, "How sure were you?" if rows else "", said),
        tone=Tone.PLAIN if given == GAVE_UP else Tone.RIGHT if right else Tone.WRONG,
        details=details,
    )


def closed_post(challenge: Challenge, asked: Asked, library: Library, split: Mapping[str, int]) -> ChoiceQuestion:
    """The post after closing: key, reason, split, one line for every wrong option, the lesson."""
    answered = sum(split.values())
    right = sum(count for given, count in split.items() if is_right(asked.question, given))
    details = paragraphs(asked.question.explanation, rationales(asked), _split(asked, split))
    return ChoiceQuestion(
        title=f"{_title(challenge.on)}: the answer is {asked.key_letters}",
        context=_topic(asked.question, library, "Closed"),
        body=paragraphs(asked.solved_body, details),
        rows=((_lesson_button(asked.question),),),
        fine_print=context_line(f"{answered} answered", f"{right} right" if answered else ""),
        tone=Tone.RIGHT,
        options=asked.shown_options,
        answer=asked.right_slots,
        details=details,
    )


def _title(on: date) -> str:
    return f"Daily challenge, {_date(on)}"


def _date(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"


def _lesson_button(question: Question) -> Button:
    action: Action = ReadSection(question.lesson_id, question.anchor)
    return Button("Read the lesson", action, Weight.PRIMARY)


def _split(asked: Asked, split: Mapping[str, int]) -> str:
    """How many chose what, as bars, without what nobody chose; for typed answers only how many were right."""
    total = sum(split.values())
    if not total:
        return ""
    if not asked.question.kind.is_pressed:
        right = sum(count for given, count in split.items() if is_right(asked.question, given))
        return f"{bar(right / total)} {right} of {total} right"
    lines = []
    for slot, index in enumerate(asked.order):
        if count := sum(number for given, number in split.items() if chosen(given) == (index,)):
            lines.append(f"{bar(count / total)} **{LETTERS[slot]}** {count}")
    if given_up := split.get(GAVE_UP, 0):
        lines.append(f"{bar(given_up / total)} shown {given_up}")
    return "\n".join(lines)

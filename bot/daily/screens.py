"""The challenge as a post, as a private question and as a reveal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.actions import Action
from bot.daily.actions import AnswerChallenge, GivePicked, PickAnswers, ShowChallenge, TypeChallengeAnswer
from bot.daily.rules import Challenge
from bot.learn.actions import ReadSection
from bot.library import Library, Question, QuestionKind
from bot.questions import (
    GAVE_UP,
    PICKED,
    Asked,
    answer_form,
    chosen,
    is_right,
    rationales,
    reason,
    verdict,
)
from bot.reports.screens import report_button
from bot.screens import (
    LETTERS,
    Button,
    Choice,
    ChoiceQuestion,
    Rows,
    Screen,
    Tone,
    Weight,
    bar,
    context_line,
    counted,
    moment,
    paragraphs,
    plain,
    short_line,
)

ROW = 5
"""So many letters fit in a row on a phone."""


def _topic(question: Question, library: Library, kind: str = "") -> str:
    """A context line for a title that says which challenge it is."""
    lesson = library.lessons[question.lesson_id]
    return short_line(kind, library.areas[lesson.area].title, f"Level {question.difficulty}")


def _which(challenge: Challenge, question: Question) -> str:
    """A context line for a title that says something else."""
    return short_line("Daily challenge", _date(challenge.on), f"Level {question.difficulty}")


def _rows(challenge: Challenge, asked: Asked) -> Rows:
    give_up = Button("Show me", ShowChallenge(challenge.id))
    typed = Button("Type answer", TypeChallengeAnswer(challenge.id))
    if asked.question.kind in PICKED:
        return ((_pick(challenge), typed, give_up),)
    if not asked.question.kind.is_pressed:
        return ((replace(typed, weight=Weight.PRIMARY), give_up),)
    letters = (Button(LETTERS[slot], AnswerChallenge(challenge.id, slot)) for slot in range(len(asked.order)))
    return (tuple(letters), (give_up,))


def _pick(challenge: Challenge) -> Button:
    return Button("Choose", PickAnswers(challenge.id, 0))


def _choice(challenge: Challenge, asked: Asked) -> Choice | None:
    """Options that one control may take together; the order of an ordering would be lost in it."""
    if asked.question.kind is not QuestionKind.MULTIPLE:
        return None
    return Choice(asked.wanted, TypeChallengeAnswer(challenge.id), _pick(challenge))


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
        choice=_choice(challenge, asked),
    )


def picking(challenge: Challenge, asked: Asked, library: Library, picked: tuple[int, ...]) -> ChoiceQuestion:
    """The question with what was picked so far: a press takes a letter in or out, the last one makes it an answer."""
    is_whole = len(picked) == asked.wanted
    letters = tuple(_toggle(challenge, asked, picked, slot, is_whole=is_whole) for slot in range(len(asked.order)))
    half = len(letters) // 2 if len(letters) > ROW else len(letters)
    give = (Button("Answer", GivePicked(challenge.id, _digits(picked)), Weight.PRIMARY),) if is_whole else ()
    again = (Button("Start over", PickAnswers(challenge.id, 0)),) if picked else ()
    names = [LETTERS[slot] for slot in picked]
    joined = " > ".join(names) if asked.question.kind is QuestionKind.ORDERING else ", ".join(sorted(names))
    chosen = f"**{joined}**" if picked else "nothing yet"
    return ChoiceQuestion(
        title=asked.heading or _title(challenge.on),
        context=_which(challenge, asked.question) if asked.heading else _topic(asked.question, library),
        body=paragraphs(asked.body_under_heading, f"Chosen: {chosen}, {len(picked)} of {asked.wanted}"),
        rows=tuple(
            row
            for row in (letters[:half], letters[half:], (*give, *again, Button("Show me", ShowChallenge(challenge.id))))
            if row
        ),
        fine_print="Nothing counts before you press Answer.",
        tone=Tone.OPEN,
        options=asked.shown_options,
        feedback_at_once=False,
    )


def _toggle(challenge: Challenge, asked: Asked, picked: tuple[int, ...], slot: int, *, is_whole: bool) -> Button:
    """A letter that is taken in or out; when all are chosen another one takes the place of the last."""
    if slot in picked:
        after = tuple(one for one in picked if one != slot)
        return Button(LETTERS[slot], PickAnswers(challenge.id, _digits(after)), Weight.CONFIRM)
    after = (*(picked[:-1] if is_whole else picked), slot)
    return Button(LETTERS[slot], PickAnswers(challenge.id, _digits(after)))


def _digits(picked: tuple[int, ...]) -> int:
    return int("".join(str(slot + 1) for slot in picked) or 0)


def question_post(
    challenge: Challenge,
    asked: Asked,
    library: Library,
    closes: datetime | None,
    answered: int,
    *,
    is_late: bool = False,
    returns: bool = False,
    mention: str = "",
) -> ChoiceQuestion:
    """The public post of an open challenge, of a question that `returns`. Shows nothing that depends on the key."""
    late = "Posted late" if is_late else ""
    seen = "Seen before" if returns else ""
    until = f"Closes {moment(closes)}" if closes else ""
    fine_print = context_line(late, seen, until, f"{answered} answered")
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
    is_typed = asked.question.kind is QuestionKind.NUMERIC and given != GAVE_UP
    read_as = f"Read as {asked.letters(given)}" if is_typed and right else ""
    details = paragraphs(rationales(asked), _split(asked, split))
    return Screen(
        title=verdict(asked, given),
        context=_which(challenge, asked.question),
        body=paragraphs(reason(asked), details),
        rows=((_lesson_button(asked.question), report_button(asked.question)), *rows),
        fine_print=context_line(paid, read_as, card, learning, "How sure were you?" if rows else "", said),
        tone=Tone.PLAIN if given == GAVE_UP else Tone.RIGHT if right else Tone.WRONG,
        details=details,
    )


def closed_post(
    challenge: Challenge,
    asked: Asked,
    library: Library,
    split: Mapping[str, int],
    streaks: Sequence[tuple[str, int]] = (),
) -> ChoiceQuestion:
    """The post after closing: key, reason, split, one line for every wrong option, long streaks, the lesson."""
    answered = sum(split.values())
    right = sum(count for given, count in split.items() if is_right(asked.question, given))
    details = paragraphs(asked.question.explanation, rationales(asked), _split(asked, split), _streaks(streaks))
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


def _streaks(streaks: Sequence[tuple[str, int]]) -> str:
    named = ", ".join(f"**{plain(name, 20)}** {days} days" for name, days in streaks)
    return f"Streaks: {named}" if named else ""


def talk(*, is_closed: bool) -> Screen:
    """The first message of a side room; it says nothing that depends on the key."""
    if is_closed:
        return Screen(title="Talk about it", body="What made you choose your answer? What would you do in practice?")
    return Screen(
        title="For those who have answered",
        body="Here be spoilers: answer first, or press Show me. The answer is posted when the challenge closes.",
    )


def low_water(left: int) -> Screen:
    """The questions of a place's own choice run out."""
    return Screen(
        title="⚠️ Questions begin to return soon",
        body=f"Of the topics and levels you chose for the daily challenge, **{counted(left, 'question')}** "
        "were not asked yet. After that the oldest ones come again.\n\n"
        "To widen the choice, call `/setup` once more in that place; without topics it gets the calendar's questions.",
        tone=Tone.WRONG,
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

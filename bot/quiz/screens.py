"""Quiz questions, their reveal and the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten

from bot.learn.actions import ReadSection
from bot.library import Area, Library, Question, Skill, Track
from bot.picking import choice_of, picking_body, picking_rows
from bot.questions import GAVE_UP, PICKED, Asked, answer_form, explanation, is_right, rationales, verdict
from bot.quiz.actions import (
    AnswerQuestion,
    EndQuiz,
    GivePicked,
    GoOn,
    LookBack,
    PickAnswers,
    ShowHint,
    ShowQuestion,
    StartQuiz,
    TypeQuestionAnswer,
)
from bot.quiz.rules import DEFAULT_COUNT, LATELY, MIXED, STREAK_COUNT, Quiz, QuizKind, Step
from bot.reports.screens import report_button
from bot.review.actions import StartReview
from bot.screens import (
    LETTERS,
    Button,
    ChoiceQuestion,
    Rows,
    Screen,
    Tone,
    Weight,
    context_line,
    counted,
    paragraphs,
    short_line,
)

MISSED_SHOWN, STEM_SHOWN = 5, 110
KINDS: Mapping[QuizKind, str] = {QuizKind.CHECK: "Lesson check", QuizKind.DUEL: "Duel"}


def topic_title(topic: str, library: Library) -> str:
    """A topic as people read it."""
    if topic in library.lessons:
        return library.lessons[topic].short_title
    shelves: tuple[Mapping[str, Area | Skill | Track], ...] = (library.areas, library.skills, library.tracks)
    for shelf in shelves:
        if topic in shelf:
            return shelf[topic].title
    return "Mixed" if topic in (MIXED, LATELY) else topic


def question(
    quiz: Quiz,
    position: int,
    asked: Asked,
    library: Library,
    said: str = "",
    more: Rows = (),
    *,
    with_hint: bool = False,
    feedback_at_once: bool = True,
) -> ChoiceQuestion:
    """One question of a quiz; `said` and `more` belong to what was done before."""
    how = "" if asked.question.kind.is_pressed else answer_form(asked)
    hint = f"Hint: {asked.question.hint}" if with_hint else ""
    return ChoiceQuestion(
        title=f"Question {position + 1} of {len(quiz.question_ids)}",
        context=_context(quiz, library, f"Level {asked.question.difficulty}"),
        body=paragraphs(asked.body, how, hint),
        rows=(*_rows(quiz, position, asked, with_hint=with_hint), *more),
        fine_print=said,
        tone=Tone.OPEN,
        options=asked.shown_options,
        feedback_at_once=feedback_at_once,
        choice=choice_of(asked, TypeQuestionAnswer(quiz.id, position), _pick(quiz, position)),
    )


def _context(quiz: Quiz, library: Library, more: str = "") -> str:
    return short_line(KINDS.get(quiz.kind, "Quiz"), topic_title(quiz.topic, library), more)


def _rows(quiz: Quiz, position: int, asked: Asked, *, with_hint: bool) -> Rows:
    hint = (Button("Hint", ShowHint(quiz.id, position)),) if asked.question.hint and not with_hint else ()
    leaving = (
        *hint,
        Button("Show me", ShowQuestion(quiz.id, position)),
        Button("End", EndQuiz(quiz.id), Weight.DANGER),
    )
    typed = Button("Type answer", TypeQuestionAnswer(quiz.id, position))
    if asked.question.kind in PICKED:
        return ((_pick(quiz, position), typed), leaving)
    if not asked.question.kind.is_pressed:
        return ((typed,), leaving)
    letters = (Button(LETTERS[slot], AnswerQuestion(quiz.id, position, slot)) for slot in range(len(asked.order)))
    return (tuple(letters), leaving)


def _pick(quiz: Quiz, position: int) -> Button:
    return Button("Choose", PickAnswers(quiz.id, position, 0))


def picking(quiz: Quiz, position: int, asked: Asked, library: Library, slots: tuple[int, ...]) -> Screen:
    """A question with the letters that were picked so far."""

    def pick(picked: int) -> PickAnswers:
        return PickAnswers(quiz.id, position, picked)

    def give(picked: int) -> GivePicked:
        return GivePicked(quiz.id, position, picked)

    return Screen(
        title=f"Question {position + 1} of {len(quiz.question_ids)}",
        context=_context(quiz, library, f"Level {asked.question.difficulty}"),
        body=picking_body(asked, slots),
        rows=picking_rows(asked, slots, pick, give, Button("Show me", ShowQuestion(quiz.id, position))),
        fine_print="Nothing counts before you press Answer.",
        tone=Tone.OPEN,
    )


def reveal(
    quiz: Quiz,
    asked: Asked,
    given: str,
    library: Library,
    fine_print: str,
    confidence: Rows,
    *,
    is_last: bool,
) -> Screen:
    """Verdict, reason and the way on."""
    right = is_right(asked.question, given)
    card = "" if right else "Card added"
    return Screen(
        title=verdict(asked, given),
        context=_context(quiz, library),
        body=explanation(asked),
        rows=(
            (
                Button("Show result" if is_last else "Next", GoOn(quiz.id), Weight.PRIMARY),
                Button(
                    "Read the lesson",
                    ReadSection(asked.question.lesson_id, asked.question.anchor),
                ),
                report_button(asked.question),
            ),
            *confidence,
        ),
        fine_print=context_line(fine_print, card),
        tone=Tone.PLAIN if given == GAVE_UP else Tone.RIGHT if right else Tone.WRONG,
        details=rationales(asked),
    )


def result(
    quiz: Quiz,
    steps: Sequence[Step],
    library: Library,
    said: str = "",
    more: Rows = (),
    *,
    passed: bool,
    duel: str = "",
) -> Screen:
    """How the quiz went and what to do with it; `duel` is what there is to say of the duel that it belongs to."""
    right, asked = sum(step.is_right for step in steps), len(quiz.question_ids)
    missed = [library.questions[quiz.question_ids[step.position]] for step in steps if not step.is_right]
    return Screen(
        title="Lesson check" if quiz.kind is QuizKind.CHECK else "Quiz result",
        context=_context(quiz, library),
        body=paragraphs(f"**{right} of {asked}** right.", duel, "\n".join(_what_came(quiz, missed, library, passed))),
        rows=(*_ways_on(quiz, steps, missed), *more),
        fine_print=context_line(said, _streak_note(quiz, steps, library)),
        tone=Tone.RIGHT if right == asked else Tone.PLAIN,
    )


def _what_came(quiz: Quiz, missed: Sequence[Question], library: Library, passed: bool) -> Iterator[str]:
    if quiz.kind is QuizKind.CHECK:
        name, asked = topic_title(quiz.topic, library), len(quiz.question_ids)
        yield f"You passed {name}." if passed else f"{name} is passed when all {asked} are right at once."
    yield from (f"- {shorten(one.stem, STEM_SHOWN, placeholder='...')}" for one in missed[:MISSED_SHOWN])
    if len(missed) > MISSED_SHOWN:
        yield f"- and {len(missed) - MISSED_SHOWN} more"
    if missed:
        yield f"{counted(len(missed), 'missed question')} became cards." if len(missed) > 1 else "It became a card."


def _ways_on(quiz: Quiz, steps: Sequence[Step], missed: Sequence[Question]) -> Rows:
    review = (Button("Review missed", StartReview(), Weight.PRIMARY),) if missed else ()
    look = (Button("Look back", LookBack(quiz.id, steps[0].position)),) if steps else ()
    reads = tuple(Button("Read the lesson", ReadSection(one.lesson_id, one.anchor)) for one in missed[:1])
    again = Button("Quiz again", StartQuiz(max(DEFAULT_COUNT, len(quiz.question_ids)), quiz.topic))
    first, second = (*review, *(() if quiz.kind is QuizKind.DUEL else (again,))), (*look, *reads)
    return tuple(row for row in (first, second) if row)


def _streak_note(quiz: Quiz, steps: Sequence[Step], library: Library) -> str:
    answered = sum(step.given != GAVE_UP for step in steps)
    left = sum(question_id in library.questions for question_id in quiz.question_ids)
    if answered >= STREAK_COUNT and len(steps) == left:
        return "This quiz counts for your streak."
    return f"A quiz counts for the streak from {STREAK_COUNT} answers on."

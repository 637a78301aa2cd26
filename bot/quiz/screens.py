"""Quiz questions, their reveal and the result."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from bot.learn.actions import ReadSection
from bot.library import Library
from bot.questions import GAVE_UP, Asked, answer_form, explanation, is_right, rationales, verdict
from bot.quiz.actions import (
    AnswerQuestion,
    EndQuiz,
    GoOn,
    ShowQuestion,
    StartQuiz,
    TypeQuestionAnswer,
)
from bot.quiz.rules import DEFAULT_COUNT, MIXED, STREAK_COUNT, Quiz, QuizKind, Step
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


def topic_title(topic: str, library: Library) -> str:
    """A topic as people read it."""
    if topic in library.lessons:
        return library.lessons[topic].short_title
    for shelf in (library.areas, library.skills):
        if topic in shelf:
            return shelf[topic].title
    return "Mixed" if topic == MIXED else topic


def question(quiz: Quiz, position: int, asked: Asked, library: Library) -> ChoiceQuestion:
    """One question of a quiz."""
    how = "" if asked.question.kind.is_pressed else answer_form(asked)
    hint = f"Hint: {asked.question.hint}" if asked.question.hint else ""
    return ChoiceQuestion(
        title=f"Question {position + 1} of {len(quiz.question_ids)}",
        context=_context(quiz, library, f"Level {asked.question.difficulty}"),
        body=paragraphs(asked.body, how),
        rows=_rows(quiz, position, asked),
        fine_print=hint,
        tone=Tone.OPEN,
        options=asked.shown_options,
    )


def _context(quiz: Quiz, library: Library, more: str = "") -> str:
    kind = "Lesson check" if quiz.kind is QuizKind.CHECK else "Quiz"
    return short_line(kind, topic_title(quiz.topic, library), more)


def _rows(quiz: Quiz, position: int, asked: Asked) -> Rows:
    leaving = (
        Button("Show me", ShowQuestion(quiz.id, position)),
        Button("End", EndQuiz(quiz.id), Weight.DANGER),
    )
    if not asked.question.kind.is_pressed:
        return (
            (Button("Type answer", TypeQuestionAnswer(quiz.id, position)),),
            leaving,
        )
    letters = (Button(LETTERS[slot], AnswerQuestion(quiz.id, position, slot)) for slot in range(len(asked.order)))
    return (tuple(letters), leaving)


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


def result(quiz: Quiz, steps: Sequence[Step], library: Library, *, passed: bool) -> Screen:
    """How the quiz went and what to do with it."""
    right = sum(step.is_right for step in steps)
    asked = len(quiz.question_ids)
    lines = [f"**{right} of {asked}** right."]
    if quiz.kind is QuizKind.CHECK:
        name = topic_title(quiz.topic, library)
        lines.append(f"You passed {name}." if passed else f"{name} is passed when all {asked} are right at once.")
    missed = [library.questions[quiz.question_ids[step.position]] for step in steps if not step.is_right]
    lines += [f"- {shorten(one.stem, STEM_SHOWN, placeholder='...')}" for one in missed[:MISSED_SHOWN]]
    lines += [f"- and {len(missed) - MISSED_SHOWN} more"] if len(missed) > MISSED_SHOWN else []
    if missed:
        lines.append(
            f"{counted(len(missed), 'missed question')} became cards." if len(missed) > 1 else "It became a card."
        )
    reads = tuple(Button("Read the lesson", ReadSection(one.lesson_id, one.anchor)) for one in missed[:1])
    review = (Button("Review missed", StartReview(), Weight.PRIMARY),) if missed else ()
    again = (Button("Quiz again", StartQuiz(max(DEFAULT_COUNT, asked), quiz.topic)),)
    answered = sum(step.given != GAVE_UP for step in steps)
    left = sum(question_id in library.questions for question_id in quiz.question_ids)
    counts = answered >= STREAK_COUNT and len(steps) == left
    return Screen(
        title="Lesson check" if quiz.kind is QuizKind.CHECK else "Quiz result",
        context=_context(quiz, library),
        body="\n\n".join((lines[0], "\n".join(lines[1:]))).strip(),
        rows=((*review, *reads, *again),),
        fine_print="This quiz counts for your streak."
        if counts
        else f"A quiz counts for the streak from {STREAK_COUNT} answers on.",
        tone=Tone.RIGHT if right == asked else Tone.PLAIN,
    )

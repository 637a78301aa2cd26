"""The queue of wrong questions as lines of text, for those who manage content."""

from __future__ import annotations

from collections.abc import Iterator

from bot.library import Content, Question, QuestionKind
from bot.ports import UnitOfWork
from bot.quantities import number
from bot.reports.keys import corrected


def read_reports(work: UnitOfWork, content: Content) -> list[str]:
    """Every question that is frozen or reported, with what was said of it and how it is answered."""
    questions = corrected(content, work.questions.keys()).library.questions
    frozen, reports = work.questions.frozen(), work.questions.open_reports()
    lines = []
    for name in dict.fromkeys([*(report.question_id for report in reports), *frozen]):
        answers = work.judgements.answers_to(name)
        right = sum(answer.is_right for answer in answers)
        waits = f"frozen: {frozen[name]}" if name in frozen else "not frozen."
        lines.append(f"{name} {waits} {right} of {len(answers)} answers right.")
        lines += [f"  {line}" for line in _shown(questions[name])] if name in questions else []
        lines += [f"  {one.at:%Y-%m-%d}: {one.text}" for one in reports if one.question_id == name]
    return lines


def _shown(question: Question) -> Iterator[str]:
    """The question as it stands in the file, with what is right."""
    yield question.stem
    if question.kind is QuestionKind.NUMERIC:
        yield f"right: {number(question.value)} {question.unit}"
    for place, option in enumerate(question.options, start=1):
        yield f"{place} {'+' if option.correct else '-'} {option.text}"
    if question.kind is QuestionKind.ORDERING:
        yield f"order: {', '.join(str(index + 1) for index in question.key)}"

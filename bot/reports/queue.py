"""What those who manage content do about wrong questions: look, freeze, release, correct."""

from __future__ import annotations

from datetime import datetime

from bot.errors import QuorumError
from bot.library import Content
from bot.ports import UnitOfWork
from bot.reports.listing import read_reports
from bot.reports.rescoring import correct
from bot.screens import counted, plain

FROZEN_BY_HAND = "Those who manage the content want to look at it."
REASON_LIMIT = 200
STEPS = ("list", "freeze", "release", "correct")


def manage(step: str, name: str, text: str, at: datetime, work: UnitOfWork, content: Content) -> list[str]:
    """One step of the queue; the lines that say what came of it. QuorumError where it cannot be done."""
    if step == "list":
        return read_reports(work, content) or ["No question is reported or frozen."]
    if name not in content.library.questions:
        raise QuorumError(f"There is no question {plain(name)} in the library.")
    match step:
        case "freeze":
            if not work.questions.freeze(name, plain(text, REASON_LIMIT) or FROZEN_BY_HAND, at):
                raise QuorumError(f"{name} is frozen already; nothing changed.")
            return [f"{name} is asked in no challenge from now on. On its days another question takes its place."]
        case "release":
            closed = work.questions.close_reports(name, at)
            if not work.questions.release(name) and not closed:
                raise QuorumError(f"{name} is neither frozen nor reported; nothing changed.")
            return [f"{name} may be asked again; {counted(closed, 'report')} closed."]
        case "correct":
            done = correct(name, text, at, work, content)
            return [
                f"{name} has another key. {counted(done.answers, 'answer')} of {counted(done.learners, 'learner')} "
                f"judged anew, {counted(done.posts, 'closed post')} will say so."
            ]
        case _:
            raise QuorumError(f"There is no step {plain(step)}. Choose of {', '.join(STEPS)}.")

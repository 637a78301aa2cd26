"""Takes reports of questions; when several people say the same, the question waits until somebody has looked."""

from __future__ import annotations

from bot.account.handlers import present
from bot.effects import AskText, Effect, Notice
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content
from bot.ports import UnitOfWork
from bot.reports.actions import ReportLast, ReportQuestion
from bot.screens import plain

OPEN_AT_ONCE = 3
"""So many reports of one person may wait: nobody empties the pool alone."""
TEXT_LIMIT = 200
FREEZING = 3
"""So many people who report a question keep it out of challenges until somebody has looked."""
REPORTED = f"{FREEZING} people reported it."
THANKS = "Thank you. Those who look after the questions will read it."


def report_question(action: ReportQuestion, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Stores a report of a question that she was asked, or asks what is wrong with it."""
    learner = present(event, work)
    name = action.question_id
    if name not in content.library.questions or not work.answers.has_met(learner.id, name):
        raise Refusal("Only a question that you answered can be reported. Answer today's first: /daily.")
    reports = work.questions.open_reports()
    own = {report.question_id for report in reports if report.learner_id == learner.id}
    if name in own:
        raise Refusal("You reported this question already; it will be looked at. Thank you.")
    if len(own) >= OPEN_AT_ONCE:
        raise Refusal(f"{OPEN_AT_ONCE} reports of yours still wait to be looked at. Report more after that.")
    text = plain(event.text, TEXT_LIMIT)
    if not text:
        return [AskText("What is wrong with this question? One sentence helps most.", action)]
    work.questions.report(learner.id, name, text, event.at)
    people = {report.learner_id for report in reports if report.question_id == name} | {learner.id}
    if len(people) >= FREEZING:
        work.questions.freeze(name, REPORTED, event.at)
    return [Notice(THANKS)]


def report_last(action: ReportLast, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A report of the question that she answered last."""
    last = work.answers.last_met(present(event, work).id)
    if last is None:
        raise Refusal("You have answered no question yet. Begin with today's: /daily.")
    return report_question(ReportQuestion(last), event, work, content)

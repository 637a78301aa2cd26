"""The button under every reveal."""

from __future__ import annotations

from bot.library import Question
from bot.reports.actions import ReportQuestion
from bot.screens import Button


def report_button(question: Question) -> Button:
    """For whoever thinks that the question is wrong."""
    return Button("Report", ReportQuestion(question.id))

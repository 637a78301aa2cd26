"""What one may do about a question that seems wrong."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class ReportQuestion(Action, name="report.that"):
    """Says that a question is wrong; asks why when nothing was typed yet."""

    question_id: str


@dataclass(frozen=True)
class ReportLast(Action, name="report.last"):
    """Says that the question answered last is wrong."""

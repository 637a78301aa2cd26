"""What is known of questions beside the library."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.records import Report
from storage.daily_models import corrections, frozen_questions, reports
from storage.link import Link

_FROZEN = sa.select(frozen_questions.c.question_id, frozen_questions.c.reason)
_FREEZE = insert(frozen_questions).on_conflict_do_nothing()
_RELEASE = sa.delete(frozen_questions).where(frozen_questions.c.question_id == bindparam("released"))
_KEYS = sa.select(corrections.c.question_id, corrections.c.key)
_CORRECT = insert(corrections)
_CORRECT = _CORRECT.on_conflict_do_update(
    index_elements=[corrections.c.question_id],
    set_={"key": _CORRECT.excluded.key, "at": _CORRECT.excluded.at},
)
_REPORT = sa.insert(reports)
_OPEN = (
    sa.select(reports.c.question_id, reports.c.text, reports.c.at, reports.c.learner_id)
    .where(reports.c.closed_at.is_(None))
    .order_by(reports.c.id)
)
_CLOSE = sa.update(reports).where(reports.c.question_id == bindparam("reported"), reports.c.closed_at.is_(None))


class Questions:
    """What is known of questions beside the library: frozen, reported, corrected."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def frozen(self) -> dict[str, str]:
        """Question -> why it is not to be a challenge now."""
        return dict(self._link.rows(_FROZEN))

    def freeze(self, question_id: str, because: str, at: datetime) -> bool:
        """A question is not to be a challenge until somebody has looked at it; False when that was so."""
        return self._link.run(_FREEZE, question_id=question_id, reason=because, at=at) == 1

    def release(self, question_id: str) -> bool:
        """A question may be a challenge again; False when it might."""
        return self._link.run(_RELEASE, released=question_id) == 1

    def keys(self) -> dict[str, str]:
        """Question -> its corrected key, in the form of an answer."""
        return dict(self._link.rows(_KEYS))

    def correct(self, question_id: str, key: str, at: datetime) -> None:
        """A question has another key from now on, and always had."""
        self._link.run(_CORRECT, question_id=question_id, key=key, at=at)

    def report(self, learner_id: int, question_id: str, text: str, at: datetime) -> None:
        """Somebody said that a question is wrong."""
        self._link.run(_REPORT, learner_id=learner_id, question_id=question_id, text=text, at=at)

    def open_reports(self) -> list[Report]:
        """What nobody has looked at yet, oldest first."""
        return [Report(*row) for row in self._link.rows(_OPEN)]

    def close_reports(self, question_id: str, at: datetime) -> int:
        """Somebody has looked at what was said of a question; how many reports that were."""
        return self._link.run(_CLOSE, reported=question_id, closed_at=at)

"""Guided sessions: at most one is open for a learner."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.study.rules import Study
from storage.link import Link
from storage.models import studies

_OPEN = sa.select(
    studies.c.learner_id,
    studies.c.started_at,
    studies.c.until,
    studies.c.lesson_id,
    studies.c.anchor,
    studies.c.quiz_id,
).where(studies.c.learner_id == bindparam("learner_id"))
_PUT = insert(studies)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[studies.c.learner_id],
    set_={name: _PUT.excluded[name] for name in ("started_at", "until", "lesson_id", "anchor", "quiz_id")},
)
_CLOSE = sa.delete(studies).where(studies.c.learner_id == bindparam("learner_id"))


class Studies:
    """Guided sessions: at most one is open for a learner."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def open(self, learner_id: int) -> Study | None:
        """The session that was not ended."""
        row = self._link.row(_OPEN, learner_id=learner_id)
        return None if row is None else Study(*row)

    def put(self, study: Study) -> None:
        """Stores a session in place of the one before."""
        self._link.run(
            _PUT,
            learner_id=study.learner_id,
            started_at=study.started_at,
            until=study.until,
            lesson_id=study.lesson_id,
            anchor=study.anchor,
            quiz_id=study.quiz_id,
        )

    def close(self, learner_id: int) -> None:
        """Ends the open session."""
        self._link.run(_CLOSE, learner_id=learner_id)

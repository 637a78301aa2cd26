"""The event log of answers."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.records import Answer
from storage.link import Link, Row
from storage.models import answers, members

ANSWER_COLUMNS = (
    answers.c.id,
    answers.c.learner_id,
    answers.c.source,
    answers.c.source_id,
    answers.c.position,
    answers.c.question_id,
    answers.c.given,
    answers.c.is_right,
    answers.c.at,
    answers.c.on_day,
    answers.c.confidence,
    answers.c.community_id,
)
_ADD = insert(answers).on_conflict_do_nothing().returning(answers.c.id)
_OF = (
    sa.select(*ANSWER_COLUMNS)
    .where(
        answers.c.learner_id == bindparam("learner_id"),
        answers.c.source == bindparam("source"),
        answers.c.source_id == bindparam("source_id"),
    )
    .order_by(answers.c.position)
)
_GET = sa.select(*ANSWER_COLUMNS).where(answers.c.id == bindparam("answer_id"))
_CONFIDE = sa.update(answers).where(answers.c.id == bindparam("answer_id"))
_SPLIT = (
    sa.select(answers.c.given, sa.func.count())
    .where(
        answers.c.source == bindparam("source"),
        answers.c.source_id == bindparam("source_id"),
    )
    .group_by(answers.c.given)
)
_SPLIT_OF_COMMUNITY = _SPLIT.join(members, members.c.learner_id == answers.c.learner_id).where(
    members.c.community_id == bindparam("community_id"), members.c.left_at.is_(None)
)
_SEEN = sa.select(answers.c.question_id).distinct().where(answers.c.learner_id == bindparam("learner_id"))
_MET = _SEEN.where(answers.c.question_id == bindparam("question_id"))
_LAST_MET = (
    sa.select(answers.c.question_id)
    .where(answers.c.learner_id == bindparam("learner_id"))
    .order_by(answers.c.id.desc())
    .limit(1)
)
_CALIBRATION = (
    sa.select(
        answers.c.confidence,
        sa.func.count().filter(answers.c.is_right.is_(sa.true())),
        sa.func.count(),
    )
    .where(answers.c.learner_id == bindparam("learner_id"), answers.c.confidence > 0)
    .group_by(answers.c.confidence)
)


class Answers:
    """The event log of answers: one for each learner and question asked."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, answer: Answer, community_id: int) -> int | None:
        """Logs an answer (its `id` is ignored) and returns its id; None when there is one already."""
        row = self._link.row(
            _ADD,
            learner_id=answer.learner_id,
            source=answer.source,
            source_id=answer.source_id,
            position=answer.position,
            question_id=answer.question_id,
            given=answer.given,
            is_right=answer.is_right,
            confidence=answer.confidence,
            at=answer.at,
            on_day=answer.on,
            community_id=community_id,
        )
        return None if row is None else int(row[0])

    def of(self, learner_id: int, source: str, source_id: int) -> list[Answer]:
        """A learner's answers to one challenge or quiz, by position."""
        rows = self._link.rows(_OF, learner_id=learner_id, source=source, source_id=source_id)
        return [to_answer(row) for row in rows]

    def get(self, answer_id: int) -> Answer | None:
        """An answer by its id."""
        row = self._link.row(_GET, answer_id=answer_id)
        return None if row is None else to_answer(row)

    def confide(self, answer_id: int, confidence: int) -> None:
        """Notes how sure the learner was: 1 guess, 2 think so, 3 sure."""
        self._link.run(_CONFIDE, answer_id=answer_id, confidence=confidence)

    def split(self, source: str, source_id: int, community_id: int = 0) -> Mapping[str, int]:
        """Answer -> how many gave it, everywhere or among the members of a community; an empty one is giving up."""
        if community_id:
            rows = self._link.rows(_SPLIT_OF_COMMUNITY, source=source, source_id=source_id, community_id=community_id)
        else:
            rows = self._link.rows(_SPLIT, source=source, source_id=source_id)
        return {given: int(count) for given, count in rows}

    def seen(self, learner_id: int) -> set[str]:
        """Questions a learner has answered."""
        return {question_id for (question_id,) in self._link.rows(_SEEN, learner_id=learner_id)}

    def has_met(self, learner_id: int, question_id: str) -> bool:
        """Whether a learner answered a question or was shown its answer."""
        return self._link.row(_MET, learner_id=learner_id, question_id=question_id) is not None

    def last_met(self, learner_id: int) -> str | None:
        """The question that a learner answered, or was shown, last."""
        row = self._link.row(_LAST_MET, learner_id=learner_id)
        return None if row is None else str(row[0])

    def calibration(self, learner_id: int) -> Mapping[int, tuple[int, int]]:
        """Confidence -> (right, all) of a learner's answers that carry one."""
        rows = self._link.rows(_CALIBRATION, learner_id=learner_id)
        return {confidence: (right, count) for confidence, right, count in rows}


def to_answer(row: Row) -> Answer:
    """An answer from the values of ANSWER_COLUMNS."""
    return Answer(*row)

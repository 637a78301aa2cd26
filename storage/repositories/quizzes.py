"""Quizzes and what they are made of; who plays them together is not known here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from bot.events import Place
from bot.quiz.rules import Played, Quiz, QuizKind, Step
from storage.link import Link, Row
from storage.models import answers, group_quizzes, quiz_players, quiz_questions, quizzes

_TOGETHER: sa.ColumnElement[str] = sa.literal_column(f"'{QuizKind.TOGETHER}'")
_ADD = sa.insert(quizzes).returning(quizzes.c.id)
_ASK = sa.insert(quiz_questions)
_QUIZZES = sa.select(
    quizzes.c.id,
    quizzes.c.learner_id,
    quizzes.c.kind,
    quizzes.c.topic,
    quizzes.c.finished_at,
).where(quizzes.c.kind != _TOGETHER)
_GET = _QUIZZES.where(quizzes.c.id == bindparam("quiz_id"))
_OPEN = (
    _QUIZZES.where(
        quizzes.c.learner_id == bindparam("learner_id"),
        quizzes.c.finished_at.is_(None),
        quizzes.c.kind != sa.literal_column(f"'{QuizKind.DUEL}'"),
    )
    .order_by(quizzes.c.id.desc())
    .limit(1)
)
_QUESTIONS = (
    sa.select(quiz_questions.c.question_id)
    .where(quiz_questions.c.quiz_id == bindparam("quiz_id"))
    .order_by(quiz_questions.c.position)
)
_FINISH = sa.update(quizzes).where(quizzes.c.id == bindparam("quiz_id"), quizzes.c.finished_at.is_(None))
_STEPS = (
    sa.select(answers.c.position, answers.c.given, answers.c.is_right)
    .where(answers.c.source == "quiz", answers.c.source_id == bindparam("quiz_id"))
    .order_by(answers.c.position)
)
_LATELY = (
    sa.select(answers.c.question_id)
    .where(answers.c.learner_id == bindparam("of_learner"), answers.c.at >= bindparam("since", type_=answers.c.at.type))
    .distinct()
)
_OWN_ANSWERS = (
    sa.select(sa.func.count())
    .where(
        answers.c.learner_id == bindparam("of_learner"),
        answers.c.source == "quiz",
        answers.c.source_id == quizzes.c.id,
    )
    .correlate(quizzes)
)
_HERS = sa.exists().where(quiz_players.c.quiz_id == quizzes.c.id, quiz_players.c.learner_id == bindparam("of_learner"))
_OF_COMMUNITY = sa.exists().where(
    group_quizzes.c.quiz_id == quizzes.c.id,
    group_quizzes.c.platform == bindparam("platform"),
    group_quizzes.c.community == bindparam("community"),
    bindparam("community") != "",
)
_SIZE = sa.select(sa.func.count()).where(quiz_questions.c.quiz_id == quizzes.c.id).correlate(quizzes)
_PLAYED = (
    sa.select(
        quizzes.c.id,
        quizzes.c.kind,
        quizzes.c.topic,
        quizzes.c.finished_at,
        _SIZE.scalar_subquery(),
        _OWN_ANSWERS.scalar_subquery(),
        _OWN_ANSWERS.where(answers.c.is_right.is_(sa.true())).scalar_subquery(),
    )
    .where(
        quizzes.c.finished_at.is_not(None),
        sa.exists().where(quiz_questions.c.quiz_id == quizzes.c.id),
        sa.or_(
            sa.and_(quizzes.c.kind != _TOGETHER, quizzes.c.learner_id == bindparam("of_learner")),
            sa.and_(quizzes.c.kind == _TOGETHER, sa.or_(_HERS, _OF_COMMUNITY)),
        ),
    )
    .order_by(quizzes.c.finished_at.desc(), quizzes.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)


class Quizzes:
    """Quizzes and what they are made of."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, learner_id: int, kind: QuizKind, topic: str, at: datetime) -> int:
        """A new quiz without questions."""
        row = self._link.row(_ADD, learner_id=learner_id, kind=kind.value, topic=topic, started_at=at)
        assert row is not None
        return int(row[0])

    def ask(self, quiz_id: int, question_ids: Sequence[str]) -> None:
        """The questions of a quiz, in order."""
        for position, question_id in enumerate(question_ids):
            self._link.run(_ASK, quiz_id=quiz_id, position=position, question_id=question_id)

    def get(self, quiz_id: int) -> Quiz | None:
        """A quiz of one learner by its id."""
        return self._quiz(self._link.row(_GET, quiz_id=quiz_id))

    def open(self, learner_id: int) -> Quiz | None:
        """The quiz a learner has not finished."""
        return self._quiz(self._link.row(_OPEN, learner_id=learner_id))

    def finish(self, quiz_id: int, at: datetime) -> bool:
        """Ends a quiz; False when it was over."""
        return self._link.run(_FINISH, quiz_id=quiz_id, finished_at=at) == 1

    def steps(self, quiz_id: int) -> list[Step]:
        """The answered questions of a quiz."""
        return [Step(*row) for row in self._link.rows(_STEPS, quiz_id=quiz_id)]

    def lately(self, learner_id: int, since: datetime) -> set[str]:
        """Questions that a learner was asked since then, in challenges and quizzes."""
        return {question_id for (question_id,) in self._link.rows(_LATELY, of_learner=learner_id, since=since)}

    def played(self, learner_id: int, place: Place, limit: int, skipped: int = 0) -> list[Played]:
        """Quizzes that are over, newest first: hers, and those that the community of a place played together."""
        rows = self._link.rows(
            _PLAYED,
            of_learner=learner_id,
            platform=place.platform,
            community=place.community,
            most=limit,
            skipped=skipped,
        )
        return [Played(quiz_id, QuizKind(kind), *rest) for quiz_id, kind, *rest in rows]

    def _quiz(self, row: Row | None) -> Quiz | None:
        if row is None:
            return None
        quiz_id, learner_id, kind, topic, finished_at = row
        questions = tuple(question_id for (question_id,) in self._link.rows(_QUESTIONS, quiz_id=quiz_id))
        return Quiz(
            quiz_id,
            learner_id,
            QuizKind(kind),
            topic,
            questions,
            finished_at is not None,
        )

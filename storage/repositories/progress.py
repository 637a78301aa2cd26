"""Points, study days, ratings and lessons read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.progress.rules import Day, PointLine, Rating
from bot.review.rules import Load
from storage.link import Link
from storage.models import (
    answers,
    checks_passed,
    learners,
    members,
    points,
    question_ratings,
    reviews,
    sections_read,
    skill_ratings,
    study_days,
)

_PAY = insert(points).on_conflict_do_nothing()
_PAID = (
    sa.select(points.c.points)
    .where(points.c.learner_id == bindparam("learner_id"), points.c.act == bindparam("act"))
    .limit(1)
)
_ACTS = sa.union_all(
    sa.select(
        points.c.act,
        sa.func.max(points.c.points, type_=points.c.points.type).label("points"),
        sa.func.min(points.c.at, type_=points.c.at.type).label("at"),
    )
    .where(points.c.learner_id == bindparam("learner_id"), points.c.at >= bindparam("since"))
    .group_by(points.c.act),
    sa.select(sa.literal("review").label("act"), reviews.c.points, reviews.c.at).where(
        reviews.c.learner_id == bindparam("learner_id"),
        reviews.c.points > sa.literal_column("0"),
        reviews.c.at >= bindparam("since"),
    ),
).subquery()
_LINES = (
    sa.select(_ACTS.c.act, _ACTS.c.points, _ACTS.c.at)
    .order_by(_ACTS.c.at.desc(), _ACTS.c.act)
    .limit(bindparam("most", type_=sa.Integer))
)
_TOTAL = sa.select(sa.func.coalesce(sa.func.sum(_ACTS.c.points), 0))


def _paid_in_community(paid: sa.Table) -> sa.Subquery:
    """Learner -> points of one of the two tables that hold them."""
    return (
        sa.select(paid.c.learner_id, sa.func.sum(paid.c.points).label("points"))
        .where(
            paid.c.community_id == bindparam("community_id"),
            paid.c.at >= bindparam("since"),
            paid.c.points > sa.literal_column("0"),
        )
        .group_by(paid.c.learner_id)
        .subquery()
    )


_BY_ACTS, _BY_REVIEWS = _paid_in_community(points), _paid_in_community(reviews)
_TOTALS = (
    sa.select(
        learners.c.id,
        learners.c.name,
        sa.func.coalesce(_BY_ACTS.c.points, 0) + sa.func.coalesce(_BY_REVIEWS.c.points, 0),
    )
    .join(members, members.c.learner_id == learners.c.id)
    .outerjoin(_BY_ACTS, _BY_ACTS.c.learner_id == learners.c.id)
    .outerjoin(_BY_REVIEWS, _BY_REVIEWS.c.learner_id == learners.c.id)
    .where(
        members.c.community_id == bindparam("community_id"),
        members.c.left_at.is_(None),
        learners.c.is_on_boards.is_(sa.true()),
    )
)
_ADDED = ("challenges", "quizzes", "due_reviews", "new_cards", "paid_reviews")
_NEW_DAY = insert(study_days)
_COUNT = _NEW_DAY.on_conflict_do_update(
    index_elements=[study_days.c.learner_id, study_days.c.on_day],
    set_={name: study_days.c[name] + _NEW_DAY.excluded[name] for name in _ADDED},
).returning(study_days.c.due_reviews, study_days.c.new_cards, study_days.c.paid_reviews)
_CLEAR = sa.update(study_days).where(
    study_days.c.learner_id == bindparam("of_learner"),
    study_days.c.on_day == bindparam("that_day"),
)
_DAYS = sa.select(
    study_days.c.on_day,
    study_days.c.challenges,
    study_days.c.quizzes,
    study_days.c.due_reviews,
    study_days.c.cleared_queue,
).where(study_days.c.learner_id == bindparam("learner_id"))
_ALL_DAYS = _DAYS.order_by(study_days.c.on_day)
_REGULARS = (
    sa.select(answers.c.learner_id, answers.c.on_day)
    .join(learners, learners.c.id == answers.c.learner_id)
    .join(members, members.c.learner_id == answers.c.learner_id)
    .join(study_days, study_days.c.learner_id == answers.c.learner_id)
    .where(
        members.c.community_id == bindparam("community_id"),
        members.c.left_at.is_(None),
        answers.c.source == sa.literal_column("'challenge'"),
        answers.c.source_id == bindparam("challenge_id"),
        answers.c.given != sa.literal_column("''"),
        learners.c.is_on_boards.is_(sa.true()),
        learners.c.shows_streak.is_(sa.true()),
    )
    .group_by(answers.c.learner_id, answers.c.on_day)
    .order_by(sa.func.count().desc(), answers.c.learner_id)
    .limit(bindparam("most", type_=sa.Integer))
)
_LOAD = sa.select(study_days.c.due_reviews, study_days.c.new_cards).where(
    study_days.c.learner_id == bindparam("learner_id"),
    study_days.c.on_day == bindparam("on"),
)
_SKILLS = sa.select(skill_ratings.c.skill, skill_ratings.c.value, skill_ratings.c.answers).where(
    skill_ratings.c.learner_id == bindparam("learner_id")
)
_SKILL = sa.select(skill_ratings.c.value, skill_ratings.c.answers).where(
    skill_ratings.c.learner_id == bindparam("learner_id"),
    skill_ratings.c.skill == bindparam("skill"),
)
_QUESTION = sa.select(question_ratings.c.value, question_ratings.c.answers).where(
    question_ratings.c.question_id == bindparam("question_id")
)
RATE_SKILL = insert(skill_ratings)
RATE_SKILL = RATE_SKILL.on_conflict_do_update(
    index_elements=[skill_ratings.c.learner_id, skill_ratings.c.skill],
    set_={"value": RATE_SKILL.excluded.value, "answers": RATE_SKILL.excluded.answers},
)
RATE_QUESTION = insert(question_ratings)
RATE_QUESTION = RATE_QUESTION.on_conflict_do_update(
    index_elements=[question_ratings.c.question_id],
    set_={
        "value": RATE_QUESTION.excluded.value,
        "answers": RATE_QUESTION.excluded.answers,
    },
)
_READ = insert(sections_read).on_conflict_do_nothing()
_SECTIONS = sa.select(sections_read.c.lesson_id, sections_read.c.anchor).where(
    sections_read.c.learner_id == bindparam("learner_id")
)
_PASS = insert(checks_passed).on_conflict_do_nothing()
_PASSED = sa.select(checks_passed.c.lesson_id).where(checks_passed.c.learner_id == bindparam("learner_id"))


class Progress:
    """Points, study days, ratings and lessons read: derived from the event log, kept for speed."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def is_paid(self, learner_id: int, act: str) -> bool:
        """Whether points were booked for an act, in any community."""
        return self._link.row(_PAID, learner_id=learner_id, act=act) is not None

    def pay(self, learner_id: int, line: PointLine, on: date) -> bool:
        """Books points for an act; False when it was paid already."""
        return (
            self._link.run(
                _PAY,
                learner_id=learner_id,
                act=line.act,
                community_id=line.community_id,
                points=line.points,
                at=line.at,
                on_day=on,
            )
            == 1
        )

    def point_lines(self, learner_id: int, since: datetime, limit: int) -> list[PointLine]:
        """The newest points of a learner, each act once."""
        rows = self._link.rows(_LINES, learner_id=learner_id, since=since, most=limit)
        return [PointLine(act, paid, at) for act, paid, at in rows]

    def total(self, learner_id: int, since: datetime) -> int:
        """Sum of a learner's points, each act once."""
        row = self._link.row(_TOTAL, learner_id=learner_id, since=since)
        assert row is not None
        return int(row[0])

    def totals(self, community_id: int, since: datetime) -> list[tuple[int, str, int]]:
        """(learner, name, points) of the members of a community who are on its boards."""
        rows = self._link.rows(_TOTALS, community_id=community_id, since=since)
        return [(learner_id, name, int(total)) for learner_id, name, total in rows]

    def count(
        self,
        learner_id: int,
        on: date,
        *,
        challenges: int = 0,
        quizzes: int = 0,
        due_reviews: int = 0,
        new_cards: int = 0,
        paid_reviews: int = 0,
    ) -> tuple[Load, int]:
        """Adds to a study day; returns what it holds then and how many of its reviews were paid."""
        row = self._link.row(
            _COUNT,
            learner_id=learner_id,
            on_day=on,
            challenges=challenges,
            quizzes=quizzes,
            due_reviews=due_reviews,
            new_cards=new_cards,
            paid_reviews=paid_reviews,
            cleared_queue=False,
        )
        assert row is not None
        return Load(row[0], row[1]), row[2]

    def clear_queue(self, learner_id: int, on: date, *, is_clear: bool = True) -> None:
        """Notes whether all that was due was reviewed."""
        self._link.run(_CLEAR, of_learner=learner_id, that_day=on, cleared_queue=is_clear)

    def load(self, learner_id: int, on: date) -> Load:
        """What was reviewed on a study day."""
        row = self._link.row(_LOAD, learner_id=learner_id, on=on)
        return Load(0, 0) if row is None else Load(*row)

    def days(self, learner_id: int) -> list[Day]:
        """All study days of a learner, in order."""
        return [Day(*row) for row in self._link.rows(_ALL_DAYS, learner_id=learner_id)]

    def regulars(self, community_id: int, challenge_id: int, limit: int) -> list[tuple[int, date]]:
        """(learner, study day of her answer) of members who show streak and name and answered a challenge.

        Those with the most study days come first.
        """
        rows = self._link.rows(_REGULARS, community_id=community_id, challenge_id=challenge_id, most=limit)
        return [(learner_id, on) for learner_id, on in rows]

    def skill(self, learner_id: int, skill: str) -> Rating:
        """A learner's rating in a skill."""
        row = self._link.row(_SKILL, learner_id=learner_id, skill=skill)
        return Rating() if row is None else Rating(*row)

    def skills(self, learner_id: int) -> Mapping[str, Rating]:
        """Skill -> rating, for the skills a learner was asked about."""
        rows = self._link.rows(_SKILLS, learner_id=learner_id)
        return {skill: Rating(value, answers) for skill, value, answers in rows}

    def question(self, question_id: str) -> Rating | None:
        """A question's rating, None before its first answer."""
        row = self._link.row(_QUESTION, question_id=question_id)
        return None if row is None else Rating(*row)

    def rate(
        self,
        learner_id: int,
        skill: str,
        of_skill: Rating,
        question_id: str,
        of_question: Rating,
    ) -> None:
        """Stores both ratings after an answer."""
        self._link.run(
            RATE_SKILL,
            learner_id=learner_id,
            skill=skill,
            value=of_skill.value,
            answers=of_skill.answers,
        )
        self._link.run(
            RATE_QUESTION,
            question_id=question_id,
            value=of_question.value,
            answers=of_question.answers,
        )

    def read(self, learner_id: int, lesson_id: str, anchor: str, at: datetime) -> None:
        """Notes that a section was opened."""
        self._link.run(_READ, learner_id=learner_id, lesson_id=lesson_id, anchor=anchor, at=at)

    def sections_read(self, learner_id: int) -> Mapping[str, set[str]]:
        """Lesson -> anchors opened."""
        lessons: dict[str, set[str]] = {}
        for lesson_id, anchor in self._link.rows(_SECTIONS, learner_id=learner_id):
            lessons.setdefault(lesson_id, set()).add(anchor)
        return lessons

    def pass_check(self, learner_id: int, lesson_id: str, at: datetime) -> bool:
        """Notes a passed lesson check; False when it was passed before."""
        return self._link.run(_PASS, learner_id=learner_id, lesson_id=lesson_id, at=at) == 1

    def checks_passed(self, learner_id: int) -> set[str]:
        """Lessons whose check was passed."""
        return {lesson_id for (lesson_id,) in self._link.rows(_PASSED, learner_id=learner_id)}

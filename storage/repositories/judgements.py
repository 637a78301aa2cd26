"""What follows from how answers are judged, for the correction of a key."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.progress.rules import PointLine, Rating
from bot.questions import GAVE_UP
from bot.quiz.rules import QuizKind
from bot.records import Answer
from storage.daily_models import challenges, postings
from storage.link import Link
from storage.models import answers, cards, checks_passed, points, question_ratings, quizzes, reviews, skill_ratings
from storage.repositories.answers import ANSWER_COLUMNS, to_answer
from storage.repositories.deck import fresh
from storage.repositories.progress import RATE_QUESTION, RATE_SKILL

_TO = sa.select(*ANSWER_COLUMNS).where(answers.c.question_id == bindparam("question_id")).order_by(answers.c.id)
_JUDGE = sa.update(answers).where(answers.c.id == bindparam("answer_id"))
_CHECKS = (
    sa.select(*ANSWER_COLUMNS)
    .select_from(answers)
    .join(quizzes, sa.and_(quizzes.c.id == answers.c.source_id, answers.c.source == sa.literal_column("'quiz'")))
    .where(
        answers.c.learner_id == bindparam("learner_id"),
        quizzes.c.kind == sa.literal_column(f"'{QuizKind.CHECK}'"),
        quizzes.c.topic == bindparam("lesson_id"),
        quizzes.c.finished_at.is_not(None),
    )
    .order_by(quizzes.c.finished_at, quizzes.c.id, answers.c.id)
)
_ALL = (
    sa.select(answers.c.learner_id, answers.c.question_id, answers.c.is_right)
    .where(answers.c.given != bindparam("gave_up"))
    .order_by(answers.c.id)
)
_ACT = (points.c.learner_id == bindparam("of_learner"), points.c.act.like(bindparam("that_act")))
_LINES = sa.select(points.c.act, points.c.points, points.c.at, points.c.community_id).where(*_ACT)
_CHANGE = sa.update(points).where(*_ACT)
_TAKE_BACK = sa.delete(points).where(*_ACT)
_FAIL = sa.delete(checks_passed).where(
    checks_passed.c.learner_id == bindparam("of_learner"), checks_passed.c.lesson_id == bindparam("that_lesson")
)
_SKILLS = sa.select(skill_ratings.c.learner_id, skill_ratings.c.skill, skill_ratings.c.value, skill_ratings.c.answers)
_QUESTIONS = sa.select(question_ratings.c.question_id, question_ratings.c.value, question_ratings.c.answers)
_FORGET = sa.delete(cards).where(
    cards.c.learner_id == bindparam("of_learner"),
    cards.c.content_id == bindparam("that_question"),
    cards.c.is_new.is_(sa.true()),
    cards.c.is_suspended.is_(sa.false()),
    ~sa.exists().where(reviews.c.card_id == cards.c.id),
)
_MAKE = insert(cards).on_conflict_do_nothing()
_CLOSED = (
    sa.select(postings.c.id)
    .join(challenges, challenges.c.id == postings.c.challenge_id)
    .where(challenges.c.question_id == bindparam("question_id"), postings.c.closed_at.is_not(None))
    .order_by(postings.c.id)
)


class Judgements:
    """What follows from how answers are judged; written anew only where a key is corrected."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def answers_to(self, question_id: str) -> list[Answer]:
        """All answers to a question, the first one first."""
        return [to_answer(row) for row in self._link.rows(_TO, question_id=question_id)]

    def judge(self, answer_id: int, *, is_right: bool) -> None:
        """An answer has another verdict."""
        self._link.run(_JUDGE, answer_id=answer_id, is_right=is_right)

    def checks(self, learner_id: int, lesson_id: str) -> list[list[Answer]]:
        """The answers of each check of a lesson that a learner finished, in the order in which they ended."""
        found = [to_answer(row) for row in self._link.rows(_CHECKS, learner_id=learner_id, lesson_id=lesson_id)]
        return [list(one) for _, one in groupby(found, key=lambda answer: answer.source_id)]

    def all_answers(self) -> list[tuple[int, str, bool]]:
        """(learner, question, right) of all answers that gave up on nothing, the first one first."""
        return [(learner_id, name, bool(right)) for learner_id, name, right in self._link.rows(_ALL, gave_up=GAVE_UP)]

    def lines(self, learner_id: int, act: str) -> list[PointLine]:
        """Points booked for an act, in each community; in the act `%` stands for any text."""
        return [PointLine(*row) for row in self._link.rows(_LINES, of_learner=learner_id, that_act=act)]

    def change(self, learner_id: int, act: str, worth: int) -> None:
        """An act is worth other points, wherever it is booked."""
        self._link.run(_CHANGE, of_learner=learner_id, that_act=act, points=worth)

    def take_back(self, learner_id: int, act: str) -> None:
        """Points for an act are booked nowhere; in the act `%` stands for any text."""
        self._link.run(_TAKE_BACK, of_learner=learner_id, that_act=act)

    def fail_check(self, learner_id: int, lesson_id: str) -> None:
        """The check of a lesson is not passed."""
        self._link.run(_FAIL, of_learner=learner_id, that_lesson=lesson_id)

    def ratings(self) -> tuple[dict[tuple[int, str], Rating], dict[str, Rating]]:
        """(learner, skill) -> rating, and question -> rating, as they are kept."""
        skills = {(learner_id, skill): Rating(*kept) for learner_id, skill, *kept in self._link.rows(_SKILLS)}
        return skills, {name: Rating(*kept) for name, *kept in self._link.rows(_QUESTIONS)}

    def rate_skill(self, learner_id: int, skill: str, rating: Rating) -> None:
        """A learner's rating in a skill."""
        self._link.run(RATE_SKILL, learner_id=learner_id, skill=skill, value=rating.value, answers=rating.answers)

    def rate_question(self, question_id: str, rating: Rating) -> None:
        """A question's rating."""
        self._link.run(RATE_QUESTION, question_id=question_id, value=rating.value, answers=rating.answers)

    def replace_card(self, learner_id: int, question_id: str, missed_on: date | None, priority: int) -> None:
        """The card of a question as its last miss makes it, none without one; what was reviewed or suspended stays."""
        self._link.run(_FORGET, of_learner=learner_id, that_question=question_id)
        if missed_on is not None:
            self._link.run(_MAKE, **fresh(learner_id, question_id, missed_on, priority))

    def closed_posts(self, question_id: str) -> list[int]:
        """Ids of the closed rows of the ledger in which a question was asked."""
        return [posting_id for (posting_id,) in self._link.rows(_CLOSED, question_id=question_id)]

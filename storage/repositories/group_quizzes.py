"""Quizzes that a community plays together."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.events import Place
from bot.group_quiz.rules import LOBBY, Choice, Given, GroupQuiz, Pace, Player
from bot.quiz.rules import QuizKind
from storage.link import Link, Row
from storage.models import answers, group_quizzes, learners, quiz_choices, quiz_players, quiz_questions, quizzes

_ADD = insert(group_quizzes).on_conflict_do_nothing()
_QUIZZES = sa.select(
    quizzes.c.id,
    quizzes.c.learner_id,
    quizzes.c.topic,
    group_quizzes.c.platform,
    group_quizzes.c.community,
    group_quizzes.c.external_id,
    group_quizzes.c.room,
    group_quizzes.c.size,
    group_quizzes.c.pace,
    group_quizzes.c.level,
    group_quizzes.c.tells_at_once,
    group_quizzes.c.step,
    group_quizzes.c.closes_at,
    group_quizzes.c.shown_at,
    group_quizzes.c.paused_at,
    group_quizzes.c.host_position,
    group_quizzes.c.rematch_of,
    group_quizzes.c.ended_because,
    quizzes.c.finished_at,
).join(group_quizzes, group_quizzes.c.quiz_id == quizzes.c.id)
_GET = _QUIZZES.where(quizzes.c.id == bindparam("quiz_id"))
_ALL_RUNNING = _QUIZZES.where(
    quizzes.c.kind == sa.literal_column(f"'{QuizKind.TOGETHER}'"), quizzes.c.finished_at.is_(None)
).order_by(quizzes.c.id)
_RUNNING = _ALL_RUNNING.where(
    group_quizzes.c.platform == bindparam("platform"), group_quizzes.c.external_id == bindparam("external_id")
)
_ASKED_IN = (
    sa.select(quiz_questions.c.question_id)
    .select_from(
        group_quizzes.join(quizzes, quizzes.c.id == group_quizzes.c.quiz_id).join(
            quiz_questions, quiz_questions.c.quiz_id == quizzes.c.id
        )
    )
    .where(
        group_quizzes.c.platform == bindparam("platform"),
        group_quizzes.c.community == bindparam("community"),
        quizzes.c.finished_at.is_(None),
    )
)
_REMATCH = _QUIZZES.where(group_quizzes.c.rematch_of == bindparam("of_quiz"))
_QUESTIONS = (
    sa.select(quiz_questions.c.question_id, quiz_questions.c.is_skipped)
    .where(quiz_questions.c.quiz_id == bindparam("quiz_id"))
    .order_by(quiz_questions.c.position)
)
_CHANGE = sa.update(group_quizzes).where(group_quizzes.c.quiz_id == bindparam("of_quiz"))
_SKIP = (
    sa.update(quiz_questions)
    .where(quiz_questions.c.quiz_id == bindparam("of_quiz"), quiz_questions.c.position == bindparam("at_position"))
    .values(is_skipped=True)
)
_JOIN = insert(quiz_players)
_JOIN = _JOIN.on_conflict_do_update(
    index_elements=[quiz_players.c.quiz_id, quiz_players.c.learner_id],
    set_={"left_at": None},
    where=quiz_players.c.left_at.is_not(None),
)
_LEAVE = sa.update(quiz_players).where(
    quiz_players.c.quiz_id == bindparam("of_quiz"),
    quiz_players.c.learner_id == bindparam("of_learner"),
    quiz_players.c.left_at.is_(None),
)
_PLAYERS = (
    sa.select(learners.c.id, learners.c.name, learners.c.is_on_boards, quiz_players.c.left_at)
    .join(quiz_players, quiz_players.c.learner_id == learners.c.id)
    .where(quiz_players.c.quiz_id == bindparam("quiz_id"))
    .order_by(quiz_players.c.joined_at, learners.c.id)
)
_CHOOSE = insert(quiz_choices)
_CHOOSE = _CHOOSE.on_conflict_do_update(
    index_elements=[quiz_choices.c.quiz_id, quiz_choices.c.position, quiz_choices.c.learner_id],
    set_={"given": _CHOOSE.excluded.given},
)
_CHOICES = (
    sa.select(quiz_choices.c.learner_id, quiz_choices.c.given)
    .where(quiz_choices.c.quiz_id == bindparam("quiz_id"))
    .order_by(quiz_choices.c.learner_id)
)
_CLEAR = sa.delete(quiz_choices).where(quiz_choices.c.quiz_id == bindparam("quiz_id"))
_ANSWERS = (
    sa.select(answers.c.learner_id, answers.c.position, answers.c.given, answers.c.is_right)
    .where(answers.c.source == "quiz", answers.c.source_id == bindparam("quiz_id"))
    .order_by(answers.c.position, answers.c.learner_id)
)
_KEPT = (
    sa.select(quiz_questions.c.question_id)
    .select_from(
        quiz_players.join(quizzes, quizzes.c.id == quiz_players.c.quiz_id)
        .join(group_quizzes, group_quizzes.c.quiz_id == quizzes.c.id)
        .join(quiz_questions, quiz_questions.c.quiz_id == quizzes.c.id)
    )
    .where(
        quiz_players.c.learner_id == bindparam("learner_id"),
        quizzes.c.finished_at.is_(None),
        quiz_questions.c.position * 2 + 1 >= group_quizzes.c.step,
    )
)
_LATELY = (
    sa.select(quiz_questions.c.question_id)
    .select_from(
        group_quizzes.join(quizzes, quizzes.c.id == group_quizzes.c.quiz_id).join(
            quiz_questions, quiz_questions.c.quiz_id == quizzes.c.id
        )
    )
    .where(
        group_quizzes.c.platform == bindparam("platform"),
        group_quizzes.c.external_id == bindparam("external_id"),
        quizzes.c.started_at >= bindparam("since", type_=quizzes.c.started_at.type),
    )
)


class GroupQuizzes:
    """Quizzes that a community plays together. Final answers stand in the event log."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(
        self, quiz_id: int, place: Place, size: int, pace: Pace, level: int, closes_at: datetime, rematch_of: int | None
    ) -> bool:
        """Makes a quiz one that is played at a place; False when the quiz before has its rematch already."""
        added = self._link.run(
            _ADD,
            quiz_id=quiz_id,
            platform=place.platform,
            external_id=place.id,
            community=place.community,
            room=place.room or "",
            size=size,
            pace=pace.value,
            level=level,
            step=LOBBY,
            closes_at=closes_at,
            host_position=0,
            rematch_of=rematch_of,
            ended_because="",
            tells_at_once=False,
        )
        return added == 1

    def get(self, quiz_id: int) -> GroupQuiz | None:
        """A quiz by its id."""
        row = self._link.row(_GET, quiz_id=quiz_id)
        return None if row is None else self._quiz(row)

    def running(self, place: Place) -> list[GroupQuiz]:
        """The quizzes at a place that are not over."""
        rows = self._link.rows(_RUNNING, platform=place.platform, external_id=place.id)
        return [self._quiz(row) for row in rows]

    def asked_in(self, place: Place) -> set[str]:
        """Questions of the quizzes that are not over anywhere in a place's community."""
        rows = self._link.rows(_ASKED_IN, platform=place.platform, community=place.community)
        return {question_id for (question_id,) in rows}

    def all_running(self) -> list[GroupQuiz]:
        """All quizzes that are not over."""
        return [self._quiz(row) for row in self._link.rows(_ALL_RUNNING)]

    def rematch(self, quiz_id: int) -> GroupQuiz | None:
        """The quiz that was opened as the rematch of another."""
        row = self._link.row(_REMATCH, of_quiz=quiz_id)
        return None if row is None else self._quiz(row)

    def move(self, quiz_id: int, step: int, closes_at: datetime) -> None:
        """A quiz in its next step, which was not shown yet; it is not paused then."""
        self._link.run(_CHANGE, of_quiz=quiz_id, step=step, closes_at=closes_at, shown_at=None, paused_at=None)

    def tell_at_once(self, quiz_id: int, *, at_once: bool) -> None:
        """Whether answers are judged at once."""
        self._link.run(_CHANGE, of_quiz=quiz_id, tells_at_once=at_once)

    def note_shown(self, quiz_id: int, at: datetime) -> None:
        """The message of the step appeared."""
        self._link.run(_CHANGE, of_quiz=quiz_id, shown_at=at)

    def set_clock(self, quiz_id: int, closes_at: datetime, paused_at: datetime | None = None) -> None:
        """When the step ends by itself; with `paused_at` the clock stands still since then."""
        self._link.run(_CHANGE, of_quiz=quiz_id, closes_at=closes_at, paused_at=paused_at)

    def note_host(self, quiz_id: int, position: int) -> None:
        """The host acted at a question."""
        self._link.run(_CHANGE, of_quiz=quiz_id, host_position=position)

    def note_end(self, quiz_id: int, because: str) -> None:
        """Why a quiz ends, as a sentence."""
        self._link.run(_CHANGE, of_quiz=quiz_id, ended_because=because)

    def skip(self, quiz_id: int, position: int) -> None:
        """A question counts for nobody."""
        self._link.run(_SKIP, of_quiz=quiz_id, at_position=position)

    def join(self, quiz_id: int, learner_id: int, at: datetime) -> bool:
        """Somebody plays along; False when she does already."""
        return self._link.run(_JOIN, quiz_id=quiz_id, learner_id=learner_id, joined_at=at) == 1

    def leave(self, quiz_id: int, learner_id: int, at: datetime) -> bool:
        """Somebody plays along no more; False when she did not."""
        return self._link.run(_LEAVE, of_quiz=quiz_id, of_learner=learner_id, left_at=at) == 1

    def players(self, quiz_id: int) -> list[Player]:
        """All who ever joined, in that order."""
        rows = self._link.rows(_PLAYERS, quiz_id=quiz_id)
        return [Player(learner_id, name, is_shown, left_at is not None) for learner_id, name, is_shown, left_at in rows]

    def choose(self, quiz_id: int, position: int, learner_id: int, given: str) -> None:
        """Stores an answer to the open question, in the place of the one before."""
        self._link.run(_CHOOSE, quiz_id=quiz_id, position=position, learner_id=learner_id, given=given)

    def choices(self, quiz_id: int) -> list[Choice]:
        """The answers to the open question, by learner."""
        return [Choice(*row) for row in self._link.rows(_CHOICES, quiz_id=quiz_id)]

    def clear_choices(self, quiz_id: int) -> None:
        """The question closed: its answers stand in the event log."""
        self._link.run(_CLEAR, quiz_id=quiz_id)

    def answers(self, quiz_id: int) -> list[Given]:
        """The final answers, by position and learner."""
        return [Given(*row) for row in self._link.rows(_ANSWERS, quiz_id=quiz_id)]

    def kept_from(self, learner_id: int) -> set[str]:
        """Questions that are open or still to come in quizzes she joined: nothing may show her their key."""
        return {question_id for (question_id,) in self._link.rows(_KEPT, learner_id=learner_id)}

    def lately(self, place: Place, since: datetime) -> set[str]:
        """Questions asked in quizzes at a place since then."""
        rows = self._link.rows(_LATELY, platform=place.platform, external_id=place.id, since=since)
        return {question_id for (question_id,) in rows}

    def _quiz(self, row: Row) -> GroupQuiz:
        quiz_id, host_id, topic, platform, community, external_id, room, size, pace, level, *state, finished_at = row
        tells_at_once, step, closes_at, shown_at, paused_at, host_position, rematch_of, ended_because = state
        questions = self._link.rows(_QUESTIONS, quiz_id=quiz_id)
        return GroupQuiz(
            id=quiz_id,
            host_id=host_id,
            topic=topic,
            platform=platform,
            community=community,
            external_id=external_id,
            room=room,
            size=size,
            pace=Pace(pace),
            level=level,
            tells_at_once=tells_at_once,
            question_ids=tuple(question_id for question_id, _ in questions),
            skipped=frozenset(position for position, (_, is_skipped) in enumerate(questions) if is_skipped),
            step=step,
            closes_at=closes_at,
            shown_at=shown_at,
            paused_at=paused_at,
            host_position=host_position,
            rematch_of=rematch_of,
            ended_because=ended_because,
            is_over=finished_at is not None,
        )

"""Duels: who challenged whom, where, and how it stands."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from bot.duel.rules import Duel, Duellist, DuelState
from bot.events import Place, User
from bot.quiz.rules import QuizKind
from storage.link import Link, Row
from storage.models import (
    accounts,
    answers,
    communities,
    duels,
    group_quizzes,
    learners,
    members,
    quiz_players,
    quiz_questions,
    quizzes,
)

_FIRST, _SECOND = learners.alias("first"), learners.alias("second")
_OPEN = duels.c.state.in_((sa.literal_column(f"'{DuelState.OFFERED}'"), sa.literal_column(f"'{DuelState.ACCEPTED}'")))
_ADD = sa.insert(duels).returning(duels.c.id)
_DUELS = sa.select(
    duels.c.id,
    duels.c.platform,
    duels.c.external_id,
    duels.c.community,
    duels.c.first_account,
    duels.c.second_account,
    duels.c.second_name,
    duels.c.state,
    duels.c.closes_at,
    _FIRST.c.id,
    duels.c.quiz_id,
    _FIRST.c.name,
    _FIRST.c.is_on_boards,
    _SECOND.c.id,
    duels.c.second_quiz_id,
    _SECOND.c.name,
    _SECOND.c.is_on_boards,
).select_from(
    duels.join(quizzes, quizzes.c.id == duels.c.quiz_id)
    .join(_FIRST, _FIRST.c.id == quizzes.c.learner_id)
    .outerjoin(_SECOND, _SECOND.c.id == duels.c.second_id)
)
_GET = _DUELS.where(duels.c.id == bindparam("duel_id"))
_OF_QUIZ = _DUELS.where(sa.or_(duels.c.quiz_id == bindparam("of_quiz"), duels.c.second_quiz_id == bindparam("of_quiz")))
_BETWEEN = (
    _DUELS.where(
        _OPEN,
        sa.or_(
            sa.and_(
                _FIRST.c.id == bindparam("of_learner"),
                duels.c.platform == bindparam("of_platform"),
                duels.c.second_account == bindparam("account"),
            ),
            sa.and_(_FIRST.c.id == bindparam("friend"), duels.c.second_id == bindparam("of_learner")),
            sa.and_(
                _FIRST.c.id == bindparam("friend"),
                sa.exists().where(
                    accounts.c.platform == duels.c.platform,
                    accounts.c.external_id == duels.c.second_account,
                    accounts.c.learner_id == bindparam("of_learner"),
                ),
            ),
        ),
    )
    .order_by(duels.c.id)
    .limit(1)
)
_COUNT = (
    sa.select(sa.func.count())
    .select_from(duels.join(quizzes, quizzes.c.id == duels.c.quiz_id))
    .where(_OPEN, quizzes.c.learner_id == bindparam("of_learner"))
)
_RUNNING = sa.select(duels.c.id).where(_OPEN).order_by(duels.c.id)
_CHANGE = sa.update(duels).where(duels.c.id == bindparam("duel_id"))
_KEPT = (
    sa.select(quiz_questions.c.question_id)
    .select_from(quizzes.join(quiz_questions, quiz_questions.c.quiz_id == quizzes.c.id))
    .where(
        quizzes.c.learner_id == bindparam("of_learner"),
        quizzes.c.kind == sa.literal_column(f"'{QuizKind.DUEL}'"),
        quizzes.c.finished_at.is_(None),
        quizzes.c.id != bindparam("of_quiz"),
        ~sa.exists().where(
            answers.c.learner_id == quizzes.c.learner_id,
            answers.c.source == "quiz",
            answers.c.source_id == quizzes.c.id,
            answers.c.position == quiz_questions.c.position,
        ),
    )
)
_ASKED = (
    sa.select(quiz_questions.c.question_id)
    .distinct()
    .select_from(duels.join(quiz_questions, quiz_questions.c.quiz_id == duels.c.quiz_id))
)
_ASKED_IN = _ASKED.where(
    _OPEN, duels.c.platform == bindparam("of_platform"), duels.c.community == bindparam("that_community")
)
_OFFERED_TO = _ASKED.where(
    duels.c.state == sa.literal_column(f"'{DuelState.OFFERED}'"),
    sa.exists().where(
        accounts.c.platform == duels.c.platform,
        accounts.c.external_id == duels.c.second_account,
        accounts.c.learner_id == bindparam("of_learner"),
    ),
)
_NAME = sa.func.lower(learners.c.name)
_IS_MEMBER = (
    sa.select(members.c.learner_id)
    .join(communities, communities.c.id == members.c.community_id)
    .where(
        members.c.learner_id == learners.c.id,
        members.c.left_at.is_(None),
        communities.c.platform == bindparam("of_platform"),
        communities.c.external_id == bindparam("community"),
    )
    .correlate(learners)
    .exists()
)
_HAS_PLAYED = (
    sa.select(quiz_players.c.learner_id)
    .join(group_quizzes, group_quizzes.c.quiz_id == quiz_players.c.quiz_id)
    .where(
        quiz_players.c.learner_id == learners.c.id,
        group_quizzes.c.platform == bindparam("of_platform"),
        group_quizzes.c.community == bindparam("community"),
    )
    .correlate(learners)
    .exists()
)
_WORDS = sa.func.lower(bindparam("named", type_=sa.String))
_IS_HANDLE = sa.and_(accounts.c.handle != sa.literal_column("''"), accounts.c.handle == _WORDS)
_IS_CALLED = sa.or_(
    sa.func.replace(_NAME, " ", "") == _WORDS,
    sa.func.substr(_NAME, 1, bindparam("length", type_=sa.Integer)) == _WORDS + " ",
)
_NAMED = (
    sa.select(accounts.c.external_id, learners.c.name, accounts.c.handle)
    .select_from(accounts.join(learners, learners.c.id == accounts.c.learner_id))
    .where(
        accounts.c.platform == bindparam("of_platform"),
        sa.or_(_IS_HANDLE, sa.and_(_IS_CALLED, sa.or_(_IS_MEMBER, _HAS_PLAYED))),
    )
    .order_by(_IS_HANDLE.desc(), accounts.c.external_id)
    .limit(sa.literal_column("20"))
)


class Duels:
    """Duels; the questions and answers of each side stand in a quiz of its own."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, place: Place, quiz_id: int, account: str, friend: User, closes_at: datetime) -> int:
        """A challenge of a friend by the learner of a quiz, who acts through an account."""
        row = self._link.row(
            _ADD,
            platform=place.platform,
            external_id=place.id,
            community=place.community,
            quiz_id=quiz_id,
            first_account=account,
            second_account=friend.id,
            second_name=friend.name.replace("\0", "").encode(errors="ignore").decode(),
            state=DuelState.OFFERED.value,
            closes_at=closes_at,
        )
        assert row is not None
        return int(row[0])

    def get(self, duel_id: int) -> Duel | None:
        """A duel by its id."""
        return _duel(self._link.row(_GET, duel_id=duel_id))

    def of_quiz(self, quiz_id: int) -> Duel | None:
        """The duel of which a quiz is one side."""
        return _duel(self._link.row(_OF_QUIZ, of_quiz=quiz_id))

    def between(self, learner_id: int, friend: User, friend_id: int) -> Duel | None:
        """The open duel of two, whoever challenged; `friend_id` is 0 for an account that never acted."""
        row = self._link.row(
            _BETWEEN, of_learner=learner_id, of_platform=friend.platform, account=friend.id, friend=friend_id
        )
        return _duel(row)

    def open_of(self, learner_id: int) -> int:
        """How many open duels a learner began."""
        row = self._link.row(_COUNT, of_learner=learner_id)
        return int(row[0]) if row else 0

    def running(self) -> list[int]:
        """Ids of the duels that are not over."""
        return [duel_id for (duel_id,) in self._link.rows(_RUNNING)]

    def accept(self, duel_id: int, learner_id: int, quiz_id: int) -> None:
        """The one who was challenged plays."""
        self._link.run(
            _CHANGE, duel_id=duel_id, second_id=learner_id, second_quiz_id=quiz_id, state=DuelState.ACCEPTED.value
        )

    def move(self, duel_id: int, state: DuelState) -> None:
        """A duel in its next state."""
        self._link.run(_CHANGE, duel_id=duel_id, state=state.value)

    def kept_from(self, learner_id: int, quiz_id: int = 0) -> set[str]:
        """Questions still to be answered in duels of hers, but for one of her quizzes: nothing may show their key."""
        return {question_id for (question_id,) in self._link.rows(_KEPT, of_learner=learner_id, of_quiz=quiz_id)}

    def asked_in(self, place: Place) -> set[str]:
        """Questions of the open duels in a place's community."""
        rows = self._link.rows(_ASKED_IN, of_platform=place.platform, that_community=place.community)
        return {question_id for (question_id,) in rows}

    def offered_to(self, learner_id: int) -> set[str]:
        """Questions of the duels to which she was challenged and that she did not accept yet."""
        return {question_id for (question_id,) in self._link.rows(_OFFERED_TO, of_learner=learner_id)}

    def accounts_named(self, place: Place, name: str) -> list[User]:
        """The account with that handle, under no other name, for it may be a stranger's.

        Else those of who is a member of a community or played there with that name without spaces, else those whose
        name begins with that word.
        """
        words = "".join(name.split())
        rows = self._link.rows(
            _NAMED, of_platform=place.platform, community=place.community, named=words, length=len(words) + 1
        )
        called = [User(place.platform, account, handle) for account, _, handle in rows if handle == words.lower() != ""]
        found = [User(place.platform, account, known_as) for account, known_as, _ in rows]
        whole = [user for user in found if "".join(user.name.split()).casefold() == words.casefold()]
        return called or whole or found


def _duel(row: Row | None) -> Duel | None:
    if row is None:
        return None
    duel_id, platform, external_id, community, account, friend, called, state, closes_at, *sides = row
    first_id, first_quiz, first_name, first_shown, second_id, second_quiz, second_name, second_shown = sides
    return Duel(
        duel_id,
        platform,
        external_id,
        community,
        Duellist(first_id, first_quiz, first_name, first_shown),
        Duellist(second_id or 0, second_quiz or 0, second_name or called, second_id is None or second_shown),
        account,
        friend,
        DuelState(state),
        closes_at,
    )

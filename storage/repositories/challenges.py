"""Questions of dates."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.daily.rules import Challenge
from storage.daily_models import challenges, daily_places, postings
from storage.link import Link, Row
from storage.models import answers

_CALENDAR = 0
"""Stands for a place in challenges that are the same everywhere."""
_CHALLENGES = sa.select(challenges.c.id, challenges.c.on_date, challenges.c.question_id)
_ON = _CHALLENGES.where(challenges.c.on_date == bindparam("on"), challenges.c.place_id == bindparam("place_id"))
_OF_COMMUNITY = sa.select(daily_places.c.id).where(daily_places.c.community_id == bindparam("community_id"))
_IS_THEIRS = sa.or_(
    challenges.c.place_id == sa.literal_column(str(_CALENDAR)), challenges.c.place_id.in_(_OF_COMMUNITY)
)
_DATES = (
    sa.select(challenges.c.on_date)
    .distinct()
    .where(challenges.c.on_date <= bindparam("until", type_=challenges.c.on_date.type), _IS_THEIRS)
    .order_by(challenges.c.on_date.desc())
    .limit(bindparam("most", type_=sa.Integer))
)
_GET = _CHALLENGES.where(
    challenges.c.id == bindparam("challenge_id"), challenges.c.place_id >= sa.literal_column(str(_CALENDAR))
)
_ADD = insert(challenges).on_conflict_do_nothing()
_SET_ASIDE = sa.update(challenges).where(challenges.c.id == bindparam("challenge_id")).values(place_id=-challenges.c.id)
_BOOK_ANEW = sa.update(postings).where(postings.c.challenge_id == bindparam("old"))
_TOUCHED = sa.union_all(
    sa.select(answers.c.id).where(
        answers.c.source == sa.literal_column("'challenge'"), answers.c.source_id == bindparam("challenge_id")
    ),
    sa.select(postings.c.id).where(
        postings.c.challenge_id == bindparam("challenge_id"),
        sa.or_(postings.c.claimed_at.is_not(None), postings.c.posted_at.is_not(None)),
    ),
).limit(1)
_LAST_USE = (
    sa.select(challenges.c.question_id, sa.func.max(challenges.c.on_date, type_=challenges.c.on_date.type))
).group_by(challenges.c.question_id)
_USED = _LAST_USE.where(challenges.c.place_id == sa.literal_column(str(_CALENDAR)))
_SINCE = (
    sa.select(challenges.c.question_id)
    .distinct()
    .where(challenges.c.on_date >= bindparam("since", type_=challenges.c.on_date.type))
)
_KEPT = _SINCE.where(
    ~sa.exists().where(
        answers.c.learner_id == bindparam("learner_id"),
        answers.c.source == sa.literal_column("'challenge'"),
        answers.c.source_id == challenges.c.id,
    ),
    sa.or_(
        challenges.c.on_date >= bindparam("today", type_=challenges.c.on_date.type),
        sa.exists().where(
            postings.c.challenge_id == challenges.c.id, postings.c.closed_at.is_(None), postings.c.missed_at.is_(None)
        ),
    ),
)
_USED_AT = _LAST_USE.join(postings, postings.c.challenge_id == challenges.c.id).where(
    postings.c.place_id == bindparam("place_id")
)
_EARLIER = challenges.alias("earlier")
_ASKED_BEFORE = (
    sa.select(_EARLIER.c.id)
    .join(challenges, challenges.c.question_id == _EARLIER.c.question_id)
    .where(
        challenges.c.id == bindparam("challenge_id"),
        _EARLIER.c.on_date < challenges.c.on_date,
        sa.or_(
            _EARLIER.c.place_id == challenges.c.place_id,
            sa.exists().where(
                postings.c.challenge_id == _EARLIER.c.id,
                postings.c.place_id == bindparam("place_id"),
                postings.c.posted_at.is_not(None),
            ),
        ),
    )
    .limit(1)
)
_BY_POST = _CHALLENGES.join(postings, postings.c.challenge_id == challenges.c.id).join(
    daily_places, daily_places.c.id == postings.c.place_id
)
_POSTED_IN = _BY_POST.where(
    daily_places.c.community_id == bindparam("community_id"),
    postings.c.on_date == bindparam("on", type_=postings.c.on_date.type),
    postings.c.missed_at.is_(None),
).limit(1)
_CURRENT = (
    _BY_POST.where(
        daily_places.c.community_id == bindparam("community_id"),
        postings.c.closed_at.is_(None),
        postings.c.missed_at.is_(None),
    )
    .order_by(postings.c.on_date.desc(), postings.c.id)
    .limit(1)
)
_OWN = (
    _CHALLENGES.where(
        challenges.c.on_date == bindparam("on"),
        challenges.c.place_id.in_(_OF_COMMUNITY),
    )
    .order_by(challenges.c.place_id)
    .limit(1)
)


class Challenges:
    """Questions of dates: one of the calendar for a date, and one for each place that draws its own."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def on(self, on: date, place_id: int = _CALENDAR) -> Challenge | None:
        """The challenge of a date, of the calendar or of a place."""
        return _challenge(self._link.row(_ON, on=on, place_id=place_id))

    def get(self, challenge_id: int) -> Challenge | None:
        """A challenge by its id."""
        return _challenge(self._link.row(_GET, challenge_id=challenge_id))

    def add(self, on: date, question_id: str, place_id: int = _CALENDAR) -> Challenge:
        """Fixes the question of a date; the one that stands when there is one."""
        self._link.run(_ADD, on_date=on, question_id=question_id, place_id=place_id)
        challenge = self.on(on, place_id)
        assert challenge is not None
        return challenge

    def replace(self, challenge: Challenge, question_id: str, place_id: int) -> Challenge:
        """Another challenge in the place of one that nobody answered yet; who opened that one finds it gone."""
        self._link.run(_SET_ASIDE, challenge_id=challenge.id)
        new = self.add(challenge.on, question_id, place_id)
        self._link.run(_BOOK_ANEW, old=challenge.id, challenge_id=new.id)
        return new

    def is_untouched(self, challenge_id: int) -> bool:
        """Whether nobody can have seen the question: no answer, and no post that may stand anywhere."""
        return self._link.row(_TOUCHED, challenge_id=challenge_id) is None

    def dates(self, until: date, limit: int, community_id: int = 0) -> list[date]:
        """The newest dates that have a challenge, of the calendar or of a community, newest first."""
        rows = self._link.rows(_DATES, until=until, most=limit, community_id=community_id)
        return [on for (on,) in rows]

    def used(self) -> dict[str, date]:
        """Question -> last date on which it was the challenge of the calendar."""
        return dict(self._link.rows(_USED))

    def asked_since(self, on: date) -> set[str]:
        """Questions that were a challenge anywhere from a date on."""
        return {question_id for (question_id,) in self._link.rows(_SINCE, since=on)}

    def kept_from(self, learner_id: int, since: date, today: date) -> set[str]:
        """Questions of dates since then that she did not answer and that are open somewhere, or will be."""
        return {name for (name,) in self._link.rows(_KEPT, learner_id=learner_id, since=since, today=today)}

    def used_at(self, place_id: int) -> dict[str, date]:
        """Question -> last date on which it was the challenge of a place, drawn or from the calendar."""
        return dict(self._link.rows(_USED_AT, place_id=place_id))

    def was_asked_before(self, challenge_id: int, place_id: int) -> bool:
        """Whether its question was the challenge of an earlier date: of the same draw, or posted at a place."""
        return self._link.row(_ASKED_BEFORE, challenge_id=challenge_id, place_id=place_id) is not None

    def posted_in(self, community_id: int, on: date) -> Challenge | None:
        """The challenge that a community got on a date."""
        return _challenge(self._link.row(_POSTED_IN, community_id=community_id, on=on))

    def open_in(self, community_id: int) -> Challenge | None:
        """The newest challenge of a community that is not closed."""
        return _challenge(self._link.row(_CURRENT, community_id=community_id))

    def chosen_for(self, community_id: int, on: date) -> Challenge | None:
        """The challenge of a date that a community draws itself, else that of the calendar, if one was chosen."""
        return _challenge(self._link.row(_OWN, community_id=community_id, on=on)) or self.on(on)


def _challenge(row: Row | None) -> Challenge | None:
    return None if row is None else Challenge(*row)

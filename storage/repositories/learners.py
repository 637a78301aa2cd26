"""People, their accounts and memberships."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.account.rules import Learner, Preferences
from bot.events import Place, User
from storage.link import Link, Row
from storage.models import accounts, communities, learners, members, studies

_COLUMNS = (
    learners.c.id,
    learners.c.name,
    learners.c.zone,
    learners.c.rating_buttons,
    learners.c.new_cards_a_day,
    learners.c.cards_a_day,
    learners.c.retention_percent,
    learners.c.is_on_boards,
    learners.c.shows_streak,
    communities.c.id,
    members.c.joined_at,
    members.c.left_at,
    learners.c.knows_of_boards,
    learners.c.home_id,
    studies.c.until,
    learners.c.track,
    learners.c.feedback_at_end,
)


def _at_place(people: sa.FromClause) -> sa.Join:
    """Learners with the community where their acts count, their membership in it and their open session."""
    here = sa.and_(
        communities.c.platform == bindparam("platform"),
        communities.c.external_id == bindparam("community"),
    )
    at_home = sa.and_(bindparam("community") == "", communities.c.id == learners.c.home_id)
    return (
        people.outerjoin(communities, sa.or_(here, at_home))
        .outerjoin(
            members,
            sa.and_(
                members.c.community_id == communities.c.id,
                members.c.learner_id == learners.c.id,
            ),
        )
        .outerjoin(studies, studies.c.learner_id == learners.c.id)
    )


_FIND = (
    sa.select(*_COLUMNS, accounts.c.handle)
    .select_from(_at_place(accounts.join(learners, learners.c.id == accounts.c.learner_id)))
    .where(
        accounts.c.platform == bindparam("platform"),
        accounts.c.external_id == bindparam("external_id"),
    )
)
_GET = sa.select(*_COLUMNS).select_from(_at_place(learners)).where(learners.c.id == bindparam("learner_id"))
_ZONE = sa.select(communities.c.id, communities.c.zone).where(
    communities.c.platform == bindparam("platform"),
    communities.c.external_id == bindparam("community"),
)
_ADD = sa.insert(learners).returning(learners.c.id)
_ADD_ACCOUNT = sa.insert(accounts)
_FREE_HANDLE = (
    sa.update(accounts)
    .where(accounts.c.platform == bindparam("of_platform"), accounts.c.handle == bindparam("taken"))
    .values(handle="")
)
_TAKE_HANDLE = sa.update(accounts).where(
    accounts.c.platform == bindparam("of_platform"), accounts.c.external_id == bindparam("account")
)
_JOIN = insert(members).on_conflict_do_update(
    index_elements=[members.c.community_id, members.c.learner_id],
    set_={"left_at": None},
)
_MEMBER_OF = sa.select(members.c.community_id).where(
    members.c.learner_id == bindparam("learner_id"), members.c.left_at.is_(None)
)
_CHANGE = sa.update(learners).where(learners.c.id == bindparam("learner_id"))
_TELL = (
    sa.update(learners)
    .where(
        learners.c.id == bindparam("learner_id"),
        learners.c.knows_of_boards.is_(sa.false()),
    )
    .values(knows_of_boards=True)
)

_DEFAULTS = Preferences(ZoneInfo("UTC"))


class Learners:
    """People, their accounts, what they set, where they are members."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def find(self, user: User, place: Place) -> Learner | None:
        """The learner of an account, None when it never acted."""
        row = self._row(user, place)
        return None if row is None else _learner(row)

    def get(self, learner_id: int, place: Place) -> Learner | None:
        """A learner by her id, as she acts at a place."""
        row = self._link.row(_GET, learner_id=learner_id, platform=place.platform, community=place.community)
        return None if row is None else _learner(row)

    def present(self, user: User, place: Place, at: datetime) -> Learner:
        """The learner of an account, made at first sight together with the membership of the place's community."""
        row, name = self._row(user, place), _storable(user.name)
        if row is None:
            self._add(user, name, place, at)
            row = self._row(user, place)
            assert row is not None
        learner, joined_at, left_at = _learner(row), row[10], row[11]
        if learner.community_id and (joined_at is None or left_at is not None):
            self._link.run(
                _JOIN,
                community_id=learner.community_id,
                learner_id=learner.id,
                joined_at=at,
            )
        if name and name != learner.name:
            self._link.run(_CHANGE, learner_id=learner.id, name=name)
        if user.handle is not None and user.handle != row[17]:
            if user.handle:
                self._link.run(_FREE_HANDLE, of_platform=user.platform, taken=user.handle)
            self._link.run(_TAKE_HANDLE, of_platform=user.platform, account=user.id, handle=user.handle)
        return learner

    def prefer(self, learner_id: int, preferences: Preferences) -> None:
        """Stores what a learner chose."""
        self._link.run(_CHANGE, learner_id=learner_id, **_columns(preferences))

    def communities(self, learner_id: int) -> set[int]:
        """Communities of which a learner is a member."""
        return {community_id for (community_id,) in self._link.rows(_MEMBER_OF, learner_id=learner_id)}

    def move_home(self, learner_id: int, community_id: int) -> None:
        """Sets the community in which private acts count; 0 for none."""
        self._link.run(_CHANGE, learner_id=learner_id, home_id=community_id)

    def told_of_boards(self, learner_id: int) -> bool:
        """Notes that she was told that she appears on boards; False when that was known."""
        return self._link.run(_TELL, learner_id=learner_id) == 1

    def _row(self, user: User, place: Place) -> Row | None:
        return self._link.row(
            _FIND,
            platform=user.platform,
            external_id=user.id,
            community=place.community,
        )

    def _add(self, user: User, name: str, place: Place, at: datetime) -> None:
        community = self._link.row(_ZONE, platform=place.platform, community=place.community)
        values = {**_columns(_DEFAULTS), "zone": community[1]} if community else _columns(_DEFAULTS)
        added = self._link.row(
            _ADD,
            name=name or f"learner {user.id}",
            knows_of_boards=False,
            created_at=at,
            **values,
        )
        assert added is not None
        self._link.run(
            _ADD_ACCOUNT,
            platform=user.platform,
            external_id=user.id,
            learner_id=added[0],
            created_at=at,
        )


def _storable(name: str) -> str:
    """A name without what no database takes: null characters (PostgreSQL) and halves of surrogate pairs."""
    return name if name.isprintable() else name.replace("\0", "").encode(errors="ignore").decode()


def _columns(preferences: Preferences) -> dict[str, object]:
    return {
        "zone": preferences.zone.key,
        "rating_buttons": preferences.rating_buttons,
        "new_cards_a_day": preferences.new_cards_a_day,
        "cards_a_day": preferences.cards_a_day,
        "retention_percent": preferences.retention_percent,
        "is_on_boards": preferences.is_on_boards,
        "shows_streak": preferences.shows_streak,
        "track": preferences.track,
        "feedback_at_end": preferences.feedback_at_end,
    }


def _learner(row: Row) -> Learner:
    preferences = Preferences(
        ZoneInfo(row[2]), row[3], row[4], row[5], row[6], row[7], row[8], track=row[15], feedback_at_end=row[16]
    )
    return Learner(row[0], row[1], preferences, row[9] or 0, *row[12:15])

"""Communities and their daily places."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.community.rules import Community, DailyPlace, Talk
from bot.events import Place
from bot.records import Answer
from storage.daily_models import daily_places
from storage.link import Link, Row
from storage.models import answers, communities, members
from storage.repositories.answers import ANSWER_COLUMNS, to_answer

_NEW = insert(communities)
_PUT = _NEW.on_conflict_do_update(
    index_elements=[communities.c.platform, communities.c.external_id],
    set_={"zone": _NEW.excluded.zone},
).returning(communities.c.id)
_COMMUNITIES = sa.select(
    communities.c.id,
    communities.c.platform,
    communities.c.external_id,
    communities.c.zone,
)
_GET = _COMMUNITIES.where(communities.c.id == bindparam("community_id"))
_BY_NAME = _COMMUNITIES.where(
    communities.c.platform == bindparam("platform"),
    communities.c.external_id == bindparam("external_id"),
)
_SETTINGS = (
    "zone",
    "wall_minutes",
    "weekdays",
    "window_minutes",
    "shields_missed",
    "set_at",
    "set_by",
    "paused_because",
    "mention",
    "topics",
    "levels",
    "talk",
    "holiday_until",
)
_PUT_PLACE = insert(daily_places)
_PUT_PLACE = _PUT_PLACE.on_conflict_do_update(
    index_elements=[
        daily_places.c.platform,
        daily_places.c.external_id,
        daily_places.c.room,
    ],
    set_={name: _PUT_PLACE.excluded[name] for name in _SETTINGS},
)
_PLACES = sa.select(
    daily_places.c.id,
    daily_places.c.community_id,
    daily_places.c.platform,
    communities.c.external_id,
    daily_places.c.external_id,
    daily_places.c.room,
    daily_places.c.zone,
    daily_places.c.wall_minutes,
    daily_places.c.set_at,
    daily_places.c.weekdays,
    daily_places.c.window_minutes,
    daily_places.c.shields_missed,
    daily_places.c.set_by,
    daily_places.c.paused_because,
    daily_places.c.mention,
    daily_places.c.topics,
    daily_places.c.levels,
    daily_places.c.talk,
    daily_places.c.holiday_until,
    daily_places.c.is_low,
).join(communities, communities.c.id == daily_places.c.community_id)
_PLACE = _PLACES.where(daily_places.c.id == bindparam("place_id"))
_PLACE_AT = _PLACES.where(
    daily_places.c.platform == bindparam("platform"),
    daily_places.c.external_id == bindparam("external_id"),
    daily_places.c.room == bindparam("room"),
)
_OF_COMMUNITY = _PLACES.where(
    communities.c.platform == bindparam("platform"),
    communities.c.external_id == bindparam("community"),
).order_by(daily_places.c.id)
_OF = _PLACES.where(communities.c.id == bindparam("community_id")).order_by(daily_places.c.id)
_ALL = _PLACES.order_by(daily_places.c.id)
_OF_PLATFORM = _ALL.where(daily_places.c.platform == bindparam("platform"))
_CHANGE_PLACE = sa.update(daily_places).where(daily_places.c.id == bindparam("place_id"))
_ANSWERED = (
    sa.select(*ANSWER_COLUMNS)
    .join(members, members.c.learner_id == answers.c.learner_id)
    .where(
        members.c.community_id == bindparam("community_id"),
        members.c.left_at.is_(None),
        answers.c.source == "challenge",
        answers.c.source_id == bindparam("challenge_id"),
    )
)


class Communities:
    """Communities and their daily places."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def set_up(self, place: Place, settings: DailyPlace) -> DailyPlace:
        """Stores a community with its daily place, new or changed; ids of `settings` are ignored."""
        community = self._link.row(
            _PUT,
            platform=place.platform,
            external_id=place.community,
            zone=settings.zone.key,
        )
        assert community is not None
        self._link.run(
            _PUT_PLACE,
            community_id=community[0],
            platform=place.platform,
            external_id=place.id,
            room=place.room or "",
            zone=settings.zone.key,
            wall_minutes=settings.wall.hour * 60 + settings.wall.minute,
            weekdays=settings.weekdays,
            window_minutes=settings.window // timedelta(minutes=1),
            shields_missed=settings.shields_missed,
            set_at=settings.set_at,
            set_by=settings.set_by,
            paused_because=settings.paused_because,
            mention=settings.mention,
            topics=settings.topics,
            levels=settings.levels,
            talk=int(settings.talk),
            holiday_until=settings.holiday_until,
        )
        stored = self.daily_place_at(place)
        assert stored is not None
        return stored

    def of(self, place: Place) -> Community | None:
        """The community that a place belongs to."""
        return _community(self._link.row(_BY_NAME, platform=place.platform, external_id=place.community))

    def get(self, community_id: int) -> Community | None:
        """A community by its id."""
        return _community(self._link.row(_GET, community_id=community_id))

    def daily_place(self, place_id: int) -> DailyPlace | None:
        """A daily place by its id."""
        row = self._link.row(_PLACE, place_id=place_id)
        return None if row is None else _place(row)

    def daily_place_at(self, place: Place) -> DailyPlace | None:
        """The daily place where a message stands."""
        row = self._link.row(_PLACE_AT, platform=place.platform, external_id=place.id, room=place.room or "")
        return None if row is None else _place(row)

    def daily_places(self, platform: str, community: str) -> list[DailyPlace]:
        """All daily places of a community."""
        return [_place(row) for row in self._link.rows(_OF_COMMUNITY, platform=platform, community=community)]

    def places_of(self, community_id: int) -> list[DailyPlace]:
        """All daily places of a community by its id."""
        return [_place(row) for row in self._link.rows(_OF, community_id=community_id)]

    def all_places(self, platform: str = "") -> list[DailyPlace]:
        """All daily places, everywhere or on a platform."""
        rows = self._link.rows(_OF_PLATFORM, platform=platform) if platform else self._link.rows(_ALL)
        return [_place(row) for row in rows]

    def pause(self, place_id: int, because: str) -> None:
        """Keeps a daily place but posts nothing there, with the reason as a sentence; an empty one ends the pause."""
        self._link.run(_CHANGE_PLACE, place_id=place_id, paused_because=because)

    def note_low(self, place_id: int, *, is_low: bool) -> None:
        """Whether the owner of a daily place was told that its questions run out."""
        self._link.run(_CHANGE_PLACE, place_id=place_id, is_low=is_low)

    def set_holiday(self, place_id: int, until: date | None) -> None:
        """Nothing is posted at a daily place up to a date; None ends that."""
        self._link.run(_CHANGE_PLACE, place_id=place_id, holiday_until=until)

    def begin_again(self, place_id: int, at: datetime) -> None:
        """Ends the pause of a daily place; nothing is owed to it from before that instant."""
        self._link.run(_CHANGE_PLACE, place_id=place_id, paused_because="", set_at=at)

    def members_who_answered(self, community_id: int, challenge_id: int) -> list[Answer]:
        """Answers of members to a challenge."""
        rows = self._link.rows(_ANSWERED, community_id=community_id, challenge_id=challenge_id)
        return [to_answer(row) for row in rows]


def _community(row: Row | None) -> Community | None:
    return None if row is None else Community(row[0], row[1], row[2], ZoneInfo(row[3]))


def _place(row: Row) -> DailyPlace:
    place_id, community_id, platform, community, external_id, room, zone, wall, set_at, weekdays, window, *more = row
    shields, set_by, paused_because, mention, topics, levels, talk, holiday_until, is_low = more
    return DailyPlace(
        id=place_id,
        community_id=community_id,
        platform=platform,
        community=community,
        external_id=external_id,
        room=room,
        zone=ZoneInfo(zone),
        wall=time(wall // 60, wall % 60),
        set_at=set_at,
        weekdays=weekdays,
        window=timedelta(minutes=window),
        shields_missed=shields,
        set_by=set_by,
        paused_because=paused_because,
        mention=mention,
        topics=topics,
        levels=levels,
        talk=Talk(talk),
        holiday_until=holiday_until,
        is_low=is_low,
    )

"""Setting up a community."""

from __future__ import annotations

from datetime import time, timedelta

from bot.calendar import Occurrence, local_date, zone_of
from bot.community.actions import SetUp
from bot.community.rules import DailyPlace
from bot.daily.actions import CloseChallenge, PostWhatIsOwed
from bot.daily.handlers import post, post_what_is_owed
from bot.daily.rules import closes_at
from bot.effects import Effect, Notice
from bot.errors import Refusal
from bot.events import Event, Place
from bot.library import Content
from bot.ports import UnitOfWork


def set_up(action: SetUp, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The daily challenge in this place from now on. What was owed until now is booked by the settings of before."""
    _, where = event.actor
    settings = _settings(action, event, where)
    before = work.communities.daily_place_at(where)
    if before is not None:
        post_what_is_owed(PostWhatIsOwed(before.id), event, work, content)
    place = work.communities.set_up(where, settings)
    booked = work.challenges.booked(place.id)
    for posting in booked:
        if posting.challenge_id and posting.closed_at is None:
            closes = closes_at(place, [one.on for one in booked], event.at)
            work.timers.set(CloseChallenge(posting.id), closes)
    if action.post_now:
        post(place, Occurrence(local_date(event.at, place.zone), event.at), event, work, content)
    work.timers.set(PostWhatIsOwed(place.id), place.schedule.next(event.at).at)
    return [Notice(f"The daily challenge comes here at {place.wall:%H:%M} ({place.zone.key}).")]


def _settings(action: SetUp, event: Event, where: Place) -> DailyPlace:
    """What was asked for; Refusal says what does not fit."""
    if not event.may_manage:
        raise Refusal("Only those who manage this community may set it up. Ask one of them.")
    if where.is_private:
        raise Refusal("The daily challenge is set up in a community. Call this in a server or a group.")
    if not (0 <= action.wall_minutes < 24 * 60 and 1 <= action.window_hours <= 24 * 7):
        raise Refusal("The time of day goes from 00:00 to 23:59, the window from 1 to 168 hours.")
    try:
        zone = zone_of(event.text)
    except ValueError:
        raise Refusal("No time zone is called that. Give one like Europe/Berlin.") from None
    return DailyPlace(
        id=0,
        community_id=0,
        platform=where.platform,
        community=where.community,
        external_id=where.id,
        room=where.room or "",
        zone=zone,
        wall=time(action.wall_minutes // 60, action.wall_minutes % 60),
        set_at=event.at,
        window=timedelta(hours=action.window_hours),
        shields_missed=bool(action.shields),
    )

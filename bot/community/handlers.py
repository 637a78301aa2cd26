"""Setting up a community, and what becomes of its places when the platform refuses, takes or gives them back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time, timedelta

from bot.calendar import EVERY_DAY, Occurrence, local_date, zone_of
from bot.community import screens
from bot.community.actions import PostNow, SetUp, SetUpInDetail, ShowSetUp
from bot.community.rules import DailyPlace, Talk
from bot.daily.actions import CloseChallenge, PostWhatIsOwed
from bot.daily.choosing import questions_left
from bot.daily.drawing import LEVELS, TOPICS, pool_of
from bot.daily.ledger import book_until, owe_again, post, skip_dates, take_back_skips, where
from bot.daily.rules import PostState, closes_at, next_owed
from bot.effects import Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event, Place
from bot.library import Content
from bot.ports import UnitOfWork
from bot.screens import Screen

KEY = "setup"
PAUSED = "paused"
WELCOME = "welcome"
LEFT = "Quorum was removed from this community."
BACK_TOO_LATE = "The place took no messages until the window for that date was over."


# ---- by those who manage it


def set_up(action: SetUp | SetUpInDetail, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The daily challenge in this place from now on. What was owed until now is booked by the settings of before."""
    _, at_place = event.actor
    detailed = SetUpInDetail(**asdict(action)) if isinstance(action, SetUp) else action
    settings = _settings(detailed, event, at_place, content)
    before = work.communities.daily_place_at(at_place)
    if before is not None and work.timers.when(PostWhatIsOwed(before.id)) is None:
        before = None  # it was taken away: nothing was owed there
    if before is not None:
        book_until(before, event.at, work, content)
    place = work.communities.set_up(at_place, settings)
    take_back_skips(place, event.at, work)
    owe_again(place, BACK_TOO_LATE, event.at, work)
    _move_closings(place, event.at, work)
    posts_now = bool(action.post_now) and _post_now(place, event, work, content)
    if before is not None:
        skip_dates(before, place, event.at, work)
    work.timers.set(PostWhatIsOwed(place.id), place.schedule.next(event.at).at)
    following = next_owed(place, [one.on for one in work.ledger.booked(place.id)], event.at)
    left = questions_left(place, work, content) if place.draws_itself else 0
    said = screens.set_up(place, following, left, posts_now=posts_now, offers=not action.post_now)
    return reply(event, said, KEY)


def _move_closings(place: DailyPlace, now: datetime, work: UnitOfWork) -> None:
    """What is open closes with the next post, whenever that is now."""
    booked = work.ledger.booked(place.id)
    for posting in booked:
        if posting.state.is_live and posting.closed_at is None:
            work.timers.set(CloseChallenge(posting.id), closes_at(place, [one.on for one in booked], now))


def post_now(action: PostNow, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Today's challenge at once, once."""
    _, at_place = event.actor
    place = work.communities.daily_place(action.place_id)
    if not event.may_manage:
        raise Refusal("Only those who manage this community may post. Ask one of them.")
    if place is None or (place.platform, place.community) != (at_place.platform, at_place.community):
        raise Refusal("There is no daily challenge here any more. Set it up with /setup.")
    if place.paused_because:
        raise Refusal(f"{place.paused_because} Mend that, then call /setup again.")
    if not _post_now(place, event, work, content):
        raise Refusal("Today's challenge was posted here already. The next one comes by itself.")
    return [Notice("Today's challenge is on its way.")]


def show_set_up(action: ShowSetUp, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """How the daily challenge of this place stands, or that of the community's first place."""
    _, at_place = event.actor
    if not event.may_manage:
        raise Refusal("Only those who manage this community see its set-up. Ask one of them.")
    places = work.communities.daily_places(at_place.platform, at_place.community)
    if not places:
        return reply(event, screens.no_place(), KEY)
    here = work.communities.daily_place_at(at_place)
    place = here if here in places else places[0]
    assert place is not None
    left, booked = questions_left(place, work, content), work.ledger.booked(place.id)
    is_owed = work.timers.when(PostWhatIsOwed(place.id)) is not None
    following = next_owed(place, [one.on for one in booked], event.at) if is_owed else None
    return reply(event, screens.status(place, booked, following, left, len(places) - 1), KEY)


def _post_now(place: DailyPlace, event: Event, work: UnitOfWork, content: Content) -> bool:
    """Books and owes today's post, also where it was missed before; False when it was or will be posted."""
    on = local_date(event.at, place.zone)
    if any(posting.on == on and posting.state.is_live for posting in work.ledger.booked(place.id)):
        return False
    work.ledger.forget_missed(place.id, on)
    post(place, Occurrence(on, event.at), event.at, work, content)
    return True


def _settings(action: SetUpInDetail, event: Event, at_place: Place, content: Content) -> DailyPlace:
    """What was asked for; Refusal says what does not fit."""
    if not event.may_manage:
        raise Refusal("Only those who manage this community may set it up. Ask one of them.")
    if at_place.is_private:
        raise Refusal("The daily challenge is set up in a community. Call this in a server or a group.")
    if event.lacks:
        missing = ", ".join(event.lacks)
        raise Refusal(f"Quorum may not post there yet, so nothing was stored. Missing: {missing}. Then try again.")
    if not (0 <= action.wall_minutes < 24 * 60 and 1 <= action.window_hours <= 24 * 7):
        raise Refusal("The time of day goes from 00:00 to 23:59, the window from 1 to 168 hours.")
    if not 0 < action.weekdays <= EVERY_DAY:
        raise Refusal("Name at least one weekday, like mon,wed,fri; or none for all of them.")
    if not (0 <= action.topics < 1 << len(TOPICS) and 0 <= action.levels < 1 << len(LEVELS)):
        raise Refusal(f"Topics are some of {', '.join(TOPICS)}; levels some of {', '.join(LEVELS)}.")
    if action.talk not in tuple(Talk):
        raise Refusal("A room for talk opens at closing, at posting or never. Choose one of them.")
    if (action.topics or action.levels) and not pool_of(content.library, action.topics, action.levels):
        raise Refusal("The library has no question of these topics and levels. Choose more of them, or none.")
    try:
        zone = zone_of(event.text)
    except ValueError:
        raise Refusal("No time zone is called that. Give one like Europe/Berlin.") from None
    return DailyPlace(
        id=0,
        community_id=0,
        platform=at_place.platform,
        community=at_place.community,
        external_id=at_place.id,
        room=at_place.room or "",
        zone=zone,
        wall=time(action.wall_minutes // 60, action.wall_minutes % 60),
        set_at=event.at,
        window=timedelta(hours=action.window_hours),
        shields_missed=bool(action.shields),
        weekdays=action.weekdays,
        topics=action.topics,
        levels=action.levels,
        talk=Talk(action.talk),
        set_by=event.owner or event.actor[0].id,
        mention=event.role,
    )


# ---- by the platform: called by adapters, each in a transaction


def arrive(place: Place, at: datetime, work: UnitOfWork, number: int = 0) -> None:
    """Quorum was added to a community: places of an earlier stay go on; a new community is welcomed at `place`.

    A platform that may tell of one arrival twice gives it a `number`: there is one welcome for each.
    """
    places = work.communities.daily_places(place.platform, place.community)
    for known in places:
        resume(known, at, work)
    key = f"{WELCOME}:{number}"
    if not places and place.id and not (number and work.deliveries.was_owed(place, key)):
        work.deliveries.add(place, key, at)


def leave(platform: str, community: str, at: datetime, work: UnitOfWork) -> None:
    """Quorum was removed from a community: nothing is owed there until it comes back, everything is kept."""
    for place in work.communities.daily_places(platform, community):
        work.communities.pause(place.id, LEFT)
        work.timers.cancel(PostWhatIsOwed(place.id))


def lose(place: DailyPlace, because: str, at: datetime, work: UnitOfWork) -> None:
    """A place was deleted: it is paused like one that refused a post, also where something was missing before."""
    forbid(place, because, at, work)
    work.communities.pause(place.id, because)


def resume(place: DailyPlace, at: datetime, work: UnitOfWork) -> None:
    """A paused place takes messages again: what can still be caught up is owed again."""
    if not place.paused_because:
        return
    if work.timers.when(PostWhatIsOwed(place.id)) is None:
        work.communities.begin_again(place.id, at)
        work.timers.set(PostWhatIsOwed(place.id), place.schedule.next(at).at)
    else:
        work.communities.pause(place.id, "")
    owe_again(place, BACK_TOO_LATE, at, work)


def refuse_post(posting_id: int, refused_at: Place, because: str, at: datetime, work: UnitOfWork) -> None:
    """A post was refused: the place is paused, and whoever set it up is told what is missing."""
    posting = work.ledger.posting(posting_id)
    place = work.communities.daily_place(posting.place_id) if posting else None
    if posting is not None and posting.state is PostState.CLAIMED:
        work.ledger.move(posting.id, PostState.PLANNED, at)
    if place is not None:
        forbid(place, because, at, work)


def forbid(place: DailyPlace, because: str, at: datetime, work: UnitOfWork) -> None:
    """Something is missing at a place: it is paused, and whoever set it up is told what, once."""
    if place.paused_because:
        return
    work.communities.pause(place.id, because)
    if place.set_by:
        work.deliveries.add(Place.of_user(place.platform, place.set_by), f"{PAUSED}:{place.id}", at)


def refuse_pause_notice(place_id: int, refused_at: Place, because: str, at: datetime, work: UnitOfWork) -> None:
    """The owner takes no private messages: told in the place itself, where that is possible."""
    place = work.communities.daily_place(place_id)
    if place is not None and refused_at.is_private:
        work.deliveries.add(where(place), f"{PAUSED}:{place_id}", at)


def draw_pause(place_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """Why a place is paused; None when it goes on meanwhile."""
    place = work.communities.daily_place(place_id)
    return screens.paused(place) if place is not None and place.paused_because else None


def draw_welcome(number: int, work: UnitOfWork, content: Content) -> Screen:
    """First words in a community."""
    return screens.welcome()

"""Who acts, and what she sets for herself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from bot.account.actions import (
    Greet,
    SetBoards,
    SetFeedback,
    SetHome,
    SetNewCards,
    SetRatingButtons,
    SetRetention,
    SetStreak,
    SetZone,
    ShowHelp,
    ShowSettings,
)
from bot.account.rules import (
    NEW_CARDS,
    RATING_BUTTONS,
    RETENTION_PERCENT,
    Learner,
    Preferences,
)
from bot.account.screens import greeting, help_page, settings_page
from bot.calendar import study_day, zone_of
from bot.daily.ledger import redraw_lately_closed
from bot.effects import AskText, Effect, reply
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content
from bot.pause.rules import ZONE, DaysOff
from bot.ports import UnitOfWork
from bot.suggestions import CENTRAL_ZONES

KEY = "settings"
DAY = timedelta(days=1)


def present(event: Event, work: UnitOfWork) -> Learner:
    """The learner who acts; made at first sight."""
    user, place = event.actor
    return work.learners.present(user, place, event.at)


def known(event: Event, work: UnitOfWork) -> Learner:
    """The learner who acts, for queries: a guest without history (id 0) when she never acted before."""
    user, place = event.actor
    learner = work.learners.find(user, place)
    if learner is not None:
        return learner
    community = work.communities.of(place)
    zone = community.zone if community else ZoneInfo("UTC")
    return Learner(0, user.name, Preferences(zone), community.id if community else 0)


def board_zone(event: Event, learner: Learner, work: UnitOfWork) -> ZoneInfo:
    """The zone in which weeks and seasons run here: the community's, one's own in private."""
    community = work.communities.of(event.actor[1])
    return community.zone if community else learner.preferences.zone


def greet(action: Greet, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """First words to somebody."""
    return reply(event, greeting(event.actor[0].name, len(content.library.lessons)), KEY)


def show_help(action: ShowHelp, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The commands."""
    return reply(event, help_page(), "help")


def show_settings(action: ShowSettings, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Own settings with the buttons that change them."""
    return _settings(event, work)


def _settings(event: Event, work: UnitOfWork) -> list[Effect]:
    learner = known(event, work)
    return reply(event, settings_page(learner.preferences, learner.community_id, learner.home_id), KEY)


def _prefer(event: Event, work: UnitOfWork, **changes: object) -> list[Effect]:
    learner = present(event, work)
    preferences = replace(learner.preferences, **changes)  # type: ignore[arg-type]  # each caller names one field
    work.learners.prefer(learner.id, preferences)
    return _settings(event, work)


def set_boards(action: SetBoards, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """On boards or hidden; holds at once on every surface, for boards are drawn from this."""
    effects = _prefer(event, work, is_on_boards=bool(action.shown))
    redraw_lately_closed(present(event, work).id, event.at, work)
    return effects


def set_streak(action: SetStreak, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Streak shown or not; it is computed as if it always had been."""
    effects = _prefer(event, work, shows_streak=bool(action.shown))
    redraw_lately_closed(present(event, work).id, event.at, work)
    return effects


def set_feedback(action: SetFeedback, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Key and reason after each answer of a quiz alone, or all of them at its end."""
    return _prefer(event, work, feedback_at_end=bool(action.at_end))


def set_rating_buttons(action: SetRatingButtons, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Two or four rating buttons."""
    if action.count not in RATING_BUTTONS:
        raise Refusal("There are two or four rating buttons. Choose one of them in /settings.")
    return _prefer(event, work, rating_buttons=action.count)


def set_new_cards(action: SetNewCards, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """New cards a day."""
    if action.count not in NEW_CARDS:
        raise Refusal(f"New cards a day go from {NEW_CARDS[0]} to {NEW_CARDS[-1]}. Choose again in /settings.")
    return _prefer(event, work, new_cards_a_day=action.count)


def set_retention(action: SetRetention, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Desired retention; holds from each card's next review on."""
    if action.percent not in RETENTION_PERCENT:
        raise Refusal(
            f"Retention goes from {RETENTION_PERCENT[0]} to {RETENTION_PERCENT[-1]} percent. Choose again in /settings."
        )
    return _prefer(event, work, retention_percent=action.percent)


def set_home(action: SetHome, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Where private acts count: nowhere, or in a community in which she acts."""
    learner = present(event, work)
    if action.community_id and action.community_id not in work.learners.communities(learner.id):
        raise Refusal("You are no member of that community. Call /settings there to make it your home.")
    work.learners.move_home(learner.id, action.community_id)
    return _settings(event, work)


def set_zone(action: SetZone, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Own time zone. Days that are over keep their dates."""
    name = event.text.strip()
    if not name:
        return [
            AskText(
                "Type your time zone, for example Europe/Berlin or America/New_York.",
                SetZone(),
            )
        ]
    names = {zone.lower(): zone for zone in available_timezones()}
    found = names.get(name.lower().replace(" ", "_"))
    if found is None:
        cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(names.values()) if "/" in zone}
        near = get_close_matches(name.lower().replace(" ", "_")[:40], [*cities, *names], n=1)
        hint = (
            f" Did you mean {cities.get(near[0]) or names[near[0]]}?"
            if near
            else f" Some names: {', '.join(CENTRAL_ZONES)}."
        )
        raise Refusal(f"No time zone is called that; nothing changed.{hint} Try again in /settings.")
    _note_jump(event, zone_of(found), work)
    return _prefer(event, work, zone=zone_of(found))


def _note_jump(event: Event, zone: ZoneInfo, work: UnitOfWork) -> None:
    """Study days that a change of zone leaves out cost no streak."""
    learner = present(event, work)
    first, following = learner.day(event.at) + DAY, study_day(event.at, zone)
    if first < following:
        work.days_off.put(learner.id, DaysOff(first, following - DAY, ZONE))


def beginning() -> datetime:
    """An instant before everything."""
    return datetime(1970, 1, 1, tzinfo=UTC)

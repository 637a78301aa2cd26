"""Begins and ends holidays: one's own in days that cost no streak, a place's in its settings."""

from __future__ import annotations

from datetime import date

from bot.account.handlers import present
from bot.calendar import date_of, local_date
from bot.community.handlers import resume as take_up_again
from bot.community.rules import DailyPlace
from bot.daily.actions import PostWhatIsOwed
from bot.daily.ledger import book_until
from bot.effects import Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content
from bot.pause import screens
from bot.pause.actions import Pause, PauseMe, PausePlace, Resume, ResumeMe, ResumePlace
from bot.pause.rules import HOLIDAY, LONGEST_DAYS, DaysOff, holiday_at, latest_end
from bot.ports import UnitOfWork

KEY = "pause"
NOT_YOURS = "Only those who manage this community may do that. Your own holiday: /pause in a private chat."


def pause(action: Pause, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A holiday: of the one who asks, or of what a manager chooses."""
    if event.may_manage and not event.actor[1].is_private:
        _day(action.until)
        return reply(event, screens.whose_pause(action.until), KEY)
    return pause_me(PauseMe(action.until), event, work, content)


def pause_me(action: PauseMe, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A holiday of one's own, from today on, or another end for the one that runs."""
    learner = present(event, work)
    today = learner.day(event.at)
    off = work.days_off.of(learner.id)
    latest = latest_end(off, today)
    last = _day(action.until) or latest
    if last < today:
        raise Refusal(
            f"{last} is over; a holiday begins today."
            if action.until
            else f"You were away for {LONGEST_DAYS} days running. One day without a holiday, then the next may begin."
        )
    if last > latest:
        raise Refusal(f"A holiday lasts {LONGEST_DAYS} days at most, so up to {latest}. Try /pause {latest}.")
    running = holiday_at(off, today)
    first = running.first if running else today
    work.days_off.put(learner.id, DaysOff(first, last, HOLIDAY))
    return reply(event, screens.own_holiday(last, (last - today).days + 1), KEY)


def pause_place(action: PausePlace, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A holiday of a place; what was due until now is booked first."""
    place = _place(event, work)
    last = _day(action.until)
    if last is not None and last < local_date(event.at, place.zone):
        raise Refusal(f"{last} is over; a holiday begins today. Try /pause without a date, and /resume later.")
    _book_until_now(place, event, work, content)
    work.communities.set_holiday(place.id, last or date.max)
    return reply(event, screens.place_holiday(last), KEY)


def resume(action: Resume, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The end of a holiday: of the one who asks, or of what a manager chooses."""
    if event.may_manage and not event.actor[1].is_private:
        return reply(event, screens.whose_end(), KEY)
    return resume_me(ResumeMe(), event, work, content)


def resume_me(action: ResumeMe, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The end of one's own holiday; yesterday was its last day."""
    learner = present(event, work)
    today = learner.day(event.at)
    running = holiday_at(work.days_off.of(learner.id), today)
    if running is None:
        raise Refusal("You are not on holiday. Begin one with /pause, or see /streak.")
    work.days_off.end(learner.id, running, today)
    return [Notice("Welcome back. Today counts again: /daily.")]


def resume_place(action: ResumePlace, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A place gets its challenge again, whatever it was paused for; the dates that are over stay without a post."""
    place = _place(event, work)
    if place.holiday_until is None and not place.paused_because:
        raise Refusal("Nothing is paused here. See how it stands with /setup status.")
    _book_until_now(place, event, work, content)
    work.communities.set_holiday(place.id, None)
    take_up_again(place, event.at, work)
    return [Notice("The daily challenge goes on here. When the next one comes: /setup status.")]


def _book_until_now(place: DailyPlace, event: Event, work: UnitOfWork, content: Content) -> None:
    """Books what was due to a place; nothing was where it has no timer, as Quorum was not there."""
    if work.timers.when(PostWhatIsOwed(place.id)) is not None:
        book_until(place, event.at, work, content)


def _place(event: Event, work: UnitOfWork) -> DailyPlace:
    """The daily place that a manager means: the one where she is, or the only one of the community."""
    _, at_place = event.actor
    if not event.may_manage or at_place.is_private:
        raise Refusal(NOT_YOURS)
    places = work.communities.daily_places(at_place.platform, at_place.community)
    here = [one for one in places if (one.external_id, one.room) == (at_place.id, at_place.room or "")]
    if len(here or places) != 1:
        raise Refusal("There is no daily challenge in this place. Call this where it is posted, or see /setup.")
    return (here or places)[0]


def _day(on: int) -> date | None:
    """The date of YYYYMMDD; None for 0."""
    if not on:
        return None
    try:
        return date_of(on)
    except ValueError:
        raise Refusal("That is no date. Write it like 2026-12-24: /pause 2026-12-24.") from None

"""What those who manage a community are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.account.actions import ShowHelp
from bot.calendar import EVERY_DAY, Occurrence
from bot.community.actions import PostNow
from bot.community.rules import DailyPlace
from bot.daily.actions import OpenDaily
from bot.daily.drawing import LEVELS, TOPICS
from bot.daily.rules import Posting, PostState
from bot.screens import Button, Screen, Tone, Weight, counted, moment, paragraphs, short_line

EARLIEST_ADVISED = 4
"""Hour before which a post belongs to the study day before: some would get two challenges on one calendar date."""

DAYS_SHOWN = 7
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def set_up(place: DailyPlace, following: Occurrence, left: int, *, posts_now: bool, offers: bool) -> Screen:
    """What was stored, and when the next post comes; `offers` to post the first one now."""
    lines = [f"{_days(place)} at **{place.wall:%H:%M}** ({place.zone.key}). The next one comes {moment(following.at)}."]
    if place.draws_itself:
        lines.append(_questions(place, left))
    if posts_now:
        lines.append("Today's challenge is on its way now.")
    if place.wall.hour < EARLIEST_ADVISED:
        lines.append("Between 00:00 and 04:00 a private /daily still shows the day before; a later time avoids that.")
    offer = ((Button("Post one now", PostNow(place.id), Weight.PRIMARY),),) if offers else ()
    return Screen(
        title="✅ The daily challenge is set up",
        context=short_line("Set-up", place.zone.key),
        body=paragraphs(*lines),
        rows=(*offer, (Button("Show help", ShowHelp()),)),
        fine_print="To change it, use /setup here again",
        tone=Tone.RIGHT,
    )


def _days(place: DailyPlace) -> str:
    if place.weekdays == EVERY_DAY:
        return "Every day"
    return "Every " + ", ".join(name for bit, name in enumerate(WEEKDAYS) if place.weekdays >> bit & 1)


def status(
    place: DailyPlace, booked: Sequence[Posting], following: Occurrence | None, left: int, others: int
) -> Screen:
    """How a place stands: its settings, the next post, why there is none, the last days. `others` there are besides."""
    hours = place.window // timedelta(hours=1)
    settings = f"{_days(place)} at **{place.wall:%H:%M}** ({place.zone.key}), up to {counted(hours, 'hour')} late."
    upcoming = f"The next one comes {moment(following.at)}." if following else "No post is planned."
    days = "\n".join(_day(posting) for posting in booked[:DAYS_SHOWN]) or "Nothing was due yet."
    return Screen(
        title="The daily challenge here",
        context=short_line("Set-up", place.zone.key),
        body=paragraphs(settings, _pause(place) or upcoming, _questions(place, left), days),
        rows=((Button("Post one now", PostNow(place.id), Weight.PRIMARY), Button("Show help", ShowHelp())),),
        fine_print=f"{counted(others, 'other place')} of this community: call it there." if others else "",
        tone=Tone.WRONG if place.paused_because else Tone.PLAIN,
    )


def _questions(place: DailyPlace, left: int) -> str:
    """Where the questions come from and how many were not asked yet."""
    topics = [name for bit, name in enumerate(TOPICS) if place.topics >> bit & 1]
    levels = [name for bit, name in enumerate(LEVELS) if place.levels >> bit & 1]
    chosen = ", ".join([*topics, *levels])
    source = f"Questions drawn for this place: {chosen}" if chosen else "Questions of the calendar"
    return f"{source}; {counted(left, 'question')} before the first one returns."


def _pause(place: DailyPlace) -> str:
    """Why nothing is posted now; empty when something is."""
    if place.paused_because:
        return f"**Paused:** {place.paused_because}"
    if place.holiday_until is None:
        return ""
    last = place.holiday_until
    until = "" if last == date.max else f" up to {last:%a} {last.day} {last:%b}"
    return f"**Paused** by those who manage it{until}. Go on with /resume."


def _day(posting: Posting) -> str:
    """One line of the ledger."""
    name = f"- {posting.on:%a} {posting.on.day} {posting.on:%b}: "
    match posting.state:
        case PostState.POSTED | PostState.CLOSED:
            late = ", late" if posting.is_late else ""
            at = f" {moment(posting.posted_at)}" if posting.posted_at else ""
            return f"{name}posted{at}{late}" + (", closed" if posting.state is PostState.CLOSED else "")
        case PostState.PLANNED | PostState.CLAIMED:
            return f"{name}on its way"
        case _:
            return f"{name}{posting.state}: {posting.reason}"


def no_place() -> Screen:
    """Nothing is set up here."""
    return Screen(
        title="No daily challenge here yet",
        body="Set it up with `/setup 09:00 Europe/Berlin`: the time of day and the time zone of this community.",
        rows=((Button("Show help", ShowHelp()),),),
    )


def paused(place: DailyPlace) -> Screen:
    """Why nothing is posted, what became of the settings, what to do."""
    return Screen(
        title="⚠️ The daily challenge is paused",
        body=f"**{place.paused_because}**\n\n"
        "Settings, answers and streaks are kept; missed dates break no streak.\n\n"
        "Once that is mended the posts go on by themselves. To post elsewhere, use /setup there.",
        tone=Tone.WRONG,
    )


def welcome() -> Screen:
    """First words in a community."""
    return Screen(
        title="Quorum is here",
        body="One system design question a day, lessons, quizzes and flashcards.\n\n"
        "Managers set up the daily challenge with /setup. Everybody else can begin right away.",
        rows=((Button("Open challenge", OpenDaily(), Weight.PRIMARY), Button("Show help", ShowHelp())),),
        fine_print="Reads no messages · Answers stay private",
        tone=Tone.OPEN,
    )

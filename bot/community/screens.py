"""What those who manage a community are told."""

from __future__ import annotations

from bot.account.actions import ShowHelp
from bot.calendar import Occurrence
from bot.community.actions import PostNow
from bot.community.rules import DailyPlace
from bot.daily.actions import OpenDaily
from bot.screens import Button, Screen, Tone, Weight, moment, paragraphs, short_line

EARLIEST_ADVISED = 4
"""Hour before which a post belongs to the study day before: some would get two challenges on one calendar date."""


def set_up(place: DailyPlace, following: Occurrence, *, posts_now: bool, offers: bool) -> Screen:
    """What was stored, and when the next post comes; `offers` to post the first one now."""
    lines = [f"Every day at **{place.wall:%H:%M}** ({place.zone.key}). The next one comes {moment(following.at)}."]
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

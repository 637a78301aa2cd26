"""Greeting, help and own settings."""

from __future__ import annotations

from bot.account.actions import (
    SetBoards,
    SetHome,
    SetNewCards,
    SetRatingButtons,
    SetRetention,
    SetStreak,
    SetZone,
    ShowHelp,
)
from bot.account.rules import Preferences
from bot.commands import COMMANDS
from bot.daily.actions import OpenDaily
from bot.learn.actions import OpenLesson
from bot.screens import Button, Rows, Screen, Weight, plain


def greeting(name: str, lessons: int) -> Screen:
    """First words, with the three things to begin with."""
    return Screen(
        title=f"Welcome, {plain(name, 32)}" if name else "Welcome",
        body=(
            "Quorum trains system design a few minutes a day: one challenge, short quizzes, flashcards that come back "
            f"when you are about to forget them, and {lessons} lessons.\n\nToday's challenge is a good start."
        ),
        rows=(
            (
                Button("Open challenge", OpenDaily(), Weight.PRIMARY),
                Button("Pick a lesson", OpenLesson()),
                Button("Show help", ShowHelp()),
            ),
        ),
    )


def help_page() -> Screen:
    """Every command with its summary."""
    lines = "\n".join(f"- `{command.usage}` {command.summary}" for command in COMMANDS)
    return Screen(title="What you can do here", body=lines)


def settings_page(preferences: Preferences, community_id: int = 0, home_id: int = 0) -> Screen:
    """Own settings; every button shows what it changes to. `community_id` is where she asks, 0 in private."""
    body = "\n".join(
        (
            f"- **Time zone:** {preferences.zone.key}; a study day ends at 04:00 there",
            f"- **Rating buttons:** {preferences.rating_buttons}",
            f"- **New cards a day:** {preferences.new_cards_a_day}",
            f"- **Retention:** {preferences.retention_percent} percent of due cards known",
            f"- **Boards:** {'you appear' if preferences.is_on_boards else 'hidden'}",
            f"- **Streak:** {'shown' if preferences.shows_streak else 'off'}",
            f"- **Private study counts:** {_home(community_id, home_id)}",
        )
    )
    other = 4 if preferences.rating_buttons == 2 else 2
    more = min(100, preferences.new_cards_a_day + 5)
    fewer = max(0, preferences.new_cards_a_day - 5)
    return Screen(
        title="Your settings",
        body=body,
        rows=(
            (
                Button("Change zone", SetZone()),
                Button(f"{other} rating buttons", SetRatingButtons(other)),
            ),
            (
                Button(f"{more} new cards", SetNewCards(more)),
                Button(f"{fewer} new cards", SetNewCards(fewer)),
            ),
            tuple(
                Button(f"Know {percent} percent", SetRetention(percent))
                for percent in (85, 90, 95)
                if percent != preferences.retention_percent
            ),
            (
                Button("Hide me", SetBoards(0))
                if preferences.is_on_boards
                else Button("Show me on boards", SetBoards(1)),
                Button("Streak off", SetStreak(0)) if preferences.shows_streak else Button("Streak on", SetStreak(1)),
            ),
            *_home_row(community_id, home_id),
        ),
    )


def _home(community_id: int, home_id: int) -> str:
    if not home_id:
        return "for you alone"
    return "in this community" if home_id == community_id else "in your home community"


def _home_row(community_id: int, home_id: int) -> Rows:
    """The community where she asks may become her home, and a home may be given up."""
    here = (Button("Count it here", SetHome(community_id)),) if community_id not in (0, home_id) else ()
    nowhere = (Button("Count it nowhere", SetHome(0)),) if home_id else ()
    return ((*here, *nowhere),) if here or nowhere else ()

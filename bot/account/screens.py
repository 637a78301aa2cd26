"""Greeting, help and own settings."""

from __future__ import annotations

from bot.account.actions import (
    SetBoards,
    SetFeedback,
    SetHome,
    SetNewCards,
    SetRatingButtons,
    SetRetention,
    SetStreak,
    SetZone,
    ShowHelp,
)
from bot.account.rules import Preferences
from bot.commands import COMMANDS, Command
from bot.daily.actions import OpenDaily
from bot.learn.actions import OpenLesson
from bot.screens import Button, Rows, Screen, Weight, paragraphs, plain

_GROUPS = (
    ("Every day", ("study", "daily", "review", "quiz")),
    ("To look up", ("lesson", "find")),
    ("Where you stand", ("me", "streak", "points", "leaderboard")),
)
"""Commands by what they are for; the others follow them."""
_WORDS = {
    "study": "all of it, led through",
    "daily": "the challenge",
    "review": "due cards",
    "quiz": "a quiz",
    "lesson": "a lesson or the list",
    "find": "search everything",
    "me": "skills and next step",
    "streak": "your streak",
    "points": "your points",
    "leaderboard": "ranks",
    "settings": "how it works for you",
    "setup": "for managers: the daily post",
    "help": "this list",
    "start": "first steps",
}
"""What a command does, in words that fit beside it on a phone; without an entry its summary stands there."""


def greeting(name: str, lessons: int) -> Screen:
    """First words, with the three things to begin with."""
    return Screen(
        title=f"Welcome, {plain(name, 32)}" if name else "Welcome",
        body=(
            f"System design in a few minutes a day: a challenge, short quizzes, **{lessons}** lessons, and flashcards "
            "that come back before you forget them.\n\nToday's challenge is a good start."
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
    """Every command with its summary, by what it is for."""
    grouped = {name for _, names in _GROUPS for name in names}
    others = tuple(command.name for command in COMMANDS if command.name not in grouped)
    groups = (*_GROUPS, ("Quorum itself", others))
    return Screen(
        title="What you can do here",
        body=paragraphs(*(_group(title, names) for title, names in groups)),
    )


def _group(title: str, names: tuple[str, ...]) -> str:
    commands = {command.name: command for command in COMMANDS}
    return "\n".join((f"**{title}**", *(_help_line(commands[name]) for name in names if name in commands)))


def _help_line(command: Command) -> str:
    return f"{command.usage} — {_WORDS.get(command.name, command.summary)}"


def settings_page(preferences: Preferences, community_id: int = 0, home_id: int = 0) -> Screen:
    """Own settings; every button shows what it changes to. `community_id` is where she asks, 0 in private."""
    body = "\n".join(
        (
            f"- **Time zone:** {preferences.zone.key}",
            f"- **Rating buttons:** {preferences.rating_buttons}",
            f"- **New cards a day:** {preferences.new_cards_a_day}",
            f"- **Retention:** {preferences.retention_percent} percent",
            f"- **Boards:** {'you appear' if preferences.is_on_boards else 'hidden'}",
            f"- **Streak:** {'shown' if preferences.shows_streak else 'off'}",
            f"- **Quiz answers:** told {'at the end' if preferences.feedback_at_end else 'at once'}",
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
                Button("Answers at once", SetFeedback(0))
                if preferences.feedback_at_end
                else Button("Answers at end", SetFeedback(1)),
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
        fine_print="Your study day ends at 04:00 · Retention is the share of due cards you want to know",
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

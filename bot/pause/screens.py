"""What is asked and said about holidays."""

from __future__ import annotations

from datetime import date

from bot.pause.actions import PauseMe, PausePlace, ResumeMe, ResumePlace
from bot.screens import Button, Screen, Tone, Weight


def whose_pause(until: int) -> Screen:
    """A manager may mean the place or herself."""
    return Screen(
        title="Pause what?",
        body="**This place:** no daily challenge is posted here; nobody's streak suffers.\n\n"
        "**Only me:** your own streak stands still, everything else goes on.",
        rows=((Button("This place", PausePlace(until)), Button("Only me", PauseMe(until))),),
    )


def whose_end() -> Screen:
    """A manager may mean the place or herself."""
    return Screen(
        title="Go on with what?",
        body="**This place:** the daily challenge is posted here again.\n\n**Only me:** your own holiday ends.",
        rows=((Button("This place", ResumePlace()), Button("Only me", ResumeMe())),),
    )


def own_holiday(last: date, days: int) -> Screen:
    """How long the streak stands still."""
    return Screen(
        title="✅ You are on holiday",
        body=f"Your streak stands still up to **{last:%a} {last.day} {last:%b}** ({days} days with today). "
        "What you do meanwhile counts as ever.",
        rows=((Button("End holiday", ResumeMe()),),),
        tone=Tone.RIGHT,
    )


def place_holiday(last: date | None) -> Screen:
    """How long nothing is posted."""
    until = f"up to **{last:%a} {last.day} {last:%b}**" if last else "until somebody calls `/resume` here"
    return Screen(
        title="✅ The daily challenge here is paused",
        body=f"Nothing is posted {until}. Settings and streaks are kept; an open challenge still closes on time.",
        rows=((Button("Go on now", ResumePlace(), Weight.PRIMARY),),),
        tone=Tone.RIGHT,
    )

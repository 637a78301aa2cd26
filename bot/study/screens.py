"""The way on through a session, and its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from bot.account.rules import Learner
from bot.screens import Button, Screen, Tone, Weight, context_line, counted
from bot.study.actions import ContinueStudy, EndStudy

AnyScreen = TypeVar("AnyScreen", bound=Screen)


@dataclass(frozen=True)
class Done:
    """What was done in a session."""

    reviews: int
    has_answered: bool
    section: str
    is_right: bool | None
    minutes: int


def way_on(screen: AnyScreen, learner: Learner) -> AnyScreen:
    """A screen that ends a part of a session leads on to the next one; without a session it stays as it is."""
    if learner.study_until is None:
        return screen
    rows = tuple(tuple(_plain(button) for button in row) for row in screen.rows)
    on = (Button("Continue", ContinueStudy(), Weight.PRIMARY), Button("End session", EndStudy()))
    return replace(screen, rows=(on, *rows))


def _plain(button: Button) -> Button:
    return replace(button, weight=Weight.PLAIN) if button.weight is Weight.PRIMARY else button


def the_end(done: Done, reason: str, button: Button) -> Screen:
    """What was done, and one thing to do next with its reason."""
    lines = [f"- {counted(done.reviews, 'review')}"] if done.reviews else []
    lines += ["- Today's challenge"] if done.has_answered else []
    lines += [f"- Read: {done.section}"] if done.section else []
    if done.is_right is not None:
        lines.append("- Its question: right" if done.is_right else "- Its question: missed, it is a card now")
    return Screen(
        title="✅ Session done",
        context=context_line("Study", counted(done.minutes, "minute")),
        body="\n".join(lines or ["Nothing was left to do in this session."]) + f"\n\n> **Next:** {reason}",
        rows=((button,),),
        tone=Tone.RIGHT,
    )

"""Which question a date has, and how it is asked."""

from __future__ import annotations

from datetime import date

from bot.daily.rules import Challenge, choose
from bot.errors import Refusal
from bot.library import Content
from bot.ports import UnitOfWork
from bot.questions import Asked, ask


def challenge_on(on: date, work: UnitOfWork, content: Content) -> Challenge | None:
    """The challenge of a date, chosen now when nobody asked for it before."""
    challenge = work.challenges.on(on)
    if challenge is not None:
        return challenge
    question = choose(content.library, work.challenges.used(), on)
    return None if question is None else work.challenges.add(on, question.id)


def asked_of(challenge: Challenge, content: Content) -> Asked:
    """The question of a challenge as it is shown; Refusal when it left the library."""
    question = content.library.questions.get(challenge.question_id)
    if question is None:
        raise Refusal("This question left the library. Open another one with /quiz.")
    return ask(question, challenge.seed)

"""What may be asked at a place, and what it studied lately."""

from __future__ import annotations

from datetime import timedelta

from bot.events import Event, Place
from bot.library import Content, Question
from bot.ports import UnitOfWork
from bot.quiz.rules import LATELY_DAYS, neighbours, pool

CHALLENGE_DAYS = timedelta(days=8)
"""A challenge that was chosen for a date within so many days may still be open somewhere."""


def pool_at(topic: str, level: int, place: Place, event: Event, work: UnitOfWork, content: Content) -> list[Question]:
    """What may be asked at a place: nothing that may be somebody's challenge, nor what another quiz here asks."""
    since = event.at.date() - CHALLENGE_DAYS
    hidden = work.challenges.asked_since(since)
    for quiz in work.group_quizzes.running(place):
        hidden.update(quiz.question_ids)
    return pool(content.library, topic, level, hidden)


def near_at(place: Place, event: Event, work: UnitOfWork, content: Content) -> set[str]:
    """The lessons that the place studied lately in quizzes and challenges, and those easily confused with them."""
    since = event.at - LATELY_DAYS
    studied = work.group_quizzes.lately(place, since)
    if work.communities.daily_places(place.platform, place.community):
        studied |= work.challenges.asked_since(since.date())
    return neighbours(content.library, studied)

"""What may be asked at a place, and what it studied lately."""

from __future__ import annotations

from bot.events import Event, Place
from bot.library import Content, Question
from bot.ports import UnitOfWork
from bot.quiz.rules import CHALLENGE_DAYS, FEWEST, LATELY_DAYS, neighbours, pool


def pool_at(topic: str, level: int, place: Place, event: Event, work: UnitOfWork, content: Content) -> list[Question]:
    """What may be asked at a place: nothing that may be somebody's challenge, nor what another quiz there asks.

    What an open duel asks there is spared too, as long as enough is left.
    """
    hidden = work.challenges.asked_since(event.at.date() - CHALLENGE_DAYS) | work.group_quizzes.asked_in(place)
    questions, duels = pool(content.library, topic, level, hidden), work.duels.asked_in(place)
    spared = [one for one in questions if one.id not in duels]
    return spared if len(spared) >= FEWEST else questions


def near_at(place: Place, event: Event, work: UnitOfWork, content: Content) -> set[str]:
    """The lessons that the place studied lately in quizzes and challenges, and those easily confused with them."""
    since = event.at - LATELY_DAYS
    studied = work.group_quizzes.lately(place, since)
    if work.communities.daily_places(place.platform, place.community):
        studied |= work.challenges.asked_since(since.date())
    return neighbours(content.library, studied)

"""Votes in polls of ours, and polls that are over: stored before Telegram may forget them, each once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from telegram import PollAnswer, Update

from adapters.telegram.translate import PLATFORM, Heard
from bot.effects import Effect, Show
from bot.engine import Engine
from bot.events import User
from bot.polls import Vote
from bot.routes import cast_vote, end_poll

log = logging.getLogger(__name__)


class Votes:
    """Takes what Telegram tells of polls. Raises QuorumError for what has to come again."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    async def take(self, update: Update) -> list[Effect] | None:
        """What a vote leads to, for the voter alone; None for an update of another kind."""
        if update.poll_answer is not None:
            return await self._count(update.poll_answer)
        if update.poll is None:
            return None
        poll = update.poll
        if poll.is_closed:
            at = self._now()
            await self._engine.run(lambda work: end_poll(PLATFORM, poll.id, at, work))
        return []

    async def _count(self, answer: PollAnswer) -> list[Effect]:
        """A group or channel that votes is no learner; a vote that was taken back cannot be in a quiz poll."""
        if answer.user is None or answer.user.is_bot or len(answer.option_ids) != 1:
            return []
        user = User(PLATFORM, str(answer.user.id), answer.user.full_name)
        vote = Vote(user, answer.option_ids[0], self._now())
        engine = self._engine  # its content is read in the transaction, for a key may be corrected until then
        return await engine.run(lambda work: cast_vote(answer.poll_id, vote, work, engine.content))


def voter(update: Update, effects: list[Effect]) -> Heard | None:
    """Whom the effects of a vote are for; None where there is nothing to say."""
    answer = update.poll_answer
    if answer is None or answer.user is None or not any(isinstance(effect, Show) for effect in effects):
        return None
    return Heard(answer.user.id, 0, is_private=False, person_id=answer.user.id, is_vote=True)

"""Polls of a platform, and votes that are told of before their poll is known."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.events import User
from bot.polls import Vote
from storage.chat_models import early_votes, polls
from storage.link import Link

HELD_FOR = timedelta(days=1)

_KEEP = insert(polls).on_conflict_do_nothing()
_KEY = sa.select(polls.c.key).where(polls.c.platform == bindparam("platform"), polls.c.poll_id == bindparam("poll_id"))
_MESSAGES = sa.select(polls.c.message_id).where(
    polls.c.platform == bindparam("platform"), polls.c.key == bindparam("key")
)
_HOLD = insert(early_votes).on_conflict_do_nothing()
_HELD = (
    sa.select(early_votes.c.user_id, early_votes.c.name, early_votes.c.slot, early_votes.c.at)
    .where(early_votes.c.platform == bindparam("platform"), early_votes.c.poll_id == bindparam("poll_id"))
    .order_by(early_votes.c.at, early_votes.c.user_id)
)
_TAKE = sa.delete(early_votes).where(
    early_votes.c.platform == bindparam("platform"), early_votes.c.poll_id == bindparam("poll_id")
)
_FORGET = sa.delete(early_votes).where(early_votes.c.at < bindparam("before", type_=early_votes.c.at.type))


class Polls:
    """Polls that stand for messages of a board, by their id on the platform."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def keep(self, platform: str, poll_id: str, key: str, message_id: str) -> None:
        """Notes that the message of a key was sent as a poll."""
        self._link.run(_KEEP, platform=platform, poll_id=poll_id, key=key, message_id=message_id)

    def key(self, platform: str, poll_id: str) -> str:
        """The key of the message that a poll is; empty for one that is not known (yet)."""
        row = self._link.row(_KEY, platform=platform, poll_id=poll_id)
        return str(row[0]) if row else ""

    def messages(self, platform: str, key: str) -> list[str]:
        """The messages of a key that are polls; more than one where it was maybe sent twice."""
        return [message_id for (message_id,) in self._link.rows(_MESSAGES, platform=platform, key=key)]

    def hold(self, poll_id: str, vote: Vote) -> None:
        """Keeps a vote until its poll is known; votes of polls that nobody ever knew go after a day."""
        self._link.run(_FORGET, before=vote.at - HELD_FOR)
        self._link.run(
            _HOLD,
            platform=vote.user.platform,
            poll_id=poll_id,
            user_id=vote.user.id,
            name=vote.user.name,
            slot=vote.slot,
            at=vote.at,
        )

    def held(self, platform: str, poll_id: str) -> list[Vote]:
        """The votes that were kept for a poll; they are kept no longer."""
        rows = self._link.rows(_HELD, platform=platform, poll_id=poll_id)
        if rows:
            self._link.run(_TAKE, platform=platform, poll_id=poll_id)
        return [Vote(User(platform, user_id, name), slot, at) for user_id, name, slot, at in rows]

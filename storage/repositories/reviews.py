"""The event log of reviews."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.records import Review
from bot.review.rules import DeckCard, Memory, Rating
from storage.link import Link, Row
from storage.models import cards, reviews

_ADD = (
    insert(reviews)
    .on_conflict_do_nothing(index_elements=[reviews.c.card_id, reviews.c.revision])
    .returning(reviews.c.id)
)
_LAST = (
    sa.select(
        reviews.c.id,
        reviews.c.learner_id,
        reviews.c.card_id,
        cards.c.content_id,
        reviews.c.revision,
        reviews.c.stability_before,
        reviews.c.difficulty_before,
        reviews.c.reviewed_before,
        reviews.c.due_before,
        reviews.c.lapses_before,
        reviews.c.rating,
        reviews.c.at,
        reviews.c.on_day,
        reviews.c.points,
        reviews.c.is_undone,
        reviews.c.priority_before,
    )
    .join(cards, cards.c.id == reviews.c.card_id)
    .where(reviews.c.learner_id == bindparam("learner_id"))
    .order_by(reviews.c.id.desc())
    .limit(1)
)
_UNDO = sa.update(reviews).where(reviews.c.id == bindparam("review_id")).values(is_undone=True, points=0)
_SINCE = sa.select(sa.func.count()).where(
    reviews.c.learner_id == bindparam("learner_id"),
    reviews.c.at >= bindparam("since", type_=reviews.c.at.type),
    reviews.c.is_undone.is_(sa.false()),
)
_RETENTION = sa.select(sa.func.count().filter(reviews.c.rating > int(Rating.AGAIN)), sa.func.count()).where(
    reviews.c.learner_id == bindparam("learner_id"),
    reviews.c.recall.is_not(None),
    reviews.c.is_undone.is_(sa.false()),
)


class Reviews:
    """The event log of reviews."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, review: Review, recall: float | None, community_id: int) -> int | None:
        """Logs a review (its `id` is ignored); None when the card was rated at that revision already."""
        before = review.before.memory
        row = self._link.row(
            _ADD,
            learner_id=review.learner_id,
            card_id=review.before.id,
            revision=review.before.revision,
            rating=int(review.rating),
            recall=recall,
            at=review.at,
            on_day=review.on,
            community_id=community_id,
            is_undone=False,
            points=review.points,
            stability_before=before.stability if before else None,
            difficulty_before=before.difficulty if before else None,
            reviewed_before=before.reviewed_on if before else None,
            due_before=before.due_on if before else None,
            lapses_before=before.lapses if before else 0,
            priority_before=review.before.priority,
        )
        return None if row is None else int(row[0])

    def last(self, learner_id: int) -> Review | None:
        """The newest review of a learner; None when there is none or it is undone."""
        row = self._link.row(_LAST, learner_id=learner_id)
        return None if row is None or row[14] else _review(row)

    def count_since(self, learner_id: int, at: datetime) -> int:
        """How many reviews that stand a learner made since an instant."""
        row = self._link.row(_SINCE, learner_id=learner_id, since=at)
        assert row is not None
        return int(row[0])

    def undo(self, review_id: int) -> None:
        """Marks a review as undone and takes its points back; it stays in the log."""
        self._link.run(_UNDO, review_id=review_id)

    def retention(self, learner_id: int) -> tuple[int, int]:
        """(recalled, all) reviews of cards that were not new."""
        row = self._link.row(_RETENTION, learner_id=learner_id)
        assert row is not None
        return row[0], row[1]


def _review(row: Row) -> Review:
    (
        review_id,
        learner_id,
        card_id,
        content_id,
        revision,
        stability,
        difficulty,
        reviewed,
        due,
        lapses,
        *rest,
    ) = row
    rating, at, on, points, _, priority = rest
    memory = None if stability is None else Memory(stability, difficulty, reviewed, due, lapses)
    before = DeckCard(card_id, learner_id, content_id, revision, memory, priority=priority)
    return Review(review_id, learner_id, before, Rating(rating), at, on, points)

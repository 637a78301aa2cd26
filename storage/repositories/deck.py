"""The cards of learners, with what FSRS knows of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from operator import itemgetter

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from bot.account.rules import Preferences
from bot.review.rules import DeckCard, Load, Memory
from storage.link import Link, Row
from storage.models import cards

_CARDS = sa.select(
    cards.c.id,
    cards.c.learner_id,
    cards.c.content_id,
    cards.c.revision,
    cards.c.is_suspended,
    cards.c.is_new,
    cards.c.stability,
    cards.c.difficulty,
    cards.c.reviewed_on,
    cards.c.due_on,
    cards.c.lapses,
    cards.c.again_on,
    cards.c.priority,
)
_GET = _CARDS.where(cards.c.id == bindparam("card_id"))
_ACTIVE = (
    cards.c.learner_id == bindparam("learner_id"),
    cards.c.is_suspended.is_(sa.false()),
)
_DUE = _CARDS.where(*_ACTIVE, cards.c.is_new.is_(sa.false()), cards.c.due_on <= bindparam("on"))
_CAN_WAIT = _DUE.where(cards.c.priority < 2)
_URGENT = (
    _CARDS.add_columns(sa.true().label("is_urgent"))
    .where(  # the literal lets SQLite see that the partial index holds what is asked for
        *_ACTIVE,
        cards.c.priority > sa.literal_column("1"),
        cards.c.due_on <= bindparam("on"),
        sa.or_(cards.c.is_new.is_(sa.false()), bindparam("takes_new", type_=sa.Boolean).is_(sa.true())),
    )
    .order_by(cards.c.id)
    .limit(1)
)
_OLDEST = _DUE.add_columns(sa.false().label("is_urgent")).order_by(cards.c.due_on, cards.c.id).limit(1)
_NEXT_READY = sa.union_all(sa.select(_URGENT.subquery()), sa.select(_OLDEST.subquery()))
_NEXT_NEW = (
    _CARDS.where(*_ACTIVE, cards.c.is_new.is_(sa.true()))
    .order_by(cards.c.priority.desc(), cards.c.due_on, cards.c.id)
    .limit(1)
)
_NEXT_AGAIN = _CARDS.where(*_ACTIVE, cards.c.again_on == bindparam("on")).order_by(cards.c.id).limit(1)
_ADD = insert(cards).on_conflict_do_update(
    index_elements=[cards.c.learner_id, cards.c.content_id],
    set_={"is_suspended": False, "revision": cards.c.revision + 1},
    where=cards.c.is_suspended.is_(sa.true()),
)
_FORWARD = insert(cards)
_FORWARD = _FORWARD.on_conflict_do_update(
    index_elements=[cards.c.learner_id, cards.c.content_id],
    set_={
        "due_on": _FORWARD.excluded.due_on,
        "priority": sa.case(
            (cards.c.priority > _FORWARD.excluded.priority, cards.c.priority), else_=_FORWARD.excluded.priority
        ),
        "is_suspended": False,
        "again_on": None,
        "revision": cards.c.revision + 1,
    },
)
_PUT = sa.update(cards).where(cards.c.id == bindparam("card_id"), cards.c.revision == bindparam("was"))
_COUNTS = sa.select(
    sa.func.count().filter(cards.c.is_new.is_(sa.false()), cards.c.due_on <= bindparam("on")),
    sa.func.count().filter(cards.c.is_new.is_(sa.true())),
    sa.func.count(),
).where(*_ACTIVE)
_AHEAD = sa.select(sa.func.count()).where(
    *_ACTIVE,
    cards.c.is_new.is_(sa.false()),
    cards.c.due_on > bindparam("after"),
    cards.c.due_on <= bindparam("until"),
)
_NAMES = sa.select(cards.c.content_id).where(*_ACTIVE)


class Deck:
    """The cards of learners."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, learner_id: int, content_ids: Sequence[str], on: date, priority: int = 0) -> int:
        """Adds new cards and wakes suspended ones; how many. Others that are there stay as they are."""
        return sum(self._link.run(_ADD, **fresh(learner_id, content_id, on, priority)) for content_id in content_ids)

    def bring_forward(self, learner_id: int, content_id: str, on: date, priority: int) -> None:
        """Makes one card due on that day, adding it when it is not there: it was missed."""
        self._link.run(_FORWARD, **fresh(learner_id, content_id, on, priority))

    def get(self, card_id: int) -> DeckCard | None:
        """A card by its id."""
        return _card(self._link.row(_GET, card_id=card_id))

    def next(self, learner_id: int, on: date, load: Load, preferences: Preferences) -> DeckCard | None:
        """The next card under the learner's caps: confident misses, due reviews, new ones, the forgotten ones again."""
        link = self._link
        has_room = load.due_reviews + load.new_cards < preferences.cards_a_day
        takes_new = has_room and load.new_cards < preferences.new_cards_a_day
        ready = link.rows(_NEXT_READY, learner_id=learner_id, on=on, takes_new=takes_new) if has_room else []
        if ready:
            return _card(max(ready, key=itemgetter(-1))[:-1])
        if takes_new and (new := _card(link.row(_NEXT_NEW, learner_id=learner_id))):
            return new
        return _card(link.row(_NEXT_AGAIN, learner_id=learner_id, on=on))

    def due(self, learner_id: int, on: date) -> list[DeckCard]:
        """All due reviews that can wait: not what was surely known and yet missed."""
        rows = self._link.rows(_CAN_WAIT, learner_id=learner_id, on=on)
        return [card for row in rows if (card := _card(row))]

    def counts(self, learner_id: int, on: date) -> tuple[int, int, int]:
        """(due, new, all) cards that are not suspended."""
        row = self._link.row(_COUNTS, learner_id=learner_id, on=on)
        assert row is not None
        return row[0], row[1], row[2]

    def ahead(self, learner_id: int, on: date, days: int) -> int:
        """Reviews that fall due after that day within so many days."""
        row = self._link.row(_AHEAD, learner_id=learner_id, after=on, until=on + timedelta(days=days))
        assert row is not None
        return int(row[0])

    def put(self, card: DeckCard, was: int, *, new_on: date | None = None) -> bool:
        """Stores a card if its revision still is `was`, a new one as of `new_on`; False when it moved on."""
        memory = card.memory
        values: dict[str, object] = {
            "revision": card.revision,
            "is_suspended": card.is_suspended,
            "is_new": memory is None,
            "stability": memory.stability if memory else None,
            "difficulty": memory.difficulty if memory else None,
            "reviewed_on": memory.reviewed_on if memory else None,
            "lapses": memory.lapses if memory else 0,
            "again_on": card.again_on,
            "priority": card.priority,
        }
        if due_on := memory.due_on if memory else new_on:
            values["due_on"] = due_on
        return self._link.run(_PUT, card_id=card.id, was=was, **values) == 1

    def names(self, learner_id: int) -> set[str]:
        """Content ids of the cards in a learner's deck."""
        return {content_id for (content_id,) in self._link.rows(_NAMES, learner_id=learner_id)}


def fresh(learner_id: int, content_id: str, on: date, priority: int) -> dict[str, object]:
    """The row of a card that nobody reviewed yet."""
    return {
        "learner_id": learner_id,
        "content_id": content_id,
        "revision": 0,
        "is_suspended": False,
        "is_new": True,
        "priority": priority,
        "due_on": on,
        "lapses": 0,
    }


def _card(row: Row | None) -> DeckCard | None:
    if row is None:
        return None
    (
        card_id,
        learner_id,
        content_id,
        revision,
        is_suspended,
        is_new,
        stability,
        difficulty,
        reviewed,
        due,
        lapses,
        again,
        priority,
    ) = row
    memory = None if is_new else Memory(stability, difficulty, reviewed, due, lapses)
    return DeckCard(card_id, learner_id, content_id, revision, memory, is_suspended, again, priority)

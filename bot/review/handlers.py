"""Goes through the deck: next card, turn, rate, undo.

A rating carries the card's revision; a stale one changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.account.handlers import present
from bot.account.rules import Learner
from bot.effects import Effect, Notice, Show, reply
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content
from bot.ports import UnitOfWork
from bot.progress.handlers import pay
from bot.progress.rules import REVIEW_POINTS_A_DAY, REVIEW_RECALLED
from bot.progress.screens import board_notice
from bot.records import Review
from bot.review import screens
from bot.review.actions import (
    PassCard,
    RateCard,
    StartReview,
    SuspendCard,
    TurnCard,
    UndoReview,
)
from bot.review.rules import DeckCard, Load, Rating, postponed, rate, recall

KEY = "review"
UNDO_WITHIN = timedelta(hours=24)
STALE = "This card moved on; nothing changed. Go on with /review."


def start_review(action: StartReview, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The next card. After an absence what is too much for a day is spread first."""
    learner = present(event, work)
    today = learner.day(event.at)
    load = work.progress.load(learner.id, today)
    room = learner.preferences.cards_a_day - load.due_reviews - load.new_cards
    due = work.deck.due(learner.id, today)
    if len(due) > max(room, 0):
        for moved in postponed(due, max(room, 0), today, learner.preferences.cards_a_day):
            work.deck.put(moved, moved.revision)
    return _next(learner, load, event, work, content)


def turn_card(action: TurnCard, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Shows the answer with the ratings."""
    learner = present(event, work)
    card = _own(action.card_id, action.revision, learner, work)
    shown = screens.faces(card, content.library)
    if shown is None:
        raise Refusal("This card's lesson left the library. Go on with /review.")
    preferences = learner.preferences
    screen = screens.back(
        card,
        shown,
        content.library,
        learner.day(event.at),
        preferences.retention_percent,
        preferences.rating_buttons,
    )
    return reply(event, screen, KEY)


def rate_card(action: RateCard, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Logs a review, moves the card, pays a recalled due card, shows the next one."""
    learner = present(event, work)
    card = _own(action.card_id, action.revision, learner, work)
    if action.rating not in tuple(Rating):
        raise Refusal("A rating is again, hard, good or easy. Go on with /review.")
    today, rating = learner.day(event.at), Rating(action.rating)
    if card.memory is not None and card.memory.due_on > today:
        raise Refusal("This card is not due yet; nothing changed. Go on with /review.")
    review = Review(0, learner.id, card, rating, event.at, today)
    review_id = work.reviews.add(review, recall(card.memory, today), learner.community_id)
    memory = rate(card.memory, rating, today, learner.preferences.retention_percent)
    again_on = today if rating is Rating.AGAIN else None
    moved = replace(card, memory=memory, revision=card.revision + 1, again_on=again_on)
    if review_id is None or not work.deck.put(moved, card.revision):
        raise Refusal(STALE)
    load, is_first = _count(card, rating, learner, event, work)
    return _next(learner, load, event, work, content, review_id, is_first_points=is_first)


def _count(card: DeckCard, rating: Rating, learner: Learner, event: Event, work: UnitOfWork) -> tuple[Load, bool]:
    """Adds a review to the study day; a recalled due card is paid, at most fifty a day."""
    today = learner.day(event.at)
    pays = not card.is_new and rating is not Rating.AGAIN
    load, paid = work.progress.count(
        learner.id,
        today,
        due_reviews=int(not card.is_new),
        new_cards=int(card.is_new),
        paid_reviews=int(pays),
    )
    if not pays or paid > REVIEW_POINTS_A_DAY:
        return load, False
    return load, pay(event, work, learner, f"review {card.id} {today}", REVIEW_RECALLED)


def pass_card(action: PassCard, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A forgotten card was looked at once more; that is no review."""
    learner = present(event, work)
    card = _own(action.card_id, action.revision, learner, work)
    if card.again_on != learner.day(event.at):
        raise Refusal(STALE)
    work.deck.put(replace(card, again_on=None, revision=card.revision + 1), card.revision)
    return _next(
        learner,
        work.progress.load(learner.id, learner.day(event.at)),
        event,
        work,
        content,
    )


def suspend_card(action: SuspendCard, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Takes a card out of the reviews."""
    learner = present(event, work)
    card = _own(action.card_id, action.revision, learner, work)
    work.deck.put(replace(card, is_suspended=True, revision=card.revision + 1), card.revision)
    load = work.progress.load(learner.id, learner.day(event.at))
    return [
        Notice("Suspended. It comes back when you miss it."),
        *_next(learner, load, event, work, content),
    ]


def undo_review(action: UndoReview, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Takes the last rating back, its point too, and shows the card again."""
    learner = present(event, work)
    review = work.reviews.last(learner.id)
    if review is None or review.id != action.review_id or event.at - review.at > UNDO_WITHIN:
        raise Refusal("Only the last rating can be undone, within a day. Go on with /review.")
    card = work.deck.get(review.before.id)
    assert card is not None
    work.reviews.undo(review.id)
    restored = replace(card, memory=review.before.memory, revision=card.revision + 1, again_on=None)
    work.deck.put(restored, card.revision)
    is_new, pays = (
        review.before.is_new,
        not review.before.is_new and review.rating is not Rating.AGAIN,
    )
    work.progress.count(
        learner.id,
        review.on,
        due_reviews=-int(not is_new),
        new_cards=-int(is_new),
        paid_reviews=-int(pays),
    )
    work.progress.clear_queue(learner.id, review.on, is_clear=False)
    work.progress.take_back(learner.id, f"review {card.id} {review.on}")
    shown = screens.faces(restored, content.library)
    if shown is None:
        return [Notice("The rating is undone.")]
    return [
        Notice("The rating is undone."),
        *reply(event, screens.front(restored, shown, content.library, ""), KEY),
    ]


def _next(
    learner: Learner,
    load: Load,
    event: Event,
    work: UnitOfWork,
    content: Content,
    undoable: int = 0,
    *,
    is_first_points: bool = False,
) -> list[Effect]:
    """The next card under the caps, or that there is none; notes when all that was due is done."""
    today, preferences = learner.day(event.at), learner.preferences
    card = work.deck.next(learner.id, today, load, preferences)
    if undoable and load.due_reviews and (card is None or card.is_new or card.again_on):
        work.progress.clear_queue(learner.id, today)
    shown = screens.faces(card, content.library) if card else None
    if card and shown is None:
        work.deck.put(replace(card, is_suspended=True, revision=card.revision + 1), card.revision)
        return _next(learner, load, event, work, content, undoable)
    if card is None or shown is None:
        done = load.due_reviews + load.new_cards
        _, _, cards = work.deck.counts(learner.id, today)
        ahead = work.deck.ahead(learner.id, today, 7)
        screen = screens.nothing_due(ahead, cards, done >= preferences.cards_a_day, done)
    else:
        screen = screens.front(card, shown, content.library, "")
    rows = screens.with_undo(screen, undoable) if undoable else screen.rows
    said, hide = board_notice() if is_first_points else ("", ())
    screen = replace(
        screen,
        rows=(*rows, hide) if hide else rows,
        fine_print=said or screen.fine_print,
    )
    user, place = event.actor
    return [Show(place, screen, KEY, only_to=user)]


def _own(card_id: int, revision: int, learner: Learner, work: UnitOfWork) -> DeckCard:
    card = work.deck.get(card_id)
    if card is None or card.learner_id != learner.id:
        raise Refusal("That card is not in your deck. See your own with /review.")
    if card.revision != revision or card.is_suspended:
        raise Refusal(STALE)
    return card

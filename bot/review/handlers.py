"""Goes through the deck: next card, turn, rate, undo.

A rating carries the card's revision; a stale one changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.account.handlers import present
from bot.account.rules import Learner
from bot.effects import Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content
from bot.ports import UnitOfWork
from bot.progress.handlers import is_new_on_boards, refuse_if_kept
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
from bot.study.screens import way_on

KEY = "review"
UNDO_WITHIN = timedelta(hours=24)
STALE = "This card moved on; nothing changed. Go on with /review."


def start_review(action: StartReview, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The next card. After an absence what is too much for a day is spread first."""
    learner = present(event, work)
    today = learner.day(event.at)
    load = work.progress.load(learner.id, today)
    room = learner.preferences.cards_a_day - load.due_reviews - load.new_cards
    waiting, _, _ = work.deck.counts(learner.id, today)
    if waiting > max(room, 0):
        due = work.deck.due(learner.id, today)
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
    if card.content_id in content.library.questions:
        refuse_if_kept(card.content_id, learner, work)
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
    memory = rate(card.memory, rating, today, learner.preferences.retention_percent)
    again_on = today if rating is Rating.AGAIN else None
    moved = DeckCard(card.id, learner.id, card.content_id, card.revision + 1, memory, again_on=again_on)
    if not work.deck.put(moved, card.revision):
        raise Refusal(STALE)
    load, points = _count(card, rating, learner.id, today, work)
    review = Review(0, learner.id, card, rating, event.at, today, points)
    review_id = work.reviews.add(review, recall(card.memory, today), learner.community_id)
    if review_id is None:
        raise Refusal(STALE)
    is_first = points > 0 and is_new_on_boards(work, learner, [learner.community_id])
    return _next(learner, load, event, work, content, review_id, is_first_points=is_first)


def _count(card: DeckCard, rating: Rating, learner_id: int, today: date, work: UnitOfWork) -> tuple[Load, int]:
    """Adds a review to the study day; what it holds then and what a recalled due card pays, at most fifty a day."""
    is_due = card.counts_on(today)
    pays = is_due and rating is not Rating.AGAIN
    load, paid = work.progress.count(
        learner_id, today, due_reviews=int(is_due), new_cards=int(card.is_new), paid_reviews=int(pays)
    )
    return load, REVIEW_RECALLED if pays and paid <= REVIEW_POINTS_A_DAY else 0


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
    before = review.before
    restored = replace(card, memory=before.memory, revision=card.revision + 1, again_on=None, priority=before.priority)
    work.deck.put(restored, card.revision, new_on=review.on)
    is_due = review.before.counts_on(review.on)
    work.progress.count(
        learner.id,
        review.on,
        due_reviews=-int(is_due),
        new_cards=-int(review.before.is_new),
        paid_reviews=-int(is_due and review.rating is not Rating.AGAIN),
    )
    if is_due:
        work.progress.clear_queue(learner.id, review.on, is_clear=False)
    shown = screens.faces(restored, content.library)
    if shown is None:
        return [Notice("The rating is undone.")]
    return [
        Notice("The rating is undone."),
        *reply(event, screens.front(restored, shown, content.library), KEY),
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
    card, shown = _next_with_content(learner, load, today, work, content)
    if undoable and load.due_reviews and (card is None or card.is_new or card.again_on):
        work.progress.clear_queue(learner.id, today)
    is_over = learner.study_until is not None and event.at >= learner.study_until
    if is_over or card is None or shown is None:
        done = load.due_reviews + load.new_cards
        _, _, cards = work.deck.counts(learner.id, today)
        ahead = work.deck.ahead(learner.id, today, 7)
        cap_reached = done >= preferences.cards_a_day
        screen = way_on(screens.nothing_due(ahead, cards, done, cap_reached=cap_reached, is_over=is_over), learner)
        if undoable:
            screen = replace(screen, rows=(*screen.rows, screens.undo(undoable)))
    else:
        screen = screens.front(card, shown, content.library, undoable)
    if is_first_points:
        said, hide = board_notice()
        screen = replace(screen, rows=(*screen.rows, hide), fine_print=said)
    return reply(event, screen, KEY)


def _next_with_content(
    learner: Learner, load: Load, today: date, work: UnitOfWork, content: Content
) -> tuple[DeckCard | None, screens.Faces | None]:
    """The next card that can be shown; one whose content left the library is suspended."""
    while card := work.deck.next(learner.id, today, load, learner.preferences):
        if shown := screens.faces(card, content.library):
            # What was forgotten on a day on which she stopped before it came once more is an ordinary card again.
            return (card if card.again_on in (None, today) else replace(card, again_on=None)), shown
        work.deck.put(replace(card, is_suspended=True, again_on=None, revision=card.revision + 1), card.revision)
    return None, None


def _own(card_id: int, revision: int, learner: Learner, work: UnitOfWork) -> DeckCard:
    card = work.deck.get(card_id)
    if card is None or card.learner_id != learner.id:
        raise Refusal("That card is not in your deck. See your own with /review.")
    if card.revision != revision or card.is_suspended:
        raise Refusal(STALE)
    return card

"""Flashcards: front, back, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.learn.actions import OpenLesson, ReadSection
from bot.library import Library
from bot.questions import Asked, ask, reason
from bot.review.actions import (
    PassCard,
    RateCard,
    SuspendCard,
    TurnCard,
    UndoReview,
)
from bot.review.rules import LEECH_LAPSES, DeckCard, Rating, days_text, interval
from bot.screens import (
    Button,
    Flashcard,
    Rows,
    Screen,
    Tone,
    Weight,
    counted,
    lettered,
    paragraphs,
    short_line,
)


@dataclass(frozen=True)
class Faces:
    """What is on a card and where it comes from."""

    front: str
    back: str
    lesson_id: str
    anchor: str


def faces(card: DeckCard, library: Library) -> Faces | None:
    """The two sides of a card, which may be a missed question; None when its content left the library."""
    if content := library.cards.get(card.content_id):
        return Faces(content.front, content.back, content.lesson_id, content.anchor)
    if question := library.questions.get(card.content_id):
        asked = ask(question, f"card {card.id} {card.revision}")
        return Faces(_asked_front(asked), _asked_back(asked), question.lesson_id, question.anchor)
    return None


def _asked_front(asked: Asked) -> str:
    return paragraphs(asked.question.scenario, asked.question.stem, lettered(asked.shown_options))


def _asked_back(asked: Asked) -> str:
    return reason(asked) if asked.question.options else paragraphs(f"**{asked.key_letters}**", reason(asked))


def front(card: DeckCard, shown: Faces, library: Library, undoable: int = 0) -> Flashcard:
    """The front with the way to turn it, and with the one to take that rating back."""
    turn = (Button("Show answer", TurnCard(card.id, card.revision), Weight.PRIMARY),)
    return Flashcard(
        title="Flashcard",
        context=_context(shown, library, "Review once more" if card.again_on else "Review"),
        body=shown.front,
        rows=(turn, undo(undoable)) if undoable else (turn,),
        tone=Tone.OPEN,
        front=shown.front,
    )


def back(
    card: DeckCard,
    shown: Faces,
    library: Library,
    today: date,
    retention_percent: int,
    buttons: int,
) -> Flashcard:
    """Both sides with the ratings."""
    lapses = card.memory.lapses if card.memory else 0
    leech = f"Forgotten {lapses} times: read the lesson or suspend it" if lapses >= LEECH_LAPSES else ""
    more = (
        Button("Read the lesson", ReadSection(shown.lesson_id, shown.anchor)),
        Button("Suspend", SuspendCard(card.id, card.revision)),
    )
    return Flashcard(
        title="Flashcard",
        context=_context(shown, library, "Review"),
        body=f"{shown.front}\n\n> {_quoted(shown.back)}",
        rows=(*_ratings(card, today, retention_percent, buttons), more),
        fine_print=leech,
        tone=Tone.OPEN,
        front=shown.front,
        back=shown.back,
    )


def _quoted(text: str) -> str:
    return text.replace("\n", "\n> ")


def _ratings(card: DeckCard, today: date, retention_percent: int, buttons: int) -> Rows:
    if card.again_on == today:
        return ((Button("Next", PassCard(card.id, card.revision), Weight.PRIMARY),),)
    if buttons == 2:
        return (
            (
                Button(
                    "Forgot",
                    RateCard(card.id, card.revision, int(Rating.AGAIN)),
                    Weight.DANGER,
                ),
                Button(
                    "Got it",
                    RateCard(card.id, card.revision, int(Rating.GOOD)),
                    Weight.PRIMARY,
                ),
            ),
        )
    weights = {
        Rating.AGAIN: Weight.DANGER,
        Rating.HARD: Weight.PLAIN,
        Rating.GOOD: Weight.PRIMARY,
        Rating.EASY: Weight.CONFIRM,
    }
    labelled = tuple(
        Button(
            f"{rating.name.capitalize()} · {days_text(interval(card.memory, rating, today, retention_percent).days)}",
            RateCard(card.id, card.revision, int(rating)),
            weight,
        )
        for rating, weight in weights.items()
    )
    return (labelled,)


def _context(shown: Faces, library: Library, kind: str) -> str:
    return short_line(kind, library.lessons[shown.lesson_id].short_title)


def undo(review_id: int) -> tuple[Button, ...]:
    """The way to take the last rating back."""
    return (Button("Undo rating", UndoReview(review_id)),)


def nothing_due(due_later: int, cards: int, done_today: int, *, cap_reached: bool, is_over: bool = False) -> Screen:
    """Nothing left to review now, and why; `is_over` when the time for it is."""
    if not cards:
        return Screen(
            title="Your deck is empty",
            body="Cards come from lessons you save and from questions you miss. Open a lesson and press Save cards.",
            rows=((Button("Pick a lesson", OpenLesson(), Weight.PRIMARY),),),
        )
    reason = "That is today's cap; the rest waits, nothing is lost." if cap_reached else "Nothing is due right now."
    reason = "The time is over; the rest waits, nothing is lost." if is_over else reason
    done = f" Today: **{counted(done_today, 'review')}**." if done_today else ""
    return Screen(
        title="✅ Done for today" if done_today else "Nothing to review",
        body=f"{reason}{done}\n\nDue within a week: **{counted(due_later, 'card')}**.",
        rows=((Button("Pick a lesson", OpenLesson(), Weight.PRIMARY),),),
        tone=Tone.RIGHT,
    )

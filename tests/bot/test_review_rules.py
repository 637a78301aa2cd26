"""Memory: what a rating does to the next review, compared with the fsrs package itself, and a deck that is spread."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.account.rules import RETENTION_PERCENT
from bot.review.rules import DeckCard, Memory, Rating, days_text, interval, postponed, rate, recall

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)

ratings = st.sampled_from(list(Rating))
retentions = st.sampled_from([80, 85, 90, 93, 95])
histories = st.lists(st.tuples(st.integers(0, 90), ratings), max_size=12)
"""Days since the review before, and how it went."""


def remembered(history: list[tuple[int, Rating]], retention: int = 90) -> tuple[Memory | None, date]:
    """The memory after a history of reviews, and the day of the last one."""
    memory, on = None, TODAY
    for days, rating in history:
        on += timedelta(days=days)
        memory = rate(memory, rating, on, retention)
    return memory, on


@settings(max_examples=300, derandomize=True, deadline=None)
@given(histories, ratings, retentions, st.integers(0, 400))
def test_the_next_review_is_at_least_a_day_away(
    history: list[tuple[int, Rating]], rating: Rating, retention: int, days: int
) -> None:
    memory, on = remembered(history, retention)
    on += timedelta(days=days)
    after = rate(memory, rating, on, retention)
    assert after.due_on - on == interval(memory, rating, on, retention) >= DAY
    assert after.reviewed_on == on
    assert after.stability > 0
    assert 1 <= after.difficulty <= 10


@settings(max_examples=300, derandomize=True, deadline=None)
@given(histories, retentions, st.integers(0, 400))
def test_a_better_rating_never_comes_back_earlier(history: list[tuple[int, Rating]], retention: int, days: int) -> None:
    memory, on = remembered(history, retention)
    on += timedelta(days=days)
    spans = [interval(memory, rating, on, retention) for rating in Rating]
    assert spans == sorted(spans)
    difficulties = [rate(memory, rating, on, retention).difficulty for rating in Rating]
    assert difficulties == sorted(difficulties, reverse=True)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(histories, ratings, st.integers(0, 400))
def test_whoever_wants_to_know_more_reviews_no_later(
    history: list[tuple[int, Rating]], rating: Rating, days: int
) -> None:
    memory, on = remembered(history)
    on += timedelta(days=days)
    spans = [interval(memory, rating, on, percent) for percent in RETENTION_PERCENT]
    assert spans == sorted(spans, reverse=True)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(histories.filter(bool), st.integers(1, 400))
def test_a_forgotten_card_starts_over(history: list[tuple[int, Rating]], days: int) -> None:
    memory, on = remembered(history)
    assert memory is not None
    on += timedelta(days=days)
    after = rate(memory, Rating.AGAIN, on, 90)
    assert after.stability < memory.stability
    assert after.difficulty >= memory.difficulty
    assert after.due_on - on <= max(DAY, memory.due_on - memory.reviewed_on)
    assert after.lapses == memory.lapses + 1


def test_an_old_card_that_is_forgotten_comes_back_within_days() -> None:
    memory, on = remembered([(0, Rating.GOOD), (2, Rating.GOOD), (11, Rating.GOOD), (46, Rating.GOOD)])
    assert memory is not None
    assert memory.due_on - on > timedelta(days=90)
    assert interval(memory, Rating.AGAIN, memory.due_on, 90) < timedelta(days=10)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(histories)
def test_lapses_are_counted_from_the_second_review_on(history: list[tuple[int, Rating]]) -> None:
    memory, _ = remembered(history)
    assert (memory.lapses if memory else 0) == sum(rating is Rating.AGAIN for _, rating in history[1:])


@settings(max_examples=200, derandomize=True, deadline=None)
@given(histories.filter(bool))
def test_recall_is_certain_on_the_day_itself_and_falls_from_then_on(history: list[tuple[int, Rating]]) -> None:
    memory, on = remembered(history)
    chances = [recall(memory, on + timedelta(days=days)) for days in (0, 1, 2, 5, 10, 30, 100, 1000, 10_000)]
    assert chances[0] == 1.0
    assert all(chance is not None and 0 < chance <= 1 for chance in chances)
    assert chances == sorted(set(chances), reverse=True)  # type: ignore[type-var]


def test_recall_of_a_card_that_was_never_rated_is_unknown() -> None:
    assert recall(None, TODAY) is None


@pytest.mark.parametrize("percent", [80, 85, 90, 95])
def test_a_card_comes_up_when_recall_has_fallen_to_what_is_wanted(percent: int) -> None:
    memory, _ = remembered([(0, Rating.GOOD), (2, Rating.GOOD), (11, Rating.GOOD), (46, Rating.EASY)], percent)
    assert memory is not None
    chance = recall(memory, memory.due_on)
    assert chance == pytest.approx(percent / 100, abs=0.005)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(histories, retentions)
def test_memory_is_that_of_the_fsrs_package(history: list[tuple[int, Rating]], retention: int) -> None:
    """One card of the package lives through the same reviews; it is never taken apart and put together again."""
    scheduler = fsrs.Scheduler(
        desired_retention=retention / 100, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    card, memory, on = fsrs.Card(card_id=1), None, TODAY
    for days, rating in history:
        on += timedelta(days=days)
        at = datetime.combine(on, time(15, 30), UTC)
        expected = scheduler.get_card_retrievability(card, at) if memory else None
        assert recall(memory, on) == (pytest.approx(expected) if memory else None)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
        memory = rate(memory, rating, on, retention)
        assert memory.stability == pytest.approx(card.stability)
        assert memory.difficulty == pytest.approx(card.difficulty)
        assert memory.due_on == card.due.date()


def test_first_intervals_are_those_of_fsrs_6() -> None:
    assert [interval(None, rating, TODAY, 90).days for rating in Rating] == [1, 1, 2, 8]


def test_one_review_has_one_result() -> None:
    history = [(0, Rating.GOOD), (3, Rating.HARD), (9, Rating.GOOD)]
    assert len({remembered(history) for _ in range(20)}) == 1


# ---- too much for a day


def card(number: int, stability: float, reviewed_days_ago: int) -> DeckCard:
    reviewed_on = TODAY - timedelta(days=reviewed_days_ago)
    memory = Memory(stability, 5.0, reviewed_on, reviewed_on + DAY, lapses=number % 3)
    return DeckCard(number, 7, f"cache-c{number}", revision=number, memory=memory)


cards = st.lists(st.tuples(st.floats(0.01, 500), st.integers(1, 400)), max_size=60).map(
    lambda facts: [card(number, *fact) for number, fact in enumerate(facts)]
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(cards, st.integers(0, 70), st.integers(1, 100))
def test_what_is_too_much_is_spread_and_nothing_is_lost(due: list[DeckCard], room: int, a_day: int) -> None:
    moved = postponed(due, room, TODAY, a_day)
    by_id = {one.id: one for one in due}
    assert len(moved) == max(0, len(due) - room)
    assert len({one.id for one in moved}) == len(moved)
    per_day = Counter()
    for one in moved:
        before = by_id[one.id]
        assert one.memory is not None
        assert before.memory is not None
        assert one.memory.due_on > TODAY
        assert one.memory.stability == before.memory.stability
        assert one.memory.reviewed_on == before.memory.reviewed_on
        assert one.memory.lapses == before.memory.lapses
        assert (one.content_id, one.revision, one.learner_id) == (before.content_id, before.revision, 7)
        per_day[one.memory.due_on] += 1
    assert all(count <= max(1, a_day // 2) for count in per_day.values())
    assert sorted(per_day) == [TODAY + timedelta(days=offset + 1) for offset in range(len(per_day))]


@settings(max_examples=300, derandomize=True, deadline=None)
@given(cards, st.integers(0, 70))
def test_the_likeliest_to_be_recalled_are_kept_for_today(due: list[DeckCard], room: int) -> None:
    moved = {one.id for one in postponed(due, room, TODAY, 10)}
    kept = [recall(one.memory, TODAY) or 0 for one in due if one.id not in moved]
    given_up = [recall(one.memory, TODAY) or 0 for one in due if one.id in moved]
    assert min(kept, default=1) >= max(given_up, default=0)


def test_what_fits_into_a_day_stays_where_it_is() -> None:
    assert postponed([card(1, 10, 20), card(2, 10, 30)], 2, TODAY, 100) == []
    assert postponed([], 0, TODAY, 100) == []


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (1, "1 day"),
        (2, "2 days"),
        (59, "59 days"),
        (60, "2 months"),
        (365, "12 months"),
        (729, "24 months"),
        (730, "2 years"),
        (36500, "100 years"),
    ],
)
def test_intervals_are_said_in_words_for_buttons(days: int, text: str) -> None:
    assert days_text(days) == text

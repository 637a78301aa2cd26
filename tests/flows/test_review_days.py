"""What reviews make of a day: streak, points, caps, and what happens after an absence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flows.script import (
    answer,
    asked_of,
    changed,
    crowded,
    own_due_cards,
    points_of,
    rate,
    rate_many,
    restage,
    streak_of,
)
from stage import Stage

from bot.review.rules import Rating

SATURDAY = date(2026, 11, 21)


def with_due_cards(play: Stage, name: str, count: int) -> None:
    """Somebody who is a member of the community has cards that are due today, and looks at the first."""
    if count > len(play.content.library.cards):
        restage(play, crowded(play.content, count))
    play.set_up()
    play.command(name, "/lesson")
    own_due_cards(play, name, count, due_on=SATURDAY)
    play.command(name, "/review")


def figures(play: Stage, name: str) -> str:
    """The line about cards on somebody's progress page."""
    body = play.command(name, "/me").screens[0].body
    return next(line for line in body.split("\n") if line.startswith("- **Cards:**"))


@pytest.mark.parametrize(("due", "needed"), [(12, 10), (3, 3), (1, 1)])
def test_ten_due_reviews_or_all_if_fewer_make_the_day(play: Stage, due: int, needed: int) -> None:
    with_due_cards(play, "ann", due)
    if needed > 1:
        rate_many(play, "ann", needed - 1, Rating.AGAIN)
    assert streak_of(play, "ann") == 0
    play.command("ann", "/review")
    rate(play, "ann", "Forgot")
    assert streak_of(play, "ann") == 1


def test_one_card_missed_and_reviewed_again_the_same_day_counts_and_pays_once(play: Stage) -> None:
    kept = next(iter(play.content.library.questions))
    restage(play, changed(play.content, lambda one: one if one.id == kept else None))
    play.set_up()
    play.command("ann", "/quiz 3")
    play.press("ann", "Show me")
    play.command("ann", "/review")
    rate(play, "ann", "Forgot")
    play.pass_time(days=1)
    play.command("ann", "/lesson caching")
    play.press("ann", "Save cards")
    for turn in range(3):
        play.command("ann", "/review")
        rate(play, "ann", "Got it")
        assert points_of(play, "ann") == 1, f"review {turn} of the same card"
        play.command("ann", "/quiz 3")
        play.press("ann", "Show me")
    assert "1 due review" in play.command("ann", "/streak why").screens[0].body
    assert "2 due reviews" not in play.screen("ann").body


def test_reviews_pay_fifty_points_a_day_at_most(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    with_due_cards(play, "ann", 53)
    rate_many(play, "ann", 52)
    assert points_of(play, "ann") == 50
    play.command("ann", "/review")
    rate(play, "ann", "Got it")
    play.press("ann", "Undo rating")
    assert points_of(play, "ann") == 50
    play.pass_time(days=1)
    play.command("ann", "/review")
    rate(play, "ann", "Got it")
    assert points_of(play, "ann") == 51


def test_a_hundred_cards_a_day_and_the_rest_waits(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    with_due_cards(play, "ann", 103)
    capped = rate_many(play, "ann", 100).screens[0]
    assert "That is today's cap; the rest waits, nothing is lost." in capped.body
    assert "cap" in play.command("ann", "/review").screens[0].body
    play.pass_time(days=1)
    play.command("ann", "/review")
    assert rate_many(play, "ann", 3).screens[0].title == "✅ Done for today"


def test_after_an_absence_the_rest_is_spread_and_nothing_is_lost(play: Stage) -> None:
    with_due_cards(play, "ann", 175)
    assert figures(play, "ann") == "- **Cards:** 175, due now 100, next 7 days 75"
    learner_id = play.learner_id("ann")
    spread = [play.look(lambda work, days=days: work.deck.ahead(learner_id, SATURDAY, days)) for days in range(1, 4)]
    assert spread == [50, 75, 75]
    play.command("ann", "/review")
    assert figures(play, "ann") == "- **Cards:** 175, due now 100, next 7 days 75"


def test_after_an_absence_the_likeliest_still_known_come_today(play: Stage) -> None:
    restage(play, crowded(play.content, 120))
    play.command("ann", "/lesson")
    nearly_lost = own_due_cards(play, "ann", 20, due_on=SATURDAY, stability=2.0)
    own_due_cards(play, "ann", 120, due_on=SATURDAY, stability=300.0)
    play.pass_time(days=20)
    play.command("ann", "/review")
    learner_id = play.learner_id("ann")
    today = play.look(lambda work: work.deck.due(learner_id, date(2026, 12, 11)))
    assert len(today) == 100
    assert not {card.content_id for card in today} & set(nearly_lost)


def test_ten_reviews_a_day_keep_the_streak_without_any_challenge(play: Stage) -> None:
    with_due_cards(play, "ann", 10)
    rate_many(play, "ann", 10, Rating.AGAIN)
    play.pass_time(days=1)
    play.command("ann", "/review")
    rate_many(play, "ann", 10, Rating.AGAIN)
    assert streak_of(play, "ann") == 2


def test_a_confident_miss_comes_before_the_other_new_cards(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/lesson caching")
    play.press("ann", "Save cards")
    for topic in ("kafka", "consensus"):
        play.command("ann", f"/quiz {topic} 3")
        answer(play, "ann", right=False)
        play.press("ann", "Next")
        play.press("ann", "End")
    play.command("ann", "/daily")
    stem = asked_of(play, "ann").question.stem
    answer(play, "ann", right=False)
    said = play.press("ann", "Sure").notices[0]
    assert "first card of your next review" in said
    assert stem in play.command("ann", "/review").screens[0].body

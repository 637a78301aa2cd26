"""Going through flashcards: new ones, due ones, forgotten ones, and taking a rating back."""

from __future__ import annotations

from datetime import date

from flows.script import (
    answer,
    changed,
    own_due_cards,
    points_of,
    pressed_only,
    rate,
    rate_many,
    restage,
    streak_of,
)
from stage import Stage

from bot.review.actions import RateCard
from bot.review.rules import Rating
from bot.screens import Flashcard, Weight

SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)


def save(play: Stage, name: str, *lessons: str) -> None:
    """Somebody saves the cards of lessons."""
    for lesson in lessons:
        play.command(name, f"/lesson {lesson}")
        play.press(name, "Save cards")


def known_and_due(play: Stage, name: str, count: int) -> None:
    """Somebody who is a member of the community has cards that are due today."""
    play.set_up()
    play.command(name, "/lesson")
    own_due_cards(play, name, count, due_on=SATURDAY)
    play.command(name, "/review")


def test_a_saved_card_shows_its_front_then_its_back(play: Stage) -> None:
    save(play, "ann", "caching")
    front = play.command("ann", "/review").screens[0]
    assert isinstance(front, Flashcard)
    assert [button.label for button in front.buttons] == ["Show answer"]
    back = play.press("ann", "Show answer").screens[0]
    assert isinstance(back, Flashcard)
    assert not front.back
    assert back.back in back.body.replace("\n> ", "\n")
    assert [button.label for button in back.buttons] == ["Forgot", "Got it", "Read the lesson", "Suspend"]


def test_an_empty_deck_says_how_to_fill_it(play: Stage) -> None:
    assert play.command("ann", "/review").screens[0].title == "Your deck is empty"
    assert play.press("ann", "Pick a lesson").screens[0].title == "Lessons"


def test_ten_new_cards_a_day(play: Stage) -> None:
    save(play, "ann", "caching", "kafka")
    play.command("ann", "/review")
    done = rate_many(play, "ann", 10).screens[0]
    assert done.title == "✅ Done for today"
    assert "Today: **10 reviews**" in done.body
    assert play.command("ann", "/review").screens[0].title == "✅ Done for today"
    play.pass_time(hours=24)
    play.command("ann", "/review")
    assert rate_many(play, "ann", 10).screens[0].title == "✅ Done for today"


def test_new_cards_pay_nothing_and_make_no_day_of_a_streak(play: Stage) -> None:
    save(play, "ann", "caching")
    play.command("ann", "/review")
    rate_many(play, "ann", 10)
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (0, 0)


def test_a_card_is_due_from_four_in_the_morning(play: Stage) -> None:
    save(play, "ann", "caching")
    play.pass_time(hours=14)  # 23:00
    play.command("ann", "/review")
    rate_many(play, "ann", 10, Rating.AGAIN)
    for _ in range(10):
        play.press("ann", "Show answer")
        play.press("ann", "Next")
    play.pass_time(hours=4, minutes=59)
    assert play.command("ann", "/review").screens[0].title == "✅ Done for today"
    play.pass_time(minutes=1)
    assert isinstance(play.command("ann", "/review").screens[0], Flashcard)


def test_a_forgotten_card_comes_once_more_without_counting(play: Stage) -> None:
    known_and_due(play, "ann", 2)
    assert "once more" not in rate(play, "ann", "Forgot").screens[0].context
    again = rate(play, "ann", "Got it").screens[0]
    assert "once more" in again.context
    back = play.press("ann", "Show answer").screens[0]
    assert back.buttons[0].label == "Next"
    done = play.press("ann", "Next").screens[0]
    assert "Today: **2 reviews**" in done.body
    assert points_of(play, "ann") == 1


def test_a_forgotten_card_left_for_tomorrow_is_an_ordinary_review_then(play: Stage) -> None:
    known_and_due(play, "ann", 3)
    rate_many(play, "ann", 3, Rating.AGAIN)
    play.pass_time(hours=24)
    front = play.command("ann", "/review").screens[0]
    assert "once more" not in front.context
    rate(play, "ann", "Got it")
    assert "not enough" in play.command("ann", "/streak why").screens[0].body.split("\n")[0]  # one of three is not all
    play.command("ann", "/review")
    rate_many(play, "ann", 2)
    assert streak_of(play, "ann") == 2


def test_undo_takes_the_point_and_the_day_back(play: Stage) -> None:
    known_and_due(play, "ann", 1)
    front = play.screen("ann").body
    done = rate(play, "ann", "Got it")
    undo = play.button("ann", "Undo rating").action
    assert done.screens[0].title == "✅ Done for today"
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (1, 1)
    undone = play.act("ann", undo)
    assert undone.notices == ["The rating is undone."]
    assert undone.screens[0].body == front
    assert "Only the last rating can be undone" in play.act("ann", undo).notices[0]
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (0, 0)
    assert play.command("ann", "/leaderboard").screens[0].fine_print.startswith("You have no points here yet")
    play.command("ann", "/review")
    rate(play, "ann", "Got it")
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (1, 1)


def test_undoing_a_new_card_leaves_the_day_that_the_due_ones_made(play: Stage) -> None:
    known_and_due(play, "ann", 1)
    save(play, "ann", "kafka")
    play.command("ann", "/review")
    rate(play, "ann", "Got it")
    assert streak_of(play, "ann") == 1
    play.command("ann", "/review")
    rate(play, "ann", "Got it")
    play.press("ann", "Undo rating")
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (1, 1)


def test_undo_makes_a_confident_miss_urgent_again(play: Stage) -> None:
    pressed_only(play)
    known_and_due(play, "ann", 2)
    play.command("ann", "/quiz 3 kafka")
    answer(play, "ann", right=False)
    play.press("ann", "Sure")
    play.command("ann", "/review")
    missed = play.screen("ann").body.split("\n")[0]
    rate(play, "ann", "Got it")
    assert not play.screen("ann").body.startswith(missed)
    play.press("ann", "Undo rating")
    play.command("ann", "/review")
    assert play.screen("ann").body.startswith(missed)


def test_only_the_last_rating_can_be_undone(play: Stage) -> None:
    known_and_due(play, "ann", 3)
    rate(play, "ann", "Got it")
    first = play.button("ann", "Undo rating").action
    rate(play, "ann", "Got it")
    second = play.button("ann", "Undo rating").action
    assert "Only the last rating" in play.act("ann", first).notices[0]
    play.command("ben", "/review")
    assert "Only the last rating" in play.act("ben", second).notices[0]
    play.pass_time(hours=24, minutes=1)
    assert "Only the last rating" in play.act("ann", second).notices[0]
    assert points_of(play, "ann") == 2


def test_a_doubled_a_stale_and_a_foreign_press_change_nothing(play: Stage) -> None:
    known_and_due(play, "ann", 2)
    turn = play.button("ann", "Show answer").action
    play.press("ann", "Show answer")
    forgot, suspend = play.button("ann", "Forgot").action, play.button("ann", "Suspend").action
    play.press("ann", "Got it")
    for stale in (forgot, suspend, turn):
        answered = play.act("ann", stale)
        assert "moved on; nothing changed" in answered.notices[0]
        assert answered.screens == []
    play.command("ann", "/review")
    play.press("ann", "Show answer")
    assert "not in your deck" in play.act("ben", play.button("ann", "Got it").action).notices[0]
    assert points_of(play, "ann") == 1
    assert play.command("ann", "/me").screens[0].body.count("due now 1") == 1


def test_a_suspended_card_never_comes_until_it_is_missed(play: Stage) -> None:
    kept = next(iter(play.content.library.questions))
    gone = changed(play.content, lambda one: one if one.id == kept else None)
    restage(play, gone)
    for number in range(2):
        play.command("ann", "/quiz 3")
        play.press("ann", "Show me")
        play.press("ann", "Show result")
        assert play.command("ann", "/review").screens[0].title == "Flashcard"
        play.press("ann", "Show answer")
        said = play.press("ann", "Suspend").notices[0]
        assert said == "Suspended. It comes back when you miss it."
        assert play.command("ann", "/review").screens[0].title == "Your deck is empty", number


def test_four_buttons_show_their_intervals(play: Stage) -> None:
    known_and_due(play, "ann", 1)
    play.command("ann", "/settings")
    play.press("ann", "4 rating buttons")
    play.command("ann", "/review")
    back = play.press("ann", "Show answer").screens[0]
    labels = [button.label for button in back.buttons][:4]
    assert [label.split(" · ")[0] for label in labels] == ["Again", "Hard", "Good", "Easy"]
    days = [int(label.split(" · ")[1].split(" ")[0]) for label in labels]
    assert labels[0].endswith(("1 day", " days"))
    assert days == sorted(days)
    assert [button.weight for button in back.buttons[:4]] == [
        Weight.DANGER,
        Weight.PLAIN,
        Weight.PRIMARY,
        Weight.CONFIRM,
    ]
    play.press("ann", "Easy")
    play.pass_time(days=days[3] - 1)
    assert play.command("ann", "/review").screens[0].title == "Nothing to review"
    play.pass_time(days=1)
    assert play.command("ann", "/review").screens[0].title == "Flashcard"


def test_a_higher_retention_asks_for_cards_sooner(play: Stage) -> None:
    play.command("ann", "/lesson")
    own_due_cards(play, "ann", 1, due_on=SATURDAY, stability=2.0)
    play.command("ann", "/settings")
    play.press("ann", "4 rating buttons")
    intervals = []
    for percent in (85, 95):
        play.command("ann", "/settings")
        play.press("ann", f"Know {percent} percent")
        play.command("ann", "/review")
        play.press("ann", "Show answer")
        intervals.append(int(play.button("ann", "Good").label.split(" · ")[1].split(" ")[0]))
    assert intervals[0] > intervals[1]


def test_a_card_whose_content_is_gone_is_passed_over(play: Stage) -> None:
    known_and_due(play, "ann", 2)
    gone = next(iter(play.content.library.cards))
    turn = play.button("ann", "Show answer").action
    restage(play, changed(play.content, card=lambda one: one if one.id != gone else None))
    assert "left the library" in play.act("ann", turn).notices[0]
    assert isinstance(play.command("ann", "/review").screens[0], Flashcard)
    assert rate(play, "ann", "Got it").screens[0].title == "✅ Done for today"
    assert points_of(play, "ann") == 1


def test_a_card_forgotten_many_times_is_said_to_be_hard(play: Stage) -> None:
    play.command("ann", "/lesson")
    own_due_cards(play, "ann", 1, due_on=SATURDAY, lapses=8)
    play.command("ann", "/review")
    assert "Forgotten 8 times" in play.press("ann", "Show answer").screens[0].fine_print


def test_a_rating_before_the_card_is_due_is_refused(play: Stage) -> None:
    play.command("ann", "/lesson")
    own_due_cards(play, "ann", 1, due_on=SUNDAY)
    assert play.command("ann", "/review").screens[0].title == "Nothing to review"
    assert "not due yet; nothing changed" in play.act("ann", RateCard(1, 1, 3)).notices[0]
    assert points_of(play, "ann") == 0


def test_a_suspended_card_is_not_offered_again_however_sure_its_miss_was(play: Stage) -> None:
    play.command("ann", "/daily")
    answer(play, "ann", right=False)
    play.press("ann", "Sure")
    play.command("ann", "/review")
    play.press("ann", "Show answer")
    assert play.press("ann", "Suspend").screens[0].title == "Your deck is empty"

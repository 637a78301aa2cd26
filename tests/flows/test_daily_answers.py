"""Answering the daily challenge: private, once, pressed or typed, given up, too late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from flows.script import (
    answer,
    asked_of,
    asking_only,
    changed,
    of_kind,
    points_of,
    restage,
    right_letters,
    streak_of,
    wrong_letters,
)
from stage import PLATFORM, Stage

from bot.effects import AskText, Show
from bot.events import User
from bot.library import Content, Question, QuestionKind
from bot.routes import draw_board
from bot.screens import Screen, Tone

TYPED = [
    (QuestionKind.NUMERIC, ["many", "", "12 parsecs", "1e400", "0x10", "--5", "9" * 300]),
    (QuestionKind.MULTIPLE, ["A", "A A", "Z Y", "1 2", "A B C D E F", "none of them", "🙂"]),
    (QuestionKind.ORDERING, ["A", "A B", "A A B C", "first A then B", "DCBAE!", "A" * 5000]),
]


def open_today(play: Stage, *names: str) -> None:
    """The challenge of today is posted in the square and opened by these people."""
    play.set_up(post_now=True)
    play.tick()
    for name in names:
        play.command(name, "/daily")


def test_first_answer_counts(play: Stage) -> None:
    play.set_up(post_now=True)
    play.tick()
    play.command("ann", "/daily")
    first = play.button("ann", "A").action
    assert play.press("ann", "B").screens[0].fine_print.startswith("+")
    assert "Your first answer counts: B" in play.act("ann", first).notices[0]


def test_a_right_answer_pays_ten_and_a_wrong_one_two(play: Stage) -> None:
    open_today(play, "ann", "ben")
    right, wrong = answer(play, "ann").screens[0], answer(play, "ben", right=False).screens[0]
    assert (right.tone, right.fine_print.split(" · ")[0]) == (Tone.RIGHT, "+10 points")
    assert (wrong.tone, wrong.fine_print.split(" · ")[0]) == (Tone.WRONG, "+2 points")
    assert (points_of(play, "ann"), points_of(play, "ben")) == (10, 2)
    assert (streak_of(play, "ann"), streak_of(play, "ben")) == (1, 1)


def test_nothing_of_an_answer_is_seen_by_others(play: Stage) -> None:
    open_today(play, "ann")
    effects = answer(play, "ann").effects
    assert effects
    assert all(isinstance(effect, Show) and effect.only_to == User(PLATFORM, "ann") for effect in effects)
    before = play.post
    play.tick()
    assert replace(play.post, fine_print="") == replace(before, fine_print="")
    assert "ann" not in str(play.post)


def test_the_private_question_hides_key_and_split_until_it_is_answered(play: Stage) -> None:
    open_today(play, "ann")
    asked = asked_of(play, "ann")
    answer(play, "ann")
    play.command("ben", "/daily")
    shown = play.screen("ben").body + play.screen("ben").fine_print
    assert asked.question.explanation not in shown
    assert not any(option.why in shown for option in asked.question.options)
    assert "█" not in shown
    revealed = answer(play, "ben", right=False).screens[0].body
    assert asked.question.explanation in revealed
    assert "█" in revealed


def test_opening_an_answered_challenge_shows_the_reveal_and_pays_no_more(play: Stage) -> None:
    open_today(play, "ann")
    answer(play, "ann", right=False)
    again = play.command("ann", "/daily").screens[0]
    assert again.title.startswith("❌")
    assert points_of(play, "ann") == 2


def test_giving_up_shows_all_pays_nothing_and_makes_a_card(play: Stage) -> None:
    open_today(play, "ann")
    asked = asked_of(play, "ann")
    letter = play.button("ann", right_letters(asked)).action
    shown = play.press("ann", "Show me").screens[0]
    assert shown.title == f"The answer is {asked.key_letters}"
    assert asked.question.explanation in shown.body
    later = play.act("ann", letter).screens[0]
    assert later.title.startswith("✅")
    assert "For learning, without points" in later.fine_print
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (0, 0)
    play.command("ann", "/review")
    assert asked.question.stem in play.screen("ann").body


def test_asking_to_be_shown_twice_is_refused(play: Stage) -> None:
    open_today(play, "ann")
    show = play.button("ann", "Show me").action
    play.act("ann", show)
    assert "You asked to be shown this one before" in play.act("ann", show).notices[0]


def test_no_answer_counts_once_the_post_has_closed_with_its_key_wherever_one_lives(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/settings")
    play.press("ann", "Change zone")
    play.type("ann", "Pacific/Honolulu")
    play.pass_time(hours=24)
    assert "the answer is" in play.posts.carried[1][1].title
    play.command("ann", "/daily 2026-11-21")
    answered = answer(play, "ann", right=True).screens[0]
    assert "For learning, without points" in answered.fine_print
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (0, 0)


def test_a_miss_becomes_a_card_and_a_right_answer_does_not(play: Stage) -> None:
    open_today(play, "ann", "ben")
    stem = asked_of(play, "ann").question.stem
    assert "Card added" in answer(play, "ann", right=False).screens[0].fine_print
    answer(play, "ben")
    assert stem in play.command("ann", "/review").screens[0].body
    assert play.command("ben", "/review").screens[0].title == "Your deck is empty"


def test_a_late_answer_is_only_for_learning(play: Stage) -> None:
    open_today(play, "ann")
    early = play.button("ann", "A").action
    play.pass_time(hours=24)
    late = play.command("ann", "/daily 2026-11-21").screens[0]
    assert "for learning, without points" in late.fine_print
    assert "For learning, without points" in answer(play, "ann", right=False).screens[0].fine_print
    assert "For learning" in play.act("ann", early).screens[0].fine_print
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (0, 0)
    assert play.command("ann", "/daily 2026-11-21").screens[0].tone is Tone.OPEN  # nothing was booked as her answer
    assert play.command("ann", "/review").screens[0].title == "Flashcard"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/daily 2026-11-22", "still to come"),
        ("/daily 2020-02-29", "There was no challenge on 2020-02-29"),
        ("/daily 2026-13-01", "is no date"),
        ("/daily 99-1-1", "is no date"),
        ("/daily yesterday", "not understood"),
    ],
)
def test_a_date_without_a_challenge_is_refused_with_the_way_on(play: Stage, line: str, said: str) -> None:
    notice = play.command("ann", line).notices[0]
    assert said in notice
    assert "/daily" in notice


def test_an_older_challenge_that_was_answered_shows_what_came_of_it(play: Stage) -> None:
    open_today(play, "ann")
    answer(play, "ann")
    play.pass_time(hours=30)
    assert play.command("ann", "/daily 2026-11-21").screens[0].title.startswith("✅")


@pytest.mark.parametrize(("kind", "bad"), TYPED, ids=[kind.value for kind, _ in TYPED])
def test_typed_answers_are_judged_and_bad_ones_change_nothing(play: Stage, kind: QuestionKind, bad: list[str]) -> None:
    restage(play, asking_only(play.content, of_kind(kind)))
    open_today(play, "ann", "ben")
    asked = asked_of(play, "ann")
    for text in bad:
        play.press("ann", "Type answer")
        answered = play.type("ann", text)
        said = [effect.prompt if isinstance(effect, AskText) else str(effect) for effect in answered.effects]
        assert len(said) == 1
        assert "Type" in said[0]  # told the form again
    play.press("ann", "Type answer")
    right = play.type("ann", f"  {right_letters(asked).lower()} ").screens[0]
    assert (right.tone, right.fine_print.split(" · ")[0]) == (Tone.RIGHT, "+10 points")
    play.press("ben", "Type answer")
    assert play.type("ben", wrong_letters(asked)).screens[0].fine_print.startswith("+2 points")


def test_a_number_may_be_typed_with_its_unit_and_a_little_off(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.NUMERIC)))
    open_today(play, "ann")
    question = asked_of(play, "ann").question
    play.press("ann", "Type answer")
    typed = f"~{question.value * (1 + question.tolerance * 0.9):,.6f} {question.unit}"
    assert play.type("ann", typed).screens[0].tone is Tone.RIGHT


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.FLAW, QuestionKind.MULTIPLE])
def test_the_post_before_closing_is_the_same_whatever_the_key_is(
    stage_on: Callable[[str], Stage], sqlite_url: str, content: Content, kind: QuestionKind
) -> None:
    play = stage_on(sqlite_url)
    restage(play, asking_only(content, of_kind(kind)))
    open_today(play, "ann", "ben")
    answer(play, "ann", right=True)
    answer(play, "ben", right=False)

    def seen(key: int) -> tuple[Screen | None, Screen]:
        restage(play, changed(content, lambda one: _with_key(one, key)))
        public = play.look(lambda work: draw_board("daily:1", work, play.content))
        play.command(f"cy {key}", "/daily")
        return public, play.screen(f"cy {key}")

    screens = [seen(key) for key in range(4)]
    assert all(public == screens[0][0] and private == screens[0][1] for public, private in screens)


def _with_key(question: Question, key: int) -> Question:
    """The question as if the marks of its options were moved on by so many places, reasons with them."""
    marks = [(option.correct, option.why) for option in question.options]
    Random(key).shuffle(marks)
    options = tuple(
        replace(option, correct=correct, why=why)
        for option, (correct, why) in zip(question.options, marks, strict=True)
    )
    return replace(question, options=options)

"""Answers of several options, put together by presses: nothing counts before Answer, the state is in the buttons."""

from __future__ import annotations

import pytest
from flows.script import asked_of, asking_only, of_kind, points_of, restage, right_letters, wrong_letters
from stage import Stage

from bot.daily.actions import AnswerChallenge, GivePicked, PickAnswers
from bot.library import QuestionKind
from bot.questions import Asked
from bot.screens import ChoiceQuestion, Tone

KINDS = [QuestionKind.MULTIPLE, QuestionKind.ORDERING]


def open_today(play: Stage, kind: QuestionKind, *names: str) -> Asked:
    """The challenge of today is of that kind, and these people opened it."""
    restage(play, asking_only(play.content, of_kind(kind)))
    play.set_up(post_now=True)
    play.tick()
    for name in names:
        play.command(name, "/daily")
    return asked_of(play, names[0])


def pick(play: Stage, name: str, letters: str) -> None:
    """Somebody opens the choice and presses letters."""
    play.press(name, "Choose")
    for letter in letters.split():
        play.press(name, letter)


def labels(play: Stage, name: str) -> list[str]:
    return [button.label for button in play.screen(name).buttons]


@pytest.mark.parametrize("kind", KINDS)
def test_picked_letters_are_judged_like_typed_ones(play: Stage, kind: QuestionKind) -> None:
    asked = open_today(play, kind, "ann", "ben")
    pick(play, "ann", right_letters(asked))
    assert play.press("ann", "Answer").screens[0].tone is Tone.RIGHT
    pick(play, "ben", wrong_letters(asked))
    assert play.press("ben", "Answer").screens[0].tone is Tone.WRONG
    assert (points_of(play, "ann"), points_of(play, "ben")) == (10, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_stored_before_answer_and_answer_comes_with_the_last_letter(play: Stage, kind: QuestionKind) -> None:
    asked = open_today(play, kind, "ann")
    letters = right_letters(asked).split()
    pick(play, "ann", " ".join(letters[:-1]))
    assert "Answer" not in labels(play, "ann")
    assert f"{len(letters) - 1} of {len(letters)}" in play.screen("ann").body
    play.press("ann", letters[-1])
    assert "Answer" in labels(play, "ann")
    assert play.command("ann", "/daily").screens[0].tone is Tone.OPEN
    assert points_of(play, "ann") == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_pressed_again_is_taken_out_and_all_may_be(play: Stage, kind: QuestionKind) -> None:
    asked = open_today(play, kind, "ann")
    first, second = right_letters(asked).split()[:2]
    pick(play, "ann", f"{first} {second} {first}")
    assert f"Chosen: **{second}**, 1 of" in play.screen("ann").body
    play.press("ann", "Start over")
    assert "nothing yet" in play.screen("ann").body
    assert "Start over" not in labels(play, "ann")


def test_an_ordering_shows_the_steps_in_the_order_pressed(play: Stage) -> None:
    asked = open_today(play, QuestionKind.ORDERING, "ann")
    letters = right_letters(asked).split()
    pick(play, "ann", " ".join(reversed(letters)))
    assert f"Chosen: **{' > '.join(reversed(letters))}**" in play.screen("ann").body


def test_one_letter_too_many_takes_the_place_of_the_last(play: Stage) -> None:
    asked = open_today(play, QuestionKind.MULTIPLE, "ann")
    right = right_letters(asked).split()
    other = next(letter for letter in "ABCDEF" if letter not in right)
    pick(play, "ann", f"{' '.join(right)} {other}")
    chosen = sorted([*right[:-1], other])
    assert f"Chosen: **{', '.join(chosen)}**, {len(right)} of {len(right)}" in play.screen("ann").body


@pytest.mark.parametrize("kind", KINDS)
def test_giving_up_is_possible_while_choosing(play: Stage, kind: QuestionKind) -> None:
    asked = open_today(play, kind, "ann")
    pick(play, "ann", "A")
    assert play.press("ann", "Show me").screens[0].title == f"The answer is {asked.key_letters}"


def test_who_answered_cannot_choose_again(play: Stage) -> None:
    asked = open_today(play, QuestionKind.MULTIPLE, "ann")
    choose = play.button("ann", "Choose").action
    pick(play, "ann", right_letters(asked))
    give = play.button("ann", "Answer").action
    play.act("ann", give)
    assert "Your first answer counts" in play.act("ann", choose).notices[0]
    assert "Your first answer counts" in play.act("ann", give).notices[0]


@pytest.mark.parametrize("picked", [-1, 7, 11, 1234567, 10, 12])
def test_forged_picks_are_refused(play: Stage, picked: int) -> None:
    open_today(play, QuestionKind.SINGLE, "ann")
    assert play.act("ann", GivePicked(1, picked)).screens == []
    assert play.act("ann", PickAnswers(1, picked)).screens == []
    assert play.command("ann", "/daily").screens[0].tone is Tone.OPEN


def test_half_an_answer_is_refused(play: Stage) -> None:
    open_today(play, QuestionKind.ORDERING, "ann")
    assert "no answer yet" in play.act("ann", GivePicked(1, 1)).notices[0]
    assert "no answer yet" in play.act("ann", GivePicked(1, 0)).notices[0]


def test_a_control_for_several_options_offers_what_the_buttons_offer(play: Stage) -> None:
    asked = open_today(play, QuestionKind.MULTIPLE, "ann")
    question = play.screen("ann")
    assert isinstance(question, ChoiceQuestion)
    assert question.choice is not None
    assert question.choice.button in question.buttons
    assert question.choice.count == len(right_letters(asked).split())
    answered = play.act("ann", question.choice.then, right_letters(asked))
    assert answered.screens[0].tone is Tone.RIGHT


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.ORDERING, QuestionKind.NUMERIC])
def test_other_kinds_have_no_such_control(play: Stage, kind: QuestionKind) -> None:
    open_today(play, kind, "ann")
    question = play.screen("ann")
    assert isinstance(question, ChoiceQuestion)
    assert question.choice is None
    assert play.act("ann", AnswerChallenge(1, 9)).screens == []


def test_a_number_is_shown_as_it_was_read(play: Stage) -> None:
    asked = open_today(play, QuestionKind.NUMERIC, "ann", "ben")
    play.press("ann", "Type answer")
    right = play.type("ann", repr(asked.question.value)).screens[0]
    assert f"Read as {asked.key_letters}" in right.fine_print
    assert "Type a number in" in play.screen("ben").body

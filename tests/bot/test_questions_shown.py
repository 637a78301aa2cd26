"""How a question is shown and explained: shuffled without ever telling or moving the key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import Content, Mistake, Option, Question, QuestionKind
from bot.questions import (
    GAVE_UP,
    SHORT_STEM,
    Asked,
    answer_form,
    ask,
    explanation,
    is_right,
    rationales,
    read_answer,
    verdict,
)
from bot.screens import LETTERS

MakeQuestion = Callable[..., Question]


def shown(question: Question, *order: int) -> Asked:
    return Asked(question, order or tuple(range(len(question.options))))


KINDS = [QuestionKind.SINGLE, QuestionKind.FLAW, QuestionKind.MULTIPLE, QuestionKind.ORDERING]
RIGHT = {QuestionKind.MULTIPLE: {0, 2}}


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.sampled_from(KINDS), st.integers(3, 6), st.text(max_size=20))
def test_every_showing_has_every_option_once(
    make_question: MakeQuestion, kind: QuestionKind, count: int, seed: str
) -> None:
    question = make_question(kind=kind, count=count, right=RIGHT.get(kind, {0}))
    asked = ask(question, seed)
    assert sorted(asked.shown_options) == sorted(option.text for option in question.options)
    assert asked == ask(question, seed)
    assert [asked.shown_options[slot] for slot in asked.right_slots] == [
        question.options[index].text for index in question.key
    ]


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.integers(2, 6), st.booleans(), st.text(max_size=20))
def test_an_ordering_never_shows_its_key(make_question: MakeQuestion, count: int, fixed: bool, seed: str) -> None:
    question = make_question(kind=QuestionKind.ORDERING, count=count, fixed_order=fixed)
    assert ask(question, seed).order != tuple(range(count))


def test_options_of_a_fixed_order_stay_where_they_are(make_question: MakeQuestion) -> None:
    question = make_question(fixed_order=True)
    assert {ask(question, str(seed)).order for seed in range(50)} == {(0, 1, 2, 3)}


def test_the_right_option_stands_everywhere_about_equally_often(make_question: MakeQuestion) -> None:
    slots = [ask(make_question(), f"challenge {day}").right_slots[0] for day in range(1000)]
    assert all(200 < slots.count(slot) < 300 for slot in range(4))


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_means_the_same_in_every_order_of_the_options(
    make_question: MakeQuestion, kind: QuestionKind
) -> None:
    question = make_question(kind=kind, right=RIGHT.get(kind, {0}))
    for order in permutations(range(4)):
        asked = Asked(question, order)
        given = read_answer(asked, asked.key_letters)
        assert is_right(question, given)
        assert asked.letters(given) == asked.key_letters
        assert verdict(asked, given) == f"✅ {asked.key_letters} is right"


def test_every_answer_reads_back_from_its_letters(make_question: MakeQuestion) -> None:
    for order in permutations(range(4)):
        asked = Asked(make_question(right={2}), order)
        for slot, letter in enumerate("ABCD"):
            given = read_answer(asked, letter)
            assert asked.letters(given) == letter
            assert is_right(asked.question, given) == (asked.right_slots == (slot,))


def test_the_body_shows_scenario_stem_and_lettered_options_and_not_the_key(make_question: MakeQuestion) -> None:
    asked = shown(make_question(scenario="Reads are slow.", right={1}), 1, 0, 3, 2)
    assert asked.body == (
        "Reads are slow.\n\n**What do you add first?**\n\n"
        "**A**  option 1\n**B**  option 0\n**C**  option 3\n**D**  option 2"
    )
    numeric = shown(make_question(kind=QuestionKind.NUMERIC, value=42.0, unit="ms"))
    assert numeric.body == "**What do you add first?**"


def test_a_short_stem_can_be_the_heading_and_a_long_one_is_never_bold(make_question: MakeQuestion) -> None:
    short = shown(make_question(scenario="Reads repeat."), 1, 0, 3, 2)
    assert short.heading == "What do you add first?"
    assert short.body.startswith("Reads repeat.\n\n**What do you add first?**\n\n**A**  option 1")
    assert short.body_under_heading.startswith("Reads repeat.\n\n**A**  option 1")
    long = shown(make_question(stem="x" * (SHORT_STEM + 1)), 1, 0, 3, 2)
    assert long.heading == ""
    assert long.body == long.body_under_heading
    assert long.body.startswith("x" * (SHORT_STEM + 1) + "\n\n")


def test_a_solved_question_has_its_right_options_in_bold_and_an_ordering_in_order(make_question: MakeQuestion) -> None:
    asked = shown(make_question(right={1}), 3, 1, 0, 2)
    assert asked.solved_body.endswith("**A**  option 3\n**B  option 1**\n**C**  option 0\n**D**  option 2")
    ordering = shown(make_question(kind=QuestionKind.ORDERING), 1, 2, 0, 3)
    assert ordering.solved_body.endswith("**C**  option 0\n**A**  option 1\n**B**  option 2\n**D**  option 3")
    assert rationales(ordering) == "**C**  why 0\n**A**  why 1\n**B**  why 2\n**D**  why 3"


@pytest.mark.parametrize("size", [4, 5, 6])
def test_the_form_of_an_ordering_never_gives_its_key_away(make_question: MakeQuestion, size: int) -> None:
    options = tuple(Option(f"step {number}", True, "why") for number in range(size))
    question = replace(make_question(kind=QuestionKind.ORDERING), options=options)
    for seed in range(200):
        asked = ask(question, str(seed))
        assert answer_form(asked).endswith(f"like {' '.join(LETTERS[:size])}.")
        assert asked.key_letters.replace(" > ", " ") != " ".join(LETTERS[:size])


def test_the_verdict_says_what_was_answered_and_what_is_right(make_question: MakeQuestion) -> None:
    asked = shown(make_question(right={1}), 3, 1, 0, 2)
    assert verdict(asked, "1") == "✅ B is right"
    assert verdict(asked, "3") == "❌ Not A — the answer is B"
    assert verdict(asked, GAVE_UP) == "The answer is B"
    ordering = shown(make_question(kind=QuestionKind.ORDERING), 1, 2, 0, 3)
    assert verdict(ordering, "1,2,0,3") == "❌ Not A > B > C > D — the answer is C > A > B > D"
    numeric = shown(make_question(kind=QuestionKind.NUMERIC, value=12000.0, unit="ms", tolerance=0.02))
    assert verdict(numeric, "5.0") == "❌ Not 5 — the answer is 12\u00a0000\u00a0ms"


def test_the_explanation_has_one_line_for_each_wrong_option_under_its_letter(make_question: MakeQuestion) -> None:
    asked = shown(make_question(right={1}), 3, 1, 0, 2)
    assert explanation(asked).split("\n\n") == [
        "**B**  option 1",
        "A copy answers the reads that repeat.",
        "**A**  why 3\n**C**  why 0\n**D**  why 2",
    ]
    numeric = shown(make_question(kind=QuestionKind.NUMERIC, value=10.0, mistakes=(Mistake(90.0, "Modulo."),)))
    assert explanation(numeric).endswith("\n\n**90**  Modulo.")
    assert explanation(shown(make_question(kind=QuestionKind.ORDERING))).count("why") == 4


def test_the_key_of_every_shipped_question_can_be_typed_and_is_right(content: Content) -> None:
    for question in content.library.questions.values():
        for seed in range(3):
            asked = ask(question, str(seed))
            assert is_right(question, read_answer(asked, asked.key_letters)), question.id
            for slip in question.mistakes:
                assert not is_right(question, repr(slip.value)), question.id

"""Reading typed answers and judging them."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import Question, QuestionKind
from bot.questions import (
    GAVE_UP,
    Asked,
    answer_form,
    is_right,
    number,
    read_answer,
    read_number,
)

MakeQuestion = Callable[..., Question]


# ---- numbers


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12", "ms", 12),
        ("  12  ", "ms", 12),
        ("1.5", "ms", 1.5),
        (".5", "ms", 0.5),
        ("-3", "ms", -3),
        ("+3", "ms", 3),
        ("~3", "ms", 3),
        ("~ 3", "ms", 3),
        ("3e6", "ms", 3e6),
        ("3E6", "ms", 3e6),
        ("1.5e-3", "ms", 0.0015),
        ("1.2K", "requests/s", 1200),
        ("1.2k", "requests/s", 1200),
        ("1.2 K", "requests/s", 1200),
        ("3M", "requests/s", 3e6),
        ("3 m", "requests/s", 3e6),
        ("2G", "requests/s", 2e9),
        ("2T", "requests/s", 2e12),
        ("1P", "requests/s", 1e15),
        ("2 thousand", "requests/s", 2000),
        ("2 million", "requests/s", 2e6),
        ("2.5 Billion", "requests/s", 2.5e9),
        ("2bn", "requests/s", 2e9),
        ("2 trillion", "requests/s", 2e12),
        ("1,000", "ms", 1000),
        ("12,345,678", "ms", 12345678),
        ("1 000 000", "ms", 1e6),
        ("1_000", "ms", 1000),
        ("1\u00a0000", "ms", 1000),
        ("1\u202f000", "ms", 1000),
        ("1,000.5", "ms", 1000.5),
        ("1,000K", "partitions", 1e6),
        ("1234567", "ms", 1234567),
        ("12 ms", "ms", 12),
        ("12ms", "ms", 12),
        ("12 MS", "ms", 12),
        ("12 partitions", "partitions", 12),
        ("1 partition", "partitions", 1),
        ("2K partitions", "partitions", 2000),
        ("5k requests/s", "requests/s", 5000),
        ("7 clashes per hour", "clashes per hour", 7),
        ("5 usd", "USD", 5),
        ("10", "million keys", 10),
        ("10 million", "million keys", 10),
        ("10M", "million keys", 10),
        ("10 M keys", "million keys", 10),
        ("10 million keys", "million keys", 10),
        ("10000K", "million keys", 10),
        ("200 MB", "GB", 0.2),
        ("2 TB", "GB", 2000),
        ("1 GiB", "GB", 1.073741824),
        ("1024 MiB", "GiB", 1),
        ("100 bytes", "KB", 0.1),
        ("8 Mbit", "MB", 1),
        ("100 MB/s", "GB/s", 0.1),
        ("800 Mbit/s", "MB/s", 100),
        ("1.5 s", "ms", 1500),
        ("250 us", "ms", 0.25),
        ("3 ms", "s", 0.003),
        ("2 minutes", "s", 120),
        ("2 hours", "minutes", 120),
        ("1 day", "hours", 24),
        ("1 d", "minutes", 1440),
        ("2M", "ms", 2e6),
        ("5G", "GB", 5.0),
        ("5G", "MB", 5000.0),
        ("3k", "MB/s", 0.003),
        ("5 \u00b5s", "ms", 0.005),
        ("5 requests", "requests/s", 5.0),
        ("10000000 keys", "million keys", 10.0),
        ("2 thousand", "ms", 2000),
        ("0", "ms", 0),
    ],
)
def test_what_a_typed_number_means(text: str, unit: str, value: float) -> None:
    assert math.isclose(read_number(text, unit), value, rel_tol=1e-12, abs_tol=0)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", "ms"),
        ("   ", "ms"),
        ("many", "ms"),
        ("ms", "ms"),
        ("12 apples", "ms"),
        ("12 apples", "million keys"),
        ("12 GB", "ms"),
        ("12 ms", "GB"),
        ("12 MB", "GB/s"),
        ("12 MB/s", "GB"),
        ("12 MB/h", "GB/s"),
        ("12 K ms", "GB"),
        ("1.2.3", "ms"),
        ("1,5", "GB"),
        ("1,50", "GB"),
        ("1,,000", "ms"),
        ("1,0000", "ms"),
        ("12 13", "ms"),
        ("5-10", "ms"),
        ("1/2", "ms"),
        ("--1", "ms"),
        ("0x10", "ms"),
        ("nan", "ms"),
        ("inf", "ms"),
        ("1e400", "ms"),
        ("1e31", "ms"),
        ("1e1234", "ms"),
        ("12\0", "ms"),
        ("🐘", "ms"),
        ("9" * 101, "ms"),
        ("9" * 10_000, "ms"),
    ],
)
def test_what_is_no_number_is_answered_with_the_form(text: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"Type a number in .*, for example 12, 1\.2K or 3e6") as refused:
        read_number(text, unit)
    assert f"Type a number in {unit}," in str(refused.value)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(["ms", "GB", "million keys", "requests/s", "USD"]))
def test_a_number_may_be_typed_as_it_is_shown(value: int, unit: str) -> None:
    assert read_number(number(value), unit) == value
    assert read_number(f"{number(value)} {unit}", unit) == read_number(f"{value:,}", unit) == value


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[-+~]?[0-9,. ]{1,8}[ekmgt]?[a-z/ ]{0,6}", fullmatch=True))
def test_any_text_is_a_finite_number_or_a_sentence(text: str) -> None:
    for unit in ("ms", "GB", "million keys", "requests/s"):
        try:
            assert math.isfinite(read_number(text, unit))
        except ValueError as error:
            form = str(error)
        else:
            form = f"Type a number in {unit}"
        assert form.startswith(f"Type a number in {unit}")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (2.0, "2"),
        (11.1, "11.1"),
        (0.0001234567, "0.0001235"),
        (999, "999"),
        (1000, "1\u00a0000"),
        (12345678, "12\u00a0345\u00a0678"),
        (-4000, "-4\u00a0000"),
    ],
)
def test_numbers_are_shown_without_needless_digits(value: float, text: str) -> None:
    assert number(value) == text


# ---- letters


def shown(question: Question, *order: int) -> Asked:
    return Asked(question, order or tuple(range(len(question.options))))


@pytest.mark.parametrize("text", ["B", "b", " b ", "b.", "B)", "-b"])
def test_one_letter_answers_a_single_choice(make_question: MakeQuestion, text: str) -> None:
    asked = shown(make_question(right={1}), 3, 1, 0, 2)
    assert read_answer(asked, text) == "1"
    assert is_right(asked.question, read_answer(asked, text))


@pytest.mark.parametrize("text", ["", "E", "AB", "A B", "1", "BB", "yes", "\0", "B\u202e", "🐘", "B" * 10_000, "ß"])
def test_what_is_no_letter_of_a_single_choice_is_answered_with_the_form(make_question: MakeQuestion, text: str) -> None:
    with pytest.raises(ValueError, match=r"^Type one letter from A to D\.$"):
        read_answer(shown(make_question()), text)


@pytest.mark.parametrize("text", ["A C", "C A", "ac", "A, C", "a;c", "A and C", "C,A.", "A > C", "a) c)", "A - C"])
def test_letters_of_a_multiple_choice_come_in_any_order_and_dress(make_question: MakeQuestion, text: str) -> None:
    asked = shown(make_question(kind=QuestionKind.MULTIPLE, right={0, 3}), 3, 1, 0, 2)
    assert read_answer(asked, text) == "0,3"
    assert is_right(asked.question, "0,3")


@pytest.mark.parametrize("text", ["", "A", "A A", "A B C", "A E", "all", "A & C"])
def test_a_multiple_choice_wants_as_many_letters_as_are_right(make_question: MakeQuestion, text: str) -> None:
    asked = shown(make_question(kind=QuestionKind.MULTIPLE, right={0, 3}))
    with pytest.raises(ValueError, match=r"^Type the 2 letters that are right, for example A C\.$"):
        read_answer(asked, text)


@pytest.mark.parametrize("text", ["C A B D", "cabd", "C > A > B > D", "C, A, B and D", "C->A->B->D", "c) a) b) d)"])
def test_letters_of_an_ordering_keep_their_order(make_question: MakeQuestion, text: str) -> None:
    asked = shown(make_question(kind=QuestionKind.ORDERING), 1, 2, 0, 3)
    assert read_answer(asked, text) == "0,1,2,3"
    assert is_right(asked.question, "0,1,2,3")
    assert not is_right(asked.question, read_answer(asked, "A B C D"))


@pytest.mark.parametrize("text", ["", "A", "A B C", "A B C C", "A B C D E", "A B C D A", "first A then B"])
def test_an_ordering_wants_every_letter_once(make_question: MakeQuestion, text: str) -> None:
    with pytest.raises(ValueError, match=r"^Type all 4 letters in the right order"):
        read_answer(shown(make_question(kind=QuestionKind.ORDERING)), text)


def test_a_numeric_answer_is_kept_as_a_number_in_the_unit(make_question: MakeQuestion) -> None:
    asked = shown(make_question(kind=QuestionKind.NUMERIC, value=10.0, unit="million keys", tolerance=0.02))
    assert read_answer(asked, "10,100K") == "10.1"
    assert asked.letters("10.1") == "10.1\u00a0million keys"
    assert answer_form(asked) == "Type a number in million keys, for example 12, 1.2K or 3e6."
    with pytest.raises(ValueError, match="Type a number in million keys"):
        read_answer(asked, "ten")


# ---- judging


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("10.0", True),
        ("10.2", True),
        ("9.8", True),
        ("10.21", False),
        ("9.79", False),
        ("-10.0", False),
        ("0.0", False),
    ],
)
def test_a_number_is_right_within_the_relative_tolerance(make_question: MakeQuestion, given: str, right: bool) -> None:
    question = make_question(kind=QuestionKind.NUMERIC, value=10.0, unit="ms", tolerance=0.02)
    assert is_right(question, given) is right


def test_tolerance_of_a_negative_value_goes_both_ways(make_question: MakeQuestion) -> None:
    question = make_question(kind=QuestionKind.NUMERIC, value=-10.0, unit="ms", tolerance=0.1)
    assert [is_right(question, given) for given in ("-9.0", "-11.0", "-8.9", "10.0")] == [True, True, False, False]


def test_without_tolerance_only_the_number_itself_is_right(make_question: MakeQuestion) -> None:
    question = make_question(kind=QuestionKind.NUMERIC, value=0.1, unit="ms")
    assert is_right(question, repr(read_number("100 us", "ms")))
    assert not is_right(question, "0.1001")


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_giving_up_is_never_right(make_question: MakeQuestion, kind: QuestionKind) -> None:
    assert not is_right(make_question(kind=kind, value=0.0, tolerance=0.5, unit="ms"), GAVE_UP)


def test_half_of_a_multiple_choice_is_not_right(make_question: MakeQuestion) -> None:
    question = make_question(kind=QuestionKind.MULTIPLE, right={0, 2})
    judged = {given: is_right(question, given) for given in ("0,2", "2,0", "0", "0,1", "0,1,2", "1,3")}
    assert judged == {"0,2": True, "2,0": True, "0": False, "0,1": False, "0,1,2": False, "1,3": False}

"""Texts of people are shown inert and short; bars, counts and instants are shown the same everywhere."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.actions import StartReview
from bot.screens import (
    CONTEXT_LIMIT,
    Button,
    Screen,
    bar,
    context_line,
    counted,
    lettered,
    moment,
    paragraphs,
    plain,
    short_line,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("  Ada  ", "Ada"),
        ("Zoë 李 Ольга", "Zoë 李 Ольга"),
        ("🐘🦊", "🐘🦊"),
        ("@everyone", "＠everyone"),
        ("@here and @ada", "＠here and ＠ada"),
        ("<@123456789>", "‹＠123456789›"),
        ("<@&42> <#43> <t:44>", "‹＠&42› ‹#43› ‹t:44›"),
        ("**bold** __under__ ~~gone~~", "∗∗bold∗∗ ˍˍunderˍˍ ∼∼gone∼∼"),
        ("`code` ```block```", "ˋcodeˋ ˋˋˋblockˋˋˋ"),
        ("||spoiler||", "ǀǀspoilerǀǀ"),
        ("[click](https://evil.example)", "(click)(https://evil.example)"),
        ("<b>bold</b><script>", "‹b›bold‹/b›‹script›"),
        ("> quoted", "› quoted"),
        ("one\ntwo\r\nthree\tfour", "one two three four"),
        ("nul\0l \x1b[31mred\x07", "null (31mred"),
        ("\u202ednuora\u202c", "dnuora"),
        ("a\u200eb\u200fc\u061cd\u2066e\u2069f", "abcdef"),
        ("zero\u200bwidth\u2060\ufeff", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\ud800lone", "lone"),
        ("\0\n\u202e", ""),
        ("", ""),
    ],
)
def test_text_of_a_person_is_shown_inert(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("x" * 64, 64, "x" * 64),
        ("x" * 65, 64, "x" * 63 + "…"),
        ("x" * 10_000, 20, "x" * 19 + "…"),
        ("word " * 100, 10, "word word…"),
        ("🐘" * 30, 10, "🐘" * 9 + "…"),
        ("\u202e" * 10_000 + "x", 10, "x"),
    ],
)
def test_long_text_is_shortened(text: str, limit: int, shown: str) -> None:
    assert plain(text, limit) == shown


MARKS = "*_`~|<>@[]\n\r\t\0\x1b\u202e\u200f\u2066\u200b\ufeff\u00ad"


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet=MARKS + "ab ", max_size=100), st.integers(1, 80))
def test_whatever_is_typed_is_inert_short_and_stays_so(text: str, limit: int) -> None:
    shown = plain(text, limit)
    assert len(shown) <= limit
    assert not set(shown) & set(MARKS)
    assert shown == shown.strip()
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert plain(shown, limit) == shown


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=64))
def test_letters_and_digits_of_any_script_are_left_alone(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0.0, "░░░░░"), (0.5, "██░░░"), (0.61, "███░░"), (1.0, "█████"), (-1.0, "░░░░░"), (2.0, "█████")],
)
def test_bars_have_one_width(share: float, drawn: str) -> None:
    assert bar(share, 5) == f"`{drawn}`"


def test_small_texts_read_as_people_say_them() -> None:
    assert [counted(number, "card") for number in (0, 1, 2)] == ["0 cards", "1 card", "2 cards"]
    assert context_line("Daily", "", "Caching") == "Daily · Caching"
    assert lettered(["one", "two"]) == "**A**  one\n**B**  two"
    assert lettered(["one", "two"], {1}) == "**A**  one\n**B  two**"
    assert paragraphs("one", "", "two") == "one\n\ntwo"
    assert moment(datetime(2026, 11, 21, 9, tzinfo=UTC)) == "<t:1795251600>"


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("Closed", "Reliability", "Level 2"), "Closed · Reliability · Level 2"),
        (("Closed", "", "Level 2"), "Closed · Level 2"),
        (("Closed", "x" * 40, "Level 2"), "Closed · Level 2"),
        (("Closed", "x" * 31, "Level 2"), "Closed · " + "x" * 31),
        ((), ""),
    ],
)
def test_a_context_line_leaves_out_what_does_not_fit(parts: tuple[str, ...], line: str) -> None:
    assert short_line(*parts) == line
    assert len(line) <= CONTEXT_LIMIT


def test_the_gist_of_a_screen_is_its_body_without_the_details_that_end_it() -> None:
    assert Screen("title", "gist\n\nmore", details="more").gist == "gist"
    assert Screen("title", "gist").gist == "gist"
    with pytest.raises(AssertionError):
        Screen("title", "gist", details="more")


def test_buttons_are_read_row_by_row() -> None:
    rows = ((Button("A", StartReview()), Button("B", StartReview())), (Button("C", StartReview()),))
    assert [button.label for button in Screen("title", rows=rows).buttons] == ["A", "B", "C"]

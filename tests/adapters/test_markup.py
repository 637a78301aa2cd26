"""The Markdown subset on a terminal: what is seen of it, where lines end, and that nothing steers the terminal."""

from __future__ import annotations

import re
import unicodedata
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.markup import bold, green, moments, printable, to_terminal, wrapped

BOLD, ITALIC, CODE, GREEN, OFF = "\x1b[1m", "\x1b[3m", "\x1b[36m", "\x1b[32m", "\x1b[0m"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
HANG = re.compile(r"^(│ |- |\d+\. | +)")
WIDTHS = st.integers(min_value=1, max_value=100)
PIECES = st.sampled_from(
    [
        "**",
        "*",
        "`",
        "```\n",
        "\n",
        "\n\n",
        "- ",
        "12. ",
        "> ",
        ">",
        " ",
        "  ",
        "\t",
        "\u00a0",
        "word",
        "a",
        "-",
        "_",
        "\\",
    ]
)
MARKED = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)
"""Texts full of marks, whether they belong together or not."""
EVERYWHERE = settings(max_examples=300, derandomize=True, deadline=None)


def lines(text: str, width: int = 40, *, colour: bool = False) -> list[str]:
    return to_terminal(text, width, colour=colour).split("\n")


# ---- marks


@pytest.mark.parametrize(
    ("text", "seen", "painted"),
    [
        ("plain", "plain", "plain"),
        ("a **bold** word", "a bold word", f"a {BOLD}bold{OFF} word"),
        ("an *italic* word", "an italic word", f"an {ITALIC}italic{OFF} word"),
        ("some `code` here", "some code here", f"some {CODE}code{OFF} here"),
        ("**all** *of* `them`", "all of them", f"{BOLD}all{OFF} {ITALIC}of{OFF} {CODE}them{OFF}"),
        ("**bold**", "bold", f"{BOLD}bold{OFF}"),
        ("**two words**", "two words", f"{BOLD}two words{OFF}"),
        ("`**kept**`", "**kept**", f"{CODE}**kept**{OFF}"),
        ("`a * b`", "a * b", f"{CODE}a * b{OFF}"),
        ("**use `x`**", "use x", f"{BOLD}use {OFF}{BOLD}{CODE}x{OFF}"),
        ("**A**  two spaces", "A  two spaces", f"{BOLD}A{OFF}  two spaces"),
        ("2 * 3 * 4", "2 * 3 * 4", "2 * 3 * 4"),
        ("2*3*4", "2*3*4", "2*3*4"),
        ("** no **", "** no **", "** no **"),
        ("an open **mark", "an open **mark", "an open **mark"),
        ("an open `mark", "an open `mark", "an open `mark"),
        ("a * lone star", "a * lone star", "a * lone star"),
        ("snake_case_name", "snake_case_name", "snake_case_name"),
        ("", "", ""),
    ],
)
def test_marks_become_colour_or_are_left_out(text: str, seen: str, painted: str) -> None:
    assert to_terminal(text, 40, colour=False) == seen
    assert to_terminal(text, 40, colour=True) == painted


def test_titles_and_buttons_are_plain_where_there_is_no_colour() -> None:
    assert bold("Title", colour=False) == "Title"
    assert bold("Title", colour=True) == f"{BOLD}Title{OFF}"
    assert green("[1] Next", colour=False) == "[1] Next"
    assert green("[1] Next", colour=True) == f"{GREEN}[1] Next{OFF}"


# ---- lines


def test_paragraphs_are_wrapped_and_kept_apart() -> None:
    assert lines("one two three four\n\nfive six\nseven", 10) == ["one two", "three four", "", "five six", "seven"]


def test_lines_end_where_they_would_end_without_marks() -> None:
    assert lines("**aaaa** **bbbb** *cc* `dd`", 16) == ["aaaa bbbb cc dd"]
    assert lines("**aaaa** **bbbb** *cc* `dd`", 15, colour=True)[0].endswith(f"{CODE}dd{OFF}")


def test_bold_that_goes_on_in_the_next_line_is_bold_there() -> None:
    assert lines("**one two**", 5, colour=True) == [f"{BOLD}one{OFF}", f"{BOLD}two{OFF}"]


def test_a_code_span_stays_on_one_line() -> None:
    assert lines("then call `get the key` once", 15) == ["then call", "get the key", "once"]
    assert lines("`this span is far too long to fit`", 10) == ["this span is far too long to fit"]


def test_a_figure_stays_beside_its_unit() -> None:
    assert lines("at most 40\u00a0000\u00a0reads/s here", 16) == ["at most", "40\u00a0000\u00a0reads/s", "here"]


def test_a_word_longer_than_the_line_is_kept_whole() -> None:
    assert lines("see pneumonoultramicroscopic now", 10) == ["see", "pneumonoultramicroscopic", "now"]


def test_words_with_hyphens_are_not_broken() -> None:
    assert lines("a write-ahead-log", 10) == ["a", "write-ahead-log"]


def test_list_items_hang() -> None:
    assert lines("- one two three\n- four", 10) == ["- one two", "  three", "- four"]
    assert lines("9. one two\n10. three four", 9) == ["9. one", "   two", "10. three", "    four"]


def test_a_list_stands_apart_from_its_paragraph_only_where_it_was_written_so() -> None:
    assert lines("Two things:\n- one\n- two\n\nThat is all.") == ["Two things:", "- one", "- two", "", "That is all."]


def test_a_quote_has_a_bar_on_every_line() -> None:
    assert lines("> **Remember:** one two three", 15) == ["│ Remember: one", "│ two three"]
    assert lines("> one\n> \n> two") == ["│ one", "│ ", "│ two"]


def test_fenced_code_is_kept_as_it_is() -> None:
    code = "def f(x):\n    return  **x\n\n# a very long line of code that is not wrapped"
    text = f"Before:\n\n```python\n{code}\n```\n\nAfter."
    assert lines(text, 20) == [
        "Before:",
        "",
        "    def f(x):",
        "        return  **x",
        "",
        "    # a very long line of code that is not wrapped",
        "",
        "After.",
    ]
    assert f"    {CODE}def f(x):{OFF}" in lines(text, 20, colour=True)


@pytest.mark.parametrize("text", ["```one line``` and more", "```\nnever closed", "said ```\nin passing``` here"])
def test_backticks_that_fence_nothing_hide_nothing(text: str) -> None:
    shown = to_terminal(text, 40, colour=False)
    assert [word for word in re.findall(r"\w+", text) if word not in shown] == []


def test_bars_of_blocks_align() -> None:
    text = "`██████████` **A** 12\n`█░░░░░░░░░` **B** 1"
    assert lines(text) == ["██████████ A 12", "█░░░░░░░░░ B 1"]


def test_plain_text_is_wrapped_without_reading_marks() -> None:
    assert wrapped("Not **A**, but B", 8) == "Not\n**A**,\nbut B"
    assert wrapped("", 8) == ""


# ---- moments


@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        ("UTC", "Sat 21 Nov 09:00"),
        ("Europe/Berlin", "Sat 21 Nov 10:00"),
        ("America/Los_Angeles", "Sat 21 Nov 01:00"),
        ("Pacific/Kiritimati", "Sat 21 Nov 23:00"),
        ("Asia/Kathmandu", "Sat 21 Nov 14:45"),
    ],
)
def test_an_instant_is_shown_in_the_zone(zone: str, clock: str) -> None:
    assert moments("from <t:1795251600> on", ZoneInfo(zone)) == f"from {clock} on"


def test_the_repeated_hour_of_autumn_and_the_missing_one_of_spring_are_shown_as_clocks_do() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert moments("<t:1792888200> <t:1792891800>", berlin) == "Sun 25 Oct 02:30 Sun 25 Oct 02:30"
    assert moments("<t:1774745999> <t:1774746000>", berlin) == "Sun 29 Mar 01:59 Sun 29 Mar 03:00"


@pytest.mark.parametrize("mark", ["<t:999999999999>", "<t:-999999999999>", "<t:>", "<t:12", "<t:1.5>", "<T:12>"])
def test_what_is_no_instant_stays_as_it_is(mark: str) -> None:
    assert moments(mark, ZoneInfo("UTC")) == mark


# ---- control signs


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\x00b\x07c\x08d\x7fe", "abcde"),
        ("a\rb", "ab"),
        ("\x9b2J", "2J"),
        ("\u202eabc\u2066d\u200fe", "abcde"),
        ("\ufeffa\u200bb", "ab"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("40\u00a0000 and 9\u202fms", "40\u00a0000 and 9\u202fms"),
        ("Größe, 日本, ✅ 🔥", "Größe, 日本, ✅ 🔥"),
        ("\ud800", ""),
    ],
)
def test_only_what_can_be_seen_is_printed(text: str, seen: str) -> None:
    assert printable(text) == seen


# ---- whatever the text


@EVERYWHERE
@given(MARKED, WIDTHS, st.booleans())
@example("- one two three four", 3, True)
@example("**a\n\n> ", 1, False)
def test_no_line_is_longer_than_the_width_but_single_words(text: str, width: int, colour: bool) -> None:
    text = printable(text).replace("`", "")
    for line in to_terminal(text, width, colour=colour).split("\n"):
        seen = ESCAPE.sub("", line)
        assert len(seen) <= width or " " not in HANG.sub("", seen).strip(" ")


@EVERYWHERE
@given(st.text(), WIDTHS, st.booleans())
def test_no_text_is_too_strange(text: str, width: int, colour: bool) -> None:
    assert isinstance(to_terminal(text, width, colour=colour), str)
    assert isinstance(wrapped(text, width), str)


@EVERYWHERE
@given(MARKED, st.integers(min_value=-5, max_value=100))
def test_colour_adds_escapes_and_nothing_else(text: str, width: int) -> None:
    text = printable(text)
    assert ESCAPE.sub("", to_terminal(text, width, colour=True)) == to_terminal(text, width, colour=False)


@EVERYWHERE
@given(MARKED, WIDTHS)
def test_no_word_is_lost(text: str, width: int) -> None:
    def letters(shown: str) -> list[str]:
        return [sign for sign in shown if sign.isalnum()]

    text = re.sub("```\\w+\\n", "", printable(text))
    assert letters(to_terminal(text, width, colour=False)) == letters(text)


@EVERYWHERE
@given(st.text(), st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata"]))
def test_any_text_has_its_moments_drawn_and_is_made_printable(text: str, zone: str) -> None:
    shown = printable(moments(text, ZoneInfo(zone)))
    assert not {unicodedata.category(sign) for sign in shown if sign not in "\n\t"} & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert printable(shown) == shown


@EVERYWHERE
@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_no_instant_is_too_far_away(seconds: int) -> None:
    assert isinstance(moments(f"<t:{seconds}>", ZoneInfo("America/St_Johns")), str)

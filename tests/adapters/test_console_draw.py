"""Every screen of the long play as a terminal shows it, narrow and wide, with colour and without."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from gallery import Exhibit

from adapters.console.draw import WIDEST, Terminal, draw
from bot.learn.actions import OpenLesson, ReadSection
from bot.quiz.actions import EndQuiz
from bot.screens import Button, ChoiceQuestion, Flashcard, Image, Screen, Weight
from content.markdown import rendered

BERLIN = ZoneInfo("Europe/Berlin")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
WIDTHS = (40, 80)
END = Button("End", EndQuiz(1))


@cache
def bare(screen: Screen, width: int) -> str:
    """A screen without colour."""
    return draw(screen, Terminal(width, False, BERLIN))


def words(text: str) -> str:
    """Text without its lines and marks, to be looked for in what is shown."""
    return " ".join(rendered(text).split())


def shown(screen: Screen, width: int) -> str:
    """The words of a drawn screen."""
    return " ".join(bare(screen, width).replace("│", " ").split())


def numbered(drawn: str) -> list[tuple[int, str]]:
    """The buttons that a drawn screen offers: those of its last block."""
    found = re.findall(r"\[(\d+)\] (.+?)(?=   \[|$)", drawn.rpartition("\n\n")[2], re.MULTILINE)
    return [(int(number), label) for number, label in found]


def failing(exhibits: Iterable[Exhibit], width: int, is_fine: object) -> list[str]:
    """The scenes whose screen is not fine."""
    assert callable(is_fine)
    return [exhibit.scene for exhibit in exhibits if not is_fine(exhibit.screen, width)]


# ---- all screens of the play


def test_the_play_meets_screens_of_every_kind(exhibits: tuple[Exhibit, ...]) -> None:
    kinds = {type(exhibit.screen) for exhibit in exhibits}
    assert kinds == {Screen, ChoiceQuestion, Flashcard}
    assert any(exhibit.screen.image for exhibit in exhibits)
    assert len(exhibits) > 1000


@pytest.mark.parametrize("width", WIDTHS)
def test_every_button_is_numbered_once_and_in_order(exhibits: tuple[Exhibit, ...], width: int) -> None:
    def is_fine(screen: Screen, width: int) -> bool:
        labels = [button.label for button in screen.buttons]
        return not labels or numbered(bare(screen, width)) == list(enumerate(labels, start=1))

    assert failing(exhibits, width, is_fine) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_title_context_and_body_are_all_there(exhibits: tuple[Exhibit, ...], width: int) -> None:
    def is_fine(screen: Screen, width: int) -> bool:
        seen = shown(screen, width)
        head = " ".join(f"{screen.context} {screen.title}".split())
        return seen.startswith(head) and words(screen.body) in seen

    assert failing(exhibits, width, is_fine) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_every_option_of_a_question_is_shown(exhibits: tuple[Exhibit, ...], width: int) -> None:
    questions = [exhibit for exhibit in exhibits if isinstance(exhibit.screen, ChoiceQuestion)]
    assert questions

    def is_fine(screen: ChoiceQuestion, width: int) -> bool:
        seen = shown(screen, width)
        return all(words(option) in seen for option in screen.options)

    assert failing(questions, width, is_fine) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_both_sides_of_a_turned_card_are_shown(exhibits: tuple[Exhibit, ...], width: int) -> None:
    cards = [exhibit for exhibit in exhibits if isinstance(exhibit.screen, Flashcard)]
    assert cards

    def is_fine(screen: Flashcard, width: int) -> bool:
        seen = shown(screen, width)
        return words(screen.front) in seen and words(screen.back) in seen

    assert failing(cards, width, is_fine) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_diagram_is_told_by_its_text_twin(exhibits: tuple[Exhibit, ...], width: int) -> None:
    pictures = [exhibit for exhibit in exhibits if exhibit.screen.image]
    assert pictures

    def is_fine(screen: Screen, width: int) -> bool:
        assert screen.image is not None
        return words(screen.image.alt) in shown(screen, width)

    assert failing(pictures, width, is_fine) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal_but_code_and_single_words(
    exhibits: tuple[Exhibit, ...], width: int
) -> None:
    def is_fine(screen: Screen, width: int) -> bool:
        too_long = [line for line in bare(screen, width).split("\n") if len(line) > width]
        return all(is_code(line, screen) or " " not in re.sub(r"^(│ |- |\d+\. | +)", "", line) for line in too_long)

    assert failing(exhibits, width, is_fine) == []


def is_code(line: str, screen: Screen) -> bool:
    """Whether a line stands in a code block of the body, or is one code span."""
    code = "\n".join(re.findall(r"```.*?```|`[^`]+`", screen.body, re.DOTALL))
    return line.strip(" │-") in code


@pytest.mark.parametrize("width", WIDTHS)
def test_colour_changes_nothing_but_the_colour(exhibits: tuple[Exhibit, ...], width: int) -> None:
    def is_fine(screen: Screen, width: int) -> bool:
        coloured = draw(screen, Terminal(width, True, BERLIN))
        without = bare(screen, width)
        return ESCAPE.sub("", coloured) == without and "\x1b" not in without and "\x1b[0m" in coloured

    assert failing(exhibits, width, is_fine) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_shown_steers_the_terminal(exhibits: tuple[Exhibit, ...], width: int) -> None:
    def is_fine(screen: Screen, width: int) -> bool:
        return all(sign == "\n" or sign.isprintable() or sign in "\u00a0\u202f" for sign in bare(screen, width))

    assert failing(exhibits, width, is_fine) == []


def test_no_instant_is_left_as_a_mark(exhibits: tuple[Exhibit, ...]) -> None:
    timed = [exhibit for exhibit in exhibits if "<t:" in exhibit.screen.fine_print]
    assert timed
    assert failing(timed, 80, lambda screen, width: "<t:" not in bare(screen, width)) == []


# ---- single screens


def test_an_instant_is_shown_on_the_clock_of_the_terminal() -> None:
    screen = Screen("Closing", body="Closes <t:1795334400>.", fine_print="Opened <t:1795248000>")
    assert bare(screen, 80).split("\n")[2:] == ["Closes Sun 22 Nov 09:00.", "", "Opened Sat 21 Nov 09:00"]
    assert "Closes Sun 22 Nov 13:30." in draw(screen, Terminal(80, False, ZoneInfo("Asia/Kolkata")))


def test_only_the_primary_button_is_green() -> None:
    rows = ((Button("Next", OpenLesson(), Weight.PRIMARY), Button("Back", OpenLesson()), END),)
    drawn = draw(Screen("Lesson", rows=rows), Terminal(80, True, BERLIN))
    assert drawn.endswith("\x1b[32m[1] Next\x1b[0m   [2] Back   [3] End")


def test_buttons_that_do_not_fit_a_line_go_on_in_the_next() -> None:
    row = tuple(Button(f"A rather long label {letter}", ReadSection("kafka", "concept")) for letter in "abc")
    assert bare(Screen("Lessons", rows=(row, (END,))), 50).split("\n")[2:] == [
        "[1] A rather long label a",
        "[2] A rather long label b",
        "[3] A rather long label c",
        "[4] End",
    ]
    assert bare(Screen("Lessons", rows=(row,)), 53).split("\n")[2:] == [
        "[1] A rather long label a   [2] A rather long label b",
        "[3] A rather long label c",
    ]


def test_a_long_title_is_wrapped_and_a_wide_terminal_is_not_filled() -> None:
    screen = Screen("word " * 40, context="part " * 40, body="text " * 80)
    assert max(map(len, bare(screen, 40).split("\n"))) <= 40
    assert max(map(len, bare(screen, 500).split("\n"))) <= WIDEST


@pytest.mark.parametrize("width", [0, 1, 2, 7])
def test_the_narrowest_terminal_still_gets_every_word(width: int) -> None:
    image = Image("cache-0123", "A cache before a store")
    screen = Screen("A title", body="- an item\n\n> a quote", image=image, rows=((END, END),), fine_print="the end")
    seen = shown(screen, width)
    for part in ("A title", "an item", "a quote", "A cache before a store", "the end", "[1] End [2] End"):
        assert part in seen


@pytest.mark.parametrize("place", ["title", "context", "body", "fine_print"])
@pytest.mark.parametrize("text", ["a\x1b[2Jb", "a\x07b", "a\x00b", "a\u202eb", "a\x9b2Kb", "a\u2028b"])
def test_control_signs_in_any_place_are_inert(place: str, text: str) -> None:
    drawn = bare(replace(Screen("title"), **{place: text}), 80)
    assert all(sign == "\n" or sign.isprintable() for sign in drawn)
    assert "a" in drawn
    assert "b" in drawn


def test_control_signs_in_labels_and_pictures_are_inert() -> None:
    rows = ((Button("En\x1b[1md", EndQuiz(1)),),)
    drawn = bare(Screen("title", image=Image("x", "a\x07b\u202ec"), rows=rows), 80)
    assert all(sign == "\n" or sign.isprintable() for sign in drawn)

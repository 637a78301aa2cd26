"""The limits of chat platforms that are the core's duty hold for every screen of the long play.

The sources are named in CHAT.md: what was measured on phones, and what the platforms accept.
"""

from __future__ import annotations

from collections.abc import Callable

from gallery import Exhibit

from bot.actions import TOKEN_BYTES, decode, encode
from bot.screens import Button, Screen, Weight
from content.markdown import rendered

LABEL = 38
BUTTONS_A_ROW = 5
ROWS = 5
CONTEXT = 60
TITLE = 110
BODY = 4000


def over(exhibits: tuple[Exhibit, ...], size: Callable[[Screen], int], limit: int) -> list[str]:
    """The scenes whose screen is over a limit, with its size."""
    sizes = [(exhibit.scene, size(exhibit.screen)) for exhibit in exhibits]
    assert any(found for _, found in sizes)
    return [f"{scene}: {found} of {limit}" for scene, found in sizes if found > limit]


def buttons(exhibits: tuple[Exhibit, ...]) -> list[tuple[str, Button]]:
    """All buttons with their scenes."""
    return [(exhibit.scene, button) for exhibit in exhibits for button in exhibit.screen.buttons]


def test_labels_are_short(exhibits: tuple[Exhibit, ...]) -> None:
    assert over(exhibits, lambda screen: max((len(one.label) for one in screen.buttons), default=0), LABEL) == []


def test_every_button_says_something(exhibits: tuple[Exhibit, ...]) -> None:
    assert [
        scene for scene, button in buttons(exhibits) if button.label != button.label.strip() or not button.label
    ] == []


def test_two_buttons_of_a_screen_never_say_the_same(exhibits: tuple[Exhibit, ...]) -> None:
    def repeated(screen: Screen) -> int:
        return len(screen.buttons) - len({button.label.casefold() for button in screen.buttons})

    assert [exhibit.scene for exhibit in exhibits if repeated(exhibit.screen)] == []


def test_a_row_has_at_most_five_buttons_and_a_screen_five_rows(exhibits: tuple[Exhibit, ...]) -> None:
    assert over(exhibits, lambda screen: max((len(row) for row in screen.rows), default=0), BUTTONS_A_ROW) == []
    assert over(exhibits, lambda screen: len(screen.rows), ROWS) == []
    assert [exhibit.scene for exhibit in exhibits if () in exhibit.screen.rows] == []


def test_at_most_one_button_is_primary(exhibits: tuple[Exhibit, ...]) -> None:
    def primaries(screen: Screen) -> int:
        return sum(button.weight is Weight.PRIMARY for button in screen.buttons)

    assert over(exhibits, primaries, 1) == []


def test_context_lines_are_one_short_line(exhibits: tuple[Exhibit, ...]) -> None:
    assert over(exhibits, lambda screen: len(screen.context), CONTEXT) == []
    assert [exhibit.scene for exhibit in exhibits if "\n" in exhibit.screen.context] == []


def test_every_screen_has_a_title_of_one_line(exhibits: tuple[Exhibit, ...]) -> None:
    assert over(exhibits, lambda screen: len(screen.title), TITLE) == []
    assert [exhibit.scene for exhibit in exhibits if not exhibit.screen.title or "\n" in exhibit.screen.title] == []


def test_tokens_travel_in_a_button_of_any_platform(exhibits: tuple[Exhibit, ...]) -> None:
    pressed = buttons(exhibits)
    assert pressed
    assert [scene for scene, button in pressed if len(encode(button.action).encode()) > TOKEN_BYTES] == []
    assert [scene for scene, button in pressed if decode(encode(button.action)) != button.action] == []


def test_the_text_of_a_screen_fits_one_message(exhibits: tuple[Exhibit, ...]) -> None:
    def characters(screen: Screen) -> int:
        return sum(map(len, (screen.context, screen.title, rendered(screen.body), screen.fine_print)))

    assert over(exhibits, lambda screen: len(screen.body), BODY) == []
    assert over(exhibits, characters, BODY) == []


def test_a_picture_has_a_text_twin_of_80_to_200_characters(exhibits: tuple[Exhibit, ...]) -> None:
    twins = [(exhibit.scene, exhibit.screen.image.alt) for exhibit in exhibits if exhibit.screen.image]
    assert twins
    assert [f"{scene}: {len(alt)}" for scene, alt in twins if not 80 <= len(alt) <= 200] == []

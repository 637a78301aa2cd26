"""Several options at once on Discord: a menu in the place of the button, read like a typed answer."""

from __future__ import annotations

from typing import Any

import pytest
from gallery import Exhibit

from adapters.discord.draw import draw, read_custom_id
from bot.screens import ChoiceQuestion


def parts(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All buttons and menus of a drawing."""
    found = []
    for one in components:
        found += [one] if one["type"] in (2, 3) else parts(one.get("components", []))
    return found


@pytest.fixture(scope="module")
def choices(exhibits: tuple[Exhibit, ...]) -> list[ChoiceQuestion]:
    """All screens on which several options are chosen together."""
    screens = [exhibit.screen for exhibit in exhibits]
    return [one for one in screens if isinstance(one, ChoiceQuestion) and one.choice is not None]


def test_the_menu_holds_the_options_and_asks_for_so_many(choices: list[ChoiceQuestion]) -> None:
    assert choices
    for screen in choices:
        assert screen.choice is not None
        (menu,) = [one for one in parts(draw(screen).components) if one["type"] == 3]
        assert (menu["min_values"], menu["max_values"]) == (screen.choice.count, screen.choice.count)
        assert [one["value"] for one in menu["options"]] == list("ABCDEF"[: len(screen.options)])
        for letter, option, shown in zip("ABCDEF", screen.options, menu["options"], strict=False):
            assert shown["label"] == f"{letter}  {option}"
            assert len(shown["label"]) <= 100
        assert read_custom_id(menu["custom_id"]) == (screen.choice.then, "")


def test_the_menu_takes_the_place_of_its_button_and_all_else_stays(choices: list[ChoiceQuestion]) -> None:
    for screen in choices:
        assert screen.choice is not None
        drawn = parts(draw(screen, "daily-own").components)
        actions = [read_custom_id(one["custom_id"])[0] for one in drawn]
        assert screen.choice.button.action not in actions
        others = [one.action for one in screen.buttons if one != screen.choice.button]
        assert actions == [screen.choice.then, *others]
        assert len({one["custom_id"] for one in drawn}) == len(drawn)


def test_screens_without_a_choice_have_no_menu(exhibits: tuple[Exhibit, ...]) -> None:
    others = [one.screen for one in exhibits if not getattr(one.screen, "choice", None)]
    assert all(one["type"] == 2 for screen in others for one in parts(draw(screen).components))

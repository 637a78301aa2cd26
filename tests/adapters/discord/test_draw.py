"""Every screen as a Discord message: within every limit, with the same actions as the plain screen, nothing left out.

The limits are those of Discord's documents, written down here once more: a limit that changes by mistake is noticed.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flows.script import changed
from gallery import Exhibit, Gallery, hold_challenges, read_everything, review, visit
from stage import PLATFORM, SQUARE, Stage

from adapters.discord.draw import Drawn, custom_id, draw, file_name, read_custom_id
from adapters.markup import to_discord
from bot.actions import TOKEN_BYTES, Action, BadToken, encode
from bot.commands import read_line
from bot.daily.actions import AnswerChallenge
from bot.effects import Show
from bot.events import User
from bot.learn.actions import ReadSection
from bot.library import Content, Lesson, Option, Question, QuestionKind
from bot.screens import Button, ChoiceQuestion, Image, Screen, Tone, Weight

COMPONENTS, TEXT_OF_ALL, CUSTOM_ID, LABEL, A_ROW, ALT = 40, 4000, 100, 80, 5, 1024
CONTAINER, ROW, BUTTON, TEXT, GALLERY, SEPARATOR = 17, 1, 2, 10, 12, 14
IN_A_CONTAINER = {ROW, TEXT, GALLERY, SEPARATOR}
LONGEST_KEY = "daily-own"
WORDS = re.compile(r"\w+")

Component = dict[str, Any]


def nested(components: list[Component]) -> Iterator[Component]:
    """All components of a message, in reading order."""
    for component in components:
        yield component
        yield from nested(component.get("components", []))


def of_type(screen: Screen, kind: int, key: str = LONGEST_KEY) -> list[Component]:
    """The drawn components of one type."""
    return [one for one in nested(draw(screen, key).components) if one["type"] == kind]


def pressed(screen: Screen) -> list[Button]:
    """The buttons of a screen but for one that a menu stands for."""
    choice = screen.choice if isinstance(screen, ChoiceQuestion) else None
    return [one for one in screen.buttons if choice is None or one != choice.button]


def text_of(screen: Screen) -> str:
    """Everything that is read on a drawn screen."""
    return "\n".join(one["content"] for one in of_type(screen, TEXT))


def left_out(screen: Screen) -> list[str]:
    """Words of a screen that stand on the drawn one less often, or nowhere."""
    written = WORDS.findall(to_discord(f"{screen.context}\n{screen.body}\n{screen.fine_print}"))
    return list(Counter(written) - Counter(WORDS.findall(text_of(screen))))


def live(screen: Screen, key: str = LONGEST_KEY) -> list[Component]:
    """The drawn buttons that can be pressed."""
    return [one for one in of_type(screen, BUTTON, key) if not one.get("disabled")]


def faults(screen: Screen) -> list[str]:
    """What Discord would refuse of a drawn screen."""
    found = []
    components = draw(screen, LONGEST_KEY).components
    everything = list(nested(components))
    texts = [one["content"] for one in everything if one["type"] == TEXT]
    names = [one["custom_id"] for one in everything if "custom_id" in one]
    containers = [one for one in components if one["type"] == CONTAINER]
    if len(everything) > COMPONENTS:
        found.append(f"{len(everything)} components")
    if sum(map(len, texts)) > TEXT_OF_ALL or not all(text.strip() for text in texts):
        found.append(f"{sum(map(len, texts))} characters, or an empty text")
    if len(containers) != 1 or {one["type"] for one in components} - {CONTAINER, TEXT}:
        found.append("not one container")
    if any(one["type"] not in IN_A_CONTAINER for one in containers[0]["components"]):
        found.append("a component that does not belong into a container")
    if any(not 1 <= len(name) <= CUSTOM_ID for name in names) or len(set(names)) != len(names):
        found.append(f"custom ids {names}")
    for one in everything:
        match one["type"]:
            case 1 if not 1 <= len(one["components"]) <= A_ROW:
                found.append(f"{len(one['components'])} buttons in a row")
            case 2 if not 1 <= len(one["label"]) <= LABEL or one["style"] not in (1, 2, 3, 4):
                found.append(f"a button {one}")
            case 12 if not all(1 <= len(item["description"]) <= ALT for item in one["items"]):
                found.append("a picture without its text twin, or with too long a one")
    return found


# ---- every screen of the long play


def test_discord_takes_every_screen(exhibits: tuple[Exhibit, ...]) -> None:
    refused = [f"{exhibit.scene}: {found}" for exhibit in exhibits if (found := faults(exhibit.screen))]
    assert refused == []


def test_every_screen_offers_the_same_actions_in_the_same_order(exhibits: tuple[Exhibit, ...]) -> None:
    assert sum(len(exhibit.screen.buttons) for exhibit in exhibits) > 1000
    for exhibit in exhibits:
        drawn = [(one["label"], *read_custom_id(one["custom_id"])) for one in live(exhibit.screen)]
        assert drawn == [(one.label, one.action, LONGEST_KEY) for one in pressed(exhibit.screen)], exhibit.scene


def test_public_buttons_name_no_private_message(exhibits: tuple[Exhibit, ...]) -> None:
    posts = [exhibit.screen for exhibit in exhibits if exhibit.scene.startswith("daily:")]
    drawn = [one for screen in posts for one in live(screen, key="")]
    assert len(drawn) > 100
    assert {read_custom_id(one["custom_id"])[1] for one in drawn} == {""}


def test_nothing_of_any_text_is_left_out(exhibits: tuple[Exhibit, ...]) -> None:
    for exhibit in exhibits:
        assert left_out(exhibit.screen) == [], exhibit.scene


def test_the_colour_says_the_state_and_never_alone(exhibits: tuple[Exhibit, ...]) -> None:
    colours: dict[Tone, set[int | None]] = {}
    for exhibit in exhibits:
        (container,) = (one for one in draw(exhibit.screen).components if one["type"] == CONTAINER)
        colours.setdefault(exhibit.screen.tone, set()).add(container.get("accent_color"))
    assert colours.keys() >= {Tone.PLAIN, Tone.OPEN, Tone.RIGHT, Tone.WRONG, Tone.RANKING}
    assert colours.pop(Tone.PLAIN) == {None}
    assert sorted(len(shades) for shades in colours.values()) == [1] * len(colours)
    assert len(set.union(*colours.values())) == len(colours)


def test_a_picture_stands_below_the_heading_with_its_file_and_its_text_twin(exhibits: tuple[Exhibit, ...]) -> None:
    pictured = [exhibit.screen for exhibit in exhibits if exhibit.screen.image]
    assert pictured
    for screen in pictured:
        drawing = draw(screen)
        assert drawing.image is not None
        inside = next(one for one in drawing.components if one["type"] == CONTAINER)["components"]
        assert [inside[0]["type"], inside[1]["type"]] == [TEXT, GALLERY]
        (item,) = inside[1]["items"]
        assert item["media"] == {"url": f"attachment://{file_name(drawing.image)}"}
        assert re.fullmatch(r"[\w.-]+\.png", file_name(drawing.image))  # other signs are renamed by the service
        assert item["description"] == drawing.image.alt


def test_a_title_alone_makes_a_message() -> None:
    (container,) = draw(Screen("Noted")).components
    assert container["components"] == [{"type": TEXT, "content": "### Noted"}]


def test_only_the_role_that_an_owner_chose_is_called() -> None:
    assert draw(Screen("Daily", mention="42")).components[0] == {"type": TEXT, "content": "<@&42>"}
    assert "<@" not in text_of(Screen("Daily"))


def test_the_library_sends_what_was_drawn_and_keeps_nothing_of_it(exhibits: tuple[Exhibit, ...]) -> None:
    drawing = draw(exhibits[0].screen)

    async def sent() -> Drawn:
        return Drawn(drawing)

    view = asyncio.run(sent())
    assert view.to_components() == drawing.components
    assert view.has_components_v2()
    assert view.is_finished()


# ---- custom ids


def test_the_longest_token_fits_with_its_key_and_number() -> None:
    longest = ReadSection("a" * 27, "use-or-not-2")
    assert len(encode(longest)) > TOKEN_BYTES - 5
    name = custom_id(longest, LONGEST_KEY, 24)
    assert len(name) <= CUSTOM_ID
    assert read_custom_id(name) == (longest, LONGEST_KEY)


def test_two_buttons_of_the_same_action_are_told_apart_and_do_the_same() -> None:
    twice = Screen("A question", rows=((Button("A", AnswerChallenge(1, 0)), Button("B", AnswerChallenge(1, 0))),))
    first, second = (one["custom_id"] for one in live(twice))
    assert first != second
    assert read_custom_id(first) == read_custom_id(second) == (AnswerChallenge(1, 0), LONGEST_KEY)


@pytest.mark.parametrize(
    "name",
    ["", "~", "#", "~daily-own", "daily.answer", "daily.answer:1:x~daily-own", "nothing:1", "x" * 101, "off:A", "\x00"],
    ids=repr,
)
def test_what_was_not_drawn_here_is_no_action(name: str) -> None:
    with pytest.raises(BadToken):
        read_custom_id(name)


def test_a_button_that_is_off_does_nothing_however_it_is_sent(exhibits: tuple[Exhibit, ...]) -> None:
    off = {one["custom_id"] for exhibit in exhibits for one in of_type(exhibit.screen, BUTTON) if one.get("disabled")}
    assert off
    for name in off:
        with pytest.raises(BadToken):
            read_custom_id(name)


# ---- the longest content that the authoring guide allows


def filled(limit: int, word: str) -> str:
    """A text of exactly so many characters, of one word again and again."""
    text = f"{word} " * (limit // len(word) + 1)
    return text[: limit - 1].rstrip().ljust(limit - 1, "x") + "."


def longest_question(question: Question, word: str) -> Question:
    """A question whose every part is as long as it may be."""
    texts = [f"{number}{filled(79, word)}" for number in range(len(question.options))]
    return replace(
        question,
        stem=filled(300, word),
        scenario=filled(600, word),
        options=tuple(
            Option(text, option.correct, filled(140, word))
            for text, option in zip(texts, question.options, strict=True)
        ),
        explanation=filled(400, word),
        explanation_short=filled(200, word),
        unit="u" * 30 if question.unit else "",
        mistakes=tuple(replace(mistake, why=filled(140, word)) for mistake in question.mistakes),
    )


def longest_lesson(lesson: Lesson, word: str) -> Lesson:
    """A lesson whose every part is as long as it may be."""
    return replace(
        lesson,
        title=filled(60, "title"),
        short_title=filled(30, "short"),
        sections=tuple(replace(one, text=filled(900, word)) for one in lesson.sections),
        cards=tuple(replace(one, front=filled(200, word), back=filled(200, word)) for one in lesson.cards[:3]),
    )


def take_a_quiz(gallery: Gallery) -> None:
    """A quiz of all questions, answered rightly, wrongly and not at all."""
    for name in ("ann", "ben", "cho"):
        gallery.command(name, "/quiz 5")
        going_on = "Next"
        while going_on == "Next":
            if name == "cho":
                gallery.press(name, "Show me")
            else:
                gallery.answer(name, right=name == "ann")
            going_on = gallery.play.screen(name).buttons[0].label
            gallery.press(name, going_on)


def longest_screens(content: Content, word: str, folder: Path, empty_file: Path) -> list[Screen]:
    """What a play shows whose questions, one of each kind, sections and cards are as long as they may be."""
    kinds: dict[QuestionKind, str] = {}
    for one in content.library.active_questions(lambda one: one.theme is not None):
        most = content.library.questions[kinds[one.kind]] if one.kind in kinds else one
        kinds[one.kind] = one.id if len(one.options) >= len(most.options) else most.id
    assert len(kinds) == len(QuestionKind)
    longest = changed(
        content,
        question=lambda one: longest_question(one, word) if one.id in kinds.values() else None,
        lesson=lambda one: longest_lesson(one, word),
    )
    shutil.copy(empty_file, folder / "longest.db")
    play = Stage(f"sqlite:///{folder / 'longest.db'}", longest)
    gallery = Gallery(play)
    try:
        for scene in (visit, hold_challenges, read_everything, take_a_quiz, review):
            scene(gallery)
    finally:
        play.close()
    return [exhibit.screen for exhibit in gallery.exhibits]


def test_the_longest_content_fits_whole(content: Content, empty_file: Path, tmp_path: Path) -> None:
    screens = longest_screens(content, "word", tmp_path, empty_file)
    assert max(len(screen.body) for screen in screens) > 2500
    for screen in screens:
        assert faults(screen) == []
        assert left_out(screen) == []


def test_the_longest_content_of_nothing_but_marks_is_cut_and_keeps_its_buttons(
    content: Content, empty_file: Path, tmp_path: Path
) -> None:
    screens = longest_screens(content, "_~|[", tmp_path, empty_file)
    assert max(len(to_discord(screen.body)) for screen in screens) > TEXT_OF_ALL
    for screen in screens:
        assert faults(screen) == []
        assert [read_custom_id(one["custom_id"])[0] for one in live(screen)] == [one.action for one in pressed(screen)]
        assert screen.fine_print.split(" · ")[0].replace("*", "") in text_of(screen).replace("\\", "").replace("*", "")


def test_as_many_buttons_as_a_message_holds_keep_rows_of_five() -> None:
    many: list[Action] = [AnswerChallenge(number, 0) for number in range(23)]
    screen = Screen("t", rows=(tuple(Button(str(number), action) for number, action in enumerate(many)),))
    assert faults(screen) == []
    assert [read_custom_id(one["custom_id"])[0] for one in live(screen)] == many


def test_a_label_or_a_text_twin_that_is_too_long_is_shortened_with_a_sign_of_it() -> None:
    image = Image("diagram-1", "alt " * 300)
    screen = Screen("t", image=image, rows=((Button("label " * 20, AnswerChallenge(1, 1), Weight.PRIMARY),),))
    assert faults(screen) == []
    (button,) = live(screen)
    (gallery,) = of_type(screen, GALLERY)
    assert button["label"].endswith("…")
    assert gallery["items"][0]["description"].endswith("…")


def test_a_body_of_ten_thousand_characters_is_cut_at_the_end_of_a_paragraph() -> None:
    paragraphs = "\n\n".join("word " * 20 for _ in range(120))
    screen = Screen("Title", body=paragraphs, fine_print="small print", rows=((Button("Go", AnswerChallenge(1, 1)),),))
    assert faults(screen) == []
    shown = of_type(screen, TEXT)[1]["content"]
    assert shown.endswith("word…")
    assert len(shown) > 3500
    assert "-# small print" in text_of(screen)


# ---- what strangers call themselves


HOSTILE = (
    "<@123> <@&5> <#6> @everyone @here",
    "**bold** __under__ ~~gone~~ ||spoiler|| `code`",
    "# heading",
    "-# small",
    "> quote",
    "[click](https://example.com)",
    "```\nfence\n```",
    "\u202egnp.exe\u2066\u200b",
    "<t:0:R></setup:1><:e:1><id:home>",
    "line\nbreak\r\ttab\x00null\x1bescape",
    "x" * 10_000,
    "*_`~|<@&1>[x](y) " * 700,
)
MARKUP = re.compile(r"(?<!\\)(?:<[@#:/ti]|\]\(|\|\||__|~~|`)|@everyone|@here")
"""What Discord would draw as something else than its signs."""


@pytest.fixture(scope="module")
def named(
    content: Content, empty_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """Plays a visit of somebody by that name in a community; gives all that is drawn for her."""
    path = tmp_path_factory.mktemp("named") / "quorum.db"
    shutil.copy(empty_file, path)
    play = Stage(f"sqlite:///{path}", content)
    play.set_up(post_now=True)
    play.tick()

    def visit_of(name: str) -> str:
        shown: list[str] = []
        for line in ("/start", "/daily", "/leaderboard"):
            event = play.event("eve", read_line(line)[0])
            effects = play.run(play.engine.handle(replace(event, user=User(PLATFORM, "eve", name), place=SQUARE)))
            screens = [effect.screen for effect in effects if isinstance(effect, Show)]
            assert [found for screen in screens for found in faults(screen)] == []
            shown.extend(map(text_of, screens))
        assert len(shown) == 3
        return "\n".join(shown)

    play.command("eve", "/daily")
    play.press("eve", "A")
    yield visit_of
    play.close()


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:20]))
def test_a_name_is_drawn_as_its_signs_and_nothing_else(named: Callable[[str], str], name: str) -> None:
    ordinary, shown = named("eve"), named(name)
    assert Counter(MARKUP.findall(shown)) == Counter(MARKUP.findall(ordinary))
    assert len(shown.split("\n")) == len(ordinary.split("\n"))
    assert len(shown) < len(ordinary) + 3 * 100
    assert not set(shown) & set("\u202e\u2066\u200b\x00\x1b\r\t")
    headings = [line for line in shown.split("\n") if re.match(r"\s*(?:#{1,3}|-#|>) ", line)]
    assert len(headings) == len([line for line in ordinary.split("\n") if re.match(r"\s*(?:#{1,3}|-#|>) ", line)])

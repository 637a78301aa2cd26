"""Screens as Telegram messages: markup that is never refused, within the limits, nothing lost that can be pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from gallery import Exhibit
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram import draw as drawing
from adapters.telegram.draw import (
    DOOR,
    MAX_CAPTION,
    MAX_DATA,
    MAX_TEXT,
    MAX_TOAST,
    Asked,
    callback_data,
    draw,
    prompt,
    read_data,
    read_prompt,
    read_start,
    start_link,
    toast,
)
from adapters.telegram.rich import html, length, shortened, styled
from bot.account.actions import SetZone, ShowHelp
from bot.actions import BadToken
from bot.daily.actions import OpenDaily
from bot.effects import AskText
from bot.learn.actions import ReadSection
from bot.screens import Button, Flashcard, Image, Screen, Tone, Weight, countdown, moment

TAGS = {"b", "i", "code", "pre", "a", "blockquote", "tg-time"}
TEXTS = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["**", "*", "`", "```\n", "\n", "> ", "- ", "<b>", "&lt;", "<t:1>", "<t:99999999999>", "\ud800", "𝄞 ", "x"]
    )
).map("".join)
CLOSES = f"Closes {moment(datetime(2026, 11, 22, 8, tzinfo=UTC))}"
EVERYWHERE = settings(max_examples=200, derandomize=True, deadline=None)


class Read(HTMLParser):
    """HTML as Telegram reads it; fails where it would refuse."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.links, self._open = "", [], []  # type: ignore[var-annotated]
        self.feed(source)
        self.close()
        assert not self._open, source

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert not {"code", "pre"} & set(self._open), "code holds no markup"
        self._open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def rows(screen: Screen, key: str = "") -> list[list[str]]:
    """The labels of the keyboard."""
    keyboard = draw(screen, key).keyboard
    return [[button.text for button in row] for row in keyboard.inline_keyboard] if keyboard else []


# ---- every screen there is


def test_every_screen_is_one_message_within_the_limits(exhibits: tuple[Exhibit, ...]) -> None:
    for exhibit in exhibits:
        drawn = draw(exhibit.screen, "a-long-key-here")
        text = Read(drawn.text).text
        assert 0 < length(text) <= (MAX_CAPTION if drawn.image else MAX_TEXT), exhibit.scene
        assert exhibit.screen.body.split(" ", 1)[0].strip("*`->0123456789. \n\u00a0")[:5] in text, exhibit.scene
        assert "…" not in text or "…" in f"{exhibit.screen.body}{exhibit.screen.title}{exhibit.screen.fine_print}"


def test_every_action_can_be_pressed_and_no_label_is_cut(exhibits: tuple[Exhibit, ...]) -> None:
    for exhibit in exhibits:
        keyboard = draw(exhibit.screen, "daily-own").keyboard
        drawn = [button for row in keyboard.inline_keyboard for button in row] if keyboard else []
        assert [read_data(str(one.callback_data))[0] for one in drawn] == [one.action for one in exhibit.screen.buttons]
        assert [one.text for one in drawn] == [one.label for one in exhibit.screen.buttons], exhibit.scene
        assert all(len(str(one.callback_data).encode()) <= MAX_DATA for one in drawn)
        for row in keyboard.inline_keyboard if keyboard else ():
            assert max(map(length, (one.text for one in row))) <= drawing.LABELS_IN_A_ROW[len(row)], exhibit.scene


# ---- whatever texts hold


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.booleans())
@EVERYWHERE
def test_no_text_breaks_a_message(title: str, context: str, body: str, fine_print: str, has_image: bool) -> None:
    image = Image("x", body) if has_image else None
    screen = Screen(title, body * 9, image, ((Button(title, OpenDaily()),),), context, fine_print, Tone.OPEN)
    assert length(Read(draw(screen).text).text) <= (MAX_CAPTION if has_image else MAX_TEXT)
    card = Flashcard(title, body, front=title, back=body, context=context)
    Read(draw(card).text)
    Read(prompt(AskText(body, SetZone()), "bot", 7).text)
    assert length(toast(body)) <= MAX_TOAST
    assert all(sign == "\n" or sign >= " " for sign in toast(body))
    assert rows(screen)[0][0].strip()


def test_what_is_near_counts_down_and_what_is_far_has_a_date() -> None:
    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    drawn = draw(Screen("Question", body=f"{countdown(at)} {moment(at)}")).text
    assert 'format="r">Sun 22 Nov 08:00 UTC</tg-time>' in drawn
    assert 'format="wdt">Sun 22 Nov 08:00 UTC</tg-time>' in drawn


def test_long_details_are_folded_and_short_ones_stand_open() -> None:
    short, long = "Why: **because**", "Why: **because** " * 20
    assert draw(Screen("A", body=f"x\n\n{short}", details=short)).text == "<b>A</b>\n\nx\n\nWhy: <b>because</b>"
    assert (
        "x\n\n<blockquote expandable>Why: <b>because</b>" in draw(Screen("A", body=f"x\n\n{long}", details=long)).text
    )
    quoted = f"> {long}"
    assert "expandable" not in draw(Screen("A", body=f"x\n\n{quoted}", details=quoted)).text


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("**bold** and *italic*", "<b>bold</b> and <i>italic</i>"),
        ("**use `x` now**", "<b>use </b><code>x</code><b> now</b>"),
        ("- one\n- two", "• one\n• two"),
        ("1. one", "1. one"),
        ("> said\n> so\nnot so", "<blockquote>said\nso</blockquote>\nnot so"),
        ("> - item", "<blockquote>• item</blockquote>"),
        ("x\n```python\na < b\n**c**\n```\ny", "x\n<pre>a &lt; b\n**c**</pre>\ny"),
        ("2 * 3 * 4 `open", "2 * 3 * 4 `open"),
        ("`**kept**`", "<code>**kept**</code>"),
        ("<t:1795334400>", '<tg-time unix="1795334400" format="wdt">Sun 22 Nov 08:00 UTC</tg-time>'),
        ("<t:-5> <t:999999999999>", "&lt;t:-5&gt; &lt;t:999999999999&gt;"),
    ],
)
def test_the_markdown_of_the_content_becomes_html(text: str, drawn: str) -> None:
    assert html(styled(text)) == drawn


def test_what_is_too_long_ends_at_a_word_with_all_tags_closed() -> None:
    screen = Screen("Title", "**" + "many words 🔥 " * 2000 + "**", fine_print="the end")
    text = Read(draw(screen).text).text
    assert MAX_TEXT - 40 < length(text) <= MAX_TEXT
    assert "words…\n\nthe end" in text or "🔥…\n\nthe end" in text or "many…\n\nthe end" in text


@pytest.mark.parametrize("limit", [2, 3, 5, 8, 11, 60])
def test_texts_are_shortened_by_what_telegram_counts(limit: int) -> None:
    for text in ("plain words of some length", "🔥" * 30, "a" * 61, "one\ntwo\nthree four five six seven eight nine"):
        short = shortened(text, limit)
        assert length(short) <= limit
        assert short == text or short.endswith("…")


# ---- headings and cards


@pytest.mark.parametrize(
    ("screen", "first"),
    [
        (Screen("A is right", tone=Tone.RIGHT), "✅ A is right"),
        (Screen("✅ A is right", tone=Tone.RIGHT), "✅ A is right"),
        (Screen("⚠️ Paused", tone=Tone.WRONG), "⚠️ Paused"),
        (Screen("Not A", tone=Tone.WRONG), "❌ Not A"),
        (Screen("Flashcard", tone=Tone.OPEN), "Flashcard"),
        (Screen("Challenge", fine_print=CLOSES, tone=Tone.OPEN), "⏱ Challenge"),
    ],
)
def test_a_state_is_the_first_sign_of_a_message(screen: Screen, first: str) -> None:
    assert Read(draw(screen).text).text.split("\n")[0] == first


def test_a_card_has_its_prompt_as_heading_and_its_answer_in_a_quote() -> None:
    front = Flashcard("Flashcard", "What is a quorum?", context="Review", front="What is a quorum?")
    assert draw(front).text == "<b>What is a quorum?</b>\n<i>Review</i>"
    back = replace(front, back="A majority.\n\nMore than half.")
    assert draw(back).text.endswith("<blockquote>A majority.\n\nMore than half.</blockquote>")
    long = Flashcard("Flashcard", "a\nb", front="a\nb", back="c")
    assert draw(long).text == "<b>Flashcard</b>\n\na\nb\n\n<blockquote>c</blockquote>"


def test_a_picture_is_described_under_it() -> None:
    drawn = draw(Screen("Caching", "Text.", Image("caching", "A cache before a store.")))
    assert drawn.image is not None
    assert "<blockquote expandable>Diagram: A cache before a store.</blockquote>" in drawn.text


# ---- keyboards


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (("A", "B", "C", "D"), [["A", "B", "C", "D"]]),
        (("Open challenge", "Pick a lesson", "Help"), [["Open challenge", "Pick a lesson"], ["Help"]]),
        (tuple(f"Open {n}" for n in range(1, 6)), [["Open 1", "Open 2", "Open 3"], ["Open 4", "Open 5"]]),
        (("Again · 10 min", "Hard · 1 day"), [["Again · 10 min", "Hard · 1 day"]]),
        (("Read the whole lesson", "Next"), [["Read the whole lesson"], ["Next"]]),
        (("A", "B", "C", "D", "E", "F"), [["A", "B", "C", "D", "E", "F"]]),
        (("x" * 60,), [["x" * 39 + "…"]]),
    ],
)
def test_rows_are_as_wide_as_a_phone_shows_them(labels: tuple[str, ...], shown: list[list[str]]) -> None:
    assert rows(Screen("t", rows=(tuple(Button(label, ShowHelp()) for label in labels),))) == shown


def test_the_weight_of_a_button_is_its_colour() -> None:
    buttons = tuple(Button(weight.value, ShowHelp(), weight) for weight in Weight)
    keyboard = draw(Screen("t", rows=(buttons,))).keyboard
    assert keyboard is not None
    styles = [button.style for row in keyboard.inline_keyboard for button in row]
    assert styles == [None, "primary", "danger", "success"]


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        ((), [[DOOR]]),
        (("Show me",), [["Show me", DOOR]]),
        (("A", "B", "C", "D"), [["A", "B", "C", "D"], [DOOR]]),
        (("A label of 19 signs",), [["A label of 19 signs"], [DOOR]]),
    ],
)
def test_a_door_is_the_last_button(labels: tuple[str, ...], shown: list[list[str]]) -> None:
    row = tuple(Button(label, ShowHelp()) for label in labels)
    keyboard = draw(Screen("t", rows=(row,) if row else ()), door="https://t.me/bot?start=x").keyboard
    assert keyboard is not None
    assert [[button.text for button in row] for row in keyboard.inline_keyboard] == shown
    assert keyboard.inline_keyboard[-1][-1].url == "https://t.me/bot?start=x"


# ---- what travels


@pytest.mark.parametrize("action", [OpenDaily(), OpenDaily(20261121), ReadSection("a" * 30, "b" * 10)])
def test_a_deep_link_brings_its_action(action: OpenDaily | ReadSection) -> None:
    payload = start_link("bot", action).partition("?start=")[2]
    assert len(payload) <= 64
    assert read_start(payload) == action


@pytest.mark.parametrize(
    "payload", ["", "a", "ZGFpbHkub3Blbjow=", "ZGFpbHkub3BlbjoX", "é", "A" * 65, "ZGFpbHkub3Blbjo", "//"]
)
def test_a_forged_deep_link_brings_nothing(payload: str) -> None:
    with pytest.raises(BadToken):
        read_start(payload)


@pytest.mark.parametrize("key", ["", "review", "a" * 40])
def test_a_button_knows_its_message_where_both_fit(key: str) -> None:
    data = callback_data(OpenDaily(5), key)
    assert len(data) <= MAX_DATA
    assert read_data(data) == (OpenDaily(5), key)
    long = callback_data(ReadSection("a" * 30, "b" * 10), "a" * 40)
    assert read_data(long) == (ReadSection("a" * 30, "b" * 10), "")


def test_a_prompt_carries_what_it_asks_for() -> None:
    drawn = prompt(AskText("Type <b>it</b> & send.", SetZone()), "quorum_bot", 77)
    read = Read(drawn.text)
    assert read.text.startswith("Type <b>it</b> & send.")
    assert read_prompt(read.links) == Asked(SetZone(), 77)
    assert drawn.markup.force_reply
    assert length(drawn.markup.input_field_placeholder or "") <= 64


@pytest.mark.parametrize(
    "links",
    [
        [],
        ["https://example.org"],
        ["https://t.me/bot?start=zzz&at=1"],
        [start_link("bot", SetZone())],
        ["http://[broken"],
    ],
)
def test_other_links_are_no_prompt(links: list[str]) -> None:
    assert read_prompt(links) is None

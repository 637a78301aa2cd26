"""What a typed line means after a screen: a press, a command, another user, an answer, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.console.translate import LINE_LIMIT, NAME_LIMIT, Act, Become, Leave, checked_name, pressed, read
from bot.account.actions import SetZone, ShowHelp, ShowSettings
from bot.actions import Action
from bot.commands import COMMANDS, TEXT_LIMIT
from bot.daily.actions import OpenDaily
from bot.effects import AskText
from bot.errors import Refusal
from bot.group_quiz.actions import OpenQuiz
from bot.learn.actions import Find, OpenLesson
from bot.progress.actions import ShowBoard, ShowStreak
from bot.quiz.actions import AnswerQuestion, EndQuiz, GoOn, ShowQuestion
from bot.review.actions import StartReview
from bot.screens import Button

QUESTION = (
    *(Button(letter, AnswerQuestion(7, 0, slot)) for slot, letter in enumerate("ABCD")),
    Button("Show me", ShowQuestion(7, 0)),
    Button("Show result", GoOn(7)),
    Button("End", EndQuiz(7)),
)
ZONE = AskText("Type your time zone.", SetZone())


def action(line: str, asked: AskText | None = None) -> Action:
    """The action of a line after a question."""
    wish = read(line, QUESTION, asked)
    assert isinstance(wish, Act)
    return wish.action


def refusal(line: str, buttons: tuple[Button, ...] = QUESTION, asked: AskText | None = None) -> str:
    """What somebody is told whose line means nothing."""
    with pytest.raises(Refusal) as refused:
        read(line, buttons, asked)
    return str(refused.value)


# ---- presses


@pytest.mark.parametrize(
    ("line", "index"),
    [
        ("1", 0),
        ("4", 3),
        ("7", 6),
        (" 2 \n", 1),
        ("2\r\n", 1),
        ("02", 1),
        ("a", 0),
        ("B", 1),
        ("Show me", 4),
        ("show ME", 4),
        ("show r", 5),
        ("end", 6),
        ("e", 6),
        ("EN", 6),
        ("\x00b\x00", 1),
    ],
)
def test_a_button_is_pressed_by_number_label_or_beginning(line: str, index: int) -> None:
    assert read(line, QUESTION, None) == Act(QUESTION[index].action)


def test_a_whole_label_wins_over_a_longer_one_that_begins_with_it() -> None:
    buttons = (Button("Next page", OpenLesson()), Button("Next", GoOn(7)))
    assert pressed("next", buttons).action == GoOn(7)


@pytest.mark.parametrize(
    ("line", "both"),
    [("show", "Show me or Show result"), ("s", "Show me or Show result")],
)
def test_an_ambiguous_beginning_names_what_it_could_be(line: str, both: str) -> None:
    assert refusal(line) == f"{line} could be {both}. Type its number."


@pytest.mark.parametrize(
    "line", ["0", "8", "99", "999", "1000", "-1", "1.5", "٢", "²", "E9", "nonsense", "show me now"]
)
def test_what_is_no_button_is_told_with_what_there_is(line: str) -> None:
    assert refusal(line) == (
        f"{line} was not understood. Type a number from 1 to 7, or a command; /help shows them all."
    )


@pytest.mark.parametrize("line", ["1", "a", "nonsense"])
def test_a_number_without_a_screen_is_told_where_to_begin(line: str) -> None:
    assert refusal(line, ()) == f"{line} was not understood. Type a command; /help shows them all."


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("**bold** `x`", "∗∗bold∗∗ ˋxˋ was"),
        ("<@123> @everyone", "‹＠123› ＠everyone was"),
        ("\u202eevil", "evil was"),
        ("\x1b[31mred", "(31mred was"),
        ("🔥🔥", "🔥🔥 was"),
        ("x" * 100, "x" * 29 + "… was"),
        ("\u200f\u200b", "That line was"),
        ("\x00", "That line was"),
    ],
)
def test_strange_text_is_shown_inert_and_short(line: str, told: str) -> None:
    assert refusal(line).startswith(told)


# ---- commands


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("/daily", Act(OpenDaily())),
        ("/daily 2026-11-20", Act(OpenDaily(20261120))),
        ("/DAILY", Act(OpenDaily())),
        ("  /help  ", Act(ShowHelp())),
        ("/quiz", Act(OpenQuiz(5, "normal"))),
        ("/quiz 3", Act(OpenQuiz(3, "normal"))),
        ("/quiz caching 10", Act(OpenQuiz(10, "normal"), "caching")),
        ("/lesson consistent hashing", Act(OpenLesson(), "consistent hashing")),
        ("/find  two   words", Act(Find(), "two words")),
        ("/leaderboard ALL", Act(ShowBoard("all"))),
        ("/streak why", Act(ShowStreak(1))),
        ("/review", Act(StartReview())),
        ("/set\x00tings", Act(ShowSettings())),
    ],
)
def test_a_command_is_a_command_with_or_without_a_screen(line: str, wanted: Act) -> None:
    assert read(line, QUESTION, None) == wanted
    assert read(line, (), None) == wanted


def test_every_public_command_can_be_typed() -> None:
    for command in COMMANDS:
        required = [option for option in command.options if option.is_required]
        line = f"/{command.name}" + "".join(" 09:00" if option.takes_time else " cache" for option in required)
        assert isinstance(read(line, (), None), Act)


@pytest.mark.parametrize(
    ("line", "word", "nearest"),
    [
        ("/dayly", "/dayly", "/daily"),
        ("/", "/", "/help"),
        ("/xyzzy", "/xyzzy", "/help"),
        ("/daily yesterday", "yesterday", "/daily [date]"),
        ("/daily 2026-02-30", "2026-02-30", "/daily 2026-11-20"),
        ("/quiz 99", "99", "3 to 20"),
        ("/leaderboard weak", "weak", "/leaderboard week"),
        ("/streak who", "who", "/streak why"),
        ("/find", "/find", "/find words"),
    ],
)
def test_a_wrong_command_is_told_the_nearest_right_one(line: str, word: str, nearest: str) -> None:
    said = refusal(line)
    assert word in said
    assert nearest in said


@pytest.mark.parametrize("line", ["/quit", "/exit", "quit", "exit", " /QUIT ", "Exit"])
@pytest.mark.parametrize("asked", [None, ZONE])
def test_one_can_always_leave(line: str, asked: AskText | None) -> None:
    assert read(line, QUESTION, asked) == Leave()


def test_words_that_only_begin_like_leaving_are_no_goodbye() -> None:
    assert "was not understood" in refusal("quitting")
    assert "There is no command /quitting" in refusal("/quitting")


# ---- who


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("/user ann", "ann"),
        ("/user  Ann   Lee ", "Ann Lee"),
        ("/USER ann", "ann"),
        ("/user\tann", "ann"),
        ("/user Zoë", "Zoë"),
        ("/user 二人", "二人"),
        ("/user o'Brien-Smith_2", "o'Brien-Smith_2"),
        ("/user 🔥", "🔥"),
        ("/user a\x00nn", "ann"),
        (f"/user {'n' * NAME_LIMIT}", "n" * NAME_LIMIT),
    ],
)
def test_a_good_name_is_taken(line: str, name: str) -> None:
    assert read(line, QUESTION, None) == Become(name)
    assert read(line, QUESTION, ZONE) == Become(name)


@pytest.mark.parametrize(
    "line",
    [
        "/user",
        "/user ",
        "/user \t ",
        f"/user {'n' * (NAME_LIMIT + 1)}",
        "/user a\x1bb",
        "/user a\u202eb",
        "/user \ud800",
    ],
)
def test_a_bad_name_is_refused_with_an_example(line: str) -> None:
    assert refusal(line) == f"A name has 1 to {NAME_LIMIT} printable characters, for example: /user ann"


def test_a_command_that_only_begins_like_user_is_unknown() -> None:
    assert refusal("/username ann").startswith("There is no command /username.")


# ---- texts that were asked for


@pytest.mark.parametrize("line", ["Europe/Berlin", "1", "a", "Show me", "  Europe/Berlin  "])
def test_after_a_question_for_a_text_any_words_are_the_text(line: str) -> None:
    assert read(line, QUESTION, ZONE) == Act(SetZone(), line.strip())


@pytest.mark.parametrize("line", ["/help", "/daily", "/quiz 3"])
def test_a_command_is_no_answer_to_a_question_for_a_text(line: str) -> None:
    assert action(line, ZONE) == action(line)
    assert action(line, ZONE) != SetZone()


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_long_text_is_cut_where_no_search_or_zone_needs_more(ending: str) -> None:
    assert read("x" * LINE_LIMIT + ending, QUESTION, ZONE) == Act(SetZone(), "x" * TEXT_LIMIT)
    assert f"has {LINE_LIMIT + 1} characters" in refusal("x" * (LINE_LIMIT + 1) + ending)


@pytest.mark.parametrize("asked", [None, ZONE])
@pytest.mark.parametrize("start", ["", "/lesson ", "/user "])
def test_ten_thousand_characters_are_refused_with_the_limit(start: str, asked: AskText | None) -> None:
    line = start + "x" * 10_000
    assert refusal(line, QUESTION, asked) == (
        f"That line has {len(line)} characters; 4000 are read at most. Nothing was stored."
    )


# ---- whatever is typed


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.text(max_size=60), st.booleans(), st.booleans())
def test_any_line_means_something_or_is_refused_in_a_sentence(line: str, has_screen: bool, is_asked: bool) -> None:
    said = ""
    try:
        wish = read(line, QUESTION if has_screen else (), ZONE if is_asked else None)
    except Refusal as refused:
        said = str(refused)
    else:
        assert isinstance(wish, Act | Become | Leave)
    assert said.isprintable()
    assert said == said.strip()


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=40))
def test_a_taken_name_fits_a_board(name: str) -> None:
    try:
        taken = checked_name(name)
    except Refusal:
        return
    assert 1 <= len(taken) <= NAME_LIMIT
    assert taken.isprintable()
    assert taken == taken.strip()

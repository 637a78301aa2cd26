"""Typed commands: what each line means, and what is said of lines that mean nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.account.actions import Greet, ShowHelp, ShowSettings
from bot.actions import Action, decode, encode
from bot.commands import COMMANDS, TEXT_LIMIT, Command, find, make, read_line
from bot.daily.actions import OpenDaily
from bot.errors import Refusal
from bot.group_quiz.actions import OpenQuiz
from bot.learn.actions import Find, OpenLesson
from bot.progress.actions import ShowBoard, ShowPoints, ShowProgress, ShowStreak
from bot.review.actions import StartReview
from bot.routes import QUERIES, ROUTES

QUIZ = "/quiz [topic] [count] [pace] [level] [@friend] [history]"


def refusal_of(line: str) -> str:
    with pytest.raises(Refusal) as refused:
        read_line(line)
    return str(refused.value)


def read(line: str) -> tuple[Action | None, str]:
    """The action with its text, or no action and what was said instead."""
    try:
        return read_line(line)
    except Refusal as refusal:
        return None, str(refusal)


@pytest.mark.parametrize(
    ("line", "action", "text"),
    [
        ("/daily", OpenDaily(), ""),
        ("/daily 2026-11-20", OpenDaily(20261120), ""),
        ("/daily 20261120", OpenDaily(20261120), ""),
        ("/daily 2024-02-29", OpenDaily(20240229), ""),
        ("/quiz", OpenQuiz(5, "normal"), ""),
        ("/quiz 3", OpenQuiz(3, "normal"), ""),
        ("/quiz 20", OpenQuiz(20, "normal"), ""),
        ("/quiz caching", OpenQuiz(5, "normal"), "caching"),
        ("/quiz caching 8", OpenQuiz(8, "normal"), "caching"),
        ("/quiz 8 caching", OpenQuiz(8, "normal"), "caching"),
        ("/quiz CAP theorem 8", OpenQuiz(8, "normal"), "CAP theorem"),
        ("/review", StartReview(), ""),
        ("/lesson", OpenLesson(), ""),
        ("/lesson consistent hashing", OpenLesson(), "consistent hashing"),
        ("/lesson top 10 mistakes", OpenLesson(), "top 10 mistakes"),
        ("/find write-ahead log", Find(), "write-ahead log"),
        ("/find 2026-11-20", Find(), "2026-11-20"),
        ("/leaderboard", ShowBoard("week"), ""),
        ("/leaderboard month", ShowBoard("month"), ""),
        ("/leaderboard all", ShowBoard("all"), ""),
        ("/streak", ShowStreak(0), ""),
        ("/streak why", ShowStreak(1), ""),
        ("/points", ShowPoints(), ""),
        ("/me", ShowProgress(), ""),
        ("/settings", ShowSettings(), ""),
        ("/help", ShowHelp(), ""),
        ("/start", Greet(), ""),
        ("quiz", OpenQuiz(5, "normal"), ""),
        ("/QUIZ 8", OpenQuiz(8, "normal"), ""),
        ("/Leaderboard MONTH", ShowBoard("month"), ""),
        ("  /quiz   caching    8  ", OpenQuiz(8, "normal"), "caching"),
        ("/quiz\tcaching\t8", OpenQuiz(8, "normal"), "caching"),
        ("/daily\n2026-11-20", OpenDaily(20261120), ""),
        ("/find 🐘", Find(), "🐘"),
    ],
)
def test_what_a_line_means(line: str, action: Action, text: str) -> None:
    assert read_line(line) == (action, text)


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("/quizz", "/quiz"),
        ("/dialy", "/daily"),
        ("/leaderbord", "/leaderboard"),
        ("/DIALY", "/daily"),
        ("/revue", "/review"),
        ("/lessons", "/lesson"),
        ("/daily,", "/daily"),
    ],
)
def test_an_unknown_command_is_answered_with_the_nearest_one(line: str, nearest: str) -> None:
    said = refusal_of(line)
    assert said.startswith(f"There is no command {line.lower()}.") or line.isupper()
    assert said.endswith(f"Did you mean {nearest}?")


@pytest.mark.parametrize("line", ["", "/", "   ", "//", "/xyzzyplugh", "/🐘", "/\0", "/\u202e", "/" + "x" * 10_000])
def test_a_command_that_is_like_no_other_is_answered_with_help(line: str) -> None:
    said = refusal_of(line)
    assert "See /help for all commands." in said
    assert len(said) < 120


@pytest.mark.parametrize("count", ["2", "0", "1", "21", "-3", "100", "99999999999", "9" * 300])
def test_a_count_out_of_range_is_answered_with_the_range(count: str) -> None:
    for line in (f"/quiz {count}", f"/quiz caching {count}"):
        said = refusal_of(line)
        assert count[:19] in said
        assert "3 to 20" in said
        assert "/quiz [topic] [count]" in said
        assert len(said) < 140


@pytest.mark.parametrize(
    "on",
    ["2026-13-01", "2026-02-30", "2026-11-2", "20-11-2026", "0000-00-00", "20261301", "2026-11-20-1", "12026-11-20"],
)
def test_a_wrong_date_is_answered_with_the_right_form(on: str) -> None:
    assert refusal_of(f"/daily {on}") == f"{on} is no date. Write it like 2026-11-20: /daily 2026-11-20."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/daily tomorrow", "tomorrow is not understood here. Try /daily [date]."),
        ("/daily 2026-11-20 please", "please is not understood here. Try /daily [date]."),
        ("/review now", "now is not understood here. Try /review."),
        ("/me 5", "5 is not understood here. Try /me."),
        ("/leaderboard moth", "moth is not understood here. Did you mean /leaderboard month?"),
        ("/leaderboard of ages", "of is not understood here. Choose one of week, month, all."),
        ("/streak wy", "wy is not understood here. Did you mean /streak why?"),
        ("/streak 7", "7 is not understood here. Choose one of why."),
        ("/find", "/find needs words: what to look for. Try /find words."),
        ("/find    ", "/find needs words: what to look for. Try /find words."),
    ],
)
def test_stray_and_missing_words_are_named_with_what_would_fit(line: str, said: str) -> None:
    assert refusal_of(line) == said


@pytest.mark.parametrize(
    "word", ["@everyone", "<@123456>", "**bold**", "`code`", "[x](http://evil)", "\u202eevil", "a\0b", "x" * 10_000]
)
@pytest.mark.parametrize("line", ["/{}", "/me {}", "/leaderboard {}", "/daily {}", "/daily 2026-{}"])
def test_strange_words_come_back_inert_and_short(line: str, word: str) -> None:
    said = refusal_of(line.format(word))
    assert not set("@*`\0\u202e") & set(said)
    assert "](" not in said
    assert "<" not in said
    assert len(said) < 150


def test_words_beyond_the_limit_are_cut() -> None:
    action, text = read_line("/find " + "word " * 2000)
    assert action == Find()
    assert text.startswith("word word")
    assert 150 < len(text) <= TEXT_LIMIT
    assert len(read_line("/lesson " + "x" * 10_000)[1]) == TEXT_LIMIT


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.sampled_from([command.name for command in COMMANDS]), st.text(max_size=60))
def test_any_line_is_an_action_or_a_refusal(name: str, words: str) -> None:
    action, text = read(f"/{name} {words}")
    if action is None:
        assert "Try /" in text or "Did you mean /" in text or "Choose one of" in text or "Write it like" in text
    else:
        assert decode(encode(action)) == action
    assert len(text) <= TEXT_LIMIT


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=40))
def test_any_text_at_all_is_an_action_or_a_refusal(line: str) -> None:
    action, said = read(line)
    if action is None:
        assert said.startswith(("There is no command /", "/find needs words")) or "is not understood here" in said
        assert "Did you mean /" in said or "See /help" in said or "Try /" in said
        assert len(said) < 140
    else:
        assert type(action) in {**ROUTES, **QUERIES}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_with_the_options_of_a_menu_means_the_same_as_typed(command: Command) -> None:
    required = [option for option in command.options if option.is_required]
    values = {option.name: "09:00" if option.takes_time else "words to look for" for option in required}
    typed = " ".join(["/" + command.name, *values.values()])
    assert make(command, values) == read_line(typed)


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        (
            "quiz",
            {"count": "21"},
            f"21 does not fit: how many questions, 3 to 20. Try {QUIZ}.",
        ),
        (
            "quiz",
            {"count": "five"},
            f"five does not fit: how many questions, 3 to 20. Try {QUIZ}.",
        ),
        ("quiz", {"count": "@everyone"}, "＠everyone does not fit: how many questions, 3 to 20."),
        ("leaderboard", {"period": "year"}, "year is not understood here."),
        ("daily", {"date": "tomorrow"}, "tomorrow is no date."),
        ("find", {"words": " "}, "/find needs words"),
        ("find", {}, "/find needs words"),
    ],
)
def test_options_of_a_menu_are_checked_too(name: str, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        make(find(name), values)
    assert str(refused.value).startswith(said)


def test_options_of_a_menu_make_the_action() -> None:
    assert make(find("quiz"), {"topic": " caching ", "count": "8"}) == (OpenQuiz(8, "normal"), "caching")
    assert make(find("leaderboard"), {"period": "all"}) == (ShowBoard("all"), "")
    assert make(find("find"), {"words": "x" * 10_000}) == (Find(), "x" * TEXT_LIMIT)


def test_command_names_and_summaries_fit_every_menu() -> None:
    """Discord: names of 1 to 32 lower-case letters, 100 characters of description, required options first."""
    for command in COMMANDS:
        assert command.name.isascii()
        assert command.name.isalpha()
        assert command.name.islower()
        assert len(command.name) <= 32
        assert 3 <= len(command.summary) <= 100
        required = [option.is_required for option in command.options]
        assert required == sorted(required, reverse=True)
        assert all(1 <= len(option.summary) <= 100 and option.name.islower() for option in command.options)
        assert sum(option.is_text for option in command.options) <= 1
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize(
    ("name", "usage"),
    [
        ("quiz", QUIZ),
        ("find", "/find words"),
        ("me", "/me"),
        ("daily", "/daily [date]"),
    ],
)
def test_usage_shows_what_may_be_left_out(name: str, usage: str) -> None:
    assert find(name).usage == usage

"""Sessions of the real program in a terminal: what the README shows, people, restarts, signals, bad input, colour."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from e2e.terminal import ZONE, answers, in_window, piped, quorum
from stage import Stage

from bot.library import Content, QuestionKind
from bot.questions import Asked, ask
from bot.screens import LETTERS
from content.markdown import rendered

GREETING = "Quorum. You are ann. A number presses a button; /help and /quit do what they say."


def today() -> date:
    """The date at the terminals of these tests."""
    return datetime.now(ZoneInfo(ZONE)).date()


def challenge(url: str, content: Content, kind: QuestionKind) -> Asked:
    """Makes a question of some kind today's challenge in a database."""
    question = next(content.library.active_questions(lambda one: one.kind is kind))
    with closing(Stage(url, content)) as stage:
        return ask(question, stage.arrange(lambda work: work.challenges.add(today(), question.id)).seed)


@pytest.fixture
def asked(sqlite_url: str, content: Content) -> Asked:
    """Today's challenge in the database `quorum.db`: one that a press answers."""
    return challenge(sqlite_url, content, QuestionKind.SINGLE)


def right(asked: Asked) -> str:
    return LETTERS[asked.right_slots[0]]


def wrong(asked: Asked) -> str:
    return next(letter for letter in LETTERS if letter != right(asked))


def buttons(screen: str) -> list[str]:
    """The labels on offer."""
    return re.findall(r"\[\d+\] (.+?)(?=   \[|$)", screen, re.MULTILINE)


def counts(path: Path) -> dict[str, int]:
    """How many rows there are of what people do."""
    tables = ("answers", "reviews", "cards", "quizzes", "points", "study_days", "sections_read")
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


# ---- as the README shows it


def test_the_transcript_of_the_readme_gives_four_answers(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "--user", "ann", lines=["/daily", "2", "/lesson caching", "/leaderboard"])
    assert (ended.code, ended.err) == (0, "")
    begin, daily, pressed, lesson, board = answers(ended.out)
    assert begin.startswith(GREETING)
    assert "Daily challenge" in daily
    assert "Read the lesson" in buttons(pressed)
    assert "Caching" in lesson
    assert {"Quiz me", "Save cards"} < set(buttons(lesson))
    assert "Leaderboard" in board
    assert (tmp_path / "data" / "quorum.db").is_file()


def test_input_that_is_empty_ends_the_program(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "--user", "ann")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(GREETING)


def test_input_without_a_last_line_break_is_read_to_its_end(tmp_path: Path) -> None:
    with piped(tmp_path, "--user", "ann") as live:
        os.write(live.process.stdin.fileno(), b"/help")  # type: ignore[union-attr]
        live.process.stdin.close()  # type: ignore[union-attr]
        live.until("What you can do here")
        assert live.ended() == 0


def test_goodbye_ends_the_program_while_its_input_is_open(tmp_path: Path) -> None:
    with piped(tmp_path, "--user", "ann") as live:
        live.type("/quit")
        live.until("Until tomorrow.")
        assert live.ended() == 0


def test_the_clock_of_the_terminal_is_that_of_its_zone(tmp_path: Path) -> None:
    ended = quorum(tmp_path, lines=["/settings"], TZ="Asia/Kolkata")
    assert "Time zone: Asia/Kolkata" in ended.out


# ---- people


def test_two_people_at_one_terminal_share_a_board(asked: Asked, tmp_path: Path, sqlite_url: str) -> None:
    lines = ["/daily", right(asked), "/user bob", "/daily", wrong(asked), "/leaderboard", "/user ann", "/leaderboard"]
    ended = quorum(tmp_path, "--user", "ann", lines=lines, QUORUM_DATABASE_URL=sqlite_url)
    _, _, reveal, renamed, _, other_reveal, of_bob, _, of_ann = answers(ended.out)
    assert f"✅ {right(asked)} is right" in reveal
    assert renamed == "You are bob now."
    assert f"❌ Not {wrong(asked)}" in other_reveal
    for board in (of_bob, of_ann):
        assert "🥇 ann — 10\n🥈 bob — 2" in board
    assert "You are 2nd with 2, 8 behind ann" in of_bob
    assert "You are 1st with 10" in of_ann


def test_people_who_come_one_after_the_other_share_a_board(asked: Asked, tmp_path: Path, sqlite_url: str) -> None:
    for name, letter in (("ann", right(asked)), ("bob", wrong(asked))):
        assert quorum(tmp_path, "--user", name, lines=["/daily", letter], QUORUM_DATABASE_URL=sqlite_url).code == 0
    ended = quorum(tmp_path, "--user", "Bob", lines=["/leaderboard"], QUORUM_DATABASE_URL=sqlite_url)
    assert "🥇 ann — 10\n🥈 bob — 2\n\nYou are 2nd with 2" in ended.out
    assert "2 answered" in answers(ended.out)[0]


# ---- restarts


def test_everything_goes_on_after_a_restart(asked: Asked, tmp_path: Path, sqlite_url: str) -> None:
    before = quorum(
        tmp_path,
        "--user",
        "ann",
        lines=["/daily", right(asked), "/quiz caching 3", "show", "next", "/streak", "/lesson kafka", "save"],
        QUORUM_DATABASE_URL=sqlite_url,
    )
    begin, daily, reveal, _, _, question, streak, _, saved = answers(before.out)
    after = quorum(
        tmp_path,
        "--user",
        "ann",
        lines=["/daily", "/quiz", "/streak", "/review", "/points"],
        QUORUM_DATABASE_URL=sqlite_url,
    )
    begin_again, daily_again, quiz_again, streak_again, review, points = answers(after.out)
    assert "0 answered" in begin
    assert begin_again == begin.replace("0 answered", "1 answered")
    assert rendered(asked.question.stem) in " ".join(daily.split())
    assert reveal.partition("\n\n+10 points")[0] in daily_again
    assert "Question 2 of 3" in question
    assert quiz_again == f"You have an open quiz; here it goes on. End it to start another.\n\n{question}"
    assert "1-day streak" in streak
    assert streak_again == streak
    assert "saved" in saved
    assert buttons(review) == ["Show answer"]
    assert "+10 challenge" in points


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_program_orderly(tmp_path: Path, number: signal.Signals) -> None:
    with piped(tmp_path, "--user", "ann") as live:
        live.type("/quiz caching 3")
        live.type("show")
        live.until("Next")
        live.process.send_signal(number)
        assert live.ended() == 0
        assert live.process.stderr is not None
        assert live.process.stderr.read() == b""
    ended = quorum(tmp_path, "--user", "ann", lines=["/quiz"])
    assert "Question 2 of 3" in ended.out


def test_a_reader_that_has_enough_ends_the_program_quietly(tmp_path: Path) -> None:
    with piped(tmp_path, "--user", "ann") as live:
        live.until("[1] ")
        live.process.stdout.close()  # type: ignore[union-attr]
        live.type("/help")
        assert live.ended() == 0
        assert live.process.stderr is not None
        assert live.process.stderr.read() == b""


# ---- bad input


BAD_LINES: tuple[tuple[str | bytes, str], ...] = (
    ("/help", "What you can do here"),
    ("1", "1 was not understood. Type a command; /help shows them all."),
    ("/dayly", "There is no command /dayly. Did you mean /daily?"),
    ("/xyzzy", "There is no command /xyzzy. See /help for all commands."),
    ("/leaderboard weak", "Did you mean /leaderboard week?"),
    ("/streak because", "because is not understood here."),
    ("/daily yesterday", "yesterday is not understood here. Try /daily [date]."),
    ("/daily 2026-02-30", "2026-02-30 is no date. Write it like 2026-11-20"),
    ("/daily 1999-12-31", "There was no challenge on 1999-12-31. Today's challenge: /daily."),
    ("/daily 9999-12-31", "9999-12-31 is still to come. Today's challenge: /daily."),
    (
        "/quiz 2",
        "2 does not fit: how many questions, 3 to 20. Try /quiz [topic] [count] [pace]",
    ),
    ("/quiz 99999999999999999999", "does not fit: how many questions, 3 to 20."),
    ("/quiz -5", "-5 does not fit"),
    ("/quiz qqqqqqqq", "No lesson, area, skill or track is called that. Try /quiz caching, or /quiz for a mix."),
    ("/lesson qqqqqqqq", "No lesson fits that."),
    ("/find", "/find needs words"),
    ("/find **qqqq** `qqqq` <qqqq>", "Nothing fits ∗∗qqqq∗∗ ˋqqqqˋ ‹qqqq›."),
    ("/find @everyone <@123>", "＠everyone ‹＠123›"),
    ("/find \u202eevil\u2066", "evil"),
    ("/find 🔥🔥🔥", "Nothing fits 🔥🔥🔥."),
    ("/find qq\x00qq", "Nothing fits qqqq."),
    (b"/find qq\xff\xfeqq", "Nothing fits qq"),
    (b"\xc3\x28\xa0\xa1", "was not understood."),
    ("x" * 10_000, "That line has 10000 characters; 4000 are read at most. Nothing was stored."),
    ("/find " + "x" * 3000, "Nothing fits " + "x" * 59 + "…."),
    ("\x00", "That line was not understood."),
    ("\x1b[2J", "(2J was not understood."),
    ("/user", "A name has 1 to 32 printable characters, for example: /user ann"),
    ("/user " + "n" * 33, "A name has 1 to 32 printable characters"),
    ("/user a\u202eb", "A name has 1 to 32 printable characters"),
    ("/settings", "Your settings"),
    ("0", "0 was not understood. Type a number from 1 to 10, or a command"),
    ("know", "know could be Know 85 percent or Know 95 percent. Type its number."),
)


def test_bad_lines_are_answered_and_change_nothing(tmp_path: Path) -> None:
    lines = [line for line, _ in BAD_LINES]
    ended = quorum(tmp_path, "--user", "ann", lines=lines, PYTHONIOENCODING="utf-8:strict")
    assert (ended.code, ended.err) == (0, "")
    _, *told = answers(ended.out)
    assert len(told) == len(lines)
    shown = [" ".join(answer.split()) for answer in told]
    unfit = [(answer, wanted) for answer, (_, wanted) in zip(shown, BAD_LINES, strict=True) if wanted not in answer]
    assert unfit == []
    assert set(ended.out) & {chr(code) for code in (0, 7, 27, 0x202E, 0x2066)} == set()
    assert set(counts(tmp_path / "data" / "quorum.db").values()) == {0}


def test_a_press_on_what_was_answered_before_the_restart_changes_nothing(
    asked: Asked, tmp_path: Path, sqlite_url: str
) -> None:
    quorum(tmp_path, "--user", "ann", lines=[right(asked)], QUORUM_DATABASE_URL=sqlite_url)
    ended = quorum(tmp_path, "--user", "ann", lines=[wrong(asked), "/points"], QUORUM_DATABASE_URL=sqlite_url)
    _, refused, points = answers(ended.out)
    assert refused == f"Your first answer counts: {right(asked)}. See all about it with /daily."
    assert "all time 10" in points


def test_a_refused_answer_may_be_typed_again(tmp_path: Path, sqlite_url: str, content: Content) -> None:
    challenge(sqlite_url, content, QuestionKind.NUMERIC)
    ended = quorum(tmp_path, "--user", "ann", lines=["1", "a lot", "2"], QUORUM_DATABASE_URL=sqlite_url)
    _, asks, refused, reveal = answers(ended.out)
    assert asks.startswith("Type a number in")
    assert "nothing was stored" in refused
    assert "points" in reveal
    assert "Sure" in buttons(reveal)


def test_a_terminal_without_unicode_shows_what_it_can(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "--user", "ann", lines=["/lesson caching", "/help"], PYTHONIOENCODING="ascii")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.isascii()
    assert "What you can do here" in ended.out


# ---- in a terminal window


def test_a_terminal_window_has_a_prompt_and_colour(tmp_path: Path) -> None:
    with in_window(tmp_path) as (live, window):
        begin = live.until("ann> ")
        assert "\x1b[1m" in begin
        assert "Daily challenge" in begin
        live.type("/user bob")
        live.until("bob> ")
        live.type("/streak")
        answer = live.until("bob> ")
        assert "\x1b[1mYour streak\x1b[0m" in answer
        assert "\x1b[32m[1] Open challenge\x1b[0m" in answer
        os.write(window, b"\x04")
        assert live.ended() == 0


def test_no_color_turns_colour_off(tmp_path: Path) -> None:
    with in_window(tmp_path, NO_COLOR="1") as (live, _):
        assert "\x1b" not in live.until("ann> ")
        live.type("/streak")
        assert "\x1b" not in live.until("[1] Open challenge")


def test_a_narrow_window_is_filled_and_not_overrun(tmp_path: Path) -> None:
    with in_window(tmp_path, columns=44, NO_COLOR="1") as (live, _):
        live.until("ann> ")
        live.type("/lesson caching")
        lines = live.until("[3] Quiz me").split("\n")
        assert 38 < max(map(len, lines)) <= 44


def test_a_window_that_is_closed_ends_the_program(tmp_path: Path) -> None:
    with in_window(tmp_path) as (live, window):
        live.until("ann> ")
        os.close(window)
        assert live.ended() == 0

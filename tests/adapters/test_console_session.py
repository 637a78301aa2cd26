"""A terminal session on the real engine: whose buttons a number presses, what a refused text leaves, how it ends."""

from __future__ import annotations

import asyncio
import errno
import io
import queue
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flows.script import asking_only, of_kind, restage
from stage import Stage

from adapters.console.app import Console
from adapters.console.draw import Terminal
from adapters.outbox import Outbox
from bot.calendar import zone_of
from bot.library import QuestionKind
from scheduler.timers import run_due_timers

PATIENCE_SECONDS = 20
GREETING = "A number presses a button; /help and /quit do what they say."


class Torn(io.StringIO):
    """An input that breaks instead of ending."""

    def __next__(self) -> str:
        line = self.readline()
        if not line:
            raise OSError("the terminal went away")
        return line


class Typed(queue.SimpleQueue[str]):
    """A keyboard whose lines come when the play says so; an empty one is the end."""

    def isatty(self) -> bool:
        return False

    def __iter__(self) -> Iterator[str]:
        return iter(self.get, "")


class Paper(io.StringIO):
    """An output one can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._written = asyncio.Event()

    def write(self, text: str) -> int:
        self._written.set()
        return super().write(text)

    async def shows(self, text: str) -> None:
        while text not in self.getvalue():
            self._written.clear()
            await asyncio.wait_for(self._written.wait(), PATIENCE_SECONDS)


class Closed(io.StringIO):
    """The output of a window that was closed."""

    def write(self, text: str) -> int:
        raise OSError(errno.EIO, "Input/output error")


@pytest.fixture
def stage(stage_on: Callable[[str], Stage], sqlite_url: str) -> Stage:
    return stage_on(sqlite_url)


def console_on(stage: Stage, source: io.StringIO, *names: str) -> tuple[Console, io.StringIO]:
    """A terminal of ann, or of these people, with its output."""
    out, people = io.StringIO(), names or ("ann",)
    return Console(stage.engine, Terminal(80, False, zone_of("UTC")), people, lambda: stage.now, source, out), out


def session(
    stage: Stage, *lines: str, source: io.StringIO | None = None, people: tuple[str, ...] = ("ann",)
) -> list[str]:
    """What stands on the terminal at the beginning, then what is answered to each line."""
    console, out = console_on(stage, source or io.StringIO("".join(f"{line}\n" for line in lines)), *people)

    async def wake() -> None:
        await run_due_timers(stage.engine, lambda: stage.now)
        await Outbox(stage.engine, console, lambda: stage.now).deliver()

    stage.run(console.run(wake))
    return re.split(r"^(?:ann|ben|Ann)> .*\n\n", out.getvalue(), flags=re.MULTILINE)


def challenges(text: str) -> list[str]:
    """Dates of the open challenges that a text shows, in the order of the text."""
    return re.findall(r"Daily challenge(?:,| ·) (\w+ \d+ \w+)(?!: the answer)(?!\w)", text)


def test_the_first_session_greets_and_shows_todays_challenge(stage: Stage) -> None:
    (begin,) = session(stage)
    assert begin.startswith(f"Quorum. You are ann. {GREETING}")
    assert challenges(begin) == ["Sat 21 Nov"]
    assert "[1] " in begin


def test_every_session_shows_the_challenge_that_is_open(stage: Stage) -> None:
    first, second = session(stage)[0], session(stage)[0]
    assert first == second
    assert challenges(second) == ["Sat 21 Nov"]


def test_a_new_day_shows_the_closed_challenge_and_then_the_new_one(stage: Stage) -> None:
    session(stage)
    stage.now += timedelta(days=1)
    begin = session(stage)[0]
    assert begin.index("Sat 21 Nov: the answer is") < begin.rindex("Sun 22 Nov")
    assert challenges(begin) == ["Sun 22 Nov"]


def test_numbers_press_what_stands_on_the_terminal(stage: Stage) -> None:
    restage(stage, asking_only(stage.content, of_kind(QuestionKind.SINGLE)))
    begin, answered, _ = session(stage, "5", "/quit")
    assert "[5] Show me" in begin
    assert "The answer is" in answered


def test_a_closed_challenge_can_be_pressed_too(stage: Stage) -> None:
    session(stage)
    stage.now += timedelta(days=1)
    restage(stage, asking_only(stage.content, lambda _: False))
    begin, pressed = session(stage, "1")
    assert begin.endswith("[1] Read the lesson\n\n")
    assert "Quiz me" in pressed


def test_a_post_can_be_pressed_by_everyone_at_the_terminal(stage: Stage) -> None:
    restage(stage, asking_only(stage.content, of_kind(QuestionKind.SINGLE)))
    _, of_ann, renamed, of_ben = session(stage, "5", "/user ben", "5")
    assert "The answer is" in of_ann
    assert renamed == "You are ben now.\n\n"
    assert "The answer is" in of_ben


def test_the_screen_of_one_user_is_not_pressed_by_another(stage: Stage) -> None:
    *_, of_ben, _, of_ann = session(stage, "/settings", "/user ben", "/streak", "2", "/user ann", "2")
    assert "The last 14 days" in of_ben
    assert "Rating buttons: 4" in of_ann


def test_names_that_differ_in_case_are_one_person(stage: Stage) -> None:
    restage(stage, asking_only(stage.content, of_kind(QuestionKind.SINGLE)))
    *_, again = session(stage, "5", "/user Ann", "/daily")
    assert "The answer is" in again


def test_a_refused_text_may_be_typed_again(stage: Stage) -> None:
    restage(stage, asking_only(stage.content, of_kind(QuestionKind.NUMERIC)))
    _, asked, refused, long, answered = session(stage, "1", "many", "9" * 5000, "2")
    assert "Type a number in" in asked
    assert "nothing was stored" in refused
    assert "4000 are read at most" in long
    assert "Not 2" in answered or "✅" in answered


def test_a_command_takes_the_question_for_a_text_back(stage: Stage) -> None:
    _, page, asked, _, pressed = session(stage, "/settings", "1", "/settings", "2")
    assert "[1] Change zone" in page
    assert "Type your time zone" in asked
    assert "Rating buttons: 4" in pressed


def test_another_user_is_not_asked_what_the_first_one_was_asked(stage: Stage) -> None:
    *_, answered = session(stage, "/settings", "1", "/user ben", "Europe/Berlin")
    assert answered.startswith("Europe/Berlin was not understood.")


def test_after_the_zone_was_typed_numbers_press_again(stage: Stage) -> None:
    *_, refused, accepted, pressed = session(stage, "/settings", "1", "Atlantis", "europe/berlin", "2")
    assert "nothing changed" in refused
    assert "Time zone: Europe/Berlin" in accepted
    assert "Rating buttons: 4" in pressed


def test_empty_lines_say_nothing(stage: Stage) -> None:
    assert session(stage, "", "   ", "\t")[1:] == ["", "", ""]


@pytest.mark.parametrize("goodbye", ["/quit", "exit"])
def test_goodbye_ends_the_session_before_the_input(stage: Stage, goodbye: str) -> None:
    assert session(stage, goodbye, "/help")[1:] == ["Until tomorrow.\n\n"]


def test_a_terminal_that_goes_away_ends_the_session(stage: Stage) -> None:
    assert "/settings" in session(stage, source=Torn("/help\n"))[-1]


def test_a_post_that_comes_while_somebody_studies_is_printed_once(stage: Stage) -> None:
    session(stage)
    console, out = console_on(stage, io.StringIO())
    stage.now += timedelta(days=1)
    stage.run(run_due_timers(stage.engine, lambda: stage.now))
    for _ in range(2):
        stage.run(Outbox(stage.engine, console, lambda: stage.now).deliver())
    assert challenges(out.getvalue()).count("Sun 22 Nov") == 1


def test_numbers_press_the_post_that_came_last_on_the_terminal(stage: Stage) -> None:
    restage(stage, asking_only(stage.content, of_kind(QuestionKind.SINGLE)))
    session(stage)

    async def scene() -> str:
        keyboard, paper = Typed(), Paper()
        terminal = Terminal(80, False, zone_of("UTC"))
        console = Console(stage.engine, terminal, ["ann"], lambda: stage.now, keyboard, paper)  # type: ignore[arg-type]
        outbox = Outbox(stage.engine, console, lambda: stage.now)
        running = asyncio.ensure_future(console.run(outbox.deliver))
        keyboard.put("/settings\n")
        await paper.shows("Your settings")
        stage.now += timedelta(days=1)
        await run_due_timers(stage.engine, lambda: stage.now)
        await outbox.deliver()
        for line in ("5\n", ""):
            keyboard.put(line)
        await running
        return paper.getvalue().rpartition("ann> 5")[2]

    assert "The answer is" in stage.run(scene())


def test_a_window_that_was_closed_counts_as_a_reader_that_left(stage: Stage) -> None:
    console = Console(
        stage.engine, Terminal(80, False, zone_of("UTC")), ["ann"], lambda: stage.now, io.StringIO("/help\n"), Closed()
    )
    with pytest.raises(BrokenPipeError):
        stage.run(console.run(Outbox(stage.engine, console, lambda: stage.now).deliver))


def test_an_answer_does_not_print_the_post_again(stage: Stage) -> None:
    restage(stage, asking_only(stage.content, of_kind(QuestionKind.SINGLE)))
    session(stage, "5")
    assert session(stage)[0].count("Daily challenge") == 1


def test_two_people_at_one_terminal_play_a_quiz_together(stage: Stage) -> None:
    restage(stage, asking_only(stage.content, of_kind(QuestionKind.SINGLE)))
    lines = ["/quiz 3 host", "/user ben", "Join", "/user ann", "Start", "A", "/user ben", "B", "/user ann", "Next"]
    _, opened, _, joined, _, started, noted, _, closed, _, second, *_ = session(stage, *lines, people=("ann", "ben"))
    assert "[1] Join" in opened
    assert "You are in" in joined
    assert "Question 1 of 3" in started
    assert noted.startswith("A is noted. You can change it")
    assert "All have answered" in closed
    assert "Question 1 of 3: the answer is" in closed
    assert "Question 2 of 3" in second


def test_a_quiz_together_at_one_terminal_ends_with_its_board(stage: Stage) -> None:
    restage(stage, asking_only(stage.content, of_kind(QuestionKind.SINGLE)))
    lines = ["/quiz 3 host", "/user ben", "Join", "/user ann", "Start", "A", "/user ben", "A", "/user ann"]
    *_, ended = session(stage, *lines, "Next", "More", "End", people=("ann", "ben"))
    assert "Quiz result" in ended
    assert "ann ended it." in ended


def test_who_sits_there_alone_plays_alone_and_company_comes_with_user(stage: Stage) -> None:
    _, alone, *_, together = session(stage, "/quiz kafka 3", "End", "/user ben", "/quiz kafka 3")
    assert "Question 1 of 3" in alone
    assert "Your quiz is open" in together


def test_a_duel_is_played_by_two_at_one_terminal(stage: Stage) -> None:
    lines = [
        "/user ben",
        "/lesson",
        "/user ann",
        "/quiz @ben kafka 3",
        "/user ben",
        "Accept",
        "End",
        "/user ann",
        "Accept",
    ]
    *_, offered, _, accepted, _, _, playing, ended = session(stage, *lines, "End", people=("ann", "ben"))
    assert "Duel: ann and ben" in offered
    assert "Question 1 of 3" in accepted
    assert "Question 1 of 3" in playing
    assert "Duel result: a tie" in ended

"""What is written on the messages of a quiz that is played together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.group_quiz.private_screens import controls
from bot.group_quiz.rules import GroupQuiz, Pace, Player, asking
from bot.group_quiz.screens import lobby, names, over, question, running
from bot.library import Content
from bot.questions import ask
from bot.quiz.rules import LATELY
from bot.screens import CONTEXT_LIMIT

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
IDS = tuple(f"kafka-q{number:02}" for number in range(1, 6))
QUIZ = GroupQuiz(7, 1, LATELY, "stage", "town", "square", "", 20, Pace.HOST, 5, question_ids=IDS, closes_at=AT)
ANN = Player(1, "ann")


def test_context_lines_fit_a_phone_whatever_the_topic(content: Content) -> None:
    library = content.library
    for topic in (LATELY, *library.lessons, *library.areas, *library.skills):
        quiz = replace(QUIZ, topic=topic, step=asking(0))
        asked = ask(library.questions[IDS[0]], quiz.seed(0))
        screens = (
            lobby(quiz, [ANN], library),
            running(quiz, [ANN], library),
            question(quiz, asked, library, 0, 1),
            over(replace(quiz, is_over=True), [], library),
            controls(quiz, library, is_in=True, leads=True, given=""),
        )
        assert all(len(screen.context) <= CONTEXT_LIMIT for screen in screens)
        assert all("  " not in screen.context for screen in screens)


@pytest.mark.parametrize(
    ("count", "said"), [(0, ""), (1, "p0"), (2, "p0, p1"), (10, "p8, p9"), (11, "p9 and 1 more"), (30, "and 20 more")]
)
def test_ten_names_are_said_and_how_many_more_there_are(count: int, said: str) -> None:
    assert names([Player(number, f"p{number}") for number in range(count)]).endswith(said)


def test_at_the_hosts_pace_no_clock_is_shown(content: Content) -> None:
    asked = ask(content.library.questions[IDS[0]], QUIZ.seed(0))
    by_host = question(replace(QUIZ, step=1), asked, content.library, 1, 3)
    by_clock = question(replace(QUIZ, step=1, pace=Pace.BRISK), asked, content.library, 1, 3)
    assert by_host.fine_print == "1 of 3 answered"
    assert by_clock.fine_print == f"Closes <t:{int(AT.timestamp())}:R> · 1 of 3 answered"

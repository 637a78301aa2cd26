"""Forged, foreign and doubled presses around a quiz that is played together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flows.script import points_of, pressed_only, right_letters
from flows.table import Table, button_on
from stage import PLATFORM, SQUARE, Stage

from bot.actions import Action
from bot.events import Place
from bot.group_quiz.actions import (
    AbandonQuiz,
    BeginQuiz,
    ChooseAnswer,
    ContinueQuiz,
    EndGroupQuiz,
    JoinQuiz,
    LeaveQuiz,
    LeaveStep,
    NextStep,
    OpenQuiz,
    PauseQuiz,
    PlayAlone,
    Rematch,
    ShowControls,
    SkipQuestion,
    TypeAnswer,
)
from bot.quiz.actions import AnswerQuestion, EndQuiz, GoOn, ShowQuestion

PRESSES = 30
MARKET = Place(PLATFORM, "market", "village")
AT_A_QUIZ: list[Callable[[int], Action]] = [
    JoinQuiz,
    LeaveQuiz,
    BeginQuiz,
    EndGroupQuiz,
    PlayAlone,
    Rematch,
    ShowControls,
    lambda quiz: ChooseAnswer(quiz, 0, 0),
    lambda quiz: TypeAnswer(quiz, 0),
    lambda quiz: NextStep(quiz, 1),
    lambda quiz: SkipQuestion(quiz, 1),
    lambda quiz: PauseQuiz(quiz, 1),
    lambda quiz: ContinueQuiz(quiz, 1),
]


# ---- bad input


def test_a_quiz_that_does_not_exist_is_refused(play: Stage) -> None:
    Table(play).start("ann")
    for quiz_id in (0, 2, -1, 10**17):
        for make in AT_A_QUIZ:
            told = play.act("ann", make(quiz_id), "A")
            assert (told.notices, told.screens) == (["That quiz is not played here. Start one with /quiz."], [])


def test_from_another_community_nothing_can_be_done(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    before = table.quiz
    for place in (MARKET, Place(PLATFORM, "private eve"), Place("other", "square", "town")):
        play.in_place("eve", place)
        for make in AT_A_QUIZ:
            told = play.act("eve", make(1), "A", may_manage=True)
            elsewhere = "That quiz is played in a community. Press Join under its question there."
            here = "That quiz is not played here. Start one with /quiz."
            assert (told.notices, told.screens) == ([elsewhere if place.is_private else here], [])
    assert table.quiz == before
    assert play.look(lambda work: len(work.group_quizzes.players(1))) == 2


def test_in_the_room_itself_and_in_private_players_play_on(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    play.in_place("ann", Place(PLATFORM, "thread 77", SQUARE.community))
    play.in_private("ben")
    assert "is noted" in table.answer("ann").notices[0]
    assert "All have answered" in table.answer("ben").notices[0]
    play.tick()
    assert table.newest.fine_print == "2 of 2 right"


def test_who_has_not_joined_is_told_to_join(play: Stage) -> None:
    pressed_only(play)
    table = Table(play).start("ann", "/quiz 5")
    assert table.press("eve", "A").notices == ["You have not joined this quiz. Press Join, then answer."]
    table.press("eve", "Join")
    assert "A is noted" in table.press("eve", "A").notices[0]


def test_a_question_that_is_not_open_takes_no_answer(play: Stage) -> None:
    pressed_only(play)
    table = Table(play).open("ann", "/quiz 5", "ben")
    assert "not open" in play.act("ann", ChooseAnswer(1, 0, 0)).notices[0]
    table.press_lobby("ann", "Start")
    play.tick()
    first = button_on(table.newest, "A").action
    for position in (1, 4, 5, 99, -1, -2):
        assert "not open" in play.act("ann", ChooseAnswer(1, position, 0)).notices[0]
    table.answer_all({"ann": True, "ben": True})
    assert "not open" in play.act("ann", first).notices[0]
    assert points_of(play, "ann") == 3


def test_an_option_that_is_not_there_is_refused(play: Stage) -> None:
    pressed_only(play)
    table = Table(play).start("ann", "/quiz 5", "ben")
    for slot in (-1, 6, 99):
        assert "no answer to this question" in play.act("ann", ChooseAnswer(1, 0, slot)).notices[0]
    assert table.newest.fine_print.endswith("0 of 2 answered")


def test_a_forged_command_is_refused(play: Stage) -> None:
    play.has_company = True
    for action in (
        OpenQuiz(2, "normal"),
        OpenQuiz(21, "normal"),
        OpenQuiz(-5),
        OpenQuiz(5, "fast"),
        OpenQuiz(5, "", 6),
    ):
        assert play.act("ann", action).screens == []
    assert play.act("ann", OpenQuiz()).screens[0].title == "Your quiz is open"


def test_a_quiz_together_cannot_be_played_as_one_alone(play: Stage) -> None:
    table = Table(play).start("ann")
    for action in (GoOn(1), EndQuiz(1), ShowQuestion(1, 0), AnswerQuestion(1, 0, 0)):
        assert "not yours" in play.act("ann", action).notices[0]
    assert table.quiz.is_asking


def test_the_clocks_steps_are_refused_from_hands(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    for action in (LeaveStep(1, 1), LeaveStep(1, 1, 1), AbandonQuiz(1)):
        assert "by itself when it is time" in play.act("ann", action, may_manage=True).notices[0]
    assert table.quiz.step == 1


@pytest.mark.parametrize("words", ["***", "\u202egnp", "x" * 10_000, "\x00", "🔥" * 300])
def test_strange_topics_open_nothing(play: Stage, words: str) -> None:
    play.has_company = True
    assert play.command("ann", f"/quiz {words}").screens == []
    play.tick()
    assert play.posts.carried == []


# ---- many at once


def test_thirty_starts_begin_one_quiz(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    table = Table(play).open("ann", "/quiz kafka", "ben")
    told = play.together(*[play.event("ann", BeginQuiz(1))] * PRESSES)
    assert sum(one.notices == ["The quiz begins."] for one in told) == 1
    play.tick()
    assert table.messages_in_room() == ["quizstep:100"]


def test_thirty_presses_of_next_close_one_question(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    table = Table(play).start("ann", "/quiz kafka", "ben")
    told = play.together(*[play.event("ann", NextStep(1, 1))] * PRESSES)
    assert sum(one.notices == ["Question 1 is closed."] for one in told) == 1
    assert table.quiz.step == 2


def test_thirty_answers_of_one_are_one_and_count_once(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    pressed_only(play)
    table = Table(play).start("ann", "/quiz 5", "ben")
    right = button_on(table.newest, right_letters(table.asked)).action
    told = play.together(*[play.event("ann", right)] * PRESSES)
    assert all("is noted" in one.notices[0] for one in told)
    table.press("ann", "Next")
    play.tick()
    assert table.newest.fine_print == "1 of 1 right"
    assert points_of(play, "ann") == 3


def test_thirty_people_who_answer_at_once_all_count(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    pressed_only(play)
    names = [f"learner {number:02}" for number in range(PRESSES)]
    table = Table(play).open("ann", "/quiz 5")
    play.together(*(play.event(name, JoinQuiz(1)) for name in names))
    table.press_lobby("ann", "Start")
    play.tick()
    right = button_on(table.newest, right_letters(table.asked)).action
    play.together(*(play.event(name, right) for name in [*names, "ann"]))
    play.tick()
    assert table.newest.fine_print == "31 of 31 right"
    assert "and 21 more" in table.newest.body


def test_thirty_people_who_want_a_rematch_get_one(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    table = Table(play).start("ann", "/quiz kafka 3")
    for _ in range(3):
        table.answer_all({"ann": True})
    again = button_on(table.scores, "Rematch").action
    play.together(*(play.event(f"learner {number}", again) for number in range(PRESSES)))
    assert [quiz.id for quiz in play.look(lambda work: work.group_quizzes.running(SQUARE))] == [2]
    assert play.look(lambda work: len(work.group_quizzes.players(2))) == PRESSES


def test_two_processes_whose_clocks_strike_together_close_a_question_once(
    stage_on: Callable[[str], Stage], postgres_url: str
) -> None:
    first, second = stage_on(postgres_url), stage_on(postgres_url)
    table = Table(first).start("ann", "/quiz kafka", "ben")
    table.answer("ann")
    second.posts = first.posts
    for seconds in (45, 8, 45, 8):
        first.now = second.now = first.now + timedelta(seconds=seconds)
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda stage: stage.tick(), (first, second)))
        first.now = second.now = first.now + timedelta(seconds=1)
        first.tick()
    assert table.messages_in_room() == ["quizstep:100", "quizstep:101", "quizstep:102"]
    assert points_of(first, "ann") == 3

"""Every kind of question in a quiz that is played together: pressed, picked, typed, with a scenario."""

from __future__ import annotations

import pytest
from flows.script import asking_only, restage, right_letters, wrong_letters
from flows.table import Table, labels
from stage import Stage

from bot.group_quiz.actions import GivePicked, PickAnswers
from bot.library import QuestionKind
from bot.screens import ChoiceQuestion

KINDS = [QuestionKind.MULTIPLE, QuestionKind.ORDERING]


def table_of(play: Stage, kind: QuestionKind, *others: str) -> Table:
    """A quiz of one kind of question has begun."""
    restage(play, asking_only(play.content, lambda one: one.kind is kind))
    return Table(play).start("ann", "/quiz mixed 3", *others)


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_picked_in_private_and_noted_with_answer(play: Stage, kind: QuestionKind) -> None:
    table = table_of(play, kind, "ben")
    letters = right_letters(table.asked)
    table.press("ann", "Choose")
    for letter in letters.split():
        assert "Answer" not in labels(play.screen("ann"))
        play.press("ann", letter)
    play.pass_time(seconds=5)
    assert table.newest.fine_print.endswith("0 of 2 answered")
    told = play.press("ann", "Answer").screens[0]
    assert told.body == f"{table.asked.key_letters} is noted. You can change it until the question closes."
    play.press("ann", "Change answer")
    for letter in wrong_letters(table.asked).split():
        play.press("ann", letter)
    play.press("ann", "Answer")
    table.answer("ben")
    play.tick()
    assert "Right: ben" in table.newest.body


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_answer_closes_the_question_and_leaves_nothing_to_change(play: Stage, kind: QuestionKind) -> None:
    table = table_of(play, kind)
    table.press("ann", "Choose")
    for letter in right_letters(table.asked).split():
        play.press("ann", letter)
    told = play.press("ann", "Answer").screens[0]
    assert (told.body.endswith("All have answered."), labels(told)) == (True, [])
    assert table.quiz.step == 2


def test_a_control_for_several_options_is_read_like_a_typed_answer(play: Stage) -> None:
    table = table_of(play, QuestionKind.MULTIPLE, "ben")
    question = table.newest
    assert isinstance(question, ChoiceQuestion)
    assert question.choice is not None
    assert question.choice.button in question.buttons
    assert question.choice.count == len(table.asked.question.key)
    told = play.act("ben", question.choice.then, right_letters(table.asked))
    assert "is noted" in told.notices[0]


@pytest.mark.parametrize("kind", [QuestionKind.ORDERING, QuestionKind.NUMERIC, QuestionKind.SINGLE])
def test_other_kinds_have_no_such_control(play: Stage, kind: QuestionKind) -> None:
    question = table_of(play, kind).newest
    assert isinstance(question, ChoiceQuestion)
    assert question.choice is None


def test_a_closed_or_paused_question_offers_no_control_for_options(play: Stage) -> None:
    table = table_of(play, QuestionKind.MULTIPLE, "ben")
    table.press_more("ann", "Pause")
    play.tick()
    paused = table.newest
    table.press("ann", "Continue")
    play.pass_time(seconds=46)
    for question in (paused, table.newest):
        assert isinstance(question, ChoiceQuestion)
        assert question.choice is None
        assert "Choose" not in labels(question)


@pytest.mark.parametrize("kind", KINDS)
def test_picks_that_come_too_late_or_from_others_change_nothing(play: Stage, kind: QuestionKind) -> None:
    table = table_of(play, kind, "ben")
    for action in (PickAnswers(1, 0, 1), GivePicked(1, 0, 12)):
        assert "not joined" in play.act("eve", action).notices[0]
    table.press("ann", "Next")
    for action in (PickAnswers(1, 0, 1), GivePicked(1, 0, 12)):
        assert "not open" in play.act("ann", action).notices[0]


@pytest.mark.parametrize("picked", [-1, 7, 11, 10, 1234567, 99999999])
def test_forged_picks_are_refused(play: Stage, picked: int) -> None:
    table_of(play, QuestionKind.MULTIPLE, "ben")
    for action in (PickAnswers(1, 0, picked), GivePicked(1, 0, picked)):
        assert "no answer to this question" in play.act("ann", action).notices[0]
    assert "no answer yet" in play.act("ann", GivePicked(1, 0, 1)).notices[0]
    assert play.look(lambda work: work.group_quizzes.choices(1)) == []


def test_a_number_is_typed_with_its_unit_and_shown_as_it_was_read(play: Stage) -> None:
    table = table_of(play, QuestionKind.NUMERIC, "ben")
    assert f"Type a number in {table.asked.question.unit}" in table.newest.body
    table.press("ann", "Type answer")
    told = play.type("ann", f"{table.asked.question.value!r} {table.asked.question.unit}")
    assert told.notices == [f"{table.asked.key_letters} is noted. You can change it until the question closes."]
    table.press("ben", "Type answer")
    assert "not understood" in play.type("ben", "many").notices[0]


def test_a_flaw_is_asked_with_its_scenario_and_answered_by_one_press(play: Stage) -> None:
    table = table_of(play, QuestionKind.FLAW, "ben")
    scenario = table.asked.question.scenario
    assert scenario
    assert scenario in table.newest.body
    table.answer("ann")
    table.answer("ben", right=False)
    play.tick()
    assert scenario in table.newest.body
    assert table.newest.fine_print == "1 of 2 right"

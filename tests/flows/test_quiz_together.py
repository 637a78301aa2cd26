"""A quiz that a community plays together: questions, answers, keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flows.script import (
    asking_only,
    changed,
    of_kind,
    points_of,
    restage,
    right_letters,
    streak_of,
    wrong_letters,
)
from flows.table import Table, labels
from stage import Stage

from bot.effects import AskText
from bot.library import Question, QuestionKind
from bot.screens import LETTERS, ChoiceQuestion, Tone

OPEN_FOR = {"relaxed": 90, "normal": 45, "brisk": 25}


# ---- playing


def test_a_quiz_is_played_to_its_scoreboard(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben", "cho")
    for position in range(5):
        opened = table.newest
        assert table.which == f"Question {position + 1} of 5"
        assert (opened.tone, opened.fine_print.endswith("0 of 3 answered")) == (Tone.OPEN, True)
        table.answer_all({"ann": True, "ben": position < 3, "cho": position < 3})
        closed = table.question(position)
        assert closed.title.endswith(f"{position + 1} of 5: the answer is {table.asked_at(position).key_letters}")
        assert closed.tone is Tone.RIGHT
    assert table.scores.body.split("\n")[:3] == ["🥇 **ann** — 5", "🥈 **ben** — 3", "🥈 **cho** — 3"]
    assert labels(table.scores) == ["Review missed", "Read the lesson", "Rematch"]
    assert table.lobby.title == "Quiz result"
    assert (points_of(play, "ann"), points_of(play, "ben")) == (15, 9)
    assert (streak_of(play, "ann"), streak_of(play, "ben")) == (1, 1)
    assert table.messages_in_room() == [*(f"quizstep:{100 + one}" for one in range(5)), "quizend:1"]


@pytest.mark.parametrize("pace", OPEN_FOR)
def test_a_question_closes_when_its_time_is_over(play: Stage, pace: str) -> None:
    table = Table(play).start("ann", f"/quiz kafka {pace}", "ben")
    table.answer("ann")
    play.pass_time(seconds=OPEN_FOR[pace] - 1)
    assert table.newest.fine_print.endswith("1 of 2 answered")
    play.pass_time(seconds=1)
    assert table.newest.title.startswith("Question 1 of 5: the answer is")
    play.pass_time(seconds=7)
    assert len(table.messages_in_room()) == 1
    play.pass_time(seconds=1)
    assert table.which == "Question 2 of 5"


def test_an_answer_is_noted_in_private_may_be_changed_and_tells_nothing(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    table = Table(play).start("ann", "/quiz 5", "ben")
    asked = table.asked
    for slot in (*range(len(asked.order)), asked.right_slots[0]):
        told = table.press("ann", LETTERS[slot])
        assert told.notices == [f"{LETTERS[slot]} is noted. You can change it until the question closes."]
        assert told.screens == []
    play.pass_time(seconds=5)
    opened = table.newest
    assert isinstance(opened, ChoiceQuestion)
    assert (opened.answer, opened.fine_print.endswith("1 of 2 answered")) == ((), True)
    assert (points_of(play, "ann"), table.press("ben", "More").screens) != (3, [])
    play.pass_time(seconds=40)
    assert "Right: ann" in table.newest.body
    assert points_of(play, "ann") == 3


def test_only_the_last_answer_counts(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3", "ben", "cho")
    for name, first in (("ann", True), ("ben", False)):
        table.answer(name, right=first)
        table.answer(name, right=not first)
    table.answer("cho")
    play.tick()
    assert "Right: ben, cho" in table.newest.body
    assert table.newest.fine_print == "2 of 3 right"


def test_a_typed_answer_is_asked_for_and_noted(play: Stage) -> None:
    typed, everything = [kind for kind in QuestionKind if not kind.is_pressed], play.content
    for number, kind in enumerate(typed, start=1):
        restage(play, asking_only(everything, lambda one, kind=kind: one.kind is kind))  # type: ignore[misc]
        table = Table(play, number).start("ann", "/quiz mixed 3", "ben")
        assert labels(table.newest)[0] == "Type answer"
        asks = table.press("ann", "Type answer").effects[0]
        assert isinstance(asks, AskText)
        assert "not understood and nothing was stored" in play.type("ann", "what?").notices[0]
        table.press("ann", "Type answer")
        letters = table.asked.key_letters
        said = play.type("ann", right_letters(table.asked)).notices[0]
        assert said == f"{letters} is noted. You can change it until the question closes."
        table.press("ben", "Type answer")
        play.type("ben", wrong_letters(table.asked))
        play.tick()
        assert "Right: ann" in table.newest.body
        table.press_more("ann", "End")


def with_three_right(question: Question) -> Question:
    """A question of two right options with one more."""
    if question.kind is not QuestionKind.MULTIPLE:
        return question
    first = next(index for index, option in enumerate(question.options) if not option.correct)
    options = [replace(one, correct=one.correct or index == first) for index, one in enumerate(question.options)]
    return replace(question, options=tuple(options))


def test_several_right_options_score_as_a_share(play: Stage) -> None:
    restage(play, asking_only(changed(play.content, with_three_right), lambda one: len(one.key) == 3))
    table = Table(play).start("ann", "/quiz 3", "ben")
    asked = table.asked
    wrong = next(slot for slot in range(len(asked.order)) if slot not in asked.right_slots)
    for name, slots in (("ann", (*asked.right_slots[:2], wrong)), ("ben", asked.right_slots)):
        table.press(name, "Type answer")
        play.type(name, " ".join(LETTERS[slot] for slot in slots))
    play.tick()
    assert "Right: ben" in table.newest.body
    table.press_more("ann", "End")
    play.tick()
    assert table.scores.body.split("\n")[2:4] == ["🥇 **ben** — 1", "🥈 **ann** — 0.33"]


def test_what_misled_whom_is_said_in_numbers_and_never_with_names(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    table = Table(play).start("ann", "/quiz 3", "ben", "cho")
    table.answer("ann")
    table.answer("ben", right=False)
    table.answer("cho", right=False)
    play.tick()
    slot = LETTERS.index(wrong_letters(table.asked))
    why = table.asked.question.options[table.asked.order[slot]].why
    assert f"**{LETTERS[slot]}** misled 2: {why}" in table.newest.body
    assert table.asked.question.explanation in table.newest.body
    assert "ben" not in table.newest.body


def test_joining_late_and_leaving_are_fine(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3", "ben")
    table.answer_all({"ann": True, "ben": True})
    assert "open question" in table.press("cho", "Join").notices[0] or play.screen("cho").title == "You are in"
    table.answer("ann")
    table.answer("cho")
    assert table.quiz.is_asking
    assert "What you answered stays" in table.press_lobby("ben", "Leave").notices[0]
    play.tick()
    assert table.newest.title.startswith("Question 2 of 3: the answer is")
    play.pass_time(seconds=8)
    assert table.newest.fine_print.endswith("0 of 2 answered")
    assert "nothing to leave" in table.press_lobby("ben", "Leave").notices[0]
    table.press_lobby("ben", "Join")
    table.answer_all({"ann": True, "cho": True, "ben": True})
    assert table.scores.body.split("\n")[:3] == ["🥇 **ann** — 3", "🥈 **ben** — 2", "🥈 **cho** — 2"]


def test_when_all_leave_the_quiz_ends(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer("ben")
    table.press_lobby("ann", "Leave")
    play.tick()
    assert "Right: ben" in table.newest.body
    play.pass_time(seconds=8)
    assert "nobody else plays" in table.press_lobby("ben", "Leave").notices[0]
    play.tick()
    assert table.scores.body.startswith("Everybody left.\n\n🥇 **ben** — 1")
    assert table.lobby.body.startswith("Everybody left.")


def test_a_quiz_in_which_nobody_answers_twice_ends_by_itself(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 6", "ben")
    for _ in range(2):
        play.pass_time(seconds=45)
        play.pass_time(seconds=8)
    assert table.messages_in_room() == ["quizstep:100", "quizstep:101", "quizend:1"]
    assert table.scores.body == "Nobody answered two questions in a row.\n\nNobody answered a question."
    assert "Nobody answered." in table.question(0).body
    play.pass_time(hours=2)
    assert len(table.messages_in_room()) == 3


def test_one_question_without_answers_ends_nothing(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 4")
    for position in range(4):
        if position % 2:
            table.answer("ann")
            play.tick()
        else:
            play.pass_time(seconds=45)
        play.pass_time(seconds=8)
    assert table.scores.body.split("\n")[0] == "🥇 **ann** — 2"

"""A quiz alone: told at the end, hints, presses on what was answered, answers of several options, the default mix."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flows.script import (
    answer,
    asked_of,
    asking_only,
    changed,
    of_kind,
    play_quiz,
    points_of,
    restage,
    right_letters,
    streak_of,
    wrong_letters,
)
from flows.table import labels
from stage import Stage

from bot.library import QuestionKind
from bot.quiz.actions import AnswerQuestion, GivePicked, PickAnswers, ShowHint
from bot.screens import ChoiceQuestion, Tone

KINDS = [QuestionKind.MULTIPLE, QuestionKind.ORDERING]


def tell_at_end(play: Stage, name: str) -> None:
    """Somebody wants to know at the end only."""
    play.command(name, "/settings")
    assert "told at the end" in play.press(name, "Answers at end").screens[0].body


# ---- what was right is told at the end


def test_told_at_the_end_an_answer_leads_to_the_next_question(play: Stage) -> None:
    tell_at_end(play, "ann")
    play.command("ann", "/quiz kafka")
    for position in range(4):
        asked = asked_of(play, "ann")
        shown = answer(play, "ann").screens[0]
        assert shown.title == f"Question {position + 2} of 5"
        assert "is noted" in shown.fine_print
        assert asked.question.explanation not in shown.body
        assert isinstance(shown, ChoiceQuestion)
        assert not shown.feedback_at_once  # no platform may tell by itself
    result = answer(play, "ann", right=False).screens[0]
    assert (result.title, result.body.startswith("**4 of 5** right.")) == ("Quiz result", True)
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (12, 1)


def test_told_at_the_end_every_question_can_be_looked_at_then(play: Stage) -> None:
    tell_at_end(play, "ann")
    play.command("ann", "/quiz kafka 3")
    questions = []
    for _ in range(3):
        questions.append(asked_of(play, "ann").question)
        answer(play, "ann", right=False)
    for number, question in enumerate(questions):
        seen = play.press("ann", "Next" if number else "Look back").screens[0]
        assert question.explanation in seen.body
        assert "You answered" in seen.body
        assert seen.tone is Tone.WRONG
    assert "Next" not in labels(play.screen("ann"))


def test_told_at_the_end_a_second_answer_tells_nothing_and_does_not_count(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    tell_at_end(play, "ann")
    play.command("ann", "/quiz 3")
    asked = asked_of(play, "ann")
    letters = [button.action for button in play.screen("ann").buttons if isinstance(button.action, AnswerQuestion)]
    answer(play, "ann", right=False)
    for letter in letters:
        again = play.act("ann", letter).screens[0]
        assert (again.title, again.fine_print) == ("Question 2 of 3", "The first answer counts.")
        assert asked.question.explanation not in again.body
    assert points_of(play, "ann") == 0
    play.command("ann", "/quiz")
    answer(play, "ann")
    answer(play, "ann")
    assert asked.question.explanation in play.act("ann", letters[0]).screens[0].body


def test_told_at_the_end_giving_up_still_explains_at_once_and_makes_a_card(play: Stage) -> None:
    tell_at_end(play, "ann")
    play.command("ann", "/quiz kafka 3")
    question = asked_of(play, "ann").question
    assert question.explanation in play.press("ann", "Show me").screens[0].body
    ann = play.learner_id("ann")
    assert question.id in play.look(lambda work: work.deck.names(ann))
    assert play.press("ann", "Next").screens[0].title == "Question 2 of 3"


def test_the_setting_is_taken_back_by_the_same_button(play: Stage) -> None:
    tell_at_end(play, "ann")
    assert "told at once" in play.press("ann", "Answers at once").screens[0].body
    play.command("ann", "/quiz kafka 3")
    assert answer(play, "ann").screens[0].title.startswith("✅")


# ---- presses on what was answered


def test_a_press_on_an_answered_question_shows_its_reveal_again(play: Stage) -> None:
    play.command("ann", "/quiz kafka 3")
    show = play.button("ann", "Show me").action
    told = answer(play, "ann", right=False).screens[0]
    play.press("ann", "Next")
    again = play.act("ann", show).screens[0]
    assert (again.title, again.body) == (told.title, told.body)
    assert "The first answer counts" in again.fine_print
    assert play.press("ann", "Next").screens[0].title == "Question 2 of 3"


def test_a_reveal_comes_again_after_the_quiz_is_over(play: Stage) -> None:
    play.command("ann", "/quiz kafka 3")
    show = play.button("ann", "Show me").action
    told = answer(play, "ann").screens[0]
    play.press("ann", "Next")
    play.press("ann", "End")
    again = play.act("ann", show).screens[0]
    assert (again.title, labels(again)[0]) == (told.title, "Show result")


def test_how_sure_one_was_can_be_said_on_the_second_reveal_once(play: Stage) -> None:
    play.command("ann", "/quiz kafka 3")
    show = play.button("ann", "Show me").action
    answer(play, "ann", right=False)
    play.act("ann", show)
    play.press("ann", "Sure")
    assert "Sure" not in labels(play.act("ann", show).screens[0])


# ---- hints


def test_a_hint_is_shown_when_asked_for_and_costs_nothing(play: Stage) -> None:
    play.content = changed(play.content, lambda one: replace(one, hint="Think of the writes."))
    restage(play, play.content)
    asked_for = play.command("ann", "/quiz kafka 3").screens[0]
    assert "Think of the writes" not in asked_for.body + asked_for.fine_print
    hint = play.button("ann", "Hint").action
    hinted = play.press("ann", "Hint").screens[0]
    assert "Hint: Think of the writes." in hinted.body
    assert "Hint" not in labels(hinted)
    answer(play, "ann")
    assert points_of(play, "ann") == 3
    assert "The first answer counts" in play.act("ann", hint).screens[0].fine_print


def test_without_a_hint_there_is_no_button_for_one(play: Stage) -> None:
    restage(play, changed(play.content, lambda one: replace(one, hint="")))
    assert "Hint" not in labels(play.command("ann", "/quiz kafka 3").screens[0])
    assert "has no hint" in play.act("ann", ShowHint(1, 0)).notices[0]
    assert "not in this quiz" in play.act("ann", ShowHint(1, 9)).notices[0]
    assert "not yours" in play.act("ben", ShowHint(1, 0)).notices[0]


# ---- answers of several options


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_picked_one_by_one_and_judged_like_typed_ones(play: Stage, kind: QuestionKind) -> None:
    restage(play, asking_only(play.content, lambda one: one.kind is kind))
    play.command("ann", "/quiz mixed 3")
    for right in (True, False):
        asked = asked_of(play, "ann")
        play.press("ann", "Choose")
        letters = (right_letters(asked) if right else wrong_letters(asked)).split()
        for number, letter in enumerate(letters):
            assert "Answer" not in labels(play.screen("ann"))
            shown = play.press("ann", letter).screens[0]
            assert f"{number + 1} of {len(letters)}" in shown.body
        told = play.press("ann", "Answer").screens[0]
        assert told.tone is (Tone.RIGHT if right else Tone.WRONG)
        play.press("ann", "Next")
    assert points_of(play, "ann") == 3


def test_picked_letters_can_be_taken_out_and_begun_anew(play: Stage) -> None:
    restage(play, asking_only(play.content, lambda one: one.kind is QuestionKind.ORDERING))
    play.command("ann", "/quiz mixed 3")
    play.press("ann", "Choose")
    play.press("ann", "C")
    play.press("ann", "A")
    assert "Chosen: **C > A**" in play.screen("ann").body
    assert "Chosen: **A**" in play.press("ann", "C").screens[0].body
    assert "nothing yet" in play.press("ann", "Start over").screens[0].body
    assert play.command("ann", "/quiz").screens[0].tone is Tone.OPEN


def test_a_control_for_several_options_offers_what_the_presses_offer(play: Stage) -> None:
    restage(play, asking_only(play.content, lambda one: one.kind is QuestionKind.MULTIPLE))
    play.command("ann", "/quiz mixed 3")
    question = play.screen("ann")
    assert isinstance(question, ChoiceQuestion)
    assert question.choice is not None
    assert question.choice.button in question.buttons
    letters = right_letters(asked_of(play, "ann"))
    assert question.choice.count == len(letters.split())
    assert play.act("ann", question.choice.then, letters).screens[0].tone is Tone.RIGHT


@pytest.mark.parametrize("picked", [-1, 7, 11, 1234567, 10, 12, 99999999])
def test_forged_picks_are_refused(play: Stage, picked: int) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    question = play.command("ann", "/quiz 3").screens[0]
    for action in (GivePicked(1, 0, picked), PickAnswers(1, 0, picked)):
        assert play.act("ann", action).screens == []
    assert play.command("ann", "/quiz").screens[0] == question


def test_half_an_answer_is_refused(play: Stage) -> None:
    restage(play, asking_only(play.content, lambda one: one.kind is QuestionKind.ORDERING))
    play.command("ann", "/quiz mixed 3")
    for picked in (0, 1, 21):
        assert "no answer yet" in play.act("ann", GivePicked(1, 0, picked)).notices[0]


# ---- the default mix


def test_without_a_topic_neighbours_of_what_one_answered_lately_are_asked(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/quiz consensus 3")
    play_quiz(play, "ann", [True] * 3)
    play.command("ann", "/quiz 6")
    lessons = play.content.library.lessons
    studied = lessons["consensus"]
    for number in range(6):
        if number:
            play.press("ann", "Next")
        lesson = lessons[asked_of(play, "ann").question.lesson_id]
        assert lesson.area == studied.area or set(lesson.skills) & set(studied.skills), lesson.id
        answer(play, "ann")
    play.pass_time(days=20)
    play.command("ann", "/quiz 3")
    assert "Mixed" in play.screen("ann").context


def test_quiz_again_after_the_default_mix_is_the_default_mix(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/quiz")
    play_quiz(play, "ann", [True] * 5)
    play.press("ann", "Show result")
    again = play.press("ann", "Quiz again").screens[0]
    assert (again.title, "Mixed" in again.context) == ("Question 1 of 5", True)

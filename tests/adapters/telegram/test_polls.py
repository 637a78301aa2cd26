"""Questions as quiz polls: within the limits of the platform, else none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flows.script import of_kind

from adapters.telegram.polls import MAX_DESCRIPTION, MAX_EXPLANATION, MAX_OPTION, MAX_QUESTION, poll_form
from adapters.telegram.rich import length
from bot.account.actions import ShowHelp
from bot.group_quiz.rules import GroupQuiz, Pace, has_one_key
from bot.group_quiz.screens import question
from bot.library import Content, QuestionKind
from bot.questions import ask
from bot.screens import Button, ChoiceQuestion, Poll, Screen

POLL = Poll("1/5  What is `hot`?", "A *scenario*", 1, "Because.", 45, ((Button("Next", ShowHelp()),),))
ASKED = ChoiceQuestion("Question 1 of 5", options=("One", "**Two** & <b>"), poll=POLL)


def test_a_question_that_tells_at_once_becomes_a_poll_of_plain_words() -> None:
    form = poll_form(ASKED)
    assert form is not None
    assert (form.question, form.description, form.options) == ("1/5  What is hot?", "A scenario", ("One", "Two & <b>"))
    assert (form.right, form.explanation, form.open_seconds) == (1, "Because.", 45)
    assert form.keyboard is not None
    assert [button.text for row in form.keyboard.inline_keyboard for button in row] == ["Next"]


@pytest.mark.parametrize(
    "screen",
    [
        Screen("No question"),
        replace(ASKED, poll=None),
        replace(ASKED, answer=(1,)),
        replace(ASKED, options=("One",)),
        replace(ASKED, options=("One", "")),
        replace(ASKED, options=("One", "x" * 101)),
        replace(ASKED, options=("One", "🔥" * 51)),
        replace(ASKED, options=tuple(map(str, range(13)))),
        replace(ASKED, poll=replace(POLL, question="")),
        replace(ASKED, poll=replace(POLL, question="x" * 301)),
        replace(ASKED, poll=replace(POLL, scenario="x" * 1025)),
        replace(ASKED, poll=replace(POLL, explanation="x" * 201)),
        replace(ASKED, poll=replace(POLL, explanation="a\nb\nc\nd")),
    ],
)
def test_what_does_not_fit_a_poll_is_none(screen: Screen) -> None:
    assert poll_form(screen) is None


def test_every_question_with_one_right_option_fits_a_poll(content: Content) -> None:
    quiz = GroupQuiz(1, 1, "mixed", "telegram", "-1", "-1", "", 1, Pace.NORMAL, 0, tells_at_once=True, step=1)
    asked = [one for one in content.library.active_questions() if has_one_key(one)]
    assert {one.kind for one in asked} == {QuestionKind.SINGLE, QuestionKind.FLAW}
    for one in asked:
        form = poll_form(question(replace(quiz, question_ids=(one.id,)), ask(one, "1"), content.library, 0, 2))
        assert form is not None, one.id
        assert length(form.question) <= MAX_QUESTION
        assert length(form.description) <= MAX_DESCRIPTION
        assert length(form.explanation) <= MAX_EXPLANATION
        assert max(map(length, form.options)) <= MAX_OPTION


def test_other_kinds_of_questions_are_no_polls(content: Content) -> None:
    quiz = GroupQuiz(1, 1, "mixed", "telegram", "-1", "-1", "", 1, Pace.NORMAL, 0, tells_at_once=True, step=1)
    for kind in (QuestionKind.MULTIPLE, QuestionKind.ORDERING, QuestionKind.NUMERIC):
        one = next(filter(of_kind(kind), content.library.active_questions()))
        assert poll_form(question(replace(quiz, question_ids=(one.id,)), ask(one, "1"), content.library, 0, 2)) is None

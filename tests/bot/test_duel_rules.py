"""How a duel stands and what its sides score."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from bot.duel.rules import Duel, Duellist, DuelState, total
from bot.duel.screens import Side, duel_post, duel_result, name_of, sent
from bot.library import Content, Library, Question, QuestionKind
from bot.quiz.rules import Quiz, QuizKind, Step
from bot.screens import Called

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ANN, BEN = Duellist(1, 11, "ann"), Duellist(2, 12, "*ben* <@1>", is_shown=True)
DUEL = Duel(7, "stage", "square", "town", ANN, BEN, "a1", "b2", DuelState.ACCEPTED, NOW)
QUIZ = Quiz(11, 1, QuizKind.DUEL, "mixed", ("a-q1", "b-q1"))


@pytest.mark.parametrize(
    ("state", "over"),
    [(DuelState.OFFERED, False), (DuelState.ACCEPTED, False), *((one, True) for one in list(DuelState)[2:])],
)
def test_a_duel_is_over_unless_it_is_offered_or_accepted(state: DuelState, over: bool) -> None:
    assert state.is_over is over


def test_each_is_on_her_own_side_and_others_on_none() -> None:
    assert DUEL.side_of(1) is ANN
    assert DUEL.side_of(2) is BEN
    assert DUEL.side_of(3) is None
    unaccepted = Duel(7, "stage", "s", "t", ANN, Duellist(0, 0, "ben"), "a1", "b2", DuelState.OFFERED, NOW)
    assert unaccepted.side_of(0) is None


def test_scores_are_those_of_the_scoreboard(
    make_question: Callable[..., Question], make_library: Callable[..., Library]
) -> None:
    library = make_library(make_question("a-q1"), make_question("b-q1"))
    right = str(library.questions["a-q1"].key[0])
    steps = [Step(0, right, True), Step(1, "", False)]
    assert total(("a-q1", "b-q1"), steps, library) == 1
    assert total(("a-q1", "b-q1"), [], library) == 0
    assert total(("gone", "b-q1"), [Step(0, "3", True)], library) == 1


def test_several_right_options_score_right_minus_wrong(content: Content) -> None:
    question = next(one for one in content.library.active_questions() if one.kind is QuestionKind.MULTIPLE)
    wrong = next(index for index in range(len(question.options)) if index not in question.key)
    half = ",".join(map(str, sorted([*question.key[1:], wrong])))
    expected = Fraction(max(0, len(question.key) - 2), len(question.key))
    assert total((question.id,), [Step(0, half, False)], content.library) == expected


@pytest.mark.parametrize(
    ("scores", "title", "lines"),
    [
        ((2, 1), "ann wins", ["🥇 **ann** — 2", "🥈 **∗ben∗ ‹＠1›** — 1"]),
        ((0, 1), "∗ben∗ ‹＠1› wins", ["🥇 **∗ben∗ ‹＠1›** — 1", "🥈 **ann** — 0"]),
        ((1, 1), "a tie", ["🥇 **ann** — 1", "🥇 **∗ben∗ ‹＠1›** — 1"]),
    ],
)
def test_the_result_names_who_won_and_ties_are_fair(
    content: Content, scores: tuple[int, int], title: str, lines: list[str]
) -> None:
    sides = (Side(ANN, True, Fraction(scores[0])), Side(BEN, True, Fraction(scores[1])))
    screen = duel_result(DUEL, QUIZ, sides, content.library)
    assert screen.title == f"Duel result: {title}"
    assert sorted(screen.body.split("\n")) == sorted(lines)
    assert screen.calls == (Called("a1", "ann"), Called("b2", "∗ben∗ ‹＠1›"))


def test_an_open_duel_tells_no_score(content: Content) -> None:
    sides = (Side(ANN, True, Fraction(2)), Side(BEN, False, Fraction(1)))
    screen = duel_post(DUEL, QUIZ, sides, content.library)
    assert "ann has played." in screen.body
    assert "🥇" not in screen.body


def test_who_hides_from_boards_is_a_learner_here_too() -> None:
    assert name_of(Duellist(1, 1, "ann", is_shown=False)) == "a learner"
    assert len(name_of(Duellist(1, 1, "x" * 300))) <= 20


def test_who_was_challenged_is_told_so_when_she_challenges_back() -> None:
    assert "has challenged you already" in sent(DUEL, is_first=False, was_open=True).body
    assert [button.label for button in sent(DUEL, is_first=False, was_open=True).buttons] == ["Play"]

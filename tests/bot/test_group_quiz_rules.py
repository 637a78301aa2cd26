"""How a quiz that is played together stands: scores, ties, who may lead, when it is abandoned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.group_quiz.rules import (
    HOST_ABSENT_AFTER,
    LOBBY,
    Choice,
    Given,
    GroupQuiz,
    Pace,
    Player,
    asking,
    have_all_answered,
    is_abandoned,
    may_lead,
    misled,
    most_missed,
    next_position,
    score,
    standings,
)
from bot.group_quiz.screens import points
from bot.library import Content, Library, Mistake, Question, QuestionKind
from bot.quiz.rules import LATELY, MIXED, draw, neighbours, pool

MakeQuestion = Callable[..., Question]
MakeLibrary = Callable[..., Library]

ANN, BEN, CHO = Player(1, "ann"), Player(2, "Ben"), Player(3, "cho")
QUIZ = GroupQuiz(
    7, 1, LATELY, "stage", "town", "square", "", 5, Pace.NORMAL, 0, question_ids=("a-q1", "b-q1", "c-q1", "d-q1")
)


def at(position: int, *, closed: bool = False, **changes: object) -> GroupQuiz:
    return replace(QUIZ, step=asking(position) + closed, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("step", "position", "is_asking"),
    [(LOBBY, -1, False), (1, 0, True), (2, 0, False), (3, 1, True), (8, 3, False)],
)
def test_a_step_says_which_question_is_open_or_closed(step: int, position: int, is_asking: bool) -> None:
    quiz = replace(QUIZ, step=step)
    assert (quiz.position, quiz.is_asking) == (position, is_asking)
    assert [quiz.has_closed(one) for one in range(4)] == [step > 2 * one + 1 for one in range(4)]


def test_numbers_of_messages_belong_to_one_question_of_one_quiz() -> None:
    quizzes = [replace(QUIZ, id=one) for one in (1, 2, 12, 120)]
    assert len({quiz.number(position) for quiz in quizzes for position in range(20)}) == 80


@pytest.mark.parametrize(
    ("given", "scored"),
    [
        ("0,2,3", Fraction(1)),
        ("0,2,4", Fraction(1, 3)),
        ("0,1,4", Fraction(0)),
        ("1,4,5", Fraction(0)),
        ("0,2", Fraction(2, 3)),
        ("0", Fraction(1, 3)),
    ],
)
def test_of_several_right_options_the_wrong_ones_chosen_are_taken_off(
    make_question: MakeQuestion, given: str, scored: Fraction
) -> None:
    question = make_question(kind=QuestionKind.MULTIPLE, right={0, 2, 3}, count=6)
    assert score(question, given) == scored


def test_other_kinds_score_one_or_nothing(make_question: MakeQuestion) -> None:
    single = make_question(right={2})
    assert [score(single, given) for given in ("2", "0")] == [1, 0]
    ordering = make_question(kind=QuestionKind.ORDERING)
    assert [score(ordering, given) for given in ("0,1,2,3", "0,1,3,2")] == [1, 0]
    numeric = make_question(kind=QuestionKind.NUMERIC, value=200.0, tolerance=0.02, unit="ms")
    assert [score(numeric, given) for given in ("203.0", "205.0")] == [1, 0]


def test_ties_share_a_rank_and_stand_by_name(make_question: MakeQuestion, make_library: MakeLibrary) -> None:
    library = make_library(*(make_question(id_) for id_ in QUIZ.question_ids))
    answers = [Given(3, 0, "0", True), Given(2, 1, "0", True), Given(1, 0, "1", False)]
    board = standings(at(3, closed=True), [CHO, BEN, ANN, Player(4, "dee")], answers, library)
    assert [(row.rank, row.player.name, row.score) for row in board] == [(1, "Ben", 1), (1, "cho", 1), (3, "ann", 0)]


@settings(max_examples=100)
@given(st.permutations([Given(who, position, "0", True) for who in (1, 2, 3) for position in range(4)]))
def test_the_order_of_answers_never_matters(order: list[Given]) -> None:
    library = Library({}, {}, {})
    assert standings(QUIZ, [ANN, BEN, CHO], order, library) == standings(QUIZ, [ANN, BEN, CHO], order[::-1], library)


@pytest.mark.parametrize(
    ("scored", "shown"), [(Fraction(3), "3"), (Fraction(7, 2), "3.5"), (Fraction(7, 3), "2.33"), (Fraction(0), "0")]
)
def test_a_score_is_shown_with_two_decimals_at_most(scored: Fraction, shown: str) -> None:
    assert points(scored) == shown


def test_the_question_that_most_missed_is_the_first_of_several() -> None:
    answers = [Given(1, 2, "1", False), Given(2, 1, "1", False), Given(3, 1, "0", True), Given(3, 2, "0", True)]
    assert most_missed(answers) == (1, 1)
    assert most_missed([*answers, Given(2, 2, "1", False)]) == (2, 2)
    assert most_missed([Given(1, 0, "0", True)]) is None


def test_host_and_managers_lead_and_players_when_the_host_is_away() -> None:
    players = [ANN, BEN]
    assert may_lead(at(0), players, 1, manages=False)
    assert may_lead(at(0), players, 99, manages=True)
    assert not may_lead(at(0), players, 2, manages=False)
    assert not may_lead(at(HOST_ABSENT_AFTER - 1), players, 2, manages=False)
    assert may_lead(at(HOST_ABSENT_AFTER), players, 2, manages=False)
    assert not may_lead(at(HOST_ABSENT_AFTER, host_position=1), players, 2, manages=False)
    assert not may_lead(at(HOST_ABSENT_AFTER), players, 3, manages=False)
    gone = [replace(ANN, has_left=True), BEN, replace(CHO, has_left=True)]
    assert may_lead(at(0), gone, 2, manages=False)
    assert not may_lead(at(0), gone, 3, manages=False)
    assert may_lead(replace(QUIZ, step=LOBBY), gone, 2, manages=False)


def test_all_have_answered_when_those_who_stay_have() -> None:
    by_ann, by_ben = Choice(1, "0"), Choice(2, "0")
    assert have_all_answered([ANN, BEN], [by_ann, by_ben])
    assert not have_all_answered([ANN, BEN], [by_ann])
    assert have_all_answered([ANN, replace(BEN, has_left=True)], [by_ann])
    assert not have_all_answered([replace(ANN, has_left=True)], [by_ann])


@pytest.mark.parametrize(
    ("quiz", "answered", "abandoned"),
    [
        (at(0, closed=True), [], False),
        (at(1, closed=True), [], True),
        (at(1), [], False),
        (at(1, closed=True), [0], False),
        (at(1, closed=True), [1], False),
        (at(2, closed=True), [0], True),
        (at(2, closed=True, skipped=frozenset({1})), [0], False),
        (at(3, closed=True, skipped=frozenset({2})), [0], True),
    ],
)
def test_two_questions_in_a_row_without_an_answer_end_a_quiz(
    quiz: GroupQuiz, answered: list[int], abandoned: bool
) -> None:
    assert is_abandoned(quiz, [Given(1, position, "0", True) for position in answered]) is abandoned


def test_questions_that_left_the_library_are_passed_over(
    make_question: MakeQuestion, make_library: MakeLibrary
) -> None:
    library = make_library(make_question("b-q1"), make_question("d-q1"))
    assert next_position(replace(QUIZ, step=LOBBY), library) == 1
    assert next_position(at(1, closed=True), library) == 3
    assert next_position(at(3, closed=True), library) is None


def test_what_misled_whom_is_counted_for_wrong_answers_only(make_question: MakeQuestion) -> None:
    single = make_question(right={1})
    assert misled(single, ["0", "0", "1", "3"]) == {0: 2, 3: 1}
    multiple = make_question(kind=QuestionKind.MULTIPLE, right={0, 1})
    assert misled(multiple, ["0,2", "1,2", "0,1", "2,3"]) == {2: 3, 3: 1}
    slips = (Mistake(1000.0, "a thousand"), Mistake(8.0, "bits"))
    numeric = make_question(kind=QuestionKind.NUMERIC, value=100.0, tolerance=0.02, mistakes=slips)
    assert misled(numeric, ["1010.0", "8.0", "8.1", "77.0", "100.0"]) == {0: 1, 1: 2}
    assert misled(make_question(kind=QuestionKind.ORDERING), ["1,0,2,3"]) == {}


def test_neighbours_share_an_area_or_a_skill(content: Content) -> None:
    near = neighbours(content.library, {content.library.lessons["kafka"].questions[0].id, "gone"})
    assert {"kafka", "consensus"} <= near  # both train replication
    assert "caching-strategy" not in near
    assert neighbours(content.library, set()) == set()


def test_neighbours_are_asked_first_and_what_many_have_seen_last(
    make_question: MakeQuestion, make_library: MakeLibrary
) -> None:
    library = make_library(*(make_question(f"{lesson}-q{one}") for lesson in "abc" for one in range(4)))
    questions = pool(library, MIXED)
    drawn = draw(questions, 6, {}, "quiz 1", {"a", "c"})
    assert {id_[0] for id_ in drawn} == {"a", "c"}
    seen = {question.id: 2 for question in questions if question.lesson_id == "a"} | {"c-q0": 1}
    order = draw(questions, 12, seen, "quiz 1", {"a"})
    assert order[7] == "c-q0"
    assert {id_[0] for id_ in order[8:]} == {"a"}


def test_a_level_keeps_to_its_questions(content: Content) -> None:
    levels = {question.difficulty for question in pool(content.library, MIXED, 3)}
    assert levels == {3}
    assert len(pool(content.library, MIXED, 0)) > len(pool(content.library, MIXED, 3))

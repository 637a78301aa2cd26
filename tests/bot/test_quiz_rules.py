"""What a quiz is drawn from and how it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import Content, Library, Question
from bot.quiz.rules import FEWEST, MIXED, MOST, Quiz, QuizKind, Step, belongs_to, draw, next_position, pool

MakeQuestion = Callable[..., Question]
MakeLibrary = Callable[..., Library]

sizes = st.lists(st.integers(1, 8), min_size=1, max_size=6)
"""How many questions each lesson has."""
counts = st.integers(FEWEST, MOST)


def lesson_of(question_id: str) -> str:
    return question_id.rpartition("-")[0]


@pytest.fixture(scope="session")
def shelf(make_question: MakeQuestion, make_library: MakeLibrary) -> Callable[[list[int]], Library]:
    """Makes a library of lessons with so many questions each."""

    def make(sizes: list[int]) -> Library:
        return make_library(
            *(make_question(f"l{lesson}-q{one}") for lesson, size in enumerate(sizes) for one in range(size))
        )

    return make


@settings(max_examples=200, derandomize=True, deadline=None)
@given(sizes, counts, st.data())
def test_a_quiz_has_as_many_different_questions_as_asked_for_and_unseen_ones_first(
    shelf: Callable[[list[int]], Library], sizes: list[int], count: int, data: st.DataObject
) -> None:
    library = shelf(sizes)
    seen = data.draw(st.sets(st.sampled_from(sorted(library.questions))))
    drawn = draw(pool(library, MIXED), count, dict.fromkeys(seen, 1), "quiz 1")
    assert len(drawn) == min(count, len(library.questions))
    assert len(set(drawn)) == len(drawn)
    unseen = set(library.questions) - seen
    assert sum(id_ in unseen for id_ in drawn) == min(count, len(unseen))
    assert [id_ in seen for id_ in drawn] == sorted(id_ in seen for id_ in drawn)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(sizes, counts, st.integers(0, 1000))
def test_lessons_take_turns(shelf: Callable[[list[int]], Library], sizes: list[int], count: int, number: int) -> None:
    """No lesson asks its next question before every other one that still has any."""
    drawn = draw(pool(shelf(sizes), MIXED), count, {}, f"quiz {number}")
    left = Counter({f"l{lesson}": size for lesson, size in enumerate(sizes)})
    asked: Counter[str] = Counter()
    for id_ in drawn:
        lesson = lesson_of(id_)
        assert asked[lesson] == min(asked[one] for one, size in left.items() if size > asked[one])
        asked[lesson] += 1


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.integers(2, 6), st.integers(1, 10), counts, st.integers(0, 1000))
def test_neighbours_come_from_different_lessons(
    shelf: Callable[[list[int]], Library], lessons: int, size: int, count: int, number: int
) -> None:
    drawn = draw(pool(shelf([size] * lessons), MIXED), count, {}, f"quiz {number}")
    assert all(lesson_of(one) != lesson_of(other) for one, other in pairwise(drawn))


def test_a_quiz_stays_the_same_and_the_next_one_differs(shelf: Callable[[list[int]], Library]) -> None:
    library = shelf([10, 10, 10])
    assert draw(pool(library, MIXED), 5, {}, "quiz 1") == draw(pool(library, MIXED), 5, {}, "quiz 1")
    assert len({draw(pool(library, MIXED), 5, {}, f"quiz {number}") for number in range(20)}) > 15


def test_every_question_comes_up_sooner_or_later(shelf: Callable[[list[int]], Library]) -> None:
    library = shelf([5, 5])
    seen: set[str] = set()
    for number in range(2):
        seen |= set(draw(pool(library, MIXED), 5, dict.fromkeys(seen, 1), f"quiz {number}"))
    assert seen == set(library.questions)


def test_a_topic_is_a_lesson_an_area_a_skill_or_everything(
    make_question: MakeQuestion, make_library: MakeLibrary
) -> None:
    library = make_library(
        make_question("cache-q1", skill="sk-caching"),
        make_question("cache-q2", skill="sk-estimation"),
        make_question("cache-q3", retired=True),
        make_question("queue-q1", skill="sk-messaging"),
    )
    drawn = {
        topic: set(draw(pool(library, topic), MOST, {}, "quiz 1"))
        for topic in ("cache", "queue", "scalability", "reliability", "sk-caching", "sk-messaging", MIXED, "nothing")
    }
    assert drawn == {
        "cache": {"cache-q1", "cache-q2"},
        "queue": {"queue-q1"},
        "scalability": {"cache-q1", "cache-q2"},
        "reliability": {"queue-q1"},
        "sk-caching": {"cache-q1"},
        "sk-messaging": {"queue-q1"},
        MIXED: {"cache-q1", "cache-q2", "queue-q1"},
        "nothing": set(),
    }


def test_every_topic_of_the_shipped_library_that_has_questions_gives_a_quiz(content: Content) -> None:
    library = content.library
    for topic in [*library.lessons, *library.areas, *library.skills, MIXED]:
        about = [question for question in library.active_questions() if belongs_to(question, topic, library)]
        drawn = draw(pool(library, topic), 5, {}, "quiz 1")
        assert len(drawn) == min(5, len(about))
        assert all(belongs_to(library.questions[id_], topic, library) for id_ in drawn)


@pytest.mark.parametrize(
    ("answered", "position"),
    [([], 0), ([0], 1), ([0, 1], 2), ([1], 0), ([0, 2], 1), ([0, 1, 2], None), ([2, 1, 0], None)],
)
def test_a_quiz_goes_on_with_the_first_question_not_answered(answered: list[int], position: int | None) -> None:
    quiz = Quiz(1, 1, QuizKind.SOLO, MIXED, ("a-q1", "b-q1", "c-q1"))
    assert next_position(quiz, [Step(one, "0", True) for one in answered]) == position


def test_options_of_each_question_of_each_quiz_have_their_own_order() -> None:
    quizzes = [Quiz(number, 1, QuizKind.SOLO, MIXED, ()) for number in (1, 2, 11)]
    assert len({quiz.seed(position) for quiz in quizzes for position in range(20)}) == 60

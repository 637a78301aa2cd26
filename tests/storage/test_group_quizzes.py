"""The repository of quizzes that are played together: what is stored comes back, and the database says no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.servers import Store

from bot.events import Place, User
from bot.group_quiz.rules import Choice, Given, Pace, Player
from bot.ports import UnitOfWork
from bot.quiz.rules import QuizKind
from bot.records import Answer

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SQUARE, MARKET = Place("stage", "square", "town"), Place("stage", "market", "town", "corner")


def people(work: UnitOfWork, *names: str) -> list[int]:
    """The ids of learners."""
    return [work.learners.present(User("stage", name, name), SQUARE, NOW).id for name in names]


def quiz_at(work: UnitOfWork, place: Place, host: int, at: datetime = NOW, rematch_of: int | None = None) -> int:
    """A quiz of three questions at a place."""
    quiz_id = work.quizzes.add(host, QuizKind.TOGETHER, "kafka", at)
    assert work.group_quizzes.add(quiz_id, place, 3, Pace.BRISK, 2, at + timedelta(minutes=10), rematch_of)
    work.quizzes.ask(quiz_id, [f"q{quiz_id}-{position}" for position in range(3)])
    return quiz_id


def test_a_quiz_comes_back_with_its_state(store: Store) -> None:
    with store.write() as work:
        (ann,) = people(work, "ann")
        quiz_id = quiz_at(work, MARKET, ann)
        work.group_quizzes.move(quiz_id, 3, NOW)
        work.group_quizzes.note_shown(quiz_id, NOW + timedelta(seconds=1))
        work.group_quizzes.set_clock(quiz_id, NOW + timedelta(seconds=25), NOW + timedelta(seconds=9))
        work.group_quizzes.note_host(quiz_id, 1)
        work.group_quizzes.skip(quiz_id, 0)
    quiz = store.read(lambda work: work.group_quizzes.get(quiz_id))
    assert quiz is not None
    assert (quiz.host_id, quiz.topic, quiz.size, quiz.pace, quiz.level) == (ann, "kafka", 3, Pace.BRISK, 2)
    assert (quiz.platform, quiz.external_id, quiz.community, quiz.room) == ("stage", "market", "town", "corner")
    assert (quiz.step, quiz.position, quiz.host_position, quiz.skipped) == (3, 1, 1, frozenset({0}))
    assert quiz.closes_at == NOW + timedelta(seconds=25)
    assert (quiz.shown_at, quiz.paused_at) == (NOW + timedelta(seconds=1), NOW + timedelta(seconds=9))
    assert not quiz.is_over
    with store.write() as work:
        work.group_quizzes.move(quiz_id, 4, NOW)
        work.group_quizzes.note_end(quiz_id, "Everybody left.")
        assert work.quizzes.finish(quiz_id, NOW)
        assert not work.quizzes.finish(quiz_id, NOW)
    after = store.read(lambda work: work.group_quizzes.get(quiz_id))
    assert after is not None
    assert (after.shown_at, after.paused_at, after.ended_because, after.is_over) == (
        None,
        None,
        "Everybody left.",
        True,
    )


def test_quizzes_alone_and_together_do_not_mix(store: Store) -> None:
    with store.write() as work:
        (ann,) = people(work, "ann")
        alone = work.quizzes.add(ann, QuizKind.SOLO, "kafka", NOW)
        together = quiz_at(work, SQUARE, ann)
    assert store.read(lambda work: (work.quizzes.get(together), work.group_quizzes.get(alone))) == (None, None)
    opened = store.read(lambda work: work.quizzes.open(ann))
    assert opened is not None
    assert opened.id == alone


def test_quizzes_run_at_their_place_until_they_are_over(store: Store) -> None:
    with store.write() as work:
        (ann,) = people(work, "ann")
        here = [quiz_at(work, SQUARE, ann) for _ in range(3)]
        there = quiz_at(work, MARKET, ann)
        work.quizzes.finish(here[1], NOW)
    running = store.read(lambda work: [quiz.id for quiz in work.group_quizzes.running(SQUARE)])
    assert running == [here[0], here[2]]
    assert store.read(lambda work: [quiz.id for quiz in work.group_quizzes.all_running()]) == [*running, there]


def test_a_quiz_has_one_rematch(store: Store) -> None:
    with store.write() as work:
        (ann,) = people(work, "ann")
        first = quiz_at(work, SQUARE, ann)
        second = quiz_at(work, SQUARE, ann, rematch_of=first)
        third = work.quizzes.add(ann, QuizKind.TOGETHER, "kafka", NOW)
        assert not work.group_quizzes.add(third, SQUARE, 3, Pace.NORMAL, 0, NOW, first)
        assert work.group_quizzes.rematch(second) is None
    found = store.read(lambda work: work.group_quizzes.rematch(first))
    assert found is not None
    assert (found.id, found.rematch_of) == (second, first)


def test_players_stand_in_the_order_in_which_they_first_joined(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work, "ann", "ben")
        quiz_id = quiz_at(work, SQUARE, ann)
        assert work.group_quizzes.join(quiz_id, ben, NOW)
        assert work.group_quizzes.join(quiz_id, ann, NOW + timedelta(seconds=1))
        assert not work.group_quizzes.join(quiz_id, ben, NOW + timedelta(seconds=2))
        assert work.group_quizzes.leave(quiz_id, ben, NOW + timedelta(seconds=3))
        assert not work.group_quizzes.leave(quiz_id, ben, NOW + timedelta(seconds=4))
        assert work.group_quizzes.players(quiz_id) == [Player(ben, "ben", has_left=True), Player(ann, "ann")]
        assert work.group_quizzes.join(quiz_id, ben, NOW + timedelta(seconds=5))
        assert work.group_quizzes.players(quiz_id) == [Player(ben, "ben"), Player(ann, "ann")]


def test_an_answer_to_the_open_question_takes_the_place_of_the_one_before(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work, "ann", "ben")
        quiz_id, other = quiz_at(work, SQUARE, ann), quiz_at(work, SQUARE, ann)
        for learner_id, given in ((ben, "0"), (ann, "1"), (ann, "2,3")):
            work.group_quizzes.choose(quiz_id, 0, learner_id, given)
        work.group_quizzes.choose(other, 0, ann, "3")
        assert work.group_quizzes.choices(quiz_id) == [Choice(ann, "2,3"), Choice(ben, "0")]
        work.group_quizzes.clear_choices(quiz_id)
        assert work.group_quizzes.choices(quiz_id) == []
        assert work.group_quizzes.choices(other) == [Choice(ann, "3")]


def test_final_answers_come_from_the_event_log(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work, "ann", "ben")
        quiz_id = quiz_at(work, SQUARE, ann)
        for learner_id, position, source in (
            (ben, 1, "quiz"),
            (ann, 1, "quiz"),
            (ann, 0, "quiz"),
            (ann, 0, "challenge"),
        ):
            work.answers.add(
                Answer(0, learner_id, source, quiz_id, position, "q", "1", position == 1, NOW, NOW.date()), 1
            )
        assert work.group_quizzes.answers(quiz_id) == [
            Given(ann, 0, "1", False),
            Given(ann, 1, "1", True),
            Given(ben, 1, "1", True),
        ]


def test_open_questions_and_those_to_come_are_kept_from_all_who_joined(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work, "ann", "ben")
        quiz_id = quiz_at(work, SQUARE, ann)
        work.group_quizzes.join(quiz_id, ann, NOW)
        ids = [f"q{quiz_id}-{position}" for position in range(3)]
        for step, kept in ((0, ids), (1, ids), (2, ids[1:]), (3, ids[1:]), (4, ids[2:]), (6, [])):
            work.group_quizzes.move(quiz_id, step, NOW)
            assert work.group_quizzes.kept_from(ann) == set(kept)
        work.group_quizzes.move(quiz_id, 1, NOW)
        work.group_quizzes.leave(quiz_id, ann, NOW)
        assert work.group_quizzes.kept_from(ann) == set(ids)
        assert work.group_quizzes.kept_from(ben) == set()
        work.quizzes.finish(quiz_id, NOW)
        assert work.group_quizzes.kept_from(ann) == set()


def test_what_was_asked_lately_is_that_of_the_place(store: Store) -> None:
    with store.write() as work:
        (ann,) = people(work, "ann")
        quiz_at(work, SQUARE, ann, NOW - timedelta(days=20))
        recent = quiz_at(work, SQUARE, ann, NOW - timedelta(days=1))
        quiz_at(work, MARKET, ann)
        found = work.group_quizzes.lately(SQUARE, NOW - timedelta(days=14))
        assert found == {f"q{recent}-{position}" for position in range(3)}


def test_a_learner_is_found_by_her_id_as_she_acts_at_a_place(store: Store) -> None:
    with store.write() as work:
        (ann,) = people(work, "ann")
        found = work.learners.get(ann, SQUARE)
        assert found == work.learners.find(User("stage", "ann"), SQUARE)
        assert work.learners.get(ann + 99, SQUARE) is None

"""Repositories of answers, quizzes, cards and reviews: what is stored comes back, and each thing counts once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flows.servers import Store

from bot.account.rules import Preferences
from bot.events import Place, User
from bot.ports import UnitOfWork
from bot.quiz.rules import Quiz, QuizKind, Step
from bot.records import Answer, Review
from bot.review.rules import DeckCard, Load, Memory, Rating

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)
NOTHING_YET = Load(0, 0)
UTC_ZONE = Preferences(ZoneInfo("UTC"))


def people(work: UnitOfWork) -> tuple[int, int]:
    """The ids of two learners."""
    place = Place("stage", "alone")
    ann, ben = (work.learners.present(User("stage", name, name), place, NOW) for name in ("ann", "ben"))
    return ann.id, ben.id


def learned(work: UnitOfWork, learner_id: int, content_id: str, memory: Memory) -> DeckCard:
    """A card that was learned before."""
    work.deck.add(learner_id, [content_id], TODAY)
    card = work.deck.next(learner_id, date.min, NOTHING_YET, UTC_ZONE)
    assert card is not None
    moved = replace(card, memory=memory, revision=1)
    assert work.deck.put(moved, 0)
    return moved


def memory(due_on: date, lapses: int = 0) -> Memory:
    return Memory(3.25, 5.125, TODAY - timedelta(days=3), due_on, lapses)


# ---- answers


def test_an_answer_comes_back_and_a_second_one_to_the_same_question_is_none(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        answer = Answer(0, ann, "quiz", 7, 2, "kafka-q01", "0,3", True, NOW, TODAY)
        answer_id = work.answers.add(answer, 5)
        assert answer_id is not None
        assert work.answers.add(replace(answer, given="1", is_right=False), 5) is None
        assert work.answers.add(replace(answer, position=0, question_id="kafka-q02"), 5) is not None
        assert work.answers.add(replace(answer, learner_id=ben), 5) is not None
        assert work.answers.add(replace(answer, source="challenge"), 5) is not None
    assert store.read(lambda work: work.answers.get(answer_id)) == replace(answer, id=answer_id, community_id=5)
    assert store.read(lambda work: work.answers.get(999)) is None
    assert [one.position for one in store.read(lambda work: work.answers.of(ann, "quiz", 7))] == [0, 2]
    assert store.read(lambda work: work.answers.of(ann, "quiz", 8)) == []
    assert store.read(lambda work: work.answers.seen(ann)) == {"kafka-q01", "kafka-q02"}
    assert store.read(lambda work: work.answers.seen(ben)) == {"kafka-q01"}


def test_the_split_counts_every_answer_and_giving_up(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        for source_id, learner_id, given in ((1, ann, "2"), (1, ben, "2"), (2, ann, ""), (2, ben, "0,1")):
            work.answers.add(Answer(0, learner_id, "challenge", source_id, 0, "q", given, False, NOW, TODAY), 0)
    assert store.read(lambda work: work.answers.split("challenge", 1)) == {"2": 2}
    assert store.read(lambda work: work.answers.split("challenge", 2)) == {"": 1, "0,1": 1}
    assert store.read(lambda work: work.answers.split("quiz", 1)) == {}


def test_confidence_is_kept_with_the_answer_and_summed_against_the_truth(store: Store) -> None:
    with store.write() as work:
        ann, _ = people(work)
        for position, (confidence, is_right) in enumerate([(3, True), (3, False), (1, False), (0, True)]):
            answer = Answer(0, ann, "quiz", 1, position, f"q{position}", "1", is_right, NOW, TODAY)
            answer_id = work.answers.add(answer, 0)
            assert answer_id is not None
            if confidence:
                work.answers.confide(answer_id, confidence)
    assert store.read(lambda work: work.answers.calibration(ann)) == {3: (1, 2), 1: (0, 1)}
    assert [one.confidence for one in store.read(lambda work: work.answers.of(ann, "quiz", 1))] == [3, 3, 1, 0]


# ---- quizzes


def test_a_quiz_comes_back_with_its_questions_in_order_and_ends_once(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        quiz_id = work.quizzes.add(ann, QuizKind.CHECK, "kafka", NOW)
        work.quizzes.ask(quiz_id, ["q3", "q1", "q2"])
    quiz = Quiz(quiz_id, ann, QuizKind.CHECK, "kafka", ("q3", "q1", "q2"))
    assert store.read(lambda work: work.quizzes.get(quiz_id)) == quiz
    assert store.read(lambda work: work.quizzes.open(ann)) == quiz
    assert store.read(lambda work: work.quizzes.open(ben)) is None
    assert store.read(lambda work: work.quizzes.get(999)) is None
    with store.write() as work:
        assert work.quizzes.finish(quiz_id, NOW)
        assert not work.quizzes.finish(quiz_id, NOW)
    assert store.read(lambda work: work.quizzes.open(ann)) is None
    assert store.read(lambda work: work.quizzes.get(quiz_id)) == replace(quiz, is_over=True)


def test_the_steps_of_a_quiz_are_its_answers_by_position(store: Store) -> None:
    with store.write() as work:
        ann, _ = people(work)
        quiz_id = work.quizzes.add(ann, QuizKind.SOLO, "mixed", NOW)
        for position, given, source_id in ((2, "1", quiz_id), (0, "", quiz_id), (1, "3", quiz_id + 1)):
            work.answers.add(Answer(0, ann, "quiz", source_id, position, "q", given, given == "1", NOW, TODAY), 0)
        work.answers.add(Answer(0, ann, "challenge", quiz_id, 1, "q", "1", True, NOW, TODAY), 0)
    assert store.read(lambda work: work.quizzes.steps(quiz_id)) == [Step(0, "", False), Step(2, "1", True)]


# ---- the deck


def test_cards_are_added_once(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        assert work.deck.add(ann, ["c1", "c2"], TODAY) == 2
        assert work.deck.add(ann, ["c2", "c3"], TODAY) == 1
        assert work.deck.add(ben, ["c1"], TODAY) == 1
        assert work.deck.add(ben, [], TODAY) == 0
    assert store.read(lambda work: work.deck.names(ann)) == {"c1", "c2", "c3"}
    assert store.read(lambda work: work.deck.counts(ann, TODAY)) == (0, 3, 3)


def test_a_card_comes_back_as_it_was_put_if_nobody_was_first(store: Store) -> None:
    with store.write() as work:
        ann, _ = people(work)
        card = learned(work, ann, "c1", memory(TODAY))
        changed = replace(card, memory=memory(TOMORROW, lapses=2), revision=2, again_on=TODAY)
        assert work.deck.put(changed, 1)
        assert not work.deck.put(replace(changed, revision=9), 1)
        assert not work.deck.put(replace(changed, id=999), 2)
    assert store.read(lambda work: work.deck.get(card.id)) == changed
    assert store.read(lambda work: work.deck.get(999)) is None
    with store.write() as work:
        fresh = replace(changed, memory=None, revision=3, again_on=None, is_suspended=True)
        assert work.deck.put(fresh, 2)
    assert store.read(lambda work: work.deck.get(card.id)) == fresh


def test_due_cards_come_before_new_ones_and_forgotten_ones_last(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        later = learned(work, ann, "later", memory(TODAY))
        overdue = learned(work, ann, "overdue", memory(TODAY - timedelta(days=5)))
        tomorrow = learned(work, ann, "tomorrow", memory(TOMORROW))
        forgotten = learned(work, ann, "forgotten", memory(TOMORROW))
        assert work.deck.put(replace(forgotten, again_on=TODAY, revision=2), 1)
        suspended = learned(work, ann, "suspended", memory(TODAY))
        assert work.deck.put(replace(suspended, is_suspended=True, revision=2), 1)
        learned(work, ben, "of ben", memory(TODAY - timedelta(days=50)))
        work.deck.add(ann, ["plain"], TODAY)
        work.deck.bring_forward(ann, "missed", TODAY, 1)
        work.deck.bring_forward(ann, "sure and missed", TODAY, 2)
    assert {card.id for card in store.read(lambda work: work.deck.due(ann, TODAY))} == {later.id, overdue.id}
    assert store.read(lambda work: work.deck.counts(ann, TODAY)) == (2, 3, 7)
    assert store.read(lambda work: work.deck.ahead(ann, TODAY, 7)) == 2
    assert store.read(lambda work: work.deck.ahead(ann, TOMORROW, 7)) == 0
    order = []
    with store.write() as work:
        while card := work.deck.next(ann, TODAY, NOTHING_YET, UTC_ZONE):
            order.append(card.content_id)
            away = memory(TODAY + timedelta(days=30))
            work.deck.put(replace(card, memory=away, again_on=None, revision=card.revision + 1), card.revision)
    assert order == ["sure and missed", "overdue", "later", "missed", "plain", "forgotten"]
    assert store.read(lambda work: work.deck.get(tomorrow.id)) == tomorrow


def test_the_caps_hold_new_cards_and_then_everything_back(store: Store) -> None:
    with store.write() as work:
        ann, _ = people(work)
        due = learned(work, ann, "due", memory(TODAY))
        work.deck.add(ann, ["new"], TODAY)

    def offered(load: Load, **caps: int) -> str | None:
        preferences = replace(UTC_ZONE, **caps)
        card = store.read(lambda work: work.deck.next(ann, TODAY, load, preferences))
        return card.content_id if card else None

    assert offered(Load(99, 0)) == "due"
    assert offered(Load(90, 10)) is None
    assert offered(Load(3, 0), cards_a_day=3) is None
    with store.write() as work:
        work.deck.put(replace(due, is_suspended=True, revision=2), 1)
    assert offered(Load(0, 9)) == "new"
    assert offered(Load(0, 10)) is None
    assert offered(Load(0, 0), new_cards_a_day=0) is None


def test_an_urgent_new_card_that_must_wait_hides_no_urgent_due_one(store: Store) -> None:
    with store.write() as work:
        ann, _ = people(work)
        work.deck.add(ann, ["new"], TODAY)
        new = work.deck.next(ann, TODAY, NOTHING_YET, UTC_ZONE)
        assert new is not None
        work.deck.put(replace(new, is_suspended=True, revision=1), 0)
        learned(work, ann, "old", memory(TODAY - timedelta(days=5)))
        learned(work, ann, "due", memory(TODAY + timedelta(days=5)))
        for missed in ("new", "due"):
            work.deck.bring_forward(ann, missed, TODAY, 2)

    def offered(load: Load) -> str:
        card = store.read(lambda work: work.deck.next(ann, TODAY, load, UTC_ZONE))
        assert card is not None
        return card.content_id

    assert (offered(Load(0, 0)), offered(Load(0, 10))) == ("new", "due")


def test_a_miss_makes_any_card_due_again_and_unsuspends_it(store: Store) -> None:
    with store.write() as work:
        ann, _ = people(work)
        card = learned(work, ann, "c1", memory(TODAY + timedelta(days=90)))
        work.deck.put(replace(card, is_suspended=True, again_on=TODAY, revision=2), 1)
        work.deck.bring_forward(ann, "c1", TODAY, 1)
    stored = store.read(lambda work: work.deck.get(card.id))
    assert stored == replace(card, memory=memory(TODAY), revision=3, priority=1)
    assert store.read(lambda work: work.deck.due(ann, TODAY)) == [stored]


# ---- reviews


def review(card: DeckCard, rating: Rating, points: int = 0) -> Review:
    return Review(0, card.learner_id, card, rating, NOW, TODAY, points)


def test_a_review_comes_back_with_the_card_as_it_stood(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        old = learned(work, ann, "old", memory(TODAY, lapses=4))
        first = work.reviews.add(review(old, Rating.HARD, 1), 0.875, 3)
        assert first is not None
        assert work.reviews.add(review(old, Rating.EASY, 1), 0.875, 3) is None  # at this revision it was rated
    assert store.read(lambda work: work.reviews.last(ann)) == replace(review(old, Rating.HARD, 1), id=first)
    assert store.read(lambda work: work.reviews.last(ben)) is None
    with store.write() as work:
        work.deck.add(ann, ["new"], TODAY)
        new = work.deck.next(ann, TODAY, Load(0, 0), UTC_ZONE)
        assert new is not None
        second = work.reviews.add(review(replace(old, revision=2), Rating.AGAIN), None, 3)
    last = store.read(lambda work: work.reviews.last(ann))
    assert last is not None
    assert (last.id, last.before.revision, last.points) == (second, 2, 0)


def test_only_the_newest_review_can_be_undone_and_it_stays_in_the_log(store: Store) -> None:
    with store.write() as work:
        ann, _ = people(work)
        card = learned(work, ann, "c1", memory(TODAY))
        work.reviews.add(review(card, Rating.GOOD, 1), 0.9, 0)
        newest = work.reviews.add(review(replace(card, revision=2), Rating.GOOD, 1), 0.9, 0)
        assert newest is not None
        assert work.progress.total(ann, NOW) == 2
        work.reviews.undo(newest)
        assert work.progress.total(ann, NOW) == 1
        assert work.reviews.add(review(replace(card, revision=2), Rating.GOOD, 1), 0.9, 0) is None
    assert store.read(lambda work: work.reviews.last(ann)) is None


def test_retention_leaves_out_new_cards_and_what_was_undone(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        card = learned(work, ann, "c1", memory(TODAY))
        ids = [
            work.reviews.add(review(replace(card, revision=number), rating), recall, 0)
            for number, (rating, recall) in enumerate(
                [(Rating.GOOD, None), (Rating.GOOD, 0.9), (Rating.AGAIN, 0.8), (Rating.HARD, 0.7), (Rating.AGAIN, 0.6)]
            )
        ]
        work.reviews.undo(ids[-1] or 0)
    assert store.read(lambda work: work.reviews.retention(ann)) == (2, 3)
    assert store.read(lambda work: work.reviews.retention(ben)) == (0, 0)


def test_what_points_at_nothing_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.write() as work:
        work.deck.add(999, ["c1"], TODAY)
    assert store.read(lambda work: work.deck.names(999)) == set()

"""Repositories of progress, timers and the outbox: what is stored comes back, and each act pays once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.servers import Store

from bot.community.rules import DailyPlace
from bot.daily.actions import CloseChallenge, PostWhatIsOwed
from bot.events import Place, User
from bot.ports import UnitOfWork
from bot.progress.rules import Day, PointLine, Rating
from bot.records import Delivery
from bot.review.rules import Load

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 21)
YESTERDAY = TODAY - timedelta(days=1)
SQUARE = Place("stage", "square", "town")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def people(work: UnitOfWork, place: Place = SQUARE) -> tuple[int, int]:
    """The ids of two learners."""
    ann, ben = (work.learners.present(User("stage", name, name), place, NOW) for name in ("ann", "ben"))
    return ann.id, ben.id


def community(work: UnitOfWork) -> int:
    """The id of the community of the square."""
    settings = DailyPlace(0, 0, "stage", "town", "square", "", ZoneInfo("UTC"), time(9), NOW)
    return work.communities.set_up(SQUARE, settings).community_id


# ---- points


def test_an_act_pays_once_in_a_community_and_once_in_the_total(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        assert work.progress.pay(ann, PointLine("challenge 1 q", 10, NOW, 5), TODAY)
        assert not work.progress.pay(ann, PointLine("challenge 1 q", 10, NOW + HOUR, 5), TODAY)
        assert work.progress.pay(ann, PointLine("challenge 1 q", 10, NOW + HOUR, 6), TODAY)
        assert work.progress.pay(ann, PointLine("quiz 2026-11 q", 3, NOW + 2 * HOUR), TODAY)
        assert work.progress.pay(ben, PointLine("challenge 1 q", 2, NOW, 5), TODAY)
    assert store.read(lambda work: work.progress.total(ann, BEGINNING)) == 13
    assert store.read(lambda work: work.progress.total(ann, NOW + 2 * HOUR)) == 3
    assert store.read(lambda work: work.progress.total(ann, NOW + 3 * HOUR)) == 0
    lines = store.read(lambda work: work.progress.point_lines(ann, BEGINNING, 10))
    assert [(line.act, line.points, line.at) for line in lines] == [
        ("quiz 2026-11 q", 3, NOW + 2 * HOUR),
        ("challenge 1 q", 10, NOW),
    ]
    assert len(store.read(lambda work: work.progress.point_lines(ann, BEGINNING, 1))) == 1


def test_totals_are_those_of_members_who_are_on_boards(store: Store) -> None:
    with store.write() as work:
        home = community(work)
        ann, ben = people(work)
        outsider = work.learners.present(User("stage", "cy", "cy"), Place("stage", "alone"), NOW)
        for learner_id in (ann, outsider.id):
            work.progress.pay(learner_id, PointLine("a", 10, NOW, home), TODAY)
        work.progress.pay(ann, PointLine("b", 3, NOW - HOUR, home), TODAY)
        work.progress.pay(ann, PointLine("c", 5, NOW, home + 1), TODAY)
    assert sorted(store.read(lambda work: work.progress.totals(home, NOW))) == [(ann, "ann", 10), (ben, "ben", 0)]
    assert sorted(store.read(lambda work: work.progress.totals(home, BEGINNING)))[0] == (ann, "ann", 13)
    with store.write() as work:
        known = work.learners.find(User("stage", "ann"), SQUARE)
        assert known is not None
        work.learners.prefer(ann, replace(known.preferences, is_on_boards=False))
    assert store.read(lambda work: work.progress.totals(home, BEGINNING)) == [(ben, "ben", 0)]


# ---- study days


def test_a_study_day_adds_up(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        assert work.progress.count(ann, TODAY, challenges=1) == (Load(0, 0), 0)
        assert work.progress.count(ann, TODAY, due_reviews=1, paid_reviews=1) == (Load(1, 0), 1)
        assert work.progress.count(ann, TODAY, due_reviews=1, new_cards=2, quizzes=1) == (Load(2, 2), 1)
        assert work.progress.count(ann, TODAY, due_reviews=-1, paid_reviews=-1) == (Load(1, 2), 0)
        work.progress.count(ann, YESTERDAY, quizzes=2)
        work.progress.clear_queue(ann, YESTERDAY)
    today, yesterday = Day(TODAY, 1, 1, 1, False), Day(YESTERDAY, 0, 2, 0, True)
    assert store.read(lambda work: work.progress.days(ann)) == [yesterday, today]
    assert store.read(lambda work: work.progress.load(ann, TODAY)) == Load(1, 2)
    assert store.read(lambda work: work.progress.load(ben, TODAY)) == Load(0, 0)
    with store.write() as work:
        work.progress.clear_queue(ann, YESTERDAY, is_clear=False)
    assert not store.read(lambda work: work.progress.days(ann))[0].cleared_queue


# ---- skills and lessons


def test_ratings_come_back_to_the_last_bit(store: Store) -> None:
    skill, question = Rating(0.1 + 0.2, 7), Rating(-1 / 3, 12)
    with store.write() as work:
        ann, ben = people(work)
        assert work.progress.skill(ann, "sk-caching") == Rating()
        assert work.progress.question("q1") is None
        work.progress.rate(ann, "sk-caching", Rating(5.0, 1), "q1", Rating(2.0, 1))
        work.progress.rate(ann, "sk-caching", skill, "q1", question)
    assert store.read(lambda work: work.progress.skill(ann, "sk-caching")) == skill
    assert store.read(lambda work: work.progress.skills(ann)) == {"sk-caching": skill}
    assert store.read(lambda work: work.progress.skills(ben)) == {}
    assert store.read(lambda work: work.progress.question("q1")) == question


def test_sections_read_and_checks_passed_are_kept_once(store: Store) -> None:
    with store.write() as work:
        ann, ben = people(work)
        for section in ("kafka concept", "kafka concept", "kafka numbers", "raft concept"):
            work.progress.read(ann, *section.split(), NOW)
        assert work.progress.pass_check(ann, "kafka", NOW)
        assert not work.progress.pass_check(ann, "kafka", NOW + HOUR)
        assert work.progress.pass_check(ben, "kafka", NOW)
    read = store.read(lambda work: work.progress.sections_read(ann))
    assert read == {"kafka": {"concept", "numbers"}, "raft": {"concept"}}
    assert store.read(lambda work: work.progress.sections_read(ben)) == {}
    assert store.read(lambda work: work.progress.checks_passed(ann)) == {"kafka"}


# ---- timers


def test_timers_are_due_in_order_and_can_be_moved_and_cancelled(store: Store) -> None:
    post, close, later = PostWhatIsOwed(1), CloseChallenge(1), CloseChallenge(2)
    with store.write() as work:
        work.timers.set(post, NOW)
        work.timers.set(close, NOW)
        work.timers.set(later, NOW + HOUR)
    assert store.read(lambda work: work.timers.due(NOW - timedelta(microseconds=1), 10)) == []
    assert store.read(lambda work: work.timers.due(NOW, 10)) == [close, post]  # a challenge closes before the next post
    assert store.read(lambda work: work.timers.due(NOW + HOUR, 2)) == [close, post]
    with store.write() as work:
        work.timers.set(post, NOW + 2 * HOUR)
        work.timers.cancel(close)
        work.timers.cancel(PostWhatIsOwed(99))
    assert store.read(lambda work: work.timers.when(post)) == NOW + 2 * HOUR
    assert store.read(lambda work: work.timers.when(close)) is None
    assert store.read(lambda work: work.timers.due(NOW + 9 * HOUR, 10)) == [later, post]


# ---- the outbox


def test_a_delivery_is_claimed_with_a_lease_and_confirmed(store: Store) -> None:
    room = Place("stage", "square", "town", "topic 7")
    with store.write() as work:
        work.deliveries.add(room, "daily:1", NOW)
        work.deliveries.add(Place("other", "x"), "daily:2", NOW)
    assert store.read(lambda work: work.deliveries.are_waiting("stage", NOW))
    assert not store.read(lambda work: work.deliveries.are_waiting("third", NOW))
    with store.write() as work:
        (claimed,) = work.deliveries.claim("stage", NOW, NOW + HOUR, 10)
        assert work.deliveries.claim("stage", NOW, NOW + HOUR, 10) == []
    assert claimed == Delivery(claimed.id, room, "daily:1", False, 1, owed_at=NOW)
    assert not store.read(lambda work: work.deliveries.are_waiting("stage", NOW + HOUR - timedelta(seconds=1)))
    with store.write() as work:  # whoever claimed it died: the lease is over
        (again,) = work.deliveries.claim("stage", NOW + HOUR, NOW + 2 * HOUR, 10)
        assert (again.id, again.attempts) == (claimed.id, 2)
        work.deliveries.confirm(again.id, "message 5", NOW + HOUR)
    assert not store.read(lambda work: work.deliveries.are_waiting("stage", NOW + 9 * HOUR))


def test_a_redraw_that_has_to_wait_takes_in_what_is_owed_meanwhile(store: Store) -> None:
    with store.write() as work:
        work.deliveries.add(SQUARE, "daily:1", NOW, is_revision=True)
        (claimed,) = work.deliveries.claim("stage", NOW, NOW + HOUR, 10)
        work.deliveries.postpone(claimed.id, NOW + 2 * HOUR)
        for minute in range(5):
            work.deliveries.add(SQUARE, "daily:1", NOW + timedelta(minutes=minute), is_revision=True)
        assert work.deliveries.claim("stage", NOW + HOUR, NOW + 2 * HOUR, 10) == []
        again = work.deliveries.claim("stage", NOW + 2 * HOUR, NOW + 3 * HOUR, 10)
    assert [one.id for one in again] == [claimed.id]


def test_one_redraw_of_a_message_waits_however_often_it_is_owed(store: Store) -> None:
    with store.write() as work:
        for key in ("daily:1", "daily:1", "daily:2"):
            work.deliveries.add(SQUARE, key, NOW, is_revision=True)
        work.deliveries.add(SQUARE, "daily:1", NOW)
        work.deliveries.add(Place("stage", "market", "village"), "daily:1", NOW, is_revision=True)
        claimed = work.deliveries.claim("stage", NOW, NOW + HOUR, 10)
        assert [(one.place.id, one.key, one.is_revision) for one in claimed] == [
            ("square", "daily:1", True),
            ("square", "daily:2", True),
            ("square", "daily:1", False),
            ("market", "daily:1", True),
        ]
        work.deliveries.add(SQUARE, "daily:1", NOW, is_revision=True)  # owed after the other was drawn: not lost
        assert len(work.deliveries.claim("stage", NOW, NOW + HOUR, 10)) == 1


def test_a_claim_takes_the_oldest_and_no_more_than_asked_for(store: Store) -> None:
    with store.write() as work:
        for number in range(5):
            work.deliveries.add(SQUARE, f"daily:{number}", NOW)
        first = work.deliveries.claim("stage", NOW, NOW + HOUR, 2)
        second = work.deliveries.claim("stage", NOW, NOW + HOUR, 9)
    assert [one.key for one in first + second] == [f"daily:{number}" for number in range(5)]


# ---- transactions


def test_what_is_undone_or_rolled_back_never_was(store: Store) -> None:
    kept, undone, lost = (CloseChallenge(number) for number in (1, 2, 3))
    transactions = store.transactions
    work = transactions.begin()
    for timer, step in ((kept, transactions.release), (undone, transactions.undo)):
        transactions.savepoint()
        work.timers.set(timer, NOW)
        step()
    transactions.commit()
    work = transactions.begin()
    work.timers.set(lost, NOW)
    transactions.rollback()
    transactions.rollback()  # safe in any state
    assert store.read(lambda work: work.timers.due(NOW, 10)) == [kept]
    with store.write() as work:
        work.timers.set(lost, NOW)
    assert store.read(lambda work: work.timers.due(NOW, 10)) == [kept, lost]

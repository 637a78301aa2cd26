"""What is known of chats: rooms, newest messages, and a chat that gets another id takes everything with it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.servers import Store

from bot.community.rules import DailyPlace
from bot.events import Place, User
from bot.ports import UnitOfWork
from bot.quiz.rules import QuizKind

PLATFORM = "stage"
OLD, NEW = Place(PLATFORM, "-5", "-5"), Place(PLATFORM, "-1005", "-1005")
QUIZ_ROOM = Place(PLATFORM, "-5", "-5", room="quiz:7")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def set_up(work: UnitOfWork, place: Place) -> DailyPlace:
    """A daily place in a chat."""
    settings = DailyPlace(0, 0, PLATFORM, place.community, place.id, "", ZoneInfo("UTC"), time(9), NOW)
    return work.communities.set_up(place, settings)


def test_a_side_room_is_known_again(store: Store) -> None:
    assert store.read(lambda work: work.chats.room(QUIZ_ROOM)) == ""
    with store.write() as work:
        work.chats.keep_room(QUIZ_ROOM, "41")
    assert store.read(lambda work: work.chats.room(QUIZ_ROOM)) == "41"
    assert store.read(lambda work: work.chats.room(Place(PLATFORM, "-5", "-5", room="quiz:8"))) == ""
    with store.write() as work:
        work.chats.keep_room(QUIZ_ROOM, "42")
    assert store.read(lambda work: work.chats.room(QUIZ_ROOM)) == "42"


def test_the_newest_message_of_a_chat_never_grows_older(store: Store) -> None:
    assert store.read(lambda work: work.chats.seen(PLATFORM, "-5")) == 0
    for message_id, newest in ((7, 7), (3, 7), (7, 7), (9_000_000_000, 9_000_000_000)):
        with store.write() as work:
            work.chats.see(PLATFORM, "-5", message_id)
        assert store.read(lambda work: work.chats.seen(PLATFORM, "-5")) == newest
    assert store.read(lambda work: work.chats.seen(PLATFORM, "-6")) == 0


def test_a_chat_that_moves_takes_its_community_places_and_deliveries_with_it(store: Store) -> None:
    with store.write() as work:
        place = set_up(work, OLD)
        ann = work.learners.present(User(PLATFORM, "ann", "ann"), OLD, NOW)
        work.deliveries.add(OLD, "daily:1", NOW)
        work.deliveries.confirm(work.deliveries.claim(PLATFORM, NOW, LATER, 9)[0].id, "7", NOW)
        work.deliveries.add(OLD, "daily:2", NOW)
        work.deliveries.add(OLD, "daily:1", NOW, is_revision=True)
        work.chats.keep_room(QUIZ_ROOM, "41")
        work.chats.see(PLATFORM, "-5", 7)
        quiz_id = work.quizzes.add(ann.id, QuizKind.DUEL, "kafka", NOW)
        duel_id = work.duels.add(OLD, quiz_id, "ann", User(PLATFORM, "ben", "ben"), LATER)
        work.chats.move(PLATFORM, "-5", "-1005")
    with store.write() as work:
        duel = work.duels.get(duel_id)
        assert duel is not None
        assert (duel.external_id, duel.community) == ("-1005", "-1005")
        moved = work.communities.daily_place_at(NEW)
        assert moved is not None
        assert (moved.id, moved.community, moved.community_id) == (place.id, "-1005", place.community_id)
        assert work.communities.daily_place_at(OLD) is None
        assert work.learners.present(User(PLATFORM, "ann", "ann"), NEW, NOW).community_id == ann.community_id != 0
        claimed = work.deliveries.claim(PLATFORM, NOW, LATER, 9)
        assert [(one.place, one.key, one.message_id) for one in claimed] == [(NEW, "daily:2", ""), (NEW, "daily:1", "")]
        assert work.chats.moved(PLATFORM) == {"-5": "-1005"}
        assert work.chats.room(QUIZ_ROOM) == ""
        assert work.chats.seen(PLATFORM, "-5") == 0


def test_a_move_that_is_told_twice_changes_nothing_more(store: Store) -> None:
    with store.write() as work:
        set_up(work, OLD)
        work.chats.move(PLATFORM, "-5", "-1005")
        work.chats.move(PLATFORM, "-5", "-1005")
        work.chats.move(PLATFORM, "-404", "-100404")
    assert store.read(lambda work: work.communities.daily_place_at(NEW)) is not None
    assert store.read(lambda work: work.chats.moved(PLATFORM)) == {"-5": "-1005", "-404": "-100404"}


def test_what_was_set_up_in_the_new_chat_before_the_move_was_known_stands(store: Store) -> None:
    with store.write() as work:
        before = set_up(work, OLD)
        newer = set_up(work, NEW)
        work.chats.move(PLATFORM, "-5", "-1005")
    found = store.read(lambda work: work.communities.daily_place_at(NEW))
    assert found is not None
    assert found.id == newer.id != before.id


def test_a_message_once_owed_is_known_even_when_it_was_delivered(store: Store) -> None:
    with store.write() as work:
        assert not work.deliveries.was_owed(OLD, "welcome:5")
        work.deliveries.add(OLD, "welcome:5", NOW)
        assert work.deliveries.was_owed(OLD, "welcome:5")
        work.deliveries.confirm(work.deliveries.claim(PLATFORM, NOW, LATER, 9)[0].id, "7", NOW)
        assert work.deliveries.was_owed(OLD, "welcome:5")
        assert not work.deliveries.was_owed(NEW, "welcome:5")
        assert not work.deliveries.was_owed(OLD, "welcome:6")

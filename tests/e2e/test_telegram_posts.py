"""Posts go out once, at the pace Telegram takes: floods, lost answers, groups that move, side rooms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from e2e.telegram_chats import BOT, Json, buttons
from e2e.telegram_evening import Evening
from e2e.telegram_service import Fault

from adapters.outbox import LEASE, MOST_NOT_TAKEN
from adapters.telegram import deliver
from adapters.telegram.deliver import LOOKED_AT, MAYBE_DOUBLED
from bot.daily.rules import Posting
from bot.events import Place
from bot.ports import UnitOfWork

PLATFORM = "telegram"


@pytest.fixture
def olga(evening: Evening) -> int:
    """Who owns the groups."""
    return evening.service.person("Olga")


def new_group(evening: Evening, olga: int, kind: str = "supergroup", **more: bool) -> int:
    """A group with the daily challenge at nine, set up before its time came."""
    evening.now = evening.now.replace(hour=8, minute=0)
    bot = "administrator" if kind == "channel" else "member"
    chat_id = evening.do(lambda: evening.service.group(kind, owner=olga, bot=bot, **more))
    evening.tick()
    evening.say(olga, "/setup 09:00 UTC", chat_id)
    return chat_id


def posts(evening: Evening, chat_id: int) -> list[Json]:
    """The challenges that stand in a chat."""
    return [one for one in evening.service.shown(chat_id) if "Daily challenge" in one["text"]]


def ledger(evening: Evening, chat_id: int) -> Posting:
    """The newest row of the ledger of a chat."""

    def look(work: UnitOfWork) -> Posting:
        place = work.communities.daily_place_at(Place(PLATFORM, str(chat_id), str(chat_id)))
        assert place is not None
        return work.ledger.booked(place.id)[0]

    return evening.look(look)


def labels(message: Json) -> list[str]:
    """What stands on the buttons of a message."""
    return [button["text"] for button in buttons(message)]


# ---- pace


def test_a_flooded_chat_waits_alone_and_is_not_called_before_its_time(evening: Evening, olga: int) -> None:
    groups = [new_group(evening, olga) for _ in range(3)]
    evening.service.faults = [Fault("sendMessage", "429", groups[0], retry_after=1)]
    evening.tick(hours=1)
    assert [len(posts(evening, group)) for group in groups] == [0, 1, 1]
    evening.tick(seconds=1)
    assert [len(posts(evening, group)) for group in groups] == [1, 1, 1]
    assert len([call for call in evening.service.calls if call.method == "sendMessage" and not call.ok]) == 1


# ---- lost answers


@pytest.mark.parametrize(("kind", "place"), [("reset", "supergroup"), ("500", "channel"), ("garbage", "supergroup")])
def test_a_post_whose_answer_was_lost_is_found(evening: Evening, olga: int, kind: str, place: str) -> None:
    chat_id = new_group(evening, olga, place)
    evening.service.faults = [Fault("sendMessage", kind, chat_id, after=True)]
    evening.tick(hours=1)
    evening.do(lambda: [evening.service.say(olga, "we talk", chat_id) for _ in range(3)])
    evening.restart()
    evening.tick(seconds=LEASE.total_seconds())
    assert len(posts(evening, chat_id)) == 1
    assert labels(posts(evening, chat_id)[0])[:2] == ["A", "B"]
    assert ledger(evening, chat_id).reason == ""
    evening.tick(days=1)
    assert "the answer is" in posts(evening, chat_id)[0]["text"]


def test_a_post_that_cannot_be_found_is_sent_again_and_the_ledger_says_so(evening: Evening, olga: int) -> None:
    chat_id = new_group(evening, olga)
    evening.service.chats[chat_id].next_id += LOOKED_AT  # so much was said that Quorum did not hear
    evening.service.faults = [Fault("sendMessage", "reset", chat_id, after=True)]
    evening.tick(hours=1)
    evening.tick(seconds=3)
    assert len(posts(evening, chat_id)) == 2
    assert ledger(evening, chat_id).reason == MAYBE_DOUBLED


def test_what_others_say_elsewhere_hides_no_post_of_a_basic_group(evening: Evening, olga: int) -> None:
    chat_id = new_group(evening, olga, "group")
    for _ in range(LOOKED_AT):  # private chats and basic groups share the numbers of their messages
        evening.say(olga, "/help")
    evening.service.faults = [Fault("sendMessage", "reset", chat_id, after=True)]
    evening.tick(hours=1)
    evening.restart()
    evening.tick(seconds=LEASE.total_seconds())
    assert len(posts(evening, chat_id)) == 1
    assert ledger(evening, chat_id).reason == ""


def test_a_post_that_was_surely_not_sent_is_sent_without_a_look(evening: Evening, olga: int) -> None:
    chat_id = new_group(evening, olga)
    evening.service.faults = [Fault("sendMessage", "429", chat_id, retry_after=1)]
    evening.tick(hours=1)
    evening.tick(seconds=1)
    assert len(posts(evening, chat_id)) == 1
    assert evening.service.tried("editMessageReplyMarkup") == 0


def test_while_one_message_is_looked_for_the_next_one_waits(evening: Evening, olga: int) -> None:
    chat_id = new_group(evening, olga)
    place = Place(PLATFORM, str(chat_id), str(chat_id))
    evening.arrange(lambda work: work.deliveries.add(place, "welcome:77", evening.now + timedelta(hours=1)))
    evening.service.faults = [Fault("sendMessage", "reset", chat_id, after=True)]
    evening.tick(hours=1)
    evening.tick(seconds=3)
    evening.tick(seconds=3)
    texts = [one["text"] for one in evening.service.shown(chat_id)][2:]
    assert len(texts) == 2
    assert sum("Daily challenge" in text and "Sat 21 Nov" in text for text in texts) == 1
    assert sum("Quorum is here" in text for text in texts) == 1
    assert all(labels(one) for one in evening.service.shown(chat_id)[2:])


def test_a_post_that_is_not_taken_is_not_tried_for_ever(evening: Evening, olga: int) -> None:
    chat_id = new_group(evening, olga)
    before = evening.service.tried("sendMessage")
    evening.service.faults = [Fault("sendMessage", "400", chat_id, count=99)]
    evening.tick(hours=1)
    for _ in range(MOST_NOT_TAKEN):
        evening.tick(seconds=LEASE.total_seconds())
    assert evening.service.tried("sendMessage") - before == MOST_NOT_TAKEN + 1  # and the word to its owner
    assert "The platform did not take this message (bad gateway)." in evening.last(olga)


# ---- groups that move


def test_a_group_that_moves_takes_its_challenge_along(evening: Evening, olga: int) -> None:
    old = new_group(evening, olga, "group")
    ben = evening.service.person("Ben")
    evening.service.chats[old].members[ben] = {"status": "member"}
    evening.tick(hours=1)
    new = evening.service.upgrade(old)
    evening.do(lambda: evening.service.tell_upgrade(old))
    assert evening.press(ben, evening.key(), old)["text"].startswith(f"✅ {evening.key()} is right")
    evening.restart()
    evening.tick(days=1)
    evening.tick(seconds=5)
    assert [len(posts(evening, chat)) for chat in (old, new)] == [1, 1]
    board = evening.look(lambda work: work.communities.of(Place(PLATFORM, str(new), str(new))))
    assert board is not None
    since = evening.now - timedelta(days=7)
    assert [points for *_, points in evening.look(lambda work: work.progress.totals(board.id, since))] == [10]


def test_a_move_is_learnt_from_a_refusal_too(evening: Evening, olga: int) -> None:
    old = new_group(evening, olga, "group")
    new = evening.service.upgrade(old)
    evening.tick(hours=1)
    evening.tick(seconds=1)
    assert len(posts(evening, new)) == 1
    assert evening.look(lambda work: work.chats.moved(PLATFORM)) == {str(old): str(new)}


# ---- side rooms


@pytest.mark.parametrize(("is_forum", "may"), [(True, True), (True, False), (False, True)])
def test_a_side_room_is_a_topic_or_the_replies_to_its_message(
    evening: Evening, olga: int, *, is_forum: bool, may: bool
) -> None:
    chat_id = new_group(evening, olga, is_forum=is_forum)
    evening.service.chats[chat_id].members[BOT["id"]]["status"] = "administrator" if may else "member"
    evening.tick(hours=1)
    lobby = posts(evening, chat_id)[0]["message_id"]
    room = Place(PLATFORM, str(chat_id), str(chat_id), room="daily:1")
    for number in (21, 22):
        evening.arrange(lambda work, key=f"welcome:{number}": work.deliveries.add(room, key, evening.now))
        evening.tick(seconds=1)
        evening.restart()
    said = evening.service.shown(chat_id)[-2:]
    if is_forum and may:
        assert len(evening.service.made("createForumTopic")) == 1
        assert len({one["message_thread_id"] for one in said}) == 1
    else:
        assert [one["reply_to_message"]["message_id"] for one in said] == [lobby, lobby]


def test_looking_for_a_message_takes_the_buttons_of_no_other(
    evening: Evening, olga: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "LONGEST_DOUBT_SECONDS", 0)  # the next message does not wait for it
    chat_id = evening.do(lambda: evening.service.group("supergroup", owner=olga))
    evening.say(olga, "/help", chat_id)
    evening.service.faults = [Fault("sendMessage", "reset", chat_id)]
    evening.tick()
    evening.restart()
    evening.say(olga, "/setup 09:00 Europe/Berlin now", chat_id)
    evening.tick(seconds=1)
    (posted,) = posts(evening, chat_id)
    evening.restart()
    evening.tick(minutes=2)
    assert [one["text"].startswith("Quorum is here") for one in evening.service.shown(chat_id)][-1]
    assert "A" in str(evening.service.chats[chat_id].messages[posted["message_id"]]["reply_markup"])


def test_a_room_waits_for_the_message_it_opens_from(evening: Evening, olga: int) -> None:
    chat_id = new_group(evening, olga)
    before = len(evening.service.shown(chat_id))
    room = Place(PLATFORM, str(chat_id), str(chat_id), room="daily:1")
    evening.arrange(lambda work: work.deliveries.add(room, "welcome:21", evening.now))
    evening.tick(seconds=1)
    assert len(evening.service.shown(chat_id)) == before
    evening.tick(hours=1)
    evening.tick(seconds=3)
    assert len(evening.service.shown(chat_id)) == before + 2

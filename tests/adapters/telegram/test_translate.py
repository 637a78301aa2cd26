"""Recorded updates, as the Bot API sends them, and what they mean to the core."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from adapters.telegram.draw import start_link
from adapters.telegram.translate import (
    BAD_LINK,
    NO_PERSON,
    NO_WORDS,
    STALE,
    Heard,
    Me,
    chat_of,
    place_of,
    to_heard,
)
from bot.account.actions import Greet, SetZone, ShowHelp
from bot.actions import Action
from bot.community.actions import SetUpInDetail
from bot.daily.actions import AnswerChallenge, OpenDaily
from bot.events import Place, User
from bot.group_quiz.actions import OpenQuiz
from bot.learn.actions import Find, OpenLesson

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ME = Me(123456, "quorum_bot")
ANN = {"id": 7001, "is_bot": False, "first_name": "Ann", "last_name": "O'Hara", "language_code": "en"}
BEN = {"id": 7002, "is_bot": False, "first_name": "Ben", "last_name": "Björk"}
CHO = {"id": 7003, "is_bot": False, "first_name": "Cho"}
BOT = {"id": 123456, "is_bot": True, "first_name": "Quorum", "username": "quorum_bot"}
PRIVATE = {"id": 7001, "type": "private", "first_name": "Ann"}
GROUP = {"id": -5001, "type": "group", "title": "Readers"}
FORUM = {"id": -1001234567890, "type": "supergroup", "title": "Readers", "is_forum": True}
CHANNEL = {"id": -1009876543210, "type": "channel", "title": "News"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}

Json = dict[str, Any]


def heard(moved: dict[str, str] | None = None, **content: Json) -> Heard | None:
    """What an update means."""
    update = Update.de_json({"update_id": 1, **content}, None)
    return to_heard(update, NOW, ME, moved or {})


def message(text: str, chat: Json = PRIVATE, **more: Any) -> Json:
    """A message of Ann."""
    return {"message_id": 42, "date": 1795251600, "chat": chat, "from": ANN, "text": text, **more}


def press(data: str | None, chat: Json | None = PRIVATE, **more: Any) -> Json:
    """A press of Ann on a message of the bot."""
    shown = {"message_id": 9, "date": 1795251600, "chat": chat, "from": BOT, "text": "x", **more}
    return {"id": "77", "from": ANN, "chat_instance": "-1", "data": data, **({"message": shown} if chat else {})}


def said(person: Json) -> Json:
    """A message of somebody, to be replied to."""
    return {"message_id": 41, "date": 1795251500, "chat": GROUP, "from": person, "text": "Who plays?"}


def friend(found: Heard | None) -> User | None:
    """Whom a command means."""
    assert found is not None
    assert found.event is not None, found.refusal
    return found.event.friend


def event(found: Heard | None) -> tuple[Action, str, Place]:
    """Action, text and place of what was heard."""
    assert found is not None
    assert found.event is not None, found.refusal
    assert found.event.place is not None
    assert found.event.user == User("telegram", "7001")
    assert found.event.at == NOW
    return found.event.action, found.event.text, found.event.place


ALONE = Place("telegram", "@7001")


# ---- private chats


@pytest.mark.parametrize(
    ("text", "action", "typed"),
    [
        ("/daily", OpenDaily(), ""),
        ("/daily@quorum_bot 2026-11-20", OpenDaily(20261120), ""),
        ("/quiz caching 5", OpenQuiz(5, "normal"), "caching"),
        ("/lesson\nconsistent   hashing", OpenLesson(), "consistent hashing"),
        ("/start", Greet(), ""),
        ("/START", Greet(), ""),
        ("Help", ShowHelp(), ""),
        ("quiz 3", OpenQuiz(3, "normal"), ""),
        ("help me with caching", Find(), "help me with caching"),
        ("what is a quorum?", Find(), "what is a quorum?"),
        ("a\x00b \ud800c", Find(), "ab c"),
        ("x" * 5000, Find(), "x" * 200),
    ],
)
def test_what_is_typed_in_private(text: str, action: Action, typed: str) -> None:
    assert event(heard(message=message(text))) == (action, typed, ALONE)


def test_a_deep_link_is_its_action() -> None:
    payload = start_link("quorum_bot", OpenDaily(20261120)).partition("?start=")[2]
    assert event(heard(message=message(f"/start {payload}"))) == (OpenDaily(20261120), "", ALONE)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (message("/start zzz"), BAD_LINK),
        (message("/nonsense"), "There is no command /nonsense."),
        (message("/quiz 99"), "99 does not fit"),
        (message("\u2028\n"), NO_WORDS),
        (
            {
                **message(""),
                "text": None,
                "sticker": {
                    "file_id": "x",
                    "file_unique_id": "y",
                    "width": 1,
                    "height": 1,
                    "type": "regular",
                    "is_animated": False,
                    "is_video": False,
                },
            },
            NO_WORDS,
        ),
    ],
)
def test_what_is_not_understood_says_why(content: Json, why: str) -> None:
    found = heard(message=content)
    assert found is not None
    assert found.event is None
    assert found.refusal.startswith(why)
    assert (found.chat_id, found.person_id, found.is_private) == (7001, 7001, True)


def test_a_reply_to_a_prompt_is_the_answer_to_it() -> None:
    link = start_link("quorum_bot", SetZone()) + "&at=31"
    entity = {"type": "text_link", "offset": 0, "length": 3, "url": link}
    prompt = {
        "message_id": 40,
        "date": 1795251600,
        "chat": PRIVATE,
        "from": BOT,
        "text": "Ask me",
        "entities": [entity],
    }
    found = heard(message=message("Europe/Rome", reply_to_message=prompt))
    assert event(found) == (SetZone(), "Europe/Rome", ALONE)
    assert found is not None
    assert found.asked is not None
    assert (found.asked.message_id, found.prompt_id) == (31, 40)
    assert event(heard(message=message("/help", reply_to_message=prompt)))[0] == ShowHelp()
    by_somebody_else = {**prompt, "from": ANN}
    assert event(heard(message=message("Rome", reply_to_message=by_somebody_else)))[0] == Find()


# ---- presses


def test_a_press_says_its_action_and_its_message() -> None:
    found = heard(callback_query=press("daily.answer:4:1~daily-own"))
    assert event(found) == (AnswerChallenge(4, 1), "", ALONE)
    assert found is not None
    assert (found.key, found.query_id, found.message_id, found.can_edit) == ("daily-own", "77", 9, True)


def test_a_press_among_others_has_its_community_and_topic() -> None:
    topic = {"message_thread_id": 7, "is_topic_message": True}
    place = Place("telegram", "-1001234567890:7", "-1001234567890")
    assert event(heard(callback_query=press("daily.answer:4:1", FORUM, **topic))) == (AnswerChallenge(4, 1), "", place)
    channel = Place("telegram", "-1009876543210", "-1009876543210")
    assert event(heard(callback_query=press("daily.answer:4:1", CHANNEL)))[2] == channel
    moved = {"-5001": "-1005001"}
    assert event(heard(moved, callback_query=press("daily.open:0", GROUP)))[2] == Place(
        "telegram", "-1005001", "-1005001"
    )


def test_a_press_on_what_can_be_seen_no_more_is_understood() -> None:
    old = press("daily.open:0")
    old["message"] = {"message_id": 9, "date": 0, "chat": FORUM}
    found = heard(callback_query=old)
    assert event(found)[2] == Place("telegram", "-1001234567890", "-1001234567890")
    assert found is not None
    assert not found.can_edit
    assert event(heard(callback_query={**press("daily.open:0", None), "inline_message_id": "x"}))[2] == ALONE


@pytest.mark.parametrize("data", [None, "", "zzz", "daily.answer:4", "x" * 65, "🔥", "daily.answer:4:1#1", "\x00"])
def test_a_forged_press_is_refused_with_a_sentence(data: str | None) -> None:
    found = heard(callback_query=press(data))
    assert found is not None
    assert (found.event, found.refusal) == (None, STALE)


# ---- groups and channels


def test_a_command_in_a_group_belongs_to_it() -> None:
    assert event(heard(message=message("/daily", GROUP))) == (OpenDaily(), "", Place("telegram", "-5001", "-5001"))
    topic = {"message_thread_id": 7, "is_topic_message": True}
    assert event(heard(message=message("/daily", FORUM, **topic)))[2].id == "-1001234567890:7"
    in_a_reply = {"message_thread_id": 7}
    assert event(heard(message=message("/daily", {**FORUM, "is_forum": False}, **in_a_reply)))[2].id == "-1001234567890"


@pytest.mark.parametrize(
    "content",
    [
        message("hello", GROUP),
        message("/daily@other_bot", GROUP),
        message("/unknown", GROUP),
        message("daily", GROUP),
        {**message("/daily", GROUP), "from": {**ANN, "is_bot": True}},
        message("/daily", GROUP, via_bot=BOT),
        message("/setup 09:00 UTC", GROUP, sender_chat=CHANNEL, is_automatic_forward=True),
        {"message_id": 1, "date": 1, "chat": GROUP, "from": ANN, "new_chat_members": [ANN]},
        {"message_id": 1, "date": 1, "chat": PRIVATE, "from": ANN, "pinned_message": message("x")},
    ],
)
def test_what_is_not_meant_for_us_means_nothing(content: Json) -> None:
    assert heard(message=content) is None


def test_who_is_replied_to_is_the_friend() -> None:
    found = heard(message=message("/quiz kafka 3", GROUP, reply_to_message=said(BEN)))
    assert event(found)[:2] == (OpenQuiz(3, "normal", 0), "kafka")
    assert friend(found) == User("telegram", "7002")


@pytest.mark.parametrize(
    ("text", "typed"),
    [("/quiz Ben Björk kafka", "kafka"), ("/quiz 🧩 kafka Ben Björk", "🧩 kafka"), ("/quiz@quorum_bot Ben Björk", "")],
)
def test_who_is_linked_is_the_friend_and_no_part_of_the_topic(text: str, typed: str) -> None:
    at = len(text[: text.index("Ben")].encode("utf-16-le")) // 2
    link = {"type": "text_mention", "offset": at, "length": 9, "user": BEN}
    found = heard(message=message(text, GROUP, entities=[link], reply_to_message=said(CHO)))
    assert event(found)[1] == typed
    assert friend(found) == User("telegram", "7002")


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("/quiz kafka", {}),
        ("/quiz", {"reply_to_message": {"message_id": 9, "date": 1, "chat": GROUP, "from": BOT, "text": "x"}}),
        ("/quiz", {"reply_to_message": {"message_id": 9, "date": 1, "chat": GROUP, "from": ANN, "text": "x"}}),
        ("/quiz", {"reply_to_message": {"message_id": 9, "date": 1, "chat": GROUP, "text": "x"}}),
        (
            "/quiz",
            {
                "is_topic_message": True,
                "message_thread_id": 9,
                "reply_to_message": {"message_id": 9, "date": 1, "chat": GROUP, "from": BEN, "text": "opens a topic"},
            },
        ),
        (
            "/quiz",
            {
                "reply_to_message": {
                    "message_id": 9, "date": 1, "chat": GROUP, "from": ANONYMOUS, "sender_chat": GROUP, "text": "x",
                }
            },
        ),
    ],
)  # fmt: skip
def test_no_person_is_replied_to(text: str, more: Json) -> None:
    found = heard(message=message(text, GROUP, **more))
    assert found is not None
    assert found.event is not None
    assert found.event.friend is None


def test_who_is_typed_counts_more_than_who_is_replied_to() -> None:
    found = heard(message=message("/quiz @cho kafka", GROUP, reply_to_message=said(BEN)))
    assert event(found)[1] == "@cho kafka"
    assert found is not None
    assert found.event is not None
    assert found.event.friend is None


def test_a_person_brings_her_handle_in_small_letters() -> None:
    found = heard(message={**message("/daily", GROUP), "from": {**ANN, "username": "Ann_OHara"}})
    assert found is not None
    assert found.event is not None
    assert found.event.user is not None
    assert found.event.user.handle == "ann_ohara"


def test_an_unknown_command_with_our_name_is_answered() -> None:
    found = heard(message=message("/nonsense@Quorum_Bot", GROUP))
    assert found is not None
    assert found.refusal.startswith("There is no command /nonsense.")


def test_a_group_and_a_channel_may_speak_themselves() -> None:
    speaking = {**message("/setup 09:00 UTC", GROUP, sender_chat=GROUP), "from": ANONYMOUS}
    found = heard(message=speaking)
    assert found is not None
    assert found.event is not None
    assert found.event.action == SetUpInDetail(540, 6, 1, 0, talk=1)
    assert found.event.user == User("telegram", "-5001")
    assert (found.speaks_for_chat, found.person_id) == (True, 0)
    posted = {"message_id": 4, "date": 1, "chat": CHANNEL, "sender_chat": CHANNEL, "text": "/setup 09:00 UTC now"}
    found = heard(channel_post=posted)
    assert found is not None
    assert found.event is not None
    assert found.event.place == Place("telegram", "-1009876543210", "-1009876543210")
    assert found.speaks_for_chat
    assert heard(channel_post={**posted, "text": "/daily"}) is None


@pytest.mark.parametrize("sender", [GROUP, CHANNEL])
def test_who_writes_for_others_cannot_study(sender: Json) -> None:
    found = heard(message={**message("/daily", GROUP, sender_chat=sender), "from": ANONYMOUS})
    assert found is not None
    assert (found.event, found.refusal, found.person_id) == (None, NO_PERSON, 0)


def test_another_channel_manages_nothing() -> None:
    found = heard(message={**message("/setup 09:00 UTC", GROUP, sender_chat=CHANNEL), "from": ANONYMOUS})
    assert found is not None
    assert (found.event, found.speaks_for_chat) == (None, False)


@pytest.mark.parametrize(("chat_id", "topic"), [(-5001, None), (-1001234567890, 7)])
def test_a_place_is_written_and_read_alike(chat_id: int, topic: int | None) -> None:
    assert chat_of(place_of(chat_id, topic, {}).id) == (chat_id, topic)


def test_a_person_is_the_chat_with_her() -> None:
    assert chat_of(Place.of_user("telegram", "7001").id) == (7001, None)

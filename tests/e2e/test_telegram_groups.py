"""Groups, topics and channels: set up by those who manage them, answered by toast and in private, quiet for others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from e2e.telegram_chats import BOT, NAME, Json, buttons, payload
from e2e.telegram_evening import Evening
from e2e.telegram_service import Fault

from adapters.telegram import permissions
from adapters.telegram.draw import DOOR
from bot.community.rules import DailyPlace
from bot.ports import UnitOfWork

ANONYMOUS_ADMIN = 1087968824
SET_UP = "/setup 09:00 Europe/Berlin now"


@pytest.fixture
def olga(evening: Evening) -> int:
    """Who owns the groups."""
    return evening.service.person("Olga")


@pytest.fixture
def group(evening: Evening, olga: int, ben: int, zoe: int) -> int:
    """A group that Quorum was just added to."""
    return evening.do(lambda: evening.service.group("supergroup", ben, zoe, owner=olga))


def post(evening: Evening, olga: int, chat_id: int, **more: int) -> Json:
    """Sets the daily challenge up; its first post."""
    evening.say(olga, SET_UP, chat_id, **more)
    evening.tick(seconds=1)
    found = [
        one
        for one in evening.service.shown(chat_id)
        if one["text"].startswith("⏱") and "Daily challenge" in one["text"]
    ]
    assert len(found) == 1
    return found[0]


def test_the_board_of_a_group_can_be_turned_in_the_private_chat(
    evening: Evening, olga: int, ben: int, group: int
) -> None:
    post(evening, olga, group)
    evening.press(ben, evening.key(), group)
    evening.say(ben, "/leaderboard", group)
    evening.press(ben, "All time")
    assert "🥇 Ben — 10" in evening.last(ben)
    token = next(one["callback_data"] for one in buttons(evening.service.shown(ben)[-1]) if one["text"] == "This week")
    stranger = evening.service.person("Max")
    assert evening.forge(stranger, token)["text"].startswith("A board belongs to a community.")


# ---- coming and going


def test_a_group_is_welcomed_once_however_often_telegram_tells_of_it(evening: Evening, olga: int, group: int) -> None:
    def told_again() -> None:
        join = {"chat": evening.service.chats[group].json(), "from": evening.service.people[olga], "date": 1795009999}
        new = {"status": "member", "user": BOT}
        for _ in range(2):
            evening.service.push(
                "my_chat_member", {**join, "old_chat_member": {**new, "status": "left"}, "new_chat_member": new}
            )

    evening.tick()
    assert evening.last(group).startswith("Quorum is here")
    evening.do(told_again)
    evening.tick()
    assert len(evening.service.shown(group)) == 2


def test_removed_and_added_again_everything_goes_on(evening: Evening, olga: int, group: int) -> None:
    post(evening, olga, group)
    evening.do(lambda: evening.service.set_bot(group, "kicked", by=olga))
    evening.tick(days=1)
    assert len(evening.service.shown(group)) == 3
    evening.do(lambda: evening.service.set_bot(group, "member", by=olga))
    evening.tick(days=1)
    evening.tick(seconds=5)
    assert "Mon 23 Nov" in evening.last(group)


# ---- set-up


def test_only_who_manages_a_group_sets_it_up(evening: Evening, olga: int, ben: int, group: int) -> None:
    evening.say(ben, SET_UP, group)
    assert evening.last(group).startswith("Only those who manage this community may set it up")
    evening.service.chats[group].members[ben] = {"status": "administrator"}
    evening.say(ben, SET_UP, group)
    assert evening.last(group).startswith("✅ The daily challenge is set up")
    evening.do(lambda: evening.service.set_bot(group, "administrator", by=olga))
    evening.service.chats[group].members[ben] = {"status": "member"}
    assert evening.press(ben, "Show help", group)["text"].startswith("Go on in our private chat")
    evening.say(ben, SET_UP, group)
    assert evening.last(group).startswith("Only those who manage")


def test_a_manager_who_writes_for_the_group_is_one(evening: Evening, group: int) -> None:
    chat = evening.service.chats[group]
    evening.service.people[ANONYMOUS_ADMIN] = {"id": ANONYMOUS_ADMIN, "is_bot": True, "first_name": "Group"}

    def speak(text: str) -> None:
        more = {"text": text, "from": evening.service.people[ANONYMOUS_ADMIN], "sender_chat": chat.json()}
        evening.service._receive(chat, more)

    evening.do(lambda: speak(SET_UP))
    assert evening.last(group).startswith("✅ The daily challenge is set up")
    evening.do(lambda: speak("/daily"))
    assert evening.last(group).startswith("You write here as the group")


def test_missing_rights_are_named_and_nothing_is_stored(evening: Evening, olga: int) -> None:
    channel = evening.do(lambda: evening.service.group("channel", owner=olga, bot="administrator"))
    evening.service.chats[channel].members[BOT["id"]]["can_post_messages"] = False
    before = len(evening.service.calls)
    evening.say(olga, SET_UP, channel)
    tried = [call.params["text"] for call in evening.service.calls[before:] if call.method == "sendMessage"]
    assert ["Missing: Post Messages" in text for text in tried] == [True]
    evening.tick(seconds=1)
    assert evening.service.shown(channel) == []


def test_when_telegram_does_not_say_who_manages_nothing_is_changed(evening: Evening, olga: int, group: int) -> None:
    evening.service.faults = [Fault("getChatMember", "500", count=9)]
    evening.say(olga, SET_UP, group)
    assert evening.last(group).startswith("Telegram did not say who manages this group")


# ---- the challenge


def test_an_answer_is_told_by_toast_and_explained_in_private(evening: Evening, olga: int, ben: int, group: int) -> None:
    shown = post(evening, olga, group)
    keyboard = shown["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in keyboard] == [["A", "B", "C", "D"], ["Show me", DOOR]]
    key = evening.key()
    toast = evening.press(ben, key, group)
    assert toast["text"] == f"✅ {key} is right · More in our private chat"
    assert evening.last(ben).startswith(f"✅ {key} is right")
    assert evening.press(ben, "A", group)["text"].startswith(f"Your first answer counts: {key}.")
    evening.tick(seconds=4)
    assert "1 answered" in evening.service.chats[group].messages[shown["message_id"]]["text"]


def test_who_never_pressed_start_gets_the_verdict_and_a_way_in(
    evening: Evening, olga: int, zoe: int, group: int
) -> None:
    shown = post(evening, olga, group)
    key = evening.key()
    wrong = "B" if key == "A" else "A"
    assert evening.press(zoe, wrong, group)["text"] == f"❌ Not {wrong} — the answer is {key} · Why: open @{NAME}"
    door = next(button["url"] for button in buttons(shown) if button["text"] == DOOR)
    assert evening.say(zoe, f"/start {payload(door)}").startswith(f"❌ Not {wrong} — the answer is {key}")
    assert evening.press(zoe, "Show help", group)["text"].startswith("Go on in our private chat")


def test_what_has_no_verdict_opens_the_private_chat(evening: Evening, olga: int, zoe: int, group: int) -> None:
    post(evening, olga, group)
    answer = evening.press(zoe, "Show help", group)
    assert "text" not in answer
    assert evening.say(zoe, f"/start {payload(answer['url'])}").startswith("What you can do here")


def test_a_typed_answer_is_asked_for_in_private(evening: Evening, olga: int, ben: int, group: int) -> None:
    post(evening, olga, group)
    assert evening.forge(ben, "account.zone", group)["text"].startswith("Go on in our private chat")
    asked = evening.service.shown(ben)[-1]["message_id"]
    assert "Asia/Tokyo" in evening.say(ben, "Asia/Tokyo", reply_to=asked)


def test_a_topic_is_a_place_of_its_own(evening: Evening, olga: int, ben: int) -> None:
    forum = evening.do(lambda: evening.service.group("supergroup", ben, owner=olga, is_forum=True))
    shown = [post(evening, olga, forum, topic=7)]
    assert shown[0]["message_thread_id"] == 7
    evening.say(olga, "/setup 10:00 UTC", forum, topic=8)
    places = evening.look(lambda work: work.communities.daily_places("telegram", str(forum)))
    assert [place.external_id for place in places] == [f"{forum}:7", f"{forum}:8"]
    assert evening.press(ben, evening.key(), forum)["text"].startswith(f"✅ {evening.key()} is right")
    evening.tick(seconds=5)
    assert "1 answered" in evening.service.chats[forum].messages[shown[0]["message_id"]]["text"]


def test_a_channel_is_set_up_by_a_post_and_answered_by_its_readers(evening: Evening, olga: int, ben: int) -> None:
    channel = evening.do(lambda: evening.service.group("channel", ben, owner=olga, bot="administrator"))
    evening.tick(seconds=1)
    evening.say(olga, "/daily", channel)
    assert evening.service.shown(channel) == []  # no welcome, no command but those of managers
    post(evening, olga, channel)
    assert evening.press(ben, evening.key(), channel)["text"].startswith(f"✅ {evening.key()} is right")


# ---- others may talk


def test_a_command_is_answered_in_private_with_a_sign(evening: Evening, ben: int, zoe: int, group: int) -> None:
    number = evening.do(lambda: evening.service.say(ben, f"/daily@{NAME}", group))
    assert "Daily challenge" in evening.last(ben)
    assert evening.service.shown(group) == []
    assert evening.service.made("setMessageReaction", group)[-1]["message_id"] == number
    evening.say(zoe, "/lesson kafka", group)
    assert evening.last(group).startswith(f"Open the private chat with @{NAME}")
    assert payload(buttons(evening.service.shown(group)[-1])[0]["url"])
    evening.say(zoe, f"/nonsense@{NAME}", group)
    assert evening.last(group).startswith("There is no command /nonsense")


def test_what_is_meant_for_others_is_left_alone(evening: Evening, ben: int, group: int) -> None:
    for text in ("hello", "/daily@another_bot", "/unknown", "daily", "we talk about /daily", "/"):
        evening.say(ben, text, group)
    assert evening.service.shown(group) == evening.service.shown(ben) == []


# ---- refusals


def paused(work: UnitOfWork) -> list[DailyPlace]:
    return [place for place in work.communities.all_places("telegram") if place.paused_because]


def close_topic(evening: Evening, chat_id: int) -> None:
    evening.service.chats[chat_id].closed_topics.add(7)


def forbid(evening: Evening, chat_id: int) -> None:
    evening.service.chats[chat_id].may_send = False


def throw_out(evening: Evening, chat_id: int) -> None:
    evening.service.chats[chat_id].members[BOT["id"]] = {"status": "left"}


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (close_topic, permissions.TOPIC_CLOSED),
        (forbid, permissions.MAY_NOT_SEND),
        (throw_out, permissions.REMOVED),
    ],
)
def test_a_place_that_refuses_is_paused_and_its_owner_told(
    evening: Evening, olga: int, ben: int, happens: Callable[[Evening, int], None], why: str
) -> None:
    forum = evening.do(lambda: evening.service.group("supergroup", ben, owner=olga, is_forum=True))
    other = evening.do(lambda: evening.service.group("group", ben, owner=olga))
    post(evening, olga, forum, topic=7)
    post(evening, olga, other)
    happens(evening, forum)
    evening.tick(days=1)
    evening.tick(seconds=5)
    assert any("Sun 22 Nov" in one["text"] for one in evening.service.shown(other))
    assert evening.last(olga).startswith(f"⚠️ The daily challenge is paused\n\n{why}")
    assert [(place.external_id, place.paused_because) for place in evening.look(paused)] == [(f"{forum}:7", why)]


def test_a_right_that_is_taken_pauses_that_place_alone_at_once_and_is_named(
    evening: Evening, olga: int, ben: int
) -> None:
    town = evening.service
    group = evening.do(lambda: town.group("supergroup", ben, owner=olga, bot="administrator"))
    channel = evening.do(lambda: town.group("channel", ben, owner=olga, bot="administrator"))
    for chat_id in (group, channel):
        post(evening, olga, chat_id)
    town.chats[group].may_send = False

    def allow(chat_id: int, status: str, **rights: bool) -> None:
        evening.do(lambda: town.set_bot(chat_id, status, by=olga, **rights))
        evening.tick(seconds=5)

    for chat_id, status, rights, why in (
        (group, "member", {}, permissions.MAY_NOT_SEND),
        (channel, "administrator", {"can_post_messages": False}, permissions.MAY_NOT_POST),
    ):
        allow(chat_id, status, **rights)
        assert [(one.external_id, one.paused_because) for one in evening.look(paused)] == [(str(chat_id), why)]
        assert evening.last(olga).startswith(f"⚠️ The daily challenge is paused\n\n{why}")
        allow(chat_id, "administrator")
        assert evening.look(paused) == []


def test_a_place_goes_on_by_itself_once_it_may(evening: Evening, olga: int, group: int) -> None:
    post(evening, olga, group)
    forbid(evening, group)
    evening.tick(days=1)
    evening.tick(seconds=5)
    assert evening.look(paused)
    evening.do(lambda: evening.service.set_bot(group, "administrator", by=olga))
    evening.tick(seconds=5)
    assert "Sun 22 Nov" in evening.last(group)
    evening.do(lambda: evening.service.set_bot(group, "member", by=olga))
    evening.tick(days=1)
    evening.service.chats[group].may_send = True
    evening.restart()
    evening.until_stored(lambda work: not paused(work))
    evening.tick(seconds=5)
    assert "Mon 23 Nov" in evening.last(group)


def test_an_owner_who_takes_no_messages_is_told_in_the_group(evening: Evening, olga: int, zoe: int, group: int) -> None:
    evening.service.chats[group].members[zoe] = {"status": "administrator"}
    evening.say(zoe, SET_UP, group)
    evening.tick(seconds=1)
    forbid(evening, group)
    evening.tick(days=1)
    evening.service.chats[group].may_send = True
    for _ in range(3):
        evening.tick(seconds=5)
    assert evening.last(group).startswith("⚠️ The daily challenge is paused")

"""A quiz that people of a Telegram group play together: in a topic or as replies, by buttons or by polls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from e2e.telegram_chats import Json, buttons
from e2e.telegram_evening import Evening
from e2e.telegram_quiz import lobby, newest, right, start, vote
from e2e.telegram_service import Fault
from flows.script import asking_only, of_kind

from bot.library import Content, QuestionKind

BETWEEN_QUESTIONS_SECONDS = 20
ROUNDS = 3


@pytest.fixture
def asked(content: Content) -> Content:
    """Every question is answered with one press."""
    return asking_only(content, of_kind(QuestionKind.SINGLE))


@pytest.fixture
def group(evening: Evening, ann: int, ben: int, zoe: int) -> int:
    """A group with a welcome."""
    group = evening.do(lambda: evening.service.group("supergroup", ann, ben, owner=zoe))
    evening.tick()
    return group


def refused(evening: Evening) -> list[tuple[str, Json]]:
    """Calls that the service did not make."""
    return [(call.method, call.params) for call in evening.service.calls if not call.ok]


# ---- by buttons, judged when a question closes


def test_questions_reply_to_the_lobby_and_answers_are_toasts(evening: Evening, ann: int, ben: int, group: int) -> None:
    opened = lobby(evening, ann, group, ben)
    assert "2 joined: Ann, Ben" in opened["text"]
    evening.press(ann, "Start")
    evening.tick()
    question = newest(evening, group)
    assert "Question 1 of 3" in question["text"]
    assert question["reply_to_message"]["message_id"] == opened["message_id"]
    before = len(evening.service.shown(ben))
    assert evening.press(ben, "A", group)["text"] == "A is noted. You can change it until the question closes."
    assert evening.press(ben, "B", group)["text"].startswith("B is noted.")
    assert "the answer is" not in newest(evening, group)["text"]
    assert "All have answered" in evening.press(ann, "A", group)["text"]
    evening.tick()
    closed = newest(evening, group)
    assert closed["message_id"] == question["message_id"]
    assert "the answer is" in closed["text"]
    assert "A" not in [button["text"] for button in buttons(closed)]
    assert len(evening.service.shown(ben)) == before
    assert refused(evening) == []


def test_in_a_forum_a_quiz_has_a_topic_of_its_own(evening: Evening, ann: int, zoe: int) -> None:
    forum = evening.do(lambda: evening.service.group("supergroup", ann, owner=zoe, is_forum=True, bot="administrator"))
    evening.tick()
    question = start(evening, ann, forum)
    assert question["message_thread_id"] not in (None, 0)
    assert evening.service.made("createForumTopic")[0]["name"].startswith("Quiz")
    evening.press(ann, "A", forum)
    evening.tick()
    evening.tick(seconds=BETWEEN_QUESTIONS_SECONDS)
    assert newest(evening, forum)["message_thread_id"] == question["message_thread_id"]
    assert len(evening.service.made("createForumTopic")) == 1


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_day_after_the_end_its_topic_closes(evening: Evening, ann: int, zoe: int, *, is_closed: bool) -> None:
    forum = evening.do(lambda: evening.service.group("supergroup", ann, owner=zoe, is_forum=True, bot="administrator"))
    evening.tick()
    topic = start(evening, ann, forum)["message_thread_id"]
    evening.press(ann, "More", forum)
    evening.press(ann, "End")
    evening.tick()
    assert "Rematch" in [button["text"] for button in buttons(newest(evening, forum))]
    evening.tick(hours=23)
    assert evening.service.made("closeForumTopic") == []
    written = len(evening.service.shown(forum))
    if is_closed:  # somebody was first
        evening.service.chats[forum].closed_topics.add(topic)
    evening.restart()
    evening.tick(hours=1)
    evening.tick(hours=1)
    tried = [call.params for call in evening.service.calls if call.method == "closeForumTopic"]
    assert [(call["chat_id"], call["message_thread_id"]) for call in tried] == [(forum, topic)]
    assert evening.service.chats[forum].closed_topics == {topic}
    assert len(evening.service.shown(forum)) == written


def test_where_no_topic_may_be_opened_it_stays_in_the_one_it_was_called_in(
    evening: Evening, ann: int, zoe: int
) -> None:
    forum = evening.do(lambda: evening.service.group("supergroup", ann, owner=zoe, is_forum=True))
    evening.tick()
    question = start(evening, ann, forum, topic=77)
    assert question["message_thread_id"] == 77
    assert question["reply_to_message"]["text"].startswith("Quiz: Mixed")


def test_every_control_of_a_quiz_answers(evening: Evening, ann: int, ben: int, zoe: int, group: int) -> None:
    lobby(evening, ann, group, ben)
    assert "You left" in evening.press(ben, "Leave", group)["text"]
    evening.press(ann, "Tell at once")
    evening.press(ann, "Tell at close")
    evening.press(ann, "Start")
    evening.tick()
    assert "have not joined" in evening.press(ben, "A", group)["text"]
    evening.press(ben, "Join", group)
    evening.press(ben, "A", group)
    evening.press(ben, "More", group)
    assert "You answered A." in evening.last(ben)
    assert "leads this quiz" in evening.press(ben, "Next", group)["text"]
    evening.press(ann, "More", group)
    assert "Paused" in evening.press(ann, "Pause")["text"]
    evening.tick()
    assert "goes on" in evening.press(ann, "Continue", group)["text"]
    evening.tick()
    evening.press(ann, "More", group)
    assert "skipped" in evening.press(ann, "Skip")["text"]
    evening.tick()
    evening.tick(seconds=BETWEEN_QUESTIONS_SECONDS)
    assert "Question 2" in newest(evening, group)["text"]
    evening.press(ann, "More", group)
    assert "over" in evening.press(ann, "End")["text"]
    evening.tick()
    evening.press(ben, "Rematch", group)
    evening.tick()
    assert "1 joined: Ben" in newest(evening, group)["text"]
    evening.press(ben, "Play alone")
    assert evening.last(ben).startswith("Question 1 of 3")
    assert refused(evening) == []


def test_a_manager_leads_from_the_private_chat(evening: Evening, ann: int, ben: int, group: int) -> None:
    olga = evening.service.person("Olga")
    evening.service.chats[group].members[olga] = {"status": "administrator"}
    start(evening, ann, group, ben)
    evening.press(olga, "More", group)
    assert "skipped" in evening.press(olga, "Skip")["text"]
    evening.press(ben, "More", group)
    assert "Skip" not in [button["text"] for button in buttons(evening.service.shown(ben)[-1])]


def test_in_private_joins_who_is_known_in_the_community(
    evening: Evening, ann: int, ben: int, zoe: int, group: int
) -> None:
    start(evening, ann, group)
    evening.press(ben, "More", group)
    assert evening.press(ben, "Join")["text"].endswith("Press Join under its question there.")
    evening.say(zoe, "/setup 09:00 UTC", group)
    evening.say(ben, "/daily", group)
    evening.press(ben, "A")
    assert "You are in" in str(evening.press(ben, "Join")) + evening.last(ben)


def test_in_a_group_that_gets_another_id_a_quiz_goes_on(evening: Evening, ann: int, ben: int, zoe: int) -> None:
    old = evening.do(lambda: evening.service.group("group", ann, ben, owner=zoe))
    evening.tick()
    start(evening, ann, old, ben)
    evening.press(ann, "A", old)
    new = evening.service.upgrade(old)
    evening.do(lambda: evening.service.tell_upgrade(old))
    for seconds in (46, BETWEEN_QUESTIONS_SECONDS):
        evening.tick(seconds=seconds)
    assert "Question 2" in newest(evening, new)["text"]
    assert evening.press(ben, "A", new)["text"].startswith("A is noted")


# ---- by polls, judged at once


def test_a_quiz_that_tells_at_once_asks_by_polls(evening: Evening, ann: int, ben: int, group: int) -> None:
    poll = start(evening, ann, group, ben, at_once=True)
    asked = poll["poll"]
    assert asked["question"].startswith("1/3  ")
    assert (asked["type"], asked["is_anonymous"], asked["allows_revoting"]) == ("quiz", False, False)
    assert asked["open_period"] == 45
    vote(evening, ann, poll)
    assert not poll["poll"]["is_closed"]
    vote(evening, ben, poll, is_right=False)
    evening.tick()
    assert poll["poll"]["is_closed"]
    assert [button["text"] for button in buttons(poll)] == ["Read the lesson"]
    assert refused(evening) == []


@pytest.mark.parametrize("restarts", [False, True])
def test_polls_lead_to_the_scores_each_message_once(
    evening: Evening, ann: int, ben: int, group: int, *, restarts: bool
) -> None:
    poll = start(evening, ann, group, ben, at_once=True)
    for number in range(ROUNDS):
        assert poll["poll"]["question"].startswith(f"{number + 1}/3")
        for person in (ann, ben):
            if restarts:
                evening.restart()
            vote(evening, person, poll, is_right=person == ann or number == 0)
        evening.tick()
        evening.tick(seconds=BETWEEN_QUESTIONS_SECONDS)
        evening.tick()
        poll = newest(evening, group)
    assert "Ann — 3" in poll["text"]
    assert "Ben — 1" in poll["text"]
    assert len(evening.service.made("sendPoll")) == ROUNDS
    assert sum("Quiz result" in str(one.get("text")) for one in evening.service.shown(group)) == 2


def test_who_only_votes_plays_along(evening: Evening, ann: int, zoe: int, group: int) -> None:
    poll = start(evening, ann, group, at_once=True)
    vote(evening, zoe, poll)
    evening.tick(seconds=6)
    assert any("2 playing: Ann, Zoe" in str(one.get("text")) for one in evening.service.shown(group))
    assert not poll["poll"]["is_closed"]
    vote(evening, ann, poll)
    evening.tick()
    assert poll["poll"]["is_closed"]


def test_a_poll_whose_time_is_over_ends_the_question_once(evening: Evening, ann: int, ben: int, group: int) -> None:
    poll = start(evening, ann, group, ben, at_once=True)
    vote(evening, ann, poll)
    evening.do(lambda: evening.service.end_poll(poll))
    evening.do(lambda: evening.service.end_poll(poll))
    evening.tick()
    assert [button["text"] for button in buttons(poll)] == ["Read the lesson"]
    evening.tick(seconds=BETWEEN_QUESTIONS_SECONDS)
    assert newest(evening, group)["poll"]["question"].startswith("2/3")
    evening.tick(seconds=1)
    assert len(evening.service.made("sendPoll")) == 2


def test_votes_given_while_quorum_was_away_count(evening: Evening, ann: int, ben: int, group: int) -> None:
    poll = start(evening, ann, group, ben, at_once=True)
    evening.close_process()
    evening.run(voted_meanwhile(evening, poll, ann, ben))
    evening.now += timedelta(seconds=50)
    evening.open()
    evening.do(lambda: None)
    for _ in range(2 * ROUNDS):
        evening.tick(seconds=BETWEEN_QUESTIONS_SECONDS)
        evening.tick(seconds=46)
    assert "Ann — 1" in newest(evening, group)["text"]


async def voted_meanwhile(evening: Evening, poll: Json, *people: int) -> None:
    for person in people:
        evening.service.vote(person, right(evening, poll), poll)
    evening.service.end_poll(poll)


def test_a_vote_told_after_the_close_still_counts(evening: Evening, ann: int, ben: int, group: int) -> None:
    poll = start(evening, ann, group, ben, at_once=True)
    evening.service.vote(ben, right(evening, poll), poll, is_told=False)
    evening.tick(seconds=46)
    assert poll["poll"]["is_closed"]
    evening.do(lambda: evening.service.tell_vote(ben, poll))
    evening.do(lambda: evening.service.tell_vote(ben, poll))
    evening.press(ann, "More", group)
    evening.press(ann, "End")
    evening.tick()
    assert "Ben — 1" in newest(evening, group)["text"]


def test_a_vote_that_is_told_before_the_poll_is_known_counts(evening: Evening, ann: int, ben: int, group: int) -> None:
    lobby(evening, ann, group, ben, at_once=True)
    evening.service.faults = [Fault("sendPoll", "reset", after=True)]
    evening.press(ann, "Start")
    evening.tick()
    poll = newest(evening, group)
    vote(evening, ben, poll)
    evening.restart()
    evening.tick(seconds=31)
    assert len(evening.service.made("sendPoll")) == 1
    vote(evening, ann, poll)
    evening.tick()
    assert poll["poll"]["is_closed"]
    evening.press(ann, "More", group)
    evening.press(ann, "End")
    evening.tick()
    assert "Ben — 1" in newest(evening, group)["text"]
    assert "Ann — 1" in newest(evening, group)["text"]


def test_where_polls_are_not_allowed_buttons_tell_at_once(evening: Evening, ann: int, ben: int, group: int) -> None:
    evening.service.chats[group].may_send_polls = False
    question = start(evening, ann, group, ben, at_once=True)
    assert "Question 1 of 3" in question["text"]
    first = evening.press(ben, "A", group)["text"]
    assert first in ("A is right.", f"Not A — the answer is {first[-2]}.")
    assert evening.press(ben, "B", group)["text"] == f"Here the first answer counts: {first}"
    assert "All have answered" in evening.press(ann, "A", group)["text"]


def test_votes_that_mean_nothing_change_nothing(evening: Evening, ann: int, ben: int, group: int) -> None:
    poll = start(evening, ann, group, ben, at_once=True)
    known, person = poll["poll"]["id"], evening.service.people[ben]
    for odd in (
        {"poll_id": "another", "user": person, "option_ids": [0]},
        {"poll_id": known, "user": person, "option_ids": []},
        {"poll_id": known, "user": person, "option_ids": [11]},
        {"poll_id": known, "user": person, "option_ids": [0, 1]},
        {"poll_id": known, "voter_chat": evening.service.chats[group].json(), "option_ids": [0]},
    ):
        evening.do(lambda odd=odd: evening.service.push("poll_answer", {"option_persistent_ids": [], **odd}))
    evening.tick(seconds=46)
    evening.press(ann, "More", group)
    evening.press(ann, "End")
    evening.tick()
    assert "Nobody answered a question" in newest(evening, group)["text"]


def test_what_tells_at_once_is_paused_between_questions_only(evening: Evening, ann: int, ben: int, group: int) -> None:
    start(evening, ann, group, ben, at_once=True)
    evening.press(ann, "More", group)
    assert "cannot be paused" in evening.press(ann, "Pause")["text"]

"""A private chat: every command, one message for each thing, nothing lost by a restart."""

from __future__ import annotations

import pytest
from e2e.telegram_chats import NAME, Json, buttons, payload
from e2e.telegram_evening import Evening
from e2e.telegram_service import Fault

from adapters.telegram.draw import start_link
from adapters.telegram.register import menus
from bot.actions import Action, encode
from bot.commands import COMMANDS
from bot.daily.actions import AnswerChallenge, CloseChallenge, OpenDaily
from bot.learn.actions import ReadSection
from bot.quiz.actions import StartQuiz

LONGEST_DESCRIPTION, LONGEST_SHORT_DESCRIPTION = 512, 120
FORGED = (
    None,
    "",
    "x",
    "~",
    "a" * 64,
    "🔥" * 16,
    "review.rate:1:0:3",
    "review.rate:1:0:3~review",
    "quiz.answer:1:0:0",
    "daily.answer:1:0",
    "daily.close:1",
    "community.post:1",
    "lesson:../../etc:x",
    encode(AnswerChallenge(9, 9)),
)


@pytest.fixture
def ann(evening: Evening) -> int:
    """Somebody in a private chat."""
    return evening.service.person("Ann <b>&amp; Co")


def message(evening: Evening, chat_id: int, number: int = -1) -> Json:
    """One of the messages of Quorum in a chat."""
    return evening.service.shown(chat_id)[number]


def labels(evening: Evening, chat_id: int, number: int = -1) -> list[str]:
    """What stands on the buttons of a message."""
    return [button["text"] for button in buttons(message(evening, chat_id, number))]


def refused(evening: Evening) -> list[tuple[str, Json]]:
    """Calls that the service did not make."""
    return [(call.method, call.params) for call in evening.service.calls if not call.ok]


# ---- commands


def test_every_command_is_answered(evening: Evening, ann: int) -> None:
    for command in COMMANDS:
        for line in (f"/{command.name}", f"/{command.name}@{NAME} caching", command.name):
            before = len(evening.service.shown(ann))
            assert evening.say(ann, line)
            assert len(evening.service.shown(ann)) > before
    assert refused(evening) == []


def test_menus_are_written_once_and_say_what_can_be_done_where(evening: Evening) -> None:
    assert {scope.type: [entry.to_dict() for entry in entries] for scope, entries in menus().items()} == (
        evening.service.commands
    )
    assert "setup" not in {entry["command"] for entry in evening.service.commands["all_private_chats"]}
    assert "setup" in {entry["command"] for entry in evening.service.commands["all_chat_administrators"]}
    assert len(evening.service.words["description"]) <= LONGEST_DESCRIPTION
    assert len(evening.service.words["short_description"]) <= LONGEST_SHORT_DESCRIPTION
    written = len(evening.service.made("setMyCommands"))
    evening.restart()
    assert len(evening.service.made("setMyCommands")) == written
    assert len(evening.service.made("setMyDescription")) == 1


def test_words_without_a_command_are_searched(evening: Evening, ann: int) -> None:
    assert evening.say(ann, "consistent hashing").startswith("Found for consistent hashing")
    assert evening.say(ann, "quiz 3").startswith("Question 1 of 3")
    assert evening.say(ann, "/qiuz") == "There is no command /qiuz. Did you mean /quiz?"
    assert evening.say(ann, "\x00" * 20).startswith("Quorum understands commands and words")


def test_names_cannot_break_a_message(evening: Evening) -> None:
    for name in ("<b>", "&lt;", "a" * 300, "\ud83d", "*_`~|[x](y)", "🔥" * 50, "\u202e<i>"):
        person = evening.service.person(name)
        assert evening.say(person, "/start").startswith("Welcome")
    assert refused(evening) == []


# ---- one message for each thing


def test_a_review_happens_in_one_message(evening: Evening, ann: int) -> None:
    evening.say(ann, "/lesson kafka")
    assert evening.press(ann, "Save cards")["text"].endswith("Go through them with /review.")
    evening.say(ann, "/review")
    count, number = len(evening.service.shown(ann)), message(evening, ann)["message_id"]
    for label in ("Show answer", "Got it", "Show answer", "Forgot", "Undo rating", "Show answer", "Got it"):
        evening.press(ann, label)
    assert len(evening.service.shown(ann)) == count
    assert message(evening, ann)["message_id"] == number
    assert len(evening.service.made("answerCallbackQuery")) == 8


def test_what_is_called_again_leaves_no_buttons_behind(evening: Evening, ann: int) -> None:
    for _ in range(3):
        evening.say(ann, "/daily")
    assert [bool(labels(evening, ann, number)) for number in range(3)] == [False, False, True]
    evening.press(ann, "Show me")
    assert len(evening.service.shown(ann)) == 3


def test_a_picture_comes_and_goes_with_the_page_it_belongs_to(evening: Evening, ann: int) -> None:
    evening.say(ann, "/lesson caching")
    assert "photo" in message(evening, ann)
    assert "Diagram: " in evening.last(ann)
    evening.press(ann, "Next")
    assert len(evening.service.shown(ann)) == 1
    assert "photo" not in message(evening, ann)
    evening.press(ann, "Back")
    assert "photo" in message(evening, ann)
    pictures = [params["media"]["media"] for params in evening.service.made("editMessageMedia")]
    assert [picture.startswith("file-") for picture in pictures] == [True]


def test_a_message_that_somebody_deleted_comes_again(evening: Evening, ann: int) -> None:
    evening.say(ann, "/settings")
    shown = message(evening, ann)
    del evening.service.chats[ann].messages[shown["message_id"]]
    button = next(one for one in buttons(shown) if one["text"] == "15 new cards")

    evening.answer_to(evening.do(lambda: evening.service.forge(ann, button["callback_data"], ann, shown)))
    assert "New cards a day: 15" in evening.last(ann)


# ---- typed answers


def test_a_question_is_answered_by_a_reply_even_after_a_restart(evening: Evening, ann: int) -> None:
    evening.say(ann, "/settings")
    settings_id = message(evening, ann)["message_id"]
    evening.press(ann, "Change zone")
    asked = message(evening, ann)
    assert asked["text"].startswith("Type your time zone")
    assert evening.service.made("sendMessage", ann)[-1]["reply_markup"]["force_reply"] is True
    evening.restart()
    assert evening.say(ann, "nowhere", reply_to=asked["message_id"]).startswith("No time zone is called that")
    assert "Time zone: Asia/Tokyo" in evening.say(ann, "asia/tokyo", reply_to=asked["message_id"])
    left = evening.service.chats[ann].messages
    assert asked["message_id"] not in left
    assert buttons(left[settings_id]) == []


def test_words_to_search_for_are_asked_when_a_menu_sends_none(evening: Evening, ann: int) -> None:
    assert evening.say(ann, "/find").startswith("Type what to look for")
    asked = message(evening, ann)["message_id"]
    assert evening.say(ann, "kafka", reply_to=asked).startswith("Found for kafka")
    assert asked not in evening.service.chats[ann].messages


def test_who_is_asked_twice_sees_one_question(evening: Evening, ann: int) -> None:
    evening.say(ann, "/settings")
    for _ in range(3):
        evening.press(ann, "Change zone")
    assert len(evening.service.shown(ann)) == 2
    asked = message(evening, ann)["message_id"]
    assert evening.say(ann, "Asia/Tokyo", reply_to=asked).startswith("Your settings")
    assert [one["message_id"] for one in evening.service.shown(ann) if one["message_id"] == asked] == []


def test_a_command_as_reply_to_a_question_is_a_command(evening: Evening, ann: int) -> None:
    evening.say(ann, "/settings")
    evening.press(ann, "Change zone")
    asked = message(evening, ann)["message_id"]
    assert evening.say(ann, "/help", reply_to=asked).startswith("What you can do")
    assert evening.say(ann, "Europe/Rome", reply_to=asked).startswith("Your settings")


# ---- links and presses of any age


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (ReadSection("kafka", "summary"), "Apache Kafka"),
        (OpenDaily(0), "Daily challenge"),
        (StartQuiz(3, "caching"), "Question 1 of 3"),
    ],
)
def test_a_link_opens_what_it_names(evening: Evening, ann: int, action: Action, shown: str) -> None:
    evening.say(ann, f"/start {payload(start_link(NAME, action))}")
    assert shown in evening.last(ann)


def test_a_forged_link_is_refused(evening: Evening, ann: int) -> None:
    for forged in ("x", "ZGFpbHk", "A" * 64, "A" * 65, "%00", "ZGFpbHkub3Blbjow=", "zzz zzz", "ZGFpbHkub3BlbjowMA"):
        assert evening.say(ann, f"/start {forged}").startswith("This link is from another version")
    assert evening.learner_id(ann) == 0


def test_what_only_the_clock_may_do_is_refused_from_a_link(evening: Evening, ann: int) -> None:
    link = start_link(NAME, CloseChallenge(1))
    assert evening.say(ann, f"/start {link.partition('start=')[2]}").startswith("Quorum does that by itself")


def test_a_press_works_after_a_restart_and_only_once(evening: Evening, ann: int) -> None:
    evening.say(ann, "/daily")
    give_up = next(one["callback_data"] for one in buttons(message(evening, ann)) if one["text"] == "Show me")
    evening.restart()
    assert "text" not in evening.press(ann, "Show me")
    evening.restart()
    assert evening.forge(ann, give_up)["text"].startswith("You asked to be shown this one before")
    learner_id = evening.learner_id(ann)
    assert len(evening.look(lambda work: work.answers.of(learner_id, "challenge", 1))) == 1


def test_forged_data_is_answered_and_changes_nothing(evening: Evening, ann: int) -> None:
    evening.say(ann, "/me")
    before = len(evening.service.shown(ann))
    for data in FORGED:
        answer = evening.forge(ann, data)
        assert answer["text"], data
        assert len(evening.service.shown(ann)) == before
    learner_id = evening.learner_id(ann)
    assert evening.look(lambda work: work.deck.counts(learner_id, evening.now.date())) == (0, 0, 0)
    assert refused(evening) == []


# ---- bad weather


@pytest.mark.parametrize(("kind", "after"), [("500", False), ("reset", True), ("garbage", True)])
def test_a_lost_answer_is_given_again(evening: Evening, ann: int, kind: str, *, after: bool) -> None:
    evening.say(ann, "/settings")
    evening.service.faults = [
        Fault("editMessageText", kind, after=after),
        Fault("answerCallbackQuery", kind, after=after),
    ]
    evening.press(ann, "15 new cards")
    assert "New cards a day: 15" in evening.last(ann)
    assert len(evening.service.shown(ann)) == 1


def test_a_chat_that_asks_for_patience_gets_it_and_holds_up_nobody(evening: Evening, ann: int) -> None:
    ben = evening.service.person("Ben")
    for person in (ann, ben):
        evening.say(person, "/settings")
    evening.service.faults = [Fault("editMessageText", "429", ann)]

    async def both() -> None:
        for person in (ann, ben):
            evening.service.press(person, "15 new cards")
        await evening.service.until(lambda: "day: 15" in evening.service.last(ben))
        assert "day: 10" in evening.service.last(ann)
        await evening.service.until(lambda: "day: 15" in evening.service.last(ann))
        await evening.service.until_quiet()

    evening.run(both())


def test_who_blocks_and_comes_back_is_answered_again(evening: Evening, ann: int) -> None:
    evening.say(ann, "/start")
    evening.do(lambda: evening.service.set_bot(ann, "kicked", by=ann))
    evening.do(lambda: evening.service.set_bot(ann, "member", by=ann))
    assert evening.say(ann, "/start").startswith("Welcome")
    assert len(evening.service.shown(ann)) == 2


def test_inline_mode_offers_lessons_that_open_in_private(evening: Evening, ann: int) -> None:
    async def found(words: str) -> list[Json]:
        query_id = evening.service.search(ann, words)
        return list(await evening.service.until(lambda: evening.service.inline.get(query_id)))

    results = evening.run(found("kafka"))
    assert results[0]["title"] == "Apache Kafka"
    payload = results[0]["reply_markup"]["inline_keyboard"][0][0]["url"].partition("start=")[2]
    assert evening.say(ann, f"/start {payload}").startswith("Apache Kafka")
    assert len(evening.run(found(""))) == 10
    assert evening.learner_id(ann) != 0

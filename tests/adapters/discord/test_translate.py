"""What commands, presses, forms and the context menu of Discord mean to the core; what was forged means nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from adapters.discord.register import payloads
from adapters.discord.translate import is_direct, to_asked, to_event
from bot.account.actions import SetZone, ShowHelp
from bot.commands import COMMANDS, TEXT_LIMIT
from bot.community.actions import SetUp
from bot.daily.actions import AnswerChallenge, CloseChallenge, OpenDaily, TypeChallengeAnswer
from bot.errors import Refusal
from bot.events import Event, Place
from bot.group_quiz.actions import OpenQuiz
from bot.progress.actions import ShowBoard, ShowStreak
from bot.quiz.actions import AnswerQuestion, QuizOnText
from bot.review.actions import StartReview
from bot.routes import QUERIES, ROUTES
from bot.suggestions import Suggests

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SERVER, STUDY, TALK = "1041234567890123456", "1041234567890123460", "1041234567890123470"
DIRECT, GROUP, LEARNERS = "1041234567890123480", "1041234567890123490", "1041234567890123500"
ANN = "987654321098765432"

Payload = dict[str, Any]
Recorded = Callable[[str], Payload]
Received = Callable[[Payload], discord.Interaction[Any]]


@pytest.fixture
def event(recorded: Recorded, received: Received) -> Callable[[str], Event]:
    """The event of a recorded payload."""
    return lambda name: to_event(received(recorded(name)), AT)[0]


@pytest.fixture
def called(recorded: Recorded, received: Received) -> Callable[..., Event]:
    """The event of a command with these options."""

    def call(command: str, **options: object) -> Event:
        payload = recorded("command in a server")
        given = [{"name": name, "type": 3, "value": value} for name, value in options.items()]
        payload["data"] = {"id": "1", "name": command, "type": 1} | ({"options": given} if given else {})
        return to_event(received(payload), AT)[0]

    return call


@pytest.fixture
def pressed(recorded: Recorded, received: Received) -> Callable[[str], tuple[Event, str]]:
    """The event of a press on a button of that custom id, and the key of its message."""

    def press(custom_id: str) -> tuple[Event, str]:
        payload = recorded("press on a post")
        payload["data"]["custom_id"] = custom_id
        return to_event(received(payload), AT)

    return press


# ---- who and where


def test_a_command_in_a_server_says_who_acts_where_and_when(event: Callable[[str], Event]) -> None:
    quiz = event("command in a server")
    assert isinstance(quiz.action, OpenQuiz)
    assert quiz.action.count == 7
    assert quiz.text == "caching-strategy"
    assert quiz.at == AT
    assert quiz.place == Place("discord", STUDY, SERVER)
    assert quiz.user is not None
    assert (quiz.user.platform, quiz.user.id, quiz.user.name) == ("discord", ANN, "Annie")


def test_a_thread_is_a_place_of_its_own_in_its_server(event: Callable[[str], Event]) -> None:
    assert event("command in a thread").place == Place("discord", TALK, SERVER)


def test_the_direct_messages_of_the_bot_are_private(event: Callable[[str], Event]) -> None:
    review = event("command in the bot's direct messages")
    assert review.action == StartReview()
    assert review.place == Place("discord", DIRECT)
    assert review.place.is_private
    assert review.user is not None
    assert review.user.name == "Ann Lee"
    assert not review.may_manage


def test_a_group_chat_is_private_to_each_of_its_people(event: Callable[[str], Event]) -> None:
    assert event("command in a group chat").place == Place("discord", GROUP)


def test_a_server_that_did_not_add_the_bot_is_nobodys_community(event: Callable[[str], Event]) -> None:
    quiz = event("command in a server without the bot")
    assert quiz.place == Place("discord", STUDY)
    assert quiz.text == "caching-strategy"


def test_a_server_with_the_bot_is_a_community_to_those_who_installed_it_for_themselves_too(
    recorded: Recorded, received: Received
) -> None:
    payload = recorded("command in a server")
    payload["authorizing_integration_owners"] = {"0": SERVER, "1": ANN}
    assert to_event(received(payload), AT)[0].place == Place("discord", STUDY, SERVER)


@pytest.mark.parametrize(
    ("name", "alone"),
    [
        ("command in a server", False),
        ("command in a thread", False),
        ("command in a server without the bot", False),
        ("command in a group chat", False),
        ("command in the bot's direct messages", True),
    ],
)
def test_only_in_direct_messages_nothing_needs_to_be_hidden(
    recorded: Recorded, received: Received, name: str, alone: bool
) -> None:
    assert is_direct(received(recorded(name))) is alone


@pytest.mark.parametrize(
    ("permissions", "may"),
    [("0", False), (str(1 << 5), True), (str((1 << 51) - 1), True), (str(1 << 4 | 1 << 28), False)],
    ids=["nothing", "manage server", "administrator", "manage channels and roles"],
)
def test_who_may_manage_the_server_may_manage_the_community(
    recorded: Recorded, received: Received, permissions: str, may: bool
) -> None:
    payload = recorded("command in a server")
    payload["member"]["permissions"] = permissions
    assert to_event(received(payload), AT)[0].may_manage is may


# ---- commands


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_that_is_registered_is_understood_with_all_its_choices(
    called: Callable[..., Event], command: Any
) -> None:
    known = {**ROUTES, **QUERIES}
    required = {"time": "09:00", "zone": "UTC", "words": "kafka"}
    needed = {option.name: required[option.name] for option in command.options if option.is_required}
    assert type(called(command.name, **needed).action) in known
    (payload,) = (one for one in payloads() if one["name"] == command.name)
    for option in payload["options"]:
        for value in [choice["value"] for choice in option.get("choices", ())]:
            assert type(called(command.name, **{**needed, option["name"]: value}).action) in known


def test_options_become_the_fields_of_the_action(called: Callable[..., Event]) -> None:
    assert called("daily", date="2026-11-20").action == OpenDaily(20261120)
    assert called("daily").action == OpenDaily()
    assert called("leaderboard", period="month").action == ShowBoard("month")
    assert called("streak", why="why").action == ShowStreak(1)
    assert called("streak").action == ShowStreak(0)


def test_the_picked_channel_and_role_go_with_the_event(event: Callable[[str], Event]) -> None:
    setup = event("command with a channel and a role")
    assert isinstance(setup.action, SetUp)
    assert setup.action.wall_minutes == 8 * 60 + 30
    assert setup.action.post_now == 1
    assert setup.text == "Europe/Berlin"
    assert setup.place == Place("discord", TALK, SERVER)
    assert setup.role == LEARNERS


def test_without_a_picked_channel_the_place_is_where_it_was_called(called: Callable[..., Event]) -> None:
    setup = called("setup", time="09:00", zone="UTC")
    assert setup.place == Place("discord", STUDY, SERVER)
    assert setup.role == ""


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("dayly", {}, "There is no command /dayly. Did you mean /daily?"),
        ("xyzzy", {}, "/help"),
        ("", {}, "no command"),
        ("quiz", {"count": 0}, "0 does not fit"),
        ("quiz", {"count": 999_999_999_999}, "does not fit"),
        ("quiz", {"count": -3}, "-3 does not fit"),
        ("leaderboard", {"period": "year"}, "year is not understood"),
        ("daily", {"date": "yesterday"}, "yesterday is no date"),
        ("daily", {"date": "2026-02-30"}, "is no date"),
        ("setup", {"time": "25:00", "zone": "UTC"}, "25:00 is no time of day"),
        ("setup", {"time": "09:00"}, "/setup needs zone"),
        ("find", {}, "/find needs words"),
        ("find", {"words": "   "}, "/find needs words"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_command_is_said(
    called: Callable[..., Event], command: str, options: dict[str, object], said: str
) -> None:
    with pytest.raises(Refusal) as refused:
        called(command, **options)
    assert said in str(refused.value)


def test_words_of_ten_thousand_characters_are_cut_and_lose_null_bytes(called: Callable[..., Event]) -> None:
    assert len(called("find", words="kafka " * 2000).text) <= TEXT_LIMIT
    assert "\x00" not in called("lesson", what="kaf\x00ka").text


def test_an_option_that_nobody_registered_changes_nothing(called: Callable[..., Event]) -> None:
    assert called("help", admin="true").action == ShowHelp()


# ---- presses and forms


def test_a_press_on_a_post_stands_on_no_private_message(event: Callable[[str], Event], pressed: Any) -> None:
    assert event("press on a post").action == AnswerChallenge(12, 1)
    assert pressed("daily.answer:12:1")[1] == ""


def test_a_press_on_a_private_message_names_it(recorded: Recorded, received: Received) -> None:
    answer, key = to_event(received(recorded("press on a private message")), AT)
    assert answer.action == AnswerQuestion(5, 0, 2)
    assert key == "quiz"
    assert answer.text == ""


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "hello",
        "tictactoe:1:2",
        "daily.answer",
        "daily.answer:1",
        "daily.answer:1:2:3",
        "daily.answer:one:2",
        "daily.answer:01:2",
        "daily.answer:99999999999999999999:1",
        "daily.answer:1:2\n",
        "DAILY.ANSWER:1:2",
        "quorum-v0/answer/5",
        "off:A",
        "x" * 100,
        "x" * 5000,
        "\x00",
        "daily.answer:1:2" + "~" * 200,
    ],
    ids=lambda custom_id: repr(custom_id[:30]),
)
def test_a_control_that_nobody_knows_says_what_to_do_now(pressed: Any, custom_id: str) -> None:
    with pytest.raises(Refusal) as refused:
        pressed(custom_id)
    assert "/help" in str(refused.value)


def test_a_forged_token_of_the_clock_is_handed_on_as_what_it_is(pressed: Any) -> None:
    event, _ = pressed("daily.close:1")
    assert event.action == CloseChallenge(1)  # the engine takes these of timers only, and an event names its user
    assert event.user.id == ANN


def test_a_form_brings_what_was_typed(event: Callable[[str], Event]) -> None:
    form = event("form")
    assert form.action == TypeChallengeAnswer(12)
    assert form.text == "A C"


def test_a_form_drawn_by_an_earlier_version_is_read_too(event: Callable[[str], Event]) -> None:
    form = event("form of an earlier library")
    assert form.action == SetZone()
    assert form.text == "Europe/Berlin"
    assert form.place == Place("discord", DIRECT)


@pytest.mark.parametrize(
    ("components", "text"),
    [
        ([], ""),
        ([{"type": 18, "id": 1}], ""),
        ([{"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "text", "value": ""}}], ""),
        ([{"type": 18, "component": {"type": 3, "custom_id": "text", "values": ["a"]}}], ""),
        ([{"type": 10, "id": 1}, {"type": 18, "component": {"type": 4, "custom_id": "text", "value": "B"}}], "B"),
    ],
    ids=["nothing", "no field", "empty", "a menu", "text before"],
)
def test_a_form_of_another_shape_is_read_as_far_as_it_goes(
    recorded: Recorded, received: Received, components: list[Payload], text: str
) -> None:
    payload = recorded("form")
    payload["data"]["components"] = components
    assert to_event(received(payload), AT)[0].text == text


def test_what_is_typed_into_a_form_is_cut_and_loses_null_bytes(recorded: Recorded, received: Received) -> None:
    payload = recorded("form")
    payload["data"]["components"][0]["component"]["value"] = "A\x00" + "x" * 10_000
    text = to_event(received(payload), AT)[0].text
    assert text.startswith("Ax")
    assert len(text) <= TEXT_LIMIT


# ---- the context menu


@pytest.fixture
def chosen(recorded: Recorded, received: Received) -> Callable[..., Event]:
    """The event of the context menu on a message that has these fields."""

    def choose(**fields: object) -> Event:
        payload = recorded("context menu on a message")
        (message,) = payload["data"]["resolved"]["messages"].values()
        message.update(fields)
        return to_event(received(payload), AT)[0]

    return choose


def test_the_context_menu_searches_the_message(chosen: Callable[..., Event]) -> None:
    event = chosen()
    assert event.action == QuizOnText()
    assert event.text == "Why does Kafka keep partitions in order?"
    assert event.place == Place("discord", STUDY, SERVER)


def test_only_the_first_300_characters_of_a_message_are_searched(chosen: Callable[..., Event]) -> None:
    assert chosen(content="a" * 290 + "b" * 3710).text == "a" * 290 + "b" * 10


def test_a_message_of_embeds_is_searched_by_their_words(chosen: Callable[..., Event]) -> None:
    embeds = [{"type": "rich", "description": "Idempotency keys"}, {"type": "link", "title": "Raft"}, {"type": "image"}]
    assert chosen(content="", embeds=embeds).text == "Idempotency keys Raft"


@pytest.mark.parametrize(
    "fields",
    [
        {"content": ""},
        {"content": " \n\t"},
        {"content": "", "embeds": [{"type": "image", "url": "https://example.com/x.png"}]},
        {"content": None, "attachments": [{"id": "1", "filename": "x.png"}]},
    ],
    ids=["empty", "blank", "a picture", "a file"],
)
def test_a_message_without_words_is_answered_with_what_to_do(chosen: Callable[..., Event], fields: Payload) -> None:
    with pytest.raises(Refusal) as refused:
        chosen(**fields)
    assert "/quiz" in str(refused.value)


def test_a_message_that_did_not_come_along_is_one_without_words(recorded: Recorded, received: Received) -> None:
    payload = recorded("context menu on a message")
    payload["data"]["target_id"] = "1"
    with pytest.raises(Refusal):
        to_event(received(payload), AT)


# ---- while somebody types


def test_what_is_being_typed_is_asked_for(recorded: Recorded, received: Received) -> None:
    asked = to_asked(received(recorded("typing into an option")))
    assert asked is not None
    assert asked.suggests is Suggests.TOPICS
    assert asked.typed == "cach"
    assert asked.place == Place("discord", STUDY, SERVER)


@pytest.mark.parametrize(
    "data",
    [
        {"name": "nothing", "options": [{"name": "topic", "value": "x", "focused": True}]},
        {"name": "quiz", "options": [{"name": "colour", "value": "x", "focused": True}]},
        {"name": "quiz", "options": [{"name": "count", "value": "7", "focused": True}]},
        {"name": "quiz", "options": [{"name": "topic", "value": "x"}]},
        {"name": "quiz"},
        {},
    ],
    ids=["unknown command", "unknown option", "a number", "nothing focused", "no option", "nothing"],
)
def test_where_nothing_can_be_suggested_nothing_is_asked(recorded: Recorded, received: Received, data: Payload) -> None:
    payload = recorded("typing into an option")
    payload["data"] = {"id": "1", "type": 1, **data}
    assert to_asked(received(payload)) is None


def test_ten_thousand_typed_characters_are_cut(recorded: Recorded, received: Received) -> None:
    payload = recorded("typing into an option")
    payload["data"]["options"][1]["value"] = "x" * 10_000
    asked = to_asked(received(payload))
    assert asked is not None
    assert len(asked.typed) <= TEXT_LIMIT

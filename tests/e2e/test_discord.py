"""Quorum in a Discord server, through the real library: each command, the daily challenge, how it is set up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from e2e.discord_stage import DiscordStage
from flows.script import asking_only, of_kind

from bot.commands import COMMANDS
from bot.library import Content, QuestionKind
from bot.progress.rules import CHALLENGE_RIGHT

OPTIONS: dict[str, dict[str, Any]] = {"find": {"words": "kafka"}, "setup": {"time": "09:00", "zone": "Europe/Berlin"}}
TITLES = {
    "daily": "Daily challenge",
    "quiz": "question",
    "study": "Daily challenge",
    "review": "Pick a lesson",
    "lesson": "Lessons",
    "find": "Found for kafka",
    "leaderboard": "Leaderboard",
    "streak": "streak",
    "points": "points",
    "me": "Your progress",
    "settings": "Your settings",
    "setup": "is set up",
    "pause": "pause",
    "resume": "",
    "report": "",
    "help": "What you can do here",
    "start": "Welcome, owner",
}


@pytest.fixture
def play(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server with the shipped content."""
    with closing(DiscordStage(sqlite_url, content)) as stage:
        yield stage


@pytest.fixture
def pressed_only(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server where every question is answered with one press."""
    with closing(DiscordStage(sqlite_url, asking_only(content, of_kind(QuestionKind.SINGLE)))) as stage:
        yield stage


def points_of(play: DiscordStage, name: str) -> int:
    """The sum of all points on somebody's /points."""
    found = re.search(r"all time \*\*(\d+)\*\*", play.command(name, "points").text)
    assert found
    return int(found[1])


# ---- commands


def test_every_command_is_answered_in_a_server_so_that_only_she_sees_it(play: DiscordStage) -> None:
    assert {command.name for command in COMMANDS} == set(TITLES)
    play.set_up()
    for name, title in TITLES.items():
        seen = play.command("owner", name, **OPTIONS.get(name, {}))
        assert title.lower() in seen.text.lower() + " ".join(seen.labels).lower(), name
        assert seen.is_hidden, name
        assert len(seen.messages) == 1, name
    assert play.posts() == []


def test_every_command_but_setup_is_answered_in_direct_messages_without_hiding(play: DiscordStage) -> None:
    assert set(play.person("ann").user.available_commands()) == set(TITLES) - {"setup"}
    for name in [one for one in TITLES if one != "setup"]:
        seen = play.whisper("ann", name, **OPTIONS.get(name, {}))
        assert len(seen.messages) == 1, name
        assert not seen.is_hidden, name


def test_setup_is_offered_to_managers_only(play: DiscordStage) -> None:
    assert "setup" in play.person("owner").available_commands(play.square)
    assert "setup" not in play.person("ann").available_commands(play.square)


def test_commands_are_registered_once_however_often_it_starts(play: DiscordStage) -> None:
    for _ in range(2):
        play.restart()
    assert len(play.requests("PUT", "/applications/")) == 1


def test_no_message_can_call_anybody(play: DiscordStage) -> None:
    play.set_up(first=True)
    play.tick()
    play.command("ann", "daily")
    play.answer("ann")
    play.press("ann", "Sure")
    play.pass_time(seconds=5)
    sent = [
        body.get("data", body)
        for method in ("POST", "PATCH")
        for body in play.requests(method, "/")
        if body and ("components" in body.get("data", body) or "content" in body.get("data", body))
    ]
    assert len(sent) >= 6
    assert {str(body["allowed_mentions"].get("parse")) for body in sent} == {"[]"}
    assert not any(body["allowed_mentions"].get(kind) for body in sent for kind in ("users", "roles"))


# ---- the daily challenge


def test_an_answer_to_the_post_is_told_her_alone_and_counted_for_all(pressed_only: DiscordStage) -> None:
    play = pressed_only
    play.set_up(first=True)
    play.tick()
    (post,) = play.posts()
    assert "0 answered" in post.text
    seen = play.answer("ann", on=post)
    assert seen.is_hidden
    assert f"+{CHALLENGE_RIGHT} points" in seen.text
    assert play.posts()[0].components == post.components  # nothing of the key stands there for the others
    play.pass_time(seconds=5)
    assert "1 answered" in play.posts()[0].text
    assert len(play.posts()) == 1


def test_the_first_answer_counts_and_a_second_press_says_so(pressed_only: DiscordStage) -> None:
    play = pressed_only
    play.set_up(first=True)
    play.tick()
    (post,) = play.posts()
    play.answer("ann", right=False, on=post)
    assert "Your first answer counts" in play.answer("ann", on=post).text
    assert points_of(play, "ann") < CHALLENGE_RIGHT


def test_the_own_question_becomes_its_answer_in_place(pressed_only: DiscordStage) -> None:
    play = pressed_only
    assert play.command("ann", "daily").labels[:4] == ["A", "B", "C", "D"]
    seen = play.answer("ann", right=False)
    assert seen.is_in_place
    assert seen.is_hidden
    assert "the answer is" in seen.text
    assert "A" not in seen.labels


def test_giving_up_shows_all_and_pays_nothing(pressed_only: DiscordStage) -> None:
    play = pressed_only
    play.command("ann", "daily")
    seen = play.press("ann", "Show me")
    assert seen.is_in_place
    assert "The answer is" in seen.text
    assert "Sure" not in seen.labels
    assert points_of(play, "ann") == 0


def test_confidence_is_noted_once_it_was_pressed(pressed_only: DiscordStage) -> None:
    play = pressed_only
    play.command("ann", "daily")
    play.answer("ann")
    noted = play.press("ann", "Guess")
    assert noted.is_hidden
    assert "Guess" not in play.command("ann", "daily").labels


def test_an_older_challenge_can_be_looked_up(play: DiscordStage) -> None:
    play.command("ann", "daily")
    play.pass_time(hours=24)
    assert "Sat 21 Nov" in play.command("ann", "daily", date="2026-11-21").text
    assert "still to come" in play.command("ann", "daily", date="2027-01-01").text
    assert "is no date" in play.command("ann", "daily", date="soon").text


def test_the_post_closes_with_its_key_when_the_next_one_comes(pressed_only: DiscordStage) -> None:
    play = pressed_only
    play.set_up(first=True)
    play.tick()
    play.answer("ann", on=play.posts()[0])
    play.pass_time(hours=24)
    closed, following = play.posts()
    assert "the answer is" in closed.text
    assert "1 answered" in closed.text
    assert "Sun 22 Nov" in following.text
    assert play.press("ben", "Read the lesson", on=closed).is_hidden


# ---- settings and set-up


def test_the_zone_is_typed_into_a_form(play: DiscordStage) -> None:
    play.command("ann", "settings")
    assert "Europe/Berlin" in play.press("ann", "Change zone").form
    assert "Europe/Berlin" in play.type("ann", "berlin/europe").text  # the nearest one is named
    play.command("ann", "settings")
    play.press("ann", "Change zone")
    assert "Asia/Tokyo" in play.type("ann", "asia/tokyo").text
    assert "Asia/Tokyo" in play.command("ann", "settings").text


def test_hiding_on_boards_holds_at_once(pressed_only: DiscordStage) -> None:
    play = pressed_only
    play.set_up(first=True)
    play.tick()
    play.answer("ann", on=play.posts()[0])
    assert "ann" in play.command("ben", "leaderboard").text
    play.press("ann", "Hide me")
    assert "ann" not in play.command("ben", "leaderboard", period="all").text


def test_setting_up_says_when_the_next_comes_and_posts_once_when_asked(play: DiscordStage) -> None:
    seen = play.set_up(zone="Europe/Berlin")
    assert "09:00** (Europe/Berlin)" in seen.text
    assert play.posts() == []
    assert "on its way" in play.press("owner", "Post one now").text
    assert "already" in play.press("owner", "Post one now").text
    play.tick()
    play.tick()
    assert len(play.posts()) == 1


def test_the_challenge_can_be_set_up_for_another_channel_and_call_a_role(play: DiscordStage) -> None:
    quiet = play.server.create_text_channel("quiet")
    learners = play.server.create_role("Learners", mentionable=True)
    play.set_up(first=True, channel=quiet, role=learners)
    play.tick()
    assert play.posts() == []
    (post,) = play.posts(quiet)
    assert f"<@&{learners.id}>" in post.text
    (sent,) = play.requests("POST", f"/channels/{quiet.id}/messages")
    assert sent["allowed_mentions"]["roles"] == [learners.id]
    assert sent["allowed_mentions"]["parse"] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [({"time": "24:00"}, "no time of day"), ({"time": "soon"}, "no time of day"), ({"zone": "Mars/Base"}, "time zone")],
    ids=str,
)
def test_a_set_up_that_makes_no_sense_stores_nothing(play: DiscordStage, options: dict[str, str], said: str) -> None:
    seen = play.set_up(first=True, **options)
    assert said in seen.text
    assert seen.is_hidden
    play.pass_time(hours=24)
    assert play.posts() == []


def test_a_thread_can_have_the_challenge(play: DiscordStage) -> None:
    talk = play.open_thread("Talk")
    play.command("owner", "setup", at=talk, time="09:00", zone="UTC", first="now")
    play.tick()
    assert len(play.posts(talk)) == 1
    assert play.posts() == []


# ---- direct messages and servers without Quorum


def test_one_studies_in_direct_messages_on_one_message_too(pressed_only: DiscordStage) -> None:
    play = pressed_only
    play.whisper("ann", "daily")
    seen = play.answer("ann")
    assert seen.is_in_place
    assert not seen.is_hidden
    assert play.press("ann", "Sure").messages


def test_in_a_server_without_quorum_one_studies_for_oneself(play: DiscordStage) -> None:
    play.world.owners = {"1": str(play.person("owner").id)}
    assert play.command("owner", "daily").is_hidden
    assert "in a server or a group" in play.set_up(first=True).text
    assert "community" in play.command("owner", "leaderboard").text.lower()
    play.tick()
    assert play.posts() == []


def test_what_one_learns_is_known_in_every_place(pressed_only: DiscordStage) -> None:
    play = pressed_only
    play.command("ann", "daily")
    play.answer("ann")
    assert "✅" in play.whisper("ann", "daily").text

"""Duels in a Discord server: the friend is picked from its members, called once, and both play unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from e2e.discord_stage import DiscordStage
from e2e.discord_world import Shown

from bot.library import Content


@pytest.fixture
def play(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server with the shipped content."""
    with closing(DiscordStage(sqlite_url, content)) as stage:
        yield stage


def challenge(play: DiscordStage) -> Shown:
    """Ann picks ben; what stands in the square then."""
    friend = play.person("ben").user
    assert play.command("ann", "quiz", topic="kafka", count=3, **{"with": friend}).is_hidden
    play.tick()
    return play.posts()[-1]


def play_out(play: DiscordStage, name: str, label: str, on: Shown, *, right: bool) -> None:
    """Somebody begins on the challenge and answers all three."""
    seen = play.press(name, label, on)
    for number in range(3):
        if number:
            seen = play.press(name, "Next")
        assert seen.is_hidden
        play.answer(name, right=right)
    play.tick()


def test_who_is_picked_is_called_and_nobody_else(play: DiscordStage) -> None:
    offer = challenge(play)
    ben = play.person("ben").user
    assert "Duel: ann and ben" in offer.text
    assert f"<@{ben.id}>" in offer.text
    assert not offer.is_hidden
    sent = play.requests("POST", f"/channels/{play.square.id}/messages")[-1]
    assert sent["allowed_mentions"]["users"] == [str(ben.id)] or sent["allowed_mentions"]["users"] == [ben.id]
    assert not sent["allowed_mentions"].get("parse")


@pytest.mark.parametrize("restarts", [False, True])
def test_both_play_unseen_and_the_result_comes_where_it_began(play: DiscordStage, *, restarts: bool) -> None:
    offer = challenge(play)
    if restarts:
        play.restart()
    play_out(play, "ben", "Accept", offer, right=True)
    if restarts:
        play.restart()
    play_out(play, "ann", "Play", play.posts()[-1], right=False)
    first, result = play.posts()[-2:]
    assert "Duel result: ben wins" in result.text
    assert "Both have played" in first.text
    assert list(first.buttons) == []
    assert len(play.posts()) == 2


def test_it_is_declined_and_taken_back(play: DiscordStage) -> None:
    offer = challenge(play)
    assert "costs you nothing" in play.press("ben", "Decline", offer).text
    play.tick()
    assert "was declined" in play.posts()[-1].text
    friend = play.person("ben").user
    told = play.command("ann", "quiz", **{"with": friend})
    play.tick()
    assert "Taken back" in play.press("ann", "Take back", told.messages[0]).text


def test_others_are_told_that_it_is_not_theirs(play: DiscordStage) -> None:
    offer = challenge(play)
    assert "for ben" in play.press("eve", "Accept", offer).text
    assert "two others" in play.press("eve", "Decline", offer).text
    assert "That is you" in play.command("ann", "quiz", **{"with": play.person("ann").user}).text


def test_a_bot_is_not_challenged(play: DiscordStage) -> None:
    robot = play.world.create_user("robot", bot=True)
    play.server.add_member(robot)
    assert "Bots do not play" in play.command("ann", "quiz", **{"with": robot}).text
    play.tick()
    assert play.posts() == []


def test_without_permission_nobody_is_challenged(play: DiscordStage) -> None:
    play.forbid("send_messages")
    told = play.command("ann", "quiz", **{"with": play.person("ben").user}).text
    assert "Missing: Send Messages" in told


def test_the_archive_is_opened_from_the_command(play: DiscordStage) -> None:
    offer = challenge(play)
    play_out(play, "ben", "Accept", offer, right=True)
    seen = play.command("ben", "quiz", history="history")
    assert "duel" in seen.text
    assert seen.is_hidden
    assert "1. Right" in play.press("ben", "1").text
    assert "the answer is" in play.press("ben", "1").text

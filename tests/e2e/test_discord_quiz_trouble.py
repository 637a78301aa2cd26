"""A quiz in a Discord server whose thread is locked or gone, whose lobby is deleted, whose bot is removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
import simcord
from e2e.discord_stage import DiscordStage
from e2e.discord_world import Shown
from flows.script import asking_only, of_kind

from adapters.discord import permissions
from bot.library import Content, QuestionKind

SEND = "/channels/*/messages"
TIME_IS_OVER = {"seconds": 50}


@pytest.fixture
def play(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server where every question is answered with one press."""
    with closing(DiscordStage(sqlite_url, asking_only(content, of_kind(QuestionKind.SINGLE)))) as stage:
        yield stage


def begun(play: DiscordStage) -> tuple[Shown, simcord.ChannelHandle]:
    """Ann and ben play, the first question is open: the lobby and its thread."""
    play.command("ann", "quiz", count=3)
    play.tick()
    lobby = play.posts()[-1]
    play.press("ben", "Join", on=lobby)
    play.press("ann", "Start", on=lobby)
    play.tick()
    return lobby, simcord.ChannelHandle(play.world, play.server, play.world.backend.get_channel(lobby.message.id))


def is_free(play: DiscordStage) -> bool:
    """Whether no quiz runs any more and the next lobby opens."""
    running = play.look(lambda work: work.group_quizzes.all_running())
    return not running and "Your quiz is open" in play.command("ben", "quiz", count=3).text


def end_of(play: DiscordStage) -> str:
    """What the message of the lobby says once the next question was due."""
    for _ in range(3):
        play.pass_time(seconds=50)
    return play.posts()[0].text


@pytest.mark.parametrize(("status", "code"), [(400, 160005), (400, 50083)])
def test_a_locked_thread_ends_the_quiz_with_a_sentence(play: DiscordStage, status: int, code: int) -> None:
    begun(play)
    play.pass_time(**TIME_IS_OVER)
    play.world.inject_error("POST", SEND, status=status, code=code)
    assert permissions.CLOSED in end_of(play)
    assert is_free(play)


def test_a_deleted_thread_ends_the_quiz_with_a_sentence(play: DiscordStage) -> None:
    _, room = begun(play)
    play.world.backend.delete_channel(room.id)
    play.settle()
    assert permissions.GONE in end_of(play)
    assert is_free(play)


def test_a_quiz_whose_lobby_was_deleted_goes_on_in_its_thread(play: DiscordStage) -> None:
    lobby, room = begun(play)
    play.world.backend.delete_message(lobby.message.channel_id, lobby.message.id)
    play.pass_time(**TIME_IS_OVER)
    play.pass_time(seconds=10)
    assert "Question 2 of 3" in play.posts(room)[-1].text


def test_a_lobby_that_is_deleted_before_its_thread_opens_ends_the_quiz_with_a_sentence(play: DiscordStage) -> None:
    play.command("ann", "quiz", count=3)
    play.tick()
    lobby = play.posts()[-1]
    play.press("ben", "Join", on=lobby)
    play.press("ann", "Start", on=lobby)
    play.world.backend.delete_message(lobby.message.channel_id, lobby.message.id)
    for _ in range(3):
        play.pass_time(**TIME_IS_OVER)
    quiz = play.look(lambda work: work.group_quizzes.get(1))
    assert quiz is not None
    assert quiz.ended_because == permissions.OPENER_GONE
    assert is_free(play)


def test_a_server_with_too_many_threads_ends_the_quiz_with_a_sentence(play: DiscordStage) -> None:
    play.world.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=160006)
    play.command("ann", "quiz", count=3)
    play.tick()
    lobby = play.posts()[-1]
    play.press("ben", "Join", on=lobby)
    play.press("ann", "Start", on=lobby)
    assert permissions.TOO_MANY_THREADS in end_of(play)
    assert is_free(play)


def test_a_channel_that_forbids_the_next_question_ends_the_quiz(play: DiscordStage) -> None:
    begun(play)
    play.pass_time(**TIME_IS_OVER)
    play.world.inject_error("POST", SEND, status=403, code=50013)
    assert permissions.LACKS_ONE in end_of(play)
    assert is_free(play)


def test_where_quorum_was_removed_the_quiz_ends_and_the_place_is_free_when_it_comes_back(play: DiscordStage) -> None:
    begun(play)
    add_again = play.remove_quorum()
    for _ in range(4):
        play.pass_time(seconds=50)
    assert play.look(lambda work: work.group_quizzes.all_running()) == []
    add_again()
    assert is_free(play)


def test_when_the_host_leaves_the_others_go_on(play: DiscordStage) -> None:
    lobby, room = begun(play)
    play.press("ann", "Leave", on=lobby)
    play.press("ben", "More", on=play.posts()[0])
    play.press("ben", "Next")
    play.pass_time(seconds=10)
    assert "Question 2 of 3" in play.posts(room)[-1].text

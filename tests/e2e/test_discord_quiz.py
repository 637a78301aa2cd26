"""A quiz that people of a Discord server play together, in a thread that opens from its lobby."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
import simcord
from e2e.discord_stage import DiscordStage
from e2e.discord_world import Seen, Shown
from flows.script import asking_only, of_kind, right_letters

from adapters.discord.draw import read_custom_id
from bot.library import Content, QuestionKind
from bot.questions import Asked, ask

BETWEEN_QUESTIONS_SECONDS = 20


@pytest.fixture
def play(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server where every question is answered with one press."""
    with closing(DiscordStage(sqlite_url, asking_only(content, of_kind(QuestionKind.SINGLE)))) as stage:
        yield stage


def open_lobby(play: DiscordStage, *joining: str, count: int = 3) -> Shown:
    """Ann opens a lobby, others join; how it looks then."""
    play.command("ann", "quiz", count=count)
    play.tick()
    for name in joining:
        play.press(name, "Join", on=play.posts()[-1])
    play.pass_time(seconds=6)
    return play.posts()[-1]


def room_of(play: DiscordStage, lobby: Shown) -> simcord.ChannelHandle:
    """The thread that opened from a lobby."""
    return simcord.ChannelHandle(play.world, play.server, play.world.backend.get_channel(lobby.message.id))


def asked_in(play: DiscordStage, question: Shown) -> Asked:
    """The question on a message of a quiz."""
    for custom_id in question.buttons.values():
        action = read_custom_id(custom_id)[0]
        if hasattr(action, "position"):
            quiz = play.look(lambda work, quiz_id=action.quiz_id: work.group_quizzes.get(quiz_id))  # type: ignore[misc]
            assert quiz is not None
            return ask(play.content.library.questions[quiz.question_ids[action.position]], quiz.seed(action.position))
    raise AssertionError(f"no question on {question.text}")


def answer(play: DiscordStage, name: str, room: simcord.ChannelHandle, *, right: bool = True) -> Seen:
    """Somebody answers the newest question."""
    question = play.posts(room)[-1]
    letter = right_letters(asked_in(play, question))
    return play.press(name, letter if right else "B" if letter == "A" else "A", on=question)


def test_the_lobby_is_public_and_its_questions_come_in_a_thread(play: DiscordStage) -> None:
    lobby = open_lobby(play, "ben")
    assert "**2** joined: ann, ben" in lobby.text
    assert not lobby.is_hidden
    play.press("ann", "Start", on=lobby)
    play.tick()
    room = room_of(play, lobby)
    assert room.is_thread
    (question,) = play.posts(room)
    assert "Question 1 of 3" in question.text
    assert len(play.posts()) == 1


def test_answers_are_private_until_the_question_closes_in_place(play: DiscordStage) -> None:
    lobby = open_lobby(play, "ben")
    play.press("ann", "Start", on=lobby)
    play.tick()
    room = room_of(play, lobby)
    assert answer(play, "ann", room).is_hidden
    play.pass_time(seconds=6)
    (question,) = play.posts(room)
    assert "the answer is" not in question.text
    assert "1 of 2 answered" in question.text
    assert "All have answered" in answer(play, "ben", room, right=False).text
    play.tick()
    closed = play.posts(room)[0]
    assert closed.message.id == question.message.id
    assert "the answer is" in closed.text
    assert "Right: ann" in closed.text
    assert "A" not in closed.buttons


@pytest.mark.parametrize("restarts", [False, True])
def test_it_goes_on_to_its_result_each_message_once(play: DiscordStage, restarts: bool) -> None:
    lobby = open_lobby(play, "ben")
    play.press("ann", "Start", on=lobby)
    play.tick()
    room = room_of(play, lobby)
    for number in range(3):
        if restarts:
            play.restart()
        answer(play, "ann", room)
        if restarts:
            play.restart()
        answer(play, "ben", room, right=number == 0)
        play.pass_time(seconds=BETWEEN_QUESTIONS_SECONDS)
    titles = [one.text.partition("###")[2].split("\n")[0].strip() for one in play.posts(room)]
    assert [title.partition(":")[0] for title in titles] == [
        "Question 1 of 3",
        "Question 2 of 3",
        "Question 3 of 3",
        "Quiz result",
    ]
    result = play.posts(room)[-1]
    assert "**ann** — 3" in result.text
    assert "**ben** — 1" in result.text
    assert play.press("ben", "Review missed", on=result).is_hidden
    assert "Quiz result" in play.posts()[0].text


def test_what_nobody_answers_closes_when_its_time_is_over(play: DiscordStage) -> None:
    lobby = open_lobby(play, "ben")
    play.press("ann", "Start", on=lobby)
    play.tick()
    play.pass_time(seconds=50)
    assert "Nobody answered" in play.posts(room_of(play, lobby))[0].text


def test_every_control_of_a_quiz_answers(sqlite_url: str, content: Content) -> None:
    with closing(DiscordStage(sqlite_url, asking_only(content, of_kind(QuestionKind.NUMERIC)))) as play:
        lobby = open_lobby(play, "ben")
        play.press("ben", "Leave", on=lobby)
        play.press("ann", "Start", on=lobby)
        play.tick()
        room = room_of(play, lobby)
        question = play.posts(room)[-1]
        assert play.press("ben", "Type answer", on=question).form == ""
        play.press("ben", "Join", on=question)
        assert play.press("ben", "Type answer", on=question).form
        assert "noted" in play.type("ben", "12").text
        assert "12" in play.press("ben", "More", on=question).text
        assert "leads this quiz" in play.press("ben", "Next", on=question).text
        play.press("ann", "More", on=question)
        assert "Paused" in play.press("ann", "Pause").text
        play.tick()
        assert "goes on" in play.press("ann", "Continue", on=play.posts(room)[-1]).text
        play.press("ann", "More", on=play.posts(room)[-1])
        assert "skipped" in play.press("ann", "Skip").text
        play.press("ann", "More", on=play.posts()[0])
        play.press("ann", "Next")
        play.tick()
        assert "Question 2" in play.posts(room)[-1].text
        play.press("ann", "More", on=play.posts(room)[-1])
        assert "over" in play.press("ann", "End").text
        play.tick()
        play.press("ben", "Rematch", on=play.posts()[0])
        play.tick()
        assert "**1** joined: ben" in play.posts()[-1].text


def test_a_lobby_is_left_for_a_quiz_alone(play: DiscordStage) -> None:
    play.command("ann", "quiz", count=3)
    alone = play.press("ann", "Play alone")
    assert alone.is_in_place
    assert "Question 1 of 3" in alone.text


@pytest.mark.parametrize("kind", [QuestionKind.MULTIPLE, QuestionKind.ORDERING])
def test_several_options_are_chosen_in_a_menu_or_by_presses(
    sqlite_url: str, content: Content, kind: QuestionKind
) -> None:
    with closing(DiscordStage(sqlite_url, asking_only(content, lambda one: one.kind is kind))) as play:
        lobby = open_lobby(play, "ben")
        play.press("ann", "Start", on=lobby)
        play.tick()
        question = play.posts(room_of(play, lobby))[-1]
        letters = right_letters(asked_in(play, question)).split()
        if kind is QuestionKind.MULTIPLE:
            assert "Choose" not in question.buttons
            told = play.select("ann", letters, question)
            assert "is noted" in told.text
        else:
            assert play.press("ann", "Choose", question).is_hidden
            for letter in letters:
                assert play.press("ann", letter).is_in_place
            assert "is noted" in play.press("ann", "Answer").text
        play.press("ben", "Type answer", question)
        assert "All have answered" in play.type("ben", " ".join(letters)).text
        play.tick()
        assert "Right: ann, ben" in play.posts(room_of(play, lobby))[-1].text

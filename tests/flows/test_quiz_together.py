"""A quiz that a community plays together: lobby, questions, keys, scores."""

from __future__ import annotations

from flows.script import points_of, streak_of
from flows.table import Table, labels
from stage import Stage

from bot.screens import Tone


def test_a_lobby_opens_in_the_channel_and_its_host_is_told_in_private(play: Stage) -> None:
    table = Table(play)
    told = play.command("ann", "/quiz kafka").screens[0]
    assert labels(told) == ["Start", "Play alone"]
    play.tick()
    assert table.lobby.title == "Quiz: Apache Kafka"
    assert table.lobby.context == "5 questions · 45 s each"
    assert "**1** joined: ann" in table.lobby.body
    assert labels(table.lobby) == ["Join", "Start", "Leave", "End"]
    table.press_lobby("ben", "Join")
    play.pass_time(seconds=3)
    assert "**2** joined: ann, ben" in table.lobby.body


def test_a_quiz_is_played_to_its_scoreboard(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben", "cho")
    for position in range(5):
        opened = table.newest
        assert opened.title == f"Question {position + 1} of 5"
        assert (opened.tone, opened.fine_print.endswith("0 of 3 answered")) == (Tone.OPEN, True)
        table.answer_all({"ann": True, "ben": position < 3, "cho": position < 3})
        closed = table.question(position)
        assert closed.title.startswith(
            f"Question {position + 1} of 5: the answer is {table.asked_at(position).key_letters}"
        )
        assert closed.tone is Tone.RIGHT
    assert table.scores.body.split("\n")[:3] == ["🥇 **ann** — 5", "🥈 **ben** — 3", "🥈 **cho** — 3"]
    assert labels(table.scores) == ["Review missed", "Read the lesson", "Rematch"]
    assert table.lobby.title == "Quiz result"
    assert (points_of(play, "ann"), points_of(play, "ben")) == (15, 9)
    assert (streak_of(play, "ann"), streak_of(play, "ben")) == (1, 1)
    assert table.messages_in_room() == [*(f"quizstep:{100 + one}" for one in range(5)), "quizend:1"]

"""The lobby of a quiz that a community plays together: opened, joined, left, ended, too many of them."""

from __future__ import annotations

from flows.script import (
    changed,
    restage,
)
from flows.table import Table, button_on, labels
from stage import Stage

from bot.group_quiz.actions import OpenQuiz

OPEN_FOR = {"relaxed": 90, "normal": 45, "brisk": 25}


# ---- the lobby


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
    play.pass_time(seconds=5)
    assert "**2** joined: ann, ben" in table.lobby.body


def test_a_lobby_says_what_was_asked_for(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz caching 3 brisk 3")
    assert table.lobby.title == "Quiz: Caching"
    assert table.lobby.context == "3 questions · 25 s each · Level 3"
    assert "Fewer than 5 do not count for the streak" in table.lobby.fine_print
    table.press_lobby("ann", "Start")
    play.tick()
    assert {table.asked_at(position).question.difficulty for position in range(3)} == {3}


def test_a_lobby_that_nobody_starts_ends_after_ten_minutes(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz kafka", "ben")
    play.pass_time(minutes=9, seconds=59)
    assert not table.quiz.is_over
    play.pass_time(seconds=1)
    assert (table.lobby.title, table.lobby.body, labels(table.lobby)) == ("No quiz", "Nobody started it.", [])
    assert table.messages_in_room() == []
    play.pass_time(hours=1)
    assert table.messages_in_room() == []


def test_a_lobby_is_ended_by_its_host_and_by_all_leaving(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz kafka", "ben")
    assert "ann leads this quiz" in table.press_lobby("ben", "End").notices[0]
    table.press_lobby("ann", "End")
    play.tick()
    assert table.lobby.body == "ann ended it."
    second = Table(play, 2).open("cho", "/quiz kafka", "ben")
    second.press_lobby("ben", "Leave")
    second.press_lobby("cho", "Leave")
    play.tick()
    assert second.lobby.body == "Everybody left."


def test_two_quizzes_run_at_a_place_and_an_ended_one_makes_room(play: Stage) -> None:
    Table(play, 1).start("ann")
    second = Table(play, 2).open("ben", "/quiz caching")
    refused = play.command("cho", "/quiz consensus").screens[0]
    assert refused.title == "No lobby right now"
    assert "2 quizzes run here already" in refused.body
    play.press("cho", "Play alone")
    assert play.screen("cho").title == "Question 1 of 5"
    assert "Consensus" in play.screen("cho").context
    second.press_lobby("ben", "End")
    assert play.command("dee", "/quiz consensus").screens[0].title == "Your quiz is open"


def test_two_quizzes_at_a_place_never_ask_the_same(play: Stage) -> None:
    first = Table(play, 1).start("ann", "/quiz kafka 5")
    second = Table(play, 2).start("ben", "/quiz kafka 5")
    assert set(first.quiz.question_ids).isdisjoint(second.quiz.question_ids)
    second.press_more("ben", "End")
    first.press_more("ann", "End")
    Table(play, 3).start("ann", "/quiz kafka 8")
    assert "only 2 questions" in play.command("ben", "/quiz kafka 5").notices[0]


def test_who_has_a_lobby_here_is_led_to_it(play: Stage) -> None:
    table = Table(play).open("ann")
    assert play.command("ann", "/quiz caching").screens[0].title == "Your quiz waits already"
    play.press("ann", "Start")
    assert table.quiz.is_asking


def test_in_private_and_where_nobody_else_can_be_a_quiz_is_played_alone(play: Stage) -> None:
    play.has_company = True
    play.in_private("ann")
    assert play.command("ann", "/quiz kafka 4 brisk").screens[0].title == "Question 1 of 4"
    play.has_company = False
    assert play.command("ben", "/quiz kafka 3 3").screens[0].context.endswith("Level 3")
    play.tick()
    assert play.posts.carried == []


def test_play_alone_closes_a_lobby_in_which_nobody_else_waits(play: Stage) -> None:
    table = Table(play)
    play.command("ann", "/quiz kafka 6")
    assert play.press("ann", "Play alone").screens[0].title == "Question 1 of 6"
    play.tick()
    assert table.lobby.body == "Its host plays alone."
    second = Table(play, 3)
    told = play.command("ben", "/quiz kafka 3").screens[0]
    play.tick()
    second.press_lobby("cho", "Join")
    assert play.act("ben", button_on(told, "Play alone").action).screens[0].title == "Question 1 of 3"
    assert not second.quiz.is_over


def test_without_permission_there_is_no_lobby_but_a_quiz_alone(play: Stage) -> None:
    play.has_company = True
    event = play.event("ann", OpenQuiz(5, "normal", 0), "kafka")
    lacking = type(event)(event.action, event.user, event.place, event.at, "kafka", lacks=("Create Public Threads",))
    screen = play.run(play.engine.handle(lacking))[0].screen  # type: ignore[union-attr]
    assert "Missing: Create Public Threads" in screen.body
    assert labels(screen) == ["Play alone"]


def test_a_topic_with_too_few_questions_opens_no_lobby(play: Stage) -> None:
    play.has_company = True
    assert "no questions on that topic yet" in play.command("ann", "/quiz security and abuse").notices[0]
    assert "no questions of level 5" in play.command("ann", "/quiz kafka 5 5").notices[0]
    two = changed(play.content, lambda one: one if one.lesson_id != "kafka" or one.id < "kafka-q03" else None)
    restage(play, two)
    assert "only 2 questions" in play.command("ann", "/quiz kafka").notices[0]
    play.tick()
    assert play.posts.carried == []

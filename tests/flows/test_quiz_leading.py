"""Who leads a quiz that is played together, and what leading is: next, skip, pause, go on, end."""

from __future__ import annotations

from flows.script import points_of, streak_of
from flows.table import Table, button_on, labels
from stage import Stage

from bot.group_quiz.actions import BeginQuiz, EndGroupQuiz, NextStep, PauseQuiz, SkipQuestion
from bot.screens import Tone


def test_the_host_closes_a_question_and_everybody_elses_press_is_refused(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer("ben")
    assert table.press("ben", "Next").notices[0].startswith("ann leads this quiz.")
    assert table.press("eve", "Next").notices[0].startswith("ann leads this quiz.")
    assert table.press("ann", "Next").notices == ["Question 1 is closed."]
    play.tick()
    assert "Right: ben" in table.newest.body


def test_a_manager_leads_without_playing(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz kafka", "ben")
    assert table.press_lobby("eve", "Start").notices[0].startswith("ann leads this quiz.")
    table.press_lobby("mona", "Start", may_manage=True)
    play.tick()
    table.press("mona", "Next", may_manage=True)
    play.pass_time(seconds=8)
    assert table.which == "Question 2 of 5"
    table.press_more("mona", "End", may_manage=True)
    play.tick()
    assert table.scores.body.startswith("mona ended it.")


def test_whoever_manages_elsewhere_or_in_private_does_not_lead_here(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    play.in_private("ben")
    refused = play.act("ben", NextStep(1, 1), may_manage=True)
    assert refused.notices[0].startswith("ann leads this quiz.")
    play.in_private("ann")
    assert play.act("ann", NextStep(1, 1)).notices == ["Question 1 is closed."]
    assert table.quiz.step == 2


def test_players_lead_when_the_host_did_nothing_for_two_questions(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 6", "ben", "cho")
    for _ in range(2):
        assert table.press("ben", "Next").notices[0].startswith("ann leads this quiz.")
        table.answer("ben")
        play.pass_time(seconds=45)
        play.pass_time(seconds=8)
    assert "leads" in table.press("eve", "Next").notices[0]
    assert table.press("cho", "Next").notices == ["Question 3 is closed."]
    play.pass_time(seconds=8)
    table.answer("ann")
    assert table.press("ben", "Next").notices[0].startswith("ann leads this quiz.")


def test_players_lead_when_the_host_left(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz kafka", "ben", "cho")
    table.press_lobby("ann", "Leave")
    table.press_lobby("ben", "Start")
    play.tick()
    assert table.press("cho", "Next").notices == ["Question 1 is closed."]


def test_a_quiz_at_the_hosts_pace_waits_for_the_host(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3 host", "ben")
    assert table.lobby.context == "3 questions · host goes on"
    assert table.newest.fine_print == "0 of 2 answered"
    play.pass_time(minutes=2)
    assert table.newest.tone is Tone.OPEN
    table.answer("ann")
    table.answer("ben")
    play.pass_time(minutes=2)
    assert labels(table.newest) == ["Read the lesson", "Next"]
    table.press("ann", "Next")
    play.tick()
    assert table.which == "Question 2 of 3"
    assert labels(table.question(0)) == ["Read the lesson"]


def test_a_quiz_at_the_hosts_pace_ends_even_when_the_host_sleeps(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3 host", "ben")
    for _ in range(6):
        if table.quiz.is_asking:
            table.answer("ben")
        play.pass_time(minutes=5)
    assert table.quiz.is_over
    assert table.scores.body.startswith("🥇 **ben** — 3")


def test_a_skipped_question_counts_for_nobody(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 5", "ben")
    table.answer("ben", right=False)
    assert "counts for nobody" in table.press_more("ann", "Skip").notices[0]
    play.tick()
    skipped = table.question(0)
    assert (skipped.tone, "Skipped: it counts for nobody." in skipped.body) == (Tone.PLAIN, True)
    assert "misled" not in skipped.body
    play.pass_time(seconds=8)
    for _ in range(4):
        table.answer_all({"ann": True, "ben": True})
    assert table.scores.body.split("\n")[:2] == ["🥇 **ann** — 4", "🥇 **ben** — 4"]
    assert table.scores.fine_print == "No quiz for the streak"
    assert (streak_of(play, "ben"), points_of(play, "ben")) == (0, 12)
    ben = play.learner_id("ben")
    assert play.look(lambda work: work.deck.names(ben)) == set()


def test_nothing_is_left_to_skip_once_a_question_closed(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 5", "ben")
    table.press("ann", "Next")
    assert "No question is open" in play.act("ann", SkipQuestion(1, 2)).notices[0]


def test_a_pause_stops_the_clock_and_takes_no_answers(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    play.pass_time(seconds=20)
    letter = table.newest.buttons[0]
    assert "within 30 minutes" in table.press_more("ann", "Pause").notices[0]
    play.tick()
    assert labels(table.newest) == ["Continue", "More"]
    assert table.newest.fine_print == "Paused · 0 of 2 answered"
    play.pass_time(minutes=25)
    assert table.quiz.is_asking
    assert "paused" in play.act("ben", letter.action, "A").notices[0]
    assert "paused" in play.act("ann", NextStep(1, 1)).notices[0]
    assert "paused already" in play.act("ann", PauseQuiz(1, 1)).notices[0]
    assert table.press("ben", "Continue").notices[0].startswith("ann leads this quiz.")
    table.press("ann", "Continue")
    play.pass_time(seconds=24)
    assert table.newest.tone is Tone.OPEN
    table.answer("ben")
    play.pass_time(seconds=1)
    assert "Right: ben" in table.newest.body


def test_a_pause_between_questions_leaves_time_to_talk(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka")
    table.answer("ann")
    play.tick()
    table.press_more("ann", "Pause")
    play.pass_time(minutes=10)
    assert labels(table.newest) == ["Read the lesson", "Continue", "More"]
    table.press("ann", "Continue")
    play.pass_time(seconds=10)
    assert table.which == "Question 2 of 5"
    assert labels(table.question(0)) == ["Read the lesson"]


def test_a_question_that_goes_on_late_in_its_time_stays_open_for_ten_seconds(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    play.pass_time(seconds=44)
    table.press_more("ann", "Pause")
    play.pass_time(minutes=1)
    table.press("ann", "Continue")
    play.pass_time(seconds=9)
    assert table.quiz.is_asking
    play.pass_time(seconds=1)
    assert not table.quiz.is_asking


def test_a_pause_that_nobody_ends_ends_the_quiz(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer("ben")
    table.press_more("ann", "Pause")
    play.pass_time(minutes=29, seconds=59)
    assert not table.quiz.is_over
    play.pass_time(seconds=1)
    assert table.scores.body.startswith("It stayed paused for too long.\n\n🥇 **ben** — 1")


def test_whoever_leaves_in_a_pause_is_not_waited_for_after_it(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer("ann")
    table.press_more("ann", "Pause")
    table.press_lobby("ben", "Leave")
    assert table.quiz.is_asking
    play.tick()
    assert "All have answered" in table.press("ann", "Continue").notices[0]
    play.pass_time(seconds=8)
    assert table.which == "Question 2 of 5"


def test_ending_closes_the_open_question_and_keeps_what_was_answered(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer_all({"ann": True, "ben": True})
    table.answer("ben")
    open_before = button_on(table.newest, "Next").action
    assert table.press_more("ann", "End").notices == ["The quiz is over."]
    play.tick()
    assert table.scores.body.startswith("ann ended it.\n\n🥇 **ben** — 2\n🥈 **ann** — 1")
    assert "is over" in play.act("ann", open_before).notices[0]
    assert "is over" in play.act("ann", EndGroupQuiz(1)).notices[0]
    play.pass_time(minutes=20)
    assert table.messages_in_room() == ["quizstep:100", "quizstep:101", "quizend:1"]


def test_a_doubled_press_moves_the_quiz_once(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka")
    following = button_on(table.newest, "Next").action
    play.act("ann", following)
    assert "moved on; nothing changed" in play.act("ann", following).notices[0]
    assert "has begun already" in play.act("ann", BeginQuiz(1)).notices[0]
    assert table.quiz.step == 2


def test_everybody_sees_in_private_what_she_may_do(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    assert labels(table.press("ann", "More").screens[0]) == ["Next", "Skip", "Pause", "Leave", "End"]
    assert labels(table.press("eve", "More").screens[0]) == ["Join"]
    own = table.press("ben", "More").screens[0]
    assert (own.title, labels(own), own.body) == ("Your quiz", ["Leave"], "Question 1 of 5 is open.")
    table.answer("ben")
    asked = table.asked
    assert f"You answered {asked.key_letters}." in table.press("ben", "More").screens[0].body
    table.press_more("ann", "Pause")
    assert labels(table.press_lobby("ann", "More").screens[0]) == ["Continue", "Leave", "End"]

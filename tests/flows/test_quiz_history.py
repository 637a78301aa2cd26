"""The archive: quizzes that are over, to be looked at with one's own answers."""

from __future__ import annotations

import re

from flows.script import answer, asked_of, changed, play_quiz, restage
from flows.table import Table, labels
from stage import PLATFORM, SQUARE, Stage

from bot.duel.actions import AcceptDuel, PlayDuel
from bot.events import Place
from bot.quiz.actions import LookBack, OpenArchive, ShowHistory
from bot.screens import Screen, Tone

MARKET = Place(PLATFORM, "market", "village")


def history(play: Stage, name: str) -> Screen:
    """The list that somebody sees."""
    return play.command(name, "/quiz history").screens[0]


def play_alone(play: Stage, name: str, line: str, rights: list[bool]) -> None:
    """Somebody plays a quiz alone to its end."""
    play.has_company = False
    play.command(name, line)
    play_quiz(play, name, rights)


def play_together(play: Stage, quiz_id: int = 1) -> Table:
    """Ann and ben play three questions; ben misses the last two."""
    table = Table(play, quiz_id).start("ann", "/quiz kafka 3", "ben")
    for position in range(3):
        table.answer_all({"ann": True, "ben": position == 0})
    return table


def test_without_a_quiz_the_archive_says_how_to_begin(play: Stage) -> None:
    assert "Play one with /quiz" in play.command("ann", "/quiz history").notices[0]
    play.command("ann", "/quiz kafka")
    assert "Play one with /quiz" in play.command("ann", "/quiz history").notices[0]


def test_a_quiz_alone_is_listed_with_what_came_of_it_newest_first(play: Stage) -> None:
    play_alone(play, "ann", "/quiz kafka 3", [True, False, True])
    play.pass_time(days=1)
    play_alone(play, "ann", "/quiz caching 4", [True] * 4)
    lines = history(play, "ann").body.split("\n")
    assert lines[0].startswith("1. **Caching**, alone, 22 Nov: 4 of 4 right")
    assert lines[1] == "2. **Apache Kafka**, alone, 21 Nov: 2 of 3 right"


def test_a_quiz_opens_with_a_line_for_each_question_and_each_question_with_the_own_answer(play: Stage) -> None:
    play.command("ann", "/quiz kafka 3")
    asked = []
    for number, right in enumerate((True, False)):
        if number:
            play.press("ann", "Next")
        asked.append(asked_of(play, "ann"))
        answer(play, "ann", right=right)
    play.press("ann", "Next")
    asked.append(asked_of(play, "ann"))
    play.press("ann", "Show me")
    history(play, "ann")
    opened = play.press("ann", "1").screens[0]
    assert [line.split(":")[0] for line in opened.body.split("\n")] == ["1. Right", "2. Missed", "3. Shown"]
    for number, one in enumerate(asked):
        seen = play.press("ann", "Next" if number else "1").screens[0]
        assert seen.title == f"Question {number + 1}: the answer is {one.key_letters}"
        assert one.question.explanation in seen.body
        assert ("You answered" in seen.body) == (number < 2)
        assert seen.tone is (Tone.RIGHT, Tone.WRONG, Tone.PLAIN)[number]
    assert play.press("ann", "Back").screens[0].title.startswith("Question 2")
    assert play.press("ann", "All questions").screens[0] == opened
    assert play.press("ann", "All quizzes").screens[0].title == "Your quizzes"


def test_what_was_not_answered_before_the_end_stays_hidden(play: Stage) -> None:
    play.command("ann", "/quiz kafka 5")
    answer(play, "ann")
    play.press("ann", "Next")
    play.press("ann", "End")
    history(play, "ann")
    opened = play.press("ann", "1").screens[0]
    assert labels(opened) == ["1", "All quizzes"]
    assert "not in your archive" in play.act("ann", LookBack(1, 1)).notices[0]


def test_a_quiz_with_others_shows_the_own_place_and_answers(play: Stage) -> None:
    table = play_together(play)
    listed = history(play, "ben").body
    assert listed == "1. **Apache Kafka**, together, 21 Nov: 1 of 3 right"
    opened = play.press("ben", "1").screens[0]
    assert opened.body.startswith("You were **2nd** of 2 with 1.")
    seen = play.press("ben", "2").screens[0]
    assert table.asked_at(1).question.explanation in seen.body
    assert "You answered" in seen.body
    assert seen.tone is Tone.WRONG


def test_who_did_not_play_sees_the_quizzes_of_her_community_without_answers(play: Stage) -> None:
    play_together(play)
    assert "you did not answer" in history(play, "cho").body
    assert "You were" not in play.press("cho", "1").screens[0].body
    assert "You gave no answer." in play.press("cho", "1").screens[0].body
    for place in (MARKET, Place(PLATFORM, "private cho")):
        play.in_place("cho", place)
        assert "No quiz is over" in play.command("cho", "/quiz history").notices[0]
        assert "not in your archive" in play.act("cho", OpenArchive(1)).notices[0]
        assert "not in your archive" in play.act("cho", LookBack(1, 0)).notices[0]


def test_players_see_their_quizzes_in_private_too(play: Stage) -> None:
    play_together(play)
    play.in_private("ben")
    assert "together" in history(play, "ben").body
    assert "You were **2nd**" in play.press("ben", "1").screens[0].body


def test_quizzes_alone_and_duels_of_others_are_not_shown(play: Stage) -> None:
    play_alone(play, "ann", "/quiz kafka 3", [True] * 3)
    for action in (OpenArchive(1), LookBack(1, 0)):
        assert "not in your archive" in play.act("ben", action).notices[0]
    play.set_up()
    play.command("ben", "/me")
    play.command("ben", "/lesson kafka")
    play.command("ann", "/lesson kafka")
    play.command("ann", "/quiz @ben caching 3")
    play.act("ann", PlayDuel(1))
    play_quiz(play, "ann", [True] * 3)
    assert "duel" in history(play, "ann").body
    assert "No quiz is over" in play.command("ben", "/quiz history").notices[0]
    play.act("ben", AcceptDuel(1))
    play_quiz(play, "ben", [False] * 3)
    assert "duel" in history(play, "ben").body
    assert "0 of 3 right" in play.screen("ben").body


def test_what_is_being_asked_elsewhere_is_not_shown_until_that_closed(play: Stage) -> None:
    restage(play, changed(play.content, lambda one: one if one.lesson_id == "kafka" else None))
    lesson = [one.id for one in play.content.library.lessons["kafka"].questions]
    play_alone(play, "ann", f"/quiz kafka {len(lesson)}", [True] * len(lesson))
    table = Table(play, 2).start("ben", "/quiz kafka 3", "ann")
    asked = table.asked_at(0).question
    before = play.look(lambda work: work.quizzes.get(1))
    assert before is not None
    position = before.question_ids.index(asked.id)
    assert "being asked elsewhere" in play.act("ann", LookBack(1, position)).screens[0].body
    table.answer_all({"ben": True, "ann": True})
    assert asked.explanation in play.act("ann", LookBack(1, position)).screens[0].body


def test_many_quizzes_come_page_by_page(play: Stage) -> None:
    for _ in range(7):
        play.command("ann", "/quiz 3")
        answer(play, "ann")
        play.press("ann", "Next")
        play.press("ann", "End")
    first = history(play, "ann")
    assert re.findall(r"^(\d+)\.", first.body, re.M) == ["1", "2", "3", "4", "5"]
    second = play.press("ann", "Older").screens[0]
    assert re.findall(r"^(\d+)\.", second.body, re.M) == ["6", "7"]
    assert labels(second) == ["6", "7", "Newer"]
    assert play.press("ann", "Newer").screens[0] == first
    for page in (2, 99, 10**17):
        assert "no older quizzes" in play.act("ann", ShowHistory(page)).notices[0]
    assert play.act("ann", ShowHistory(-5)).screens[0] == first


def test_a_question_that_left_the_library_is_left_out(play: Stage) -> None:
    play.command("ann", "/quiz kafka 3")
    gone = asked_of(play, "ann").question.id
    play_quiz(play, "ann", [True] * 3)
    restage(play, changed(play.content, lambda one: one if one.id != gone else None))
    history(play, "ann")
    assert labels(play.press("ann", "1").screens[0]) == ["2", "3", "All quizzes"]
    assert "not in your archive" in play.act("ann", LookBack(1, 0)).notices[0]


def test_a_lobby_that_nobody_started_is_no_quiz(play: Stage) -> None:
    Table(play).open("ann", "/quiz kafka")
    play.pass_time(minutes=11)
    assert play.look(lambda work: work.quizzes.played(1, SQUARE, 5)) == []


def test_a_running_quiz_is_not_in_the_archive(play: Stage) -> None:
    Table(play).start("ann", "/quiz kafka", "ben")
    for action in (OpenArchive(1), LookBack(1, 0)):
        assert "not in your archive" in play.act("ann", action).notices[0]

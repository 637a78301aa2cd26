"""What follows from a quiz that was played together: scores, rematch, points, cards, days; what is asked next."""

from __future__ import annotations

from flows.script import (
    changed,
    on_board,
    play_quiz,
    points_of,
    restage,
    streak_of,
)
from flows.table import Table, button_on, labels
from stage import Stage

from bot.library import Library

OPEN_FOR = {"relaxed": 90, "normal": 45, "brisk": 25}


# ---- what follows from it


def test_names_are_inert_hidden_learners_stay_hidden_and_many_are_cut(play: Stage) -> None:
    crowd = [f"learner {number:02}" for number in range(12)]
    table = Table(play).open("<@1> **bold**", "/quiz kafka 3", *crowd)
    play.command("learner 00", "/settings")
    play.press("learner 00", "Hide me")
    table.press_lobby("<@1> **bold**", "Start")
    play.tick()
    table.answer_all(dict.fromkeys(["<@1> **bold**", *crowd], True))
    said = table.question(0).body.split("\n")[-1]
    assert said.startswith("Right: ‹＠1› ∗∗bold∗∗, a learner, learner 01, ")
    assert said.endswith("learner 08 and 3 more")
    table.press_more("<@1> **bold**", "End")
    play.tick()
    assert "learner 00" not in table.scores.body + table.lobby.body
    assert "🥇 **a learner** — 1" in table.scores.body
    assert table.scores.body.count("🥇") == 10
    assert "and 3 more" in table.scores.body


def test_the_scoreboard_names_the_most_missed_question_and_leads_to_its_lesson(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3", "ben")
    for position in range(3):
        table.answer_all({"ann": position != 1, "ben": position != 1})
    hardest = table.asked_at(1).question
    assert f"Missed most, by 2 of 2: {hardest.stem[:60]}" in table.scores.body
    assert play.act("cho", button_on(table.scores, "Read").action).screens[0].title == "Apache Kafka"
    review = play.act("ben", button_on(table.scores, "Review missed").action).screens[0]
    assert hardest.stem in review.body


def test_a_quiz_without_a_miss_offers_no_review(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3")
    for _ in range(3):
        table.answer_all({"ann": True})
    assert labels(table.scores) == ["Rematch"]
    assert table.scores.fine_print == "No quiz for the streak"


def test_a_rematch_asks_other_questions_and_is_joined_by_whoever_presses_next(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 5 brisk", "ben")
    early = button_on(table.lobby, "Join").action
    for _ in range(5):
        table.answer_all({"ann": True, "ben": False})
    assert "is over" in play.act("ben", early).notices[0]
    again = button_on(table.scores, "Rematch").action
    assert play.act("ben", again).screens[0].title == "Your quiz is open"
    assert "You are in" in play.act("ann", again).notices[0]
    play.tick()
    second = Table(play, 2)
    assert second.lobby.context == "5 questions · 25 s each"
    second.press_lobby("ben", "Start")
    play.tick()
    assert set(second.quiz.question_ids).isdisjoint(table.quiz.question_ids)
    second.press_more("ben", "End")
    assert "rematch is over as well" in play.act("cho", again).notices[0]


def test_points_come_once_a_season_and_count_in_the_community_of_the_quiz(play: Stage) -> None:
    play.set_up()
    table = Table(play).start("ann", "/quiz kafka 10", "ben")
    for _ in range(10):
        table.answer_all({"ann": True, "ben": False})
    assert on_board(play, "ann") == ["🥇 **ann** — 30"]
    play.has_company = False
    play.command("ann", "/quiz kafka 10")
    play_quiz(play, "ann", [True] * 10)
    assert points_of(play, "ann") == 30


def test_a_question_that_paid_elsewhere_pays_no_more(play: Stage) -> None:
    restage(play, changed(play.content, lambda one: one if one.lesson_id == "kafka" else None))
    play.in_private("ann")
    play.command("ann", "/quiz 10")
    play_quiz(play, "ann", [True] * 10)
    play.set_up()
    play.in_square("ann")
    table = Table(play, 2).start("ann", "/quiz 10")
    for _ in range(10):
        table.answer_all({"ann": True})
    assert points_of(play, "ann") == 30
    assert on_board(play, "ann")[0].startswith("Nobody has points yet")


def test_who_joins_for_the_first_time_is_told_of_the_board_once(play: Stage) -> None:
    play.set_up()
    table = Table(play).open("ann", "/quiz kafka")
    told = table.press_lobby("ben", "Join").screens[0]
    assert told.title == "You are in"
    assert "community's board" in told.fine_print
    table.press_lobby("ben", "Leave")
    assert table.press_lobby("ben", "Join").screens == []
    play.press("ben", "Hide me")
    assert play.screen("ben").title == "Your settings"


def test_misses_become_cards_and_right_answers_do_not(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 4", "ben")
    for position in range(4):
        table.answer_all({"ann": position % 2 == 0, "ben": True})
    ann, ben = play.learner_id("ann"), play.learner_id("ben")
    missed = {table.quiz.question_ids[1], table.quiz.question_ids[3]}
    assert play.look(lambda work: (work.deck.names(ann), work.deck.names(ben))) == (missed, set())


def test_five_answers_in_a_quiz_that_closed_its_last_question_make_the_day(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 6", "ben", "cho")
    for position in range(6):
        table.answer_all({"ann": False, "cho": True} | ({"ben": True} if position < 4 else {}))
        if position >= 4:
            play.pass_time(seconds=45)
            play.pass_time(seconds=8)
    assert table.scores.fine_print.endswith("5 answers count for the streak")
    assert [streak_of(play, name) for name in ("ann", "ben", "cho")] == [1, 0, 1]


def test_a_quiz_ended_early_makes_no_day_but_its_answers_count(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 7")
    for _ in range(5):
        table.answer_all({"ann": True})
    table.press_more("ann", "End")
    play.tick()
    assert table.scores.fine_print == "No quiz for the streak"
    assert (streak_of(play, "ann"), points_of(play, "ann")) == (0, 15)


def test_ending_after_the_last_question_closed_is_playing_to_the_end(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 5")
    for _ in range(4):
        table.answer_all({"ann": True})
    table.answer("ann")
    table.press_more("ann", "End")
    play.tick()
    assert table.scores.body.startswith("🥇 **ann** — 5")
    assert streak_of(play, "ann") == 1


def test_an_answer_belongs_to_the_instant_in_which_its_question_closes(play: Stage) -> None:
    play.now = play.now.replace(day=30, hour=23, minute=59, second=30)
    play.set_up()
    table = Table(play).start("ann", "/quiz kafka 3", "ben")
    table.answer("ann")
    play.pass_time(seconds=45)
    assert play.now.month == 12
    assert on_board(play, "ann", "month") == ["🥇 **ann** — 3"]


# ---- what is asked when no topic is named


def lessons_of(table: Table, library: Library) -> set[str]:
    """The lessons of the questions of a quiz."""
    return {library.questions[id_].lesson_id for id_ in table.quiz.question_ids}


def test_without_a_topic_neighbours_of_what_the_place_studied_lately_are_asked(play: Stage) -> None:
    first = Table(play, 1).start("ann", "/quiz consensus 3")
    first.press_more("ann", "End")
    second = Table(play, 2).start("ann", "/quiz 6")
    assert second.lobby.title == "Quiz: Mixed"
    lessons = play.content.library.lessons
    studied = lessons["consensus"]
    for lesson in (lessons[lesson_id] for lesson_id in lessons_of(second, play.content.library)):
        assert lesson.area == studied.area or set(lesson.skills) & set(studied.skills), lesson.id
    second.press_more("ann", "End")
    third = Table(play, 3).start("ann", "/quiz mixed 8")
    assert len(lessons_of(third, play.content.library)) == 8


def test_the_open_challenge_is_not_asked(play: Stage) -> None:
    play.set_up(post_now=True)
    play.tick()
    challenge = play.look(lambda work: work.challenges.get(1))
    assert challenge is not None
    lesson = play.content.library.questions[challenge.question_id].lesson_id
    table = Table(play).start("ann", f"/quiz {lesson} 20")
    assert challenge.question_id not in table.quiz.question_ids

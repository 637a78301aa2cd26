"""A quiz that a community plays together: lobby, questions, keys, scores, what follows from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flows.script import (
    asking_only,
    changed,
    of_kind,
    on_board,
    play_quiz,
    points_of,
    restage,
    right_letters,
    streak_of,
    wrong_letters,
)
from flows.table import Table, button_on, labels
from stage import Stage

from bot.effects import AskText
from bot.group_quiz.actions import OpenQuiz
from bot.library import Library, Question, QuestionKind
from bot.screens import LETTERS, ChoiceQuestion, Tone

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


# ---- playing


def test_a_quiz_is_played_to_its_scoreboard(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben", "cho")
    for position in range(5):
        opened = table.newest
        assert table.which == f"Question {position + 1} of 5"
        assert (opened.tone, opened.fine_print.endswith("0 of 3 answered")) == (Tone.OPEN, True)
        table.answer_all({"ann": True, "ben": position < 3, "cho": position < 3})
        closed = table.question(position)
        assert closed.title.endswith(f"{position + 1} of 5: the answer is {table.asked_at(position).key_letters}")
        assert closed.tone is Tone.RIGHT
    assert table.scores.body.split("\n")[:3] == ["🥇 **ann** — 5", "🥈 **ben** — 3", "🥈 **cho** — 3"]
    assert labels(table.scores) == ["Review missed", "Read the lesson", "Rematch"]
    assert table.lobby.title == "Quiz result"
    assert (points_of(play, "ann"), points_of(play, "ben")) == (15, 9)
    assert (streak_of(play, "ann"), streak_of(play, "ben")) == (1, 1)
    assert table.messages_in_room() == [*(f"quizstep:{100 + one}" for one in range(5)), "quizend:1"]


@pytest.mark.parametrize("pace", OPEN_FOR)
def test_a_question_closes_when_its_time_is_over(play: Stage, pace: str) -> None:
    table = Table(play).start("ann", f"/quiz kafka {pace}", "ben")
    table.answer("ann")
    play.pass_time(seconds=OPEN_FOR[pace] - 1)
    assert table.newest.fine_print.endswith("1 of 2 answered")
    play.pass_time(seconds=1)
    assert table.newest.title.startswith("Question 1 of 5: the answer is")
    play.pass_time(seconds=7)
    assert len(table.messages_in_room()) == 1
    play.pass_time(seconds=1)
    assert table.which == "Question 2 of 5"


def test_an_answer_is_noted_in_private_may_be_changed_and_tells_nothing(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    table = Table(play).start("ann", "/quiz 5", "ben")
    asked = table.asked
    for slot in (*range(len(asked.order)), asked.right_slots[0]):
        told = table.press("ann", LETTERS[slot])
        assert told.notices == [f"{LETTERS[slot]} is noted. You can change it until the question closes."]
        assert told.screens == []
    play.pass_time(seconds=5)
    opened = table.newest
    assert isinstance(opened, ChoiceQuestion)
    assert (opened.answer, opened.fine_print.endswith("1 of 2 answered")) == ((), True)
    assert (points_of(play, "ann"), table.press("ben", "More").screens) != (3, [])
    play.pass_time(seconds=40)
    assert "Right: ann" in table.newest.body
    assert points_of(play, "ann") == 3


def test_only_the_last_answer_counts(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3", "ben", "cho")
    for name, first in (("ann", True), ("ben", False)):
        table.answer(name, right=first)
        table.answer(name, right=not first)
    table.answer("cho")
    play.tick()
    assert "Right: ben, cho" in table.newest.body
    assert table.newest.fine_print == "2 of 3 right"


def test_a_typed_answer_is_asked_for_and_noted(play: Stage) -> None:
    typed, everything = [kind for kind in QuestionKind if not kind.is_pressed], play.content
    for number, kind in enumerate(typed, start=1):
        restage(play, asking_only(everything, lambda one, kind=kind: one.kind is kind))  # type: ignore[misc]
        table = Table(play, number).start("ann", "/quiz mixed 3", "ben")
        assert labels(table.newest)[0] == "Type answer"
        asks = table.press("ann", "Type answer").effects[0]
        assert isinstance(asks, AskText)
        assert "not understood and nothing was stored" in play.type("ann", "what?").notices[0]
        table.press("ann", "Type answer")
        letters = table.asked.key_letters
        said = play.type("ann", right_letters(table.asked)).notices[0]
        assert said == f"{letters} is noted. You can change it until the question closes."
        table.press("ben", "Type answer")
        play.type("ben", wrong_letters(table.asked))
        play.tick()
        assert "Right: ann" in table.newest.body
        table.press_more("ann", "End")


def with_three_right(question: Question) -> Question:
    """A question of two right options with one more."""
    if question.kind is not QuestionKind.MULTIPLE:
        return question
    first = next(index for index, option in enumerate(question.options) if not option.correct)
    options = [replace(one, correct=one.correct or index == first) for index, one in enumerate(question.options)]
    return replace(question, options=tuple(options))


def test_several_right_options_score_as_a_share(play: Stage) -> None:
    restage(play, asking_only(changed(play.content, with_three_right), lambda one: len(one.key) == 3))
    table = Table(play).start("ann", "/quiz 3", "ben")
    asked = table.asked
    wrong = next(slot for slot in range(len(asked.order)) if slot not in asked.right_slots)
    for name, slots in (("ann", (*asked.right_slots[:2], wrong)), ("ben", asked.right_slots)):
        table.press(name, "Type answer")
        play.type(name, " ".join(LETTERS[slot] for slot in slots))
    play.tick()
    assert "Right: ben" in table.newest.body
    table.press_more("ann", "End")
    play.tick()
    assert table.scores.body.split("\n")[2:4] == ["🥇 **ben** — 1", "🥈 **ann** — 0.33"]


def test_what_misled_whom_is_said_in_numbers_and_never_with_names(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    table = Table(play).start("ann", "/quiz 3", "ben", "cho")
    table.answer("ann")
    table.answer("ben", right=False)
    table.answer("cho", right=False)
    play.tick()
    slot = LETTERS.index(wrong_letters(table.asked))
    why = table.asked.question.options[table.asked.order[slot]].why
    assert f"**{LETTERS[slot]}** misled 2: {why}" in table.newest.body
    assert table.asked.question.explanation in table.newest.body
    assert "ben" not in table.newest.body


def test_joining_late_and_leaving_are_fine(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3", "ben")
    table.answer_all({"ann": True, "ben": True})
    assert "open question" in table.press("cho", "Join").notices[0] or play.screen("cho").title == "You are in"
    table.answer("ann")
    table.answer("cho")
    assert table.quiz.is_asking
    assert "What you answered stays" in table.press_lobby("ben", "Leave").notices[0]
    play.tick()
    assert table.newest.title.startswith("Question 2 of 3: the answer is")
    play.pass_time(seconds=8)
    assert table.newest.fine_print.endswith("0 of 2 answered")
    assert "nothing to leave" in table.press_lobby("ben", "Leave").notices[0]
    table.press_lobby("ben", "Join")
    table.answer_all({"ann": True, "cho": True, "ben": True})
    assert table.scores.body.split("\n")[:3] == ["🥇 **ann** — 3", "🥈 **ben** — 2", "🥈 **cho** — 2"]


def test_when_all_leave_the_quiz_ends(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer("ben")
    table.press_lobby("ann", "Leave")
    play.tick()
    assert "Right: ben" in table.newest.body
    play.pass_time(seconds=8)
    assert "nobody else plays" in table.press_lobby("ben", "Leave").notices[0]
    play.tick()
    assert table.scores.body.startswith("Everybody left.\n\n🥇 **ben** — 1")
    assert table.lobby.body.startswith("Everybody left.")


def test_a_quiz_in_which_nobody_answers_twice_ends_by_itself(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 6", "ben")
    for _ in range(2):
        play.pass_time(seconds=45)
        play.pass_time(seconds=8)
    assert table.messages_in_room() == ["quizstep:100", "quizstep:101", "quizend:1"]
    assert table.scores.body == "Nobody answered two questions in a row.\n\nNobody answered a question."
    assert "Nobody answered." in table.question(0).body
    play.pass_time(hours=2)
    assert len(table.messages_in_room()) == 3


def test_one_question_without_answers_ends_nothing(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 4")
    for position in range(4):
        if position % 2:
            table.answer("ann")
            play.tick()
        else:
            play.pass_time(seconds=45)
        play.pass_time(seconds=8)
    assert table.scores.body.split("\n")[0] == "🥇 **ann** — 2"


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

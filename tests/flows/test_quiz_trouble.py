"""What may go wrong around a quiz that is played together: late clocks, refusals, a library that changes."""

from __future__ import annotations

import pytest
from flows.script import answer, changed, points_of, pressed_only, restage, right_letters
from flows.table import Table, labels
from stage import SQUARE, Stage

from bot.group_quiz.actions import (
    AbandonQuiz,
    ChooseAnswer,
    LeaveStep,
)
from bot.review.actions import TurnCard
from bot.screens import LETTERS, Tone

# ---- clocks


def test_a_clock_that_stood_still_gives_players_their_time_back_once(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer("ann")
    play.pass_time(minutes=20)
    assert table.newest.tone is Tone.OPEN
    assert table.newest.fine_print.startswith(f"Closes <t:{int(play.now.timestamp()) + 45}:R>")
    table.answer("ben", right=False)
    play.tick()
    assert table.newest.fine_print == "1 of 2 right"
    play.pass_time(seconds=8)
    play.pass_time(minutes=20)
    assert table.quiz.is_asking
    play.pass_time(minutes=20)
    assert not table.quiz.is_asking


def test_a_timer_that_comes_twice_does_its_step_once(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    play.now = play.now.replace(minute=play.now.minute + 1)
    for step in (1, 1, 0, 3, 7):
        play.arrange(lambda work, step=step: work.timers.set(LeaveStep(1, step), play.now))  # type: ignore[misc]
        play.tick()
    assert table.quiz.step == 2
    for quiz_id in (1, 99):
        play.arrange(lambda work, quiz_id=quiz_id: work.timers.set(AbandonQuiz(quiz_id), play.now))  # type: ignore[misc]
    play.tick()
    assert not table.quiz.is_over


def test_a_question_that_appears_late_stays_open_for_its_whole_time(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz kafka", "ben")
    play.posts.delays = lambda delivery: delivery.key == "quizstep:100"
    table.press_lobby("ann", "Start")
    play.tick()
    for _ in range(3):
        play.pass_time(seconds=10)
    play.posts.delays = lambda delivery: False
    play.pass_time(seconds=2)
    shown_at = play.now
    play.pass_time(seconds=44)
    assert table.quiz.is_asking
    assert table.newest.fine_print.startswith(f"Closes <t:{int(shown_at.timestamp()) + 45}:R>")
    play.pass_time(seconds=1)
    assert not table.quiz.is_asking


def test_questions_that_never_appear_end_the_quiz(play: Stage) -> None:
    table = Table(play).open("ann", "/quiz kafka", "ben")
    play.posts.delays = lambda delivery: delivery.key.startswith("quizstep")
    table.press_lobby("ann", "Start")
    for _ in range(20):
        play.pass_time(seconds=30)
    assert table.quiz.is_over
    play.posts.delays = lambda delivery: False
    play.pass_time(seconds=5)
    assert table.newest.title.startswith("Question 2 of 5: the answer is")


# ---- places that refuse


def test_a_room_that_is_gone_ends_the_quiz_and_frees_the_place(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer_all({"ann": True, "ben": True})
    play.posts.refuses = lambda delivery: delivery.place.room is not None
    table.answer("ben")
    play.pass_time(seconds=45)
    assert not table.quiz.is_over  # the key could not be shown, but that is no reason
    play.pass_time(seconds=8)
    play.pass_time(seconds=1)
    assert table.lobby.body == "The room was deleted.\n\n🥇 **ben** — 2\n🥈 **ann** — 1"
    assert labels(table.lobby) == ["Rematch"]
    assert "quizend:1" not in table.messages_in_room()
    assert points_of(play, "ann") == 3
    assert play.look(lambda work: work.group_quizzes.running(SQUARE)) == []


def test_a_lobby_that_cannot_be_posted_ends(play: Stage) -> None:
    play.posts.refuses = lambda delivery: True
    table = Table(play)
    play.command("ann", "/quiz kafka")
    play.tick()
    play.pass_time(seconds=1)
    assert table.quiz.is_over
    play.pass_time(hours=1)
    assert "is over" in play.press("ann", "Start").notices[0]


def test_answers_to_a_question_that_was_refused_are_booked(play: Stage) -> None:
    pressed_only(play)
    table = Table(play).open("ann", "/quiz 5", "ben")
    play.posts.refuses = lambda delivery: delivery.key == "quizstep:100"
    table.press_lobby("ann", "Start")
    asked = table.asked
    slot = LETTERS.index(right_letters(asked))
    play.act("ann", ChooseAnswer(1, 0, slot))
    play.tick()
    play.pass_time(seconds=1)
    assert table.quiz.is_over
    assert points_of(play, "ann") == 3


@pytest.mark.parametrize("lost", ["quiz:1", "quizstep:100"])
def test_a_message_that_got_lost_blocks_nothing(play: Stage, lost: str) -> None:
    play.posts.refuses = lambda delivery: delivery.key == lost and delivery.is_revision
    table = Table(play).open("ann", "/quiz kafka 3", "ben")
    play.pass_time(seconds=5)
    table.press_lobby("ann", "Start")
    play.tick()
    table.answer("ann")
    play.pass_time(seconds=6)
    assert table.quiz.is_asking
    table.answer_all({"ben": True})
    for _ in range(2):
        table.answer_all({"ann": True, "ben": True})
    assert table.scores.body.split("\n")[:2] == ["🥇 **ann** — 3", "🥇 **ben** — 3"]


# ---- the library changes


def test_a_question_that_leaves_the_library_while_it_is_open_is_passed_over(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 5", "ben")
    table.answer("ben", right=False)
    before, gone = play.content, table.asked.question.id
    letter = table.newest.buttons[0].action
    restage(play, changed(before, lambda one: one if one.id != gone else None))
    assert "left the library" in play.act("ann", letter, "A").notices[0]
    play.pass_time(seconds=45)
    play.pass_time(seconds=8)
    assert table.which == "Question 2 of 5"
    for _ in range(4):
        table.answer_all({"ann": True, "ben": True})
    assert table.scores.body.split("\n")[:2] == ["🥇 **ann** — 4", "🥇 **ben** — 4"]


def test_questions_to_come_that_left_the_library_are_passed_over(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 4")
    gone = set(table.quiz.question_ids[1:3])
    restage(play, changed(play.content, lambda one: one if one.id not in gone else None))
    table.answer_all({"ann": True})
    assert table.which == "Question 4 of 4"
    table.answer_all({"ann": True})
    assert table.scores.body.startswith("🥇 **ann** — 2")


# ---- nobody sees a key before it is time


def test_a_card_of_an_open_question_cannot_be_turned(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka 3", "ben")
    question_id, later = table.quiz.question_ids[0], table.quiz.question_ids[1]
    ann, zoe = play.learner_id("ann"), 0
    play.command("zoe", "/lesson kafka")
    zoe = play.learner_id("zoe")
    today = play.now.date()
    play.arrange(lambda work: [work.deck.add(who, [question_id, later], today) for who in (ann, zoe)])
    for card_id in (1, 2):
        assert "belongs to the quiz you are playing" in play.act("ann", TurnCard(card_id, 0)).notices[0]
        assert play.act("zoe", TurnCard(card_id + 2, 0)).screens
    table.press_lobby("ann", "Leave")
    assert "belongs to the quiz" in play.act("ann", TurnCard(1, 0)).notices[0]
    table.press_lobby("ann", "Join")
    table.answer_all({"ann": True, "ben": True})
    assert play.act("ann", TurnCard(1, 0)).screens
    assert "belongs to the quiz" in play.act("ann", TurnCard(2, 0)).notices[0]


def test_a_quiz_alone_does_not_show_what_is_asked_together(play: Stage) -> None:
    play.has_company = False
    play.command("ann", "/quiz kafka 10")
    alone = play.screen("ann")
    table = Table(play, 2).start("ben", "/quiz kafka 10", "ann", "cho")
    assert alone.title == "Question 1 of 10"
    for label in ("Show me", "A"):
        found = [button for button in alone.buttons if button.label.startswith(label)]
        if found:
            assert "belongs to the quiz" in play.act("ann", found[0].action, "A").notices[0]
    play.in_private("cho")
    assert "no questions on that topic" in play.command("cho", "/quiz kafka").notices[0]
    for _ in range(2):
        table.answer_all(dict.fromkeys(("ann", "ben", "cho"), True))
    asked = play.command("cho", "/quiz kafka").screens[0]
    assert asked.title == "Question 1 of 2"


def test_an_older_challenge_is_not_shown_while_its_question_is_asked(play: Stage) -> None:
    pressed_only(play)
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    answer(play, "ann")
    challenge = play.look(lambda work: work.challenges.get(1))
    assert challenge is not None
    question = play.content.library.questions[challenge.question_id]
    play.pass_time(days=12)
    table = Table(play).start("ann", f"/quiz {question.lesson_id} 20", "ben")
    assert question.id in table.quiz.question_ids
    for name in ("ann", "ben"):
        told = play.command(name, "/daily 2026-11-21")
        if name == "ben":
            told = play.press("ben", "Show me")
        assert "belongs to the quiz" in told.notices[0]
    table.press_more("ann", "End")
    assert play.command("ann", "/daily 2026-11-21").screens[0].title.startswith("✅")

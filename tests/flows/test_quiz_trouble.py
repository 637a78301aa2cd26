"""What may go wrong around a quiz that is played together: forged and doubled presses, late clocks, refusals."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flows.script import answer, asking_only, changed, of_kind, points_of, restage, right_letters
from flows.table import Table, button_on, labels
from stage import PLATFORM, SQUARE, Stage

from bot.actions import Action
from bot.events import Place
from bot.group_quiz.actions import (
    AbandonQuiz,
    BeginQuiz,
    ChooseAnswer,
    ContinueQuiz,
    EndGroupQuiz,
    JoinQuiz,
    LeaveQuiz,
    LeaveStep,
    NextStep,
    OpenQuiz,
    PauseQuiz,
    PlayAlone,
    Rematch,
    ShowControls,
    SkipQuestion,
    TypeAnswer,
)
from bot.library import QuestionKind
from bot.quiz.actions import AnswerQuestion, EndQuiz, GoOn, ShowQuestion
from bot.review.actions import TurnCard
from bot.screens import LETTERS, Tone

PRESSES = 30
MARKET = Place(PLATFORM, "market", "village")
AT_A_QUIZ: list[Callable[[int], Action]] = [
    JoinQuiz,
    LeaveQuiz,
    BeginQuiz,
    EndGroupQuiz,
    PlayAlone,
    Rematch,
    ShowControls,
    lambda quiz: ChooseAnswer(quiz, 0, 0),
    lambda quiz: TypeAnswer(quiz, 0),
    lambda quiz: NextStep(quiz, 1),
    lambda quiz: SkipQuestion(quiz, 1),
    lambda quiz: PauseQuiz(quiz, 1),
    lambda quiz: ContinueQuiz(quiz, 1),
]


def pressed_only(play: Stage) -> None:
    """Only questions that one press answers are asked."""
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))


# ---- bad input


def test_a_quiz_that_does_not_exist_is_refused(play: Stage) -> None:
    Table(play).start("ann")
    for quiz_id in (0, 2, -1, 10**17):
        for make in AT_A_QUIZ:
            told = play.act("ann", make(quiz_id), "A")
            assert (told.notices, told.screens) == (["That quiz is not played here. Start one with /quiz."], [])


def test_from_another_community_nothing_can_be_done(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    before = table.quiz
    for place in (MARKET, Place(PLATFORM, "private eve"), Place("other", "square", "town")):
        play.in_place("eve", place)
        for make in AT_A_QUIZ:
            told = play.act("eve", make(1), "A", may_manage=True)
            assert (told.notices, told.screens) == (["That quiz is not played here. Start one with /quiz."], [])
    assert table.quiz == before
    assert play.look(lambda work: len(work.group_quizzes.players(1))) == 2


def test_in_the_room_itself_and_in_private_players_play_on(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    play.in_place("ann", Place(PLATFORM, "thread 77", SQUARE.community))
    play.in_private("ben")
    assert "is noted" in table.answer("ann").notices[0]
    assert "All have answered" in table.answer("ben").notices[0]
    play.tick()
    assert table.newest.fine_print == "2 of 2 right"


def test_who_has_not_joined_is_told_to_join(play: Stage) -> None:
    pressed_only(play)
    table = Table(play).start("ann", "/quiz 5")
    assert table.press("eve", "A").notices == ["You have not joined this quiz. Press Join, then answer."]
    table.press("eve", "Join")
    assert "A is noted" in table.press("eve", "A").notices[0]


def test_a_question_that_is_not_open_takes_no_answer(play: Stage) -> None:
    pressed_only(play)
    table = Table(play).open("ann", "/quiz 5", "ben")
    assert "not open" in play.act("ann", ChooseAnswer(1, 0, 0)).notices[0]
    table.press_lobby("ann", "Start")
    play.tick()
    first = button_on(table.newest, "A").action
    for position in (1, 4, 5, 99, -1, -2):
        assert "not open" in play.act("ann", ChooseAnswer(1, position, 0)).notices[0]
    table.answer_all({"ann": True, "ben": True})
    assert "not open" in play.act("ann", first).notices[0]
    assert points_of(play, "ann") == 3


def test_an_option_that_is_not_there_is_refused(play: Stage) -> None:
    pressed_only(play)
    table = Table(play).start("ann", "/quiz 5", "ben")
    for slot in (-1, 6, 99):
        assert "no answer to this question" in play.act("ann", ChooseAnswer(1, 0, slot)).notices[0]
    assert table.newest.fine_print.endswith("0 of 2 answered")


def test_a_forged_command_is_refused(play: Stage) -> None:
    play.has_company = True
    for action in (
        OpenQuiz(2, "normal"),
        OpenQuiz(21, "normal"),
        OpenQuiz(-5),
        OpenQuiz(5, "fast"),
        OpenQuiz(5, "", 6),
    ):
        assert play.act("ann", action).screens == []
    assert play.act("ann", OpenQuiz()).screens[0].title == "Your quiz is open"


def test_a_quiz_together_cannot_be_played_as_one_alone(play: Stage) -> None:
    table = Table(play).start("ann")
    for action in (GoOn(1), EndQuiz(1), ShowQuestion(1, 0), AnswerQuestion(1, 0, 0)):
        assert "not yours" in play.act("ann", action).notices[0]
    assert table.quiz.is_asking


def test_the_clocks_steps_are_refused_from_hands(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    for action in (LeaveStep(1, 1), LeaveStep(1, 1, 1), AbandonQuiz(1)):
        assert "by itself when it is time" in play.act("ann", action, may_manage=True).notices[0]
    assert table.quiz.step == 1


@pytest.mark.parametrize("words", ["***", "\u202egnp", "x" * 10_000, "\x00", "🔥" * 300])
def test_strange_topics_open_nothing(play: Stage, words: str) -> None:
    play.has_company = True
    assert play.command("ann", f"/quiz {words}").screens == []
    play.tick()
    assert play.posts.carried == []


# ---- many at once


def test_thirty_starts_begin_one_quiz(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    table = Table(play).open("ann", "/quiz kafka", "ben")
    told = play.together(*[play.event("ann", BeginQuiz(1))] * PRESSES)
    assert sum(one.notices == ["The quiz begins."] for one in told) == 1
    play.tick()
    assert table.messages_in_room() == ["quizstep:100"]


def test_thirty_presses_of_next_close_one_question(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    table = Table(play).start("ann", "/quiz kafka", "ben")
    told = play.together(*[play.event("ann", NextStep(1, 1))] * PRESSES)
    assert sum(one.notices == ["Question 1 is closed."] for one in told) == 1
    assert table.quiz.step == 2


def test_thirty_answers_of_one_are_one_and_count_once(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    pressed_only(play)
    table = Table(play).start("ann", "/quiz 5", "ben")
    right = button_on(table.newest, right_letters(table.asked)).action
    told = play.together(*[play.event("ann", right)] * PRESSES)
    assert all("is noted" in one.notices[0] for one in told)
    table.press("ann", "Next")
    play.tick()
    assert table.newest.fine_print == "1 of 1 right"
    assert points_of(play, "ann") == 3


def test_thirty_people_who_answer_at_once_all_count(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    pressed_only(play)
    names = [f"learner {number:02}" for number in range(PRESSES)]
    table = Table(play).open("ann", "/quiz 5")
    play.together(*(play.event(name, JoinQuiz(1)) for name in names))
    table.press_lobby("ann", "Start")
    play.tick()
    right = button_on(table.newest, right_letters(table.asked)).action
    play.together(*(play.event(name, right) for name in [*names, "ann"]))
    play.tick()
    assert table.newest.fine_print == "31 of 31 right"
    assert "and 21 more" in table.newest.body


def test_thirty_people_who_want_a_rematch_get_one(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    table = Table(play).start("ann", "/quiz kafka 3")
    for _ in range(3):
        table.answer_all({"ann": True})
    again = button_on(table.scores, "Rematch").action
    play.together(*(play.event(f"learner {number}", again) for number in range(PRESSES)))
    assert [quiz.id for quiz in play.look(lambda work: work.group_quizzes.running(SQUARE))] == [2]
    assert play.look(lambda work: len(work.group_quizzes.players(2))) == PRESSES


def test_two_processes_whose_clocks_strike_together_close_a_question_once(
    stage_on: Callable[[str], Stage], postgres_url: str
) -> None:
    first, second = stage_on(postgres_url), stage_on(postgres_url)
    table = Table(first).start("ann", "/quiz kafka", "ben")
    table.answer("ann")
    second.posts = first.posts
    for seconds in (45, 8, 45, 8):
        first.now = second.now = first.now + timedelta(seconds=seconds)
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda stage: stage.tick(), (first, second)))
        first.now = second.now = first.now + timedelta(seconds=1)
        first.tick()
    assert table.messages_in_room() == ["quizstep:100", "quizstep:101", "quizstep:102"]
    assert points_of(first, "ann") == 3


# ---- clocks


def test_a_clock_that_stood_still_gives_players_their_time_back_once(play: Stage) -> None:
    table = Table(play).start("ann", "/quiz kafka", "ben")
    table.answer("ann")
    play.pass_time(minutes=20)
    assert table.newest.tone is Tone.OPEN
    assert table.newest.fine_print.startswith(f"Closes <t:{int(play.now.timestamp()) + 45}>")
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
    assert table.newest.fine_print.startswith(f"Closes <t:{int(shown_at.timestamp()) + 45}>")
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

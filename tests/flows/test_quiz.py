"""A quiz alone: begun, gone on with, answered, given up, ended."""

from __future__ import annotations

from flows.script import answer, asked_of, changed, play_quiz, points_of, rate_many, restage, streak_of
from stage import Stage

from bot.quiz.actions import AnswerQuestion, EndQuiz, GoOn
from bot.screens import Tone


def seen_stems(play: Stage, name: str, count: int) -> list[str]:
    """The stems of a quiz that somebody answers to its end."""
    stems = []
    for number in range(count):
        if number:
            play.press(name, "Next")
        stems.append(asked_of(play, name).question.stem)
        answer(play, name)
    return stems


def test_a_quiz_has_five_questions_and_ends_with_its_result(play: Stage) -> None:
    assert play.command("ann", "/quiz").screens[0].title == "Question 1 of 5"
    last = play_quiz(play, "ann", [True, True, False, True, False]).screens[0]
    assert [button.label for button in last.buttons[:2]] == ["Show result", "Read the lesson"]
    result = play.press("ann", "Show result").screens[0]
    assert result.body.startswith("**3 of 5** right.")
    assert "2 missed questions became cards" in result.body
    assert result.fine_print == "This quiz counts for your streak."
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (9, 1)


def test_a_quiz_goes_on_where_it_was_from_anywhere_at_any_time(play: Stage) -> None:
    play.command("ann", "/quiz")
    play_quiz(play, "ann", [True, True])
    question = play.press("ann", "Next").screens[0]
    play.in_private("ann")
    play.pass_time(days=40)
    resumed = play.command("ann", "/quiz")
    assert "open quiz; here it goes on" in resumed.notices[0]
    assert resumed.screens[0] == question
    play.restart()
    assert play.command("ann", "/quiz").screens[0] == question


def test_there_is_one_open_quiz_at_a_time(play: Stage) -> None:
    question = play.command("ann", "/quiz caching").screens[0]
    assert play.command("ann", "/quiz kafka 20").screens[0] == question
    play.command("ann", "/lesson kafka")
    assert play.press("ann", "Quiz me").screens[0] == question
    play.press("ann", "End")
    assert "Kafka" in play.command("ann", "/quiz kafka").screens[0].context


def test_every_question_comes_once_and_seen_ones_come_last(play: Stage) -> None:
    play.command("ann", "/quiz kafka")
    first = seen_stems(play, "ann", 5)
    play.command("ann", "/quiz kafka")
    second = seen_stems(play, "ann", 5)
    assert len(set(first + second)) == 10
    play.command("ann", "/quiz kafka 20")
    assert play.screen("ann").title == "Question 1 of 10"  # the lesson has no more


def test_a_second_answer_to_a_question_does_not_count(play: Stage) -> None:
    play.command("ann", "/quiz kafka")
    while not asked_of(play, "ann").question.kind.is_pressed:
        answer(play, "ann")
        play.press("ann", "Next")
    letters = [button.action for button in play.screen("ann").buttons if isinstance(button.action, AnswerQuestion)]
    first = play.act("ann", letters[0]).screens[0]
    paid = points_of(play, "ann")
    for letter in letters:
        again = play.act("ann", letter).screens[0]
        assert (again.title, again.body, again.tone) == (first.title, first.body, first.tone)
        assert again.fine_print.startswith("The first answer counts.")
    assert points_of(play, "ann") == paid


def test_going_on_without_an_answer_shows_the_same_question(play: Stage) -> None:
    question = play.command("ann", "/quiz").screens[0]
    assert play.act("ann", GoOn(1)).screens[0] == question


def test_giving_up_in_a_quiz_pays_nothing_makes_a_card_and_is_no_answer(play: Stage) -> None:
    play.command("ann", "/quiz")
    asked = asked_of(play, "ann")
    shown = play.press("ann", "Show me").screens[0]
    assert shown.title == f"The answer is {asked.key_letters}"
    assert asked.question.explanation in shown.body
    assert [button.label for button in shown.buttons] == ["Next", "Read the lesson", "Report"]
    assert points_of(play, "ann") == 0
    play.command("ann", "/quiz")
    play_quiz(play, "ann", [False] * 4)
    play.press("ann", "Show result")
    assert "counts for the streak from 5 answers on" in play.screen("ann").fine_print
    assert streak_of(play, "ann") == 0
    assert asked.question.stem in play.command("ann", "/review").screens[0].body


def test_misses_become_cards_and_right_answers_do_not(play: Stage) -> None:
    play.command("ann", "/quiz")
    missed = []
    for number, right in enumerate([True, False, True, False, False]):
        if number:
            play.press("ann", "Next")
        if not right:
            missed.append(asked_of(play, "ann").question.stem)
        answer(play, "ann", right=right)
    play.press("ann", "Show result")
    play.press("ann", "Review missed")
    for stem in missed:
        assert stem in play.screen("ann").body
        rate_many(play, "ann", 1)
    assert play.screen("ann").title == "✅ Done for today"


def test_an_ended_quiz_keeps_its_answers_but_makes_no_day(play: Stage) -> None:
    play.command("ann", "/quiz 6")
    play_quiz(play, "ann", [True] * 5)
    play.press("ann", "Next")
    letters = play.screen("ann").buttons
    ended = play.press("ann", "End").screens[0]
    assert ended.body.startswith("**5 of 6** right.")
    assert "This quiz is over" in play.act("ann", letters[0].action, "1").notices[0]
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (15, 0)
    assert play.act("ann", EndQuiz(1)).screens[0] == ended
    assert play.command("ann", "/quiz").screens[0].title == "Question 1 of 5"


def test_a_quiz_of_four_makes_no_day_and_says_so(play: Stage) -> None:
    play.command("ann", "/quiz 4")
    play_quiz(play, "ann", [True] * 4)
    assert "from 5 answers on" in play.press("ann", "Show result").screens[0].fine_print
    assert streak_of(play, "ann") == 0


def test_a_right_question_pays_three_once_a_season(play: Stage) -> None:
    one_lesson = changed(play.content, lambda one: one if one.lesson_id == "kafka" else None)
    restage(play, one_lesson)
    for _ in range(2):
        play.command("ann", "/quiz 10")
        play_quiz(play, "ann", [True] * 10)
        assert points_of(play, "ann") == 30
    play.pass_time(days=10)  # December
    play.command("ann", "/quiz 10")
    play_quiz(play, "ann", [True] * 10)
    assert points_of(play, "ann") == 60


def test_the_season_ends_at_midnight_of_the_communitys_zone(play: Stage) -> None:
    restage(play, changed(play.content, lambda one: one if one.lesson_id == "kafka" else None))
    play.set_up(zone="Asia/Tokyo")
    play.pass_time(days=9, hours=5, minutes=59)  # 30 November, 23:59 in Tokyo
    for paid in (30, 60):
        play.command("ann", "/quiz 10")
        play_quiz(play, "ann", [True] * 10)
        assert points_of(play, "ann") == paid
        play.pass_time(minutes=1)


def test_a_quiz_of_somebody_else_is_refused(play: Stage) -> None:
    play.command("ann", "/quiz")
    for button in play.screen("ann").buttons:
        answered = play.act("ben", button.action, "1")
        assert "That quiz is not yours" in answered.notices[0]
        assert answered.screens == []
    assert "not yours" in play.act("ben", GoOn(1)).notices[0]
    assert play.command("ann", "/quiz").screens[0].title == "Question 1 of 5"
    assert points_of(play, "ben") == 0


def test_an_answer_out_of_range_is_refused(play: Stage) -> None:
    play.command("ann", "/quiz")
    assert "not in this quiz" in play.act("ann", AnswerQuestion(1, 5, 0)).notices[0]
    assert "not in this quiz" in play.act("ann", AnswerQuestion(1, -1, 0)).notices[0]
    assert "no answer to this question" in play.act("ann", AnswerQuestion(1, 0, 6)).notices[0]
    assert "no answer to this question" in play.act("ann", AnswerQuestion(1, 0, -1)).notices[0]
    assert play.command("ann", "/quiz").screens[0].title == "Question 1 of 5"


def test_a_question_that_left_the_library_is_passed_over(play: Stage) -> None:
    play.command("ann", "/quiz")
    play_quiz(play, "ann", [True])
    play.press("ann", "Next")
    gone = asked_of(play, "ann").question.id
    pressed = play.screen("ann").buttons[0].action
    restage(play, changed(play.content, lambda one: one if one.id != gone else None))
    assert "left the library" in play.act("ann", pressed, "1").notices[0]
    assert play.command("ann", "/quiz").screens[0].title == "Question 3 of 5"
    play_quiz(play, "ann", [True, True, True])
    assert play.press("ann", "Show result").screens[0].body.startswith("**4 of 5** right.")
    assert streak_of(play, "ann") == 0


def test_a_quiz_whose_last_question_left_the_library_still_makes_the_day(play: Stage) -> None:
    play.command("ann", "/quiz 6")
    play_quiz(play, "ann", [True] * 5)
    play.press("ann", "Next")
    gone = asked_of(play, "ann").question.id
    restage(play, changed(play.content, lambda one: one if one.id != gone else None))
    result = play.command("ann", "/quiz").screens[0]
    assert result.title == "Quiz result"
    assert result.fine_print == "This quiz counts for your streak."
    assert streak_of(play, "ann") == 1


def test_a_quiz_whose_questions_all_left_the_library_ends(play: Stage) -> None:
    play.command("ann", "/quiz kafka")
    restage(play, changed(play.content, lambda one: one if one.lesson_id != "kafka" else None))
    assert play.command("ann", "/quiz").screens[0].title == "Quiz result"
    assert play.command("ann", "/quiz").screens[0].tone is Tone.OPEN

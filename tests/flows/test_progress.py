"""What people see of their progress: points line by line, streak and why, skills, memory, the next step."""

from __future__ import annotations

import re
from datetime import date

from flows.script import answer, changed, own_due_cards, play_quiz, points_of, rate_many, restage, streak_of
from stage import Stage

SATURDAY = date(2026, 11, 21)


def lines_of_points(play: Stage, name: str) -> list[str]:
    """The lines of somebody's /points below their dates."""
    return [line for line in play.command(name, "/points").screens[0].body.split("\n") if not line.startswith("**")]


def answer_today(play: Stage, name: str) -> None:
    """Somebody answers today's challenge in private."""
    play.in_private(name)
    play.command(name, "/daily")
    answer(play, name)


def test_the_lines_of_points_say_why_and_sum_to_the_total(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    answer(play, "ann", right=False)
    play.command("ann", "/lesson kafka")
    play.press("ann", "Quiz me")
    play_quiz(play, "ann", [True, True, True])
    play.command("ann", "/review")
    rate_many(play, "ann", 1)  # the missed challenge, new: pays nothing
    play.pass_time(days=40)
    play.command("ann", "/review")
    rate_many(play, "ann", 1)
    lines = lines_of_points(play, "ann")
    paid = [int(re.findall(r"\*\*\+(\d+)\*\*", line)[0]) for line in lines]
    assert sorted(paid) == [1, 2, 3, 3, 3, 5]
    assert sum(paid) == points_of(play, "ann") == 17
    for reason in (
        "card recalled",
        "challenge: ",
        "quiz: Apache Kafka",
        "lesson check: Apache Kafka",
    ):
        assert any(reason in line for line in lines), reason
    assert lines[0] == "- **+1** card recalled"
    assert play.screen("ann").body.startswith("**Thu 31 Dec**\n- **+1**")
    assert "this week **1**, this month **1**, all time **17**" in play.screen("ann").fine_print


def test_without_points_the_page_says_how_to_get_some(play: Stage) -> None:
    assert lines_of_points(play, "ann") == ["No points yet. A challenge brings 10 when right and 2 when not: /daily."]


def test_a_streak_counts_active_days_and_ends_with_a_missed_one(play: Stage) -> None:
    for days in (1, 2, 3):
        answer_today(play, "ann")
        assert streak_of(play, "ann") == days
        assert play.screen("ann").body.startswith("Today is done.")
        play.pass_time(days=1)
    assert play.command("ann", "/streak").screens[0].body.startswith("Today still needs")
    play.pass_time(days=1)
    assert streak_of(play, "ann") == 0
    answer_today(play, "ann")
    assert streak_of(play, "ann") == 1
    assert "Longest streak: **3**" in play.screen("ann").body


def test_a_shield_earned_by_seven_days_bridges_a_missed_one(play: Stage) -> None:
    for _ in range(7):
        answer_today(play, "ann")
        play.pass_time(days=1)
    assert "Shields held: **1** of 2" in play.command("ann", "/streak").screens[0].body
    play.pass_time(days=1)
    answer_today(play, "ann")
    assert streak_of(play, "ann") == 8  # a bridged day does not lengthen
    assert "Shields held: **0** of 2" in play.screen("ann").body
    calendar = play.press("ann", "Show why").screens[0].body.split("\n")
    assert calendar[0].endswith("1 challenge")
    assert calendar[1].endswith("shield used")
    assert calendar[2].endswith("1 challenge")
    assert calendar[9:] == ["- Mon 16 to Fri 20 Nov: nothing"]


def test_the_calendar_names_every_act(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    answer(play, "ann")
    play.command("ann", "/quiz")
    play_quiz(play, "ann", [True] * 5)
    own_due_cards(play, "ann", 2, due_on=SATURDAY)
    play.command("ann", "/review")
    rate_many(play, "ann", 2)
    calendar = play.command("ann", "/streak why").screens[0].body.split("\n")
    assert calendar[0] == "- Sat 21 Nov: 1 challenge, 1 quiz, 2 due reviews"
    assert calendar[1:] == ["- Sun 08 to Fri 20 Nov: nothing"]
    assert "/streak why" in play.command("ann", "/streak wy").notices[0]


def test_somebody_unknown_gets_pages_without_figures(play: Stage) -> None:
    assert "No points yet" in play.command("ann", "/points").screens[0].body
    assert play.command("ann", "/streak").screens[0].title == "Your streak"
    assert "not yet" in play.command("ann", "/streak why").screens[0].body
    progress = play.command("ann", "/me").screens[0]
    assert "**Next:** Today's challenge is open." in progress.body
    challenge = play.press("ann", "Open challenge").screens[0]
    assert "Daily challenge" in f"{challenge.context} {challenge.title}"


def test_the_next_step_is_said_with_its_reason(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/lesson")
    own_due_cards(play, "ann", 3, due_on=SATURDAY)
    assert "3 cards due" in play.command("ann", "/me").screens[0].body
    play.press("ann", "Review cards")
    rate_many(play, "ann", 3)
    assert "Today's challenge is open" in play.command("ann", "/me").screens[0].body
    play.press("ann", "Open challenge")
    answer(play, "ann")
    assert "It is next in line" in play.command("ann", "/me").screens[0].body
    assert "1 of" in play.press("ann", "Read on").screens[0].context


def test_the_weakest_skill_is_named_once_the_evidence_suffices(play: Stage) -> None:
    answer_today(play, "ann")
    for count, said in ((4, "work: 4 of 5 answers"), (3, "**Messaging and asynchronous work**: weak")):
        play.command("ann", f"/quiz sk-messaging {count}")
        play_quiz(play, "ann", [False] * count)
        play.press("ann", "Show result")
        assert said in play.command("ann", "/me").screens[0].body
    assert "Messaging and asynchronous work is your weakest skill" in play.screen("ann").body
    title = play.press("ann", "Read on").screens[0].title
    opened = next(lesson for lesson in play.content.library.lessons.values() if lesson.short_title == title)
    assert "sk-messaging" in opened.skills


def test_a_strong_skill_is_said_to_be_strong(play: Stage) -> None:
    for _ in range(2):
        play.command("ann", "/quiz sk-messaging 6")
        play_quiz(play, "ann", [True] * 6)
    assert "Messaging and asynchronous work**: strong" in play.command("ann", "/me").screens[0].body


def test_memory_is_what_was_recalled_of_due_reviews(play: Stage) -> None:
    play.command("ann", "/lesson")
    own_due_cards(play, "ann", 4, due_on=SATURDAY)
    play.command("ann", "/review")
    rate_many(play, "ann", 3)
    play.press("ann", "Show answer")
    play.press("ann", "Forgot")
    assert "**Memory:** 75 percent of 4 reviews recalled" in play.command("ann", "/me").screens[0].body


def test_confidence_is_noted_once_pays_nothing_and_is_compared_with_the_truth(play: Stage) -> None:
    play.command("ann", "/quiz")
    answer(play, "ann")
    sure = play.button("ann", "Sure").action
    assert play.act("ann", sure).notices == ["Noted."]
    assert "noted already" in play.act("ann", sure).notices[0]
    assert "noted already" in play.press("ann", "Guess").notices[0]
    assert "not yours" in play.act("ben", sure).notices[0]
    play.press("ann", "Next")
    answer(play, "ann", right=False)
    assert "first card of your next review" in play.press("ann", "Sure").notices[0]
    play.press("ann", "Next")
    answer(play, "ann", right=False)
    assert play.press("ann", "Guess").notices == ["Noted."]
    assert points_of(play, "ann") == 3
    body = play.command("ann", "/me").screens[0].body
    assert "**Sure:** right in 1 of 2" in body
    assert "**Guess:** right in 0 of 1" in body


def test_progress_stands_without_the_lessons_it_came_from(play: Stage) -> None:
    play.command("ann", "/quiz kafka")
    play_quiz(play, "ann", [True] * 5)
    gone = changed(play.content, lambda one: None if one.lesson_id == "kafka" else one)
    restage(play, gone)
    assert points_of(play, "ann") == 15
    assert lines_of_points(play, "ann")[0].endswith("quiz")
    assert play.command("ann", "/me").screens[0].title == "Your progress"

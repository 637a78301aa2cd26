"""One learner, several places: which board an answer is booked on, and when it still counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flows.script import answer, asked_of, on_board, points_of, pressed_only, streak_of
from stage import PLATFORM, Stage, day_of

from bot.commands import read_line
from bot.events import Place

MARKET = Place(PLATFORM, "market", "village")


def test_points_stand_on_the_board_of_the_community(play: Stage) -> None:
    play.set_up(post_now=True)
    for name, right in (("ann", True), ("ben", False)):
        play.command(name, "/daily")
        answer(play, name, right=right)
    assert on_board(play, "ben") == ["🥇 **ann** — 10", "🥈 **ben** — 2"]


def test_an_answer_given_in_private_is_booked_where_she_is_a_member(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/help")
    play.command("ann", "/lesson")
    play.in_private("ann")
    play.command("ann", "/daily")
    answer(play, "ann")
    play.in_square("ann")
    assert on_board(play, "ann") == ["🥇 **ann** — 10"]
    assert points_of(play, "ann") == 10


def test_first_points_on_a_board_are_told_in_private_too(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/lesson")
    play.in_private("ann")
    play.command("ann", "/daily")
    assert "board" in answer(play, "ann").screens[0].fine_print
    assert play.button("ann", "Hide me")


def test_a_private_answer_before_the_post_is_booked_when_the_post_comes(play: Stage) -> None:
    play.set_up("12:00")
    play.command("ann", "/lesson")
    play.in_private("ann")
    play.command("ann", "/daily")
    assert answer(play, "ann").screens[0].fine_print.startswith("+10 points")
    play.in_square("ann")
    assert on_board(play, "ann")[0].startswith("Nobody has points yet")
    play.pass_time(hours=3)
    assert on_board(play, "ann") == ["🥇 **ann** — 10"]
    assert points_of(play, "ann") == 10
    assert "1 answered" in play.post.fine_print


def test_who_gave_up_before_the_post_gets_nothing_when_it_comes(play: Stage) -> None:
    play.set_up("12:00")
    play.command("ann", "/lesson")
    play.in_private("ann")
    play.command("ann", "/daily")
    play.press("ann", "Show me")
    play.pass_time(hours=3)
    play.in_square("ann")
    assert on_board(play, "ann")[0].startswith("Nobody has points yet")


def test_one_answer_counts_on_both_boards_and_once_in_her_total(play: Stage) -> None:
    play.set_up(post_now=True)
    play.in_place("owner", MARKET)
    play.set_up("12:00")
    play.command("ann", "/lesson")
    play.in_place("ann", MARKET)
    play.command("ann", "/lesson")
    play.in_square("ann")
    play.command("ann", "/daily")
    answer(play, "ann")
    play.in_place("ann", MARKET)
    assert on_board(play, "ann")[0].startswith("Nobody has points yet")
    play.pass_time(hours=3)
    assert on_board(play, "ann") == ["🥇 **ann** — 10"]
    assert play.command("ann", "/daily").screens[0].title.startswith("✅")  # answered already, over there
    play.in_square("ann")
    assert on_board(play, "ann") == ["🥇 **ann** — 10"]
    assert points_of(play, "ann") == 10


def test_a_date_looked_up_in_private_counts_as_long_as_her_community_has_it_open(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/daily")
    asked_in_square = play.button("ann", "A").action
    play.pass_time(hours=20)  # 05:00: her study day is a new one, the post is open until 09:00
    play.in_private("ann")
    assert "first answer counts" in play.command("ann", "/daily 2026-11-21").screens[0].fine_print
    answer(play, "ann", right=False)
    play.in_square("ann")
    assert "Your first answer counts" in play.act("ann", asked_in_square).notices[0]
    assert on_board(play, "ann") == ["🥇 **ann** — 2"]


def test_before_the_post_daily_gives_the_open_challenge_and_then_that_of_the_study_day(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/daily")
    answer(play, "ann")
    play.pass_time(hours=22)  # Sunday 07:00
    assert "challenge is open" in play.command("ann", "/me").screens[0].body
    assert day_of(play.command("ann", "/daily").screens[0]) == "Sun 22 Nov"
    answer(play, "ann")
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (20, 2)
    assert day_of(play.command("ben", "/daily").screens[0]) == "Sat 21 Nov"
    answer(play, "ben")
    assert day_of(play.command("ben", "/daily").screens[0]) == "Sun 22 Nov"
    play.pass_time(hours=2)
    assert (play.post_day, "1 answered" in play.post.fine_print) == ("Sun 22 Nov", True)
    assert play.command("ann", "/daily").screens[0].title.startswith("✅")
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (20, 2)
    assert on_board(play, "ann") == ["🥇 **ann** — 20", "🥈 **ben** — 10"]


def test_the_date_of_the_study_day_opens_its_challenge_before_the_post(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.pass_time(hours=22)
    play.command("ann", "/daily 2026-11-22")
    assert answer(play, "ann").screens[0].fine_print.startswith("+10 points")
    assert day_of(play.screen("ann")) == "Sun 22 Nov"


@pytest.mark.parametrize("topics", ["", " messaging"])
def test_on_a_weekday_without_a_post_daily_gives_the_question_of_the_calendar(play: Stage, topics: str) -> None:
    action, zone = read_line(f"/setup 09:00 UTC sat now{topics}")
    play.act("owner", action, zone, may_manage=True)
    play.tick()
    play.command("ann", "/daily")
    answer(play, "ann")
    play.pass_time(days=1)
    play.command("ann", "/daily")
    challenge = play.look(lambda work: work.challenges.on(play.now.date()))
    assert challenge is not None
    assert asked_of(play, "ann").question.id == challenge.question_id
    answer(play, "ann")
    assert (points_of(play, "ann"), streak_of(play, "ann")) == (20, 2)


def test_after_midnight_the_private_challenge_is_still_that_of_the_study_day(play: Stage) -> None:
    play.in_private("ann")
    play.now = datetime(2026, 11, 22, 3, 59, tzinfo=UTC)
    shown = play.command("ann", "/daily").screens[0]
    assert "Sat 21 Nov" in f"{shown.context} {shown.title}"
    play.pass_time(minutes=1)
    shown = play.command("ann", "/daily").screens[0]
    assert "Sun 22 Nov" in f"{shown.context} {shown.title}"


def test_an_evening_and_the_morning_after_are_two_days_of_a_streak(play: Stage) -> None:
    play.in_private("ann")
    for hours in (15, 18):  # 24:00, still Saturday's study day; then 18:00 on Sunday
        play.pass_time(hours=hours)
        play.command("ann", "/daily")
        answer(play, "ann")
    assert streak_of(play, "ann") == 2


def test_the_day_of_an_act_is_that_of_her_own_zone(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/settings")
    play.press("ann", "Change zone")
    play.type("ann", "Pacific/Kiritimati")  # 14 hours ahead: Saturday 23:00
    play.command("ann", "/daily")
    answer(play, "ann")
    assert "Sat 21 Nov: 1 challenge" in play.command("ann", "/streak why").screens[0].body
    play.pass_time(hours=5)  # Sunday 04:00 there, still Saturday 14:00 in the square
    assert play.command("ann", "/streak").screens[0].body.startswith("Today still needs")


def test_a_date_that_others_have_before_her_waits_for_her_and_is_not_spent(play: Stage) -> None:
    pressed_only(play)
    play.set_up("09:00")
    play.command("ann", "/lesson")
    play.now = datetime(2026, 11, 22, 2, tzinfo=UTC)
    play.in_place("owner", MARKET)
    play.set_up("09:00", "Pacific/Auckland", post_now=True)
    play.in_place("ben", MARKET)
    play.command("ben", "/daily")
    press = play.button("ben", "A").action
    show = play.button("ben", "Show me").action
    asked_early = play.command("ann", "/daily 2026-11-22").notices[0]
    assert "2026-11-22 opens that day at 04:00 (UTC)" in asked_early
    assert play.act("ann", press).notices == play.act("ann", show).notices == [asked_early]
    play.pass_time(hours=2)
    assert "first answer counts" in play.command("ann", "/daily 2026-11-22").screens[0].fine_print
    answer(play, "ann")
    assert points_of(play, "ann") == 10


def test_a_date_that_has_no_challenge_yet_is_to_come(play: Stage) -> None:
    play.pass_time(hours=-7)  # her study day begins at 04:00
    assert "There is no challenge on 2026-11-21 yet" in play.command("ann", "/daily 2026-11-21").notices[0]

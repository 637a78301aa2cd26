"""The board of a community: who is on it, ties, one's own line, where weeks and months begin."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.script import answer, on_board, points_of
from stage import SQUARE, Stage

from bot.events import Event, Place, User
from bot.progress.actions import ShowBoard
from bot.review.actions import StartReview


def answered(play: Stage, name: str, *, right: bool = True) -> None:
    """Somebody answers today's challenge."""
    play.command(name, "/daily")
    answer(play, name, right=right)


def test_ties_share_a_rank_and_stand_by_name(play: Stage) -> None:
    play.set_up(post_now=True)
    for name, right in (("dee", False), ("Cy", True), ("ben", True), ("ann", False)):
        answered(play, name, right=right)
    assert on_board(play, "ann") == ["🥇 **ben** — 10", "🥇 **Cy** — 10", "🥉 **ann** — 2", "🥉 **dee** — 2"]
    assert play.screen("ann").fine_print == "You are 3rd with 2, 8 behind Cy"


def test_ones_own_line_is_shown_even_far_down(play: Stage) -> None:
    play.set_up(post_now=True)
    for number in range(11):
        answered(play, f"learner {number:02}")
    answered(play, "zoe", right=False)
    assert len(on_board(play, "zoe")) == 10
    assert play.screen("zoe").fine_print == "You are 12th with 2, 8 behind learner 10"
    on_board(play, "ben")
    assert play.screen("ben").fine_print == "You have no points here yet: answer /daily"
    on_board(play, "learner 00")
    assert play.screen("learner 00").fine_print == "You are 1st with 10"


def test_an_empty_board_says_how_to_begin(play: Stage) -> None:
    play.set_up()
    play.command("ann", "/lesson")
    assert on_board(play, "ann") == ["Nobody has points yet. The first ones are easy: answer today's challenge."]


def test_hiding_holds_at_once_and_appearing_again_too(play: Stage) -> None:
    play.set_up(post_now=True)
    answered(play, "ann")
    answered(play, "ben", right=False)
    play.command("ann", "/settings")
    play.press("ann", "Hide me")
    for period in ("week", "month", "all"):
        assert on_board(play, "ben", period) == ["🥇 **ben** — 2"]
    assert play.screen("ben").fine_print == "You are 1st with 2"
    on_board(play, "ann")
    assert play.screen("ann").fine_print == "You are hidden: appear again in /settings"
    assert points_of(play, "ann") == 10
    play.command("ann", "/settings")
    play.press("ann", "Show me on boards")
    assert on_board(play, "ben")[0] == "🥇 **ann** — 10"


def test_first_points_tell_of_the_board_once_with_a_way_to_hide(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    first = answer(play, "ann").screens[0]
    assert "community's board" in first.fine_print
    play.press("ann", "Hide me")
    assert play.screen("ann").title == "Your settings"
    play.command("ann", "/quiz")
    second = answer(play, "ann").screens[0]
    assert "board" not in second.fine_print
    assert "Hide me" not in [button.label for button in second.buttons]


def test_who_is_hidden_before_her_first_points_is_not_told(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/settings")
    play.press("ann", "Hide me")
    play.command("ann", "/daily")
    assert "board" not in answer(play, "ann").screens[0].fine_print


def test_a_week_begins_on_monday_at_midnight_of_the_zone(play: Stage) -> None:
    play.set_up("09:00", "Asia/Tokyo", post_now=True)
    answered(play, "ann")
    play.now = datetime(2026, 11, 22, 14, 59, tzinfo=UTC)  # Sunday 23:59 in Tokyo
    assert on_board(play, "ann", "week") == ["🥇 **ann** — 10"]
    play.pass_time(minutes=1)
    assert on_board(play, "ann", "week")[0].startswith("Nobody has points yet")
    assert on_board(play, "ann", "month") == ["🥇 **ann** — 10"]


def test_a_month_begins_on_the_first_at_midnight_of_the_zone(play: Stage) -> None:
    play.now = datetime(2026, 11, 30, 12, tzinfo=UTC)  # Monday, 02:00 in Honolulu
    play.set_up("09:00", "Pacific/Honolulu", post_now=True)
    answered(play, "ann")
    play.now = datetime(2026, 12, 1, 9, 59, tzinfo=UTC)  # 30 November, 23:59 in Honolulu
    assert on_board(play, "ann", "month") == ["🥇 **ann** — 10"]
    play.pass_time(minutes=1)
    assert on_board(play, "ann", "month")[0].startswith("Nobody has points yet")
    assert on_board(play, "ann", "week") == ["🥇 **ann** — 10"]
    assert on_board(play, "ann", "all") == ["🥇 **ann** — 10"]


def test_the_buttons_lead_to_the_other_periods(play: Stage) -> None:
    play.set_up(post_now=True)
    answered(play, "ann")
    play.command("ann", "/leaderboard")
    assert play.screen("ann").context == "This week"
    assert play.press("ann", "All time").screens[0].context == "All time"
    assert play.press("ann", "This month").screens[0].context == "This month"
    assert play.press("ann", "This week").screens[0].body == "🥇 **ann** — 10"


def test_a_board_belongs_to_a_community(play: Stage) -> None:
    assert "belongs to a community" in play.command("ann", "/leaderboard").notices[0]  # not set up
    play.set_up(post_now=True)
    play.in_private("ann")
    assert "/points" in play.command("ann", "/leaderboard").notices[0]


def test_an_unknown_period_is_refused_with_the_nearest(play: Stage) -> None:
    play.set_up()
    assert "/leaderboard month" in play.command("ann", "/leaderboard mnth").notices[0]
    assert "week, month, all" in play.command("ann", "/leaderboard qqq").notices[0]
    assert "week, month, all" in play.act("ann", ShowBoard("never")).notices[0]


def test_points_of_one_community_are_not_on_the_board_of_another(play: Stage) -> None:
    play.set_up(post_now=True)
    answered(play, "ann")
    market = Place("stage", "market", "village")
    play.in_place("owner", market)
    play.set_up("12:00")
    play.in_place("ann", market)
    play.command("ann", "/lesson")
    assert on_board(play, "ann")[0].startswith("Nobody has points yet")
    play.command("ann", "/quiz")
    answer(play, "ann")
    assert on_board(play, "ann") == ["🥇 **ann** — 3"]
    play.in_square("ann")
    assert on_board(play, "ann") == ["🥇 **ann** — 10"]
    assert points_of(play, "ann") == 13


def test_a_name_is_shown_inert_and_a_new_one_holds_at_once(play: Stage) -> None:
    play.set_up(post_now=True)
    answered(play, "ann")

    def look_as(name: str) -> list[str]:
        play.run(play.engine.handle(Event(StartReview(), User("stage", "ann", name), SQUARE, play.now)))
        return on_board(play, "ben")

    assert look_as("@everyone **<@1>** \u202eevil") == ["🥇 **＠everyone ∗∗‹＠1›∗∗…** — 10"]
    assert look_as("ann maria") == ["🥇 **ann maria** — 10"]

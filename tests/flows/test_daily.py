"""The post of the daily challenge: when it comes, when it is missed, how it closes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flows.script import answer, asked_of, changed, restage, streak_of
from stage import SQUARE, Stage

from bot.daily.rules import Posting, PostState
from bot.screens import LETTERS, Tone

SUNDAY = date(2026, 11, 22)


def posts(play: Stage) -> list[tuple[str, bool]]:
    """What was carried to the square: key, and whether it redraws an older message."""
    return [(delivery.key, delivery.is_revision) for delivery, _ in play.posts.carried]


def ledger(play: Stage) -> dict[date, Posting]:
    """What was booked for the square, by date."""
    place = play.look(lambda work: work.communities.daily_place_at(SQUARE))
    assert place is not None
    return {one.on: one for one in play.look(lambda work: work.ledger.booked(place.id))}


def test_the_post_comes_once_and_closes_with_the_key(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    assert [delivery.is_revision for delivery, _ in play.posts.carried] == [False]
    assert play.post.tone is Tone.OPEN
    play.pass_time(hours=23, minutes=59)
    assert len(play.posts.carried) == 1
    play.pass_time(minutes=1)
    assert posts(play) == [("daily:1", False), ("daily:1", True), ("daily:2", False)]
    assert "the answer is" in play.posts.carried[1][1].title


def test_nothing_is_owed_before_the_setting_was_saved(play: Stage) -> None:
    play.set_up("08:00")
    play.tick()
    play.pass_time(hours=22)
    assert posts(play) == []
    play.pass_time(hours=1)
    assert posts(play) == [("daily:1", False)]


def test_the_clock_may_tick_often_and_the_post_still_comes_once(play: Stage) -> None:
    play.set_up("09:30")
    for _ in range(6):
        play.pass_time(minutes=15)
    assert posts(play) == [("daily:1", False)]


def test_a_post_within_its_window_is_caught_up_once_and_marked_late(play: Stage) -> None:
    play.set_up("09:00")
    play.pass_time(hours=24 + 5, minutes=59)
    assert posts(play) == [("daily:1", False)]
    assert "late" in play.post.fine_print.lower()
    play.tick()
    assert len(play.posts.carried) == 1
    play.pass_time(hours=18, minutes=1)
    assert [key for key, _ in posts(play)] == ["daily:1", "daily:1", "daily:2"]
    assert "late" not in play.post.fine_print.lower()


def test_a_post_beyond_its_window_is_missed_with_the_reason(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/daily")
    answer(play, "ann")
    play.pass_time(hours=24 + 6, minutes=1)
    booked = ledger(play)[SUNDAY]
    assert booked.state is PostState.MISSED
    assert "not running" in booked.reason
    assert posts(play)[-1] == ("daily:1", True)  # closed on time all the same, no new post
    play.pass_time(hours=18)
    assert posts(play)[-1] == ("daily:3", False)
    play.command("ann", "/daily")
    answer(play, "ann")
    assert streak_of(play, "ann") == 2
    calendar = play.command("ann", "/streak why").screens[0].body
    assert "Sun 22 Nov: shielded, Quorum was down" in calendar


def test_a_missed_post_shields_nobody_where_the_place_does_not_want_it(play: Stage) -> None:
    play.set_up("09:00", post_now=True, shields=False)
    play.command("ann", "/daily")
    answer(play, "ann")
    play.pass_time(hours=24 + 7)
    play.pass_time(hours=17)
    play.command("ann", "/daily")
    answer(play, "ann")
    assert streak_of(play, "ann") == 1


def test_after_days_of_silence_only_the_last_date_is_caught_up(play: Stage) -> None:
    play.set_up("09:00")
    play.pass_time(days=3, hours=2)
    states = {on.day: posting.state for on, posting in ledger(play).items()}
    assert states == {22: PostState.MISSED, 23: PostState.MISSED, 24: PostState.POSTED}
    assert posts(play) == [("daily:3", False)]


def test_of_two_dates_inside_a_long_window_only_the_newer_is_posted(play: Stage) -> None:
    play.set_up("09:00", window_hours=48)
    play.pass_time(days=2, hours=1)
    older, newer = ledger(play)[SUNDAY], ledger(play)[date(2026, 11, 23)]
    assert (older.state, newer.state) == (PostState.MISSED, PostState.POSTED)
    assert "newer" in older.reason


def test_the_closed_post_shows_key_reason_split_and_every_wrong_option(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    for name, right in (("ann", True), ("ben", False), ("cy", False)):
        play.command(name, "/daily")
        asked = asked_of(play, name)
        answer(play, name, right=right)
    play.command("dee", "/daily")
    play.press("dee", "Show me")
    play.pass_time(hours=24)
    closed = next(screen for delivery, screen in reversed(play.posts.carried) if delivery.key == "daily:1")
    assert closed.title.endswith(f"the answer is {asked.key_letters}")
    assert asked.question.explanation in closed.body
    for slot, index in enumerate(asked.order):
        option = asked.question.options[index]
        assert option.text in closed.body
        assert option.correct or f"**{LETTERS[slot]}**  {option.why}" in closed.body
    assert f"**{asked.key_letters}** 1" in closed.body
    assert "shown 1" in closed.body
    assert closed.fine_print == "4 answered · 1 right"
    assert [button.label for button in closed.buttons] == ["Read the lesson"]


def test_the_live_count_is_redrawn_once_however_many_answer(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    for name in ("ann", "ben", "cy"):
        play.command(name, "/daily")
        answer(play, name)
    play.tick()
    assert "0 answered" in play.post.fine_print
    play.pass_time(seconds=3)
    assert posts(play) == [("daily:1", False), ("daily:1", True)]
    assert "3 answered" in play.post.fine_print


def test_in_an_autumn_overlap_the_post_comes_with_the_first_of_both(play: Stage) -> None:
    play.now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    play.set_up("02:30", "Europe/Berlin")
    play.now = datetime(2026, 10, 25, 0, 29, tzinfo=UTC)
    play.tick()
    assert posts(play) == []
    for _ in range(3):  # 02:30 in summer time, 02:30 in winter time, 03:30
        play.now = play.now.replace(minute=30)
        play.tick()
        play.pass_time(hours=1)
    assert posts(play) == [("daily:1", False)]


def test_a_wall_time_that_does_not_exist_is_posted_at_the_first_minute_after(play: Stage) -> None:
    play.now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    play.set_up("02:30", "Europe/Berlin")
    play.now = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    play.tick()
    assert posts(play) == []
    play.pass_time(minutes=1)
    assert posts(play) == [("daily:1", False)]
    assert list(ledger(play)) == [date(2026, 3, 29)]


def test_a_gap_at_the_end_of_a_date_books_the_old_date_for_a_post_on_the_next(play: Stage) -> None:
    play.now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    play.set_up("23:30", "America/Nuuk")
    play.now = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    play.tick()
    assert posts(play) == []
    play.pass_time(minutes=1)
    assert list(ledger(play)) == [date(2026, 3, 28)]
    assert posts(play) == [("daily:1", False)]


def test_a_challenge_closes_after_seven_days_at_the_latest(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.pass_time(days=8)
    play.command("ann", "/daily 2026-11-21")
    assert "for learning" in play.screen("ann").fine_print
    assert any(key == "daily:1" and is_revision for key, is_revision in posts(play))


def test_a_post_whose_question_left_the_library_harms_nothing(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    play.command("ann", "/daily")
    question_id = asked_of(play, "ann").question.id
    pressed = play.button("ann", "A").action
    restage(play, changed(play.content, lambda one: one if one.id != question_id else None))
    assert "left the library" in play.act("ann", pressed).notices[0]
    assert "left the library" in play.command("ann", "/daily").notices[0]
    play.pass_time(hours=24)
    assert posts(play)[-1] == ("daily:2", False)
    play.command("ann", "/daily")
    assert answer(play, "ann").screens[0].fine_print.startswith("+10 points")

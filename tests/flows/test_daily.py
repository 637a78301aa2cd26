"""The daily challenge as people live it."""

from __future__ import annotations

from stage import Stage

from bot.screens import Tone


def test_the_post_comes_once_and_closes_with_the_key(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    assert [delivery.is_revision for delivery, _ in play.posts.carried] == [False]
    assert play.post.tone is Tone.OPEN
    play.pass_time(hours=23, minutes=59)
    assert len(play.posts.carried) == 1
    play.pass_time(minutes=1)
    keys = [(delivery.key, delivery.is_revision) for delivery, _ in play.posts.carried]
    assert keys == [("daily:1", False), ("daily:1", True), ("daily:2", False)]
    assert "the answer is" in play.posts.carried[1][1].title


def test_first_answer_counts(play: Stage) -> None:
    play.set_up(post_now=True)
    play.tick()
    play.command("ann", "/daily")
    first = play.button("ann", "A").action
    assert play.press("ann", "B").screens[0].fine_print.startswith("+")
    assert "Your first answer counts: B" in play.act("ann", first).notices[0]

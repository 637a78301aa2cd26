"""Answers in bad conditions: a slow core, interactions that are over, a stumbling service, forged and old controls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from e2e.discord_stage import DiscordStage
from flows.script import asking_only, of_kind

from bot.library import Content, QuestionKind

CALLBACK, ANSWER = "/interactions/*/*/callback", "/webhooks/*"
MESSAGE, LATER, LATER_IN_PLACE, IN_PLACE, FORM = 4, 5, 6, 7, 9
HIDDEN = 64


@pytest.fixture
def play(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server where every question is answered with one press."""
    with closing(DiscordStage(sqlite_url, asking_only(content, of_kind(QuestionKind.SINGLE)))) as stage:
        yield stage


@pytest.fixture
def typed_only(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server where every question is answered with a number."""
    with closing(DiscordStage(sqlite_url, asking_only(content, of_kind(QuestionKind.NUMERIC)))) as stage:
        yield stage


def callbacks(play: DiscordStage) -> list[tuple[int, int]]:
    """How interactions were answered first: type and flags."""
    bodies = play.requests("POST", "/interactions/")
    return [(body["type"], (body.get("data") or {}).get("flags", 0) & HIDDEN) for body in bodies]


# ---- a slow core


def test_after_little_more_than_a_second_a_sign_is_given(play: DiscordStage) -> None:
    with play.busy_core():
        seen = play.command("ann", "daily")
    assert callbacks(play) == [(LATER, HIDDEN)]
    assert len(seen.messages) == 1
    assert seen.is_hidden
    assert "A" in seen.labels


def test_a_slow_answer_to_a_press_still_changes_the_message_that_was_pressed(play: DiscordStage) -> None:
    play.command("ann", "daily")
    with play.busy_core():
        seen = play.answer("ann")
    assert callbacks(play)[-1] == (LATER_IN_PLACE, 0)
    assert seen.is_in_place
    assert "✅" in seen.text


def test_a_slow_answer_to_a_press_on_a_post_is_told_her_alone(play: DiscordStage) -> None:
    play.set_up(first=True)
    play.tick()
    (post,) = play.posts()
    with play.busy_core():
        seen = play.answer("ann", on=post)
    assert callbacks(play)[-1] == (LATER, HIDDEN)
    assert seen.is_hidden
    assert "✅" in seen.text
    assert play.posts()[0].components == post.components


def test_a_slow_refusal_takes_the_place_of_the_sign(play: DiscordStage) -> None:
    with play.busy_core():
        seen = play.command("ann", "daily", date="2027-01-01")
    assert len(seen.messages) == 1
    assert seen.is_hidden
    assert "still to come" in seen.text


def test_several_slow_answers_come_as_several_messages(play: DiscordStage) -> None:
    play.whisper("ann", "quiz")
    with play.busy_core():
        seen = play.whisper("ann", "quiz")
    assert ["Question 1" in message.text for message in seen.messages] == [True, False]
    assert "open quiz" in seen.messages[1].text


def test_a_form_that_comes_too_late_is_asked_for_again(typed_only: DiscordStage) -> None:
    play = typed_only
    play.command("ann", "daily")
    with play.busy_core():
        seen = play.press("ann", "Type answer")
    assert not seen.form
    assert "Press once more" in seen.text
    assert play.press("ann", "Type answer").form


def test_what_only_reads_does_not_wait_for_what_writes(play: DiscordStage) -> None:
    with play.busy_core(seconds=0) as freed:
        play.command("ann", "help")
        assert callbacks(play) == [(MESSAGE, HIDDEN)]
        assert play.suggestions("ann", "lesson", "what", "kafka")
        freed.set()


# ---- interactions that are over


@pytest.mark.parametrize("code", [10062, 50027, 10015])
def test_what_was_pressed_counts_though_its_answer_came_too_late(play: DiscordStage, code: int) -> None:
    play.command("ann", "daily")
    play.world.inject_error("POST", CALLBACK, status=404, code=code)
    assert play.answer("ann", right=False).messages == ()
    assert "Your first answer counts" in play.answer("ann").text
    assert "❌" in play.command("ann", "daily").text


def test_a_command_that_was_too_late_can_be_called_again(play: DiscordStage) -> None:
    play.world.inject_error("POST", CALLBACK, status=404, code=10062)
    assert play.command("ann", "daily").messages == ()
    assert "A" in play.command("ann", "daily").labels


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015)])
def test_an_answer_whose_token_ran_out_is_let_go(play: DiscordStage, status: int, code: int) -> None:
    play.world.inject_error("PATCH", ANSWER, status=status, code=code)
    with play.busy_core():
        play.whisper("ann", "quiz", count=3)
    assert len(play.requests("PATCH", "/webhooks/")) == 1  # it is not tried again
    assert "Question 1 of 3" in play.whisper("ann", "quiz").text


def test_an_answer_that_arrived_though_it_seemed_lost_is_not_sent_twice(play: DiscordStage) -> None:
    play.world.inject_error("POST", CALLBACK, status=400, code=40060)
    play.command("ann", "daily")
    assert len(play.requests("POST", "/interactions/")) == 1
    assert play.requests("POST", "/webhooks/") == []


def test_suggestions_that_come_too_late_are_let_go(play: DiscordStage) -> None:
    play.world.inject_error("POST", CALLBACK, status=404, code=10062)
    assert play.suggestions("ann", "lesson", "what", "kafka") == []
    assert play.suggestions("ann", "lesson", "what", "kafka")


@pytest.mark.parametrize("status", [500, 503])
def test_when_the_service_stumbles_one_presses_again(play: DiscordStage, status: int) -> None:
    play.whisper("ann", "quiz")
    play.world.inject_error("POST", CALLBACK, status=status)
    play.answer("ann")
    assert play.press("ann", "Show me").messages


# ---- forged and old controls


@pytest.mark.parametrize(
    ("custom_id", "said"),
    [
        ("persistent:view:button", "/help"),
        ("daily.answer:1", "/help"),
        ("daily.answer:999:0", "/daily"),
        ("daily.answer:1:7", "/daily"),
        ("quiz.answer:999:0:0", "/quiz"),
        ("review.rate:999:0:3", "/review"),
        ("lesson:no-such-lesson:concept", "/lesson"),
        ("community.post:1", "Ask one of them"),
        ("community.setup:540:6:1:1", "Ask one of them"),
        ("daily.post:1", "/help"),
        ("daily.close:1", "/help"),
    ],
)
def test_a_forged_or_old_control_is_answered_in_private_and_changes_nothing(
    play: DiscordStage, custom_id: str, said: str
) -> None:
    play.set_up(first=True)
    play.tick()
    (post,) = play.posts()
    seen = play.press_exactly("ann", custom_id, play.forge(post, custom_id))
    assert seen.is_hidden
    assert said in seen.text
    play.tick()
    assert len(play.posts()) == 1
    assert play.press("ben", "Show me", on=post).messages  # still open


def test_somebody_elses_private_controls_are_refused(play: DiscordStage) -> None:
    play.whisper("ann", "quiz", count=3)
    play.set_up(first=True)
    play.tick()
    (post,) = play.posts()
    for custom_id in ("quiz.next:1", "quiz.end:1", "quiz.show:1:0"):
        assert play.press_exactly("eve", custom_id, play.forge(post, custom_id)).is_hidden
    assert "Question 1 of 3" in play.whisper("ann", "quiz").text


def test_a_button_of_a_community_is_refused_in_another(play: DiscordStage) -> None:
    play.set_up(first=True)
    play.tick()
    (post,) = play.posts()
    play.world.owners = {"1": str(play.person("owner").id)}
    assert (
        "no daily challenge here"
        in play.press_exactly("owner", "community.post:1", play.forge(post, "community.post:1")).text
    )

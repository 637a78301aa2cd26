"""A guided session: cards, challenge, a section with a question, one next step; and where private acts count."""

from __future__ import annotations

from flows.script import answer
from stage import Stage

from bot.account.actions import SetHome
from bot.screens import Weight


def labels(play: Stage, name: str) -> list[str]:
    return [button.label for button in play.screen(name).buttons]


def go_on(play: Stage, name: str) -> None:
    play.press(name, "Continue")


def answer_quiz(play: Stage, name: str) -> None:
    """Gives up on the question that is shown, whatever its kind."""
    play.press(name, "Show me")


def test_a_session_leads_from_the_challenge_over_a_section_and_its_question_to_one_next_step(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/study 20")
    assert "Show me" in labels(play, "ann")
    answer(play, "ann")
    assert labels(play, "ann")[:2] == ["Continue", "End session"]
    go_on(play, "ann")
    section = play.screen("ann").title
    assert "Quiz me" in labels(play, "ann")
    go_on(play, "ann")
    assert "Question 1 of 1" in play.screen("ann").context + play.screen("ann").title
    answer_quiz(play, "ann")
    go_on(play, "ann")
    end = play.screen("ann")
    assert end.title == "✅ Session done"
    assert "Today's challenge" in end.body
    assert section in end.body
    assert "missed" in end.body
    assert "**Next:**" in end.body
    assert len(end.buttons) == 1


def test_cards_come_first_and_lead_on_when_none_is_left(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/lesson caching")
    play.press("ann", "Save cards")
    play.command("ann", "/study")
    assert labels(play, "ann") == ["Show answer"]
    for _ in range(10):
        play.press("ann", "Show answer")
        play.press("ann", "Got it")
    assert labels(play, "ann")[0] == "Continue"
    go_on(play, "ann")
    answer(play, "ann")
    play.press("ann", "End session")
    assert "10 reviews" in play.screen("ann").body


def test_when_the_time_is_over_the_next_card_waits_and_the_session_ends(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/lesson caching")
    play.press("ann", "Save cards")
    play.command("ann", "/study 5")
    play.pass_time(minutes=6)
    play.press("ann", "Show answer")
    play.press("ann", "Got it")
    assert "The time is over" in play.screen("ann").body
    ended = play.press("ann", "Continue")
    assert ended.notices == ["The time of this session is over."]
    assert play.screen("ann").title == "✅ Session done"


def test_only_one_button_of_a_session_asks_to_be_pressed(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/study")
    answer(play, "ann")
    primary = [button.label for button in play.screen("ann").buttons if button.weight is Weight.PRIMARY]
    assert primary == ["Continue"]


def test_study_again_goes_on_with_the_open_session(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/study 30")
    answer(play, "ann")
    play.command("ann", "/study 5")
    assert "Quiz me" in labels(play, "ann")
    assert "End session" in labels(play, "ann")


def test_without_a_session_nothing_leads_on_and_continuing_says_so(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/study")
    answer(play, "ann")
    on = play.button("ann", "Continue").action
    play.press("ann", "End session")
    assert play.act("ann", on).notices == ["No session is open. Begin one with /study."]
    play.command("ann", "/lesson caching")
    assert "Continue" not in labels(play, "ann")


def test_a_session_of_four_minutes_is_refused(play: Stage) -> None:
    refused = play.command("ann", "/study 4")
    assert "5 to 120 minutes" in refused.notices[0]


def test_private_study_counts_at_home_once_a_home_is_chosen(play: Stage) -> None:
    play.set_up(post_now=True)
    play.tick()
    play.command("ann", "/settings")
    play.press("ann", "Count it here")
    assert "in this community" in play.screen("ann").body
    play.in_private("ann")
    play.command("ann", "/daily")
    answer(play, "ann")
    play.in_square("ann")
    play.command("ann", "/leaderboard")
    assert "ann** — 10" in play.screen("ann").body


def test_a_home_that_is_given_up_counts_no_more(play: Stage) -> None:
    play.set_up(post_now=True)
    play.tick()
    play.command("ann", "/settings")
    play.press("ann", "Count it here")
    play.press("ann", "Count it nowhere")
    play.in_private("ann")
    play.command("ann", "/quiz caching 3")
    assert "for you alone" in play.command("ann", "/settings").screens[0].body


def test_nobody_makes_a_strange_community_her_home(play: Stage) -> None:
    play.set_up()
    play.in_private("eve")
    play.command("eve", "/settings")
    assert "no member" in play.act("eve", SetHome(1)).notices[0]

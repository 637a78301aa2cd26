"""Own settings: they hold, they refuse what does not fit, they are nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flows.script import answer, on_board, streak_of
from stage import Stage

from bot.account.actions import Greet, SetNewCards, SetRatingButtons, SetRetention, SetZone
from bot.actions import Action
from bot.commands import COMMANDS
from bot.effects import AskText
from bot.events import Event, User


def settings_of(play: Stage, name: str) -> str:
    return play.command(name, "/settings").screens[0].body


def test_every_setting_holds_over_a_restart_and_for_its_owner_alone(play: Stage) -> None:
    before = settings_of(play, "ben")
    for press in ("4 rating buttons", "15 new cards", "Know 95 percent", "Hide me", "Streak off"):
        settings_of(play, "ann")
        play.press("ann", press)
    settings_of(play, "ann")
    play.press("ann", "Change zone")
    shown = play.type("ann", "America/New_York").screens[0].body
    for line in (
        "**Time zone:** America/New_York",
        "**Rating buttons:** 4",
        "**New cards a day:** 15",
        "**Retention:** 95 percent",
        "**Boards:** hidden",
        "**Streak:** off",
    ):
        assert line in shown
    play.restart()
    assert settings_of(play, "ann") == shown
    assert settings_of(play, "ben") == before


def test_a_setting_can_be_taken_back(play: Stage) -> None:
    before = settings_of(play, "ann")
    for there, back in (
        ("4 rating buttons", "2 rating buttons"),
        ("5 new cards", "10 new cards"),
        ("Know 85 percent", "Know 90 percent"),
        ("Hide me", "Show me on boards"),
        ("Streak off", "Streak on"),
    ):
        assert play.press("ann", there).screens[0].body != before
        assert play.press("ann", back).screens[0].body == before


def test_new_cards_stay_between_none_and_a_hundred(play: Stage) -> None:
    settings_of(play, "ann")
    for count in (5, 0):
        play.press("ann", f"{count} new cards")
    assert "**New cards a day:** 0" in play.screen("ann").body
    play.act("ann", SetNewCards(98))
    play.press("ann", "100 new cards")
    assert "**New cards a day:** 100" in play.screen("ann").body


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (SetRatingButtons(3), "two or four"),
        (SetRatingButtons(-2), "two or four"),
        (SetNewCards(101), "0 to 100"),
        (SetNewCards(-1), "0 to 100"),
        (SetRetention(79), "80 to 95"),
        (SetRetention(96), "80 to 95"),
    ],
    ids=str,
)
def test_a_value_out_of_range_is_refused_with_the_range(play: Stage, action: Action, said: str) -> None:
    before = settings_of(play, "ann")
    answered = play.act("ann", action)
    assert said in answered.notices[0]
    assert "/settings" in answered.notices[0]
    assert settings_of(play, "ann") == before


def test_a_zone_is_read_with_typos_corrected_by_name(play: Stage) -> None:
    settings_of(play, "ann")
    play.press("ann", "Change zone")
    assert "**Time zone:** Europe/Berlin" in play.type("ann", "  europe/BERLIN ").screens[0].body
    for typed, hint in {
        "Europe/Berln": "Did you mean Europe/Berlin?",
        "berlin": "Did you mean Europe/Berlin?",
        "new york": "Did you mean America/New_York?",
        "Tokio": "Did you mean Asia/Tokyo?",
        "the moon @everyone": "Some names: UTC",
        "\x00": "Some names: UTC",
        "../../etc/passwd": "No time zone is called that",
        "x" * 10_000: "No time zone is called that",
        "🙂": "Some names: UTC",
    }.items():
        notice = play.act("ann", SetZone(), typed).notices[0]
        assert hint in notice, typed
        assert "nothing changed" in notice
        assert "@everyone" not in notice
    assert "**Time zone:** Europe/Berlin" in settings_of(play, "ann")
    assert isinstance(play.act("ann", SetZone(), "   ").effects[0], AskText)


def test_a_new_learner_has_the_zone_of_her_community(play: Stage) -> None:
    play.set_up(zone="Asia/Tokyo")
    play.command("ann", "/lesson")
    assert "**Time zone:** Asia/Tokyo" in settings_of(play, "ann")
    assert "**Time zone:** Asia/Tokyo" in settings_of(play, "ben")  # shown before she did anything
    play.in_private("cy")
    assert "**Time zone:** UTC" in settings_of(play, "cy")


def test_days_that_are_over_keep_their_dates_when_the_zone_changes(play: Stage) -> None:
    play.in_private("ann")
    play.now = datetime(2026, 11, 21, 5, tzinfo=UTC)
    play.command("ann", "/daily")
    answer(play, "ann")
    before = play.command("ann", "/streak why").screens[0].body.split("\n")[0]
    assert before == "- Sat 21 Nov: 1 challenge"
    play.act("ann", SetZone(), "America/Los_Angeles")  # Friday 21:00 there
    play.pass_time(days=1)
    assert before in play.command("ann", "/streak why").screens[0].body


def test_a_streak_that_is_off_is_only_hidden(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/daily")
    settings_of(play, "ann")
    play.press("ann", "Streak off")
    play.command("ann", "/daily")
    answer(play, "ann")
    assert "Streak" not in play.command("ann", "/me").screens[0].body
    settings_of(play, "ann")
    play.press("ann", "Streak on")
    assert "**Streak:** 1 day" in play.command("ann", "/me").screens[0].body
    assert streak_of(play, "ann") == 1


def test_help_lists_every_command_and_each_of_them_answers(play: Stage) -> None:
    page = play.command("ann", "/help").screens[0].body
    for command in COMMANDS:
        assert command.usage in page
        answered = play.command("ann", f"/{command.name} kafka" if command.name == "find" else f"/{command.name}")
        assert answered.effects, command.name
        assert "Something went wrong" not in str(answered.notices)


def test_an_unknown_command_is_refused_with_the_nearest(play: Stage) -> None:
    assert "Did you mean /quiz?" in play.command("ann", "/quizz").notices[0]
    for line in ("/qqq", "/", "", "hello", "/\x00", "/@everyone", "/" + "x" * 10_000):
        notice = play.command("ann", line).notices[0]
        assert "/help" in notice or "Did you mean" in notice
        assert len(notice) < 150
        assert "@" not in notice
    assert "not understood here" in play.command("ann", "/points now").notices[0]


def test_the_greeting_leads_on_and_shows_a_name_inert(play: Stage) -> None:
    greeting = play.command("ann", "/start").screens[0]
    assert greeting.title == "Welcome, ann"
    assert [button.label for button in greeting.buttons] == ["Open challenge", "Pick a lesson", "Show help"]
    event = play.event("ann", greeting.buttons[2].action)
    for name in ("@everyone **x**", "\u202egnp.exe", "x" * 5000, "a\x00b\x1b[2J"):
        effects = play.run(play.engine.handle(Event(Greet(), User("stage", "odd", name), event.place, event.at)))
        title = effects[0].screen.title
        assert title.isprintable()
        assert not set("@*<>[]") & set(title)
        assert len(title) < 50


def test_a_name_that_no_database_takes_is_kept_without_the_bad_parts_and_harms_nobody(play: Stage) -> None:
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    event = play.event("ann", play.button("ann", "A").action)
    odd = [
        replace(event, user=User("stage", f"odd {n}", name)) for n, name in enumerate(("o\x00dd", "\ud800even", "\x00"))
    ]
    for answered in play.together(event, *odd):
        assert answered.screens[0].fine_print.startswith("+")
    board = "\n".join(on_board(play, "ann"))
    for name in ("ann", "odd", "even", "learner odd 2"):
        assert f"**{name}** — " in board

"""Whoever wanders through Quorum in Discord, pressing whatever there is, meets every control, and each answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from e2e.discord_stage import DiscordStage
from e2e.discord_world import Seen, Shown

from adapters.discord.draw import read_custom_id
from bot.account.actions import Greet, ShowSettings
from bot.actions import Action
from bot.commands import COMMANDS
from bot.community.actions import SetUp, SetUpInDetail, ShowSetUp
from bot.learn.actions import Find
from bot.library import Content, QuestionKind
from bot.pause.actions import Pause, Resume
from bot.ports import UnitOfWork
from bot.progress.actions import ShowPoints, ShowProgress
from bot.quiz.actions import QuizOnText
from bot.reports.actions import ReportLast
from bot.review.actions import PassCard, UndoReview
from bot.routes import QUERIES, ROUTES, TIMERS
from bot.study.actions import StartStudy

OPTIONS: dict[str, dict[str, Any]] = {"find": {"words": "cache"}, "setup": {"time": "09:00", "zone": "UTC"}}
CALLED: set[type[Action]] = {
    *(Greet, ShowSettings, SetUp, SetUpInDetail, ShowSetUp, Find, ShowPoints, ShowProgress),
    *(QuizOnText, StartStudy, Pause, Resume, ReportLast),
}
"""What a command or the menu of a message calls, and no button."""
TOGETHER = "group."
"""Begins the controls of a quiz that several play; test_discord_quiz meets them."""
STEPS = 10


@pytest.fixture
def play(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server with the shipped content."""
    with closing(DiscordStage(sqlite_url, content)) as stage:
        yield stage


class Wanderer:
    """Somebody who presses what she pressed least so far; remembers how often she pressed what."""

    def __init__(self, play: DiscordStage, name: str) -> None:
        self.play = play
        self.name = name
        self.pressed: Counter[type[Action]] = Counter()

    def wander(self, seen: Seen) -> None:
        """Goes on from a screen for some steps; after a mere word she presses on the same message again."""
        if seen.form:
            seen = self.play.type(self.name, "A")
        message = seen.messages[0]
        for _ in range(STEPS):
            if not message.buttons:
                return
            seen = self.step(message)
            message = seen.messages[0] if seen.messages[0].buttons or seen.is_in_place else message

    def step(self, message: Shown, label: str = "") -> Seen:
        """Presses the button of a label, else the kind that was pressed least; types something where that is asked."""
        kinds = {one: type(read_custom_id(one)[0]) for shown, one in message.buttons.items() if shown.startswith(label)}
        custom_id = min(kinds, key=lambda one: self.pressed[kinds[one]])
        self.pressed[kinds[custom_id]] += 1
        seen = self.play.press_exactly(self.name, custom_id, message)
        if seen.form:
            seen = self.play.type(self.name, "A")
        assert seen.messages, kinds[custom_id]
        assert seen.is_hidden, kinds[custom_id]
        return seen

    def pick_all(self) -> None:
        """Puts an ordering together, letter by letter, in the order shown."""
        seen = self.step(self.play.command(self.name, "daily", date="2026-11-18").messages[0], "Choose")
        for letter in "ABCDEF":
            if any(label.startswith(letter) for label in seen.labels) and "Answer" not in seen.labels:
                seen = self.step(seen.messages[0], letter)
        self.step(seen.messages[0], "Answer")


def older_challenges(play: DiscordStage) -> None:
    """Yesterday a question was to be pressed, the day before one was to be typed, before that put in order."""
    wanted = (QuestionKind.SINGLE, QuestionKind.NUMERIC, QuestionKind.ORDERING)
    asked = [next(one for one in play.content.library.active_questions() if one.kind is kind) for kind in wanted]

    def add(work: UnitOfWork) -> None:
        for number, question in enumerate(asked, start=1):
            work.challenges.add((play.now - timedelta(days=number)).date(), question.id)

    play.run(play.engine.run, add)


def test_every_control_is_met_and_answers(play: DiscordStage) -> None:
    older_challenges(play)
    wanderer = Wanderer(play, "owner")
    for day in (20, 19):
        wanderer.wander(play.command("owner", "daily", date=f"2026-11-{day}"))
    wanderer.pick_all()
    play.set_up(first=True)
    play.tick()
    for command in COMMANDS * 2:
        wanderer.wander(play.command("owner", command.name, **OPTIONS.get(command.name, {})))
    play.pass_time(hours=24)
    wanderer.step(play.posts()[-1], "Show me")
    alone = {kind for kind in {*ROUTES, *QUERIES} - TIMERS if not kind.name.startswith(TOGETHER)}
    assert alone - CALLED <= {*wanderer.pressed, *forget_all(play, "ben")}


def forget_all(play: DiscordStage, name: str) -> set[type[Action]]:
    """Somebody takes a rating back and forgets every card of a lesson, so that each comes again; what she pressed."""
    wanderer = Wanderer(play, name)
    wanderer.step(play.command(name, "lesson", what="kafka").messages[0], "Save cards")
    seen = play.command(name, "review")
    while PassCard not in wanderer.pressed:
        wishes = ["Next" if UndoReview in wanderer.pressed else "Undo rating", "Forgot", "Show answer"]
        label = next(one for one in wishes if one in " ".join(seen.labels))
        seen = wanderer.step(seen.messages[0], label)
    return set(wanderer.pressed)


def test_controls_answer_after_a_restart_before_every_press(play: DiscordStage) -> None:
    wanderer = Wanderer(play, "owner")
    for command in COMMANDS:
        seen = play.command("owner", command.name, **OPTIONS.get(command.name, {}))
        play.restart()
        wanderer.wander(seen)
    assert len(wanderer.pressed) > 15

"""Whoever wanders through Quorum on Telegram, pressing whatever there is, meets every control, and each answers."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from e2e.telegram_chats import Json, buttons
from e2e.telegram_evening import Evening

from adapters.telegram.draw import read_data
from bot.account.actions import Greet, ShowSettings
from bot.actions import Action
from bot.commands import COMMANDS
from bot.community.actions import SetUp, SetUpInDetail, ShowSetUp
from bot.learn.actions import Find
from bot.library import Content, QuestionKind
from bot.pause.actions import Pause, Resume
from bot.ports import UnitOfWork
from bot.progress.actions import ShowPoints, ShowProgress
from bot.quiz.actions import GivePicked, PickAnswers, QuizOnText, ShowHint, ShowHistory, TypeQuestionAnswer
from bot.reports.actions import ReportLast
from bot.review.actions import PassCard, UndoReview
from bot.routes import QUERIES, ROUTES, TIMERS
from bot.study.actions import StartStudy

SET_UP = "/setup 07:00 UTC"
WORDS = {"find": "cache", "setup": "07:00 UTC"}
CALLED: set[type[Action]] = {
    *(Greet, ShowSettings, SetUp, SetUpInDetail, ShowSetUp, Find, ShowPoints, ShowProgress),
    *(QuizOnText, StartStudy, Pause, Resume, ReportLast),
}
"""What a command or typed words call, and no button."""
TOGETHER = ("group.", "duel.")
"""Begin the controls of what several play; test_telegram_quiz and others meet them."""
AT_SOME: set[type[Action]] = {GivePicked, PickAnswers, ShowHint, ShowHistory}
"""Controls of some questions only, and of an archive of many pages."""
STEPS = 7
DRAWN = {"sendMessage", "sendPhoto", "editMessageText", "editMessageMedia"}


class Wanderer:
    """Somebody who presses what she pressed least so far; remembers how often she pressed what."""

    def __init__(self, evening: Evening, name: str) -> None:
        self.evening = evening
        self.id = evening.service.person(name)
        self.pressed: Counter[type[Action]] = Counter()

    def wander(self, line: str, chat_id: int = 0) -> None:
        """Says something, then goes on from what comes in private for some steps."""
        self.evening.say(self.id, line, chat_id)
        for _ in range(STEPS):
            if not buttons(self.newest):
                return
            self.step()

    def step(self, label: str = "", chat_id: int = 0) -> None:
        """Presses the button of a label, else the kind that was pressed least; types something where that is asked."""
        shown = self.evening.service.shown(chat_id or self.id)[::-1]
        fitting = (one for one in shown if any(button["text"].startswith(label) for button in buttons(one)))
        message = next(fitting) if label else shown[0]
        kinds = {
            button["text"]: type(read_data(button["callback_data"])[0])
            for button in buttons(message)
            if button["text"].startswith(label) and "callback_data" in button
        }
        chosen = min(kinds, key=lambda one: self.pressed[kinds[one]])
        self.pressed[kinds[chosen]] += 1
        before = len(self.evening.service.calls)
        answer = self.evening.press(self.id, chosen, chat_id, message["message_id"])
        done = {call.method for call in self.evening.service.calls[before:]}
        assert "text" in answer or DRAWN & done, kinds[chosen]
        if self.is_asked:
            self.evening.say(self.id, "A", reply_to=self.newest["message_id"])
            assert not self.is_asked, kinds[chosen]

    def pick_all(self, line: str) -> None:
        """Puts an ordering together, letter by letter, in the order shown."""
        self.evening.say(self.id, line)
        self.step("Choose")
        for letter in "ABCDEF":
            if any(button["text"].startswith(letter) for button in buttons(self.newest)):
                self.step(letter)
        self.step("Answer")

    def type_in_a_quiz(self, line: str) -> None:
        """Goes through a quiz to its first question that is typed."""
        self.evening.say(self.id, line)
        while TypeQuestionAnswer not in self.pressed:
            there = {button["text"] for button in buttons(self.newest)}
            self.step(next(label for label in ("Type answer", "Next", "Show me") if label in there))

    @property
    def newest(self) -> Json:
        """The newest message in private."""
        return self.evening.service.shown(self.id)[-1]

    @property
    def is_asked(self) -> bool:
        """Whether the newest message asks for a typed answer."""
        sent = self.evening.service.made("sendMessage", self.id)
        return "Reply to this message" in self.newest.get("text", "") and "force_reply" in str(sent[-1])


def older_challenges(evening: Evening, content: Content) -> None:
    """Yesterday a question was to be pressed, the day before one to be typed, and before that another."""
    wanted = (QuestionKind.SINGLE, QuestionKind.NUMERIC, QuestionKind.ORDERING)
    asked = [next(one for one in content.library.active_questions() if one.kind is kind) for kind in wanted]

    def add(work: UnitOfWork) -> None:
        for number, question in enumerate(asked, start=1):
            work.challenges.add((evening.now - timedelta(days=number)).date(), question.id)

    evening.arrange(add)


def refused(evening: Evening) -> list[tuple[str, Json]]:
    """Calls that the service did not make."""
    return [(call.method, call.params) for call in evening.service.calls if not call.ok]


def look_back(evening: Evening, ann: Wanderer) -> None:
    """Ann ends a quiz, begins another on the same, ends that too and looks at it again."""
    for line, *labels in (("/quiz", "End", "Quiz again", "Show me"), ("/quiz", "End"), ("/quiz history", "1", "1")):
        evening.say(ann.id, line)
        for label in labels:
            ann.step(label)


@pytest.mark.parametrize("restarts", [False, True])
def test_every_control_is_met_and_answers(evening: Evening, content: Content, *, restarts: bool) -> None:
    older_challenges(evening, content)
    ann = Wanderer(evening, "Ann")
    group = evening.do(lambda: evening.service.group("supergroup", owner=ann.id))
    ann.pick_all(f"/daily {(evening.now - timedelta(days=3)).date()}")
    for number in (1, 2):
        ann.wander(f"/daily {(evening.now - timedelta(days=number)).date()}")
    ben = Wanderer(evening, "Ben")
    ben.pick_all(f"/daily {(evening.now - timedelta(days=3)).date()}")
    evening.say(ann.id, SET_UP, group)
    ann.step("Post one now", group)
    ben.type_in_a_quiz("/quiz capacity estimation 10")
    ben.step("End")
    ben.step("Review")
    for command in COMMANDS * 2:
        if restarts:
            evening.restart()
        ann.wander(f"/{command.name} {WORDS.get(command.name, '')}")
    for line, label in (("/leaderboard", "This month"), ("/settings", "Count it here")):
        evening.say(ann.id, line, group)
        ann.step(label)
    for line in ("/pause", "/resume"):
        evening.say(ann.id, line, group)
        for button in buttons(evening.service.shown(group)[-1]):
            ann.step(button["text"], group)
    look_back(evening, ann)
    alone = {kind for kind in {*ROUTES, *QUERIES} - TIMERS if not kind.name.startswith(TOGETHER)}
    missed = alone - CALLED - AT_SOME - set(ann.pressed) - set(ben.pressed) - forget_all(evening)
    assert not missed, sorted(kind.name for kind in missed)
    assert refused(evening) == []


def forget_all(evening: Evening) -> set[type[Action]]:
    """Somebody takes a rating back and forgets every card of a lesson, so that each comes again; what she pressed."""
    ben = Wanderer(evening, "Ben")
    evening.say(ben.id, "/lesson kafka")
    ben.step("Save cards")
    evening.say(ben.id, "/review")
    while PassCard not in ben.pressed:
        wishes = ["Next" if UndoReview in ben.pressed else "Undo rating", "Forgot", "Show answer"]
        labels = " ".join(button["text"] for button in buttons(ben.newest))
        ben.step(next(one for one in wishes if one in labels))
    return set(ben.pressed)

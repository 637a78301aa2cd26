"""A quiz that people play together on a stage: its public messages, and what they press on them."""

from __future__ import annotations

import re

from flows.script import right_letters, wrong_letters
from stage import Answered, Stage

from bot.group_quiz.rules import NUMBERS_A_QUIZ, GroupQuiz
from bot.questions import Asked, ask
from bot.screens import Button, Screen


class Table:
    """One quiz: `press` is on the newest message in its room, `press_lobby` on that in the channel."""

    def __init__(self, play: Stage, quiz_id: int = 1, *, has_company: bool = True) -> None:
        self.play = play
        self.quiz_id = quiz_id
        play.has_company = has_company

    # ---- what is there

    @property
    def quiz(self) -> GroupQuiz:
        """Its state."""
        quiz = self.play.look(lambda work: work.group_quizzes.get(self.quiz_id))
        assert quiz is not None
        return quiz

    def message(self, key: str) -> Screen:
        """A public message as it was carried last."""
        found = [screen for delivery, screen in self.play.posts.carried if delivery.key == key]
        assert found, f"no message {key} among {[delivery.key for delivery, _ in self.play.posts.carried]}"
        return found[-1]

    @property
    def lobby(self) -> Screen:
        """The message in the channel."""
        return self.message(f"quiz:{self.quiz_id}")

    @property
    def scores(self) -> Screen:
        """The scoreboard in the room."""
        return self.message(f"quizend:{self.quiz_id}")

    def question(self, position: int) -> Screen:
        """The message of a question."""
        return self.message(f"quizstep:{self.quiz_id * NUMBERS_A_QUIZ + position}")

    @property
    def newest(self) -> Screen:
        """The message of the question that is open or closed last."""
        return self.question(self.quiz.position)

    @property
    def which(self) -> str:
        """Which question is the newest, as its message says: `Question 2 of 5`."""
        found = re.search(r"Question \d+ of \d+", f"{self.newest.context} {self.newest.title}")
        assert found, self.newest.title
        return found[0]

    @property
    def asked(self) -> Asked:
        """The question that is open or closed last."""
        return self.asked_at(self.quiz.position)

    def asked_at(self, position: int) -> Asked:
        """A question by its position."""
        quiz = self.quiz
        return ask(self.play.content.library.questions[quiz.question_ids[position]], quiz.seed(position))

    def messages_in_room(self) -> list[str]:
        """Keys of what was posted new in the room, in order."""
        room = f"quiz:{self.quiz_id}"
        carried = self.play.posts.carried
        return [one.key for one, _ in carried if one.place.room == room and not one.is_revision]

    # ---- what people do

    def open(self, name: str, line: str = "/quiz kafka", *others: str) -> Table:
        """Somebody opens the lobby and others join; its message appears."""
        self.play.command(name, line)
        self.play.tick()
        for other in others:
            self.press_lobby(other, "Join")
        return self

    def start(self, name: str, line: str = "/quiz kafka", *others: str) -> Table:
        """The same, and the first question appears."""
        self.open(name, line, *others)
        self.press_lobby(name, "Start")
        self.play.tick()
        return self

    def press_lobby(self, name: str, label: str, *, may_manage: bool = False) -> Answered:
        """Somebody presses on the message in the channel."""
        return self._press(name, self.lobby, label, may_manage=may_manage)

    def press(self, name: str, label: str, *, may_manage: bool = False) -> Answered:
        """Somebody presses on the newest question."""
        return self._press(name, self.newest, label, may_manage=may_manage)

    def press_more(self, name: str, label: str, *, may_manage: bool = False) -> Answered:
        """Somebody opens her controls and presses there."""
        self._press(name, self.lobby, "More", may_manage=may_manage)
        return self.play.act(name, self.play.button(name, label).action, may_manage=may_manage)

    def answer(self, name: str, *, right: bool = True) -> Answered:
        """Somebody answers the open question, by a press or by typing."""
        letters = right_letters(self.asked) if right else wrong_letters(self.asked)
        if self.asked.question.kind.is_pressed:
            return self.press(name, letters)
        self.press(name, "Type answer")
        return self.play.type(name, letters)

    def answer_all(self, rights: dict[str, bool]) -> None:
        """Everybody answers the open question; then the time until the next one passes."""
        for name, right in rights.items():
            self.answer(name, right=right)
        self.play.tick()
        self.play.pass_time(seconds=8)

    def _press(self, name: str, screen: Screen, label: str, *, may_manage: bool) -> Answered:
        return self.play.act(name, button_on(screen, label).action, may_manage=may_manage)


def button_on(screen: Screen, label: str) -> Button:
    """A button of a screen by the beginning of its label."""
    found = [button for button in screen.buttons if button.label.startswith(label)]
    assert found, f"no button {label!r} among {[button.label for button in screen.buttons]}"
    return found[0]


def labels(screen: Screen) -> list[str]:
    """The labels of all buttons."""
    return [button.label for button in screen.buttons]

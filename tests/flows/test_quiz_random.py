"""Whatever players do and whenever the process ends: a quiz ends, its scores are the final answers, no key is early."""

from __future__ import annotations

import itertools
import shutil
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flows.script import right_letters, wrong_letters
from flows.table import Table, button_on
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import Answered, Stage

from bot.group_quiz.actions import (
    ChooseAnswer,
    ContinueQuiz,
    EndGroupQuiz,
    JoinQuiz,
    LeaveQuiz,
    NextStep,
    PauseQuiz,
    ShowControls,
    SkipQuestion,
    TypeAnswer,
)
from bot.group_quiz.rules import GroupQuiz
from bot.group_quiz.screens import points
from bot.library import Content, Question, QuestionKind
from bot.questions import Asked, ask
from bot.screens import LETTERS, ChoiceQuestion, Screen

PEOPLE = ("ann", "ben", "cho", "dee")
SIZE = 6
MOST_ACTS = 50
RESTARTED = 8
"""Of so many one is played with restarts too."""
Act = tuple[str, ...] | tuple[str, str, bool] | tuple[str, int]

people = st.sampled_from((*PEOPLE, "ann", "ben"))
answers = st.tuples(st.just("answer"), people, st.booleans())
moves = st.tuples(st.sampled_from(["join", "leave", "next", "skip", "pause", "continue", "more"]), people)
snoops = st.tuples(st.sampled_from(["daily", "review", "alone", "find"]), people)
waits = st.tuples(st.just("wait"), st.sampled_from([1, 2, 5, 8, 9, 24, 25]))
absences = st.tuples(st.just("wait"), st.sampled_from([44, 46, 90, 600, 1900]))
ends = st.tuples(st.just("end"), people)
crashes = st.just(("restart",))
going_on = st.tuples(st.just("continue"), st.just("ann"))
reading = st.one_of(st.tuples(st.just("wait"), st.just(8)), st.tuples(st.just("next"), st.just("ann")))
leads = st.tuples(st.sampled_from(["next", "skip", "skip", "pause"]), st.just("ann"))
Strategy = st.SearchStrategy[Any]
ANYTHING: tuple[Strategy, ...] = (moves, moves, snoops, crashes, absences, moves, snoops, crashes, ends)
PAUSED: tuple[Strategy, ...] = (going_on, going_on, going_on, answers, crashes, moves)
ASKING: tuple[Strategy, ...] = (*(answers,) * 9, *(leads,) * 3, waits, waits, crashes, *ANYTHING[:5])
CLOSED: tuple[Strategy, ...] = (*(reading,) * 8, answers, crashes, *ANYTHING)


def sensible(quiz: GroupQuiz) -> tuple[Strategy, ...]:
    """What moves a quiz on from where it stands, and now and then anything else; more often what stands there more."""
    return PAUSED if quiz.paused_at is not None else ASKING if quiz.is_asking else CLOSED


_numbers = itertools.count()


@dataclass
class Round:
    """A quiz that is played at random, and what its scores must be. `quiz` is how it stood after the last act."""

    table: Table
    quiz: GroupQuiz
    given: dict[tuple[str, int], bool] = field(default_factory=dict)
    players: set[str] = field(default_factory=lambda: {"ann", "ben", "cho"})
    seen: int = 0

    @property
    def play(self) -> Stage:
        return self.table.play

    def do(self, act: Any) -> None:
        """One act of somebody, then a look at all that was shown."""
        kind, *rest = act
        kept = self.kept()
        told = getattr(self, f"_{kind}")(*rest) if kind in OWN else self._move(kind, *rest)
        self.quiz = self.table.quiz
        if kept == self.kept():  # what closed meanwhile may be known
            self.check(told if not rest or rest[0] in self.players else Answered([]), kept)

    def kept(self) -> list[Question]:
        """The questions whose key nobody may see: open or to come."""
        quiz = self.quiz
        if quiz.is_over:
            return []
        questions = self.play.content.library.questions
        first = quiz.position if quiz.is_asking else quiz.position + 1
        return [questions[id_] for id_ in quiz.question_ids[max(first, 0) :]]

    def check(self, told: Answered, kept: list[Question]) -> None:
        """Nothing that was posted, or said and shown to a player, gives a kept key away."""
        posted = [screen for _, screen in self.play.posts.carried[self.seen :]]
        self.seen = len(self.play.posts.carried)
        texts = [text_of(screen) for screen in (*told.screens, *posted)] + told.notices
        for question in kept:
            assert not any(question.explanation in text for text in texts)
        quiz = self.quiz
        if quiz.is_asking:
            key = f"quizstep:{quiz.number(quiz.position)}"
            opened = [screen for delivery, screen in self.play.posts.carried if delivery.key == key]
            assert all(isinstance(one, ChoiceQuestion) and one.answer == () for one in opened)

    def _answer(self, name: str, right: bool) -> Answered:
        quiz = self.quiz
        if quiz.is_over or not quiz.is_asking:
            return self.play.act(name, ChooseAnswer(1, max(quiz.position, 0), 0))
        asked = self.asked_at(quiz.position)
        letters = right_letters(asked) if right else wrong_letters(asked)
        if asked.question.kind.is_pressed:
            told = self.play.act(name, ChooseAnswer(1, quiz.position, LETTERS.index(letters)))
        else:
            told = self.play.act(name, TypeAnswer(1, quiz.position), letters)
        if "is noted" in told.notices[0]:
            self.given[name, quiz.position] = right
        return told

    def _move(self, kind: str, name: str) -> Answered:
        step = self.quiz.step
        actions: dict[str, Any] = {
            "join": JoinQuiz(1),
            "leave": LeaveQuiz(1),
            "end": EndGroupQuiz(1),
            "more": ShowControls(1),
            "next": NextStep(1, step),
            "skip": SkipQuestion(1, step),
            "pause": PauseQuiz(1, step),
            "continue": ContinueQuiz(1, step),
        }
        told = self.play.act(name, actions[kind])
        if kind == "join":
            self.players.add(name)
        if kind == "skip" and "is skipped" in told.notices[0]:
            for key in [key for key in self.given if key[1] == (step - 1) // 2]:
                del self.given[key]
        return told

    def _wait(self, seconds: int) -> Answered:
        self.play.pass_time(seconds=seconds)
        return Answered([])

    def _restart(self) -> Answered:
        self.play.restart()
        return Answered([])

    def _daily(self, name: str) -> Answered:
        told = self.play.command(name, "/daily 2026-11-20")
        return self.play.press(name, "Show me") if "Show me" in labels_of(told) else told

    def _review(self, name: str) -> Answered:
        told = self.play.command(name, "/review")
        return self.play.press(name, "Show answer") if "Show answer" in labels_of(told) else told

    def _alone(self, name: str) -> Answered:
        self.play.has_company = False
        told = self.play.command(name, "/quiz kafka 20")
        self.play.has_company = True
        return self.play.press(name, "Show me") if "Show me" in labels_of(told) else told

    def _find(self, name: str) -> Answered:
        return self.play.command(name, f"/find {self.quiz.question_ids[0]} broker")

    def asked_at(self, position: int) -> Asked:
        """A question by its position, without another look."""
        return ask(self.play.content.library.questions[self.quiz.question_ids[position]], self.quiz.seed(position))

    def expected(self) -> list[str]:
        """The lines of the scoreboard that follow from the final answers."""
        scores: dict[str, Fraction] = defaultdict(Fraction)
        for (name, position), right in self.given.items():
            scores[name] += gained(self.asked_at(position).question, right)
        listed = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        totals = [total for _, total in listed]
        ranks = [totals.index(total) + 1 for total in totals]
        signs = {1: "🥇", 2: "🥈", 3: "🥉"}
        return [
            f"{signs.get(rank, f'**{rank}**')} **{name}** — {points(total)}"
            for rank, (name, total) in zip(ranks, listed, strict=True)
        ]


OWN = ("answer", "wait", "restart", "daily", "review", "alone", "find")


def gained(question: Question, right: bool) -> Fraction:
    """What an answer of this play scores: a wrong one to a multiple question takes all the wrong options it can."""
    if right or question.kind is not QuestionKind.MULTIPLE:
        return Fraction(right)
    key = len(question.key)
    wrong = min(key, len(question.options) - key)
    return Fraction(max(0, (key - wrong) - wrong), key)


def text_of(screen: Screen) -> str:
    """All that can be read of a screen."""
    return "\n".join((screen.context, screen.title, screen.body, screen.fine_print))


def labels_of(told: Answered) -> set[str]:
    """The labels of the buttons that somebody got to see."""
    return {button.label for screen in told.screens for button in screen.buttons}


@pytest.fixture(scope="module")
def crowd(empty_file: Path, content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which everybody has all questions of the lesson in her deck."""
    path = tmp_path_factory.mktemp("crowd") / "crowd.db"
    shutil.copy(empty_file, path)
    with closing(Stage(f"sqlite:///{path}", content)) as play:
        gather(play)
    return path


def gather(play: Stage) -> None:
    """Everybody comes, with cards and an older challenge of the lesson."""
    for name in PEOPLE:
        play.command(name, "/lesson kafka")
    ids = [question.id for question in play.content.library.lessons["kafka"].questions]
    learners = [play.learner_id(name) for name in PEOPLE]
    play.arrange(lambda work: [work.deck.add(who, ids, play.now.date()) for who in learners])
    play.arrange(lambda work: work.challenges.add(play.now.date().replace(day=1), ids[0]))


def begin(play: Stage, pace: str) -> Round:
    """Three play, one looks on."""
    table = Table(play).start("ann", f"/quiz kafka {SIZE} {pace}", "ben", "cho")
    return Round(table, table.quiz)


def played(crowd: Path, folder: Path, content: Content, data: st.DataObject, *, restarts: bool) -> None:
    """Plays one case to its end."""
    path = folder / f"random{next(_numbers)}.db"
    shutil.copy(crowd, path)
    play = Stage(f"sqlite:///{path}", content, restarts=restarts)
    try:
        party = begin(play, data.draw(st.sampled_from(["relaxed", "normal", "brisk", "host"])))
        for _ in range(data.draw(st.integers(10, MOST_ACTS))):
            if not party.quiz.is_over:
                party.do(data.draw(data.draw(st.sampled_from(sensible(party.quiz)))))
        for _ in range(40):
            if party.quiz.is_over:
                break
            party.do(("wait", 310))
        assert party.quiz.is_over
        play.pass_time(hours=25)
        board = party.table.scores.body.split("\n\n")
        lines = party.expected()
        assert "\n".join(lines) in board if lines else "Nobody answered a question." in board
        assert play.look(lambda work: work.timers.due(play.now.replace(year=2030), 10)) == []
        assert play.look(lambda work: work.group_quizzes.choices(1)) == []
        assert button_on(party.table.scores, "Rematch")
    finally:
        play.close()
        path.unlink()


@pytest.mark.parametrize("restarts", [False, True])
def test_random_quizzes_end_with_the_scores_of_their_final_answers(
    crowd: Path, tmp_path: Path, content: Content, request: pytest.FixtureRequest, restarts: bool
) -> None:
    """With `restarts` the process ends before every step, which takes longer: then fewer are played."""
    wanted = int(request.config.getoption("--random-quizzes"))
    examples = max(1, wanted // RESTARTED) if restarts else wanted

    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        played(crowd, tmp_path, content, data, restarts=restarts)

    check()

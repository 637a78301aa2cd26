"""What the core asks of the repositories of quizzes. All sync, all inside one transaction, domain values only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.events import Place
from bot.group_quiz.rules import Choice, Given, GroupQuiz, Pace, Player
from bot.quiz.rules import Played, Quiz, QuizKind, Step
from bot.study.rules import Study


class Quizzes(Protocol):
    """Quizzes and what they are made of."""

    def add(self, learner_id: int, kind: QuizKind, topic: str, at: datetime) -> int:
        """A new quiz without questions."""
        ...

    def ask(self, quiz_id: int, question_ids: Sequence[str]) -> None:
        """The questions of a quiz, in order."""
        ...

    def get(self, quiz_id: int) -> Quiz | None:
        """A quiz of one learner by its id."""
        ...

    def open(self, learner_id: int) -> Quiz | None:
        """The quiz a learner has not finished."""
        ...

    def finish(self, quiz_id: int, at: datetime) -> bool:
        """Ends a quiz; False when it was over."""
        ...

    def steps(self, quiz_id: int) -> list[Step]:
        """The answered questions of a quiz."""
        ...

    def lately(self, learner_id: int, since: datetime) -> set[str]:
        """Questions that a learner was asked since then, in challenges and quizzes."""
        ...

    def played(self, learner_id: int, place: Place, limit: int, skipped: int = 0) -> list[Played]:
        """Quizzes that are over, newest first: hers, and those that the community of a place played together."""
        ...


class GroupQuizzes(Protocol):
    """Quizzes that a community plays together. Final answers stand in the event log."""

    def add(
        self, quiz_id: int, place: Place, size: int, pace: Pace, level: int, closes_at: datetime, rematch_of: int | None
    ) -> bool:
        """Makes a quiz one that is played at a place; False when the quiz before has its rematch already."""
        ...

    def get(self, quiz_id: int) -> GroupQuiz | None:
        """A quiz by its id."""
        ...

    def running(self, place: Place) -> list[GroupQuiz]:
        """The quizzes at a place that are not over."""
        ...

    def all_running(self) -> list[GroupQuiz]:
        """All quizzes that are not over."""
        ...

    def rematch(self, quiz_id: int) -> GroupQuiz | None:
        """The quiz that was opened as the rematch of another."""
        ...

    def move(self, quiz_id: int, step: int, closes_at: datetime) -> None:
        """A quiz in its next step, which was not shown yet; it is not paused then."""
        ...

    def tell_at_once(self, quiz_id: int, *, at_once: bool) -> None:
        """Whether answers are judged at once."""
        ...

    def note_shown(self, quiz_id: int, at: datetime) -> None:
        """The message of the step appeared."""
        ...

    def set_clock(self, quiz_id: int, closes_at: datetime, paused_at: datetime | None = None) -> None:
        """When the step ends by itself; with `paused_at` the clock stands still since then."""
        ...

    def note_host(self, quiz_id: int, position: int) -> None:
        """The host acted at a question."""
        ...

    def note_end(self, quiz_id: int, because: str) -> None:
        """Why a quiz ends, as a sentence."""
        ...

    def skip(self, quiz_id: int, position: int) -> None:
        """A question counts for nobody."""
        ...

    def join(self, quiz_id: int, learner_id: int, at: datetime) -> bool:
        """Somebody plays along; False when she does already."""
        ...

    def leave(self, quiz_id: int, learner_id: int, at: datetime) -> bool:
        """Somebody plays along no more; False when she did not."""
        ...

    def players(self, quiz_id: int) -> list[Player]:
        """All who ever joined, in that order."""
        ...

    def choose(self, quiz_id: int, position: int, learner_id: int, given: str) -> None:
        """Stores an answer to the open question, in the place of the one before."""
        ...

    def choices(self, quiz_id: int) -> list[Choice]:
        """The answers to the open question, by learner."""
        ...

    def clear_choices(self, quiz_id: int) -> None:
        """The question closed: its answers stand in the event log."""
        ...

    def answers(self, quiz_id: int) -> list[Given]:
        """The final answers, by position and learner."""
        ...

    def asked_in(self, place: Place) -> set[str]:
        """Questions of the quizzes that are not over anywhere in a place's community."""
        ...

    def kept_from(self, learner_id: int) -> set[str]:
        """Questions that are open or still to come in quizzes she joined: nothing may show her their key."""
        ...

    def lately(self, place: Place, since: datetime) -> set[str]:
        """Questions asked in quizzes at a place since then."""
        ...


class Studies(Protocol):
    """Guided sessions: at most one is open for a learner."""

    def open(self, learner_id: int) -> Study | None:
        """The session that was not ended."""
        ...

    def put(self, study: Study) -> None:
        """Stores a session in place of the one before."""
        ...

    def close(self, learner_id: int) -> None:
        """Ends the open session."""
        ...

"""How a quiz that is played together stands: its steps, who may lead it, what answers score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from bot.library import Library, Question, QuestionKind
from bot.questions import chosen, is_right

LOBBY = 0
LOBBY_LIMIT = timedelta(minutes=10)
READING_TIME = timedelta(seconds=8)
"""Between the closing of a question and the next one."""
HOST_LIMIT = timedelta(minutes=5)
"""How long a step waits for a host who presses Next himself."""
PAUSE_LIMIT = timedelta(minutes=30)
LATE = timedelta(seconds=15)
"""A clock that comes later than this was stopped: players get their time back, once a question."""
QUIZZES_A_PLACE = 2
HOST_ABSENT_AFTER = 2
"""From so many questions on without an act of the host, every player may lead."""
ABANDONED_AFTER = 2
"""From so many questions in a row on that nobody answered, a quiz ends."""
NUMBERS_A_QUIZ = 100


class Pace(StrEnum):
    """How a quiz goes on."""

    RELAXED = "relaxed"
    NORMAL = "normal"
    BRISK = "brisk"
    HOST = "host"

    @property
    def limit(self) -> timedelta:
        """How long a question stays open at most."""
        return _LIMITS[self]


_LIMITS = {
    Pace.RELAXED: timedelta(seconds=90),
    Pace.NORMAL: timedelta(seconds=45),
    Pace.BRISK: timedelta(seconds=25),
    Pace.HOST: HOST_LIMIT,
}


@dataclass(frozen=True)
class GroupQuiz:
    """A quiz of a community. `platform` to `room` say where its lobby stands; `level` 0 is any.

    Where it `tells_at_once` the first answer counts and is judged at once, else answers can be changed until the close.
    The step `step` ends by itself at `closes_at`; its message appeared at `shown_at`. `host_position` is the question
    at which the host acted last. `ended_because` is a sentence, empty when it was played to its end.
    """

    id: int
    host_id: int
    topic: str
    platform: str
    community: str
    external_id: str
    room: str
    size: int
    pace: Pace
    level: int
    question_ids: tuple[str, ...] = ()
    skipped: frozenset[int] = frozenset()
    step: int = LOBBY
    closes_at: datetime | None = None
    shown_at: datetime | None = None
    paused_at: datetime | None = None
    host_position: int = 0
    rematch_of: int | None = None
    ended_because: str = ""
    is_over: bool = False
    tells_at_once: bool = False

    @property
    def position(self) -> int:
        """The question that is open or was closed last; -1 in the lobby."""
        return (self.step - 1) // 2

    @property
    def is_asking(self) -> bool:
        """Whether a question is open."""
        return self.step % 2 == 1

    @property
    def is_last(self) -> bool:
        """Whether no question follows."""
        return self.position == len(self.question_ids) - 1

    def has_closed(self, position: int) -> bool:
        """Whether a question was open and is closed."""
        return self.step > asking(position)

    def seed(self, position: int) -> str:
        """What the options of a question are shuffled by: the same for everybody, and after a restart."""
        return f"quiz {self.id} {position}"

    def number(self, position: int) -> int:
        """The number of the message of a question."""
        return self.id * NUMBERS_A_QUIZ + position


@dataclass(frozen=True)
class Player:
    """Somebody who joined; `is_shown` unless she hides from boards."""

    learner_id: int
    name: str
    is_shown: bool = True
    has_left: bool = False


@dataclass(frozen=True)
class Choice:
    """An answer that may still be changed."""

    learner_id: int
    given: str


@dataclass(frozen=True)
class Given:
    """A final answer."""

    learner_id: int
    position: int
    given: str
    is_right: bool


@dataclass(frozen=True)
class Standing:
    """One line of the scoreboard; ties share a rank."""

    rank: int
    player: Player
    score: Fraction


def asking(position: int) -> int:
    """The step in which a question is open."""
    return 2 * position + 1


def next_position(quiz: GroupQuiz, library: Library) -> int | None:
    """The next question to ask, passing over those that left the library; None when there is none."""
    following = range(quiz.position + 1, len(quiz.question_ids))
    return next((position for position in following if quiz.question_ids[position] in library.questions), None)


def has_one_key(question: Question) -> bool:
    """Whether one press on the one right option answers it."""
    return question.kind.is_pressed and len(question.key) == 1


def may_lead(quiz: GroupQuiz, players: Iterable[Player], learner_id: int, *, manages: bool) -> bool:
    """Whether somebody may start, go on, skip, pause and end: the host, a manager; any player when the host is away."""
    if manages or learner_id == quiz.host_id:
        return True
    active = {player.learner_id for player in players if not player.has_left}
    is_away = quiz.host_id not in active or quiz.position - quiz.host_position >= HOST_ABSENT_AFTER
    return is_away and learner_id in active


def have_all_answered(players: Iterable[Player], choices: Iterable[Choice]) -> bool:
    """Whether all who joined and have not left have answered, and there is anybody."""
    active = {player.learner_id for player in players if not player.has_left}
    return bool(active) and active <= {choice.learner_id for choice in choices}


def is_abandoned(quiz: GroupQuiz, answers: Iterable[Given]) -> bool:
    """Whether nobody answered the last two questions that closed; skipped ones do not matter."""
    closed = [position for position in range(quiz.position + 1) if quiz.has_closed(position)]
    last = [position for position in closed if position not in quiz.skipped][-ABANDONED_AFTER:]
    answered = {answer.position for answer in answers}
    return len(last) == ABANDONED_AFTER and answered.isdisjoint(last)


def score(question: Question, given: str) -> Fraction:
    """What an answer scores, 0 to 1: for several right options the right ones chosen minus the wrong, as a share."""
    if question.kind is not QuestionKind.MULTIPLE:
        return Fraction(is_right(question, given))
    picked, key = set(chosen(given)), set(question.key)
    return Fraction(max(0, len(picked & key) - len(picked - key)), len(key))


def standings(
    quiz: GroupQuiz, players: Iterable[Player], answers: Iterable[Given], library: Library
) -> tuple[Standing, ...]:
    """The scoreboard of all who answered: 1, 1, 3; inside a tie by name, never by time."""
    scores: dict[int, Fraction] = {}
    for answer in answers:
        question = library.questions.get(quiz.question_ids[answer.position])
        gained = Fraction(answer.is_right) if question is None else score(question, answer.given)
        scores[answer.learner_id] = scores.get(answer.learner_id, Fraction(0)) + gained
    listed = sorted(
        (player for player in players if player.learner_id in scores),
        key=lambda player: (-scores[player.learner_id], player.name.casefold(), player.learner_id),
    )
    totals = [scores[player.learner_id] for player in listed]
    return tuple(Standing(totals.index(total) + 1, player, total) for player, total in zip(listed, totals, strict=True))


def most_missed(answers: Iterable[Given]) -> tuple[int, int] | None:
    """(position, misses) of the question that most got wrong, the first of several; None when all was right."""
    misses = Counter(answer.position for answer in answers if not answer.is_right)
    return min(misses.items(), key=lambda item: (-item[1], item[0]), default=None)


def misled(question: Question, givens: Sequence[str]) -> Mapping[int, int]:
    """Wrong option (for a number: known slip) -> how many fell for it."""
    if question.kind is QuestionKind.ORDERING:
        return {}
    if question.kind is QuestionKind.NUMERIC:
        slips = [
            next((index for index, slip in enumerate(question.mistakes) if _is_near(float(given), slip.value)), None)
            for given in givens
        ]
        return Counter(index for index in slips if index is not None)
    return Counter(index for given in givens for index in chosen(given) if index not in question.key)


def _is_near(value: float, slip: float) -> bool:
    return abs(value - slip) <= abs(slip) * 0.02 + 1e-9

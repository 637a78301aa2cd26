"""What players, hosts and timers may do with a quiz that is played together.

A step is 0 for the lobby; question n (from 0) is open in step 2 n + 1 and closed in step 2 n + 2.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class OpenQuiz(Action, name="group.open"):
    """A quiz on the typed topic: together where others are, else alone. Level 0 is any."""

    count: int = 0
    pace: str = ""
    level: int = 0


@dataclass(frozen=True)
class PlayAlone(Action, name="group.alone"):
    """The quiz of a lobby, for oneself."""

    quiz_id: int


@dataclass(frozen=True)
class SetFeedback(Action, name="group.feedback"):
    """Tell answers at once (1) or when a question closes (0); to be chosen in the lobby."""

    quiz_id: int
    at_once: int


@dataclass(frozen=True)
class JoinQuiz(Action, name="group.join"):
    """Play along, from now on."""

    quiz_id: int


@dataclass(frozen=True)
class LeaveQuiz(Action, name="group.leave"):
    """Play along no more; what was answered stays."""

    quiz_id: int


@dataclass(frozen=True)
class BeginQuiz(Action, name="group.begin"):
    """End the lobby with the first question."""

    quiz_id: int


@dataclass(frozen=True)
class ChooseAnswer(Action, name="group.answer"):
    """Press on the option in a slot."""

    quiz_id: int
    position: int
    slot: int


@dataclass(frozen=True)
class TypeAnswer(Action, name="group.type"):
    """A typed answer; asks for it when nothing was typed yet."""

    quiz_id: int
    position: int


@dataclass(frozen=True)
class PickAnswers(Action, name="group.pick"):
    """Letters chosen one by one: `picked` says which so far (bot/picking.py)."""

    quiz_id: int
    position: int
    picked: int


@dataclass(frozen=True)
class GivePicked(Action, name="group.give"):
    """The letters that were picked are the answer."""

    quiz_id: int
    position: int
    picked: int


@dataclass(frozen=True)
class NextStep(Action, name="group.next"):
    """Close the open question, or go on to the next one."""

    quiz_id: int
    step: int


@dataclass(frozen=True)
class SkipQuestion(Action, name="group.skip"):
    """Close the open question; it counts for nobody."""

    quiz_id: int
    step: int


@dataclass(frozen=True)
class PauseQuiz(Action, name="group.pause"):
    """Stop the clock."""

    quiz_id: int
    step: int


@dataclass(frozen=True)
class ContinueQuiz(Action, name="group.continue"):
    """Let the clock go on."""

    quiz_id: int
    step: int


@dataclass(frozen=True)
class EndGroupQuiz(Action, name="group.end"):
    """End the quiz now; closed questions count."""

    quiz_id: int


@dataclass(frozen=True)
class ShowControls(Action, name="group.more"):
    """What the one who asks may do in a quiz."""

    quiz_id: int


@dataclass(frozen=True)
class Rematch(Action, name="group.rematch"):
    """A lobby like the one before, with other questions."""

    quiz_id: int


@dataclass(frozen=True)
class LeaveStep(Action, name="group.leavestep"):
    """Timer: the time of a step is over; `again` when it was given more time already."""

    quiz_id: int
    step: int = 0
    again: int = 0


@dataclass(frozen=True)
class AbandonQuiz(Action, name="group.abandon"):
    """Timer: ends a quiz that stayed paused or whose place takes no messages."""

    quiz_id: int


@dataclass(frozen=True)
class ArchiveRoom(Action, name="group.archive"):
    """Timer: closes the side room of a quiz that is over."""

    quiz_id: int

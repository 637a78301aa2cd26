"""What a user or a timer may do with the daily challenge."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action


@dataclass(frozen=True)
class OpenDaily(Action, name="daily.open"):
    """Today's challenge; with a date as YYYYMMDD an older one, to learn from."""

    on: int = 0


@dataclass(frozen=True)
class AnswerChallenge(Action, name="daily.answer"):
    """Press on the option in a slot."""

    challenge_id: int
    slot: int


@dataclass(frozen=True)
class TypeChallengeAnswer(Action, name="daily.type"):
    """A typed answer; asks for it when nothing was typed yet."""

    challenge_id: int


@dataclass(frozen=True)
class PickAnswers(Action, name="daily.pick"):
    """Letters chosen one by one: `picked` has a digit for each, its slot counted from 1, in the order chosen."""

    challenge_id: int
    picked: int


@dataclass(frozen=True)
class GivePicked(Action, name="daily.give"):
    """The letters that were picked are the answer."""

    challenge_id: int
    picked: int


@dataclass(frozen=True)
class ShowChallenge(Action, name="daily.show"):
    """Give up: show the answer."""

    challenge_id: int


@dataclass(frozen=True)
class PostWhatIsOwed(Action, name="daily.post"):
    """Timer: books what is owed to a place and owes the post."""

    place_id: int


@dataclass(frozen=True)
class CloseChallenge(Action, name="daily.close"):
    """Timer: the challenge of a posting closes."""

    posting_id: int

"""Who acts at which quiz, and what she may do there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.account.handlers import present
from bot.account.rules import Learner
from bot.errors import Refusal
from bot.events import Event
from bot.group_quiz.rules import GroupQuiz, Player, may_lead
from bot.group_quiz.screens import name_of
from bot.group_quiz.steps import lobby_of
from bot.ports import UnitOfWork

KEY = "quiz-own"
NOT_HERE = "That quiz is not played here. Start one with /quiz."
ELSEWHERE = "That quiz is played in a community. Press Join under its question there."


@dataclass(frozen=True)
class Seat:
    """Somebody at a quiz."""

    quiz: GroupQuiz
    learner: Learner
    players: list[Player]
    manages: bool

    @property
    def is_in(self) -> bool:
        """Whether she plays."""
        return any(player.learner_id == self.learner.id and not player.has_left for player in self.players)

    @property
    def leads(self) -> bool:
        """Whether she may start, go on, skip, pause and end."""
        return may_lead(self.quiz, self.players, self.learner.id, manages=self.manages)


def seat_of(quiz_id: int, learner: Learner, event: Event, work: UnitOfWork) -> Seat:
    """The one who acts at a quiz of the community where she is, in private at one of hers; else Refusal."""
    _, place = event.actor
    quiz = work.group_quizzes.get(quiz_id)
    players = work.group_quizzes.players(quiz_id) if quiz else []
    is_here = quiz is not None and (place.platform, place.community) == (quiz.platform, quiz.community)
    if quiz is None or not (is_here or place.is_private):
        raise Refusal(NOT_HERE)
    manages = event.may_manage if is_here else event.manages == quiz.community
    if not (is_here or manages or _is_among(quiz, learner, players, work)):
        raise Refusal(ELSEWHERE)
    return Seat(quiz, learner, players, manages)


def _is_among(quiz: GroupQuiz, learner: Learner, players: list[Player], work: UnitOfWork) -> bool:
    """Whether she plays, or acts in the community where others do."""
    if any(player.learner_id == learner.id for player in players):
        return True
    community = work.communities.of(lobby_of(quiz))
    return community is not None and community.id in work.learners.communities(learner.id)


def take_seat(quiz_id: int, event: Event, work: UnitOfWork) -> Seat:
    """The one who acts at a quiz that is not over; that the host acted is noted."""
    seat = seat_of(quiz_id, present(event, work), event, work)
    refuse_if_over(seat.quiz)
    if seat.learner.id == seat.quiz.host_id and seat.quiz.position > seat.quiz.host_position:
        work.group_quizzes.note_host(quiz_id, seat.quiz.position)
    return seat


def refuse_if_over(quiz: GroupQuiz) -> None:
    """Refusal for a quiz that is over, with the reason where it was not played to its end."""
    if quiz.is_over:
        raise Refusal(" ".join(filter(None, ("This quiz is over.", quiz.ended_because, "Start another with /quiz."))))


def refuse_unless_leading(seat: Seat) -> None:
    """Refusal for one who may not lead, with who does."""
    if not seat.leads:
        host = next((player for player in seat.players if player.learner_id == seat.quiz.host_id), None)
        name = name_of(host) if host else "the host"
        raise Refusal(f"{name} leads this quiz. When the host is away for two questions everybody may.")

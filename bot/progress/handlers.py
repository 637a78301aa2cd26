"""Booking what follows from an answer, and showing what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.account.handlers import beginning, board_zone, known, present
from bot.account.rules import Learner
from bot.daily.choosing import open_for
from bot.daily.rules import SOURCE
from bot.effects import Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content, Question
from bot.ports import UnitOfWork
from bot.progress import screens
from bot.progress.actions import (
    Confide,
    ShowBoard,
    ShowPoints,
    ShowProgress,
    ShowStreak,
)
from bot.progress.rules import Period, PointLine, board, learn, prior, starts_at
from bot.progress.screens import Overview
from bot.progress.shields import streak_of
from bot.questions import GAVE_UP, is_right
from bot.records import Answer

SURE = 3
BOARD_LINES = 10


def book_answer(
    event: Event,
    work: UnitOfWork,
    learner: Learner,
    question: Question,
    given: str,
    where: tuple[str, int, int],
) -> Answer | None:
    """Logs an answer with all that follows from it: ratings, and a card for a miss. None when one is logged already.

    `where` is source, source id and position of the question asked.
    """
    source, source_id, position = where
    right = is_right(question, given)
    day = learner.day(event.at)
    answer = Answer(
        0,
        learner.id,
        source,
        source_id,
        position,
        question.id,
        given,
        right,
        event.at,
        day,
    )
    answer_id = work.answers.add(answer, learner.community_id)
    if answer_id is None:
        return None
    if given != GAVE_UP:
        of_skill, of_question = learn(
            work.progress.skill(learner.id, question.skill),
            work.progress.question(question.id) or prior(question.difficulty),
            right,
            question.guess_floor,
        )
        work.progress.rate(learner.id, question.skill, of_skill, question.id, of_question)
    if not right:
        work.deck.bring_forward(learner.id, question.id, day, priority=1)
    return work.answers.get(answer_id)


def pay(
    event: Event, work: UnitOfWork, learner: Learner, act: str, points: int, communities: Iterable[int] | None = None
) -> bool:
    """Books points for an act: once where it was done, or in all the communities given; True when she is to be told."""
    if communities is None and work.progress.is_paid(learner.id, act):
        return False
    day = learner.day(event.at)
    booked_in = list(communities or ()) or [learner.community_id]
    paid = [
        work.progress.pay(learner.id, PointLine(act, points, event.at, community_id), day) for community_id in booked_in
    ]
    return any(paid) and is_new_on_boards(work, learner, booked_in)


def is_new_on_boards(work: UnitOfWork, learner: Learner, communities: Iterable[int]) -> bool:
    """Whether points booked in these communities put her on a board and she was never told so; then she was."""
    if learner.knows_of_boards or not any(communities) or not learner.preferences.is_on_boards:
        return False
    return work.learners.told_of_boards(learner.id)


def refuse_if_kept(question_id: str, learner: Learner, work: UnitOfWork, quiz_id: int = 0) -> None:
    """Refusal where the key of a question would be shown to somebody who is being asked it in a quiz with others.

    `quiz_id` is the quiz in which she is, 0 for none.
    """
    if question_id in work.group_quizzes.kept_from(learner.id) | work.duels.kept_from(learner.id, quiz_id):
        raise Refusal("This question belongs to the quiz you are playing with others. Come back when that has closed.")


def confide(action: Confide, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """How sure she was; a confident miss comes back before the others."""
    learner = present(event, work)
    answer = work.answers.get(action.answer_id)
    if answer is None or answer.learner_id != learner.id:
        raise Refusal("That answer is not yours. Answer a question of your own first: /daily.")
    if action.confidence not in screens.CONFIDENCE or answer.confidence:
        raise Refusal("That was noted already. See how sure you are on the whole with /me.")
    work.answers.confide(answer.id, action.confidence)
    if action.confidence == SURE and not answer.is_right:
        work.deck.bring_forward(learner.id, answer.question_id, learner.day(event.at), priority=2)
        return [Notice("Noted. You were sure and it was wrong, so it is the first card of your next review.")]
    return [Notice("Noted.")]


def show_board(action: ShowBoard, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The board of the community where it is asked for; its buttons lead to the same from a private chat."""
    if action.period not in tuple(Period):
        raise Refusal(f"There is no such board. Choose one of {', '.join(Period)}.")
    period = Period(action.period)
    learner = known(event, work)
    community = work.communities.of(event.actor[1])
    if community is None and action.community_id in work.learners.communities(learner.id):
        community = work.communities.get(action.community_id)
    if community is None:
        where = "in a server or a group" if event.actor[1].is_private else "again once /setup was called here"
        raise Refusal(f"A board belongs to a community. Ask for it {where}; your own points: /points.")
    since = starts_at(period, event.at, community.zone)
    rows = board(work.progress.totals(community.id, since))
    return reply(event, screens.board_page(period, rows, learner, BOARD_LINES, community.id), "board")


def show_streak(action: ShowStreak, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The streak, or the calendar behind it."""
    learner = known(event, work)
    result, days, shielded = streak_of(learner, event.at, work)
    if action.why:
        return reply(event, screens.streak_calendar(result, days, shielded, learner.day(event.at)), "streak")
    return reply(event, screens.streak_page(result), "streak")


def show_points(action: ShowPoints, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The newest lines behind the points."""
    learner = known(event, work)
    zone = board_zone(event, learner, work)
    lines = work.progress.point_lines(learner.id, beginning(), 15)
    totals = {period: work.progress.total(learner.id, starts_at(period, event.at, zone)) for period in Period}
    return reply(
        event,
        screens.points_page(lines, totals, content.library, learner.preferences.zone),
        "points",
    )


def show_progress(action: ShowProgress, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Skills, retention, reviews ahead and the next step."""
    learner = known(event, work)
    return reply(
        event,
        screens.progress_page(overview(event, work, learner), content.library),
        "me",
    )


def overview(event: Event, work: UnitOfWork, learner: Learner) -> Overview:
    """All that the progress page and the next step are made of."""
    today = learner.day(event.at)
    due, new, cards = work.deck.counts(learner.id, today)
    recalled, reviews = work.reviews.retention(learner.id)
    challenge = open_for(learner, today, work) or work.challenges.chosen_for(learner.community_id, today)
    return Overview(
        skills=work.progress.skills(learner.id),
        streak=streak_of(learner, event.at, work)[0],
        shows_streak=learner.preferences.shows_streak,
        due=due,
        new=min(new, learner.preferences.new_cards_a_day),
        cards=cards,
        ahead=work.deck.ahead(learner.id, today, 7),
        recalled=recalled,
        reviews=reviews,
        has_answered_today=bool(challenge and work.answers.of(learner.id, SOURCE, challenge.id)),
        read=work.progress.sections_read(learner.id),
        checks=work.progress.checks_passed(learner.id),
        sure_and_right=work.answers.calibration(learner.id),
        track=learner.preferences.track,
    )

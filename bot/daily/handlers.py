"""Answers to the challenge, in private."""

from __future__ import annotations

from datetime import timedelta

from bot.account.handlers import present
from bot.account.rules import Learner
from bot.calendar import DAY_ENDS_AT, date_of, local_date
from bot.daily import screens
from bot.daily.actions import (
    AnswerChallenge,
    GivePicked,
    OpenDaily,
    PickAnswers,
    ShowChallenge,
    TypeChallengeAnswer,
)
from bot.daily.choosing import asked_of, challenge_of_day, challenge_of_today
from bot.daily.ledger import redraw
from bot.daily.rules import SOURCE, Challenge, is_open
from bot.effects import AskText, Effect, reply
from bot.errors import Refusal
from bot.events import Event
from bot.library import Content
from bot.ports import UnitOfWork
from bot.progress.handlers import book_answer, pay, refuse_if_kept
from bot.progress.rules import CHALLENGE_RIGHT, CHALLENGE_WRONG
from bot.progress.screens import board_notice, confidence_row
from bot.questions import GAVE_UP, PICKED, Asked, answer_form, is_right, read_answer
from bot.screens import LETTERS, Rows
from bot.study.screens import way_on

REDRAW_AFTER = timedelta(seconds=3)
"""However many press, the count under an open post changes at this pace."""
KEY = "daily-own"


def open_daily(action: OpenDaily, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The challenge of today or of an older date, or what came of it for her."""
    learner = present(event, work)
    challenge = (
        _of_date(action.on, event, learner, work, content) if action.on else _current(event, learner, work, content)
    )
    answered = work.answers.of(learner.id, SOURCE, challenge.id)
    asked = asked_of(challenge, content)
    if answered:
        refuse_if_kept(challenge.question_id, learner, work)
        first = answered[0]
        may_confide = first.given != GAVE_UP and not first.confidence
        rows: Rows = (confidence_row(first.id),) if may_confide else ()
        return _revealed(challenge, asked, first.given, event, work, content, extra=("", rows))
    _refuse_early(challenge, event, learner, work)
    counts = _is_open(challenge, event, learner, work)
    return reply(
        event,
        screens.private_question(challenge, asked, content.library, counts=counts),
        KEY,
    )


def answer_challenge(action: AnswerChallenge, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A pressed answer."""
    challenge, asked = _challenge(action.challenge_id, work, content)
    if not asked.question.kind.is_pressed or not 0 <= action.slot < len(asked.order):
        raise Refusal("That is no answer to this question. Open it again with /daily.")
    return _answer(challenge, asked, str(asked.order[action.slot]), event, work, content)


def type_answer(action: TypeChallengeAnswer, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A typed answer, or the question for one."""
    challenge, asked = _challenge(action.challenge_id, work, content)
    if not event.text.strip():
        _was_shown(challenge, asked, present(event, work), work)
        return [AskText(answer_form(asked), action)]
    try:
        given = read_answer(asked, event.text)
    except ValueError as error:
        raise Refusal(f"That was not understood and nothing was stored. {error}") from error
    return _answer(challenge, asked, given, event, work, content)


def pick_answers(action: PickAnswers, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The question with the letters picked so far; nothing is stored before they are given."""
    challenge, asked = _challenge(action.challenge_id, work, content)
    slots = _picked(action.picked, asked)
    learner = present(event, work)
    if not _was_shown(challenge, asked, learner, work):
        _refuse_early(challenge, event, learner, work)
    return reply(event, screens.picking(challenge, asked, content.library, slots), KEY)


def give_picked(action: GivePicked, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The picked letters as the answer."""
    challenge, asked = _challenge(action.challenge_id, work, content)
    letters = " ".join(LETTERS[slot] for slot in _picked(action.picked, asked))
    try:
        given = read_answer(asked, letters)
    except ValueError as error:
        raise Refusal(f"That is no answer yet and nothing was stored. {error}") from error
    return _answer(challenge, asked, given, event, work, content)


def _picked(picked: int, asked: Asked) -> tuple[int, ...]:
    """The slots of a number of digits; Refusal where they are none of this question."""
    slots = tuple(int(digit) - 1 for digit in str(picked)) if picked > 0 else ()
    if (
        asked.question.kind not in PICKED
        or len(set(slots)) != len(slots)
        or not set(slots) <= set(range(len(asked.order)))
    ):
        raise Refusal("That is no answer to this question. Open it again with /daily.")
    return slots


def show_challenge(action: ShowChallenge, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Give up: the explanation, no points, a card."""
    challenge, asked = _challenge(action.challenge_id, work, content)
    return _answer(challenge, asked, GAVE_UP, event, work, content)


def _answer(
    challenge: Challenge,
    asked: Asked,
    given: str,
    event: Event,
    work: UnitOfWork,
    content: Content,
) -> list[Effect]:
    learner = present(event, work)
    refuse_if_kept(challenge.question_id, learner, work)
    was_shown = _was_shown(challenge, asked, learner, work)
    if was_shown and given == GAVE_UP:
        raise Refusal("You asked to be shown this one before. See all about it with /daily.")
    if not was_shown:
        _refuse_early(challenge, event, learner, work)
    if was_shown or not _is_open(challenge, event, learner, work):
        if _may_still_be_posted(challenge, event, learner, work):  # the key was seen: a later answer must not count
            book_answer(event, work, learner, asked.question, GAVE_UP, (SOURCE, challenge.id, 0))
        elif not is_right(asked.question, given):
            work.deck.bring_forward(learner.id, asked.question.id, learner.day(event.at), priority=1)
        return _revealed(challenge, asked, given, event, work, content, counted_now=False)
    answer = book_answer(event, work, learner, asked.question, given, (SOURCE, challenge.id, 0))
    assert answer is not None
    if given == GAVE_UP:
        _redraw_all(challenge, event, learner, work)
        return _revealed(challenge, asked, given, event, work, content)
    points = CHALLENGE_RIGHT if answer.is_right else CHALLENGE_WRONG
    communities = work.ledger.communities_of(challenge.id, learner.id)
    work.progress.count(learner.id, learner.day(event.at), challenges=1)
    is_new_on_board = pay(
        event,
        work,
        learner,
        f"challenge {challenge.id} {asked.question.id}",
        points,
        communities,
    )
    _redraw_all(challenge, event, learner, work)
    said, hide = board_notice() if is_new_on_board else ("", ())
    rows: Rows = (confidence_row(answer.id), *((hide,) if hide else ()))
    return _revealed(challenge, asked, given, event, work, content, points=points, extra=(said, rows))


def _was_shown(challenge: Challenge, asked: Asked, learner: Learner, work: UnitOfWork) -> bool:
    """Whether she gave up before, so that an answer is for learning only; Refusal when she answered before."""
    answered = work.answers.of(learner.id, SOURCE, challenge.id)
    if answered and answered[0].given != GAVE_UP:
        letters = asked.letters(answered[0].given)
        raise Refusal(f"Your first answer counts: {letters}. See all about it with /daily.")
    return bool(answered)


def _revealed(
    challenge: Challenge,
    asked: Asked,
    given: str,
    event: Event,
    work: UnitOfWork,
    content: Content,
    *,
    counted_now: bool = True,
    points: int | None = None,
    extra: tuple[str, Rows] = ("", ()),
) -> list[Effect]:
    learner = present(event, work)
    split = work.answers.split(SOURCE, challenge.id, learner.community_id)
    screen = screens.reveal(
        challenge,
        asked,
        given,
        content.library,
        split,
        counted_now=counted_now,
        points=points,
        extra=extra,
    )
    return reply(event, way_on(screen, learner), KEY)


# ---- looking things up


def _current(event: Event, learner: Learner, work: UnitOfWork, content: Content) -> Challenge:
    challenge = challenge_of_today(learner.day(event.at), learner, work, content)
    if challenge is None:
        raise Refusal("The library has no challenge to give. Take a quiz meanwhile: /quiz.")
    return challenge


def _of_date(on: int, event: Event, learner: Learner, work: UnitOfWork, content: Content) -> Challenge:
    """The challenge of a date that was asked for; that of her study day may still be chosen."""
    try:
        wanted = date_of(on)
    except ValueError:
        raise Refusal("That is no date. Write it like 2026-11-20: /daily 2026-11-20.") from None
    community = work.communities.of(event.actor[1])
    zone = community.zone if community else learner.preferences.zone
    if wanted > local_date(event.at, zone):
        raise Refusal(f"{wanted} is still to come. Today's challenge: /daily.")
    challenge = work.challenges.posted_in(learner.community_id, wanted)
    if challenge is None:
        is_today = wanted == learner.day(event.at)
        challenge = challenge_of_day(wanted, learner, work, content) if is_today else work.challenges.on(wanted)
    if challenge is None:
        if wanted >= learner.day(event.at):
            raise Refusal(f"There is no challenge on {wanted} yet. Today's challenge: /daily.")
        raise Refusal(f"There was no challenge on {wanted}. Today's challenge: /daily.")
    return challenge


def _challenge(challenge_id: int, work: UnitOfWork, content: Content) -> tuple[Challenge, Asked]:
    challenge = work.challenges.get(challenge_id)
    if challenge is None:
        raise Refusal("That challenge does not exist, or has another question now. Open today's with /daily.")
    return challenge, asked_of(challenge, content)


def _refuse_early(challenge: Challenge, event: Event, learner: Learner, work: UnitOfWork) -> None:
    """Refusal for a date that has not begun for her and that none of her communities got yet."""
    if challenge.on > learner.day(event.at) and not work.ledger.communities_of(challenge.id, learner.id):
        opens = f"{DAY_ENDS_AT:%H:%M} ({learner.preferences.zone.key})"
        raise Refusal(f"The challenge of {challenge.on} opens that day at {opens}. Today's challenge: /daily.")


def _is_open(challenge: Challenge, event: Event, learner: Learner, work: UnitOfWork) -> bool:
    """Whether an answer counts, wherever it is given: a look from elsewhere must not reveal what is open at home."""
    communities = work.ledger.communities_of(challenge.id, learner.id)
    postings = [one for community_id in communities for one in work.ledger.postings(challenge.id, community_id)]
    return is_open(challenge, learner.day(event.at), postings)


def _may_still_be_posted(challenge: Challenge, event: Event, learner: Learner, work: UnitOfWork) -> bool:
    """Whether the date of a challenge is not over everywhere and none of her communities got it yet."""
    is_recent = challenge.on >= learner.day(event.at) - timedelta(days=1)
    return is_recent and not work.ledger.communities_of(challenge.id, learner.id)


def _redraw_all(challenge: Challenge, event: Event, learner: Learner, work: UnitOfWork) -> None:
    """The open posts of a challenge in the communities of a learner show one answer more."""
    for community_id in work.ledger.communities_of(challenge.id, learner.id):
        for posting in work.ledger.postings(challenge.id, community_id):
            if posting.closed_at is None:
                redraw(posting, event.at + REDRAW_AFTER, work)

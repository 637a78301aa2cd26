"""The clock's side of the daily challenge: books what is owed, owes posts, closes them.

What is owed follows from settings and ledger alone. Every date of a place ends as posted and closed, or as missed or
skipped with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.calendar import Occurrence, instant_of, local_date
from bot.community.rules import DailyPlace, Talk
from bot.daily import screens
from bot.daily.actions import CloseChallenge, PostWhatIsOwed
from bot.daily.choosing import asked_of, challenge_of_place, questions_left
from bot.daily.rules import (
    CHANGED,
    HOLIDAY,
    NEVER_TAKEN,
    NEWER_FIRST,
    NO_QUESTION,
    NO_SUCH_DATE,
    NOT_RUNNING,
    QUESTION_GONE,
    SOURCE,
    UNCONFIRMED,
    UNREACHED,
    Challenge,
    Posting,
    PostState,
    closes_at,
    next_owed,
    owed,
)
from bot.effects import Effect
from bot.events import Event, Place
from bot.library import Content
from bot.ports import UnitOfWork
from bot.progress.rules import CHALLENGE_RIGHT, CHALLENGE_WRONG, PointLine
from bot.progress.shields import announced
from bot.questions import GAVE_UP
from bot.screens import Screen

NAMED_FOR = timedelta(days=30)
"""So old a post is that nobody reads for the names under it."""
BOARD, LOW, TALK = "daily", "dailylow", "dailytalk"


# ---- what is owed


def post_what_is_owed(action: PostWhatIsOwed, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Timer: books what is owed to a place until now and waits for the next occurrence."""
    place = work.communities.daily_place(action.place_id)
    if place is not None and not _is_replaced(place, work):
        book_until(place, event.at, work, content)
        work.timers.set(PostWhatIsOwed(place.id), place.schedule.next(event.at).at)
    return []


def _is_replaced(place: DailyPlace, work: UnitOfWork) -> bool:
    """Whether a place is paused and its community was set up elsewhere since its last post.

    Then nothing is owed until it is back: a channel that was deleted would shield streaks for ever.
    """
    if not place.paused_because:
        return False
    last = max((one.posted_at for one in work.ledger.booked(place.id) if one.posted_at), default=place.set_at)
    others = work.communities.places_of(place.community_id)
    return any(one.set_at > last and not one.paused_because for one in others)


def book_until(place: DailyPlace, now: datetime, work: UnitOfWork, content: Content) -> None:
    """Books every date that was owed to a place until now, and owes the post of the newest."""
    booked = work.ledger.booked(place.id)
    since = max((posting.due_at for posting in booked), default=place.set_at)
    due = owed(place, [posting.on for posting in booked], since, now)
    last = due.to_post or (due.missed[-1] if due.missed else None)
    if last is None:
        return
    first = max((posting.on for posting in booked), default=local_date(since, place.zone))
    for on in place.schedule.left_out(first, last.on):
        work.ledger.book(place.id, on, PostState.SKIPPED, now, now, None, NO_SUCH_DATE)
    for occurrence in due.missed:
        because = NEWER_FIRST if now - occurrence.at <= place.window else NOT_RUNNING
        book_missed(place, occurrence, now, HOLIDAY if place.is_away(occurrence.on) else because, work)
    if due.to_post is not None and place.is_away(due.to_post.on):
        book_missed(place, due.to_post, now, HOLIDAY, work)
    elif due.to_post is not None:
        _give_up(booked, place.paused_because or NEWER_FIRST, now, work)
        post(place, due.to_post, now, work, content)


def book_missed(place: DailyPlace, occurrence: Occurrence, now: datetime, because: str, work: UnitOfWork) -> None:
    """Books a date that gets no post, with the reason."""
    work.ledger.book(place.id, occurrence.on, PostState.MISSED, occurrence.at, now, None, because)


def post(place: DailyPlace, occurrence: Occurrence, now: datetime, work: UnitOfWork, content: Content) -> None:
    """Books one date and owes its post, unless the date is booked already. A paused place gets it when it is back."""
    challenge = challenge_of_place(place, occurrence.on, work, content)
    if challenge is None:
        book_missed(place, occurrence, now, NO_QUESTION, work)
        return
    posting = work.ledger.book(place.id, occurrence.on, PostState.PLANNED, occurrence.at, now, challenge.id)
    if posting is None:
        return
    if not place.paused_because:
        work.deliveries.add(where(place), key_of(posting), now)
    dates = [one.on for one in work.ledger.booked(place.id)]
    work.timers.set(CloseChallenge(posting.id), closes_at(place, dates, now))
    _pay_earlier_answers(place, challenge, work)
    _warn_of_low_water(place, now, work, content)


def _warn_of_low_water(place: DailyPlace, now: datetime, work: UnitOfWork, content: Content) -> None:
    """The owner of a place with questions of its own is told once, two weeks before they begin to return."""
    if not place.draws_itself:
        return
    is_low = questions_left(place, work, content) <= 2 * place.weekdays.bit_count()
    if is_low == place.is_low:
        return
    work.communities.note_low(place.id, is_low=is_low)
    if is_low and place.set_by:
        work.deliveries.add(Place.of_user(place.platform, place.set_by), f"{LOW}:{place.id}", now)


def owe_again(place: DailyPlace, because: str, now: datetime, work: UnitOfWork) -> None:
    """What did not get through is owed again: posts inside their window, else they are missed; redraws at any time."""
    refused = work.deliveries.refused_revisions(where(place))
    for posting in work.ledger.booked(place.id):
        if posting.state.is_live and key_of(posting) in refused:
            redraw(posting, now, work)
        if posting.state is not PostState.PLANNED or work.deliveries.is_owed(where(place), key_of(posting)):
            continue
        if now - posting.due_at <= place.window:
            work.deliveries.add(where(place), key_of(posting), now)
        else:
            _miss(posting, because, now, work)


def take_back_skips(place: DailyPlace, now: datetime, work: UnitOfWork) -> None:
    """Changed settings give dates back that an earlier change left out: those whose time is still to come."""
    for posting in work.ledger.booked(place.id):
        at = instant_of(posting.on, place.wall, place.zone)
        if posting.state is PostState.SKIPPED and posting.reason == CHANGED and at is not None and at > now:
            work.ledger.forget_missed(place.id, posting.on)


def skip_dates(before: DailyPlace, after: DailyPlace, now: datetime, work: UnitOfWork) -> None:
    """Changed settings leave dates out: between the last one booked and the next that will be owed.

    A date that one of both has no post for was not left out, but not wanted; from before a place was set up, or came
    back, nothing was owed.
    """
    booked = {posting.on for posting in work.ledger.booked(after.id)}
    first = max([*booked, before.schedule.next(before.set_at).on - timedelta(days=1)])
    upcoming = next_owed(after, booked, now).on
    wanted = set(after.schedule.dates(first, upcoming))
    for on in before.schedule.dates(first, upcoming):
        if on in wanted:
            work.ledger.book(after.id, on, PostState.SKIPPED, now, now, None, CHANGED)


def _pay_earlier_answers(place: DailyPlace, challenge: Challenge, work: UnitOfWork) -> None:
    """Answers that members gave before the post came are booked in its community too."""
    for answer in work.communities.members_who_answered(place.community_id, challenge.id):
        if answer.given != GAVE_UP:
            points = CHALLENGE_RIGHT if answer.is_right else CHALLENGE_WRONG
            act = f"challenge {challenge.id} {answer.question_id}"
            line = PointLine(act, points, answer.at, place.community_id)
            work.progress.pay(answer.learner_id, line, answer.on)


# ---- what becomes of a post


def claim_post(posting_id: int, at: datetime, work: UnitOfWork) -> None:
    """The outbox takes the post of a posting; after its window it is too late."""
    posting = work.ledger.posting(posting_id)
    place = work.communities.daily_place(posting.place_id) if posting else None
    if posting is None or place is None or not posting.state.is_undecided:
        return
    if at - posting.due_at > place.window:
        _miss(posting, UNREACHED if posting.state is PostState.PLANNED else UNCONFIRMED, at, work)
    else:
        work.ledger.move(posting.id, PostState.CLAIMED, at)


def note_post(posting_id: int, at: datetime, work: UnitOfWork) -> None:
    """The post of a posting stands in its place. One that was given up meanwhile closes at once."""
    posting = work.ledger.posting(posting_id)
    if posting is None or posting.posted_at is not None:
        return
    if posting.state is PostState.MISSED:
        work.timers.set(CloseChallenge(posting.id), at)
        work.ledger.remark(posting.id, "")
    if posting.state is not PostState.CLOSED:
        work.ledger.move(posting.id, PostState.POSTED, at)
    _open_talk(posting, Talk.AT_POSTING, at, work)


def doubt_post(posting_id: int, because: str, work: UnitOfWork) -> None:
    """The post of a posting may stand in its place twice."""
    work.ledger.remark(posting_id, because)


def drop_post(posting_id: int, at: datetime, work: UnitOfWork) -> None:
    """There was nothing to draw when the post of a posting was to be sent."""
    posting = work.ledger.posting(posting_id)
    if posting is not None and posting.state.is_undecided:
        _miss(posting, QUESTION_GONE, at, work)


def close_challenge(action: CloseChallenge, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Timer: closes a posting; its message is owed a redraw with the key. What was never posted is missed."""
    posting = work.ledger.posting(action.posting_id)
    place = work.communities.daily_place(posting.place_id) if posting else None
    if posting is None or place is None or posting.closed_at is not None or not posting.state.is_live:
        return []
    if posting.state.is_undecided:
        _miss(posting, place.paused_because or NEVER_TAKEN, event.at, work)
        return []
    work.ledger.move(posting.id, PostState.CLOSED, event.at)
    redraw(posting, event.at, work)
    _open_talk(posting, Talk.AT_CLOSING, event.at, work)
    return []


def _open_talk(posting: Posting, when: Talk, at: datetime, work: UnitOfWork) -> None:
    """A side room for talk opens from the post, where the place wants one then. A room has no rooms of its own."""
    place = work.communities.daily_place(posting.place_id)
    if place is not None and place.talk is when and not place.room and not place.paused_because:
        work.deliveries.add(replace(where(place), room=key_of(posting)), f"{TALK}:{posting.id}", at)


def _give_up(booked: Sequence[Posting], because: str, now: datetime, work: UnitOfWork) -> None:
    """What is still to be posted gives way to a newer date."""
    for posting in booked:
        if posting.state.is_undecided:
            _miss(posting, because, now, work)


def _miss(posting: Posting, because: str, now: datetime, work: UnitOfWork) -> None:
    work.ledger.miss(posting.id, because, now)
    work.timers.cancel(CloseChallenge(posting.id))


# ---- its message


def draw_talk(posting_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """The first message of the side room of a post."""
    posting = work.ledger.posting(posting_id)
    return screens.talk(is_closed=posting.closed_at is not None) if posting is not None else None


def draw_low_water(place_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """How many questions are left; None when there are enough again."""
    place = work.communities.daily_place(place_id)
    if place is None or not place.is_low:
        return None
    return screens.low_water(questions_left(place, work, content))


def draw_post(posting_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """The message of a posting as it should look now; None when it was missed or its question left the library."""
    posting = work.ledger.posting(posting_id)
    if posting is None or not posting.state.is_live:
        return None
    challenge = work.challenges.get(posting.challenge_id) if posting.challenge_id else None
    place = work.communities.daily_place(posting.place_id)
    if challenge is None or place is None or challenge.question_id not in content.library.questions:
        return None
    asked = asked_of(challenge, content)
    split = work.answers.split(SOURCE, challenge.id, place.community_id)
    if posting.closed_at is not None:
        return screens.closed_post(challenge, asked, content.library, split, announced(posting, work))
    closes = work.timers.when(CloseChallenge(posting.id))
    answered = sum(split.values())
    late = posting.is_late and place.shields_missed
    returns = work.challenges.was_asked_before(challenge.id, place.id)
    return screens.question_post(
        challenge, asked, content.library, closes, answered, is_late=late, returns=returns, mention=place.mention
    )


def open_boards(work: UnitOfWork) -> list[str]:
    """Keys of the posts that are open."""
    return [f"{BOARD}:{posting_id}" for posting_id in work.ledger.open_postings()]


def redraw(posting: Posting, at: datetime, work: UnitOfWork) -> None:
    """The message of a posting is owed a new drawing."""
    place = work.communities.daily_place(posting.place_id)
    if place is not None:
        work.deliveries.add(where(place), key_of(posting), at, is_revision=True)


def redraw_lately_closed(learner_id: int, at: datetime, work: UnitOfWork) -> None:
    """Posts that may name somebody are drawn anew: she wants to be named no more, or again."""
    for posting in work.ledger.closed_with(learner_id, at - NAMED_FOR):
        redraw(posting, at, work)


def key_of(posting: Posting) -> str:
    """The key of the message of a posting."""
    return f"{BOARD}:{posting.id}"


def where(place: DailyPlace) -> Place:
    """Where the messages of a daily place appear."""
    return Place(place.platform, place.external_id, place.community, place.room or None)

"""Books what is owed, answers in private, closes with the reveal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.account.handlers import present
from bot.account.rules import Learner
from bot.calendar import Occurrence, local_date
from bot.community.rules import DailyPlace
from bot.daily import screens
from bot.daily.actions import (
    AnswerChallenge,
    CloseChallenge,
    OpenDaily,
    PostWhatIsOwed,
    ShowChallenge,
    TypeChallengeAnswer,
)
from bot.daily.rules import (
    Challenge,
    Posting,
    PostState,
    choose,
    closes_at,
    is_open,
    owed,
)
from bot.effects import AskText, Effect, reply
from bot.errors import Refusal
from bot.events import Event, Place
from bot.library import Content
from bot.ports import UnitOfWork
from bot.progress.handlers import book_answer, pay, refuse_if_kept
from bot.progress.rules import CHALLENGE_RIGHT, CHALLENGE_WRONG, PointLine
from bot.progress.screens import board_notice, confidence_row
from bot.questions import GAVE_UP, Asked, answer_form, ask, is_right, read_answer
from bot.screens import Rows, Screen
from bot.study.screens import way_on

SOURCE = "challenge"
REDRAW_AFTER = timedelta(seconds=3)
"""However many press, the count under an open post changes at this pace."""
BOARD = "daily"
KEY = "daily-own"
NOT_RUNNING = "Quorum was not running until the window for that date was over"
NEWER_FIRST = "a newer date was due as well, only that one is posted"
NO_QUESTION = "the library has no question to ask"


# ---- posting and closing: timers


def post_what_is_owed(action: PostWhatIsOwed, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Books every date owed to a place, owes the post of the newest, and sets the timer of the next."""
    place = work.communities.daily_place(action.place_id)
    if place is None:
        return []
    booked = work.challenges.booked(place.id)
    since = max((posting.due_at for posting in booked), default=place.set_at)
    due = owed(place, [posting.on for posting in booked], since, event.at)
    for occurrence in due.missed:
        reason = NEWER_FIRST if event.at - occurrence.at <= place.window else NOT_RUNNING
        work.challenges.book(
            place.id,
            occurrence.on,
            PostState.MISSED,
            occurrence.at,
            event.at,
            None,
            reason,
        )
    if due.to_post is not None and place.paused_because:
        on, due_at = due.to_post.on, due.to_post.at
        work.challenges.book(place.id, on, PostState.MISSED, due_at, event.at, None, place.paused_because)
    elif due.to_post is not None:
        post(place, due.to_post, event, work, content)
    work.timers.set(PostWhatIsOwed(place.id), place.schedule.next(event.at).at)
    return []


def post(place: DailyPlace, occurrence: Occurrence, event: Event, work: UnitOfWork, content: Content) -> None:
    """Books one date and owes its post, unless the date is booked already."""
    on, due_at = occurrence.on, occurrence.at
    challenge = challenge_on(on, work, content)
    if challenge is None:
        work.challenges.book(place.id, on, PostState.MISSED, due_at, event.at, None, NO_QUESTION)
        return
    posting = work.challenges.book(place.id, on, PostState.PLANNED, due_at, event.at, challenge.id)
    if posting is None:
        return
    booked = [one.on for one in work.challenges.booked(place.id)]
    work.deliveries.add(where(place), f"{BOARD}:{posting.id}", event.at)
    work.timers.set(CloseChallenge(posting.id), closes_at(place, booked, event.at))
    _pay_earlier_answers(place, challenge, work)


def _pay_earlier_answers(place: DailyPlace, challenge: Challenge, work: UnitOfWork) -> None:
    """Answers that members gave before the post came are booked in its community too."""
    for answer in work.communities.members_who_answered(place.community_id, challenge.id):
        if answer.given != GAVE_UP:
            points = CHALLENGE_RIGHT if answer.is_right else CHALLENGE_WRONG
            act = f"challenge {challenge.id} {answer.question_id}"
            line = PointLine(act, points, answer.at, place.community_id)
            work.progress.pay(answer.learner_id, line, answer.on)


def close_challenge(action: CloseChallenge, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Closes a posting; its message is owed a redraw with the key. What a paused place never got was missed."""
    posting = work.challenges.posting(action.posting_id)
    if posting is None or posting.closed_at is not None:
        return []
    place = work.communities.daily_place(posting.place_id)
    if posting.state is PostState.PLANNED and place is not None and place.paused_because:
        work.challenges.miss(posting.id, place.paused_because)
        return []
    work.challenges.move(posting.id, PostState.CLOSED, event.at)
    _redraw(posting, event.at, work)
    return []


def draw_post(posting_id: int, work: UnitOfWork, content: Content) -> Screen | None:
    """The message of a posting as it should look now; None when its question left the library."""
    posting = work.challenges.posting(posting_id)
    if posting is not None and posting.state is PostState.MISSED:
        return None
    challenge = work.challenges.get(posting.challenge_id) if posting and posting.challenge_id else None
    place = work.communities.daily_place(posting.place_id) if posting else None
    if posting is None or challenge is None or place is None or challenge.question_id not in content.library.questions:
        return None
    asked = _asked(challenge, content)
    split = work.answers.split(SOURCE, challenge.id, place.community_id)
    if posting.closed_at is not None:
        return screens.closed_post(challenge, asked, content.library, split)
    closes = work.timers.when(CloseChallenge(posting.id))
    answered = sum(split.values())
    late = posting.is_late and place.shields_missed
    return screens.question_post(
        challenge, asked, content.library, closes, answered, is_late=late, mention=place.mention
    )


def note_post(posting_id: int, at: datetime, work: UnitOfWork) -> None:
    """The post of a posting was delivered."""
    posting = work.challenges.posting(posting_id)
    if posting is not None and posting.state is PostState.PLANNED:
        work.challenges.move(posting.id, PostState.POSTED, at)


def doubt_post(posting_id: int, because: str, work: UnitOfWork) -> None:
    """The post of a posting may stand in its place twice."""
    work.challenges.doubt(posting_id, because)


def open_boards(work: UnitOfWork) -> list[str]:
    """Keys of the posts that are open."""
    return [f"{BOARD}:{posting_id}" for posting_id in work.challenges.open_postings()]


# ---- answering: private


def open_daily(action: OpenDaily, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The challenge of today or of an older date, or what came of it for her."""
    learner = present(event, work)
    challenge = _older(action.on, event, learner, work) if action.on else _current(event, learner, work, content)
    answered = work.answers.of(learner.id, SOURCE, challenge.id)
    asked = _asked(challenge, content)
    if answered:
        refuse_if_kept(challenge.question_id, learner, work)
        first = answered[0]
        may_confide = first.given != GAVE_UP and not first.confidence
        rows: Rows = (confidence_row(first.id),) if may_confide else ()
        return _revealed(challenge, asked, first.given, event, work, content, extra=("", rows))
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
    communities = work.challenges.communities_of(challenge.id, learner.id)
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


def challenge_on(on: date, work: UnitOfWork, content: Content) -> Challenge | None:
    """The challenge of a date, chosen now when nobody asked for it before."""
    challenge = work.challenges.on(on)
    if challenge is not None:
        return challenge
    question = choose(content.library, work.challenges.used(), on)
    return None if question is None else work.challenges.add(on, question.id)


def challenge_of_today(event: Event, learner: Learner, work: UnitOfWork, content: Content) -> Challenge | None:
    """The challenge that is open for a learner now; None when the library has none to give."""
    day = learner.day(event.at)
    return work.challenges.current(learner.community_id, day) or challenge_on(day, work, content)


def _current(event: Event, learner: Learner, work: UnitOfWork, content: Content) -> Challenge:
    challenge = challenge_of_today(event, learner, work, content)
    if challenge is None:
        raise Refusal("The library has no challenge to give. Take a quiz meanwhile: /quiz.")
    return challenge


def _older(on: int, event: Event, learner: Learner, work: UnitOfWork) -> Challenge:
    try:
        wanted = date(on // 10000, on // 100 % 100, on % 100)
    except (ValueError, OverflowError):
        raise Refusal("That is no date. Write it like 2026-11-20: /daily 2026-11-20.") from None
    community = work.communities.of(event.actor[1])
    zone = community.zone if community else learner.preferences.zone
    if wanted > local_date(event.at, zone):
        raise Refusal(f"{wanted} is still to come. Today's challenge: /daily.")
    challenge = work.challenges.on(wanted)
    if challenge is None:
        raise Refusal(f"There was no challenge on {wanted}. Today's challenge: /daily.")
    return challenge


def _challenge(challenge_id: int, work: UnitOfWork, content: Content) -> tuple[Challenge, Asked]:
    challenge = work.challenges.get(challenge_id)
    if challenge is None:
        raise Refusal("That challenge does not exist. Open today's with /daily.")
    return challenge, _asked(challenge, content)


def _asked(challenge: Challenge, content: Content) -> Asked:
    question = content.library.questions.get(challenge.question_id)
    if question is None:
        raise Refusal("This question left the library. Open another one with /quiz.")
    return ask(question, challenge.seed)


def _is_open(challenge: Challenge, event: Event, learner: Learner, work: UnitOfWork) -> bool:
    """Whether an answer counts, wherever it is given: a look from elsewhere must not reveal what is open at home."""
    communities = work.challenges.communities_of(challenge.id, learner.id)
    postings = [one for community_id in communities for one in work.challenges.postings(challenge.id, community_id)]
    return is_open(challenge, learner.day(event.at), postings)


def _may_still_be_posted(challenge: Challenge, event: Event, learner: Learner, work: UnitOfWork) -> bool:
    """Whether the date of a challenge is not over everywhere and none of her communities got it yet."""
    is_recent = challenge.on >= learner.day(event.at) - timedelta(days=1)
    return is_recent and not work.challenges.communities_of(challenge.id, learner.id)


def _redraw_all(challenge: Challenge, event: Event, learner: Learner, work: UnitOfWork) -> None:
    """The open posts of a challenge in the communities of a learner show one answer more."""
    for community_id in work.challenges.communities_of(challenge.id, learner.id):
        for posting in work.challenges.postings(challenge.id, community_id):
            if posting.closed_at is None:
                _redraw(posting, event.at + REDRAW_AFTER, work)


def _redraw(posting: Posting, at: datetime, work: UnitOfWork) -> None:
    place = work.communities.daily_place(posting.place_id)
    if place is not None:
        work.deliveries.add(where(place), f"{BOARD}:{posting.id}", at, is_revision=True)


def where(place: DailyPlace) -> Place:
    """Where the messages of a daily place appear."""
    return Place(place.platform, place.external_id, place.community, place.room or None)

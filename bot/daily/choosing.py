"""Which question a date has, and how it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.account.rules import Learner
from bot.community.rules import DailyPlace
from bot.daily.drawing import FOREVER, History, lot_of, pool_of
from bot.daily.rules import SOURCE, Challenge
from bot.errors import Refusal
from bot.library import Content, Library, Question
from bot.ports import UnitOfWork
from bot.questions import Asked, ask


def challenge_on(on: date, work: UnitOfWork, content: Content) -> Challenge | None:
    """The challenge of a date in the calendar, chosen now when nobody asked for it before."""
    library = content.library
    known, frozen = work.challenges.on(on), work.questions.frozen()
    if known is not None and (_is_usable(known.question_id, frozen, library) or not _is_free(known, work)):
        return known
    planned = library.calendar.get(on, "")
    if _is_usable(planned, frozen, library):
        question: Question | None = library.questions[planned]
    else:
        used = work.challenges.used()
        for day, name in library.calendar.items():  # a replacement must not spend what another day is going to ask
            used[name] = min(used.get(name, day), day, key=lambda one: abs(one - on))
        pool = _without(frozen, pool_of(library))
        question = History(library, pool, used, on).best(lot_of(on.isoformat()))
    return _fix(known, on, question, 0, work)


def challenge_of_place(place: DailyPlace, on: date, work: UnitOfWork, content: Content) -> Challenge | None:
    """The challenge of a date at a place: its own draw without replacement where it chose topics or levels."""
    if not place.draws_itself:
        return challenge_on(on, work, content)
    library, frozen = content.library, work.questions.frozen()
    known = work.challenges.on(on, place.id)
    if known is not None and (_is_usable(known.question_id, frozen, library) or not _is_free(known, work)):
        return known
    pool = _without(frozen, pool_of(library, place.topics, place.levels))
    lot = lot_of(f"place {place.id} {place.external_id}")
    history = History(library, pool, work.challenges.used_at(place.id), on, FOREVER)
    question = history.best(lot, by_theme=False)
    if question is None:
        return challenge_on(on, work, content)
    return _fix(known, on, question, place.id, work)


def challenge_of_today(on: date, learner: Learner, work: UnitOfWork, content: Content) -> Challenge | None:
    """The challenge to give to a learner on her study day; None when the library has none to give."""
    return open_for(learner, on, work) or challenge_of_day(on, learner, work, content)


def open_for(learner: Learner, on: date, work: UnitOfWork) -> Challenge | None:
    """The newest open post of her community. One from before her study day is hers only until she has answered it."""
    newest = work.challenges.open_in(learner.community_id)
    if newest is None or newest.on >= on or not work.answers.of(learner.id, SOURCE, newest.id):
        return newest
    return None


def challenge_of_day(on: date, learner: Learner, work: UnitOfWork, content: Content) -> Challenge | None:
    """The challenge of her study day, posted or not: her community's own draw where all its posts of that day are."""
    places = [place for place in work.communities.places_of(learner.community_id) if place.wants(on)]
    own = next((place for place in places if place.draws_itself), None)
    if own is not None and all(place.draws_itself for place in places):
        return challenge_of_place(own, on, work, content)
    return challenge_on(on, work, content)


def questions_left(place: DailyPlace, work: UnitOfWork, content: Content) -> int:
    """How many questions a place may draw before the first one returns."""
    pool = _without(work.questions.frozen(), pool_of(content.library, place.topics, place.levels))
    used = work.challenges.used_at(place.id) if place.draws_itself else work.challenges.used()
    return sum(question.id not in used for question in pool)


def asked_of(challenge: Challenge, content: Content) -> Asked:
    """The question of a challenge as it is shown; Refusal when it left the library."""
    question = content.library.questions.get(challenge.question_id)
    if question is None:
        raise Refusal("This question left the library. Open another one with /quiz.")
    return ask(question, challenge.seed)


def _is_usable(question_id: str, frozen: Iterable[str], library: Library) -> bool:
    question = library.questions.get(question_id)
    return question is not None and not question.retired and question_id not in frozen


def _is_free(challenge: Challenge, work: UnitOfWork) -> bool:
    return work.challenges.is_untouched(challenge.id)


def _without(frozen: Iterable[str], pool: list[Question]) -> list[Question]:
    """A pool without frozen questions; all of it where nothing else is left, for a post always comes."""
    return [question for question in pool if question.id not in frozen] or pool


def _fix(
    known: Challenge | None, on: date, question: Question | None, place_id: int, work: UnitOfWork
) -> Challenge | None:
    """Stores the question of a date, in the place of one that nobody saw."""
    if question is None:
        return known
    if known is None:
        return work.challenges.add(on, question.id, place_id)
    return work.challenges.replace(known, question.id, place_id)

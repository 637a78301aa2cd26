"""What may be meant while an option is being typed: a query, asked at every key that is pressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import Enum, auto
from zoneinfo import available_timezones

from bot.calendar import local_date
from bot.events import Place
from bot.library import Content
from bot.ports import UnitOfWork
from bot.quiz.rules import MIXED
from bot.quiz.topics import LIKE_ENOUGH, shelf_names, shelf_titles

SHOWN = 25
CLOSE_SHOWN = 3
"""So many topics that are spelt otherwise."""
CENTRAL_ZONES = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
)


class Suggests(Enum):
    """What the values of an option are taken from."""

    LESSONS = auto()
    TOPICS = auto()
    DATES = auto()
    ZONES = auto()


@dataclass(frozen=True)
class Suggestion:
    """What is shown and what is sent when it is chosen."""

    label: str
    value: str


def suggest(
    what: Suggests, typed: str, place: Place, at: datetime, work: UnitOfWork, content: Content
) -> list[Suggestion]:
    """Up to 25 values that fit what was typed so far, best first."""
    match what:
        case Suggests.LESSONS:
            found = _lessons(typed, content)
        case Suggests.TOPICS:
            found = _topics(typed, content)
        case Suggests.ZONES:
            found = _zones(typed)
        case Suggests.DATES:
            found = _dates(typed, place, at, work)
    return list(dict.fromkeys(found))[:SHOWN]


def _lessons(typed: str, content: Content) -> Iterator[Suggestion]:
    lessons = content.library.lessons
    if not typed.strip():
        ids: Iterable[str] = sorted(lessons, key=lambda lesson_id: lessons[lesson_id].level)
    else:
        ids = (hit.lesson_id for hit in content.search.lessons(typed, SHOWN))
    return (Suggestion(lessons[lesson_id].title, lesson_id) for lesson_id in ids)


def _topics(typed: str, content: Content) -> Iterator[Suggestion]:
    words = " ".join(typed.lower().split())
    titles = dict(shelf_titles(content.library))
    if words in MIXED:
        yield Suggestion("Mixed, from the whole library", MIXED)
    yield from (Suggestion(title, topic) for topic, title in titles.items() if words in title.lower())
    if words:
        names = {name: topic for name, topic in shelf_names(content.library) if topic in titles}
        close = get_close_matches(words, names, n=CLOSE_SHOWN, cutoff=LIKE_ENOUGH)
        yield from (Suggestion(titles[names[name]], names[name]) for name in close)
    yield from _lessons(typed, content)


def _zones(typed: str) -> Iterator[Suggestion]:
    words = typed.strip().lower().replace(" ", "_")
    names = CENTRAL_ZONES if not words else sorted(available_timezones())
    fitting = [name for name in names if words in name.lower()]
    fitting.sort(key=lambda name: not name.rpartition("/")[2].lower().startswith(words))
    return (Suggestion(name, name) for name in fitting)


def _dates(typed: str, place: Place, at: datetime, work: UnitOfWork) -> Iterator[Suggestion]:
    community = work.communities.of(place)
    today = local_date(at, community.zone if community else UTC)
    dates: list[date] = work.challenges.dates(today, 200, community.id if community else 0)
    shown = ((f"{on:%a} {on.day} {on:%b %Y}", on.isoformat()) for on in dates)
    words = typed.strip().lower()
    return (Suggestion(label, value) for label, value in shown if words in label.lower() or words in value)

"""What must hold in the tracks, the decisions and the wording of the grades: they guide through lessons that exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from content.document import Where
from content.entries import Found
from content.faults import nearest
from content.question_rules import text_limit
from content.rules import SLUG
from content.schema import DecisionsEntry, Entry, SkillEntry, TracksEntry

MAX_TRACK_ID = 27
STOP_MINUTES = range(5, 91)
MIN_CHOICES = 2
TRACK_LIMITS: Mapping[str, int] = {"title": 30, "best_for": 60, "goal": 160}
DECISION_LIMITS: Mapping[str, int] = {"question": 60, "default": 100}
CHOICE_LIMITS: Mapping[str, int] = {"cue": 80, "option": 40}
DEBRIEF_LIMITS: Mapping[str, int] = {"weak": 140, "solid": 140, "strong": 140}

_DECISION_ID = re.compile(r"dec-[0-9]{2}$")


def track_faults(entry: TracksEntry, lessons: Collection[str]) -> Iterator[Found]:
    """What would make a track wrong; `lessons` are the ids there are."""
    yield from _repeated_ids("tracks", [track.id for track in entry.tracks])
    for index, track in enumerate(entry.tracks):
        where: Where = ("tracks", index)
        if not SLUG.match(track.id) or len(track.id) > MAX_TRACK_ID:
            text = f"must be lower-case words joined by hyphens, at most {MAX_TRACK_ID} characters."
            yield Found((*where, "id"), f'The track id "{track.id[:40]}" {text}')
        yield from _lines(track, where, TRACK_LIMITS)
        if not track.stops:
            yield Found((*where, "stops"), "The track has no stops.")
        for number, stop in enumerate(track.stops):
            place: Where = (*where, "stops", number)
            if stop.lesson not in lessons:
                yield Found((*place, "lesson"), f'There is no lesson "{stop.lesson}".{nearest(stop.lesson, lessons)}')
            elif stop.lesson in [other.lesson for other in track.stops[:number]]:
                yield Found((*place, "lesson"), f'"{stop.lesson}" is a stop of this track already.')
            if stop.minutes not in STOP_MINUTES:
                span = f"{STOP_MINUTES[0]} to {STOP_MINUTES[-1]}"
                yield Found((*place, "minutes"), f"minutes is {stop.minutes}; it must be {span}.")


def track_order_faults(entry: TracksEntry, prerequisites: Mapping[str, Collection[str]]) -> Iterator[Found]:
    """Stops that come before what they build on; only what is on the same track counts."""
    for index, track in enumerate(entry.tracks):
        ids = [stop.lesson for stop in track.stops]
        for number, lesson_id in enumerate(ids):
            for later in ids[number + 1 :]:
                if later in prerequisites.get(lesson_id, ()):
                    text = f'"{lesson_id}" comes before "{later}", which it builds on.'
                    yield Found(("tracks", index, "stops", number), text)


def decision_faults(entry: DecisionsEntry, lessons: Collection[str]) -> Iterator[Found]:
    """What would make a decision wrong; `lessons` are the ids there are."""
    yield from _repeated_ids("decisions", [decision.id for decision in entry.decisions])
    for index, decision in enumerate(entry.decisions):
        where: Where = ("decisions", index)
        if not _DECISION_ID.match(decision.id):
            yield Found((*where, "id"), f'The decision id "{decision.id[:40]}" must be "dec-" and two digits.')
        yield from _lines(decision, where, DECISION_LIMITS)
        if decision.lesson and decision.lesson not in lessons:
            guess = nearest(decision.lesson, lessons)
            yield Found((*where, "lesson"), f'There is no lesson "{decision.lesson}".{guess}')
        if len(decision.options) < MIN_CHOICES:
            yield Found((*where, "options"), f"A decision has at least {MIN_CHOICES} options.")
        for number, choice in enumerate(decision.options):
            yield from _lines(choice, (*where, "options", number), CHOICE_LIMITS)


def debrief_faults(skill: SkillEntry, where: Where) -> Iterator[Found]:
    """What would make the wording of a skill's grades empty or too long."""
    yield from _lines(skill.debrief, (*where, "debrief"), DEBRIEF_LIMITS)


def _lines(entry: Entry, where: Where, limits: Mapping[str, int]) -> Iterator[Found]:
    """Texts of one line that must say something within their limits."""
    for name, limit in limits.items():
        text = getattr(entry, name)
        yield from text_limit((*where, name), text, limit)
        if "\n" in text.strip():
            yield Found((*where, name), f'"{name}" must be one line.')


def _repeated_ids(name: str, ids: list[str]) -> Iterator[Found]:
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            yield Found((name, index, "id"), f'The id "{id_}" is used twice.')

"""Opens lessons, saves their cards, searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.account.handlers import known, present
from bot.effects import Effect, Notice, reply
from bot.errors import Refusal
from bot.events import Event
from bot.learn import screens
from bot.learn.actions import ChooseTrack, Find, OpenLesson, ReadSection, ReadVariant, SaveCards, ShowTracks
from bot.learn.rules import is_read, next_section, reading_order, visible
from bot.library import Content, Hit, Lesson
from bot.ports import UnitOfWork
from bot.screens import Screen, counted
from bot.study.screens import way_on

KEY = "lesson"
FOUND = 10


def open_lesson(action: OpenLesson, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The section that fits the words best; without words the list."""
    if not event.text.strip():
        return _list(event, work, content)
    hits = content.search.lessons(event.text, 4)
    if not hits:
        near = content.search.nearest(event.text)
        hint = f"Did you mean /lesson {near}?" if near else "See which there are with /lesson."
        raise Refusal(f"No lesson fits that. {hint}")
    lesson = content.library.lessons[hits[0].lesson_id]
    is_named = content.search.nearest(event.text) == lesson.id
    others = [] if is_named else [hit for hit in hits[1:] if hit.lesson_id != lesson.id]
    return _read(lesson, hits[0].anchor, event, work, content, others)


def read_section(action: ReadSection, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """One section; of a lesson that was renamed since, its first."""
    lesson = _lesson(action.lesson_id, content)
    return _read(lesson, action.anchor, event, work, content, ())


def read_variant(action: ReadVariant, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """A lesson told in another way. Notes nothing, so it reads only."""
    lesson = _lesson(action.lesson_id, content)
    variant = next((one for one in lesson.variants if one.slug == action.slug), None)
    if variant is None:
        raise Refusal(f"{lesson.short_title} is not told that way. Read it with /lesson {lesson.id}.")
    anchor = lesson.sections[action.position if 0 <= action.position < len(lesson.sections) else 0].anchor
    return reply(event, way_on(screens.retold(lesson, variant, anchor, content.library), known(event, work)), KEY)


def save_cards(action: SaveCards, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Puts the cards of a lesson into the deck."""
    learner = present(event, work)
    lesson = _lesson(action.lesson_id, content)
    cards = [card.id for card in lesson.cards if not card.retired]
    added = work.deck.add(learner.id, cards, learner.day(event.at))
    if not added:
        raise Refusal("These cards are in your deck already. Go through them with /review.")
    return [Notice(f"{counted(added, 'card')} saved. Go through them with /review.")]


def show_tracks(action: ShowTracks, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """The tracks there are. Decides nothing, so it reads only."""
    tracks = list(content.library.tracks.values())
    if not tracks:
        raise Refusal("This library has no tracks. See its lessons with /lesson.")
    return reply(event, screens.track_list(tracks, action.page, known(event, work).preferences.track), KEY)


def choose_track(action: ChooseTrack, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Follows a track, or none any more."""
    learner = present(event, work)
    track = content.library.tracks.get(action.track_id)
    if track is None and action.track_id:
        raise Refusal("That track left the library. Choose another one with /lesson and Tracks.")
    work.learners.prefer(learner.id, replace(learner.preferences, track=action.track_id))
    if track is None:
        return _list(event, work, content)
    read = work.progress.sections_read(learner.id)
    stops = [content.library.lessons[stop.lesson_id] for stop in track.stops]
    lesson = reading_order(content.library, read, track.id)[0]
    anchor = next_section(lesson, read.get(lesson.id, ()))
    done = {stop.id for stop in stops if is_read(stop, read)}
    return reply(event, screens.track_page(track, stops, done, ReadSection(lesson.id, anchor)), KEY)


def find(action: Find, event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    """Lessons, answered questions and own cards that fit the words. Decides nothing, so it reads only."""
    learner = known(event, work)
    hits = content.search.anything(event.text, 50)
    shown = visible(hits, work.answers.seen(learner.id), work.deck.names(learner.id))
    return reply(event, screens.found(event.text, shown[:FOUND]), "found")


def _lesson(lesson_id: str, content: Content) -> Lesson:
    lesson = content.library.lessons.get(lesson_id)
    if lesson is None:
        raise Refusal("That lesson left the library. See which there are with /lesson.")
    return lesson


def look_up(words: str, content: Content, limit: int) -> list[tuple[ReadSection, Screen]]:
    """Excerpts that fit words best, without words one of each lesson. Asks who searches nothing and notes nothing."""
    library = content.library
    if words.strip():
        found = [(hit.lesson_id, hit.anchor) for hit in content.search.lessons(words, limit)]
    else:
        found = [(lesson.id, lesson.sections[0].anchor) for lesson in reading_order(library, {})[:limit]]
    return [
        (
            ReadSection(lesson_id, anchor),
            screens.excerpt(library.lessons[lesson_id], anchor, library, content.public_url, True, ()),
        )
        for lesson_id, anchor in found
    ]


def _list(event: Event, work: UnitOfWork, content: Content) -> list[Effect]:
    learner = present(event, work)
    read = work.progress.sections_read(learner.id)
    lessons = reading_order(content.library, read, learner.preferences.track)
    anchors = [next_section(lesson, read.get(lesson.id, ())) for lesson in lessons]
    track = content.library.tracks.get(learner.preferences.track)
    return reply(event, screens.lesson_list(lessons, anchors, track, bool(content.library.tracks)), KEY)


def _read(
    lesson: Lesson,
    anchor: str,
    event: Event,
    work: UnitOfWork,
    content: Content,
    others: Sequence[Hit],
) -> list[Effect]:
    learner = present(event, work)
    section = lesson.sections[lesson.position(anchor)]
    work.progress.read(learner.id, lesson.id, section.anchor, event.at)
    cards = {card.id for card in lesson.cards if not card.retired}
    saved = cards <= work.deck.names(learner.id)
    screen = screens.excerpt(lesson, section.anchor, content.library, content.public_url, saved, others)
    return reply(event, way_on(screen, learner), KEY)

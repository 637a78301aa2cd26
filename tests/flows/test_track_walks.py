"""Every track of the library is walked from end to end: each section of each stop, its check, and on to the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flows.script import answer
from stage import Stage

from bot.learn.actions import ChooseTrack, ReadSection, ShowTracks
from bot.library import Lesson
from content.loader import load

TRACKS = sorted(load().tracks)


def walk(play: Stage, name: str, lesson: Lesson) -> None:
    """Somebody reads a lesson by its buttons, beginning on the screen she is on, and passes its check."""
    for number, section in enumerate(lesson.sections, start=1):
        screen = play.screen(name)
        assert (screen.title, screen.body) == (lesson.short_title, section.text)
        assert f"{number} of {len(lesson.sections)}" in screen.context
        if number < len(lesson.sections):
            play.press(name, "Next")
    assert "Next" not in [button.label for button in play.screen(name).buttons]
    play.press(name, "Quiz me")
    while any(button.label == "Show me" for button in play.screen(name).buttons):
        answer(play, name)
        onward = "Next" if any(button.label == "Next" for button in play.screen(name).buttons) else "Show result"
        play.press(name, onward)


@pytest.mark.parametrize("track_id", TRACKS)
def test_track_is_walked_from_end_to_end(stage_on: Callable[[str], Stage], sqlite_url: str, track_id: str) -> None:
    play = stage_on(sqlite_url)
    library = play.content.library
    track = library.tracks[track_id]
    stops = [library.lessons[stop.lesson_id] for stop in track.stops]
    play.act("ann", ShowTracks(0))
    play.act("ann", ChooseTrack(track_id))
    for done, lesson in enumerate(stops):
        assert f"{done} of {len(stops)} read" in play.screen("ann").context
        play.press("ann", "Read on")
        walk(play, "ann", lesson)
        play.act("ann", ChooseTrack(track_id))
    page = play.screen("ann")
    assert f"{len(stops)} of {len(stops)} read" in page.context
    assert page.body.count(", read") == len(stops)
    assert "on your track" not in play.command("ann", "/me").screens[0].body
    beyond = play.act("ann", ChooseTrack(track_id)) and play.button("ann", "Read on").action
    assert isinstance(beyond, ReadSection)
    assert (beyond.lesson_id in {lesson.id for lesson in stops}) == (len(stops) == len(library.lessons))

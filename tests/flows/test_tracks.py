"""Tracks: listed, chosen, followed by lists, sessions and the next step, left again."""

from __future__ import annotations

from flows.script import answer, changed, restage
from stage import Answered, Stage

from bot.learn.actions import ChooseTrack, ReadSection, ShowTracks
from bot.library import Lesson, Library
from bot.quiz.actions import CheckLesson

TRACK = "path-08-shipped-it"


def stops(play: Stage) -> list[Lesson]:
    """The lessons of the track, in its order."""
    return [play.content.library.lessons[stop.lesson_id] for stop in play.content.library.tracks[TRACK].stops]


def read_to_the_end(play: Stage, name: str, lesson: Lesson) -> None:
    """Somebody opens every section of a lesson."""
    for section in lesson.sections:
        play.act(name, ReadSection(lesson.id, section.anchor))


def pass_check(play: Stage, name: str, lesson: Lesson) -> Answered:
    """Somebody answers the check of a lesson rightly."""
    play.act(name, CheckLesson(lesson.id))
    for number in range(3):
        answer(play, name)
        answered = play.press(name, "Next" if number < 2 else "Show result")
    return answered


def listed(play: Stage, name: str) -> list[str]:
    """The lessons that somebody's list shows, in order."""
    screen = play.command(name, "/lesson").screens[0]
    return [button.label for row in screen.rows[:-1] for button in row]


def test_tracks_are_found_from_the_list_of_lessons_page_by_page(play: Stage) -> None:
    library = play.content.library
    play.command("ann", "/lesson")
    play.press("ann", "Tracks")
    seen = []
    while True:
        screen = play.screen("ann")
        shown = [button for button in screen.buttons if isinstance(button.action, ChooseTrack)]
        for button in shown:
            assert isinstance(button.action, ChooseTrack)
            track = library.tracks[button.action.track_id]
            assert f"**{track.title}**, {track.minutes}\u00a0min. {track.best_for}." in screen.body
            seen.append(track.id)
        if not any(button.label == "Next" for button in screen.buttons):
            break
        play.press("ann", "Next")
    assert seen == list(library.tracks)
    assert play.press("ann", "Back").screens[0].context.startswith("2 of ")
    assert play.act("ann", ShowTracks(99)).screens[0].context.startswith("1 of ")


def test_a_chosen_track_shows_its_stops_and_leads_the_list_of_lessons(play: Stage) -> None:
    chosen = play.act("ann", ChooseTrack(TRACK)).screens[0]
    assert chosen.context.endswith(" · 0 of 6 read")
    wanted = [lesson.short_title for lesson in stops(play)]
    assert [f"{number}. {title}, " in chosen.body for number, title in enumerate(wanted, start=1)] == [True] * 6
    assert play.press("ann", "Read on").screens[0].title == wanted[0]
    assert listed(play, "ann")[:6] == wanted
    assert play.screen("ann").context == f"Track: {play.content.library.tracks[TRACK].title}"
    read_to_the_end(play, "ann", stops(play)[0])
    assert listed(play, "ann")[:5] == wanted[1:]
    again = play.act("ann", ChooseTrack(TRACK)).screens[0]
    assert (f"1. {wanted[0]}, 20\u00a0min, read" in again.body, "1 of 6 read" in again.context) == (True, True)
    assert play.press("ann", "Read on").screens[0].title == wanted[1]


def test_the_list_of_tracks_marks_the_own_one_which_can_be_left(play: Stage) -> None:
    before = listed(play, "ann")
    play.act("ann", ChooseTrack("track-first-time"))
    assert "245\u00a0min, yours." in play.press("ann", "Tracks").screens[0].body
    left = play.press("ann", "Leave track").screens[0]
    assert (left.title, left.context) == ("Lessons", "")
    assert listed(play, "ann") == before
    assert "yours" not in play.press("ann", "Tracks").screens[0].body
    assert "Leave track" not in [button.label for button in play.screen("ann").buttons]


def test_a_track_is_followed_by_the_learner_who_chose_it_alone(play: Stage) -> None:
    before = listed(play, "ben")
    play.act("ann", ChooseTrack(TRACK))
    assert listed(play, "ben") == before


def test_a_session_reads_on_the_track(play: Stage) -> None:
    play.act("ann", ChooseTrack(TRACK))
    first, second = stops(play)[:2]
    read_to_the_end(play, "ann", first)
    play.command("ann", "/study")
    answer(play, "ann")
    assert play.press("ann", "Continue").screens[0].title == second.short_title


def test_the_next_step_is_on_the_track_until_all_of_it_is_passed(play: Stage) -> None:
    play.act("ann", ChooseTrack(TRACK))
    play.command("ann", "/daily")
    answer(play, "ann")
    assert f"{stops(play)[0].short_title}: It is next on your track." in play.command("ann", "/me").screens[0].body
    for lesson in stops(play):
        pass_check(play, "ann", lesson)
    assert "on your track" not in play.command("ann", "/me").screens[0].body


def test_the_weakest_skill_of_the_track_comes_before_a_weaker_one_elsewhere(play: Stage) -> None:
    play.command("ann", "/daily")
    answer(play, "ann")
    for skill in ("sk-caching", "sk-observability"):
        play.command("ann", f"/quiz {skill} 7")
        for number in range(7):
            answer(play, "ann", right=skill == "sk-observability" and number == 0)
            play.press("ann", "Next" if number < 6 else "Show result")
    while (screen := play.command("ann", "/me").screens[0]) and "due" in screen.body.rpartition("**Next:**")[2]:
        play.press("ann", "Review cards")
        while play.screen("ann").title == "Flashcard":
            play.press("ann", "Show answer")
            play.press("ann", "Got it")
    assert "Caching is your weakest skill." in screen.body
    play.act("ann", ChooseTrack(TRACK))
    assert "Observability is your weakest skill on your track." in play.command("ann", "/me").screens[0].body


def test_a_track_that_is_not_there_is_refused_and_one_that_left_is_as_none(play: Stage) -> None:
    assert "left the library" in play.act("ann", ChooseTrack("nothing")).notices[0]
    before = listed(play, "ann")
    play.act("ann", ChooseTrack(TRACK))
    library = changed(play.content).library
    bare = Library.of(list(library.areas.values()), list(library.skills.values()), list(library.lessons.values()))
    restage(play, type(play.content)(bare, play.content.search))
    screen = play.command("ann", "/lesson").screens[0]
    assert ([button.label for button in screen.buttons], screen.context) == (before, "")
    assert "no tracks" in play.act("ann", ShowTracks(0)).notices[0]

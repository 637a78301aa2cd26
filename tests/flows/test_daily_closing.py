"""Closing: a room for talk, streaks of those who want to be named; before it nothing public tells the key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count, permutations
from pathlib import Path
from random import Random

import pytest
from flows.script import answer, asking_only, changed, of_kind, on_board, points_of, restage
from stage import SQUARE, Stage

from bot.commands import read_line
from bot.library import Content, Question, QuestionKind
from bot.records import Delivery
from bot.screens import Screen


@pytest.fixture
def world(stage_on: Callable[[str], Stage], empty_file: Path, tmp_path: Path) -> Callable[[], Stage]:
    """Makes stages on which nothing has happened yet."""
    numbers = count()

    def make() -> Stage:
        path = tmp_path / f"world{next(numbers)}.db"
        shutil.copy(empty_file, path)
        return stage_on(f"sqlite:///{path}")

    return make


def set_up(play: Stage, line: str) -> None:
    action, text = read_line(line)
    assert play.act("owner", action, text, may_manage=True).screens


def sent(play: Stage, kind: str) -> list[tuple[Delivery, Screen]]:
    """What was carried of one kind of message."""
    return [one for one in play.posts.carried if one[0].key.partition(":")[0] == kind]


def live_days(play: Stage, count: int, *names: str) -> None:
    """These people answer the challenge of so many days, the last of which stays open."""
    for day in range(count):
        if day:
            play.pass_time(days=1)
        for name in names:
            play.command(name, "/daily")
            answer(play, name)


# ---- the room


def test_a_room_for_talk_opens_from_the_post_when_it_closes(play: Stage) -> None:
    set_up(play, "/setup 09:00 UTC now")
    play.tick()
    assert sent(play, "dailytalk") == []
    play.pass_time(days=1)
    ((delivery, screen),) = sent(play, "dailytalk")
    assert delivery.place == replace(SQUARE, room="daily:1")
    assert delivery.room_message_id == "message 1"
    assert "the answer is" in delivery.room_name
    assert screen.title == "Talk about it"


def test_a_room_may_open_at_posting_with_a_warning_and_without_the_key(play: Stage) -> None:
    set_up(play, "/setup 09:00 UTC now posting")
    play.tick()
    play.tick()
    ((delivery, screen),) = sent(play, "dailytalk")
    assert delivery.room_name == play.posts.carried[0][1].title
    assert screen.title == "For those who have answered"
    play.pass_time(days=1)
    assert len([one for one, _ in sent(play, "dailytalk") if one.key == "dailytalk:1"]) == 1


def test_no_room_opens_where_the_owner_wants_none_or_nothing_was_posted(play: Stage) -> None:
    set_up(play, "/setup 09:00 UTC now never")
    play.tick()
    play.pass_time(days=1)
    assert sent(play, "dailytalk") == []
    set_up(play, "/setup 09:00 UTC closing")
    play.posts.refuses = lambda delivery: True
    play.pass_time(days=1)
    play.pass_time(days=1)
    assert sent(play, "dailytalk") == []


def test_a_room_that_cannot_be_opened_pauses_nothing(play: Stage) -> None:
    set_up(play, "/setup 09:00 UTC now")
    play.tick()
    play.posts.refuses = lambda delivery: delivery.place.room is not None
    play.pass_time(days=1)
    play.pass_time(days=1)
    assert sent(play, "dailytalk") == []
    assert [one.key for one, _ in sent(play, "daily") if not one.is_revision] == ["daily:1", "daily:2", "daily:3"]


# ---- streaks


def closed(play: Stage, number: int) -> str:
    """The body of a closed post as it was drawn last."""
    return [screen for one, screen in sent(play, "daily") if one.key == f"daily:{number}"][-1].body


def test_long_streaks_are_named_at_closing_the_longest_first(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    live_days(play, 2, "ann")
    live_days(play, 1, "ben")
    play.pass_time(days=1)
    assert "Streaks" not in closed(play, 1) + closed(play, 2)
    live_days(play, 2, "ann", "ben")
    play.pass_time(days=1)
    assert "Streaks: **ann** 3 days" in closed(play, 3)
    assert "Streaks: **ann** 4 days, **ben** 3 days" in closed(play, 4)


@pytest.mark.parametrize("wish", ["Hide me", "Streak off"])
def test_who_does_not_want_to_be_named_is_not_and_old_posts_forget_her_at_once(play: Stage, wish: str) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    live_days(play, 3, "ann", "ben")
    play.pass_time(days=1)
    assert "**ann** 3 days, **ben** 3 days" in closed(play, 3)
    play.command("ann", "/settings")
    play.press("ann", wish)
    play.tick()
    assert "Streaks: **ben** 3 days" in closed(play, 3)
    live_days(play, 1, "ann", "ben")
    play.pass_time(days=1)
    assert "Streaks: **ben** 4 days" in closed(play, 4)


def test_giving_up_is_nothing_to_announce(play: Stage) -> None:
    play.set_up("09:00", post_now=True)
    play.tick()
    live_days(play, 3, "ann")
    play.pass_time(days=1)
    play.command("ann", "/daily")
    play.press("ann", "Show me")
    play.pass_time(days=1)
    assert "Streaks" not in closed(play, 4)


# ---- nothing tells the key before


def with_key(question: Question, key: int) -> Question:
    """The question as if the marks of its options, with their reasons, stood elsewhere."""
    marks = [(option.correct, option.why) for option in question.options]
    Random(key).shuffle(marks)
    options = zip(question.options, marks, strict=True)
    return replace(question, options=tuple(replace(one, correct=correct, why=why) for one, (correct, why) in options))


@pytest.mark.parametrize("talk", ["closing", "posting"])
@pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.NUMERIC])
def test_all_that_is_public_before_closing_is_the_same_whatever_the_key_is(
    world: Callable[[], Stage], content: Content, kind: QuestionKind, talk: str
) -> None:
    """One life, lived once for each key: the same presses, every public message compared."""

    def lived(key: int) -> list[tuple[str, str, bool, str, Screen]]:
        play = world()

        def turned(one: Question) -> Question:
            if kind is QuestionKind.NUMERIC:
                return replace(one, value=one.value * (1 + key), explanation=f"because of {key}")
            return replace(with_key(one, key), explanation=f"because of {key}")

        restage(play, changed(asking_only(content, of_kind(kind)), turned))
        set_up(play, f"/setup 09:00 UTC now {talk}")
        play.tick()
        for slot, name in enumerate(("ann", "ben", "cy", "dee")):
            play.command(name, "/daily")
            if name == "dee":
                play.press(name, "Show me")
            elif kind is QuestionKind.SINGLE:
                play.press(name, "ABC"[slot])
            else:
                play.press(name, "Type answer")
                play.type(name, "A B" if kind is QuestionKind.MULTIPLE else str(10 * (slot + 1)))
            play.pass_time(seconds=5)
        play.pass_time(hours=23, minutes=50)
        carried = [
            (one.key, one.place.room or "", one.is_revision, one.room_name, screen)
            for one, screen in play.posts.carried
        ]
        return sorted(carried, key=lambda one: one[0])  # messages to different rooms go side by side

    first, *others = [lived(key) for key in range(3)]
    assert len(first) >= 4
    assert all(other == first for other in others)


# ---- no order of answers matters


def test_the_order_in_which_answers_arrive_changes_no_score(world: Callable[[], Stage]) -> None:
    people = {"ann": True, "ben": False, "cy": True}
    scores = []
    for order in permutations(people):
        play = world()
        play.set_up("09:00", post_now=True)
        play.tick()
        for name in order:
            play.command(name, "/daily")
            answer(play, name, right=people[name])
            play.now += timedelta(minutes=7)
        scores.append(({name: points_of(play, name) for name in people}, on_board(play, "ann")))
    assert all(score == scores[0] for score in scores)

"""Thirty presses of one button at the same instant: one effect, twenty-nine polite refusals, state changed once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flows.script import (
    answer,
    asked_of,
    asking_only,
    of_kind,
    on_board,
    own_due_cards,
    points_of,
    restage,
    right_letters,
)
from stage import Answered, Stage

from bot.actions import Action
from bot.library import QuestionKind
from bot.ports import UnitOfWork

PRESSES = 30
SATURDAY = date(2026, 11, 21)

Scene = Callable[[Stage], Action]
"""Brings ann to a button; its action."""


def card_on_its_back(play: Stage) -> Action:
    play.command("ann", "/lesson")
    own_due_cards(play, "ann", 2, due_on=SATURDAY)
    play.command("ann", "/review")
    play.press("ann", "Show answer")
    return play.button("ann", "Got it").action


def open_challenge(play: Stage) -> Action:
    play.command("ann", "/daily")
    return play.button("ann", right_letters(asked_of(play, "ann"))).action


def quiz_question(play: Stage) -> Action:
    play.command("ann", "/quiz")
    return play.button("ann", right_letters(asked_of(play, "ann"))).action


def lesson_with_cards(play: Stage) -> Action:
    play.command("ann", "/lesson kafka")
    return play.button("ann", "Save cards").action


def stored(play: Stage) -> tuple[int, int, int, int, int]:
    """What there is of ann: answers to the challenge and the quiz, due reviews, cards, points."""
    ann = play.learner_id("ann")

    def figures(work: UnitOfWork) -> tuple[int, int, int, int]:
        answers = len(work.answers.of(ann, "challenge", 1)), len(work.answers.of(ann, "quiz", 1))
        return (*answers, work.progress.load(ann, SATURDAY).due_reviews, len(work.deck.names(ann)))

    return (*play.look(figures), points_of(play, "ann"))


AGAIN = "The first answer counts"
SCENES: list[tuple[Scene, tuple[int, int, int, int, int], str]] = [
    (card_on_its_back, (0, 0, 1, 2, 1), "moved on; nothing changed"),
    (open_challenge, (1, 0, 0, 0, 10), "Your first answer counts"),
    (quiz_question, (0, 1, 0, 0, 3), AGAIN),
    (lesson_with_cards, (0, 0, 0, 10, 0), "in your deck already"),
]

NAMES = [scene.__name__ for scene, _, _ in SCENES]


def prepared(play: Stage) -> None:
    """A community with a challenge, and questions that one press answers."""
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    play.set_up(post_now=True)
    play.tick()


def sort_out(answered: list[Answered]) -> tuple[list[Answered], list[str]]:
    """Those that had an effect, and what the others were told: in a notice, or on the screen as it was before."""
    told = [*((one, one.notices[0] if one.notices else one.screens[0].fine_print) for one in answered)]
    saved = [
        one
        for one, said in told
        if (one.screens and AGAIN not in said) or said.endswith("saved. Go through them with /review.")
    ]
    return saved, [said for one, said in told if one not in saved]


@pytest.mark.parametrize(("scene", "after", "refusal"), SCENES, ids=NAMES)
def test_thirty_presses_at_once_have_one_effect(
    stage_on: Callable[[str], Stage], any_url: str, scene: Scene, after: tuple[int, ...], refusal: str
) -> None:
    play = stage_on(any_url)
    prepared(play)
    action = scene(play)
    effects, refusals = sort_out(play.together(*[play.event("ann", action)] * PRESSES))
    assert len(effects) == 1
    assert len(refusals) == PRESSES - 1
    assert all(refusal in said for said in refusals)
    assert stored(play) == after


@pytest.mark.parametrize(("scene", "after", "refusal"), SCENES, ids=NAMES)
def test_presses_through_two_processes_at_once_have_one_effect(
    stage_on: Callable[[str], Stage], postgres_url: str, scene: Scene, after: tuple[int, ...], refusal: str
) -> None:
    first, second = stage_on(postgres_url), stage_on(postgres_url)
    prepared(first)
    second.content = first.content
    second.restart()
    action = scene(first)
    half = [first.event("ann", action)] * (PRESSES // 2)
    effects, refusals = sort_out(_mixed(first, second, lambda stage: stage.together(*half)))
    assert len(effects) == 1
    assert len(refusals) == PRESSES - 1
    assert all(refusal in said or "Nothing was stored; try again" in said for said in refusals)
    assert stored(first) == stored(second) == after


def test_thirty_people_at_once_all_count(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    prepared(play)
    action = open_challenge(play)
    names = [f"learner {number:02}" for number in range(PRESSES)]
    answered = play.together(*(play.event(name, action) for name in names))
    assert all(one.screens[0].fine_print.startswith("+10 points") for one in answered)
    play.pass_time(seconds=3)
    assert f"{PRESSES} answered" in play.post.fine_print
    assert on_board(play, "learner 07") == [f"🥇 **{name}** — 10" for name in names[:10]]


def test_people_at_two_processes_at_once_count_once_each(stage_on: Callable[[str], Stage], postgres_url: str) -> None:
    first, second = stage_on(postgres_url), stage_on(postgres_url)
    prepared(first)
    second.content = first.content
    second.restart()
    action = open_challenge(first)
    events = [first.event(f"learner {number}", action) for number in range(10)]  # everybody presses on both
    answered = _mixed(first, second, lambda stage: stage.together(*events))
    counted = [one for one in answered if one.screens]
    assert 1 <= len(counted) <= len(events)
    for event in events:  # who was told to try again does, and then everybody has answered once
        first.run(first.engine.handle(event))
    split = first.look(lambda work: work.answers.split("challenge", 1))
    assert sum(split.values()) == len(events)
    assert on_board(first, "zoe") == [f"🥇 **learner {number}** — 10" for number in range(10)]


def test_a_first_press_of_somebody_new_through_two_processes_makes_one_learner(
    stage_on: Callable[[str], Stage], postgres_url: str
) -> None:
    first, second = stage_on(postgres_url), stage_on(postgres_url)
    prepared(first)
    second.content = first.content
    second.restart()
    action = open_challenge(first)
    event = first.event("zoe", action)
    effects, _ = sort_out(_mixed(first, second, lambda stage: stage.together(*[event] * 5)))
    assert len(effects) == 1
    assert first.learner_id("zoe") == second.learner_id("zoe")
    assert points_of(second, "zoe") == 10


def test_a_reveal_is_drawn_for_everybody_with_her_own_verdict(
    stage_on: Callable[[str], Stage], sqlite_url: str
) -> None:
    play = stage_on(sqlite_url)
    prepared(play)
    play.command("ann", "/daily")
    asked = asked_of(play, "ann")
    actions = [button.action for button in play.screen("ann").buttons][: len(asked.order)]
    answered = play.together(*(play.event(f"learner {slot}", action) for slot, action in enumerate(actions)))
    titles = [one.screens[0].title for one in answered]
    assert sum(title.startswith("✅") for title in titles) == 1
    assert sum(title.startswith("❌") for title in titles) == len(titles) - 1
    assert answer(play, "ann").screens[0].title.startswith("✅")


def _mixed(first: Stage, second: Stage, press: Callable[[Stage], list[Answered]]) -> list[Answered]:
    """The same on both stages, each on a thread of its own, begun at the same instant."""
    start = Barrier(2)

    def begin(stage: Stage) -> list[Answered]:
        start.wait(10)
        return press(stage)

    with ThreadPoolExecutor(2) as threads:
        return [one for part in threads.map(begin, (first, second)) for one in part]

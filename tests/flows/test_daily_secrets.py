"""What everybody sees before a challenge closes is the same whichever answer is right, and scores know no order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from flows.script import changed, of_kind, on_board, points_of, restage
from stage import SATURDAY, SQUARE, Stage

from bot.account.actions import ShowHelp
from bot.actions import Action
from bot.commands import read_line
from bot.community.actions import SetUpInDetail, ShowSetUp
from bot.daily.actions import AnswerChallenge, OpenDaily, ShowChallenge, TypeChallengeAnswer
from bot.daily.rules import Challenge
from bot.library import Content, Question, QuestionKind
from bot.questions import ask
from bot.screens import LETTERS, Screen

PEOPLE = ("ann", "ben", "cho", "dan")
KINDS = tuple(QuestionKind)


def keys_of(question: Question) -> list[Question]:
    """The question with every key that it might have as well, up to eight of them."""
    match question.kind:
        case QuestionKind.NUMERIC:
            return [replace(question, value=question.value * factor) for factor in (0.1, 1, 3, 10)]
        case QuestionKind.ORDERING:
            orders = list(permutations(range(len(question.options))))
            return [replace(question, sequence=order) for order in Random(3).sample(orders, 5)]
        case _:
            keys = sorted({*permutations([option.correct for option in question.options])})
            options = question.options
            return [
                replace(question, options=tuple(map(lambda one, key: replace(one, correct=key), options, right)))
                for right in keys[:8]
            ]


def public(play: Stage) -> list[tuple[str, str, Screen]]:
    """Everything that stood or was drawn at the place, message by message, with where and under which key."""
    drawn = [(delivery.place.id, delivery.key, screen) for delivery, screen in play.posts.carried]
    return sorted(drawn, key=lambda one: one[1])  # of different messages either may be drawn first


def evening(play: Stage, content: Content, room: int) -> tuple[list[tuple[str, str, Screen]], str]:
    """People answer a challenge in all ways there are, look around and ask; what everybody saw before it closed."""
    restage(play, content)
    play.posts.carried.clear()
    event = play.event("owner", SetUpInDetail(9 * 60, 6, 1, 1, talk=room), "UTC", may_manage=True)
    play.run(play.engine.handle(event))
    play.tick()
    challenge = play.look(lambda work: work.challenges.on(play.now.date()))
    assert challenge is not None
    asked = ask(content.library.questions[challenge.question_id], challenge.seed)
    for number, name in enumerate(PEOPLE):
        play.act(name, give(challenge, asked.question, number), typed(asked.question, number))
        for action in (OpenDaily(), ShowHelp()):
            play.act(name, action)
        play.pass_time(seconds=4)
    play.act("eve", ShowChallenge(challenge.id))
    play.act("owner", ShowSetUp(), may_manage=True)
    play.pass_time(hours=5)
    play.restart()
    play.tick()
    seen = public(play)
    play.pass_time(hours=19)
    closed = [screen.title for _, key, screen in public(play) if key == "daily:1"][-1]
    return seen, closed


def give(challenge: Challenge, question: Question, number: int) -> Action:
    """The press or the typing of one of the people."""
    if question.kind.is_pressed:
        return AnswerChallenge(challenge.id, number % len(question.options))
    return TypeChallengeAnswer(challenge.id)


def typed(question: Question, number: int) -> str:
    """What one of the people types: the same in every world."""
    if question.kind is QuestionKind.NUMERIC:
        return str(10**number)
    letters = list(LETTERS[: len(question.options)])
    Random(number).shuffle(letters)
    return " ".join(letters if question.kind is QuestionKind.ORDERING else letters[: len(question.key)])


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_public_effect_before_closing_changes_with_the_key(
    content: Content, stage_on: Callable[[str], Stage], empty_file: Path, tmp_path: Path, kind: QuestionKind
) -> None:
    question = next(one for one in content.library.questions.values() if of_kind(kind)(one) and not one.retired)
    room = KINDS.index(kind) % 3
    worlds = []
    for number, other in enumerate(keys_of(question)):
        path = tmp_path / f"{number}.db"
        path.write_bytes(empty_file.read_bytes())

        def only(one: Question, other: Question = other) -> Question:
            return other if one.id == other.id else replace(one, retired=True)

        worlds.append(evening(stage_on(f"sqlite:///{path}"), changed(content, only), room))
    assert len(worlds) >= 4
    assert len({closed for _, closed in worlds}) == len(worlds)  # each key is another one
    first, _ = worlds[0]
    assert len(first) > len(PEOPLE) // 2
    assert all(place == SQUARE.id for place, _, _ in first)
    for seen, _ in worlds[1:]:
        assert seen == first


@pytest.mark.parametrize("topics", ["", " data"])
def test_no_quiz_asks_what_an_open_challenge_asks(play: Stage, topics: str) -> None:
    """Neither on the next study day, nor where a place draws questions of its own."""
    action, zone = read_line(f"/setup 09:00 UTC now{topics}")
    play.act("owner", action, zone, may_manage=True)
    play.tick()
    challenge = play.look(lambda work: work.challenges.open_in(1))
    assert challenge is not None
    lesson = play.content.library.questions[challenge.question_id].lesson_id
    play.command("ann", f"/lesson {lesson}")
    ann = play.learner_id("ann")
    play.in_private("ann")
    ann = play.learner_id("ann")
    for hours in (0, 20):
        play.pass_time(hours=hours)
        play.command("ann", f"/quiz 20 {lesson}")
        quiz = play.look(lambda work: work.quizzes.open(ann))
        assert quiz is not None
        assert challenge.question_id not in quiz.question_ids
        play.press("ann", "End")


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.MULTIPLE], ids=str)
def test_the_order_in_which_answers_arrive_changes_no_score(
    content: Content, stage_on: Callable[[str], Stage], empty_file: Path, tmp_path: Path, kind: QuestionKind
) -> None:
    question = next(one for one in content.library.questions.values() if of_kind(kind)(one) and not one.retired)
    only = changed(content, lambda one: one if one.id == question.id else replace(one, retired=True))
    scores = []
    for number, order in enumerate(Random(1).sample(list(permutations(range(4))), 4)):
        path = tmp_path / f"{number}.db"
        path.write_bytes(empty_file.read_bytes())
        play = stage_on(f"sqlite:///{path}")
        restage(play, only)
        play.set_up("09:00", post_now=True)
        play.tick()
        challenge = play.look(lambda work: work.challenges.on(SATURDAY.date()))
        assert challenge is not None
        for one in order:
            play.act(PEOPLE[one], give(challenge, question, one), typed(question, one))
            play.pass_time(seconds=7)
        board = [line.split("**")[1:] for line in on_board(play, "ann")]
        split = play.look(lambda work, found=challenge: dict(work.answers.split("challenge", found.id)))
        scores.append(([points_of(play, name) for name in PEOPLE], board, split))
    assert all(score == scores[0] for score in scores)
    assert len(set(scores[0][0])) == 2  # some were right, some were not

"""Tokens: every action travels in 48 bytes and comes back the same; nothing else is read as one."""

from __future__ import annotations

import dataclasses
from typing import Any, get_type_hints

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.actions import TOKEN_BYTES, Action, BadToken, decode, encode
from bot.calendar import EVERY_DAY
from bot.community.actions import SetUp
from bot.daily.actions import AnswerChallenge, CloseChallenge, OpenDaily
from bot.daily.drawing import LEVELS, TOPICS
from bot.group_quiz.rules import Pace
from bot.learn.actions import ReadSection
from bot.library import SECTION_TITLES, VARIANT_TITLES
from bot.progress.actions import ShowBoard
from bot.progress.rules import Period
from bot.quiz.actions import CheckLesson, StartQuiz
from bot.quiz.rules import HARDEST, MOST
from bot.review.actions import RateCard, StartReview
from bot.routes import QUERIES, ROUTES, TIMERS
from bot.study.rules import LONGEST
from content.guides import MAX_TRACK_ID
from content.rules import MAX_LESSON_ID

KINDS = sorted((kind for kind in Action.__subclasses__() if kind.__module__.startswith("bot.")), key=lambda k: k.name)
LESSON = ("lesson" * MAX_LESSON_ID)[:MAX_LESSON_ID]
ROW = 2**40
"""More rows than will ever be: the id of a card, an answer, a quiz."""

LARGEST: dict[str, int | str] = {
    "again": 1,
    "anchor": max(SECTION_TITLES, key=len),
    "answer_id": ROW,
    "at_once": 1,
    "at_end": 1,
    "card_id": ROW,
    "challenge_id": ROW,
    "community_id": 10**12,
    "confidence": 3,
    "count": 100,
    "duel_id": ROW,
    "lesson_id": LESSON,
    "level": HARDEST,
    "levels": 2 ** len(LEVELS) - 1,
    "minutes": LONGEST,
    "page": 99,
    "on": 99991231,
    "pace": max(Pace, key=len).value,
    "percent": 100,
    "picked": 654321,
    "period": max(Period, key=len).value,
    "place_id": ROW,
    "position": 99,
    "post_now": 1,
    "posting_id": ROW,
    "question_id": f"{LESSON}-q99",
    "quiz_id": ROW,
    "rating": 4,
    "review_id": ROW,
    "revision": 10**9,
    "shields": 1,
    "shown": 1,
    "slot": 5,
    "slug": max(VARIANT_TITLES, key=len),
    "step": 2 * MOST,
    "talk": 2,
    "topic": LESSON,
    "topics": 2 ** len(TOPICS) - 1,
    "track_id": ("track" * MAX_TRACK_ID)[:MAX_TRACK_ID],
    "until": 99991231,
    "wall_minutes": 24 * 60 - 1,
    "weekdays": EVERY_DAY,
    "why": 1,
    "window_hours": 24 * 7,
}
"""The longest value that each field of an action may have."""


def largest(kind: type[Action]) -> Action:
    return kind(**{field.name: LARGEST[field.name] for field in dataclasses.fields(kind)})


@st.composite
def actions(draw: st.DrawFn) -> Action:
    """Any action with any values up to the longest."""
    kind = draw(st.sampled_from(KINDS))
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        most = LARGEST[field.name]
        if hints[field.name] is int:
            values[field.name] = draw(st.integers(0, int(most)))
        else:
            values[field.name] = draw(st.from_regex(rf"[a-z0-9-]{{0,{len(str(most))}}}", fullmatch=True))
    return kind(**values)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_action_fits_a_token_with_the_longest_ids_there_may_be(kind: type[Action]) -> None:
    action = largest(kind)
    token = encode(action)
    assert len(token.encode()) <= TOKEN_BYTES == 48
    assert decode(token) == action


def test_ids_of_lessons_and_anchors_are_as_long_as_the_authoring_guide_allows() -> None:
    assert len(LESSON) == 27
    assert len(str(LARGEST["anchor"])) == 12
    assert len(encode(ReadSection(LESSON, str(LARGEST["anchor"])))) == 47


@settings(max_examples=300, derandomize=True, deadline=None)
@given(actions())
def test_every_action_comes_back_from_its_token(action: Action) -> None:
    token = encode(action)
    assert decode(token) == action
    assert len(token.encode()) <= TOKEN_BYTES


@settings(max_examples=300, derandomize=True, deadline=None)
@given(actions(), actions())
def test_two_actions_never_share_a_token(one: Action, other: Action) -> None:
    assert (encode(one) == encode(other)) == (one == other)


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(alphabet="abcdefghijklmnopqrstuvwxyz.:0123456789-", max_size=60)))
@example("")
@example(":")
@example("\0")
@example("review.start\n")
@example("🐘" * 12)
@example("daily.answer:1:\ud800")
def test_any_other_text_is_no_token(text: str) -> None:
    try:
        action = decode(text)
    except BadToken:
        return
    assert encode(action) == text


@settings(max_examples=300, derandomize=True, deadline=None)
@given(actions(), st.integers(0, TOKEN_BYTES), st.characters())
def test_a_token_with_one_sign_changed_is_refused_or_means_what_it_says(action: Action, at: int, sign: str) -> None:
    token = encode(action)
    forged = token[:at] + sign + token[at + 1 :]
    try:
        assert encode(decode(forged)) == forged
    except BadToken:
        assert forged != token


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("nothing.here", id="no such action"),
        pytest.param("Review.start", id="capital letter"),
        pytest.param(" review.start", id="blank before"),
        pytest.param("review.start ", id="blank behind"),
        pytest.param("review.start:", id="an empty field too many"),
        pytest.param("review.start:1", id="a field too many"),
        pytest.param("review.rate:41:3", id="a field too few"),
        pytest.param("review.rate:41:3:2:1", id="four fields for three"),
        pytest.param("review.rate:41:3:", id="an empty number"),
        pytest.param("review.rate:41:3:x", id="a slug for a number"),
        pytest.param("review.rate:41:3:2.0", id="a fraction"),
        pytest.param("review.rate:41:3:1e1", id="an exponent"),
        pytest.param("review.rate:41:3:+2", id="a plus sign"),
        pytest.param("review.rate:41:3:02", id="a leading zero"),
        pytest.param("review.rate:41:3:00", id="two zeros"),
        pytest.param("review.rate:41:3:-0", id="minus zero"),
        pytest.param("review.rate:41:3:1_0", id="an underscore"),
        pytest.param("review.rate:41:3:٢", id="an Arabic digit"),
        pytest.param("review.rate:41:3:2\n", id="a line break"),
        pytest.param("review.rate:41:3:\0", id="a null byte"),
        pytest.param("review.turn:1234567890123456789:1", id="a number of 19 digits"),
        pytest.param("quiz.check:Cap-Theorem", id="a slug with capitals"),
        pytest.param("quiz.check:cap theorem", id="a slug with a blank"),
        pytest.param("quiz.check:cap_theorem", id="a slug with an underscore"),
        pytest.param("quiz.check:zürich", id="a slug with an umlaut"),
        pytest.param("quiz.check:" + "l" * 38, id="49 bytes"),
        pytest.param("quiz.check:" + "l" * 10_000, id="10,000 bytes"),
        pytest.param("lesson:a:b:c", id="a colon in a slug"),
    ],
)
def test_forged_and_broken_tokens_are_refused(token: str) -> None:
    with pytest.raises(BadToken):
        decode(token)


def test_a_token_of_exactly_48_bytes_is_read() -> None:
    assert decode("quiz.check:" + "l" * 37) == CheckLesson("l" * 37)


def test_a_refused_token_is_not_repeated_at_length() -> None:
    with pytest.raises(BadToken) as refused:
        decode("quiz.check:" + "l" * 10_000)
    assert len(str(refused.value)) <= TOKEN_BYTES


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(CheckLesson("l" * 38), id="49 bytes"),
        pytest.param(CheckLesson("Cap"), id="capital letter"),
        pytest.param(CheckLesson("a:b"), id="colon"),
        pytest.param(CheckLesson("a b"), id="blank"),
        pytest.param(CheckLesson("a_b"), id="underscore"),
        pytest.param(CheckLesson("zürich"), id="umlaut"),
        pytest.param(ShowBoard(Period.WEEK), id="an enum for its text"),
        pytest.param(AnswerChallenge(1, True), id="truth for a number"),
        pytest.param(AnswerChallenge(1, "2"), id="text for a number"),  # type: ignore[arg-type]
        pytest.param(AnswerChallenge(1, 2.0), id="fraction for a number"),  # type: ignore[arg-type]
        pytest.param(AnswerChallenge(10**18, 0), id="a number of 19 digits"),
        pytest.param(RateCard(10**17, 10**17, 1), id="three numbers too long together"),
    ],
)
def test_what_does_not_fit_a_token_is_refused_when_it_is_made(action: Action) -> None:
    with pytest.raises(ValueError, match=action.name):
        encode(action)


@pytest.mark.parametrize(
    ("action", "token"),
    [
        (StartReview(), "review.start"),
        (RateCard(41, 3, 2), "review.rate:41:3:2"),
        (OpenDaily(), "daily.open:0"),
        (OpenDaily(20261120), "daily.open:20261120"),
        (StartQuiz(5), "quiz.start:5:"),
        (StartQuiz(5, "cap-theorem"), "quiz.start:5:cap-theorem"),
        (ReadSection("cap-theorem", "trade-offs"), "lesson:cap-theorem:trade-offs"),
        (SetUp(540, 6, 1, 0), "community.setup:540:6:1:0"),
        (CloseChallenge(-1), "daily.close:-1"),
    ],
)
def test_tokens_in_messages_sent_long_ago_still_mean_the_same(action: Action, token: str) -> None:
    assert encode(action) == token
    assert decode(token) == action


def test_every_action_goes_to_exactly_one_handler() -> None:
    assert set(ROUTES) | set(QUERIES) == set(KINDS)
    assert not set(ROUTES) & set(QUERIES)
    assert set(ROUTES) >= TIMERS


def test_two_actions_may_not_have_one_name() -> None:
    with pytest.raises(TypeError, match=r"two actions are named review\.start"):

        class _Twin(Action, name="review.start"):
            pass

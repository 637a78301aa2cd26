"""A hostile user presses what she was never shown: nothing of anybody else changes, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, get_type_hints

import pytest
import sqlalchemy as sa
from flows.script import answer, asked_of
from flows.table import Table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import PLATFORM, SQUARE, Stage

from bot.actions import Action, BadToken, decode, encode
from bot.community.actions import SetUp
from bot.effects import Notice
from bot.events import Place, User
from bot.routes import QUERIES, ROUTES, TIMERS
from storage.models import metadata

KINDS = sorted({*ROUTES, *QUERIES}, key=lambda kind: kind.name)
PLACES = [
    SQUARE,
    Place(PLATFORM, "private eve"),
    Place(PLATFORM, "market", "village"),
    Place("other", "x", "town", "7"),
]
HERS_TOO = {"question_ratings", "challenges", "deliveries", "accounts", "members"}
"""Tables that answers of anybody may change: how hard a question is, what a date's question is, a live count."""

wild = st.one_of(
    st.sampled_from([20261121, 20261199, 99999999, 2**31, 2**53, 10**17, -(10**17), 10**18 - 1]),
    st.integers(-(10**18) + 1, 10**18 - 1),
)
ids, others = st.one_of(st.integers(0, 25), st.integers(0, 3), wild), st.one_of(st.integers(-1, 4), wild)
slugs = st.one_of(
    st.sampled_from(["", "kafka", "concept", "week", "all", "mixed", "nothing", "sk-caching", "-", "0"]),
    st.from_regex(r"[a-z0-9-]{0,20}", fullmatch=True),
)
texts = st.one_of(
    st.sampled_from(["", "kafka", "A", "A C", "1e999", "Europe/Berlin", "mixed", "\x00", "\ud800", "x" * 9000]),
    st.text(st.characters(exclude_categories=()), max_size=40),
)


@st.composite
def forged(draw: st.DrawFn) -> Action:
    """Any action with any fields that fit a token."""
    kind = draw(st.sampled_from(KINDS))
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in fields(kind):
        number = ids if field.name.endswith("_id") else others
        values[field.name] = draw(number if hints[field.name] is int else slugs)
    action = kind(**values)
    try:
        return decode(encode(action))
    except (ValueError, BadToken):
        return kind(**{name: 1 if isinstance(value, int) else "kafka" for name, value in values.items()})


def crowded_square(play: Stage) -> None:
    """Ann and ben have answers, cards, an open quiz and settings, play a quiz together and have a duel open.

    The challenge is open too.
    """
    play.set_up(post_now=True)
    play.tick()
    for name in ("ann", "ben"):
        play.command(name, "/daily")
        answer(play, name, right=name == "ann")
        play.command(name, "/lesson caching")
        play.press(name, "Save cards")
        play.command(name, "/review")
        play.press(name, "Show answer")
        play.press(name, "Got it")
        play.command(name, "/quiz")
        answer(play, name)
        play.press(name, "Next")
    play.pass_time(days=1)
    Table(play, quiz_id=3).start("ann", "/quiz kafka relaxed", "ben")
    play.has_company = False
    play.command("ann", "/quiz @ben caching 3")
    play.tick()
    play.command("ann", "/daily")


def what_others_have(engine: sa.Engine) -> dict[str, list[Any]]:
    """All rows that are not eve's, table by table."""
    with engine.connect() as connection:
        known = connection.execute(sa.text("SELECT learner_id FROM accounts WHERE external_id = 'eve'"))
        eve = {row[0] for row in known}
        quizzes = {row[0] for row in connection.execute(sa.text("SELECT id, learner_id FROM quizzes")) if row[1] in eve}
        rows: dict[str, list[Any]] = {}
        for table in metadata.sorted_tables:
            if table.name in HERS_TOO:
                continue
            owner = {"learners": "id", "quiz_questions": "quiz_id"}.get(table.name, "learner_id")
            hers = quizzes if owner == "quiz_id" else eve
            found = [row._asdict() for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            rows[table.name] = [row for row in found if row.get(owner) not in hers]
        return rows


@pytest.mark.parametrize(
    ("kind", "examples"), [("sqlite_url", 800), ("postgres_url", 150)], ids=["sqlite", "postgresql"]
)
def test_nothing_forged_changes_what_others_have_or_breaks(
    request: pytest.FixtureRequest, stage_on: Callable[[str], Stage], kind: str, examples: int
) -> None:
    play = stage_on(request.getfixturevalue(kind))
    crowded_square(play)
    engine = sa.create_engine(play.url.replace("postgresql:", "postgresql+psycopg:"))
    before = what_others_have(engine)
    filled = (
        "learners",
        "postings",
        "timers",
        "quizzes",
        "group_quizzes",
        "quiz_players",
        "duels",
        "cards",
        "answers",
        "reviews",
    )
    assert all(before[name] for name in filled)

    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(action=forged(), text=texts, place=st.sampled_from(PLACES))
    def press(action: Action, text: str, place: Place) -> None:
        event = replace(play.event("eve", action, text), place=place, user=User(place.platform, "eve", "eve"))
        for effect in play.run(play.engine.handle(event)):
            assert not isinstance(effect, Notice) or "Something went wrong" not in effect.text
        assert what_others_have(engine) == before

    press()
    engine.dispose()
    play.tick()
    play.command("ann", "/daily")
    assert answer(play, "ann").screens[0].fine_print.startswith("+10")


def test_whatever_ann_may_press_eve_may_not(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    play.set_up(post_now=True)
    play.command("ann", "/daily")
    answer(play, "ann", right=False)
    hers = [button.action for button in play.screen("ann").buttons if button.label in ("Sure", "Think so", "Guess")]
    play.command("ann", "/quiz")
    hers += [button.action for button in play.screen("ann").buttons]
    play.command("ann", "/lesson caching")
    play.press("ann", "Save cards")
    play.command("ann", "/review")
    play.press("ann", "Show answer")
    play.press("ann", "Got it")
    hers += [button.action for button in play.screen("ann").buttons]
    play.press("ann", "Show answer")
    rated = [button.action for button in play.screen("ann").buttons if button.label != "Read the lesson"]
    engine = sa.create_engine(play.url.replace("postgresql:", "postgresql+psycopg:"))
    before = what_others_have(engine)
    for action in [*hers, *rated]:
        refused = play.act("eve", action, "A")
        assert (len(refused.notices), refused.screens) == (1, []), action
        assert what_others_have(engine) == before, action
    engine.dispose()
    assert {type(action).__name__ for action in [*hers, *rated]} >= {
        "Confide",
        "EndQuiz",
        "RateCard",
        "ShowQuestion",
        "SuspendCard",
        "TurnCard",
        "UndoReview",
    }


@pytest.mark.parametrize("kind", sorted(TIMERS, key=lambda kind: kind.name), ids=lambda kind: kind.name)
def test_what_the_clock_does_nobody_else_can(play: Stage, kind: type[Action]) -> None:
    play.set_up(post_now=True)
    play.tick()
    answered = play.act("eve", kind(1))
    assert "by itself when it is time; nothing changed" in answered.notices[0]
    play.tick()
    assert len(play.posts.carried) == 1
    play.command("ann", "/daily")
    assert asked_of(play, "ann")


def test_nobody_becomes_a_manager_by_a_token(play: Stage) -> None:
    assert "Only those who manage" in play.act("eve", SetUp(0, 1, 0, 1), "UTC").notices[0]
    play.tick()
    assert play.posts.carried == []

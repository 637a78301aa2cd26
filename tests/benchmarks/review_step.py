"""The whole review step (event, handler, commit, next card) on durable SQLite against Anki's engine on as many cards.

The two take turns in short rounds, so that a busy machine slows both; the ratio is the median of the rounds'.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa

from bot.__main__ import run_fast
from bot.effects import Effect, Show
from bot.engine import Engine
from bot.events import Event, Place, User
from bot.library import Content, Library
from bot.ports import UnitOfWork
from bot.review.actions import RateCard, StartReview, TurnCard
from content.loader import SHIPPED, load
from content.search import LibrarySearch
from storage.database import Database
from storage.migrations import migrate
from storage.models import cards
from storage.reader import Reader
from storage.unit_of_work import Transactions

ANKI = "anki==26.9.3"
CARDS = 10_000
DECKS = 5
ROUNDS = 3
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PLACE = Place("bench", "square", "town")


def run() -> None:
    """Prints both ratios."""
    print(f"\nreview step, {CARDS} due cards, synchronous=FULL, against {ANKI}: higher is better")
    for learners, steps, wanted in ((200, 12, 2.0), (1, 600, 0.6)):
        ours, theirs = [], []
        for _ in range(DECKS):
            with AnkiSide() as anki:
                taken = run_fast(rounds(learners, steps, anki))
            ours += taken[0]
            theirs += taken[1]
        pairs = sorted(b / a for a, b in zip(ours, theirs, strict=True))
        ratio = statistics.median(pairs)
        steps_taken = f"{statistics.median(ours) * 1e6:.0f} us a step, theirs {statistics.median(theirs) * 1e6:.0f}"
        spread = f"rounds {pairs[0]:.2f} to {pairs[-1]:.2f}"
        print(f"  {learners:3d} at once: {ratio:.2f} times Anki's steps a second, wanted {wanted}")
        print(f"               ({spread}; {steps_taken})")


class AnkiSide:
    """Anki in a process and an environment of its own, made at first use."""

    def __enter__(self) -> AnkiSide:
        folder = Path(".venv/anki")
        python = folder / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", ANKI]
        subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
        script = Path(__file__).with_name("anki_side.py")
        self._process = subprocess.Popen(
            [str(python), str(script), str(CARDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def steps(self, count: int) -> float:
        """Seconds a step."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        return float(self._line()) / count

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


async def rounds(learners: int, steps: int, anki: AnkiSide) -> tuple[list[float], list[float]]:
    """Seconds a step of both sides, round by round; the first round only warms both up."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        database.open()
        migrate(database)
        reader, transactions = Reader(database), Transactions(database)
        library = big_library()
        gc.collect()
        gc.freeze()  # as the program does after loading its content
        engine = Engine(transactions, reader, Content(library, LibrarySearch(load(SHIPPED))))
        users = [User("bench", str(number), f"learner {number}") for number in range(learners)]
        await engine.run(lambda work: fill(work, users, list(library.cards)))
        turns = await asyncio.gather(*(engine.handle(Event(StartReview(), user, PLACE, NOON)) for user in users))
        shown = [card_of(effects) for effects in turns]
        ours, theirs = [], []
        for number in range(ROUNDS + 1):
            began = time.perf_counter()
            shown = await asyncio.gather(
                *(study(engine, user, card, steps) for user, card in zip(users, shown, strict=True))
            )
            took = (time.perf_counter() - began) / (learners * steps)
            other = anki.steps(min(600, learners * steps))
            if number:
                ours.append(took)
                theirs.append(other)
        await engine.close()
        await reader.close()
        transactions.close()
        database.close()
    return ours, theirs


async def study(engine: Engine, user: User, card: TurnCard, steps: int) -> TurnCard:
    """One learner rates one card after the other Good."""
    for _ in range(steps):
        card = card_of(await engine.handle(Event(RateCard(card.card_id, card.revision, 3), user, PLACE, NOON)))
    return card


def card_of(effects: list[Effect]) -> TurnCard:
    """The card that is shown now."""
    for effect in effects:
        if isinstance(effect, Show) and isinstance(action := effect.screen.buttons[0].action, TurnCard):
            return action
    raise AssertionError(f"no card is shown: {effects}")


def big_library() -> Library:
    """The shipped library with its cards copied until there are enough."""
    library = load(SHIPPED)
    originals = list(library.cards.values())
    copies = (replace(originals[number % len(originals)], id=f"card-{number}") for number in range(CARDS))
    return replace(library, cards={card.id: card for card in copies})


def fill(work: UnitOfWork, users: list[User], ids: list[str]) -> None:
    """Gives everyone an equal share of due cards."""
    put = sa.insert(cards)
    for user in users:
        learner = work.learners.present(user, PLACE, NOON)
        work.learners.prefer(learner.id, replace(learner.preferences, cards_a_day=99_999))
        for content_id in ids[: CARDS // len(users)]:
            work.deck._link.run(  # type: ignore[attr-defined]  # filling is no part of what is measured
                put,
                learner_id=learner.id,
                content_id=content_id,
                revision=0,
                is_suspended=False,
                is_new=False,
                priority=0,
                stability=6.0,
                difficulty=5.0,
                reviewed_on=date(2026, 11, 14),
                due_on=date(2026, 11, 20),
                lapses=0,
            )

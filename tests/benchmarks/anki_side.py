"""Anki's own engine on as many cards, in an environment of its own. Steps when told so on standard input.

Each line read is a number of steps; each line written is the seconds they took. A step is what a desktop client does:
fetch the queued card with its next states, answer it Good.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import anki.collection  # noqa: F401 - first, for its modules import one another in a circle
from anki.cards import Card
from anki.collection import AddNoteRequest, Collection
from anki.scheduler.v3 import CardAnswer


def collection(folder: str, cards: int) -> Collection:
    col = Collection(str(Path(folder) / "collection.anki2"))
    kind = col.models.by_name("Basic")
    deck = col.decks.id("Default")
    limits = col.decks.config_dict_for_deck_id(deck)
    limits["new"]["perDay"] = limits["rev"]["perDay"] = 9999
    col.decks.update_config(limits)
    col.set_config("fsrs", True)
    requests = []
    for number in range(cards):
        note = col.new_note(kind)
        note["Front"], note["Back"] = f"front {number}", f"back {number}"
        requests.append(AddNoteRequest(note, deck))
    col.add_notes(requests)
    # All of them are due reviews that FSRS knows, as on the other side; without that memory a step takes twice as long.
    known = json.dumps({"s": 6.0, "d": 5.0, "dr": 0.9, "lrt": int(time.time()) - 7 * 86400})
    col.db.execute(
        "update cards set type = 2, queue = 2, ivl = 6, factor = 2500, reps = 1, due = ?, data = ?",
        col.sched.today - 1,
        known,
    )
    return col


def step(col: Collection) -> None:
    queued = col.sched.get_queued_cards(fetch_limit=1).cards[0]
    card = Card(col)
    card._load_from_backend_card(queued.card)
    card.start_timer()
    answer = col.sched.build_answer(card=card, states=queued.states, rating=CardAnswer.GOOD)
    col.sched.answer_card(answer)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        col = collection(folder, int(sys.argv[1]))
        print(f"ready synchronous={col.db.scalar('pragma synchronous')}", flush=True)
        for line in sys.stdin:
            began = time.perf_counter()
            for _ in range(int(line)):
                step(col)
            print(time.perf_counter() - began, flush=True)
        col.close()


main()

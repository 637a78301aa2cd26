"""The process is killed at random moments of a study session of two people; it goes on where the log ends.

A reference run notes the state after every line. Each kill must leave the state after the lines that were answered, or
after one more whose answer was not printed yet. The restarted session then plays the rest and ends like the reference.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

# Only the last line of an act changes anything that doing it again would change once more.
# Ann plays her quiz before bob comes: among others it would be a lobby.
ACTS: tuple[tuple[str, ...], ...] = (
    ("/user ann", "/quiz 3"),
    *(("/user ann", "/quiz", "show") for _ in range(3)),
    ("/user ann", "/daily", "show"),
    ("/user bob", "/daily", "show"),
    ("/user ann", "/lesson caching", "save"),
    ("/user bob", "/lesson kafka", "save"),
    *((f"/user {name}", "/review", "1", press) for name in ("ann", "bob") for press in ("got", "forgot", "got")),
    ("/user bob", "/settings", "4 rating"),
    ("/user bob", "/review", "1", "easy"),
    ("/user ann", "/settings", "hide"),
    *(("/user bob", "/lesson idempotency", "quiz", "show") for _ in range(2)),
    ("/user bob", "/lesson idempotency", "quiz", "end"),
)
LINES = [line for act in ACTS for line in act]
STATE = {
    "learners": "id, name, rating_buttons, is_on_boards",
    "accounts": "platform, external_id, learner_id",
    "answers": "learner_id, source, source_id, position, question_id, given, is_right",
    "reviews": "learner_id, card_id, revision, rating, points, is_undone",
    "cards": "learner_id, content_id, revision, is_new, due_on, lapses, again_on, round(stability, 6)",
    "quizzes": "id, learner_id, topic, finished_at IS NULL",
    "quiz_questions": "quiz_id, position, question_id",
    "points": "learner_id, act, points",
    "study_days": "learner_id, challenges, quizzes, due_reviews, new_cards, cleared_queue",
    "sections_read": "learner_id, lesson_id, anchor",
    "skill_ratings": "learner_id, skill, value, answers",
}
ECHO = ("ann> ", "bob> ")
NONSENSE = "zzz"
"""Its answer says that the line before is done, and leaves the last screen as it is."""


def state(folder: Path) -> tuple[object, ...]:
    """What the database holds, without the instants."""
    path = folder / "data" / "quorum.db"
    if not path.exists():
        return tuple(() for _ in STATE)
    with sqlite3.connect(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        found = [
            tuple(sorted(map(repr, connection.execute(f"SELECT {columns} FROM {table}")))) if table in tables else ()
            for table, columns in STATE.items()
        ]
    connection.close()
    return tuple(found)


def start(folder: Path) -> subprocess.Popen[str]:
    """A session of ann in a terminal at the other end of a pipe."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith("QUORUM_")}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "--user", "ann"],
        cwd=folder,
        env={**environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TZ": "UTC"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def play(folder: Path, lines: Sequence[str]) -> str:
    """Plays lines to their end; what was printed."""
    process = start(folder)
    out, err = process.communicate("".join(f"{line}\n" for line in lines), timeout=60)
    assert process.returncode == 0, err
    assert not err
    return out


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[object, ...]], float]:
    """The state before the first and after every line, and the seconds that a whole session takes."""
    folder = tmp_path_factory.mktemp("reference")
    process = start(folder)
    assert process.stdin is not None
    assert process.stdout is not None
    states = []
    for line in (NONSENSE, *LINES):
        process.stdin.write(f"{line}\n{NONSENSE}\n")
        process.stdin.flush()
        for _ in range(2 if line == NONSENSE else 1):
            while f"{NONSENSE} was not understood" not in process.stdout.readline():
                pass
        states.append(state(folder))
    process.communicate()
    timed = tmp_path_factory.mktemp("timed")
    began = time.monotonic()
    play(timed, LINES)
    assert state(timed) == states[-1]
    return states, time.monotonic() - began


def test_nothing_answered_is_lost_whenever_the_process_dies(
    reference: tuple[list[tuple[object, ...]], float], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    states, seconds = reference
    moments = random.Random(20261121)
    unacknowledged = 0
    for number in range(pytestconfig.getoption("--kills")):
        folder = tmp_path / str(number)
        folder.mkdir()
        answered = kill_after(folder, moments.uniform(0, seconds))
        left = state(folder)
        assert left in states[answered : answered + 2], f"kill {number}: {answered} lines were answered"
        reached = max(index for index in range(answered, min(answered + 2, len(states))) if states[index] == left)
        unacknowledged += left != states[answered]
        play(folder, rest_of_script(reached))
        assert state(folder) == states[-1], f"kill {number}: the session did not end as it should"
    print(f"kills: {number + 1}, of these {unacknowledged} with one act stored and not yet answered")


def kill_after(folder: Path, seconds: float) -> int:
    """Plays the whole script and kills the process after so many seconds; how many lines were surely answered."""
    process = start(folder)
    assert process.stdin is not None
    process.stdin.write("".join(f"{line}\n" for line in LINES))
    process.stdin.flush()
    try:
        process.wait(seconds)  # it does not end by itself: its input stays open
    except subprocess.TimeoutExpired:
        process.kill()
    out, _ = process.communicate()
    echoed = sum(line.startswith(ECHO) for line in out.splitlines())
    return max(0, echoed - 1)


def rest_of_script(lines_done: int) -> list[str]:
    """The acts that are not done; one that was begun is done again from its first line."""
    rest: list[str] = []
    done = 0
    for act in ACTS:
        done += len(act)
        if done > lines_done:
            rest.extend(act)
    return rest

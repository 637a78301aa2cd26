"""The queue of wrong questions on the command line, beside a process that runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from e2e.terminal import piped, quorum

from bot.library import Library, QuestionKind
from content.loader import SHIPPED, load


@pytest.fixture(scope="module")
def library() -> Library:
    """The shipped library."""
    return load(SHIPPED)


@pytest.fixture
def name(library: Library) -> str:
    """A question that takes one option."""
    return next(one.id for one in library.questions.values() if one.kind is QuestionKind.SINGLE)


def test_a_question_is_frozen_corrected_and_released_while_the_program_runs(tmp_path: Path, name: str) -> None:
    with piped(tmp_path, "--user", "ann") as live:
        live.until("Show me")
        assert quorum(tmp_path, "reports").out == "No question is reported or frozen.\n"
        frozen = quorum(tmp_path, "reports", "freeze", name, "Two are right.")
        assert (frozen.code, frozen.err) == (0, "")
        listed = quorum(tmp_path, "reports").out
        assert listed.startswith(f"{name} frozen: Two are right. 0 of 0 answers right.")
        right = int(re.findall(r"^  (\d) \+", listed, re.MULTILINE)[0])
        corrected = quorum(tmp_path, "reports", "correct", name, str(right % 3 + 1))
        assert (corrected.code, corrected.err) == (0, "")
        assert f"{name} has another key. 0 answers of 0 learners judged anew" in corrected.out
        assert quorum(tmp_path, "reports").out == "No question is reported or frozen.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("freeze",), "There is no question"),
        (("freeze", "no-such-q01"), "There is no question no-such-q01"),
        (("correct", "NAME", "B"), "B is no key of NAME: name options by their places in the file"),
        (("burn", "NAME"), "invalid choice: 'burn'"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, name: str, words: tuple[str, ...], said: str) -> None:
    quorum(tmp_path, "--user", "ann", lines=["/quit"])
    ended = quorum(tmp_path, "reports", *(word.replace("NAME", name) for word in words))
    assert (ended.code, ended.out) == (2, "")
    assert said.replace("NAME", name) in ended.err


def test_without_a_database_there_is_no_queue_and_none_is_made(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "reports")
    assert (ended.code, ended.out) == (2, "")
    assert "There is no database data/quorum.db yet." in ended.err

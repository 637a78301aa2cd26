"""The ledger on the command line, beside a process that runs."""

from __future__ import annotations

from pathlib import Path

from e2e.terminal import piped, quorum


def test_the_ledger_shows_places_and_dates_while_the_program_runs(tmp_path: Path) -> None:
    with piped(tmp_path, "--user", "ann") as live:
        live.until("Show me")
        shown = quorum(tmp_path, "ledger")
        nothing = quorum(tmp_path, "ledger", "--place", "elsewhere")
        later = quorum(tmp_path, "ledger", "--from", "2999-01-01", "--place", "terminal")
    assert (shown.code, shown.err) == (0, "")
    heading, row = shown.out.strip().split("\n")
    assert heading.startswith("place 1: console/terminal/terminal, 04:00 ")
    assert " posted " in row
    assert "due " in row
    assert nothing.out.strip() == "There is no such place."
    assert later.out.strip() == heading


def test_without_a_database_the_ledger_says_so_and_makes_none(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "ledger")
    assert (ended.code, ended.out) == (2, "")
    assert "There is no database data/quorum.db yet." in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    ended = quorum(tmp_path, "ledger", "--from", "yesterday")
    assert ended.code == 2
    assert "yesterday" in ended.err

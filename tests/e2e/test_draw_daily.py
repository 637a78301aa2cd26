"""`quorum draw-daily`: a year's calendar from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.terminal import quorum

from content.loader import SHIPPED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content."""
    copy = tmp_path / "content"
    copy.mkdir()
    shutil.copy(SHIPPED / "taxonomy.yaml", copy)
    shutil.copytree(SHIPPED / "library", copy / "library")
    return copy


def test_a_year_is_drawn_into_the_folder_and_the_same_again(folder: Path, tmp_path: Path) -> None:
    first = quorum(tmp_path, "draw-daily", "2031", str(folder))
    assert (first.code, first.err) == (0, "")
    assert "365 days from" in first.out
    assert "365 of the questions were in no calendar of an earlier year" in first.out
    file = folder / "daily" / "2031.yaml"
    text = file.read_text()
    refused = quorum(tmp_path, "draw-daily", "2031", str(folder))
    assert refused.code == 2
    assert "--again" in refused.err
    assert quorum(tmp_path, "draw-daily", "2031", str(folder), "--again").code == 0
    assert file.read_text() == text
    assert quorum(tmp_path, "check-content", str(folder)).out.endswith("no faults.\n")
    doctor = quorum(tmp_path, "doctor", QUORUM_CONTENT_DIR=str(folder))
    assert "daily calendar: until 2031-12-31" in doctor.out


@pytest.mark.parametrize("year", ["1999", "next", "30000"])
def test_a_year_that_is_none_is_refused(folder: Path, tmp_path: Path, year: str) -> None:
    ended = quorum(tmp_path, "draw-daily", year, str(folder))
    assert ended.code == 2
    assert "year" in ended.err

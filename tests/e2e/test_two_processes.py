"""Two processes share a PostgreSQL and are killed at random: every date is posted once or missed for a true reason."""

from __future__ import annotations

from random import Random

import psycopg
import pytest
from e2e.two_processes import WIRE, Pair, judge, set_up


def test_two_processes_post_every_date_once_though_either_is_killed(
    postgres: str, postgres_url: str, request: pytest.FixtureRequest
) -> None:
    is_long = request.config.getoption("--soak")
    places, days, kills = (500, 30, 120) if is_long else (10, 2, 3)
    wire_url = postgres.replace("/postgres?", "/wire?")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE wire")
    with psycopg.connect(wire_url, autocommit=True) as connection:
        connection.execute(WIRE)
    random = Random(11)
    schedules = set_up(postgres_url, places, random)
    pair = Pair(postgres_url, wire_url, random)
    pair.run(days, kills)
    figures = judge(pair, schedules, days)
    print(
        f"{places} places, {days} days, {figures.kills} kills ({figures.outages} times both): "
        f"{figures.posted} posted once, {figures.missed} missed with a true reason, {len(figures.faults)} faults"
    )
    assert figures.faults == []
    assert figures.posted > places * (days - 2) // 2

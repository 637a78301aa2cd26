"""The web server: whether the database answers, a port that is taken, bodies for those who take them."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from stage import Stage

from adapters.web.app import LARGEST_BODY, WebApp
from bot.errors import StartError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def play(stage_on: Callable[[str], Stage], sqlite_url: str) -> Stage:
    """An engine on a database."""
    return stage_on(sqlite_url)


@asynccontextmanager
async def client_of(web: WebApp, port: int) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who calls."""
    await web.start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        yield client
    await web.finish()


def test_health_is_that_of_the_database(play: Stage, port: int) -> None:
    path = Path(play.url.removeprefix("sqlite:///"))
    aside = path.with_suffix(".aside")

    async def ask() -> tuple[int, str]:
        async with client_of(WebApp(play.engine, "127.0.0.1", port), port) as client:
            answer = await client.get("/healthz")
            return answer.status, await answer.text()

    path.rename(aside)
    path.mkdir()
    broken, sentence = play.run(ask())
    path.rmdir()
    aside.rename(path)
    assert play.run(ask()) == (200, "ok\n")
    assert broken == 503
    assert sentence.strip().endswith(".")
    assert "Traceback" not in sentence


def test_what_is_posted_reaches_who_takes_it(play: Stage, port: int) -> None:
    taken: list[tuple[str, bytes]] = []

    async def take(headers: Mapping[str, str], body: bytes) -> int:
        taken.append((headers["X-Who"], body))
        return 418

    async def ask() -> list[int]:
        web = WebApp(play.engine, "127.0.0.1", port)
        web.receive("/hook", take)
        async with client_of(web, port) as client:
            headers = {"x-who": "me"}
            return [
                (await client.post("/hook", data=b"{}", headers=headers)).status,
                (await client.post("/hook", data=io.BytesIO(bytes(LARGEST_BODY + 1)), headers=headers)).status,
                (await client.get("/hook")).status,
                (await client.get("/elsewhere")).status,
            ]

    assert play.run(ask()) == [418, 413, 405, 404]
    assert taken == [("me", b"{}")]


def test_a_port_that_is_taken_is_told(play: Stage, port: int) -> None:
    async def ask() -> None:
        async with client_of(WebApp(play.engine, "127.0.0.1", port), port):
            with pytest.raises(StartError, match=f"QUORUM_WEB_PORT: 127.0.0.1:{port} cannot be used"):
                await WebApp(play.engine, "127.0.0.1", port).start()

    play.run(ask())

"""`python -m bot` on Telegram as a process: refused starts, bad weather, a kill between update and answer."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from e2e.telegram_chats import BOT
from e2e.telegram_service import TOKEN, Fault, Service
from e2e.terminal import PATIENCE_SECONDS, environment

SECRET = "s3cret-token_1"


async def process(folder: Path, service: Service, **more: str) -> asyncio.subprocess.Process:
    """Starts the program in a folder."""
    settings = {"QUORUM_TELEGRAM_TOKEN": TOKEN, "QUORUM_TELEGRAM_API_URL": service.url, "QUORUM_WEB_PORT": "0"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=folder,
        env=environment(**{**settings, **more}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def running(folder: Path, service: Service, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program while it runs; it ends in order."""
    started = await process(folder, service, **more)
    try:
        yield started
        started.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            _, said = await started.communicate()
        assert started.returncode == 0, said.decode()
        assert b"Traceback" not in said
        assert TOKEN.encode() not in said
    finally:
        if started.returncode is None:
            started.kill()
            await started.communicate()


async def ended(started: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """Exit code and complaint of a program that ends by itself."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        _, said = await started.communicate()
    return started.returncode, said.decode()


def on(play: Callable[[Service], Awaitable[Any]]) -> Any:
    """Plays with a service of its own."""

    async def played() -> Any:
        service = Service()
        await service.start()
        try:
            return await play(service)
        finally:
            await service.close()

    return asyncio.run(played())


def test_a_start_that_telegram_refuses_says_why(tmp_path: Path) -> None:
    async def play(service: Service) -> None:
        service.conflicts = 1
        code, said = await ended(await process(tmp_path, service))
        assert code == 2
        assert said.splitlines()[-1].startswith("QUORUM_TELEGRAM_TOKEN: another program takes the updates of this bot.")
        service.token = "999:another-one"
        code, said = await ended(await process(tmp_path, service))
        assert code == 2
        assert said.splitlines()[-1].startswith("QUORUM_TELEGRAM_TOKEN: Telegram refused this token.")
        assert TOKEN not in said

    on(play)


def test_where_telegram_cannot_be_reached_the_start_waits(tmp_path: Path) -> None:
    async def play(service: Service) -> None:
        service.faults = [Fault("getMe", "reset")]
        async with running(tmp_path, service):
            await service.until_quiet()
        assert service.faults[0].count == 0

    on(play)


def test_the_most_detailed_log_holds_neither_the_token_nor_what_people_write(tmp_path: Path) -> None:
    async def play(service: Service) -> None:
        ann = service.person("Ann")
        started = await process(tmp_path, service, QUORUM_LOG_LEVEL="DEBUG")
        await service.until_quiet()
        service.say(ann, "/find unheardof")
        await service.until_quiet()
        started.terminate()
        code, said = await ended(started)
        assert "unheardof" in service.last(ann)
        assert code == 0
        assert "telegram=ready" in said
        assert TOKEN not in said
        assert "unheardof" not in said

    on(play)


def answers(folder: Path) -> int:
    """How many answers are stored."""
    with sqlite3.connect(folder / "data" / "quorum.db") as connection:
        found = connection.execute("SELECT count(*) FROM answers").fetchone()[0]
    connection.close()
    return int(found)


def test_a_kill_between_update_and_answer_loses_neither(tmp_path: Path) -> None:
    async def play(service: Service) -> None:
        ann = service.person("Ann")
        killed = await process(tmp_path, service)
        await service.until_quiet()
        service.say(ann, "/daily")
        await service.until_quiet()
        service.faults = [Fault("answerCallbackQuery", "hang"), Fault("editMessageText", "hang")]
        press_id = service.press(ann, "Show me")
        await service.until(lambda: not any(fault.count for fault in service.faults))
        assert answers(tmp_path) == 1
        killed.kill()
        await killed.communicate()
        assert service.presses[press_id] is None
        service.say(ann, "/help")
        async with running(tmp_path, service):
            await service.until_quiet()
        answer = service.presses[press_id]
        assert answer is not None
        assert answer["text"].startswith("You asked to be shown this one before")
        assert service.last(ann).startswith("What you can do here")
        assert answers(tmp_path) == 1

    on(play)


def test_a_kill_during_a_post_leaves_one_post(tmp_path: Path) -> None:
    async def play(service: Service) -> None:
        olga = service.person("Olga")
        killed = await process(tmp_path, service)
        await service.until_quiet()
        group = service.group("supergroup", owner=olga)
        await service.until(lambda: service.shown(group))
        service.say(olga, "/setup 09:00 UTC", group)
        await service.until_quiet()
        service.faults = [Fault("sendMessage", "hang", group, after=True)]
        service.press(olga, "Post one now", group)
        await service.until(lambda: "Daily challenge" in service.last(group))
        killed.kill()
        await killed.communicate()
        with sqlite3.connect(tmp_path / "data" / "quorum.db") as connection:  # nobody waits for the lease to end
            connection.execute("UPDATE deliveries SET lease_until = 0 WHERE delivered_at IS NULL")
        connection.close()
        async with running(tmp_path, service):
            await service.until(lambda: service.tried("editMessageReplyMarkup"))
            await service.until_quiet()
        assert ["Daily challenge" in one["text"] for one in service.shown(group)] == [False, False, True]

    on(play)


def free_port() -> int:
    """A port that nobody listens on."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_webhook_takes_updates_of_telegram_alone(tmp_path: Path) -> None:
    port = free_port()
    hook = {
        "QUORUM_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/hook",
        "QUORUM_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "QUORUM_WEB_PORT": str(port),
    }

    async def play(service: Service) -> None:
        ann = service.person("Ann")
        head = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with running(tmp_path, service, **hook), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
            await service.until(lambda: service.webhook)
            assert (service.webhook["secret_token"], "drop_pending_updates" in service.webhook) == (SECRET, False)
            async with client.get("/healthz") as answer:
                assert (answer.status, await answer.text()) == (200, "ok\n")
            update = service.push("message", service.chats[ann].messages[service.say(ann, "/start")])
            for headers, body, status in (
                (head, b"not json", 400),
                ({}, b"{}", 403),
                ({"X-Telegram-Bot-Api-Secret-Token": "x"}, b"{}", 403),
            ):
                async with client.post("/telegram/hook", data=body, headers=headers) as answer:
                    assert answer.status == status
            for _ in range(2):  # the second time as after an answer that Telegram did not hear
                status = 503
                while status == 503:
                    async with client.post("/telegram/hook", json=update, headers=head) as answer:
                        status = answer.status
                assert status == 200
        assert len(service.shown(ann)) == 1
        assert service.shown(ann)[0]["from"] == BOT

    on(play)


def test_a_taken_port_matters_to_a_webhook_only(tmp_path: Path) -> None:
    async def play(service: Service) -> None:
        port = service.url.rpartition(":")[2]
        hook = {"QUORUM_TELEGRAM_WEBHOOK_URL": "https://bot.example/", "QUORUM_TELEGRAM_WEBHOOK_SECRET": SECRET}
        code, said = await ended(await process(tmp_path, service, QUORUM_WEB_PORT=port, **hook))
        assert code == 2
        assert said.splitlines()[-1].startswith(f"QUORUM_WEB_PORT: 127.0.0.1:{port} cannot be used")
        async with running(tmp_path, service, QUORUM_WEB_PORT=port):
            await service.until_quiet()

    on(play)

"""`python -m bot` on a small Discord of our own: it starts, answers, posts once, is killed, ends as it is asked."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from e2e.discord_service import CHANNEL, DISALLOWED_INTENTS, OWNER, TOKEN, Payload, Service
from e2e.terminal import PATIENCE_SECONDS, environment

from adapters.discord.register import payloads

MESSAGE, HIDDEN = 4, 64
CANNOT_START = 2


@pytest.fixture
def service() -> Iterator[Service]:
    """Discord, not listening yet."""
    one = Service()
    yield one
    one.stop()


@contextmanager
def quorum(folder: Path, service: Service, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Quorum as a process of its own, with its database in that folder; killed in the end if it still runs."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot"],
        cwd=folder,
        env=environment(**{**service.settings, **more}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def connected(service: Service, times: int = 1) -> None:
    """Waits until Quorum identified itself so many times."""
    service.until(lambda: len(service.identified) >= times, f"connection {times}")


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Waits for the end; exit code and what it complained about."""
    _, complaints = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, complaints


def buttons(message: Payload) -> list[str]:
    """Custom ids on a message, in order."""
    return re.findall(r"'custom_id': '([^']+)'", str(message["components"]))


def test_it_registers_its_commands_answers_posts_and_ends_when_asked(service: Service, tmp_path: Path) -> None:
    service.start()
    with quorum(tmp_path, service, QUORUM_LOG_LEVEL="DEBUG") as process:
        service.until(lambda: service.registrations, "the list of commands")
        assert {one["name"] for one in service.commands} == {one["name"] for one in payloads()}
        helped = service.command("help")
        assert (helped["type"], helped["data"]["flags"] & HIDDEN) == (MESSAGE, HIDDEN)
        assert {"value": "kafka", "name": "Apache Kafka"} in service.suggestions("lesson", "what", "kafk")
        assert "on its way" in str(service.command("setup", OWNER, time="09:00", zone="UTC", first="now"))
        (post,) = service.until(lambda: list(service.posts.values()), "the post")
        assert 1 <= len(service.tries[0]["nonce"]) <= 25
        assert service.tries[0]["enforce_nonce"]
        shown = service.press(post, buttons(post)[-1])
        assert (shown["type"], shown["data"]["flags"] & HIDDEN) == (MESSAGE, HIDDEN)
        service.until(lambda: service.heartbeats, "a heartbeat")
        service.drop_connections()
        service.until(lambda: service.resumed, "the return after the line was cut")
        assert service.press(post, buttons(post)[-1])["type"] == MESSAGE
        process.send_signal(signal.SIGTERM)
        code, said = ended(process)
        assert code == 0
        assert "discord=ready" in said
        assert not any(secret in said for secret in (TOKEN, "token-", "custom_id"))
    assert service.registrations == 1
    assert len(service.posts) == len(service.tries) == 1


def test_killed_between_sending_and_confirming_it_posts_no_second_time(service: Service, tmp_path: Path) -> None:
    service.start()
    service.commands = payloads()
    service.keeps_post_answers = True
    with quorum(tmp_path, service) as process:
        connected(service)
        service.command("setup", OWNER, time="09:00", zone="UTC", first="now")
        (post,) = service.until(lambda: list(service.posts.values()), "the post")
        assert service.press(post, buttons(post)[-1])["type"] == MESSAGE
        process.kill()
        process.wait(PATIENCE_SECONDS)
    service.keeps_post_answers = False
    the_lease_ends(tmp_path)
    with quorum(tmp_path, service) as process:
        service.until(lambda: len(service.tries) == 2, "the second try")
        assert service.tries[0]["nonce"] == service.tries[1]["nonce"]
        assert list(service.posts) == [post["id"]]
        assert service.press(post, buttons(post)[-1])["type"] == MESSAGE
        service.until(lambda: service.looks, "a look at the list of commands")
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0
    assert service.registrations == 0  # what stands there is what should
    assert len(service.tries) == 2
    assert confirmed(tmp_path) == [post["id"]]


def the_lease_ends(folder: Path) -> None:
    """As if half a minute had passed: whoever had claimed a post has it no longer."""
    with sqlite3.connect(folder / "data" / "quorum.db") as connection:
        connection.execute("UPDATE deliveries SET lease_until = 1 WHERE delivered_at IS NULL")
    connection.close()


def confirmed(folder: Path) -> list[str]:
    """Messages that are known to stand in the channel."""
    with sqlite3.connect(folder / "data" / "quorum.db") as connection:
        rows = connection.execute(
            "SELECT message_id FROM deliveries WHERE external_id = ? AND NOT is_revision AND message_id != ''",
            [CHANNEL],
        ).fetchall()
    connection.close()
    return [message_id for (message_id,) in rows]


def test_a_wrong_token_stops_it_with_a_sentence(service: Service, tmp_path: Path) -> None:
    service.start()
    with quorum(tmp_path, service, QUORUM_DISCORD_TOKEN="wrong", QUORUM_LOG_LEVEL="ERROR") as process:
        code, complaints = ended(process)
    assert code == CANNOT_START
    assert complaints.startswith("QUORUM_DISCORD_TOKEN: Discord refused this token")
    assert complaints.count("\n") == 1
    assert "wrong" not in complaints


def test_intents_that_are_refused_stop_it_with_a_sentence(service: Service, tmp_path: Path) -> None:
    service.start()
    service.refused_with = DISALLOWED_INTENTS
    with quorum(tmp_path, service, QUORUM_DISCORD_SHARDS="0/1", QUORUM_LOG_LEVEL="ERROR") as process:
        code, complaints = ended(process)
    assert code == CANNOT_START
    assert "intents" in complaints
    assert "Traceback" not in complaints
    assert [one["intents"] for one in service.identified] == [1]  # it asks for the servers and nothing else


def test_a_service_that_cannot_be_reached_is_waited_for(service: Service, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        service.port = taken.getsockname()[1]
    with quorum(tmp_path, service) as process:
        assert process.stderr is not None
        assert any("discord=unreachable" in line for line in process.stderr)
        service.start()
        connected(service)
        assert service.command("help")["type"] == MESSAGE
        process.send_signal(signal.SIGTERM)
        assert ended(process)[0] == 0

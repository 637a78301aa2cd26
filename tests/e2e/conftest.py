"""Evenings on Telegram, each on a fresh database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
from e2e.telegram_evening import Evening

from bot.library import Content

END = "-----END CERTIFICATE-----\n"


@pytest.fixture(scope="session")
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first of the certificates that are trusted: nothing here speaks TLS, and all of them take long to read."""
    path = tmp_path_factory.mktemp("tls") / "one.pem"
    first, _, _ = Path(certifi.where()).read_text("utf-8").partition(END)
    path.write_text(first + END, "utf-8")
    return path


@pytest.fixture
def asked(content: Content) -> Content:
    """What Quorum asks; tests that need certain questions have one of their own."""
    return content


@pytest.fixture
def evening(sqlite_url: str, asked: Content, one_authority: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Evening]:
    """Quorum, connected to a Telegram of its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(one_authority))
    opened = Evening(sqlite_url, asked)
    yield opened
    opened.close()


@pytest.fixture
def ann(evening: Evening) -> int:
    """Somebody who knows Quorum."""
    return evening.service.person("Ann")


@pytest.fixture
def ben(evening: Evening) -> int:
    """Another one."""
    return evening.service.person("Ben")


@pytest.fixture
def zoe(evening: Evening) -> int:
    """Somebody who never opened the private chat."""
    return evening.service.person("Zoe", started=False)

"""The settings of the process: read once, complete, checked. Tokens and keys never show in a repr."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import SettingsError, StartError

PREFIX = "QUORUM_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")

ReadFile = Callable[[Path], Mapping[str, str]]
"""Reads the settings file; raises OSError or ValueError with a sentence."""


@dataclass(frozen=True)
class Settings:
    """All settings; the field `discord_token` is the variable `QUORUM_DISCORD_TOKEN` and the key `discord_token`."""

    discord_token: str = field(default="", repr=False)
    discord_api_url: str = field(default="", repr=False)
    discord_gateway_url: str = field(default="", repr=False)
    discord_shards: str = "auto"
    telegram_token: str = field(default="", repr=False)
    telegram_api_url: str = field(default="", repr=False)
    telegram_webhook_url: str = field(default="", repr=False)
    telegram_webhook_secret: str = field(default="", repr=False)
    database_url: str = field(default="sqlite:///data/quorum.db", repr=False)
    content_dir: str = ""
    web_host: str = "127.0.0.1"
    web_port: int = 8080
    public_url: str = ""
    secret_key: str = field(default="", repr=False)
    log_level: str = ""
    log_format: str = "text"

    @classmethod
    def from_env(cls, environ: Mapping[str, str], read_file: ReadFile) -> Settings:
        """Settings of the environment over those of the file that QUORUM_CONFIG names; StartError lists every fault."""
        faults: list[SettingsError] = []
        given = {name.removeprefix(PREFIX).lower(): text for name, text in environ.items() if name.startswith(PREFIX)}
        config = given.pop("config", "")
        texts = {**(_from_file(config, read_file, faults) if config else {}), **given}
        known = {setting.name for setting in fields(cls)}
        values: dict[str, str | int] = {}
        for name, text in texts.items():
            variable = PREFIX + name.upper()
            if name not in known:
                near = get_close_matches(name, known | {"config"}, n=1, cutoff=0)
                faults.append(
                    SettingsError(variable, f"there is no such setting; did you mean {PREFIX}{near[0].upper()}?")
                )
            elif text.strip() and (fault := _fault(name, text.strip())):
                faults.append(SettingsError(variable, fault))
            elif text.strip():
                values[name] = int(text) if name == "web_port" else text.strip()
        if faults:
            raise StartError(faults)
        settings = cls(**values)  # type: ignore[arg-type]  # the names are checked above, the one number is converted
        if faults := settings._webhook_faults():
            raise StartError(faults)
        return settings

    def _webhook_faults(self) -> list[SettingsError]:
        """What a webhook still needs."""
        if not self.telegram_webhook_url:
            return []
        needs = {
            "telegram_webhook_secret": "" if self.telegram_webhook_secret else "set it too: it proves who calls",
            "web_port": "" if self.web_port else "the webhook comes in here; choose a port other than 0",
        }
        return [SettingsError(PREFIX + name.upper(), fault) for name, fault in needs.items() if fault]


def _from_file(path: str, read_file: ReadFile, faults: list[SettingsError]) -> dict[str, str]:
    try:
        return {name: "" if value is None else str(value) for name, value in read_file(Path(path)).items()}
    except (OSError, ValueError) as error:
        faults.append(SettingsError(f"{PREFIX}CONFIG", f"{path} cannot be read: {error}"))
        return {}


def _fault(name: str, text: str) -> str:
    """What is wrong with a value; empty when nothing is."""
    fits, wanted = _CHECKS.get(name, (bool, ""))
    shown = "" if name in _SECRETS or "@" in text else f"{text!r} does not fit; "
    return "" if fits(text) else f"{shown}{wanted}"


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _are_shards(text: str) -> bool:
    match = re.fullmatch(r"([0-9]{1,4}(?:,[0-9]{1,4})*)/([0-9]{1,4})", text)
    return text == "auto" or (match is not None and all(int(shard) < int(match[2]) for shard in match[1].split(",")))


def _is_database(text: str) -> bool:
    return bool(re.fullmatch(r"sqlite:///.+", text)) or (text.startswith("postgresql://") and _has_port(text))


def _has_port(text: str) -> bool:
    """Whether the port of an address is a number, or none is given."""
    try:
        return urlsplit(text).port != 0 and len(text) > len("postgresql://")
    except ValueError:
        return False


def _is_port(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,5}", text) is not None and int(text) <= 65535


_HTTP = (partial(_is_url, schemes=("http", "https")), "give an address like https://host")
_SECRETS = frozenset({"discord_token", "telegram_token", "telegram_webhook_secret", "database_url", "secret_key"})
_TOKEN = (re.compile(r"[!-~]+").fullmatch, "copy it again, without spaces or line breaks")
_CHECKS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "discord_token": _TOKEN,
    "telegram_token": _TOKEN,
    "web_port": (_is_port, "give a whole number from 0 (off) to 65535"),
    "log_level": (LOG_LEVELS.__contains__, f"choose one of {', '.join(LOG_LEVELS)}"),
    "log_format": (LOG_FORMATS.__contains__, "choose text or json"),
    "discord_shards": (_are_shards, "give auto, or ids and their total like 0,1/4"),
    "database_url": (_is_database, "give sqlite:///path/to/file.db or postgresql://user@host/name"),
    "telegram_webhook_secret": (re.compile(r"[A-Za-z0-9_-]{1,256}").fullmatch, "use 1 to 256 letters, digits, _ and -"),
    "discord_gateway_url": (partial(_is_url, schemes=("ws", "wss")), "give an address like wss://host/"),
    "discord_api_url": _HTTP,
    "telegram_api_url": _HTTP,
    "telegram_webhook_url": _HTTP,
    "public_url": _HTTP,
    "content_dir": (os.path.isdir, "name a folder that exists"),
}

"""Interactions as Discord sends them, read by the real library."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import pytest

Payload = dict[str, Any]
RECORDED: dict[str, Payload] = json.loads((Path(__file__).parent / "recorded.json").read_text(encoding="utf-8"))


@pytest.fixture
def recorded() -> Callable[[str], Payload]:
    """A payload of the gateway, by its name in recorded.json, to be changed at will."""
    return lambda name: copy.deepcopy(RECORDED[name])


@pytest.fixture(scope="session")
def received() -> Callable[[Payload], discord.Interaction[Any]]:
    """What the library makes of a payload, in a process that is logged in and knows no server yet."""
    state = discord.Client(intents=discord.Intents(guilds=True))._connection
    itself = {"id": "1040000000000000001", "username": "Quorum", "discriminator": "0", "avatar": None, "bot": True}
    state.user = discord.ClientUser(state=state, data=itself)  # type: ignore[arg-type]
    return lambda payload: discord.Interaction(data=payload, state=state)  # type: ignore[arg-type]

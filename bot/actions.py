"""What can be done, and how it travels in a button, a timer row or a link.

An action is a frozen dataclass whose fields are whole numbers or slugs. Encoded it is its name and its fields, joined
by colons (`review.rate:41:3:2`), in at most 48 bytes: that fits Telegram's callback data (64), a deep link in base64url
(64) and a Discord custom id (100). A token is a claim, not a right: whoever handles it checks owner and revision.
"""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import ClassVar, get_type_hints

TOKEN_BYTES = 48
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_SLUG = re.compile(r"[a-z0-9-]*")


class BadToken(ValueError):
    """The text is no token of an action that exists."""


@dataclasses.dataclass(frozen=True)
class Action:
    """Base of all actions; a subclass names itself and is known from then on. No `slots`: they would make it twice."""

    name: ClassVar[str]
    _by_name: ClassVar[dict[str, type[Action]]] = {}

    def __init_subclass__(cls, *, name: str) -> None:
        if name in Action._by_name:
            raise TypeError(f"two actions are named {name}")
        cls.name = name
        Action._by_name[name] = cls


def encode(action: Action) -> str:
    """The token of an action; ValueError when a field is neither number nor slug or the token is over 48 bytes."""
    parts = [action.name]
    for field, kind in _fields(type(action)):
        value = getattr(action, field)
        text = str(value)
        if type(value) is not kind or not _pattern(kind).fullmatch(text):
            raise ValueError(f"{action.name}: {field} is no {kind.__name__} that fits a token: {value!r}")
        parts.append(text)
    token = ":".join(parts)
    if len(token) > TOKEN_BYTES:
        raise ValueError(f"token of {len(token)} bytes, at most {TOKEN_BYTES}: {token}")
    return token


def decode(token: str) -> Action:
    """The action of a token; BadToken for anything that `encode` does not make."""
    name, *texts = token[: TOKEN_BYTES + 1].split(":")
    kind = Action._by_name.get(name)
    if kind is None or len(token) > TOKEN_BYTES or len(texts) != len(_fields(kind)):
        raise BadToken(token[:TOKEN_BYTES])
    values: dict[str, int | str] = {}
    for text, (field, field_kind) in zip(texts, _fields(kind), strict=True):
        if not _pattern(field_kind).fullmatch(text):
            raise BadToken(token)
        values[field] = field_kind(text)
    return kind(**values)


def _fields(kind: type[Action]) -> tuple[tuple[str, type[int] | type[str]], ...]:
    return _fields_of(kind.name)


@cache
def _fields_of(name: str) -> tuple[tuple[str, type[int] | type[str]], ...]:
    kind = Action._by_name[name]
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in dataclasses.fields(kind))


def _pattern(kind: type[int] | type[str]) -> re.Pattern[str]:
    return _NUMBER if kind is int else _SLUG

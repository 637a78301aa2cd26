"""Numbers with units as people type and read them."""

from __future__ import annotations

import re

_PREFIXES = {"": 1.0, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15}
_BINARY = {"ki": 2.0**10, "mi": 2.0**20, "gi": 2.0**30, "ti": 2.0**40, "pi": 2.0**50}
_SCALES = {**_PREFIXES, "thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_BASES = {"b": 8.0, "byte": 8.0, "bytes": 8.0, "bit": 1.0, "bits": 1.0}
_AMOUNTS = {
    prefix + base: scale * bits for prefix, scale in {**_PREFIXES, **_BINARY}.items() for base, bits in _BASES.items()
}
_SECONDS = {
    **dict.fromkeys(("ns",), 1e-9),
    **dict.fromkeys(("us", "\u00b5s", "\u03bcs"), 1e-6),
    **dict.fromkeys(("ms",), 1e-3),
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
}
_NUMBER = re.compile(
    r"([+-]?(?:\d{1,3}(?:[,_ \u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)((?:e[+-]?\d{1,3})?)\s*(.*)", re.IGNORECASE
)
_LONGEST = 100


def read_number(text: str, unit: str) -> float:
    """A typed number in `unit`: with K/M/G/T or million, 1e6, thousands separators, its unit or a related one.

    ValueError with a sentence when it is none.
    """
    match = _NUMBER.fullmatch(text.strip().removeprefix("~").strip()) if len(text) <= _LONGEST else None
    if match is not None:
        value = float(re.sub(r"[,_ \u00a0\u202f]", "", match[1]) + match[2])
        factor = None if match[3] == "m" and unit in _SECONDS else _factor(match[3].strip().lower(), unit.lower())
        if factor is not None and abs(value) <= 1e30:  # 5 m of time may be minutes or millions: ask again
            return value * factor
    raise ValueError(f"Type a number in {unit}, for example 12, 1.2K or 3e6.")


def number(value: float) -> str:
    """A number as people write it: no needless digits, groups of thousands by a no-break space."""
    text = f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text.replace(",", "\u00a0")


def _factor(given: str, unit: str) -> float | None:
    """What turns a number written with `given` behind it into one of `unit`; None when that is no such thing."""
    if given in ("", unit, unit.partition("/")[0]) or (len(unit) > 3 and given.rstrip("s") == unit.rstrip("s")):
        return 1.0
    given_head, _, given_per = given.partition("/")
    unit_head, _, unit_per = unit.partition("/")
    if unit_head in _AMOUNTS and given_head in _PREFIXES:
        given_head += "bit" if "bit" in unit_head else "b"
        given_per = given_per or unit_per
    if given_per == unit_per:
        for family in (_AMOUNTS, _SECONDS):
            if given_head in family and unit_head in family:
                return family[given_head] / family[unit_head]
    return _scale(given.split(), unit.split())


def _scale(given: list[str], unit: list[str]) -> float | None:
    """The factor between `2 million keys` and a unit like `keys` or `million keys`."""
    has_scale = len(unit) > 1 and unit[0] in _SCALES
    unit_scale, things = (_SCALES[unit[0]], unit[1:]) if has_scale else (1.0, unit)
    if given == things:
        return 1 / unit_scale
    if given[0] not in _SCALES or (given[1:] and given[1:] != things):
        return None
    return _SCALES[given[0]] / unit_scale

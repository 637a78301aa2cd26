"""Time-zone data: the system's or that of the `tzdata` package, whichever is newer. Old data puts zones an hour off."""

from __future__ import annotations

import zoneinfo
from contextlib import suppress
from importlib import import_module
from pathlib import Path


def system_version() -> str:
    """The version of the system's zone data, such as `2026b`; empty when it has none or does not say."""
    for folder in zoneinfo.TZPATH:
        for name, mark in (("tzdata.zi", "# version "), ("+VERSION", "")):
            with suppress(OSError, UnicodeDecodeError):
                first = (Path(folder) / name).read_text(encoding="ascii").partition("\n")[0]
                return first.removeprefix(mark).strip()
    return ""


def package_version() -> str:
    """The version of the installed `tzdata` package; empty without it."""
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except ModuleNotFoundError:
        return ""


def use_newest() -> None:
    """Makes `zoneinfo` read the package's data when the system's is older. To be called once, before zones are made."""
    if package_version() > system_version():
        zoneinfo.reset_tzpath(to=())

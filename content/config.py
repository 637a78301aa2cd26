"""Reads the YAML file of the process settings; what its keys mean is not known here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml


def read_mapping(path: Path) -> Mapping[str, object]:
    """The keys and values of a YAML file; OSError when it cannot be read, ValueError when it is no mapping."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())) from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict) or not all(isinstance(key, str) for key in loaded):
        raise ValueError("it must hold lines like database_url: sqlite:///data/quorum.db")
    return loaded

"""Reads the YAML file of the process settings; what its keys mean is not known here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml


class _AsWritten(yaml.BaseLoader):
    """Makes no values but texts, lists and mappings: a token of digits must not become a number."""


def read_mapping(path: Path) -> Mapping[str, str]:
    """The keys and values of a YAML file; OSError when it cannot be read, ValueError when it is no mapping."""
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_AsWritten)  # noqa: S506 - it makes no objects
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"line {line} is no YAML") from error  # the text itself may be a token
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError("it is no YAML") from error
    if not loaded:
        return {}
    if not isinstance(loaded, dict):
        raise ValueError("it must hold lines like log_format: json, one setting a line")
    for name, value in loaded.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} must have one value, not several")
    return loaded

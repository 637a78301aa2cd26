"""The errors of Quorum.

    QuorumError                 a sentence for a person, never a bug
    ├── Refusal                 the user may not do that now; shown as a notice
    ├── Busy                    the engine has more to do than it accepts; shown as a notice
    ├── StorageError            the database cannot be used or did not take a change
    ├── SettingsError           one bad setting (name and what is wrong with it)
    ├── ContentError            one fault of the content library (file, line, what is wrong)
    └── StartError              every reason why the start was refused, one line each

Anything else that is raised is a bug: it is rolled back, logged once and answered with its id.
"""

from __future__ import annotations

from collections.abc import Sequence


class QuorumError(Exception):
    """A sentence that a person can act on."""


class Refusal(QuorumError):
    """The user may not do that now: says what, why and what next."""


class Busy(QuorumError):
    """The engine's queue is full or closed."""


class StorageError(QuorumError):
    """The database cannot be used; says which and what to do."""


class SettingsError(QuorumError):
    """One setting that cannot be used."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name
        self.text = text


class ContentError(QuorumError):
    """One fault of the content library; `line` counts from 1."""

    def __init__(self, file: str, line: int, text: str) -> None:
        super().__init__(f"{file}:{line}: {text}")
        self.file = file
        self.line = line
        self.text = text


class StartError(QuorumError):
    """Everything that keeps the program from starting."""

    def __init__(self, faults: Sequence[QuorumError]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)

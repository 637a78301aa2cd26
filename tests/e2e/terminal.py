"""`python -m bot` as a process of its own: lines piped in, a live one to talk to, one in a terminal window."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
NOT_OURS = ("QUORUM_", "PYTHONIOENCODING", "PYTHONUTF8", "NO_COLOR", "COLUMNS", "LINES")


_HOURS = 12 - datetime.now(UTC).hour
ZONE = f"Etc/GMT{-_HOURS:+d}" if _HOURS else "UTC"
"""Where it was about noon when the tests began: no day ends while they run."""


def environment(**more: str) -> dict[str, str]:
    """The variables of a process that nobody configured, and some more."""
    own = {name: text for name, text in os.environ.items() if not name.startswith(NOT_OURS)}
    return {**own, "PYTHONPATH": str(ROOT), "TZ": ZONE, **more}


@dataclass(frozen=True)
class Ended:
    """A process that ended: exit code, what it printed and what it complained about."""

    code: int
    out: str
    err: str


def quorum(folder: Path, *arguments: str, lines: Sequence[str | bytes] = (), **more: str) -> Ended:
    """Runs the program in a folder with lines of input to its end."""
    typed = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**more),
        input=typed,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def answers(out: str) -> list[str]:
    """What stands before the first line that was typed, then what was answered to each."""
    return [part.strip() for part in re.split(r"^[A-Za-z]+> .*$", out, flags=re.MULTILINE)]


class Live:
    """A running process at the other end of one or two descriptors."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, of: int) -> None:
        self.process = process
        self._to = to
        self._of = of
        self._seen = ""

    def type(self, line: str) -> None:
        """Types a line."""
        os.write(self._to, f"{line}\n".encode())

    def until(self, text: str) -> str:
        """What is printed up to a text, and the text."""
        end = time.monotonic() + PATIENCE_SECONDS
        while text not in self._seen:
            left = end - time.monotonic()
            assert left > 0, f"{text!r} did not come: {self._seen}"
            assert select.select([self._of], [], [], left)[0], f"{text!r} did not come: {self._seen}"
            read = os.read(self._of, 65536)
            assert read, f"the output ended before {text!r}: {self._seen}"
            self._seen += read.decode(errors="replace").replace("\r\n", "\n")
        shown, _, self._seen = self._seen.partition(text)
        return shown + text

    def ended(self) -> int:
        """Waits for the end; the exit code."""
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def piped(folder: Path, *arguments: str, **more: str) -> Iterator[Live]:
    """A session through pipes."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Live(process, process.stdin.fileno(), process.stdout.fileno())
        finally:
            process.kill()


@contextmanager
def in_window(folder: Path, columns: int = 80, **more: str) -> Iterator[tuple[Live, int]]:
    """A session in a terminal window of that width; also the window, to be closed."""
    window, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "--user", "ann"],
        cwd=folder,
        env=environment(TERM="xterm-256color", **more),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    try:
        yield Live(process, window, window), window
    finally:
        process.kill()
        process.wait(PATIENCE_SECONDS)
        with suppress(OSError):
            os.close(window)

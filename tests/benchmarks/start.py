"""What a start costs without any platform, against importing both bot libraries; and the memory after it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 7
LIBRARIES = "import discord, telegram.ext"
CORE = "import bot.engine, storage.unit_of_work, storage.reader, content.loader, scheduler.timers, adapters.console.app"
MEMORY = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def run() -> None:
    """Prints time and memory ratios; the two sides take turns."""
    ours, started, theirs = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "QUORUM_DATABASE_URL": f"sqlite:///{folder}/bench.db", "PYTHONWARNINGS": "ignore"}
        _seconds([sys.executable, "-m", "bot"], environ)
        for _ in range(ROUNDS):
            ours.append(_seconds([sys.executable, "-c", CORE], environ))
            theirs.append(_seconds([sys.executable, "-c", LIBRARIES], environ))
            started.append(_seconds([sys.executable, "-m", "bot"], environ))
        memory = _memory_after_start(environ)
        library_memory = int(
            subprocess.check_output([sys.executable, "-c", LIBRARIES + MEMORY], env=environ, text=True)
        )
    libraries = statistics.median(theirs)
    imports, whole = statistics.median(ours), statistics.median(started)
    print("start without a platform, against importing discord.py and python-telegram-bot: lower is better")
    print(f"  import:        {imports / libraries:.2f} times ({imports:.2f} s, {libraries:.2f} s)")
    print(f"  start and end: {whole / libraries:.2f} times ({whole:.2f} s)")
    print(f"  memory:        {memory / library_memory:.2f} times ({memory >> 10} MiB, {library_memory >> 10} MiB)")


def _seconds(command: list[str], environ: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def _memory_after_start(environ: dict[str, str]) -> int:
    """Peak resident KiB of a terminal session that was asked one thing."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot"], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("/daily\n/help\n")
    process.stdin.flush()
    while "/start" not in process.stdout.readline():
        pass
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    process.communicate()
    return peak

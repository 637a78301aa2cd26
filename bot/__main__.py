"""The composition root: builds everything once and runs it. Nothing else imports all packages.

quorum                    the product: in the terminal unless a platform is configured
quorum check-content      all faults of a content folder
quorum draw-daily YEAR    the calendar of a year's challenges, always the same for the same content
quorum doctor             versions and what the start would find
quorum ledger             what was posted where and when, and why not
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import getpass
import io
import logging
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot import logs, zonedata
from bot.arguments import parser
from bot.calendar import zone_of
from bot.engine import Engine
from bot.errors import QuorumError, Refusal, SettingsError, StartError
from bot.library import Content
from bot.ports import UnitOfWork
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.outbox import Outbox
    from adapters.pictures import Pictures
    from adapters.web.app import WebApp

T = TypeVar("T")
CANNOT_START = 2
YEARS = range(2020, 3000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit code: 0 done, 1 faults found, 2 refused to start."""
    _forgive_encodings()
    options = parser().parse_args(arguments)
    system_zones = zonedata.system_version()  # cannot be seen any more once they are put aside
    zonedata.use_newest()
    commands: Mapping[str | None, Callable[[], int]] = {
        None: lambda: _run(os.environ, options.user),
        "check-content": lambda: _check_content(options.folder),
        "draw-daily": lambda: _draw_daily(options.year, options.folder, again=options.again),
        "doctor": lambda: _doctor(os.environ, system_zones),
        "ledger": lambda: _ledger(os.environ, options),
        "reports": lambda: _reports(os.environ, options),
    }
    try:
        return commands[options.command]()
    except QuorumError as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0
    except BrokenPipeError:  # whoever read the output has left; the interpreter must not try to flush into it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _forgive_encodings() -> None:
    """Bytes that are no text and signs that the terminal lacks become question marks: neither ends a session."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _settings(environ: Mapping[str, str]) -> Settings:
    from content.config import read_mapping

    return Settings.from_env(environ, read_mapping)


def _content_folder(settings: Settings) -> Path:
    from content.loader import SHIPPED

    return Path(settings.content_dir) if settings.content_dir else SHIPPED


def _check_content(folder: str | None) -> int:
    from content import check

    chosen = Path(folder) if folder else _content_folder(_settings(os.environ))
    return check.run(chosen, datetime.now(UTC).date(), sys.stdout)


def _draw_daily(year: int, folder: str | None, *, again: bool) -> int:
    from bot.daily.drawing import draw_year, pool_of
    from content.calendar import file_of, last_uses, written
    from content.loader import load

    chosen = Path(folder) if folder else _content_folder(_settings(os.environ))
    if year not in YEARS:
        raise StartError([SettingsError("year", f"choose one from {YEARS[0]} to {YEARS[-1]}")])
    path = chosen / file_of(year)
    if path.exists() and not again:
        raise StartError([SettingsError(str(path), "this year is drawn already; to draw it anew add --again")])
    library = load(chosen)
    drawn = draw_year(library, year, last_uses(library.calendar, year))
    if not drawn.days:
        raise StartError([SettingsError(str(chosen), "no question there has a daily theme")])
    path.parent.mkdir(exist_ok=True)
    path.write_text(written(drawn, library), encoding="utf-8")
    days = len(drawn.days)
    print(f"{path}: {days} days from {len(pool_of(library))} questions, {drawn.kept} of them keep every rule")
    before = {name for on, name in library.calendar.items() if on.year < year}
    print(f"{len(set(drawn.days.values()) - before)} of the questions were in no calendar of an earlier year")
    if drawn.lasts < days:
        last = date(year, 1, 1) + timedelta(days=drawn.lasts - 1)
        print(f"The questions last {drawn.lasts} days, until {last}; after that the oldest ones return")
    return 0


def _doctor(environ: Mapping[str, str], system_zones: str) -> int:
    from content.loader import load
    from storage.migrations import HEAD

    settings = _settings(environ)
    library = load(_content_folder(settings))
    print(f"quorum {version('quorum')}, python {sys.version.split()[0]}")
    print(f"zone data: system {system_zones or 'none'}, package {zonedata.package_version() or 'none'}")
    print(f"content: {len(library.lessons)} lessons, {len(library.cards)} cards, {len(library.questions)} questions")
    calendar = f"until {max(library.calendar)}" if library.calendar else "none; quorum draw-daily makes one"
    print(f"daily calendar: {calendar}")
    print(f"schema: {HEAD}")
    return 0


def _ledger(environ: Mapping[str, str], options: argparse.Namespace) -> int:
    from bot.daily.listing import read_ledger

    since = options.since or datetime.now(UTC).date() - timedelta(days=14)
    print(
        "\n".join(
            _as_guest(environ, lambda work: read_ledger(since, options.place, work)) or ["There is no such place."]
        )
    )
    return 0


def _reports(environ: Mapping[str, str], options: argparse.Namespace) -> int:
    from bot.reports.queue import manage

    content, at = _content(_settings(environ)), datetime.now(UTC)
    step, name, text = options.step, options.question, options.text
    print("\n".join(_as_guest(environ, lambda work: manage(step, name, text, at, work, content))))
    return 0


def _as_guest(environ: Mapping[str, str], step: Callable[[UnitOfWork], T]) -> T:
    """One transaction beside a process that may be running."""
    from storage.database import Database
    from storage.migrations import refuse_other
    from storage.unit_of_work import Transactions

    database = Database(_settings(environ).database_url)
    database.open(is_guest=True)
    transactions = Transactions(database)
    try:
        refuse_other(database)
        return transactions.run(step)
    finally:
        transactions.close()
        database.close()


def _run(environ: Mapping[str, str], users: Sequence[str]) -> int:
    from adapters.console.translate import checked_name

    settings = _settings(environ)
    if settings.discord_token or settings.telegram_token:
        logs.start(settings.log_level or "INFO", settings.log_format)
        run_fast(_serve(settings))
        return 0
    logs.start(settings.log_level or "WARNING", settings.log_format)
    try:
        names = [checked_name(user) for user in users or [_login()]]
    except Refusal as refusal:
        raise StartError([SettingsError("--user", str(refusal))]) from refusal
    asyncio.run(_study(settings, names))
    return 0


def run_fast(main: Coroutine[Any, Any, T]) -> T:
    """Runs to the end on uvloop, which answers half as many presses again a second; elsewhere on the own loop."""
    try:
        import uvloop
    except ImportError:  # there is none for Windows
        return asyncio.run(main)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


def _login() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "learner"


def _content(settings: Settings) -> Content:
    from content.loader import load
    from content.search import LibrarySearch

    library = load(_content_folder(settings))
    gc.collect()
    gc.freeze()  # the library lives as long as the process: walking it again and again costs a tenth of every step
    return Content(library, LibrarySearch(library), settings.public_url)


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[Engine]:
    """The engine on its database: built from the inside out, closed from the outside in."""
    from storage.database import Database
    from storage.migrations import migrate
    from storage.reader import Reader
    from storage.unit_of_work import Transactions

    content = _content(settings)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        database.open()
        stack.callback(database.close)
        migrate(database)
        reader = Reader(database)
        stack.push_async_callback(reader.close)
        transactions = Transactions(database)
        stack.callback(transactions.close)
        engine = Engine(transactions, reader, content)
        stack.push_async_callback(engine.close)
        yield engine


async def _serve(settings: Settings) -> None:
    """The platforms, until a signal or until one of them cannot go on."""
    from adapters.pictures import Pictures
    from adapters.web.app import WebApp
    from scheduler.maintenance import Maintenance
    from scheduler.timers import AlarmClock

    async with _engine(settings) as engine, AsyncExitStack() as stack:
        pictures = Pictures(engine.content.library)
        web = WebApp(engine, settings.web_host, settings.web_port)
        services: list[Coroutine[Any, Any, None]] = []
        outboxes = []
        for is_wanted, join in ((settings.discord_token, _join_discord), (settings.telegram_token, _join_telegram)):
            if is_wanted:
                app, outbox, running = join(engine, pictures, settings, web)
                stack.push_async_callback(app.finish)
                outboxes.append(outbox)
                services += running
        if settings.web_port:
            stack.push_async_callback(web.finish)
            await _listen(web, settings)
        clock = AlarmClock(engine, _now, [Maintenance(engine, _now).wake, *(outbox.wake for outbox in outboxes)])
        await clock.tick()  # what fell due meanwhile does not wait for the first second
        clock.start()
        stack.callback(clock.close)
        await _until_signal(*services)


class _Platform(Protocol):
    async def finish(self) -> None: ...


_Joined = tuple[_Platform, "Outbox", list[Coroutine[Any, Any, None]]]
"""A platform, its outbox, and what has to run for both."""


def _join_discord(engine: Engine, pictures: Pictures, settings: Settings, web: WebApp) -> _Joined:
    from adapters.discord.app import DiscordApp, point_at
    from adapters.discord.deliver import Courier
    from adapters.outbox import Outbox

    point_at(settings)
    app = DiscordApp(engine, pictures, settings, _now)
    outbox = Outbox(engine, Courier(app, pictures), _now)

    async def deliver() -> None:
        await app.until_known()
        await outbox.run()

    return app, outbox, [app.run_until_closed(), deliver()]


def _join_telegram(engine: Engine, pictures: Pictures, settings: Settings, web: WebApp) -> _Joined:
    from adapters.outbox import Outbox
    from adapters.telegram.app import TelegramApp

    app = TelegramApp(engine, pictures, settings, _now)
    outbox = Outbox(engine, app.courier, _now)
    if settings.telegram_webhook_url:
        web.receive(urlsplit(settings.telegram_webhook_url).path or "/", app.on_webhook)

    async def deliver() -> None:
        await app.connected.wait()
        await outbox.run()

    return app, outbox, [app.run_until_closed(), deliver()]


async def _listen(web: WebApp, settings: Settings) -> None:
    """Starts the web server. A taken port matters only where a platform needs it."""
    try:
        await web.start()
    except StartError as error:
        if settings.telegram_webhook_url:
            raise
        logging.getLogger(__name__).warning("web=off %s", error)


async def _until_signal(*services: Coroutine[Any, Any, None]) -> None:
    """Runs services until one ends, whose error is raised, or a signal asks to stop."""
    running = [asyncio.ensure_future(service) for service in services]
    stop = asyncio.ensure_future(asyncio.Event().wait())
    _cancel_at_signals(stop)
    await asyncio.wait([*running, stop], return_when=asyncio.FIRST_COMPLETED)
    for task in (*running, stop):
        task.cancel()
    for result in await asyncio.gather(*running, return_exceptions=True):
        if isinstance(result, Exception):
            raise result


def _cancel_at_signals(task: asyncio.Future[Any]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # the first is ignored where a shell started this in the background
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def _study(settings: Settings, names: Sequence[str]) -> None:
    """The terminal."""
    from adapters.console.app import Console
    from adapters.console.draw import Terminal
    from adapters.outbox import Outbox
    from scheduler.timers import AlarmClock

    async with _engine(settings) as engine, AsyncExitStack() as stack:
        terminal = Terminal(shutil.get_terminal_size().columns, _has_colour(), _local_zone())
        console = Console(engine, terminal, names, _now, sys.stdin, sys.stdout)
        clock = AlarmClock(engine, _now, [Outbox(engine, console, _now).deliver])
        session = asyncio.ensure_future(console.run(clock.tick))
        _cancel_at_signals(session)
        clock.start()
        stack.callback(clock.close)
        with suppress(asyncio.CancelledError):
            await session


def _now() -> datetime:
    return datetime.now(UTC)


def _has_colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _local_zone() -> ZoneInfo:
    import tzlocal

    with suppress(Exception):
        return zone_of(tzlocal.get_localzone_name())
    return zone_of("UTC")


if __name__ == "__main__":
    sys.exit(main())

"""The web server: `/healthz`, and what other adapters take over HTTP. Knows no platform."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.engine import Engine
from bot.errors import QuorumError, SettingsError, StartError

log = logging.getLogger(__name__)

PORT = "QUORUM_WEB_PORT"
LARGEST_BODY = 1024 * 1024
FINISHING_SECONDS = 5

Receive = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""Takes headers and body of a request; the status of the answer."""


class WebApp:
    """Listens on one address."""

    def __init__(self, engine: Engine, host: str, port: int) -> None:
        self._engine = engine
        self._host = host
        self._port = port
        self._application = web.Application(client_max_size=LARGEST_BODY)
        self._application.router.add_get("/healthz", self._health)
        self._runner = web.AppRunner(self._application, access_log=None, shutdown_timeout=FINISHING_SECONDS)

    def receive(self, path: str, receive: Receive) -> None:
        """What is posted to a path goes to `receive`; to be said before the start."""

        async def post(request: web.Request) -> web.Response:
            return web.Response(status=await receive(request.headers, await request.read()))

        self._application.router.add_post(path, post)

    async def start(self) -> None:
        """Listens from now on. StartError when the address is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            fault = (
                f"{self._host}:{self._port} cannot be used ({error.strerror or error}). Choose another, or 0 for none"
            )
            raise StartError([SettingsError(PORT, fault)]) from error
        log.info("web=listening address=%s:%d", self._host, self._port)

    async def finish(self) -> None:
        """Answers what came in and stops listening."""
        await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        """200 while the database answers, else 503 with a sentence."""
        try:
            await self._engine.reader.read(lambda work: work.chats.seen("", ""))
        except QuorumError as error:
            return web.Response(status=503, text=f"{error}\n")
        return web.Response(text="ok\n")

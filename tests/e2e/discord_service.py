"""A small Discord of our own on loopback: gateway, REST and one server with one channel, for Quorum as a process.

It runs in a thread with its own event loop; the test waits for what it wants to see, it never polls.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import WSCloseCode, WSMsgType, web

T = TypeVar("T")
Payload = dict[str, Any]

PATIENCE_SECONDS = 10
TOKEN = "MTA0MDAwMDAwMDAwMDAwMDAwMQ.a-good-token"
APPLICATION, BOT, SERVER, CHANNEL, OWNER, LEARNER = (str(1040000000000000000 + number) for number in range(6))
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 10, 11
READ_ONLY_COMMAND, PRESS, AUTOCOMPLETE = 2, 3, 4
EVERYTHING = str((1 << 51) - 1)
LEARNING = str(1 << 10 | 1 << 11 | 1 << 31)
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
STRING, INTEGER = 3, 4
HEARTBEAT_MS = 400

_USER = {"discriminator": "0", "avatar": None, "global_name": None}
BOT_USER = {**_USER, "id": BOT, "username": "Quorum", "bot": True}


@dataclass
class Service:
    """What stands in Discord, what Quorum asked for, and what it is to be told.

    `looks` and `registrations` count how often the command list was read and sent; `answers` are the first answers to
    interactions by their ids, `later` what came after them; `posts` are the messages of the channel, `tries` all that
    was sent to be one.
    """

    port: int = 0
    refused_with: int = 0
    """Close code for whoever identifies; 0 accepts."""
    keeps_post_answers: bool = False
    """Whether requests for a post take effect and are never answered."""
    commands: list[Payload] = field(default_factory=list)
    looks: int = 0
    registrations: int = 0
    identified: list[Payload] = field(default_factory=list)
    resumed: int = 0
    heartbeats: int = 0
    answers: dict[str, Payload] = field(default_factory=dict)
    later: dict[str, list[Payload]] = field(default_factory=dict)
    posts: dict[str, Payload] = field(default_factory=dict)
    tries: list[Payload] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._ids = iter(range(1300000000000000000, 1400000000000000000))
        self._sockets: list[web.WebSocketResponse] = []
        self._sequence = 0
        self._ending = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="discord")

    # ---- for tests

    @property
    def settings(self) -> dict[str, str]:
        """The variables that lead Quorum here."""
        return {
            "QUORUM_DISCORD_TOKEN": TOKEN,
            "QUORUM_DISCORD_API_URL": f"http://127.0.0.1:{self.port}/api/v10",
            "QUORUM_DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{self.port}/gateway",
        }

    def until(self, what: Callable[[], T | None], wanted: str) -> T:
        """Waits until something is so; gives it."""
        end = time.monotonic() + PATIENCE_SECONDS
        with self._changed:
            while not (found := what()):
                assert self._changed.wait(end - time.monotonic()), f"{wanted} did not come"
            return found

    def command(self, name: str, user: str = LEARNER, **options: str | int) -> Payload:
        """Somebody calls a command in the channel; the first answer to it."""
        given = [
            {"name": key, "type": INTEGER if isinstance(value, int) else STRING, "value": value}
            for key, value in options.items()
        ]
        data = {"id": "1", "name": name, "type": 1, **({"options": given} if given else {})}
        return self._interact(READ_ONLY_COMMAND, data, user)

    def press(self, message: Payload, custom_id: str, user: str = LEARNER) -> Payload:
        """Somebody presses a button of a post; the first answer to it."""
        data = {"custom_id": custom_id, "component_type": 2, "id": 5}
        return self._interact(PRESS, data, user, message=message)

    def suggestions(self, command: str, option: str, typed: str) -> list[Payload]:
        """What is suggested while somebody types."""
        data = {"id": "1", "name": command, "type": 1}
        data["options"] = [{"name": option, "type": STRING, "value": typed, "focused": True}]
        return list(self._interact(AUTOCOMPLETE, data, LEARNER)["data"]["choices"])

    def drop_connections(self, code: int = 4000) -> None:
        """Cuts every connection to the gateway."""
        for socket in self._sockets:
            asyncio.run_coroutine_threadsafe(socket.close(code=code), self._loop)

    def ask_to_reconnect(self) -> None:
        """Asks whoever is connected to connect anew and go on where it was."""
        self._send({"op": RECONNECT, "d": None})

    # ---- running

    def start(self) -> None:
        """Listens; on the same port as before when it listened before."""
        if not self._thread.is_alive():
            self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(PATIENCE_SECONDS)

    def stop(self) -> None:
        """Ends everything."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._fall_silent(), self._loop).result(PATIENCE_SECONDS)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(PATIENCE_SECONDS)
        self._loop.close()

    async def _listen(self) -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/gateway", self._gateway),
                web.get("/api/v10/gateway/bot", self._where_the_gateway_is),
                web.get("/api/v10/users/@me", self._myself),
                web.get("/api/v10/oauth2/applications/@me", self._application),
                web.get("/api/v10/applications/{id}/commands", self._list_commands),
                web.put("/api/v10/applications/{id}/commands", self._put_commands),
                web.post("/api/v10/interactions/{id}/{token}/callback", self._answer),
                web.post("/api/v10/webhooks/{id}/{token}", self._follow_up),
                web.patch("/api/v10/webhooks/{id}/{token}/messages/@original", self._follow_up),
                web.post("/api/v10/channels/{channel}/messages", self._post),
                web.patch("/api/v10/channels/{channel}/messages/{message}", self._redraw),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _fall_silent(self) -> None:
        self._ending.set()
        for connection in list(self._sockets):
            await connection.close(code=WSCloseCode.GOING_AWAY)
        await self._runner.cleanup()

    @contextmanager
    def _changes(self) -> Iterator[None]:
        with self._changed:
            yield
            self._changed.notify_all()

    def _new_id(self) -> str:
        return str(next(self._ids))

    # ---- gateway

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._hear(socket, json.loads(message.data))
        if socket in self._sockets:
            self._sockets.remove(socket)
        return socket

    async def _hear(self, socket: web.WebSocketResponse, said: Payload) -> None:
        match said["op"]:
            case 1:
                await socket.send_json({"op": HEARTBEAT_ACK})
                with self._changes():
                    self.heartbeats += 1
            case 2:
                await self._welcome(socket, said["d"])
            case 6:
                self._sockets.append(socket)
                self._dispatch("RESUMED", {})
                with self._changes():
                    self.resumed += 1

    async def _welcome(self, socket: web.WebSocketResponse, hello: Payload) -> None:
        if hello["token"] != TOKEN:
            await socket.close(code=AUTHENTICATION_FAILED)
        elif self.refused_with:
            await socket.close(code=self.refused_with)
        else:
            self._sockets.append(socket)
            here = f"ws://127.0.0.1:{self.port}/gateway"
            ready = {"v": 10, "user": BOT_USER, "guilds": [{"id": SERVER, "unavailable": True}], "session_id": "one"}
            application = {"id": APPLICATION, "flags": 0}
            self._dispatch("READY", {**ready, "resume_gateway_url": here, "shard": [0, 1], "application": application})
            self._dispatch("GUILD_CREATE", _server())
        with self._changes():
            self.identified.append(hello)

    def _dispatch(self, event: str, data: Payload) -> None:
        self._sequence += 1
        self._send({"op": DISPATCH, "t": event, "s": self._sequence, "d": data})

    def _send(self, payload: Payload) -> None:
        for socket in self._sockets:
            asyncio.run_coroutine_threadsafe(socket.send_json(payload), self._loop)

    def _interact(self, kind: int, data: Payload, user: str, **more: Any) -> Payload:
        """Sends an interaction and waits for its first answer."""
        interaction_id = self._new_id()
        payload = {
            "id": interaction_id,
            "application_id": APPLICATION,
            "type": kind,
            "token": f"token-{interaction_id}",
            "version": 1,
            "data": data,
            "guild_id": SERVER,
            "channel_id": CHANNEL,
            "channel": {"id": CHANNEL, "type": 0, "name": "study", "guild_id": SERVER, "permissions": EVERYTHING},
            "member": _member(user),
            "app_permissions": EVERYTHING,
            "locale": "en-US",
            "entitlements": [],
            "context": 0,
            "authorizing_integration_owners": {"0": SERVER},
            "attachment_size_limit": 10485760,
            **more,
        }
        self._dispatch("INTERACTION_CREATE", payload)
        return self.until(lambda: self.answers.get(interaction_id), f"the answer to {data}")

    # ---- REST

    async def _where_the_gateway_is(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        url = f"ws://127.0.0.1:{self.port}/gateway"
        return _json({"url": url, "shards": 1, "session_start_limit": limit})

    async def _myself(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        return _json(BOT_USER)

    async def _application(self, request: web.Request) -> web.Response:
        about = {"id": APPLICATION, "name": "Quorum", "icon": None, "description": "", "bot_public": True}
        return _json({**about, "bot_require_code_grant": False, "verify_key": "", "owner": BOT_USER})

    async def _list_commands(self, request: web.Request) -> web.Response:
        with self._changes():
            self.looks += 1
        return _json(self.commands)

    async def _put_commands(self, request: web.Request) -> web.Response:
        commands = [{**one, "id": self._new_id(), "version": "1"} for one in await request.json()]
        with self._changes():
            self.commands = commands
            self.registrations += 1
        return _json(commands)

    async def _answer(self, request: web.Request) -> web.Response:
        interaction_id = request.match_info["id"]
        body = await _body(request)
        if interaction_id in self.answers:
            return _json({"message": "acknowledged already", "code": 40060}, status=400)
        with self._changes():
            self.answers[interaction_id] = body
        return _json({"interaction": {"id": interaction_id, "type": body["type"]}})

    async def _follow_up(self, request: web.Request) -> web.Response:
        body = await _body(request)
        with self._changes():
            self.later.setdefault(request.match_info["token"].removeprefix("token-"), []).append(body)
        return _json(self._message(self._new_id(), body))

    async def _post(self, request: web.Request) -> web.Response:
        body = await _body(request)
        with self._changes():
            self.tries.append(body)
            known = [one for one in self.posts.values() if one["nonce"] == body["nonce"] and body["enforce_nonce"]]
            message = known[0] if known else self._message(self._new_id(), body)
            self.posts[message["id"]] = message
        if self.keeps_post_answers:
            await self._ending.wait()
        return _json(message)

    async def _redraw(self, request: web.Request) -> web.Response:
        message_id = request.match_info["message"]
        body = await _body(request)
        with self._changes():
            self.posts[message_id] = {**self.posts[message_id], "components": body["components"]}
        return _json(self.posts[message_id])

    def _message(self, message_id: str, body: Payload) -> Payload:
        return {
            "id": message_id,
            "type": 0,
            "channel_id": CHANNEL,
            "author": BOT_USER,
            "content": body.get("content") or "",
            "timestamp": "2026-11-21T09:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "flags": body.get("flags", 0),
            "nonce": body.get("nonce"),
            "components": body.get("components", []),
        }


def _json(payload: Any, status: int = 200) -> web.Response:
    """An answer; the library reads one with a charset as text."""
    return web.Response(body=json.dumps(payload).encode(), status=status, content_type="application/json")


async def _body(request: web.Request) -> Payload:
    """The JSON of a request, with files or without."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return dict(json.loads(str((await request.post())["payload_json"])))


def _member(user: str) -> Payload:
    return {
        "user": {**_USER, "id": user, "username": f"user{user[-1]}"},
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": EVERYTHING if user == OWNER else LEARNING,
    }


def _server() -> Payload:
    """The server as the gateway describes it to those who just connected."""
    everyone = {"id": SERVER, "name": "@everyone", "permissions": EVERYTHING, "position": 0, "color": 0}
    channel = {"id": CHANNEL, "type": 0, "name": "study", "position": 0, "permission_overwrites": [], "nsfw": False}
    return {
        "id": SERVER,
        "name": "Town",
        "owner_id": OWNER,
        "unavailable": False,
        "roles": [{**everyone, "hoist": False, "managed": False, "mentionable": False, "flags": 0}],
        "channels": [{**channel, "topic": None, "parent_id": None, "rate_limit_per_user": 0}],
        "threads": [],
        "members": [{**_member(BOT), "user": BOT_USER}],
        "member_count": 3,
        "emojis": [],
        "stickers": [],
        "features": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "large": False,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "afk_timeout": 300,
        "system_channel_flags": 0,
    }

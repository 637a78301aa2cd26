"""A small Bot API of our own on loopback: does what Telegram does, refuses what it refuses, and fails on call.

Written from https://core.telegram.org/bots/api.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from aiohttp import web
from e2e.telegram_chats import (
    BOT,
    NEVER_MET,
    ApiError,
    Call,
    Chat,
    Fault,
    Json,
    decoded,
    keyboard,
    photo,
    poll,
    told,
    units,
    written,
)
from e2e.telegram_town import Town

TOKEN = "123456:a-token-for-the-tests"


class Service(Town):
    """The Bot API of one town."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.commands: dict[str, list[Json]] = {}
        self.words: dict[str, str] = {}
        self.webhook: Json = {}
        self.token = TOKEN
        self.conflicts = 0
        self.url = ""
        self._is_polled_beyond = 0
        self._runner: web.AppRunner | None = None

    # ---- life

    async def start(self) -> None:
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def until_quiet(self) -> None:
        """Waits until every update was signed off and the next ones are waited for."""
        await self.until(lambda: self._is_polled_beyond > (self._updates[-1]["update_id"] if self._updates else 0))

    def made(self, method: str, chat_id: int | None = None) -> list[Json]:
        """The parameters of the calls that were made."""
        return [
            call.params
            for call in self.calls
            if call.ok and call.method == method and chat_id in (None, call.params.get("chat_id"))
        ]

    def tried(self, method: str) -> int:
        """How many calls of a method arrived, made or not."""
        return sum(call.method == method for call in self.calls)

    # ---- the API

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method, token = request.match_info["method"], request.match_info["token"]
        params = {name: decoded(value) for name, value in request.query.items()}
        for name, value in (await request.post()).items():
            params[name] = value.file.read() if isinstance(value, web.FileField) else decoded(str(value))
        if token != self.token:
            return _failure(ApiError(401, "Unauthorized"))
        fault = next((one for one in self.faults if one.count and _fits(one, method, params)), None)
        if fault is not None:
            fault.count -= 1
            if not fault.after:
                return await self._fail(request, fault, method, params)
        try:
            result = await self._make(method, params)
        except ApiError as error:
            self.calls.append(Call(method, params, False))
            await self._tell()
            return _failure(error)
        if method != "getUpdates":
            self.calls.append(Call(method, params, True))
            await self._tell()
        if fault is not None:
            return await self._fail(request, fault, method, params)
        return web.json_response({"ok": True, "result": result})

    async def _fail(self, request: web.Request, fault: Fault, method: str, params: Json) -> web.StreamResponse:
        if not fault.after:
            self.calls.append(Call(method, params, False))
        match fault.kind:
            case "reset":
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            case "hang":
                await self._tell()
                await asyncio.Event().wait()
                return web.Response()
            case "garbage":
                return web.Response(text='{"ok":tru')
            case "429":
                return _failure(ApiError(429, "Too Many Requests", retry_after=fault.retry_after))
            case _:
                return _failure(ApiError(int(fault.kind), "Bad Gateway"))

    async def _make(self, method: str, params: Json) -> Any:
        do = getattr(self, "do_" + re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", method), None)
        if do is not None:
            return await do(params) if asyncio.iscoroutinefunction(do) else do(params)
        return True

    async def do_get_updates(self, params: Json) -> list[Json]:
        if self.conflicts:
            self.conflicts -= 1
            raise ApiError(409, "Conflict: terminated by other getUpdates request")
        offset = int(params.get("offset", 0))
        self._updates = [one for one in self._updates if one["update_id"] >= offset]
        if not self._updates and int(params.get("timeout", 0)):
            self._is_polled_beyond = max(offset, 1)
            await self._tell()
            try:
                async with asyncio.timeout(int(params["timeout"])), self._changed:
                    while not self._updates:
                        await self._changed.wait()
            except TimeoutError:
                pass
        return self._updates[: int(params.get("limit", 100))]

    def do_get_me(self, params: Json) -> Json:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}

    def do_set_webhook(self, params: Json) -> bool:
        self.webhook = params
        return True

    def do_get_my_commands(self, params: Json) -> list[Json]:
        return self.commands.get(params["scope"]["type"], [])

    def do_set_my_commands(self, params: Json) -> bool:
        self.commands[params["scope"]["type"]] = params["commands"]
        return True

    def do_get_my_description(self, params: Json) -> Json:
        return {"description": self.words.get("description", "")}

    def do_get_my_short_description(self, params: Json) -> Json:
        return {"short_description": self.words.get("short_description", "")}

    def do_set_my_description(self, params: Json) -> bool:
        self.words |= params
        return True

    do_set_my_short_description = do_set_my_description

    def do_get_chat_menu_button(self, params: Json) -> Json:
        return {"type": "default"}

    def do_get_chat(self, params: Json) -> Json:
        chat = self.chats[params["chat_id"]]
        types = {"unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False}
        more = {
            "accent_color_id": 0,
            "max_reaction_count": 1,
            "accepted_gift_types": {**types, "gifts_from_channels": False},
        }
        return {**chat.json(), **more, "permissions": {"can_send_messages": chat.may_send}}

    def do_get_chat_member(self, params: Json) -> Json:
        member = self.chats[params["chat_id"]].members.get(params["user_id"], {"status": "left"})
        return told(member, self.people.get(params["user_id"], BOT))

    def do_get_chat_administrators(self, params: Json) -> list[Json]:
        members = self.chats[params["chat_id"]].members.items()
        managing = [(one, known) for one, known in members if known["status"] in ("creator", "administrator")]
        return [told(known, self.people.get(one, BOT)) for one, known in managing]

    def do_create_forum_topic(self, params: Json) -> Json:
        chat = self._open(params)
        if chat.members[BOT["id"]]["status"] != "administrator":
            raise ApiError(400, "Bad Request: not enough rights to create a topic")
        return {"message_thread_id": self._keep(chat, {}), "name": params["name"], "icon_color": 7322096}

    def do_close_forum_topic(self, params: Json) -> bool:
        chat = self._open(params)
        if params["message_thread_id"] in chat.closed_topics:
            raise ApiError(400, "Bad Request: TOPIC_NOT_MODIFIED")
        chat.closed_topics.add(params["message_thread_id"])
        return True

    def do_send_message(self, params: Json) -> Json:
        return self._post(params, written(params, "text", 4096))

    def do_send_photo(self, params: Json) -> Json:
        return self._post(params, {**written(params, "caption", 1024), "photo": [photo(params["photo"])]})

    def do_send_poll(self, params: Json) -> Json:
        if not self._open(params).may_send_polls:
            raise ApiError(400, "Bad Request: not enough rights to send polls to the chat")
        return self._post(params, {"poll": poll(params, f"poll {self._new_id()}")})

    def do_stop_poll(self, params: Json) -> Json:
        message = self._own(params)
        if "poll" not in message:
            raise ApiError(400, "Bad Request: message with poll to stop not found")
        if message["poll"]["is_closed"]:
            raise ApiError(400, "Bad Request: poll has already been closed")
        message.update(keyboard(params))
        return self.end_poll(message)

    def do_edit_message_text(self, params: Json) -> Json:
        message = self._own(params)
        if "photo" in message:
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        return self._redraw(message, written(params, "text", 4096), params)

    def do_edit_message_media(self, params: Json) -> Json:
        media = params["media"]
        picture = params[media["media"].removeprefix("attach://")] if "attach://" in media["media"] else media["media"]
        message = self._own(params)
        for name in ("text", "entities"):
            message.pop(name, None)
        return self._redraw(message, {**written(media, "caption", 1024), "photo": [photo(picture)]}, params)

    def do_edit_message_reply_markup(self, params: Json) -> Json:
        return self._redraw(self._own(params), {}, params)

    def do_delete_message(self, params: Json) -> bool:
        if self.chats[params["chat_id"]].messages.pop(params["message_id"], None) is None:
            raise ApiError(400, "Bad Request: message to delete not found")
        return True

    def do_answer_callback_query(self, params: Json) -> bool:
        if self.presses.get(params["callback_query_id"], 0) is not None:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        assert units(params.get("text", "")) <= 200
        self.presses[params["callback_query_id"]] = params
        return True

    def do_answer_inline_query(self, params: Json) -> bool:
        self.inline[params["inline_query_id"]] = params["results"]
        return True

    # ---- inside

    def _open(self, params: Json) -> Chat:
        """The chat of a call, if Quorum may write there."""
        chat = self.chats.get(params["chat_id"])
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.moved_to:
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, text, migrate_to_chat_id=chat.moved_to)
        status = chat.members.get(BOT["id"], {"status": "left"})["status"]
        if chat.kind == "private" and status != "member":
            raise ApiError(403, f"Forbidden: bot {'was blocked by the user' if status == 'kicked' else NEVER_MET}")
        if status in ("left", "kicked"):
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
        if chat.kind == "channel" and not chat.members[BOT["id"]].get("can_post_messages"):
            raise ApiError(400, "Bad Request: need administrator rights in the channel chat")
        if not chat.may_send and status != "administrator":
            raise ApiError(400, "Bad Request: not enough rights to send text messages to the chat")
        if params.get("message_thread_id") in chat.closed_topics:
            raise ApiError(400, "Bad Request: TOPIC_CLOSED")
        return chat

    def _post(self, params: Json, written: Json) -> Json:
        chat = self._open(params)
        more: Json = {"sender_chat": chat.json(), "by_bot": True} if chat.kind == "channel" else {"from": BOT}
        if topic := params.get("message_thread_id"):
            more |= {"message_thread_id": topic, "is_topic_message": True}
        reply_to = params.get("reply_parameters", {}).get("message_id")
        if reply_to in chat.messages:
            more["reply_to_message"] = {**chat.messages[reply_to], "reply_to_message": None}
        return chat.messages[self._keep(chat, {**more, **written, **keyboard(params)})]

    def _redraw(self, message: Json, written: Json, params: Json) -> Json:
        changed = {**message, **written, "reply_markup": None, **keyboard(params)}
        if all(changed.get(name) == message.get(name) for name in ("text", "caption", "photo", "reply_markup")):
            raise ApiError(400, "Bad Request: message is not modified: the same content and reply markup")
        message.update(changed)
        return message

    def _own(self, params: Json) -> Json:
        message = self._open(params).messages.get(params["message_id"])
        if message is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        if message.get("from") != BOT and "by_bot" not in message:
            raise ApiError(400, "Bad Request: message can't be edited")
        return message


def _fits(fault: Fault, method: str, params: Json) -> bool:
    return fault.method in (method, "*") and fault.chat_id in (None, params.get("chat_id")) and method != "getUpdates"


def _failure(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": str(error)}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)

"""A Telegram that keeps chats and refuses what the real one refuses, with its words (specs: telegram/errors.json)."""

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from aiohttp import web

from tests.fakes.person import File
from tests.fakes.server import Call, FakeServer, RefusedError, answer
from tests.fakes.specs import check_telegram
from tests.fakes.telegram_dialogues import TelegramDialogues
from tests.fakes.telegram_person import BOT, TelegramPerson

TOKEN = "1000001:telegram-test-token-of-thirty-five-chars"
MEDIA = {"sendPhoto": "photo", "sendDocument": "document", "sendVoice": "voice", "sendVideo": "video"}
SENDING = {"chat_id", "parse_mode", "reply_markup", "reply_parameters", "disable_notification", "protect_content"}
CAPTIONED = SENDING | {"caption", "caption_entities", "show_caption_above_media", "has_spoiler"}
EDITING = {"chat_id", "message_id", "reply_markup"}
ACCEPTS = {
    "getMe": set(),
    "deleteWebhook": {"drop_pending_updates"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "max_connections", "drop_pending_updates"},
    "getWebhookInfo": set(),
    "setMyCommands": {"commands"},
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "sendMessage": SENDING | {"text", "entities", "link_preview_options"},
    "editMessageText": EDITING | {"text", "parse_mode", "entities", "link_preview_options"},
    "editMessageCaption": EDITING | {"caption", "parse_mode", "caption_entities"},
    "editMessageReplyMarkup": EDITING,
    "deleteMessage": {"chat_id", "message_id"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "sendPhoto": CAPTIONED | {"photo"},
    "sendDocument": CAPTIONED | {"document", "thumbnail", "disable_content_type_detection"},
    "sendVoice": CAPTIONED | {"voice", "duration"},
    "sendVideo": CAPTIONED | {"video", "duration", "width", "height", "supports_streaming"},
    "sendChatAction": {"chat_id", "action"},
    "getFile": {"file_id"},
}


class FakeTelegram(TelegramDialogues, FakeServer):
    """`rate`: sends a second before 429 (None: no limit). `now`: the clock, in seconds since 1970."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.rate: int | None = None
        self.now: Callable[[], float] = time.time
        self.people: dict[int, TelegramPerson] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, tuple[TelegramPerson, float]] = {}
        self.commands: list[dict[str, str]] = []
        self.webhook = ""
        self.updates: list[dict[str, Any]] = []
        self._number = 500000
        self._kinds: set[str] | None = None
        self._news = asyncio.Event()
        self._poller: object | None = None
        self._sends: deque[float] = deque()

    # -- a person's side
    def person(self, number: int, first_name: str = "Анна") -> TelegramPerson:
        return self.people.setdefault(number, TelegramPerson(self, number, first_name))

    def push(self, kind: str, body: dict[str, Any]) -> None:
        """Put an update of any kind and shape into the queue."""
        self.updates.append({"update_id": self.next_number(), kind: body})
        self.idle.clear()
        self._news.set()

    def store(self, kind: str, name: str, data: bytes) -> dict[str, Any]:
        file_id = f"{kind}-{self.next_number()}"
        self.files[file_id] = File(kind, name, data)
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(data)}

    def next_number(self) -> int:
        self._number += 1
        return self._number

    # -- HTTP
    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._call),
            web.get("/file/bot{token}/{path:.+}", self._file),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params, uploads = await _read(request)
        self.calls.append(Call(method, params))

        async def work() -> web.StreamResponse:
            try:
                if request.match_info["token"] != self.token:
                    raise RefusedError(401, "Unauthorized")
                return answer({"ok": True, "result": await self._do(method, params, uploads)})
            except RefusedError as refusal:
                return self.refused(refusal)

        return await self.broken(request, method, work)

    def refused(self, refusal: RefusedError) -> web.Response:
        if refusal.text == "flood":
            return self.refused(RefusedError(429, "Too Many Requests: retry after 1", parameters={"retry_after": 1}))
        code, text = refusal.code, refusal.text
        if not code:  # a fault: its name, or the code to answer with and no more
            code = 500 if text == "server" else int(text)
            text = HTTPStatus(code).phrase
        return answer({"ok": False, "error_code": code, "description": text, **refusal.more}, status=code)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await self.broken(request, "file", lambda: self._give(request))

    async def _give(self, request: web.Request) -> web.StreamResponse:
        file = self.files.get(request.match_info["path"])
        if file is None or request.match_info["token"] != self.token:
            raise web.HTTPNotFound
        return web.Response(body=file.data)

    async def _do(self, method: str, params: dict[str, Any], uploads: dict[str, File]) -> Any:
        accepted = ACCEPTS.get(method)
        if accepted is None:
            self.violations.append(f"{method} is unknown here")
            raise RefusedError(404, "Not Found")
        self.violations += check_telegram(method, params)
        if unknown := params.keys() - accepted:
            self.violations.append(f"{method}: unexpected {sorted(unknown)}")
            raise RefusedError(400, f"Bad Request: unexpected parameters {sorted(unknown)}")
        if method in MEDIA:
            return self._send_media(MEDIA[method], params, uploads)
        if method == "getUpdates":
            return await self._get_updates(params)
        return getattr(self, "_" + re.sub(r"[A-Z]", lambda it: "_" + it[0].lower(), method))(params)

    # -- receiving
    async def _get_updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise RefusedError(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
            )
        self._poller = me = object()
        self._news.set()  # an earlier poller wakes up and finds itself replaced
        if "allowed_updates" in params:
            self._kinds = set(json.loads(params["allowed_updates"])) or None
        if "offset" in params:
            offset = int(params["offset"])
            self.updates = [it for it in self.updates if it["update_id"] >= offset]
        limit = min(int(params.get("limit", 100)), 100)
        end = time.monotonic() + min(float(params.get("timeout", 0)), 50)
        try:
            return await self._wait(me, limit, end)
        finally:
            if self._poller is me:
                self.idle.clear()

    async def _wait(self, me: object, limit: int, end: float) -> list[dict[str, Any]]:
        while self._poller is me:
            waiting = [it for it in self.updates if not self._kinds or self._kinds & it.keys()][:limit]
            left = end - time.monotonic()
            if waiting or left <= 0:
                return waiting
            self._news.clear()
            self.idle.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)
        text = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        raise RefusedError(409, text)

    def _get_me(self, params: dict[str, Any]) -> Any:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def _delete_webhook(self, params: dict[str, Any]) -> bool:
        self.webhook = ""
        if params.get("drop_pending_updates") == "true":
            self.updates.clear()
        return True

    def _set_webhook(self, params: dict[str, Any]) -> bool:
        if not params.get("url", "").startswith("https://"):
            raise RefusedError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = params["url"]
        return True

    def _get_webhook_info(self, params: dict[str, Any]) -> Any:
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.updates)}

    def _set_my_commands(self, params: dict[str, Any]) -> bool:
        commands = json.loads(params["commands"])
        for it in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", it["command"]) or not 1 <= len(it["description"]) <= 256:
                raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands = commands
        return True


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, File]]:
    if request.content_type == "application/json":
        return await request.json(), {}
    params, uploads = dict[str, Any](request.query), dict[str, File]()
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = File("", value.filename, value.file.read())
        else:
            params[name] = value
    return params, uploads

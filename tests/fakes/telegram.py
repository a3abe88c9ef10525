"""A Telegram that keeps chats and refuses what the real one refuses, with its words (specs: telegram/errors.json)."""

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.markup import parse, trimmed
from tests.fakes.person import Entity, File, Seen
from tests.fakes.server import Call, FakeServer, RefusedError, answer
from tests.fakes.specs import check_telegram
from tests.fakes.telegram_markup import check_markup
from tests.fakes.telegram_person import BOT, TelegramPerson

TOKEN = "1000001:telegram-test-token-of-thirty-five-chars"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
QUERY_LIFE = 900
BIG = 20 << 20
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
ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"}


class FakeTelegram(FakeServer):
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
        code, text = (500, "Internal Server Error") if refusal.text == "server" else (refusal.code, refusal.text)
        return answer({"ok": False, "error_code": code, "description": text, **refusal.more}, status=code)

    async def _file(self, request: web.Request) -> web.StreamResponse:
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
        while True:
            if self._poller is not me:
                raise RefusedError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            waiting = [it for it in self.updates if not self._kinds or self._kinds & it.keys()][:limit]
            left = end - time.monotonic()
            if waiting or left <= 0:
                return waiting
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                continue

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

    # -- sending
    def _send_message(self, params: dict[str, Any]) -> Any:
        person = self._recipient(params)
        text, entities = _text(params, "text", "parse_mode", "entities")
        _check_length(text)
        return self._deliver(person, params, text, entities, [], {})

    def _send_media(self, kind: str, params: dict[str, Any], uploads: dict[str, File]) -> Any:
        person = self._recipient(params)
        caption, entities = _text(params, "caption", "parse_mode", "caption_entities")
        if len(caption) > 1024:
            raise RefusedError(400, "Bad Request: message caption is too long")
        file_id, file = self._incoming_file(kind, params.get(kind, ""), uploads)
        head = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(file.data)}
        content: dict[str, Any] = {
            "photo": [head | {"width": 800, "height": 600}],
            "document": head | {"file_name": file.name},
            "voice": head | {"duration": 1},
            "video": head | {"width": 640, "height": 360, "duration": 1},
        }
        return self._deliver(person, params, caption, entities, [file], {kind: content[kind]})

    def _incoming_file(self, kind: str, value: str, uploads: dict[str, File]) -> tuple[str, File]:
        if not value.startswith("attach://"):
            if value not in self.files:
                raise RefusedError(400, "Bad Request: wrong file identifier/HTTP URL specified")
            return value, self.files[value]
        upload = uploads.get(value.removeprefix("attach://"))
        if upload is None or not upload.data:
            raise RefusedError(400, "Bad Request: file must be non-empty")
        if kind == "photo" and not upload.data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")):
            raise RefusedError(400, "Bad Request: IMAGE_PROCESS_FAILED")
        if len(upload.data) > (10_000_000 if kind == "photo" else 50_000_000):
            raise RefusedError(413, "Request Entity Too Large")
        file = File(kind, upload.name, upload.data)
        return str(self.store(kind, file.name, file.data)["file_id"]), file

    def _recipient(self, params: dict[str, Any]) -> TelegramPerson:
        person = self.people.get(int(params.get("chat_id") or 0))
        if person is None:
            raise RefusedError(400, "Bad Request: chat not found")
        if person.deactivated:
            raise RefusedError(403, "Forbidden: user is deactivated")
        if person.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if not person.reachable:
            raise RefusedError(403, "Forbidden: bot can't initiate conversation with a user")
        now = time.monotonic()
        while self._sends and self._sends[0] <= now - 1:
            self._sends.popleft()
        if self.rate is not None and len(self._sends) >= self.rate:
            raise RefusedError(429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
        self._sends.append(now)
        return person

    def _deliver(
        self,
        person: TelegramPerson,
        params: dict[str, Any],
        text: str,
        entities: list[Entity],
        files: list[File],
        content: dict[str, Any],
    ) -> dict[str, Any]:
        markup = check_markup(params.get("reply_markup"))
        reply = json.loads(params.get("reply_parameters", "null"))
        if reply and reply["message_id"] > person._last_message and not reply.get("allow_sending_without_reply"):
            raise RefusedError(400, "Bad Request: message to be replied not found")
        seen = Seen(person.next_message(), text, entities, params.get("caption" if content else "text", ""))
        seen.files, seen.reply_to = files, reply["message_id"] if reply else None
        seen.buttons, seen.keyboard = markup.buttons, markup.keyboard
        if markup.keyboard is not None or markup.removes:
            person.keyboard = markup.keyboard
        seen.raw = {"message_id": seen.message_id, "from": BOT, "chat": person.chat, "date": int(self.now())} | content
        self._write(seen, "caption" if content else "text")
        person.messages.append(seen)
        return seen.raw

    def _write(self, seen: Seen, field: str) -> None:
        """Bring the Message object in line with what the person sees."""
        raw = {key: value for key, value in seen.raw.items() if key not in (field, "reply_markup")}
        if seen.text:
            raw[field] = seen.text
            if seen.entities:
                raw["entities" if field == "text" else "caption_entities"] = [
                    {"type": it.kind, "offset": it.offset, "length": it.length} | ({"url": it.url} if it.url else {})
                    for it in seen.entities
                ]
        if seen.buttons:
            rows = [
                [{"text": b.label} | ({"callback_data": b.data} if b.data else {"url": b.url}) for b in row]
                for row in seen.buttons
            ]
            raw["reply_markup"] = {"inline_keyboard": rows}
        seen.raw = raw

    # -- changing
    def _editable(self, params: dict[str, Any]) -> Seen:
        seen = self._recipient(params).message(int(params["message_id"]))
        if seen is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        if seen.keyboard is not None:
            raise RefusedError(400, "Bad Request: message can't be edited")
        return seen

    def _edit_message_text(self, params: dict[str, Any]) -> Any:
        seen = self._editable(params)
        if seen.files:
            raise RefusedError(400, "Bad Request: there is no text in the message to edit")
        text, entities = _text(params, "text", "parse_mode", "entities")
        _check_length(text)
        buttons = check_markup(params.get("reply_markup"), inline_only=True).buttons
        if (seen.text, seen.entities, seen.buttons) == (text, entities, buttons):
            raise RefusedError(400, NOT_MODIFIED)
        seen.text, seen.entities, seen.buttons, seen.html = text, entities, buttons, params["text"]
        return self._edited(seen)

    def _edit_message_reply_markup(self, params: dict[str, Any]) -> Any:
        seen = self._editable(params)
        buttons = check_markup(params.get("reply_markup"), inline_only=True).buttons
        if seen.buttons == buttons:
            raise RefusedError(400, NOT_MODIFIED)
        seen.buttons = buttons
        return self._edited(seen)

    def _edited(self, seen: Seen) -> dict[str, Any]:
        seen.edited = True
        seen.raw["edit_date"] = int(self.now())
        self._write(seen, "caption" if seen.files else "text")
        return seen.raw

    def _delete_message(self, params: dict[str, Any]) -> bool:
        person = self._recipient(params)
        seen = person.message(int(params["message_id"]))
        if seen is None:
            raise RefusedError(400, "Bad Request: message to delete not found")
        person.messages.remove(seen)
        return True

    def _answer_callback_query(self, params: dict[str, Any]) -> bool:
        person, asked = self.queries.get(params.get("callback_query_id", ""), (None, 0.0))
        if person is None or self.now() - asked > QUERY_LIFE:
            raise RefusedError(400, TOO_OLD)
        text = params.get("text", "")
        if len(text) > 200:
            raise RefusedError(400, "Bad Request: MESSAGE_TOO_LONG")
        if text:
            person.toasts.append(text)
        return True

    def _send_chat_action(self, params: dict[str, Any]) -> bool:
        if params.get("action") not in ACTIONS:
            raise RefusedError(400, "Bad Request: wrong parameter action in request")
        self._recipient(params).activity.append(params["action"])
        return True

    def _get_file(self, params: dict[str, Any]) -> Any:
        file_id = params.get("file_id", "")
        if file_id not in self.files:
            raise RefusedError(400, "Bad Request: invalid file_id")
        size = len(self.files[file_id].data)
        if size > BIG:
            raise RefusedError(400, "Bad Request: file is too big")
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": file_id}


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


def _text(params: dict[str, Any], name: str, mode: str, entities: str) -> tuple[str, list[Entity]]:
    text = params.get(name, "")
    if entities in params:
        given = [Entity(it["type"], it["offset"], it["length"], it.get("url")) for it in json.loads(params[entities])]
        return trimmed(text, given)
    if mode not in params:
        return trimmed(text, [])
    if params[mode].lower() != "html":
        raise RefusedError(400, "Bad Request: unsupported parse_mode")
    return parse(text)


def _check_length(text: str) -> None:
    if not text:
        raise RefusedError(400, "Bad Request: message text is empty")
    if len(text) > 4096:
        raise RefusedError(400, "Bad Request: message is too long")

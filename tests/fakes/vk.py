"""A VK community that keeps dialogues and refuses what the real API refuses, with its codes (specs: vk/errors.json)."""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from tests.fakes.person import File
from tests.fakes.server import Call, FakeServer, RefusedError, answer
from tests.fakes.specs import check_vk
from tests.fakes.vk_dialogues import VkDialogues
from tests.fakes.vk_errors import TEXTS, coded, wrong
from tests.fakes.vk_files import VkFiles
from tests.fakes.vk_person import VkPerson

TOKEN = "vk1.a.test-community-token"
GROUP = 777000
CALLS_PER_SECOND = 20
TRANSPORT = {"v"}
WRITING = {"message", "attachment", "keyboard", "format_data", "dont_parse_links", "disable_mentions"}
ACCEPTS = {
    "groups.getById": {"group_id", "group_ids", "fields"},
    "groups.setSettings": {"group_id", "messages", "bots_capabilities", "bots_start_button", "bots_add_to_chat"},
    "groups.getLongPollServer": {"group_id"},
    "groups.getLongPollSettings": {"group_id"},
    "groups.setLongPollSettings": {"group_id", "enabled", "api_version", "message_new", "message_event"}
    | {"message_allow", "message_deny", "message_reply", "message_edit"},
    "messages.send": WRITING | {"peer_id", "peer_ids", "random_id", "forward", "payload", "reply_to"},
    "messages.edit": WRITING | {"peer_id", "cmid", "message_id", "keep_forward_messages", "keep_snippets"},
    "messages.delete": {"peer_id", "cmids", "delete_for_all", "message_ids"},
    "messages.sendMessageEventAnswer": {"event_id", "user_id", "peer_id", "event_data"},
    "messages.setActivity": {"peer_id", "type"},
    "messages.getByConversationMessageId": {"peer_id", "conversation_message_ids"},
    "messages.getHistory": {"peer_id", "count", "offset"},
    "messages.isMessagesFromGroupAllowed": {"group_id", "user_id"},
    "users.get": {"user_ids", "fields"},
    "photos.getMessagesUploadServer": {"peer_id"},
    "photos.saveMessagesPhoto": {"photo", "server", "hash"},
    "docs.getMessagesUploadServer": {"type", "peer_id"},
    "docs.save": {"file", "title", "tags"},
}


class FakeVk(VkDialogues, VkFiles, FakeServer):
    """`manage`: whether the key may change settings. `limited`: whether 20 calls a second are enforced.

    `now` is the clock in seconds since 1970, `stopwatch` the one calls are counted by.
    """

    def __init__(self, token: str = TOKEN, group_id: int = GROUP) -> None:
        super().__init__()
        self.token, self.group_id = token, group_id
        self.now: Callable[[], float] = time.time
        self.stopwatch: Callable[[], float] = time.monotonic
        self.manage = True
        self.limited = True
        self.settings = {"messages": True, "bots_capabilities": False, "bots_start_button": False}
        self.events_on = {"enabled": False, "message_new": False, "message_event": False}
        self.people: dict[int, VkPerson] = {}
        self.asked: dict[str, tuple[VkPerson, float]] = {}
        self.attachments: dict[str, File] = {}
        self.keys: dict[str, str] = {}
        self.events: list[dict[str, Any]] = []
        self.oldest = 0
        self._sent: dict[tuple[int, int], tuple[float, dict[str, int]]] = {}
        self._uploads: dict[str, File] = {}
        self._number = 100
        self._key = "key1"
        self._news = asyncio.Event()
        self._tokens, self._refilled = float(CALLS_PER_SECOND), self.stopwatch()

    @property
    def api_url(self) -> str:
        return f"{self.url}/method/"

    # -- a person's side
    def person(self, number: int, first_name: str = "Анна") -> VkPerson:
        return self.people.setdefault(number, VkPerson(self, number, first_name))

    def push(self, kind: str, body: Any) -> None:
        """Put an event of any kind and shape into the history, if the community has it switched on."""
        if self.events_on["enabled"] and self.events_on.get(kind, True):
            event = {"type": kind, "group_id": self.group_id, "v": "5.199", "object": body}
            self.push_raw(event | {"event_id": f"{self.next_number():040x}"})

    def push_raw(self, event: Any) -> None:
        self.events.append(event)
        self.idle.clear()
        self._news.set()

    def store(self, kind: str, owner: int, name: str, data: bytes) -> dict[str, Any]:
        number, key = self.next_number(), f"key{self.next_number()}"
        self.attachments[f"{kind}{owner}_{number}"] = File(kind, name, data)
        self.keys[f"{kind}{owner}_{number}"] = key
        url = f"{self.url}/files/{kind}{owner}_{number}"
        return {"id": number, "owner_id": owner, "access_key": key, "url": url, "date": int(self.now())}

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def expire_key(self) -> None:
        """The long poll key ends: failed 2."""
        self._key = f"key{self.next_number()}"
        self._news.set()

    def forget_events(self) -> None:
        """What is older than now cannot be asked for again: failed 1."""
        self.oldest = len(self.events)

    # -- HTTP
    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/method/{method}", self._call),
            web.get("/longpoll", self._long_poll),
            web.post("/upload/{kind}", self._upload),
            web.get("/files/{name}", self._file),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = {name: str(value) for name, value in (await request.post()).items()}
        self.calls.append(Call(method, params))
        if request.query or "access_token" in params:
            self.violations.append(f"{method}: parameters or token in the address or the body")

        async def work() -> web.StreamResponse:
            try:
                if request.headers.get("Authorization") != f"Bearer {self.token}":
                    raise coded(5)
                self._spend()
                return answer({"response": self._do(method, params)})
            except RefusedError as refusal:
                return self.refused(refusal)

        return await self.broken(request, method, work)

    def refused(self, refusal: RefusedError) -> web.Response:
        code, text = refusal.code, refusal.text
        if not code:  # a fault: its name, or the code to answer with
            code = {"flood": 6, "server": 10}.get(text) or int(text)
            text = TEXTS[code]
        return answer({"error": {"error_code": code, "error_msg": text, "request_params": []}})

    def _spend(self) -> None:
        now = self.stopwatch()
        self._tokens = min(CALLS_PER_SECOND, self._tokens + (now - self._refilled) * CALLS_PER_SECOND)
        self._refilled = now
        if self.limited and self._tokens < 1:
            raise coded(6)
        self._tokens -= 1

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await self.broken(request, "file", lambda: self._give(request))

    async def _give(self, request: web.Request) -> web.StreamResponse:
        file = self.attachments.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.data)

    def _do(self, method: str, params: dict[str, str]) -> Any:
        accepted = ACCEPTS.get(method)
        if accepted is None:
            self.violations.append(f"{method} is unknown here")
            raise RefusedError(3, "Unknown method passed")
        self.violations += check_vk(method, params)
        if params.get("v") != "5.199":
            raise RefusedError(8, "Invalid request: v is required")
        if unknown := params.keys() - accepted - TRANSPORT:
            self.violations.append(f"{method}: unexpected {sorted(unknown)}")
            raise wrong(f"unexpected {sorted(unknown)}")
        if "group_id" in params and int(params["group_id"]) != self.group_id:
            raise RefusedError(15, "Access denied: group id is wrong")
        return getattr(self, "_" + re.sub(r"[A-Z.]", lambda it: "_" + it[0].strip(".").lower(), method))(params)

    # -- community
    def _groups_get_by_id(self, params: dict[str, str]) -> Any:
        group = {"id": self.group_id, "name": "Методическая служба", "screen_name": "methodist_test", "is_closed": 0}
        return {"groups": [group | {"type": "group"}], "profiles": []}

    def _may_manage(self) -> None:
        if not self.manage:
            raise coded(7)

    def _groups_set_settings(self, params: dict[str, str]) -> int:
        self._may_manage()
        self.settings |= {name: value == "1" for name, value in params.items() if name in self.settings}
        return 1

    def _groups_set_long_poll_settings(self, params: dict[str, str]) -> int:
        self._may_manage()
        if params.get("api_version", "5.199") != "5.199":
            raise wrong("api_version")
        self.events_on |= {name: value == "1" for name, value in params.items() if value in ("0", "1")}
        return 1

    def _groups_get_long_poll_settings(self, params: dict[str, str]) -> Any:
        self._may_manage()
        events = {name: int(on) for name, on in self.events_on.items() if name != "enabled"}
        return {"is_enabled": self.events_on["enabled"], "api_version": "5.199", "events": events}

    def _groups_get_long_poll_server(self, params: dict[str, str]) -> Any:
        if not self.events_on["enabled"]:
            raise wrong("longpoll for this group is not enabled")
        return {"server": f"{self.url}/longpoll", "key": self._key, "ts": str(len(self.events))}

    async def _long_poll(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(Call("a_check", dict(request.query)))
        return await self.broken(request, "a_check", lambda: self._check(request.query))

    async def _check(self, query: Any) -> web.StreamResponse:
        if query.keys() != {"act", "key", "ts", "wait"} or query["act"] != "a_check" or int(query["wait"]) > 90:
            self.violations.append(f"long poll: {sorted(query)}")
        ts, end = int(query["ts"]), time.monotonic() + int(query["wait"])
        try:
            return answer(await self._wait(query["key"], ts, end))
        finally:
            self.idle.clear()

    async def _wait(self, key: str, ts: int, end: float) -> dict[str, Any]:
        while True:
            if key != self._key:
                return {"failed": 2}
            if ts > len(self.events):
                return {"failed": 3}
            if ts < self.oldest:
                return {"failed": 1, "ts": self.oldest}
            left = end - time.monotonic()
            if len(self.events) > ts or left <= 0:
                return {"ts": str(len(self.events)), "updates": self.events[ts:]}
            self._news.clear()
            self.idle.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)

    def _users_get(self, params: dict[str, str]) -> Any:
        numbers = [int(it) for it in params.get("user_ids", "").split(",")]
        people = [self.people[it] for it in numbers if it in self.people]
        return [{"id": it.id, "first_name": it.first_name, "last_name": "Петрова"} for it in people]

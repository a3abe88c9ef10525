"""The chat's own addresses: the page, its stream of changes, its events, its files."""

import asyncio
import json
import re
from contextlib import suppress
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.messengers.browser import Change, ForeignFileError, Hub, Kept, read_event

from .demo import Demo
from .guard import read_body
from .limiter import Limiter
from .pages import Pages
from .sessions import Sessions

EVENT_LIMIT = 64 << 10
FILE_LIMIT = 20 << 20
"""Bytes."""
UPLOADS, UPLOADS_PER = 60, timedelta(minutes=10)
UPLOADED, UPLOADED_PER = 200 << 20, timedelta(hours=1)
"""Bytes of one chat, for what is kept is never seen before an event names it, and stays for a week if none does."""
SNAPSHOT = 100
"""Messages the page gets at a time."""
PULSE = 15.0
"""Seconds between signs of life; the page reconnects when two of them are missing."""
INLINE = ("image/", "audio/", "video/")
"""Only pictures known by their bytes get such a type (`files.safe_type`), SVG never does."""


class ChatRoutes:
    """Every address here belongs to the chat of the session's cookie and to no other."""

    def __init__(self, hub: Hub, sessions: Sessions, pages: Pages, demo: Demo | None) -> None:
        self.hub, self.sessions, self.pages, self.demo = hub, sessions, pages, demo
        self.uploads = Limiter(UPLOADS, UPLOADS_PER, hub.clock)
        self.uploaded = Limiter(UPLOADED, UPLOADED_PER, hub.clock)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/chat", self.page),
            web.get("/chat/stream", self.stream),
            web.get("/chat/history", self.earlier),
            web.post("/chat/events", self.receive),
            web.post("/chat/files", self.upload),
            web.get("/chat/files/{id}", self.download),
            web.post("/chat/leave", self.leave),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        chat = await self.sessions.chat(request)
        if chat is None:
            if self.demo:
                raise web.HTTPFound("/demo")
            return self.pages.note("no_session")
        persona = self.demo.of(chat) if self.demo else None
        role = escape(f"{persona.title} · {persona.subtitle}") if persona else ""
        switch = self.demo.switch(chat) if self.demo else ""
        return self.pages.show("chat", CHAT=str(chat), ROLE=role, PERSONS=switch, DEMO="demo" if self.demo else "")

    async def _chat(self, request: web.Request) -> int:
        """The session's chat. Raises HTTPUnauthorized, and HTTPConflict for a page left open from another chat."""
        chat = await self.sessions.chat(request)
        if chat is None:
            raise web.HTTPUnauthorized
        if request.headers.get("X-Chat", str(chat)) != str(chat):
            raise web.HTTPConflict
        return chat

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the last messages, then every change, as long as the session lasts.

        A page names its chat: one left open from another chat must not show what this one says.
        """
        headers = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        chat = await self.sessions.chat(request)
        if chat is None or request.query.get("chat", str(chat)) != str(chat):
            await _write(response, {"type": "over"})
            return response
        # pages leave without a word
        with suppress(ConnectionResetError), self.hub.page(chat, self._others(chat)) as changes:
            await response.write(b"retry: 2000\n\n")
            shown = await self._history(chat)
            keyboard = await self.hub.store.keyboard(chat) if shown["more"] else None  # it came with the first words
            await _write(response, {"type": "snapshot", "keyboard": keyboard, **shown})
            while (change := await self._next(request, chat, changes)) is not None:
                await _write(response, change)
        return response

    async def _history(self, chat: int, before: int | None = None) -> Change:
        found = await self.hub.store.history(chat, SNAPSHOT + 1, before)
        messages = [{"id": message_id, "body": body} for message_id, body in found[-SNAPSHOT:]]
        return {"messages": messages, "more": len(found) > SNAPSHOT}

    async def earlier(self, request: web.Request) -> web.Response:
        """The messages before those the page has."""
        chat, before = await self._chat(request), request.query.get("before", "")
        if not re.fullmatch(r"[1-9][0-9]{0,17}", before):
            raise web.HTTPBadRequest
        return web.json_response(await self._history(chat, int(before)))

    def _others(self, chat: int) -> list[int]:
        return [persona.chat for persona in self.demo.personas if persona.chat != chat] if self.demo else []

    async def _next(self, request: web.Request, chat: int, changes: asyncio.Queue[Change | None]) -> Change | None:
        try:
            change = await asyncio.wait_for(changes.get(), PULSE)
        except TimeoutError:
            change = {"type": "recheck"}
        if change and change["type"] == "recheck":
            return {"type": "pulse"} if await self.sessions.chat(request) == chat else {"type": "over"}
        return change

    async def receive(self, request: web.Request) -> web.Response:
        """Answered 200 only when the bot has the event for good; 503 asks the page to repeat it with the same id."""
        chat = await self._chat(request)
        try:
            event = read_event(await read_body(request, EVENT_LIMIT))
            taken = await self.hub.receive(chat, event)
        except ForeignFileError:
            raise web.HTTPForbidden from None
        except ValueError:
            raise web.HTTPBadRequest from None
        if not taken:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "1"})
        return web.json_response({})

    async def upload(self, request: web.Request) -> web.Response:
        """Keep a file; nobody sees it before an event names the id answered here."""
        chat = await self._chat(request)
        size = FILE_LIMIT if request.content_length is None else min(request.content_length, FILE_LIMIT)
        if self.uploads.is_full(chat) or self.uploaded.is_full(chat):
            raise web.HTTPTooManyRequests
        self.uploads.add(chat)
        self.uploaded.add(chat, size)  # before it is read: several may come at a time
        data = await read_body(request, FILE_LIMIT)
        if not data:
            raise web.HTTPBadRequest
        file_id = await self.hub.save(chat, request.query.get("name", ""), request.content_type, data)
        return web.json_response({"file": file_id})

    async def download(self, request: web.Request) -> web.Response:
        """A file of this chat; of another chat's file it is not even told that it exists."""
        kept = await self.hub.file(await self._chat(request), request.match_info["id"])
        if kept is None:
            raise web.HTTPNotFound
        kind = "inline" if kept.mime.startswith(INLINE) else "attachment"
        headers = {
            "Content-Type": kept.mime,
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(kept.name, safe='')}",
            "Accept-Ranges": "bytes",
        }
        return _ranged(request, kept, headers)

    async def leave(self, request: web.Request) -> web.Response:
        response = web.Response(status=303, headers={"Location": "/"})
        await self.sessions.close(request, response)
        return response


def _ranged(request: web.Request, kept: Kept, headers: dict[str, str]) -> web.Response:
    """Whole or in part: Safari plays no sound that cannot be asked for in parts."""
    size = len(kept.data)
    try:
        asked = request.http_range
    except ValueError:
        raise web.HTTPRequestRangeNotSatisfiable from None
    if asked.start is None and asked.stop is None:
        return web.Response(body=kept.data, headers=headers)
    start, stop, _ = asked.indices(size)
    if start >= stop:
        raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return web.Response(body=kept.data[start:stop], headers=headers, status=206)


async def _write(response: web.StreamResponse, change: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(change, ensure_ascii=False)}\n\n".encode())

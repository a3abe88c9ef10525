"""The browser chat's store in memory: what it is given it hands back as JSON would, never the same object."""

import json
import secrets
from datetime import datetime
from itertools import count

from bot.messengers.browser import Body, Kept


class MemoryStore:
    def __init__(self) -> None:
        self.messages: dict[int, tuple[int, str]] = {}
        self.numbers: dict[tuple[int, int], int] = {}
        self.sessions: dict[str, tuple[int, datetime]] = {}
        self.files: dict[str, Kept] = {}
        self.unnamed = set[str]()
        self._ids = count(1)

    async def append(self, chat: int, body: Body, once: int | None = None) -> int:
        assert 0 < chat < 1 << 63
        assert once is None or -(1 << 63) <= once < 1 << 63
        if once is not None and (chat, once) in self.numbers:
            return self.numbers[chat, once]
        message_id = next(self._ids)
        self.messages[message_id] = (chat, json.dumps(body))
        if once is not None:
            self.numbers[chat, once] = message_id
        return message_id

    async def message(self, chat: int, message_id: int) -> Body | None:
        owner, body = self.messages.get(message_id, (0, "null"))
        return json.loads(body) if owner == chat else None

    async def edit(self, chat: int, message_id: int, body: Body) -> bool:
        if self.messages.get(message_id, (0,))[0] != chat:
            return False
        self.messages[message_id] = (chat, json.dumps(body))
        return True

    async def delete(self, chat: int, message_id: int) -> bool:
        if self.messages.get(message_id, (0,))[0] != chat:
            return False
        del self.messages[message_id]
        return True

    async def history(self, chat: int, limit: int, before: int | None = None) -> list[tuple[int, Body]]:
        kept = sorted((key, *it) for key, it in self.messages.items() if before is None or key < before)
        own = [(key, json.loads(body)) for key, owner, body in kept if owner == chat]
        return own[-limit:]

    async def keyboard(self, chat: int) -> Body | None:
        own = [body for _, body in await self.history(chat, len(self.messages)) if "keyboard" in body]
        return own[-1] if own else None

    async def reachable(self, chat: int, now: datetime) -> bool:
        return any(owner == chat and until > now for owner, until in self.sessions.values())

    async def session(self, token_hash: str, now: datetime) -> int | None:
        chat, until = self.sessions.get(token_hash, (0, now))
        return chat if until > now else None

    async def open_session(self, token_hash: str, chat: int, until: datetime) -> None:
        assert until.tzinfo is not None
        self.sessions[token_hash] = (chat, until)

    async def close_session(self, token_hash: str) -> None:
        chat, _ = self.sessions.pop(token_hash, (0, None))
        if all(open_one != chat for open_one, _ in self.sessions.values()):
            self.messages = {key: kept for key, kept in self.messages.items() if kept[0] != chat}
            self.files = {key: kept for key, kept in self.files.items() if kept.chat != chat}

    async def save_file(self, chat: int, name: str, mime: str, data: bytes) -> str:
        file_id = secrets.token_urlsafe(16)
        self.files[file_id] = Kept(chat, name, mime, data)
        return file_id

    async def save_upload(self, chat: int, name: str, mime: str, data: bytes, at: datetime) -> str:
        assert at.tzinfo is not None
        file_id = await self.save_file(chat, name, mime, data)
        self.unnamed.add(file_id)
        return file_id

    async def keep_upload(self, file_id: str) -> None:
        self.unnamed.discard(file_id)

    async def file(self, file_id: str) -> Kept | None:
        return self.files.get(file_id)

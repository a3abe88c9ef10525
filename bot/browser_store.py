"""The browser chat's store in the database: the adapter says what it needs, this fetches it."""

import secrets
from datetime import datetime

from storage import browser
from storage.database import Database

from .messengers.browser import Body, Kept


class BrowserStore:
    """Implements `bot.messengers.browser.Store`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def append(self, chat: int, body: Body, once: int | None = None) -> int:
        return await self._db.write(browser.append, chat, body, once)

    async def message(self, chat: int, message_id: int) -> Body | None:
        return await self._db.read(browser.message, chat, message_id)

    async def edit(self, chat: int, message_id: int, body: Body) -> bool:
        return await self._db.write(browser.edit, chat, message_id, body)

    async def delete(self, chat: int, message_id: int) -> bool:
        return await self._db.write(browser.remove, chat, message_id)

    async def history(self, chat: int, limit: int, before: int | None = None) -> list[tuple[int, Body]]:
        return await self._db.read(browser.history, chat, limit, before)

    async def keyboard(self, chat: int) -> Body | None:
        return await self._db.read(browser.keyboard, chat)

    async def reachable(self, chat: int, now: datetime) -> bool:
        return await self._db.read(browser.reachable, chat, now)

    async def session(self, token_hash: str, now: datetime) -> int | None:
        return await self._db.read(browser.session, token_hash, now)

    async def open_session(self, token_hash: str, chat: int, until: datetime) -> None:
        await self._db.write(browser.open_session, token_hash, chat, until)

    async def close_session(self, token_hash: str) -> None:
        await self._db.write(browser.close_session, token_hash)

    async def save_file(self, chat: int, name: str, mime: str, data: bytes) -> str:
        file_id = secrets.token_urlsafe(24)
        await self._db.write(browser.save_file, file_id, chat, name, mime, data)
        return file_id

    async def save_upload(self, chat: int, name: str, mime: str, data: bytes, at: datetime) -> str:
        file_id = secrets.token_urlsafe(24)
        await self._db.write(browser.save_upload, file_id, chat, name, mime, data, at)
        return file_id

    async def keep_upload(self, file_id: str) -> None:
        await self._db.write(browser.keep_upload, file_id)

    async def file(self, file_id: str) -> Kept | None:
        found = await self._db.read(browser.file, file_id)
        return found and Kept(*found)

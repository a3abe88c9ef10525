"""What the browser chat needs kept, since no foreign server keeps it for us; the database's side implements it."""

from datetime import datetime
from typing import Any, NamedTuple, Protocol

Body = dict[str, Any]
"""One message as the page draws it; JSON, its keys are listed in `body.py`."""


class Kept(NamedTuple):
    """A file of one chat; nobody but this chat may ever read it."""

    chat: int
    name: str
    mime: str
    data: bytes


class Store(Protocol):
    """Messages, sessions and files of the browser chat. A chat is a positive 63-bit number, the account's outer id."""

    async def append(self, chat: int, body: Body, once: int | None = None) -> int:
        """Keep a message, return its id (growing in the whole database); the same `once` again: the first one's id."""

    async def message(self, chat: int, message_id: int) -> Body | None:
        """The message as it stands now, None where this chat has none of that id."""

    async def edit(self, chat: int, message_id: int, body: Body) -> bool:
        """Replace the body; False where this chat has none of that id."""

    async def delete(self, chat: int, message_id: int) -> bool:
        """Forget the message; False where this chat has none of that id."""

    async def history(self, chat: int, limit: int, before: int | None = None) -> list[tuple[int, Body]]:
        """The newest `limit` messages (of those before an id), the oldest of them first."""

    async def keyboard(self, chat: int) -> Body | None:
        """The newest message that changed what stands under the input."""

    async def reachable(self, chat: int, now: datetime) -> bool:
        """Whether any session of this chat is still open, so that somebody can come and read."""

    async def session(self, token_hash: str, now: datetime) -> int | None:
        """The chat of a session that is open at `now`."""

    async def open_session(self, token_hash: str, chat: int, until: datetime) -> None:
        """Let this token into the chat up to `until`."""

    async def close_session(self, token_hash: str) -> None:
        """End one session, an unknown one is no error; after the last one the chat's messages and files are gone."""

    async def save_file(self, chat: int, name: str, mime: str, data: bytes) -> str:
        """Keep a file and return its id: unguessable, of A-Z a-z 0-9 _ -, at most 64 characters."""

    async def save_upload(self, chat: int, name: str, mime: str, data: bytes, at: datetime) -> str:
        """The same for what a person uploaded: it goes some time after `at` unless `keep_upload` comes before."""

    async def keep_upload(self, file_id: str) -> None:
        """An event names it: it stays as long as its chat."""

    async def file(self, file_id: str) -> Kept | None:
        """The file whoever owns it: the caller compares the chat."""

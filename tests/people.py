"""People who talk to the running bot: each in one messenger, by the same verbs.

`says` and `taps` return what the person then sees. She has an answer when the bot has nothing left to do for her.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.messengers.browser import Hub, read_event
from tests.fakes.person import JPEG, Button, File, Person, Seen

PATIENCE = 10.0
FAR = datetime(2100, 1, 1, tzinfo=UTC)
FILES = {
    "photo": ("photo.jpg", "image/jpeg", JPEG),
    "voice": ("voice.ogg", "audio/ogg", b"OggS voice"),
    "document": ("plan.pdf", "application/pdf", b"document"),
    "video": ("video.mp4", "video/mp4", b"video"),
}

QUIET = 0.012
"""Seconds without a change after which an answer is whole."""


async def until(is_so: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Wait for it; TimeoutError when it does not come."""
    async with asyncio.timeout(seconds):
        while not (await found if asyncio.iscoroutine(found := is_so()) else found):  # noqa: ASYNC110 (no event tells)
            await asyncio.sleep(0.005)


class Someone:
    """The verbs, over what a messenger shows."""

    messenger: str
    id: int
    is_waiting: Callable[[], bool] = staticmethod(lambda: False)
    """Whether the bot is not yet done with what she did."""

    @property
    def messages(self) -> list[Seen]:
        raise TypeError

    @property
    def toasts(self) -> list[str]:
        raise TypeError

    async def does(self, deed: Callable[[], Any]) -> Seen:
        """Do it and wait for the answer."""
        before = self._state()
        done = deed()
        if asyncio.iscoroutine(done):
            await done
        async with asyncio.timeout(PATIENCE):
            await until(lambda: self._state() != before)
            last, since = self._state(), asyncio.get_running_loop().time()
            while asyncio.get_running_loop().time() - since < QUIET:
                await asyncio.sleep(0.004)
                if self.is_waiting() or self._state() != last:
                    last, since = self._state(), asyncio.get_running_loop().time()
        return self.messages[-1]

    def _state(self) -> tuple[Any, ...]:
        messages = self.messages
        shown = [(seen.message_id, seen.text, seen.edited, str(seen.buttons)) for seen in messages[-3:]]
        return (*shown, len(messages), len(self.toasts))

    async def gets(self, words: str, times: int = 1, patience: float = PATIENCE) -> Seen:
        """Wait for a message nobody asked for that says so, or so many of them."""
        await until(lambda: sum(words in seen.text for seen in self.messages) >= times, patience)
        return next(seen for seen in reversed(self.messages) if words in seen.text)

    async def gets_late(self, words: str, times: int = 1) -> Seen:
        """What a child process has to be started for: on a busy machine that takes a while."""
        return await self.gets(words, times, 90)

    async def says(self, *texts: str) -> Seen:
        """One after the other, each when the bot is done with the one before."""
        for text in texts:
            await self.does(lambda text=text: self._says(text))
        return self.last

    async def taps(self, *labels: str) -> Seen:
        """The same of the newest buttons with these labels."""
        for label in labels:
            await self.does(lambda label=label: self._taps(label))
        return self.last

    def _says(self, text: str) -> Any:
        raise TypeError

    def _taps(self, label: str) -> Any:
        raise TypeError

    async def starts(self, payload: str | None = None) -> Seen:
        raise TypeError

    async def sends(self, kind: str, caption: str = "", reply_to: Seen | None = None) -> Seen:
        """A file: photo, voice, video, document, two pictures as an album, and outside the browser a sticker.

        `reply_to`: by the messenger's own reply. Voice and sticker have no caption.
        """
        raise TypeError

    async def sends_table(self, name: str, data: bytes) -> Seen:
        """A document of one's own making."""
        raise TypeError

    async def files(self, seen: Seen) -> list[File]:
        """What a message carries, as it can be opened."""
        raise TypeError

    async def forges(self, data: str) -> Seen:
        """Tap a button whose payload none of ours carried."""
        raise TypeError

    @property
    def last(self) -> Seen:
        return self.messages[-1]

    def sees(self, words: str) -> bool:
        """Whether the newest message says so."""
        return words in self.last.text

    @property
    def labels(self) -> list[str]:
        """Of the newest message's buttons, in reading order."""
        return [button.label for row in self.last.buttons for button in row]


class FakePerson(Someone):
    """Somebody in a fake Telegram or VK."""

    def __init__(self, messenger: str, person: Person) -> None:
        self.messenger, self.person, self.id = messenger, person, person.id

    @property
    def messages(self) -> list[Seen]:
        return self.person.messages

    @property
    def toasts(self) -> list[str]:
        return self.person.toasts

    def _says(self, text: str) -> None:
        self.person.says(text)

    def _taps(self, label: str) -> None:
        self.person.taps(label)

    async def starts(self, payload: str | None = None) -> Seen:
        return await self.does(lambda: self.person.starts(payload))

    async def sends(self, kind: str, caption: str = "", reply_to: Seen | None = None) -> Seen:
        sending = getattr(self.person, f"sends_{kind}")
        self.person.answers = reply_to
        said = {} if kind in ("voice", "sticker") else {"caption": caption}
        return await self.does(lambda: sending(*(["plan.pdf"] if kind == "document" else []), **said))

    async def sends_table(self, name: str, data: bytes) -> Seen:
        return await self.does(lambda: self.person.sends_document(name, data))

    async def files(self, seen: Seen) -> list[File]:
        return seen.files

    async def forges(self, data: str) -> Seen:
        return await self.does(lambda: self.person.tap(self.last, Button("", data, None)))


class Page(Protocol):
    """What the browser person needs of the running bot."""

    hub: Hub


class BrowserPerson(Someone):
    """Somebody at the browser page, without the page: events go in as its script sends them."""

    messenger = "browser"

    def __init__(self, hub: Hub, chat: int) -> None:
        self.hub, self.id = hub, chat
        self._shown: dict[int, Seen] = {}
        self._toasts: list[str] = []
        self._numbers = itertools.count(1)
        self._context = hub.page(chat)
        self._changes = self._context.__enter__()

    def close(self) -> None:
        self._context.__exit__(None, None, None)

    def _read(self) -> None:
        while not self._changes.empty():
            change = self._changes.get_nowait()
            if change is None:
                return
            if change["type"] == "message" and change["body"]["from"] == "bot":
                self._shown[change["id"]] = _seen(change["id"], change["body"])
            elif change["type"] == "answer" and change["text"]:
                self._toasts.append(change["text"])

    @property
    def messages(self) -> list[Seen]:
        self._read()
        return [self._shown[number] for number in sorted(self._shown)]

    @property
    def toasts(self) -> list[str]:
        self._read()
        return self._toasts

    async def _sends(self, **event: Any) -> None:
        await self.hub.store.open_session(f"person {self.id}", self.id, FAR)  # nobody writes to a chat without one
        raw = json.dumps({"id": f"event{next(self._numbers):06d}", **event})
        taken = await self.hub.receive(self.id, read_event(raw.encode()))
        assert taken, "the page would repeat it"

    async def _says(self, text: str) -> None:
        await self._sends(kind="text", text=text)

    async def starts(self, payload: str | None = None) -> Seen:
        return await self.says(f"/start {payload}" if payload else "/start")

    async def sends(self, kind: str, caption: str = "", reply_to: Seen | None = None) -> Seen:
        name, mime, data = FILES["photo" if kind == "album" else kind]
        parts = [data + bytes([number]) for number in range(2)] if kind == "album" else [data]
        kept = [await self.hub.save(self.id, name, mime, part) for part in parts]
        more = {"reply": reply_to.message_id} if reply_to else {}

        async def send() -> None:
            for number, file in enumerate(kept):
                together = {"album": "album-one"} if len(kept) > 1 else {}
                text = "" if number or kind == "voice" else caption
                await self._sends(kind="file", file=file, text=text, **more, **together)

        return await self.does(send)

    async def sends_table(self, name: str, data: bytes) -> Seen:
        kept = await self.hub.save(self.id, name, "application/octet-stream", data)
        return await self.does(lambda: self._sends(kind="file", file=kept, text=""))

    async def files(self, seen: Seen) -> list[File]:
        about = seen.raw.get("file")
        kept = await self.hub.file(self.id, about["id"]) if about else None
        return [File(about["kind"], kept.name, kept.data)] if about and kept else []

    async def _taps(self, label: str) -> None:
        for seen in reversed(self.messages):
            button = seen.button(label)
            if button is not None:
                await self._sends(kind="tap", message=seen.message_id, data=button.data or "")
                return
        await self._says(label)

    async def forges(self, data: str) -> Seen:
        return await self.does(lambda: self._sends(kind="tap", message=self.last.message_id, data=data))


def _seen(number: int, body: dict[str, Any]) -> Seen:
    rows = [[Button(it["label"], it.get("data"), it.get("url")) for it in row] for row in body.get("rows", [])]
    return Seen(number, body.get("text", ""), buttons=rows, edited="edited" in body, raw=body)

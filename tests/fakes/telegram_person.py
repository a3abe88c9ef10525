"""A person in the fake Telegram."""

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.person import JPEG, Button, Person, Seen

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram

BOT = {"id": 1000001, "is_bot": True, "first_name": "Методист", "username": "methodist_test_bot"}


class TelegramPerson(Person):
    def __init__(self, fake: "FakeTelegram", number: int, first_name: str) -> None:
        super().__init__(number, first_name)
        self.fake = fake

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": "ru"}

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.first_name}

    def says(self, text: str) -> None:
        words = text.split(maxsplit=1)
        command = re.fullmatch(r"/[A-Za-z0-9_]{1,32}", words[0]) if words else None
        entities = [{"type": "bot_command", "offset": 0, "length": len(words[0])}] if command else []
        self.sends({"text": text} | ({"entities": entities} if entities else {}))

    def starts(self, payload: str | None = None) -> None:
        self.says(f"/start {payload}" if payload else "/start")

    def sends(self, content: dict[str, Any]) -> None:
        """Any message: `content` holds the fields of the Message beside sender, chat and date."""
        assert not self.blocked, "unblock first"
        self.reachable = True
        head = {"message_id": self.next_message(), "from": self.user, "chat": self.chat, "date": int(self.fake.now())}
        reply, self.answers = self.answers, None
        self.fake.push("message", head | content | ({"reply_to_message": reply.raw} if reply else {}))

    def sends_photo(self, data: bytes = JPEG, caption: str | None = None) -> None:
        file = self.fake.store("photo", "photo.jpg", data)
        self._sends_file({"photo": [file | {"width": 90, "height": 90}, file | {"width": 800, "height": 800}]}, caption)

    def sends_document(self, name: str, data: bytes = b"document", caption: str | None = None) -> None:
        file = self.fake.store("document", name, data)
        self._sends_file({"document": file | {"file_name": name, "mime_type": "application/octet-stream"}}, caption)

    def sends_voice(self, data: bytes = b"OggS voice") -> None:
        self._sends_file({"voice": self.fake.store("voice", "voice.ogg", data) | {"duration": 2}}, None)

    def sends_video(self, data: bytes = b"video", caption: str | None = None) -> None:
        sizes = {"width": 640, "height": 360, "duration": 2}
        self._sends_file({"video": self.fake.store("video", "video.mp4", data) | sizes}, caption)

    def sends_album(self, caption: str) -> None:
        """Two pictures sent together arrive as two messages."""
        for number, text in enumerate((caption, "")):
            file = self.fake.store("photo", "photo.jpg", JPEG + bytes([number])) | {"width": 800, "height": 600}
            self.sends({"photo": [file], "media_group_id": "album7"} | ({"caption": text} if text else {}))

    def sends_sticker(self) -> None:
        kind = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        self._sends_file({"sticker": self.fake.store("sticker", "sticker.webp", b"RIFF") | kind}, None)

    def _sends_file(self, content: dict[str, Any], caption: str | None) -> None:
        self.sends(content | ({"caption": caption} if caption else {}))

    def tap(self, seen: Seen, button: Button) -> None:
        query = {"id": str(self.fake.next_number()), "from": self.user, "chat_instance": f"-{self.id}"}
        self.fake.queries[query["id"]] = (self, self.fake.now())
        self.fake.push("callback_query", query | {"message": seen.raw, "data": button.data})

    def blocks(self) -> None:
        self.blocked = True
        self._changes("member", "kicked")

    def unblocks(self) -> None:
        self.blocked = False
        self._changes("kicked", "member")

    def _changes(self, old: str, new: str) -> None:
        def member(status: str) -> dict[str, Any]:
            return {"user": BOT, "status": status} | ({"until_date": 0} if status == "kicked" else {})

        head = {"chat": self.chat, "from": self.user, "date": int(self.fake.now())}
        self.fake.push("my_chat_member", head | {"old_chat_member": member(old), "new_chat_member": member(new)})

"""A person in the fake VK."""

import json
from typing import TYPE_CHECKING, Any

from tests.fakes.person import JPEG, Button, Person, Seen

if TYPE_CHECKING:
    from tests.fakes.vk import FakeVk


WHOLE = 5
"""Attachments of a message that comes whole; of a bigger one the event holds only the first."""


class VkPerson(Person):
    def __init__(self, fake: "FakeVk", number: int, first_name: str) -> None:
        super().__init__(number, first_name)
        self.fake = fake
        self.refuses: int | None = None  # the error with which she may not be written to, though she allowed it
        self.history: dict[int, dict[str, Any]] = {}

    def says(self, text: str) -> None:
        self.sends({"text": text})

    def starts(self, payload: str | None = None) -> None:
        """Press «Начать», perhaps having come by a link with a ref."""
        start = {"text": "Начать", "payload": json.dumps({"command": "start"})}
        self.sends(start | ({"ref": payload, "ref_source": "link"} if payload else {}))

    def comes_by_link_and_says(self, payload: str, text: str) -> None:
        self.sends({"text": text, "ref": payload})

    def sends(self, content: dict[str, Any]) -> None:
        """Any message: `content` holds the fields of the message object beside sender, peer and date."""
        if self.blocked or not self.reachable:
            self.blocked, self.reachable = False, True
            self.fake.push("message_allow", {"user_id": self.id, "key": ""})
        number = self.next_message()
        message = {
            "date": int(self.fake.now()),
            "from_id": self.id,
            "id": self.fake.next_number(),
            "version": self.fake.next_number(),
            "out": 0,
            "fwd_messages": [],
            "important": False,
            "is_hidden": False,
            "attachments": [],
            "conversation_message_id": number,
            "text": "",
            "peer_id": self.id,
            "random_id": 0,
        } | content
        if (reply := self.answers) is not None:
            self.answers = None
            about = {"conversation_message_id": reply.message_id, "from_id": -self.fake.group_id, "text": reply.text}
            message["reply_message"] = about | {"date": int(self.fake.now())}
        self.history[number] = message
        if len(message["attachments"]) > WHOLE:
            message = message | {"attachments": message["attachments"][:1], "is_cropped": True}
        client = {"button_actions": ["text", "callback", "open_link"], "keyboard": True, "inline_keyboard": True}
        self.fake.push("message_new", {"message": message, "client_info": client | {"carousel": True, "lang_id": 0}})

    def sends_photo(self, data: bytes = JPEG, caption: str | None = None) -> None:
        photo = self.fake.store("photo", self.id, "photo.jpg", data)
        sizes = [{"type": "s", "width": 75, "height": 75}, {"type": "x", "width": 604, "height": 604}]
        photo |= {"album_id": -15, "text": "", "sizes": [it | {"url": photo["url"]} for it in sizes]}
        self._attaches("photo", photo, caption)

    def sends_document(self, name: str, data: bytes = b"document", caption: str | None = None) -> None:
        doc = self.fake.store("doc", self.id, name, data)
        doc |= {"title": name, "size": len(data), "ext": name.rpartition(".")[2], "type": 1}
        self._attaches("doc", doc, caption)

    def sends_voice(self, data: bytes = b"OggS voice") -> None:
        voice = self.fake.store("audio_message", self.id, "voice.ogg", data)
        url = voice.pop("url")
        self._attaches(
            "audio_message", voice | {"duration": 2, "link_ogg": url, "link_mp3": url, "waveform": [1]}, None
        )

    def sends_video(self, data: bytes = b"video", caption: str | None = None) -> None:
        video = self.fake.store("video", self.id, "video.mp4", data)
        del video["url"]  # VK shows videos in a player only
        self._attaches("video", video | {"title": "video", "duration": 2, "width": 640, "height": 360}, caption)

    def sends_album(self, caption: str, pictures: int = 2) -> None:
        """Pictures sent together are attachments of one message."""
        photos = []
        for number in range(pictures):
            photo = self.fake.store("photo", self.id, "photo.jpg", JPEG + bytes([number]))
            photos.append(photo | {"sizes": [{"type": "x", "width": 604, "height": 604, "url": photo["url"]}]})
        self.sends({"text": caption, "attachments": [{"type": "photo", "photo": it} for it in photos]})

    def sends_sticker(self) -> None:
        image = {"url": f"{self.fake.url}/files/sticker", "width": 64, "height": 64}
        self._attaches("sticker", {"sticker_id": 9, "product_id": 1, "images": [image]}, None)

    def _attaches(self, kind: str, body: dict[str, Any], caption: str | None) -> None:
        self.sends({"text": caption or "", "attachments": [{"type": kind, kind: body}]})

    def tap(self, seen: Seen, button: Button) -> None:
        event_id = f"{self.fake.next_number():012x}"
        self.fake.asked[event_id] = (self, self.fake.now())
        body = {
            "user_id": self.id,
            "peer_id": self.id,
            "event_id": event_id,
            "payload": {"d": button.data},
        }
        self.fake.push("message_event", body | {"conversation_message_id": seen.message_id})

    def tap_reply_button(self, label: str) -> None:
        self.sends({"text": label, "payload": "{}"})

    def blocks(self) -> None:
        self.blocked = True
        self.fake.push("message_deny", {"user_id": self.id})

    def unblocks(self) -> None:
        self.blocked = False
        self.fake.push("message_allow", {"user_id": self.id, "key": ""})

"""Sending, editing, deleting and answering in the fake Telegram."""

import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from tests.fakes.markup import parse, trimmed
from tests.fakes.person import Entity, File, Seen
from tests.fakes.server import RefusedError
from tests.fakes.telegram_markup import check_markup
from tests.fakes.telegram_person import BOT, TelegramPerson

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
QUERY_LIFE = 900
BIG = 20 << 20
ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"}


class TelegramDialogues:
    """The attributes are FakeTelegram's."""

    rate: int | None
    now: Callable[[], float]
    people: dict[int, TelegramPerson]
    files: dict[str, File]
    queries: dict[str, tuple[TelegramPerson, float]]
    store: Callable[[str, str, bytes], dict[str, Any]]
    _sends: deque[float]

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
            if (known := self.files[value]).kind != kind:
                raise RefusedError(400, f"Bad Request: can't use file of type {known.kind} as {kind}")
            return value, known
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

    def _edit_message_caption(self, params: dict[str, Any]) -> Any:
        seen = self._editable(params)
        if not seen.files:
            raise RefusedError(400, "Bad Request: there is no caption in the message to edit")
        text, entities = _text(params, "caption", "parse_mode", "caption_entities")
        if len(text) > 1024:
            raise RefusedError(400, "Bad Request: message caption is too long")
        buttons = check_markup(params.get("reply_markup"), inline_only=True).buttons
        if (seen.text, seen.entities, seen.buttons) == (text, entities, buttons):
            raise RefusedError(400, NOT_MODIFIED)
        seen.text, seen.entities, seen.buttons, seen.html = text, entities, buttons, params.get("caption", "")
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

"""The messages.* methods of the fake VK."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.fakes.person import File, Seen
from tests.fakes.server import RefusedError
from tests.fakes.vk_errors import TEXTS, coded, wrong
from tests.fakes.vk_markup import check_format, check_keyboard, mentions, without_joiners
from tests.fakes.vk_person import VkPerson

EVENT_LIFE = 60
EDIT_LIFE = 24 * 3600
RANDOM_ID_LIFE = 3600
"""Seconds for which a number makes no second message; the only figure VK names anywhere."""
KINDS = {"doc": "document", "audio_message": "voice"}
ATTACHMENT = re.compile(r"(photo|doc|audio_message|video|audio)(-?\d+)_(\d+)(?:_(\w+))?")


class VkDialogues:
    """Sending, editing, deleting, answering taps; the attributes are FakeVk's."""

    now: Callable[[], float]
    group_id: int
    settings: dict[str, bool]
    people: dict[int, VkPerson]
    asked: dict[str, tuple[VkPerson, float]]
    attachments: dict[str, File]
    keys: dict[str, str]
    violations: list[str]
    next_number: Callable[[], int]
    _sent: dict[tuple[int, int], tuple[float, dict[str, int]]]

    def _messages_send(self, params: dict[str, str]) -> Any:
        if "peer_ids" in params and "peer_id" in params:
            raise wrong("peer_id and peer_ids")
        peers = [int(it) for it in (params.get("peer_ids") or params.get("peer_id") or "0").split(",")]
        if "random_id" not in params or not -(1 << 31) <= int(params["random_id"]) < 1 << 31:
            raise wrong("random_id")
        if len(peers) > 100:
            raise wrong("peer_ids")
        if params["random_id"] == "0":
            self.violations.append("messages.send: a number that protects from no second message")
        self._check_message(params)
        results = [self._send_to(peer, params) for peer in peers]
        if "peer_ids" in params:
            return results
        if "error" in results[0]:
            raise RefusedError(results[0]["error"]["code"], results[0]["error"]["description"])
        return results[0]["message_id"]

    def _check_message(self, params: dict[str, str]) -> None:
        text = params.get("message", "")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise coded(914)
        if not text.strip() and not params.get("attachment"):
            raise wrong("message is empty or invalid")
        check_format(params.get("format_data"), text)
        if "keyboard" in params:
            if not self.settings["bots_capabilities"]:
                raise coded(912)
            check_keyboard(params["keyboard"])
        self._files(params.get("attachment", ""))

    def _files(self, value: str) -> list[File]:
        found = []
        for it in filter(None, value.split(",")):
            match = ATTACHMENT.fullmatch(it)
            name = f"{match[1]}{match[2]}_{match[3]}" if match else ""
            if match is None or name not in self.attachments or match[4] != self.keys[name]:
                raise wrong("attachment is invalid")
            found.append(self.attachments[name])
        if len(found) > 10:
            raise wrong("too many attachments")
        return found

    def _send_to(self, peer: int, params: dict[str, str]) -> dict[str, Any]:
        person, random_id = self.people.get(peer), int(params["random_id"])
        sent_at, sent = self._sent.get((peer, random_id), (float("-inf"), {}))
        if random_id and self.now() - sent_at < RANDOM_ID_LIFE:
            return sent
        if person is None or not person.reachable or person.blocked or person.refuses:
            code = person.refuses if person and person.refuses else 901
            failed = {"peer_id": peer, "message_id": 0, "conversation_message_id": 0}
            return failed | {"error": {"code": code, "description": TEXTS[code]}}
        reply = self._reply(person, params)
        seen = Seen(person.next_message(), "", reply_to=reply, raw=dict(params) | {"at": self.now()})
        self._write(person, seen, params)
        person.messages.append(seen)
        result = {"peer_id": peer, "message_id": self.next_number(), "conversation_message_id": seen.message_id}
        self._sent[peer, random_id] = self.now(), result
        return result

    def _reply(self, person: VkPerson, params: dict[str, str]) -> int | None:
        if "forward" not in params:
            return None
        forward = json.loads(params["forward"])
        numbers = forward["conversation_message_ids"]
        if forward.get("peer_id") != person.id or not forward.get("is_reply") or len(numbers) != 1:
            raise wrong("forward")
        if numbers[0] > person._last_message:
            raise wrong("forward: message not found")
        return int(numbers[0])

    def _write(self, person: VkPerson, seen: Seen, params: dict[str, str]) -> None:
        """Bring what the person sees in line with an accepted message or edit."""
        text = params.get("message", "")
        keyboard = check_keyboard(params.get("keyboard"))
        seen.mentions = mentions(text)
        seen.text, seen.entities = without_joiners(text, check_format(params.get("format_data"), text))
        seen.html, seen.buttons = text, keyboard.buttons
        seen.files = [it._replace(kind=KINDS.get(it.kind, it.kind)) for it in self._files(params.get("attachment", ""))]
        if keyboard.regular is not None:
            seen.keyboard = person.keyboard = keyboard.regular or None

    def _mine(self, params: dict[str, str]) -> tuple[VkPerson, Seen]:
        person = self.people.get(int(params.get("peer_id", 0)))
        seen = person.message(int(params.get("cmid", 0))) if person else None
        if person is None or seen is None:
            raise wrong("message not found")
        return person, seen

    def _messages_edit(self, params: dict[str, str]) -> int:
        person, seen = self._mine(params)
        if self.now() - seen.raw["at"] > EDIT_LIFE:
            raise coded(909)
        if any(it.kind == "voice" for it in seen.files):
            raise coded(920)
        self._check_message(params)
        if "keyboard" in params and not json.loads(params["keyboard"]).get("inline"):
            raise RefusedError(911, "Keyboard format is invalid: only inline here")
        self._write(person, seen, params)
        seen.raw |= params
        seen.edited = True
        return 1

    def _messages_delete(self, params: dict[str, str]) -> Any:
        results = []
        for number in params["cmids"].split(","):
            item: dict[str, Any] = {"peer_id": int(params["peer_id"]), "conversation_message_id": int(number)}
            try:
                person, seen = self._mine(params | {"cmid": number})
                person.messages.remove(seen)
                results.append(item | {"response": 1})
            except RefusedError:
                results.append(item | {"response": 0, "error": {"code": 924, "description": TEXTS[924]}})
        return results

    def _messages_get_by_conversation_message_id(self, params: dict[str, str]) -> Any:
        person = self.people.get(int(params["peer_id"]))
        if person and (hers := person.history.get(int(params["conversation_message_ids"]))):
            return {"count": 1, "items": [hers]}
        _, seen = self._mine(params | {"cmid": params["conversation_message_ids"]})
        return {"count": 1, "items": [self._as_item(int(params["peer_id"]), seen)]}

    def _messages_get_history(self, params: dict[str, str]) -> Any:
        person = self.people.get(int(params["peer_id"]))
        if person is None:
            raise coded(936)
        items = [self._as_item(person.id, it) for it in reversed(person.messages)][: int(params.get("count", 20))]
        return {"count": len(person.messages), "items": items}

    def _as_item(self, peer: int, seen: Seen) -> dict[str, Any]:
        found = [ATTACHMENT.fullmatch(it) for it in filter(None, seen.raw.get("attachment", "").split(","))]
        attachments = [
            {"type": it[1], it[1]: {"owner_id": int(it[2]), "id": int(it[3]), "access_key": it[4]}}
            for it in found
            if it
        ]
        item = {
            "date": int(seen.raw["at"]),
            "from_id": -self.group_id,
            "id": seen.message_id,
            "out": 1,
            "attachments": attachments,
            "conversation_message_id": seen.message_id,
            "text": seen.html,
            "peer_id": peer,
            "random_id": int(seen.raw["random_id"]),
        }
        formatting = seen.raw.get("format_data")
        return item | ({"format_data": json.loads(formatting)} if formatting else {})

    def _messages_send_message_event_answer(self, params: dict[str, str]) -> int:
        person, asked = self.asked.get(params["event_id"], (None, 0.0))
        if (
            person is None
            or self.now() - asked > EVENT_LIFE
            or {params["user_id"], params["peer_id"]} != {str(person.id)}
        ):
            raise wrong("invalid event_id")
        if "event_data" in params:
            data = json.loads(params["event_data"])
            kinds = {"show_snackbar": {"type", "text"}, "open_link": {"type", "link"}}
            if data.keys() != kinds.get(data.get("type")) or len(data.get("text", "")) > 90:
                raise wrong("event_data is invalid")
            person.toasts += [data["text"]] if "text" in data else []
        del self.asked[params["event_id"]]
        return 1

    def _messages_set_activity(self, params: dict[str, str]) -> int:
        person = self.people.get(int(params["peer_id"]))
        if person is None or not person.reachable:
            raise coded(936)
        person.activity.append(params["type"])
        return 1

    def _messages_is_messages_from_group_allowed(self, params: dict[str, str]) -> Any:
        person = self.people.get(int(params["user_id"]))
        return {"is_allowed": int(bool(person and person.reachable and not person.blocked))}

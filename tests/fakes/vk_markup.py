"""What VK takes as keyboard, format_data and text, and which words in a text it turns into mentions."""

import json
import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.fakes.person import Button, Entity
from tests.fakes.server import RefusedError

JOINER = "\u2060"
COLORS = {None, "primary", "secondary", "negative", "positive"}
FIELDS = {"text": {"label", "payload"}, "callback": {"label", "payload"}, "open_link": {"label", "link", "payload"}}
KINDS = {"bold": "bold", "italic": "italic", "underline": "underline", "url": "text_link"}
MENTION = re.compile(
    r"\[(?:id|club|public|event|app)\d+\|[^\]]+\]"
    r"|(?<![A-Za-z0-9._%+-])[@*](?:id|club|public|event|app)\d+(?: \([^)]*\))?"
    r"|(?<![A-Za-z0-9._%+-])@(?:all|everyone|online|here|все|[a-z][a-z0-9_.]{4,})\b",
    re.IGNORECASE,
)


class Keyboard(NamedTuple):
    """Inline buttons of a message, or the labels under the input; an empty list takes those away."""

    buttons: list[list[Button]]
    regular: list[list[str]] | None = None


def _wrong(text: str) -> RefusedError:
    return RefusedError(911, f"Keyboard format is invalid: {text}")


def check_keyboard(value: str | None) -> Keyboard:
    if value is None:
        return Keyboard([])
    try:
        keyboard = json.loads(value)
        rows = keyboard["buttons"]
    except (ValueError, KeyError, TypeError):
        raise _wrong("no JSON object with buttons") from None
    if keyboard.keys() - {"buttons", "inline", "one_time"}:
        raise _wrong("unknown fields")
    inline = keyboard.get("inline", False)
    if inline and (keyboard.get("one_time") or not rows):
        raise _wrong("inline keyboard is empty or one_time")
    rows_most, most = (6, 10) if inline else (10, 40)
    if len(rows) > rows_most or sum(map(len, rows)) > most:
        raise _wrong("too much rows or buttons")
    if any(not 1 <= len(row) <= 5 for row in rows):
        raise _wrong("row contains too much columns")
    buttons = [[_button(it) for it in row] for row in rows]
    return Keyboard(buttons) if inline else Keyboard([], [[it.label for it in row] for row in buttons])


def _button(it: dict[str, Any]) -> Button:
    action = it.get("action", {})
    kind = action.get("type")
    if kind not in FIELDS or action.keys() - {"type"} - FIELDS[kind] or it.keys() - {"action", "color"}:
        raise _wrong("action contains unknown fields")
    label, payload = action.get("label", ""), action.get("payload", "{}")
    if not 1 <= len(label) <= 40:
        raise _wrong("label is empty or too long")
    if not isinstance(payload, str) or len(payload) > 255 or not isinstance(_json(payload), dict | list):
        raise _wrong("payload is no JSON or too long")
    if kind == "open_link":
        if "color" in it or urlsplit(action.get("link", "")).scheme not in ("http", "https"):
            raise _wrong("link is invalid or coloured")
        return Button(label, None, action["link"])
    if it.get("color") not in COLORS:
        raise _wrong("unknown color")
    data = _json(payload)
    return Button(label, data.get("d", payload) if isinstance(data, dict) else payload, None)


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return None


def check_format(value: str | None, text: str) -> list[Entity]:
    """format_data as entities; offsets in UTF-16 units must lie inside the text and the outer come first."""
    if value is None:
        return []
    size = len(text.encode("utf-16-le")) // 2
    try:
        data = json.loads(value)
        items = [Entity(KINDS[it["type"]], it["offset"], it["length"], it.get("url")) for it in data["items"]]
    except (ValueError, KeyError, TypeError):
        raise RefusedError(100, _parameter("format_data is invalid")) from None
    inside = all(it.offset >= 0 and it.length >= 1 and it.offset + it.length <= size for it in items)
    in_order = items == sorted(items, key=lambda it: (it.offset, -it.length))
    if str(data.get("version")) != "1" or not inside or not in_order:
        raise RefusedError(100, _parameter("format_data is invalid"))
    if any((it.kind == "text_link") != bool(it.url) for it in items):
        raise RefusedError(100, _parameter("format_data url is invalid"))
    return items


def _parameter(text: str) -> str:
    return f"One of the parameters specified was missing or invalid: {text}"


def mentions(text: str) -> list[str]:
    """What VK would turn into a mention of somebody."""
    return MENTION.findall(re.sub(r"https?://[A-Za-z0-9][^\s\[*]*", " ", text))


def without_joiners(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text as the eye reads it: word joiners are invisible."""

    def visible(offset: int) -> int:
        head = text.encode("utf-16-le")[: offset * 2].decode("utf-16-le")
        return offset - head.count(JOINER)

    ends = [(visible(it.offset), visible(it.offset + it.length), it) for it in entities]
    return text.replace(JOINER, ""), [it._replace(offset=start, length=end - start) for start, end, it in ends]

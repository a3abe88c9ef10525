"""What Telegram takes as reply_markup."""

import json
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.fakes.person import Button
from tests.fakes.server import RefusedError

STYLES = {None, "danger", "success", "primary"}


class Markup(NamedTuple):
    """Inline buttons, or the keyboard under the input, or its removal."""

    buttons: list[list[Button]]
    keyboard: list[list[str]] | None = None
    removes: bool = False


def check_markup(value: Any, inline_only: bool = False) -> Markup:
    """Read the JSON; RefusedError 400 as Telegram's for what it does not take."""
    if value is None:
        return Markup([])
    try:
        markup = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise RefusedError(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    if "inline_keyboard" in markup:
        rows = [[_inline(it) for it in row] for row in markup["inline_keyboard"]]
        if sum(map(len, rows)) > 100 or max(map(len, rows), default=0) > 8:
            raise RefusedError(400, "Bad Request: reply markup is too long")
        return Markup([row for row in rows if row])
    if inline_only:
        raise RefusedError(400, "Bad Request: object expected as reply markup")
    if "keyboard" in markup:
        return Markup([], [[_label(it) for it in row] for row in markup["keyboard"]])
    if markup.get("remove_keyboard") is True:
        return Markup([], removes=True)
    if markup.get("force_reply") is True:
        return Markup([])
    raise RefusedError(400, "Bad Request: object expected as reply markup")


def _label(it: Any) -> str:
    label = it if isinstance(it, str) else it.get("text", "")
    if not label:
        raise RefusedError(400, "Bad Request: keyboard button text must be non-empty")
    return str(label)


def _inline(it: dict[str, Any]) -> Button:
    label = _label(it)
    kinds = it.keys() - {"text", "style", "icon_custom_emoji_id"}
    if kinds not in ({"callback_data"}, {"url"}) or it.get("style") not in STYLES:
        raise RefusedError(
            400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data, url = it.get("callback_data"), it.get("url")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
    if url is not None and (urlsplit(url).scheme not in ("http", "https", "tg") or not urlsplit(url).netloc):
        raise RefusedError(400, "Bad Request: BUTTON_URL_INVALID")
    return Button(label, data, url)

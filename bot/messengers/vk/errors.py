"""VK's error codes in Telegram's words (codes: VK API schema 5.199, errors.json)."""

import logging
import time
from typing import Any

from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    TelegramMethod,
)

from bot.messengers import errors
from bot.messengers.errors import NeverSentError, refusal

log = logging.getLogger(__name__)
_told: dict[int, float] = {}


class VkError(Exception):
    """VK answered that it will not; never leaves the adapter.

    `of_one`: it stands beside one recipient in a good answer, so it speaks of her and not of us.
    """

    def __init__(self, code: int, text: str, of_one: bool = False) -> None:
        super().__init__(f"{code} {text}")
        self.code, self.text, self.of_one = code, text, of_one


class VkUnreachableError(Exception):
    """No answer to be had. `sent`: whether the request may have arrived; `server`: whether a gateway answered.

    `status` is the HTTP status of an answer nobody can read, 0 where none came.
    """

    def __init__(self, cause: str, sent: bool, server: bool = False, status: int = 0) -> None:
        super().__init__(cause)
        self.sent, self.server, self.status = sent, server, status


TROUBLES = (VkError, VkUnreachableError)
SHAPES = (LookupError, TypeError, ValueError, AttributeError)
"""What reading an answer raises that has another shape than VK's own description says."""
INTERNAL = {1, 10, 36, 43}  # 36: it took VK too long, 43: this part of VK is away for a while
PAUSES = {6: 1, 9: 60, 29: 3600}  # seconds
UNAUTHORIZED = {5, 27, 28}
OURS = {2, 14, 16, 17, 42, 912, 3300}
"""Of our community, key or address: a captcha, features of bots switched off … No message and nobody is to blame."""
TOLD_EVERY = 600.0
"""Seconds between two lines of the log about one of them."""
OUR_KEY = (7, 15)
"""Not within the rights of our key: beside one recipient it speaks of her, before a whole call of nobody."""
ACCESS = (917, 932, 939, 943, 944, 950, 962, 985, 987, 988, 1012)
PHRASES = {
    **dict.fromkeys((900, 901, 902), errors.BLOCKED),
    **dict.fromkeys(ACCESS, errors.DENIED),
    **dict.fromkeys(OUR_KEY, errors.NO_RIGHT),
    18: errors.DEACTIVATED,
    3610: errors.DEACTIVATED,
    **dict.fromkeys((927, 936, 945, 946), errors.CHAT_NOT_FOUND),
    **dict.fromkeys((910, 914), errors.TEXT_TOO_LONG),
}
TO_HER = dict.fromkeys(OUR_KEY + ACCESS, errors.NEVER_STARTED)
"""No access to one of many recipients: she may not be written to until she writes."""
EDITING = {
    **dict.fromkeys((15, 909, 920, 949), errors.EDIT_REFUSED),
    100: errors.EDIT_NOT_FOUND,
}
DELETING = {
    **dict.fromkeys((15, 924), errors.DELETE_REFUSED),
    100: errors.DELETE_NOT_FOUND,
}
ANSWERING = {100: errors.QUERY_TOO_OLD}


def translated(trouble: VkError | VkUnreachableError, method: TelegramMethod[Any]) -> TelegramAPIError:
    """The exception Telegram's own session would have raised."""
    if isinstance(trouble, VkUnreachableError):
        if trouble.server:
            return TelegramServerError(method, str(trouble))
        return (TelegramNetworkError if trouble.sent else NeverSentError)(method, str(trouble))
    code = trouble.code
    if code in PAUSES:
        return TelegramRetryAfter(method, str(trouble), PAUSES[code])
    if code in INTERNAL:
        return TelegramServerError(method, str(trouble))
    if code in UNAUTHORIZED or _is_ours(trouble, method):
        _tell(code)
        return refusal(f"{errors.UNAUTHORIZED}: {trouble}", method)
    known = (PHRASES | TO_HER) if trouble.of_one else PHRASES
    phrase = _by_method(trouble, method) or known.get(code, "Bad Request")
    return refusal(f"{phrase}: VK {trouble}", method)


def _is_ours(error: VkError, method: TelegramMethod[Any]) -> bool:
    """Whether it keeps us from writing to anybody, until an administrator has mended it."""
    if error.of_one:
        return False
    lacks_right = error.code == 7 and isinstance(method, SendMessage | EditMessageText)
    return error.code in OURS or lacks_right or (error.code == 15 and isinstance(method, SendMessage))


def _tell(code: int) -> None:
    now = time.monotonic()
    if now - _told.get(code, -TOLD_EVERY) >= TOLD_EVERY:
        _told[code] = now
        log.error("vk refuses us (error %s): what is to be sent waits until that is mended", code)


def _by_method(error: VkError, method: TelegramMethod[Any]) -> str | None:
    """The same code means different things to different calls; 100 names the parameter that is wrong."""
    if isinstance(method, EditMessageText | EditMessageReplyMarkup):
        about_text = "message is empty" in error.text or "keyboard" in error.text or "format" in error.text
        return None if about_text else EDITING.get(error.code)
    if isinstance(method, DeleteMessage):
        return DELETING.get(error.code)
    if isinstance(method, AnswerCallbackQuery):
        return ANSWERING.get(error.code) if "event_id" in error.text else None
    return None

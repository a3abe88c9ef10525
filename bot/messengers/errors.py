"""Foreign errors become aiogram's, in Telegram's own words: code that decides by them works on every messenger."""

from typing import Any

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
EDIT_NOT_FOUND = "Bad Request: message to edit not found"
EDIT_REFUSED = "Bad Request: message can't be edited"
DELETE_NOT_FOUND = "Bad Request: message to delete not found"
DELETE_REFUSED = "Bad Request: message can't be deleted for everyone"
REPLY_NOT_FOUND = "Bad Request: message to be replied not found"
CHAT_NOT_FOUND = "Bad Request: chat not found"
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
TEXT_EMPTY = "Bad Request: message text is empty"
TEXT_TOO_LONG = "Bad Request: message is too long"
MARKUP_TOO_LONG = "Bad Request: reply markup is too long"
FILE_TOO_BIG = "Bad Request: file is too big"
FILE_WRONG = "Bad Request: wrong file identifier/HTTP URL specified"
BLOCKED = "Forbidden: bot was blocked by the user"
NEVER_STARTED = "Forbidden: bot can't initiate conversation with a user"
DENIED = "Forbidden: access denied"
NO_RIGHT = "Bad Request: not enough rights"
DEACTIVATED = "Forbidden: user is deactivated"
UNAUTHORIZED = "Unauthorized"
OUR_OWN = (TelegramUnauthorizedError, TelegramNotFound)
"""Our token or its address is refused: nothing of what was to be sent is to blame, all of it waits for a better one."""
LATER = (408, 429)
"""HTTP statuses below 500 that speak of the server and not of the file."""
NO_ANSWER = (TelegramNetworkError, TelegramServerError, *OUR_OWN)
"""Nothing gets through at all."""


class NeverSentError(TelegramNetworkError):
    """No connection was made, so nothing can have happened: repeating is safe. Other network errors are ambiguous."""


def is_ambiguous(error: Exception) -> bool:
    """Whether the call may have done what it should although no answer came."""
    return isinstance(error, TelegramNetworkError | TelegramServerError) and not isinstance(error, NeverSentError)


def refusal(phrase: str, method: TelegramMethod[Any]) -> TelegramAPIError:
    """The exception aiogram raises for one of Telegram's phrases."""
    if phrase.startswith("Forbidden"):
        return TelegramForbiddenError(method, phrase)
    if phrase.startswith("Unauthorized"):
        return TelegramUnauthorizedError(method, phrase)
    return TelegramBadRequest(method, phrase)


def says(error: TelegramAPIError, phrase: str) -> bool:
    """Whether the error carries this phrase; the head before the second colon is enough, servers differ in the rest."""
    return ":".join(phrase.split(":")[:2]) in error.message

"""What VK's codes become."""

import json

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import AnswerCallbackQuery, DeleteMessage, EditMessageText, SendDocument, SendMessage

from bot.messengers import errors
from bot.messengers.vk.errors import VkError, VkUnreachableError, translated
from tests.fakes.specs import SPECS

SUPPLEMENT = SPECS / "vk" / "supplement.json"
SEND = SendMessage(chat_id=1, text="x")
SEND_FILE = SendDocument(chat_id=1, document="doc1_2")
EDIT = EditMessageText(chat_id=1, message_id=2, text="x")
DELETE = DeleteMessage(chat_id=1, message_id=2)
ANSWER = AnswerCallbackQuery(callback_query_id="x:1:1")


@pytest.mark.parametrize(
    ("code", "text", "method", "kind", "phrase"),
    [
        (901, "", SEND, TelegramForbiddenError, errors.BLOCKED),
        (902, "", SEND, TelegramForbiddenError, errors.BLOCKED),
        (900, "", SEND, TelegramForbiddenError, errors.BLOCKED),
        (7, "", SEND, TelegramUnauthorizedError, errors.UNAUTHORIZED),
        (15, "no access to call this method", SEND, TelegramUnauthorizedError, errors.UNAUTHORIZED),
        (7, "", SEND_FILE, TelegramBadRequest, errors.NO_RIGHT),
        (15, "no access to call this method", SEND_FILE, TelegramBadRequest, errors.NO_RIGHT),
        (912, "", SEND_FILE, TelegramUnauthorizedError, errors.UNAUTHORIZED),
        (912, "", EDIT, TelegramUnauthorizedError, errors.UNAUTHORIZED),
        (917, "", SEND, TelegramForbiddenError, errors.DENIED),
        (18, "", SEND, TelegramForbiddenError, errors.DEACTIVATED),
        (936, "", SEND, TelegramBadRequest, errors.CHAT_NOT_FOUND),
        (914, "", SEND, TelegramBadRequest, errors.TEXT_TOO_LONG),
        (6, "", SEND, TelegramRetryAfter, "Retry in 1 seconds"),
        (9, "", SEND, TelegramRetryAfter, "Retry in 60 seconds"),
        (5, "", SEND, TelegramUnauthorizedError, errors.UNAUTHORIZED),
        (10, "", SEND, TelegramServerError, ""),
        (36, "", SEND, TelegramServerError, ""),
        (43, "", SEND, TelegramServerError, ""),
        (911, "", SEND, TelegramBadRequest, "911"),
        (100, "message not found", EDIT, TelegramBadRequest, errors.EDIT_NOT_FOUND),
        (100, "message is empty or invalid", EDIT, TelegramBadRequest, "message is empty"),
        (909, "", EDIT, TelegramBadRequest, errors.EDIT_REFUSED),
        (15, "", EDIT, TelegramBadRequest, errors.EDIT_REFUSED),
        (901, "", EDIT, TelegramForbiddenError, errors.BLOCKED),
        (924, "", DELETE, TelegramBadRequest, errors.DELETE_REFUSED),
        (100, "invalid event_id", ANSWER, TelegramBadRequest, errors.QUERY_TOO_OLD),
        (100, "event_data is invalid", ANSWER, TelegramBadRequest, "event_data"),
    ],
)
def test_a_code_says_what_telegram_would_have_said(code, text, method, kind, phrase):
    error = translated(VkError(code, text), method)
    assert type(error) is kind
    assert phrase in error.message


@pytest.mark.parametrize("code", [7, 15, 917, 939, 943, 944])
def test_beside_one_recipient_a_code_speaks_of_her(code):
    error = translated(VkError(code, "", of_one=True), SEND)
    assert type(error) is TelegramForbiddenError
    assert errors.NEVER_STARTED in error.message


def test_what_never_left_is_told_from_what_may_have_arrived():
    assert type(translated(VkUnreachableError("x", sent=False), SEND)) is errors.NeverSentError
    assert type(translated(VkUnreachableError("x", sent=True), SEND)) is TelegramNetworkError
    assert type(translated(VkUnreachableError("x", sent=True, server=True), SEND)) is TelegramServerError


@pytest.mark.skipif(not SUPPLEMENT.exists(), reason="the gathered facts are not beside the repository")
def test_every_gathered_code_becomes_an_exception_of_its_class():
    kinds = {
        "server": TelegramServerError,
        "token_invalid": TelegramUnauthorizedError,
        "permission": TelegramUnauthorizedError,
        "access_denied": TelegramUnauthorizedError,
        "captcha": TelegramUnauthorizedError,
        "bot_features_off": TelegramUnauthorizedError,
        "rate_limited": TelegramRetryAfter,
        "flood_control": TelegramRetryAfter,
        "method_quota": TelegramRetryAfter,
        "recipient_gone": TelegramForbiddenError,
        "recipient_blacklisted_by_community": TelegramForbiddenError,
        "no_permission": TelegramForbiddenError,
        "privacy": TelegramForbiddenError,
        "reply_window_closed": TelegramForbiddenError,
        "bad_request": TelegramBadRequest,
        "keyboard_invalid": TelegramBadRequest,
        "edit_too_old": TelegramBadRequest,
    }
    for it in json.loads(SUPPLEMENT.read_text(encoding="utf-8"))["delivery_errors"]:
        error = translated(VkError(it["code"], it["class"]), SEND)
        assert isinstance(error, kinds.get(it["class"], TelegramBadRequest | TelegramForbiddenError)), it

"""Fetches files people sent: no more than we take, and no error that carries an address (it may hold a token)."""

from collections.abc import AsyncGenerator
from typing import Any, Final

from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.methods import GetFile
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.messengers.errors import FILE_TOO_BIG, FILE_WRONG, LATER, refusal
from bot.messengers.limits import EVERY_SCREEN

CONNECTING: Final = 5.0
STALLED: Final = 15.0
"""Seconds without a byte after which nothing more is expected."""


async def download(
    http: ClientSession, url: str, headers: dict[str, Any] | None, timeout: float, chunk_size: int
) -> AsyncGenerator[bytes, None]:
    """Stream `url`; TelegramBadRequest "file is too big" over the limit, network and server errors as aiogram's."""
    method = GetFile(file_id="")
    try:
        patience = ClientTimeout(total=timeout, sock_connect=CONNECTING, sock_read=STALLED)
        async with http.get(url, headers=headers, timeout=patience) as answer:
            if answer.status >= 500 or answer.status in LATER:
                raise TelegramServerError(method, f"the file's server answered {answer.status}")
            if answer.status >= 400:
                raise refusal(FILE_WRONG, method)
            if (answer.content_length or 0) > EVERY_SCREEN.file_in:
                raise refusal(FILE_TOO_BIG, method)
            left = EVERY_SCREEN.file_in
            async for chunk in answer.content.iter_chunked(chunk_size):
                left -= len(chunk)
                if left < 0:
                    raise refusal(FILE_TOO_BIG, method)
                yield chunk
    except (ClientError, TimeoutError, OSError, ValueError) as error:
        raise TelegramNetworkError(method, f"the file did not come: {type(error).__name__}") from None

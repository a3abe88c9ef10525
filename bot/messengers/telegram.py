"""Telegram: aiogram's own session, made safe against half-dead gateways and against telling its token."""

import json
import logging
from collections.abc import AsyncGenerator, Mapping
from functools import partial
from typing import Any, Final

from aiogram import Bot
from aiogram.client.default import Default, DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    GetFile,
    GetMe,
    Response,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVoice,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import BotCommand, Update
from aiohttp import BytesPayload, ClientConnectorError, ClientTimeout, ConnectionTimeoutError
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from pydantic import BaseModel
from pydantic_core import to_json

from bot.messengers.base import Broken, Bulk, Fetched, Profile
from bot.messengers.download import CONNECTING, download
from bot.messengers.errors import FILE_TOO_BIG, NeverSentError, refusal
from bot.messengers.limits import LIMITS
from bot.messengers.pacer import Pacer
from bot.messengers.telegram_updates import number_of, read

log = logging.getLogger(__name__)

LONG_POLL: Final = 25
BATCH: Final = 100
TOO_MANY: Final = 429
UNTOLD: Final = 5
"""Seconds to wait after a 429 that states no time."""
AS_JSON: Final = (SendMessage, EditMessageText, AnswerCallbackQuery, SendChatAction)
UPLOADS: Final = (SendDocument, SendPhoto, SendVideo, SendVoice)
UPLOAD: Final = 300
"""Seconds for 50 MB: over a school's line they take longer than aiogram's minute."""
PROXY_ERRORS: Final = (ProxyConnectionError, ProxyError, ProxyTimeoutError)
KINDS: Final = ["message", "edited_message", "callback_query", "my_chat_member"]


class RawUpdates(TelegramMethod[list[Any]]):
    """getUpdates without models: one update nobody can read must not hide the other ninety-nine."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = LONG_POLL
    allowed_updates: list[str] = KINDS


# pydantic keeps these models weakly and would build them anew (8 ms) after every garbage collection
KEPT = tuple(
    Response[kind.__returning__]  # type: ignore[name-defined]
    for kind in (SendMessage, EditMessageText, AnswerCallbackQuery, GetFile, GetMe, RawUpdates)
)


def _given(bot: Bot, model: BaseModel) -> dict[str, Any]:
    """The fields of a method or type that are set, here or by the bot's defaults."""
    found = {}
    for name, value in vars(model).items():
        if value is None:
            continue
        given = bot.default[value.name] if isinstance(value, Default) else value
        if given is not None:
            found[name] = given
    return found


_BODIES: dict[int, tuple[BaseModel, bytes]] = {}
MOST_BODIES: Final = 4096


def _kept(bot: Bot, model: BaseModel) -> bytes:
    """Its JSON, kept with it: the same keyboards are sent again and again, and while one is kept its id is its own."""
    kept = _BODIES.get(id(model))
    if kept is None:
        if len(_BODIES) >= MOST_BODIES:
            _BODIES.clear()
        body = json.dumps(_given(bot, model), ensure_ascii=False, default=partial(_given, bot))
        kept = _BODIES[id(model)] = (model, body.encode())
    return kept[1]


class TelegramSession(AiohttpSession):
    """No error of it carries an address or an answer's body: both hold secrets.

    Every call but the waiting for news takes its turn; after a 429 none leaves for the time it states. That of the menu
    counts apart: a few starts in a row use its own rate up, for minutes and longer.
    """

    def __init__(self, pacer: Pacer, **more: Any) -> None:
        super().__init__(**more)
        self.pacer = pacer

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        """What every tap sends leaves as JSON, a fifth of the work of aiogram's form; the rest as aiogram does it."""
        if not isinstance(method, AS_JSON):
            return super().build_form_data(bot, method)
        plain, models = {}, []
        for name, value in _given(bot, method).items():
            if isinstance(value, BaseModel):
                models.append(b',"%b":%b' % (name.encode(), _kept(bot, value)))
            else:
                plain[name] = value
        body = b"%b%b}" % (to_json(plain)[:-1], b"".join(models))
        return BytesPayload(body, content_type="application/json")

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        if not isinstance(method, RawUpdates):
            await self.pacer.turn()
        try:
            return await super().make_request(bot, method, self._patience(method, timeout))  # type: ignore[arg-type]
        except TelegramRetryAfter as error:
            if not isinstance(method, SetMyCommands):
                self.pacer.pause(error.retry_after)
            failure: Exception = error
        except TelegramEntityTooLarge:
            failure = refusal(FILE_TOO_BIG, method)
        except UnicodeDecodeError:  # a page of some gateway, in the letters of its own country
            failure = TelegramServerError(method, "an answer nobody can read")
        except TelegramNetworkError as error:
            failure = _network_error(method, error.__cause__ or error)
        except (OSError, *PROXY_ERRORS) as error:  # aiohttp-socks raises its own kinds past aiohttp's
            failure = _network_error(method, error)
        raise failure

    def _patience(self, method: TelegramMethod[Any], seconds: int | None) -> ClientTimeout:
        """Who drops our first packet is noticed soon and as what it is: nothing has been sent."""
        usual = UPLOAD if isinstance(method, UPLOADS) else self.timeout
        return ClientTimeout(total=seconds or usual, sock_connect=CONNECTING)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:
            message = f"an answer nobody can read, HTTP {status_code}"
        except TelegramAPIError as error:
            if type(error) is not TelegramAPIError:
                raise
            if status_code == TOO_MANY:
                raise TelegramRetryAfter(method, "Too Many Requests", UNTOLD) from None
            message = f"an answer of no known kind, HTTP {status_code}"
        raise TelegramServerError(method, message)

    async def close(self) -> None:
        """aiohttp shuts TLS down by itself since 3.12: aiogram's quarter of a second more is not needed."""
        if self._session is not None:
            await self._session.close()

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Raises TelegramBadRequest "file is too big" over 20 MB, whatever size was declared."""
        async for chunk in download(await self.create_session(), url, headers, timeout, chunk_size):
            yield chunk


def _network_error(method: TelegramMethod[Any], cause: BaseException) -> TelegramNetworkError:
    unsent = isinstance(cause, (ClientConnectorError, ConnectionTimeoutError, *PROXY_ERRORS))
    kind = NeverSentError if unsent else TelegramNetworkError
    return kind(method, type(cause).__name__)


class TelegramMessenger:
    """Telegram as the receiver and the sender see it.

    `api_url` is the address of a local Bot API server or a reverse proxy, `proxy` like socks5://user:pass@host:port,
    `commands` the menu beside the input (name without slash -> what it does).
    """

    name = "telegram"
    keeps_cursor = False
    drops_repeats = False
    keeps_mail = False
    bulk: Bulk | None = None

    def __init__(
        self,
        token: str,
        api_url: str | None = None,
        proxy: str | None = None,
        commands: Mapping[str, str] | None = None,
    ) -> None:
        api = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
        session = TelegramSession(Pacer(LIMITS["telegram"].calls_per_second), proxy=proxy, api=api)
        self.bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
        self.long_poll = LONG_POLL
        self._commands = [BotCommand(command=name, description=text) for name, text in (commands or {}).items()]

    async def connect(self) -> Profile:
        """Learn our name, end a webhook without losing what waits, set the menu. Raises aiogram's errors."""
        me = await self.bot.get_me()
        await self.bot.delete_webhook(drop_pending_updates=False)
        await self._set_menu()
        return Profile(id=me.id, title=me.first_name, address=me.username or "")

    async def _set_menu(self) -> None:
        """Nothing but words beside the input: asked for once, and a refusal keeps nobody waiting."""
        try:
            if self._commands:
                await self.bot.set_my_commands(self._commands)
                self._commands = []
        except (TelegramBadRequest, TelegramRetryAfter) as error:
            log.warning("telegram did not take the menu beside the input: %s", type(error).__name__)

    async def fetch(self, cursor: str | None) -> Fetched:
        """Ask for updates from number `cursor` on, which confirms all before it; at most 25 s and 100 updates.

        Raises TelegramConflictError while another process polls with the same token, else aiogram's errors.
        """
        asked = RawUpdates(offset=int(cursor) if cursor else None, timeout=self.long_poll)
        raw = await self.bot(asked, request_timeout=self.long_poll + 10)
        updates = [self.read(item) for item in raw]
        numbers = [number for item in raw if (number := number_of(item)) is not None]
        return Fetched(updates, str(max(numbers) + 1) if numbers else cursor)

    def link(self, profile: Profile, payload: str) -> str:
        """Address that opens a dialogue with us and brings `payload` as `/start payload`."""
        return f"https://t.me/{profile.address}?start={payload}"

    async def close(self) -> None:
        """Close the connections; nothing may be called afterwards."""
        await self.bot.session.close()

    def read(self, item: Any) -> Update | Broken:
        """One update as it arrived, by polling or by webhook; what cannot be read is set apart. Never raises."""
        return read(self.bot, item)

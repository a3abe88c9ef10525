"""One call to VK: paced, with the token in the header only, repeated where repeating cannot double anything."""

import asyncio
import json
import logging
from typing import Any, Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    TCPConnector,
)

from bot.messengers.errors import LATER
from bot.messengers.pacer import Pacer
from bot.messengers.vk.errors import INTERNAL, VkError, VkUnreachableError

log = logging.getLogger(__name__)

VERSION: Final = "5.199"
API_URL: Final = "https://api.vk.com/method/"
REPEATS: Final = (0.3, 1.0)  # seconds before the second and the third attempt
TOO_MANY: Final = 6
CALL: Final = ClientTimeout(total=15, sock_connect=5)
UPLOAD: Final = ClientTimeout(total=300, sock_connect=5)


class VkApi:
    """`pacer` is shared by everything that spends this token's 20 calls a second.

    Every call raises VkError (VK said no) or VkUnreachableError (no answer).
    """

    def __init__(self, token: str, url: str, pacer: Pacer) -> None:
        self.pacer = pacer
        self.repeats: tuple[float, ...] = REPEATS
        self._url = url.rstrip("/") + "/"
        self._authorization = {"Authorization": f"Bearer {token}"}
        self._http: ClientSession | None = None

    async def __call__(self, name: str, **params: Any) -> Any:
        """Call a method; None parameters are left out. Every repeat is the same call: a send keeps its random_id."""
        form = {key: _field(value) for key, value in params.items() if value is not None} | {"v": VERSION}
        for pause in (*self.repeats, None):
            await self.pacer.turn()
            try:
                return await self._once(name, form)
            except VkUnreachableError:
                if pause is None:
                    raise
            except VkError as error:
                if error.code == TOO_MANY:
                    self.pacer.pause(1)
                if pause is None or error.code not in INTERNAL:
                    raise
            log.info("vk %s is repeated", name)
            await asyncio.sleep(pause)
        raise AssertionError("the last attempt raises or returns")

    async def poll(self, server: str, wait: int, **params: str) -> dict[str, Any]:
        """Ask the long poll server; waits up to `wait` seconds for news."""
        query = {"act": "a_check", "wait": str(wait), **params}
        answer = await self._request(
            "GET", server, params=query, timeout=ClientTimeout(total=wait + 10, sock_connect=5)
        )
        if not isinstance(answer, dict):
            raise VkUnreachableError("a long poll answer nobody can read", sent=True, server=True)
        return answer

    async def upload(self, url: str, field: str, name: str, data: bytes) -> dict[str, Any]:
        """Give a file to an upload server, which is not the API: no token, no turn.

        A page with 413 or another such status means the file: it would be refused again and again.
        """
        form = FormData(quote_fields=False)
        form.add_field(field, data, filename=name, content_type="application/octet-stream")
        try:
            answer = await self._request("POST", url, data=form, timeout=UPLOAD)
        except VkUnreachableError as error:
            if not 400 <= error.status < 500 or error.status in LATER:
                raise
            answer = None
        if not isinstance(answer, dict) or "error" in answer:
            raise VkError(100, "the file was not taken")
        return answer

    async def http(self) -> ClientSession:
        """The connections, made when the first loop needs them; no cookies."""
        if self._http is None:
            connector = TCPConnector(limit=100, ttl_dns_cache=3600)
            self._http = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
        return self._http

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()

    async def _once(self, name: str, form: dict[str, str]) -> Any:
        url = self._url + name
        answer = await self._request("POST", url, data=form, headers=self._authorization, timeout=CALL)
        if isinstance(answer, dict) and "response" in answer:
            return answer["response"]
        error = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(error, dict):
            raise VkUnreachableError("an answer nobody can read", sent=True, server=True)
        code = error.get("error_code")
        raise VkError(code if isinstance(code, int) else 1, str(error.get("error_msg", "")))

    async def _request(self, verb: str, url: str, **options: Any) -> Any:
        """The JSON of an answer; addresses hold keys, so no error repeats them."""
        failure: VkUnreachableError
        try:
            async with (await self.http()).request(verb, url, **options) as answer:
                body, status = await answer.read(), answer.status
            return json.loads(body)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            failure = VkUnreachableError(type(error).__name__, sent=False)
        except (ClientError, TimeoutError, OSError) as error:
            failure = VkUnreachableError(type(error).__name__, sent=True)
        except ValueError:
            failure = VkUnreachableError(f"no JSON, HTTP {status}", sent=True, server=True, status=status)
        raise failure


def _field(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value)

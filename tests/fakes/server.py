"""What both fake messengers share: an HTTP server on loopback that can be slow, broken, away, or lose an answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiohttp import web

HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body>Сервер недоступен</body></html>".encode("cp1251")
"""Which letters these are is not said."""


class Call(NamedTuple):
    """One call as it arrived; uploaded files are left out of the parameters."""

    method: str
    params: dict[str, Any]


@dataclass
class Fault:
    """`how`: drop (nothing done), lost (done, no answer), hang, server (JSON 500), flood (429 / 6).

    html is a gateway's page, a 502 if no other status follows the word.

    A number is the code of the error to answer with.
    """

    how: str
    method: str | None
    left: int


class RefusedError(Exception):
    """What the platform answers instead of doing it."""

    def __init__(self, code: int, text: str, **more: Any) -> None:
        super().__init__(text)
        self.code, self.text, self.more = code, text, more


class FakeServer:
    """Bind to 127.0.0.1 on a free port with `start`; `down` and `up` keep that port."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.latency = 0.0
        self.port = 0
        self.idle = asyncio.Event()
        self._faults: list[Fault] = []
        self._away: str | None = None
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def routes(self) -> list[web.RouteDef]:
        raise TypeError("a fake names its routes")

    async def start(self) -> None:
        app = web.Application(client_max_size=300 << 20)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._listen()

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def down(self, html: bool = False) -> None:
        """Refuse connections, or answer everything with a gateway's HTML page."""
        self._away = "html" if html else "drop"
        if not html and self._site:
            await self._site.stop()
            self._site = None
            self._cut_connections()
            await asyncio.sleep(0.01)  # the other side notices

    async def up(self) -> None:
        self._away = None
        if self._site is None:
            await self._listen()

    def fail_next(self, how: str, method: str | None = None, times: int = 1) -> None:
        """Break the next call (of that method); see Fault for the ways."""
        self._faults.append(Fault(how, method, times))

    async def settled(self, within: float = 5.0) -> None:
        """Wait until a poller has confirmed everything that happened and asks for more (seconds; else TimeoutError)."""
        await asyncio.wait_for(self.idle.wait(), within)

    def count(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)

    def last(self, method: str) -> dict[str, Any]:
        """Parameters of the latest call of a method."""
        return next(call.params for call in reversed(self.calls) if call.method == method)

    async def _listen(self) -> None:
        assert self._runner
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self._site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    def _cut_connections(self) -> None:
        server = self._runner.server if self._runner else None
        for connection in server.connections if server else []:
            if connection.transport:
                connection.transport.abort()

    def _fault(self, method: str) -> str | None:
        for fault in self._faults:
            if fault.left and fault.method in (None, method):
                fault.left -= 1
                return fault.how
        return self._away

    async def broken(
        self, request: web.Request, method: str, work: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Do `work` under the faults asked for."""
        if self.latency:
            await asyncio.sleep(self.latency)
        how = self._fault(method)
        if how == "hang":
            await asyncio.sleep(3600)
        if how is not None and how.startswith("html"):
            return web.Response(status=int(how[4:] or 502), body=HTML_502, content_type="text/html")
        if how == "lost":
            await work()
        if how in ("drop", "lost"):
            if request.transport:
                request.transport.abort()
            return web.Response()
        if how is not None:
            return self.refused(RefusedError(0, how))
        return await work()

    def refused(self, refusal: RefusedError) -> web.Response:
        raise TypeError("a fake knows how its platform refuses")


def answer(body: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")

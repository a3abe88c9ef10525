"""The HTTP server of one process: the browser chat where it is switched on, its health and numbers for who watches."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.messengers.browser import Hub

from .chat import EVENT_LIMIT, ChatRoutes
from .demo import Demo, DemoRoutes
from .entry import EntryRoutes
from .guard import known_host, protect, quiet_errors, same_origin
from .pages import Pages, static
from .sessions import Sessions

Health = Callable[[], Awaitable[dict[str, Any]]]


METRICS = "text/plain; version=0.0.4; charset=utf-8"
"""The text format Prometheus reads."""


def metrics(found: Mapping[str, Any]) -> str:
    """The same as the health, as numbers for a program that draws them and calls somebody."""
    lines = ["# TYPE methodist_up gauge", f"methodist_up {int(found['status'] == 'ok')}"]
    lines.append("# TYPE methodist_messenger_up gauge")
    lines += [f'methodist_messenger_up{{messenger="{name}"}} {int(up)}' for name, up in found["messengers"].items()]
    return "\n".join(lines) + "\n"


def build_app(public_url: str, health: Health) -> web.Application:
    """The application with its guards; `public_url` is where people reach it, `health` tells nothing personal."""
    guards = [known_host(public_url), same_origin(public_url), quiet_errors]
    app = web.Application(middlewares=guards, client_max_size=EVENT_LIMIT)
    app.on_response_prepare.append(protect)

    async def tell(request: web.Request) -> web.Response:
        found = await health()
        return web.json_response(found, status=200 if found["status"] == "ok" else 503)

    async def count(request: web.Request) -> web.Response:
        return web.Response(text=metrics(await health()), headers={"Content-Type": METRICS})

    app.router.add_get("/health", tell)
    app.router.add_get("/metrics", count)
    return app


def add_chat(
    app: web.Application,
    hub: Hub,
    texts: Mapping[str, str],
    public_url: str,
    is_open: Callable[[str], Awaitable[bool]],
    demo: Demo | None = None,
) -> None:
    """Add the browser chat: `texts` are those of browser.yml, `is_open` tells whether a one-time code still works.

    Raises KeyError naming a text that is missing.
    """
    pages = Pages(texts)
    sessions = Sessions(hub, is_https=public_url.startswith("https:"))

    async def home(request: web.Request) -> web.Response:
        raise web.HTTPFound("/chat")

    app.add_routes([web.get("/", home), web.get("/static/{name}", static)])
    app.add_routes(ChatRoutes(hub, sessions, pages, demo).routes())
    app.add_routes(EntryRoutes(sessions, pages, is_open).routes())
    if demo:
        choice = DemoRoutes(demo, sessions, pages)
        app.add_routes(choice.routes())
        app.on_startup.append(choice.keep_reachable)
    app.on_shutdown.append(lambda _: _close(hub))


async def _close(hub: Hub) -> None:
    hub.close()


class Server:
    """The application on one address, from `start` to `stop`."""

    def __init__(self, app: web.Application) -> None:
        # no access log: the addresses of one-time links are secrets
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; `port` 0 takes a free one, found in `port` afterwards. Raises OSError where it is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Let the pages go and stop listening."""
        await self._runner.cleanup()

"""The demo's switch between persons; without a `Demo` none of its addresses exist."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from aiohttp import web

from .pages import Pages
from .sessions import OWN_COMPUTER, Sessions


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to try the bot as; `title` is the role, `subtitle` the name."""

    key: str
    title: str
    subtitle: str
    chat: int


@dataclass(frozen=True, slots=True)
class Demo:
    """The persons of the demo, in the order of the switch.

    `code` makes that of a personal link: by the person's key and the code she got before, which stays while it opens;
    None for who needs none.
    """

    personas: tuple[Persona, ...]
    code: Callable[[str, str | None], Awaitable[str | None]]

    def of(self, chat: int) -> Persona | None:
        return next((persona for persona in self.personas if persona.chat == chat), None)

    def switch(self, chat: int | None = None) -> str:
        """The forms of the switch as HTML; the person of `chat` is marked."""
        return "".join(map(_form, self.personas, [persona.chat == chat for persona in self.personas]))


def _form(persona: Persona, is_shown: bool) -> str:
    now = ' aria-current="true"' if is_shown else ""
    return (
        f'<form method="post" action="/demo/{escape(persona.key)}"><button class="person"{now}>'
        f'<span class="face" aria-hidden="true">{escape(persona.title[:1])}</span>'
        f"<span><b>{escape(persona.title)}</b><small>{escape(persona.subtitle)}</small></span>"
        f'<span class="news" data-chat="{persona.chat}"></span></button></form>'
    )


class DemoRoutes:
    """The page with all persons, and the step into one of them."""

    def __init__(self, demo: Demo, sessions: Sessions, pages: Pages) -> None:
        self.demo, self.sessions, self.pages = demo, sessions, pages
        self._codes: dict[str, str | None] = {}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/demo", self.choice), web.post("/demo/{key}", self.become)]

    async def keep_reachable(self, app: web.Application) -> None:
        for persona in self.demo.personas:
            await self._hold(persona)

    async def _hold(self, persona: Persona) -> None:
        """Deliveries to a person nobody is now must wait for the visit: an open session no cookie can name."""
        until = self.sessions.hub.clock() + timedelta(days=365)
        await self.sessions.store.open_session(f"demo {persona.key}", persona.chat, until)

    async def choice(self, request: web.Request) -> web.Response:
        return self.pages.show("demo", PERSONS=self.demo.switch())

    async def become(self, request: web.Request) -> web.Response:
        """Enter as this person; the first time, and after she erased herself, she says /start as by a personal link."""
        found = (persona for persona in self.demo.personas if persona.key == request.match_info["key"])
        persona = next(found, None)
        if persona is None:
            raise web.HTTPNotFound
        await self._hold(persona)  # it went if she erased herself
        before = self._codes.get(persona.key)
        code = self._codes[persona.key] = await self.demo.code(persona.key, before)
        known = await self.sessions.store.history(persona.chat, 1)
        target = "/chat" if known and code in (None, before) else f"/chat#start={code or ''}"
        response = web.Response(status=303, headers={"Location": target})
        await self.sessions.open(request, response, persona.chat, OWN_COMPUTER)
        return response

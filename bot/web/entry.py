"""The way in outside the demo: a one-time link, redeemed by a tap; robots that preview links only open it."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiohttp import web

from .guard import address
from .limiter import Limiter
from .pages import Pages
from .sessions import OWN_COMPUTER, VISIT, Sessions

WRONG_CODES = 10
WRONG_CODES_PER = timedelta(minutes=10)
CHATS, CHATS_PER = 200, timedelta(hours=1)
"""So many chats may begin at one address: all of a school come from one, a flood by a link from a poster does not."""


class EntryRoutes:
    """`is_open` tells whether a code still leads somewhere; whom it leads to is the dialogue's business."""

    def __init__(self, sessions: Sessions, pages: Pages, is_open: Callable[[str], Awaitable[bool]]) -> None:
        self.sessions, self.pages, self.is_open = sessions, pages, is_open
        self.begun = Limiter(CHATS, CHATS_PER, sessions.hub.clock)
        self.wrong = Limiter(WRONG_CODES, WRONG_CODES_PER, sessions.hub.clock)

    def routes(self) -> list[web.RouteDef]:
        path = "/enter/{code:[A-Za-z0-9_-]{1,64}}"
        return [web.get(path, self.invite), web.post(path, self.redeem)]

    async def invite(self, request: web.Request) -> web.Response:
        """The same page for every code: opening it neither uses a code up nor tells whether it exists."""
        return self.pages.show("enter")

    async def redeem(self, request: web.Request) -> web.Response:
        """Open a new chat that begins with the code; wrong and expired codes get one answer."""
        if self.wrong.is_full(address(request)) or self.begun.is_full(address(request)):
            return self.pages.note("too_many_codes", 429)
        code = request.match_info["code"]
        if not await self.is_open(code):
            self.wrong.add(address(request))
            is_in = await self.sessions.chat(request) is not None  # who keeps the link in a letter comes by it again
            return self.pages.note("spent_link" if is_in else "dead_link", 404, leads_back=is_in)
        self.begun.add(address(request))
        own = (await request.post()).get("own") == "yes"
        response = web.Response(status=303, headers={"Location": f"/chat#start={code}"})
        chat = secrets.randbelow((1 << 63) - 1) + 1
        await self.sessions.open(request, response, chat, OWN_COMPUTER if own else VISIT)
        return response

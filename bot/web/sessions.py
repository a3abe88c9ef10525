"""Who a browser is: a random cookie, of which only the hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from aiohttp import web

from bot.messengers.browser import Hub

COOKIE = "session"
VISIT = timedelta(hours=12)
OWN_COMPUTER = timedelta(days=30)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Opens, reads and closes the chat's sessions."""

    def __init__(self, hub: Hub, is_https: bool) -> None:
        self.hub, self.store, self.is_https = hub, hub.store, is_https

    async def chat(self, request: web.Request) -> int | None:
        """The chat this browser may see now."""
        token = request.cookies.get(COOKIE)
        return await self.store.session(hashed(token), self.hub.clock()) if token else None

    async def open(self, request: web.Request, response: web.StreamResponse, chat: int, life: timedelta) -> None:
        """Let this browser into the chat and out of the one it was in."""
        await self._close(request)
        token = secrets.token_urlsafe(32)
        await self.store.open_session(hashed(token), chat, self.hub.clock() + life)
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(life.total_seconds()),
            httponly=True,
            samesite="Lax",  # Strict would show «no link» to who comes from a link in a letter
            secure=self.is_https,
            path="/",
        )

    async def close(self, request: web.Request, response: web.StreamResponse) -> None:
        """End the session; the other pages of this browser learn it at once."""
        await self._close(request)
        response.del_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=self.is_https)

    async def _close(self, request: web.Request) -> None:
        if chat := await self.chat(request):
            await self.store.close_session(hashed(request.cookies[COOKIE]))
            self.hub.publish(chat, {"type": "recheck"})

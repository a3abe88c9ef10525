"""What every request must show and every answer carries, whichever page it is."""

import logging
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware
from yarl import URL

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LOCAL = {"127.0.0.1", "localhost", "::1"}
WEBHOOKS = "/webhook/"
"""Posted by messengers' servers, which send no Origin: their secret is what vouches for them."""


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Add the headers to every answer, streams and errors included."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def known_host(public_url: str) -> Middleware:
    """Only our own names: a foreign name pointed at 127.0.0.1 (DNS rebinding) gets nothing."""
    names = LOCAL | {URL(public_url).raw_host or ""}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            name = urlsplit(f"//{request.host}").hostname
        except ValueError:
            name = None
        if not name or name not in names:
            raise web.HTTPForbidden(text="unknown host")
        return await handler(request)

    return check


def same_origin(public_url: str) -> Middleware:
    """Every POST must come from a page of ours; nothing may be built into a page of others."""
    public = str(URL(public_url).origin())  # as browsers write it: small letters, a Cyrillic name in ASCII

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        own = {None, public, f"{request.scheme}://{request.host}"}
        if not request.path.startswith(WEBHOOKS) and not _is_own(request, own):
            raise web.HTTPForbidden(text="foreign origin")
        return await handler(request)

    return check


def _is_own(request: web.Request, own: set[str | None]) -> bool:
    """By what browsers say of a request's origin; a POST must say something.

    A GET may say nothing: browsers before 2023 do so with the stream, their cookie's SameSite keeps others out there.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin not in own:
        return False
    if request.method in ("GET", "HEAD"):
        return site in (None, "same-origin", "none") or request.headers.get("Sec-Fetch-Mode") == "navigate"
    return site in (None, "same-origin") and not (origin is None and site is None)


@web.middleware
async def quiet_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A failure is logged by type and route only: addresses hold codes, messages of errors hold data."""
    try:
        return await handler(request)
    except (web.HTTPException, ConnectionError):
        raise
    except Exception as error:
        trace, where = error.__traceback__, ""
        while trace:
            where, trace = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}", trace.tb_next
        route = request.match_info.route.resource
        log.error("%s %s failed: %s at %s", request.method, route and route.canonical, type(error).__name__, where)
        raise web.HTTPInternalServerError from None


def address(request: web.Request) -> str:
    """Who is asking; a reverse proxy on this machine is believed about it, nobody else is."""
    remote = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(forwarded)) if forwarded and ip_address(remote).is_loopback else remote
    except ValueError:
        return remote


async def read_body(request: web.Request, limit: int) -> bytes:
    """The body, at most `limit` bytes. Raises HTTPRequestEntityTooLarge as soon as that is clear."""
    size = request.content_length or 0
    data = bytearray()
    if size <= limit:
        async for chunk in request.content.iter_chunked(1 << 16):
            data += chunk
            size = len(data)
            if size > limit:
                break
    if size > limit:
        raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=size)
    return bytes(data)

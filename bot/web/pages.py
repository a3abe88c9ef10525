"""The few pages, filled with the words of `content/texts/browser.yml` when the program starts."""

import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
FIELD = re.compile(r"\{\{(\w+)\}\}")
STATIC = {path.name: path for path in FOLDER.iterdir() if path.suffix in {".css", ".js", ".svg"}}


class Pages:
    """Templates with `{{key}}` for a text and `{{PART}}` for what a request adds."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Raises KeyError naming a text that a page needs and `texts` has not."""
        self.texts = texts
        words = json.dumps(dict(texts), ensure_ascii=False).replace("<", "\\u003c")  # no text may end the script
        templates = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.html"))}
        self._pages = {name: self._fill(template, {}) for name, template in templates.items()}
        self._frame = self._pages.pop("frame").replace("{{WORDS}}", words)

    def _fill(self, template: str, parts: Mapping[str, str]) -> str:
        return FIELD.sub(lambda found: self._value(found[1], parts), template)

    def _value(self, key: str, parts: Mapping[str, str]) -> str:
        if key.isupper():
            return parts.get(key, f"{{{{{key}}}}}")
        return escape(self.texts[key])

    def show(self, name: str, /, status: int = 200, **parts: str) -> web.Response:
        """The page as an answer; `parts` are safe HTML."""
        html = self._fill(self._frame, {"BODY": self._fill(self._pages[name], parts)})
        # not `no-referrer`: with it browsers post forms with «Origin: null»
        headers = {"Referrer-Policy": "same-origin"}
        return web.Response(text=html, content_type="text/html", status=status, headers=headers)

    def note(self, key: str, status: int = 200, leads_back: bool = False) -> web.Response:
        """A page that says one text; it may lead back into the chat of this browser."""
        way = f'<a class="main" href="/chat">{escape(self.texts["back_to_chat"])}</a>' if leads_back else ""
        return self.show("note", status, NOTE=escape(self.texts[key]), WAY=way)


async def static(request: web.Request) -> web.StreamResponse:
    """Scripts and styles; asked again each time, answered with 304 unless they changed."""
    path = STATIC.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

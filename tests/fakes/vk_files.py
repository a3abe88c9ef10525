"""Uploading to the fake VK: address, upload, save."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.person import File
from tests.fakes.server import Call, RefusedError, answer
from tests.fakes.vk_errors import coded
from tests.fakes.vk_person import VkPerson


class VkFiles:
    """The three steps of each upload; the attributes are FakeVk's."""

    url: str
    group_id: int
    people: dict[int, VkPerson]
    calls: list[Call]
    violations: list[str]
    next_number: Callable[[], int]
    store: Callable[[str, int, str, bytes], dict[str, Any]]
    broken: Callable[..., Any]
    _uploads: dict[str, File]

    def _may_be_written_to(self, params: dict[str, str]) -> None:
        person = self.people.get(int(params.get("peer_id", 0)))
        if person is None or not person.reachable or person.blocked:
            raise coded(901)

    def _photos_get_messages_upload_server(self, params: dict[str, str]) -> Any:
        self._may_be_written_to(params)
        return {"upload_url": f"{self.url}/upload/photo", "album_id": -64, "user_id": 0, "group_id": self.group_id}

    def _docs_get_messages_upload_server(self, params: dict[str, str]) -> Any:
        self._may_be_written_to(params)
        return {"upload_url": f"{self.url}/upload/{params.get('type', 'doc')}"}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(Call("upload", {}))
        if "Authorization" in request.headers:
            self.violations.append("upload: the token went to a foreign server")
        return await self.broken(request, "upload", lambda: self._take(request))

    async def _take(self, request: web.Request) -> web.StreamResponse:
        kind, form = request.match_info["kind"], await request.post()
        file = form.get("photo" if kind == "photo" else "file")
        if not isinstance(file, web.FileField):
            return answer({"error": "no_file"})
        data, ticket = file.file.read(), f"ticket{self.next_number()}"
        if kind != "photo" and (not data or file.filename.endswith((".mp3", ".exe"))):
            return answer({"error": "bad_file"})
        if kind == "audio_message" and not data.startswith(b"OggS"):
            return answer({"error": "bad_file"})
        self._uploads[ticket] = File(kind, file.filename, data)
        if kind != "photo":
            return answer({"file": ticket})
        image = data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8"))
        return answer({"server": 1, "photo": ticket if image else "[]", "hash": "h"})

    def _photos_save_messages_photo(self, params: dict[str, str]) -> Any:
        file = self._uploads.pop(params["photo"], None)
        if file is None:
            raise RefusedError(129, "Invalid photo")
        if (params.get("server"), params.get("hash")) != ("1", "h"):
            raise RefusedError(118, "Invalid server")
        photo = self.store("photo", -self.group_id, file.name, file.data)
        return [
            photo
            | {"album_id": -64, "text": "", "sizes": [{"type": "x", "url": photo["url"], "width": 9, "height": 9}]}
        ]

    def _docs_save(self, params: dict[str, str]) -> Any:
        file = self._uploads.pop(params["file"], None)
        if file is None:
            raise RefusedError(105, "Couldn't save file")
        kind = file.kind
        saved = self.store(kind, -self.group_id, params.get("title", file.name), file.data)
        title = {"title": params.get("title", file.name), "size": len(file.data), "ext": "x", "type": 1}
        return {"type": kind, kind: saved | title}

"""Files between aiogram and VK: an upload is three calls, a file id is `photo1_2_key` with the address behind a bar."""

import re
from typing import Any, Final, NamedTuple

from aiogram import Bot
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile

from bot.messengers.errors import FILE_WRONG, refusal
from bot.messengers.vk.api import VkApi
from bot.messengers.vk.errors import VkError

ATTACHMENT: Final = re.compile(r"(?:photo|doc|audio_message|video|audio)-?\d+_\d+(?:_\w+)?", re.ASCII)


class Attached(NamedTuple):
    """What VK calls the file, and its id for aiogram (which carries the address, so that it can be fetched)."""

    attachment: str
    file_id: str


def attached(kind: str, body: dict[str, Any], url: str | None = None) -> Attached:
    """Name a file object of VK's; raises KeyError when it has no owner or number."""
    key = f"_{body['access_key']}" if body.get("access_key") else ""
    name = f"{kind}{body['owner_id']}_{body['id']}{key}"
    address = url or body.get("url") or ""
    usable = isinstance(address, str) and address.startswith(("https://", "http://"))
    return Attached(name, f"{name}|{address}" if usable else name)


def address_of(file_id: str) -> str | None:
    """Where the file can be fetched, if its id says so."""
    return file_id.partition("|")[2] or None


async def upload_photo(call: VkApi, method: TelegramMethod[Any], peer: int, photo: InputFile | str) -> Attached:
    """Send a picture to VK once; one VK knows already is only named. Raises TelegramBadRequest for other strings."""
    if isinstance(photo, str):
        return _known(photo, method)
    server = await call("photos.getMessagesUploadServer", peer_id=peer)
    name, data = await _content(photo, method.bot)
    taken = await call.upload(server["upload_url"], "photo", name, data)
    if taken.get("photo") in (None, "", "[]"):
        raise VkError(129, "Invalid photo")
    asked = {field: taken.get(field) for field in ("photo", "server", "hash")}
    saved = await call("photos.saveMessagesPhoto", **asked)
    return attached("photo", saved[0], largest(saved[0]))


async def upload_document(
    call: VkApi, method: TelegramMethod[Any], peer: int, document: InputFile | str, kind: str = "doc"
) -> Attached:
    """Send a document or, with kind audio_message, a voice message (ogg) to VK once."""
    if isinstance(document, str):
        return _known(document, method)
    server = await call("docs.getMessagesUploadServer", type=kind, peer_id=peer)
    name, data = await _content(document, method.bot)
    taken = await call.upload(server["upload_url"], "file", name, data)
    saved = await call("docs.save", file=taken.get("file"), title=name)
    body = saved[saved["type"]]
    return attached(saved["type"], body, body.get("link_ogg"))


def largest(photo: dict[str, Any]) -> str | None:
    """Address of a picture's biggest size."""
    sizes = [it for it in photo.get("sizes", []) if isinstance(it, dict) and it.get("url")]
    return max(sizes, key=lambda it: it.get("width", 0) * it.get("height", 0))["url"] if sizes else None


def _known(file_id: str, method: TelegramMethod[Any]) -> Attached:
    name = file_id.partition("|")[0]
    if not ATTACHMENT.fullmatch(name):
        raise refusal(FILE_WRONG, method)
    return Attached(name, file_id)


async def _content(file: InputFile, bot: Bot | None) -> tuple[str, bytes]:
    if bot is None:
        raise TypeError("a method reaches its translator with its bot")
    return file.filename or "file", b"".join([chunk async for chunk in file.read(bot)])

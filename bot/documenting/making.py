"""Makes a Word file by a template: ours in a thread, a service's own in the child process."""

import asyncio
import base64
import logging
from functools import cache

from storage.database import Database, Transaction
from storage.models import TemplateKind
from storage.repository import Repository

from ..rostering.calling import Calling, ChildError
from ..services.documents.filling import filled
from ..services.documents.pieces import Filling, packed
from ..texts import CONTENT
from .tasks import FILL

log = logging.getLogger(__name__)


@cache
def usual(kind: TemplateKind) -> bytes:
    """The template everybody has."""
    return (CONTENT / "templates" / f"{kind.value}.docx").read_bytes()


class Making:
    def __init__(self, calling: Calling) -> None:
        self._calling = calling

    async def make(self, kind: TemplateKind, own: bytes | None, filling: Filling) -> bytes:
        """By her service's template where there is one; should it fail, by ours: nobody is left without the file."""
        if own is not None:
            template = base64.b64encode(own).decode()
            try:
                return (await self._calling.ask(FILL, template=template, filling=packed(filling))).frames[0]
            except ChildError as error:
                log.error("a service's template was not filled: %s", error)
        return await asyncio.to_thread(filled, usual(kind), filling)


class Samples:
    """The templates themselves, to be changed and sent back."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def make(self, wanted: str) -> bytes:
        """The one in force. Raises DatabaseUnavailableError."""
        _, kind, place = wanted.split(":")
        return await self._db.read(_own, int(place), TemplateKind(kind)) or usual(TemplateKind(kind))


def _own(tx: Transaction, municipality_id: int, kind: TemplateKind) -> bytes | None:
    return Repository(tx).templates.bytes_of(municipality_id, kind)

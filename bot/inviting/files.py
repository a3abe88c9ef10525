"""Files about invitations, made beside the writer: a QR code, a school's poster, the sheet of its personal links.

A recipe is given only to whoever may have the file, and never leaves the bot.
"""

import asyncio
import json

from storage.database import Database, Transaction
from storage.models import InvitationKind
from storage.repositories.invitations import Spot
from storage.repository import Repository
from storage.troubles import DatabaseUnavailableError

from ..turn import House
from . import poster, qr, sheet
from .links import Link, links
from .poster import Poster

QR, POSTER, SHEET = "qr", "poster", "sheet"
KINDS = (QR, POSTER, SHEET)


def qr_recipe(messenger: str, code: str) -> str:
    return f"{QR}:{messenger}:{code}"


def poster_recipe(organization_id: int) -> str:
    return f"{POSTER}:{organization_id}"


def sheet_recipe(school: str, people: list[tuple[str, str]]) -> str:
    """(name, code) of everybody who gets a link."""
    return f"{SHEET}:{json.dumps([school, people], ensure_ascii=False)}"


class InvitingFiles:
    def __init__(self, db: Database, house: House) -> None:
        self._db, self._house = db, house

    async def make(self, wanted: str) -> bytes:
        """The file of this recipe. Raises DatabaseUnavailableError, also while a messenger has not told where it is."""
        kind, _, about = wanted.partition(":")
        if kind == QR:
            messenger, _, code = about.partition(":")
            if messenger not in self._house.links:  # after a restart: it is asked for again
                raise DatabaseUnavailableError(messenger)
            return await asyncio.to_thread(qr.picture, self._house.links[messenger] + code)
        if kind == SHEET:
            school, people = json.loads(about)
            rows = [(name, [link.address for link in self._links(code)]) for name, code in people]
            names = [link.name for link in self._links("")]
            return await asyncio.to_thread(sheet.workbook, school, names, rows, self._house.texts.inviting)
        found = await self._db.read(poster_of, int(about), self._house)
        return await asyncio.to_thread(poster.draw, found, self._house.texts.poster)

    def _links(self, code: str) -> list[Link]:
        return links(self._house.links, self._house.texts, code)


def poster_of(tx: Transaction, organization_id: int, house: House) -> Poster:
    """What the school's poster says today. Raises LookupError where no link hangs there."""
    repo = Repository(tx)
    spot = Spot(organization_id=organization_id)
    code = repo.invitations.hanging(InvitationKind.SCHOOL, spot, house.clock())
    school = repo.places.organization(organization_id)
    if code is None or school is None or school.municipality_id is None:
        raise LookupError("no link hangs there")
    service, district = repo.places.service_of(school.municipality_id), repo.places.municipality(school.municipality_id)
    name = service.name if service else district.name if district else ""
    lines = [service.phone, service.email, service.hours] if service else []
    contacts = " · ".join(filter(None, lines))
    return Poster(school.name, name, contacts, links(house.links, house.texts, code))

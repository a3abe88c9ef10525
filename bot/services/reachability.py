"""Whether the service reaches its people: how many of a school or an association have come in, and who has not yet."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import NamedTuple

from storage.models import Municipality, Organization, Scope
from storage.repositories.reachability import Name
from storage.repositories.reachability import Share as Share
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed

WIDTHS = (40, 28)


class School(NamedTuple):
    """`messengers`: how many came in by which; numbers only."""

    organization: Organization
    people: int
    connected: int
    messengers: dict[str, int]


class Words(NamedTuple):
    """Name of the sheet, heading and columns of the table."""

    sheet: str
    title: str
    columns: list[str]


def districts(repo: Repository, actor: Actor) -> list[Municipality]:
    """Those she may look at, by name. Raises ForbiddenError for who may look nowhere."""
    held = access.held(actor, Action.SEE_REACHABILITY)
    found: dict[int, Municipality] = {}
    for _, scope, number in held:
        place = repo.places.at(scope, number)
        access.require(actor, Action.SEE_REACHABILITY, place)
        if isinstance(place, Municipality):
            found[place.id] = place
        elif scope is Scope.REGION:
            found |= {one.municipality_id: one.municipality for one in repo.places.services_in(number)}
    return sorted(found.values(), key=lambda one: (one.name, one.id))


def own_schools(repo: Repository, actor: Actor, today: date) -> list[Share]:
    """Organizations she looks after one by one, as a deputy does. Raises ForbiddenError for who may look nowhere."""
    places = access.ids(access.where(actor, Action.SEE_REACHABILITY), Scope.ORGANIZATION)
    for number in places:
        access.require(actor, Action.SEE_REACHABILITY, repo.places.organization(number))
    return repo.reachability.of_organizations(list(places), today)


def schools(repo: Repository, actor: Actor, municipality_id: int, today: date) -> list[Share]:
    """The worst first. Raises ForbiddenError."""
    access.require(actor, Action.SEE_REACHABILITY, _district(repo, municipality_id))
    return repo.reachability.by_organization(municipality_id, today)


def associations(repo: Repository, actor: Actor, municipality_id: int, today: date) -> list[Share]:
    """The municipality's own, the worst first. Raises ForbiddenError."""
    access.require(actor, Action.SEE_REACHABILITY, _district(repo, municipality_id))
    return repo.reachability.by_association(municipality_id, today)


def school(repo: Repository, actor: Actor, organization_id: int, today: date) -> School:
    """Raises ForbiddenError."""
    found = _school(repo, actor, organization_id)
    shares = repo.reachability.of_organizations([found.id], today)
    people, connected = (shares[0].people, shares[0].connected) if shares else (0, 0)
    return School(found, people, connected, repo.reachability.messengers(found.id, today))


def missing(
    repo: Repository, actor: Actor, organization_id: int, offset: int, limit: int, now: datetime, today: date
) -> list[Name]:
    """Who has not come in yet; the look is remembered. Raises ForbiddenError."""
    found = _school(repo, actor, organization_id)
    audit.record(repo, actor, Deed.UNCONNECTED_SEEN, now, details=f"organization={found.id}", at=found.municipality_id)
    return repo.reachability.missing(found.id, today, offset, limit)


def _school(repo: Repository, actor: Actor, organization_id: int) -> Organization:
    found = repo.places.organization(organization_id)
    if found is None:
        raise ForbiddenError(Action.SEE_REACHABILITY)
    access.require(actor, Action.SEE_REACHABILITY, found)
    return found


def _district(repo: Repository, municipality_id: int) -> Municipality:
    found = repo.places.municipality(municipality_id)
    if found is None:
        raise ForbiddenError(Action.SEE_REACHABILITY)
    return found


def workbook(people: Sequence[Name], words: Words) -> bytes:
    """An xlsx file to hand out; every cell is text, no formula."""
    from xlsxwriter import Workbook  # late: it is needed only here

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(words.sheet)
        bold = book.add_format({"bold": True})
        sheet.write_string(0, 0, words.title, bold)
        for place, (column, width) in enumerate(zip(words.columns, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, column, bold)
        for number, one in enumerate(people, 3):
            name = " ".join(filter(None, (one.last_name, one.first_name, one.middle_name)))
            sheet.write_string(number, 0, name)
            sheet.write_string(number, 1, one.position)
    return file.getvalue()

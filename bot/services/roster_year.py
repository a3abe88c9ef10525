"""The yearly run of 1 September: who came, who left, who is no young specialist any more; each municipality once."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Municipality, Role, Scope, Teacher
from storage.repositories.roster_years import Became, Year
from storage.repository import Repository

from . import access
from .access import Action, Actor
from .mentoring import young_since
from .notes import Note, written
from .quiet import due

__all__ = ["Became", "Counted", "people", "tell"]

MONTH = 9
AT = time(9)
"""By the municipality's clock."""
KEY = "september"
PRIORITY = 5
NEAR = (8, 9, 10)
"""Months by the world's clock in which it may be September somewhere."""


class Counted(NamedTuple):
    """How many in the year that ended before this September."""

    municipality: Municipality
    year: int
    counts: dict[Became, int]


Words = Callable[[Counted], Note]
"""Its text and buttons: services speak no Russian."""


def tell(repo: Repository, words: Words, now: datetime) -> None:
    """One municipality of which it is time; the key of its mailing makes it once, whether anybody gets it or not."""
    if now.month not in NEAR:
        return
    for municipality in repo.roster_years.untold(KEY, now.year):
        here = now.astimezone(ZoneInfo(municipality.time_zone))
        if here.month == MONTH and (here.day > 1 or here.time() >= AT):
            _tell(repo, _of(repo, municipality, here.year), words, now)
            return


def people(
    repo: Repository, actor: Actor, municipality_id: int, year: int, kind: Became, offset: int, limit: int
) -> tuple[Municipality, int, list[Teacher]]:
    """(the municipality, how many they are, some of them by name). Raises ForbiddenError."""
    municipality = repo.places.municipality(municipality_id)
    access.require(actor, Action.SEE_PERSON, municipality)
    if municipality is None:
        raise access.ForbiddenError(Action.SEE_PERSON)
    of = _year(municipality, year)
    return municipality, repo.roster_years.count(kind, of), repo.roster_years.people(kind, of, offset, limit)


def _of(repo: Repository, municipality: Municipality, year: int) -> Counted:
    of = _year(municipality, year)
    return Counted(municipality, year, {kind: repo.roster_years.count(kind, of) for kind in Became})


def _year(municipality: Municipality, year: int) -> Year:
    since, until = date(year - 1, MONTH, 1), date(year, MONTH, 1)
    return Year(municipality, since, until, young_since(municipality, since), young_since(municipality, until))


def _tell(repo: Repository, found: Counted, words: Words, now: datetime) -> None:
    zone = ZoneInfo(found.municipality.time_zone)
    key = f"{KEY}:{found.municipality.id}:{found.year}"
    mailing = written(repo, words(found), now, key=key, municipality_id=found.municipality.id)
    today = now.astimezone(zone).date()
    for person in repo.roles.holders(Role.METHODIST, Scope.MUNICIPALITY, found.municipality.id, today):
        repo.mailings.deliver(mailing, person.id, 0, due(now, zone, person.quiet_hours), PRIORITY)

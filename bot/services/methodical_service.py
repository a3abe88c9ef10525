"""Who serves a municipality, how to reach them, and who answers today."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from storage.models import MethodicalService, Role, Scope, Teacher
from storage.repository import Repository

from . import access
from .access import Action, Actor


class Answering(NamedTuple):
    """A methodist, and who answers in her place today."""

    methodist: Teacher
    substitute: Teacher | None


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """`service` is None where the municipality has not entered one, or for staff of the region's institute.

    `region` are the services an institute's staff works with, by name of the municipality; empty for everybody else.
    """

    service: MethodicalService | None
    methodists: tuple[Answering, ...]
    region: tuple[MethodicalService, ...]


def card(repo: Repository, actor: Actor, today: date) -> ServiceCard:
    """The service of the actor's municipality; for an institute's staff the services of the region.

    Raises ForbiddenError for somebody who belongs to neither.
    """
    municipality = None if actor.municipality_id is None else repo.places.municipality(actor.municipality_id)
    region = None if actor.region_id is None else repo.places.region(actor.region_id)
    overseen = region is not None and access.allows(actor, Action.SEE_SERVICE, region)
    if not overseen or municipality is not None:
        access.require(actor, Action.SEE_SERVICE, municipality)
    return ServiceCard(
        None if municipality is None else repo.places.service_of(municipality.id),
        () if municipality is None else _answering(repo, municipality.id, today),
        tuple(repo.places.services_in(region.id)) if overseen and region is not None else (),
    )


def _answering(repo: Repository, municipality_id: int, today: date) -> tuple[Answering, ...]:
    methodists = repo.roles.holders(Role.METHODIST, Scope.MUNICIPALITY, municipality_id, today)
    substitutes = repo.roles.substitutes_of([methodist.id for methodist in methodists], today)
    return tuple(Answering(methodist, substitutes.get(methodist.id)) for methodist in methodists)

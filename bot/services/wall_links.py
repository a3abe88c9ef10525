"""Links that hang on walls: a school's, a municipality's or a region's; usable often, for years, and renewed at will.

Nobody gets in by one alone: it leads to a request that somebody has to confirm.
"""

import secrets
from datetime import datetime, timedelta

from storage.models import InvitationKind, Municipality, Organization, Region
from storage.repositories.invitations import Spot
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor
from .audit import Deed
from .invitations import hash_of

YEARS = timedelta(days=5 * 365)


class NoDistrictError(Exception):
    """The organization belongs to no municipality: nobody would answer the requests."""


def school_code(repo: Repository, actor: Actor, organization: Organization, now: datetime, anew: bool = False) -> str:
    """The code that hangs in the organization; `anew`: another one, the old posters open nothing from now on.

    What was asked by the old one goes with it: a flood by a link from a photographed poster ends with the link.
    Raises ForbiddenError, NoDistrictError.
    """
    access.require(actor, Action.HANG_SCHOOL_LINK, organization)
    if organization.municipality_id is None:
        raise NoDistrictError
    spot = Spot(organization_id=organization.id)
    if anew:
        repo.entry_requests.drop_by_link(organization.id)
    return _code(repo, actor, InvitationKind.SCHOOL, spot, organization.municipality_id, now, anew)


def public_code(repo: Repository, actor: Actor, place: Municipality | Region, now: datetime, anew: bool = False) -> str:
    """As `school_code`, for whoever is in no list yet. Raises ForbiddenError."""
    access.require(actor, Action.HANG_PUBLIC_LINK, place)
    spot = Spot(region_id=place.id) if isinstance(place, Region) else Spot(municipality_id=place.id)
    return _code(repo, actor, InvitationKind.PUBLIC, spot, spot.municipality_id, now, anew)


def _code(
    repo: Repository, actor: Actor, kind: InvitationKind, spot: Spot, at: int | None, now: datetime, anew: bool
) -> str:
    hanging = None if anew else repo.invitations.hanging(kind, spot, now)
    if hanging is not None:
        return hanging
    repo.invitations.take_down(kind, spot, now)
    code = secrets.token_urlsafe(12)  # no secret: the shorter, the larger the dots of the poster
    repo.invitations.add_for_place(kind, code, hash_of(code), spot, now, now + YEARS)
    deed = Deed.SCHOOL_LINK_HUNG if kind is InvitationKind.SCHOOL else Deed.PUBLIC_LINK_HUNG
    audit.record(repo, actor, deed, now, details=f"place={next(one for one in spot if one is not None)}", at=at)
    return code

"""Links: single-use personal codes, known here only by their hashes, and those that hang on walls.

Codes have 192 random bits, so guessing them is hopeless at any speed; the lock after a few wrong ones spares the
database and tells a person with a torn poster to ask. A bound over all accounts would let a stranger lock others out.
"""

import hashlib
import re
import secrets
from datetime import date, datetime, timedelta
from typing import NamedTuple

from storage.models import Association, InvitationKind, Municipality, Organization, Region, Role, Teacher
from storage.repositories.invitations import Invitee as Invitee
from storage.repositories.invitations import Spot
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .days import day_at, day_in, has_left
from .rights import GRANTING

CODE = re.compile(r"[A-Za-z0-9_-]{32}|[A-Za-z0-9_-]{16}")
"""What a code looks like, a personal one and one on a wall; it fits the `start` payload of every messenger."""
PERSONAL_DAYS = 30
OWNER_DAYS = 1
ON_WALLS = (InvitationKind.SCHOOL, InvitationKind.PUBLIC)
"""What lets nobody in by itself: it may hang where everybody sees it."""
WRONG_CODES = 5
WRONG_WITHIN = timedelta(minutes=15)


class Invited(NamedTuple):
    """The code is good: a personal one has a `teacher`, one that hangs on a wall a `place`, an owner's neither."""

    teacher: Invitee | None
    kind: InvitationKind
    place: Organization | Municipality | Region | None = None


class Unknown(NamedTuple):
    """Wrong, expired, used or revoked: which of them is nobody's business."""


class Locked(NamedTuple):
    until: datetime


class NotInRosterError(Exception):
    """The person has left: there is nobody to invite."""


def issue_personal(repo: Repository, actor: Actor, teacher: Teacher, now: datetime, days: int = PERSONAL_DAYS) -> str:
    """A code for the person, usable once within `days`; codes issued to her before are revoked.

    Whoever holds the code becomes the person here, so it may only be issued by one whose own rights cover hers.
    Raises ForbiddenError, NotInRosterError.
    """
    access.require(actor, Action.INVITE_PERSON, teacher)
    today = day_in(teacher.municipality, now)
    if has_left(teacher, today):
        raise NotInRosterError
    require_above(repo, actor, teacher, today)
    repo.invitations.revoke(teacher.id, now)
    code = _issue(repo, InvitationKind.PERSONAL, teacher.id, now, days)
    audit.record(repo, actor, Deed.INVITED, now, teacher)
    return code


def issue_owner(repo: Repository, actor: Actor, now: datetime, days: int = OWNER_DAYS) -> str:
    """A code that makes the account using it an owner, usable once within `days`. Raises ForbiddenError."""
    access.require(actor, Action.ADMINISTER, None)
    code = _issue(repo, InvitationKind.OWNER, None, now, days)
    audit.record(repo, actor, Deed.OWNER_INVITED, now)
    return code


def revoke(repo: Repository, actor: Actor, teacher: Teacher, now: datetime) -> int:
    """Close the person's unused codes; returns how many. Raises ForbiddenError."""
    access.require(actor, Action.INVITE_PERSON, teacher)
    closed = repo.invitations.revoke(teacher.id, now)
    if closed:
        audit.record(repo, actor, Deed.INVITATION_REVOKED, now, teacher)
    return closed


def peek(repo: Repository, code: str, account_id: int, now: datetime) -> Invited | Unknown | Locked:
    """Whom the code invites, without using it up. Five wrong ones within 15 minutes lock the account."""
    wrong = repo.invitations.wrong_since(account_id, now - WRONG_WITHIN)
    if len(wrong) >= WRONG_CODES:
        return Locked(wrong[-WRONG_CODES] + WRONG_WITHIN)
    invited = _invited(repo, code, now)
    if invited is None:
        repo.invitations.note_wrong(account_id, now, now - WRONG_WITHIN)
        return Unknown()
    return invited


def find(repo: Repository, actor: Actor, name: str, municipality: Municipality | None, now: datetime) -> list[Teacher]:
    """People whose last (and first) name begins so, at most 50, in the municipality or anywhere the actor may look."""
    access.require(actor, Action.INVITE_PERSON, municipality)
    last, _, first = " ".join(name.split()).partition(" ")
    place = None if municipality is None else municipality.id
    return repo.teachers.named(_capital(last), _capital(first), place, day_in(municipality, now)) if last else []


def of_municipality(repo: Repository, actor: Actor, municipality: Municipality, now: datetime) -> list[Teacher]:
    """Everybody of the municipality's roster, by name. Raises ForbiddenError."""
    access.require(actor, Action.INVITE_PERSON, municipality)
    return repo.teachers.of_municipality(municipality.id, day_in(municipality, now))


def of_organization(repo: Repository, actor: Actor, organization: Organization, now: datetime) -> list[Teacher]:
    """Everybody who works there, by name. Raises ForbiddenError."""
    access.require(actor, Action.INVITE_PERSON, organization)
    return repo.teachers.of_organization(organization.id, day_in(organization.municipality, now))


def codes_for(repo: Repository, people: list[int], now: datetime, days: int) -> dict[int, str]:
    """A code for each of these people, usable once within `days`; those issued before are closed."""
    codes = {person: secrets.token_urlsafe(24) for person in people}
    repo.invitations.add_many(
        {person: hash_of(code) for person, code in codes.items()}, now, now + timedelta(days=days)
    )
    return codes


def hash_of(code: str) -> str:
    """Under which a code is kept: sha256, enough for codes nobody can guess."""
    return hashlib.sha256(code.encode()).hexdigest()


def _issue(repo: Repository, kind: InvitationKind, teacher_id: int | None, now: datetime, days: int) -> str:
    code = secrets.token_urlsafe(24)
    repo.invitations.add(kind, hash_of(code), teacher_id, now, now + timedelta(days=days))
    return code


def _invited(repo: Repository, code: str, now: datetime) -> Invited | None:
    usable = repo.invitations.usable(hash_of(code), now) if CODE.fullmatch(code) else None
    if usable is None:
        return None
    teacher = usable.teacher
    if usable.kind in ON_WALLS:
        place = _place(repo, usable.spot)
        return None if place is None else Invited(None, usable.kind, place)
    if teacher is None:  # a personal code without a person must never make an owner
        return Invited(None, usable.kind) if usable.kind is InvitationKind.OWNER else None
    return None if has_left(teacher, day_at(teacher.time_zone, now)) else Invited(teacher, usable.kind)


def _place(repo: Repository, spot: Spot) -> Organization | Municipality | Region | None:
    """What the link is for; an organization that has been closed is no place any more."""
    if spot.organization_id is not None:
        found = repo.places.organization(spot.organization_id)
        return None if found is None or found.closed else found
    if spot.municipality_id is not None:
        return repo.places.municipality(spot.municipality_id)
    return None if spot.region_id is None else repo.places.region(spot.region_id)


class AboveError(ForbiddenError):
    """The person may more than the actor answers for."""


class Standing(NamedTuple):
    """How somebody comes in: the messengers she uses, and when a link was issued that still works."""

    messengers: list[str]
    pending_since: datetime | None


def standing(repo: Repository, actor: Actor, teacher: Teacher, now: datetime) -> Standing:
    """Raises ForbiddenError."""
    access.require(actor, Action.INVITE_PERSON, teacher)
    pending = [one for one in repo.invitations.of(teacher.id) if not (one.used_at or one.revoked_at)]
    still = [one.created_at for one in pending if one.expires_at > now]
    return Standing([one.messenger for one in repo.accounts.of(teacher.id)], max(still, default=None))


def require_above(repo: Repository, actor: Actor, teacher: Teacher, today: date) -> None:
    """Whoever lets an account become the person must answer for all she may do, also as a stand-in: grants, MOs headed.

    What she is to stand in for later counts, too: the account stays hers. Raises AboveError.
    """
    access.require(actor, Action.INVITE_PERSON, teacher)
    days = (today, *repo.substitutions.first_days(teacher.id, today))
    held = {one for day in days for one in repo.roles.standing_of(teacher.id, day)}
    places = [repo.places.at(scope, scope_id) for role, scope, scope_id in held if role in GRANTING]
    headed: list[Association | None] = []
    if not access.allows(actor, Action.INVITE_PERSON, teacher.municipality):  # a deputy: all must stay in the school
        headed = [repo.associations.get(scope_id) for role, _, scope_id in held if role is Role.HEAD]
    if not all(access.allows(actor, Action.INVITE_PERSON, one) for one in (*places, *headed)):
        raise AboveError(Action.INVITE_PERSON)


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


def is_open(repo: Repository, code: str, now: datetime) -> bool:
    """Whether the code still leads somewhere; for the page that asks for the tap, before anybody is known."""
    return _invited(repo, code, now) is not None

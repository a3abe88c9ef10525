"""Roles granted and revoked by the staff: never one's own, never beyond one's scope, never the last of its kind."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from storage.models import Role, RoleGrant, Scope, Teacher
from storage.repository import Repository

from . import access, audit, notes, people, wider
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .days import day_of, has_left
from .notes import Note
from .rights import GRANTING
from .roster.rights import Rights

SCOPES = {
    Role.DEPUTY: Scope.ORGANIZATION,
    Role.METHODIST: Scope.MUNICIPALITY,
    Role.INSTITUTE: Scope.REGION,
    Role.OWNER: Scope.ALL,
}
NEEDED = frozenset({Role.METHODIST, Role.INSTITUTE, Role.OWNER})
"""Roles without whose last holder nobody could do their work."""


class Offer(NamedTuple):
    """A role she may be given; `place` is the name of where it holds, empty for everywhere."""

    role: Role
    scope_id: int
    place: str


class Granted(NamedTuple):
    """A role she has; `may_revoke` tells whether the actor may take it."""

    id: int
    role: Role
    place: str
    may_revoke: bool


class Standing(NamedTuple):
    person: Teacher
    held: list[Granted]
    offers: list[Offer]


class OneselfError(Exception):
    """Nobody grants or revokes her own."""


class LastError(Exception):
    """Nobody else has the role there."""


Words = Callable[[Role, str], Note]
"""How it is told to the person: the role and the name of the place."""


def standing(repo: Repository, actor: Actor, teacher_id: int, today: date) -> Standing:
    """What a person has and could be given by the actor. Raises ForbiddenError."""
    _require_any(actor)
    person = people.person(repo, actor, teacher_id, today)
    held = repo.roles.active(person.id)
    has = {(one.role, one.scope_id) for one in held}
    offers = [] if person.id == actor.teacher_id else _offers(repo, actor, person)
    return Standing(
        person,
        [Granted(one.id, one.role, _name(repo, one), _may_revoke(repo, actor, one)) for one in held],
        [one for one in offers if (one.role, one.scope_id) not in has],
    )


def grant(
    repo: Repository,
    actor: Actor,
    teacher_id: int,
    role: Role,
    scope_id: int,
    words: Words,
    ended: wider.Ended,
    now: datetime,
    today: date,
) -> bool:
    """False when she has it already; who stood in for her is told that this has `ended`, if it reaches beyond a school.

    Raises ForbiddenError, OneselfError.
    """
    person = people.person(repo, actor, teacher_id, today)
    if person.id == actor.teacher_id:
        raise OneselfError
    offer = next((one for one in _offers(repo, actor, person) if (one.role, one.scope_id) == (role, scope_id)), None)
    if offer is None:
        raise ForbiddenError(GRANTING.get(role, Action.ADMINISTER))
    scope = SCOPES[role]
    access.require(actor, GRANTING[role], repo.places.at(scope, scope_id))
    if any((one.role, one.scope_id) == (role, scope_id) for one in repo.roles.active(person.id)):
        return False
    made = RoleGrant(
        teacher_id=person.id,
        role=role,
        scope=scope,
        scope_id=scope_id,
        granted_at=now,
        revoked_at=None,
        from_file=False,
    )
    repo.roles.add(made)
    if role in NEEDED:
        wider.close(repo, actor, person, ended, now, today)
    audit.record(repo, actor, Deed.ROLE_GRANTED, now, person, f"role={role.value} place={scope_id}")
    notes.tell(repo, person, words(role, offer.place), now)
    return True


def revoke(repo: Repository, actor: Actor, grant_id: int, words: Words, now: datetime, today: date) -> Teacher:
    """From now on: what she has begun with it ends where it next asks for the right.

    Raises ForbiddenError (also when it is revoked already), OneselfError, LastError.
    """
    found = repo.roles.get(grant_id)
    if found is None or found.role not in GRANTING:
        raise ForbiddenError(Action.ADMINISTER)
    access.require(actor, GRANTING[found.role], repo.places.at(found.scope, found.scope_id))
    person = people.person(repo, actor, found.teacher_id, today)
    if person.id == actor.teacher_id:
        raise OneselfError
    if found.role in NEEDED and not repo.roles.others_with(found, today) and not _owned(repo, found.role):
        raise LastError
    place = _name(repo, found)
    repo.roles.revoke(found, now)
    audit.record(repo, actor, Deed.ROLE_REVOKED, now, person, f"role={found.role.value} place={found.scope_id}")
    notes.tell(repo, person, words(found.role, place), now)
    return person


def tell_ended(repo: Repository, grant_ids: Sequence[int], words: Words, now: datetime) -> None:
    """What a roster has ended is told as what is taken by hand; not to who has left, nor of what it gave anew."""
    for one in repo.roles.ended(grant_ids):
        again = (one.role, one.scope, one.scope_id) in repo.roles.granted_to(one.teacher_id)
        if not again and not has_left(one.teacher, day_of(one.teacher, now)):
            notes.tell(repo, one.teacher, words(one.role, _name(repo, one)), now)


def tell_given(repo: Repository, actor: Actor, rights: Rights, words: Words, now: datetime) -> None:
    """What a roster has given is told as by `grant`: not what she had, nor to whoever brought it in."""
    before = {_held(one) for one in repo.roles.ended(rights.ended)}
    for one in repo.roles.given(rights.given):
        had = repo.roles.granted_to(one.teacher_id).count((one.role, one.scope, one.scope_id)) > 1
        if not had and _held(one) not in before and one.teacher_id != actor.teacher_id:
            notes.tell(repo, one.teacher, words(one.role, _name(repo, one)), now)


def close_wider(repo: Repository, actor: Actor, rights: Rights, ended: wider.Ended, now: datetime) -> None:
    """Who came to hold more by a roster, as by `grant`; a grant it only wrote anew is none."""
    before = {_held(one) for one in repo.roles.ended(rights.ended)}
    given = [one for one in repo.roles.given(rights.given) if _held(one) not in before]
    wide = [one.teacher for one in given if one.role in NEEDED] + repo.associations.heads_beyond_school(rights.led)
    guarded = repo.roles.guarded([one.id for one in wide], now.date() - timedelta(days=1))
    for person in dict.fromkeys(one for one in wide if one.id in guarded):
        wider.close(repo, actor, person, ended, now, day_of(person, now))


def _held(one: RoleGrant) -> tuple[int, Role, Scope, int]:
    return one.teacher_id, one.role, one.scope, one.scope_id


def holders(repo: Repository, actor: Actor, offset: int, limit: int, today: date) -> list[tuple[Granted, Teacher]]:
    """Everybody of the actor's people who has a role. Raises ForbiddenError."""
    _require_any(actor)
    found = repo.roles.within(people.reach(repo, actor), today, offset, limit)
    return [(Granted(one.id, one.role, _name(repo, one), False), person) for one, person in found]


def may_grant(actor: Actor) -> bool:
    """Whether she may grant any role anywhere."""
    return any(access.where(actor, action) for action in GRANTING.values())


def _require_any(actor: Actor) -> None:
    if not may_grant(actor):
        raise ForbiddenError(Action.GRANT_DEPUTY)


def _offers(repo: Repository, actor: Actor, person: Teacher) -> list[Offer]:
    """Every role at the places she works, where the actor may grant it."""
    organizations = {person.organization_id: None} | {place.organization_id: None for place in person.places}
    spots = [(Role.DEPUTY, number) for number in organizations]
    spots += [(Role.METHODIST, person.municipality_id)] if person.municipality_id is not None else []
    spots += [(Role.INSTITUTE, person.region_id), (Role.OWNER, 0)]
    found = []
    for role, number in spots:
        place = repo.places.at(SCOPES[role], number)
        if (place is not None or role is Role.OWNER) and access.allows(actor, GRANTING[role], place):
            found.append(Offer(role, number, place.name if place else ""))
    return found


def _may_revoke(repo: Repository, actor: Actor, one: RoleGrant) -> bool:
    if one.role not in GRANTING or one.teacher_id == actor.teacher_id:
        return False
    return access.allows(actor, GRANTING[one.role], repo.places.at(one.scope, one.scope_id))


def _name(repo: Repository, one: RoleGrant) -> str:
    place = repo.places.at(one.scope, one.scope_id)
    return place.name if place else ""


def _owned(repo: Repository, role: Role) -> bool:
    """Owners by the link of the first start are owners, too."""
    return role is Role.OWNER and repo.accounts.any_owner()

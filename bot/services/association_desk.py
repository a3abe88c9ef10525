"""Associations run by the staff: created, headed, filled, ended; each within the place it belongs to."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from storage.models import Association, Level, Municipality, Organization, Region, Subject, Teacher
from storage.repositories.associations import Managed
from storage.repository import Repository

from . import access, audit, notes, people, wider
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .notes import Note

JOINED = frozenset({Level.REGIONAL, Level.NETWORK, Level.CREATIVE})
"""Levels whose members are named one by one; those of the others follow from the roster."""
OF_SUBJECT = frozenset({Level.SCHOOL, Level.MUNICIPAL})
"""Levels that are nothing without a subject."""
TITLE = 120
"""Characters a title has at most."""
YEARS = timedelta(days=3 * 366)
ALIKE = 5
"""So many subjects are offered for what was typed."""
CLOSE_ENOUGH = 60


class Plan(NamedTuple):
    """An association to be; `place` is the organization of a school's one, else it follows from the level."""

    level: Level
    title: str
    subjects: tuple[int, ...] = ()
    organization_id: int | None = None
    ends_on: date | None = None


class Card(NamedTuple):
    association: Association
    acting_head: Teacher | None
    members: int
    is_joined_by_name: bool


class PlanError(Exception):
    """Without a title, without the subject its level wants, or with an end that is over or too far."""


Words = Callable[[Association], Note]


def listed(repo: Repository, actor: Actor, offset: int, limit: int, today: date) -> list[Association]:
    """Those the actor manages, the widest first. Raises ForbiddenError for who manages none."""
    return repo.associations.managed(_managed(repo, actor), today, offset, limit)


def card(repo: Repository, actor: Actor, association_id: int, today: date) -> Card:
    """Raises ForbiddenError."""
    found = _found(repo, actor, association_id)
    heads = [] if found.head_id is None else [found.head_id]
    return Card(
        found,
        repo.roles.substitutes_of(heads, today).get(found.head_id or 0),
        repo.associations.members(found.id, today),
        found.level in JOINED,
    )


def members(
    repo: Repository, actor: Actor, association_id: int, offset: int, limit: int, now: datetime, today: date
) -> list[Teacher]:
    """By name; the look is remembered. Raises ForbiddenError."""
    found = _found(repo, actor, association_id)
    audit.record_of(repo, actor, Deed.PEOPLE_LISTED, found, now)
    return repo.associations.people_of(found, today, offset, limit)


def member(repo: Repository, actor: Actor, association_id: int, teacher_id: int) -> Teacher:
    """One who is named as a member. Raises ForbiddenError."""
    found = _found(repo, actor, association_id)
    person = repo.teachers.get(teacher_id)
    if person is None or not repo.associations.is_joined(found.id, teacher_id):
        raise ForbiddenError(Action.MANAGE_ASSOCIATION)
    return person


def name_head(
    repo: Repository, actor: Actor, association_id: int, teacher_id: int, words: Words, ended: wider.Ended,
    now: datetime, today: date,
) -> bool:  # fmt: skip
    """False when she heads it already; she is told, and who stood in for her, as by `roles.grant`.

    Raises ForbiddenError.
    """
    found, head = _found(repo, actor, association_id), people.person(repo, actor, teacher_id, today)
    if found.head_id == head.id:
        return False
    if found.level is not Level.SCHOOL:
        wider.close(repo, actor, head, ended, now, today)
    found.head_id, found.head = head.id, head
    repo.tx.flush()
    audit.record(repo, actor, Deed.HEAD_NAMED, now, head, f"association={found.id}")
    notes.tell(repo, head, words(found), now)
    return True


def headable(repo: Repository, actor: Actor, teacher_id: int, now: datetime, today: date) -> list[Association]:
    """Associations she belongs to which the actor manages. Raises ForbiddenError."""
    person = people.person(repo, actor, teacher_id, today)
    around = repo.associations.serving(person.id, today, now)
    mine = [one.id for one in around if one.is_joined or one.level in OF_SUBJECT]
    found = (repo.associations.get(number) for number in mine)
    return [one for one in found if one is not None and may_manage(repo, actor, one)]


def vacate(repo: Repository, actor: Actor, association_id: int, now: datetime) -> None:
    """Nobody heads it any more. Raises ForbiddenError."""
    found = _found(repo, actor, association_id)
    found.head_id, found.head = None, None
    repo.tx.flush()
    audit.record_of(repo, actor, Deed.ASSOCIATION_CHANGED, found, now, "head=none")


def levels(repo: Repository, actor: Actor) -> list[Level]:
    """What the actor may create. Raises ForbiddenError for who may create nothing."""
    around = _managed(repo, actor)
    found = [Level.SCHOOL]
    found += [Level.MUNICIPAL] if around.municipalities else []
    found += [Level.REGIONAL] if around.regions else []
    return [*found, *((Level.NETWORK,) if around.municipalities or around.regions else ()), Level.CREATIVE]


def schools(repo: Repository, actor: Actor) -> list[Organization]:
    """Where the actor may create a school's association, by name. Raises ForbiddenError."""
    around = _managed(repo, actor)
    return repo.places.open_organizations(around.regions, around.municipalities, around.organizations)


def subjects(repo: Repository, actor: Actor) -> list[Subject]:
    """All there are, by name. Raises ForbiddenError."""
    _managed(repo, actor)
    return repo.associations.subjects()


def subjects_like(repo: Repository, actor: Actor, text: str) -> list[Subject]:
    """What may be meant, the likeliest first. Raises ForbiddenError."""
    from rapidfuzz import fuzz, process, utils  # late: it is needed only here

    known = {subject.id: subject.name for subject in subjects(repo, actor)}
    found = process.extract(
        text[:60], known, scorer=fuzz.WRatio, processor=utils.default_process, limit=ALIKE, score_cutoff=CLOSE_ENOUGH
    )
    by_id = {subject.id: subject for subject in repo.associations.subjects()}
    return [by_id[number] for _, _, number in found]


def create(repo: Repository, actor: Actor, plan: Plan, now: datetime, today: date) -> Association:
    """Raises ForbiddenError, PlanError."""
    check(plan, today)
    place = _place(repo, actor, plan)
    access.require(actor, Action.MANAGE_ASSOCIATION, place)
    made = Association(
        level=plan.level,
        region_id=place.id if isinstance(place, Region) else place.region_id,
        municipality_id=place.id if isinstance(place, Municipality) else getattr(place, "municipality_id", None),
        organization_id=place.id if isinstance(place, Organization) else None,
        title=" ".join(plan.title.split()),
        ends_on=plan.ends_on,
        from_file=False,
    )
    repo.associations.add(made, plan.subjects)
    audit.record_of(repo, actor, Deed.ASSOCIATION_CREATED, made, now, f"level={made.level.value}")
    return made


def check(plan: Plan, today: date) -> None:
    """Raises PlanError."""
    title = " ".join(plan.title.split())
    is_late = plan.ends_on is not None and not today <= plan.ends_on <= today + YEARS
    if not 0 < len(title) <= TITLE or is_late or (plan.level in OF_SUBJECT and not plan.subjects):
        raise PlanError


def end(repo: Repository, actor: Actor, association_id: int, last: date | None, now: datetime, today: date) -> None:
    """`last` is the last day, yesterday at the earliest: then it is gone from every list at once; None: it goes on.

    Raises ForbiddenError, PlanError.
    """
    found = _found(repo, actor, association_id)
    if last is not None and not today - timedelta(days=1) <= last <= today + YEARS:
        raise PlanError
    found.ends_on = last
    repo.tx.flush()
    audit.record_of(repo, actor, Deed.ASSOCIATION_CHANGED, found, now, f"until={last.isoformat() if last else 'open'}")


def add(
    repo: Repository, actor: Actor, association_id: int, teacher_id: int, words: Words, now: datetime, today: date
) -> bool:
    """False when she is a member already; she is told. Raises ForbiddenError, PlanError where members follow."""
    found, person = _joined(repo, actor, association_id), people.person(repo, actor, teacher_id, today)
    if not repo.associations.add_member(found.id, person.id, today):
        return False
    audit.record(repo, actor, Deed.MEMBER_ADDED, now, person, f"association={found.id}")
    notes.tell(repo, person, words(found), now)
    return True


def fitting(
    repo: Repository, actor: Actor, association_id: int, subject: int | None, school: int | None, today: date
) -> list[int]:
    """Ids of the actor's people who teach the subject or work there and are no members yet.

    Raises ForbiddenError, PlanError.
    """
    found = _joined(repo, actor, association_id)
    if subject is None and school is None:
        raise PlanError
    return repo.associations.fitting(found.id, people.reach(repo, actor), subject, school, today)


def fill(
    repo: Repository,
    actor: Actor,
    association_id: int,
    subject: int | None,
    school: int | None,
    agreed: int,
    now: datetime,
    today: date,
) -> int:
    """Make them all members, unless they are more than were `agreed` to; how many. Raises as `fitting`."""
    found = _joined(repo, actor, association_id)
    ids = fitting(repo, actor, found.id, subject, school, today)
    if len(ids) > agreed:
        return 0
    repo.associations.add_members(found.id, ids, today)
    audit.record_of(repo, actor, Deed.MEMBER_ADDED, found, now, f"people={len(ids)}")
    return len(ids)


def drop(repo: Repository, actor: Actor, association_id: int, teacher_id: int, now: datetime) -> bool:
    """False when she was none. Raises ForbiddenError, PlanError where members follow."""
    found = _joined(repo, actor, association_id)
    person = repo.teachers.get(teacher_id)
    if person is None or not repo.associations.drop_member(found.id, person.id):
        return False
    audit.record(repo, actor, Deed.MEMBER_DROPPED, now, person, f"association={found.id}")
    return True


def may_manage(repo: Repository, actor: Actor, found: Association) -> bool:
    """Whether it belongs to a place of the actor's; who hosts a wider one does not manage it."""
    return access.allows(actor, Action.MANAGE_ASSOCIATION, _home(repo, found))


def _joined(repo: Repository, actor: Actor, association_id: int) -> Association:
    found = _found(repo, actor, association_id)
    if found.level not in JOINED:
        raise PlanError
    return found


def _found(repo: Repository, actor: Actor, association_id: int) -> Association:
    found = repo.associations.get(association_id)
    if found is None:
        raise ForbiddenError(Action.MANAGE_ASSOCIATION)
    access.require(actor, Action.MANAGE_ASSOCIATION, _home(repo, found))
    return found


def _home(repo: Repository, found: Association) -> Association | Municipality | Region | None:
    if found.level is Level.MUNICIPAL and found.municipality is not None:
        return found.municipality
    return repo.places.region(found.region_id) if found.level is Level.REGIONAL else found


def _managed(repo: Repository, actor: Actor) -> Managed:
    held = access.held(actor, Action.MANAGE_ASSOCIATION)
    for _, scope, number in held:
        access.require(actor, Action.MANAGE_ASSOCIATION, repo.places.at(scope, number))
    return Managed(*access.places(held))


def _place(repo: Repository, actor: Actor, plan: Plan) -> Region | Municipality | Organization:
    """Where it belongs: the organization named, or the actor's own place that suits the level, the widest."""
    around = _managed(repo, actor)
    found: Region | Municipality | Organization | None = None
    if plan.level is Level.SCHOOL:
        found = repo.places.organization(plan.organization_id or 0)
    elif around.regions and plan.level is not Level.MUNICIPAL:
        found = repo.places.region(around.regions[0])
    elif around.municipalities and plan.level is not Level.REGIONAL:
        found = repo.places.municipality(around.municipalities[0])
    elif around.organizations and plan.level is Level.CREATIVE:
        found = repo.places.organization(around.organizations[0])
    if found is None:
        raise ForbiddenError(Action.MANAGE_ASSOCIATION)
    return found

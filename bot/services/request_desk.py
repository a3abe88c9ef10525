"""The queue at the door, for those who answer for a school or a district: who asks, who she may be, yes or no."""

from datetime import datetime
from typing import NamedTuple

from storage.models import EntryRequest, Organization, RequestKind, RequestState, Scope, Teacher
from storage.repositories.entry_requests import Candidate, Desk, Queue
from storage.repository import Repository

from . import access, audit, joining
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .days import day_in, has_left
from .invitations import require_above
from .joining import Notice
from .matching import Name, name, ranked, readings
from .notes import Note

OFFERED = 3
"""So many people are offered as the one who asks."""
REASON = 300
"""Characters of why a request is declined."""


class Card(NamedTuple):
    """One request with the people it may mean; `may_enlist`: she can be added to the roster."""

    request: EntryRequest
    matches: list[Candidate]
    may_enlist: bool

    @property
    def newest(self) -> int:
        return max((one.id for one in self.matches), default=0)


class Claimed(NamedTuple):
    """Whom somebody is about to be taken for, and in which messengers she has access already."""

    request: EntryRequest
    person: Teacher
    messengers: list[str]


class Decided(NamedTuple):
    """`is_mine`: by this very tap; else somebody else was first, and `request` says who and when."""

    request: EntryRequest
    is_mine: bool


class MeanwhileError(Exception):
    """A list or another decision has brought in somebody she may be."""


class GoneError(ForbiddenError):
    """There is no such request, or it is not the actor's to decide; nobody learns which of the two."""


def desk(actor: Actor) -> Desk:
    """Whose requests the actor's roles let her see."""
    known, new = (access.where(actor, action) for action in (Action.CONFIRM_REQUEST, Action.ADMIT_NEWCOMER))
    of = access.ids
    return Desk(of(known, Scope.MUNICIPALITY), of(known, Scope.ORGANIZATION), of(new, Scope.MUNICIPALITY))


def queues(repo: Repository, actor: Actor) -> list[Queue]:
    """Schools with open requests, by name. Raises ForbiddenError for whoever decides nothing."""
    found = desk(actor)
    if not any(found):
        access.require(actor, Action.CONFIRM_REQUEST, None)
    return repo.entry_requests.queues(found)


def listed(repo: Repository, actor: Actor, organization_id: int, offset: int, limit: int) -> list[EntryRequest]:
    """Open requests of one school, the oldest first. Raises ForbiddenError for whoever decides nothing."""
    found = desk(actor)
    if not any(found):
        access.require(actor, Action.CONFIRM_REQUEST, None)
    return repo.entry_requests.of_organization(found, organization_id, offset, limit)


def card(repo: Repository, actor: Actor, request_id: int, now: datetime) -> Card:
    """Raises GoneError."""
    request = _mine(repo, actor, request_id)
    may_enlist = request.kind is RequestKind.NEWCOMER
    is_open = request.state is RequestState.OPEN
    return Card(request, _matches(repo, actor, request, _said(request), OFFERED, now) if is_open else [], may_enlist)


def search(repo: Repository, actor: Actor, request_id: int, typed: str, limit: int, now: datetime) -> list[Candidate]:
    """Others she may be, by a name typed by the one who decides. Raises GoneError."""
    request = _mine(repo, actor, request_id)
    return _matches(repo, actor, request, name(typed), limit, now)


def claimed(repo: Repository, actor: Actor, request_id: int, teacher_id: int, now: datetime) -> Claimed:
    """Look before it is confirmed. Raises GoneError, ForbiddenError for a person the actor may not answer for."""
    request = _mine(repo, actor, request_id)
    person = _person(repo, actor, request, teacher_id, now)
    return Claimed(request, person, [account.messenger for account in repo.accounts.of(person.id)])


def confirm(
    repo: Repository, actor: Actor, request_id: int, teacher_id: int, welcome: Note, notice: Notice, now: datetime
) -> Decided:
    """She is this person: the account is hers from now on and is told `welcome`; her older accounts hear `notice`.

    Raises GoneError, ForbiddenError.
    """
    request = _mine(repo, actor, request_id)
    person = _person(repo, actor, request, teacher_id, now)
    return _let_in(repo, actor, request, person, welcome, notice, now)


def enlist(
    repo: Repository, actor: Actor, request_id: int, seen: int, welcome: Note, notice: Notice, now: datetime
) -> Decided:
    """She is new: into the roster as she says, and in.

    Raises GoneError, ForbiddenError, MeanwhileError if she may be somebody newer than all who were `seen`.
    """
    request = _mine(repo, actor, request_id)
    access.require(actor, Action.ADMIT_NEWCOMER, request.municipality)
    if request.kind is not RequestKind.NEWCOMER:
        raise GoneError(Action.ADMIT_NEWCOMER)
    if request.state is not RequestState.OPEN:
        return Decided(request, False)
    if card(repo, actor, request_id, now).newest > seen:
        raise MeanwhileError
    person = _enlisted(repo, request)
    audit.record(repo, actor, Deed.ENLISTED, now, person)
    return _let_in(repo, actor, request, person, welcome, notice, now)


def decline(
    repo: Repository, actor: Actor, request_id: int, said: Note, now: datetime, is_personal: bool = False
) -> Decided:
    """Nobody knows her here; the account is told so, `is_personal`: in the decider's own words. Raises GoneError."""
    request = _mine(repo, actor, request_id)
    if not repo.entry_requests.decide(request.id, RequestState.DECLINED, _decider(actor), None, now):
        return Decided(_again(repo, request.id), False)
    joining.tell(repo, repo.accounts.get(request.account_id), said, now, is_personal)
    audit.record(repo, actor, Deed.REQUEST_DECLINED, now, details=f"request={request.id}", at=request.municipality_id)
    return Decided(_again(repo, request.id), True)


def _let_in(
    repo: Repository, actor: Actor, request: EntryRequest, person: Teacher, welcome: Note, notice: Notice, now: datetime
) -> Decided:
    if not repo.entry_requests.decide(request.id, RequestState.CONFIRMED, _decider(actor), person.id, now):
        return Decided(_again(repo, request.id), False)
    account, consent, asked_at = repo.accounts.get(request.account_id), request.consent, request.created_at
    joining.join(repo, account, person, consent, asked_at, now, notice)
    joining.tell(repo, account, welcome, now)
    audit.record(repo, actor, Deed.REQUEST_CONFIRMED, now, person, f"request={request.id}")
    return Decided(_again(repo, request.id), True)


def _mine(repo: Repository, actor: Actor, request_id: int) -> EntryRequest:
    request = repo.entry_requests.get(request_id)
    if request is None:
        raise GoneError(Action.CONFIRM_REQUEST)
    try:
        if request.kind is RequestKind.NEWCOMER:
            access.require(actor, Action.ADMIT_NEWCOMER, request.municipality)
        else:
            access.require(actor, Action.CONFIRM_REQUEST, request.organization)
    except ForbiddenError as error:
        raise GoneError(error.action) from None
    return request


def _person(repo: Repository, actor: Actor, request: EntryRequest, teacher_id: int, now: datetime) -> Teacher:
    """Somebody of the roster for whom, and for all of whose rights, the actor answers."""
    person = repo.teachers.get(teacher_id)
    action = Action.ADMIT_NEWCOMER if request.kind is RequestKind.NEWCOMER else Action.CONFIRM_REQUEST
    if person is None:
        raise ForbiddenError(action)
    access.require(actor, action, person)
    today = day_in(person.municipality, now)
    if has_left(person, today):
        raise ForbiddenError(action)
    require_above(repo, actor, person, today)
    return person


def _matches(
    repo: Repository, actor: Actor, request: EntryRequest, said: Name, limit: int, now: datetime
) -> list[Candidate]:
    """Among the people the actor answers for, within the request's district."""
    today, found = day_in(request.municipality, now), desk(actor)
    whole = request.municipality_id in (*found.municipalities, *found.newcomers)
    places: tuple[list[int], list[int]] = ([request.municipality_id], []) if whole else ([], [request.organization_id])
    subject_id = request.subject_id
    teaching = None if subject_id is None else lambda ids: repo.entry_requests.who_teach(subject_id, ids)
    for reading in readings(said):
        people = repo.entry_requests.people(*places, today, reading.last)
        if likely := ranked(people, reading, limit, teaching, request.organization_id):
            return likely
    return []


def _said(request: EntryRequest) -> Name:
    return Name(request.last_name, request.first_name, request.middle_name)


def _again(repo: Repository, request_id: int) -> EntryRequest:
    found = repo.entry_requests.get(request_id)
    if found is None:  # pragma: no cover  (rows are locked by this transaction)
        raise GoneError(Action.CONFIRM_REQUEST)
    return found


def _decider(actor: Actor) -> int:
    if actor.teacher_id is None:
        raise GoneError(Action.CONFIRM_REQUEST)
    return actor.teacher_id


def _enlisted(repo: Repository, request: EntryRequest) -> Teacher:
    """A person of the roster made of what she said; imports leave her alone until a list names her."""
    organization: Organization = request.organization
    subject = request.subject
    category = subject.id if subject is not None and subject.is_category else None
    person = Teacher(
        region_id=organization.region_id,
        municipality_id=organization.municipality_id,
        organization_id=organization.id,
        last_name=request.last_name,
        first_name=request.first_name,
        middle_name=request.middle_name,
        subjects=[] if subject is None else [subject],
        from_file=False,
    )
    return repo.entry_requests.enlist(person, repo.entry_requests.position(category))

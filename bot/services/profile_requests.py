"""«Исправить»: what the roster owns is asked for by the person and decided by those who keep the roster."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from storage.models import (
    CorrectionState,
    ProfileField,
    ProfileRequest,
    QualificationCategory,
    Role,
    Scope,
    Subject,
    Teacher,
)
from storage.repositories.profile_requests import Over, Place
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .days import day_in
from .notes import Note, written
from .person_names import cased, straight
from .quiet import due_for
from .roster.names import normal
from .stand_ins import who_is_there

NAMES = frozenset({ProfileField.LAST_NAME, ProfileField.FIRST_NAME, ProfileField.MIDDLE_NAME})
NAME = re.compile(r"[^\W\d_]+(?:[ \-'\u2019][^\W\d_]+)*")
NAME_LIMIT = 60
LIMIT = 120
"""Characters of what is right by her word."""
ANSWER_LIMIT = 300
OPEN_MOST = 3
"""So many may wait at once: one about each field."""
FIRST_YEAR = 1950
YEAR = re.compile(r"(?:19|20)\d\d")
PARTS = re.compile(r"[,;\n]+")
NONE = "-"
"""What stands for «has no patronymic»."""
AFTER_LETTERS = 3
"""Priority in the ledger."""


class BadValueError(Exception):
    """It cannot be right: no name, no year of work, too long."""


class SameError(Exception):
    """The entry says just that."""


class TooManyError(Exception):
    """Others wait already."""


class NobodyError(Exception):
    """Nobody in the bot keeps the roster of her place."""


class DecidedError(Exception):
    """Somebody was faster, or the person has erased herself."""


class Queue(NamedTuple):
    """One of those that wait: its number, from 0 on, among `total`; None: none waits."""

    request: ProfileRequest | None
    number: int
    total: int


Notice = Callable[[ProfileRequest], Note]
"""What the person hears of a decision: given, for services speak no Russian."""


def pending(repo: Repository, actor: Actor) -> list[ProfileRequest]:
    """What she has asked for and waits. Raises ForbiddenError."""
    person = access.herself(repo, actor, Action.ASK_CORRECTION)
    return [one for one in repo.profile_requests.of(person.id) if one.state is CorrectionState.OPEN]


def present(repo: Repository, actor: Actor, field: ProfileField) -> str:
    """What her entry says there, as it is kept. Raises ForbiddenError."""
    return _present(access.herself(repo, actor, Action.ASK_CORRECTION), field)


def ask(repo: Repository, actor: Actor, field: ProfileField, said: str, now: datetime) -> ProfileRequest:
    """Put a request before those who keep the roster; an open one about the same field is replaced.

    Raises BadValueError, SameError, TooManyError, NobodyError, ForbiddenError.
    """
    person = access.herself(repo, actor, Action.ASK_CORRECTION)
    value, is_exact = _read(repo, field, " ".join(said.split()), day_in(person.municipality, now))
    before = _present(person, field)
    if value == before:
        raise SameError
    if sum(one.field is not field for one in pending(repo, actor)) >= OPEN_MOST:
        raise TooManyError
    if not keepers(repo, actor, Place(person.region_id, person.municipality_id), now):
        raise NobodyError
    made = ProfileRequest(
        teacher_id=person.id, field=field, value=value, before=before, is_exact=is_exact,
        state=CorrectionState.OPEN, made_at=now,
    )  # fmt: skip
    repo.profile_requests.put(made)
    return made


def keepers(repo: Repository, actor: Actor, place: Place, now: datetime) -> list[Teacher]:
    """Who decides there today: the methodists of the municipality and who stands in, else the institute's staff."""
    access.herself(repo, actor, Action.ASK_CORRECTION)
    return keepers_of(repo, place, now)


def keepers_of(repo: Repository, place: Place, now: datetime) -> list[Teacher]:
    """The same, for what time brings."""
    today = now.date()
    found: list[Teacher] = []
    if place.municipality_id is not None:
        municipality = repo.places.municipality(place.municipality_id)
        today = day_in(municipality, now)
        found = repo.roles.holders(Role.METHODIST, Scope.MUNICIPALITY, place.municipality_id, today)
    found = found or repo.roles.holders(Role.INSTITUTE, Scope.REGION, place.region_id, today)
    return who_is_there(repo, found, today)


def queue(repo: Repository, actor: Actor, number: int) -> Queue:
    """The request of that number, the last one where there are fewer. Raises ForbiddenError."""
    over = _over(actor)
    total = repo.profile_requests.count(over)
    at = max(0, min(number, total - 1))
    return Queue(repo.profile_requests.waiting(over, at), at, total)


def apply(repo: Repository, actor: Actor, request_id: int, notice: Notice, now: datetime) -> ProfileRequest:
    """Put it into the entry, where an older file does not take it back. Raises DecidedError, ForbiddenError."""
    request = one(repo, actor, request_id)
    if not request.is_exact:
        raise ForbiddenError(Action.DECIDE_CORRECTION)
    _decide(repo, actor, request, CorrectionState.APPLIED, notice, now)
    request.before = _present(request.teacher, request.field)  # a file may have come since she asked
    _write(repo, request.teacher, request.field, request.value)
    repo.tx.flush()
    return request


def fixed(repo: Repository, actor: Actor, request_id: int, notice: Notice, now: datetime) -> ProfileRequest:
    """She has put it right herself, in the file. Raises DecidedError, ForbiddenError."""
    request = one(repo, actor, request_id)
    _decide(repo, actor, request, CorrectionState.FIXED, notice, now)
    return request


def decline(repo: Repository, actor: Actor, request_id: int, notice: Notice, now: datetime) -> ProfileRequest:
    """It stays as it is, and the person hears why. Raises DecidedError, ForbiddenError."""
    request = one(repo, actor, request_id)
    _decide(repo, actor, request, CorrectionState.DECLINED, notice, now)
    return request


def one(repo: Repository, actor: Actor, request_id: int) -> ProfileRequest:
    """One that waits and is the actor's to decide. Raises DecidedError, ForbiddenError."""
    found = repo.profile_requests.get(request_id)
    person = None if found is None else repo.teachers.get(found.teacher_id)
    access.require(actor, Action.DECIDE_CORRECTION, person)
    if found is None or found.state is not CorrectionState.OPEN:
        raise DecidedError
    return found


def subject_names(repo: Repository, actor: Actor, value: str) -> list[str]:
    """Of a value that holds subjects by key. Raises ForbiddenError."""
    if not access.where(actor, Action.DECIDE_CORRECTION):
        access.herself(repo, actor, Action.ASK_CORRECTION)
    known = repo.profile_requests.subjects()
    return [known[key].name if key in known else key for key in value.split(",") if key]


def _read(repo: Repository, field: ProfileField, said: str, today: date) -> tuple[str, bool]:
    """(as the entry would keep it, whether it is that). Raises BadValueError."""
    if not said or len(said) > LIMIT:
        raise BadValueError
    if field in NAMES:
        return _name(said, may_lack=field is ProfileField.MIDDLE_NAME), True
    match field:
        case ProfileField.QUALIFICATION:
            if said not in {one.value for one in QualificationCategory}:
                raise BadValueError
            return said, True
        case ProfileField.CAREER_SINCE:
            if not YEAR.fullmatch(said) or not FIRST_YEAR <= int(said) <= today.year:
                raise BadValueError
            return said, True
        case ProfileField.SUBJECTS:
            return _subjects(repo.profile_requests.subjects(), said)
    return said, False


def _name(said: str, may_lack: bool) -> str:
    if may_lack and said == NONE:
        return ""
    said = cased(straight(said))
    if len(said) > NAME_LIMIT or not NAME.fullmatch(said):
        raise BadValueError
    return said


def _subjects(known: dict[str, Subject], said: str) -> tuple[str, bool]:
    by_name = {normal(subject.name): subject.key for subject in known.values()}
    named = [normal(part) for part in PARTS.split(said) if normal(part)]
    if not named:
        raise BadValueError
    keys = [by_name.get(name) for name in named]
    exact = sorted({key for key in keys if key is not None})
    return (said, False) if None in keys else (",".join(exact), True)


def _present(person: Teacher, field: ProfileField) -> str:
    match field:
        case ProfileField.SUBJECTS:
            return ",".join(sorted(subject.key for subject in person.subjects))
        case ProfileField.POSITION:
            return ", ".join(dict.fromkeys(place.position.name for place in person.places))
        case ProfileField.ORGANIZATION:
            return person.organization.name
        case ProfileField.CAREER_SINCE:
            return str(person.career_since or "")
        case ProfileField.QUALIFICATION:
            return person.qualification.value
    return str(getattr(person, field.value))


def _write(repo: Repository, person: Teacher, field: ProfileField, value: str) -> None:
    match field:
        case ProfileField.SUBJECTS:
            known = repo.profile_requests.subjects()
            person.subjects = [known[key] for key in value.split(",") if key in known]
        case ProfileField.CAREER_SINCE:
            person.career_since = int(value)
        case ProfileField.QUALIFICATION:
            person.qualification = QualificationCategory(value)
        case _:
            setattr(person, field.value, value)


def _decide(
    repo: Repository, actor: Actor, request: ProfileRequest, state: CorrectionState, notice: Notice, now: datetime
) -> None:
    access.require(actor, Action.DECIDE_CORRECTION, request.teacher)
    if not repo.profile_requests.decide(request, state, now):
        raise DecidedError
    person = request.teacher
    audit.record(repo, actor, Deed.CORRECTION_DECIDED, now, person, state.value)
    mailing = written(repo, notice(request), now, municipality_id=person.municipality_id)
    repo.mailings.deliver(mailing, person.id, 0, due_for(person, now), AFTER_LETTERS)


def _over(actor: Actor) -> Over:
    held = access.held(actor, Action.DECIDE_CORRECTION)
    return Over(access.ids(held, Scope.REGION), access.ids(held, Scope.MUNICIPALITY))

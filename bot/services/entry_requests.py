"""At the door: somebody says who she is, and nothing of it is proved; what she may see before it is, is public.

The answer is the same whether the roster knows the name or not: nobody looks there before one who may decide does.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from storage.models import EntryRequest, Organization, RequestKind, RequestState, Subject
from storage.repository import Repository

from .matching import Name
from .person_names import cased, straight

NAME = 80
"""Characters a name may have."""
MARKS = frozenset(" -.'’")
"""What stands between the letters of names."""
MOST_IN_SCHOOL = 60
MOST_IN_MUNICIPALITY = 300
"""So many may wait; more is no queue but a flood, or a service that does not look."""
MOST_OF_ACCOUNT = 3
PER = timedelta(days=7)


class Wanted(NamedTuple):
    """What was said; `consent` is the version agreed to before."""

    kind: RequestKind
    organization_id: int
    subject_id: int | None
    name: Name
    consent: int


class TooOftenError(Exception):
    """The account has asked a few times already."""


class FullError(Exception):
    """Too many wait there already."""


class NoPlaceError(Exception):
    """There is no such organization, or nobody would answer for it."""


def clean(text: str) -> str | None:
    """A typed name as the roster would have it; None for what is no name: too long, with digits, with a link."""
    said = straight(text).rstrip(" -")
    letters = sum(map(str.isalpha, said))
    if len(said) > NAME or letters < 2 or not said[0].isalpha():
        return None
    return said if all(one.isalpha() or one in MARKS for one in said) else None


def place(repo: Repository, organization_id: int) -> Organization:
    """Where one may say that one works. Raises NoPlaceError."""
    found = repo.places.organization(organization_id)
    if found is None or found.closed or found.municipality_id is None:
        raise NoPlaceError
    return found


def subjects(repo: Repository, offset: int, limit: int) -> list[Subject]:
    """Subjects before categories of staff, by name."""
    return repo.entry_requests.subjects()[offset : offset + limit]


def waiting(repo: Repository, account_id: int) -> EntryRequest | None:
    """What this account has asked for and nobody has decided."""
    return repo.entry_requests.open_of(account_id)


def ask(repo: Repository, account_id: int, wanted: Wanted, now: datetime) -> EntryRequest:
    """Put a request into the queue of those who decide; of one account one at a time, the one before is given back.

    Raises TooOftenError, FullError, NoPlaceError.
    """
    found = repo.entry_requests.open_of(account_id)
    if found is not None:
        return found
    where = place(repo, wanted.organization_id)
    if repo.entry_requests.asked_since(account_id, now - PER) >= MOST_OF_ACCOUNT:
        raise TooOftenError
    district = where.municipality_id or 0
    in_school, in_all = repo.entry_requests.open_in(district, where.id), repo.entry_requests.open_in(district)
    if in_school >= MOST_IN_SCHOOL or in_all >= MOST_IN_MUNICIPALITY:
        raise FullError
    subject = None if wanted.subject_id is None else repo.entry_requests.subject(wanted.subject_id)
    return repo.entry_requests.add(
        EntryRequest(
            kind=wanted.kind,
            state=RequestState.OPEN,
            account_id=account_id,
            municipality_id=district,
            organization_id=where.id,
            subject_id=None if subject is None else subject.id,
            last_name=cased(wanted.name.last),
            first_name=cased(wanted.name.first),
            middle_name=cased(wanted.name.middle),
            consent=wanted.consent,
            created_at=now,
        )
    )


def withdraw(repo: Repository, account_id: int) -> None:
    """She thinks better of it: nothing of the request is kept."""
    repo.entry_requests.withdraw(account_id)

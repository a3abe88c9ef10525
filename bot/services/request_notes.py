"""Who decides hears that somebody waits: at most once an hour when the queue grows, once a day while it stands."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import EntryRequest, Municipality, RequestKind, Role, Scope, Teacher
from storage.repositories.entry_requests import Desk
from storage.repository import Repository

from .days import day_in
from .notes import Note, take_back, written
from .quiet import due
from .stand_ins import who_is_there

PRIORITY = 5
NOT_BEFORE = timedelta(hours=1)
ANYHOW = timedelta(days=1)
KEPT = timedelta(days=14)
"""So long those who come too late learn who has decided."""
GIVEN_UP = timedelta(days=60)
"""What nobody has decided by then is forgotten: whoever still wants in asks again."""

Words = Callable[[int], Note]
"""How many wait -> what is said."""


def remind(repo: Repository, words: Words, now: datetime) -> None:
    """Tell methodists and deputies of what waits for them; forget what is long over."""
    for municipality in repo.entry_requests.to_note():
        last, new = repo.entry_requests.noted(municipality.id)
        has_grown = bool(new) and (last is None or now - last >= NOT_BEFORE)
        if has_grown or (last is not None and now - last >= ANYHOW):
            _tell_all(repo, municipality, new, words, now)
            repo.entry_requests.note(municipality.id, now)
    repo.entry_requests.prune(now - KEPT, now - GIVEN_UP)


def _tell_all(
    repo: Repository, municipality: Municipality, new: list[EntryRequest], words: Words, now: datetime
) -> None:
    today = day_in(municipality, now)
    desks = [(Role.METHODIST, Scope.MUNICIPALITY, municipality.id, repo.entry_requests.open_in(municipality.id))]
    grown = {one.organization_id for one in new if one.kind is not RequestKind.NEWCOMER}
    for school in repo.entry_requests.queues(Desk((municipality.id,), (), ())):
        if not new or school.organization_id in grown:  # nothing is new: it is the daily word about all that stands
            desks.append((Role.DEPUTY, Scope.ORGANIZATION, school.organization_id, school.requests))
    told: set[int] = set()
    for role, scope, place, count in desks:
        for person in who_is_there(repo, repo.roles.holders(role, scope, place, today), today):
            if person.id not in told:
                told.add(person.id)
                _tell(repo, person, words(count), municipality, now)


def _tell(repo: Repository, person: Teacher, note: Note, municipality: Municipality, now: datetime) -> None:
    """What waits for the end of her quiet hours gives way: after a weekend she reads one, with the newest number."""
    key = f"requests:{municipality.id}:{person.id}"
    take_back(repo, key, now)
    mailing = written(repo, note, now, key=key, municipality_id=municipality.id, is_personal=False)
    at = due(now, ZoneInfo(municipality.time_zone), person.quiet_hours)
    repo.mailings.deliver(mailing, person.id, 0, at, PRIORITY)

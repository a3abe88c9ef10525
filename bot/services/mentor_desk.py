"""Mentors assigned by the staff: who fits and why, a pair begun, changed, handed over, ended; both hear of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from storage.models import Mentorship, Teacher
from storage.repositories.mentorships import Willing as Willing
from storage.repository import Repository

from . import access, audit, notes, people
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .notes import Note

YEAR = timedelta(days=366)
MOST_MENTEES = 9
UNDO = timedelta(hours=1)
ORDER_LIMIT = 40
"""Characters of an order's number."""


class Reason(StrEnum):
    """Why a pair ends."""

    DONE = "done"
    MOVED = "moved"
    WISH = "wish"
    OTHER = "other"


class Terms(NamedTuple):
    """`until` is the last day; None: open end."""

    since: date
    until: date | None = None
    order_number: str = ""


class Proposal(NamedTuple):
    """A pair that may be made; `present` runs with another mentor and would end, unless it is over before."""

    mentee: Teacher
    mentor: Teacher
    load: int
    present: Mentorship | None


class Made(NamedTuple):
    """`replaced`: the pair that was handed over, and its end before."""

    pair: Mentorship
    replaced: tuple[int, date | None] | None


class Around(NamedTuple):
    """`pairs` run or are to begin, `changeable` are ids of those the actor may change; `may`: one begins with her."""

    person: Teacher
    pairs: list[Mentorship]
    changeable: set[int]
    may: bool


class FullError(Exception):
    """The mentor has as many as she takes: `capacity` is changed first, if she agrees."""

    def __init__(self, mentor: Teacher, load: int) -> None:
        super().__init__(mentor.id)
        self.mentor, self.load = mentor, load


class SamePersonError(Exception):
    """Nobody is her own mentor, and a pair that runs is not made again."""


class PlannedError(Exception):
    """Another pair begins, or has begun, while this one would run: either is ended earlier, or begins another day."""

    def __init__(self, pair: Mentorship) -> None:
        self.pair = pair


class TooLateError(Exception):
    """What was done is older than UNDO, or has been changed since: it is ended instead."""


class ChangedError(Exception):
    """Somebody else has assigned or ended a mentor meanwhile: the pair that would end is not the one that was named."""


class DatesError(Exception):
    """The end is before the beginning, or either is more than a year away."""


Words = Callable[[Mentorship, Teacher], Note]
"""How the pair is told to one of the two."""


def suggestions(repo: Repository, actor: Actor, mentee_id: int, today: date) -> list[Willing]:
    """Who has room, the best first: the same subject, the same school, the smaller load. Raises ForbiddenError."""
    mentee = _mentee(repo, actor, mentee_id, today)
    present = {pair.mentor_id for pair in repo.mentorships.around(mentee.id, today)}
    found = repo.directory.willing(people.reach(repo, actor), mentee, today)
    free = [one for one in found if one.load < one.capacity and one.id not in present]

    def rank(one: Willing) -> tuple[object, ...]:
        return not one.same_subject, not one.same_organization, one.load / one.capacity, one.load, one.last_name, one.id

    return sorted(free, key=rank)


def around(repo: Repository, actor: Actor, teacher_id: int, today: date) -> Around:
    """Her mentors and young specialists of today, then those to come. Raises ForbiddenError."""
    found = people.person(repo, actor, teacher_id, today)
    pairs = repo.mentorships.around(found.id, today)
    may = {pair.id for pair in pairs if access.allows(actor, Action.ASSIGN_MENTOR, pair.mentee)}
    return Around(found, pairs, may, access.allows(actor, Action.ASSIGN_MENTOR, found))


def room(repo: Repository, actor: Actor, mentor_id: int, today: date) -> tuple[Teacher, int]:
    """Somebody and how many young specialists she has. Raises ForbiddenError."""
    found = people.person(repo, actor, mentor_id, today)
    access.require(actor, Action.ASSIGN_MENTOR, found)
    return found, repo.mentorships.load(found.id, today)


def propose(repo: Repository, actor: Actor, mentee_id: int, mentor_id: int, terms: Terms, today: date) -> Proposal:
    """Raises ForbiddenError, SamePersonError, FullError, PlannedError, DatesError."""
    mentee = _mentee(repo, actor, mentee_id, today)
    mentor = people.person(repo, actor, mentor_id, today)
    check_dates(terms, today)
    meanwhile = repo.mentorships.meanwhile(mentee.id, max(terms.since, today), terms.until or date.max)
    if mentor.id == mentee.id or any(pair.mentor_id == mentor.id for pair in meanwhile):
        raise SamePersonError
    if planned := next((pair for pair in meanwhile if pair.since > min(terms.since, today)), None):
        raise PlannedError(planned)
    load = repo.mentorships.load(mentor.id, terms.since)
    if load >= mentor.mentor_capacity:
        raise FullError(mentor, load)
    return Proposal(mentee, mentor, load, meanwhile[0] if meanwhile else None)


def assign(
    repo: Repository,
    actor: Actor,
    mentee_id: int,
    mentor_id: int,
    terms: Terms,
    agreed: int | None,
    begun: Words,
    ended: Words,
    now: datetime,
    today: date,
) -> Made:
    """Make the pair; the `agreed` one, which runs with another mentor, ends the day before.

    Raises as `propose`, and ChangedError.
    """
    access.require(actor, Action.ASSIGN_MENTOR, _mentee(repo, actor, mentee_id, today))
    found = propose(repo, actor, mentee_id, mentor_id, terms, today)
    if (found.present and found.present.id) != agreed:
        raise ChangedError
    pair = Mentorship(
        mentor_id=mentor_id,
        mentee_id=mentee_id,
        since=terms.since,
        until=terms.until,
        order_number=terms.order_number[:ORDER_LIMIT],
        from_file=False,
    )
    pair.mentor, pair.mentee = found.mentor, found.mentee
    repo.mentorships.add(pair)
    replaced = None
    if found.present is not None:
        replaced = (found.present.id, found.present.until)
        _close(repo, found.present, terms.since - timedelta(days=1))
        former = found.present.mentor
        notes.tell(repo, former, ended(found.present, former), now, _key(pair, former))
    for person in (found.mentee, found.mentor):
        notes.tell(repo, person, begun(pair, person), now, _key(pair, person))
    audit.record(repo, actor, Deed.MENTOR_ASSIGNED, now, found.mentee, f"mentorship={pair.id}")
    return Made(pair, replaced)


def undo(
    repo: Repository,
    actor: Actor,
    pair_id: int,
    replaced: tuple[int, date | None] | None,
    words: Words,
    now: datetime,
    today: date,
) -> int:
    """As if it had not been assigned; who has heard of it already hears of this, too. The mentee's id.

    Raises ForbiddenError, TooLateError.
    """
    pair_ = pair(repo, actor, pair_id, today)
    told = [pair_.mentee, pair_.mentor]
    begun = repo.announcements.by_key(_key(pair_, pair_.mentee))
    if begun is None or now - begun.created_at > UNDO:
        raise TooLateError
    if replaced is not None and (former := repo.mentorships.get(replaced[0])) is not None:
        is_it = former.mentee_id == pair_.mentee_id and former.until == pair_.since - timedelta(days=1)
        if not is_it or _others(repo, [pair_, former], pair_.since, replaced[1]):
            raise TooLateError
        former.until = replaced[1]
        told.append(former.mentor)
    for person in told:
        if not notes.take_back(repo, _key(pair_, person), now):
            notes.tell(repo, person, words(pair_, person), now)
    audit.record(repo, actor, Deed.MENTORSHIP_UNDONE, now, pair_.mentee, f"mentorship={pair_.id}")
    repo.mentorships.drop(pair_)
    return told[0].id


def pair(repo: Repository, actor: Actor, pair_id: int, today: date) -> Mentorship:
    """One the actor may change. Raises ForbiddenError, also when there is none."""
    found = repo.mentorships.get(pair_id)
    if found is None:
        raise ForbiddenError(Action.ASSIGN_MENTOR)
    access.require(actor, Action.ASSIGN_MENTOR, _mentee(repo, actor, found.mentee_id, today))
    return found


def change(
    repo: Repository, actor: Actor, pair_id: int, terms: Terms, words: Words, now: datetime, today: date
) -> Mentorship:
    """Another last day or order; both hear of it. Raises ForbiddenError, DatesError, PlannedError."""
    found = pair(repo, actor, pair_id, today)
    if terms.until is not None and (terms.until < found.since or terms.until < today or terms.until - today > YEAR):
        raise DatesError
    last = found.until or date.max
    if last < (terms.until or date.max) and (next_ := _others(repo, [found], last + timedelta(days=1), terms.until)):
        raise PlannedError(next_[-1])
    found.until, found.order_number = terms.until, terms.order_number[:ORDER_LIMIT]
    for person in (found.mentee, found.mentor):
        notes.tell(repo, person, words(found, person), now)
    audit.record(repo, actor, Deed.MENTORSHIP_CHANGED, now, found.mentee, f"mentorship={found.id}")
    return found


def end(
    repo: Repository,
    actor: Actor,
    pair_id: int,
    until: date,
    reason: Reason,
    words: Words,
    now: datetime,
    today: date,
) -> Mentorship:
    """`until` is the last day, today or before; the reason is kept in the audit. Raises ForbiddenError, DatesError."""
    found = pair(repo, actor, pair_id, today)
    if not min(found.since - timedelta(days=1), today) <= until <= today:
        raise DatesError
    _close(repo, found, until)
    for person in (found.mentee, found.mentor):
        notes.tell(repo, person, words(found, person), now)
    audit.record(repo, actor, Deed.MENTORSHIP_ENDED, now, found.mentee, f"mentorship={found.id} reason={reason.value}")
    return found


def take(repo: Repository, actor: Actor, mentor_id: int, capacity: int, now: datetime, today: date) -> Teacher:
    """How many young specialists she takes from now on, at most MOST_MENTEES. Raises ForbiddenError."""
    found = people.person(repo, actor, mentor_id, today)
    access.require(actor, Action.ASSIGN_MENTOR, found)
    found.mentor_capacity = min(max(capacity, 0), MOST_MENTEES)
    audit.record(repo, actor, Deed.CAPACITY_CHANGED, now, found, f"capacity={found.mentor_capacity}")
    return found


def _mentee(repo: Repository, actor: Actor, mentee_id: int, today: date) -> Teacher:
    found = people.person(repo, actor, mentee_id, today)
    access.require(actor, Action.ASSIGN_MENTOR, found)
    return found


def check_dates(terms: Terms, today: date) -> None:
    """Raises DatesError."""
    if abs(terms.since - today) > YEAR or (terms.until is not None and not terms.since <= terms.until <= today + YEAR):
        raise DatesError


def _others(repo: Repository, pairs: list[Mentorship], since: date, until: date | None) -> list[Mentorship]:
    """Who else mentors the mentee of these within the time."""
    found = repo.mentorships.meanwhile(pairs[0].mentee_id, since, until or date.max)
    return [one for one in found if one not in pairs]


def _close(repo: Repository, found: Mentorship, until: date) -> None:
    """Imports leave it alone from now on, unless their file still has the pair."""
    found.until, found.from_file = until, False
    repo.tx.flush()


def _key(pair_: Mentorship, person: Teacher) -> str:
    return f"mentorship:{pair_.id}:{person.id}"

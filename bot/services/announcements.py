"""Announcements: from one who answers for many to all of them; frozen when sent, stopped on the way, reported after."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import NAME, OPEN, DeliveryState, Mailing, MailingKind, MailingState
from storage.repositories.announcements import Recipient, Tally
from storage.repositories.audiences import Audience, Choices, Due, Group
from storage.repository import Repository

from . import access, audiences, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .quiet import due

KINDS = (
    MailingKind.NEWS,
    MailingKind.CONTEST,
    MailingKind.RESULTS,
    MailingKind.BOOKS,
    MailingKind.PLAN,
    MailingKind.REGULATION,
)
NAMING = frozenset({MailingKind.RESULTS})
"""What speaks of people by its nature, so that it is personal."""
LIMIT = 3000
"""Characters the author may write."""
ROOM = 3900
"""Characters of one message, with heading, signature and the longest name in its places."""
GRACE = timedelta(seconds=30)
"""Before it begins, so that it can be stopped whole."""
ORDINARY = 5
"""Priority in the ledger: after letters."""
NAMED = 2000
"""Up to so many people a report names each of them; above that it counts by organization."""
ABSENT = (DeliveryState.UNREACHABLE, DeliveryState.BLOCKED)
"""Told apart by nobody: who has switched us off is her own business."""
NOT_GOT = (*ABSENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)


class Urgent(StrEnum):
    """Why quiet hours are overridden; the only reasons there are."""

    CHANGED = "changed"  # something that is today or tomorrow moves or is cancelled
    DEADLINE = "deadline"  # a deadline is over before the morning
    SAFETY = "safety"


class NobodyError(Exception):
    """The audience has nobody who could be reached."""


class TooLongError(Exception):
    """With the longest name of the audience it would not fit into one message."""


class MorePeopleError(Exception):
    """The audience has grown since the number was confirmed."""


class Timing(NamedTuple):
    """`at`: by each recipient's own clock, without a zone, None: now. `home` is the zone of people without one."""

    at: datetime | None
    urgent: Urgent | None
    home: ZoneInfo


Row = list[tuple[str, str, int, str]]
"""Buttons side by side: label, payload, whether it confirms, address."""


class Words(NamedTuple):
    """How it reads for its recipients: given by the caller, for services speak no Russian."""

    kind: MailingKind
    text: str
    rows: list[Row]


class Plan(NamedTuple):
    """What sending would do: `waits` says how many wait for which morning, `starts_at` is the earliest beginning."""

    people: int
    reachable: int
    longest: int
    starts_at: datetime
    waits: Mapping[datetime, int]
    dues: Mapping[str | None, Due]


class Progress(NamedTuple):
    """`absent`: without a messenger or no longer reachable there."""

    waiting: int
    sent: int
    absent: int
    failed: int
    unknown: int
    stopped: int

    @property
    def people(self) -> int:
        return sum(self)


class Card(NamedTuple):
    mailing: Mailing
    progress: Progress
    may_stop: bool


def plan(repo: Repository, actor: Actor, choices: Choices, timing: Timing, now: datetime, today: date) -> Plan:
    """Whom it would reach and when. Raises ForbiddenError."""
    _author(repo, actor)
    return _planned(audiences.groups(repo, actor, choices, today), timing, now)


def fits(text: str, longest: int) -> bool:
    """Whether the text fits into one message even for the recipient with the longest name (in characters)."""
    return len(text) + text.count(NAME) * max(0, longest - len(NAME)) <= ROOM


def send(
    repo: Repository,
    actor: Actor,
    words: Words,
    choices: Choices,
    timing: Timing,
    agreed: int,
    now: datetime,
    today: date,
) -> Mailing:
    """Freeze the audience into the ledger; nothing leaves before GRACE is over. `agreed` people were confirmed.

    Raises ForbiddenError, NobodyError, TooLongError, MorePeopleError.
    """
    author = _author(repo, actor)
    audience = audiences.audience(repo, actor, choices, today)
    found = _planned(repo.audiences.groups(audience), timing, now)
    if not found.reachable:
        raise NobodyError
    if found.reachable > agreed:
        raise MorePeopleError
    if words.kind not in KINDS or not fits(words.text, found.longest):
        raise TooLongError
    mailing = _stored(repo, actor, words, found.starts_at, now)
    people = _frozen(repo, mailing, audience, found)
    urgent = f" urgent={timing.urgent.value}" if timing.urgent else ""
    details = f"mailing={mailing.id} kind={words.kind.value} people={people}{urgent}"
    audit.record(repo, actor, Deed.ANNOUNCED, now, repo.teachers.get(author), details)
    return mailing


def send_to_self(repo: Repository, actor: Actor, words: Words, now: datetime) -> None:
    """One delivery to the author, at once. Raises ForbiddenError, TooLongError."""
    author = _author(repo, actor)
    if len(words.text) > ROOM:
        raise TooLongError
    mailing = _stored(repo, actor, words._replace(kind=MailingKind.NOTE), now, now)
    repo.mailings.deliver(mailing, author, 0, now, ORDINARY)


def card(repo: Repository, actor: Actor, mailing_id: int) -> Card:
    """How far one's own announcement is. Raises ForbiddenError for every other one."""
    mailing = _own(repo, actor, mailing_id)
    states = Counter(repo.announcements.progress(mailing.id))
    progress = Progress(
        waiting=sum(states[state] for state in (*OPEN, DeliveryState.SENDING)),
        sent=states[DeliveryState.SENT],
        absent=sum(states[state] for state in ABSENT),
        failed=states[DeliveryState.FAILED],
        unknown=states[DeliveryState.UNKNOWN],
        stopped=states[DeliveryState.CANCELLED],
    )
    is_open = any(states[state] for state in OPEN)
    return Card(mailing, progress, is_open and mailing.state is not MailingState.CANCELLED)


def newest(repo: Repository, actor: Actor, limit: int) -> list[Mailing]:
    """One's own last announcements. Raises ForbiddenError."""
    return repo.announcements.newest_of(_author(repo, actor), KINDS, limit)


def stop(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> int:
    """Cancel what has not left; returns how many that were. Raises ForbiddenError."""
    mailing = _own(repo, actor, mailing_id)
    stopped = repo.announcements.stop(mailing, now)
    if stopped:
        audit.record(repo, actor, Deed.ANNOUNCEMENT_STOPPED, now, details=f"mailing={mailing.id} people={stopped}")
    return stopped


def not_reached(repo: Repository, actor: Actor, mailing_id: int, offset: int, limit: int) -> list[Recipient]:
    """Who must be told in person, by municipality, organization and name. Raises ForbiddenError."""
    mailing = _own(repo, actor, mailing_id)
    return repo.announcements.recipients(mailing.id, NOT_GOT, offset, limit)


def report(repo: Repository, actor: Actor, mailing_id: int) -> tuple[list[Recipient], list[Tally]]:
    """(everybody, nothing), or above NAMED people (nothing, numbers by organization). Raises ForbiddenError."""
    mailing = _own(repo, actor, mailing_id)
    if sum(repo.announcements.progress(mailing.id).values()) > NAMED:
        return [], repo.announcements.by_organization(mailing.id)
    return repo.announcements.recipients(mailing.id, tuple(DeliveryState), 0, NAMED), []


def _author(repo: Repository, actor: Actor) -> int:
    """The actor's id, if there is anybody she may announce something to."""
    teacher = None if actor.teacher_id is None else repo.teachers.get(actor.teacher_id)
    if teacher is None or not access.where(actor, Action.ANNOUNCE):
        access.require(actor, Action.ANNOUNCE, None)
        raise ForbiddenError(Action.ANNOUNCE)
    return teacher.id


def _own(repo: Repository, actor: Actor, mailing_id: int) -> Mailing:
    author = _author(repo, actor)
    found = repo.announcements.get(mailing_id)
    if found is None or found.author_id != author or found.kind not in KINDS:
        raise ForbiddenError(Action.ANNOUNCE)
    return found


def _planned(groups: list[Group], timing: Timing, now: datetime) -> Plan:
    """When everybody gets it: the author's moment in each time zone, then what quiet hours make of it."""
    dues, waits, begins = {}, Counter[datetime](), []
    for group in (Group(None, 0, 0, 0), *groups):
        zone = timing.home if group.time_zone is None else ZoneInfo(group.time_zone)
        start = now + GRACE if timing.at is None else max(timing.at.replace(tzinfo=zone), now + GRACE)
        at = start if timing.urgent else due(start, zone)
        dues[group.time_zone] = Due(int(at.timestamp()), at > start)
        begins += [start] if group.people or not groups else []
        if at > start and group.reachable:
            waits[at.astimezone(timing.home)] += group.reachable
    return Plan(
        sum(group.people for group in groups),
        sum(group.reachable for group in groups),
        max((group.longest for group in groups), default=0),
        min(begins),
        waits,
        dues,
    )


def _stored(repo: Repository, actor: Actor, words: Words, starts_at: datetime, now: datetime) -> Mailing:
    return repo.mailings.add(
        Mailing(
            kind=words.kind,
            author_id=actor.teacher_id,
            municipality_id=actor.municipality_id,
            is_personal=NAME in words.text or words.kind in NAMING,
            created_at=now,
            starts_at=starts_at,
        ),
        [(words.text, json.dumps(words.rows, ensure_ascii=False))],
    )


def _frozen(repo: Repository, mailing: Mailing, audience: Audience, found: Plan) -> int:
    people = repo.audiences.freeze(mailing.id, audience, found.dues, ORDINARY)
    repo.mailings.added = True
    return people

"""Announcements: from one who answers for many to all of them; frozen when sent, stopped on the way, reported after."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import NAME, OPEN, DeliveryState, Level, Mailing, MailingKind, MailingState
from storage.repositories.announcements import Recipient, Tally
from storage.repositories.audiences import HOME, Audience, Choices, Due, Group, When
from storage.repository import Repository

from . import access, audience_memory, audiences, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .quiet import due

KINDS = (
    MailingKind.EVENT,
    MailingKind.NEWS,
    MailingKind.CONTEST,
    MailingKind.RESULTS,
    MailingKind.BOOKS,
    MailingKind.PLAN,
)
SENT_BY_PEOPLE = (*KINDS, MailingKind.PASSED)
"""Also what is not begun from the question which kind it is."""
NAMING = frozenset({MailingKind.RESULTS})
"""What speaks of people by its nature, so that it is personal."""
LIMIT = 3000
"""Characters the author may write."""
ROOM = 3900
"""Characters of one message, with heading, signature and the longest name in its places."""
CAPTION = 1000
"""Characters of a text that stands under a picture."""
FILES = 5
"""So many go with one announcement."""
GRACE = timedelta(seconds=30)
"""Before it begins, so that it can be stopped whole."""
ORDINARY = 5
"""Priority in the ledger: after letters."""
COUNTED = 10_000
"""Up to so many people are counted while the author waits; above that only beside the writer, for the workbook."""
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
    """How it reads for its recipients: given, for services speak no Russian. `files`: ids of kept ones."""

    kind: MailingKind
    text: str
    rows: list[Row]
    files: tuple[int, ...] = ()


class Plan(NamedTuple):
    """What sending would do: `waits` says how many wait for which morning, `starts_at` is the earliest beginning."""

    people: int
    reachable: int
    longest: int
    starts_at: datetime
    waits: Mapping[datetime, int]
    dues: Mapping[When, Due]


class Progress(NamedTuple):
    """`absent`: without a messenger or no longer reachable there; `tapped` and `held` are among the others."""

    waiting: int
    sent: int
    absent: int
    failed: int
    unknown: int
    stopped: int
    tapped: int
    held: int

    @property
    def people(self) -> int:
        return self.waiting + self.sent + self.absent + self.failed + self.unknown + self.stopped

    @property
    def leaving(self) -> int:
        """Those whose turn it is: neither done nor held until their morning."""
        return self.waiting - self.held


class Card(NamedTuple):
    """`twice`: so many may have got it twice, for a crash cut their sending off."""

    mailing: Mailing
    progress: Progress
    may_stop: bool
    may_resume: bool
    twice: int


def plan(repo: Repository, actor: Actor, choices: Choices, timing: Timing, now: datetime, today: date) -> Plan:
    """Whom it would reach and when. Raises ForbiddenError."""
    _author(repo, actor)
    return _planned(audiences.groups(repo, actor, choices, today), timing, now)


def fits(text: str, longest: int, room: int = ROOM) -> bool:
    """Whether the text fits into one message even for the recipient with the longest name (in characters)."""
    return len(text) + text.count(NAME) * max(0, longest - len(NAME)) <= room


def parts(repo: Repository, actor: Actor, words: Words, longest: int) -> list[tuple[str, list[Row], int | None]]:
    """Its messages in order: the text, with the first picture where it fits under one, then every file by itself.

    Raises ForbiddenError.
    """
    _author(repo, actor)
    files = list(words.files)
    first = repo.files.get(files[0]) if files else None
    is_caption = first is not None and first.kind == "photo" and fits(words.text, longest, CAPTION)
    under = files.pop(0) if is_caption else None
    return [(words.text, words.rows, under), *(("", [], file) for file in files)]


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
    if words.kind not in SENT_BY_PEOPLE or not fits(words.text, found.longest):
        raise TooLongError
    mailing = _stored(repo, actor, words, found.starts_at, now, found.longest)
    mailing.audience = audience_memory.dump(author, choices)
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
    mailing = _stored(repo, actor, words._replace(kind=MailingKind.NOTE), now, now, 0)
    for part in mailing.parts:
        repo.mailings.deliver(mailing, author, part.number, now + timedelta(seconds=part.number), ORDINARY)


def card(repo: Repository, actor: Actor, mailing_id: int) -> Card:
    """How far one's own announcement is. Raises ForbiddenError for every other one."""
    mailing = own(repo, actor, mailing_id)
    found = repo.announcements.progress(mailing.id)
    states = Counter({state: count.people for state, count in found.items()})
    progress = Progress(
        waiting=sum(states[state] for state in (*OPEN, DeliveryState.SENDING)),
        sent=states[DeliveryState.SENT],
        absent=sum(states[state] for state in ABSENT),
        failed=states[DeliveryState.FAILED],
        unknown=states[DeliveryState.UNKNOWN],
        stopped=states[DeliveryState.CANCELLED],
        tapped=sum(count.tapped for count in found.values()),
        held=states[DeliveryState.HELD],
    )
    may_stop = mailing.state is not MailingState.CANCELLED and repo.announcements.has_open(mailing.id)
    twice = repo.announcements.cut_off(mailing.id)
    return Card(mailing, progress, may_stop, mailing.state is MailingState.PAUSED, twice)


def watch(repo: Repository, actor: Actor, mailing_id: int, update: int) -> None:
    """Keep the card that answers this update of the actor's account up to date. Raises ForbiddenError."""
    mailing = own(repo, actor, mailing_id)
    if actor.account_id is not None:
        repo.announcements.watch(actor.account_id, mailing.id, update)


def newest(repo: Repository, actor: Actor, limit: int) -> list[Mailing]:
    """One's own last announcements. Raises ForbiddenError."""
    return repo.announcements.newest_of(_author(repo, actor), SENT_BY_PEOPLE, limit)


def stop(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> int:
    """Cancel what has not left; returns how many that were. Raises ForbiddenError."""
    mailing = own(repo, actor, mailing_id)
    stopped = repo.announcements.stop(mailing, now)
    if stopped:
        audit.record(repo, actor, Deed.ANNOUNCEMENT_STOPPED, now, details=f"mailing={mailing.id} people={stopped}")
    return stopped


def resume(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> bool:
    """Go on with what was paused because much of it failed; False: it was not. Raises ForbiddenError."""
    mailing = own(repo, actor, mailing_id)
    if mailing.state is not MailingState.PAUSED:
        return False
    mailing.state, mailing.note = MailingState.ACTIVE, ""
    repo.mailings.added = True
    audit.record(repo, actor, Deed.ANNOUNCEMENT_RESUMED, now, details=f"mailing={mailing.id}")
    return True


def not_reached(repo: Repository, actor: Actor, mailing_id: int, offset: int, limit: int) -> list[Recipient]:
    """Who must be told in person, by municipality, organization and name. Raises ForbiddenError."""
    mailing = own(repo, actor, mailing_id)
    return repo.announcements.recipients(mailing.id, NOT_GOT, offset, limit)


def tallies(repo: Repository, actor: Actor, mailing_id: int, way: str) -> list[Tally] | None:
    """Numbers by "organizations", "associations" (but school ones) or "messengers"; None: too many for a look.

    Raises ForbiddenError.
    """
    mailing = own(repo, actor, mailing_id)
    if sum(count.people for count in repo.announcements.progress(mailing.id).values()) > COUNTED:
        return None
    if way == "organizations":
        return repo.announcements.by_organization(mailing.id)
    if way == "associations":
        levels = [level for level in Level if level is not Level.SCHOOL]
        return repo.announcements.by_association(mailing, levels)
    return repo.announcements.by_messenger(mailing.id)


def own(repo: Repository, actor: Actor, mailing_id: int) -> Mailing:
    """One's own announcement. Raises ForbiddenError for everything else."""
    author = _author(repo, actor)
    found = repo.announcements.get(mailing_id)
    if found is None or found.author_id != author or found.kind not in SENT_BY_PEOPLE:
        raise ForbiddenError(Action.ANNOUNCE)
    return found


def longest(repo: Repository, actor: Actor, mailing_id: int) -> int:
    """Characters of the longest polite name among its recipients. Raises ForbiddenError."""
    return repo.announcements.longest_name(own(repo, actor, mailing_id).id)


def _author(repo: Repository, actor: Actor) -> int:
    """The actor's id, if there is anybody she may announce something to."""
    teacher = None if actor.teacher_id is None else repo.teachers.get(actor.teacher_id)
    if teacher is None or not access.where(actor, Action.ANNOUNCE):
        access.require(actor, Action.ANNOUNCE, None)
        raise ForbiddenError(Action.ANNOUNCE)
    return teacher.id


def _planned(groups: list[Group], timing: Timing, now: datetime) -> Plan:
    """When everybody gets it: the author's moment in each time zone, then what each one's quiet hours make of it."""
    dues, waits, begins = {}, Counter[datetime](), []
    for group in (Group(*HOME, 0, 0, 0), *groups):
        zone = timing.home if group.time_zone is None else ZoneInfo(group.time_zone)
        start = now + GRACE if timing.at is None else max(timing.at.replace(tzinfo=zone), now + GRACE)
        at = start if timing.urgent else due(start, zone, group.quiet)
        dues[group.time_zone, group.quiet] = Due(int(at.timestamp()), at > start)
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


def _stored(repo: Repository, actor: Actor, words: Words, starts_at: datetime, now: datetime, longest: int) -> Mailing:
    return repo.mailings.add(
        Mailing(
            kind=words.kind,
            author_id=actor.teacher_id,
            municipality_id=actor.municipality_id,
            is_personal=NAME in words.text or words.kind in NAMING,
            created_at=now,
            starts_at=starts_at,
        ),
        [(text, json.dumps(rows, ensure_ascii=False), file) for text, rows, file in parts(repo, actor, words, longest)],
    )


def _frozen(repo: Repository, mailing: Mailing, audience: Audience, found: Plan) -> int:
    people = repo.audiences.freeze(mailing.id, audience, found.dues, ORDINARY, len(mailing.parts))
    repo.mailings.added = True
    return people

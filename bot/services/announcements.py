"""Announcements: from one who answers for many to all of them; frozen when sent, stopped on the way, reported after."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import NAME, SENT_BY_PEOPLE, Mailing, MailingKind
from storage.postponing import URGENT
from storage.repositories.audiences import HOME, Audience, Choices, Due, Group, When
from storage.repository import Repository

from . import access, audience_memory, audiences, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .quiet import due

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


def plan(
    repo: Repository,
    actor: Actor,
    kind: MailingKind,
    choices: Choices,
    timing: Timing,
    now: datetime,
    today: date,
) -> Plan:
    """Whom it would reach and when. Raises ForbiddenError."""
    author_of(repo, actor)
    return planned(audiences.groups(repo, actor, choices, today, kind), timing, now)


def fits(text: str, longest: int, room: int = ROOM) -> bool:
    """Whether the text fits into one message even for the recipient with the longest name (in characters).

    An emoji counts as two, as it may in VK.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 + text.count(NAME) * max(0, longest - len(NAME)) <= room


def room(mailing: Mailing) -> int:
    """Characters its text may have when it is changed: under a picture there is less room for them."""
    return ROOM if mailing.parts[0].file_id is None else CAPTION


def is_personal(words: Words) -> bool:
    """Whether it speaks of people, so that it leaves only where personal data may go."""
    return NAME in words.text or words.kind in NAMING


def kinds(repo: Repository, actor: Actor, words: Words) -> frozenset[str]:
    """Of the files it brings: photo, document, voice, video. Raises ForbiddenError."""
    author_of(repo, actor)
    found = (repo.files.get(one) for one in words.files)
    return frozenset(one.kind for one in found if one is not None)


def parts(repo: Repository, actor: Actor, words: Words, longest: int) -> list[tuple[str, list[Row], int | None]]:
    """Its messages in order: the text, with the first picture where it fits under one, then every file by itself.

    Raises ForbiddenError.
    """
    author_of(repo, actor)
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
    author = author_of(repo, actor)
    audience = audiences.audience(repo, actor, choices, today, words.kind)
    found = planned(repo.audiences.groups(audience), timing, now)
    if not found.reachable:
        raise NobodyError
    if found.reachable > agreed:
        raise MorePeopleError
    if words.kind not in SENT_BY_PEOPLE or not fits(words.text, found.longest):
        raise TooLongError
    mailing = _stored(repo, actor, words, found.starts_at, now, found.longest)
    mailing.audience = audience_memory.dump(audience)
    people = _frozen(repo, mailing, audience, found)
    urgent = f" urgent={timing.urgent.value}" if timing.urgent else ""
    details = f"mailing={mailing.id} kind={words.kind.value} people={people}{urgent}"
    audit.record(repo, actor, Deed.ANNOUNCED, now, repo.teachers.get(author), details)
    return mailing


def send_to_self(repo: Repository, actor: Actor, words: Words, now: datetime) -> None:
    """One delivery to the author, at once. Raises ForbiddenError, TooLongError."""
    author = author_of(repo, actor)
    if len(words.text) > ROOM:
        raise TooLongError
    mailing = _stored(repo, actor, words._replace(kind=MailingKind.NOTE), now, now, 0)
    for part in mailing.parts:
        repo.mailings.deliver(mailing, author, part.number, now + timedelta(seconds=part.number), URGENT)


def author_of(repo: Repository, actor: Actor) -> int:
    """The actor's id, if there is anybody she may announce something to."""
    access.held(actor, Action.ANNOUNCE)
    teacher = None if actor.teacher_id is None else repo.teachers.alone(actor.teacher_id)
    if teacher is None:
        raise ForbiddenError(Action.ANNOUNCE)
    return teacher.id


def planned(groups: list[Group], timing: Timing, now: datetime) -> Plan:
    """When everybody gets it: the author's moment in each time zone, then what each one's quiet hours make of it."""
    dues, waits, begins = {}, Counter[datetime](), []
    for group in (Group(HOME, 0, 0, 0), *groups):
        when = group.when
        zone = timing.home if when.time_zone is None else ZoneInfo(when.time_zone)
        start = now + GRACE if timing.at is None else max(timing.at.replace(tzinfo=zone), now + GRACE)
        is_urgent = timing.urgent is not None and when.hears_urgent
        at = start if is_urgent else due(start, zone, when.quiet)
        dues[when] = Due(int(at.timestamp()), at > start, is_urgent)
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
            is_personal=is_personal(words),
            created_at=now,
            starts_at=starts_at,
        ),
        [(text, json.dumps(rows, ensure_ascii=False), file) for text, rows, file in parts(repo, actor, words, longest)],
    )


def _frozen(repo: Repository, mailing: Mailing, audience: Audience, found: Plan) -> int:
    people = repo.audiences.freeze(mailing.id, audience, found.dues, ORDINARY, len(mailing.parts))
    repo.mailings.added = True
    return people

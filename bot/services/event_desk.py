"""Events for those who run them: who comes, changed, cancelled."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import NamedTuple

from storage.models import RECALLED, Answer, Event, Mailing, MailingKind, QuietHours
from storage.repositories.audiences import HOME, Due, When
from storage.repositories.event_guests import Guest
from storage.repository import Repository

from . import access, audit, event_mailings, events
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .notes import PRIORITY, Note, written


@dataclass(frozen=True, slots=True)
class Plan:
    """What an announcement says of its event; `ends_at` None: not said.

    `text` is what the author wrote, plain, `html` the same with her formatting. `area`: the group of competences.
    """

    title: str
    text: str
    starts_at: datetime
    ends_at: datetime | None
    is_all_day: bool
    time_zone: str
    place: str
    link: str
    seats: int | None
    html: str = ""
    area: str = ""


class Desk(NamedTuple):
    """`again` of the `going` answered before the last change; `silent` were invited and have not answered."""

    event: Event
    going: int
    again: int
    waiting: int
    declined: int
    silent: int
    is_open: bool


class PastError(Exception):
    """The event would begin in the past."""


def desk(repo: Repository, actor: Actor, event_id: int, now: datetime) -> Desk:
    """How many come. Raises ForbiddenError for an event one does not run, and for none."""
    event = _run(repo, actor, event_id)
    counts = repo.events.counts(event)
    return Desk(
        event,
        counts.get(Answer.GOING, 0),
        repo.events.asked_again(event),
        counts.get(Answer.WAITING, 0),
        counts.get(Answer.DECLINED, 0),
        max(0, repo.events.invited(event) - repo.events.answered(event.id)),
        events.is_open(event, now),
    )


def of_announcement(repo: Repository, actor: Actor, mailing_id: int) -> Event | None:
    """The event of an announcement; None: it has none. Raises ForbiddenError where the actor does not run it."""
    found = repo.events.of_mailing(mailing_id)
    return None if found is None else _run(repo, actor, found.id)


def guests(
    repo: Repository, actor: Actor, event_id: int, answers: tuple[Answer, ...], offset: int, limit: int, now: datetime
) -> list[Guest]:
    """Who answered so, by name; it is remembered who looked. Raises ForbiddenError."""
    return repo.event_guests.of(hand_out(repo, actor, event_id, now), answers, offset, limit)


def hand_out(repo: Repository, actor: Actor, event_id: int, now: datetime) -> Event:
    """Who answered is hers to know; it is remembered that she looked. Raises ForbiddenError."""
    event = _run(repo, actor, event_id)
    audit.record_of(repo, actor, Deed.EVENT_GUESTS_SEEN, event, now)
    return event


def change(
    repo: Repository,
    actor: Actor,
    event_id: int,
    plan: Plan,
    facts: Callable[[Event], str],
    notice: Callable[[Event], Note],
    now: datetime,
    today: date,
) -> int:
    """Move it to the plan's time and place; returns how many are told and asked again.

    Where the announcement, passed on or not, says the `facts` it says the new ones, also where it stands already,
    and so does what was told of an earlier change; what would leave only after the new beginning leaves earlier.
    Raises ForbiddenError, PastError, also where it is over or cancelled.
    """
    event = _run(repo, actor, event_id, lock=True)
    if not events.is_open(event, now) or plan.starts_at <= now:
        raise PastError
    was, said = event.starts_at, facts(event)
    moves = _drop_moves(repo, event, now)
    event.starts_at, event.ends_at = plan.starts_at, plan.ends_at
    event.is_all_day, event.place, event.link = plan.is_all_day, plan.place, plan.link
    event.sequence, event.changed_at = event.sequence + 1, now
    for mailing in repo.announcements.tree(event.mailing_id):
        _say(repo, mailing, said, facts(event))
        mailing.closes_at = event.starts_at if mailing.note != RECALLED else mailing.closes_at
    repo.tx.flush()
    told = notice(event)
    for mailing in moves:
        repo.announcements.restate(mailing, told.text, told.rows)
    event_mailings.bring_forward(repo, event, now)
    return _told(repo, actor, event, told, Deed.EVENT_CHANGED, min(was, event.starts_at), now, today)


def _say(repo: Repository, mailing: Mailing, was: str, now: str) -> None:
    """The new words in the place of those; what has left is edited."""
    part = mailing.parts[0]
    if was in part.text and was != now:
        repo.announcements.restate(mailing, part.text.replace(was, now, 1), json.loads(part.rows))


def set_seats(
    repo: Repository,
    actor: Actor,
    event_id: int,
    seats: int | None,
    facts: Callable[[Event], str],
    notice: Callable[[Event], Note],
    now: datetime,
) -> None:
    """As many seats as that, None: without limit. Whoever waits gets what is free, nobody loses a seat she has.

    Raises ForbiddenError, PastError.
    """
    event = _run(repo, actor, event_id, lock=True)
    if not events.is_open(event, now):
        raise PastError
    said, event.seats = facts(event), seats
    for mailing in repo.announcements.tree(event.mailing_id):
        _say(repo, mailing, said, facts(event))
    repo.tx.flush()
    events.give_seats(repo, event, notice, now)
    audit.record_of(repo, actor, Deed.EVENT_CHANGED, event, now, f"seats={seats or 0}")


def set_area(repo: Repository, actor: Actor, event_id: int, area: str, now: datetime) -> None:
    """What it is about, "" for nothing named; nobody is told. Raises ForbiddenError, PastError."""
    event = _run(repo, actor, event_id, lock=True)
    if not events.is_open(event, now):
        raise PastError
    event.area = area
    repo.tx.flush()


def cancel(
    repo: Repository,
    actor: Actor,
    event_id: int,
    notice: Callable[[Event], Note],
    instead: Callable[[Event], Note],
    now: datetime,
    today: date,
) -> int:
    """Call it off: what has not left stays, whoever meant to come is told; returns how many those are.

    Where the announcement stands, passed on or not, and where it was said to be moved, it says `instead`.

    Raises ForbiddenError, PastError where it is over or cancelled already.
    """
    event = _run(repo, actor, event_id, lock=True)
    if not events.is_open(event, now):
        raise PastError
    event.cancelled_at = event.changed_at = event.mailing.closes_at = now
    event.sequence += 1
    repo.tx.flush()
    said = instead(event)
    for mailing in repo.announcements.tree(event.mailing_id):
        mailing.note, mailing.closes_at = RECALLED, now
        repo.announcements.stop(mailing, now)
        repo.announcements.restate(mailing, said.text, said.rows)
    for moved in _drop_moves(repo, event, now):
        repo.announcements.restate(moved, said.text, said.rows)
    return _told(repo, actor, event, notice(event), Deed.EVENT_CANCELLED, event.starts_at, now, today)


def _drop_moves(repo: Repository, event: Event, now: datetime) -> list[Mailing]:
    """What was told of earlier changes; who has not got it yet never does."""
    keys = [_key(event, number, Deed.EVENT_CHANGED) for number in range(1, event.sequence + 1)]
    found = repo.announcements.by_keys(keys)
    for mailing in found:
        repo.announcements.stop(mailing, now)
    return found


def _key(event: Event, sequence: int, deed: Deed) -> str:
    return f"event:{event.id}:{sequence}:{deed.value}"


def _told(
    repo: Repository,
    actor: Actor,
    event: Event,
    notice: Note,
    deed: Deed,
    begins: datetime,
    now: datetime,
    today: date,
) -> int:
    mailing = written(
        repo,
        notice,
        now,
        kind=MailingKind.CORRECTION,
        key=_key(event, event.sequence, deed),
        author_id=actor.teacher_id,
        municipality_id=event.municipality_id,
        is_personal=False,
    )
    at = int(now.timestamp())
    dues: dict[When, Due] = {HOME: Due(at, False)}
    for when in map(When._make, product(repo.events.zones_of(event.id), QuietHours, (True, False))):
        if when.time_zone is not None:
            hour = events.hour_in(when, begins, now)
            dues[when] = Due(int(hour.timestamp()), hour > now, events.cannot_wait(when, begins, now))
    people = repo.events.tell(mailing.id, event.id, dues, PRIORITY, today)
    repo.mailings.added = True
    audit.record_of(repo, actor, deed, event, now, f"people={people}")
    return people


def _run(repo: Repository, actor: Actor, event_id: int, lock: bool = False) -> Event:
    event = repo.events.get(event_id, lock)
    if event is None or not events.runs(repo, actor, event):
        access.require(actor, Action.RUN_EVENT, None)
        raise ForbiddenError(Action.RUN_EVENT)
    return event

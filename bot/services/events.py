"""Events for those who are invited: what they may see, what they answer, who gets a seat."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Answer, Event, EventAnswer, Scope, Teacher
from storage.postponing import URGENT
from storage.repositories.audiences import HOME, When
from storage.repositories.events import Only, Viewer
from storage.repository import Repository

from . import access, audiences
from .access import Action, Actor, ForbiddenError
from .event_calendar import calendar_file
from .notes import PRIORITY, Note, written
from .quiet import due

__all__ = [
    "Card", "Only", "Week", "answer", "answer_to", "calendar", "cannot_wait", "card", "coming", "give_seats", "hour_in",
    "is_open", "runs", "week",
]  # fmt: skip

SOON = timedelta(hours=18)
"""What begins earlier than that is told at once, in quiet hours, too."""
AT_ONCE = 50
"""So many seats are given in one transaction."""
YEAR = timedelta(days=366)
WEEK = timedelta(days=7)
"""Weeks begin on Monday where the person lives."""


class Card(NamedTuple):
    """An event as a person sees it; `place` is hers in the queue, from 1 on, `free` None: as many as come.

    `asked_again`: she answered before the last change.
    """

    event: Event
    answer: Answer | None
    asked_again: bool
    place: int
    free: int | None
    is_open: bool
    may_run: bool


class Week(NamedTuple):
    """A page of a week's events, and the Mondays of the nearest weeks around it that have any."""

    monday: date
    events: list[Event]
    has_more: bool
    earlier: date | None
    later: date | None


def card(repo: Repository, actor: Actor, event_id: int, now: datetime) -> Card:
    """Raises ForbiddenError for what was neither sent to her nor is hers to run, and for what does not exist."""
    person = access.herself(repo, actor, Action.ATTEND_EVENT)
    event = _seen(repo, actor, event_id, now)
    found = repo.events.answer_of(event.id, person.id)
    waits = found is not None and found.answer is Answer.WAITING
    taken = repo.events.counts(event).get(Answer.GOING, 0)
    return Card(
        event,
        found.answer if found else None,
        found is not None and found.sequence < event.sequence,
        repo.events.before_in_queue(event, found) + 1 if found is not None and waits else 0,
        None if event.seats is None else max(0, event.seats - taken),
        is_open(event, now),
        runs(repo, actor, event),
    )


def answer(
    repo: Repository, actor: Actor, event_id: int, goes: bool, notice: Callable[[Event], Note], now: datetime
) -> bool:
    """«I come» or «I cannot»: False when it is over, running or cancelled. Raises ForbiddenError.

    Without a free seat she is put into the queue. Whoever gets a seat that becomes free hears of it by `notice`.
    """
    person = access.herself(repo, actor, Action.ATTEND_EVENT)
    event = _seen(repo, actor, event_id, now, lock=True)
    if not is_open(event, now):
        return False
    found = repo.events.answer_of(event.id, person.id)
    repo.events.save(event, person.id, _wanted(repo, event, found) if goes else Answer.DECLINED, now)
    give_seats(repo, event, notice, now)
    return True


def _wanted(repo: Repository, event: Event, found: EventAnswer | None) -> Answer:
    """A seat, or a place in the queue; who has either keeps it."""
    if found is not None and found.answer is not Answer.DECLINED:
        return found.answer
    counts = repo.events.counts(event)
    is_full = event.seats is not None and counts.get(Answer.GOING, 0) >= event.seats
    return Answer.WAITING if is_full or counts.get(Answer.WAITING) else Answer.GOING


def answer_to(repo: Repository, actor: Actor, event: Event) -> Answer | None:
    """What she has answered to an event she sees."""
    found = repo.events.answer_of(event.id, access.herself(repo, actor, Action.ATTEND_EVENT).id)
    return found.answer if found else None


def calendar(repo: Repository, actor: Actor, event_id: int, text: str, now: datetime) -> bytes:
    """The event as an .ics file with this text. Raises ForbiddenError."""
    access.herself(repo, actor, Action.ATTEND_EVENT)
    return calendar_file(_seen(repo, actor, event_id, now), text, now)


def week(repo: Repository, actor: Actor, only: Only, monday: date | None, page: int, size: int, now: datetime) -> Week:
    """Events of the week of that Monday; None: of the first week from this one on that has any."""
    person = access.herself(repo, actor, Action.ATTEND_EVENT)
    zone = ZoneInfo(person.municipality.time_zone) if person.municipality else now.tzinfo
    viewer, today = _viewer(actor, person, now), now.astimezone(zone)
    this = _monday(today)

    def at(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=zone)

    if monday is None:
        first = repo.events.first_after(viewer, only, at(this))
        monday = _monday(first.astimezone(zone)) if first else this
    begin, end = at(monday), at(monday + WEEK)
    found = repo.events.between(viewer, only, begin, end, page * size, size + 1)
    before = repo.events.last_before(viewer, only, begin)
    after = repo.events.first_after(viewer, only, end)
    return Week(
        monday,
        found[:size],
        len(found) > size,
        before and _monday(before.astimezone(zone)),
        after and _monday(after.astimezone(zone)),
    )


def coming(repo: Repository, actor: Actor, limit: int, now: datetime) -> list[Event]:
    """What she may go to from now on, the nearest first. Raises ForbiddenError."""
    viewer = _viewer(actor, access.herself(repo, actor, Action.ATTEND_EVENT), now)
    return repo.events.between(viewer, Only(), now, now + YEAR, 0, limit)


def _monday(day: datetime) -> date:
    return day.date() - timedelta(days=day.weekday())


def runs(repo: Repository, actor: Actor, event: Event) -> bool:
    """Whether she may see who comes, change and cancel it: its author while she announces there, and staff over it."""
    held = access.where(actor, Action.RUN_EVENT)
    is_author = event.mailing.author_id == actor.teacher_id and actor.teacher_id is not None
    if is_author and audiences.answers(repo, actor, event.mailing.audience):
        return True
    places = {
        (Scope.ASSOCIATION, event.association_id),
        (Scope.MUNICIPALITY, event.municipality_id),
        (Scope.REGION, event.region_id),
    }
    return any((grant.scope, grant.scope_id) in places for grant in held)


def is_open(event: Event, now: datetime) -> bool:
    """Whether one may still answer."""
    return event.cancelled_at is None and now < event.starts_at


def give_seats(repo: Repository, event: Event, notice: Callable[[Event], Note], now: datetime) -> None:
    """Give free seats to the next in the queue and tell them, once; after AT_ONCE the tick goes on."""
    free = AT_ONCE if event.seats is None else event.seats - repo.events.counts(event).get(Answer.GOING, 0)
    for _ in range(min(free, AT_ONCE)):
        found = repo.events.first_in_queue(event)
        if found is None:
            return
        number = found.number
        repo.events.save(event, found.teacher_id, Answer.GOING, now)
        key = f"event:{event.id}:seat:{found.teacher_id}:{number}"
        mailing = written(repo, notice(event), now, key=key, municipality_id=event.municipality_id)
        when = _when(repo, found.teacher_id)
        priority = URGENT if cannot_wait(when, event.starts_at, now) else PRIORITY
        repo.mailings.deliver(mailing, found.teacher_id, 0, hour_in(when, event.starts_at, now), priority)


def _when(repo: Repository, teacher_id: int) -> When:
    person = repo.teachers.get(teacher_id)
    if person is None or person.municipality is None:
        return HOME
    return When(person.municipality.time_zone, person.quiet_hours, person.hears_urgent)


def hour_in(when: When, begins: datetime, now: datetime) -> datetime:
    """When they hear of it: now, or when quiet hours are over, unless it begins soon and they want to know even then.

    Where people belong to no municipality there are no quiet hours.
    """
    if when.time_zone is None or cannot_wait(when, begins, now):
        return now
    return due(now, ZoneInfo(when.time_zone), when.quiet)


def cannot_wait(when: When, begins: datetime, now: datetime) -> bool:
    return begins - now < SOON and when.hears_urgent


def _seen(repo: Repository, actor: Actor, event_id: int, now: datetime, lock: bool = False) -> Event:
    person = access.herself(repo, actor, Action.ATTEND_EVENT)
    if not repo.events.sees(_viewer(actor, person, now), event_id):
        raise ForbiddenError(Action.ATTEND_EVENT)
    event = repo.events.get(event_id, lock)
    if event is None:
        raise ForbiddenError(Action.ATTEND_EVENT)
    return event


def _viewer(actor: Actor, person: Teacher, now: datetime) -> Viewer:
    held = access.where(actor, Action.RUN_EVENT)
    regions, municipalities, associations = (
        access.ids(held, scope) for scope in (Scope.REGION, Scope.MUNICIPALITY, Scope.ASSOCIATION)
    )
    return Viewer(person.id, regions, municipalities, associations, now)

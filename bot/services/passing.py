"""A received announcement goes on to one's own people; every hop knows where it came from."""

from datetime import datetime
from typing import NamedTuple

from storage.models import RECALLED, SENT_BY_PEOPLE, Mailing
from storage.repositories.announcements import Hop
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError
from .announced import own
from .audit import Deed


class Received(NamedTuple):
    mailing: Mailing
    may_pass: bool


class Spread(NamedTuple):
    """How an announcement went on; `median` in seconds from the first sending to a person's first tap, if any."""

    hops: list[Hop]
    median: int | None


def received(repo: Repository, actor: Actor, message_id: int) -> Received | None:
    """The announcement that stands in this message of the actor's account. Raises ForbiddenError."""
    person = access.herself(repo, actor, Action.SEE_OWN_CARD)
    found = repo.announcements.received_as(actor.account_id or 0, person.id, message_id)
    return None if found is None else Received(found, _may_pass(actor, found))


def got(repo: Repository, actor: Actor, mailing_id: int) -> Received:
    """The same by its number. Raises ForbiddenError for what has not reached her."""
    person = access.herself(repo, actor, Action.SEE_OWN_CARD)
    found = repo.announcements.received(person.id, mailing_id)
    if found is None:
        raise ForbiddenError(Action.SEE_OWN_CARD)
    return Received(found, _may_pass(actor, found))


def origin(repo: Repository, actor: Actor, mailing_id: int) -> Mailing:
    """What the actor has got and may pass on. Raises ForbiddenError."""
    person = access.herself(repo, actor, Action.SEE_OWN_CARD)
    found = repo.announcements.received(person.id, mailing_id)
    if found is None or not _may_pass(actor, found):
        raise ForbiddenError(Action.ANNOUNCE)
    return found


def closes_at(repo: Repository, actor: Actor, mailing_id: int) -> datetime | None:
    """When what comes from the first of all hops is over; None: never. Raises ForbiddenError."""
    access.held(actor, Action.ANNOUNCE)
    return repo.announcements.first_of(origin(repo, actor, mailing_id)).closes_at


def stamp(repo: Repository, actor: Actor, mailing: Mailing, origin_id: int, now: datetime) -> None:
    """`mailing` passes the origin on: it is as personal. Raises ForbiddenError."""
    found = origin(repo, actor, origin_id)
    mailing.origin_id, mailing.first_id = found.id, found.first_id or found.id
    mailing.is_personal = mailing.is_personal or found.is_personal
    details = f"mailing={mailing.id} origin={found.id}"
    audit.record(repo, actor, Deed.PASSED_ON, now, details=details)


def spread(repo: Repository, actor: Actor, mailing_id: int) -> Spread:
    """How far one's own announcement has gone. Raises ForbiddenError."""
    access.herself(repo, actor, Action.SEE_OWN_CARD)
    mailing = own(repo, actor, mailing_id)
    first = repo.announcements.first_of(mailing)
    return Spread(repo.announcements.hops(mailing.id), repo.announcements.median_to_tap(mailing.id, first.starts_at))


def _may_pass(actor: Actor, mailing: Mailing) -> bool:
    is_hers = mailing.author_id == actor.teacher_id
    is_good = mailing.kind in SENT_BY_PEOPLE and mailing.note != RECALLED
    return is_good and not is_hers and bool(access.where(actor, Action.ANNOUNCE))

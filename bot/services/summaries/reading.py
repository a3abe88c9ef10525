"""Weeks that are kept: read by those who answer for the municipality, summed for those who answer for the region."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Municipality, Region, Scope, Thread
from storage.repository import Repository

from .. import access
from ..access import Action, Actor, ForbiddenError
from .counting import asked, is_overdue, week_of
from .rules import Kind
from .snapshot import Snapshot, total
from .telling import Words, key_of
from .weeks import newest


class Shown(NamedTuple):
    """`found` None: nothing is kept yet. `earlier` and `later`: the weeks kept next to it."""

    place: Municipality | Region
    found: Snapshot | None
    earlier: date | None
    later: date | None


class Done(NamedTuple):
    """Who did it, and when."""

    last_name: str
    at: datetime


class Asked(NamedTuple):
    """A question nobody has answered, and when it was asked."""

    thread: Thread
    at: datetime


class Waiting(NamedTuple):
    """Overdue questions: the actor's own, the oldest first, and how many wait for her colleagues."""

    own: list[Asked]
    others: int


def places(repo: Repository, actor: Actor) -> list[Municipality | Region]:
    """Of which she may read. Raises ForbiddenError for who may read nowhere."""
    held = access.where(actor, Action.SEE_SUMMARY)
    if not held:
        raise ForbiddenError(Action.SEE_SUMMARY)
    found = {(scope, number): repo.places.at(scope, number) for _, scope, number in held}
    for place in found.values():
        access.require(actor, Action.SEE_SUMMARY, place)
    return [one for one in found.values() if isinstance(one, Municipality | Region)]


def read(repo: Repository, actor: Actor, scope: Scope, place_id: int, week: date | None) -> Shown:
    """A week as it was counted; None: the newest. Raises ForbiddenError."""
    place = repo.places.at(scope, place_id)
    if not isinstance(place, Municipality | Region):
        raise ForbiddenError(Action.SEE_SUMMARY)
    access.require(actor, Action.SEE_SUMMARY, place)
    where = (place.id, None) if isinstance(place, Region) else (place.region_id, place.id)
    found = repo.weekly.weeks(*where)
    week = week if week in found else next(iter(found), None)
    if week is None:
        return Shown(place, None, None, None)
    at = found.index(week)
    earlier = found[at + 1] if at + 1 < len(found) else None
    return Shown(place, kept(repo, place, week), earlier, found[at - 1] if at else None)


def done(repo: Repository, actor: Actor, municipality_id: int, week: date) -> dict[str, Done]:
    """Kind of an item -> by whom it was done. Raises ForbiddenError."""
    access.require(actor, Action.SEE_SUMMARY, _municipality(repo, municipality_id))
    found = repo.weekly.done(municipality_id, week)
    return {kind: Done(one.teacher.last_name, one.at) for kind, one in found.items()}


def mark(
    repo: Repository, actor: Actor, municipality_id: int, week: date, kind: Kind, is_done: bool, now: datetime
) -> bool:
    """Done once for all of the service; the first mark stays, anybody may take it back; whether anything changed.

    Raises ForbiddenError, also for a week that is not kept.
    """
    access.require(actor, Action.SEE_SUMMARY, _municipality(repo, municipality_id))
    if actor.teacher_id is None or repo.weekly.get(municipality_id, week) is None:
        raise ForbiddenError(Action.SEE_SUMMARY)
    before = repo.weekly.done(municipality_id, week).get(kind)
    if is_done and before is None:
        repo.weekly.mark(municipality_id, week, kind, actor.teacher_id, now)
    elif not is_done and before is not None:
        repo.weekly.unmark(before)
    return is_done == (before is None)


def restate(repo: Repository, actor: Actor, municipality_id: int, week: date, words: Words) -> None:
    """Bring the message of that Monday to how it reads by now, wherever it stands. Raises ForbiddenError."""
    place = _municipality(repo, municipality_id)
    access.require(actor, Action.SEE_SUMMARY, place)
    sent, found = repo.announcements.by_key(key_of(place, week)), repo.weekly.get(municipality_id, week)
    if sent is not None and found is not None:
        repo.announcements.restate(sent, *words(place, Snapshot.model_validate_json(found.body)))


def waiting(repo: Repository, actor: Actor, municipality_id: int, now: datetime) -> Waiting:
    """The questions that are overdue now. Raises ForbiddenError."""
    place = _municipality(repo, municipality_id)
    access.require(actor, Action.SEE_SUMMARY, place)
    week = week_of(place, newest(now, ZoneInfo(place.time_zone)), now)
    found = sorted((one for one in asked(repo, place, week) if is_overdue(one, week.now)), key=lambda one: one.at)
    threads = [(repo.mailings.thread(one.thread_id), one.at) for one in found]
    own = [Asked(one, at) for one, at in threads if one and actor.teacher_id in (one.first_id, one.second_id)]
    return Waiting(own, len(threads) - len(own))


def kept(repo: Repository, place: Municipality | Region, week: date) -> Snapshot:
    """For who has asked before. Raises LookupError."""
    if isinstance(place, Region):
        parts = repo.weekly.of_region(place.id, week)
        told = [Snapshot.model_validate_json(one.body) for one in parts]
        return total(place.name, week, told, len(repo.places.municipality_ids(place.id)))
    found = repo.weekly.get(place.id, week)
    if found is None:
        raise LookupError(week)
    return Snapshot.model_validate_json(found.body)


def _municipality(repo: Repository, municipality_id: int) -> Municipality:
    found = repo.places.municipality(municipality_id)
    if found is None:
        raise ForbiddenError(Action.SEE_SUMMARY)
    return found

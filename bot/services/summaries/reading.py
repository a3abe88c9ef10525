"""Weeks that are kept: read by those who answer for the municipality, summed for those who answer for the region."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Municipality, Region, Scope, Thread
from storage.repository import Repository

from .. import access
from ..access import Action, Actor, ForbiddenError
from .counting import LOOK_BACK, is_overdue, questions, staff_of, week_of
from .snapshot import Snapshot, total
from .weeks import newest


class Shown(NamedTuple):
    """`found` None: nothing is kept yet. `earlier` and `later`: the weeks kept next to it."""

    place: Municipality | Region
    found: Snapshot | None
    earlier: date | None
    later: date | None


class Waiting(NamedTuple):
    """Overdue questions: the actor's own, and how many wait for her colleagues."""

    own: list[Thread]
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
    kept = repo.weekly.weeks(*where)
    week = week if week in kept else next(iter(kept), None)
    if week is None:
        return Shown(place, None, None, None)
    at = kept.index(week)
    earlier = kept[at + 1] if at + 1 < len(kept) else None
    return Shown(place, _found(repo, place, week), earlier, kept[at - 1] if at else None)


def waiting(repo: Repository, actor: Actor, municipality_id: int, now: datetime) -> Waiting:
    """The questions that are overdue now. Raises ForbiddenError."""
    place = repo.places.municipality(municipality_id)
    if place is None:
        raise ForbiddenError(Action.SEE_SUMMARY)
    access.require(actor, Action.SEE_SUMMARY, place)
    week = week_of(place, newest(now, ZoneInfo(place.time_zone)), now)
    staff = staff_of(repo, place, week.today)
    found = questions(repo.weekly.letters(staff, week.begin - LOOK_BACK), staff)
    threads = [repo.mailings.thread(one.thread_id) for one in found if is_overdue(one, week.now)]
    own = [one for one in threads if one and actor.teacher_id in (one.first_id, one.second_id)]
    return Waiting(own, len(threads) - len(own))


def _found(repo: Repository, place: Municipality | Region, week: date) -> Snapshot:
    if isinstance(place, Region):
        parts = repo.weekly.of_region(place.id, week)
        return total(place.name, week, [Snapshot.model_validate_json(one.body) for one in parts])
    kept = repo.weekly.get(place.id, week)
    if kept is None:
        raise LookupError(week)
    return Snapshot.model_validate_json(kept.body)

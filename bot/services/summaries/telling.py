"""What time brings: on Monday morning each municipality's week is counted, kept, and told to its methodists."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage.models import RECIPE, Municipality, Role, Scope, StoredFile, Teacher
from storage.repository import Repository

from ..notes import Note, written
from ..quiet import due as morning
from . import weeks
from .chart import recipe
from .counting import Week, counted, release, week_of
from .snapshot import Snapshot

PRIORITY = 5
NAME = "week.png"
Words = Callable[[Municipality, Snapshot], Note]
"""Its text and buttons: services speak no Russian."""


def tell(repo: Repository, words: Words, now: datetime) -> bool:
    """One municipality whose week is due; whether there may be another one."""
    for zone in repo.weekly.zones():
        week = weeks.newest(now, ZoneInfo(zone))
        place = repo.weekly.unmade(zone, week, weeks.due(week, ZoneInfo(zone)))
        if place is not None:
            _make(repo, place, week_of(place, week, now), words)
            return True
    return False


def _make(repo: Repository, place: Municipality, week: Week, words: Words) -> None:
    """Kept under the municipality and the week, so that it is made once; many answers take several ticks before."""
    if release(repo, place, week):
        return
    found = counted(repo, place, week)
    repo.weekly.add(place.id, week.monday, found.model_dump_json(), week.now)
    repo.pulse.forget(place.id, week.monday)
    key = key_of(place, week.monday)
    picture = _picture(repo, place, week).id
    mailing = written(repo, words(place, found), week.now, key=key, municipality_id=place.id, file=picture)
    for person in _methodists(repo, place, week):
        at = morning(week.now, week.zone, person.quiet_hours)
        repo.mailings.deliver(mailing, person.id, 0, at, PRIORITY)


def key_of(place: Municipality, week: date) -> str:
    """Of the message that tells it."""
    return f"summary:{place.id}:{week}"


def _picture(repo: Repository, place: Municipality, week: Week) -> StoredFile:
    """Only how to make it: it is drawn when the first of them gets it, beside the writer."""
    made = recipe(Scope.MUNICIPALITY, place.id, week.monday.toordinal()).encode()
    return repo.files.add(
        StoredFile(kind="photo", name=NAME, mime=RECIPE, size=len(made), data=made, teacher_id=None, added_at=week.now)
    )


def _methodists(repo: Repository, place: Municipality, week: Week) -> list[Teacher]:
    """With whoever stands in for one of them."""
    holders = repo.roles.holders(Role.METHODIST, Scope.MUNICIPALITY, place.id, week.today)
    substitutes = repo.roles.substitutes_of([one.id for one in holders], week.today)
    return list({one.id: one for one in (*holders, *substitutes.values())}.values())

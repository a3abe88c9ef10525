"""Open mailings look for those who have joined the audience or can be reached by now: a stretch of people at a time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import Delivery, Mailing, MailingKind, QuietHours, Teacher
from storage.repository import Repository

from ..services import audience_memory, audiences
from ..services.access import ForbiddenError, actor_of
from ..services.announcements import ORDINARY
from ..services.audiences import obliges
from ..services.latecomers import morning
from ..services.surveys import sending
from ..turn import House

AGAIN = timedelta(hours=1)
"""Between two looks for one mailing."""
STRETCH = 5000
"""Ids of people in one look; so it takes as long for a hundred thousand as for five."""
MOST = 50
"""People one look finds of either kind: everybody else waits meanwhile."""


def look(repo: Repository, house: House) -> bool:
    """One stretch for one mailing; whether there may be more to look for."""
    now = house.clock()
    mailing = repo.latecomers.next_to_look(now, now - AGAIN)
    if mailing is None:
        return False
    after = mailing.looked_to
    if not after:
        mailing.looked_at = now
    to = after + STRETCH
    back = _back(repo, house, mailing, after, to)
    to = back[-1] if len(back) == MOST else to
    joined = _joined(repo, house, mailing, after, to)
    to = joined[-1].id if len(joined) == MOST else to
    mailing.looked_to = 0 if to >= repo.latecomers.last_person() else to
    return True


def _back(repo: Repository, house: House, mailing: Mailing, after: int, to: int) -> list[int]:
    """Ids of those who could not be reached and can be by now: they get what they missed."""
    dues: dict[datetime, list[Delivery]] = {}
    found = repo.latecomers.reachable_again(mailing.id, obliges(mailing.kind), after, to, MOST)
    for one in found:
        dues.setdefault(_morning(mailing, one.teacher, house), []).append(one)
    for at, deliveries in dues.items():
        repo.latecomers.let_go(deliveries, at)
        repo.mailings.added = True
    return sorted({one.teacher_id for one in found if one.teacher_id})


def _joined(repo: Repository, house: House, mailing: Mailing, after: int, to: int) -> list[Teacher]:
    """Those of the audience, as its author would choose them there today, who have no delivery yet."""
    asking = _asked if mailing.kind is MailingKind.SURVEY else _told
    found = asking(repo, house, mailing, after, to)
    repo.mailings.deliver_whole(mailing, {one.id: _morning(mailing, one, house) for one in found}, ORDINARY)
    return found


def _asked(repo: Repository, house: House, mailing: Mailing, after: int, to: int) -> list[Teacher]:
    """To a round of a survey."""
    found = sending.round_of(repo, mailing)
    if found is None:
        return []
    now = house.clock()
    zone = ZoneInfo(found.municipality.time_zone if found.municipality else house.time_zone)
    return sending.invite_late(repo, found, (after, to), MOST, now, now.astimezone(zone).date())


def _told(repo: Repository, house: House, mailing: Mailing, after: int, to: int) -> list[Teacher]:
    """Of an announcement."""
    author = None if mailing.author_id is None else repo.teachers.get(mailing.author_id)
    if not mailing.audience or author is None:
        return []
    today = house.clock().astimezone(_zone(author, house)).date()
    choices = audience_memory.load(mailing.audience)
    try:
        audience = audiences.remembered(
            repo, actor_of(repo, author, today), mailing.audience, choices, today, mailing.kind
        )
    except ForbiddenError:  # she answers for none of them any more
        return []
    return repo.latecomers.without_delivery(mailing.id, audience, after, to, MOST)


def _morning(mailing: Mailing, person: Teacher | None, house: House) -> datetime:
    return morning(mailing, house.clock(), _zone(person, house), person.quiet_hours if person else QuietHours.USUAL)


def _zone(person: Teacher | None, house: House) -> ZoneInfo:
    place = None if person is None else person.municipality
    return ZoneInfo(place.time_zone if place else house.time_zone)

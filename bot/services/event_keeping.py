"""The event of an announcement, stored with it: for whom it is, so who runs it."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple
from uuid import uuid4

from storage.models import Event, Mailing, MailingKind
from storage.repositories.audiences import Choices, Condition
from storage.repository import Repository

from . import access, audiences
from .access import Action, Actor, ForbiddenError
from .announcements import Row
from .event_desk import Plan


def keep(
    repo: Repository,
    actor: Actor,
    mailing: Mailing,
    plan: Plan,
    choices: Choices,
    rows: Callable[[int], list[Row]],
    now: datetime,
    today: date,
) -> Event:
    """Store the event of an announcement of one's own that was sent just now; the buttons below it name the event."""
    access.held(actor, Action.ANNOUNCE)
    place = _place(repo, actor, choices, today)
    if mailing.author_id != actor.teacher_id or mailing.kind is not MailingKind.EVENT:
        raise ForbiddenError(Action.ANNOUNCE)
    event = repo.events.add(
        Event(
            mailing_id=mailing.id,
            region_id=place.region_id,
            municipality_id=place.municipality_id,
            association_id=place.association_id,
            uid=str(uuid4()),
            title=plan.title,
            text=plan.text,
            html=plan.html,
            area=plan.area,
            place=plan.place,
            link=plan.link,
            seats=plan.seats,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            is_all_day=plan.is_all_day,
            time_zone=plan.time_zone,
            sequence=0,
            changed_at=now,
        )
    )
    mailing.closes_at = event.starts_at
    mailing.parts[0].rows = json.dumps(rows(event.id), ensure_ascii=False)
    repo.tx.flush()
    return event


class _Place(NamedTuple):
    region_id: int
    municipality_id: int | None
    association_id: int | None


def _place(repo: Repository, actor: Actor, choices: Choices, today: date) -> _Place:
    """The widest the author answers for; the association where it is for one only. Asks whether she may announce."""
    scope = audiences.audience(repo, actor, choices, today).within
    chosen = choices.get(Condition.ASSOCIATION, ())
    own = scope.associations
    one = chosen[0] if len(chosen) == 1 else None
    if scope.regions:
        return _Place(scope.regions[0], None, one)
    if scope.municipalities:
        return _Place(actor.region_id or 0, scope.municipalities[0], one)
    found = own[0]
    return _Place(found.region_id, found.municipality_id, one or (found.id if len(own) == 1 else None))

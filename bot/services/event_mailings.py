"""Invitations that have not left yet when their event is moved, or begins."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from storage.models import Event, Mailing, MailingKind, MailingState
from storage.repositories.audiences import When
from storage.repository import Repository

from . import access, events
from .access import Action, Actor, ForbiddenError

AT_ONCE = 200
"""So many mailings whose event has begun are looked at in one tick."""


class Late(NamedTuple):
    """How many people are invited earlier than was meant, for else it would be too late; how many cannot be."""

    sooner: int
    never: int


def late(repo: Repository, actor: Actor, event: Event, starts_at: datetime, now: datetime) -> Late:
    """What moving the event to that beginning would do to invitations under way. Raises ForbiddenError."""
    access.held(actor, Action.RUN_EVENT)
    if not events.runs(repo, actor, event):
        raise ForbiddenError(Action.RUN_EVENT)
    found = list(_late(repo, event, starts_at, now))
    return Late(
        sum(people for _, _, at, people in found if at < starts_at),
        sum(people for _, _, at, people in found if at >= starts_at),
    )


def bring_forward(repo: Repository, event: Event, now: datetime) -> None:
    """Whoever would be invited after the beginning is invited now, or when her quiet hours are over.

    Where that is too late it stays as it was: the event may be moved back, and `close` sees to the rest.
    """
    for mailing, when, at, _ in _late(repo, event, event.starts_at, now):
        if at < event.starts_at:
            for part in mailing.parts:
                due = at + timedelta(seconds=part.number)
                repo.event_mailings.bring_forward(mailing.id, part.number, when, event.starts_at, due)
            mailing.starts_at = min(mailing.starts_at, now)
            repo.mailings.added = True


def close(repo: Repository, now: datetime) -> None:
    """Nobody is invited to what has begun, though a messenger was away or her quiet hours were not over."""
    for mailing in repo.event_mailings.begun(now, AT_ONCE):
        if repo.announcements.first_of(mailing).kind is MailingKind.EVENT:
            repo.announcements.drop(mailing, now)
            mailing.state = MailingState.DONE


def _late(
    repo: Repository, event: Event, starts_at: datetime, now: datetime
) -> Iterator[tuple[Mailing, When, datetime, int]]:
    """(mailing, who, when they can be told, how many), of the announcement and of what passes it on."""
    for mailing in repo.announcements.tree(event.mailing_id):
        for when, people in repo.event_mailings.late(mailing.id, starts_at).items():
            yield mailing, when, events.hour_in(when, starts_at, now), people

"""An announcement is corrected or recalled: edited where it stands, said anew where it cannot be edited.

Whoever got it passed on sees the same, for it is no truer there.
"""

import json
from datetime import datetime
from typing import NamedTuple

from storage.changes import key_of
from storage.models import NAME, RECALLED, DeliveryState, Mailing, MailingKind
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError
from .announced import own, stop
from .announcements import Row, fits, room
from .audit import Deed
from .notes import Note, written

REACHED = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN)
WAITING = (DeliveryState.WAITING, DeliveryState.HELD)


class Affected(NamedTuple):
    """`shown` have it or may have it, `waiting` will get the new text."""

    shown: int
    waiting: int


class Change(NamedTuple):
    """The new text, and what is said where the message cannot be edited; `rows` are the buttons of both."""

    text: str
    instead: str
    rows: list[Row] | None  # None: the message keeps its own


def affected(repo: Repository, actor: Actor, mailing_id: int) -> Affected:
    """How many a change would concern. Raises ForbiddenError, also for what was recalled."""
    found = [repo.announcements.progress(one.id) for one in _tree(repo, _changeable(repo, actor, mailing_id))]
    shown, waiting = (
        sum(counts[state].people for counts in found for state in states if state in counts)
        for states in (REACHED, WAITING)
    )
    return Affected(shown, waiting)


def correct(repo: Repository, actor: Actor, mailing_id: int, change: Change, now: datetime) -> None:
    """Everybody sees the new text. Raises ForbiddenError."""
    mailing = _changeable(repo, actor, mailing_id)
    was = mailing.parts[0].text
    for one in _tree(repo, mailing):
        said = one.parts[0].text.replace(was, change.text, 1)
        is_whole = fits(said, repo.announcements.longest_name(one.id), room(one))
        _apply(repo, one, change._replace(text=said) if is_whole else change, now)
    audit.record(repo, actor, Deed.ANNOUNCEMENT_CORRECTED, now, details=_details(mailing))


def recall(repo: Repository, actor: Actor, mailing_id: int, change: Change, now: datetime) -> None:
    """What has not left never does, what has is replaced. Raises ForbiddenError."""
    mailing = _changeable(repo, actor, mailing_id)
    stop(repo, actor, mailing_id, now)
    for one in _tree(repo, mailing):
        repo.announcements.stop(one, now)
        one.note, one.closes_at = RECALLED, None
        _apply(repo, one, change, now)
    audit.record(repo, actor, Deed.ANNOUNCEMENT_RECALLED, now, details=_details(mailing))


def _tree(repo: Repository, mailing: Mailing) -> list[Mailing]:
    """With what passes it on and was not recalled by itself."""
    return [one for one in repo.announcements.tree(mailing.id) if one.note != RECALLED]


def _details(mailing: Mailing) -> str:
    return f"mailing={mailing.id} version={mailing.parts[0].version}"


def _changeable(repo: Repository, actor: Actor, mailing_id: int) -> Mailing:
    access.held(actor, Action.ANNOUNCE)
    mailing = own(repo, actor, mailing_id)
    if mailing.note == RECALLED:
        raise ForbiddenError(Action.ANNOUNCE)
    return mailing


def _apply(repo: Repository, mailing: Mailing, change: Change, now: datetime) -> None:
    part = mailing.parts[0]
    repo.announcements.drop_correction(key_of(mailing.id, part.version), now)
    rows: list[Row] = json.loads(part.rows) if change.rows is None else change.rows
    mailing.is_personal = mailing.is_personal or NAME in change.text
    repo.announcements.restate(mailing, change.text, rows)
    written(
        repo,
        Note(change.instead, rows),
        now,
        kind=MailingKind.CORRECTION,
        key=key_of(mailing.id, part.version),
        author_id=mailing.author_id,
        municipality_id=mailing.municipality_id,
        is_personal=mailing.is_personal,
    )

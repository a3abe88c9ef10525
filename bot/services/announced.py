"""Announcements that have been sent: how far they are, what stops them, who got them and who did not."""

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from storage.models import OPEN, SENT_BY_PEOPLE, DeliveryState, Level, Mailing, MailingState
from storage.repositories.announcements import Recipient, Tally
from storage.repositories.to_come import Around
from storage.repository import Repository

from . import access, audiences, audit
from .access import Action, Actor, ForbiddenError
from .announcements import author_of
from .audit import Deed
from .days import day_of

COUNTED = 10_000
"""Up to so many people are counted while the author waits; above that only beside the writer, for the workbook."""
ABSENT = (DeliveryState.UNREACHABLE, DeliveryState.BLOCKED)
"""Told apart by nobody: who has switched us off is her own business."""
HELD = timedelta(days=3)
"""What has begun may still wait so long: for the end of quiet hours, which for some last from Friday to Monday."""
NOT_GOT = (*ABSENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)


class Progress(NamedTuple):
    """`absent`: without a messenger or no longer reachable there; `tapped` and `held` are among the others."""

    waiting: int
    sent: int
    absent: int
    failed: int
    unknown: int
    stopped: int
    tapped: int
    held: int

    @property
    def people(self) -> int:
        return self.waiting + self.sent + self.absent + self.failed + self.unknown + self.stopped

    @property
    def leaving(self) -> int:
        """Those whose turn it is: neither done nor held until their morning."""
        return self.waiting - self.held


class Card(NamedTuple):
    """`twice`: so many at most have got it twice, for nobody knows what became of the first try.

    `is_own`: else its author answers for it no more, and whoever does may only stop it.
    """

    mailing: Mailing
    progress: Progress
    may_stop: bool
    may_resume: bool
    twice: int
    is_own: bool


def card(repo: Repository, actor: Actor, mailing_id: int) -> Card:
    """How far one's own announcement is. Raises ForbiddenError for every other one."""
    return _card(repo, own(repo, actor, mailing_id), is_own=True)


def look(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> Card:
    """The same, of what one may stop, too. Raises ForbiddenError."""
    found = stoppable(repo, actor, mailing_id, now)
    return _card(repo, found, is_own=found.author_id == actor.teacher_id)


def _card(repo: Repository, mailing: Mailing, is_own: bool) -> Card:
    found = repo.announcements.progress(mailing.id)
    states = Counter({state: count.people for state, count in found.items()})
    progress = Progress(
        waiting=sum(states[state] for state in (*OPEN, DeliveryState.SENDING)),
        sent=states[DeliveryState.SENT],
        absent=sum(states[state] for state in ABSENT),
        failed=states[DeliveryState.FAILED],
        unknown=states[DeliveryState.UNKNOWN],
        stopped=states[DeliveryState.CANCELLED],
        tapped=sum(count.tapped for count in found.values()),
        held=states[DeliveryState.HELD],
    )
    is_open = repo.announcements.is_open(mailing.id)  # also when only further parts of it have not left
    may_stop = is_open and mailing.state is not MailingState.CANCELLED
    twice = repo.announcements.cut_off(mailing.id)
    return Card(mailing, progress, may_stop, is_own and mailing.state is MailingState.PAUSED, twice, is_own)


def watch(repo: Repository, actor: Actor, mailing_id: int, update: int, now: datetime) -> None:
    """Keep the card that answers this update of the actor's account up to date. Raises ForbiddenError."""
    mailing = stoppable(repo, actor, mailing_id, now)
    if actor.account_id is not None:
        repo.announcements.watch(actor.account_id, mailing.id, update)


def newest(repo: Repository, actor: Actor, limit: int) -> list[Mailing]:
    """One's own last announcements, but for those to places one answers for no more. Raises ForbiddenError."""
    found = repo.announcements.newest_of(author_of(repo, actor), SENT_BY_PEOPLE, limit)
    return [one for one in found if audiences.answers(repo, actor, one.audience)]


def left_behind(repo: Repository, actor: Actor, now: datetime) -> list[Mailing]:
    """What is still to leave in the actor's places, the first first, though its author answers for them no more.

    Raises ForbiddenError.
    """
    regions, municipalities, _ = access.places(access.held(actor, Action.ANNOUNCE))
    found = repo.announcements.to_come(Around(regions, municipalities), SENT_BY_PEOPLE, now - HELD)
    return [one for one in found if _is_left(repo, actor, one, now)]


def _is_left(repo: Repository, actor: Actor, mailing: Mailing, now: datetime) -> bool:
    """Nobody but whoever answers for the place today can keep it from leaving."""
    if mailing.kind not in SENT_BY_PEOPLE or not audiences.answers(repo, actor, mailing.audience):
        return False
    author = None if mailing.author_id is None else repo.teachers.get(mailing.author_id)
    return author is None or not audiences.answers(
        repo, access.actor_of(repo, author, day_of(author, now)), mailing.audience
    )


def stoppable(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> Mailing:
    """One's own announcement, or one in one's places that its author may not stop any more. Raises ForbiddenError."""
    access.held(actor, Action.ANNOUNCE)
    found = repo.announcements.get(mailing_id)
    return found if found is not None and _is_left(repo, actor, found, now) else own(repo, actor, mailing_id)


def stop(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> int:
    """Cancel what has not left; returns how many that were. Raises ForbiddenError."""
    mailing = stoppable(repo, actor, mailing_id, now)
    stopped = repo.announcements.stop(mailing, now)
    if stopped:
        audit.record(repo, actor, Deed.ANNOUNCEMENT_STOPPED, now, details=f"mailing={mailing.id} people={stopped}")
    return stopped


def resume(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> bool:
    """Go on with what was paused because much of it failed; False: it was not. Raises ForbiddenError."""
    mailing = own(repo, actor, mailing_id)
    if mailing.state is not MailingState.PAUSED:
        return False
    mailing.state, mailing.note = MailingState.ACTIVE, ""
    repo.mailings.added = True
    audit.record(repo, actor, Deed.ANNOUNCEMENT_RESUMED, now, details=f"mailing={mailing.id}")
    return True


def not_reached(repo: Repository, actor: Actor, mailing_id: int, offset: int, limit: int) -> list[Recipient]:
    """Who must be told in person, by municipality, organization and name. Raises ForbiddenError."""
    mailing = own(repo, actor, mailing_id)
    return repo.announcements.recipients(mailing.id, NOT_GOT, offset, limit)


def tallies(repo: Repository, actor: Actor, mailing_id: int, way: str) -> list[Tally] | None:
    """Numbers by "organizations", "associations" (but school ones) or "messengers"; None: too many for a look.

    Raises ForbiddenError.
    """
    mailing = own(repo, actor, mailing_id)
    if sum(count.people for count in repo.announcements.progress(mailing.id).values()) > COUNTED:
        return None
    if way == "organizations":
        return repo.announcements.by_organization(mailing.id)
    if way == "associations":
        levels = [level for level in Level if level is not Level.SCHOOL]
        return repo.announcements.by_association(mailing, levels)
    return repo.announcements.by_messenger(mailing.id)


def own(repo: Repository, actor: Actor, mailing_id: int) -> Mailing:
    """One's own announcement, to places one still answers for. Raises ForbiddenError for everything else."""
    author = author_of(repo, actor)
    found = repo.announcements.get(mailing_id)
    if found is None or found.author_id != author or found.kind not in SENT_BY_PEOPLE:
        raise ForbiddenError(Action.ANNOUNCE)
    if not audiences.answers(repo, actor, found.audience):
        raise ForbiddenError(Action.ANNOUNCE)
    return found


def longest(repo: Repository, actor: Actor, mailing_id: int) -> int:
    """Characters of the longest polite name among its recipients. Raises ForbiddenError."""
    return repo.announcements.longest_name(own(repo, actor, mailing_id).id)

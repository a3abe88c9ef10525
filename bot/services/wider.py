"""Somebody comes to answer for more than her school: what was given while she answered for less is closed.

Who gave out her link or appointed her stand-in may answer for less, and nobody has asked whether they should have more.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from storage.models import Substitution, Teacher
from storage.repository import Repository

from . import audit, notes
from .access import Actor
from .audit import Deed
from .notes import Note

Ended = Callable[[Substitution], Note]
"""What a stand-in hears."""


def close(repo: Repository, actor: Actor, person: Teacher, ended: Ended, now: datetime, today: date) -> None:
    """Her unused links, and who stands in for her now or is to."""
    repo.invitations.revoke(person.id, now)
    for one in repo.substitutions.of(person.id, today):
        end(repo, actor, one, ended, now, today)


def end(repo: Repository, actor: Actor, found: Substitution, ended: Ended, now: datetime, today: date) -> None:
    """From now on; one that has not run a day is gone as a whole."""
    audit.record(repo, actor, Deed.SUBSTITUTION_ENDED, now, found.substitute, f"substitution={found.id}")
    notes.tell(repo, found.substitute, ended(found), now)
    if found.since >= today:
        repo.substitutions.drop(found)
    else:
        found.until = today - timedelta(days=1)
        repo.tx.flush()

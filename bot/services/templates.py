"""A methodical service's own templates of documents: the last one sent is in force, and each change is undone."""

from datetime import datetime
from typing import NamedTuple

from storage.models import DocumentTemplate, Municipality, TemplateKind
from storage.repository import Repository

from . import access, audit, files
from .access import Action, Actor
from .audit import Deed
from .files import Received

MOST = 5
"""So many changes of a kind are kept, to be taken back."""


class InForce(NamedTuple):
    """`own` None: ours is. `is_undoable`: there is a change to take back."""

    own: DocumentTemplate | None
    is_undoable: bool


def place(repo: Repository, actor: Actor) -> Municipality:
    """For which she keeps templates. Raises ForbiddenError."""
    return access.own_municipality(repo, actor, Action.KEEP_TEMPLATE)


def in_force(repo: Repository, actor: Actor, kind: TemplateKind) -> InForce:
    """Raises ForbiddenError."""
    found = repo.templates.all_of(place(repo, actor).id, kind)
    return InForce(found[0] if found and found[0].file_id else None, bool(found))


def keep(repo: Repository, actor: Actor, kind: TemplateKind, file: Received, now: datetime) -> None:
    """From now on files are made by it; it has been looked through. Raises ForbiddenError."""
    _add(repo, actor, place(repo, actor), kind, file, now)


def reset(repo: Repository, actor: Actor, kind: TemplateKind, now: datetime) -> None:
    """Ours again. Raises ForbiddenError."""
    where = place(repo, actor)
    if in_force(repo, actor, kind).own is not None:
        _add(repo, actor, where, kind, None, now)


def undo(repo: Repository, actor: Actor, kind: TemplateKind, now: datetime) -> None:
    """What was before the last change. Raises ForbiddenError."""
    where = place(repo, actor)
    for newest in repo.templates.all_of(where.id, kind)[:1]:
        repo.templates.drop(newest)
        audit.record(repo, actor, Deed.TEMPLATE_CHANGED, now, details=f"kind={kind.value}", at=where.id)


def _add(
    repo: Repository, actor: Actor, where: Municipality, kind: TemplateKind, file: Received | None, now: datetime
) -> None:
    repo.templates.add(where.id, kind, file and files.keep(repo, actor, file, now), now)
    for older in repo.templates.all_of(where.id, kind)[MOST:]:
        repo.templates.drop(older)
    audit.record(repo, actor, Deed.TEMPLATE_CHANGED, now, details=f"kind={kind.value}", at=where.id)

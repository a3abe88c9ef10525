"""A roster sent through the chat: read beside the conversation, shown, applied only when its sender says so, undone."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from storage.models import ImportState, Municipality, Region, RosterImport, Scope, StoredFile
from storage.repository import Repository

from . import access, audit, notes
from .access import Action, Actor, ForbiddenError, Grant
from .audit import Deed
from .notes import Note

MANY = 0.3
"""The share of people whose leaving is asked about once more."""
UNANSWERED = timedelta(days=7)
"""For so long a preview waits for its answer."""
UNDOABLE = timedelta(days=60)
"""For so long an import can be taken back, unless another follows."""


class Place(NamedTuple):
    """For what somebody may bring a roster in; without a municipality for the whole region."""

    region: Region
    municipality: Municipality | None

    @property
    def municipality_id(self) -> int | None:
        return self.municipality.id if self.municipality else None

    @property
    def name(self) -> str:
        return self.municipality.name if self.municipality else self.region.name


class Answer(StrEnum):
    """What became of her «Применить»."""

    GOES_ON = "goes_on"
    ASK_AGAIN = "ask_again"  # too many would leave
    TOO_LATE = "too_late"  # it was answered before, or another file came


def place(repo: Repository, actor: Actor) -> Place:
    """Raises ForbiddenError for who may bring in no roster."""
    found = _place(repo, actor, access.where(actor, Action.IMPORT_ROSTER))
    access.require(actor, Action.IMPORT_ROSTER, found.municipality or found.region)
    return found


def _place(repo: Repository, actor: Actor, held: tuple[Grant, ...]) -> Place:
    """The region where she may, else her own municipality, else the one she stands in for."""
    regions = [grant.scope_id or actor.region_id for grant in held if grant.scope in (Scope.REGION, Scope.ALL)]
    for region_id in regions:
        if region_id and (region := repo.places.region(region_id)):
            return Place(region, None)
    for municipality_id in sorted(access.ids(held, Scope.MUNICIPALITY), key=lambda id_: id_ != actor.municipality_id):
        if (municipality := repo.places.municipality(municipality_id)) is not None:
            return Place(municipality.region, municipality)
    raise ForbiddenError(Action.IMPORT_ROSTER)


def people_of(repo: Repository, actor: Actor) -> int:
    """How many are in the roster of her place today. Raises ForbiddenError."""
    where = place(repo, actor)
    return repo.roster_imports.people_of(where.region.id, where.municipality_id)


def handed_out(repo: Repository, actor: Actor, filled: bool, now: datetime) -> None:
    """She takes the form; with the whole list in it that is remembered. Raises ForbiddenError."""
    where = place(repo, actor)
    if filled:
        details = f"people={repo.roster_imports.people_of(where.region.id, where.municipality_id)}"
        audit.record(repo, actor, Deed.ROSTER_EXPORTED, now, details=details, at=where.municipality_id)


def begin(repo: Repository, actor: Actor, file: StoredFile, now: datetime) -> RosterImport:
    """Have the file read; what she sent before and did not apply is dropped. Raises ForbiddenError."""
    where = place(repo, actor)
    earlier = repo.roster_imports.newest_of(actor.teacher_id or 0)
    if earlier is not None and earlier.state in (ImportState.READING, ImportState.READY, ImportState.REFUSED):
        _drop(repo, earlier)
    return repo.roster_imports.add(
        RosterImport(
            region_id=where.region.id,
            municipality_id=where.municipality_id,
            author_id=actor.teacher_id,
            account_id=actor.account_id,
            file_id=file.id,
            state=ImportState.READING,
            created_at=now,
        )
    )


def mine(repo: Repository, actor: Actor) -> RosterImport | None:
    """The newest file she sent, whatever came of it. Raises ForbiddenError."""
    where, found = place(repo, actor), repo.roster_imports.newest_of(actor.teacher_id or 0)
    return found if found is not None and _is_here(where, found) else None


def get(repo: Repository, actor: Actor, import_id: int) -> RosterImport:
    """An import of hers. Raises ForbiddenError for every other, and when she may not any more."""
    where = place(repo, actor)
    found = repo.roster_imports.get(import_id)
    if found is None or found.author_id != actor.teacher_id or not _is_here(where, found):
        raise ForbiddenError(Action.IMPORT_ROSTER)
    return found


def approve(repo: Repository, actor: Actor, import_id: int, is_sure: bool) -> Answer:
    """«Применить»; nothing is written before the file has been compared once more. Raises ForbiddenError."""
    found = get(repo, actor, import_id)
    if found.state is not ImportState.READY:
        return Answer.TOO_LATE
    if not is_sure and removes_many(json.loads(found.preview)):
        return Answer.ASK_AGAIN
    found.sure, found.account_id = is_sure, actor.account_id
    repo.roster_imports.set_state(found, ImportState.APPROVED)
    return Answer.GOES_ON


def decline(repo: Repository, actor: Actor, import_id: int) -> bool:
    """«Не применять»; False: it was applied or dropped before. Raises ForbiddenError."""
    found = get(repo, actor, import_id)
    if found.state not in (ImportState.READY, ImportState.REFUSED):
        return False
    _drop(repo, found)
    return True


def add_places(repo: Repository, actor: Actor, import_id: int) -> bool:
    """«Это новые школы»: have the file read once more; False: it was decided on before. Raises ForbiddenError."""
    found = get(repo, actor, import_id)
    if found.state not in (ImportState.READY, ImportState.REFUSED) or found.file_id is None:
        return False
    found.adds_places, found.account_id = True, actor.account_id
    repo.roster_imports.set_state(found, ImportState.READING)
    return True


def last_applied(repo: Repository, actor: Actor) -> RosterImport | None:
    """The one «Отменить загрузку» takes back: the newest of her place. Raises ForbiddenError."""
    where = place(repo, actor)
    found = repo.roster_imports.newest_applied(where.region.id, where.municipality_id)
    return found if found is not None and repo.roster_imports.can_be_taken_back(found.id) else None


def undo(repo: Repository, actor: Actor, import_id: int, note: Note, now: datetime) -> bool:
    """Take the newest import of her place back, and tell whoever else had brought it in.

    False: it is not the newest any more. Raises ForbiddenError.
    """
    found = last_applied(repo, actor)
    if found is None or found.id != import_id:
        return False
    if found.author is not None and found.author.id != actor.teacher_id:
        notes.tell(repo, found.author, note, now)
    found.account_id, found.author_id = actor.account_id, actor.teacher_id
    repo.roster_imports.set_state(found, ImportState.UNDOING)
    audit.record(repo, actor, Deed.IMPORT_UNDONE, now, details=f"import={found.id}", at=found.municipality_id)
    return True


def forget(repo: Repository, now: datetime) -> None:
    """Drop files nobody has decided on, and what could be taken back and was not: both are lists of people."""
    for found in repo.roster_imports.given_up(now - UNANSWERED):
        _drop(repo, found)
    repo.roster_imports.drop_old_steps(now - UNDOABLE)


def removes_many(preview: dict[str, Any]) -> bool:
    """Whether so many would leave that she is asked once more."""
    left, known = preview["counts"]["left"], preview["known"]
    return bool(left) and left >= known * MANY


def _drop(repo: Repository, found: RosterImport) -> None:
    repo.files.let_go_of(found)
    repo.roster_imports.clear_steps(found.id)
    found.preview = ""
    repo.roster_imports.set_state(found, ImportState.DECLINED)


def _is_here(where: Place, found: RosterImport) -> bool:
    return (found.region_id, found.municipality_id) == (where.region.id, where.municipality_id)

"""The slices of an import in the writer: each is one short transaction that notes what it did."""

import json
from collections import ChainMap
from collections.abc import Iterable
from typing import NamedTuple

from storage.database import Transaction
from storage.models import ImportState, Teacher
from storage.repositories.roster_steps import Group, Steps
from storage.repository import Repository

from ..services.roster.plan import unpacked
from ..services.roster.rights import Rights, changed, regained

IMPORTED = frozenset(
    {"teacher_place", "teacher_subject", "role_grant", "association", "association_member", "mentorship"}
)
"""Tables in which an import itself writes of people."""
PEOPLE = Teacher.__tablename__


class TakenBack(NamedTuple):
    """Rows that stay: people, and everything else."""

    people: int
    other: int


def store(tx: Transaction, import_id: int, first: int, bodies: list[bytes]) -> None:
    """Keep some of the steps; the first ones drop what an attempt before has left."""
    imports = Repository(tx).roster_imports
    if not first:
        imports.clear_steps(import_id)
    imports.add_steps(import_id, first, bodies)


def begin(tx: Transaction, import_id: int) -> None:
    """All steps are there: from now on they are written."""
    repo = Repository(tx)
    it = repo.roster_imports.get(import_id)
    if it is not None and it.state is ImportState.APPROVED:
        repo.roster_imports.set_state(it, ImportState.APPLYING)


def write(tx: Transaction, import_id: int, number: int, ids: dict[int, int]) -> dict[int, int]:
    """Write a step, unless it was: what stands behind its negative numbers.

    `ids` are not changed, for a work may run twice.
    """
    imports = Repository(tx).roster_imports
    step = imports.step(import_id, number)
    if step is None or step.done is not None:
        return {}
    new: dict[int, int] = {}
    steps = Steps(tx, ChainMap(new, ids))
    done = [steps.write(group) for group in unpacked(step.body)]
    imports.mark(import_id, number, json.dumps(done))
    return new


def skipped(tx: Transaction, import_id: int) -> int:
    """How many rows of all the steps were not what they had been, whoever wrote them before a crash."""
    return sum(was.count(0) for done in Repository(tx).roster_imports.done(import_id) for was in json.loads(done))


def take_back(tx: Transaction, import_id: int, number: int, ids: dict[int, int], kept: frozenset[int]) -> TakenBack:
    """Undo a step, unless it is undone."""
    imports = Repository(tx).roster_imports
    step = imports.step(import_id, number)
    if step is None or step.done is None:
        return TakenBack(0, 0)
    steps, people, other = Steps(tx, ids), 0, 0
    for group, was in reversed(list(zip(unpacked(step.body), json.loads(step.done), strict=True))):
        stays = steps.take_back(group, was, kept).count(0)
        people, other = (people + stays, other) if group.table == PEOPLE else (people, other + stays)
    imports.mark(import_id, number, None)
    return TakenBack(people, other)


def ids_of(tx: Transaction, import_id: int, number: int) -> dict[int, int]:
    """What the inserts of a step made: negative number -> id."""
    step = Repository(tx).roster_imports.step(import_id, number)
    if step is None or step.done is None:
        return {}
    ids: dict[int, int] = {}
    for group, was in zip(unpacked(step.body), json.loads(step.done), strict=True):
        if group.kind == "insert" and group.first:
            ids |= {group.first - place: id_ for place, id_ in enumerate(was)}
    return ids


def rights_of(tx: Transaction, import_id: int, number: int) -> Rights:
    """What the step did to rights; of one that is undone nothing."""
    step = Repository(tx).roster_imports.step(import_id, number)
    if step is None or step.done is None:
        return Rights()
    return changed(unpacked(step.body), json.loads(step.done))


def regained_by(tx: Transaction, import_id: int, number: int) -> Rights:
    """What taking the step back gives again; the same after a crash in the middle of it."""
    step = Repository(tx).roster_imports.step(import_id, number)
    return Rights() if step is None else regained(unpacked(step.body))


def still_needed(tx: Transaction, import_id: int, number: int, ids: dict[int, int]) -> set[int]:
    """Those whom the step has added and who use the bot by now, were changed, or were given something by hand."""
    step = Repository(tx).roster_imports.step(import_id, number)
    if step is None or step.done is None:
        return set()
    found: set[int] = set()
    steps = Steps(tx, dict(ids))
    for group, was in zip(unpacked(step.body), json.loads(step.done), strict=True):
        if group.kind == "insert" and group.table == PEOPLE:
            found |= _needed(steps, group, was)
    return found


def _needed(steps: Steps, group: Group, was: Iterable[int]) -> set[int]:
    people = list(was)
    return (
        steps.pointed_to(group.of, people, IMPORTED) | steps.made_by_hand(people) | steps.changed_since(group, people)
    )

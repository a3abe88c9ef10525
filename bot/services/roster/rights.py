"""What the slices of an import do to rights: whom others have to hear of, and who has come to hold more."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from storage.models import Association, RoleGrant
from storage.repositories.roster_steps import Group

GRANTS, ASSOCIATIONS = RoleGrant.__tablename__, Association.__tablename__
HEAD = "head_id"


class Rights(NamedTuple):
    """Ids of grants that have ended, of those that were given, and of associations that got their heads."""

    ended: tuple[int, ...] = ()
    given: tuple[int, ...] = ()
    led: tuple[int, ...] = ()

    def and_of(self, other: "Rights") -> "Rights":
        return Rights(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def changed(step: Iterable[Group], done: Iterable[Sequence[int]]) -> Rights:
    """Of a slice that was written, with what came of its rows."""
    found = Rights()
    for group, was in zip(step, done, strict=True):
        if group.kind == "insert":
            made = tuple(id_ for id_ in was if id_)
        else:
            made = tuple(row[0] for row, is_done in zip(group.rows, was, strict=True) if is_done)
        found = found.and_of(_of(group, made))
    return found


def regained(step: Iterable[Group]) -> Rights:
    """Of a slice that is taken back, whatever had come of it: what it ended is given again."""
    found = Rights()
    for group in step:
        if group.kind == "update":
            ended, _, led = _of(group, tuple(row[0] for row in group.rows))
            found = found.and_of(Rights((), ended, led))
    return found


def _of(group: Group, ids: tuple[int, ...]) -> Rights:
    if group.table == GRANTS:
        return Rights(ended=ids) if group.kind == "update" else Rights(given=ids)
    return Rights(led=ids) if group.table == ASSOCIATIONS and HEAD in group.columns else Rights()

"""A municipality's own rules: a table is sent, read beside the conversation, looked at, and holds once applied."""

import json
from datetime import datetime
from typing import NamedTuple

from storage.models import Municipality, PathRules, RulesState, StoredFile
from storage.repository import Repository

from .. import access, audit
from ..access import Action, Actor, ForbiddenError
from ..audit import Deed
from .rules import Rules, own

VERSIONS = 20
"""So many of the newest are looked through for one to go back to."""


class Standing(NamedTuple):
    """`version`: what holds, None for the usual rules from the beginning; `earlier`: own ones that held before it."""

    municipality: Municipality
    version: PathRules | None
    earlier: PathRules | None


class Difference(NamedTuple):
    """How many rules a table has, and what of it is otherwise than what holds."""

    rules: int
    new: int
    changed: int
    gone: int


def place(repo: Repository, actor: Actor) -> Municipality:
    """Whose rules the actor keeps. Raises ForbiddenError."""
    return access.own_municipality(repo, actor, Action.RUN_SURVEY)


def standing(repo: Repository, actor: Actor) -> Standing:
    """Raises ForbiddenError."""
    where = place(repo, actor)
    versions = repo.path_rules.good(where.id, VERSIONS)
    now = versions[0] if versions else None
    body = now.body if now else ""
    earlier = next((one for one in versions if one.body and one.body != body), None)
    return Standing(where, now, earlier)


def begin(repo: Repository, actor: Actor, file: StoredFile, now: datetime) -> PathRules:
    """Have a table read; what she sent before and did not apply is dropped. Raises ForbiddenError."""
    where = place(repo, actor)
    earlier = repo.path_rules.newest_of(where.id, actor.teacher_id or 0)
    if earlier is not None and earlier.state is not RulesState.GOOD:
        _drop(repo, earlier)
    return repo.path_rules.add(_version(where, actor, RulesState.READING, "", now, file.id))


def get(repo: Repository, actor: Actor, version_id: int) -> PathRules:
    """One of her municipality's. Raises ForbiddenError for every other."""
    where, found = place(repo, actor), repo.path_rules.get(version_id)
    if found is None or found.municipality_id != where.id:
        raise ForbiddenError(Action.RUN_SURVEY)
    return found


def difference(repo: Repository, actor: Actor, version: PathRules, usual: Rules) -> Difference:
    """Of a table that was understood, with what holds now. Raises ForbiddenError."""
    place(repo, actor)
    return compared(repo, version, usual)


def compared(repo: Repository, version: PathRules, usual: Rules) -> Difference:
    """The same for what reads a table beside the conversation."""
    before = {one.key: one for one in own(usual, repo.path_rules.in_force(version.municipality_id)).rules}
    after = {one.key: one for one in own(usual, version.body).rules}
    changed = sum(before[key] != one for key, one in after.items() if key in before)
    return Difference(len(after), len(after.keys() - before.keys()), changed, len(before.keys() - after.keys()))


def apply(repo: Repository, actor: Actor, version_id: int, now: datetime) -> bool:
    """From now on it holds for new drafts, paths stay as they are; False: decided on before. Raises ForbiddenError."""
    found = get(repo, actor, version_id)
    if found.state is not RulesState.READY or found.author_id != actor.teacher_id:
        return False
    _drop(repo, found)
    _hold(repo, actor, found.body, now)
    return True


def decline(repo: Repository, actor: Actor, version_id: int) -> bool:
    """Not applied; False: decided on before. Raises ForbiddenError."""
    found = get(repo, actor, version_id)
    if found.state not in (RulesState.READY, RulesState.REFUSED) or found.author_id != actor.teacher_id:
        return False
    _drop(repo, found)
    return True


def back_to_usual(repo: Repository, actor: Actor, now: datetime) -> None:
    """The usual rules hold again. Raises ForbiddenError."""
    version = standing(repo, actor).version
    if version is not None and version.body:
        _hold(repo, actor, "", now)


def bring_back(repo: Repository, actor: Actor, version_id: int, now: datetime) -> bool:
    """Own rules that held before hold again; False: it is no such version. Raises ForbiddenError."""
    found = get(repo, actor, version_id)
    if found.state is not RulesState.GOOD or not found.body:
        return False
    if repo.path_rules.in_force(found.municipality_id) != found.body:
        _hold(repo, actor, found.body, now)
    return True


def understood(repo: Repository, found: PathRules, body: str, complaints: list[str]) -> None:
    """What the child process has made of the file; it is needed no more."""
    repo.files.let_go_of(found)
    found.state, found.body = (RulesState.REFUSED, "") if complaints else (RulesState.READY, body)
    found.complaints = json.dumps(complaints, ensure_ascii=False)
    repo.tx.flush()


def _hold(repo: Repository, actor: Actor, body: str, now: datetime) -> None:
    made = repo.path_rules.add(_version(place(repo, actor), actor, RulesState.GOOD, body, now))
    audit.record(repo, actor, Deed.PATH_RULES_CHANGED, now, details=f"version={made.id}", at=made.municipality_id)


def _version(
    where: Municipality, actor: Actor, state: RulesState, body: str, now: datetime, file_id: int | None = None
) -> PathRules:
    return PathRules(
        municipality_id=where.id, author_id=actor.teacher_id, account_id=actor.account_id, file_id=file_id,
        state=state, body=body, created_at=now,
    )  # fmt: skip


def _drop(repo: Repository, found: PathRules) -> None:
    repo.files.let_go_of(found)
    found.state, found.complaints = RulesState.DROPPED, ""
    repo.tx.flush()

"""Surveys that a service writes itself: a table is sent, read beside the conversation, kept as a version, tried."""

import json
from datetime import datetime
from typing import NamedTuple

from storage.models import Municipality, Region, SheetState, StoredFile, SurveySheet
from storage.repository import Repository

from ..access import Action, Actor, ForbiddenError
from .keeping import drop, keep, whole_key
from .model import Survey
from .reading import Edition, from_stored
from .rounds import home

ENDED = (SheetState.KEPT, SheetState.HIDDEN)


class Written(NamedTuple):
    """A survey of the service in its newest version."""

    sheet: SurveySheet
    edition: Edition

    @property
    def survey(self) -> Survey:
        return self.edition.survey


def begin(repo: Repository, actor: Actor, file: StoredFile, now: datetime) -> SurveySheet:
    """Have the table read; one she sent before and did not finish with is dropped. Raises ForbiddenError."""
    place = home(repo, actor)
    earlier = repo.survey_sheets.newest_of(actor.teacher_id or 0)
    if earlier is not None and earlier.state not in ENDED:
        drop(repo, earlier)
    made = SurveySheet(
        region_id=place.region_id if isinstance(place, Municipality) else place.id,
        municipality_id=place.id if isinstance(place, Municipality) else None,
        author_id=actor.teacher_id,
        account_id=actor.account_id,
        file_id=file.id,
        state=SheetState.READING,
        created_at=now,
    )
    return repo.survey_sheets.add(made)


def mine(repo: Repository, actor: Actor) -> SurveySheet | None:
    """The table she has sent and is not done with. Raises ForbiddenError."""
    place = home(repo, actor)
    found = repo.survey_sheets.newest_of(actor.teacher_id or 0)
    is_open = found is not None and found.state in (SheetState.READING, SheetState.REFUSED, SheetState.BREAKS)
    return found if found is not None and is_open and _is_here(place, found) else None


def get(repo: Repository, actor: Actor, sheet_id: int) -> SurveySheet:
    """A table of hers, or a version of her service. Raises ForbiddenError."""
    place = home(repo, actor)
    found = repo.survey_sheets.get(sheet_id)
    if found is None or not _is_here(place, found):
        raise ForbiddenError(Action.RUN_SURVEY)
    if found.state not in ENDED and found.author_id != actor.teacher_id:
        raise ForbiddenError(Action.RUN_SURVEY)
    return found


def confirm(repo: Repository, actor: Actor, sheet_id: int, now: datetime) -> SurveySheet:
    """Its lines may break: it becomes a version. Nothing happens to one decided on before. Raises ForbiddenError."""
    found = get(repo, actor, sheet_id)
    if found.state is SheetState.BREAKS:
        keep(repo, found, json.loads(found.body), now)
    return found


def decline(repo: Repository, actor: Actor, sheet_id: int) -> SurveySheet:
    """She puts the table right instead. Raises ForbiddenError."""
    found = get(repo, actor, sheet_id)
    if found.state not in ENDED:
        drop(repo, found)
    return found


def listed(repo: Repository, actor: Actor) -> list[Written]:
    """The surveys of her service, each in its newest version, the newest first. Raises ForbiddenError."""
    return [_written(one) for one in _newest(repo, home(repo, actor))]


def find(repo: Repository, actor: Actor, key: str) -> Written:
    """The survey of this (whole) key. Raises ForbiddenError, LookupError where her service has none."""
    for one in _newest(repo, home(repo, actor)):
        if whole_key(one) == key:
            return _written(one)
    raise LookupError(key)


def played(repo: Repository, actor: Actor, key: str, now: datetime) -> None:
    """Somebody of the service has come to its end. Raises ForbiddenError, LookupError."""
    found = find(repo, actor, key).sheet
    found.played_at = found.played_at or now


def hide(repo: Repository, actor: Actor, sheet_id: int, is_hidden: bool) -> SurveySheet:
    """Take the survey from the list with all its versions, or put it back. Raises ForbiddenError."""
    found = get(repo, actor, sheet_id)
    if found.state in ENDED:
        repo.survey_sheets.move(found, SheetState.HIDDEN if is_hidden else SheetState.KEPT)
    return found


def _newest(repo: Repository, place: Region | Municipality) -> list[SurveySheet]:
    """Only these are unpacked: a definition is long."""
    newest: dict[str, SurveySheet] = {}
    for one in repo.survey_sheets.versions(*_numbers(place)):
        newest.setdefault(one.key, one)
    return [one for one in newest.values() if one.state is SheetState.KEPT]


def _written(sheet: SurveySheet) -> Written:
    version = sheet.version
    if version is None:
        raise LookupError("a version that is kept has a definition")
    return Written(sheet, Edition(from_stored(version.key, version.body), version.digest, version.body))


def _numbers(place: Region | Municipality) -> tuple[int, int | None]:
    return (place.region_id, place.id) if isinstance(place, Municipality) else (place.id, None)


def _is_here(place: Region | Municipality, found: SurveySheet) -> bool:
    return (found.region_id, found.municipality_id) == _numbers(place)

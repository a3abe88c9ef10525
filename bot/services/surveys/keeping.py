"""What becomes of a service's table once it has been read: a version of its survey, or lines to be decided on."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from storage.models import SheetState, SurveySheet
from storage.repository import Repository

from .. import audit
from ..access import Actor
from ..audit import Deed
from ..roster.names import normal
from .model import Question, Survey
from .reading import Edition, from_stored

UNANSWERED = timedelta(days=7)
"""For so long a table that is to be put right, or decided on, is remembered."""


class Break(NamedTuple):
    """An indicator whose words are others than in the version before."""

    code: str
    before: str
    now: str


class NotPlayedError(Exception):
    """Nobody has gone through it yet."""


def settle(repo: Repository, sheet: SurveySheet, key: str, raw: Any, breaks: Iterable[Break], now: datetime) -> None:
    """The table is read and right: a version at once, unless lines of indicators would break."""
    sheet.key = key
    repo.files.let_go_of(sheet)
    sheet.breaks = json.dumps([list(one) for one in breaks], ensure_ascii=False)
    if sheet.breaks != "[]":
        sheet.state, sheet.body = SheetState.BREAKS, json.dumps(raw, ensure_ascii=False)
    else:
        keep(repo, sheet, raw, now)


def refuse(repo: Repository, sheet: SurveySheet, complaints: list[str]) -> None:
    repo.files.let_go_of(sheet)
    sheet.state, sheet.body = SheetState.REFUSED, json.dumps(complaints, ensure_ascii=False)


def drop(repo: Repository, sheet: SurveySheet) -> None:
    repo.files.let_go_of(sheet)
    sheet.state, sheet.body = SheetState.DROPPED, ""


def forget(repo: Repository, now: datetime) -> None:
    """Drop what nobody has put right or decided on."""
    for found in repo.survey_sheets.given_up(now - UNANSWERED):
        drop(repo, found)


def keep(repo: Repository, sheet: SurveySheet, raw: Any, now: datetime) -> None:
    """The next version of its key; the very same table as before is the version it was, and brings it back."""
    edition = edition_of(sheet, raw)
    version = repo.survey_rounds.version(edition.survey.key, edition.digest, edition.body, now)
    same = repo.survey_sheets.with_version(version.id)
    if same is not None:
        repo.survey_sheets.move(same, SheetState.KEPT)
        sheet.version_id, sheet.number, sheet.state, sheet.body = version.id, same.number, SheetState.DROPPED, ""
        return
    others = [
        one for one in repo.survey_sheets.versions(sheet.region_id, sheet.municipality_id) if one.key == sheet.key
    ]
    for one in others[:1]:
        repo.survey_sheets.move(one, SheetState.KEPT)
    sheet.number = 1 + max((one.number for one in others), default=0)
    sheet.version_id, sheet.state, sheet.body = version.id, SheetState.KEPT, ""
    actor = Actor(teacher_id=sheet.author_id, municipality_id=sheet.municipality_id)
    audit.record(repo, actor, Deed.SURVEY_WRITTEN, now, details=f"sheet={sheet.id} version={sheet.number}")


def breaks(before: Iterable[Survey], now: Survey) -> list[Break]:
    """Codes that were used with other words; `before`: the newest first, for the newest words count."""
    known: dict[str, Question] = {}
    for survey in before:
        for question in survey.questions:
            known.setdefault(question.code, question)
    return [
        Break(one.code, known[one.code].text, one.text)
        for one in now.questions
        if one.code in known and _wording(known[one.code]) != _wording(one)
    ]


def broken(sheet: SurveySheet) -> frozenset[str]:
    """Codes whose lines do not go on from the version before."""
    return frozenset(code for code, *_ in json.loads(sheet.breaks))


def require_played(repo: Repository, edition: Edition) -> None:
    """Surveys of a service are put to people only when somebody has gone through them. Raises NotPlayedError."""
    if is_written(edition.survey.key):
        version = repo.survey_rounds.by_digest(edition.digest)
        sheet = repo.survey_sheets.with_version(version.id) if version else None
        if sheet is None or sheet.played_at is None:
            raise NotPlayedError


def is_written(key: str) -> bool:
    """Whether a service wrote the survey of this key."""
    return "." in key


def is_of_municipality(key: str) -> bool:
    """Whether it is a service's own that asks in one municipality."""
    return is_written(key) and key.startswith("m")


def whole_key(sheet: SurveySheet) -> str:
    """It names the place besides, so that no two services have one version."""
    place = f"r{sheet.region_id}" if sheet.municipality_id is None else f"m{sheet.municipality_id}"
    return f"{place}.{sheet.key}"


def edition_of(sheet: SurveySheet, raw: Any) -> Edition:
    body, key = json.dumps(raw, ensure_ascii=False), whole_key(sheet)
    digest = hashlib.sha256(f"{key}\n{body}".encode()).hexdigest()
    return Edition(from_stored(key, body), digest, body)


def _wording(question: Question) -> tuple[object, ...]:
    """What an answer depends on; signs and capitals it does not."""
    options = tuple(normal(label) for label in question.options.values())
    bounds = (question.least, question.most) if question.is_typed and not question.low else ()
    instead = sorted((tag, normal(text)) for tag, text in question.instead.items())
    return question.kind, normal(question.text), instead, options, normal(question.low), normal(question.high), bounds

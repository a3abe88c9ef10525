"""No button anybody may forge shows or changes what lies outside her scope: every kind of button, every role.

All that is foreign has one number in every table, so that the number means something foreign whatever a button carries.
"""

import itertools
import json
from collections.abc import Collection, Iterator
from enum import Enum
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import Engine, text

from bot.incoming import Kind
from handlers import ALL
from storage.database import Transaction
from storage.models import (
    Account,
    Association,
    Conversation,
    EntryRequest,
    Event,
    ImportState,
    Invitation,
    InvitationKind,
    LearningPath,
    Level,
    LinkCode,
    Mailing,
    MailingKind,
    Mentorship,
    MethodicalService,
    Municipality,
    Organization,
    OrganizationKind,
    PathRules,
    PathStep,
    ProfileField,
    ProfileRequest,
    Region,
    Regulation,
    RequestKind,
    ResultShare,
    Role,
    RoleGrant,
    RosterImport,
    RulesState,
    SavedAudience,
    Scope,
    ServiceModel,
    SheetState,
    StoredFile,
    Substitution,
    SurveyAnswer,
    SurveyRound,
    SurveyRun,
    SurveySheet,
    SurveyTally,
    SurveyVersion,
    Teacher,
)
from storage.repository import Repository
from tests.handlers.conftest import district_sqlite
from tests.handlers.zarechny import find
from tests.inside import Inside
from tests.made import NOW, TODAY, Made, sqlite_engine

__all__ = ["district_sqlite"]

NUMBER = 7777
COLLEAGUE = 8888
"""Of her who works at the same school, and of everything that is hers alone."""
SECRET = ("Чужестранцева", "Инородцева", "Нездешн", "Дальняя школа")
"""Not its service: contacts of services are public."""
WHO = ("Сомов", "Хасанова", "Орлова", "Самойлов", "Котова", "")
"""A head, a deputy, a methodist, somebody of the institute, a teacher, and a stranger."""
TABLES = (
    "teacher", "organization", "municipality", "association", "mentorship", "role_grant", "substitution", "mailing",
    "account", "entry_request", "invitation", "link_code", "profile_request", "roster_import", "saved_audience",
    "stored_file", "survey_round", "survey_run", "survey_sheet", "learning_path", "path_step", "event",
)  # fmt: skip

PRIVATE = ("account", "link_code", "saved_audience", "stored_file", "survey_run", "learning_path", "path_step")
"""What nobody may change but she herself."""


def foreign(made: Made) -> None:
    """Somebody of another region, with everything a button could be about."""
    add = made.add
    add(Region(id=NUMBER, name="Тридевятый край"))
    add(Municipality(id=NUMBER, region_id=NUMBER, name="Тридевятый район", time_zone="Europe/Moscow"))
    add(MethodicalService(id=NUMBER, municipality_id=NUMBER, name="Тридевятый центр", model=ServiceModel.CENTRE))
    where = {"region_id": NUMBER, "municipality_id": NUMBER}
    add(Organization(id=NUMBER, name="Дальняя школа", kind=OrganizationKind.SCHOOL, **where))
    for number, name in ((NUMBER, "Чужестранцева"), (NUMBER + 1, "Инородцева")):
        young = {"birth_year": 2003, "career_since": 2026}
        add(Teacher(id=number, organization_id=NUMBER, last_name=name, first_name="Имя", **young, **where))
    add(Mentorship(id=NUMBER, mentor_id=NUMBER + 1, mentee_id=NUMBER, since=TODAY))
    title = {"title": "Нездешнее объединение", "head_id": NUMBER}
    add(Association(id=NUMBER, level=Level.MUNICIPAL, **title, **where))
    add(
        RoleGrant(
            id=NUMBER, teacher_id=NUMBER, role=Role.METHODIST, scope=Scope.MUNICIPALITY, scope_id=NUMBER, granted_at=NOW
        )
    )
    add(Substitution(id=NUMBER, absent_id=NUMBER, substitute_id=NUMBER + 1, since=TODAY, until=TODAY))
    mailing = Mailing(
        id=NUMBER, kind=MailingKind.EVENT, author_id=NUMBER, municipality_id=NUMBER, is_personal=False, created_at=NOW,
        starts_at=NOW,
    )  # fmt: skip
    made.repo.mailings.add(mailing, [("Нездешнее событие", "[]")])
    add(
        Event(
            id=NUMBER, mailing_id=NUMBER, uid="foreign", title="Нездешнее событие", text="Нездешнее", place="", link="",
            starts_at=NOW, is_all_day=False, time_zone="Europe/Moscow", changed_at=NOW, **where,
        )
    )  # fmt: skip
    add(Regulation(mailing_id=NUMBER, title="Нездешний приказ", change="", whom="", until=TODAY, source=""))
    hers(made, NUMBER, where)
    told = {"a": {"n": 9, "cells": {}, "more": {"n": 0, "cells": {}}, "until": 1}}
    add(SurveyTally(round_id=NUMBER, municipality_id=NUMBER, releases=1, body=json.dumps(told)))
    kept = {"key": "foreign", "number": 1, "version_id": NUMBER, "played_at": NOW}
    add(SurveySheet(id=NUMBER, author_id=NUMBER, state=SheetState.KEPT, created_at=NOW, **kept, **where))
    about = {"municipality_id": NUMBER, "author_id": NUMBER, "created_at": NOW}
    add(PathRules(id=NUMBER, state=RulesState.READY, body='[{"text": "Нездешний шаг"}]', **about))
    queue(made, NUMBER)


def hers(made: Made, number: int, where: dict[str, int]) -> None:
    """All that is the teacher's of this number alone."""
    add = made.add
    add(Conversation(id=number, teacher_id=number))
    facts = {"messenger": "telegram", "conversation_id": number, "created_at": NOW}
    add(Account(id=number, external_id=number, teacher_id=number, **facts))
    add(Account(id=number + 1, external_id=number + 1, **facts))
    codes = {"account_id": number, "expires_at": NOW.replace(year=2030)}
    add(LinkCode(id=number, teacher_id=number, claimed_by=number + 1, number=number, **codes))
    add(SavedAudience(id=number, teacher_id=number, name="Нездешние люди", choices="{}"))
    file = {"kind": "document", "mime": "text/plain", "size": 1, "data": b"1"}
    add(StoredFile(id=number, name="Нездешний файл", teacher_id=number, added_at=NOW, **file))
    body = {"title": "Нездешний опрос", "purpose": "", "blocks": []}
    add(SurveyVersion(id=number, key="foreign", digest=str(number), body=json.dumps(body), created_at=NOW))
    mailing = {"kind": MailingKind.SURVEY, "is_personal": False, "created_at": NOW, "starts_at": NOW}
    add(Mailing(id=number + 50, **mailing))
    closes = {"opened_at": NOW, "closes_at": NOW.replace(year=2030)}
    about = {"mailing_id": number + 50, "author_id": number, "audience": "{}", "seconds": 1, "invited": 9}
    add(SurveyRound(id=number, version_id=number, **about, **closes, **where))
    add(SurveyRun(id=number, round_id=number, teacher_id=number, tags="", at="", begun_at=NOW, finished_at=NOW))
    add(SurveyAnswer(run_id=number, code="a", value='"Нездешний ответ"'))
    add(LearningPath(id=number, teacher_id=number, run_id=number, accepted_at=NOW))
    add(PathStep(id=number, path_id=number, text="Нездешний шаг", due_on=TODAY))
    add(ResultShare(teacher_id=number, mentor_id=number + 1, group="g", at=NOW))


def queue(made: Made, number: int) -> None:
    """What waits for those who decide about the people of the place of this number."""
    add = made.add
    asked = {"last_name": "Нездешнева", "consent": 1, "created_at": NOW, "organization_id": number}
    add(
        EntryRequest(
            id=number, kind=RequestKind.NEWCOMER, account_id=number + 1, municipality_id=number, **asked
        )
    )  # fmt: skip
    wrong = {"field": ProfileField.LAST_NAME, "value": "Нездешняя", "before": "", "is_exact": True, "made_at": NOW}
    add(ProfileRequest(id=number, teacher_id=number, **wrong))
    wall = {"kind": InvitationKind.SCHOOL, "code_hash": str(number), "code": "Нездешний", "created_at": NOW}
    add(Invitation(id=number, organization_id=number, expires_at=NOW.replace(year=2030), **wall))
    counts = dict.fromkeys(("new", "left", "moved", "renamed", "returned", "changed", "unchanged"), 0)
    shown = {"counts": counts, "names": {}, "other": {}, "rows": 1, "known": 1, "has_rows": True, "can": True}
    place = {"region_id": number, "municipality_id": number, "author_id": number, "file_id": number}
    add(RosterImport(id=number, state=ImportState.READY, preview=json.dumps(shown), created_at=NOW, **place))


def kinds(of: type[CallbackData] = CallbackData) -> Iterator[type[CallbackData]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


PREFIXES = {prefix for feature in ALL for prefix in feature.tapped}
BUTTONS = [
    kind for _, kind in sorted({kind.__prefix__: kind for kind in kinds()}.items()) if kind.__prefix__ in PREFIXES
]


def values(annotation: Any, number: int) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return list(annotation)[:4]
    return [True, False] if annotation is bool else ["order"] if annotation is str else [number]


def forged(kind: type[CallbackData], own: int, number: int) -> Iterator[str]:
    """With the foreign number everywhere, then in one field only, the others being something of one's own."""
    fields = {name: field.annotation for name, field in kind.model_fields.items()}
    numbers = [name for name, annotation in fields.items() if annotation is int]
    for spots in [set(numbers), *({name} for name in numbers if len(numbers) > 1)]:
        choices = [values(annotation, number if name in spots else own) for name, annotation in fields.items()]
        for chosen in itertools.islice(itertools.product(*choices), 4):
            yield kind(**dict(zip(fields, chosen, strict=True))).pack()


def kept(inside: Inside, number: int, tables: Collection[str]) -> list[Any]:
    """All that is foreign, as it stands."""
    found: list[Any] = []
    for table in tables:
        numbers = (number, number + 1) if table in ("teacher", "account") else (number,)
        query = f"SELECT * FROM {table} WHERE id IN ({', '.join(map(str, numbers))})"  # noqa: S608
        found += inside.connection.exec_driver_sql(query).all()
    for table, column in (
        ("association_member", "association_id"),
        ("association_member", "teacher_id"),
        *([("delivery", "teacher_id"), ("delivery", "account_id")] if tables is TABLES else []),
        ("survey_answer", "run_id"),
        ("result_share", "teacher_id"),
        ("result_look", "teacher_id"),
        ("acknowledgement", "mailing_id"),
        ("event_answer", "event_id"),
    ):
        query = f"SELECT count(*) FROM {table} WHERE {column} IN ({number}, {number + 1})"  # noqa: S608
        found += inside.connection.exec_driver_sql(query).all()
    return found


@pytest.fixture(scope="module")
def engine(district_sqlite, tmp_path_factory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("forged") / "bot.sqlite3"
    path.write_bytes(district_sqlite.read_bytes())
    engine = sqlite_engine(path)
    with engine.begin() as connection:
        made = Made(Transaction(connection))
        foreign(made)
        anna = find(made.repo, "Лебедева")
        where = {"region_id": anna.region_id, "municipality_id": anna.municipality_id}
        name = {"last_name": "Соседкина", "first_name": "Имя"}
        made.add(Teacher(id=COLLEAGUE, organization_id=anna.organization_id, **name, **where))
        made.add(Teacher(id=COLLEAGUE + 1, organization_id=anna.organization_id, **name, **where))
        hers(made, COLLEAGUE, where)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("last_name", WHO)
def test_nothing_foreign_is_shown_or_changed_by_any_forged_button(engine: Engine, last_name: str) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        inside = Inside(connection)
        taps_everything(inside, last_name, NUMBER, SECRET, TABLES)
        transaction.rollback()


@pytest.mark.parametrize("last_name", ["Котова", "Орлова", "Самойлов"])
def test_nothing_that_is_a_colleague_s_alone_is_shown_or_changed(engine: Engine, last_name: str) -> None:
    """A round is run by others of its author's place, so that it may be seen there, never what is answered in it."""
    with engine.connect() as connection, connection.begin() as transaction:
        inside = Inside(connection)
        connection.execute(text(f"UPDATE survey_round SET region_id = {NUMBER}, municipality_id = {NUMBER}"))  # noqa: S608
        taps_everything(inside, last_name, COLLEAGUE, ("Нездешн",), PRIVATE)
        transaction.rollback()


def taps_everything(
    inside: Inside, last_name: str, number: int, secret: Collection[str], tables: Collection[str]
) -> None:
    own = 1
    if last_name:
        person = find(Repository(Transaction(inside.connection)), last_name)
        inside.enters(1, person)
        own = person.id
    inside.keep()
    before = kept(inside, number, tables)
    for kind in BUTTONS:
        inside.anew()
        for data in forged(kind, own, number):
            screen = inside.does(1, Kind.TAP, data).screen
            assert screen is not None, data
            shown = " ".join(part.text for part in screen.parts) + str(screen.rows)
            assert [word for word in secret if word in shown] == [], data
        assert kept(inside, number, tables) == before, kind


def test_every_kind_of_button_is_tried() -> None:
    assert {kind.__prefix__ for kind in BUTTONS} | {"say"} >= PREFIXES

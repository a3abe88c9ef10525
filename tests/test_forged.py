"""No button anybody may forge shows or changes what lies outside her scope: every kind of button, every role.

All that is foreign has one number in every table, so that the number means something foreign whatever a button carries.
"""

import itertools
from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import Engine, text

from bot.incoming import Kind
from handlers import ALL
from storage.database import Transaction
from storage.models import (
    Association,
    Level,
    Mailing,
    MailingKind,
    Mentorship,
    MethodicalService,
    Municipality,
    Organization,
    OrganizationKind,
    Region,
    Role,
    RoleGrant,
    Scope,
    ServiceModel,
    Substitution,
    Teacher,
)
from storage.repository import Repository
from tests.handlers.conftest import district_sqlite
from tests.handlers.zarechny import find
from tests.inside import Inside
from tests.made import NOW, TODAY, Made, sqlite_engine

__all__ = ["district_sqlite"]

NUMBER = 7777
SECRET = ("Чужестранцева", "Инородцева", "Нездешнее", "Дальняя школа")
"""Not its service: contacts of services are public."""
WHO = ("Сомов", "Хасанова", "Орлова", "Самойлов")
"""A head, a deputy, a methodist and somebody of the institute: who has no role of these sees less."""
TABLES = (
    "teacher", "organization", "municipality", "association", "mentorship", "role_grant", "substitution", "mailing",
)  # fmt: skip


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


def forged(kind: type[CallbackData], own: int) -> Iterator[str]:
    """With the foreign number everywhere, then in one field only, the others being something of one's own."""
    fields = {name: field.annotation for name, field in kind.model_fields.items()}
    numbers = [name for name, annotation in fields.items() if annotation is int]
    for spots in [set(numbers), *({name} for name in numbers if len(numbers) > 1)]:
        choices = [values(annotation, NUMBER if name in spots else own) for name, annotation in fields.items()]
        for chosen in itertools.islice(itertools.product(*choices), 4):
            yield kind(**dict(zip(fields, chosen, strict=True))).pack()


def kept(inside: Inside) -> list[Any]:
    """All that is foreign, as it stands."""
    found: list[Any] = []
    for table in TABLES:
        found += inside.connection.execute(text(f"SELECT * FROM {table} WHERE id IN ({NUMBER}, {NUMBER + 1})")).all()  # noqa: S608
    for table, column in (
        ("association_member", "association_id"),
        ("association_member", "teacher_id"),
        ("delivery", "teacher_id"),
    ):
        query = f"SELECT count(*) FROM {table} WHERE {column} IN ({NUMBER}, {NUMBER + 1})"  # noqa: S608
        found += inside.connection.execute(text(query)).all()
    return found


@pytest.fixture(scope="module")
def engine(district_sqlite, tmp_path_factory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("forged") / "bot.sqlite3"
    path.write_bytes(district_sqlite.read_bytes())
    engine = sqlite_engine(path)
    with engine.begin() as connection:
        foreign(Made(Transaction(connection)))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("last_name", WHO)
def test_nothing_foreign_is_shown_or_changed_by_any_forged_button(engine: Engine, last_name: str) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        inside = Inside(connection)
        person = find(Repository(Transaction(connection)), last_name)
        inside.enters(1, person)
        inside.keep()
        before = kept(inside)
        for kind in BUTTONS:
            inside.anew()
            for data in forged(kind, person.id):
                screen = inside.does(1, Kind.TAP, data).screen
                assert screen is not None, data
                shown = " ".join(part.text for part in screen.parts) + str(screen.rows)
                assert [word for word in SECRET if word in shown] == [], data
            assert kept(inside) == before, kind
        transaction.rollback()


def test_every_kind_of_button_is_tried() -> None:
    assert {kind.__prefix__ for kind in BUTTONS} | {"say"} >= PREFIXES

"""Small builders of places, people and associations, and the databases tests of rules run on."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from bot.services.access import Actor, actor_of
from bot.services.surveys.reading import Edition
from storage import database
from storage.database import Transaction, engine_urls
from storage.migrations import upgrade
from storage.models import (
    Account,
    Association,
    AssociationMember,
    Conversation,
    Level,
    Mailing,
    MailingKind,
    Meeting,
    Mentorship,
    MethodicalService,
    Municipality,
    Organization,
    OrganizationKind,
    Position,
    Region,
    Role,
    RoleGrant,
    Scope,
    ServiceModel,
    Subject,
    Substitution,
    SurveyRound,
    Teacher,
    TeacherPlace,
)
from storage.repository import Repository

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def sqlite_engine(path: Path) -> Engine:
    """Opened as the program opens it: WAL, foreign keys, secure delete, transactions only where we begin them."""
    engine = create_engine(engine_urls(f"sqlite:///{path}")[0])

    def prepare(connection, _):
        connection.isolation_level = None
        for pragma in database.PRAGMAS:
            connection.execute("PRAGMA " + pragma.format(synchronous="NORMAL"))

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@contextmanager
def postgres_engine(url: str) -> Iterator[Engine]:
    """In a schema of its own, dropped afterwards, so that runs side by side do not meet."""
    schema = "rules_" + secrets.token_hex(6)
    engine = create_engine(
        engine_urls(url)[0], connect_args={"options": f"-c synchronous_commit=off -c search_path={schema}"}
    )
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        yield engine
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


STATEMENTS = list[tuple[str, Any]]()
"""What the migrations have run in an empty PostgreSQL schema, but for what they have asked."""


def migrate(engine: Engine) -> None:
    """The migrations themselves once a process; another empty PostgreSQL schema is made by what they have run."""
    is_postgres, run = engine.dialect.name == "postgresql", list[tuple[str, Any]]()

    def record(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith("SELECT"):
            run.append((statement, parameters))

    with engine.begin() as connection:
        if is_postgres and STATEMENTS:
            _repeat(connection)
            return
        event.listen(connection, "before_cursor_execute", record)
        upgrade(Transaction(connection))
    if is_postgres:
        STATEMENTS.extend(run)


def _repeat(connection: Connection) -> None:
    raw = connection.connection.driver_connection
    assert raw
    with raw.pipeline():
        for statement, parameters in STATEMENTS:
            raw.execute(statement, parameters or None)


POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")


class Made:
    """One region with two districts, and whoever a test puts there; `repo` sees what was made."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.repo = Repository(tx)
        self._names = iter(range(1, 10**6))

    def add(self, row):
        self.tx.session.add(row)
        self.tx.session.flush()
        return row

    @cached_property
    def region(self) -> Region:
        return self.add(Region(name="Region"))

    @cached_property
    def district(self) -> Municipality:
        return self.municipality("District")

    @cached_property
    def school(self) -> Organization:
        return self.organization("School 3")

    @cached_property
    def maths(self) -> Subject:
        return self.subject("maths")

    def add_region(self, name: str = "Another region") -> Region:
        return self.add(Region(name=name))

    def municipality(self, name: str, region: Region | None = None, **rule) -> Municipality:
        region = region or self.region
        return self.add(Municipality(region_id=region.id, name=name, time_zone="Asia/Yekaterinburg", **rule))

    def organization(
        self, name: str, municipality: Municipality | None = None, kind: OrganizationKind = OrganizationKind.SCHOOL
    ) -> Organization:
        municipality = municipality or self.district
        return self.add(
            Organization(region_id=municipality.region_id, municipality_id=municipality.id, name=name, kind=kind)
        )

    def institute(self) -> Organization:
        return self.add(Organization(region_id=self.region.id, name="Institute", kind=OrganizationKind.INSTITUTE))

    def subject(self, key: str, is_category: bool = False, cycle: str = "") -> Subject:
        return self.add(Subject(key=key, name=key, is_category=is_category, cycle=cycle))

    def position(self, key: str, category: Subject | None = None) -> Position:
        return self.add(Position(key=key, name=key, category_id=category and category.id))

    def teacher(self, *subjects: Subject, at: Organization | None = None, **facts) -> Teacher:
        at = at or self.school
        number = next(self._names)
        facts = {"last_name": f"Last{number}", "first_name": f"First{number}", "middle_name": "", **facts}
        return self.add(
            Teacher(
                region_id=at.region_id,
                municipality_id=at.municipality_id,
                organization_id=at.id,
                subjects=list(subjects),
                **facts,
            )
        )

    def works_also(self, teacher: Teacher, at: Organization, position: Position) -> None:
        self.add(TeacherPlace(teacher_id=teacher.id, organization_id=at.id, position_id=position.id))
        self.tx.session.expire(teacher)

    def association(self, *subjects: Subject, level: Level = Level.SCHOOL, at=None, **facts) -> Association:
        """`at` an organization, municipality or region as the level wants; the first made ones by default."""
        at = at or {Level.SCHOOL: self.school, Level.MUNICIPAL: self.district}.get(level, self.region)
        where = {"region_id": at.id} if isinstance(at, Region) else {"region_id": at.region_id}
        if isinstance(at, Municipality):
            where["municipality_id"] = at.id
        if isinstance(at, Organization):
            where |= {"municipality_id": at.municipality_id, "organization_id": at.id}
        facts = {"title": f"Association {next(self._names)}", **facts}
        return self.add(Association(level=level, subjects=list(subjects), **where, **facts))

    def member(self, association: Association, teacher: Teacher) -> None:
        self.add(AssociationMember(association_id=association.id, teacher_id=teacher.id, since=TODAY))

    def meeting(self, association: Association, starts_at: datetime, **facts) -> Meeting:
        return self.add(Meeting(association_id=association.id, starts_at=starts_at, **facts))

    def mentorship(self, mentor: Teacher, mentee: Teacher, since: date = TODAY, **facts) -> Mentorship:
        return self.add(Mentorship(mentor_id=mentor.id, mentee_id=mentee.id, since=since, **facts))

    def grant(self, teacher: Teacher, role: Role, scope: Scope, scope_id: int, **facts) -> RoleGrant:
        return self.add(
            RoleGrant(teacher_id=teacher.id, role=role, scope=scope, scope_id=scope_id, granted_at=NOW, **facts)
        )

    def methodist(self, municipality: Municipality | None = None, **facts) -> Teacher:
        municipality = municipality or self.district
        person = self.teacher(at=self.organization("Service", municipality, OrganizationKind.SERVICE), **facts)
        self.grant(person, Role.METHODIST, Scope.MUNICIPALITY, municipality.id)
        return person

    def substitution(self, absent: Teacher, substitute: Teacher, since: date = TODAY, until: date = TODAY) -> None:
        self.add(Substitution(absent_id=absent.id, substitute_id=substitute.id, since=since, until=until))

    def service(self, municipality: Municipality | None = None) -> MethodicalService:
        municipality = municipality or self.district
        return self.add(
            MethodicalService(municipality_id=municipality.id, name="Service", model=ServiceModel.CENTRE, phone="1")
        )

    def account(self, teacher: Teacher | None = None, messenger: str = "telegram", external_id: int = 0) -> Account:
        """With a conversation: the person's, or one of its own."""
        conversation = teacher and self.repo.accounts.conversation_of(teacher.id)
        conversation = conversation or self.add(Conversation(teacher_id=teacher and teacher.id))
        return self.add(
            Account(
                messenger=messenger,
                external_id=external_id or 1000 + next(self._names),
                teacher_id=teacher and teacher.id,
                conversation_id=conversation.id,
                created_at=NOW,
            )
        )

    def mailing(self, kind: MailingKind = MailingKind.NEWS, *texts: str, at: datetime = NOW, **facts) -> Mailing:
        """To nobody yet; a message for each text."""
        facts = {"is_personal": False, "created_at": at, "starts_at": at, **facts}
        return self.repo.mailings.add(Mailing(kind=kind, **facts), [(text, "[]") for text in texts or ("Text",)])

    def survey_round(self, edition: Edition, at: datetime = NOW, **facts) -> SurveyRound:
        """Of the whole region, nine days long; nobody is asked yet."""
        facts = {"region_id": self.region.id, "audience": "{}", "seconds": 120, "invited": 9, **facts}
        facts = {"opened_at": at, "closes_at": at + timedelta(days=9), **facts}
        version = self.repo.survey_rounds.version(edition.survey.key, edition.digest, edition.body, at)
        mailing = self.mailing(MailingKind.SURVEY, at=at)
        return self.add(SurveyRound(version_id=version.id, mailing_id=mailing.id, **facts))

    def whole(self, teacher: Teacher) -> Teacher:
        """As the program loads her, fresh."""
        self.tx.session.expire_all()
        found = self.repo.teachers.get(teacher.id)
        assert found is not None
        return found

    def actor(self, teacher: Teacher, today: date = TODAY) -> Actor:
        return actor_of(self.repo, teacher, today)

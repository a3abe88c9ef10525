"""A made-up country for measuring: N teachers in municipalities, schools and associations, written in bulk."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert, select

from storage.database import Database, Transaction
from storage.migrations import upgrade
from storage.models import (
    Account,
    Association,
    AssociationSubject,
    Consent,
    Conversation,
    Invitation,
    InvitationKind,
    Meeting,
    Mentorship,
    MethodicalService,
    Municipality,
    Organization,
    OrganizationKind,
    Position,
    Region,
    ServiceModel,
    Subject,
    Teacher,
    TeacherPlace,
    TeacherSubject,
)
from storage.models.associations import Level

PER_SCHOOL = 50
SCHOOLS_PER_MUNICIPALITY = 20
SUBJECTS = 12
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CHUNK = 20_000
CONNECTED = 5_000
"""So many people have an account (Telegram, id = teacher's id); the others only make the tables large."""


def kept_in(name: str) -> Path:
    """Where databases are kept from one run to the next; made where there is none."""
    path = Path(name)
    path.mkdir(parents=True, exist_ok=True)
    return path


async def build(path: Path, teachers: int, synchronous: str = "NORMAL") -> Database:
    """A database of that many teachers at `path`, made once and used again."""
    is_there = path.exists()  # noqa: ASYNC240 (nothing else runs yet)
    db = Database(f"sqlite:///{path}", synchronous=synchronous)
    if not is_there:
        await db.write(upgrade)
        await db.write(places, teachers)
        for start in range(1, teachers + 1, CHUNK):
            await db.write(people, start, min(start + CHUNK, teachers + 1))
    return db


def places(tx: Transaction, teachers: int) -> None:
    add = tx.connection.execute
    schools = max(1, teachers // PER_SCHOOL)
    municipalities = max(1, schools // SCHOOLS_PER_MUNICIPALITY)
    add(insert(Region), [{"id": 1, "name": "Region"}])
    add(insert(Subject), [{"id": n, "key": f"s{n}", "name": f"предмет {n}"} for n in range(1, SUBJECTS + 1)])
    add(insert(Position), [{"id": 1, "key": "teacher", "name": "учитель"}])
    add(
        insert(Municipality),
        [
            {"id": n, "region_id": 1, "name": f"Район {n}", "time_zone": "Europe/Moscow"}
            for n in range(1, municipalities + 1)
        ],
    )
    add(
        insert(MethodicalService),
        [
            {"municipality_id": n, "name": f"Методический центр {n}", "model": ServiceModel.CENTRE, "phone": "1"}
            for n in range(1, municipalities + 1)
        ],
    )
    add(
        insert(Organization),
        [
            {
                "id": n,
                "region_id": 1,
                "municipality_id": 1 + (n - 1) % municipalities,
                "name": f"Школа № {n}",
                "kind": OrganizationKind.SCHOOL,
            }
            for n in range(1, schools + 1)
        ],
    )
    associations(tx, schools, municipalities)


def associations(tx: Transaction, schools: int, municipalities: int) -> None:
    """Every municipality has one for every subject, every school for the first four."""
    found: list[tuple[Level, int, int | None, int]] = []
    for municipality in range(1, municipalities + 1):
        found += [(Level.MUNICIPAL, municipality, None, subject) for subject in range(1, SUBJECTS + 1)]
    for school in range(1, schools + 1):
        found += [(Level.SCHOOL, 1 + (school - 1) % municipalities, school, subject) for subject in range(1, 5)]
    rows = [
        {
            "id": n,
            "level": level,
            "region_id": 1,
            "municipality_id": municipality,
            "organization_id": school,
            "title": f"МО учителей предмета {subject}",
        }
        for n, (level, municipality, school, subject) in enumerate(found, 1)
    ]
    tx.connection.execute(insert(Association), rows)
    links = [{"association_id": n, "subject_id": subject} for n, (*_, subject) in enumerate(found, 1)]
    tx.connection.execute(insert(AssociationSubject), links)
    meetings = [
        {"association_id": n, "starts_at": NOW.replace(month=12), "place": "каб. 1"} for n in range(1, len(found) + 1)
    ]
    tx.connection.execute(insert(Meeting), meetings)


def people(tx: Transaction, first: int, end: int) -> None:
    add = tx.connection.execute
    municipalities = tx.connection.execute(select(Municipality.id)).all()
    add(insert(Teacher), [teacher(n, len(municipalities)) for n in range(first, end)])
    add(
        insert(TeacherPlace),
        [{"teacher_id": n, "organization_id": school(n), "position_id": 1} for n in range(first, end)],
    )
    add(insert(TeacherSubject), [{"teacher_id": n, "subject_id": 1 + n % SUBJECTS} for n in range(first, end)])
    young = [n for n in range(first, end) if n % 10 == 0]
    if young:
        add(
            insert(Mentorship),
            [{"mentor_id": n - 1 if n > 1 else n + 1, "mentee_id": n, "since": date(2026, 9, 1)} for n in young],
        )
    connected = [n for n in range(first, end) if n <= CONNECTED]
    if connected:
        connect(tx, connected)
        add(insert(Consent), [{"teacher_id": n, "version": 1, "given_at": NOW} for n in connected])


def connect(tx: Transaction, numbers: Sequence[int], messenger: str = "telegram") -> None:
    """An account for each of these people, with the person's own number."""
    if not numbers:
        return
    conversations = [{"id": n, "teacher_id": n, "step": 0, "data": "{}"} for n in numbers]
    tx.connection.execute(insert(Conversation), conversations)
    tx.connection.execute(insert(Account), [account(n) | {"messenger": messenger} for n in numbers])


def school(number: int) -> int:
    return 1 + (number - 1) // PER_SCHOOL


def teacher(number: int, municipalities: int) -> dict[str, object]:
    return {
        "id": number,
        "region_id": 1,
        "municipality_id": 1 + (school(number) - 1) % municipalities,
        "organization_id": school(number),
        "last_name": f"Фамилия{number}",
        "first_name": "Анна",
        "middle_name": "Сергеевна",
        "birth_year": 2000 if number % 10 == 0 else 1980,
        "career_since": 2025 if number % 10 == 0 else 2004,
    }


def account(number: int) -> dict[str, object]:
    return {
        "id": number,
        "messenger": "telegram",
        "external_id": number,
        "teacher_id": number,
        "conversation_id": number,
        "owner": False,
        "reachable": True,
        "created_at": NOW,
        "last_update": 0,
        "parts": 0,
        "shown": 0,
    }


def invite(tx: Transaction, count: int, hash_of: Callable[[str], str]) -> list[str]:
    """Codes for `count` people who have no account yet."""
    codes = [f"code{n:028d}" for n in range(count)]
    if tx.connection.execute(select(Invitation.id).limit(1)).first():
        return codes
    tx.connection.execute(
        insert(Invitation),
        [
            {
                "kind": InvitationKind.PERSONAL,
                "code_hash": hash_of(code),
                "teacher_id": 1 + n,
                "created_at": NOW,
                "expires_at": NOW.replace(year=2030),
            }
            for n, code in enumerate(codes)
        ],
    )
    return codes

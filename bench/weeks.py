"""A made-up country in the middle of its surveys, for measuring Mondays: written by the database itself, in bulk."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.services.surveys.folding import counted
from bot.surveying.library import load_library
from storage.database import Database, Transaction
from storage.migrations import upgrade

MONDAY = datetime(2026, 11, 23, 5, tzinfo=UTC)
"""Eight o'clock in Moscow: the week from 16 November is due."""
PER_SCHOOL, SCHOOLS = 50, 10
PER_MUNICIPALITY = PER_SCHOOL * SCHOOLS
SUBJECTS, PATTERNS, STATEMENTS = 12, 97, 15
YEAR = 365 * 86_400
EVENTS, THREADS, LETTERS, WEEKLY = 2, 60, 10, 4
"""Of a municipality: events a week, threads with the service, letters of each in a year, announcements a week."""


class Size(NamedTuple):
    """`years` back which letters, announcements, events and rounds reach; all answers of earlier rounds lie in them."""

    teachers: int
    answers: int
    years: int

    @property
    def municipalities(self) -> int:
        return self.teachers // PER_MUNICIPALITY

    @property
    def week(self) -> range:
        """Numbers of the runs that were finished in the week: a quarter of all teachers, and the newest."""
        runs = self.answers // STATEMENTS
        return range(runs - self.teachers // 4 + 1, runs + 1)


async def build(path: Path, size: Size) -> Database:
    """A database of that size at `path`, made once and used again."""
    is_there = path.exists()  # noqa: ASYNC240 (nothing else runs yet)
    db = Database(f"sqlite:///{path}", synchronous="NORMAL")
    if not is_there:
        await db.write(upgrade)
        for step in (_people, _surveys, _letters, _announcements, _events):
            await db.write(step, size)
        await db.write(lambda tx: tx.connection.exec_driver_sql("ANALYZE"))
    return db


class Bulk:
    """Rows of a table by one statement; what a column is not given is what its kind is when nothing is known."""

    def __init__(self, tx: Transaction) -> None:
        self.run = tx.connection.exec_driver_sql

    def numbered(self, table: str, count: int, **columns: object) -> None:
        """`count` rows, in whose expressions `n` is the row's number from 1."""
        self.select(table, f"(WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < {count})"
                    " SELECT n FROM c)", **columns)  # fmt: skip

    def select(self, table: str, source: str, **columns: object) -> None:
        known = self.run(f"PRAGMA table_info({table})").fetchall()
        given = {key.rstrip("_"): str(value) for key, value in columns.items()}
        empty = {name: "''" if kind.startswith("VARCHAR") else "0"
                 for _, name, kind, needed, _, is_key in known if needed and not is_key}  # fmt: skip
        every = empty | given
        self.run(f"INSERT INTO {table} ({', '.join(every)}) SELECT {', '.join(every.values())} FROM {source}")


def _people(tx: Transaction, size: Size) -> None:
    bulk, now = Bulk(tx), int(MONDAY.timestamp())
    places, schools = size.municipalities, size.municipalities * SCHOOLS
    school = f"1 + (n - 1) / {PER_SCHOOL}"
    place = f"1 + (n - 1) / {PER_MUNICIPALITY}"
    bulk.numbered("region", 1, id="n", name="'Region'")
    bulk.numbered("subject", SUBJECTS, id="n", key="'s' || n", name="'предмет ' || n")
    bulk.numbered("municipality", places, id="n", region_id=1, name="'Район ' || n", time_zone="'Europe/Moscow'",
                  young_age=35, young_years=3, young_rule="'both'")  # fmt: skip
    bulk.numbered("organization", schools, id="n", region_id=1, municipality_id=f"1 + (n - 1) / {SCHOOLS}",
                  name="'Школа № ' || n", kind="CASE WHEN n % 4 = 0 THEN 'kindergarten' ELSE 'school' END")  # fmt: skip
    bulk.numbered("teacher", size.teachers, id="n", region_id=1, municipality_id=place, organization_id=school,
                  last_name="'Фамилия' || n", first_name="'Анна'",
                  birth_year="CASE WHEN n % 10 THEN 1980 ELSE 2000 END",
                  career_since="CASE WHEN n % 10 THEN 2004 ELSE 2025 END", qualification="'none'", hears_urgent=1,
                  quiet_hours="'usual'")  # fmt: skip
    bulk.numbered("teacher_subject", size.teachers, teacher_id="n", subject_id=f"1 + n % {SUBJECTS}")
    bulk.numbered("conversation", size.teachers, id="n", teacher_id="n", data="'{}'")
    bulk.numbered("account", size.teachers, id="n", messenger="'telegram'", external_id="n", teacher_id="n",
                  conversation_id="n", reachable=1, created_at=now - YEAR // 4)  # fmt: skip
    bulk.numbered("consent", size.teachers, teacher_id="n", version=1, given_at=now - YEAR // 4)
    bulk.numbered("role_grant", places, teacher_id=_methodist("n"), role="'methodist'", scope="'municipality'",
                  scope_id="n", granted_at=now - YEAR)  # fmt: skip
    bulk.numbered("mentorship", size.teachers // 10, mentor_id="10 * n - 1", mentee_id="10 * n", since="'2026-09-01'")


def _methodist(municipality: str) -> str:
    return f"1 + ({municipality} - 1) * {PER_MUNICIPALITY}"


def _surveys(tx: Transaction, size: Size) -> None:
    """The newest round is open; earlier ones, one a year or more, hold all answers that are not of the last week."""
    bulk, edition, now = Bulk(tx), load_library()["diagnostic"], int(MONDAY.timestamp())
    tx.connection.exec_driver_sql(
        "INSERT INTO survey_version (id, key, digest, body, created_at) VALUES (1, 'diagnostic', ?, ?, 0)",
        (edition.digest, edition.body),
    )
    week = size.week
    earlier = week.start - 1
    before = max(size.years, -(-earlier // size.teachers))
    rounds, each, apart = before + 1, -(-earlier // before), size.years * YEAR // before
    opened = f"{now} - ({rounds} - n) * {apart} - 864000"
    bulk.numbered("mailing", rounds, id="n", kind="'survey'", state="'done'", starts_at=opened, created_at=opened)
    bulk.numbered("survey_round", rounds, id="n", version_id=1, mailing_id="n", region_id=1, audience="'{}'",
                  invited=size.teachers, opened_at=opened, closes_at=f"{opened} + 1728000",
                  closed_at=f"CASE WHEN n < {rounds} THEN {opened} + 1728000 END")  # fmt: skip
    bulk.numbered("delivery", size.teachers, mailing_id=rounds, teacher_id="n", account_id="n", messenger="'telegram'",
                  state="'sent'", due_at=now - 864000, message_id="n", tries=1)  # fmt: skip
    bulk.numbered("survey_run", earlier, id="n", tags="'school'", round_id=f"1 + (n - 1) / {each}",
                  teacher_id=f"1 + (n - 1) % {each}", begun_at=0, finished_at=0)  # fmt: skip
    bulk.numbered("survey_run", len(week), id=f"n + {earlier}", tags="'school'", round_id=rounds,
                  teacher_id="4 * n - 1", begun_at=now - 300_000, finished_at=now - 200_000)  # fmt: skip
    _answers(tx, bulk)


def _answers(tx: Transaction, bulk: Bulk) -> None:
    """People of 97 kinds, one after the other."""
    edition, execute = load_library()["diagnostic"], tx.connection.exec_driver_sql
    codes = [one.code for one in edition.survey.questions if one.group]
    execute("CREATE TEMP TABLE pattern (p INTEGER, code TEXT, value TEXT)")
    execute("CREATE TEMP TABLE folded (p INTEGER PRIMARY KEY, counts TEXT)")
    for number in range(PATTERNS):
        choose = random.Random(number)
        said = {code: choose.choice(["sure", "mostly", "mostly", "support"]) for code in codes}
        for code, value in said.items():
            execute("INSERT INTO pattern VALUES (?, ?, ?)", (number, code, f'"{value}"'))
        counts = ",".join(map(str, counted(edition.survey, said) or ()))
        execute("INSERT INTO folded VALUES (?, ?)", (number, counts))
    execute("CREATE INDEX temp.ix_pattern ON pattern (p, code)")
    bulk.select("survey_answer", f"survey_run run JOIN pattern ON p = run.id % {PATTERNS} ORDER BY run.id, code",
                run_id="run.id", code="code", value="value")  # fmt: skip
    people = (
        f"survey_run run JOIN folded ON p = run.id % {PATTERNS} JOIN teacher ON teacher.id = run.teacher_id"
        " JOIN organization ON organization.id = teacher.organization_id"
    )
    stage = "CASE WHEN career_since > 2020 THEN 'young' ELSE 'long' END"
    newest = "(SELECT max(id) FROM survey_round)"
    bulk.select("survey_folded", people, run_id="run.id", round_id="round_id", kind="kind", stage=stage,
                counts="counts", municipality_id="teacher.municipality_id", organization_id="teacher.organization_id",
                subject=f"'предмет ' || (1 + teacher.id % {SUBJECTS})",
                release_=f"CASE WHEN round_id < {newest} THEN 1 END")  # fmt: skip


def _letters(tx: Transaction, size: Size) -> None:
    """Between teachers and the methodist of their municipality, all the years long; every second one an answer."""
    bulk, now = Bulk(tx), int(MONDAY.timestamp())
    threads, every = size.municipalities * THREADS, YEAR // LETTERS
    count = threads * LETTERS * size.years
    place = f"(1 + (n - 1) / {THREADS})"
    bulk.numbered("thread", threads, id="n", second_id=_methodist(place), begun_at=0,
                  first_id=f"{_methodist(place)} + 1 + (n - 1) % {THREADS}")  # fmt: skip
    # the k-th letter of thread t is number (k - 1) * threads + t: all threads go on side by side
    thread = f"(1 + (n - 1) % {threads})"
    at = f"{now} - {size.years * YEAR} + ((n - 1) / {threads}) * {every} + {thread} * 97 % {every}"
    asks = f"((n - 1) / {threads}) % 2 = 0"
    bulk.numbered("mailing", count, id="n + 1000", kind="'letter'", state="'done'", is_personal=1, created_at=at,
                  starts_at=at, author_id=f"(SELECT CASE WHEN {asks} THEN first_id ELSE second_id END"
                  f" FROM thread WHERE id = {thread})")  # fmt: skip
    bulk.numbered("letter", count, mailing_id="n + 1000", thread_id=thread)


def _announcements(tx: Transaction, size: Size) -> None:
    """Four a week; those of the last one with what became of them. One order waits for acknowledgement everywhere."""
    bulk, now, places = Bulk(tx), int(MONDAY.timestamp()), size.municipalities
    first = bulk.run("SELECT 1 + max(id) FROM mailing").scalar_one()
    weeks = 52 * size.years
    count = places * WEEKLY * weeks
    place = f"(1 + (n - 1) % {places})"
    week = f"((n - 1) / {places * WEEKLY})"
    at = f"{now} - {weeks * 604800} + {week} * 604800 + 100000 + n % 1000"
    bulk.numbered("mailing", count, id=f"n + {first}", kind="'news'", state="'done'", municipality_id=place,
                  author_id=_methodist(place), created_at=at, starts_at=at)  # fmt: skip
    newest = (
        "mailing JOIN teacher ON teacher.municipality_id = mailing.municipality_id"
        f" WHERE mailing.id > {first + count - places * 2}"
    )
    delivery = {"teacher_id": "teacher.id", "account_id": "teacher.id", "messenger": "'telegram'", "state": "'sent'"}
    bulk.select("delivery", newest, **delivery, mailing_id="mailing.id", due_at=now - 300_000, tries=1)
    order = first + count + 1
    bulk.numbered("mailing", places, id=f"n + {order}", kind="'regulation'", state="'done'", municipality_id="n",
                  author_id=_methodist("n"), created_at=now - 864_000, starts_at=now - 864_000)  # fmt: skip
    bulk.numbered("regulation", places, mailing_id=f"n + {order}", title="'Приказ'", until="'2026-12-10'")
    orders = f"teacher WHERE municipality_id <= {places}"
    sent = f"{order} + municipality_id"
    bulk.select("delivery", orders, **delivery, mailing_id=sent, due_at=now - 864_000, tries=1)
    bulk.select("acknowledgement", f"{orders} AND id % 5 < 3", mailing_id=sent, teacher_id="id", at=now - 400_000)


def _events(tx: Transaction, size: Size) -> None:
    bulk, now, places = Bulk(tx), int(MONDAY.timestamp()), size.municipalities
    first = bulk.run("SELECT 1 + max(id) FROM mailing").scalar_one()
    weeks = 52 * size.years + 3
    count = places * EVENTS * weeks
    place = f"(1 + (n - 1) % {places})"
    at = f"{now} - {52 * size.years * 604800} + ((n - 1) / {places * EVENTS}) * 604800 + n % 400000"
    bulk.numbered("mailing", count, id=f"n + {first}", kind="'event'", state="'cancelled'", municipality_id=place,
                  author_id=_methodist(place), created_at=at, starts_at=at)  # fmt: skip
    bulk.numbered("event", count, id="n", mailing_id=f"n + {first}", region_id=1, municipality_id=place, uid="n",
                  title="'Открытый урок'", starts_at=at, time_zone="'Europe/Moscow'", changed_at=at)  # fmt: skip
    near = (MONDAY - timedelta(days=10)).timestamp()
    bulk.select("event_answer", f"event JOIN teacher ON teacher.municipality_id = event.municipality_id"
                f" WHERE event.starts_at > {int(near)} AND teacher.id % 25 = event.id % 25", event_id="event.id",
                teacher_id="teacher.id", answer="'going'", at=now - 500_000, number="teacher.id")  # fmt: skip

"""What a municipality's summary must say of a round of the diagnostic: counted again by plain SQL from the raw rows."""

import json
import sqlite3
from collections.abc import Callable, Collection
from typing import NamedTuple

from tests.deficits import CORE, GROUPS

K = 5
FINISHED = """
    SELECT run.id, person.id, place.name, place.kind, person.career_since,
        (SELECT min(name) FROM subject JOIN teacher_subject ON subject_id = subject.id
         WHERE teacher_id = person.id AND NOT is_category)
    FROM survey_run AS run JOIN teacher AS person ON person.id = run.teacher_id
        JOIN organization AS place ON place.id = person.organization_id
    WHERE run.round_id = :round AND run.finished_at IS NOT NULL AND person.municipality_id = :place
"""
INVITED = """
    SELECT count(DISTINCT person.id) FROM delivery JOIN survey_round ON survey_round.mailing_id = delivery.mailing_id
        JOIN teacher AS person ON person.id = delivery.teacher_id
    WHERE survey_round.id = :round AND person.municipality_id = :place
"""


class One(NamedTuple):
    """A finished run. `shares`: area -> (statements with «support», answered statements)."""

    teacher: int
    subject: str
    kind: str
    stage: str
    organization: str
    shares: dict[str, tuple[int, int]]


class Recount(NamedTuple):
    """All who have finished, of how many who were asked."""

    people: list[One]
    invited: int

    @property
    def told(self) -> list[One]:
        """Whom a first summary tells of: everybody who has said something of every area."""
        return [one for one in self.people if all(answered for _, answered in one.shares.values())]

    @property
    def finished_at_least(self) -> int:
        """As far as may be told: by whole fives, and never so that fewer than five could be those who have not."""
        return min(len(self.people), self.invited - K) // K * K


def recounted(base: sqlite3.Connection, round_id: int, place: int, school_year: int) -> Recount:
    """`school_year`: the year in which it began."""
    where = {"round": round_id, "place": place}
    people = []
    for run, teacher, name, kind, since, subject in base.execute(FINISHED, where).fetchall():
        said = dict(base.execute("SELECT code, value FROM survey_answer WHERE run_id = ?", (run,)).fetchall())
        stage = stage_of(since, school_year)
        people.append(One(teacher, subject or "none", kind, stage, name, shares_of(said)))
    return Recount(people, base.execute(INVITED, where).fetchone()[0])


def shares_of(said: dict[str, str]) -> dict[str, tuple[int, int]]:
    found = {}
    for area in GROUPS:
        values = [json.loads(said[one.code]) for one in CORE if one.group == area and one.code in said]
        found[area] = (values.count("support"), sum(value in ("sure", "mostly", "support") for value in values))
    return found


def stage_of(since: int | None, school_year: int) -> str:
    """By the years of work, the running one included: through 3, through 15, more."""
    if since is None:
        return "unknown"
    years = school_year - since + 1
    return "young" if years < 4 else "middle" if years < 16 else "long"


def summed(people: Collection[One], area: str) -> tuple[int, int]:
    return sum(one.shares[area][0] for one in people), sum(one.shares[area][1] for one in people)


def tenths(part: int, whole: int) -> int:
    """The nearest tenth, halves upwards; the ends for all that is within one person or a twentieth of them."""
    if part <= 1 or part / whole < 0.05:
        return 0
    if whole - part <= 1 or part / whole > 0.95:
        return 10
    return min(9, max(1, int(part * 10 / whole + 0.5)))


def of_table(table: str) -> Callable[[One], str]:
    return lambda one: str(getattr(one, table))

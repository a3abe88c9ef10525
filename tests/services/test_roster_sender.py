"""What a table sent in the chat does to roles: no more than its sender may do in the chat herself."""

import io
from dataclasses import replace

import pytest

from bot.rostering import tasks
from bot.rostering.tasks import Content, Work
from bot.services.roster import write_template
from bot.services.roster.plan import unpacked
from storage.models import ImportState, Role, RosterImport, StoredFile, Teacher
from tests.services.roster_files import (
    ANNA,
    CATALOGUE,
    GARDEN,
    INSTITUTE,
    NATALYA,
    NOW,
    OLGA,
    RIVER,
    SCHOOL,
    SMALL,
    TODAY,
    WORDS,
    person,
)
from tests.services.test_path_rules import spoken
from tests.services.test_roster_import import brought

__all__ = ["brought", "spoken"]

NEW = person("Новикова Инна Павловна", 1990)
DISTRICT = replace(
    SMALL,
    municipalities=(RIVER,),
    organizations=(SCHOOL, GARDEN),
    people=(ANNA, OLGA, NATALYA),
    associations=tuple(each for each in SMALL.associations if each.municipality == RIVER.key),
    members=(),
    mentorships=(),
)


def granted(tx, content: Content, author: str, roster) -> tuple[bool, list[list]]:
    """Whether she is told that roles stay, and the grants that «Применить» would write."""
    she = tx.session.query(Teacher).filter_by(last_name=author).one()
    target = io.BytesIO()
    write_template(target, WORDS, CATALOGUE, roster.in_order())
    about = {"kind": "document", "name": "a.xlsx", "mime": "", "size": 1, "added_at": NOW}
    file = StoredFile(data=target.getvalue(), **about)
    tx.session.add(file)
    place = {"region_id": she.region_id, "municipality_id": she.municipality_id, "author_id": she.id}
    it = RosterImport(file=file, state=ImportState.READING, created_at=NOW, **place)
    tx.session.add(it)
    tx.session.flush()
    outcome = tasks.compare(Work(tx, content, it, NOW, TODAY))
    assert outcome.preview["can"], outcome.preview
    groups = [group for step in outcome.steps for group in unpacked(step) if group.table == "role_grant"]
    return outcome.preview["above"], [row for group in groups for row in group.rows]


@pytest.mark.parametrize("who", [ANNA, NEW])
def test_a_methodist_makes_no_methodist_by_her_table(brought, spoken, who):
    people = {each.key: each for each in (*DISTRICT.people, NEW)}
    people[who.key] = replace(who, roles=(Role.METHODIST,))
    told, rows = granted(brought, spoken, "Орлова", replace(DISTRICT, people=tuple(people.values())))
    assert told
    assert rows == []


def test_she_makes_a_deputy(brought, spoken):
    people = (replace(ANNA, roles=(Role.DEPUTY,)), OLGA, NATALYA)
    told, rows = granted(brought, spoken, "Орлова", replace(DISTRICT, people=people))
    assert not told
    assert len(rows) == 1


def test_the_institute_makes_methodists_and_nobody_of_the_institute(brought, spoken):
    other = person("Юрьев Павел Ильич", 1980, INSTITUTE, roles=(Role.INSTITUTE,))
    people = [each for each in SMALL.people if each != ANNA]
    people += [replace(ANNA, roles=(Role.METHODIST,)), other]
    told, rows = granted(brought, spoken, "Климов", replace(SMALL, people=tuple(people)))
    assert told
    assert len(rows) == 1

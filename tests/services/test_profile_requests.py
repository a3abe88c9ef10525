"""Requests are told of together, and what was put right holds against an older file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.roster import described
from bot.services import personal_data, profile_request_notes, profile_requests
from bot.services.access import COMMAND_LINE, ForbiddenError
from bot.services.notes import Note
from bot.services.roster import Report
from bot.services.roster.corrected import Correction, gathered, held, match_corrected
from bot.services.roster.model import OrganizationKey, Person
from bot.services.roster.snapshot import StoredPerson
from bot.texts import CONTENT
from bot.texts.cli import CliTexts
from bot.texts.loader import load
from storage.models import Delivery, Mailing, ProfileField, QualificationCategory, Role, Scope
from storage.repositories.profile_requests import Place

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SCHOOL = OrganizationKey("district", "school")


def words(number):
    return Note(f"{number} requests", [])


def anna(last_name="Lebedeva", **facts) -> Person:
    given = {
        "first_name": "Anna", "middle_name": "", "birth_year": None, "organization": SCHOOL, "places": (),
        "subjects": ("maths",), "qualification": QualificationCategory.FIRST, "career_since": 2010,
        "mentor_capacity": 0, "roles": (),
    }  # fmt: skip
    return Person(last_name, **{**given, **facts})


def stored(person: Person, number: int = 1) -> StoredPerson:
    return StoredPerson(number, person)


RENAMED = {1: [Correction(ProfileField.LAST_NAME, frozenset({"Lebedeva"}), "Zorina")]}


def test_an_older_file_finds_her_by_the_name_it_knows_and_takes_nothing_back():
    file = anna()
    found = match_corrected([stored(anna("Zorina"))], [file], RENAMED)
    assert found == {file.key: stored(anna("Zorina"))}
    assert held(file, RENAMED[1]) == (anna("Zorina"), 1)


def test_a_file_that_has_learnt_of_it_or_says_a_third_thing_has_its_way():
    for name in ("Zorina", "Belova"):
        assert held(anna(name), RENAMED[1]) == (anna(name), 0)
    assert match_corrected([stored(anna("Zorina"))], [anna("Zorina")], RENAMED)[anna("Zorina").key].id == 1


def test_without_corrections_nothing_is_looked_for_twice():
    assert match_corrected([stored(anna("Zorina"))], [anna()], {}) == {}


def test_of_several_the_last_holds_against_all_that_was_there_before():
    rows = [
        (1, ProfileField.CAREER_SINCE, "2010", "2009"),
        (1, ProfileField.CAREER_SINCE, "2009", "2008"),
        (1, ProfileField.SUBJECTS, "maths", "maths,physics"),
        (1, ProfileField.QUALIFICATION, "first", "highest"),
        (1, ProfileField.MIDDLE_NAME, "", "Petrovna"),
    ]
    for since in (2010, 2009):
        right, kept = held(anna(career_since=since), gathered(rows)[1])
        assert kept == 4
        wanted = {"career_since": 2008, "subjects": ("maths", "physics"), "middle_name": "Petrovna"}
        assert right == replace(anna(), **wanted, qualification=QualificationCategory.HIGHEST)


@pytest.fixture
def town(made):
    made.keeper, made.anna = made.methodist(), made.teacher(made.maths, last_name="Lebedeva")
    made.account(made.keeper)
    made.account(made.anna)
    made.herself, made.desk = made.actor(made.anna), made.actor(made.keeper)
    return made


def ask(town, field=ProfileField.LAST_NAME, value="Zorina", now=MONDAY):
    return profile_requests.ask(town.repo, town.herself, field, value, now)


def notes(town) -> list[str]:
    town.tx.flush()
    query = town.tx.session.query(Mailing).filter(Mailing.key.like("profile_requests:%")).order_by(Mailing.id)
    return [mailing.parts[0].text for mailing in query]


def test_several_requests_are_told_of_together_and_seldom(town):
    ask(town)
    ask(town, ProfileField.FIRST_NAME, "Anya")
    profile_request_notes.tell(town.repo, words, MONDAY + timedelta(minutes=9))
    assert notes(town) == []
    profile_request_notes.tell(town.repo, words, MONDAY + timedelta(minutes=10))
    assert notes(town) == ["2 requests"]
    ask(town, ProfileField.CAREER_SINCE, "2011", MONDAY + timedelta(minutes=20))
    profile_request_notes.tell(town.repo, words, MONDAY + timedelta(minutes=40))
    assert notes(town) == ["2 requests"]
    profile_request_notes.tell(town.repo, words, MONDAY + timedelta(hours=3))
    assert notes(town) == ["2 requests", "3 requests"]
    assert {one.teacher_id for one in town.tx.session.query(Delivery)} == {town.keeper.id}


def test_who_stands_in_for_the_methodist_hears_of_it_and_without_one_the_institute(town):
    substitute = town.teacher()
    town.substitution(town.keeper, substitute)
    assert profile_requests.keepers(town.repo, town.herself, place_of(town), MONDAY.replace(day=22)) == [substitute]
    institute = town.teacher(at=town.institute())
    town.grant(institute, Role.INSTITUTE, Scope.REGION, institute.region_id)
    of_region = place_of(town)._replace(municipality_id=None)
    assert profile_requests.keepers(town.repo, town.herself, of_region, MONDAY) == [institute]


def place_of(town):
    return Place(town.anna.region_id, town.anna.municipality_id)


def test_a_foreign_methodist_neither_sees_nor_decides(town):
    request = ask(town)
    foreign = town.actor(town.methodist(town.municipality("Other")))
    assert profile_requests.queue(town.repo, foreign, 0).request is None
    assert profile_requests.queue(town.repo, town.desk, 9).request.id == request.id
    for deed in (
        lambda: profile_requests.apply(town.repo, foreign, request.id, lambda _: Note("", []), MONDAY),
        lambda: profile_requests.apply(town.repo, town.herself, request.id, lambda _: Note("", []), MONDAY),
        lambda: profile_requests.queue(town.repo, town.herself, 0),
        lambda: profile_requests.pending(town.repo, COMMAND_LINE),
        lambda: profile_requests.one(town.repo, town.desk, 10**6),
    ):
        with pytest.raises(ForbiddenError):
            deed()
    assert town.anna.last_name == "Lebedeva"


def test_what_a_file_changed_since_she_asked_is_what_is_put_right(town):
    request = ask(town)
    town.anna.last_name = "Lebed"
    town.tx.flush()
    profile_requests.apply(town.repo, town.desk, request.id, lambda _: Note("Done", []), MONDAY)
    town.tx.session.expire_all()
    assert (request.before, request.value, town.anna.last_name) == ("Lebed", "Zorina", "Zorina")


def test_who_erases_herself_is_still_found_by_the_name_an_older_file_knows(town):
    applied = ask(town)
    ask(town, ProfileField.FIRST_NAME, "Anya")
    profile_requests.apply(town.repo, town.desk, applied.id, lambda _: Note("Done", []), MONDAY)
    personal_data.erase(town.repo, town.herself, MONDAY)
    town.tx.session.expire_all()
    assert [one.value for one in town.repo.profile_requests.of(town.anna.id)] == ["Zorina"]
    assert town.anna.opted_out_at == MONDAY


def test_what_was_put_right_and_stands_otherwise_in_the_file_is_named_after_an_import():
    said = described(Report({}, 0, 0, 0, (), kept=2), load(CliTexts, CONTENT / "texts" / "cli.yml"))
    assert said.startswith("Список тот же")
    assert "исправлено 2 поля" in said

"""On 1 September each municipality's methodists are told once what became of the roster within the year."""

from datetime import UTC, date, datetime

import pytest

from bot.rostering.september import note
from bot.services import access, roster_year
from bot.services.roster_year import Became
from bot.texts import load_texts
from storage.models import Delivery, Mailing, Teacher
from tests.made import NOW

EARLY = datetime(2026, 9, 1, 3, 59, tzinfo=UTC)  # 8:59 in Yekaterinburg
MORNING = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
WORDS = note(load_texts())


@pytest.fixture
def town(made):
    made.teacher(last_name="Пришла", listed_on=date(2025, 10, 1))
    made.teacher(last_name="Давно", listed_on=date(2024, 10, 1))
    made.teacher(last_name="Ушла", listed_on=date(2024, 10, 1), left_on=date(2026, 6, 30))
    made.teacher(last_name="Выросла", birth_year=2000, career_since=2023)
    made.teacher(last_name="Молодая", birth_year=2001, career_since=2024)
    made.teacher(last_name="Тридцатьпять", birth_year=1990, career_since=2024)
    natalya = made.methodist(last_name="Орлова")
    made.account(natalya)
    return made


def told(made):
    return made.tx.session.query(Delivery).join(Mailing).filter(Mailing.key.startswith("september:")).all()


def test_it_comes_at_nine_by_her_clock_and_only_once(town):
    roster_year.tell(town.repo, WORDS, EARLY)
    assert told(town) == []
    roster_year.tell(town.repo, WORDS, MORNING)
    (delivery,) = told(town)
    text = delivery.mailing.parts[0].text
    assert ("Пришли: 1" in text, "Ушли: 1" in text, "молодые специалисты: 2" in text) == (True, True, True)
    roster_year.tell(town.repo, WORDS, MORNING.replace(day=2))
    assert len(told(town)) == 1


def test_a_program_that_was_off_that_day_tells_it_later_in_september_and_not_in_november(town):
    roster_year.tell(town.repo, WORDS, NOW)
    assert told(town) == []
    roster_year.tell(town.repo, WORDS, datetime(2026, 9, 20, 9, tzinfo=UTC))
    assert len(told(town)) == 1


def test_a_municipality_without_a_methodist_is_done_with_too(made):
    made.teacher()
    roster_year.tell(made.repo, WORDS, MORNING)
    assert (told(made), made.repo.roster_years.untold("september", 2026)) == ([], [])


def test_names_are_shown_to_her_methodist_and_to_no_other(town):
    methodist = town.actor(town.tx.session.query(Teacher).filter_by(last_name="Орлова").one())
    asked = (town.district.id, 2026)
    names = {
        kind: [one.last_name for one in roster_year.people(town.repo, methodist, *asked, kind, 0, 10)[2]]
        for kind in Became
    }
    assert names == {"new": ["Пришла"], "left": ["Ушла"], "grown": ["Выросла", "Тридцатьпять"]}
    stranger = town.actor(town.methodist(town.municipality("Другой район")))
    with pytest.raises(access.ForbiddenError):
        roster_year.people(town.repo, stranger, *asked, Became.NEW, 0, 10)

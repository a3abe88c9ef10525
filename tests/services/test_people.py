"""People are found by parts of their names, by whoever looks after them, and by nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services import people
from bot.services.access import COMMAND_LINE, Actor, ForbiddenError
from storage.models import Audit, Level, NameKey, Role, Scope, Teacher
from storage.models.names import keys_of, wanted
from storage.repositories.roster_steps import Group, Steps
from tests.made import NOW, TODAY

LETTERS = "абвгдежзийклмнопрстуфхцчшщыьэюя"
surnames = st.text(LETTERS, min_size=3, max_size=12)


@pytest.fixture
def staffed(made):
    """A school of people with names that are alike, and one of everybody who looks after them."""
    for last, first, middle in (
        ("Иванова", "Анна", "Сергеевна"),
        ("Иванова", "Ольга", "Петровна"),
        ("Ивановская", "Мария", "Ильинична"),
        ("Семёнова", "Вера", "Андреевна"),
        ("Петрова-Водкина", "Нина", "Львовна"),
        ("Ли", "Ким", ""),
    ):
        made.teacher(made.maths, last_name=last, first_name=first, middle_name=middle)
    made.teacher(last_name="Иванова", first_name="Чужая", at=made.organization("School 9", made.municipality("Far")))
    made.teacher(last_name="Иванова", first_name="Ушла", left_on=TODAY)
    return made


def found(made, actor, text):
    made.tx.flush()
    return [
        " ".join(filter(None, (one.last_name, one.first_name))) for one in people.search(made.repo, actor, text, TODAY)
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Иванова", "Иванова Анна"),
        ("иванова", "Иванова Анна"),
        ("ИВАНОВА", "Иванова Анна"),
        ("ивано", "Иванова Анна"),
        ("ив", "Иванова Анна"),
        ("Иванова О.", "Иванова Ольга"),
        ("Иванова О.П.", "Иванова Ольга"),
        ("Ольга Иванова", "Иванова Ольга"),
        ("Иваонва", "Иванова Анна"),
        ("Мванова", "Иванова Анна"),
        ("Ивнова", "Иванова Анна"),
        ("Ивванова", "Иванова Анна"),
        ("Ивановска", "Ивановская Мария"),
        ("Семенова", "Семёнова Вера"),
        ("Семёнова", "Семёнова Вера"),
        ("водкина", "Петрова-Водкина Нина"),
        ("петрова", "Петрова-Водкина Нина"),
        ("ли", "Ли Ким"),
        ("Иванова School 3", "Иванова Анна"),
    ],
)
def test_a_part_of_a_name_finds_her_whatever_the_case_and_with_a_typing_error(staffed, typed, first):
    names = found(staffed, staffed.actor(staffed.methodist()), typed)
    assert names[:1] == [first]
    assert not {"Иванова Чужая", "Иванова Ушла"} & set(names)


@pytest.mark.parametrize("typed", ["", "и", "12", "!?", "🙂", "Щукина", "а" * 3000])
def test_what_means_nobody_finds_nobody(staffed, typed):
    assert found(staffed, staffed.actor(staffed.methodist()), typed) == []


def test_who_has_exactly_the_surname_is_not_crowded_out_by_those_who_are_alike(staffed):
    mine = people.reach(staffed.repo, staffed.actor(staffed.methodist()))
    (one,) = staffed.repo.directory.alike(mine, wanted("иванова"), ["Ивановская"], 1, TODAY)
    assert one.last_name == "Ивановская"


def test_initials_leave_out_who_has_others(staffed):
    assert found(staffed, staffed.actor(staffed.methodist()), "Иванова О. П.") == ["Иванова Ольга"]


def test_everybody_sees_her_own_people_only(staffed):
    made = staffed
    far = made.tx.session.query(Teacher).filter_by(first_name="Чужая").one()
    deputy, expert, head, teacher = made.teacher(), made.teacher(at=made.institute()), made.teacher(), made.teacher()
    made.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, far.organization_id)
    made.grant(expert, Role.INSTITUTE, Scope.REGION, made.region.id)
    creative = made.association(level=Level.CREATIVE, head_id=head.id)
    made.member(creative, made.tx.session.query(Teacher).filter_by(first_name="Ольга").one())
    assert found(made, made.actor(deputy), "иванова") == ["Иванова Чужая"]
    assert len(found(made, made.actor(expert), "иванова")) == 3
    assert len(found(made, COMMAND_LINE, "иванова")) == 3
    assert found(made, made.actor(head), "иванова") == ["Иванова Ольга"]
    for nobody in (made.actor(teacher), Actor()):
        with pytest.raises(ForbiddenError):
            found(made, nobody, "иванова")


def test_a_card_is_opened_within_ones_scope_and_the_look_is_remembered(staffed):
    made = staffed
    methodist = made.methodist()
    actor = made.actor(methodist)
    anna, far = (made.tx.session.query(Teacher).filter_by(first_name=name).one() for name in ("Анна", "Чужая"))
    card = people.card(made.repo, actor, anna.id, NOW, TODAY)
    assert (card.teacher.id, card.is_connected, card.manages) == (anna.id, False, True)
    seen = made.tx.session.query(Audit).filter_by(action="person_seen").one()
    assert seen.person == made.repo.audit.pseudonym_of(anna.id)
    for forged in (far.id, 10**6):
        with pytest.raises(ForbiddenError):
            people.card(made.repo, actor, forged, NOW, TODAY)
    people.card(made.repo, actor, methodist.id, NOW, TODAY)
    assert made.tx.session.query(Audit).filter_by(action="person_seen").count() == 1


def test_an_account_that_was_blocked_still_counts_as_connected(made):
    anna, methodist = made.teacher(), made.methodist()
    made.account(anna).reachable = False
    actor = made.actor(methodist)
    assert people.card(made.repo, actor, anna.id, NOW, TODAY).is_connected
    assert people.hub(made.repo, actor, TODAY).counts.connected == 1


def test_the_hub_counts_people_and_young_ones_without_a_mentor(made):
    made.teacher(birth_year=2000, career_since=2025)
    guided = made.teacher(birth_year=2000, career_since=2025)
    made.mentorship(made.teacher(), guided)
    hub = people.hub(made.repo, made.actor(made.methodist()), TODAY)
    assert hub == (["District"], (4, 0, 1))


def test_a_changed_surname_is_found_by_the_new_one_only(made):
    anna = made.teacher(last_name="Иванова")
    actor = made.actor(made.methodist())
    anna.last_name = "Кузнецова"
    assert found(made, actor, "иванова") == []
    assert found(made, actor, "кузнецова") == [f"Кузнецова {anna.first_name}"]


def test_what_an_import_writes_in_bulk_is_found(made):
    actor = made.actor(made.methodist())
    school = made.school
    steps = Steps(made.tx, {})
    row = {
        "region_id": school.region_id, "municipality_id": school.municipality_id, "organization_id": school.id,
        "first_name": "Анна", "last_name": "Иванова",
    }  # fmt: skip
    (number,) = steps.write(Group("teacher", "insert", list(row), [list(row.values())], -1))
    assert found(made, actor, "иванова") == ["Иванова Анна"]
    renamed = Group("teacher", "update", ["last_name"], [[number, "Иванова", "Кузнецова"]], 0)
    steps.write(renamed)
    assert found(made, actor, "иванова") == []
    assert found(made, actor, "кузнецова") == ["Кузнецова Анна"]
    assert made.tx.session.query(NameKey).filter_by(teacher_id=number).count() == len(keys_of("Кузнецова"))
    steps.take_back(renamed, [1], frozenset())
    assert found(made, actor, "иванова") == ["Иванова Анна"]


@given(surnames, st.data())
def test_a_surname_with_one_letter_wrong_has_a_key_in_common(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    spoilt = {
        name[:place] + name[place + 1 :],
        name[:place] + letter + name[place:],
        name[:place] + letter + name[place + 1 :],
    }
    for typed in spoilt:
        assert len(typed) <= 3 or wanted(typed) & keys_of(name), (typed, name)

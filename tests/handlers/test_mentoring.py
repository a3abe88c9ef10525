"""«Наставник» and «Кто без наставника»."""

from datetime import timedelta

import pytest

from storage.models import Mentorship
from tests.handlers.zarechny import entered, find
from tests.made import TODAY, Made
from tests.running import Running


async def test_a_young_specialist_sees_her_mentor(town: Running, messenger: str) -> None:
    darya = await entered(town, messenger, "Котова")
    await darya.says("наставник")
    assert darya.sees("Ваш наставник: Миронова Ольга Викторовна\nучитель, Школа № 3")
    assert darya.sees("Вместе с 1 сентября.\nПриказ № 17.\nЦели: вести урок < 45 минут")
    assert "Спросить человека" in darya.labels


@pytest.mark.edge
async def test_a_mentor_sees_her_young_specialists_and_whether_there_is_room(town: Running, messenger: str) -> None:
    mentor = await entered(town, messenger, "Миронова")
    await mentor.says("меню")
    await mentor.taps("Наставничество")
    assert mentor.sees("Ваши молодые специалисты\n\nКотова Дарья Андреевна\nучитель, Школа № 2")
    assert mentor.sees("Вы можете взять ещё 2 человека.")


async def test_the_number_of_free_places_is_right_russian(town: Running) -> None:
    mentor = await entered(town, "telegram", "Миронова")
    for capacity, says in ((2, "Вы можете взять ещё 1 человека."), (1, "нагрузка полная")):
        await town.change(lambda repo, room=capacity: setattr(find(repo, "Миронова"), "mentor_capacity", room))
        await mentor.says("наставник")
        assert mentor.sees(says)


async def test_every_young_specialist_may_be_written_to_and_namesakes_are_told_apart(town: Running) -> None:
    def more(repo):
        made, mentor = Made(repo.tx), find(repo, "Миронова")
        for number, name in enumerate(("Юна", "Юшина", "Ясная"), 1):
            one = made.teacher(at=mentor.organization, last_name=name, first_name="Анна")
            made.mentorship(mentor, one, TODAY - timedelta(days=number))

    await town.change(more)
    mentor = await entered(town, "telegram", "Миронова")
    await mentor.says("наставник")
    names = ["Юна Анна", "Юшина Анна", "Ясная Анна"]
    assert mentor.labels[:4] == [*(f"Написать: {name}" for name in names), "Дальше"]
    await mentor.taps("Дальше")
    assert mentor.labels[:2] == ["Написать: Дарья", "Раньше"]


async def test_where_no_goals_are_written_it_says_what_to_do(town: Running) -> None:
    def no_goals(repo):
        repo.tx.session.query(Mentorship).one().goals = ""

    await town.change(no_goals)
    darya = await entered(town, "telegram", "Котова")
    await darya.says("наставник")
    assert darya.sees("Цели пока не записаны: договоритесь о них вместе")


@pytest.mark.edge
async def test_a_young_specialist_without_a_mentor_learns_that_the_methodist_sees_it(
    town: Running, messenger: str
) -> None:
    pyotr = await entered(town, messenger, "Зуев")
    await pyotr.says("/mentor")
    assert pyotr.sees("Наставник вам пока не назначен. Методист это видит")


@pytest.mark.edge
async def test_everybody_else_is_told_whom_a_mentor_is_for(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("наставник")
    assert anna.sees("Наставник полагается молодым специалистам")


@pytest.mark.edge
@pytest.mark.parametrize("last_name", ["Хасанова", "Орлова"])
async def test_staff_sees_who_has_no_mentor(town: Running, messenger: str, last_name: str) -> None:
    staff = await entered(town, messenger, last_name)
    await staff.says("люди")
    await staff.taps("Кто без наставника")
    assert staff.sees("Без наставника: 1 молодой специалист\n\n1. Зуев Пётр Ильич, учитель, Школа № 3")
    assert staff.labels == ["1. Зуев", "К людям", "В меню"]


@pytest.mark.edge
async def test_the_institute_chooses_a_municipality_first(town: Running, messenger: str) -> None:
    staff = await entered(town, messenger, "Самойлов")
    await staff.says("люди")
    await staff.taps("Кто без наставника")
    assert staff.sees("Выберите муниципалитет")
    await staff.taps("Заречный район")
    assert staff.sees("1. Зуев Пётр Ильич, учитель, Школа № 3")
    await staff.taps("Назад")
    assert staff.sees("Выберите муниципалитет")


@pytest.mark.edge
async def test_a_long_list_is_paged_both_ways(town: Running, messenger: str) -> None:
    def many(repo):
        made, school = Made(repo.tx), find(repo, "Зуев").organization
        for number in range(20):
            made.teacher(at=school, last_name=f"Юный{number:02}", birth_year=2003, career_since=2026)

    methodist = await entered(town, messenger, "Орлова")
    await town.change(many)
    await methodist.says("без наставника")
    assert methodist.sees("Без наставника: 21 молодой специалист")
    assert methodist.labels[6:] == ["Дальше", "К людям", "В меню"]
    for _ in range(3):
        await methodist.taps("Дальше")
    assert methodist.sees("Юный19")
    assert methodist.labels[-3:] == ["Раньше", "К людям", "В меню"]
    await methodist.taps("Раньше")
    assert methodist.sees("13. Юный11")


async def test_when_everybody_has_a_mentor_it_says_so(town: Running) -> None:
    def give(repo):
        Made(repo.tx).mentorship(find(repo, "Миронова"), find(repo, "Зуев"))

    await town.change(give)
    deputy = await entered(town, "telegram", "Хасанова")
    await deputy.says("без наставника")
    assert deputy.sees("У всех молодых специалистов есть наставник")


@pytest.mark.edge
async def test_a_teacher_sees_no_list_of_others(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    for _ in range(2):
        await anna.says("/unmentored")
        assert anna.sees("Это доступно не всем")
        assert not anna.sees("Зуев")

"""The methodical service's card, who answers today, and the public list for strangers."""

from datetime import timedelta

import pytest

from storage.models import MethodicalService, Role, RoleGrant, Scope, ServiceModel
from tests.handlers.zarechny import entered, find
from tests.made import TODAY, Made
from tests.running import Running


async def test_the_card_says_who_answers_when_and_where(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.taps("Методслужба")
    for words in (
        "Методический центр Заречного района\nметодический центр · Заречный район",
        "Телефон: 8 (343) 200-00-01\nПочта: centre@example.org\nЧасы работы: пн–пт 9:00–17:00",
        "• Орлова Наталья Юрьевна",
    ):
        assert anna.sees(words), words
    assert "В меню" in anna.labels


@pytest.mark.edge
async def test_while_the_methodist_is_away_her_substitute_answers(town: Running, messenger: str) -> None:
    def away(repo):
        Made(repo.tx).substitution(find(repo, "Орлова"), find(repo, "Хасанова"), TODAY, TODAY + timedelta(days=3))

    await town.change(away)
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("методист")
    assert anna.sees("• Хасанова Гульнара Ринатовна (сейчас вместо: Орлова Наталья Юрьевна)")


async def test_each_methodist_may_be_written_to_and_stands_there_once(town: Running) -> None:
    def grown(repo):
        made, orlova = Made(repo.tx), find(repo, "Орлова")
        for name in ("Белова", "Сомов", "Хасанова"):
            made.grant(find(repo, name), Role.METHODIST, Scope.MUNICIPALITY, orlova.municipality_id)
        made.substitution(orlova, find(repo, "Белова"), TODAY, TODAY + timedelta(days=3))
        made.substitution(find(repo, "Сомов"), find(repo, "Миронова"), TODAY, TODAY + timedelta(days=3))
        made.grant(find(repo, "Зуев"), Role.METHODIST, Scope.MUNICIPALITY, orlova.municipality_id)
        repo.tx.session.query(MethodicalService).delete()

    await town.change(grown)
    anna = await entered(town, "telegram", "Лебедева")
    await anna.says("методист")
    assert anna.sees("Телефон и адрес вашей методической службы здесь пока не записаны.\n\nВам отвечают:\n• Белова")
    names = ["Ирина Павловна", "Пётр Ильич", "Ольга Викторовна"]
    assert anna.labels == [*(f"Написать: {name}" for name in names), "Дальше", "В меню"]
    await anna.taps("Дальше")
    assert anna.labels == ["Написать: Гульнара Ринатовна", "Раньше", "В меню"]


async def test_a_service_without_methodists_is_reached_by_telephone(town: Running) -> None:
    await town.change(lambda repo: repo.tx.session.query(RoleGrant).delete())
    anna = await entered(town, "telegram", "Лебедева")
    await anna.says("вопрос")
    assert anna.sees("методист пока не назначен, звоните по телефону службы")
    await town.change(lambda repo: setattr(find(repo, "Лебедева"), "left_on", TODAY))
    await anna.says("вопрос")
    assert anna.sees("Методические службы\n\nМетодический центр Заречного района"), "she may have left by a slip"


@pytest.mark.edge
async def test_where_there_is_no_service_the_deputy_is_named(town: Running, messenger: str) -> None:
    person = await entered(town, messenger, "Ли")
    await person.says("/ask")
    assert person.sees("Обратитесь к заместителю директора")
    assert person.labels == ["В меню"]


async def test_the_institute_sees_the_services_of_its_region(town: Running) -> None:
    staff = await entered(town, "telegram", "Самойлов")
    await staff.says("вопрос")
    assert staff.sees("Методические службы\n\nМетодический центр Заречного района")


@pytest.mark.edge
async def test_strangers_page_through_all_services(town: Running, messenger: str) -> None:
    def nine(repo):
        made = Made(repo.tx)
        region = find(repo, "Орлова").municipality.region
        for number in range(9):
            place = made.municipality(f"Район {number}", region)
            made.add(
                MethodicalService(municipality_id=place.id, name=f"Служба {number}", model=ServiceModel.SPECIALIST)
            )

    await town.change(nine)
    stranger = town.somebody(messenger)
    await stranger.says("вопрос")
    assert stranger.sees("Служба 6")
    assert stranger.labels == ["Дальше", "Назад"]
    await stranger.taps("Дальше")
    assert stranger.sees("Служба 8")
    assert stranger.labels == ["Раньше", "Назад"]
    await stranger.taps("Раньше")
    assert stranger.sees("Служба 6")
    await stranger.forges("services:2000000")
    assert stranger.sees("Служба 0")
    await stranger.forges("services:-5")
    assert stranger.sees("Служба 0")

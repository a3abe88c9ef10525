"""«Профиль» and «Настройки»."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.models import QualificationCategory
from tests.handlers.zarechny import entered, find
from tests.running import Running


async def test_the_profile_shows_what_the_roster_says(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("/profile")
    assert anna.sees(
        "Лебедева Анна Сергеевна\nучитель, Школа № 3\nПредметы: математика, информатика\n"
        "Категория: первая\nСтаж: 14 лет\nВ боте вы: педагог\n\nЭто список методической службы"
    )
    await anna.taps("Исправить")
    assert anna.sees("Что исправить?")


async def test_a_first_year_of_work_lasts_until_september(town: Running) -> None:
    def set_since(repo):
        find(repo, "Лебедева").career_since = 2026

    anna = await entered(town, "telegram", "Лебедева")
    await town.change(set_since)
    end = datetime(2027, 8, 31, 9, tzinfo=UTC)
    for day, says in ((end, "первый год"), (end + timedelta(days=1), "1 год")):
        town.it_is(day)
        await anna.says("профиль")
        assert f"Стаж: {says}\n" in anna.last.text


async def test_years_of_work_are_right_russian(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    for since, says in ((2026, "первый год"), (2025, "1 год"), (2023, "3 года"), (2005, "21 год"), (2015, "11 лет")):
        await town.change(lambda repo, since=since: setattr(find(repo, "Лебедева"), "career_since", since))
        await anna.says("профиль")
        assert f"Стаж: {says}\n" in anna.last.text


ROLES = {
    "Котова": "Молодой специалист", "Миронова": "В боте вы: педагог, наставник", "Белова": "руководитель МО",
    "Хасанова": "заместитель директора", "Орлова": "методист", "Самойлов": "сотрудник института",
    "Ли": "Ли Ким\nучитель, Школа № 1",
}  # fmt: skip


async def test_the_profile_names_the_roles(town: Running) -> None:
    for number, (last_name, says) in enumerate(ROLES.items(), 501):
        person = await entered(town, "telegram", last_name, number)
        await person.says("профиль")
        assert person.sees(says), last_name


async def test_a_category_that_is_none_is_not_mentioned(town: Running) -> None:
    def none(repo):
        find(repo, "Лебедева").qualification = QualificationCategory.NONE

    anna = await entered(town, "telegram", "Лебедева")
    await town.change(none)
    await anna.says("профиль")
    assert not anna.sees("Категория")


async def test_the_settings_show_messengers_and_consent_and_lead_on(town: Running, messenger: str) -> None:
    names = {"telegram": "Telegram", "vk": "ВКонтакте", "browser": "браузер"}
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("настройки")
    assert anna.sees(
        f"Вы вошли через: {names[messenger]}\nОбъявления приходят\nТихие часы: с 20 до 8, воскресенье\n"
        "Срочное приходит и в тихие часы\nОбращаюсь к вам: Анна Сергеевна\n"
        "Согласие на обработку данных дано 22 ноября (редакция 1)."
    )
    await anna.taps("Мои данные")
    assert anna.sees("в файле всё, что о вас хранится")
    await anna.taps("Текст согласия")
    assert anna.sees("Согласие на обработку персональных данных")
    await anna.taps("В меню", "Настройки")
    await anna.says("настройки")
    await anna.taps("Удалить меня")
    assert anna.sees("Удалить вас из бота?")


@pytest.mark.edge
async def test_quiet_hours_are_ones_own_and_what_waits_follows_them(town: Running, messenger: str) -> None:
    town.it_is(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))  # ten in the evening where they live
    anna = await entered(town, messenger, "Лебедева")
    novice = await entered(town, "telegram" if messenger == "vk" else "vk", "Котова", 511)
    mentor = await entered(town, messenger, "Миронова", 512)
    await anna.says("/settings")
    await anna.taps("Тихие часы")
    assert anna.labels[:4] == [
        "✓ С 20 до 8, воскресенье", "С 18 до 9 и выходные", "Ночью, с 22 до 7", "Без тихих часов"
    ]  # fmt: skip
    await anna.taps("С 18 до 9 и выходные")
    assert "✓ С 18 до 9 и выходные" in anna.labels
    await novice.says("/mentor")
    await novice.taps("Написать")
    await novice.says("Где мой журнал?")
    assert novice.sees("вт, 24 ноября, 08:00")
    await mentor.says("/settings")
    await mentor.taps("Тихие часы", "Без тихих часов")
    assert any("уже ждёт" in toast for toast in mentor.toasts)
    await mentor.gets("Где мой журнал?")

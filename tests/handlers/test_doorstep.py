"""At the door: a school's link, a newcomer, lost access; and those who decide who is let in."""

from datetime import timedelta

import pytest

from bot.services import invitations, wall_links
from bot.services.access import COMMAND_LINE
from storage.models import EntryRequest, Municipality, Organization, Role, Scope
from tests.handlers.zarechny import code_for, entered, find
from tests.people import Someone
from tests.running import NOW, Running

WAITS = "Заявка передана"
PERSONAL = ["/mo", "/mentor", "профиль", "мои данные", "/people", "заявки", "пригласить", "объявление", "удалить меня"]
FORGED = ["req:1", "req_is:1:3", "req_sure:1:3", "req_add:1", "inv:3", "inv_issue:3", "inv_links:1", "inv_wall:1"]


def school(repo, name="Школа № 3"):
    return repo.tx.session.query(Organization).filter_by(name=name).first()


async def school_code(town: Running, name: str = "Школа № 3") -> str:
    def code(repo):
        return wall_links.school_code(repo, COMMAND_LINE, school(repo, name), NOW)

    return await town.change(code)


async def public_code(town: Running) -> str:
    def code(repo):
        district = repo.tx.session.query(Municipality).filter_by(name="Заречный район").one()
        return wall_links.public_code(repo, COMMAND_LINE, district, NOW)

    return await town.change(code)


async def asks(town: Running, messenger: str, surname: str, number: int = 601, code: str | None = None) -> Someone:
    """She has opened the school's link, agreed, and said who she is."""
    person = town.somebody(messenger, number)
    await person.starts(code or await school_code(town))
    await person.taps("Даю согласие, дальше")
    await person.says(surname)
    await person.says("матем")
    await person.taps("математика")
    return person


def requests(repo):
    return [(one.last_name, one.kind.value, one.state.value) for one in repo.tx.session.query(EntryRequest)]


async def test_a_teacher_comes_in_by_the_school_s_link_and_the_deputy(any_district_url, messenger) -> None:
    from tests.running import running

    async with running(any_district_url) as town:
        deputy = await entered(town, "telegram", "Хасанова", 701)
        anna = town.somebody(messenger, 601)
        await anna.starts(await school_code(town))
        assert anna.sees("Школа № 3, Заречный район")
        assert anna.sees("Методический центр Заречного района")
        assert await town.ask(requests) == []
        await anna.taps("Прочитать полностью")
        assert anna.sees("Согласие на обработку персональных данных")
        await anna.taps("Назад")
        await anna.taps("Даю согласие, дальше")
        assert anna.sees("Ваша фамилия?")
        await anna.says("Лебедева")
        await anna.taps("Дальше")
        await anna.says("матем")
        await anna.taps("математика")
        assert anna.sees("Заявка передана. Лебедева, Школа № 3, математика")

        await town.passes(NOW + timedelta(hours=24))  # Monday: the deputy's Sunday is quiet
        await deputy.gets("Доступ к боту просит 1 человек")
        await deputy.taps("Заявки")
        assert deputy.sees("Школа № 3: кто просится")
        await deputy.taps("Лебедева")
        assert deputy.sees("• Лебедева Анна Сергеевна, Школа № 3")
        await deputy.taps("Это Лебедева А. С.")
        assert deputy.sees("Готово: у Лебедева Анна Сергеевна есть доступ")
        await anna.gets("Готово, доступ открыт")
        await anna.taps("В меню")
        assert anna.sees("Анна Сергеевна, чем помочь?")
        assert await town.ask(lambda repo: [one.version for one in repo.consents.of(find(repo, "Лебедева").id)]) == [1]

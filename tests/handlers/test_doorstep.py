"""At the door: a school's link, a newcomer, lost access; and those who decide who is let in."""

import asyncio
from datetime import timedelta

import pytest

from bot.services import wall_links
from bot.services.access import COMMAND_LINE
from storage.models import EntryRequest, Mailing, Municipality, Organization, Subject, Teacher
from tests.handlers.test_announcements import composed
from tests.handlers.zarechny import code_for, entered, find
from tests.made import Made
from tests.people import Someone
from tests.running import NOW, Running, running

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
    await person.says(surname, "матем")
    await person.taps("математика")
    return person


def requests(repo):
    return [(one.last_name, one.kind.value, one.state.value) for one in repo.tx.session.query(EntryRequest)]


async def test_a_teacher_comes_in_by_the_school_s_link_and_the_deputy(any_district_url: str, messenger: str) -> None:
    async with running(any_district_url) as town:
        deputy = await entered(town, "telegram", "Хасанова", 701)
        anna = town.somebody(messenger, 601)
        await anna.starts(await school_code(town))
        assert anna.sees("Школа № 3, Заречный район")
        assert anna.sees("Методический центр Заречного района")
        assert await town.ask(requests) == []
        await anna.taps("Прочитать полностью")
        assert anna.sees("Согласие на обработку персональных данных")
        await anna.taps("Назад", "Даю согласие, дальше")
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
        assert "К заявкам" not in deputy.labels, "it would lead to this very screen"
        await deputy.taps("Лебедева")
        assert deputy.sees("1. Лебедева Анна Сергеевна, учитель, Школа № 3, математика, информатика")
        await deputy.taps("Это Лебедева А. С.")
        assert deputy.sees("Готово. Лебедева Анна Сергеевна: доступ открыт")
        await anna.gets("Готово, доступ открыт")
        await anna.taps("Отозвать заявку")
        assert anna.sees("Анна Сергеевна, чем помочь?"), "it has been decided"
        await anna.taps("В меню")
        assert anna.sees("Анна Сергеевна, чем помочь?")
        assert await town.ask(lambda repo: [one.version for one in repo.consents.of(find(repo, "Лебедева").id)]) == [1]


async def test_the_answer_is_the_same_whether_the_roster_knows_the_name_or_not(town: Running) -> None:
    known = await asks(town, "telegram", "Лебедева")
    unknown = await asks(town, "telegram", "Никогдаева", 602)
    assert known.last.text.replace("Лебедева", "*") == unknown.last.text.replace("Никогдаева", "*")
    assert known.labels == unknown.labels


async def test_before_she_is_confirmed_she_sees_nothing_of_anybody(town: Running) -> None:
    anna = await asks(town, "telegram", "Лебедева")
    for word in PERSONAL:
        await anna.says(word)
        assert WAITS in anna.last.text, word
    for payload in FORGED:
        await anna.says("помощь")
        await anna.forges(payload)
        assert WAITS in anna.last.text, payload
    await anna.taps("Методслужба")
    assert anna.sees("8 (343) 200-00-01")
    await anna.says("помощь")
    assert anna.sees("Я бот методической службы")
    assert await town.ask(requests) == [("Лебедева", "school", "open")]


@pytest.mark.parametrize("typed", ["Анна Лебедева", "анна сергеевна лебедева", "Лебедева А. С."])
async def test_the_surname_may_come_first_or_last(town: Running, typed: str) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 701)
    await asks(town, "telegram", typed)
    await deputy.says("заявки")
    await deputy.taps(deputy.labels[0])
    assert deputy.sees("1. Лебедева Анна Сергеевна, учитель, Школа № 3")


async def test_a_request_is_corrected_and_taken_back(town: Running) -> None:
    anna = await asks(town, "telegram", "Лебедеваа")
    await anna.taps("Исправить заявку")
    await anna.says("меню")
    assert anna.sees(WAITS), "who only looked keeps the request"
    await anna.taps("Исправить заявку")
    await anna.says("отмена")
    assert anna.sees("Отменил: ввод заявки")
    assert await town.ask(requests) == [("Лебедеваа", "school", "open")]
    await anna.taps("В меню", "Исправить заявку")
    await anna.says("Лебедева", "матем")
    await anna.taps("математика")
    assert await town.ask(requests) == [("Лебедева", "school", "open")]
    await anna.taps("Отозвать заявку")
    assert anna.sees("ничего не сохранено")
    assert await town.ask(requests) == []


async def test_whoever_does_not_agree_leaves_nothing(town: Running) -> None:
    anna = town.somebody("telegram", 601)
    await anna.starts(await school_code(town))
    await anna.taps("Не даю согласия")
    assert anna.sees("ничего не сохраняю")
    await anna.says("меню")
    assert anna.sees("Вход по личной ссылке")


async def test_a_request_decided_meanwhile_is_not_corrected(town: Running) -> None:
    methodist = await entered(town, "vk", "Орлова", 502)
    anna = await asks(town, "telegram", "Лебедева")
    await anna.taps("Исправить заявку")
    await anna.says("Лебедева Анна", "матем")
    await methodist.says("заявки")
    await methodist.taps("Лебедева", "Не знаем", "Без пояснения")
    await anna.taps("математика")
    assert await town.ask(requests) == [("Лебедева", "school", "declined")]


async def test_every_question_at_the_door_can_be_left(town: Running, messenger: str) -> None:
    vera = town.somebody(messenger, 601)
    await vera.starts()
    await vera.taps("Что вы умеете?", "Назад", "Я педагог, добавьте меня")
    assert vera.labels[-1] == "Отмена"
    await vera.taps("Заречный район", "Даю согласие, дальше")
    for said in ("Вера2", "Новикова", "Новикова Вера"):
        await vera.says(said)
        assert vera.labels[-1] == "Отмена"
    await vera.taps("Отмена")
    assert vera.sees("Отменил: ввод заявки")


async def test_what_is_no_name_is_not_taken(town: Running) -> None:
    anna = town.somebody("telegram", 601)
    await anna.starts(await school_code(town))
    await anna.taps("Даю согласие, дальше")
    for said in ("http://evil.example", "Анна 1990", "x" * 200, "@anna"):
        await anna.says(said)
        assert anna.sees("Не получилось разобрать имя"), said
    await anna.says("отмена")
    assert anna.sees("Отменил: ввод заявки")


async def test_a_newcomer_asks_and_the_methodist_enlists_her_by_one_tap(town: Running, messenger: str) -> None:
    methodist = await entered(town, "telegram", "Орлова", 702)
    vera = town.somebody(messenger, 601)
    await vera.starts(await public_code(town))
    assert vera.sees("Это помощник методической службы: Заречный район")
    await vera.taps("Я педагог, добавьте меня", "Даю согласие, дальше")
    await vera.says("Новикова")
    assert vera.sees("Нужны и фамилия, и имя")
    await vera.says("Новикова Вера Игоревна", "СОШ 2")
    await vera.taps("Школа № 2", "Другое")
    assert vera.sees("Заявка передана. Новикова Вера Игоревна, Школа № 2")
    await methodist.says("/requests")
    await methodist.taps("Новикова Вера Игоревна")
    assert methodist.sees("Похожих в списке нет")
    await methodist.taps("Добавить в список")
    assert methodist.sees("Новикова Вера Игоревна теперь в списке (Школа № 2)")
    await vera.gets("Готово, доступ открыт")
    await vera.says("профиль")
    assert vera.sees("Новикова Вера Игоревна\nучитель, Школа № 2")
    assert await town.ask(lambda repo: find(repo, "Новикова").from_file) is False


async def test_however_a_newcomer_types_her_name_the_roster_has_it_straight(town: Running) -> None:
    typed, whole = "новикова\u2013белая Bера -", "Новикова-Белая Вера"  # and a Latin letter
    methodist = await entered(town, "telegram", "Орлова", 702)
    vera = town.somebody("telegram", 601)
    await vera.starts(await public_code(town))
    await vera.taps("Я педагог, добавьте меня", "Даю согласие, дальше")
    await vera.says(typed)
    await vera.taps("Школа № 2", "Другое")
    await methodist.says("/requests")
    await methodist.taps(whole, "Добавить в список")
    await vera.gets("Готово, доступ открыт")
    await vera.says("профиль")
    assert vera.sees(f"{whole}\nучитель, Школа № 2")


async def test_a_stranger_without_a_link_chooses_the_district_first(town: Running) -> None:
    vera = town.somebody("telegram", 601)
    await vera.starts()
    await vera.taps("Я педагог, добавьте меня")
    assert {"Город Ключи", "Заречный район"} <= set(vera.labels)
    await vera.says("ключ")
    assert vera.labels == ["Город Ключи", "Отмена"]
    await vera.taps("Город Ключи")
    assert vera.sees("Город Ключи")
    await vera.taps("Даю согласие, дальше")
    await vera.says("Новикова Вера")
    assert vera.labels == ["Школа № 1", "Нет в списке", "Отмена"]
    await vera.taps("Нет в списке")
    assert vera.sees("Такого места работы в списке службы пока нет")


async def test_who_is_declined_hears_why(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 701)
    anna = await asks(town, "vk", "Чужая")
    await deputy.says("заявки")
    await deputy.taps("Чужая", "Не знаем")
    await deputy.says("У нас такой нет <b>& не было")
    assert deputy.sees("Заявка отклонена")
    await anna.gets("У нас такой нет <b>& не было")
    newest = await town.ask(lambda repo: repo.tx.session.query(Mailing).order_by(Mailing.id.desc()).first())
    assert newest.is_personal  # words of somebody's own go nowhere where personal data may not
    await anna.says("меню")
    assert anna.sees("Вход по личной ссылке")


async def test_of_two_who_decide_the_second_hears_who_was_first(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 701)
    methodist = await entered(town, "vk", "Орлова", 702)
    await asks(town, "telegram", "Лебедева")
    for person in (deputy, methodist):
        await person.says("заявки")
        await person.taps("Лебедева")
    await deputy.taps("Это Лебедева А. С.")
    await methodist.taps("Не знаем", "Без пояснения")
    assert methodist.sees("Уже сделано: Хасанова, 14:00.")


async def test_who_has_access_already_is_named_and_her_older_account_hears_of_it(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 701)
    old, other = await entered(town, "telegram", "Лебедева", 501), town.somebody("vk", 502)
    await other.starts(await code_for(town, "Лебедева"))
    await other.taps("Согласна, начать")
    await old.gets("К вашему доступу подключён ещё один аккаунт: ВКонтакте")
    new = town.somebody("telegram", 601)
    await new.starts()
    await new.taps("Потерян доступ", "Заречный район", "Даю согласие, дальше")
    await new.says("Лебедева")
    await new.taps("Школа № 3", "Другое")
    await deputy.says("заявки")
    await deputy.taps("Лебедева")
    assert deputy.sees("Просит вернуть доступ")
    await deputy.taps("Это Лебедева А. С.")
    assert deputy.sees("доступ уже есть (Telegram, ВКонтакте)")
    await deputy.taps("Да, это тот же человек")
    await old.gets("Ваш доступ перенесён на другой аккаунт: Telegram")
    await other.gets("К вашему доступу подключён ещё один аккаунт: Telegram")
    await new.gets("Готово, доступ открыт")
    await old.says("меню")
    assert old.sees("Вход по личной ссылке")


async def test_somebody_else_of_the_roster_is_found_by_name(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 701)
    anna = await asks(town, "telegram", "Лебедевская")
    await deputy.says("заявки")
    await deputy.taps("Лебедевская", "Другой человек")
    await deputy.says("Кот")
    assert deputy.sees("Никого похожего на «Кот»")
    await deputy.says("белово")
    await deputy.taps("Это Белова И. П.")
    assert deputy.sees("Белова Ирина Павловна: доступ открыт")
    await anna.gets("Готово, доступ открыт")


@pytest.mark.edge
async def test_namesakes_are_told_apart_by_what_they_do_and_each_has_a_button_of_her_own(
    town: Running, messenger: str
) -> None:
    def twins(repo):
        made, place = Made(repo.tx), school(repo)
        names = {"last_name": "Птицына", "first_name": "Анна", "middle_name": "Ивановна"}
        for key in ("history", "chemistry"):
            taught = repo.tx.session.query(Subject).filter_by(key=key).one()
            made.teacher(taught, at=place, **names)

    deputy = await entered(town, messenger, "Хасанова", 701)
    await town.change(twins)
    anna = await asks(town, "telegram", "Птицына")
    await deputy.says("заявки")
    await deputy.taps("Птицына")
    lines = [line for line in deputy.last.text.splitlines() if "Птицына Анна" in line]
    assert sorted(line.rpartition(", ")[2] for line in lines) == ["история", "химия"]
    chemist = next(at for at, line in enumerate(lines, 1) if line.endswith("химия"))
    assert {"1. Это Птицына А. И.", "2. Это Птицына А. И."} < set(deputy.labels)
    await deputy.taps(f"{chemist}. Это Птицына А. И.")
    await anna.gets("Готово, доступ открыт")
    await anna.says("профиль")
    assert anna.sees("Предметы: химия")


async def test_a_school_s_link_that_was_replaced_opens_nothing(town: Running) -> None:
    code = await school_code(town)
    anna = town.somebody("telegram", 601)
    await anna.starts(code)
    await anna.taps("Даю согласие, дальше")
    await anna.says("Лебедева")
    await town.change(lambda repo: wall_links.school_code(repo, COMMAND_LINE, school(repo), NOW, anew=True))
    await anna.taps("Другое")
    assert anna.sees("её отозвали")
    assert await town.ask(requests) == []
    late = town.somebody("telegram", 602)
    await late.starts(code)
    assert late.sees("Эта ссылка не открылась")


async def test_a_personal_link_settles_what_was_asked_at_the_door(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 701)
    anna = await asks(town, "telegram", "Лебедева")
    await deputy.says("заявки")
    await deputy.taps("Лебедева")
    await anna.starts(await code_for(town, "Лебедева"))
    await anna.taps("Согласна, начать")
    await deputy.taps("Это Лебедева А. С.")
    assert deputy.sees("Этой заявки среди ваших нет")
    assert await town.ask(lambda repo: repo.tx.session.query(Teacher).count()) == 10


async def test_while_she_waits_she_reads_what_was_sent_to_everybody(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова", 702)
    await entered(town, "vk", "Котова", 703)
    await composed(methodist, "Семинар «Читаем вместе», чт, 26 ноября, 15:00, школа № 1", "Мероприятие")
    await methodist.taps("Верно", "Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(NOW + timedelta(minutes=5))
    anna = await asks(town, "telegram", "Лебедева")
    await anna.taps("Мероприятия")
    assert anna.sees("• Семинар «Читаем вместе»: чт, 26 ноября")
    await anna.taps("Назад", "Документы")
    assert anna.sees("Сейчас ничего срочного нет")


async def test_where_nothing_personal_may_go_nothing_personal_is_asked(district_url: str) -> None:
    async with running(district_url, vk={"personal_data": False}) as town:
        anna = town.somebody("vk", 601)
        await anna.starts(await school_code(town))
        assert anna.sees("Здесь личное не показываю")


async def test_of_two_messengers_with_one_link_at_once_one_gets_it(town: Running) -> None:
    code = await code_for(town, "Лебедева")
    people = [town.somebody("telegram", 601), town.somebody("vk", 602)]
    for person in people:
        await person.starts(code)
    await asyncio.gather(*(person.taps("Согласна, начать") for person in people))
    assert sorted(person.sees("уже воспользовались") for person in people) == [False, True]
    assert await town.ask(lambda repo: len(repo.accounts.of(find(repo, "Лебедева").id))) == 1

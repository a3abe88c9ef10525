"""«Пригласить»: personal links, what hangs in a school, the public link, and for whom it is not."""

import io

import pytest
from openpyxl import load_workbook
from PIL import Image

from storage.models import Role, Scope
from tests.handlers.zarechny import AGREE, entered, find
from tests.made import Made
from tests.people import Someone
from tests.running import Running, running
from tests.scanning import codes, pages


async def file_of(person: Someone) -> tuple[str, bytes]:
    """The file of the newest message."""
    found = await person.files(person.last)
    return found[0].name, found[0].data


def address(text: str, begins: str) -> str:
    return next(word for word in text.split() if word.startswith(begins))


async def test_a_methodist_hands_on_a_personal_link_and_its_code(town: Running, messenger: str) -> None:
    methodist = await entered(town, messenger, "Орлова", 702)
    await methodist.says("пригласить", "котва дарья")
    await methodist.taps("1. Котова Д. А., Школа № 2")
    words = methodist.messages[-2].text
    assert words.startswith("Дарья Андреевна, это ваша личная ссылка")
    assert methodist.sees("Действует 30 дней")
    link = address(words, "https://t.me/")
    await methodist.taps("QR Telegram")
    name, data = await file_of(methodist)
    assert name == "qr-telegram.png"
    assert [code.text for code in codes(Image.open(io.BytesIO(data)))] == [link]
    darya = town.somebody("telegram", 601)
    await darya.starts(link.partition("start=")[2])
    await darya.taps(AGREE["female"])
    assert darya.sees("Котова Дарья Андреевна")


async def test_who_has_a_link_or_access_is_asked_before_a_new_one_closes_it(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова", 702)
    await methodist.says("/invite", "Лебедева")
    await methodist.taps("1. Лебедева А. С., Школа № 3")
    link = address(methodist.messages[-2].text, "https://t.me/")
    await methodist.taps("Назад")
    await methodist.says("Лебедева")
    await methodist.taps("1. Лебедева А. С., Школа № 3")
    assert methodist.sees("Ссылка уже выдана 22 ноября")
    anna = town.somebody("telegram", 601)
    await anna.starts(link.partition("start=")[2])
    await anna.taps(AGREE["female"])
    await methodist.says("пригласить", "Лебедева")
    await methodist.taps("1. Лебедева А. С., Школа № 3")
    assert methodist.sees("Уже подключены: Telegram")
    await methodist.taps("Выдать новую ссылку")
    new = town.somebody("telegram", 602)
    await new.starts(address(methodist.messages[-2].text, "https://t.me/").partition("start=")[2])
    await new.taps(AGREE["female"])
    await anna.gets("Ваш доступ перенесён на другой аккаунт: Telegram")


@pytest.mark.edge
async def test_a_link_sent_to_the_wrong_person_is_taken_back(town: Running, messenger: str) -> None:
    methodist = await entered(town, messenger, "Орлова", 702)
    await methodist.says("пригласить", "Лебедева")
    await methodist.taps("1. Лебедева А. С., Школа № 3")
    code = address(methodist.messages[-2].text, "https://t.me/").partition("start=")[2]
    await methodist.taps("Отозвать ссылку")
    assert methodist.sees("Лебедева Анна Сергеевна: ссылка отозвана, по ней уже никто не войдёт")
    wrong = town.somebody("telegram", 601)
    await wrong.starts(code)
    assert not any("Лебедева" in one.text for one in wrong.messages)
    await methodist.taps("Выдать новую ссылку", "Назад")
    await methodist.says("Лебедева")
    await methodist.taps("1. Лебедева А. С., Школа № 3")
    assert methodist.sees("Ссылка уже выдана")
    await methodist.taps("Отозвать ссылку")
    anna = town.somebody("telegram", 602)
    await methodist.taps("Выдать новую ссылку")
    await anna.starts(address(methodist.messages[-2].text, "https://t.me/").partition("start=")[2])
    await anna.taps(AGREE["female"])
    await methodist.taps("Отозвать ссылку")
    assert methodist.sees("неиспользованных ссылок нет")


async def test_whoever_gets_no_link_in_the_file_is_told_of_before_it_is_made(town: Running) -> None:
    def wider(repo):
        who = find(repo, "Белова")
        Made(repo.tx).grant(who, Role.METHODIST, Scope.MUNICIPALITY, who.municipality_id)

    await town.change(wider)
    deputy = await entered(town, "telegram", "Хасанова", 701)
    await deputy.says("пригласить")
    await deputy.taps("Школа № 3", "Личные ссылки в Excel")
    assert deputy.sees("личные ссылки для 3 человек")
    assert deputy.sees("Без ссылки останется 1 человек")
    await deputy.taps("Да, сделать файл")
    assert deputy.sees("В нём 3 ссылки")


async def test_a_deputy_prints_the_poster_and_the_links_of_her_school(district_url: str) -> None:
    async with running(district_url, http={"public_url": "https://bot.example"}) as town:
        deputy = await entered(town, "telegram", "Хасанова", 701)
        await deputy.says("пригласить")
        await deputy.taps("Школа № 3")
        assert deputy.sees("Педагогов в списке: 5, ещё не подключены 4")
        await deputy.taps("Плакат и ссылка школы")
        links = {address(deputy.last.text, begins) for begins in ("https://t.me/", "https://vk.me/", "https://bot.")}
        await deputy.taps("Плакат (PDF)")
        name, data = await file_of(deputy)
        (page,) = pages(data)
        found = codes(page)
        assert name == "Плакат. Школа № 3.pdf"
        assert {code.text for code in found} == links
        assert min(wide(code) for code in found) >= 50, "millimetres"
        await deputy.taps("Назад", "Назад", "Личные ссылки в Excel")
        assert deputy.sees("личные ссылки для 4 человек")
        await deputy.taps("Да, сделать файл")
        _, data = await file_of(deputy)
        rows = list(load_workbook(io.BytesIO(data)).active.values)
        assert "КОНФИДЕНЦИАЛЬНО" in rows[1][0]
        assert [row[0] for row in rows[4:]] == [
            "Белова Ирина Павловна", "Зуев Пётр Ильич", "Лебедева Анна Сергеевна", "Миронова Ольга Викторовна",
        ]  # fmt: skip
        anna = town.somebody("vk", 601)
        await anna.starts(rows[6][2].partition("ref=")[2])
        await anna.taps(AGREE["female"])
        assert anna.sees("Лебедева Анна Сергеевна")


def wide(code) -> float:
    """Of its side, in millimetres."""
    corners = code.position
    return (corners.top_right.x - corners.top_left.x) / 6


async def test_who_is_not_connected_is_listed_and_the_school_s_link_replaced(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова", 702)
    await methodist.says("пригласить")
    await methodist.taps("По школам")
    await methodist.says("3 школа")
    await methodist.taps("Школа № 3", "Кто не подключён")
    assert methodist.labels[:4] == ["Белова И. П.", "Зуев П. И.", "Лебедева А. С.", "Миронова О. В."]
    await methodist.taps("Дальше")
    assert methodist.labels[0] == "Хасанова Г. Р."
    await methodist.taps("Назад", "Плакат и ссылка школы")
    before = address(methodist.last.text, "https://t.me/")
    await methodist.taps("Заменить ссылку")
    assert methodist.sees("плакаты и QR-коды перестанут работать")
    await methodist.taps("Да, заменить")
    assert address(methodist.last.text, "https://t.me/") != before
    assert "Ссылка заменена" in methodist.toasts


async def test_public_links_are_of_the_district_and_of_the_region(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова", 702)
    await methodist.says("пригласить")
    await methodist.taps("Общая ссылка")
    assert methodist.sees("Заречный район: общая ссылка")
    expert = await entered(town, "telegram", "Самойлов", 703)
    await expert.says("пригласить")
    assert expert.labels == ["Общая ссылка", "К людям", "В меню"]
    await expert.taps("Общая ссылка")
    assert expert.sees("Region: общая ссылка")
    vera = town.somebody("telegram", 601)
    await vera.starts(address(expert.last.text, "https://t.me/").partition("start=")[2])
    await vera.taps("Я педагог, добавьте меня")
    assert "Заречный район" in vera.labels


@pytest.mark.parametrize("last_name", ["Лебедева", "Белова"])
async def test_whoever_answers_for_nobody_invites_nobody(town: Running, last_name: str) -> None:
    person = await entered(town, "telegram", last_name)
    for word in ("пригласить", "заявки"):
        await person.says(word)
        assert person.sees("Это доступно не всем")
    for payload in ("inv:1", "inv_issue:2", "inv_revoke:2", "inv_school:1", "inv_wall:1", "inv_poster:1", "inv_links:1",
                    "inv_not:1:0", "inv_public:municipality:1", "inv_yes:organization:1",
                    "inv_qr:telegram:" + "a" * 32):  # fmt: skip
        await person.says("помощь")
        await person.forges(payload)
        assert person.sees("Это доступно не всем"), payload


async def test_a_deputy_s_forged_taps_reach_no_other_school(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 701)
    for payload in ("inv_school:2", "inv_wall:2", "inv_poster:2", "inv_links:2", "inv_not:2:0", "inv_public:region:1",
                    "inv:2", "inv_issue:2", "inv_revoke:2", "inv:9999", "inv_yes:organization:2"):  # fmt: skip
        await deputy.says("помощь")
        await deputy.forges(payload)
        assert deputy.sees("Это доступно не всем"), payload

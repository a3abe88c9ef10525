"""The menu and the help, by role; the words and the button that bring her there."""

from typing import Any

import pytest

from bot.outgoing import CARD_GONE
from tests.fakes.person import Seen
from tests.fakes.server import RefusedError
from tests.handlers.zarechny import entered, new_consent
from tests.running import Running

EVERYBODY = ["Моё МО", "Наставник", "Мероприятия", "Документы", "Методслужба", "Настройки", "Помощь"]
PATH = "Мой маршрут"
PEOPLE = "Люди"
UNMENTORED = "Кто без наставника"
SURVEYS = "Опросы"
SUMMARY = "Сводка"
ANNOUNCE = "Объявление"


def data_of(seen: Seen, label: str) -> str:
    """What an old button carried."""
    button = seen.button(label)
    assert button is not None
    return button.data or ""


async def test_the_menu_is_always_in_reach(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.taps("Меню" if messenger != "browser" else "В меню")
    assert anna.last.text == "Анна Сергеевна, чем помочь?"
    assert anna.labels == [*EVERYBODY[:-1], PATH, EVERYBODY[-1]]


ROLES = (
    ("Котова", [PATH], "/mentor — наставник"),
    ("Миронова", [PATH], "ваших молодых специалистов и цели"),
    ("Белова", [ANNOUNCE, PEOPLE, UNMENTORED], "объединение, которым вы руководите"),
    ("Хасанова", [PATH, PEOPLE, UNMENTORED], "плакат школы"),
    ("Орлова", [ANNOUNCE, PEOPLE, SURVEYS, SUMMARY], "загрузить список педагогов"),
    ("Самойлов", [ANNOUNCE, PEOPLE, SURVEYS, SUMMARY], "педагогам региона"),
)


async def test_every_role_has_its_own_buttons_and_its_own_help(town: Running) -> None:
    for number, (last_name, more, help_line) in enumerate(ROLES, 501):
        person = await entered(town, "telegram", last_name, number)
        await person.says("меню")
        assert [label for label in person.labels if label not in (*EVERYBODY, "Наставничество")] == more, last_name
        assert (person.labels[-1] == "Помощь") == (SUMMARY not in more)  # it gives way: it is a word and a command
        assert ("Наставничество" in person.labels) == (last_name == "Миронова")
        await person.says("помощь")
        assert person.sees(help_line), last_name
        for name in (ANNOUNCE, PEOPLE, SURVEYS):
            assert person.sees(name) == (name in more), last_name
        await person.taps("В меню")
        assert person.sees("чем помочь?"), last_name


async def test_any_way_of_writing_the_menu_is_understood(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    for word in ("/menu", "/MENU", "Меню", "МЕНЮ!", "главное меню", "в меню", "/menu@methodist_bot"):
        await anna.says("мо", word)
        assert anna.sees("чем помочь?"), word


@pytest.mark.edge
async def test_a_newer_consent_comes_before_everything_but_her_data_and_a_human(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    old = anna.last
    new_consent(town.app)
    for word in ("меню", "мо", "наставник", "профиль", "настройки", "/start"):
        await anna.says(word)
        assert anna.sees("мы уточнили текст согласия"), word
        assert anna.labels == ["Согласна, начать", "Не согласна", "Прочитать полностью"]
    await anna.says("вопрос")
    assert anna.sees("Методический центр Заречного района")
    await anna.forges(data_of(old, "Моё МО"))
    assert anna.sees("мы уточнили текст согласия")
    await anna.says("мои данные")
    assert anna.sees("в файле всё, что о вас хранится")
    await anna.says("удалить меня")
    assert anna.sees("Удалить вас из бота?")
    await anna.says("отмена")

    await anna.says("меню")
    await anna.taps("Не согласна")
    assert anna.sees("Без согласия я не показываю ваши данные")
    await anna.says("меню")
    await anna.taps("Прочитать полностью")
    assert anna.sees("Согласие на обработку персональных данных")
    await anna.says("меню")
    await anna.taps("Согласна, начать", "В меню")
    assert anna.sees("чем помочь?")


@pytest.mark.edge
async def test_an_old_no_to_a_consent_given_since_is_out_of_date(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    new_consent(town.app)
    await anna.says("меню")
    asked = anna.last
    await anna.says("меню")
    await anna.taps("Согласна, начать")
    await anna.forges(data_of(asked, "Не согласна"))
    assert anna.sees("чем помочь?")
    assert anna.toasts[-1].startswith("Эта кнопка уже неактуальна")


async def test_a_conversation_goes_on_in_the_other_messenger(town: Running) -> None:
    here = await entered(town, "telegram", "Лебедева")
    there = await entered(town, "vk", "Лебедева", 502)
    await here.says("удалить меня")
    await there.says("отмена")
    assert there.sees("Отменил удаление ваших данных")
    await here.taps("Да, удалить меня")
    assert here.sees("чем помочь?")
    assert here.toasts == ["Эта кнопка уже неактуальна, вот что сейчас"]
    await there.says("настройки")
    assert there.sees("Вы вошли через: Telegram, ВКонтакте")


async def test_taps_change_the_card_and_a_tap_on_an_older_card_sends_a_new_one(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    card = anna.last
    await anna.taps("Моё МО")
    assert (anna.last.message_id, anna.last.edited) == (card.message_id, True)
    await anna.says("профиль")
    assert anna.last.message_id > card.message_id
    await anna.taps("РМО учителей математики")
    assert anna.last.message_id > card.message_id
    assert anna.sees("Ближайшее заседание")


@pytest.mark.edge
async def test_who_has_no_right_to_a_screen_is_told_so(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("/state")
    assert anna.sees("права на это у вас сейчас нет")
    assert anna.labels == ["Спросить человека", "В меню"]


async def test_a_card_that_is_gone_comes_anew(town: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ""

    def refused(params: dict[str, Any]) -> None:
        raise RefusedError(400, f"Bad Request: {said}")

    teacher = await entered(town, "telegram", "Лебедева")
    monkeypatch.setattr(town.telegram, "_edit_message_text", refused)
    for said in CARD_GONE:
        before = await teacher.says("/menu")
        card = await teacher.taps(teacher.labels[0])
        assert card.message_id > before.message_id, said
        assert "сбой у нас" not in card.text

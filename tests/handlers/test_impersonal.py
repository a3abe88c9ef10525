"""Where personal data may not go, nothing about anybody leaves: it is said where to look instead."""

from collections.abc import AsyncIterator

import pytest

from storage.models import Account
from storage.repository import Repository
from tests.handlers.zarechny import code_for, entered, find
from tests.running import Running, running

NAMES = ("Анна", "Сергеевна", "Лебедева", "Котова", "Миронова", "Ольга", "Сомов", "Белова", "Орлова", "Школа")


@pytest.fixture
async def town(district_url: str) -> AsyncIterator[Running]:
    """VK must not be told about anybody."""
    async with running(district_url, vk={"personal_data": False}) as found:
        yield found
    sent = " ".join(str(call.params) for call in found.vk.calls if call.method.startswith("messages."))
    assert [name for name in NAMES if name in sent] == []


async def test_a_link_opened_there_is_not_lost(town: Running) -> None:
    anna = town.somebody("vk")
    await anna.starts(await code_for(town, "Лебедева"))
    assert anna.sees("Для вас есть ответ")
    assert anna.sees("Telegram https://t.me/methodist_test_bot")


async def test_every_personal_screen_says_where_to_look_instead(town: Running) -> None:
    await entered(town, "telegram", "Лебедева", 502)
    anna = town.somebody("vk")
    await anna.starts()

    def link(repo: Repository) -> None:
        account = repo.tx.session.query(Account).filter_by(messenger="vk").one()
        repo.accounts.join(account, find(repo, "Лебедева").id)

    await town.change(link)
    for word in ("меню", "мо", "наставник", "вопрос", "профиль", "настройки", "мои данные", "удалить меня", "/start"):
        await anna.says(word)
        assert anna.sees("Для вас есть ответ"), word
        assert anna.labels == []
        assert anna.last.files == []


async def test_public_screens_leave_as_they_are(town: Running) -> None:
    stranger = town.somebody("vk")
    await stranger.says("вопрос")
    assert stranger.sees("8 (343) 200-00-01")
    await stranger.says("помощь")
    assert stranger.sees("Без ссылки я могу показать, куда позвонить")


async def test_what_was_not_shown_is_not_agreed_to_by_typing(town: Running) -> None:
    anna = town.somebody("vk")
    await anna.starts(await code_for(town, "Лебедева"))
    for word in ("1", "Согласна, начать", "согл"):
        await anna.says(word)
        assert anna.sees("Для вас есть ответ"), word
    assert await town.ask(lambda repo: repo.accounts.of(find(repo, "Лебедева").id)) == []


async def test_the_preview_says_what_a_messenger_will_not_show(town: Running) -> None:
    author = await entered(town, "telegram", "Орлова", 502)
    await entered(town, "browser", "Лебедева", 503)

    async def previewed(text: str, *marks: dict) -> None:
        await author.says("/announce")
        await author.taps("Новость")
        await author.does(lambda: author.person.sends({"text": text, "entities": list(marks)}))
        await author.taps("Готово")

    await previewed("Приём заявок")
    assert not author.sees("Не везде одинаково")
    await previewed("{имя}, приём заявок")
    assert author.sees("Не везде одинаково. ВКонтакте: вместо текста придёт «Для вас есть ответ»")
    town.app.house.answering["browser"] = False
    await previewed("Код 17", {"type": "code", "offset": 0, "length": 3})
    assert author.sees("браузер: сейчас не отвечает, отправлю позже; ВКонтакте: текст моноширинным шрифтом")
    await author.taps("Назад", "Назад")
    await author.sends("video")
    await author.taps("Готово", "Готово")
    assert author.sees("видео придёт файлом")

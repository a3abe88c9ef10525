"""«Настройки» and «Стоп»: where and when she is reached, and that she may be left alone."""

from datetime import timedelta

from storage.models import Delivery, Mailing
from tests.handlers.test_announcements import GRACE, MONDAY, composed, confirmed
from tests.handlers.zarechny import entered, find
from tests.running import Running


async def deliveries(town: Running) -> list[str]:
    """States of what was made for her."""

    def query(repo):
        hers = repo.tx.session.query(Delivery).filter_by(teacher_id=find(repo, "Лебедева").id)
        return [one.state.value for one in hers.order_by(Delivery.id)]

    return await town.ask(query)


def still_open(repo) -> None:
    """As an event that has not begun."""
    repo.tx.session.query(Mailing).update({Mailing.closes_at: MONDAY + timedelta(days=9)})


async def test_stop_asks_first_and_one_tap_brings_everything_back(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    anna = await entered(town, messenger, "Лебедева")
    await entered(town, "vk", "Котова", 530)
    await anna.says("стоп")
    assert anna.sees("Остановить объявления?")
    assert anna.sees("изменения в документах, с которыми нужно ознакомиться")
    await anna.taps("Нет, пусть приходят")
    assert anna.sees("приходят как раньше")
    await anna.says("/stop", "остан")
    assert not anna.sees("Объявления остановлены")
    await anna.says("/stop")
    await anna.taps("Остановить")
    assert anna.sees("Объявления остановлены")
    await composed(author, "Приём заявок открыт")
    assert author.sees("получит 1, ещё у 6 нет мессенджера")
    await confirmed(author)
    town.it_is(MONDAY + GRACE)
    await author.gets("Доставлено")
    assert await deliveries(town) == ["unreachable"]
    await town.change(still_open)
    await anna.says("настройки")
    assert anna.sees("Объявления остановлены; письма и документы приходят")
    await anna.taps("Снова получать")
    assert anna.messages[-2].text == "Объявления снова приходят."
    assert anna.sees("Пока вас не было")
    assert await deliveries(town) == ["held"]
    await anna.says("настройки")
    assert anna.sees("Объявления приходят\n")


async def test_a_stranger_and_who_has_stopped_hear_where_they_stand(town: Running) -> None:
    stranger = town.somebody("vk", 701)
    await stranger.says("стоп")
    assert stranger.sees("Вход по личной ссылке")
    anna = await entered(town, "telegram", "Лебедева")
    for _ in range(2):
        await anna.says("/stop")
        if "Остановить" in anna.labels:
            await anna.taps("Остановить")
    assert anna.sees("Объявления остановлены")
    await anna.taps("Снова получать")
    assert anna.sees("Объявления снова приходят")


async def test_what_is_sent_comes_where_she_wants_it(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    anna = await entered(town, "telegram", "Лебедева")
    in_vk = await entered(town, "vk", "Лебедева", 502)
    await anna.says("настройки")
    assert anna.sees("Вы вошли через: Telegram, ВКонтакте\nПишу сначала: где вошли позже всего")
    await anna.taps("Куда писать")
    assert anna.labels[:3] == ["Telegram", "ВКонтакте", "✓ Где вхожу позже всего"]
    await anna.taps("Telegram")
    assert anna.toasts[-1].startswith("Запомнил")
    assert "✓ Telegram" in anna.labels
    await anna.forges("prefer:browser")
    assert anna.toasts[-1].startswith("Эта кнопка уже неактуальна")
    await composed(author, "Приём заявок открыт")
    await confirmed(author)
    town.it_is(MONDAY + GRACE)
    await anna.gets("Приём заявок открыт")
    assert not any("Приём заявок" in seen.text for seen in in_vk.messages)


async def test_urgent_things_wait_for_who_wants_it_so(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    await anna.says("настройки")
    await anna.taps("Срочное")
    assert anna.labels[:2] == ["✓ Сразу", "Когда часы кончатся"]
    await anna.taps("Когда часы кончатся")
    assert "✓ Когда часы кончатся" in anna.labels
    await anna.taps("Назад")
    assert anna.sees("Срочное тоже ждёт конца тихих часов")
    assert not await town.ask(lambda repo: find(repo, "Лебедева").hears_urgent)


async def test_a_stop_button_of_an_earlier_question_stops_nothing(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    await anna.says("/stop")
    old = anna.last.button("Остановить")
    await anna.says("отмена")
    assert anna.sees("Отменил: остановку объявлений")
    await anna.forges(old.data)
    assert anna.toasts[-1].startswith("Эта кнопка уже неактуальна")
    town.it_is(MONDAY + timedelta(minutes=1))
    assert await town.ask(lambda repo: find(repo, "Лебедева").stopped_at) is None

"""«Замещения» in the chat."""

from datetime import timedelta

from tests.handlers.zarechny import entered
from tests.made import NOW
from tests.running import Running


async def test_a_head_is_stood_in_for_until_a_day_and_it_ends_early(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева", 601)
    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("люди", "сомов")
    await methodist.taps("1. Сомов О. П.", "Замещение")
    assert methodist.sees("Сейчас никто не замещает")
    await methodist.taps("Назначить")
    await methodist.says("лебедева")
    await methodist.taps("1. Лебедева А. С.")
    await methodist.says("5 декабря")
    assert methodist.sees("С 22 ноября по 5 декабря включительно")
    await methodist.taps("Назначить")
    assert methodist.sees("1. Сомов Олег Петрович → Лебедева Анна Сергеевна, с 22 ноября по 5 декабря")
    await town.passes(NOW + timedelta(days=1))
    await methodist.gets("Неделя")  # it is Monday
    await anna.gets("Вы замещаете: Сомов Олег Петрович, с 22 ноября по 5 декабря")
    await anna.says("люди")
    assert anna.sees("Люди · РМО учителей математики")
    await methodist.says("люди")
    await methodist.taps("Роли", "Замещения", "1. Сомов", "Завершить: 1")
    assert methodist.sees("Сейчас никто не замещает")
    await anna.says("меню")
    assert "Люди" not in anna.labels


async def test_what_cannot_be_is_asked_again(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("люди", "сомов")
    await methodist.taps("1. Сомов О. П.", "Замещение", "Назначить")
    await methodist.says("лебедева")
    await methodist.taps("1. Лебедева А. С.")
    await methodist.says("когда вернётся")
    assert methodist.sees("Не понял день")
    await methodist.says("01.01.2020")
    assert methodist.sees("Так не получится")
    await methodist.says("завтра")
    await methodist.taps("Начало")
    await methodist.says("завтра")
    assert methodist.sees("С 23 ноября по 23 ноября включительно")

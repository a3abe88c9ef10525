"""«Журнал» in the chat."""

from datetime import timedelta

from tests.handlers.test_announcements import composed
from tests.handlers.zarechny import entered
from tests.running import NOW, Running


async def test_the_journal_tells_who_did_what(town: Running) -> None:
    deputy = await entered(town, "telegram", "Хасанова", 601)
    await deputy.says("люди", "белова")
    await deputy.taps("1. Белова И. П.")
    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("люди", "лебедева")
    await methodist.taps("1. Лебедева А. С.", "Роли", "Дать: заместитель директора", "Дать роль")
    await methodist.says("люди")
    await methodist.taps("Журнал")
    assert methodist.sees("22 ноября, 14:00 · вы: роль дана, Лебедева Анна Сергеевна, заместитель директора")
    assert methodist.sees("Хасанова Гульнара Ринатовна: открыта карточка, Белова Ирина Павловна")
    assert not methodist.sees("вход по ссылке")
    await methodist.taps("Мои действия")
    assert not methodist.sees("Хасанова")
    await methodist.taps("Все действия")
    assert methodist.sees("Хасанова")


async def test_who_announces_is_not_named_as_the_one_it_was_done_to(town: Running) -> None:
    town.it_is(NOW + timedelta(days=1))
    methodist = await entered(town, "telegram", "Орлова")
    await entered(town, "telegram", "Лебедева", 510)
    await composed(methodist, "Завтра выходной", "Новость")
    await methodist.taps("Готово", "Отправить сейчас", "Да, отправить")
    await methodist.says("люди")
    await methodist.taps("Журнал")
    assert methodist.sees("вы: объявление отправлено, ")
    assert not methodist.sees("объявление отправлено, Орлова")


async def test_a_teacher_reads_no_journal(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    for data in ("journal:0:0", "journal:1:0"):
        await anna.says("меню")
        await anna.forges(data)
        assert anna.sees("Это доступно не всем")

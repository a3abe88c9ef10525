"""A mentor is assigned in the chat; both hear of it, and what was done by mistake nobody hears of."""

from datetime import timedelta

import pytest

from storage.models import Mentorship
from tests.handlers.zarechny import entered, find
from tests.made import NOW
from tests.running import Running

LATER = NOW + timedelta(days=1)


async def test_two_taps_lead_from_the_list_to_a_mentor_and_both_hear_of_it(town: Running, messenger: str) -> None:
    pyotr = await entered(town, messenger, "Зуев", 601)
    mentor = await entered(town, messenger, "Миронова", 602)
    methodist = await entered(town, messenger, "Орлова")
    await methodist.says("кто без наставника")
    await methodist.taps("1. Зуев")
    assert methodist.sees("1. Миронова Ольга Викторовна, Школа № 3: та же школа, 1 из 3 подопечных")
    await methodist.taps("1. Миронова О. В.")
    assert methodist.sees("Молодой специалист: Зуев Пётр Ильич, учитель, Школа № 3")
    assert methodist.sees("Обоим придёт сообщение.")
    await methodist.taps("Номер приказа")
    await methodist.says("№ 17-к")
    await methodist.taps("Начало")
    await methodist.says("1 сентября")
    await methodist.taps("Окончание")
    await methodist.says("01.08.2026")
    assert methodist.sees("Так не получится, окончание должно быть позже начала")
    await methodist.says("31 мая")
    assert methodist.sees("С 1 сентября, по 31 мая 2027 года\nПриказ № 17-к")
    await methodist.taps("Назначить")
    assert methodist.sees("Наставник: Миронова Ольга Викторовна")
    await town.passes(LATER)
    await pyotr.gets("Вам назначен наставник: Миронова Ольга Викторовна, учитель, Школа № 3.\nС 1 сентября")
    await mentor.gets("Ваш подопечный: Зуев Пётр Ильич")
    await methodist.gets("Неделя 16–22 ноября")  # it is Monday by then
    await methodist.says("кто без наставника")
    assert methodist.sees("У всех молодых специалистов есть наставник")


async def test_what_was_assigned_by_mistake_is_undone_and_nobody_hears_of_it(town: Running) -> None:
    pyotr = await entered(town, "telegram", "Зуев", 601)
    deputy = await entered(town, "telegram", "Хасанова")
    await deputy.says("кто без наставника")
    await deputy.taps("1. Зуев", "1. Миронова О. В.", "Назначить", "Отменить назначение")
    assert deputy.sees("Кого назначить наставником?")
    await town.passes(LATER)
    await pyotr.says("наставник")
    assert not any("Вам назначен" in seen.text for seen in pyotr.messages)
    assert pyotr.sees("Наставник вам пока не назначен")


async def test_who_is_full_is_refused_with_the_way_to_change_it(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("кто без наставника")
    await methodist.taps("1. Зуев", "Найти другого")
    await methodist.says("лебедева")
    await methodist.taps("1. Лебедева А. С.")
    assert methodist.sees("Лебедева Анна Сергеевна уже ведёт, сколько может: 0 из 0")
    await methodist.taps("Изменить число", "Сколько подопечных", "2")
    assert methodist.sees("может вести: 2")
    await methodist.says("кто без наставника")
    await methodist.taps("1. Зуев")
    assert methodist.sees("1. Лебедева Анна Сергеевна, Школа № 3: тот же предмет, та же школа, 0 из 2 подопечных")


async def test_a_mentor_who_is_to_begin_later_is_seen_and_not_doubled(town: Running, messenger: str) -> None:
    def willing(repo):
        find(repo, "Белова").mentor_capacity = 1

    mentor = await entered(town, messenger, "Миронова", 602)
    pyotr = await entered(town, "browser", "Зуев", 603)
    methodist = await entered(town, messenger, "Орлова")
    await methodist.says("кто без наставника")
    await methodist.taps("1. Зуев", "1. Миронова О. В.", "Начало")
    await methodist.says("1 декабря")
    await methodist.taps("Назначить")
    await town.passes(LATER)
    await mentor.gets("Вы теперь наставник")
    await mentor.taps("Написать")
    assert mentor.sees("Пётр Ильич получит")
    await mentor.says("меню")
    await pyotr.says("наставник")
    assert pyotr.sees("Миронова Ольга Викторовна")
    await mentor.says("наставник")
    assert mentor.sees("Вместе с 1 декабря")
    await town.change(willing)
    await methodist.says("кто без наставника")
    await methodist.taps("1. Зуев", "Найти другого")
    await methodist.says("миронова")
    await methodist.taps("1. Миронова О. В.")
    assert methodist.sees("Этот человек и так наставник")
    await methodist.taps("Другой наставник", "1. Белова И. П.")
    assert methodist.sees("уже назначен: Миронова Ольга Викторовна, с 1 декабря")
    await methodist.taps("Открыть")
    assert methodist.sees("С 1 декабря, без срока")
    await methodist.taps("Сменить наставника", "1. Белова И. П.", "Окончание")
    await methodist.says("30 ноября")
    assert methodist.sees("по 30 ноября")
    assert methodist.sees("Сообщение не придёт, пока не в боте: Белова Ирина Павловна.")
    await methodist.taps("Назначить")
    assert methodist.sees("Наставник: Белова Ирина Павловна")


async def test_a_pair_is_extended_handed_over_and_ended_with_a_reason(town: Running) -> None:
    def willing(repo):
        find(repo, "Белова").mentor_capacity = 1

    darya = await entered(town, "telegram", "Котова", 601)
    methodist = await entered(town, "telegram", "Орлова")
    await town.change(willing)
    await methodist.says("люди", "котова")
    await methodist.taps("1. Котова Д. А.", "Наставничество", "1. Миронова", "Срок и приказ", "Окончание")
    await methodist.says("31.05.2027")
    assert methodist.sees("по 31 мая 2027 года\nПриказ № 17")
    await methodist.taps("Сменить наставника", "1. Белова И. П.")
    assert methodist.sees(
        "Наставничество, которое ведёт Миронова Ольга Викторовна, закончится: последний день 21 ноября"
    )
    await methodist.taps("Назначить", "Наставничество", "1. Белова", "Завершить", "По просьбе")
    assert methodist.sees("Причина: По просьбе\nПоследний день: 22 ноября")
    await methodist.taps("Да, завершить")
    await town.passes(LATER)
    await darya.gets("Наставничество завершено: Белова Ирина Павловна. Последний день 22 ноября.")


@pytest.mark.parametrize("last_name", ["Лебедева", "Сомов"])
async def test_who_may_not_assign_is_refused_whatever_she_forges(town: Running, last_name: str) -> None:
    def ids(repo):
        pair = repo.tx.session.query(Mentorship).one()
        return find(repo, "Котова").id, find(repo, "Миронова").id, pair.id

    mentee, mentor, pair = await town.ask(ids)
    person = await entered(town, "telegram", last_name)
    for data in (
        f"md_suggest:{mentee}:0", f"md_find:{mentee}", f"pair:{pair}", f"pair_end:{pair}", f"pair_why:{pair}:done",
        f"pair_room:{mentor}:5", f"pair_new:{pair}:order", f"md_choose:{mentee}:{mentor}", "md_yes:1", "pair_yes:1",
    ):  # fmt: skip
        await person.says("меню")
        await person.forges(data)
        assert person.sees("Это доступно не всем") or person.sees("чем помочь"), data
    assert await town.ask(lambda repo: repo.tx.session.query(Mentorship).one().until) is None
    assert await town.ask(lambda repo: find(repo, "Миронова").mentor_capacity) == 3

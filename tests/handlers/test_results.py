"""A teacher's own result: in words and as a picture, hers alone, opened to her mentor in parts and closed again."""

from datetime import timedelta

import pytest

from bot.surveying.results import Look
from storage.models import Audit, Mentorship, ResultLook, Role, Scope
from storage.repository import Repository
from tests.handlers.test_surveys import MONDAY, SUPPORT, begun, opened
from tests.handlers.zarechny import association, entered, find
from tests.made import Made
from tests.people import Someone
from tests.running import Running

PNG = b"\x89PNG"


async def finished(teacher: Someone, *said: str) -> None:
    """She answers the first questions so, leaves the rest out and does not go deeper."""
    await teacher.taps(*said)
    for _ in range(15 - len(said)):
        await teacher.taps("Пропустить")
    if SUPPORT in said:
        await teacher.taps("Достаточно")
    await teacher.taps("Закончить")


async def novice_finished(town: Running, messenger: str = "telegram") -> tuple[Someone, Someone]:
    """(novice, her mentor): she has asked for support in her subject and is sure of the methods."""
    return (await all_of_them(town, messenger))[:2]


async def all_of_them(town: Running, messenger: str = "telegram") -> tuple[Someone, Someone, Someone]:
    """The same, and the methodist who asked."""
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    novice = await entered(town, messenger, "Котова")
    mentor = await entered(town, "vk" if messenger != "vk" else "telegram", "Миронова", 530)
    await opened(town, methodist)
    await novice.gets("Это не отчёт")
    await novice.taps("Начать")
    assert novice.sees("Отвечаю на вопросы учеников, которых нет в учебнике")
    await finished(novice, SUPPORT, SUPPORT, "В основном", "Уверенно", "Уверенно", "Пока не приходилось")
    return novice, mentor, methodist


async def test_the_end_shows_strengths_first_and_a_picture(town: Running, messenger: str) -> None:
    novice, _ = await novice_finished(town, messenger)
    got = await novice.gets("Ваш результат, 23 ноября")
    assert got.text.index("Сильные стороны: методика") < got.text.index("Зоны роста")
    assert "Предмет и содержание: трудные места предмета, сложные задания (поддержка нужна в 2 из 3)" in got.text
    (picture,) = await novice.files(got)
    assert picture.data.startswith(PNG)
    await novice.says("мой результат")
    assert novice.sees("Ваш результат")


async def test_chosen_parts_are_opened_to_the_mentor_every_look_is_told_and_closed_again(town: Running) -> None:
    novice, mentor = await novice_finished(town)
    await mentor.says("наставник")
    assert "Зоны роста" not in mentor.labels
    await novice.taps("Показать наставнику")
    assert novice.sees("Ваш наставник: Миронова Ольга Викторовна")
    assert not novice.sees("Обратите внимание")
    assert "Открыть" not in novice.labels
    await novice.taps("Методика", "Открыть")
    assert any("Открыта 1 тема" in toast for toast in novice.toasts)
    await mentor.says("наставник")
    await mentor.taps("Зоны роста")
    assert mentor.sees("Дарья Андреевна открыла вам часть своего результата от 23 ноября")
    assert mentor.sees("Методика: поддержка не нужна")
    assert not mentor.sees("трудные места")
    number = await town.ask(lambda repo: find(repo, "Котова").id)
    head = await entered(town, "browser", "Белова", 525)
    await head.forges(Look(teacher=number).pack())
    assert head.sees("права на это у вас сейчас нет")
    await novice.says("мой результат")
    await novice.taps("Показать наставнику")
    assert novice.sees("Смотрели: пн, 23 ноября")
    await novice.taps("Закрыть всё")
    await mentor.says("наставник")
    assert "Зоны роста" not in mentor.labels
    await mentor.forges(Look(teacher=number).pack())
    assert mentor.sees("права на это у вас сейчас нет")
    assert await town.ask(lambda repo: repo.tx.session.query(ResultLook).count()) == 1
    await town.change(end_mentorships)
    await novice.says("мой результат")
    assert "Показать наставнику" not in novice.labels
    await novice.taps("Кто смотрел")
    assert novice.sees(", Миронова Ольга Викторовна")
    deeds = await town.ask(lambda repo: [one.action for one in repo.tx.session.query(Audit)])
    assert deeds.count("result_seen") == 1


async def test_what_one_mentor_was_shown_closes_when_another_one_comes(town: Running) -> None:
    novice, mentor = await novice_finished(town)
    await novice.taps("Показать наставнику", "Методика", "Открыть")
    await mentor.says("наставник")
    assert "Зоны роста" in mentor.labels
    number = await town.ask(lambda repo: find(repo, "Котова").id)
    await town.change(second_mentor)
    await mentor.forges(Look(teacher=number).pack())
    assert mentor.sees("права на это у вас сейчас нет")


def second_mentor(repo: Repository) -> None:
    novice, other = find(repo, "Котова"), find(repo, "Белова")
    repo.tx.session.add(Mentorship(mentor_id=other.id, mentee_id=novice.id, since=MONDAY.date()))
    repo.tx.flush()


async def test_a_mentor_who_is_staff_over_her_is_named_as_such_before_she_agrees(town: Running) -> None:
    novice, mentor = await novice_finished(town)
    await novice.taps("Показать наставнику", "Методика")
    await town.change(make_methodist)
    await novice.taps("Открыть")
    assert any("Наставник или его роль изменились" in toast for toast in novice.toasts)
    assert novice.sees("это не только ваш наставник, но и методист вашего муниципалитета")
    await mentor.says("наставник")
    assert "Зоны роста" not in mentor.labels
    await novice.taps("Открыть")
    await mentor.says("наставник")
    assert "Зоны роста" in mentor.labels


def end_mentorships(repo: Repository) -> None:
    for one in repo.tx.session.query(Mentorship):
        one.until = MONDAY.date() - timedelta(days=1)


async def test_what_was_opened_ends_with_the_time_together(town: Running) -> None:
    novice, mentor = await novice_finished(town)
    await novice.taps("Показать наставнику", "Методика", "Открыть")

    def meet_again(repo: Repository) -> None:
        end_mentorships(repo)
        pair = repo.tx.session.query(Mentorship).one()
        since = MONDAY.date() + timedelta(days=30)
        Made(repo.tx).mentorship(find(repo, "Миронова"), find(repo, "Котова"), since, order_number=pair.order_number)

    await town.change(meet_again)
    town.it_is(MONDAY + timedelta(days=31))
    await mentor.says("наставник")
    assert mentor.sees("Дарья")
    assert "Зоны роста" not in mentor.labels
    await novice.says("мой результат")
    await novice.taps("Показать наставнику")
    assert "Закрыть всё" not in novice.labels


async def test_a_mentor_who_heads_her_association_is_named_as_such(town: Running) -> None:
    novice, _ = await novice_finished(town)
    await novice.taps("Показать наставнику")
    assert not novice.sees("Обратите внимание")

    def make_head(repo: Repository) -> None:
        association(repo, "РМО учителей математики").head_id = find(repo, "Миронова").id

    await town.change(make_head)
    await novice.taps("Методика", "Открыть")
    assert novice.sees("это не только ваш наставник, но и руководитель вашего методического объединения")


def make_methodist(repo: Repository) -> None:
    mentor = find(repo, "Миронова")
    assert mentor.municipality_id is not None
    Made(repo.tx).grant(mentor, Role.METHODIST, Scope.MUNICIPALITY, mentor.municipality_id)


async def test_the_next_round_says_what_has_changed(town: Running) -> None:
    methodist, teacher = await begun(town)
    await finished(teacher, SUPPORT, SUPPORT, "Уверенно", "Уверенно", "Уверенно", "Уверенно")
    assert teacher.sees("Наставника у вас") is False
    assert "Показать наставнику" not in teacher.labels
    await methodist.taps("Закрыть опрос", "Да, закрыть")
    later = MONDAY + timedelta(days=70)
    town.it_is(later)
    await opened(town, methodist)
    town.it_is(later + timedelta(minutes=1))
    await teacher.gets("до 15 февраля")
    await teacher.taps("Начать")
    await finished(teacher, "Уверенно", "В основном", "В основном", SUPPORT, "Уверенно", "Уверенно")
    got = await teacher.gets("Стало увереннее: предмет и содержание")
    assert "больше поддержки: методика" in got.text
    await teacher.taps("Как менялось")
    assert teacher.sees("Предмет и содержание: 23 ноября 2026 года 2 из 3 → 1 февраля 0 из 3")
    assert not teacher.sees("линия прервалась")


async def test_who_has_no_result_yet_is_told_when_there_will_be_one(town: Running) -> None:
    teacher = await entered(town, "vk", "Лебедева")
    await teacher.says("мой результат")
    assert teacher.sees("он появится, когда вы пройдёте опрос")


async def test_whoever_comes_to_the_end_without_an_answer_is_thanked(town: Running) -> None:
    """Of this survey there is no result, and an earlier one is not shown as if it were."""
    _, teacher = await begun(town)
    await teacher.taps(*["Пропустить"] * 15, "Закончить")
    assert teacher.sees("Спасибо, Анна Сергеевна")


@pytest.mark.edge
async def test_a_new_mentor_sees_what_is_opened_to_her_also_in_the_first_night(town: Running, messenger: str) -> None:
    """Which day it is is asked where they live: in Greenwich it is still yesterday."""
    novice, _ = await novice_finished(town)
    town.it_is(MONDAY + timedelta(hours=15))
    await town.change(handed_over_at_midnight)
    mentor = await entered(town, messenger, "Белова", 531)
    await novice.says("мой результат")
    await novice.taps("Показать наставнику")
    assert novice.sees("Белова")
    await novice.taps("Методика", "Открыть")
    await mentor.says("наставник")
    await mentor.taps("Зоны роста")
    assert mentor.sees("Методика: поддержка не нужна")


def handed_over_at_midnight(repo: Repository) -> None:
    pair = repo.tx.session.query(Mentorship).filter_by(mentee_id=find(repo, "Котова").id).one()
    pair.until = MONDAY.date()
    since = MONDAY.date() + timedelta(days=1)
    repo.tx.session.add(Mentorship(mentor_id=find(repo, "Белова").id, mentee_id=pair.mentee_id, since=since))

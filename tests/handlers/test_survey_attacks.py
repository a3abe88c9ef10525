"""Surveys and results against haste, old screens, forged buttons, and everything that changes in the middle."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.surveying.results import Mine, Open
from bot.surveying.taps import Anew, AskAnew, Choose, Finish, Forward, Later, Pause, Show
from storage.models import (
    Mentorship,
    Municipality,
    OrganizationKind,
    RoleGrant,
    SurveyAnswer,
    SurveyPending,
    SurveyRound,
    SurveyRun,
)
from storage.repository import Repository
from tests.handlers.test_linking import linked
from tests.handlers.test_results import finished, novice_finished
from tests.handlers.test_surveys import MONDAY, SUPPORT, TITLE, answers, begun, count, the_round, with_every_kind
from tests.handlers.zarechny import entered, find
from tests.made import Made
from tests.people import FakePerson, Someone, until
from tests.receiver.echo import says_and_keeps
from tests.running import Running


def step_of(person: Someone) -> int:
    """Which the buttons of her open question carry."""
    data = next(button.data or "" for row in person.last.buttons for button in row)
    return int(data.split(":")[1])


async def to_the_end(teacher: Someone, *said: str) -> None:
    await teacher.taps(*said)
    while not teacher.sees("Это все вопросы"):
        await teacher.taps("Пропустить")


@pytest.mark.edge
@pytest.mark.parametrize("messenger", ["telegram", "vk", "browser"])
async def test_a_round_that_closes_before_the_last_tap_keeps_all_and_gives_a_result(
    town: Running, messenger: str
) -> None:
    _, teacher = await begun(town, "vk" if messenger == "browser" else messenger)
    await to_the_end(teacher, "Уверенно", "Уверенно", "В основном")
    await town.passes(MONDAY + timedelta(days=15))
    await teacher.taps("Закончить")
    assert teacher.sees("Этот опрос закрыт 7 декабря. Всё, на что вы успели ответить, сохранено")
    await teacher.says("мой результат")
    assert teacher.sees("Сильные стороны: предмет и содержание")
    assert len(await answers(town)) == 3


async def test_two_quick_taps_are_one_answer(town: Running) -> None:
    _, teacher = await begun(town, "telegram")
    assert isinstance(teacher, FakePerson)
    card = teacher.last
    first, second = card.button("Уверенно"), card.button(SUPPORT)
    assert first
    assert second
    for button in (first, second, first):
        teacher.person.tap(card, button)
    await until(lambda: len(teacher.toasts) >= 2)
    await until(lambda: "2 из 15" in teacher.last.text)
    assert await answers(town) == {"subject_content": "sure"}


async def test_two_messengers_at_once_answer_one_question(town: Running) -> None:
    _, teacher = await begun(town, "telegram")
    other = await linked(town, teacher, "vk")
    for person in (teacher, other):
        await person.says("опрос")
        assert person.sees("1 из 15")
    step = step_of(other)
    await asyncio.gather(other.taps(SUPPORT), teacher.taps("Уверенно"))
    assert len(await answers(town)) == 1
    await other.forges(Choose(step=step, option=0).pack())
    assert len(await answers(town)) == 1
    await other.says("опрос")
    assert other.sees("2 из 1")


async def test_vk_that_tells_of_one_answer_twice_is_believed_once(town: Running) -> None:
    await with_every_kind(town)
    _, teacher = await begun(town, "vk", "Опрос")
    await teacher.taps("Один", "4")
    repeated = says_and_keeps(town, teacher, "7")
    await until(lambda: "своими словами" in teacher.last.text)
    repeated()
    await asyncio.sleep(0.1)
    assert await answers(town) == {"one": "a", "scale": 4, "years": 7}


@pytest.mark.edge
@pytest.mark.parametrize("messenger", ["telegram", "vk", "browser"])
async def test_what_is_no_words_is_no_answer(town: Running, messenger: str) -> None:
    await with_every_kind(town)
    _, teacher = await begun(town, "vk" if messenger == "browser" else messenger, "Опрос")
    await teacher.taps("Один", "4")
    for wrong in ("3,5", "½", "1e2", "٣٣٣", "-", "9" * 4000):
        await teacher.says(wrong)
        assert teacher.sees("Не понял число"), wrong
    await teacher.taps("Пропустить")
    await teacher.says("ы" * 4000)
    assert teacher.sees("Слишком длинно на 3960 знаков")
    for kind in ("photo", "voice", "document"):
        await teacher.sends(kind)
        assert await answers(town) == {"one": "a", "scale": 4}, kind
    await teacher.says("опрос")
    assert teacher.sees("Это все вопросы"), "while words are asked for, a word is the answer"
    assert (await answers(town))["words"] == "опрос"


async def test_who_erases_herself_in_the_middle_leaves_no_answer(town: Running) -> None:
    _, teacher = await begun(town, "telegram")
    await teacher.taps(SUPPORT)
    step = step_of(teacher)
    await teacher.says("/forget")
    await teacher.taps("Да, удалить меня")
    assert await count(town, SurveyRun) == await count(town, SurveyAnswer) == 0
    pending = await town.ask(lambda repo: {one.teacher_id for one in repo.tx.session.query(SurveyPending)})
    assert await town.ask(lambda repo: find(repo, "Лебедева").id) not in pending
    await teacher.forges(Choose(step=step, option=0).pack())
    await teacher.says("опрос")
    assert await count(town, SurveyRun) == 0


async def test_a_messenger_linked_in_the_middle_goes_on_with_the_question(town: Running) -> None:
    _, teacher = await begun(town, "telegram")
    await teacher.taps("Уверенно")
    other = await linked(town, teacher, "browser")
    await other.says("меню")
    await other.taps("Продолжить опрос")
    assert other.sees("2 из 15")
    await other.taps("Уверенно")
    assert len(await answers(town)) == 2


async def test_the_end_is_begun_anew_and_finished_only_once(town: Running) -> None:
    _, teacher = await begun(town, "telegram")
    await to_the_end(teacher, "Уверенно")
    await teacher.taps("Прервать", "Начать заново", "Да, начать заново")
    assert teacher.sees("1 из 15")
    step = step_of(teacher)
    await teacher.forges(Finish(step=step).pack())
    assert teacher.sees("1 из 15")
    await finished(teacher, "В основном")
    round_id = (await the_round(town)).id
    for forged in (Anew(round=round_id), AskAnew(round=round_id), Finish(step=step), Forward(step=step)):
        await teacher.says("меню")
        await teacher.forges(forged.pack())
    if "Да, начать заново" in teacher.labels:
        await teacher.taps("Да, начать заново")
    assert await answers(town) == {"subject_content": "mostly"}
    runs = await town.ask(lambda repo: [one.finished_at for one in repo.tx.session.query(SurveyRun)])
    assert len(runs) == 1
    assert runs[0] is not None


async def test_who_has_begun_can_still_refuse(town: Running) -> None:
    _, teacher = await begun(town, "telegram")
    await teacher.taps(SUPPORT, "Прервать", "Не хочу участвовать")
    assert teacher.sees("Отказ я посчитал без имени")
    assert await count(town, SurveyAnswer) == 0


async def test_another_s_survey_opens_to_nobody(town: Running) -> None:
    await begun(town, "telegram")
    stranger = await entered(town, "vk", "Ли", 540)
    round_id = (await the_round(town)).id
    for forged in (Show(round=round_id), Later(round=round_id), Anew(round=round_id)):
        await stranger.says("меню")
        await stranger.forges(forged.pack())
        assert stranger.sees("права на это у вас сейчас нет"), forged
    for old in (Pause(step=1), Finish(step=1), Forward(step=1), Open(step=1, closes=False)):
        await stranger.forges(old.pack())
        assert any("неактуальна" in toast for toast in stranger.toasts)
    await stranger.forges(Mine().pack())
    assert stranger.sees("Пока его нет")
    assert await count(town, SurveyRun) == 1


def moved(repo: Repository) -> None:
    """To a kindergarten of another municipality."""
    made, teacher = Made(repo.tx), find(repo, "Лебедева")
    city = repo.tx.session.query(Municipality).filter_by(name="Город Ключи").one()
    place = made.organization("Детский сад № 9", city, OrganizationKind.KINDERGARTEN)
    teacher.organization_id, teacher.municipality_id = place.id, city.id


async def test_who_moves_in_the_middle_is_asked_on_as_she_began_and_finishes(town: Running) -> None:
    methodist, teacher = await begun(town, "telegram")
    await teacher.taps("Уверенно")
    await town.change(moved)
    assert teacher.sees("Решаю и разбираю задания")
    await to_the_end(teacher, "В основном")
    await teacher.taps("Закончить")
    assert teacher.sees("Ваш результат")
    assert await answers(town) == {"subject_content": "sure", "subject_tasks": "mostly"}
    await town.passes(MONDAY + timedelta(days=7))
    week = await methodist.gets("Неделя 23–29 ноября")
    assert "Чаще нужна поддержка" not in week.text


def revoked(repo: Repository) -> None:
    grants = repo.tx.session.query(RoleGrant).filter_by(teacher_id=find(repo, "Орлова").id)
    grants.update({RoleGrant.revoked_at: MONDAY})


async def test_who_loses_the_role_before_the_last_tap_asks_nobody(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    await entered(town, "vk", "Лебедева")
    await methodist.says("/surveys")
    await methodist.taps("Новый опрос", TITLE, "Кому отправить", "Готово", "Неделя")
    await town.change(revoked)
    await methodist.taps("Да, отправить")
    assert methodist.sees("права на это у вас сейчас нет")
    assert await count(town, SurveyRound) == 0


def another_mentor(repo: Repository) -> None:
    today = MONDAY.date()
    pair = repo.tx.session.query(Mentorship).filter_by(mentee_id=find(repo, "Котова").id).one()
    pair.until = today - timedelta(days=1)
    repo.tx.session.add(Mentorship(mentor_id=find(repo, "Белова").id, mentee_id=pair.mentee_id, since=today))


async def test_nothing_is_opened_to_a_mentor_who_was_not_named(town: Running) -> None:
    novice, former = await novice_finished(town)
    await novice.taps("Показать наставнику")
    assert novice.sees("Миронова Ольга Викторовна")
    await novice.taps("Методика")
    await town.change(another_mentor)
    await novice.taps("Открыть")
    assert novice.sees("Белова")
    assert any("изменил" in toast for toast in novice.toasts)
    mentor = await entered(town, "browser", "Белова", 525)
    for person in (mentor, former):
        await person.says("наставник")
        assert "Зоны роста" not in person.labels
    await novice.taps("Открыть")
    await mentor.says("наставник")
    await mentor.taps("Зоны роста")
    assert mentor.sees("Методика: поддержка не нужна")
    assert re.search("Дарья", mentor.last.text)

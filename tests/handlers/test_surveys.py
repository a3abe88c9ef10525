"""Surveys: opened by a methodist, answered a question at a time in any messenger, seen by the one who answers alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.services.surveys.reading import Edition, stored, survey
from bot.surveying.round_taps import Day, Send
from bot.surveying.taps import Begin, Choose, Refuse
from bot.surveying.totals import Open
from storage.models import (
    Delivery,
    Mailing,
    MailingKind,
    SurveyAnswer,
    SurveyPending,
    SurveyRefusal,
    SurveyRound,
    SurveyRun,
)
from storage.repository import Repository
from tests.handlers.test_announcements import GRACE, composed
from tests.handlers.zarechny import code_for, entered, find
from tests.people import Someone, until
from tests.running import Running
from tests.services.survey_files import checked, definition, every_kind, question

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # ten in the morning where they live
TITLE = "Где вам нужна поддержка?"
SUPPORT = "Нужна поддержка"


async def opened(town: Running, methodist: Someone, title: str = TITLE) -> None:
    """A round for everybody of the district, for two weeks."""
    await methodist.says("/surveys")
    await methodist.taps("Новый опрос", title, "Кому отправить", "Готово", "Две недели", "Да, отправить")
    town.it_is(MONDAY + GRACE)


async def with_every_kind(town: Running) -> None:
    raw = every_kind()
    town.app.house.surveys["made"] = Edition(checked(raw), *stored(raw))  # type: ignore[index]


async def answers(town: Running, name: str = "Лебедева") -> dict[str, Any]:
    def of(repo: Repository) -> dict[str, Any]:
        run = repo.tx.session.query(SurveyRun).filter_by(teacher_id=find(repo, name).id).one()
        return repo.surveys.answers(run.id)

    return await town.ask(of)


async def count(town: Running, kind: type) -> int:
    return await town.ask(lambda repo: repo.tx.session.query(kind).count())


async def the_round(town: Running) -> SurveyRound:
    return await town.ask(lambda repo: repo.tx.session.query(SurveyRound).one())


async def begun(town: Running, messenger: str = "telegram", title: str = TITLE) -> tuple[Someone, Someone]:
    """(methodist, teacher): a round is open and the teacher at its first question."""
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    teacher = await entered(town, messenger, "Лебедева")
    await opened(town, methodist, title)
    await teacher.gets("Это не отчёт")
    await teacher.taps("Начать")
    return methodist, teacher


async def test_a_teacher_is_invited_answers_and_comes_to_the_end(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    teacher = await entered(town, messenger, "Лебедева")
    await opened(town, methodist)
    assert methodist.sees("Приглашены 7 человек")
    got = await teacher.gets("Это не отчёт")
    assert TITLE in got.text
    assert "около 3 минут" in got.text
    assert "до 7 декабря" in got.text
    await teacher.taps("Начать")
    assert teacher.sees("1 из 15 · Предмет и содержание")
    assert "Назад" not in teacher.labels
    before = len(teacher.messages)
    await teacher.taps("Уверенно", SUPPORT)
    assert teacher.sees("3 из 16")
    assert len(teacher.messages) == before
    await teacher.taps("Назад")
    assert teacher.sees("2 из 16")
    assert f"✓ {SUPPORT}" in teacher.labels
    await teacher.says("в основном")
    assert teacher.sees("3 из 15")
    for _ in range(12):
        await teacher.taps("Пропустить")
    await teacher.taps(SUPPORT)
    assert teacher.sees("Уточним, какая помощь нужна")
    await teacher.taps("Уточним", "Курс с нуля", "Пошаговая памятка", "✓ Курс с нуля", "Готово")
    assert teacher.sees("Это все вопросы")
    assert teacher.sees("войдут, когда вы нажмёте «Закончить»")
    await teacher.taps("Закончить")
    await teacher.gets("Ваш результат, 23 ноября")
    assert await answers(town) == {
        "subject_content": "sure", "subject_tasks": "mostly", "digital_safety": "support", "deeper_wanted": "go",
        "digital_help": ["guide"],
    }  # fmt: skip


async def test_words_that_are_no_answer_bring_the_question_again(town: Running, messenger: str) -> None:
    _, teacher = await begun(town, messenger)
    await teacher.says("ну не знаю")
    assert "Не понял: «ну не знаю». Вопрос прежний" in teacher.messages[-2].text
    assert teacher.sees("1 из 15")
    await teacher.says("1")
    assert teacher.sees("2 из 15")
    await teacher.says("мероприятия", "ну не знаю")
    assert "Спросить человека" in teacher.labels, "what she sees is no question any more"


async def test_an_interrupted_survey_goes_on_at_the_same_question_in_another_messenger(town: Running) -> None:
    _, teacher = await begun(town)
    await teacher.taps("Уверенно", "Прервать")
    assert teacher.sees("Ответы сохранены")
    await teacher.says("меню")
    assert "Продолжить опрос" in teacher.labels
    await teacher.taps("Продолжить опрос")
    assert teacher.sees("2 из 15")
    elsewhere = town.somebody("vk", 77)
    await elsewhere.starts(await code_for(town, "Лебедева"))
    await elsewhere.taps(elsewhere.labels[0])
    await elsewhere.says("опрос")
    assert elsewhere.sees("2 из 15")
    await elsewhere.taps("Уверенно")
    assert elsewhere.sees("3 из 15")
    await teacher.taps("Нужна поддержка")
    assert teacher.sees("3 из 15")
    assert any("неактуальна" in toast for toast in teacher.toasts)
    assert len(await answers(town)) == 2


async def test_an_announcement_in_the_middle_takes_nothing_away(town: Running) -> None:
    methodist, teacher = await begun(town)
    await teacher.taps("Уверенно")
    await composed(methodist, "Завтра нет света", "Новость")
    await methodist.taps("Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(MONDAY + 3 * GRACE)
    await teacher.gets("Завтра нет света")
    await teacher.taps(SUPPORT)
    assert teacher.sees("3 из 16")
    await teacher.says("отмена")
    assert teacher.sees("Ответы сохранены")
    await teacher.says("опрос")
    assert teacher.sees("3 из 16")
    await teacher.says("меню")
    await teacher.taps("Пропустить")
    assert teacher.sees("3 из 16")
    assert any("неактуальна" in toast for toast in teacher.toasts)
    await teacher.says("абракадабра", "мо", "/survey")
    assert teacher.sees("3 из 16")


async def test_a_survey_is_begun_anew_only_after_a_question(town: Running) -> None:
    _, teacher = await begun(town)
    await teacher.taps("Уверенно", "Прервать", "Начать заново")
    assert teacher.sees("Ответы этого прохождения сотру")
    await teacher.taps("Нет, продолжить")
    assert teacher.sees("2 из 15")
    await teacher.taps("Прервать", "Начать заново", "Да, начать заново")
    assert teacher.sees("1 из 15")
    assert await answers(town) == {}


async def test_every_kind_of_question_takes_what_it_asks_for_and_says_what_is_wrong(town: Running) -> None:
    await with_every_kind(town)
    _, teacher = await begun(town, "vk", "Опрос")
    await teacher.taps("Один")
    assert teacher.sees("1 — Никогда, 5 — Всегда")
    await teacher.says("4")
    assert teacher.sees("Напишите целое число от 0 до 100")
    for wrong in ("много", "101", "наставник"):
        await teacher.says(wrong)
        assert teacher.sees("Не понял число")
    await teacher.says("12")
    assert teacher.sees("Служба увидит такие ответы, только если написали не меньше пяти человек")
    await teacher.says("я" * 41)
    assert teacher.sees("Слишком длинно на 1 знак")
    await teacher.taps("Назад")
    assert teacher.sees("Ваш ответ: 12")
    await teacher.taps("Дальше")
    await teacher.says("Своё <b>слово</b>")
    assert teacher.sees("Это все вопросы")
    await teacher.taps("Назад")
    assert teacher.sees("Ваш ответ: Своё <b>слово</b>")
    assert await answers(town) == {"one": "a", "scale": 4, "years": 12, "words": "Своё <b>слово</b>"}


async def test_a_refusal_is_one_tap_keeps_no_name_and_can_be_taken_back_while_open(town: Running) -> None:
    _, teacher = await begun(town)
    await teacher.taps(SUPPORT, "Не хочу участвовать")
    assert teacher.sees("Отказ я посчитал без имени")
    assert await count(town, SurveyAnswer) == await count(town, SurveyRun) == 0
    refusals = await town.ask(lambda repo: repo.tx.session.query(SurveyRefusal).all())
    assert [one.count for one in refusals] == [1]
    await teacher.says("меню")
    await teacher.forges(Refuse(round=(await the_round(town)).id).pack())
    assert [one.count for one in await town.ask(lambda repo: repo.tx.session.query(SurveyRefusal).all())] == [1]
    await teacher.says("опрос")
    await teacher.taps("Начать")
    assert teacher.sees("1 из 15")


async def test_reminders_go_twice_to_who_has_neither_finished_nor_refused(town: Running) -> None:
    _, teacher = await begun(town)
    other = await entered(town, "vk", "Зуев", 510)
    third = await entered(town, "browser", "Миронова", 511)
    await third.says("опрос")
    await third.taps("Не хочу участвовать")
    await other.says("опрос")
    assert other.sees("Это не отчёт")
    for _ in range(15):
        await teacher.taps("Пропустить")
    await teacher.taps("Закончить")
    for day in (8, 13, 13.6, 14.2):  # the second one waits for the morning
        await town.passes(MONDAY + timedelta(days=day))
    await until(lambda: sum("Напоминаю об опросе" in seen.text for seen in other.messages) == 2)
    reminders = await town.ask(lambda repo: repo.tx.session.query(Mailing).filter_by(kind=MailingKind.SURVEY).all())
    assert len(reminders) == 3
    for person in (teacher, third):
        assert not any("Напоминаю" in seen.text for seen in person.messages)
    await town.passes(MONDAY + timedelta(days=15))
    keys = [one.id for one in reminders if one.key]
    left = await town.ask(lambda repo: repo.tx.session.query(Delivery).filter(Delivery.mailing_id.in_(keys)).count())
    assert left == await count(town, SurveyPending) == 0


async def test_who_answers_when_the_round_closes_keeps_what_she_said(town: Running) -> None:
    methodist, teacher = await begun(town)
    await teacher.taps(SUPPORT)
    await methodist.taps("Закрыть опрос", "Да, закрыть")
    assert methodist.sees("Начат 23 ноября, закрыт 23 ноября")
    await teacher.taps("Уверенно")
    assert teacher.sees("Этот опрос закрыт 23 ноября. Всё, на что вы успели ответить, сохранено")
    assert teacher.sees("в общие итоги вошли только законченные опросы")
    await teacher.taps("Начать")
    assert teacher.sees("Этот опрос закрыт")
    assert await answers(town) == {"subject_content": "support"}
    late = await entered(town, "vk", "Зуев", 510)
    await late.forges(Begin(round=(await the_round(town)).id).pack())
    assert late.sees("Этот опрос уже закрыт, ответов он больше не принимает")


async def test_a_round_closes_by_itself_after_its_last_day(town: Running) -> None:
    _, teacher = await begun(town)
    await town.passes(MONDAY + timedelta(days=14, hours=13))
    await teacher.says("опрос")
    assert teacher.sees("1 из 15")
    await town.passes(MONDAY + timedelta(days=14, hours=15))
    await teacher.taps(SUPPORT)
    assert teacher.sees("Этот опрос закрыт 7 декабря")


async def test_staff_see_numbers_only_and_the_trial_is_kept_nowhere(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    await methodist.says("опросы")
    await methodist.taps("Новый опрос", TITLE, "Как в детском саду")
    assert methodist.sees("Подбираю содержание занятий")
    await methodist.taps("Выйти из пробы")
    await methodist.says("опросы")
    await methodist.taps("Новый опрос", TITLE, "Пройти для пробы")
    assert methodist.sees("Проба, ничего не сохраняется")
    await methodist.taps(SUPPORT, "Назад")
    assert f"✓ {SUPPORT}" in methodist.labels
    await methodist.taps("Выйти из пробы")
    assert methodist.sees("ничего не сохранено")
    assert await count(town, SurveyRun) == 0
    await methodist.taps("Опросы для педагогов", "Новый опрос", TITLE, "Кому отправить", "Молодые специалисты")
    assert methodist.sees("Это 2 человека")
    assert methodist.sees("никто из них ещё не вошёл в бота")
    await methodist.taps("Спросить всех", "Предмет", "математика", "Готово")
    assert methodist.sees("математика")
    await entered(town, "vk", "Лебедева", 510)
    await methodist.taps("Спросить всех", "Готово")
    for wrong in ("вчера", "сегодня", "когда-нибудь", "через год"):
        await methodist.says(wrong)
        assert methodist.sees("Не понял день")
    await methodist.says("до 4 декабря")
    assert methodist.sees("Приглашение получит 1 человек, отвечать можно до 4 декабря")
    await methodist.taps("Да, отправить")
    assert methodist.sees("и ответят хотя бы пятеро")


async def test_nobody_is_asked_more_than_ten_minutes_a_month(town: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    methodist, _ = await begun(town)
    monkeypatch.delitem(town.app.house.surveys, "made", raising=False)  # other tests leave it on the first page
    surveys = {f"other{number}": f"Другой опрос {number}" for number in range(3)}
    for key, title in surveys.items():
        raw = definition(*(question(f"t{at}", "text") for at in range(4)), title=title)
        monkeypatch.setitem(town.app.house.surveys, key, Edition(survey(key, raw), *stored(raw)))
    for title in [*surveys.values()][:2]:
        await opened(town, methodist, title)
    await methodist.says("/surveys")
    await methodist.taps("Новый опрос")
    while surveys["other2"] not in methodist.labels:
        await methodist.taps("Дальше")
    await methodist.taps(surveys["other2"], "Кому отправить")
    assert methodist.sees("Ещё 7 человек не побеспокою")
    assert "Готово" not in methodist.labels
    town.it_is(MONDAY + timedelta(days=40))
    await methodist.taps("Назад", "Кому отправить")
    assert "Готово" in methodist.labels


@pytest.mark.edge
async def test_the_same_survey_is_not_put_to_the_same_people_twice_in_a_month(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    await entered(town, "vk" if messenger != "vk" else "telegram", "Лебедева", 521)
    await opened(town, methodist)
    await methodist.says("/surveys")
    await methodist.taps("Новый опрос", TITLE, "Кому отправить")
    assert methodist.sees("Ещё 7 человек этот опрос уже спросил, снова можно с 7 января 2027")
    assert methodist.sees("Отправить пока некому")
    assert "Готово" not in methodist.labels
    step = int(_first_tap(methodist).split(":")[1])
    for forged in (Day(step=step, weeks=1), Send(step=step + 1), Send(step=step)):
        await methodist.forges(forged.pack())
    assert await count(town, SurveyRound) == 1
    town.it_is(MONDAY + timedelta(days=45))
    await methodist.says("/surveys")
    await methodist.taps("Новый опрос", TITLE, "Кому отправить", "Готово", "Неделя", "Да, отправить")
    assert await count(town, SurveyRound) == 2
    await methodist.says("/surveys")
    assert methodist.sees(f"{TITLE} — с 23 ноября 2026 года, закрыт 7 декабря 2026 года")
    assert methodist.labels[:2] == [f"{TITLE} (07.01)", f"{TITLE} (23.11)"]
    await methodist.taps(f"{TITLE} (23.11)")
    assert methodist.sees("Начат 23 ноября 2026 года, закрыт 7 декабря 2026 года")


@pytest.mark.edge
async def test_what_was_sent_by_mistake_is_closed_and_sent_again_at_once(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    await entered(town, "vk" if messenger != "vk" else "telegram", "Лебедева", 521)
    await opened(town, methodist)
    await methodist.taps("Закрыть опрос")
    assert methodist.sees("Прошло меньше часа, поэтому итогов у него не будет")
    await methodist.taps("Да, закрыть")
    assert methodist.sees("Закрыт в первый час")
    assert "Итоги" not in methodist.labels
    await methodist.forges(Open(round=(await the_round(town)).id, page=0).pack())
    assert methodist.sees("итогов у него не будет")
    await opened(town, methodist)
    assert await count(town, SurveyRound) == 2
    town.it_is(MONDAY + timedelta(hours=2))
    await methodist.taps("Закрыть опрос")
    assert methodist.sees("спросить об этом же тех же людей можно через месяц")
    await methodist.taps("Да, закрыть")
    assert not methodist.sees("Закрыт в первый час")


async def test_two_who_are_both_at_the_last_question_ask_nobody_twice(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    await entered(town, "vk", "Лебедева", 521)
    institute = await entered(town, "telegram", "Самойлов", 522)
    for person in (methodist, institute):
        await person.says("/surveys")
        await person.taps("Новый опрос", TITLE, "Кому отправить", "Готово", "Неделя")
    await methodist.taps("Да, отправить")
    await institute.taps("Да, отправить")
    assert institute.sees("Приглашено меньше пяти человек")
    await institute.says("/surveys")
    assert institute.sees(f"• Заречный район: {TITLE}")
    assert institute.sees(f"• {TITLE}")

    def asked(repo: Repository) -> list[int]:
        return [one.teacher_id for one in repo.tx.session.query(Delivery).join(SurveyRound, on)]

    on = SurveyRound.mailing_id == Delivery.mailing_id
    found = await town.ask(asked)
    assert len(found) == len(set(found)) == 9


async def test_who_was_not_asked_and_who_is_no_staff_get_nowhere(town: Running) -> None:
    await begun(town)
    stranger = await entered(town, "vk", "Ли", 540)
    round_id = (await the_round(town)).id
    for forged in (Begin(round=round_id).pack(), Refuse(round=round_id).pack(), f"rd_card:{round_id}", "rd_new"):
        await stranger.says("меню")
        await stranger.forges(forged)
        assert stranger.sees("права на это у вас сейчас нет")
    for forged in (Choose(step=1, option=0).pack(), f"rd_close:1:{round_id}", "sv_done:7"):
        await stranger.forges(forged)
        assert any("неактуальна" in toast for toast in stranger.toasts)
    await stranger.says("опросы")
    assert stranger.sees("Сейчас вас ни о чём не спрашивают")
    assert await count(town, SurveyRun) == 1


async def test_an_option_that_is_not_there_is_an_old_button(town: Running) -> None:
    _, teacher = await begun(town, "browser")
    step = int(_first_tap(teacher).split(":")[1])
    await teacher.forges(Choose(step=step, option=9).pack())
    assert teacher.sees("1 из 15")
    assert await answers(town) == {}


def _first_tap(person: Someone) -> str:
    return next(button.data or "" for row in person.last.buttons for button in row)

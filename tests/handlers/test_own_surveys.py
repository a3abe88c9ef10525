"""A methodist writes a survey in a table: template, errors, play-through, launch; a second file is a new version."""

import io
import json

import openpyxl

from bot.surveying.sheet_taps import Hide, Look
from storage.models import SheetState, StoredFile, SurveyAnswer, SurveyRound, SurveySheet, SurveyTally, SurveyVersion
from storage.repository import Repository
from tests.handlers.test_announcements import GRACE
from tests.handlers.test_surveys import MONDAY, TITLE, begun, count, the_round
from tests.handlers.zarechny import entered
from tests.people import Someone
from tests.running import Running
from tests.services.survey_tables import FEEDING, one, table

READY = "Опрос готов, версия {number}"


async def sends(methodist: Someone, data: bytes, words: str) -> None:
    await methodist.says("/surveys")
    await methodist.taps("Свой опрос")
    await methodist.sends_table("опрос.xlsx", data)
    await methodist.gets_late(words)


async def plays(methodist: Someone) -> None:
    await methodist.taps("Открыть опрос")
    assert "Кому отправить" not in methodist.labels
    await methodist.taps("Пройти для пробы", "Нет")
    for _ in range(5):
        if methodist.sees("Это все вопросы"):
            break
        await methodist.taps("Пропустить")
    await methodist.taps("К опросу")


async def test_a_methodist_writes_a_survey_plays_it_and_asks_everybody(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    teacher = await entered(town, "vk" if messenger != "vk" else "telegram", "Лебедева", 521)
    await methodist.says("/surveys")
    await methodist.taps("Свой опрос")
    got = await methodist.taps("Шаблон")
    book = openpyxl.load_workbook(io.BytesIO((await methodist.files(got))[0].data))
    assert book.sheetnames == [
        "Опрос", "Вопросы", "Разделы", "Как заполнить", "Пример", "Пример самооценки", "Списки",
    ]  # fmt: skip
    await methodist.sends_table("опрос.xlsx", table([one("a"), one("a", kind="Сочинение")]))
    wrong = await methodist.gets_late("ничего не сохранено")
    assert "Лист «Вопросы», строка 3, столбец «Тип»: не знаю типа «Сочинение»" in wrong.text
    await sends(methodist, table(), READY.format(number=1))
    await plays(methodist)
    assert await count(town, SurveyAnswer) == 0
    assert await count(town, StoredFile) == 0
    await methodist.taps("Кому отправить", "Готово", "Две недели", "Да, отправить")
    assert methodist.sees("Как вас кормят?")
    town.it_is(MONDAY + GRACE)
    await teacher.gets("Хотим кормить лучше")
    await teacher.taps("Начать")
    assert teacher.sees("1 из 3 · Столовая")
    assert await count(town, SurveyRound) == 1


async def test_a_second_file_is_a_version_and_other_words_of_a_code_are_asked_about(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    await sends(methodist, table(), READY.format(number=1))
    await sends(methodist, table(), "это версия 1, ничего не изменилось")
    reworded = table([{**FEEDING[0], "text": "Вы обедаете в школе?"}, *FEEDING[1:]])
    await sends(methodist, reworded, "слова другие")
    assert methodist.sees("было: Обедаете в столовой?")
    await methodist.taps("Исправлю файл")
    assert await count(town, SurveyVersion) == 1
    await sends(methodist, reworded, "слова другие")
    await methodist.taps("Прервать и сохранить")
    assert methodist.sees(READY.format(number=2))
    await methodist.taps("Открыть опрос")
    assert methodist.sees("С прошлым не сравнить: est")
    await methodist.taps("Убрать из списка", "К своим опросам")
    assert "Как вас кормят?" not in methodist.labels
    hidden = await town.ask(lambda repo: repo.tx.session.query(SurveySheet.id).filter_by(number=2).scalar())
    await methodist.forges(Hide(sheet=hidden, hidden=False).pack())
    await methodist.taps("К своим опросам")
    assert methodist.sees("версия 2: ещё не пройден")
    await methodist.taps("Как вас кормят?")
    got = await methodist.taps("Таблица опроса")
    assert openpyxl.load_workbook(io.BytesIO((await methodist.files(got))[0].data))["Вопросы"]["D2"].value


async def test_what_is_no_table_is_answered_and_nothing_stays(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    await sends(methodist, "Вопрос;Тип\nКак?;Число".encode(), "Это текстовая таблица (CSV)")
    await sends(methodist, b"%PDF \x00\x01", "Это не таблица Excel")
    await methodist.taps("К своим опросам", "Мой файл")
    assert methodist.sees("Это не таблица Excel")
    await methodist.taps("К своим опросам")
    await methodist.sends("photo")
    assert methodist.sees("Это не таблица. Пришлите файл xlsx")
    states = await town.ask(lambda repo: [one.state for one in repo.tx.session.query(SurveySheet)])
    assert states == [SheetState.DROPPED, SheetState.REFUSED]
    assert await count(town, StoredFile) == 0
    teacher = await entered(town, "vk", "Лебедева", 521)
    await teacher.forges(Look(sheet=2).pack())
    assert not teacher.sees("CSV")
    assert not teacher.sees("таблица")


async def test_nobody_is_asked_before_it_was_played(town: Running) -> None:
    town.it_is(MONDAY + GRACE)
    methodist = await entered(town, "vk", "Орлова", 520)
    await sends(methodist, table(), READY.format(number=1))
    await methodist.says("/surveys")
    await methodist.taps("Новый опрос", "Как вас кормят?")
    assert methodist.sees("Сначала пройдите его сами")
    assert methodist.sees("Задам 3 вопроса и уточню то, что важно. Займёт")
    assert "Кому отправить" not in methodist.labels


async def test_surveys_of_one_title_are_told_apart_by_their_code(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "vk", "Орлова", 520)
    for times, key in enumerate(("первый", "второй"), 1):
        await sends(methodist, table([one("a")], title=TITLE, key=key), READY.format(number=1))
        await methodist.gets_late(READY.format(number=1), times)
    await methodist.taps("К своим опросам")
    assert methodist.labels[:2] == [f"{TITLE} (vtoroy)", f"{TITLE} (pervyy)"]
    assert methodist.sees(f"{TITLE} (vtoroy), версия 1")
    await methodist.says("/surveys")
    await methodist.taps("Новый опрос")
    assert methodist.labels[:3] == [f"{TITLE} (vtoroy)", f"{TITLE} (pervyy)", TITLE]
    await methodist.taps(f"{TITLE} (vtoroy)")
    assert methodist.sees("Задам 1 вопрос. Займёт")


async def test_what_was_answered_is_read_question_by_question_and_as_a_table(town: Running) -> None:
    methodist, _ = await begun(town, "vk")
    found = await the_round(town)
    told = {
        code: {"n": 17, "cells": {"sure": 12, "support": 5}, "more": {"n": 0, "cells": {}}, "until": 1}
        for code in ("subject_content", "subject_tasks")
    }
    await methodist.says("/surveys")
    await methodist.taps(f"{TITLE} (23.11)", "Итоги")
    assert methodist.sees("Итогов пока нет")

    def tell(repo: Repository) -> None:
        place = repo.survey_rounds.get(found.id).municipality_id
        repo.tx.session.add(SurveyTally(round_id=found.id, municipality_id=place, releases=1, body=json.dumps(told)))

    await town.change(tell)
    await methodist.taps("Назад", "Итоги")
    assert methodist.sees("Ответили не меньше 15")
    assert methodist.sees("Уверенно: 70 %")
    assert methodist.sees("В основном: почти никто")
    assert methodist.sees("Ответов пока меньше пяти")
    await methodist.taps("Дальше")
    assert methodist.sees("Вопросы 5–8")
    got = await methodist.taps("Таблица Excel")
    rows = list(openpyxl.load_workbook(io.BytesIO((await methodist.files(got))[0].data))["Итоги"].values)
    assert [round(row[2], 2) for row in rows if row[1] in ("Уверенно", "В основном")][:2] == [0.7, 0.05]

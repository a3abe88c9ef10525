"""«Пульс недели»: asked where she is, answered with two taps, and whoever holds the database learns nothing of it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from bot.answering import reserve_numbers
from bot.incoming import Incoming, Kind
from bot.pulsing.screens import note
from bot.pulsing.taps import Answer
from bot.services.pulse import weeks
from bot.services.pulse.questions import HARD, Question
from storage.database import Transaction
from storage.models import BrowserMessage, Delivery, PulseBallot, PulseCount
from storage.receiving import strike_out, write_down
from storage.repository import Repository
from tests.handlers.zarechny import code_for, entered, find
from tests.inside import Inside
from tests.made import sqlite_engine
from tests.people import Someone
from tests.running import Running

TUESDAY = datetime(2026, 11, 17, 5, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)  # three in the afternoon where they live
LATER = THURSDAY + timedelta(seconds=40)
MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WEEK = date(2026, 11, 16)
LOAD, ENERGY = "Как вам нагрузка", "Сколько у вас сейчас сил"


async def counts(town: Running) -> dict[str, int]:
    def of(repo: Repository) -> dict[str, int]:
        return {f"{one.question}{one.answer}": one.count for one in repo.tx.session.query(PulseCount) if one.count}

    return dict(await town.ask(of))


async def joined(town: Running, messenger: str, name: str = "Лебедева", number: int = 501) -> Someone:
    person = await entered(town, messenger, name, number)
    await person.says("/settings")
    await person.taps("Пульс недели", "Включить")
    return person


async def asked(town: Running, person: Someone) -> None:
    await town.passes(THURSDAY)
    town.it_is(LATER)
    await person.gets(LOAD)


async def test_she_joins_answers_with_two_taps_and_leaves_with_one(town: Running, messenger: str) -> None:
    town.it_is(TUESDAY)
    anna = await joined(town, messenger)
    assert anna.sees("Сейчас включён")
    assert anna.toasts[-1] == "Включил. Спрошу в ближайший четверг"
    await asked(town, anna)
    before = len(anna.messages)
    await anna.taps("По силам")
    assert anna.sees(ENERGY)
    assert anna.sees("Контакт психолога служба здесь пока не записала")
    assert anna.toasts[-1] == "Спасибо, записал без имени"
    await anna.taps("На исходе")
    assert anna.sees("Спасибо. Ответы сохранены без имени")
    assert anna.toasts[-1] == "Непросто. Ниже — с кем можно поговорить"
    assert "Методслужба" in anna.labels
    assert len(anna.messages) == before
    assert await counts(town) == {"load2": 1, "energy4": 1}
    await anna.says("пульс")
    assert anna.sees("Сейчас включён")
    await anna.taps("Больше не спрашивать")
    assert anna.sees("Больше не спрашиваю")
    await town.passes(THURSDAY + timedelta(days=7))
    assert await town.ask(lambda repo: repo.tx.session.query(Delivery).count()) == 0
    await anna.taps("Включить")
    assert anna.sees("Сейчас включён")


async def test_the_message_itself_has_the_way_out_and_what_is_forged_or_repeated_counts_for_nothing(
    town: Running,
) -> None:
    town.it_is(TUESDAY)
    anna = await joined(town, "telegram")
    other = await entered(town, "vk", "Котова", 502)
    await asked(town, anna)
    tap = Answer(week=WEEK.toordinal(), question=Question.LOAD, answer=4).pack()
    await other.forges(tap)
    assert other.sees("На эти вопросы ответ уже есть")
    for wrong in (0, 5, -1):
        await anna.forges(Answer(week=WEEK.toordinal(), question=Question.LOAD, answer=wrong).pack())
    assert anna.sees(LOAD)
    await anna.forges(Answer(week=-7, question=Question.LOAD, answer=4).pack())
    await anna.forges(tap)
    await anna.forges(tap)
    assert anna.sees(ENERGY)
    assert await counts(town) == {"load4": 1}
    await anna.says("пульс")
    assert anna.sees(ENERGY)
    await anna.taps("Больше не спрашивать")
    assert await town.ask(lambda repo: repo.tx.session.query(PulseBallot).count()) == 0
    await anna.forges(Answer(week=WEEK.toordinal(), question=Question.ENERGY, answer=4).pack())
    assert await counts(town) == {"load4": 1}


@pytest.mark.edge
async def test_typed_words_of_a_button_are_no_answer_and_the_week_ends(town: Running, messenger: str) -> None:
    town.it_is(TUESDAY)
    anna = await joined(town, messenger)
    await asked(town, anna)
    await anna.taps("Легко")
    await anna.says("мало")
    assert anna.sees("написанное остаётся в переписке")
    assert await counts(town) == {"load1": 1}
    await anna.taps("Пульс недели")
    assert anna.sees(ENERGY)
    await town.passes(MONDAY)
    await anna.taps("Хватает")
    assert anna.sees("их неделя закончилась")
    assert await counts(town) == {}


@pytest.mark.edge
async def test_the_contact_stands_below_the_questions_and_on_the_card(town: Running, messenger: str) -> None:
    town.it_is(TUESDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    await methodist.says("методслужба")
    await methodist.taps("Контакт психолога", "Записать")
    await methodist.says("я" * 201)
    assert methodist.sees("Получилось длиннее 200 знаков")
    await methodist.says("Служба поддержки <педагогов>, пн–пт с 9 до 17, каб. 12")
    assert methodist.sees("Записал, педагоги увидят.")
    await methodist.says("привет")
    assert not methodist.sees("Записал")
    anna = await joined(town, messenger)
    await anna.says("методслужба")
    assert anna.sees("Психолог: Служба поддержки")
    assert "Контакт психолога" not in anna.labels
    await asked(town, anna)
    await anna.taps("Легко")
    assert anna.sees("Служба поддержки")
    assert anna.sees("каб. 12")
    await methodist.says("методслужба")
    await methodist.taps("Контакт психолога", "Убрать")
    assert methodist.sees("Убрал. Было записано: Служба поддержки")
    assert methodist.sees("Пока не записан")


async def test_the_institute_writes_the_region_s_contact(town: Running) -> None:
    institute = await entered(town, "vk", "Самойлов", 530)
    await institute.says("методслужба")
    await institute.taps("Контакт психолога")
    assert institute.sees("Пока не записан")
    await institute.says("пульс")
    assert institute.sees("ни к одному не относится")
    await institute.says("мой результат")
    assert "Пульс недели" not in institute.labels


async def test_with_two_messengers_she_is_asked_once_and_answers_in_either(town: Running) -> None:
    town.it_is(TUESDAY)
    anna = await joined(town, "telegram")
    elsewhere = town.somebody("vk", 77)
    await elsewhere.starts(await code_for(town, "Лебедева"))
    await elsewhere.taps(elsewhere.labels[0])
    await elsewhere.says("/settings")
    assert "Пульс недели" in elsewhere.labels
    assert "Куда писать" in elsewhere.labels
    await town.passes(THURSDAY)
    town.it_is(LATER)
    await elsewhere.gets(LOAD)
    assert not any(LOAD in seen.text for seen in anna.messages)
    await anna.says("пульс")
    assert anna.sees(LOAD)
    await anna.taps("Через край")
    await elsewhere.taps("Легко")
    assert elsewhere.sees(ENERGY)
    assert await counts(town) == {"load4": 1}


async def test_what_two_people_answered_leaves_the_same_traces_in_the_browser(town: Running) -> None:
    """The one chat whose messages stand in our own database."""
    town.it_is(TUESDAY)
    people = [await joined(town, "browser", "Лебедева"), await joined(town, "browser", "Котова", 502)]
    for person, labels in zip(people, (("Легко", "Много"), ("Через край", "На исходе")), strict=True):
        await asked(town, person)
        await person.taps(*labels)

    def kept(repo: Repository, chat: int) -> Any:
        asked = repo.tx.session.query(BrowserMessage).filter_by(chat=chat).order_by(BrowserMessage.id.desc()).first()
        screens = [one.screen for one in repo.accounts.of(find(repo, {501: "Лебедева", 502: "Котова"}[chat]).id)]
        assert asked is not None
        body, screen = json.loads(asked.body), json.loads(screens[0])
        return body, {key: value for key, value in screen.items() if key not in ("card", "once")}

    first, second = [await town.ask(lambda repo, chat=one.id: kept(repo, chat)) for one in people]
    assert first == second


def everything(inside: Inside) -> dict[str, list[str]]:
    """Every table, row by row."""
    found = MetaData()
    found.reflect(inside.connection)
    tables = found.sorted_tables
    return {table.name: [repr(row) for row in inside.connection.execute(select(table))] for table in tables}


def world(url: str, said: tuple[int, int], fails: bool) -> dict[str, list[str]]:
    """All the database holds after she answered so; with `fails` a tap of hers could not be handled."""
    engine = sqlite_engine(url)
    with engine.connect() as connection, connection.begin() as transaction:
        inside, tx = Inside(connection), Transaction(connection)
        repo = Repository(tx)
        anna = find(repo, "Лебедева")
        inside.enters(1, anna)
        anna.pulse_since = TUESDAY
        tx.flush()
        weeks.ask(repo, note(inside.texts), THURSDAY)
        tx.finish()
        for question, one in zip(Question, said, strict=True):
            tap = Answer(week=WEEK.toordinal(), question=question, answer=one).pack()
            it = Incoming("telegram", 1, 70 + len(question), Kind.TAP, tap, "query", 900)
            write_down(tx, "telegram", [(it.update, it.dump())])
            screen = inside.applies(it).screen
            assert screen
            assert ("Непросто" in screen.toast) == (one in HARD)
            repeated = inside.applies(it).screen
            assert repeated
            assert (repeated.text, repeated.toast) == (screen.text, "")
            strike_out(tx, "telegram", it.update)
            if fails:
                again = it._replace(update=it.update + 500)
                inside.numbers.refill(reserve_numbers(tx))
                inside.answering.apologise(tx, again, "boom")
                inside.answering.give_up(tx, again, "boom")
        tx.finish()
        found = everything(inside)
        transaction.rollback()
    engine.dispose()
    return found


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_in_the_database_depends_on_what_she_answered_but_the_numbers(
    district_sqlite: Any, fails: bool
) -> None:
    """Two worlds that differ in her answers alone: tables, screens, what could not be handled, all the same."""
    good, bad = world(district_sqlite, (1, 1), fails), world(district_sqlite, (4, 3), fails)
    assert {name for name in good if good[name] != bad[name]} == {"pulse_count"}
    for found in (good, bad):
        assert [row[-2:] for row in found["pulse_count"]].count("1)") == 2
        assert [row[-2:] for row in found["pulse_count"]].count("0)") == 6
        assert found["pulse_ballot"] == found["inbox"] == []

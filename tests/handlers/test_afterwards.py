"""What follows the sending: taps, the card that moves by itself, the report, corrections, passing on, late comers."""

import asyncio
import json
from collections import Counter
from datetime import timedelta

import pytest

from storage.models import Audit, Delivery, DeliveryState, Mailing, MailingKind, Substitution
from storage.watching import watched
from tests.handlers.test_announcements import GRACE, MONDAY, composed, confirmed
from tests.handlers.zarechny import came_in, entered, find
from tests.people import Someone, until
from tests.running import Running


async def announced(town: Running, author: Someone, text: str = "{имя}, приём заявок на конкурс") -> None:
    """To everybody in the author's scope; it has begun."""
    await composed(author, text)
    await confirmed(author)
    town.it_is(MONDAY + GRACE)


async def tap_delivered(person: Someone, words: str, label: str) -> None:
    """A button under the message that says so, wherever it stands."""
    await person.gets(words)
    await person.taps(label)


@pytest.mark.edge
async def test_the_first_tap_on_what_was_delivered_is_counted(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, messenger, "Лебедева", 510)
    await announced(town, author)
    await tap_delivered(teacher, "приём заявок", "В меню")
    town.it_is(MONDAY + timedelta(hours=1))
    await author.taps("Обновить")
    assert author.sees("Доставлено: 1")
    assert author.sees("Нажали на кнопку: 1")
    at = await town.ask(lambda repo: [one.tapped_at for one in repo.tx.session.query(Delivery) if one.tapped_at])
    assert at == [MONDAY + GRACE]


async def test_what_has_reached_nobody_yet_is_corrected_and_recalled_without_counting_them(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await entered(town, "telegram", "Лебедева", 510)
    await announced_late(author)
    await author.taps("Исправить")
    await author.says("Приём заявок продлён")
    assert author.sees("Объявление пока никому не пришло. Исправить?\n\n")
    await author.taps("Нет", "Отозвать")
    assert author.sees("Объявление пока никому не пришло. Отозвать?")


async def announced_late(author: Someone) -> None:
    await composed(author)
    await author.taps("Готово", "Завтра в 9:00", "Да, отправить")


@pytest.mark.edge
async def test_the_authors_card_moves_by_itself_while_the_mailing_runs(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    for number, name in enumerate(("Лебедева", "Котова", "Миронова", "Белова")):
        await entered(town, "telegram", name, 510 + number)
    await composed(author)
    await confirmed(author)
    card = author.last.message_id
    await town.change(hold_all_but_one)
    town.it_is(MONDAY + GRACE)
    await town.somebody("telegram", 510).gets("приём заявок")
    await looked(town, author, "Отправляю… ▓▓░░░░░░░░ 1 из 4")
    assert author.last.message_id == card
    await town.change(lambda repo: let_go(repo, MONDAY + GRACE))
    town.it_is(MONDAY + 2 * GRACE)
    await looked(town, author, "Доставлено: 4")
    assert author.last.message_id == card
    assert "Остановить" not in author.labels
    assert not author.sees("Отправляю")
    assert await town.ask(lambda repo: watched(repo.tx)) == []


async def looked(town: Running, author: Someone, words: str) -> None:
    async def sees() -> bool:
        await town.app.watching.look()
        return author.sees(words)

    await until(sees)


async def test_a_card_one_has_left_is_left_alone(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "vk", "Орлова")
    await entered(town, "telegram", "Лебедева", 510)
    await announced(town, author)
    await author.says("меню")
    await town.app.watching.look()
    assert "Объявление" in author.labels
    assert await town.ask(lambda repo: watched(repo.tx)) == []


def hold_all_but_one(repo) -> None:
    waiting = [one for one in repo.tx.session.query(Delivery).order_by(Delivery.id) if one.account_id]
    for one in waiting:
        if one.teacher.last_name != "Лебедева":
            one.due_at = MONDAY + timedelta(days=3)


def let_go(repo, at) -> None:
    for one in repo.tx.session.query(Delivery):
        one.due_at = at


async def corrected(author: Someone, text: str) -> None:
    await author.taps("Исправить")
    await author.says(text)
    await author.taps("Да, исправить")


async def test_a_correction_replaces_the_text_where_it_stands_and_what_waits_gets_the_new_one(
    town: Running, messenger: str
) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, messenger, "Лебедева", 510)
    later = await entered(town, "vk", "Котова", 511)
    await composed(author, "{имя}, приём заявок до пятницы")
    await confirmed(author)
    await town.change(hold_all_but_one)
    town.it_is(MONDAY + GRACE)
    got = await teacher.gets("до пятницы")
    await author.taps("Исправить")
    await author.says("{имя}, приём заявок до четверга")
    assert author.sees("Исправить у 1 человека?\nЕщё 1 его пока не получил.")
    await author.taps("Да, исправить")
    await until(lambda: any("Анна Сергеевна, приём заявок до четверга" in seen.text for seen in teacher.messages))
    assert next(one for one in teacher.messages if "до четверга" in one.text).message_id == got.message_id
    assert not any("до пятницы" in seen.text for seen in teacher.messages)
    await town.change(lambda repo: let_go(repo, MONDAY))
    town.it_is(MONDAY + 2 * GRACE)
    await later.gets("Дарья Андреевна, приём заявок до четверга")
    assert not any("Исправление" in seen.text for seen in (*teacher.messages, *later.messages))


@pytest.mark.edge
async def test_a_correction_leaves_the_picture_it_stands_under(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, messenger, "Лебедева", 510)
    await author.says("/announce")
    await author.taps("Новость")
    await author.sends("photo", caption="Приём заявок до пятницы")
    await author.taps("Готово")
    await confirmed(author)
    town.it_is(MONDAY + GRACE)
    got = await teacher.gets("до пятницы")
    await author.taps("Исправить")
    await author.says("Приём заявок " * 75)  # in two messages it could not be recalled whole
    assert author.sees("до 940 знаков")
    await author.says("Приём заявок до четверга")
    await author.taps("Да, исправить")
    await until(lambda: any("до четверга" in seen.text for seen in teacher.messages))
    await author.taps("Отозвать")
    assert author.sees("Картинки и файлы, которые уже пришли, останутся")
    (seen,) = [one for one in teacher.messages if "Приём заявок" in one.text]
    assert (seen.message_id, len(await teacher.files(seen))) == (got.message_id, 1)


@pytest.mark.edge
async def test_a_report_stays_when_one_goes_back(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await entered(town, "telegram", "Лебедева", 510)
    await announced(town, author)
    await author.taps("Отчёт", "Таблица Excel")
    number = author.last.message_id
    await author.taps("Назад")
    assert author.sees("Отчёт: по школам")
    report = next(seen for seen in author.messages if seen.message_id == number)
    assert len(await author.files(report)) == 1


async def test_a_correction_that_stumbles_is_said_anew_and_stops_no_other(
    town: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumbles(*_, **__) -> bool:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("bot.outgoing.Exit.change", stumbles)
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, "vk", "Лебедева", 510)
    await announced(town, author, "Приём заявок до пятницы")
    await teacher.gets("до пятницы")
    await corrected(author, "Приём заявок до четверга")
    await teacher.gets("Исправление к объявлению от 23 ноября")
    assert not any(task.done() for task in town.app._tasks)


async def test_where_nothing_can_be_edited_one_correction_refers_to_the_original(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, "vk", "Лебедева", 510)
    await announced(town, author, "Приём заявок до пятницы")
    (await teacher.gets("до пятницы")).raw["at"] = 0  # VK edits nothing older than a day
    await corrected(author, "Приём заявок до четверга")
    await teacher.gets("Исправление к объявлению от 23 ноября")
    assert "Приём заявок до четверга" in (await teacher.gets("Исправление")).text
    await asyncio.sleep(1.2)  # another round of the loop finds nothing
    assert len([seen for seen in teacher.messages if "Исправление" in seen.text]) == 1
    assert any("до пятницы" in seen.text for seen in teacher.messages)
    deeds = await town.ask(lambda repo: [one.action for one in repo.tx.session.query(Audit)])
    assert "announcement_corrected" in deeds


@pytest.mark.edge
async def test_a_recall_takes_back_what_stands_there_and_stops_the_rest(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, messenger, "Лебедева", 510)
    await entered(town, "vk", "Котова", 511)
    await composed(author, "Приём заявок")
    await confirmed(author)
    await town.change(hold_all_but_one)
    town.it_is(MONDAY + GRACE)
    await teacher.gets("Приём заявок")
    await author.taps("Отозвать")
    assert author.sees("Отозвать у 1 человека?\nЕщё 1 его пока не получил.")
    await author.taps("Да, отозвать")
    assert author.sees("Остановлено: 1")
    assert not {"Исправить", "Отозвать"} & set(author.labels)
    await until(lambda: any("Объявление отозвано" in seen.text for seen in teacher.messages))
    assert not any("Приём заявок" in seen.text for seen in teacher.messages)


async def test_what_the_institute_sent_is_passed_on_with_a_line_and_the_hops_are_stamped(
    town: Running, messenger: str
) -> None:
    town.it_is(MONDAY)
    institute = await entered(town, "telegram", "Самойлов")
    methodist = await entered(town, messenger, "Орлова", 502)
    teacher = await entered(town, "vk", "Лебедева", 510)
    await announced(town, institute, "Приём заявок")
    await tap_delivered(methodist, "Приём заявок", "Ещё")
    await methodist.taps("Передать своим")
    await methodist.says("Наши, это <важно>")
    assert methodist.sees("Кому?")
    await methodist.taps("Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(MONDAY + 3 * GRACE)
    got = await teacher.gets("Наши, это <важно>")
    assert "Приём заявок" in got.text
    assert "Передаёт Орлова Наталья Юрьевна, Методический центр" in got.text
    town.it_is(MONDAY + timedelta(hours=5) + GRACE)
    await teacher.taps("Ещё")
    assert "Передать своим" not in teacher.labels
    await institute.taps("Отчёт", "Передача дальше")
    assert institute.sees("Орлова Наталья, Методический центр: людей 7, доставлено 1, нажали 1")
    assert institute.sees("От первой отправки до первого нажатия: 0,0 ч")
    hop = await town.ask(lambda repo: repo.tx.session.query(Mailing).filter_by(kind=MailingKind.PASSED).one())
    assert hop.origin_id is not None
    await teacher.forges(f"ann_pass:{hop.origin_id}")
    assert teacher.sees("права на это у вас сейчас нет")


@pytest.mark.edge
async def test_who_comes_later_finds_what_is_open_and_gets_each_once(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await entered(town, "telegram", "Котова", 511)
    for number in range(6):
        await announced(town, author, f"Приказ {number}")
        town.it_is(MONDAY)
    await town.change(stay_open)
    town.it_is(MONDAY + timedelta(hours=2))
    teacher = await came_in(town, messenger, "Лебедева", 510)
    assert teacher.sees("Пока вас не было")
    assert teacher.labels == [*(f"Приказ {number}" for number in range(5)), "В меню"]
    assert teacher.sees("• Приказ 0\n• Приказ 1\n"), "labels are cut short, lines are not"
    await teacher.taps("Приказ 3")
    assert teacher.sees("Приказ 3")
    await teacher.taps("Пока вас не было")
    assert "Приказ 3" not in teacher.labels
    await town.passes(MONDAY + timedelta(hours=3))
    assert await states_of(town, "Лебедева") == {DeliveryState.SENT: 1, DeliveryState.HELD: 5}
    for hours in (24, 25, 26):  # ten in the morning, and ticks after it
        await town.passes(MONDAY + timedelta(hours=hours))
    for number in (0, 1, 2, 4, 5):
        await teacher.gets(f"Приказ {number}")
    await until_sent(town, 6)  # the entry follows the message
    texts = [seen.text for seen in teacher.messages if "Пока вас не было" not in seen.text]
    assert all(sum(f"Приказ {number}" in text for text in texts) == 1 for number in (0, 1, 2, 4, 5))


async def test_whoever_joins_the_audience_of_what_is_open_gets_it_once(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, "vk", "Лебедева", 510)
    await announced(town, author, "Приказ")
    await teacher.gets("Приказ")
    await town.change(lambda repo: (stay_open(repo), forget_delivery_to(repo, "Лебедева")))
    for hours in (2, 24, 25, 26):
        await town.passes(MONDAY + timedelta(hours=hours))
    await until(lambda: sum("Приказ" in seen.text for seen in teacher.messages) == 2)
    assert await states_of(town, "Лебедева") == {DeliveryState.SENT: 1}
    await town.passes(MONDAY + timedelta(days=9))
    assert await states_of(town, "Лебедева") == {DeliveryState.SENT: 1}


async def test_an_author_who_answers_for_more_by_then_sends_it_no_further(town: Running) -> None:
    """A head of an association stands in for the methodist while her own announcement is open."""
    town.it_is(MONDAY)
    head = await entered(town, "telegram", "Белова")
    novice = await entered(town, "vk", "Котова", 510)
    await entered(town, "vk", "Лебедева", 511)
    await announced(town, head, "Наше заседание")

    def stands_in(repo) -> None:
        repo.tx.session.query(Mailing).one().closes_at = MONDAY + timedelta(days=5)
        days = {"since": MONDAY.date(), "until": (MONDAY + timedelta(days=5)).date()}
        pair = {"absent_id": find(repo, "Орлова").id, "substitute_id": find(repo, "Белова").id}
        repo.tx.session.add(Substitution(**pair, **days))
        forget_delivery_to(repo, "Лебедева")

    await town.change(stands_in)
    for hours in (2, 24, 25, 26):
        await town.passes(MONDAY + timedelta(hours=hours))
    await until_sent(town, 1)
    assert await states_of(town, "Котова") == {}
    assert not any("Наше заседание" in seen.text for seen in novice.messages)


async def until_sent(town: Running, count: int) -> None:
    async def so_many() -> bool:
        return await states_of(town, "Лебедева") == {DeliveryState.SENT: count}

    await until(so_many)


def stay_open(repo) -> None:
    """Until the end of the week, for everybody in the author's scope."""
    for number, one in enumerate(repo.tx.session.query(Mailing).order_by(Mailing.id)):
        one.closes_at = MONDAY + timedelta(days=5, minutes=number)
        one.audience = json.dumps({"choices": {}})  # as it was kept before places were


def forget_delivery_to(repo, last_name: str) -> None:
    person = find(repo, last_name)
    for one in repo.tx.session.query(Delivery).filter_by(teacher_id=person.id):
        repo.tx.session.delete(one)


async def states_of(town: Running, last_name: str) -> dict[DeliveryState, int]:
    def query(repo):
        return [one.state for one in repo.tx.session.query(Delivery).filter_by(teacher_id=find(repo, last_name).id)]

    return Counter(await town.ask(query))

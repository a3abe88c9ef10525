"""Letters between people in whatever messengers they use."""

import itertools
from datetime import UTC, datetime

import pytest

from storage.models import Account, Delivery, DeliveryState, Letter, Mailing, Thread
from tests.handlers.zarechny import entered, find
from tests.running import MESSENGERS, Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # ten in the morning where they live
SATURDAY_EVENING = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
QUESTION = "Как провести первое собрание?"
ANSWER = "Начните с имени <b>каждого</b> & чая"


@pytest.mark.parametrize(("one", "other"), list(itertools.product(MESSENGERS, MESSENGERS)))
async def test_a_young_specialist_and_her_mentor_write_to_each_other(town: Running, one: str, other: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, one, "Котова", 501)
    mentor = await entered(town, other, "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    assert novice.sees("Ольга Викторовна получит его от вашего имени")
    await novice.says(QUESTION)
    assert novice.sees("Отправлено, получит: Ольга Викторовна")
    letter = await mentor.gets(QUESTION)
    assert "Вам пишет Дарья Андреевна" in letter.text
    assert "501" not in letter.text
    await mentor.taps("Ответить")
    await mentor.says(ANSWER)
    assert mentor.sees("Ответ ушёл, получит: Дарья Андреевна")
    assert "Вам пишет Ольга Викторовна" in (await novice.gets(ANSWER)).text


async def test_a_new_letter_waits_for_the_morning_and_the_writer_is_told(town: Running) -> None:
    town.it_is(SATURDAY_EVENING)
    novice = await entered(town, "vk", "Котова", 501)
    mentor = await entered(town, "telegram", "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    await novice.says(QUESTION)
    assert novice.sees("передам пн, 23 ноября, 08:00")
    assert not any(QUESTION in seen.text for seen in mentor.messages)
    town.it_is(MONDAY)
    await mentor.gets(QUESTION)


async def test_an_answer_in_ones_own_thread_goes_at_once(town: Running) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, "vk", "Котова", 501)
    mentor = await entered(town, "telegram", "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    await novice.says(QUESTION)
    await mentor.gets(QUESTION)
    town.it_is(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    await mentor.taps("Ответить")
    await mentor.says(ANSWER)
    await novice.gets(ANSWER)


async def test_the_head_and_the_methodist_are_written_to_from_their_cards(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    teacher = await entered(town, messenger, "Лебедева", 501)
    head = await entered(town, "telegram", "Белова", 502)
    methodist = await entered(town, "vk", "Орлова", 503)
    await teacher.says("мо")
    await teacher.taps("МО учителей математики")
    await teacher.taps("Написать руководителю")
    await teacher.says("Приду на заседание")
    await head.gets("Приду на заседание")
    await teacher.says("методслужба")
    await teacher.taps("Написать: Наталья Юрьевна")
    await teacher.says("Нужна справка")
    await methodist.gets("Нужна справка")


async def test_nobody_writes_to_whom_she_has_nothing_to_do_with(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    teacher = await entered(town, messenger, "Лебедева", 501)
    await entered(town, "telegram", "Котова", 502)
    stranger = await town.ask(lambda repo: find(repo, "Котова").id)
    for target in (stranger, 10**9, -1, 2**31 - 1):
        await teacher.says("меню")
        await teacher.forges(f"write:{target}")
        assert teacher.sees("права на это у вас сейчас нет"), (target, teacher.last.text)
    await teacher.says("меню")
    await teacher.forges(f"write:{2**70}")
    assert teacher.toasts
    await teacher.says("меню")
    await teacher.forges("reply:1")
    assert teacher.sees("права на это у вас сейчас нет")
    assert await town.ask(lambda repo: repo.tx.session.query(Mailing).count()) == 0


async def test_a_letter_to_somebody_who_is_not_connected_is_not_taken(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, messenger, "Котова", 501)
    await novice.says("наставник")
    await novice.taps("Написать")
    assert novice.sees("Ольга Викторовна пока не в боте")
    assert await town.ask(lambda repo: repo.tx.session.query(Mailing).count()) == 0


async def test_a_letter_that_is_too_long_is_refused_and_may_be_sent_again(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, messenger, "Котова", 501)
    mentor = await entered(town, "telegram", "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    await novice.says("я" * 3001)
    assert novice.sees("помещается 3000 символов")
    await novice.says("коротко")
    await mentor.gets("коротко")


async def test_who_blocked_one_messenger_is_reached_in_another(town: Running) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, "browser", "Котова", 501)
    mentor_in_vk = await entered(town, "vk", "Миронова", 502)
    await entered(town, "telegram", "Миронова", 503)
    town.telegram.person(503).blocked = True  # Telegram has not told us yet
    await novice.says("наставник")
    await novice.taps("Написать")
    await novice.says(QUESTION)
    await mentor_in_vk.gets(QUESTION)
    reachable = await town.ask(lambda repo: dict(repo.tx.session.query(Account.external_id, Account.reachable).all()))
    assert (reachable[502], reachable[503]) == (True, False)


async def test_a_waiting_letter_follows_the_person_to_her_new_account(town: Running) -> None:
    town.it_is(SATURDAY_EVENING)
    novice = await entered(town, "vk", "Котова", 501)
    old = await entered(town, "telegram", "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    await novice.says(QUESTION)
    mentor = await entered(town, "telegram", "Миронова", 503)
    town.it_is(MONDAY)
    await mentor.gets(QUESTION)
    assert not any(QUESTION in seen.text for seen in old.messages)


async def test_letters_are_erased_with_the_person(town: Running) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, "vk", "Котова", 501)
    mentor = await entered(town, "telegram", "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    await novice.says(QUESTION)
    await mentor.gets(QUESTION)
    await novice.says("/forget")
    await novice.taps("Да, удалить меня")
    for kind in (Mailing, Delivery, Thread, Letter):
        assert await town.ask(lambda repo, kind=kind: repo.tx.session.query(kind).count()) == 0


async def test_a_delivery_is_sent_in_the_ledger(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, "browser", "Котова", 501)
    mentor = await entered(town, messenger, "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    await novice.says(QUESTION)
    letter = await mentor.gets(QUESTION)
    await novice.says("меню")
    found = await town.ask(lambda repo: repo.tx.session.query(Delivery).one())
    assert (found.state, found.message_id) == (DeliveryState.SENT, letter.message_id)

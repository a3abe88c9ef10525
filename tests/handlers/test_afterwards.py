"""What follows the sending: taps, the card that moves by itself, the report, corrections, passing on, late comers."""

import asyncio
from datetime import timedelta

from storage.models import Delivery
from storage.watching import watched
from tests.handlers.test_announcements import GRACE, MONDAY, composed, confirmed
from tests.handlers.zarechny import entered
from tests.people import Someone
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
    async with asyncio.timeout(5):
        while not author.sees("Отправляю… ▓▓░░░░░░░░ 1 из 4"):
            await town.app.watching.look()
    assert author.last.message_id == card
    await town.change(lambda repo: let_go(repo, MONDAY + GRACE))
    town.it_is(MONDAY + 2 * GRACE)
    async with asyncio.timeout(5):
        while not author.sees("Доставлено: 4"):
            await town.app.watching.look()
    assert author.last.message_id == card
    assert "Остановить" not in author.labels
    assert not author.sees("Отправляю")
    assert await town.ask(lambda repo: watched(repo.tx)) == []


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

"""Announcements: composed in one messenger, received in all of them, stopped, held, reported."""

from datetime import UTC, datetime, timedelta

from storage.models import Delivery
from tests.handlers.zarechny import entered
from tests.people import Someone
from tests.running import MESSENGERS, Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # ten in the morning where they live
MONDAY_EVENING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
GRACE = timedelta(seconds=31)
TEXT = "{имя}, приём заявок на конкурс <открыт> & ждёт вас"


async def composed(author: Someone, text: str = TEXT, kind: str = "Конкурс") -> None:
    """The text is there and everybody in the author's scope is the audience."""
    await author.says("/announce")
    await author.taps(kind)
    await author.says(text)


async def to_maths(author: Someone) -> None:
    await author.taps("Предмет")
    await author.taps("математика")
    await author.taps("Готово")


async def confirmed(author: Someone) -> None:
    await author.taps("Готово")
    await author.taps("Отправить сейчас")
    await author.taps("Да, отправить")


async def counts(town: Running) -> dict[str, int]:
    """State -> how many deliveries of announcements."""
    query = lambda repo: [one.state for one in repo.tx.session.query(Delivery).all()]  # noqa: E731
    states = await town.ask(query)
    return {state.value: states.count(state) for state in set(states)}


async def three_teachers(town: Running) -> list[Someone]:
    return [
        await entered(town, messenger, name, 510 + number)
        for number, (messenger, name) in enumerate(zip(MESSENGERS, ("Лебедева", "Котова", "Миронова"), strict=True))
    ]


async def test_a_methodist_announces_and_teachers_in_every_messenger_get_it(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    teachers = await three_teachers(town)
    await composed(author)
    assert author.sees("Сейчас: 7 человек (получит 3, без мессенджера 4)")
    await to_maths(author)
    assert author.sees("Предмет: математика")
    assert author.sees("5 человек (получит 3, без мессенджера 2)")
    await author.taps("Готово")
    assert any("Наталья Юрьевна, приём заявок" in seen.text for seen in author.messages)
    await author.taps("Отправить сейчас")
    assert author.sees("Отправить 3 людям сейчас?")
    await author.taps("Да, отправить")
    assert author.sees("Начну через полминуты")
    town.it_is(MONDAY + GRACE)
    for teacher, name in zip(teachers, ("Анна Сергеевна", "Дарья Андреевна", "Ольга Викторовна"), strict=True):
        got = await teacher.gets("приём заявок")
        assert f"{name}, приём заявок на конкурс <открыт> & ждёт вас" in got.text
        assert "Конкурс" in got.text
        assert "Орлова Наталья Юрьевна, Методический центр" in got.text
    await author.taps("Обновить")
    assert author.sees("Доставлено: 3")
    assert author.sees("Без мессенджера: 2")
    assert await counts(town) == {"sent": 3, "unreachable": 2}

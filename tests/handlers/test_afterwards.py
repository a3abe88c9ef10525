"""What follows the sending: taps, the card that moves by itself, the report, corrections, passing on, late comers."""

from datetime import timedelta

from storage.models import Delivery
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

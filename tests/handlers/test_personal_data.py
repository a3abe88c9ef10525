"""«Мои данные» and «Удалить меня»."""

import re

import pytest

from bot.services import audit
from bot.services.access import actor_of
from bot.services.audit import Deed
from storage.models import Account, BrowserFile, Consent
from tests.handlers.zarechny import NOW, association, came_in, entered, find
from tests.made import Made
from tests.people import Someone
from tests.running import Running

LATIN = re.compile("[A-Za-z_]{3,}")
NAMES = {"Telegram", "txt"}


def english(text: str) -> list[str]:
    """Lines with a foreign word nobody typed."""
    return [line for line in text.split("\n") if set(LATIN.findall(line)) - NAMES and "Текст: /" not in line]


async def file_of(town: Running, person: Someone) -> str:
    """What she reads in the file of the newest message."""
    if person.messenger != "browser":
        (file,) = person.last.files
        assert file.name == "Мои данные.txt"
        return file.data.decode("utf-8-sig")
    kept = person.last.raw["file"]
    assert kept["name"] == "Мои данные.txt"
    data = await town.ask(lambda repo: repo.tx.session.get(BrowserFile, kept["id"]).data)
    return bytes(data).decode("utf-8-sig")


async def test_the_file_arrives_and_reads_as_russian(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("удалить меня")
    await anna.taps("Нет, оставить")
    await anna.says("мои данные", "/mydata")
    assert anna.last.text.startswith("Анна Сергеевна, в файле всё, что о вас хранится")
    text = await file_of(town, anna)
    assert "Имя: Лебедева Анна Сергеевна" in text
    assert "Предметы:\n    математика\n    информатика\n" in text
    assert "Дано: 22 ноября 2026 года, 14:00" in text
    assert "Что: вы вошли в бота\n" in text
    assert english(text) == []
    assert "<b>" not in text
    assert len(text) < 20_000


async def test_the_file_of_somebody_with_everything_has_no_english_either(town: Running) -> None:
    def full(repo):
        made, mentor, novice = Made(repo.tx), find(repo, "Миронова"), find(repo, "Зуев")
        made.mentorship(mentor, novice)
        made.member(association(repo, "Сетевое сообщество «Цифровой урок»"), mentor)
        made.substitution(find(repo, "Орлова"), mentor)
        for place in (find(repo, "Орлова"), find(repo, "Хасанова")):
            grant = repo.personal_data.grants_of(place.id)[0]
            made.grant(mentor, grant.role, grant.scope, grant.scope_id)

    mentor = await entered(town, "telegram", "Миронова")
    await town.change(full)
    await mentor.says("мо", "мои данные")
    text = await file_of(town, mentor)
    assert english(text) == []


DETAILS = (
    "mailing=5 kind=contest people=3 urgent=changed", "mailing=5 origin=4", "mentorship=1 reason=moved", "capacity=2",
    "association=7 until=open", "association=7 until=2026-12-01", "association=7 level=school",
    "association=7 head=none",
    "import=3 new=1 left=2 moved=3 renamed=4 returned=5 changed=6 unchanged=7", "kind=path", "kind=memo",
    "role=methodist place=2", "sheet=1 version=2", "substitution=4", "telegram, consent 3", "round=1 people=2",
    "organization=3", "event=2", "request=1",
)  # fmt: skip
"""All shapes that the audit knows."""


async def test_whatever_was_done_is_told_in_russian(town: Running) -> None:
    def done(repo):
        author = find(repo, "Орлова")
        for number, deed in enumerate(Deed):
            audit.record(repo, actor_of(repo, author, NOW.date()), deed, NOW, author, DETAILS[number % len(DETAILS)])

    author = await entered(town, "telegram", "Орлова")
    await town.change(done)
    await author.says("мои данные")
    text = await file_of(town, author)
    assert english(text) == []
    assert "Подробности: Номер сообщения: 5, Вид: Конкурс, Получателей: 3, Срочно: Отмена или перенос" in text
    assert "объединение: 7, По: без срока" in text
    assert "Что: роль дана" in text


@pytest.mark.edge
async def test_before_erasing_it_is_named_what_stays(town: Running, messenger: str) -> None:
    mentor = await entered(town, messenger, "Миронова")
    await mentor.says("удалить меня")
    assert mentor.sees("• запись в списке педагогов с пометкой «не пользуется ботом»\n• приказы о наставничестве")
    assert not mentor.sees("кто руководил объединением")
    assert mentor.labels == ["Да, удалить меня", "Нет, оставить"]
    await mentor.taps("Нет, оставить")
    assert mentor.sees("ничего не удаляю")


async def test_nobody_is_erased_by_half_a_word(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    for typed in ("да", "д", "да, удалить", "удалить", "да удалить мен", "3"):
        await anna.says("меню", "удалить меня", typed)
        assert await town.ask(lambda repo: len(repo.accounts.of(find(repo, "Лебедева").id))) == 1, typed


@pytest.mark.parametrize("messenger", ["telegram", "vk"])
async def test_after_it_nothing_is_known_and_the_reply_still_arrives(town: Running, messenger: str) -> None:
    for typed in ("Да, удалить меня", "ДА УДАЛИТЬ МЕНЯ", "1"):
        anna = await came_in(town, messenger, "Лебедева")
        assert anna.sees("Готово. Главное для вас")
        await anna.says("удалить меня", typed)
        assert anna.sees("вы удалены, я вас больше не знаю"), typed
        assert anna.labels == []
        assert await town.ask(lambda repo: repo.tx.session.query(Account).count()) == 0
        await anna.says("меню")
        assert anna.sees("Вход по личной ссылке")


@pytest.mark.edge
async def test_a_button_of_an_earlier_question_does_not_erase(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("удалить меня")
    old = anna.last.button("Да, удалить меня")
    assert old is not None
    await anna.says("отмена")
    assert anna.sees("Отменил удаление ваших данных: всё на месте.")
    await anna.forges(old.data or "")
    assert anna.toasts[-1].startswith("Эта кнопка уже неактуальна")
    assert anna.sees("чем помочь?")
    await anna.says("удалить меня")
    await anna.forges(old.data or "")
    assert anna.sees("Удалить вас из бота?")
    assert await town.ask(lambda repo: len(repo.accounts.of(find(repo, "Лебедева").id))) == 1


@pytest.mark.parametrize("messenger", ["telegram", "vk"])
async def test_a_consent_is_taken_back_in_plain_words_and_from_its_own_text(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("Отозвать согласие")
    assert anna.sees("Это и отзыв согласия")
    await anna.taps("Нет, оставить")
    await anna.says("мои данные")
    await anna.taps("Текст согласия")
    assert anna.sees("Отозвать согласие можно в любой момент")
    await anna.taps("Удалить меня", "Да, удалить меня")
    assert await town.ask(lambda repo: repo.tx.session.query(Consent).count()) == 0
    assert await town.ask(lambda repo: repo.tx.session.query(Account).count()) == 0

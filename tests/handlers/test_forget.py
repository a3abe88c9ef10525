"""After «Удалить меня» a dump of the database and the bytes of its file hold nothing she said or was reached by."""

import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.models import Base
from storage.repositories.personal_data import ERASED, EXPORTED, STAYS, UNEXPORTED
from tests.handlers.test_announcements import GRACE, MONDAY, composed, confirmed
from tests.handlers.test_events import announced
from tests.handlers.test_linking import code_of, linked
from tests.handlers.test_regulations import sent as regulation_sent
from tests.handlers.zarechny import came_in, entered, find
from tests.people import Someone
from tests.running import Running

TELEGRAM, CHAT, LATER = 777_000_123_456, 999_000_123_458, 1_888_123_457
LETTER, ANSWER, DRAFT, NEWS = (
    "Тайное письмо о журнале",
    "Тайный ответ методиста",
    "Тайный черновик",
    "Открытый урок в среду",
)
SECRETS = ("Иришка", "Белова-Тайная", "Мои тайные люди", LETTER, DRAFT)
REGISTERS = {
    "teacher",  # the roster's own row
    "browser_message",  # what others were told of the roster: who heads their association
    "account",
}
"""Tables in which her surname may still stand."""

UNFILLED = {"association_left", "link_try", "substitution", "watch", "wrong_code"}
"""Tables that have nothing of hers left by then, or only by hand."""
ELSEWHERE = {
    "entry_request",
    "learning_path",
    "pulse_ballot",
    "result_look",
    "result_share",
    "survey_pending",
    "survey_run",
}
"""Filled and erased in `tests/services/test_personal_data.py`."""


async def lives(town: Running) -> Someone:
    """A head of an association does everything there is to do; so does the methodist with her."""
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    irina = await came_in(town, "telegram", "Белова", TELEGRAM)
    anna = await entered(town, "vk", "Лебедева", 530)
    page = await linked(town, irina, "browser", CHAT)
    await chooses(irina, page)
    await writes(town, irina, page, methodist)
    await answers(town, irina, methodist)
    await announces(town, irina, anna)
    return irina


async def chooses(irina: Someone, page: Someone) -> None:
    await irina.says("/profile")
    await irina.taps("Как обращаться")
    await irina.says("Иришка", "/settings")
    await irina.taps("Тихие часы", "Ночью, с 22 до 7")
    await page.says("/settings")
    await page.taps("Куда писать", "Telegram")
    await irina.says("/mo")
    await irina.taps("Другие МО", "Сетевое сообщество «Цифровой урок»", "Присоединиться")


async def writes(town: Running, irina: Someone, page: Someone, methodist: Someone) -> None:
    """Letters with files both ways, and a request that is declined."""
    orlova = await town.ask(lambda repo: find(repo, "Орлова").id)
    await irina.forges(f"write:{orlova}")
    await irina.sends("document", LETTER)
    got = await methodist.gets(LETTER)
    await methodist.sends("photo", ANSWER, reply_to=got)
    await irina.gets(ANSWER)
    for value in ("Белова-Тайная", "Белова-Тайная-Вторая"):
        await page.says("/profile")
        await page.taps("Исправить", "Фамилия")
        await page.says(value)
        await methodist.says("исправления")
        await methodist.taps("Отклонить")
        await methodist.says("Нет приказа.")
        await irina.gets(f"правильно «{value}»")
    await page.says("/profile")
    await page.taps("Исправить", "Должность")
    await page.says("Белова-Тайная")
    await methodist.says("исправления")


async def answers(town: Running, irina: Someone, methodist: Someone) -> None:
    await announced(town, methodist)
    await irina.gets("Функциональная грамотность")
    await irina.taps("Буду")
    await regulation_sent(town, methodist)
    town.it_is(town.app.clock() + GRACE)
    await irina.gets("Аттестация")
    await irina.taps("Ознакомлен(а)")


async def announces(town: Running, irina: Someone, anna: Someone) -> None:
    """Sent, sent to herself, kept, begun; a code that nobody has typed yet."""
    await composed(irina, NEWS, "Новость")
    await irina.taps("Предмет", "математика", "Готово", "Мои аудитории", "Сохранить эту")
    await irina.says("Мои тайные люди")
    await confirmed(irina)
    town.it_is(town.app.clock() + GRACE)
    await anna.gets(NEWS)
    await composed(irina, DRAFT, "Новость")
    await irina.sends("document", DRAFT)
    await code_of_somebody(town, irina)


async def code_of_somebody(town: Running, irina: Someone) -> None:
    stranger = town.somebody("vk", LATER)
    await stranger.says("111 111")  # a wrong try of an account that becomes hers
    code = await code_of(irina)
    await stranger.says(code)
    await irina.gets("К вам хочет подключиться")
    await irina.taps("Да, это я")
    await stranger.gets("теперь вы и здесь")
    await stranger.sends("document", DRAFT)
    await code_of(irina)


def file_of(town: Running) -> Path:
    return Path(str(town.app.settings.database_url).removeprefix("sqlite:///"))


async def dumped(town: Running) -> tuple[list[str], bytes]:
    """The statements that would make everything anew, and the bytes on disk after the log was written back."""
    path = file_of(town)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    statements = list(connection.iterdump())
    connection.close()
    return statements, b"".join(one.read_bytes() for one in path.parent.iterdir() if one.name.startswith(path.name))


def tables_with(dump: list[str], word: str) -> Counter[str]:
    """Table -> rows that hold the word."""
    found = (re.match(r'INSERT INTO "?(\w+)', statement) for statement in dump if word in statement)
    return Counter(one[1] for one in found if one)


async def test_she_is_handed_everything_and_a_dump_holds_only_what_was_named_before(town: Running) -> None:
    irina = await lives(town)
    filled = await town.ask(rows_of_hers)
    assert {name for name in ERASED if not filled[name]} <= UNFILLED | ELSEWHERE
    await irina.says("/mydata")
    handed = irina.last.files[0].data.decode("utf-8-sig")
    for said in ("Иришка", "Белова-Тайная", "Мои тайные люди", "Код для второго мессенджера", LETTER, ANSWER, NEWS):
        assert said in handed
    await irina.says("/forget")
    named = irina.last.text
    for kept in ("запись в списке", "кто руководил", "листы ознакомления", "журнал доставки", "которые вы отправили"):
        assert kept in named
    await irina.taps("Да, удалить меня")
    assert irina.sees("вы удалены")
    hers = await town.ask(rows_of_hers)
    assert {name for name in ERASED if hers[name]} == set()

    dump, raw = await dumped(town)
    for secret in SECRETS:
        assert tables_with(dump, secret) == {}, secret
        assert secret.encode() not in raw, secret
    assert set(tables_with(dump, ANSWER)) == {"browser_message"}  # in the chat of who wrote it
    assert set(tables_with(dump, "Белова")) <= REGISTERS
    assert tables_with(dump, NEWS)["mailing_part"] == 1
    for number, size in ((TELEGRAM, 6), (CHAT, 6), (LATER, 4)):
        assert tables_with(dump, str(number)) == {}
        assert number.to_bytes(size, "big") not in raw


def rows_of_hers(repo) -> Counter[str]:
    """Table -> rows that name her or an account of hers."""
    teacher = find(repo, "Белова")
    accounts = [one.id for one in repo.accounts.of(teacher.id)]
    found: Counter[str] = Counter()
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            ids = {"teacher": [teacher.id], "account": accounts}.get(key.column.table.name)
            if ids is not None:
                query = select(table).where(key.parent.in_(ids))
                found[table.name] += len(repo.tx.session.execute(query).all())
    return found


@pytest.mark.parametrize("kind", ["handed out", "erased"])
def test_every_table_that_names_a_person_is_handed_out_and_erased_or_says_why_not(kind: str) -> None:
    people = {"teacher", "account"}
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name in people for key in table.foreign_keys)
    }
    sides = {"handed out": (set(EXPORTED), set(UNEXPORTED)), "erased": (set(ERASED), set(STAYS))}
    one, other = sides[kind]
    assert one | other == naming
    assert not one & other

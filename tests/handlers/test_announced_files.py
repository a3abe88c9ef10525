"""Announcements with formatting, pictures and files: composed as in any chat, received as they were previewed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.schedule import FORGOTTEN, tidy
from bot.screen import Html
from bot.services import announcements
from storage.models import Conversation, Delivery, MailingPart, StoredFile
from storage.repository import Repository
from tests.fakes.person import File
from tests.handlers.zarechny import entered, find
from tests.people import FILES, Someone, until
from tests.running import MESSENGERS, Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
GRACE = timedelta(seconds=30)


async def test_a_picture_with_its_caption_and_a_file_reach_every_messenger(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    names = ("Лебедева", "Котова", "Миронова")
    teachers = [
        await entered(town, at, name, 510 + i) for i, (at, name) in enumerate(zip(MESSENGERS, names, strict=True))
    ]
    await author.says("/announce")
    await author.taps("Новость")
    await author.sends("document")
    assert author.sees("Добавлено: 1 файл")
    assert author.sees("Теперь пришлите текст")
    assert "Готово" not in author.labels
    await author.taps("Убрать файлы")
    await author.sends("photo", caption="{имя}, выставка <открыта>")
    assert author.sees("Текст записан")
    await author.sends("document")
    assert author.sees("Добавлено: 2 файла")
    await author.taps("Готово", "Готово")
    assert any("Наталья Юрьевна, выставка <открыта>" in seen.text for seen in author.messages)
    await author.taps("Отправить сейчас")
    assert author.sees("Отправить 3 людям сейчас?")
    await author.taps("Да, отправить")
    town.it_is(MONDAY + GRACE)
    for teacher in teachers:
        got = await teacher.gets("выставка <открыта>")
        (picture,) = await teacher.files(got)
        assert picture.data == FILES["photo"][2]
        town.it_is(MONDAY + 2 * GRACE)
        await until(lambda teacher=teacher, got=got: teacher.last.message_id != got.message_id)
        (document,) = await teacher.files(teacher.last)
        assert document.data == FILES["document"][2]
    await town.app.watching.look()
    await author.gets("Доставлено: 3")
    assert author.sees("Без мессенджера: 4")


@pytest.mark.parametrize(("lacking", "kind"), [(("photos",), "document"), (("photos", "docs"), None)])
async def test_what_our_key_may_not_upload_comes_in_a_simpler_way_or_is_told_of(
    town: Running, lacking: tuple[str, ...], kind: str | None
) -> None:
    for section in lacking:
        town.vk.fail_next("15", f"{section}.getMessagesUploadServer", times=10)
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, "vk", "Лебедева", 510)
    await author.says("/announce")
    await author.taps("Новость")
    await author.sends("photo", caption="Выставка")
    await author.taps("Готово", "Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(MONDAY + GRACE)
    got = await teacher.gets("Выставка")
    assert [one.kind for one in await teacher.files(got)] == ([kind] if kind else [])


async def test_a_text_too_long_for_a_caption_goes_ahead_of_its_files_and_stops_with_them(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await entered(town, "vk", "Лебедева", 510)
    await author.says("/announce")
    await author.taps("Новость")
    for _ in range(announcements.FILES):
        await author.sends("photo")
    await author.sends("photo")
    assert author.sees("Больше 5 файлов")
    await author.says("я" * 1000)
    assert author.sees("Кому?")
    await author.taps("Готово", "Отправить сейчас", "Да, отправить")
    kept = await town.ask(
        lambda repo: [(one.number, bool(one.text), bool(one.file_id)) for one in repo.tx.session.query(MailingPart)]
    )
    assert kept == [(0, True, False), *((number, False, True) for number in range(1, 6))]
    await author.taps("Остановить")
    assert author.sees("Остановлено: 1")
    states = await town.ask(lambda repo: {one.state.value for one in repo.tx.session.query(Delivery)})
    assert states == {"cancelled", "unreachable"}


async def test_formatting_stays_and_an_album_is_one_step(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await author.says("/announce")
    await author.taps("Новость")
    marks = [{"type": "bold", "offset": 0, "length": 5}]
    await author.does(lambda: author.person.sends({"text": "Важно < всем", "entities": marks}))
    await author.taps("Назад")
    assert author.sees("Текст записан")
    await author.sends("album")
    assert sum("Добавляю всё" in seen.text for seen in author.messages) == 1
    await author.taps("Готово")

    def query(repo):
        kept = json.loads(repo.accounts.conversation_of(find(repo, "Орлова").id).data)
        return kept["text"], len(kept["files"])

    assert await town.ask(query) == ("<b>Важно</b> &lt; всем", 2)


async def test_what_is_passed_on_brings_its_picture_and_its_files(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    institute = await entered(town, "vk", "Самойлов")
    author = await entered(town, "telegram", "Орлова", 502)
    teacher = await entered(town, messenger, "Лебедева", 510)
    await institute.says("/announce")
    await institute.taps("Новость")
    await institute.sends("photo", caption="Выставка")
    await institute.sends("document")
    await institute.taps("Готово", "Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(MONDAY + GRACE)
    await author.gets("Выставка")
    await teacher.gets("Выставка")
    town.it_is(MONDAY + 2 * GRACE)
    await until_file(teacher)
    await author.taps("Ещё", "Передать своим")
    await author.says("Сходите")
    await author.taps("Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(MONDAY + 4 * GRACE)
    got = await teacher.gets("Сходите")
    assert [one.kind for one in await teacher.files(got)] == ["photo"]
    town.it_is(MONDAY + 5 * GRACE)
    document = await until_file(teacher, got.message_id)
    assert document.data == FILES["document"][2]


async def until_file(person: Someone, after: int = 0) -> File:
    """The document that follows that message."""
    found = list[File]()

    async def is_there() -> bool:
        for seen in person.messages:
            found.extend(await person.files(seen) if seen.message_id > after else [])
        return any(one.kind == "document" for one in found)

    await until(is_there)
    return next(one for one in found if one.kind == "document")


async def test_a_file_that_takes_the_number_of_an_erased_one_is_sent_itself(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    uploads = town.app._exits[messenger].uploads

    def kept(repo: Repository, name: str) -> int:
        data = name.encode()
        file = StoredFile(
            kind="document", name=name, mime="application/pdf", size=len(data), data=data, added_at=MONDAY
        )
        return repo.files.add(file).id

    first = await town.change(lambda repo: kept(repo, "letter.pdf"))
    await uploads.send(anna.id, first, Html("Первый"), None)
    await town.change(lambda repo: repo.files.drop_forgotten(MONDAY + GRACE))
    second = await town.change(lambda repo: kept(repo, "plan.pdf"))
    assert second == first, "SQLite gives a number again"
    await uploads.send(anna.id, second, Html("Второй"), None)
    (file,) = await anna.files(await anna.gets("Второй"))
    assert file.data == b"plan.pdf"


async def test_a_draft_whose_files_were_dropped_is_not_sent_with_somebody_elses(town: Running) -> None:
    town.it_is(MONDAY)
    author, teacher = await entered(town, "telegram", "Орлова"), await entered(town, "vk", "Лебедева", 510)
    await author.says("/announce")
    await author.taps("Новость")
    await author.sends("document")
    await author.says("Слова")
    await author.taps("Готово", "Готово")
    assert author.sees("Получатели: 7 человек")
    later = MONDAY + FORGOTTEN + timedelta(days=1)
    town.it_is(later)
    await tidy(town.app.db, later)
    await author.taps("Отправить сейчас")
    assert "Да, отправить" not in author.labels
    assert await town.ask(lambda repo: repo.tx.session.query(MailingPart).count()) == 0
    assert not any("Слова" in seen.text for seen in teacher.messages)
    assert set(await town.ask(lambda repo: repo.tx.session.scalars(select(Conversation.state)).all())) == {None}


async def test_a_draft_keeps_its_files_while_they_are_not_old(town: Running) -> None:
    town.it_is(MONDAY)
    author, _ = await entered(town, "telegram", "Орлова"), await entered(town, "vk", "Лебедева", 510)
    await author.says("/announce")
    await author.taps("Новость")
    await author.sends("document")
    await author.says("Слова")
    await tidy(town.app.db, MONDAY + FORGOTTEN - timedelta(days=1))
    await author.taps("Готово", "Готово", "Отправить сейчас", "Да, отправить")
    assert await town.ask(lambda repo: repo.tx.session.query(MailingPart).count()) == 2

"""Letters between people in whatever messengers they use."""

import itertools
from datetime import UTC, datetime

import pytest

from bot.services import files
from storage.models import (
    Account,
    Delivery,
    DeliveryState,
    FileCopy,
    Letter,
    Mailing,
    MailingKind,
    StoredFile,
    Thread,
)
from storage.repository import Repository
from tests.fakes.person import JPEG, File, Seen
from tests.handlers.zarechny import entered, find
from tests.people import FILES, Someone, until
from tests.running import MESSENGERS, PAIRS, Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # ten in the morning where they live
SATURDAY_EVENING = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
QUESTION = "Как провести первое собрание?"
ANSWER = "Начните с имени <b>каждого</b> & чая"


@pytest.mark.parametrize(("one", "other"), PAIRS)
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


@pytest.mark.edge
async def test_the_head_and_the_methodist_are_written_to_from_their_cards(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    teacher = await entered(town, messenger, "Лебедева", 501)
    head = await entered(town, "telegram", "Белова", 502)
    methodist = await entered(town, "vk", "Орлова", 503)
    await teacher.says("мо")
    await teacher.taps("МО учителей математики", "Написать руководителю")
    await teacher.says("Приду на заседание")
    await head.gets("Приду на заседание")
    await head.taps("Ответить")
    await head.says("Ждём")
    await head.taps("Написать ещё")
    await head.says("В кабинете 21")
    await teacher.gets("В кабинете 21")
    await teacher.says("методслужба")
    await teacher.taps("Написать: Наталья Юрьевна")
    await teacher.says("Нужна справка")
    await methodist.gets("Нужна справка")


@pytest.mark.edge
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
    assert teacher.sees("Эта переписка закрыта")
    assert await town.ask(lambda repo: repo.tx.session.query(Mailing).count()) == 0


@pytest.mark.edge
async def test_a_letter_to_somebody_who_is_not_connected_is_not_taken(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, messenger, "Котова", 501)
    await novice.says("наставник")
    await novice.taps("Написать")
    assert novice.sees("Ольга Викторовна пока не в боте")
    assert await town.ask(lambda repo: repo.tx.session.query(Mailing).count()) == 0


async def test_from_a_letter_to_a_head_who_is_not_connected_one_comes_back_to_the_association(town: Running) -> None:
    teacher = await entered(town, "telegram", "Лебедева", 501)
    await teacher.says("мо")
    await teacher.taps("МО учителей математики")
    card = teacher.last.text
    await teacher.taps("Написать руководителю")
    assert teacher.sees("пока не в боте")
    await teacher.taps("Назад")
    assert teacher.last.text == card


@pytest.mark.edge
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


async def test_who_blocked_one_messenger_is_reached_in_another_else_the_writer_hears(town: Running) -> None:
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
    town.vk.person(502).blocked = True
    await novice.taps("Написать ещё")
    await novice.sends("album", "Две доски")
    await novice.gets("Ваше письмо не дошло")
    await novice.says("наставник")
    await novice.taps("Написать")
    assert novice.sees("письмо не дойдёт")
    assert sum("письмо не дошло" in seen.text for seen in novice.messages) == 1


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
    await mentor.taps("Ответить")
    await mentor.sends("photo", "Вот доска")
    await novice.gets("Вот доска")
    await novice.says("/forget")
    await novice.taps("Да, удалить меня")
    for kind in (Mailing, Delivery, Thread, Letter, StoredFile, FileCopy):
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


@pytest.mark.parametrize(("one", "other"), list(itertools.product(MESSENGERS, MESSENGERS)))
async def test_files_of_every_kind_go_both_ways(town: Running, one: str, other: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, one, "Котова", 501)
    mentor = await entered(town, other, "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    await novice.sends("photo", "Доска после урока")
    assert novice.sees("Отправлено, получит: Ольга Викторовна")
    letter = await mentor.gets("Доска после урока")
    assert "Вам пишет Дарья Андреевна" in letter.text
    assert "501" not in letter.text
    assert await mentor.files(letter) == [File("photo", "photo.jpg", JPEG)]
    await mentor.says("меню")  # by now the ledger knows in which message the letter stands
    writers = {"mentor": (mentor, novice, letter), "novice": (novice, mentor, None)}
    for kind in ("voice", "document", "video"):
        for name, (writer, reader, seen) in writers.items():
            before = len(reader.messages)
            if seen is None:
                await writer.taps("Ответить")
            await writer.sends(kind, f"{kind} от {name}", reply_to=seen)
            if kind == "video" and writer.messenger == "vk":  # VK hands its videos out to nobody
                assert writer.sees("не даёт его скачать")
                await writer.says("отмена")
                continue
            assert writer.sees("Ответ ушёл, получит:")
            await until(lambda reader=reader, before=before: len(reader.messages) > before)
            assert "Вам пишет" in reader.last.text
            assert kind == "voice" or f"{kind} от {name}" in reader.last.text
            shown = "document" if kind == "video" and reader.messenger == "vk" else kind
            (file,) = await reader.files(reader.last)
            assert (file.kind, file.name, file.data) == (shown, FILES[kind][0], FILES[kind][2])


async def written(town: Running, writer: Someone, reader: Someone) -> Seen:
    """Her first letter has arrived."""
    await writer.says("наставник")
    await writer.taps("Написать")
    await writer.says(QUESTION)
    return await reader.gets(QUESTION)


async def test_an_album_arrives_whole_and_is_confirmed_once(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, messenger, "Котова", 501)
    mentor = await entered(town, "telegram", "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    before = len(novice.messages), len(mentor.messages)
    await novice.sends("album", "Две доски")
    await until(lambda: len(mentor.messages) == before[1] + 2)
    found = [file.data for seen in mentor.messages[-2:] for file in seen.files]
    assert sorted(found) == [JPEG + b"\0", JPEG + b"\1"]
    assert len(novice.messages) == before[0] + 1
    await novice.says("меню")
    assert novice.sees("Дарья")


@pytest.mark.edge
async def test_what_cannot_be_passed_on_is_said_and_the_text_stays_sendable(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, messenger, "Котова", 501)
    mentor = await entered(town, "telegram", "Миронова", 502)
    await novice.says("наставник")
    await novice.taps("Написать")
    if messenger != "browser":
        await novice.sends("sticker")
        assert novice.sees("Стикеры, контакты, места, опросы")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "LARGEST", 5)
        if messenger == "vk":  # the others have no room for it under a file
            await novice.sends("document", "я" * 3001)
            assert novice.sees("Письмо не отправлено")
            assert novice.labels == ["Отмена", "В меню"]
        await novice.sends("document", "Посмотрите <план>")
    assert novice.sees("больше 20 МБ")
    assert novice.sees("Текст сохранён")
    await novice.says("Вот ссылка")
    assert "Посмотрите <план>\n\nВот ссылка" in (await mentor.gets("Вот ссылка")).text
    await mentor.taps("Ответить")
    await mentor.does(lambda: mentor.person.sends_document("вирус.exe", caption="Откройте"))
    assert mentor.sees("это программа")
    await mentor.taps("Отправить сохранённое")
    await novice.gets("Откройте")


async def test_a_long_text_goes_before_its_file_where_captions_are_short(town: Running) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, "vk", "Котова", 501)
    mentor = await entered(town, "telegram", "Миронова", 502)
    await written(town, novice, mentor)
    await novice.taps("Написать ещё")
    long = "Очень длинный рассказ. " * 60
    await novice.sends("document", long)
    await mentor.gets(long.strip())
    await until(lambda: bool(mentor.last.files))
    carrier = mentor.last
    assert "Ответить" in mentor.labels
    await mentor.says("меню")
    await mentor.sends("photo", "Прочитала", reply_to=carrier)
    await novice.gets("Прочитала")


@pytest.mark.parametrize("how", ["erased", "left"])
@pytest.mark.edge
async def test_a_letter_to_whom_is_gone_is_not_lost(town: Running, messenger: str, how: str) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, "telegram", "Котова", 501)
    mentor = await entered(town, messenger, "Миронова", 502)
    await entered(town, "vk", "Орлова", 503)
    await written(town, novice, mentor)
    await mentor.taps("Ответить")
    if how == "erased":
        await novice.says("/forget")
        await novice.taps("Да, удалить меня")
    else:
        await town.change(lambda repo: setattr(find(repo, "Котова"), "left_on", MONDAY.date()))
    await mentor.says(ANSWER)
    assert mentor.sees("Эта переписка закрыта")
    assert mentor.sees("Написанное сохранено")
    await mentor.taps("Методслужба", "Написать: Наталья Юрьевна")
    assert mentor.sees(ANSWER)
    await mentor.taps("Отправить сохранённое")
    assert mentor.sees("Отправлено, получит: Наталья Юрьевна")


async def test_a_reply_to_an_erased_letter_is_answered(town: Running) -> None:
    town.it_is(MONDAY)
    novice = await entered(town, "vk", "Котова", 501)
    mentor = await entered(town, "telegram", "Миронова", 502)
    letter = await written(town, novice, mentor)
    await novice.says("/forget")
    await novice.taps("Да, удалить меня")
    mentor.person.answers = letter
    await mentor.says(ANSWER)
    assert mentor.sees("Это сообщение никому не ушло")


async def test_a_reply_goes_to_who_wrote_the_letter_whatever_is_asked(town: Running) -> None:
    town.it_is(MONDAY)
    anna = await entered(town, "vk", "Лебедева", 501)
    novice = await entered(town, "vk", "Котова", 502)
    methodist = await entered(town, "telegram", "Орлова", 503)
    letters = []
    for writer, words in ((anna, QUESTION), (novice, "Где взять программу?")):
        await writer.says("методслужба")
        await writer.taps("Написать: Наталья Юрьевна")
        await writer.says(words)
        letters.append(await methodist.gets(words))
    await methodist.taps("Ответить")  # to the newer letter
    methodist.person.answers = letters[0]
    await methodist.says(ANSWER)
    await anna.gets(ANSWER)
    assert methodist.sees("Получит: Дарья Андреевна"), "the question is still open, and asked again"
    await methodist.says("На сайте")
    await novice.gets("На сайте")
    await methodist.says("объявить")
    await methodist.taps("Новость")
    before = len(anna.messages)
    await methodist.sends("album", "Две доски", reply_to=letters[0])
    await until(lambda: len(anna.messages) == before + 2)
    assert methodist.sees("Пришлите текст"), "none of the pictures is a file of the announcement"
    assert not any(ANSWER in seen.text or "доски" in seen.text for seen in novice.messages)


async def test_a_file_is_uploaded_once_a_messenger_and_anew_when_its_id_is_refused(town: Running) -> None:
    town.it_is(MONDAY)
    telegram = [await entered(town, "telegram", name, 501 + at) for at, name in enumerate(("Котова", "Зуев", "Белова"))]
    vk = [await entered(town, "vk", name, 511 + at) for at, name in enumerate(("Миронова", "Лебедева"))]
    song = {"kind": "document", "name": "песня.mp3", "mime": "audio/mpeg", "size": 3, "data": b"ID3"}
    file = await town.change(lambda repo: repo.files.add(StoredFile(**song, added_at=MONDAY)).id)

    async def sends(text: str) -> list[bool]:
        """The file to all; whether each call to Telegram uploaded it."""
        before = len(town.telegram.calls)
        await town.change(lambda repo: announce(repo, text, file))
        town.app.wake_senders()
        for person in (*telegram, *vk):
            (carried,) = await person.files(await person.gets(text))
            assert carried.name == ("песня.mp3.zip" if person in vk else "песня.mp3")  # VK takes no mp3
        calls = town.telegram.calls[before:]
        return [call.params["document"].startswith("attach://") for call in calls if call.method == "sendDocument"]

    assert sum(await sends("Послушайте")) == 1
    assert sum(await sends("И ещё раз")) == 0
    assert town.vk.count("docs.save") == 1
    town.telegram.files.clear()  # as after a new token
    assert sum(await sends("И снова")) == 1


def announce(repo: Repository, text: str, file: int) -> None:
    mailing = repo.mailings.add(
        Mailing(kind=MailingKind.NEWS, is_personal=False, created_at=MONDAY, starts_at=MONDAY), [(text, "[]", file)]
    )
    for account in repo.tx.session.query(Account):
        repo.mailings.deliver(mailing, account.teacher_id, 0, MONDAY, 1)

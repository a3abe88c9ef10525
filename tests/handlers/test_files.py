"""Files people send: taken where a question takes them, refused with a sentence, never fetched in vain."""

from collections.abc import Callable
from enum import StrEnum

import pytest

from bot.features import Taking
from bot.screen import Html, Screen, personal
from bot.services import files
from bot.turn import Turn
from bot.views import keep_file
from storage.models import Conversation, StoredFile
from tests.fakes.person import Person
from tests.handlers.zarechny import entered, find
from tests.people import FILES, FakePerson
from tests.running import Running


class Asked(StrEnum):
    FILE = "test.file"


def take(turn: Turn) -> Screen:
    keep_file(turn)
    return personal(Html(f"взял {turn.file and turn.file.kind}: {turn.html}"))


async def asked(town: Running, messenger: str) -> FakePerson:
    """Somebody of whom a file is wanted now."""
    person = await entered(town, messenger, "Котова")
    await asks(town)
    return person


async def asks(town: Running) -> None:
    town.app.answering._features.taken[Asked.FILE] = Taking(take, None)
    await town.change(lambda repo: repo.tx.session.query(Conversation).update({"state": Asked.FILE.value}))


async def kept(town: Running) -> list[tuple[str, bytes]]:
    return await town.ask(lambda repo: [(one.kind, one.data) for one in repo.tx.session.query(StoredFile)])


async def test_a_file_is_fetched_whole_where_it_is_wanted(town: Running, messenger: str) -> None:
    person, kinds = await asked(town, messenger), ("photo", "voice", "document")
    for kind in kinds:
        await asks(town)
        await person.sends(kind)
        assert person.sees(f"взял {kind}")
    assert await kept(town) == [(kind, FILES[kind][2]) for kind in kinds]


async def test_a_file_nobody_asked_for_is_not_fetched(town: Running) -> None:
    person = await entered(town, "telegram", "Котова")
    await person.sends("document")
    assert person.sees("прочитать не могу")
    assert town.telegram.count("getFile") == 0


REFUSED: dict[str, tuple[Callable[[Person], None], str]] = {
    "a program by its name": (lambda person: person.sends_document("фото.jpg.EXE"), "это программа"),
    "a program by its bytes": (lambda person: person.sends_document("plan.pdf", b"MZ\x90"), "это программа"),
    "more than 20 MB": (lambda person: person.sends_document("film.zip", bytes(files.LARGEST + 1)), "больше 20 МБ"),
}


@pytest.mark.parametrize("why", REFUSED)
async def test_what_is_not_taken_is_refused_with_a_sentence(town: Running, why: str) -> None:
    person = await asked(town, "telegram")
    send, words = REFUSED[why]
    await person.does(lambda: send(person.person))
    assert person.sees(words)
    assert await kept(town) == []
    await person.sends("photo")
    assert person.sees("взял photo")


async def test_a_picture_of_unknown_size_that_is_too_big_is_refused(town: Running) -> None:
    person = await asked(town, "vk")
    await person.does(lambda: person.person.sends_photo(bytes(files.LARGEST + 1)))
    assert person.sees("больше 20 МБ")


async def test_a_video_vk_hands_out_to_nobody_is_refused_with_a_way_round(town: Running) -> None:
    person = await asked(town, "vk")
    await person.sends("video")
    assert person.sees("Пришлите его как документ или ссылкой")


async def test_the_day_s_share_is_limited(town: Running) -> None:
    person = await asked(town, "telegram")
    teacher = await town.ask(lambda repo: find(repo, "Котова").id)
    row = {"kind": "document", "name": "a", "mime": "a/b", "data": b"", "added_at": town.app.clock()}

    def use(repo):
        repo.files.add(StoredFile(**row, teacher_id=teacher, size=files.A_DAY_BYTES))

    await town.change(use)
    await person.sends("document")
    assert person.sees("на сегодня файлов достаточно")


async def test_a_file_that_does_not_come_is_asked_for_again(town: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.receiver.fetching.PAUSES", (0.01, 0.01))
    person = await asked(town, "telegram")
    town.telegram.fail_next("server", "getFile", times=3)
    await person.sends("document")
    assert person.sees("Пришлите его ещё раз")
    town.telegram.fail_next("drop", "getFile", times=2)
    await person.sends("document")
    assert person.sees("взял document")


async def test_a_file_that_comes_empty_is_not_taken_for_one(town: Running, messenger: str) -> None:
    if messenger == "browser":
        pytest.skip("the page sends no empty file")
    person = await asked(town, messenger)
    await person.does(lambda: person.person.sends_document("plan.pdf", b""))
    assert person.sees("Пришлите его ещё раз")
    assert await kept(town) == []


async def test_formatting_survives_and_nothing_else_does(town: Running) -> None:
    person = await asked(town, "telegram")
    marks = [
        {"type": "bold", "offset": 0, "length": 5},
        {"type": "text_link", "offset": 3, "length": 4, "url": "https://example.org/?a=1&b=2"},
        {"type": "text_link", "offset": 8, "length": 3, "url": "javascript:alert(1)"},
        {"type": "spoiler", "offset": 8, "length": 3},
    ]
    file = town.telegram.store("document", "plan.pdf", b"plan") | {"file_name": "plan.pdf"}
    content = {"document": file, "caption": "😀<b>\nдаn и всё", "caption_entities": marks}
    await person.does(lambda: person.person.sends(content))
    assert person.last.text == "взял document: 😀<b>\nдаn и всё"
    kinds = {(mark.kind, mark.url) for mark in person.last.entities}
    assert kinds == {("bold", None), ("text_link", "https://example.org/?a=1&b=2")}

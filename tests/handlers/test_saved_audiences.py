"""«Мои аудитории»: kept, used again, dropped; never a way out of one's scope."""

import json
from datetime import UTC, datetime

import pytest

from storage.models import Delivery, Mailing, Role, Scope
from tests.handlers.test_announcements import composed
from tests.handlers.zarechny import entered, find
from tests.made import Made
from tests.people import Someone
from tests.running import Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


async def kept(author: Someone, name: str) -> None:
    """The conditions chosen now, under this name."""
    await author.taps("Мои аудитории", "Сохранить эту")
    await author.says(name)


@pytest.mark.edge
async def test_an_audience_is_kept_and_used_again(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await entered(town, "vk", "Котова", 510)
    await composed(author)
    assert "Мои аудитории" not in author.labels
    await author.taps("Предмет", "математика", "Готово", "Молодые специалисты")
    await kept(author, "  слишком длинное название для кнопки")
    assert author.sees("до 22 знаков")
    await author.says("Молодые  математики")
    assert author.sees("Сохранил в «Мои аудитории»")
    assert author.sees("Предмет: математика")
    await composed(author)
    await author.taps("Сбросить")
    assert author.sees("7 человек")
    await author.taps("Мои аудитории")
    assert author.labels == ["Молодые математики", "Удалить…", "Назад"]
    await author.taps("Молодые математики")
    assert author.sees("1 человек")
    await author.taps("Готово", "Отправить сейчас", "Да, отправить")
    remembered, people = await town.ask(
        lambda repo: (repo.tx.session.query(Mailing).one().audience, [one.teacher_id for one in rows(repo)])
    )
    novice = await town.ask(lambda repo: find(repo, "Котова").id)
    assert people == [novice]
    assert json.loads(remembered)["choices"].keys() == {"subject", "young"}
    assert json.loads(remembered)["within"] == [
        ["municipality", await town.ask(lambda repo: find(repo, "Орлова").municipality_id)]
    ]
    await author.says("меню")
    await composed(author)
    await author.taps("Мои аудитории", "Удалить…", "✕ Молодые математики")
    assert author.sees("Пока ни одной")


def rows(repo) -> list[Delivery]:
    return repo.tx.session.query(Delivery).all()


async def test_what_was_kept_in_a_wider_role_is_refused_when_the_role_is_gone(town: Running) -> None:
    """A methodist who stood in for the institute kept an audience of another municipality."""
    town.it_is(MONDAY)
    author = await entered(town, "vk", "Орлова")
    await entered(town, "telegram", "Ли", 510)
    await entered(town, "telegram", "Котова", 511)

    def widen(repo):
        return (
            Made(repo.tx).grant(find(repo, "Орлова"), Role.INSTITUTE, Scope.REGION, find(repo, "Орлова").region_id).id
        )

    await town.change(widen)
    await composed(author)
    assert len(author.labels) == 8
    await author.taps("Ещё условия")
    assert author.labels == ["Вид организации", "Должность", "Готово"]
    await author.taps("Готово", "Муниципалитет", "Город Ключи", "Готово")
    assert len(author.labels) == 10
    await kept(author, "Ключи")
    grants = await town.ask(lambda repo: repo.personal_data.grants_of(find(repo, "Орлова").id))
    region = next(one.id for one in grants if one.scope is Scope.REGION)

    def narrow(repo):
        for one in repo.personal_data.grants_of(find(repo, "Орлова").id):
            if one.id == region:
                one.revoked_at = MONDAY

    await town.change(narrow)
    await composed(author)
    await author.taps("Мои аудитории", "Ключи")
    assert author.sees("Эта аудитория устарела")
    head = await entered(town, "telegram", "Белова", 512)
    await composed(head)
    assert "Мои аудитории" not in head.labels
    step = await town.ask(lambda repo: repo.accounts.conversation_of(find(repo, "Белова").id).step)
    await head.forges(f"ann_saved:{step}:0:0")
    await head.forges(f"ann_use:{step + 1}:1")
    assert head.sees("права на это у вас сейчас нет")


async def test_no_more_than_twenty_and_pages_of_them(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")

    def fill(repo):
        for number in range(20):
            repo.saved_audiences.put(find(repo, "Орлова").id, f"Набор {number:02}", {})

    await town.change(fill)
    await composed(author)
    await author.taps("Молодые специалисты")
    await kept(author, "Ещё одна")
    assert author.sees("Больше 20 аудиторий не сохранить")
    await author.taps("Дальше")
    assert author.labels[0] == "Набор 03"
    await author.taps("Назад")
    await kept(author, "Набор 07")
    assert author.sees("Сохранил")
    await author.says("мои данные", "/forget")
    await author.taps("Да, удалить меня")
    assert await town.ask(lambda repo: repo.saved_audiences.count(find(repo, "Орлова").id)) == 0

"""Whoever loses her role in the middle of something is told what became of it, wherever she stands."""

import pytest

from storage.models import Role, RoleGrant, Scope
from tests.handlers.test_afterwards import announced, tap_delivered
from tests.handlers.test_announcements import MONDAY, composed
from tests.handlers.test_events import TEXT
from tests.handlers.test_regulations import written
from tests.handlers.zarechny import entered, find
from tests.people import Someone
from tests.running import Running

EVENT = ("/announce", "!Мероприятие")
DIALOGUES = {
    "at the text": (("/announce", "!Новость"), "{имя}, приём заявок", "объявление"),
    "at the audience": (("/announce", "!Новость", "Приём заявок"), "!Предмет", "объявление"),
    "at the time": (("/announce", "!Новость", "Приём заявок", "!Готово", "!Другое время"), "завтра в 15", "объявление"),
    "at the end": (("/announce", "!Новость", "Приём", "!Готово", "!Отправить сейчас"), "!Да, отправить", "объявление"),
    "at an event": ((*EVENT, TEXT), "!Верно", "объявление"),
    "at a change of an event": (
        (
            *EVENT,
            TEXT,
            "!Верно",
            "!Готово",
            "!Отправить сейчас",
            "!Да, отправить",
            "!Кто идёт",
            "!Изменить дату и место",
        ),
        "27 ноября в 15:00",
        "перенос мероприятия",
    ),
}


async def does(person: Someone, *deeds: str) -> None:
    for deed in deeds:
        await (person.taps(deed[1:]) if deed[0] == "!" else person.says(deed))


async def revoked(town: Running) -> None:
    def work(repo) -> None:
        repo.tx.session.query(RoleGrant).filter_by(teacher_id=find(repo, "Орлова").id).delete()

    await town.change(work)


def is_told(author: Someone, what: str) -> bool:
    return author.sees(f"Отменил: {what}. Никому ничего не отправлено") and "В меню" in author.labels


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES)
async def test_a_draft_is_dropped_with_a_sentence(town: Running, dialogue) -> None:
    before, then, what = dialogue
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await entered(town, "vk", "Лебедева", 510)
    await does(author, *before)
    await revoked(town)
    await does(author, then)
    assert is_told(author, what)
    await author.says("ещё слово")
    assert author.sees("Не понял")


async def test_so_are_a_regulation_and_a_correction(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "vk", "Орлова")
    await entered(town, "telegram", "Лебедева", 510)
    await announced(town, author)
    await author.taps("Исправить")
    grants = await town.ask(lambda repo: [(one.role, one.scope, one.scope_id) for one in grants_of(repo)])
    await revoked(town)
    await author.says("Новый текст")
    assert is_told(author, "исправление объявления")

    def back(repo) -> None:
        who = find(repo, "Орлова").id
        for role, scope, number in grants:
            repo.tx.session.add(RoleGrant(teacher_id=who, role=role, scope=scope, scope_id=number, granted_at=MONDAY))

    await town.change(back)
    await written(author)
    await revoked(town)
    await author.taps("Верно")
    assert is_told(author, "изменение в документах")


def grants_of(repo) -> list[RoleGrant]:
    return list(repo.tx.session.query(RoleGrant).filter_by(teacher_id=find(repo, "Орлова").id))


async def test_so_is_what_was_to_be_passed_on(town: Running) -> None:
    town.it_is(MONDAY)
    institute = await entered(town, "vk", "Самойлов")
    author = await entered(town, "browser", "Орлова", 502)
    await announced(town, institute, "Приём заявок")
    await tap_delivered(author, "Приём заявок", "Ещё")
    await author.taps("Передать своим")
    await revoked(town)
    await author.says("Наши, это важно")
    assert is_told(author, "пересылку объявления")


async def test_what_she_had_planned_is_stopped_by_the_institute(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await entered(town, "vk", "Лебедева", 510)
    institute = await entered(town, "browser", "Самойлов")
    await does(author, *("/announce", "!Новость", "Приём заявок", "!Готово", "!Другое время", "завтра в 15"))
    await author.taps("Да, отправить")
    await institute.says("/announce")
    assert "Мои объявления" not in institute.labels

    def another(repo) -> None:  # else the last methodist's role would stay
        place, who = find(repo, "Орлова").municipality_id, find(repo, "Миронова").id
        methodist = {"role": Role.METHODIST, "scope": Scope.MUNICIPALITY, "scope_id": place, "granted_at": MONDAY}
        repo.tx.session.add(RoleGrant(teacher_id=who, **methodist))

    await town.change(another)
    await does(institute, "люди", "орлова", "!1. Орлова Н. Ю.", "!Роли", "!Снять: методист", "!Снять роль")
    assert "неотправленные объявления" in institute.toasts[-1]
    await institute.says("/announce")
    await institute.taps("Мои объявления")
    assert institute.sees("автор за них больше не отвечает")
    await institute.taps("23.11 Приём заявок")
    assert institute.sees("Автор за это объявление больше не отвечает")
    assert institute.labels == ["Обновить", "Остановить", "Мои объявления", "В меню"]
    await institute.taps("Остановить", "Да, остановить")
    assert "Остановить" not in institute.labels
    await institute.taps("Мои объявления")
    assert institute.sees("Вы ещё ничего не отправляли")


async def test_somebody_elses_button_leaves_the_draft_alone(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await composed(author)
    await author.forges("ann_report:1")
    assert author.sees("права на это у вас сейчас нет")
    await author.says("отмена")
    assert author.sees("Отменил: объявление")

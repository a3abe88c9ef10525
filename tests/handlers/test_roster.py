"""A methodist sends her table: she sees what it would change, applies it, takes it back."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import select, update

from bot.services.roster import write_template
from storage.models import (
    Association,
    Base,
    Delivery,
    DeliveryState,
    Level,
    Role,
    RoleGrant,
    RosterImport,
    StoredFile,
    Teacher,
)
from tests.handlers import offices
from tests.handlers.zarechny import NOW, entered, find
from tests.made import Made
from tests.people import Someone
from tests.running import Running
from tests.services.roster_files import CATALOGUE, SMALL, WORDS


async def listed(town: Running) -> None:
    """Everybody of the district stands in the roster, one of them with a year of birth."""

    def change(repo):
        repo.tx.session.execute(update(Teacher).values(from_file=True))
        find(repo, "Белова").birth_year = 1980
        repo.tx.session.flush()

    await town.change(change)


async def methodist(town: Running, messenger: str, number: int = 601) -> Someone:
    await listed(town)
    return await entered(town, messenger, "Орлова", number)


def roster_rows(repo):
    """All an import writes."""
    names = ("teacher", "teacher_place", "teacher_subject", "role_grant", "mentorship", "association")
    tables = [Base.metadata.tables[name] for name in names]
    return {table.name: sorted(map(repr, repo.tx.connection.execute(select(table)))) for table in tables}


async def sends(natalya: Someone, name: str, data: bytes) -> None:
    """The preview of the messy list, which says what is right and what is wrong in it."""
    await natalya.says("список")
    assert natalya.sees("Заречный район")
    await natalya.sends_table(name, data)
    shown = (await natalya.gets_late("Прочитано")).text
    assert "Новых: 1\n• Новикова Инна Павловна, Школа № 2" in shown
    assert "Ушли: 1\n• Зуев Пётр Ильич, Школа № 3" in shown
    assert "Перешли в другую организацию: 1\n• Сомов Олег Петрович: Школа № 2 → Школа № 3" in shown
    assert "Сменили фамилию: 1\n• Белова → Белова-Громова Ирина Павловна" in shown
    assert "«СОШ № 22». Может быть, «Школа № 2»?" in shown
    assert "«физека»" in shown


async def test_a_messy_workbook_is_read_applied_taken_back_and_applied_again(town, messenger):
    natalya = await methodist(town, messenger)
    before = await town.ask(roster_rows)
    await sends(natalya, "Список.xlsx", offices.workbook())
    assert await town.ask(roster_rows) == before
    await natalya.taps("Применить")
    await natalya.gets_late("Готово, список обновлён")
    belova = await town.ask(lambda repo: find(repo, "Белова-Громова").id)
    assert any(row.startswith(f"({belova}, ") and "'Белова'" in row for row in before["teacher"])
    assert await town.ask(lambda repo: find(repo, "Зуев").left_on)
    assert await town.ask(lambda repo: repo.tx.session.query(StoredFile).count()) == 0
    await natalya.taps("Отменить загрузку", "Да, отменить")
    await natalya.gets_late("Загрузка отменена")
    assert await town.ask(roster_rows) == before
    await sends(natalya, "Список.xlsx", offices.workbook())
    await natalya.taps("Применить")
    await natalya.gets_late("Готово, список обновлён")


@pytest.mark.edge
async def test_the_same_list_from_an_old_office_program_is_applied(town, messenger):
    natalya = await methodist(town, messenger)
    await sends(natalya, "список.csv", offices.text_table())
    await natalya.taps("Применить")
    await natalya.gets_late("Готово, список обновлён")
    assert await town.ask(lambda repo: find(repo, "Сомов").organization.name) == "Школа № 3"


async def test_her_own_file_comes_back_with_what_is_to_be_corrected(town):
    natalya = await methodist(town, "telegram")
    await natalya.says("список")
    await natalya.sends_table("Список.xlsx", offices.workbook())
    await natalya.gets_late("Новых")
    await natalya.taps("Файл с пометками")
    seen = await natalya.gets_late("Вот ваш файл")
    (file,) = await natalya.files(seen)
    page = openpyxl.load_workbook(io.BytesIO(file.data)).active
    notes = {row[0].row: row[-1].value for row in page.iter_rows() if row[-1].value}
    assert notes[3] == "Что исправить"
    assert "нет такой организации: «СОШ № 22»" in notes[12]
    assert "не знаю предмета «физека»" in notes[13]
    assert page["D13"].fill.fgColor.rgb == "FFFFD9D9"
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in page.iter_rows() for cell in row)


ALL = [
    ("Лебедева Анна Сергеевна", "Школа 3", "учитель", "информатика, математика"),
    ("Зуев Пётр Ильич", "Школа 3", "учитель", "информатика"),
    ("Миронова Ольга Викторовна", "Школа 3", "учитель", "математика"),
    ("Белова Ирина Павловна", "Школа 3", "учитель", "математика"),
    ("Хасанова Гульнара Ринатовна", "Школа 3", "завуч", ""),
    ("Котова Дарья Андреевна", "Школа 2", "учитель", "математика"),
    ("Сомов Олег Петрович", "Школа 2", "учитель", "математика"),
]


def announced_to(repo, last_name):
    """It waits until tomorrow."""
    made, person = Made(repo.tx), find(repo, last_name)
    made.account(person)
    repo.mailings.deliver(made.mailing(), person.id, 0, NOW + timedelta(days=1), 5)


async def test_a_list_that_would_remove_many_asks_again_and_sent_twice_changes_nothing(town):
    natalya = await methodist(town, "telegram")
    await town.change(lambda repo: announced_to(repo, "Зуев"))
    await natalya.says("/roster")
    await natalya.sends_table("a.xlsx", offices.people([ALL[0], ALL[-1]]))
    await natalya.gets_late("Ушли: 5")
    asked = await natalya.taps("Применить")
    assert "уйдут 5 из 7" in asked.text
    await natalya.taps("Нет, не применять")
    assert natalya.sees("ничего не изменил")
    await natalya.sends_table("a.xlsx", offices.people([ALL[0], ALL[-1]]))
    await natalya.gets_late("Ушли: 5")
    await natalya.taps("Применить", "Да, уйдут 5")
    await natalya.gets_late("Готово, список обновлён")
    left = await town.ask(lambda repo: repo.tx.session.query(Teacher).filter(Teacher.left_on.is_not(None)).count())
    assert left == 5
    waiting = await town.ask(lambda repo: repo.tx.session.query(Delivery).filter_by(priority=5).one().state)
    assert waiting is DeliveryState.UNREACHABLE, "she was told that they get no announcements"
    await natalya.says("список")
    assert natalya.sees("Последняя загрузка")
    await natalya.sends_table("a.xlsx", offices.people([ALL[0], ALL[-1]]))
    await natalya.gets_late("Ничего не изменилось")


async def test_what_changed_since_the_preview_is_shown_anew(town):
    """Another methodist has applied hers meanwhile."""
    natalya = await methodist(town, "telegram")
    rows = [*ALL, ("Новикова Инна Павловна", "Школа 2", "учитель", "химия")]
    await natalya.says("список")
    await natalya.sends_table("a.xlsx", offices.people(rows))
    await natalya.gets_late("Новых: 1")
    await town.change(lambda repo: setattr(find(repo, "Лебедева"), "career_since", 1999) or repo.tx.flush())
    await natalya.taps("Применить")
    await natalya.gets_late("Готово, список обновлён")  # nothing this list speaks of
    await natalya.sends_table("b.xlsx", offices.people([*rows, ("Ким Ия Олеговна", "Школа 2", "учитель", "химия")]))
    await natalya.gets_late("• Ким")
    await town.change(lambda repo: setattr(find(repo, "Сомов"), "left_on", NOW.date()) or repo.tx.flush())
    await natalya.taps("Применить")
    shown = await natalya.gets_late("Пока вы смотрели, список изменился")
    assert "Вернулись: 1\n• Сомов" in shown.text
    await natalya.taps("Применить")
    await natalya.gets_late("Готово, список обновлён", 2)


async def test_her_list_as_it_is_comes_back_unchanged(town):
    natalya = await methodist(town, "telegram")
    await natalya.says("список")
    await natalya.taps("Пустой шаблон")
    (empty,) = await natalya.files(await natalya.gets_late("Вот шаблон"))
    assert openpyxl.load_workbook(io.BytesIO(empty.data)).sheetnames == ["Педагоги", "Как заполнить", "Списки"]
    await natalya.taps("К списку", "Мой список")
    (file,) = await natalya.files(await natalya.gets_late("Вот список"))
    page = openpyxl.load_workbook(io.BytesIO(file.data))["Педагоги"]
    assert {row[0].value for row in page.iter_rows(min_row=2)} >= {"Лебедева", "Орлова", "Сомов"}
    await natalya.taps("К списку")
    await natalya.sends_table(file.name, file.data)
    await natalya.gets_late("Ничего не изменилось")


async def test_who_moved_to_another_school_keeps_neither_rights_nor_a_seat_in_the_old_one(town):
    """Rights given by hand and by a file; all of it is back when the import is taken back."""
    natalya = await methodist(town, "telegram")
    deputy = await entered(town, "telegram", "Хасанова", 602)
    await deputy.says("люди")
    assert deputy.sees("Школа № 3")

    def grant(repo):
        find(repo, "Хасанова").birth_year = 1975
        held = repo.tx.session.scalars(select(RoleGrant).where(RoleGrant.role == Role.DEPUTY)).one()
        same = {"role": held.role, "scope": held.scope, "scope_id": held.scope_id, "granted_at": held.granted_at}
        repo.tx.session.add(RoleGrant(teacher_id=find(repo, "Лебедева").id, from_file=True, **same))
        repo.tx.session.flush()

    await town.change(grant)
    before = await town.ask(roster_rows)
    years = {"Белова Ирина Павловна": 1980, "Хасанова Гульнара Ринатовна": 1975, "Лебедева Анна Сергеевна": ""}
    rows = [
        (name, "Школа 2", "учитель", "математика", years[name]) if name in years else (name, *rest, "")
        for name, *rest in ALL
    ]
    await natalya.says("список")
    await natalya.sends_table("a.xlsx", offices.people(rows, ("ФИО", "Школа", "Должность", "Предмет", "Год рождения")))
    shown = await natalya.gets_late("Перешли в другую организацию: 3")
    assert "бъединен" in shown.text
    await natalya.taps("Применить")
    await natalya.gets_late("Готово, список обновлён")
    held = select(RoleGrant).where(RoleGrant.role == Role.DEPUTY, RoleGrant.revoked_at.is_(None))
    assert await town.ask(lambda repo: repo.tx.session.scalars(held).all()) == []
    seats = select(Association.head_id).where(Association.level == Level.SCHOOL)
    assert await town.ask(lambda repo: repo.tx.session.scalars(seats).all()) == [None]
    await deputy.says("люди")
    assert not deputy.sees("Школа № 3")
    await natalya.taps("Отменить загрузку", "Да, отменить")
    await natalya.gets_late("Загрузка отменена")
    assert await town.ask(roster_rows) == before


async def test_who_is_not_in_the_list_any_more_reads_so_in_her_profile(town, messenger):
    natalya = await methodist(town, "telegram")
    olga = await entered(town, messenger, "Миронова", 606)
    await natalya.says("список")
    await natalya.sends_table("a.xlsx", offices.people([row for row in ALL if not row[0].startswith("Миронова")]))
    await natalya.gets_late("Ушли: 1")
    await natalya.taps("Применить")
    await natalya.gets_late("Готово, список обновлён")
    await olga.says("профиль")
    assert olga.sees("вас больше нет")
    assert not olga.sees("В боте вы")
    await natalya.taps("Отменить загрузку", "Да, отменить")
    await natalya.gets_late("Загрузка отменена")
    await olga.says("профиль")
    assert olga.sees("В боте вы: педагог, наставник")


async def test_last_years_list_on_a_hidden_sheet_brings_nobody_back(town):
    natalya = await methodist(town, "telegram")
    book = openpyxl.load_workbook(io.BytesIO(offices.people(ALL)))
    old = book.create_sheet("2025")
    old.sheet_state = "hidden"
    for row in (("ФИО", "Школа", "Должность"), ("Ким Ия Олеговна", "Школа 3", "учитель")):
        old.append(row)
    target = io.BytesIO()
    book.save(target)
    await natalya.says("список")
    await natalya.sends_table("a.xlsx", target.getvalue())
    await natalya.gets_late("Ничего не изменилось")


async def test_only_methodists_and_the_institute_bring_rosters_in(town):
    deputy = await entered(town, "telegram", "Хасанова")
    await deputy.says("список")
    assert deputy.sees("Это доступно не всем")
    institute = await entered(town, "telegram", "Самойлов", 502)
    await institute.says("список")
    assert institute.sees("региона")


async def test_an_import_of_somebody_else_cannot_be_touched(town):
    natalya = await methodist(town, "telegram")
    await natalya.says("список")
    await natalya.sends_table("a.xlsx", offices.people(ALL[1:5]))
    await natalya.gets_late("Прочитано")
    number = await town.ask(lambda repo: repo.tx.session.query(RosterImport).one().id)
    institute = await entered(town, "telegram", "Самойлов", 502)
    for data in (f"ros_apply:{number}:1", f"ros_no:{number}", f"ros_marked:{number}", f"ros_look:{number}"):
        await institute.says("меню")
        assert "Ушли" not in (await institute.forges(data)).text
    assert await town.ask(lambda repo: repo.tx.session.query(RosterImport).one().state) == "ready"


BROKEN = {
    "старый формат": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "веб-страница": b"<html><table></table></html>",
    "закрыт паролем": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "столбец с фамилией": offices.people([], ("Что", "Сколько")),
}


async def test_a_file_that_is_no_list_gets_a_sentence_and_another_may_follow(town):
    natalya = await methodist(town, "telegram")
    await natalya.says("список")
    for words, data in BROKEN.items():
        await natalya.sends_table("a.xls", data)
        await natalya.gets_late(words)
    await natalya.sends("photo")
    assert natalya.sees("Это не таблица")
    await natalya.sends_table("a.xlsx", offices.people(ALL))
    await natalya.gets_late("Ничего не изменилось")


async def test_a_workbook_that_speaks_of_another_municipality_is_not_taken(town):
    natalya = await methodist(town, "telegram")
    target = io.BytesIO()
    write_template(target, WORDS, CATALOGUE, SMALL)
    await natalya.says("список")
    await natalya.sends_table("a.xlsx", target.getvalue())
    await natalya.gets_late("не только о вашем муниципалитете")


async def test_the_institute_has_the_whole_region_and_its_workbook_comes_back_unchanged_or_marked(town):
    await listed(town)
    institute = await entered(town, "telegram", "Самойлов", 502)
    await institute.says("список")
    await institute.taps("Мой список")
    (file,) = await institute.files(await institute.gets_late("Вот список"))
    book = openpyxl.load_workbook(io.BytesIO(file.data))
    assert "Объединения" in book.sheetnames
    await institute.taps("К списку")
    await institute.sends_table(file.name, file.data)
    await institute.gets_late("Ничего не изменилось")
    book["Педагоги"]["E2"].value = "Школа, которой нет"
    spoilt = io.BytesIO()
    book.save(spoilt)
    await institute.sends_table(file.name, spoilt.getvalue())
    await institute.gets_late("ничего взять не могу")
    await institute.taps("Файл с пометками")
    (marked,) = await institute.files(await institute.gets_late("Вот ваш файл"))
    page = openpyxl.load_workbook(io.BytesIO(marked.data))["Педагоги"]
    assert "нет такой организации" in page.cell(2, page.max_column).value
    assert page["E2"].fill.fgColor.rgb == "FFFFD9D9"


async def test_on_the_first_of_september_she_is_told_who_came_within_the_year(town):
    natalya = await methodist(town, "telegram")
    await town.change(lambda repo: setattr(find(repo, "Зуев"), "listed_on", NOW.date()) or repo.tx.flush())
    await town.passes(datetime(2027, 9, 1, 4, 0, tzinfo=UTC))
    told = await natalya.gets("К новому учебному году: Заречный район")
    assert "Пришли: 1" in told.text
    await natalya.gets("Неделя 23–29 августа")  # it comes by the same tick, and must not come behind the answer
    await natalya.taps("Кто пришёл")
    assert natalya.sees("Зуев Пётр Ильич")
    await natalya.forges("ros_year:1:2027:nobody:0")
    assert not natalya.sees("Зуев")


async def test_schools_nobody_knows_are_added_when_she_says_that_they_are_new(town):
    natalya = await methodist(town, "telegram")
    rows = [
        ("Ким Ия Олеговна", "МБДОУ «Лучик»", "воспитатель", ""),
        ("Ли Эмма Ильинична", "СОШ № 8", "учитель", "химия"),
    ]
    await natalya.says("список")
    await natalya.sends_table("a.xlsx", offices.people([*ALL, *rows]))
    await natalya.gets_late("Не знаю 2 организаций: МБДОУ «Лучик», СОШ № 8")
    await natalya.taps("Это новые школы")
    await natalya.gets_late("Новые организации: МБДОУ «Лучик», СОШ № 8")
    await natalya.taps("Применить")
    await natalya.gets_late("Готово, список обновлён")
    assert await town.ask(lambda repo: find(repo, "Ким").organization.kind) == "kindergarten"
    await natalya.taps("Отменить загрузку", "Да, отменить")
    await natalya.gets_late("Загрузка отменена")
    assert await town.ask(lambda repo: repo.places.organizations_named("СОШ № 8", None)) == []

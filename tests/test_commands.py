"""The command line: what it says, what it returns, what it refuses."""

import argparse
import asyncio
import io
import re
import shlex
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.app import App
from bot.commands.check import check
from bot.commands.demo import RefusedError, demo, refuse_real
from bot.commands.invite import invite
from bot.commands.parser import parser
from bot.commands.roster import import_roster, roster_template
from bot.commands.roster_lists import roster_form
from bot.commands.summary import summary
from bot.demo import build_roster
from bot.documenting import looking
from bot.documenting.making import usual
from bot.instance import only_one
from bot.services.roster import write_template
from bot.services.summaries.snapshot import Coverage, Snapshot
from bot.settings import Settings
from bot.texts import CONTENT
from bot.texts.cli import CliTexts
from bot.texts.loader import load
from storage.database import Transaction
from storage.models import TemplateKind
from tests.fakes.telegram import TOKEN as TELEGRAM_TOKEN
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import TOKEN as VK_TOKEN
from tests.fakes.vk import FakeVk
from tests.made import Made, sqlite_engine
from tests.running import NOW, settings_for
from tests.scanning import decoded
from tests.services.roster_files import CATALOGUE, SMALL
from tests.services.roster_files import WORDS as ROSTER_WORDS

WORDS = load(CliTexts, CONTENT / "texts" / "cli.yml")
CODE = re.compile(r"[A-Za-z0-9_-]{32}")


class Desk:
    """The operator's place: fakes, a database, and what the commands said."""

    def __init__(self, path: Path) -> None:
        self.telegram, self.vk, self.path = FakeTelegram(), FakeVk(), path
        self.said: list[str] = []

    def settings(self, **changes: Any) -> Settings:
        return settings_for(f"sqlite:///{self.path}", self.telegram, self.vk, **changes)

    async def runs(self, command: Callable[..., int], *rest: Any, **changes: Any) -> tuple[int, str]:
        """The command's exit code and words."""
        before = len(self.said)
        code = await asyncio.to_thread(command, self.settings(**changes), WORDS, self.said.append, *rest)
        return code, "\n".join(self.said[before:])


@pytest.fixture
async def desk(tmp_path: Path, empty_sqlite: Path) -> AsyncIterator[Desk]:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    it = Desk(path)
    await it.telegram.start()
    await it.vk.start()
    yield it
    await it.telegram.stop()
    await it.vk.stop()


def fill(path: Path, work: Callable[[Made], Any]) -> Any:
    engine = sqlite_engine(path)
    with engine.begin() as connection:
        tx = Transaction(connection)
        found = work(Made(tx))
        tx.flush()
    engine.dispose()
    return found


# -- check
async def test_check_says_what_each_token_answers(desk: Desk) -> None:
    code, said = await desk.runs(check)
    assert code == 0
    assert "+ Telegram: Методист" in said
    assert "+ ВКонтакте: Методическая служба" in said
    assert "· MAX" in said
    assert TELEGRAM_TOKEN not in said
    assert VK_TOKEN not in said


async def test_check_tells_a_refused_token_from_a_silent_messenger(desk: Desk) -> None:
    desk.telegram.token = "1000001:another-token-of-thirty-five-characters"
    await desk.vk.down()
    code, said = await desk.runs(check)
    assert code == 1
    assert "! Telegram: токен не принят" in said
    assert "! ВКонтакте: не отвечает" in said


async def test_check_names_what_is_off_half_set_and_not_supported_yet(desk: Desk) -> None:
    code, said = await desk.runs(
        check,
        telegram={"receive": "webhook"},
        vk={"group_id": 0},
        max={"token": "c"},
        browser={"enabled": True},
        http={"public_url": "http://bot.example"},
    )
    assert code == 1
    assert WORDS.webhook_unsupported in said
    assert "BOT_VK__GROUP_ID" in said
    assert WORDS.max_unsupported in said
    assert "https://" in said
    code, said = await desk.runs(check, telegram={"token": ""}, vk={"token": ""}, browser={"enabled": False})
    assert code == 0
    assert "BOT_TELEGRAM__TOKEN" in said
    assert "BOT_BROWSER__ENABLED" in said


async def test_check_names_a_template_an_office_has_spoilt(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Шаблон" not in (await desk.runs(check))[1]
    edited, whole = Document(), usual(TemplateKind.MEMO)
    edited.add_paragraph("{{ФИОО}} {{шаги}}")
    target = io.BytesIO()
    edited.save(target)
    spoilt = {TemplateKind.PATH: target.getvalue(), TemplateKind.MEMO: whole}
    monkeypatch.setattr(looking, "usual", spoilt.__getitem__)
    code, said = await desk.runs(check)
    assert code == 1
    assert "! Шаблон: content/templates/path.docx: Таких мест бот не знает: ФИОО" in said
    assert "memo.docx" not in said


async def test_check_tells_of_a_database_it_cannot_open(desk: Desk, tmp_path: Path) -> None:
    desk.path = tmp_path / "letter.sqlite3"
    desk.path.write_text("no database" * 200)
    code, said = await desk.runs(check)
    assert code == 1
    assert "! База" in said


# -- invite
def asked(*name: str, **more: Any) -> argparse.Namespace:
    given = {"name": list(name), "municipality": "", "organization": "", "owner": False, "days": 30}
    given |= {"school": "", "public": False, "renew": False, "poster": "", "png": ""}
    return argparse.Namespace(**(given | more))


def two_schools(made: Made) -> None:
    for place, names in (("School 3", ["Анна", "Ольга"]), ("School 5", ["Анна"])):
        school = made.organization(place)
        for name in names:
            made.teacher(at=school, last_name="Лебедева", first_name=name, middle_name="Сергеевна")
    lake = made.organization("School 3", made.municipality("Lake"))
    made.teacher(at=lake, last_name="Котова", first_name="Дарья", middle_name="")


async def test_one_person_gets_a_link_for_every_messenger(desk: Desk) -> None:
    fill(desk.path, two_schools)
    code, said = await desk.runs(invite, asked("Лебедева", "Ольга"))
    assert code == 0
    codes = set(CODE.findall(said))
    assert len(codes) == 1
    one = codes.pop()
    for address in (
        f"https://t.me/methodist_test_bot?start={one}",
        f"https://vk.me/methodist_test?ref={one}",
        f"/enter/{one}",
    ):
        assert address in said
    assert "Лебедева Ольга Сергеевна" in said


async def test_namesakes_are_listed_and_nobody_is_invited(desk: Desk) -> None:
    fill(desk.path, two_schools)
    code, said = await desk.runs(invite, asked("Лебедева", "Анна"))
    assert code == 1
    assert "School 3" in said
    assert "School 5" in said
    assert not CODE.findall(said)
    code, said = await desk.runs(invite, asked("Лебедева", "Анна", organization="School 5"))
    assert code == 0
    assert len(set(CODE.findall(said))) == 1


@pytest.mark.parametrize(
    ("more", "links"),
    [({"municipality": "District"}, 3), ({"municipality": "Lake"}, 1), ({"organization": "School 5"}, 1)],
)
async def test_a_whole_place_is_invited_but_for_those_who_have_come(
    desk: Desk, more: dict[str, str], links: int
) -> None:
    fill(desk.path, two_schools)
    code, said = await desk.runs(invite, asked(**more))
    assert code == 0
    assert len(set(CODE.findall(said))) == links


async def test_whom_nobody_can_mean_is_said_so(desk: Desk) -> None:
    fill(desk.path, two_schools)
    for wanted, words in (
        (asked("Иванова"), "Иванова"),
        (asked(municipality="Nowhere"), "Nowhere"),
        (asked(organization="School 99"), "School 99"),
        (asked(), "--organization"),
    ):
        code, said = await desk.runs(invite, wanted)
        assert code == 1
        assert words in said
        assert not CODE.findall(said)


async def test_an_owners_link_can_be_had_at_any_time(desk: Desk) -> None:
    code, said = await desk.runs(invite, asked(owner=True))
    assert code == 0
    assert len(set(CODE.findall(said))) == 1


async def test_a_messenger_that_is_down_gets_words_instead_of_a_link(desk: Desk) -> None:
    fill(desk.path, two_schools)
    await desk.vk.down()
    code, said = await desk.runs(invite, asked("Котова"))
    assert code == 0
    one = CODE.findall(said)[0]
    assert f"/start {one}" in said
    assert "t.me" in said
    assert "BOT_VK__API_URL" in said
    desk.telegram.token = "1000001:another-token-of-thirty-five-characters"
    code, said = await desk.runs(invite, asked("Котова"))
    assert "Telegram не отвечает (токен не принят)" in said
    assert "Error" not in said


async def test_without_any_messenger_nobody_is_invited_and_earlier_links_stay(desk: Desk) -> None:
    fill(desk.path, two_schools)
    off: dict[str, Any] = {"telegram": {"token": ""}, "vk": {"token": ""}, "browser": {"enabled": False}}
    for whom in (asked("Котова"), asked(owner=True)):
        code, said = await desk.runs(invite, whom, **off)
        assert code == 1
        assert "BOT_BROWSER__ENABLED=true" in said
    with closing(sqlite3.connect(desk.path)) as there:
        assert there.execute("SELECT count(*) FROM invitation").fetchone() == (0,)


async def test_no_link_leads_where_nobody_can_come_in(desk: Desk) -> None:
    """It would answer «open me elsewhere», there without the code; an administrator's screen says nothing personal."""
    fill(desk.path, two_schools)
    hidden: dict[str, Any] = {"telegram": {"personal_data": False}}
    for whom in (asked("Котова"), asked(school="School 5")):
        code, said = await desk.runs(invite, whom, **hidden)
        assert code == 0
        assert "vk.me" in said
        assert "t.me" not in said
    assert "t.me" in (await desk.runs(invite, asked(owner=True), **hidden))[1]
    app = App(desk.settings(**hidden))
    for messenger in app.messengers():
        await app._connected(messenger, await messenger.connect())
        await messenger.close()
    await app.stop()
    assert set(app.house.links) == {"vk", "browser"}
    only_there: dict[str, Any] = hidden | {"vk": {"token": ""}, "browser": {"enabled": False}}
    assert await desk.runs(invite, asked("Котова"), **only_there) == (1, WORDS.no_way_in)


WALL = re.compile(r"start=([A-Za-z0-9_-]{16})(?![A-Za-z0-9_-])")


async def test_a_school_s_link_stays_the_same_until_it_is_renewed(desk: Desk) -> None:
    fill(desk.path, two_schools)
    said = [(await desk.runs(invite, asked(school="School 5", **more)))[1] for more in ({}, {}, {"renew": True})]
    first, second, third = (WALL.findall(one)[0] for one in said)
    assert first == second != third
    assert "█" in said[0]
    code, words = await desk.runs(invite, asked(school="School 3"))
    assert (code, "School 3" in words) == (1, True)
    code, words = await desk.runs(invite, asked(school="School 3", municipality="Lake"))
    assert code == 0


async def test_a_public_link_is_of_a_municipality(desk: Desk) -> None:
    fill(desk.path, two_schools)
    code, said = await desk.runs(invite, asked(public=True))
    assert (code, "--municipality" in said) == (1, True)
    code, said = await desk.runs(invite, asked(public=True, municipality="Lake"))
    assert code == 0
    assert WALL.findall(said)


async def test_the_poster_and_the_pictures_lead_where_the_printed_links_lead(desk: Desk, tmp_path: Path) -> None:
    fill(desk.path, two_schools)
    wanted = asked(school="School 5", poster=str(tmp_path / "poster.pdf"), png=str(tmp_path / "code.png"))
    code, said = await desk.runs(invite, wanted, http={"public_url": "https://bot.example"})
    assert code == 0
    printed = re.findall(r"https://\S+", said)
    assert len(printed) == 3
    assert decoded(tmp_path / "poster.pdf") == set(printed)
    pictures = [decoded(path) for path in tmp_path.glob("code-*.png")]
    assert set().union(*pictures) == set(printed)
    code, said = await desk.runs(invite, asked("Котова", poster=str(tmp_path / "other.pdf")))
    assert (code, "--school" in said) == (1, True)
    code, said = await desk.runs(invite, asked(school="School 5", poster=str(tmp_path / "no" / "poster.pdf")))
    assert (code, "Файл не сохранён" in said) == (1, True)


# -- rosters
async def test_the_demo_roster_comes_in_once_and_changes_nothing_twice(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(build_roster(NOW.date()))
    code, said = await desk.runs(import_roster, str(path))
    assert (code, "Педагоги: новых" in said) == (0, True)
    with closing(sqlite3.connect(desk.path)) as found:
        people = found.execute("SELECT count(*) FROM teacher").fetchone()
    code, said = await desk.runs(import_roster, str(path))
    assert (code, WORDS.unchanged in said) == (0, True)
    with closing(sqlite3.connect(desk.path)) as found:
        assert found.execute("SELECT count(*) FROM teacher").fetchone() == people


async def test_a_broken_roster_is_refused_whole_with_every_mistake_in_its_place(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(build_roster(NOW.date()))
    book = load_workbook(path)
    sheet = book["Педагоги"]
    titles = {cell.value: cell.column for cell in next(sheet.iter_rows(min_row=1, max_row=1))}
    wanted = []
    for row, title in ((3, "Фамилия"), (5, "Организация")):
        column = next(at for name, at in titles.items() if name and title in name)
        sheet.cell(row, column).value = None if title == "Фамилия" else "Школа, которой нет"
        wanted.append(row)
    book.save(path)
    code, said = await desk.runs(import_roster, str(path))
    assert code == 1
    for row in wanted:
        assert re.search(rf"Педагоги.*\b{row}\b", said), said
    with closing(sqlite3.connect(desk.path)) as found:
        assert found.execute("SELECT count(*) FROM teacher").fetchone() == (0,)


async def test_a_list_of_one_municipality_comes_in_as_offices_keep_it(desk: Desk, tmp_path: Path) -> None:
    whole, table, form = tmp_path / "roster.xlsx", tmp_path / "list.csv", tmp_path / "form.xlsx"
    write_template(whole, ROSTER_WORDS, CATALOGUE, SMALL)
    await desk.runs(import_roster, str(whole))
    table.write_bytes(
        "ФИО;Школа;Должность\r\nЛебедева Анна Сергеевна;СОШ 3;учитель\r\nКим Ия;шк. 3;магистр".encode("cp1251")
    )
    assert await desk.runs(import_roster, str(table)) == (1, WORDS.list_whom)
    code, said = await desk.runs(import_roster, str(table), "Заречный район")
    assert (code, "--sure" in said) == (1, True)
    code, said = await desk.runs(import_roster, str(table), "Заречный район", True)
    assert code == 0
    assert "Ушли: 1" in said
    assert "Строка 3, «Должность»: не знаю должности «магистр»." in said
    code, said = await desk.runs(roster_form, str(form), "Заречный район", True)
    assert code == 0
    assert load_workbook(form)["Педагоги"]["A2"].value == "Лебедева"
    advised = parser(WORDS).parse_args(shlex.split(said.partition("python -m bot ")[2]))
    assert (advised.file, advised.municipality) == (str(form), "Заречный район")
    code, said = await desk.runs(import_roster, advised.file, advised.municipality)
    assert (code, "Ушли: 0" in said, "Изменились сведения: 0" in said) == (0, True, True)
    assert (await desk.runs(roster_form, str(form), "Заречный район", True))[0] == 1
    assert (await desk.runs(roster_form, str(tmp_path / "other.xlsx"), "Нет такого", True))[0] == 1


@pytest.mark.parametrize("content", [None, b"", b"Dear colleagues", b"PK\x03\x04 not a workbook"])
async def test_what_is_no_workbook_is_refused_in_a_sentence(desk: Desk, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "roster.xlsx"
    if content is not None:
        path.write_bytes(content)
    code, said = await desk.runs(import_roster, str(path))
    assert code == 1
    assert str(path) in said


def test_the_template_is_written_once_and_never_over_a_filled_one(tmp_path: Path) -> None:
    path, said = tmp_path / "roster.xlsx", list[str]()
    assert roster_template(WORDS, said.append, str(path)) == 0
    assert "Педагоги" in load_workbook(path).sheetnames
    before = path.read_bytes()
    assert roster_template(WORDS, said.append, str(path)) == 1
    assert path.read_bytes() == before


# -- demo
@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"telegram": {"token": "1:a"}}, "BOT_TELEGRAM__TOKEN"),
        ({"vk": {"token": "b", "group_id": 7}}, "BOT_VK__TOKEN"),
        ({"max": {"token": "c"}}, "BOT_MAX__TOKEN"),
        ({"http": {"host": "0.0.0.0"}}, "0.0.0.0"),  # noqa: S104 (refused)
        ({"http": {"public_url": "https://bot.example"}}, "bot.example"),
    ],
)
def test_the_demo_does_not_start_beside_what_is_real(tmp_path: Path, changes: dict[str, Any], named: str) -> None:
    path = tmp_path / "demo.sqlite3"
    settings, said = Settings(_env_file=None, database_url=f"sqlite:///{path}", **changes), list[str]()
    with pytest.raises(RefusedError):
        refuse_real(settings, WORDS)
    assert demo(settings, WORDS, said.append) == 1
    assert named in said[0]
    assert not path.exists()


async def test_the_demo_takes_test_servers_on_this_machine(desk: Desk) -> None:
    refuse_real(desk.settings(), WORDS)


def test_a_second_demo_writes_nothing_beside_the_first(tmp_path: Path) -> None:
    """The links it would issue close those that the first one has in its switch."""
    path, said = tmp_path / "demo.sqlite3", list[str]()
    settings = Settings(_env_file=None, database_url=f"sqlite:///{path}")
    with only_one(settings.database_url):
        assert demo(settings, WORDS, said.append) == 1
    assert "уже запущен" in said[-1]
    assert not path.exists()


@pytest.mark.parametrize("lives", [lambda made: made.teacher(left_on=NOW.date()), lambda made: made.account()])
async def test_the_demo_touches_no_database_somebody_lives_in(desk: Desk, lives: Callable[[Made], Any]) -> None:
    fill(desk.path, lives)
    before = desk.path.read_bytes()
    code, said = await desk.runs(demo)
    assert code == 1
    assert "bot.sqlite3" in said
    assert desk.path.read_bytes() == before


async def test_a_kept_week_is_read_at_the_command_line(desk: Desk) -> None:
    week = date(2026, 11, 16)

    def one_week(made: Made) -> None:
        found = Snapshot(week=week, name="District", coverage=Coverage(known=12, connected=9, joined=2))
        made.repo.weekly.add(made.district.id, week, found.model_dump_json(), NOW)

    assert await desk.runs(summary, "", None) == (1, WORDS.summary_whom)
    fill(desk.path, one_week)
    code, said = await desk.runs(summary, "", date(2026, 11, 22))
    assert code == 0
    assert "Неделя 16–22 ноября · District" in said
    assert "Педагогов в боте: 9 из 12 (+2 за неделю)" in said
    assert "<b>" not in said
    assert (await desk.runs(summary, "District", None))[1] == said
    assert await desk.runs(summary, "District", date(2026, 11, 23)) == (1, WORDS.summary_none)
    files = {"xlsx": str(desk.path.parent / "week.xlsx"), "docx": str(desk.path.parent / "week.docx")}
    code, said = await desk.runs(summary, "District", None, "", files)
    assert (code, said.count("Сохранено: ")) == (0, 2)
    assert "District" in "".join(one.text for one in Document(files["docx"]).paragraphs)
    assert load_workbook(files["xlsx"])["Кто с нами"]["B5"].value == 12
    code, said = await desk.runs(summary, "", None, "Region", {**files, "docx": str(desk.path.parent / "region.docx")})
    assert code == 1
    assert WORDS.exists(files["xlsx"]) in said
    assert "Сумма по 1 муниципалитету" in said
    assert await desk.runs(summary, "", None, "Nowhere") == (1, WORDS.summary_whom)

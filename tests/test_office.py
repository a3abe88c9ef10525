"""Every file we make opens in an office program: in LibreOffice where there is one, by its structure everywhere."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest
from openpyxl import load_workbook

from bot.documenting.making import usual
from bot.inviting import sheet
from bot.services import acknowledgement_sheets, announcement_report, in_person
from bot.services.documents.filling import filled
from bot.services.documents.pieces import Filling, Grid, Heading, Paragraph
from bot.services.roster import Roster, RosterError, write_template
from bot.services.roster.lists.marked import write_marked
from bot.summarizing.files import excel
from bot.summarizing.memo import filling
from bot.texts import load_texts
from storage.models import TemplateKind
from storage.repositories.announcements import Recipient
from tests.services import roster_files
from tests.services.test_announcements import WORDS as REPORT_WORDS
from tests.services.test_regulations import HOME, READERS
from tests.services.test_regulations import WORDS as SHEET_WORDS
from tests.services.test_roster_lists import LISTS
from tests.services.weeks_made import quiet, region, whole

TEXTS = load_texts()
SECONDS = 120
"""For LibreOffice to open all of them; it takes some seconds."""


def a_path() -> bytes:
    names = TEXTS.templates.path_places
    rows = [["Курс", "Пройти курс " * 8, "20 декабря", "удостоверение", ""]] * 5
    return filled(
        usual(TemplateKind.PATH),
        Filling(
            {names[key]: "Слово" for key in ("name", "work", "organization", "municipality", "made")},
            {
                names["steps"]: [Grid([*TEXTS.learning_paths.columns.values()], rows)],
                names["growth"]: [Heading("Зоны роста"), Paragraph("Общение", True)],
            },
        ),
    )


def a_memo(week: Callable[[], object]) -> Callable[[], bytes]:
    return lambda: filled(usual(TemplateKind.MEMO), filling(TEXTS, week()))


def a_roster() -> bytes:
    target = io.BytesIO()
    write_template(target, roster_files.WORDS, roster_files.CATALOGUE)
    return target.getvalue()


def links() -> bytes:
    return sheet.workbook(
        "Школа № 3", ["Telegram", "ВКонтакте"], [("Котова Дарья", ["https://x.example/1", "b"])], TEXTS.inviting
    )


def test_a_link_is_printed_whole_and_a_long_name_keeps_to_the_table() -> None:
    rows = [("Котова Дарья", ["https://t.me/bot?start=" + "x" * 32, ""])]
    page = load_workbook(
        io.BytesIO(sheet.workbook("Школа № 3 " * 20, ["Telegram", "Чат"], rows, TEXTS.inviting))
    ).active
    assert "A1:C1" in page.merged_cells
    assert [page.row_dimensions[number].height for number in (1, 5)] == [66, 30]


def to_tell() -> bytes:
    one = Recipient("Котова", "Дарья", "", "Школа № 3", "Район", None, REPORT_STATE, None, None)
    return in_person.document("Рассказать лично", "Семинар\nв среду", [one])


def report() -> announcement_report.Contents:
    one = Recipient("=1+1", "@SUM(A1)", "", "http://example.org", "", "vk", REPORT_STATE, None, None)
    return announcement_report.Contents([one], [], [], [], False)


REPORT_STATE = next(iter(announcement_report.STATES))
FILES: dict[str, Callable[[], bytes]] = {
    "week.xlsx": lambda: excel(TEXTS, whole()),
    "region.xlsx": lambda: excel(TEXTS, region()),
    "quiet.xlsx": lambda: excel(TEXTS, quiet()),
    "week.docx": a_memo(whole),
    "region.docx": a_memo(region),
    "quiet.docx": a_memo(quiet),
    "path.docx": a_path,
    "template_path.docx": lambda: usual(TemplateKind.PATH),
    "template_memo.docx": lambda: usual(TemplateKind.MEMO),
    "roster.xlsx": a_roster,
    "sheet.xlsx": lambda: acknowledgement_sheets.workbook(READERS, SHEET_WORDS, HOME),
    "sheet.docx": lambda: acknowledgement_sheets.document(READERS, SHEET_WORDS, HOME),
    "report.xlsx": lambda: announcement_report.workbook(report(), REPORT_WORDS),
    "links.xlsx": links,
    "in_person.docx": to_tell,
}
PAGES = {
    "week.xlsx": 9,
    "region.xlsx": 8,
    "quiet.xlsx": 9,
    "week.docx": 3,
    "region.docx": 2,
    "quiet.docx": 1,
    "path.docx": 1,
}
"""More of them would mean that a chart or a column runs off its page; texts may take one more with other fonts."""
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def with_long_names() -> list[tuple[bytes, str, int]]:
    """(workbook, sheet and row in which something takes several lines)."""
    name, filled_list, marked = "Константинопольская-Преображенская Александра Вячеславовна", io.BytesIO(), io.BytesIO()
    write_template(
        filled_list, roster_files.WORDS, roster_files.CATALOGUE,
        Roster("Край", (roster_files.RIVER,), (), (roster_files.SCHOOL,), (roster_files.person(name),)),
    )  # fmt: skip
    errors = [RosterError("Лист", 2, "ФИО", f"{number}: непонятно") for number in range(3)]
    write_marked(marked, {"Лист": [["ФИО"], ["Ким"]]}, errors, LISTS)
    return [
        (
            sheet.workbook("Школа № 3", ["ВКонтакте"], [(name, ["https://x.example/" + "x" * 60])], TEXTS.inviting),
            TEXTS.inviting.sheet_name,
            5,
        ),
        (filled_list.getvalue(), roster_files.WORDS.sheets["people"].title, 2),
        (marked.getvalue(), "Лист", 2),
    ]


def test_what_takes_several_lines_has_a_row_as_high() -> None:
    """No program grows it by itself: links to be printed and cut apart stood one over another."""
    for data, page, row in with_long_names():
        assert (openpyxl.load_workbook(io.BytesIO(data))[page].row_dimensions[row].height or 0) >= 30


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_whole_fetches_nothing_and_names_only_parts_it_has(name: str) -> None:
    with ZipFile(io.BytesIO(FILES[name]())) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert len(names) == len(archive.namelist())
        for part in names:
            if part.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(archive.read(part))  # noqa: S314 (we have just made it)
                for found in root.iter(RELATION):
                    assert found.get("TargetMode") != "External", part
                    assert target(part, found.get("Target", "")) in names, part
        declared = archive.read("[Content_Types].xml").decode()
        ends = set(re.findall(r'Extension="(\w+)"', declared))
        parts = {one.lstrip("/") for one in re.findall(r'PartName="([^"]+)"', declared)}
        assert parts <= names
        assert all(one in parts or one.rpartition(".")[2] in ends for one in names)


def target(part: str, to: str) -> str:
    """The part a relation leads to."""
    folder = part.rpartition("_rels/")[0].rstrip("/")
    steps = [] if to.startswith("/") else folder.split("/") if folder else []
    for step in to.lstrip("/").split("/"):
        steps = steps[:-1] if step == ".." else [*steps, step]
    return "/".join(steps)


def test_libreoffice_opens_and_prints_every_file(tmp_path: Path) -> None:
    """One call for all of them: to start costs more than to print."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    for name, make in FILES.items():
        (tmp_path / name.replace(".", "_", 1)).with_suffix(f".{name.rpartition('.')[2]}").write_bytes(make())
    files = sorted(str(path) for path in tmp_path.iterdir())
    command = [office, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], check=True, timeout=SECONDS, capture_output=True)
    pages = {name: printed(tmp_path / f"{name.replace('.', '_', 1)}.pdf") for name in FILES}
    assert all(pages.values())
    assert {name: pages[name] for name in PAGES if pages[name] > PAGES[name] + name.endswith(".docx")} == {}


def printed(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()

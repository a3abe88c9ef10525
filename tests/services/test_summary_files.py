"""The week as a workbook and as a note: every number of the snapshot, text never a formula, made to be printed."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.documenting.making import usual
from bot.services.documents.filling import filled
from bot.services.summaries.book import _Block, _breaks
from bot.services.summaries.snapshot import Events, Snapshot, Survey, ranked, total
from bot.services.summaries.tables import Table, Tenths
from bot.summarizing import lines
from bot.summarizing.files import excel
from bot.summarizing.memo import filling
from bot.summarizing.tables import sections
from bot.summarizing.taps import Part
from bot.texts import load_texts
from storage.models import TemplateKind
from tests.services.weeks_made import NAMES, WEEK, quiet, region, whole, whole_day

TEXTS = load_texts()
WEEKS = pytest.mark.parametrize("week", [whole(), region(), quiet()], ids=["week", "region", "quiet"])


def book_of(week: Snapshot) -> Any:
    return load_workbook(BytesIO(excel(TEXTS, week)))


def memo_of(week: Snapshot) -> Any:
    return Document(BytesIO(filled(usual(TemplateKind.MEMO), filling(TEXTS, week))))


def words_of(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@WEEKS
def test_every_sheet_prints_on_a4_and_holds_no_formula(week: Snapshot) -> None:
    book = book_of(week)
    assert book.sheetnames == [*(one.title for one in sections(TEXTS, week)), "Методика"]
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage) in ((1, True), (None, True))
        assert sheet.freeze_panes
        assert sheet.print_title_rows == "$1:$2"
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "n"}


def test_what_takes_a_whole_day_has_no_hour_anywhere() -> None:
    week = whole().model_copy(update={"events": Events(coming=(whole_day("Конференция", 26),))})
    events = {row[0]: row for row in book_of(week)["Мероприятия"].iter_rows(values_only=True) if row[0]}
    assert events["Конференция"][1] == "чт, 26 ноября"
    assert "Конференция, чт, 26 ноября: идут 0" in lines.section(TEXTS, week, Part.EVENTS)


def test_numbers_are_numbers_and_what_people_wrote_is_text() -> None:
    book = book_of(whole())
    coverage = {row[0]: row[1] for row in book["Кто с нами"].iter_rows(min_row=5, values_only=True) if row[0]}
    assert coverage["Педагогов в списке"] == 412
    assert coverage["Пользовались ботом за неделю"] == 143
    sent = {row[0]: row[1:] for row in book["Объявления и документы"].iter_rows(values_only=True) if row[0]}
    assert sent["=1+1"] == ("3 декабря", 140, 140, 5)
    events = {row[0]: row for row in book["Мероприятия"].iter_rows(values_only=True) if row[0]}
    assert events['=HYPERLINK("http://x")'][2] == 7
    charts = {name: len(book[name]._charts) for name in book.sheetnames}
    assert charts["Опросы"] == 2
    assert charts["Кто с нами"] == charts["Объявления и документы"] == 1
    assert charts["Мероприятия"] == charts["Методика"] == 0


def test_shares_are_numbers_that_read_as_words_at_the_ends() -> None:
    sheet = book_of(whole())["Опросы"]
    cells = {row[0].value: row[1:] for row in sheet.iter_rows() if row[0].value in NAMES}
    assert {name: row[0].value for name, row in cells.items()} == dict(
        zip(NAMES, (0.2, 0.3, 0.05, 0.4, 0.95), strict=True)
    )
    assert cells["Общение"][0].number_format == '[<0.1]"почти никому";[>0.9]"почти всем";0%'
    assert cells["Общение"][2].value == "нельзя сравнить: вопросы изменились"
    assert Tenths(3).share == pytest.approx(0.3)


def test_the_method_says_what_is_withheld_and_how_reliable_the_scales_are() -> None:
    rows = [row for row in book_of(whole())["Методика"].iter_rows(values_only=True) if row[0]]
    why = [(row[0], row[1]) for row in rows]
    assert ("Где вам нужна поддержка?", "Таблица «По стажу» не показана: группы в ней слишком малы.") in why
    assert ("Школа молодого педагога", "Приглашены меньше пяти человек, поэтому ответов не видно.") in why
    alphas = {row[0]: row[2] for row in rows if row[0].startswith("Где вам нужна поддержка?. ")}
    assert alphas["Где вам нужна поддержка?. Методика"] == 0.8
    few = {row[0]: row[1] for row in rows}
    assert few["Где вам нужна поддержка?. Цифровые инструменты"] == "мало ответов"


@WEEKS
def test_the_note_says_the_same_and_leaves_no_place_open(week: Snapshot) -> None:
    found = memo_of(week)
    said = words_of(found)
    assert "{{" not in said
    assert week.name in said
    assert "расшифровка подписи" in said
    for section in sections(TEXTS, week):
        assert section.title in said
        for line in section.told:
            assert line in said
    has_picture = any("/media/" in name for name in ZipFile(BytesIO(saved(found))).namelist())
    assert has_picture == bool(week.surveys)
    for survey in week.surveys:
        for area in ranked(survey):
            assert area.name in said


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_region_has_no_events_no_orders_and_no_reliability() -> None:
    book = book_of(region())
    assert "Мероприятия" not in book.sheetnames
    assert not any(row[0] == "Надёжность шкал" and row[2] for row in book["Методика"].iter_rows(values_only=True))
    assert "Сумма по 3 муниципалитетам." in words_of(memo_of(region()))


def test_no_table_is_crossed_with_another_one() -> None:
    tables = [table for section in sections(TEXTS, whole()) for table in section.tables]
    assert all(
        isinstance(table, Table) and len({len(row) for row in table.rows} | {len(table.heads)}) == 1 for table in tables
    )


def test_no_page_ends_within_a_chart() -> None:
    blocks = [_Block(3, 300), _Block(20, 400), _Block(40, 350), _Block(60, 5000), _Block(300, 100)]
    assert _breaks(blocks, 1000) == [40, 60, 300]


def test_of_a_region_the_method_does_not_say_that_groups_are_too_small() -> None:
    rows = [row for row in book_of(region())["Методика"].iter_rows(values_only=True) if row[0]]
    why = [row[1] for row in rows if row[0] == "Где вам нужна поддержка?"]
    assert len(why) == 1
    assert why[0].endswith("они есть в сводках муниципалитетов.")


@pytest.mark.parametrize(
    ("survey", "why"),
    [
        ({"is_open": True}, "появится, когда ответят десять человек"),
        ({"is_open": False}, "Опрос закрыт, на вопросы всех областей ответили слишком мало"),
        ({"is_open": False, "has_areas": False}, "По областям этот опрос не считается"),
    ],
)
def test_why_no_area_is_told_is_true_of_this_survey(survey: dict[str, Any], why: str) -> None:
    one = Survey(key="k", title="Опрос", invited=20, told=5, **survey)
    rows = book_of(Snapshot(week=WEEK, name="Район", surveys=(one,)))["Методика"].iter_rows(values_only=True)
    assert [why in row[1] for row in rows if row[0] == "Опрос"][1:] == [True]


def test_the_note_tells_the_pulse_in_whole_sentences() -> None:
    said = words_of(memo_of(whole()))
    assert "Нагрузка тяжела: около 40 %, ответили не меньше 40. Сил не хватает: почти никому, ответили" in said
    assert "показывают, когда на вопрос ответили не меньше пяти человек." in words_of(memo_of(quiet()))


def test_a_part_of_a_region_is_called_a_part() -> None:
    part = total("Край", WEEK, [whole(), quiet()], 5)
    assert "Сумма по 2 муниципалитетам из 5: у остальных сводки за эту неделю нет." in words_of(memo_of(part))
    assert "Назначить наставников" not in words_of(memo_of(part))
    assert "Провести семинар" in words_of(memo_of(part))


def test_a_long_place_named_by_a_number_is_whole_above_and_keeps_the_size_of_the_footer_s_letters() -> None:
    week = Snapshot(week=WEEK, name="5-й & 6-й округа " * 9)
    for sheet in book_of(week):
        footer = sheet.oddFooter
        assert (footer.left.size, footer.right.size) == (8, 8)
        assert footer.left.text.strip().startswith("Неделя 16–22 ноября, 5-й && 6-й")
        assert (sheet["A2"].alignment.wrap_text, sheet.row_dimensions[2].height > 15) == (True, True)

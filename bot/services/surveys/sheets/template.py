"""The table people fill in: the survey's own fields, a row for each question, the instruction, an example."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ...roster.sheets import Column
from ...roster.template import OPTIONS, SPARE_ROWS, STYLES, fill, header, instruction, on_paper
from ...roster.words import SheetWords
from ..model import Condition, Kind, Question, Survey
from .columns import ABOUT, ANY, COMPETENCE, EVERY, NEEDED, QUESTIONS, SECTIONS
from .words import SurveyWords

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Cells = dict[str, Any]
LINE_HEIGHT = 15
"""Points."""


def write_survey_template(words: SurveyWords, survey: Survey | None = None, key: str = "") -> bytes:
    """Empty, or with a survey that was sent before: sent back as it is, it changes nothing."""
    from xlsxwriter import Workbook  # late: it is needed only here

    target = BytesIO()
    book = Workbook(target, OPTIONS)
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 (the library wants it naive)
    styles = {name: book.add_format({"valign": "vcenter", **style}) for name, style in STYLES.items()}
    about = {"title": survey.title, "purpose": survey.purpose, "key": key} if survey else {}
    _about(book.add_worksheet(words.titles["about"]), words, about, styles)
    questions, sections = (book.add_worksheet(words.titles[one]) for one in ("questions", "sections"))
    instruction(book.add_worksheet(words.titles["instruction"]), words.instruction, styles)
    examples = [(words.titles[one], book.add_worksheet(words.titles[one])) for one in ("example", "diagnostic")]
    lists = _lists(book.add_worksheet(words.titles["lists"]), words)
    given = rows_of(survey, words) if survey else []
    _table(questions, QUESTIONS, SheetWords(words.titles["questions"], words.columns), given, lists, styles)
    given = sections_of(survey, words) if survey else []
    _table(sections, SECTIONS, SheetWords(words.titles["sections"], words.sections), given, lists, styles)
    for (title, sheet), example in zip(examples, (words.example, words.diagnostic), strict=True):
        _table(sheet, QUESTIONS, SheetWords(title, words.columns), example["rows"], lists, styles)
    book.close()
    return target.getvalue()


def rows_of(survey: Survey, words: SurveyWords) -> list[Cells]:
    """As they would be written by hand."""
    rows = []
    for block in survey.blocks:
        for place, question in enumerate(block.questions):
            rows.append({"block": "" if place else block.title} | _cells(survey, question, words))
    return rows


def _cells(survey: Survey, question: Question, words: SurveyWords) -> Cells:
    is_number, is_measured = question.kind is Kind.NUMBER, bool(question.values)
    return {
        "code": question.code,
        "kind": words.kinds[COMPETENCE if is_measured else question.kind][0],
        "text": question.text,
        "group": words.groups[question.group][0] if question.group else "",
        "options": "" if is_measured else "\n".join(question.options.values()),
        "least": question.least if is_number else question.low,
        "most": question.most if is_number or question.kind is Kind.TEXT else question.high,
        "only": "; ".join(words.audiences[tag][0] for tag in sorted(question.only)),
        **_conditions(survey, question.shown.every),
        "instead_for": "\n".join(words.audiences[tag][0] for tag in question.instead),
        "instead": "\n".join(question.instead.values()),
        "short": question.short,
    }


def sections_of(survey: Survey, words: SurveyWords) -> list[Cells]:
    """Those that are not shown to everybody: a row for what must all hold, and one for what may."""
    return [
        {"block": block.title, "mode": words.modes[mode][0], **_conditions(survey, needs)}
        for block in survey.blocks
        for mode, needs in ((EVERY, block.shown.every), (ANY, block.shown.some))
        if needs
    ]


def _conditions(survey: Survey, needs: tuple[Condition, ...]) -> Cells:
    return {
        "if": "\n".join(one.code for one in needs),
        "answers": "\n".join(_said(survey, one.code, one.values) for one in needs),
    }


def _said(survey: Survey, code: str, values: frozenset[str | int]) -> str:
    options = survey.by_code[code].options
    return "; ".join(str(options.get(str(one), one)) for one in sorted(values, key=str))


def _about(sheet: "Worksheet", words: SurveyWords, given: Mapping[str, str], styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 70, styles["text"])
    sheet.set_column(2, 2, 60, styles["text"])
    on_paper(sheet)
    sheet.set_landscape()
    for row, key in enumerate(ABOUT):
        sheet.set_row(row, 60 if key == "purpose" else 34)
        said = words.about[key]
        sheet.write_string(row, 0, said.title, styles["required" if key in NEEDED else "optional"])
        sheet.write_string(row, 1, given.get(key, ""), styles["text"])
        sheet.write_string(row, 2, said.note, styles["text"])


def _table(
    sheet: "Worksheet",
    columns: tuple[Column, ...],
    words: SheetWords,
    rows: list[Cells],
    lists: Mapping[str, str],
    styles: dict[str, Any],
) -> None:
    header(sheet, columns, words, styles)
    fill(sheet, columns, [{column.key: row.get(column.key) for column in columns} for row in rows], styles)
    for number, row in enumerate(rows, 1):
        sheet.set_row(number, LINE_HEIGHT * _lines(row, columns))
    for place, column in enumerate(columns):
        if column.choices:
            rule = {"validate": "list", "source": lists[column.choices], "show_error": not column.open_list}
            sheet.data_validation(1, place, len(rows) + SPARE_ROWS, place, rule)


def _lines(row: Cells, columns: tuple[Column, ...]) -> int:
    """So many lines the highest of its cells needs: no program grows a row by itself."""
    return max(
        sum(1 + len(line) // column.width for line in str(row.get(column.key, "")).split("\n")) for column in columns
    )


def _lists(sheet: "Worksheet", words: SurveyWords) -> dict[str, str]:
    """Write the lists onto their hidden sheet; kind -> the cells that hold it."""
    sheet.hide()
    cells = {}
    named = {"kinds": words.kinds, "groups": words.groups, "audiences": words.audiences, "modes": words.modes}
    for place, (name, values) in enumerate(named.items()):
        for row, said in enumerate(values.values(), 1):
            sheet.write_string(row, place, said[0])
        letter = chr(ord("A") + place)
        cells[name] = f"='{words.titles['lists']}'!${letter}$2:${letter}${len(values) + 1}"
    return cells

"""Templates: places wherever Word may have put them, and files that are no templates."""

import base64
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bot.documenting.making import usual
from bot.services.documents.filling import filled
from bot.services.documents.looking import LARGEST, looked
from bot.services.documents.pieces import Filling, Grid, Heading, Paragraph, packed, unpacked
from bot.texts import load_texts
from storage.models import TemplateKind
from tests.fakes.person import JPEG

KNOWN = ("ФИО", "шаг", "срок", "шаги", "зоны роста", "дата")
FILLING = Filling(
    lines={"ФИО": "Котова & <Дарья>\x01", "дата": ""},
    pieces={
        "шаги": [Grid(["Шаг", "Срок"], [["Курс", "1 мая"], ["Урок", "2 мая"]])],
        "зоны роста": [Heading("Зоны роста"), Paragraph("Общение", True)],
    },
    rows=[{"шаг": "Курс", "срок": "1 мая"}, {"шаг": "Урок", "срок": "2 мая"}],
    last=["зоны роста"],
)


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def template(*lines: str) -> Any:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def after(document: Any, filling: Filling = FILLING) -> Any:
    return Document(BytesIO(filled(saved(document), filling)))


def test_a_place_is_found_however_word_has_cut_it() -> None:
    document = template("{{шаги}}", "{{зоны роста}}")
    paragraph = document.add_paragraph("Педагог: ")
    paragraph.add_run("{").bold = True
    for text in ("{ф", "ио", "}} и {{ ФИО }}!"):
        paragraph.add_run(text)
    document.sections[0].header.paragraphs[0].text = "Маршрут {{фио}}"
    found = after(document)
    assert found.paragraphs[-1].text == "Педагог: Котова & <Дарья> и Котова & <Дарья>!"
    assert found.sections[0].header.paragraphs[0].text == "Маршрут Котова & <Дарья>"


def test_a_row_with_a_place_is_repeated_for_every_step() -> None:
    document = template("{{зоны роста}}")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[1].cells, ("{{шаг}}", "до {{срок}}"), strict=True):
        cell.text = text
    found = after(document).tables[0]
    assert [[cell.text for cell in row.cells] for row in found.rows[1:]] == [["Курс", "до 1 мая"], ["Урок", "до 2 мая"]]


def test_a_place_alone_takes_a_table_or_goes_when_there_is_nothing() -> None:
    found = after(template("Начало", "{{шаги}}", "{{дата}}", "{{зоны роста}}", "Конец"))
    assert [one.text for one in found.paragraphs] == ["Начало", "", "Зоны роста", "• Общение", "Конец"]
    assert [cell.text for cell in found.tables[0].rows[2].cells] == ["Урок", "2 мая"]
    nothing = after(template("{{шаги}}", "{{зоны роста}}"), FILLING._replace(pieces={"шаги": [], "зоны роста": []}))
    assert nothing.paragraphs == []


def test_in_a_cell_and_in_a_line_there_is_room_too() -> None:
    document = template("Всё сразу: {{шаги}}.")
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{шаги}}"
    found = after(document)
    assert found.paragraphs[0].text == "Всё сразу: Курс, 1 мая; Урок, 2 мая."
    assert len(found.tables[0].rows[0].cells[0].tables[0].rows) == 3
    assert len(found.tables[0].rows[0].cells[0].paragraphs) == 1


def test_what_she_wants_in_is_not_lost_by_a_template_without_its_place() -> None:
    found = after(template("{{шаги}}"))
    assert [one.text for one in found.paragraphs][-2:] == ["Зоны роста", "• Общение"]
    left_out = after(template("{{шаги}}"), FILLING._replace(pieces={**FILLING.pieces, "зоны роста": []}))
    assert not any("Зоны" in one.text for one in left_out.paragraphs)


def test_what_stands_only_in_a_header_is_told_there_and_not_lost() -> None:
    document = template("{{шаги}}")
    document.sections[0].header.paragraphs[0].text = "{{зоны роста}}"
    found = after(document)
    assert found.sections[0].header.paragraphs[0].text == "Зоны роста; Общение"
    assert [one.text for one in found.paragraphs][-2:] == ["Зоны роста", "• Общение"]


def test_a_header_is_no_place_for_what_a_template_is_about() -> None:
    document = template("Бланк")
    document.sections[0].header.paragraphs[0].text = "{{шаги}}"
    assert looked(saved(document), KNOWN, ("шаги", "шаг")).problem == "missing"


def test_a_filling_travels_as_plain_data() -> None:
    assert unpacked(packed(FILLING)) == FILLING


@pytest.mark.parametrize("kind", TemplateKind)
def test_our_own_templates_are_good_ones(kind: TemplateKind) -> None:
    texts = load_texts().templates
    names = texts.path_places if kind is TemplateKind.PATH else texts.memo_places
    found = looked(usual(kind), names.values(), [names["steps" if kind is TemplateKind.PATH else "sections"]])
    assert found.problem == ""
    assert looked(found.data, names.values(), []).problem == "missing"


def zipped(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The file with parts put in place of its own ones, or taken out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part.filename, old.read(part.filename))
        for name, body in changes.items():
            if body is not None:
                new.writestr(name, body)
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


GOOD = saved(template("{{ФИО}}", "{{шаги}}"))
BODY = "word/document.xml"


def external(kind: str, target: str) -> bytes:
    document = template("{{шаги}}")
    document.part.rels.get_or_add_ext_rel(kind, target)
    return saved(document)


def with_body(old: bytes, new: bytes) -> bytes:
    body = part_of(GOOD, BODY)
    assert old in body
    return zipped(GOOD, {BODY: body.replace(old, new)})


def field(code: str) -> bytes:
    return with_body(
        b"<w:p><w:r><w:t>{{",
        f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>{code[:5]}</w:instrText></w:r><w:r>"
        f"<w:instrText>{code[5:]}</w:instrText></w:r></w:p><w:p><w:r><w:t>{{{{".encode(),
    )


def embedded() -> bytes:
    document = template("{{шаги}}")
    image = document.part.package.get_or_add_image_part(BytesIO(PNG))
    document.part.rels.get_or_add(REL.OLE_OBJECT, image)
    return saved(document)


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
BOMB = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'>]>"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not_docx"),
    "picture": (lambda: JPEG, "not_docx"),
    "zip": (lambda: zipped(GOOD, {BODY: None}), "not_docx"),
    "cut": (lambda: GOOD[: len(GOOD) // 2], "not_docx"),
    "xml": (lambda: zipped(GOOD, {BODY: b"<w:document"}), "not_docx"),
    "empty xml": (lambda: zipped(GOOD, {BODY: b""}), "not_docx"),
    "old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old"),
    "locked": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected"),
    "large": (lambda: b"PK" + bytes(LARGEST), "too_big"),
    "bomb": (lambda: zipped(GOOD, {"word/media/image1.png": bytes(30 << 20)}), "too_big"),
    "many parts": (lambda: zipped(GOOD, {f"word/media/{n}.png": b"1" for n in range(400)}), "too_big"),
    "long text": (lambda: zipped(GOOD, {BODY: part_of(GOOD, BODY) + b" " * (5 << 20)}), "too_big"),
    "macros": (lambda: zipped(GOOD, {"word/vbaProject.bin": b"1"}), "macros"),
    "entities": (lambda: zipped(GOOD, {BODY: BOMB + part_of(GOOD, BODY).partition(b"?>")[2]}), "not_docx"),
    "entities in settings": (
        lambda: zipped(GOOD, {"word/settings.xml": BOMB + part_of(GOOD, "word/settings.xml").partition(b"?>")[2]}),
        "not_docx",
    ),
    "utf-16": (
        lambda: zipped(GOOD, {BODY: part_of(GOOD, BODY).decode().replace("UTF-8", "UTF-16").encode("utf-16")}),
        "not_docx",
    ),
    "linked picture": (lambda: external(REL.IMAGE, "http://x.example/spy.png"), "external"),
    "remote frame": (lambda: external(REL.HEADER.replace("header", "frame"), "http://x.example/"), "embedded"),
    "remote header": (lambda: external(REL.HEADER, "file://server/share"), "external"),
    "link to a program": (lambda: external(REL.HYPERLINK, "file://server/x.exe"), "external"),
    "foreign file": (lambda: external(REL.A_F_CHUNK, "x.html"), "embedded"),
    "object": (embedded, "embedded"),
    "chunk": (lambda: with_body(b"<w:p><w:r><w:t>{{", b"<w:altChunk/><w:p><w:r><w:t>{{"), "embedded"),
    "fetching field": (lambda: field("INCLUDETEXT http://x.example/a"), "external"),
    "running field": (lambda: field("DDEAUTO c:\\\\windows\\\\cmd.exe"), "external"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_template_is_refused_and_named(name: str) -> None:
    make, problem = HOSTILE[name]
    found = looked(make(), KNOWN, ["шаги", "шаг"])
    assert (found.problem, found.data) == (problem, b"")


@pytest.mark.parametrize(
    ("lines", "problem", "names"),
    [
        (("{{ФИО}} {{Фамилия}}", "{{шаги}}", "{{Фамилия}}"), "unknown", ("Фамилия",)),
        (("{{ФИО}", "{{шаги}}"), "broken", ("{{ФИО}",)),
        (("{ФИО}}", "{{шаги}}"), "broken", ("{ФИО}}",)),
        (("{{ФИО}}",), "missing", ("шаги", "шаг")),
        (("{{ФИО}}", "Срок {{Шаг}}"), "", ()),
    ],
)
def test_places_are_checked_and_mistakes_named(lines: tuple[str, ...], problem: str, names: tuple[str, ...]) -> None:
    found = looked(saved(template(*lines)), KNOWN, ["шаги", "шаг"])
    assert (found.problem, found.names) == (problem, names)


def test_an_honest_file_keeps_its_looks_and_loses_the_address_of_its_template() -> None:
    document = template("{{шаги}}")
    document.add_picture(BytesIO(PNG))
    document.part.rels.get_or_add_ext_rel(REL.HYPERLINK, "https://example.org")
    settings = document.part._settings_part
    number = settings.rels.get_or_add_ext_rel(
        REL.SETTINGS.replace("settings", "attachedTemplate"), "file:///C:/Users/Ivanova/Normal.dotm"
    )
    mark = OxmlElement("w:attachedTemplate")
    mark.set(qn("r:id"), number)
    settings.element.insert(0, mark)
    found = looked(saved(document), KNOWN, ["шаги"])
    assert found.problem == ""
    assert b"Ivanova" not in b"".join(
        part_of(found.data, name) for name in zipfile.ZipFile(BytesIO(found.data)).namelist()
    )
    assert len(Document(BytesIO(found.data)).inline_shapes) == 1

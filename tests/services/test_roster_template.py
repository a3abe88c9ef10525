"""The template as openpyxl sees it, and the content it is made of."""

import copy
import io

import openpyxl
import pytest

from bot.services.roster import CatalogueError, RosterWordsError, load_catalogue, load_words, write_template
from bot.services.roster.sheets import SHEETS
from bot.services.roster.words import ERRORS
from tests.services.roster_files import CATALOGUE, SMALL, WORDS, content


def opened(roster=None):
    target = io.BytesIO()
    write_template(target, WORDS, CATALOGUE, roster)
    return openpyxl.load_workbook(target)


def test_the_template_has_an_instruction_every_sheet_and_hidden_lists():
    book = opened()
    titles = [WORDS.instruction_title, *(sheet.title for sheet in WORDS.sheets.values()), WORDS.lists_title]
    assert book.sheetnames == titles
    assert book[WORDS.lists_title].sheet_state == "hidden"
    assert book[WORDS.instruction_title]["A1"].value == WORDS.instruction[0][0]


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_header_is_frozen_and_explained(sheet):
    page = opened()[WORDS.sheets[sheet].title]
    assert page.freeze_panes == "A2"
    for cell, column in zip(page[1], SHEETS[sheet], strict=True):
        words = WORDS.sheets[sheet].columns[column.key]
        assert cell.value == words.title
        assert cell.comment.text == words.note
        assert page.column_dimensions[cell.column_letter].width >= 12
    dark = {cell.fill.fgColor.rgb for cell, column in zip(page[1], SHEETS[sheet], strict=True) if column.required}
    light = {cell.fill.fgColor.rgb for cell, column in zip(page[1], SHEETS[sheet], strict=True) if not column.required}
    assert len(dark) <= 1
    assert not dark & light


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_choice_has_a_drop_down_list_of_what_is_understood(sheet):
    book = opened()
    page = book[WORDS.sheets[sheet].title]
    offered = {str(rule.sqref)[0]: rule for rule in page.data_validations.dataValidation}
    for cell, column in zip(page[1], SHEETS[sheet], strict=True):
        assert (cell.column_letter in offered) == bool(column.choices)
        if column.choices:
            assert bool(offered[cell.column_letter].showErrorMessage) != column.open_list
        if column.choices in WORDS.values:
            cells = book[WORDS.lists_title][offered[cell.column_letter].formula1.rpartition("!")[2].replace("$", "")]
            assert [row[0].value for row in cells] == [words[0] for words in WORDS.values[column.choices].values()]


def test_nothing_written_from_data_is_a_formula_or_a_link():
    for page in opened(SMALL):
        for row in page.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)


def test_years_and_days_are_numbers_and_dates_to_excel():
    book = opened(SMALL)
    people = book[WORDS.sheets["people"].title]
    assert {type(row[3].value) for row in people.iter_rows(min_row=2)} == {int}
    assert book[WORDS.sheets["mentorships"].title]["C2"].is_date


def test_a_wrong_word_in_the_content_is_named_when_it_is_loaded():
    raw = content("texts/roster.yml")

    def broken(*path, value=None):
        spoiled = copy.deepcopy(raw)
        inner = spoiled
        for key in path[:-1]:
            inner = inner[key]
        if value is None:
            del inner[path[-1]]
        else:
            inner[path[-1]] = value
        with pytest.raises(RosterWordsError) as caught:
            load_words(spoiled)
        return str(caught.value)

    assert "errors.too_long" in broken("errors", "too_long", value="слишком длинно")
    assert "'empty'" in broken("errors", "empty")
    assert "'unheard'" in broken("errors", "unheard", value="x")
    assert "sheets.people.columns" in broken("sheets", "people", "columns", "subjects")
    assert "two columns" in broken("sheets", "people", "columns", "last_name", "title", value="Имя")
    assert "stands under two keys" in broken("values", "role", "deputy", value=["методист"])
    assert "no name for a sheet" in broken("sheets", "people", "title", value="Педагоги: все")
    assert "a list of words" in broken("values", "level", "school", value="школьное")
    assert "a text is expected" in broken("errors", "empty", value="  ")


def test_every_complaint_has_its_words():
    assert set(WORDS.errors) == set(ERRORS)


SUBJECTS, POSITIONS = content("catalogues/subjects.yml"), content("catalogues/positions.yml")


def test_a_wrong_catalogue_is_named_when_it_is_loaded():
    positions = {"positions": {"teacher": {"name": "учитель", "category": "mathematics"}}}
    with pytest.raises(CatalogueError, match="teacher: unknown category"):
        load_catalogue(SUBJECTS, positions)
    with pytest.raises(CatalogueError, match="two keys"):
        load_catalogue(SUBJECTS, {"positions": {"a": {"name": "учитель"}, "b": {"name": "Учитель"}}})
    with pytest.raises(CatalogueError, match="without"):
        load_catalogue(SUBJECTS, {"positions": {"a": {"name": "учитель; завуч"}}})
    with pytest.raises(CatalogueError, match="unknown 'alias'"):
        load_catalogue(SUBJECTS, {"positions": {"a": {"name": "учитель", "alias": []}}})
    for wrong in (None, [], {"positions": None}, {"positions": {"a": "учитель"}}):
        with pytest.raises(CatalogueError):
            load_catalogue(SUBJECTS, wrong)
    subjects = {"cycles": {}, "subjects": {"a": {"name": "а", "cycle": "x"}}, "categories": {}}
    with pytest.raises(CatalogueError, match="unknown cycle"):
        load_catalogue(subjects, POSITIONS)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("русский", "russian"), ("рус. яз.", "russian"), ("Рус.яз", "russian"), ("ИЗО", "art"), ("ОБЖ", "safety"),
        ("физра", "physical_education"), ("ОБЗР/ОБЖ", "safety"), ("Технология", "labour"),
        ("нач. классы", "primary_school"), ("Информатика и ИКТ", "informatics"),
    ],
)  # fmt: skip
def test_subjects_are_found_as_people_write_them(typed, key):
    assert CATALOGUE.subject_index.find(typed) == [key]


def test_the_subject_of_safety_has_its_present_name():
    assert CATALOGUE.subjects["safety"].name == "основы безопасности и защиты Родины"


def test_every_association_named_in_the_field_has_its_subject():
    wanted = {
        "russian", "literature", "foreign", "mathematics", "informatics", "chemistry", "biology", "geography",
        "physics", "astronomy", "safety", "primary_school", "kindergarten", "class_teachers", "deputy_heads", "heads",
        "psychologists", "speech_therapists", "social_pedagogues",
    }  # fmt: skip
    assert wanted <= set(CATALOGUE.subjects)

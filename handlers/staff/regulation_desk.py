"""«Лист ознакомления»: how many in which school, who is missing, the sheet itself for Excel and Word."""

from enum import StrEnum
from itertools import groupby

from aiogram.filters.callback_data import CallbackData

from bot.features import BadTapError, Feature
from bot.regulation_words import Open, Sheet
from bot.screen import Button, File, Html, Part, Screen, personal
from bot.services import acknowledgement_sheets as sheets
from bot.services import regulation_desk as rules
from bot.services.acknowledgement_sheets import Words
from bot.services.regulation_desk import Desk, School
from bot.texts.dates import day, moment
from bot.turn import Turn
from bot.views import back, joined, name_of, paging, to_menu

regulation_desk = Feature()
ON_PAGE = 3
NAMES = 40
"""So many names stand on one page."""
MOST = 150
"""So many people a Word file holds: it is made while everybody waits."""


class Format(StrEnum):
    EXCEL = "xlsx"
    WORD = "docx"


class OfSchool(CallbackData, prefix="reg_school"):
    id: int
    school: int


class Silent(CallbackData, prefix="reg_silent"):
    """`school` 0: of all that may be seen."""

    id: int
    school: int
    page: int


class Get(CallbackData, prefix="reg_get"):
    """`school` as in Silent."""

    id: int
    school: int
    format: Format


@regulation_desk.taps(Sheet)
def show(turn: Turn, choice: Sheet) -> Screen:
    texts, found = turn.texts.regulations, rules.desk(turn.repo, turn.actor, choice.id)
    if len(found.schools) == 1:
        return of_school(turn, found, found.schools[0])
    start = choice.page * ON_PAGE
    schools = found.schools[start : start + ON_PAGE] if choice.page >= 0 else []
    if not schools:
        raise BadTapError
    ways = paging(
        turn.texts, choice.page, len(found.schools) > start + ON_PAGE, lambda to: Sheet(id=choice.id, page=to)
    )
    rows = [[Button.of(label(turn, one), OfSchool(id=choice.id, school=one.id))] for one in schools]
    text = summary(turn, found, schools)
    if found.people > MOST:
        text = Html(f"{text}\n\n{texts.sheet_words}")
    silent, formats = common(turn, choice.id, 0, found.people)
    out = [back(turn.texts, Open(id=choice.id)), to_menu(turn.texts)]
    return personal(text, *rows, ways, silent, [*formats, *out])


def label(turn: Turn, one: School) -> str:
    return turn.texts.regulations.school_button(one.name, one.acknowledged, one.people)


def summary(turn: Turn, found: Desk, schools: list[School]) -> Html:
    texts = turn.texts.regulations
    lines = joined([texts.desk_line(one.name, one.acknowledged, one.people) for one in schools])
    people, done = sum(one.people for one in found.schools), found.acknowledged
    return texts.desk(people, found.regulation.title, done, lines)


def of_school(turn: Turn, found: Desk, school: School) -> Screen:
    one = found._replace(schools=[school])
    is_only = len(found.schools) == 1
    number = found.regulation.mailing_id
    to = Open(id=number) if is_only else Sheet(id=number, page=0)
    return personal(
        summary(turn, one, [school]),
        *common(turn, number, school.id, school.people),
        [back(turn.texts, to), to_menu(turn.texts)],
    )


@regulation_desk.taps(OfSchool)
def show_school(turn: Turn, choice: OfSchool) -> Screen:
    found = rules.desk(turn.repo, turn.actor, choice.id)
    return of_school(turn, found, school_of(found, choice.school))


def school_of(found: Desk, school_id: int) -> School:
    """Raises BadTapError for one of which she may see nothing."""
    school = next((one for one in found.schools if one.id == school_id), None)
    if school is None:
        raise BadTapError
    return school


def common(turn: Turn, mailing_id: int, school: int, people: int) -> list[list[Button]]:
    """Who is missing, and the sheet: Word only for as many as it holds."""
    texts = turn.texts.regulations
    formats = [(texts.excel, Format.EXCEL)] + ([(texts.word, Format.WORD)] if people <= MOST else [])
    return [
        [Button.of(texts.silent, Silent(id=mailing_id, school=school, page=0))],
        [Button.of(text, Get(id=mailing_id, school=school, format=made)) for text, made in formats],
    ]


@regulation_desk.taps(Silent)
def show_silent(turn: Turn, choice: Silent) -> Screen:
    texts, page = turn.texts.regulations, max(choice.page, 0)
    asked = (choice.id, choice.school or None, page * NAMES, NAMES + 1)
    found = rules.silent(turn.repo, turn.actor, *asked, turn.now)
    groups = groupby(found[:NAMES], key=lambda one: one.organization)
    lines = [texts.silent_line(place, "; ".join(name_of(one).whole for one in people)) for place, people in groups]
    ways = paging(turn.texts, page, len(found) > NAMES, lambda to: choice.model_copy(update={"page": to}))
    text = texts.silent_list(joined(lines)) if lines else texts.silent_none
    return personal(text, ways, [to_sheet(turn, choice.id), to_menu(turn.texts)])


def to_sheet(turn: Turn, mailing_id: int) -> Button:
    return Button.of(turn.texts.regulations.to_sheet, Sheet(id=mailing_id, page=0))


@regulation_desk.taps(Get)
def get(turn: Turn, choice: Get) -> Screen:
    texts, found = turn.texts.regulations, rules.desk(turn.repo, turn.actor, choice.id)
    people = school_of(found, choice.school).people if choice.school else found.people
    if choice.format is Format.WORD and people > MOST:
        raise BadTapError
    readers = rules.everybody(turn.repo, turn.actor, choice.id, choice.school or None, turn.now)
    make = sheets.document if choice.format is Format.WORD else sheets.workbook
    file = File(f"{texts.sheet_file}.{choice.format.value}", make(readers, words(turn, found), turn.time_zone))
    ways = [to_sheet(turn, choice.id), to_menu(turn.texts)]
    return personal(texts.sheet_ready, ways).after(Part(Html(""), file=file))


def words(turn: Turn, found: Desk) -> Words:
    texts, one = turn.texts.regulations, found.regulation
    sent = moment(one.mailing.starts_at, turn.time_zone).split(", ", 1)[1]
    return Words(
        texts.sheet_title,
        [texts.sheet_source(one.title, one.source), texts.sheet_sent(sent, day(one.until, turn.today))],
        texts.sheet_head,
        [texts.sheet_columns[key] for key in sheets.COLUMNS],
    )

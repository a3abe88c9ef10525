"""«Итоги» of a round: what was answered to each question, on screen and as a workbook."""

import asyncio

from aiogram.filters.callback_data import CallbackData

from storage.database import Database, Transaction
from storage.models import SurveyRound
from storage.repository import Repository

from ..screen import Button, Html, Screen, personal, shorten
from ..services.summaries.book import Words, workbook
from ..services.summaries.tables import Cell, Section, Table, Tenths
from ..services.surveys.again import may_be_told
from ..services.surveys.model import Kind
from ..services.surveys.runs import is_open
from ..services.surveys.tallies import Figure, Share, Totals, of
from ..texts import Texts
from ..texts.survey_totals import SurveyTotalsTexts
from ..turn import Turn
from ..views import back, joined, leaf, to_menu
from .round_taps import Card

TOTALS = "survey_totals"
ON_PAGE = 4
TEXTS, TEXT = 5, 120
"""So many of what was written are shown, and so many characters of each."""
QUESTION = 200
Row = list[Cell]


class Open(CallbackData, prefix="rd_totals"):
    round: int
    page: int


class GetTable(CallbackData, prefix="rd_table"):
    round: int


def totals_screen(turn: Turn, found: Totals, page: int) -> Screen:
    texts, ways = turn.texts.survey_totals, [back(turn.texts, Card(round=found.round.id)), to_menu(turn.texts)]
    if found.is_empty:
        is_mistake = was_mistake(turn, found.round)
        return personal(turn.texts.surveys.mistake if is_mistake else texts.empty(found.survey.title), ways)
    count = len(found.figures)
    shown, start, pages = leaf(turn.texts, found.figures, page, ON_PAGE, lambda to: Open(round=found.round.id, page=to))
    blocks = [_figure(texts, one) for one in shown]
    if count > ON_PAGE:
        blocks.append(texts.page(start + 1, start + len(shown), count))
    table = [Button.of(texts.table, GetTable(round=found.round.id))]
    text = texts.head(found.survey.title, Html("\n\n".join(blocks)))
    return personal(text, pages, table, ways)


def was_mistake(turn: Turn, found: SurveyRound) -> bool:
    """Closed within its first hour."""
    return not is_open(found, turn.now) and not may_be_told(found, turn.now)


def _figure(texts: SurveyTotalsTexts, one: Figure) -> Html:
    question = shorten(one.question.text, QUESTION)
    if not one.told:
        return texts.too_few(question)
    told = Html(" ".join([texts.told(one.told), *([texts.is_new] if one.is_new else [])]))
    if one.question.kind is Kind.TEXT:
        return texts.figure(question, told, _texts(texts, one))
    lines = [texts.line(answer(texts, one, share), texts.shares[str(share.tenths)]) for share in one.shares]
    return texts.figure(question, told, joined(lines))


def _texts(texts: SurveyTotalsTexts, one: Figure) -> Html:
    if not one.texts:
        return texts.texts_gone
    shown = [texts.text(shorten(" ".join(text.split()), TEXT)) for text in one.texts[:TEXTS]]
    more = len(one.texts) - TEXTS
    return joined([*shown, *([texts.more_texts(more)] if more > 0 else [])])


def answer(texts: SurveyTotalsTexts, one: Figure, share: Share) -> str:
    """What the share is of, in words."""
    question = one.question
    match question.kind:
        case Kind.SCALE:
            meaning = {"1": question.low, "5": question.high}.get(share.key, "")
            return texts.step(share.key, meaning) if meaning else share.key
        case Kind.NUMBER:
            low, _, high = share.key.rpartition("-")
            return low if low == high else texts.range(low, high)
    return question.options[share.key]


def recipe(round_id: int) -> str:
    """What to make; only whoever may see the round is given one, and it never leaves the bot."""
    return f"{TOTALS}:{round_id}"


class TotalsFiles:
    def __init__(self, db: Database, texts: Texts) -> None:
        self._db, self._texts = db, texts.survey_totals

    async def make(self, wanted: str) -> bytes:
        """The workbook of this recipe. Raises DatabaseUnavailableError."""
        found = await self._db.read(_read, int(wanted.partition(":")[2]))
        return await asyncio.to_thread(excel, self._texts, found)


def _read(tx: Transaction, round_id: int) -> Totals:
    repo = Repository(tx)
    found = repo.survey_rounds.get(round_id)
    if found is None:
        raise LookupError(round_id)
    return of(repo, found)


def excel(texts: SurveyTotalsTexts, found: Totals) -> bytes:
    return workbook(sections(texts, found), Words(found.survey.title, texts.shares["0"], texts.shares["10"]))


def sections(texts: SurveyTotalsTexts, found: Totals) -> list[Section]:
    heads = [
        texts.column_question, texts.column_answer, texts.column_share, texts.column_told, texts.column_code,
        texts.column_compare,
    ]  # fmt: skip
    rows = [row for one in found.figures for row in _rows(texts, one)]
    said: list[Row] = [[one.question.text, text] for one in found.figures for text in one.texts]
    method = (texts.method_released, texts.method_shares, texts.method_multiple, texts.method_texts)
    return [
        Section(texts.sheet_shares, (), [Table("", heads, rows)]),
        *([Section(texts.sheet_texts, (), [Table("", heads[:2], said)])] if said else []),
        Section(texts.sheet_method, (), [], method),
    ]


def _rows(texts: SurveyTotalsTexts, one: Figure) -> list[Row]:
    line = texts.breaks if one.is_new else texts.goes_on
    if not one.told:
        return [[one.question.text, "", texts.nothing, "", one.question.code, line]]
    if one.question.kind is Kind.TEXT:
        return [[one.question.text, texts.sheet_texts, "", one.told, one.question.code, line]]
    return [
        [
            one.question.text,
            answer(texts, one, share),
            Tenths(share.tenths),
            one.told,
            one.question.code,
            line,
        ]
        for share in one.shares
    ]

"""«Документы»: what changed and until when; «Ознакомлен(а)», the file, the search."""

import json
from collections.abc import Sequence
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import More, MoreOf
from bot.features import BadTapError, Feature
from bot.regulation_words import Acknowledge, Open, OpenFile, Sheet, lines
from bot.screen import Button, Html, Part, Screen, load_rows, personal, public
from bot.services import passing, regulation_desk
from bot.services import regulations as rules
from bot.services.regulations import Card, Listed
from bot.texts.dates import moment
from bot.turn import Turn
from bot.views import back, paging, say, to_menu
from storage.models import Regulation

regulations = Feature()
ON_PAGE = 4
WORDS = 100
"""Characters of what was searched for that are kept and said again."""


class Documents(StrEnum):
    WORDS = "regulations.words"
    FOUND = "regulations.found"


class List(CallbackData, prefix="reg_list"):
    page: int


class Find(CallbackData, prefix="reg_find"):
    """Opens the question what to find."""


class Found(CallbackData, prefix="reg_found"):
    step: int
    page: int


@regulations.says("docs")
def show_first(turn: Turn) -> Screen:
    turn.talk.finish()
    return listed(turn, 0)


@regulations.taps(List)
def show_list(turn: Turn, choice: List) -> Screen:
    turn.talk.finish()
    return listed(turn, choice.page)


def listed(turn: Turn, page: int) -> Screen:
    texts = turn.texts.regulations
    found, has_more = page_of(turn, None, page)
    text = texts.list(lines(turn, waiting(found))) if found else texts.list_none
    ways = paging(turn.texts, page, has_more, lambda to: List(page=to))
    find = [Button.of(texts.find, Find())] if found else []
    return personal(text, *buttons(found), [*ways, *find, to_menu(turn.texts)])


def page_of(turn: Turn, words: str | None, page: int) -> tuple[list[Listed], bool]:
    if not 0 <= page < 10**6:
        raise BadTapError
    found = rules.listed(turn.repo, turn.actor, words, page * ON_PAGE, ON_PAGE + 1, turn.now)
    return found[:ON_PAGE], len(found) > ON_PAGE


def waiting(found: Sequence[Listed]) -> list[tuple[Regulation, bool]]:
    return [(one.regulation, one.is_hers and one.at is None) for one in found]


def buttons(found: Sequence[Listed]) -> list[list[Button]]:
    return [[Button.of(one.regulation.title, Open(id=one.regulation.mailing_id))] for one in found]


@regulations.taps(Find)
def find(turn: Turn, choice: Find) -> Screen:
    turn.talk.ask(Documents.WORDS)
    return words_question(turn)


@regulations.asks(Documents.WORDS)
def words_question(turn: Turn) -> Screen:
    return public(turn.texts.regulations.ask_words, [back(turn.texts, List(page=0)), to_menu(turn.texts)])


@regulations.answers(Documents.WORDS)
@regulations.answers(Documents.FOUND)
def take_words(turn: Turn) -> Screen:
    turn.talk.ask(Documents.FOUND, words=turn.text[:WORDS])
    return found_list(turn, 0)


@regulations.asks(Documents.FOUND)
def found_first(turn: Turn) -> Screen:
    return found_list(turn, 0)


@regulations.taps(Found, during=Documents.FOUND)
def show_found(turn: Turn, choice: Found) -> Screen:
    return found_list(turn, choice.page)


def found_list(turn: Turn, page: int) -> Screen:
    texts, words, step = turn.texts.regulations, turn.talk.data["words"], turn.talk.step
    found, has_more = page_of(turn, words, page)
    text = texts.found(words, lines(turn, waiting(found))) if found else texts.found_none(words)
    ways = paging(turn.texts, page, has_more, lambda to: Found(step=step, page=to))
    return personal(text, *buttons(found), ways, [say(texts.to_docs, "docs"), to_menu(turn.texts)])


@regulations.taps(Open)
def show(turn: Turn, choice: Open) -> Screen:
    return card(turn, rules.card(turn.repo, turn.actor, choice.id, turn.now))


@regulations.taps(Acknowledge)
def acknowledge(turn: Turn, choice: Acknowledge) -> Screen:
    """The message itself says from now on when that was; a later tap finds it said."""
    texts, before = turn.texts.regulations, rules.card(turn.repo, turn.actor, choice.id, turn.now)
    if before.is_recalled:  # below an earlier reminder the button still stands
        return card(turn, before).at_its_place()
    is_new = rules.acknowledge(turn.repo, turn.actor, choice.id, turn.now)
    toast = texts.done if is_new else texts.done_before
    found = rules.card(turn.repo, turn.actor, choice.id, turn.now)
    return card(turn, found).with_toast(toast).at_its_place()


@regulations.taps(OpenFile)
def open_file(turn: Turn, choice: OpenFile) -> Screen:
    found = rules.card(turn.repo, turn.actor, choice.id, turn.now)
    if found.regulation.file_id is None:
        raise BadTapError
    return card(turn, found).after(Part(Html(""), file_id=found.regulation.file_id))


def card(turn: Turn, found: Card) -> Screen:
    """As it was sent, with the day she acknowledged it; her own form of the word on the button until then."""
    texts, one = turn.texts.regulations, found.regulation
    text, rows = Html(one.mailing.parts[0].text), load_rows(json.loads(one.mailing.parts[0].rows))
    if found.at is not None:
        at = moment(found.at, turn.time_zone).split(", ", 1)[1]
        text = texts.acknowledged(text, at, turn.name.gender)
    mine = Button.of(texts.acknowledge_mine(turn.name.gender), Acknowledge(id=one.mailing_id))
    first = [mine] if found.is_hers and found.at is None else []
    has_sheet = regulation_desk.has_desk(turn.repo, turn.actor, one.mailing_id)
    sheet = [Button.of(texts.sheet, Sheet(id=one.mailing_id, page=0))] if has_sheet else []
    more = more_of(turn)
    rest = [[one for it in row for one in (more if it.data == More().pack() else [it])] for row in rows[1:]]
    return personal(text, first, *rest, sheet, [to_menu(turn.texts)])


def more_of(turn: Turn) -> list[Button]:
    """«Ещё» asks which message it stands under, and a card is none: it names what the message was, or is left out."""
    found = passing.received(turn.repo, turn.actor, turn.incoming.card or 0)
    return [Button.of(turn.texts.afterwards.more, MoreOf(id=found.mailing.id))] if found else []

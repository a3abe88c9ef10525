"""«Объединения» of the staff: which there are, who heads them, until when they go on."""

from datetime import timedelta
from enum import StrEnum
from html import escape

from aiogram.filters.callback_data import CallbackData

from bot import association_words
from bot.announcing.moments import day_typed
from bot.association_words import Associations, Card, HeadOf, Members, ways_out
from bot.callbacks import OpenPerson
from bot.features import BadTapError, Feature
from bot.people_words import Picking, choosing, out, to_hub
from bot.role_words import stands_in_no_more
from bot.screen import Button, Html, Screen, personal, shorten
from bot.services import association_desk as rules
from bot.services.association_desk import PlanError
from bot.services.notes import Note
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import back, by_two, joined, name_of, paging, to_menu
from storage.models import Association, Level

association_desk = Feature()
ON_PAGE = 6
HEADS = 5
"""So many members have a button where a head is chosen."""


class Desking(StrEnum):
    HEAD = "association_desk.head"
    LAST_DAY = "association_desk.last_day"


class AskHead(CallbackData, prefix="as_head"):
    id: int
    page: int = 0


class FindHead(CallbackData, prefix="as_find"):
    id: int


class Results(CallbackData, prefix="as_found"):
    step: int
    page: int


class SetHead(CallbackData, prefix="as_lead"):
    id: int
    person: int


class DropHead(CallbackData, prefix="as_nohead"):
    id: int


class Close(CallbackData, prefix="as_close"):
    id: int
    is_sure: bool


class AskUntil(CallbackData, prefix="as_until"):
    id: int


class Reopen(CallbackData, prefix="as_open"):
    id: int


@association_desk.taps(Associations)
def show_list(turn: Turn, choice: Associations) -> Screen:
    turn.talk.finish()
    texts, page = turn.texts.association_desk, max(choice.page, 0)
    found = rules.listed(turn.repo, turn.actor, page * ON_PAGE, ON_PAGE + 1, turn.today)
    numbered = list(enumerate(found[:ON_PAGE], page * ON_PAGE + 1))
    lines = [texts.line(number, title(one), head(turn, one)) for number, one in numbered] or [texts.none_yet]
    buttons = [Button.of(shorten(f"{number}. {one.title}", 24), Card(id=one.id)) for number, one in numbered]
    ways = paging(turn.texts, page, len(found) > ON_PAGE, lambda to: Associations(page=to))
    create = Button.of(texts.create, association_words.New())
    return personal(texts.listed(joined(lines)), *by_two(buttons), ways, [create, to_hub(turn)])


def title(one: Association) -> str:
    school = one.organization if one.level is Level.SCHOOL else None
    return f"{one.title}, {school.name}" if school and school.name not in one.title else one.title


def head(turn: Turn, one: Association) -> Html:
    return Html(escape(name_of(one.head).whole, quote=False)) if one.head else turn.texts.association_desk.vacant


@association_desk.taps(Card)
def show_card(turn: Turn, choice: Card) -> Screen:
    turn.talk.finish()
    return card(turn, choice.id)


def card(turn: Turn, association_id: int) -> Screen:
    texts, found = turn.texts.association_desk, rules.card(turn.repo, turn.actor, association_id, turn.today)
    one = found.association
    level = turn.texts.associations.levels[one.level]
    buttons = [Button.of(texts.set_head, AskHead(id=one.id)), Button.of(texts.people, Members(id=one.id))]
    buttons += [Button.of(texts.drop_head, DropHead(id=one.id))] if one.head else []
    buttons += [
        Button.of(texts.set_until, AskUntil(id=one.id)),
        Button.of(texts.close, Close(id=one.id, is_sure=False)),
    ]
    ways = [Button.of(texts.button, Associations()), *out(turn)]
    return personal(texts.card(one.title, level, joined(facts(turn, found))), *by_two(buttons), ways)


def facts(turn: Turn, found: rules.Card) -> list[Html]:
    texts, one = turn.texts.association_desk, found.association
    lines = [texts.head(name_of(one.head).whole) if one.head else texts.no_head]
    lines += [texts.acting(name_of(found.acting_head).whole)] if found.acting_head else []
    lines += [texts.school(one.organization.name)] if one.organization else []
    lines += [texts.subjects(", ".join(subject.name for subject in one.subjects))] if one.subjects else []
    lines.append(texts.members(found.members))
    return lines + ([texts.until(day(one.ends_on, turn.today))] if one.ends_on else [])


@association_desk.taps(AskHead)
def ask_head(turn: Turn, choice: AskHead) -> Screen:
    """Members first; anybody else by search."""
    turn.talk.finish()
    texts, page = turn.texts.association_desk, max(choice.page, 0)
    one = rules.card(turn.repo, turn.actor, choice.id, turn.today).association
    found = rules.members(turn.repo, turn.actor, one.id, page * HEADS, HEADS + 1, turn.now, turn.today)
    numbered = list(enumerate(found[:HEADS], page * HEADS + 1))
    lines = [turn.texts.people.line(number, name_of(who).whole, who.organization.name) for number, who in numbered]
    buttons = [Button.of(f"{number}. {who.last_name}", SetHead(id=one.id, person=who.id)) for number, who in numbered]
    ways = paging(turn.texts, page, len(found) > HEADS, lambda to: AskHead(id=one.id, page=to))
    text = texts.ask_head(one.title, joined(lines or [texts.no_members]))
    return personal(
        text, *by_two(buttons), ways, [Button.of(texts.find_other, FindHead(id=one.id)), *ways_out(turn, one.id)]
    )


@association_desk.taps(HeadOf)
def ask_which(turn: Turn, choice: HeadOf) -> Screen:
    """From a person's card: of those she belongs to."""
    turn.talk.finish()
    texts, found = turn.texts.association_desk, rules.headable(turn.repo, turn.actor, choice.id, turn.now, turn.today)
    numbered = list(enumerate(found[:HEADS], 1))
    lines = [texts.line(number, title(one), head(turn, one)) for number, one in numbered] or [texts.none_for_her]
    rows = [[Button.of(f"{n}. {title(one)}", SetHead(id=one.id, person=choice.id))] for n, one in numbered]
    ways = [back(turn.texts, OpenPerson(id=choice.id)), to_menu(turn.texts)]
    return personal(texts.which(joined(lines)), *rows, ways)


@association_desk.taps(FindHead)
def find_head(turn: Turn, choice: FindHead) -> Screen:
    rules.card(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    turn.talk.ask(Desking.HEAD, association=choice.id)
    return type_head(turn)


@association_desk.asks(Desking.HEAD)
def type_head(turn: Turn) -> Screen:
    data = turn.talk.data
    below = ways_out(turn, data["association"])
    if not data.get("said"):
        return personal(turn.texts.association_desk.type_name, below)
    how = Picking(
        lambda one: SetHead(id=data["association"], person=one),
        lambda to: Results(step=turn.talk.step, page=to),
        below,
    )
    return choosing(turn, data["said"], data.get("page", 0), how)


@association_desk.answers(Desking.HEAD, search=True)
def take_head(turn: Turn) -> Screen:
    turn.talk.ask(Desking.HEAD, said=turn.text[:100], page=0)
    return type_head(turn)


@association_desk.taps(Results, during=Desking.HEAD)
def turn_page(turn: Turn, choice: Results) -> Screen:
    if not turn.talk.data.get("said"):
        raise BadTapError
    turn.talk.ask(Desking.HEAD, page=choice.page)
    return type_head(turn)


@association_desk.taps(SetHead)
def set_head(turn: Turn, choice: SetHead) -> Screen:
    turn.talk.finish()
    texts = turn.texts.association_desk

    def words(found: Association) -> Note:
        return association_words.headed(turn, found)

    ended = stands_in_no_more(turn.texts)
    is_new = rules.name_head(turn.repo, turn.actor, choice.id, choice.person, words, ended, turn.now, turn.today)
    return card(turn, choice.id).with_toast(texts.head_set if is_new else texts.head_same)


@association_desk.taps(DropHead)
def drop_head(turn: Turn, choice: DropHead) -> Screen:
    turn.talk.finish()
    rules.vacate(turn.repo, turn.actor, choice.id, turn.now)
    return card(turn, choice.id).with_toast(turn.texts.association_desk.head_dropped)


@association_desk.taps(Close)
def close(turn: Turn, choice: Close) -> Screen:
    turn.talk.finish()
    texts, found = turn.texts.association_desk, rules.card(turn.repo, turn.actor, choice.id, turn.today)
    one = found.association
    if not choice.is_sure:
        yes = Button.of(texts.yes_close, Close(id=one.id, is_sure=True), confirms=True)
        refuse = [Button.of(texts.refuse, Card(id=one.id)), to_menu(turn.texts)]
        return personal(texts.confirm_close(one.title, found.members), [yes], refuse)
    rules.end(turn.repo, turn.actor, one.id, turn.today - timedelta(days=1), turn.now, turn.today)
    return personal(texts.closed(one.title), [Button.of(texts.reopen, Reopen(id=one.id))], out(turn))


@association_desk.taps(Reopen)
def reopen(turn: Turn, choice: Reopen) -> Screen:
    turn.talk.finish()
    rules.end(turn.repo, turn.actor, choice.id, None, turn.now, turn.today)
    return card(turn, choice.id).with_toast(turn.texts.association_desk.reopened)


@association_desk.taps(AskUntil)
def ask_until(turn: Turn, choice: AskUntil) -> Screen:
    rules.card(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    turn.talk.ask(Desking.LAST_DAY, association=choice.id)
    return until_question(turn)


@association_desk.asks(Desking.LAST_DAY)
def until_question(turn: Turn) -> Screen:
    return again(turn, turn.texts.association_desk.ask_until)


def again(turn: Turn, said: Html) -> Screen:
    return personal(said, ways_out(turn, turn.talk.data["association"]))


@association_desk.answers(Desking.LAST_DAY)
def take_until(turn: Turn) -> Screen:
    texts, number = turn.texts.association_desk, turn.talk.data["association"]
    found = day_typed(turn, is_ahead=True)
    if found is None or found < turn.today:
        return again(turn, texts.not_a_day if found is None else texts.wrong_day)
    try:
        rules.end(turn.repo, turn.actor, number, found, turn.now, turn.today)
    except PlanError:
        return again(turn, texts.wrong_day)
    turn.talk.finish()
    return card(turn, number).with_toast(texts.until_set)

"""A new association: its level, place, subject, title and last day, then everything confirmed at once."""

from datetime import date
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot import association_words
from bot.announcing.moments import day_typed
from bot.association_words import Associations, Card, New
from bot.features import BadTapError, Feature
from bot.screen import Button, Html, Screen, personal
from bot.services import association_desk as rules
from bot.services.association_desk import OF_SUBJECT, TITLE, Plan, PlanError
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import back, joined, paging, to_menu
from storage.models import Level

association_drafts = Feature()
ON_PAGE = 4


class Drafting(StrEnum):
    SUBJECT = "association_drafts.subject"
    TITLE = "association_drafts.title"
    UNTIL = "association_drafts.until"
    CHECK = "association_drafts.check"


class OfLevel(CallbackData, prefix="asd_level"):
    level: Level


class OfSchool(CallbackData, prefix="asd_school"):
    page: int
    id: int = 0


class OfSubject(CallbackData, prefix="asd_subject"):
    """`id` 0: of none."""

    step: int
    id: int


class Create(CallbackData, prefix="asd_yes"):
    step: int


@association_drafts.taps(New)
def ask_level(turn: Turn, choice: New) -> Screen:
    turn.talk.finish()
    names = turn.texts.associations.levels
    rows = [[Button.of(names[level], OfLevel(level=level))] for level in rules.levels(turn.repo, turn.actor)]
    return personal(turn.texts.association_desk.which_level, *rows, ways(turn))


def ways(turn: Turn) -> list[Button]:
    return [back(turn.texts, Associations()), to_menu(turn.texts)]


@association_drafts.taps(OfLevel)
def take_level(turn: Turn, choice: OfLevel) -> Screen:
    if choice.level not in rules.levels(turn.repo, turn.actor):
        raise BadTapError
    turn.talk.finish()
    if choice.level is Level.SCHOOL:
        return ask_school(turn, 0)
    return begin(turn, choice.level, None)


def ask_school(turn: Turn, page: int) -> Screen:
    found, start = rules.schools(turn.repo, turn.actor), max(page, 0) * ON_PAGE
    shown = found[start : start + ON_PAGE]
    rows = [[Button.of(one.name, OfSchool(page=page, id=one.id))] for one in shown]
    more = paging(turn.texts, max(page, 0), start + ON_PAGE < len(found), lambda to: OfSchool(page=to))
    return personal(turn.texts.association_desk.which_school, *rows, more, ways(turn))


@association_drafts.taps(OfSchool)
def take_school(turn: Turn, choice: OfSchool) -> Screen:
    turn.talk.finish()
    if not choice.id:
        return ask_school(turn, choice.page)
    if choice.id not in {one.id for one in rules.schools(turn.repo, turn.actor)}:
        raise BadTapError
    return begin(turn, Level.SCHOOL, choice.id)


def begin(turn: Turn, level: Level, organization: int | None) -> Screen:
    turn.talk.ask(Drafting.SUBJECT, level=level.value, organization=organization, subject=None, title="", until="")
    return ask_subject(turn)


@association_drafts.asks(Drafting.SUBJECT)
def ask_subject(turn: Turn) -> Screen:
    return personal(turn.texts.association_desk.ask_subject, none(turn), ways(turn))


def none(turn: Turn) -> list[Button]:
    """Where no subject is needed, the way on without one."""
    if Level(turn.talk.data["level"]) in OF_SUBJECT:
        return []
    return [Button.of(turn.texts.association_desk.skip, OfSubject(step=turn.talk.step, id=0))]


@association_drafts.answers(Drafting.SUBJECT)
def take_subject(turn: Turn) -> Screen:
    step, below = turn.talk.step, [*none(turn), *ways(turn)]
    return association_words.subjects(turn, turn.text, lambda one: OfSubject(step=step, id=one), below)


@association_drafts.taps(OfSubject, during=Drafting.SUBJECT)
def choose_subject(turn: Turn, choice: OfSubject) -> Screen:
    known = {one.id: one.name for one in rules.subjects(turn.repo, turn.actor)}
    if choice.id and choice.id not in known:
        raise BadTapError
    turn.talk.ask(Drafting.TITLE, subject=choice.id or None, subject_name=known.get(choice.id, ""))
    return ask_title(turn)


@association_drafts.asks(Drafting.TITLE)
def ask_title(turn: Turn) -> Screen:
    return personal(turn.texts.association_desk.ask_title, ways(turn))


@association_drafts.answers(Drafting.TITLE)
def take_title(turn: Turn) -> Screen:
    title = " ".join(turn.text.split())
    if not 0 < len(title) <= TITLE:
        return personal(turn.texts.association_desk.wrong_title, ways(turn))
    is_creative = Level(turn.talk.data["level"]) is Level.CREATIVE
    turn.talk.ask(Drafting.UNTIL if is_creative else Drafting.CHECK, title=title)
    return ask_until(turn) if is_creative else check(turn)


@association_drafts.asks(Drafting.UNTIL)
def ask_until(turn: Turn) -> Screen:
    return personal(turn.texts.association_desk.ask_until, ways(turn))


@association_drafts.answers(Drafting.UNTIL)
def take_until(turn: Turn) -> Screen:
    texts, found = turn.texts.association_desk, day_typed(turn, is_ahead=True)
    if found is None:
        return personal(texts.not_a_day, ways(turn))
    try:
        rules.check(plan(turn)._replace(ends_on=found), turn.today)
    except PlanError:
        return personal(texts.wrong_day, ways(turn))
    turn.talk.ask(Drafting.CHECK, until=found.isoformat())
    return check(turn)


def plan(turn: Turn) -> Plan:
    data = turn.talk.data
    until = date.fromisoformat(data["until"]) if data["until"] else None
    subjects = (data["subject"],) if data["subject"] else ()
    return Plan(Level(data["level"]), data["title"], subjects, data["organization"], until)


@association_drafts.asks(Drafting.CHECK)
def check(turn: Turn) -> Screen:
    texts, data, wanted = turn.texts.association_desk, turn.talk.data, plan(turn)
    lines = [texts.subjects(data["subject_name"])] if wanted.subjects else []
    lines += [texts.until(day(wanted.ends_on, turn.today))] if wanted.ends_on else []
    below = Html("\n" + joined(lines)) if lines else Html("")
    level = turn.texts.associations.levels[wanted.level]
    yes = Button.of(texts.yes_create, Create(step=turn.talk.step), confirms=True)
    return personal(texts.check(level, wanted.title, below), [yes], [Button.of(texts.refuse, Associations())])


@association_drafts.taps(Create, during=Drafting.CHECK)
def create(turn: Turn, choice: Create) -> Screen:
    wanted = plan(turn)
    turn.talk.finish()
    texts = turn.texts.association_desk
    try:
        made = rules.create(turn.repo, turn.actor, wanted, turn.now, turn.today)
    except PlanError:
        return personal(texts.wrong_day, ways(turn))
    to_it = [Button.of(texts.set_head, Card(id=made.id)), Button.of(texts.button, Associations())]
    return personal(texts.made(made.title), to_it, [to_menu(turn.texts)]).with_toast(texts.created)

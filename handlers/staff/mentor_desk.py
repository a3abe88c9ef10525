"""Assigning a mentor: who fits and why, the terms, the confirmation; what was done can be undone at once."""

from datetime import date

from aiogram.filters.callback_data import CallbackData

from bot import mentor_words
from bot.announcing.moments import day_typed
from bot.features import BadTapError, Feature
from bot.mentor_check import ASKED, Ask, Assigning, Skip, Yes, again, check, terms_said
from bot.mentor_words import Pair, Pairs, Suggest
from bot.people_words import Picking, brief, choosing, to_hub
from bot.screen import Button, Html, Screen, personal
from bot.services import mentor_desk as rules
from bot.services import people
from bot.services.mentor_desk import (
    ChangedError,
    DatesError,
    FullError,
    Made,
    PlannedError,
    SamePersonError,
    TooLateError,
    Willing,
)
from bot.turn import Turn
from bot.views import back, joined, name_of, to_menu
from storage.models import Teacher

mentor_desk = Feature()
ON_PAGE = 5


class Choose(CallbackData, prefix="md_choose"):
    mentee: int
    mentor: int


class Find(CallbackData, prefix="md_find"):
    id: int


class Results(CallbackData, prefix="md_results"):
    step: int
    page: int


class Undo(CallbackData, prefix="md_undo"):
    """`former`: the pair that was handed over, `until` its end before (a day's ordinal); 0: there is none."""

    pair: int
    former: int
    until: int


@mentor_desk.taps(Suggest)
def suggest(turn: Turn, choice: Suggest) -> Screen:
    turn.talk.finish()
    texts, mentee = turn.texts.mentor_desk, people.person(turn.repo, turn.actor, choice.id, turn.today)
    found = rules.suggestions(turn.repo, turn.actor, mentee.id, turn.today)
    page = choice.page if 0 <= choice.page * ON_PAGE < len(found) else 0
    start = page * ON_PAGE
    shown = list(enumerate(found[start : start + ON_PAGE], start + 1))
    lines = joined([suggestion(turn, number, one) for number, one in shown])
    buttons = [[Button.of(f"{n}. {label(one)}", Choose(mentee=mentee.id, mentor=one.id))] for n, one in shown]
    earlier = Button.of(turn.texts.menu.earlier, Suggest(id=mentee.id, page=page - 1))
    later = Button.of(turn.texts.menu.later, Suggest(id=mentee.id, page=page + 1))
    ways = [*([later] if start + ON_PAGE < len(found) else []), Button.of(texts.find_other, Find(id=mentee.id))]
    out = earlier if page else back(turn.texts, Pairs(id=mentee.id))
    text = texts.suggestions(brief(mentee), lines) if lines else texts.nobody(brief(mentee))
    return personal(text, *buttons, [*ways, out, to_menu(turn.texts)])


def suggestion(turn: Turn, number: int, one: Willing) -> Html:
    """Why she fits, in words."""
    texts = turn.texts.mentor_desk
    why = [texts.same_subject] if one.same_subject else []
    why += [texts.same_school] if one.same_organization else []
    why.append(texts.load(one.load, one.capacity))
    return texts.suggestion(number, name_of(one).whole, one.organization, ", ".join(why))


def label(one: Willing | Teacher) -> str:
    return " ".join([one.last_name, *(f"{name[0]}." for name in (one.first_name, one.middle_name) if name)])


@mentor_desk.taps(Find)
def find(turn: Turn, choice: Find) -> Screen:
    rules.suggestions(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    turn.talk.ask(Assigning.MENTOR, mentee=choice.id)
    return ask_mentor(turn)


@mentor_desk.asks(Assigning.MENTOR)
def ask_mentor(turn: Turn) -> Screen:
    data = turn.talk.data
    if data.get("said"):
        return results(turn, data["said"], data.get("page", 0))
    mentee = people.person(turn.repo, turn.actor, data["mentee"], turn.today)
    ways = [back(turn.texts, Suggest(id=mentee.id)), to_menu(turn.texts)]
    return personal(turn.texts.mentor_desk.ask_mentor(brief(mentee)), ways)


@mentor_desk.answers(Assigning.MENTOR, search=True)
def take_mentor(turn: Turn) -> Screen:
    turn.talk.ask(Assigning.MENTOR, said=turn.text[:100], page=0)
    return results(turn, turn.text[:100], 0)


def results(turn: Turn, said: str, page: int) -> Screen:
    mentee, step = turn.talk.data["mentee"], turn.talk.step
    below = [back(turn.texts, Suggest(id=mentee)), to_menu(turn.texts)]
    how = Picking(lambda one: Choose(mentee=mentee, mentor=one), lambda to: Results(step=step, page=to), below)
    return choosing(turn, said, page, how)


@mentor_desk.taps(Results, during=Assigning.MENTOR)
def turn_page(turn: Turn, choice: Results) -> Screen:
    if not turn.talk.data.get("said"):
        raise BadTapError
    turn.talk.ask(Assigning.MENTOR, page=choice.page)
    return ask_mentor(turn)


@mentor_desk.taps(Choose)
def choose(turn: Turn, choice: Choose) -> Screen:
    turn.talk.finish()
    turn.talk.ask(
        Assigning.CHECK, mentee=choice.mentee, mentor=choice.mentor, since=turn.today.isoformat(), until="", order=""
    )
    return check(turn)


mentor_desk.asks(Assigning.CHECK)(check)


@mentor_desk.taps(Ask, during=Assigning.CHECK)
def ask_terms(turn: Turn, choice: Ask) -> Screen:
    if choice.what not in ASKED:
        raise BadTapError
    turn.talk.ask(ASKED[choice.what])
    return question(turn)


@mentor_desk.asks(Assigning.ORDER)
@mentor_desk.asks(Assigning.SINCE)
@mentor_desk.asks(Assigning.UNTIL)
def question(turn: Turn) -> Screen:
    texts = turn.texts.mentor_desk
    said = {Assigning.ORDER: texts.ask_order, Assigning.SINCE: texts.ask_since, Assigning.UNTIL: texts.ask_until}
    return again(turn, said[Assigning(turn.talk.state or Assigning.ORDER)])


@mentor_desk.taps(Skip)
def skip(turn: Turn, choice: Skip) -> Screen:
    if turn.talk.state not in ASKED.values() or choice.step != turn.talk.step:
        raise BadTapError
    changes = {"order": ""} if turn.talk.state == Assigning.ORDER else {}
    turn.talk.ask(Assigning.CHECK, **changes)
    return check(turn)


@mentor_desk.answers(Assigning.ORDER)
def take_order(turn: Turn) -> Screen:
    said = " ".join(turn.text.replace("№", "").split())
    turn.talk.ask(Assigning.CHECK, order=said[: rules.ORDER_LIMIT])
    return check(turn)


@mentor_desk.answers(Assigning.SINCE)
def take_since(turn: Turn) -> Screen:
    return take_day(turn, "since")


@mentor_desk.answers(Assigning.UNTIL)
def take_until(turn: Turn) -> Screen:
    return take_day(turn, "until")


def take_day(turn: Turn, which: str) -> Screen:
    texts, found = turn.texts.mentor_desk, day_typed(turn, which == "until")
    if found is None:
        return again(turn, texts.not_a_day)
    before = turn.talk.data[which]
    turn.talk.data[which] = found.isoformat()
    try:
        rules.check_dates(terms_said(turn), turn.today)
    except DatesError:
        turn.talk.data[which] = before
        return again(turn, texts.wrong_dates)
    turn.talk.ask(Assigning.CHECK)
    return check(turn)


@mentor_desk.taps(Yes, during=Assigning.CHECK)
def assign(turn: Turn, choice: Yes) -> Screen:
    data = turn.talk.data
    pair = (data["mentee"], data["mentor"], terms_said(turn), data.get("agreed"))
    words = (mentor_words.begun(turn), mentor_words.ended(turn))
    try:
        made = rules.assign(turn.repo, turn.actor, *pair, *words, turn.now, turn.today)
    except (FullError, SamePersonError, PlannedError, DatesError, ChangedError):
        return check(turn)
    turn.talk.finish()
    return done(turn, made).with_toast(turn.texts.mentor_desk.assigned)


def done(turn: Turn, made: Made) -> Screen:
    """The pair, and the way to undo it while it is fresh."""
    texts, found = turn.texts.mentor_desk, made.pair
    text = texts.pair(brief(found.mentor), brief(found.mentee), mentor_words.said(turn, mentor_words.terms_of(found)))
    former, until = made.replaced or (0, None)
    undo_it = Button.of(texts.undo, Undo(pair=found.id, former=former, until=until.toordinal() if until else 0))
    return personal(text, [undo_it], [Button.of(texts.mentoring, Pairs(id=found.mentee_id)), to_hub(turn)])


@mentor_desk.taps(Undo)
def undo(turn: Turn, choice: Undo) -> Screen:
    turn.talk.finish()
    texts = turn.texts.mentor_desk
    until = date.fromordinal(choice.until) if 0 < choice.until < date.max.toordinal() else None
    given = (choice.pair, (choice.former, until) if choice.former else None, mentor_words.undone(turn))
    try:
        mentee = rules.undo(turn.repo, turn.actor, *given, turn.now, turn.today)
    except TooLateError:
        return personal(texts.too_late, [Button.of(texts.mentoring, Pair(id=choice.pair)), to_hub(turn)])
    return suggest(turn, Suggest(id=mentee)).with_toast(texts.undone)

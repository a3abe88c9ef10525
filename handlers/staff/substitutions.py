"""«Замещения»: who stands in for whom and until when; begun and ended."""

from datetime import date
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.announcing.moments import day_typed
from bot.callbacks import OpenPerson
from bot.features import BadTapError, Feature
from bot.people_words import Picking, SubstituteFor, Substitutions, brief, choosing, out
from bot.role_words import doors, stands_in_no_more
from bot.screen import Button, Html, Screen, personal
from bot.services import people
from bot.services import substitutions as rules
from bot.services.notes import Note
from bot.services.substitutions import DatesError, OverlapError, Plan, SamePersonError
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import back, by_two, joined, name_of, noted, paging, to_menu
from storage.models import Substitution

substitutions = Feature()
ON_PAGE = 6
BUTTONS = 4


class Standing(StrEnum):
    WHO = "substitutions.who"
    SINCE = "substitutions.since"
    UNTIL = "substitutions.until"
    CHECK = "substitutions.check"


class Appoint(CallbackData, prefix="subst_new"):
    id: int


class Results(CallbackData, prefix="subst_page"):
    step: int
    page: int


class Choose(CallbackData, prefix="subst_who"):
    step: int
    id: int


class Ask(CallbackData, prefix="subst_ask"):
    step: int
    is_end: bool


class Yes(CallbackData, prefix="subst_yes"):
    step: int


class End(CallbackData, prefix="subst_end"):
    id: int


@substitutions.taps(Substitutions)
def show_current(turn: Turn, choice: Substitutions) -> Screen:
    turn.talk.finish()
    texts, page = turn.texts.substitutions, max(choice.page, 0)
    found = rules.current(turn.repo, turn.actor, page * ON_PAGE, ON_PAGE + 1, turn.today)
    numbered = list(enumerate(found[:ON_PAGE], page * ON_PAGE + 1))
    lines = [line(turn, number, one) for number, one in numbered] or [texts.nobody]
    buttons = [
        Button.of(f"{number}. {one.absent.last_name}", SubstituteFor(id=one.absent_id)) for number, one in numbered
    ]
    ways = paging(turn.texts, page, len(found) > ON_PAGE, lambda to: Substitutions(page=to))
    return personal(texts.current(joined(lines)), *by_two(buttons), ways, out(turn))


def line(turn: Turn, number: int, one: Substitution) -> Html:
    names = (name_of(one.absent).whole, name_of(one.substitute).whole)
    return turn.texts.substitutions.line(number, *names, *days(turn, one.since, one.until))


def days(turn: Turn, since: date, until: date) -> tuple[str, str]:
    return day(since, turn.today), day(until, turn.today)


@substitutions.taps(SubstituteFor)
def show_person(turn: Turn, choice: SubstituteFor) -> Screen:
    turn.talk.finish()
    people.look(turn.repo, turn.actor, choice.id, turn.now, turn.today)
    return of_person(turn, choice.id)


def of_person(turn: Turn, absent_id: int) -> Screen:
    texts, (absent, found) = turn.texts.substitutions, rules.of(turn.repo, turn.actor, absent_id, turn.today)
    lines = [line(turn, number, one) for number, one in enumerate(found, 1)] or [texts.none_now]
    ends = [Button.of(texts.end(number), End(id=one.id)) for number, one in enumerate(found[:BUTTONS], 1)]
    ways = [Button.of(turn.texts.mentor_desk.to_card, OpenPerson(id=absent.id)), *out(turn)]
    return personal(
        texts.person(brief(absent), joined(lines)),
        *by_two(ends),
        [Button.of(texts.appoint, Appoint(id=absent.id))],
        ways,
    )


@substitutions.taps(Appoint)
def appoint(turn: Turn, choice: Appoint) -> Screen:
    rules.of(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    turn.talk.ask(Standing.WHO, absent=choice.id, since=turn.today.isoformat(), until="")
    return ask_who(turn)


@substitutions.asks(Standing.WHO)
def ask_who(turn: Turn) -> Screen:
    data = turn.talk.data
    if data.get("said"):
        return results(turn, data["said"], data.get("page", 0))
    absent, _ = rules.of(turn.repo, turn.actor, data["absent"], turn.today)
    ways = [back(turn.texts, SubstituteFor(id=absent.id)), to_menu(turn.texts)]
    return personal(turn.texts.substitutions.ask_who(brief(absent)), ways)


@substitutions.answers(Standing.WHO, search=True)
def take_who(turn: Turn) -> Screen:
    turn.talk.ask(Standing.WHO, said=turn.text[:100], page=0)
    return ask_who(turn)


def results(turn: Turn, said: str, page: int) -> Screen:
    step, ways = turn.talk.step, [back(turn.texts, SubstituteFor(id=turn.talk.data["absent"])), to_menu(turn.texts)]
    how = Picking(lambda one: Choose(step=step, id=one), lambda to: Results(step=step, page=to), ways)
    return choosing(turn, said, page, how)


@substitutions.taps(Results, during=Standing.WHO)
def turn_page(turn: Turn, choice: Results) -> Screen:
    if not turn.talk.data.get("said"):
        raise BadTapError
    turn.talk.ask(Standing.WHO, page=choice.page)
    return ask_who(turn)


@substitutions.taps(Choose, during=Standing.WHO)
def choose(turn: Turn, choice: Choose) -> Screen:
    turn.talk.ask(Standing.UNTIL, who=choice.id)
    return ask_day(turn)


@substitutions.asks(Standing.SINCE)
@substitutions.asks(Standing.UNTIL)
def ask_day(turn: Turn) -> Screen:
    texts = turn.texts.substitutions
    return again(turn, texts.ask_since if turn.talk.state == Standing.SINCE else texts.ask_until)


def again(turn: Turn, said: Html) -> Screen:
    texts, absent = turn.texts.substitutions, turn.talk.data["absent"]
    return personal(said, [Button.of(texts.refuse, SubstituteFor(id=absent)), to_menu(turn.texts)])


@substitutions.answers(Standing.SINCE)
def take_since(turn: Turn) -> Screen:
    return take_day(turn, "since")


@substitutions.answers(Standing.UNTIL)
def take_until(turn: Turn) -> Screen:
    return take_day(turn, "until")


def take_day(turn: Turn, which: str) -> Screen:
    found = day_typed(turn, is_ahead=which == "until")
    if found is None:
        return again(turn, turn.texts.substitutions.not_a_day)
    turn.talk.ask(Standing.CHECK, **{which: found.isoformat()})
    return confirm(turn)


@substitutions.asks(Standing.CHECK)
def confirm(turn: Turn) -> Screen:
    """What it would be; what cannot be is asked again."""
    texts, data = turn.texts.substitutions, turn.talk.data
    try:
        absent, who = rules.check(turn.repo, turn.actor, data["absent"], data["who"], plan(turn), turn.today)
    except (SamePersonError, DatesError, OverlapError) as error:
        return refused(turn, error)
    yes = Button.of(texts.confirm, Yes(step=turn.talk.step), confirms=True)
    asking = [(texts.set_since, False), (texts.set_until, True)]
    return personal(
        texts.check(brief(absent), brief(who), *days(turn, *plan(turn))),
        [yes],
        [Button.of(label, Ask(step=turn.talk.step, is_end=is_end)) for label, is_end in asking],
        [Button.of(texts.other, Appoint(id=absent.id)), Button.of(texts.refuse, SubstituteFor(id=absent.id))],
    )


def plan(turn: Turn) -> Plan:
    return Plan(date.fromisoformat(turn.talk.data["since"]), date.fromisoformat(turn.talk.data["until"]))


def refused(turn: Turn, error: Exception) -> Screen:
    texts, absent = turn.texts.substitutions, turn.talk.data["absent"]
    if isinstance(error, DatesError):
        turn.talk.ask(Standing.UNTIL)
        return again(turn, texts.wrong_dates)
    turn.talk.finish()
    ways = [Button.of(texts.other, Appoint(id=absent)), back(turn.texts, SubstituteFor(id=absent))]
    if isinstance(error, OverlapError):
        one = error.other
        return personal(texts.overlap(name_of(one.substitute).whole, *days(turn, one.since, one.until)), ways)
    return personal(texts.same, ways)


@substitutions.taps(Ask, during=Standing.CHECK)
def change_day(turn: Turn, choice: Ask) -> Screen:
    turn.talk.ask(Standing.UNTIL if choice.is_end else Standing.SINCE)
    return ask_day(turn)


@substitutions.taps(Yes, during=Standing.CHECK)
def confirmed(turn: Turn, choice: Yes) -> Screen:
    data = turn.talk.data
    given = (data["absent"], data["who"], plan(turn), lambda one: begun(turn, one))
    try:
        rules.appoint(turn.repo, turn.actor, *given, turn.now, turn.today)
    except (SamePersonError, DatesError, OverlapError) as error:
        return refused(turn, error)
    turn.talk.finish()
    return of_person(turn, data["absent"]).with_toast(turn.texts.substitutions.appointed)


def begun(turn: Turn, one: Substitution) -> Note:
    text = turn.texts.substitutions.note_begun(name_of(one.absent).whole, *days(turn, one.since, one.until))
    return noted(text, doors(turn.texts))


@substitutions.taps(End)
def end(turn: Turn, choice: End) -> Screen:
    turn.talk.finish()
    absent = rules.end(turn.repo, turn.actor, choice.id, stands_in_no_more(turn.texts), turn.now, turn.today)
    return of_person(turn, absent).with_toast(turn.texts.substitutions.ended)

"""How a round is put together and looked after: the screens of whoever opens surveys."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from storage.models import OrganizationKind, Scope, SurveyRound
from storage.repositories.audiences import Condition

from ..pathing.rules_taps import OpenRules
from ..screen import LABEL_LIMIT, Button, Html, Screen, personal, public, shorten
from ..services import access, audiences, disclosure
from ..services.access import Action
from ..services.surveys import rounds as rules
from ..services.surveys import sending, written
from ..services.surveys.again import may_be_told
from ..services.surveys.checking import is_long
from ..services.surveys.keeping import is_written
from ..services.surveys.model import Survey
from ..services.surveys.reading import from_stored
from ..services.surveys.rounds import Counts, Plan
from ..services.surveys.runs import is_open
from ..texts.dates import day
from ..turn import Turn
from ..views import joined, leaf, paging, say, to_menu
from . import sheets
from .editions import titles
from .flow import last_day
from .offers import minutes
from .round_taps import (
    About,
    AskClose,
    Card,
    Close,
    Day,
    Draft,
    Library,
    Narrow,
    New,
    Page,
    Pick,
    Reset,
    Resume,
    Rounds,
    Send,
    Try,
    Whom,
)
from .sheet_taps import Own
from .totals import Open, was_mistake

KINDERGARTEN = OrganizationKind.KINDERGARTEN.value
ON_PAGE = 3
CHOSEN = 300
"""So many characters of what was chosen are said."""


def ask(turn: Turn, state: Rounds, **keep: object) -> Screen:
    turn.talk.ask(state, **keep)
    return QUESTIONS[state](turn)


def list_screen(turn: Turn, page: int) -> Screen:
    texts = turn.texts.surveys
    found = rules.listed(turn.repo, turn.actor, page * ON_PAGE, ON_PAGE + 1)
    shown = found[:ON_PAGE]
    text = texts.staff_list(joined([round_line(turn, one) for one in shown])) if shown else texts.staff_none
    rows = [[Button.of(label(turn, one), Card(round=one.id))] for one in shown]
    ways = paging(turn.texts, page, len(found) > ON_PAGE, lambda to: Page(page=to))
    own = Button.of(turn.texts.own_surveys.own, Own(page=0))
    week = [say(turn.texts.summaries.button, "summary")] if access.where(turn.actor, Action.SEE_SUMMARY) else []
    rules_of = [Button.of(turn.texts.path_rules.open, OpenRules())] if keeps_rules(turn) else []
    ways.append(Button.of(texts.new_round, New()))
    return personal(text, *rows, ways, [own, *rules_of], [*week, to_menu(turn.texts)])


def keeps_rules(turn: Turn) -> bool:
    """Whether she answers for a municipality, whose paths follow rules of its own."""
    return bool(access.ids(access.where(turn.actor, Action.RUN_SURVEY), Scope.MUNICIPALITY))


def title(found: SurveyRound) -> str:
    return from_stored(found.version.key, found.version.body).title


def told_apart(turn: Turn, found: SurveyRound) -> str:
    """The title; to whoever answers for a region also whose it is, where it is a municipality's own."""
    is_wide = bool(access.ids(access.where(turn.actor, Action.RUN_SURVEY), Scope.REGION))
    return f"{found.municipality.name}: {title(found)}" if is_wide and found.municipality else title(found)


def label(turn: Turn, found: SurveyRound) -> str:
    """With the day it began: rounds of one survey have one title."""
    began = f" ({found.opened_at.astimezone(turn.time_zone):%d.%m})"
    return f"{shorten(title(found), LABEL_LIMIT - len(began))}{began}"


def round_line(turn: Turn, found: SurveyRound) -> Html:
    texts, last = turn.texts.surveys, last_day(turn, found.closes_at)
    line = texts.staff_line if is_open(found, turn.now) else texts.staff_line_closed
    return line(told_apart(turn, found), opened_on(turn, found), last)


def opened_on(turn: Turn, found: SurveyRound) -> str:
    return day(found.opened_at.astimezone(turn.time_zone).date(), turn.today)


def choose_screen(turn: Turn, page: int = 0) -> Screen:
    shown, _, ways = leaf(turn.texts, list(titles(turn).items()), page, ON_PAGE, lambda to: Library(page=to))
    rows = [[Button.of(name, About(key=key))] for key, name in shown]
    return public(
        turn.texts.surveys.choose_survey, *rows, ways, [say(turn.texts.menu.back, "surveys"), to_menu(turn.texts)]
    )


def about_screen(turn: Turn) -> Screen:
    texts, step, survey = turn.texts.surveys, turn.talk.step, Draft.of(turn).edition.survey
    own = written.find(turn.repo, turn.actor, survey.key) if is_written(survey.key) else None
    questions = texts.questions_more if any(survey.needs.values()) else texts.questions
    count = questions(survey.always())
    text = texts.about(survey.title, survey.purpose, count, minutes(turn.texts, survey.seconds()))
    more = sheets.about(turn, own) if own else []
    may_go = own is None or own.sheet.played_at is not None
    return public(
        Html("\n\n".join([text, *([texts.long] if is_long(survey) else []), *more])),
        [Button.of(texts.try_it, Try(step=step, kindergarten=False))],
        [Button.of(texts.try_kindergarten, Try(step=step, kindergarten=True))] if has_variant(survey) else [],
        [Button.of(texts.whom, Whom(step=step))] if may_go else [],
        sheets.about_ways(turn, own) if own else sheets.basis(turn, survey),
        [Button.of(turn.texts.menu.back, New()), to_menu(turn.texts)],
    )


def has_variant(survey: Survey) -> bool:
    """Whether kindergartens are asked anything of their own."""
    return any(KINDERGARTEN in (*one.instead, *one.only) for one in survey.questions)


def audience_screen(turn: Turn) -> Screen:
    opened = turn.talk.data.get("condition")
    if opened:
        return options_screen(turn, Condition(opened), turn.talk.data.get("page", 0))
    texts, step, draft = turn.texts.surveys, turn.talk.step, Draft.of(turn)
    found = plan(turn, draft)
    buttons = [narrow(turn, draft, one) for one in rules.offered(turn.repo, turn.actor, turn.today)]
    reset = [Button.of(texts.everybody, Reset(step=step))] if draft.choices else []
    on = [Button.of(turn.texts.announcements.done, Day(step=step, weeks=0))] if found.reachable else []
    back = Button.of(turn.texts.menu.back, About(key=draft.edition.survey.key))
    text = texts.audience(who(turn, draft.choices), count(turn, found))
    return personal(text, *([one] for one in buttons), reset, [*on, back])


def plan(turn: Turn, draft: Draft) -> Plan:
    given = (draft.edition.survey, draft.choices, turn.time_zone)
    return rules.plan(turn.repo, turn.actor, *given, turn.now, turn.today)


def count(turn: Turn, found: Plan) -> Html:
    texts = turn.texts.surveys
    blocks = [texts.count(found.people, found.reachable)] if found.people or not found.again else []
    if found.again and found.free_at:
        blocks.append(texts.again(found.again, _day_from(turn, found.free_at)))
    if found.spared:
        blocks.append(texts.spared(found.spared))
    if not found.reachable:
        blocks.append(texts.nobody_in if found.people else texts.nobody)
    elif found.people < disclosure.K:
        blocks.append(texts.few_people)
    return Html("\n\n".join(blocks))


def _day_from(turn: Turn, moment: datetime) -> str:
    """The first whole day after it, where the author lives."""
    last = (moment - timedelta(seconds=1)).astimezone(turn.time_zone).date()
    return day(last + timedelta(days=1), turn.today)


def who(turn: Turn, choices: dict[Condition, list[int]], place: Sequence[str] = ()) -> Html:
    """The conditions in words; without any, the place, else those the author answers for."""
    texts = turn.texts.announcements
    if not choices:
        places = place or audiences.places(turn.repo, turn.actor, Action.RUN_SURVEY)
        return texts.everybody(", ".join(places))
    names = audiences.names(turn.repo, turn.actor, choices, turn.today, Action.RUN_SURVEY)
    said = [
        (texts.conditions[key], texts.young if key is Condition.YOUNG else ", ".join(found))
        for key, found in names.items()
    ]
    return joined([texts.of_condition(condition, shorten(chosen, CHOSEN)) for condition, chosen in said])


def narrow(turn: Turn, draft: Draft, condition: Condition) -> Button:
    texts, step = turn.texts.announcements, turn.talk.step
    label = texts.conditions[condition]
    label = texts.chosen(label) if draft.choices.get(condition) else label
    if condition is Condition.YOUNG:
        return Button.of(label, Pick(step=step, condition=condition, chosen=audiences.ON, page=0))
    return Button.of(label, Narrow(step=step, condition=condition, page=0))


def options_screen(turn: Turn, condition: Condition, page: int) -> Screen:
    texts, step, draft = turn.texts.announcements, turn.talk.step, Draft.of(turn)
    found = audiences.options(turn.repo, turn.actor, condition, turn.today, Action.RUN_SURVEY)
    start = page * ON_PAGE if 0 <= page * ON_PAGE < len(found) else 0
    number, chosen = start // ON_PAGE, draft.choices.get(condition, [])
    rows = [
        [
            Button.of(
                texts.chosen(one.name) if one.id in chosen else one.name,
                Pick(step=step, condition=condition, chosen=one.id, page=number),
            )
        ]
        for one in found[start : start + ON_PAGE]
    ]
    has_later = start + ON_PAGE < len(found)
    ways = paging(turn.texts, number, has_later, lambda to: Narrow(step=step, condition=condition, page=to))
    done = [Button.of(texts.done, Narrow(step=step, condition="", page=0))]
    return personal(texts.options(texts.conditions[condition], count(turn, plan(turn, draft))), *rows, ways, done)


def day_screen(turn: Turn, text: Html | None = None) -> Screen:
    texts, step = turn.texts.surveys, turn.talk.step
    weeks = [Button.of(texts.one_week, Day(step=step, weeks=1)), Button.of(texts.two_weeks, Day(step=step, weeks=2))]
    return public(text or texts.ask_day, weeks, [Button.of(turn.texts.menu.back, Whom(step=step)), cancel(turn)])


def closes_at(turn: Turn, until: date) -> datetime:
    """The end of the last day, by the author's clock."""
    return datetime.combine(until + timedelta(days=1), time(), turn.time_zone)


def confirm_screen(turn: Turn) -> Screen:
    texts, step, draft = turn.texts.surveys, turn.talk.step, Draft.of(turn)
    last = last_day(turn, closes_at(turn, draft.until or turn.today))
    text = texts.confirm(int(turn.talk.data["people"]), draft.edition.survey.title, last)
    yes = Button.of(texts.confirm_yes, Send(step=step), confirms=True)
    return personal(text, [yes], [Button.of(texts.confirm_no, Day(step=step, weeks=0)), cancel(turn)])


def cancel(turn: Turn) -> Button:
    return say(turn.texts.announcements.cancel, "cancel")


def card_screen(turn: Turn, found: SurveyRound, counts: Counts) -> Screen:
    texts, last = turn.texts.surveys, last_day(turn, found.closes_at)
    still = is_open(found, turn.now)
    state = (texts.card_open if still else texts.card_closed)(opened_on(turn, found), last)
    is_mistake = was_mistake(turn, found)
    said = numbers(turn, counts, is_mistake)
    place = [found.municipality.name] if found.municipality else []
    text = texts.card(told_apart(turn, found), who(turn, rules.chosen(found), place), state, said)
    is_paused = sending.is_paused(turn.repo, turn.actor, found.id, turn.now)
    more = [*([texts.sending_paused] if is_paused else []), *([texts.mistake] if is_mistake else [])]
    text = Html("\n\n".join([text, *more]))
    go_on = [Button.of(texts.resume, Resume(round=found.id), confirms=True)] if is_paused else []
    close = [Button.of(texts.close, AskClose(round=found.id))] if still else []
    totals = [] if is_mistake else [Button.of(turn.texts.survey_totals.totals, Open(round=found.id, page=0))]
    return personal(text, go_on, totals, close, [say(turn.texts.menu.back, "surveys"), to_menu(turn.texts)])


def numbers(turn: Turn, found: Counts, is_mistake: bool) -> Html:
    texts = turn.texts.surveys
    if found.invited is None:
        return texts.invited_few
    if is_mistake:
        return texts.invited(found.invited)
    share = texts.share_none if found.tenths is None else Html(texts.shares[str(found.tenths)])
    return joined([texts.invited(found.invited), share])


def close_screen(turn: Turn) -> Screen:
    texts, step = turn.texts.surveys, turn.talk.step
    found, _ = rules.get(turn.repo, turn.actor, turn.talk.data["closing"])
    yes = Button.of(texts.close_yes, Close(step=step, round=found.id), confirms=True)
    asked = texts.ask_close if may_be_told(found, turn.now) else texts.ask_close_early
    return personal(
        asked(title(found), opened_on(turn, found)), [yes], [Button.of(texts.close_no, Card(round=found.id))]
    )


QUESTIONS: dict[Rounds, Callable[[Turn], Screen]] = {
    Rounds.ABOUT: about_screen,
    Rounds.AUDIENCE: audience_screen,
    Rounds.DAY: day_screen,
    Rounds.CONFIRM: confirm_screen,
    Rounds.CLOSE: close_screen,
}

"""«Опросы»: open a round, play it through before, look at its numbers, close it."""

from datetime import timedelta

from bot.announcing.moments import day_ahead
from bot.features import BadTapError, Feature
from bot.screen import File, Screen, personal
from bot.services import access, audiences
from bot.services.access import Action
from bot.services.announcements import MorePeopleError, NobodyError
from bot.services.surveys import engine, sending, tallies
from bot.services.surveys import rounds as rules
from bot.services.surveys.keeping import NotPlayedError
from bot.services.surveys.model import YOUNG
from bot.services.surveys.rounds import BadDayError, Invitation
from bot.surveying import offers
from bot.surveying.editions import edition
from bot.surveying.flow import last_day
from bot.surveying.flow import opened as trial
from bot.surveying.round_taps import (
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
from bot.surveying.rounds import (
    QUESTIONS,
    ask,
    card_screen,
    choose_screen,
    closes_at,
    day_screen,
    list_screen,
    plan,
)
from bot.surveying.totals import GetTable, Open, recipe, totals_screen
from bot.turn import Turn
from bot.views import back, to_menu
from storage.models import OrganizationKind

survey_rounds = Feature()
for _state in Rounds:
    survey_rounds.asks(_state)(QUESTIONS[_state])


@survey_rounds.says("surveys")
def show_first(turn: Turn) -> Screen:
    """For who opens none: what she is asked herself."""
    turn.talk.finish()
    if not access.where(turn.actor, Action.RUN_SURVEY):
        return offers.offers_screen(turn)
    return list_screen(turn, 0)


@survey_rounds.taps(Page)
def show_page(turn: Turn, choice: Page) -> Screen:
    if not 0 <= choice.page < 10**5:
        raise BadTapError
    return list_screen(turn, choice.page)


@survey_rounds.taps(Card)
def show_card(turn: Turn, choice: Card) -> Screen:
    turn.talk.finish()
    return card_screen(turn, *rules.get(turn.repo, turn.actor, choice.round))


@survey_rounds.taps(Resume)
def resume(turn: Turn, choice: Resume) -> Screen:
    resumed = sending.resume(turn.repo, turn.actor, choice.round, turn.now)
    return show_card(turn, Card(round=choice.round)).with_toast(turn.texts.surveys.resume_done if resumed else "")


@survey_rounds.taps(Open)
def show_totals(turn: Turn, choice: Open) -> Screen:
    if not 0 <= choice.page < 10**5:
        raise BadTapError
    turn.talk.finish()
    return totals_screen(turn, tallies.totals(turn.repo, turn.actor, choice.round), choice.page)


@survey_rounds.taps(GetTable)
def show_table(turn: Turn, choice: GetTable) -> Screen:
    texts = turn.texts.survey_totals
    rules.get(turn.repo, turn.actor, choice.round)
    file = File(f"{texts.table_file}.xlsx", b"", recipe(choice.round))
    return personal(
        texts.table_ready, [back(turn.texts, Open(round=choice.round, page=0)), to_menu(turn.texts)], file=file
    )


@survey_rounds.taps(AskClose)
def ask_close(turn: Turn, choice: AskClose) -> Screen:
    turn.talk.finish()
    return ask(turn, Rounds.CLOSE, closing=choice.round)


@survey_rounds.taps(Close, during=Rounds.CLOSE)
def close(turn: Turn, choice: Close) -> Screen:
    rules.close(turn.repo, turn.actor, choice.round, turn.now)
    return show_card(turn, Card(round=choice.round))


@survey_rounds.taps(New)
def new(turn: Turn, choice: New) -> Screen:
    rules.offered(turn.repo, turn.actor, turn.today)
    turn.talk.finish()
    return choose_screen(turn)


@survey_rounds.taps(Library)
def library(turn: Turn, choice: Library) -> Screen:
    rules.offered(turn.repo, turn.actor, turn.today)
    turn.talk.finish()
    return choose_screen(turn, choice.page)


@survey_rounds.taps(About)
def about(turn: Turn, choice: About) -> Screen:
    rules.offered(turn.repo, turn.actor, turn.today)
    try:
        edition(turn, choice.key)
    except LookupError as error:
        raise BadTapError from error
    kept = turn.talk.data if turn.talk.data.get("survey") == choice.key else {}
    choices = kept.get("choices", {})
    turn.talk.finish()
    return ask(turn, Rounds.ABOUT, survey=choice.key, choices=choices)


@survey_rounds.taps(Try, during=Rounds.ABOUT)
def try_it(turn: Turn, choice: Try) -> Screen:
    """As others would go through it; the answers stay in the conversation and go with it."""
    survey = Draft.of(turn).edition.survey
    tags = {OrganizationKind.KINDERGARTEN.value} if choice.kindergarten else {OrganizationKind.SCHOOL.value, YOUNG}
    turn.talk.finish()
    return trial(turn, engine.begun(survey, frozenset(tags)))


@survey_rounds.taps(Whom)
def whom(turn: Turn, choice: Whom) -> Screen:
    if turn.talk.state not in (Rounds.ABOUT, Rounds.DAY) or choice.step != turn.talk.step:
        raise BadTapError
    return ask(turn, Rounds.AUDIENCE, condition="", page=0)


@survey_rounds.taps(Narrow, during=Rounds.AUDIENCE)
def narrow(turn: Turn, choice: Narrow) -> Screen:
    if choice.condition not in ("", *rules.offered(turn.repo, turn.actor, turn.today)):
        raise BadTapError
    return ask(turn, Rounds.AUDIENCE, condition=choice.condition, page=choice.page)


@survey_rounds.taps(Pick, during=Rounds.AUDIENCE)
def pick(turn: Turn, choice: Pick) -> Screen:
    if choice.condition not in rules.offered(turn.repo, turn.actor, turn.today):
        raise BadTapError
    given = (Draft.of(turn).choices, choice.condition, choice.chosen)
    after = audiences.toggle(turn.repo, turn.actor, *given, turn.today, Action.RUN_SURVEY)
    return ask(turn, Rounds.AUDIENCE, choices=after, page=choice.page)


@survey_rounds.taps(Reset, during=Rounds.AUDIENCE)
def reset(turn: Turn, choice: Reset) -> Screen:
    return ask(turn, Rounds.AUDIENCE, choices={}, condition="")


@survey_rounds.taps(Day)
def day(turn: Turn, choice: Day) -> Screen:
    if turn.talk.state not in list(Rounds)[1:4] or choice.step != turn.talk.step or not 0 <= choice.weeks <= 2:
        raise BadTapError
    if not choice.weeks:
        return ask(turn, Rounds.DAY)
    return confirm(turn, (turn.today + timedelta(weeks=choice.weeks)).isoformat())


@survey_rounds.answers(Rounds.DAY)
def take_day(turn: Turn) -> Screen:
    texts = turn.texts.surveys
    found = day_ahead(turn, texts.until)
    if found is None:
        return day_screen(turn, texts.day_not_understood)
    return confirm(turn, found.isoformat())


def confirm(turn: Turn, until: str) -> Screen:
    """Ask with the number that is true now; it is what the author agrees to."""
    turn.talk.data["until"] = until
    draft = Draft.of(turn)
    try:
        rules.check_day(closes_at(turn, draft.until or turn.today), turn.now)
    except BadDayError:
        turn.talk.ask(Rounds.DAY, until="")
        return day_screen(turn, turn.texts.surveys.day_not_understood)
    return ask(turn, Rounds.CONFIRM, people=plan(turn, draft).reachable)


@survey_rounds.taps(Send, during=Rounds.CONFIRM)
def send(turn: Turn, choice: Send) -> Screen:
    draft, agreed = Draft.of(turn), int(turn.talk.data["people"])
    end = closes_at(turn, draft.until or turn.today)
    given = (draft.edition, draft.choices, end, agreed, invitation(turn, draft), turn.time_zone)
    try:
        made = rules.open_round(turn.repo, turn.actor, *given, turn.now, turn.today)
    except NotPlayedError:
        return ask(turn, Rounds.ABOUT)
    except NobodyError:
        return ask(turn, Rounds.AUDIENCE, condition="")
    except BadDayError:
        return ask(turn, Rounds.DAY)
    except MorePeopleError:
        again = ask(turn, Rounds.CONFIRM, people=plan(turn, draft).reachable)
        return again.with_toast(turn.texts.surveys.more_people)
    return show_card(turn, Card(round=made.id)).with_toast(turn.texts.surveys.opened)


def invitation(turn: Turn, draft: Draft) -> Invitation:
    survey = draft.edition.survey
    last = last_day(turn, closes_at(turn, draft.until or turn.today))
    text = offers.invitation(turn.texts, survey, survey.seconds(), last)
    return Invitation(text, lambda round_id: offers.rows(turn.texts, round_id))

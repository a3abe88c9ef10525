"""What a teacher is asked to: the invitation, the list, and where she stopped."""

from zoneinfo import ZoneInfo

from storage.models import SurveyRound

from ..screen import Button, Html, Screen, below, personal
from ..services import access
from ..services.access import Action
from ..services.announcements import Row
from ..services.notes import Note
from ..services.surveys import runs
from ..services.surveys.model import Survey
from ..services.surveys.reading import from_stored
from ..services.surveys.runs import Offer
from ..texts import Texts
from ..turn import House, Turn
from ..views import joined, noted, say, to_menu
from .flow import last_day, opened, until
from .taps import AskAnew, Begin, Later, Refuse, Show

MOST = 4
"""So many rounds have a button."""
MINUTE = 60


def offers_screen(turn: Turn) -> Screen:
    """Straight to the one round there is, else the list."""
    found = runs.offers(turn.repo, turn.actor, turn.known, turn.now)
    if len(found) == 1:
        return offer_screen(turn, found[0])
    texts = turn.texts.surveys
    text = texts.list(joined([line(turn, one) for one in found[:MOST]])) if found else texts.none
    rows = [[Button.of(one.survey.title, Show(round=one.round.id))] for one in found[:MOST]]
    return personal(text, *rows, *ways(turn))


def ways(turn: Turn) -> list[list[Button]]:
    """Her own result, out; for staff also to the rounds of their own."""
    staff = access.where(turn.actor, Action.RUN_SURVEY)
    own = [say(turn.texts.surveys.own_surveys, "surveys")] if staff else []
    return [own, [say(turn.texts.results.mine, "result"), to_menu(turn.texts)]]


def line(turn: Turn, one: Offer) -> Html:
    texts, last = turn.texts.surveys, last_day(turn, one.round.closes_at)
    if one.run is None:
        return texts.line_new(one.survey.title, last)
    return texts.line_done(one.survey.title) if one.run.finished_at else texts.line_begun(one.survey.title, last)


def offer_screen(turn: Turn, one: Offer) -> Screen:
    """The invitation, the question at which she stopped, or thanks."""
    texts, last = turn.texts.surveys, last_day(turn, one.round.closes_at)
    if one.run is None:
        text = invitation(turn.texts, one.survey, one.seconds, last)
        return personal(text, *buttons(turn.texts, one.round.id), [to_menu(turn.texts)])
    if one.run.finished_at is not None:
        return personal(texts.done_before(one.survey.title, last), *ways(turn))
    running = runs.current(turn.repo, turn.actor, turn.known, one.round.id, turn.now)
    return opened(turn, running.progress, one.round.id)


def paused_screen(turn: Turn, one: Offer) -> Screen:
    texts = turn.texts.surveys
    return personal(
        texts.paused(last_day(turn, one.round.closes_at)),
        [Button.of(texts.go_on, Begin(round=one.round.id))],
        [Button.of(texts.anew, AskAnew(round=one.round.id))],
        [refusal(turn.texts, one.round.id)],
        [to_menu(turn.texts)],
    )


def invitation(texts: Texts, survey: Survey, seconds: int, last: str) -> Html:
    """Also as the message that everybody gets; `last` is the last day."""
    return texts.surveys.invitation(survey.title, survey.purpose, minutes(texts, seconds), last)


def minutes(texts: Texts, seconds: int) -> Html:
    return texts.surveys.minutes(max(1, round(seconds / MINUTE)))


def buttons(texts: Texts, round_id: int) -> list[list[Button]]:
    words = texts.surveys
    return [
        [Button.of(words.begin, Begin(round=round_id))],
        [Button.of(words.later, Later(round=round_id))],
        [refusal(texts, round_id)],
    ]


def refusal(texts: Texts, round_id: int) -> Button:
    """Also for who has begun: the invitation's own buttons are gone by then."""
    return Button.of(texts.surveys.refuse, Refuse(round=round_id), confirms=True)


def rows(texts: Texts, round_id: int) -> list[Row]:
    """The same below a message that is sent."""
    return below(*buttons(texts, round_id))


def reminder(house: House, found: SurveyRound) -> Note:
    """The day by the clock of the round's municipality."""
    texts, survey = house.texts, from_stored(found.version.key, found.version.body)
    zone = ZoneInfo(found.municipality.time_zone if found.municipality else house.time_zone)
    words = texts.surveys.reminder(survey.title, until(found.closes_at, zone, house.clock()))
    return noted(words, *buttons(texts, found.id), [to_menu(texts)])

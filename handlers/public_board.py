"""What whoever waits to be confirmed may read: events and documents sent to everybody of her district."""

from zoneinfo import ZoneInfo

from bot import doorstep
from bot.doorstep import Board, Show
from bot.event_words import when
from bot.features import BadTapError, Door, Feature
from bot.screen import Screen, public
from bot.services import entry_requests
from bot.services import public_board as rules
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import joined
from storage.models import EntryRequest, Event

public_board = Feature()


@public_board.taps(Show, door=Door.ANYONE)
def show(turn: Turn, choice: Show) -> Screen:
    """Without a request there is no district."""
    request = entry_requests.waiting(turn.repo, turn.place.account_id)
    if request is None:
        raise BadTapError
    return events(turn, request) if choice.board is Board.EVENTS else documents(turn, request)


def events(turn: Turn, request: EntryRequest) -> Screen:
    texts, found = turn.texts.doorstep, rules.events(turn.repo, request, turn.now)
    lines = [texts.event_line(one.title, happens(turn, one), one.place) for one in found]
    return public(texts.events(joined(lines)) if lines else texts.no_events, [doorstep.to_request(turn)])


def happens(turn: Turn, event: Event) -> str:
    return when(turn.texts, event.starts_at, event.ends_at, event.is_all_day, ZoneInfo(event.time_zone))


def documents(turn: Turn, request: EntryRequest) -> Screen:
    texts, found = turn.texts.doorstep, rules.documents(turn.repo, request, turn.now)
    lines = [texts.document_line(one.title, day(one.until, turn.today), one.source) for one in found]
    return public(texts.documents(joined(lines)) if lines else texts.no_documents, [doorstep.to_request(turn)])

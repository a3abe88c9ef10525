"""The one screen of a week, as a message and as a screen: what changed, what to do, «Подробнее»."""

from storage.models import Municipality, Scope

from ..callbacks import Say
from ..regulation_words import Sheet
from ..screen import Button, Html, shorten
from ..services.announcements import Row
from ..services.summaries.rules import Item, Kind, to_do
from ..services.summaries.snapshot import Snapshot
from ..services.summaries.telling import Words
from ..texts import Texts
from ..views import joined, say
from .lines import overview, span
from .taps import OpenParts, OpenWaiting

NAME = 60


def note(texts: Texts) -> Words:
    """How it comes on Monday."""

    def words(place: Municipality, found: Snapshot) -> tuple[str, list[Row]]:
        more = OpenParts(scope=Scope.MUNICIPALITY, place=place.id, week=found.week.toordinal())
        buttons = [*actions(texts, place.id, found), Button.of(texts.summaries.more, more)]
        return screen(texts, found, True), [[(one.label, one.data, 0, "")] for one in buttons]

    return words


def screen(texts: Texts, found: Snapshot, has_actions: bool) -> Html:
    """At most 900 characters, whatever the numbers and names are."""
    own, lines = texts.summaries, overview(texts.summaries, found)
    if has_actions:
        items = [own.item(number, said(texts, one)) for number, one in enumerate(to_do(found), 1)]
        lines += [Html(""), own.to_do, *items] if items else [Html(""), own.to_do_none]
    return own.screen(span(found.week), shorten(found.name, NAME), joined(lines))


def said(texts: Texts, one: Item) -> Html:
    own, name = texts.summaries, shorten(one.name, NAME)
    match one.kind:
        case Kind.LETTER:
            return own.do_letter(one.number)
        case Kind.MENTOR:
            return own.do_mentor(one.number)
        case Kind.ORDER:
            return own.do_order(one.number, name)
        case Kind.SEMINAR:
            return own.do_seminar(name)


def actions(texts: Texts, municipality_id: int, found: Snapshot) -> list[Button]:
    """A button for each thing to do."""
    return [action(texts, municipality_id, one) for one in to_do(found)]


def action(texts: Texts, municipality_id: int, one: Item) -> Button:
    label = texts.summaries.buttons[one.kind]
    match one.kind:
        case Kind.LETTER:
            return Button.of(label, OpenWaiting(municipality=municipality_id))
        case Kind.MENTOR:
            return say(label, "unmentored")
        case Kind.ORDER:
            return Button.of(label, Sheet(id=one.id, page=0))
        case Kind.SEMINAR:
            return Button.of(label, Say(word="announce"))

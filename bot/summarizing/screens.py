"""The one screen of a week, as a message and as a screen: what changed, what to do, «Подробнее»."""

from collections.abc import Mapping

from storage.models import Municipality, Scope

from ..announcing.draft import plain
from ..messengers.html import units
from ..screen import Button, Html, shorten
from ..services.notes import Note
from ..services.summaries.rules import Item, Kind, to_do
from ..services.summaries.snapshot import Snapshot
from ..services.summaries.telling import Words
from ..texts import Texts
from ..views import joined, noted, say
from .lines import overview, span
from .taps import AskRemind, Mark, OpenParts, OpenWaiting, RegionSeminar, Seminar

NAME, MOST = 60, 900
Done = Mapping[str, tuple[str, str]]
"""Kind of an item -> by whom it was done, and when."""


def note(texts: Texts, done: Done | None = None) -> Words:
    """How it comes on Monday, and how it stands there once something is done."""
    by = done or {}

    def words(place: Municipality, found: Snapshot) -> Note:
        more = OpenParts(scope=Scope.MUNICIPALITY, place=place.id, week=found.week.toordinal())
        rows = [*actions(texts, place.id, found, by), [Button.of(texts.summaries.more, more)]]
        return noted(screen(texts, found, items(texts, found, by)), *rows)

    return words


def screen(texts: Texts, found: Snapshot, to_do: list[Html]) -> Html:
    """At most MOST characters, whatever the numbers and names are: what is to be done stays, the rest gives way."""
    own, lines = texts.summaries, overview(texts.summaries, found)
    while True:
        said = own.screen(span(found.week), shorten(found.name, NAME), joined([*lines, *to_do]))
        if units(plain(said)) <= MOST or not lines:
            return said
        lines.pop()


def items(texts: Texts, found: Snapshot, done: Done) -> list[Html]:
    """What is to be done, and who did it when (plain words); a region is not told that there is nothing."""
    own, lines = texts.summaries, []
    for number, one in enumerate(to_do(found), 1):
        by = done.get(one.kind)
        text = said(texts, one)
        lines.append(own.item_done(number, text, shorten(by[0], NAME // 3), by[1]) if by else own.item(number, text))
    if not lines:
        return [] if found.places else [Html(""), own.to_do_none]
    return [Html(""), own.to_do, *lines]


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


def actions(texts: Texts, municipality_id: int, found: Snapshot, done: Done) -> list[list[Button]]:
    """For each thing to do: the way there, and «Сделано»."""
    own, week, rows = texts.summaries, found.week.toordinal(), []
    for number, one in enumerate(to_do(found), 1):
        is_done = one.kind in done
        mark = Mark(municipality=municipality_id, week=week, kind=one.kind, done=not is_done)
        rows.append(
            [
                action(texts, municipality_id, week, number, one),
                Button.of((own.unmark if is_done else own.mark)(number), mark),
            ]
        )
    return rows


def regional(texts: Texts, region_id: int, found: Snapshot) -> list[list[Button]]:
    """Of a region: there is nobody to mark it done for."""
    own, week = texts.summaries, found.week.toordinal()
    return [
        [Button.of(own.do(number, own.buttons[one.kind]), RegionSeminar(region=region_id, week=week))]
        for number, one in enumerate(to_do(found), 1)
    ]


def action(texts: Texts, municipality_id: int, week: int, number: int, one: Item) -> Button:
    label = texts.summaries.do(number, texts.summaries.buttons[one.kind])
    match one.kind:
        case Kind.LETTER:
            return Button.of(label, OpenWaiting(municipality=municipality_id))
        case Kind.MENTOR:
            return say(label, "unmentored")
        case Kind.ORDER:
            return Button.of(label, AskRemind(id=one.id))
        case Kind.SEMINAR:
            return Button.of(label, Seminar(municipality=municipality_id, week=week))

"""How an event is announced: the text, what was understood of it, what is still to be asked."""

import re
from datetime import datetime, time
from enum import StrEnum
from functools import cache
from typing import Any

from aiogram.filters.callback_data import CallbackData

from storage.models import Mailing, MailingKind
from storage.repositories.audiences import Condition

from ..event_words import invitation, lines_of, when, with_name
from ..rich import cut
from ..screen import Button, Html, Screen, below, personal, public, shorten
from ..services import announcements as rules
from ..services import audiences, event_keeping
from ..services.announcements import Row
from ..services.event_desk import Plan
from ..services.event_text import EDGES, MANY, Found
from ..services.event_vocabulary import Vocabulary
from ..texts import Texts
from ..texts.dates import weekday
from ..turn import Turn
from ..views import to_menu
from . import ordinary, screens
from .asking import QUESTIONS
from .draft import BACK, Announcing, Draft, plain
from .flow import FLOWS, End, Flow
from .moments import calendar

PLACE_LIMIT = 200
TITLE = 120
"""So many characters a title has at most."""
AREAS = 5


class EventDraft(StrEnum):
    READY = "events.ready"
    TEXT = "events.text"
    WHEN = "events.when"
    PLACE = "events.place"
    SEATS = "events.seats"
    AREA = "events.area"
    CHECK = "events.check"


class Right(CallbackData, prefix="evd_right"):
    """What was understood is right."""

    step: int


class GoOn(CallbackData, prefix="evd_go"):
    """The text that was proposed is right, or is to be written anew: WHEN or TEXT, keys of ASKED."""

    step: int
    what: str


class Ask(CallbackData, prefix="evd_ask"):
    """To one of the questions: a key of ASKED."""

    step: int
    what: str


class AllDay(CallbackData, prefix="evd_day"):
    step: int


class About(CallbackData, prefix="evd_about"):
    """What it is about: a group of competences by its place, 0 for none."""

    step: int
    area: int


class NoLimit(CallbackData, prefix="evd_any"):
    step: int


ASKED = {"when": EventDraft.WHEN, "seats": EventDraft.SEATS, "text": EventDraft.TEXT, "area": EventDraft.AREA}


@cache
def vocabulary(texts: Texts) -> Vocabulary:
    """Made once: the words are read when the program starts."""
    words = {key: frozenset(one.strip() for one in line.split(",")) for key, line in texts.events.words.items()}
    return Vocabulary(calendar(texts), **words)


def known(turn: Turn) -> dict[str, Any]:
    """What is known of the event so far: the draft's own."""
    found: dict[str, Any] = turn.talk.data.get("event", {})
    return found


def learn(turn: Turn, found: Found) -> dict[str, Any]:
    """What is known with what a text said added; what it does not say stays, but no hour of another day."""
    after = dict(known(turn))
    if found.day is not None:
        if after.get("day") or after.get("elsewhere"):
            after |= {"hour": "", "end": "", "all_day": False, "elsewhere": False}
        after["day"] = found.day.date().isoformat()
    if found.hour is not None:
        after |= {"hour": f"{found.hour:%H:%M}", "end": f"{found.end:%H:%M}" if found.end else "", "all_day": False}
        after["elsewhere"] = found.is_elsewhere
    if found.place or found.link:
        after |= {"place": found.place, "link": found.link}
    return after | ({"seats": found.seats} if found.seats else {})


def missing(event: dict[str, Any]) -> EventDraft:
    """The next question; CHECK when everything is there."""
    if not event.get("day") or not (event.get("hour") or event.get("all_day")):
        return EventDraft.WHEN
    return EventDraft.CHECK if event.get("place") or event.get("link") else EventDraft.PLACE


def title_of(turn: Turn, found: Found) -> str:
    """The title as everybody reads it, so without anybody's name."""
    said = with_name(turn.texts, found.title, "").strip(EDGES)
    return shorten(said[:1].upper() + said[1:] or found.title, TITLE)


def body(turn: Turn) -> Html:
    """What the author wrote, without the day and place that stand below, as long as nothing else stands there."""
    event, said = known(turn), Html(turn.talk.data["text"])
    lines, left = said.split("\n"), event.get("left", [])
    is_told = bool(left) and len(lines) == len(left)
    if not is_told or any(event.get(what) != value for what, value in event["read"].items() if value):
        return said
    cuts = [cut(line, most) for line, most in zip(lines, left, strict=True)]
    kept = [line for line, before in zip(cuts, lines, strict=True) if line or not before]
    return Html(re.sub(r"\n{3,}", "\n\n", "\n".join(kept).strip("\n")))


def moments(turn: Turn, event: dict[str, Any]) -> tuple[datetime, datetime | None]:
    """When it begins and, if that was said, ends; only for an event that lacks nothing."""
    first = datetime.fromisoformat(event["day"])
    found = Found(day=first, hour=_time(event.get("hour")) or time(), end=_time(event.get("end")))
    begin, end = found.starts_at or first, found.ends_at
    return begin.replace(tzinfo=turn.time_zone), end and end.replace(tzinfo=turn.time_zone)


def _time(said: str | None) -> time | None:
    return time.fromisoformat(said) if said else None


def plan(turn: Turn) -> Plan:
    event = known(turn)
    begin, end = moments(turn, event)
    said = body(turn)
    return Plan(
        event["title"], plain(said), begin, end, bool(event.get("all_day")), turn.time_zone.key,
        event.get("place", ""), event.get("link", ""), event.get("seats"), said, event.get("area", ""),
    )  # fmt: skip


def facts(turn: Turn) -> Html:
    """What is known, in words; as much as there is."""
    event, said = known(turn), ""
    if event.get("day"):
        begin, end = moments(turn, event)
        said = when(turn.texts, begin, end, bool(event.get("all_day")), turn.time_zone)
    return lines_of(turn.texts, said, event.get("place", ""), event.get("link", ""), event.get("seats"))


def text(turn: Turn, draft: Draft) -> Html:
    kind = turn.texts.announcements.kinds[draft.kind]
    said = turn.texts.events.announcement(kind, body(turn), facts(turn), turn.name.whole, ordinary.place(turn))
    return ordinary.named(turn, said)


def rows(turn: Turn, draft: Draft) -> list[Row]:
    """Before it is sent there is nothing to answer to yet."""
    return below([to_menu(turn.texts)])


def keep(turn: Turn, draft: Draft, mailing: Mailing) -> None:
    event_keeping.keep(
        turn.repo, turn.actor, mailing, plan(turn), draft.choices, lambda number: invitation(turn.texts, number),
        turn.now, turn.today,
    )  # fmt: skip


def over(turn: Turn) -> End:
    return End(moments(turn, known(turn))[0], turn.texts.events.too_late)


def proposed(turn: Turn, title: str, said: Html, choices: dict[Condition, list[int]]) -> Screen:
    """A draft that somebody else has begun for her: text and audience are there, she may change both."""
    turn.talk.finish()
    event = {"title": shorten(title, TITLE), "read": {}, "left": []}
    kept = {condition.value: ids for condition, ids in choices.items()}
    turn.talk.ask(EventDraft.READY, kind=MailingKind.EVENT.value, text=said, event=event, choices=kept)
    return ready_question(turn)


def ready_question(turn: Turn) -> Screen:
    texts, step, draft = turn.texts.events, turn.talk.step, Draft.of(turn)
    found = audiences.audience(turn.repo, turn.actor, draft.choices, turn.today, draft.kind)
    groups = audiences.groups(turn.repo, turn.actor, draft.choices, turn.today, draft.kind)
    said = texts.ready(draft.text, screens.who(turn, found, draft), screens.count(turn, groups))
    return personal(
        said,
        [Button.of(texts.ready_when, GoOn(step=step, what="when"))],
        [Button.of(texts.ready_text, GoOn(step=step, what="text"))],
        [screens.cancel(turn), to_menu(turn.texts)],
    )


def text_question(turn: Turn) -> Screen:
    mark = f"{{{turn.texts.announcements.mark}}}"
    return public(turn.texts.events.ask_text(mark, rules.LIMIT), [screens.back(turn), screens.cancel(turn)])


def when_question(turn: Turn) -> Screen:
    """The hour where only the day is known, else both."""
    texts, event = turn.texts.events, known(turn)
    if not event.get("day") or event.get("hour") or event.get("all_day"):
        return ask_again(turn, texts.ask_when)
    begin, _ = moments(turn, event)
    all_day = [Button.of(texts.all_day, AllDay(step=turn.talk.step))]
    return public(texts.ask_hour(weekday(begin, turn.time_zone)), all_day, [screens.back(turn), screens.cancel(turn)])


def ask_again(turn: Turn, said: Html) -> Screen:
    return public(said, [screens.back(turn), screens.cancel(turn)])


def place_question(turn: Turn) -> Screen:
    return ask_again(turn, turn.texts.events.ask_place)


def seats_typed(turn: Turn) -> int | None:
    said = turn.text.strip().split(" ")[0]
    is_number = said.isascii() and said.isdigit() and len(said) < len(str(MANY))
    return int(said) or None if is_number else None


def seats_question(turn: Turn) -> Screen:
    return ask_seats(turn, turn.texts.events.ask_seats)


def ask_seats(turn: Turn, said: Html) -> Screen:
    no_limit = Button.of(turn.texts.events.no_limit, NoLimit(step=turn.talk.step))
    return public(said, [no_limit], [screens.back(turn), screens.cancel(turn)])


def area_question(turn: Turn) -> Screen:
    """For whose path it may be good: asked only where the author wants to say."""
    texts, step = turn.texts.events, turn.talk.step
    areas = turn.house.paths.areas.values()
    rows = [[Button.of(name, About(step=step, area=number))] for number, name in enumerate(list(areas)[:AREAS], 1)]
    none = Button.of(texts.no_area, About(step=step, area=0))
    return public(texts.ask_area, *rows, [none, screens.back(turn)])


def check_question(turn: Turn) -> Screen:
    texts, step, event = turn.texts.events, turn.talk.step, known(turn)
    said = facts(turn) if event.get("seats") else Html(f"{facts(turn)}\n{texts.facts_no_limit}")
    said = Html(f"{said}\n{texts.own_clock}") if event.get("elsewhere") else said
    if (area := turn.house.paths.areas.get(event.get("area", ""))) is not None:
        said = Html(f"{said}\n{texts.facts_area(area)}")
    return personal(
        texts.understood(event["title"], said),
        [Button.of(texts.right, Right(step=step))],
        [Button.of(texts.change_when, Ask(step=step, what="when"))],
        [Button.of(texts.change_seats, Ask(step=step, what="seats"))],
        [Button.of(texts.change_text, Ask(step=step, what="text"))],
        [Button.of(texts.change_area, Ask(step=step, what="area"))],
        [screens.back(turn), screens.cancel(turn)],
    )


QUESTIONS.update(
    {
        EventDraft.READY: ready_question,
        EventDraft.TEXT: text_question,
        EventDraft.WHEN: when_question,
        EventDraft.PLACE: place_question,
        EventDraft.SEATS: seats_question,
        EventDraft.AREA: area_question,
        EventDraft.CHECK: check_question,
    }
)
BACK.update(
    {
        EventDraft.TEXT: Announcing.KIND,
        EventDraft.WHEN: EventDraft.TEXT,
        EventDraft.PLACE: EventDraft.WHEN,
        EventDraft.SEATS: EventDraft.CHECK,
        EventDraft.AREA: EventDraft.CHECK,
        EventDraft.CHECK: EventDraft.TEXT,
    }
)
FLOWS[MailingKind.EVENT] = Flow(EventDraft.TEXT, EventDraft.CHECK, text, rows, keep, over)

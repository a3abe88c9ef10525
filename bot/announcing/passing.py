"""An announcement that passes on another one: its words and buttons, a line of one's own, who passes it on."""

import json
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.models import Mailing, MailingKind
from storage.repositories.announcements import Hop

from ..screen import Button, Html, Screen, personal, public
from ..services import passing as rules
from ..services.announcements import Row
from ..services.passing import Received
from ..turn import Turn
from ..views import joined, say, to_menu
from . import ordinary
from .afterwards import Count, Way
from .asking import QUESTIONS
from .draft import Draft
from .flow import FLOWS, End, Flow
from .sent import TITLE, title

LIMIT = 300
"""Characters of the added line."""
HOPS = 12
"""So many hops are named."""


class Passing(StrEnum):
    LINE = "passing.line"


class PassOn(CallbackData, prefix="ann_pass"):
    id: int


class NoLine(CallbackData, prefix="ann_no_line"):
    step: int


def about(turn: Turn, found: Received) -> Screen:
    """What the person can do with what she has got."""
    texts = turn.texts.afterwards
    passing = [Button.of(texts.pass_on, PassOn(id=found.mailing.id))] if found.may_pass else []
    text = texts.about(title(turn, found.mailing, TITLE))
    return personal(text, passing, [say(turn.texts.menu.service, "ask")], [to_menu(turn.texts)])


def line_question(turn: Turn) -> Screen:
    texts = turn.texts.afterwards
    without = Button.of(texts.without_line, NoLine(step=turn.talk.step))
    return public(texts.ask_line(LIMIT), [without], [say(turn.texts.announcements.cancel, "cancel")])


def too_long(turn: Turn) -> Screen:
    return public(turn.texts.afterwards.line_too_long(LIMIT), [say(turn.texts.announcements.cancel, "cancel")])


def origin(turn: Turn) -> Mailing:
    return rules.origin(turn.repo, turn.actor, turn.talk.data["origin"])


def text(turn: Turn, draft: Draft) -> Html:
    texts, line = turn.texts.afterwards, turn.talk.data.get("line", "")
    author, place = turn.name.whole, ordinary.place(turn)
    passed = texts.passed_with(author, place, line) if line else texts.passed(author, place)
    said = [part.text for part in origin(turn).parts if part.text]
    return Html("\n\n".join([*said, ordinary.named(turn, passed)]))


def rows(turn: Turn, draft: Draft) -> list[Row]:
    """Those of the origin: whoever answers it answers the same thing."""
    found: list[Row] = json.loads(origin(turn).parts[0].rows)
    return found


def keep(turn: Turn, draft: Draft, mailing: Mailing) -> None:
    rules.stamp(turn.repo, turn.actor, mailing, turn.talk.data["origin"], turn.now)


def hops(turn: Turn, mailing_id: int) -> Screen:
    """Who passed it on to how many, and how long it takes to be tapped."""
    texts = turn.texts.afterwards
    found = rules.spread(turn.repo, turn.actor, mailing_id)
    lines = [
        texts.hop(when(turn, one), one.author or texts.somebody, one.people, one.sent, one.tapped)
        for one in found.hops[:HOPS]
    ]
    if found.median is not None:
        lines.append(texts.median(f"{found.median / 3600:.1f}".replace(".", ",")))
    report = Button.of(turn.texts.menu.back, Count(id=mailing_id, way=Way.ORGANIZATIONS, page=0))
    return personal(texts.hops(joined(lines) if lines else texts.no_hops), [report, to_menu(turn.texts)])


def when(turn: Turn, one: Hop) -> str:
    return f"{one.at.astimezone(turn.time_zone):%d.%m %H:%M}"


def over(turn: Turn) -> End | None:
    """Who gets it after its end can do nothing about it."""
    closes = rules.closes_at(turn.repo, turn.actor, turn.talk.data["origin"])
    return End(closes, turn.texts.afterwards.too_late) if closes else None


def is_personal(turn: Turn) -> bool:
    return origin(turn).is_personal


FLOWS[MailingKind.PASSED] = Flow(Passing.LINE, Passing.LINE, text, rows, keep, over, is_personal)
QUESTIONS[Passing.LINE] = line_question

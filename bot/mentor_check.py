"""The confirmation of a pair: its terms, what is asked of them, and why it may not be made."""

from datetime import date
from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from . import mentor_words
from .mentor_words import Pair, Pairs, Suggest
from .people_words import brief, to_hub
from .screen import Button, Html, Screen, personal
from .services import mentor_desk as rules
from .services.mentor_desk import DatesError, FullError, PlannedError, SamePersonError, Terms
from .texts.dates import day
from .turn import Turn
from .views import name_of


class Assigning(StrEnum):
    MENTOR = "mentor_desk.mentor"
    CHECK = "mentor_desk.check"
    ORDER = "mentor_desk.order"
    SINCE = "mentor_desk.since"
    UNTIL = "mentor_desk.until"


class Ask(CallbackData, prefix="md_ask"):
    """What of the terms is asked."""

    step: int
    what: str


class Skip(CallbackData, prefix="md_skip"):
    step: int


class Yes(CallbackData, prefix="md_yes"):
    step: int


ASKED = {"order": Assigning.ORDER, "since": Assigning.SINCE, "until": Assigning.UNTIL}


def check(turn: Turn) -> Screen:
    """The pair as it would be; who is full is refused, with the way to change that."""
    data, texts = turn.talk.data, turn.texts.mentor_desk
    mentee, terms = data["mentee"], terms_said(turn)
    others = [Button.of(texts.other_mentor, Suggest(id=mentee)), to_hub(turn)]
    try:
        found = rules.propose(turn.repo, turn.actor, mentee, data["mentor"], terms, turn.today)
    except FullError as full:
        return too_many(turn, full, others)
    except SamePersonError:
        turn.talk.finish()
        return personal(texts.same, others)
    except PlannedError as planned:
        return overlaps(turn, planned, asking(turn, "since", "until"), others)
    except DatesError:  # the day has passed while she was thinking
        turn.talk.ask(Assigning.SINCE)
        return again(turn, texts.wrong_dates)
    turn.talk.data["agreed"] = found.present and found.present.id
    turn.talk.changed = True
    yes = Button.of(texts.yes_assign, Yes(step=turn.talk.step), confirms=True)
    more, told = hands_over(turn, found, terms), mentor_words.told(turn, found)
    text = texts.check(brief(found.mentee), brief(found.mentor), mentor_words.said(turn, terms), more, told)
    return personal(text, [yes], asking(turn), [others[0], Button.of(texts.cancel, Pairs(id=mentee))])


def overlaps(turn: Turn, planned: PlannedError, *ways: list[Button]) -> Screen:
    """Who else is the mentor at that time, and the way to that pair."""
    texts, pair = turn.texts.mentor_desk, planned.pair
    text = texts.planned(name_of(pair.mentor).whole, day(pair.since, turn.today))
    return personal(text, [Button.of(texts.to_planned, Pair(id=pair.id))], *ways)


def asking(turn: Turn, *which: str) -> list[Button]:
    """Ways to change the terms, all of them unless some are named."""
    texts = turn.texts.mentor_desk
    labels = {"order": texts.set_order, "since": texts.set_since, "until": texts.set_until}
    return [Button.of(labels[what], Ask(step=turn.talk.step, what=what)) for what in which or ASKED]


def hands_over(turn: Turn, found: rules.Proposal, terms: Terms) -> Html:
    if found.present is None:
        return Html("")
    last = date.fromordinal(terms.since.toordinal() - 1)
    return turn.texts.mentor_desk.hands_over(name_of(found.present.mentor).whole, day(last, turn.today))


def too_many(turn: Turn, full: FullError, others: list[Button]) -> Screen:
    texts, mentor = turn.texts.mentor_desk, full.mentor
    turn.talk.finish()
    text = texts.full(name_of(mentor).whole, full.load, mentor.mentor_capacity)
    return personal(text, [Button.of(texts.to_capacity, Pairs(id=mentor.id))], others)


def terms_said(turn: Turn) -> Terms:
    data: dict[str, Any] = turn.talk.data
    until = date.fromisoformat(data["until"]) if data["until"] else None
    return Terms(date.fromisoformat(data["since"]), until, data["order"])


def again(turn: Turn, said: Html) -> Screen:
    """The question, with the way on without an answer."""
    texts = turn.texts.mentor_desk
    is_order = turn.talk.state == Assigning.ORDER
    skip = Button.of(texts.skip if is_order else turn.texts.menu.back, Skip(step=turn.talk.step))
    return personal(said, [skip, Button.of(texts.cancel, Pairs(id=turn.talk.data["mentee"]))])

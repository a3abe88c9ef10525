"""Moments as people type them: the words of content that `services.when` is to know."""

from datetime import date, datetime, timedelta

from ..services.when import Calendar, PastError, day_of, understood
from ..texts import Texts
from ..turn import Turn

MONTHS = timedelta(days=335)
"""Eleven: of a day that is over for less than a month nobody means the next year's."""


def calendar(texts: Texts, *idle: str) -> Calendar:
    """`idle` are further words that say nothing where they are typed."""
    said = texts.announcements
    tables = (said.days, said.weekdays, said.months, said.spans)
    days, weekdays, months, spans = ({word: int(number) for word, number in table.items()} for table in tables)
    return Calendar(days, weekdays, months, frozenset((*said.idle, *idle)), frozenset(said.ahead), spans)


def moment_typed(turn: Turn, *idle: str) -> datetime | None:
    """As `understood`, by the person's own clock. Raises PastError."""
    return understood(turn.text, calendar(turn.texts, *idle), turn.now.astimezone(turn.time_zone))


def day_ahead(turn: Turn, *idle: str) -> date | None:
    """Today or a day to come, without a year the next one; None: not understood, or over, were it for a month only."""
    try:
        at = moment_typed(turn, *idle)
    except PastError:
        found = day_of(turn.text, calendar(turn.texts, *idle), turn.today, is_ahead=True)
        return found if found and turn.today <= found <= turn.today + MONTHS else None
    return at.date() if at else None


def day_typed(turn: Turn, is_ahead: bool = False) -> date | None:
    """As `day_of`, seen from the day it is where the person lives."""
    return day_of(turn.text, calendar(turn.texts), turn.today, is_ahead)

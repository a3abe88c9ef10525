"""Moments as people type them: the words of content that `services.when` is to know."""

from ..services.when import Calendar
from ..texts import Texts


def calendar(texts: Texts, *idle: str) -> Calendar:
    """`idle` are further words that say nothing where they are typed."""
    said = texts.announcements
    tables = (said.days, said.weekdays, said.months, said.spans)
    days, weekdays, months, spans = ({word: int(number) for word, number in table.items()} for table in tables)
    return Calendar(days, weekdays, months, frozenset((*said.idle, *idle)), frozenset(said.ahead), spans)

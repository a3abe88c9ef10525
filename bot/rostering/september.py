"""What a methodist is told on 1 September, with a button for each kind of people."""

from ..screen import Button
from ..services.notes import Note
from ..services.roster_year import Became, Counted, Words
from ..texts import Texts
from ..views import joined, noted
from .buttons import Year


def note(texts: Texts) -> Words:
    own = texts.imports

    def words(found: Counted) -> Note:
        lines = [own.september_count(own.september_kinds[kind], count) for kind, count in found.counts.items()]
        rows = [[to_people(texts, found, kind)] for kind, count in found.counts.items() if count]
        return noted(own.september(found.municipality.name, joined(lines)), *rows)

    return words


def to_people(texts: Texts, found: Counted, kind: Became) -> Button:
    label = texts.imports.september_buttons[kind]
    return Button.of(label, Year(municipality=found.municipality.id, year=found.year, kind=kind, page=0))

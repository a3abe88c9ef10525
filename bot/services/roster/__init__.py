"""The roster: a workbook of people and places, read whole or refused whole, compared with the database and applied."""

from .catalogue import Catalogue, CatalogueError, load_catalogue, sync_catalogues
from .diff import Changes, diff
from .model import Roster
from .parse import parse
from .problems import RosterError
from .report import Counts, Report, bring_in, compare, report
from .snapshot import Snapshot, snapshot
from .template import write_template
from .words import RosterWordsError, Words, load_words

__all__ = [
    "Catalogue", "CatalogueError", "Changes", "Counts", "Report", "Roster", "RosterError", "RosterWordsError",
    "Snapshot", "Words", "bring_in", "compare", "diff", "load_catalogue", "load_words", "parse", "report", "snapshot",
    "sync_catalogues", "write_template",
]  # fmt: skip

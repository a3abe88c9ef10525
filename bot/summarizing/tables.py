"""A week section by section, in sentences and tables: the one source of its workbook and its document."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..screen import shorten
from ..services.summaries.snapshot import Area, Kept, Planned, Snapshot, Survey, ranked
from ..services.summaries.tables import Cell, Chart, Section, Table, Tenths
from ..texts import Texts
from ..texts.dates import day
from ..texts.summary_files import SummaryFilesTexts
from .lines import begins, named, span
from .prose import TITLE, TOLD, Words
from .taps import Part

Tables = Callable[[Words, Snapshot], Sequence[Table]]


def about(texts: Texts, found: Snapshot) -> str:
    return texts.summary_files.about(found.name, span(found.week))


def sections(texts: Texts, found: Snapshot) -> list[Section]:
    """Without those that have nothing but zeros to say of a region's sum."""
    words = Words(texts.summary_files, texts.summaries)
    return [_section(words, found, part) for part in Part if not found.places or part not in LOCAL]


def _section(words: Words, found: Snapshot, part: Part) -> Section:
    tables = TABLES[part](words, found) if part in TABLES else []
    told = TOLD[part](words, found)
    return Section(words.week.titles[part], told, tables, [] if tables else told)


def numbers(words: Words, part: Kept, chart: str = "", shown: int = 0) -> Table:
    """Everything countable of a part; the first `shown` of it are drawn."""
    named = words.files.numbers
    rows = [(named[name], value) for name, value in part if type(value) is int and name in named]
    bars = Chart(words.files.charts[chart], (1,), (0, shown)) if any(value for _, value in rows[:shown]) else None
    return Table("", (words.files.what, words.files.number), rows, bars)


def _coverage(words: Words, found: Snapshot) -> list[Table]:
    return [numbers(words, found.coverage, "coverage", 3)]


def _young(words: Words, found: Snapshot) -> list[Table]:
    return [numbers(words, found.young, "young", 2)]


def _letters(words: Words, found: Snapshot) -> list[Table]:
    return [numbers(words, found.letters, "letters", 2)]


def _sent(words: Words, found: Snapshot) -> list[Table]:
    own, orders = words.files, found.sent.orders
    rows = [
        (shorten(one.title, TITLE), day(one.until, found.week), one.people, one.acknowledged, one.silent)
        for one in orders
    ]
    chart = Chart(own.charts["sent"], (2, 3), (0, len(rows)))
    heads = heads_of(own.order_heads, "title", "until", "people", "acknowledged", "silent")
    return [numbers(words, found.sent), *([Table(own.order_table, heads, rows, chart)] if rows else [])]


def _events(words: Words, found: Snapshot) -> list[Table]:
    own = words.files
    heads = heads_of(own.event_heads, "title", "when", "going")
    tables = {own.held_table: found.events.held, own.coming_table: found.events.coming}
    return [Table(title, heads, [*map(_planned, rows)]) for title, rows in tables.items() if rows]


def _planned(one: Planned) -> tuple[Cell, ...]:
    return one.title, begins(one), one.going


def _paths(words: Words, found: Snapshot) -> list[Table]:
    return [table for table in [numbers(words, found.paths)] if table.rows]


def _pulse(words: Words, found: Snapshot) -> list[Table]:
    own = words.files
    rows = [
        (words.week.pulse_questions[question], Tenths(one.tenths), one.told) for question, one in found.pulse.items()
    ]
    chart = Chart(own.charts["pulse"], (1,), (0, len(rows)))
    return [Table("", heads_of(own.pulse_heads, "question", "share", "told"), rows, chart)] if rows else []


def _surveys(words: Words, found: Snapshot) -> list[Table]:
    if not found.surveys:
        return []
    surveys = named(words.week, found, TITLE)
    return [_responses(words, surveys), *(table for one in surveys for table in _survey(words, one))]


def _responses(words: Words, surveys: Sequence[Survey]) -> Table:
    own = words.files
    rows = [_response(words, one) for one in sorted(surveys, key=lambda one: one.invited is None)]
    drawn = sum(one.invited is not None for one in surveys)
    heads = heads_of(own.response_heads, "title", "state", "invited", "told", "share")
    chart = Chart(own.charts["response"], (2, 3), (0, drawn)) if drawn else None
    return Table(own.response_table, heads, rows, chart)


def _response(words: Words, one: Survey) -> tuple[Cell, ...]:
    """The share only where the chat tells one."""
    state = words.week.open if one.is_open else words.week.closed
    if one.invited is None or one.told is None:
        return one.title, state, *[words.files.unknown] * 3
    share = words.week.response_shares[str(one.told * 10 // one.invited)] if one.told else words.files.unknown
    return one.title, state, one.invited, one.told, share


def _survey(words: Words, one: Survey) -> Iterator[Table]:
    own, title = words.files, one.title
    if not one.areas:
        return
    rows = [_area(own, area) for area in ranked(one)]
    heads = heads_of(own.area_heads, "area", "share", "before", "change")
    is_compared = any(area.change for area in one.areas)
    chart = Chart(own.charts["area"], (1, 2) if any(area.before for area in one.areas) else (1,), (0, len(rows)))
    width = len(heads) if is_compared else 2
    yield Table(own.area_table(title), heads[:width], [row[:width] for row in rows], chart)
    for table, cells in one.tables.items():
        names = [words.week.groups.get(cell.group, cell.group) for cell in cells]
        shares = [[Tenths(share.tenths) for share in cell.shares] for cell in cells]
        yield Table(
            own.group_table(title, words.week.tables[table]),
            (own.group, *(area.name for area in one.areas)),
            [(name, *row) for name, row in zip(names, shares, strict=True)],
        )


def _area(own: SummaryFilesTexts, area: Area) -> tuple[Cell, ...]:
    before: Cell = Tenths(area.before.tenths) if area.before else own.no_change
    return area.name, Tenths(area.share.tenths), before, own.changes[area.change] if area.change else own.no_change


def heads_of(heads: Mapping[str, str], *keys: str) -> list[str]:
    return [heads[key] for key in keys]


LOCAL = ("events",)
"""Sections a region's sum has nothing for."""
TABLES: dict[str, Tables] = {
    "coverage": _coverage,
    "young": _young,
    "letters": _letters,
    "sent": _sent,
    "events": _events,
    "survey": _surveys,
    "paths": _paths,
    "pulse": _pulse,
}

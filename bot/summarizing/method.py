"""How a week was counted, what it does not tell and why, and how reliable its scales are."""

from ..services.disclosure import OTHERS
from ..services.summaries.snapshot import Snapshot, Survey
from ..services.summaries.tables import Cell, Section, Table
from ..texts import Texts
from ..texts.summaries import SummariesTexts
from ..texts.summary_files import SummaryFilesTexts
from .lines import named
from .lines import withheld as why_none
from .prose import TITLE
from .tables import heads_of

GOOD, FAIR = 0.7, 0.5
"""From which alpha on a scale is good, or fair."""


def method(texts: Texts, found: Snapshot) -> Section:
    """How it was counted, what is withheld, and how reliable the scales are."""
    own, week = texts.summary_files, texts.summaries
    tables = [Table("", heads_of(own.method_heads, "what", "how"), [*own.method_lines.items()])]
    surveys = named(week, found, TITLE)
    rows = [(one.title, why) for one in surveys for why in withheld(own, week, one, is_sum=bool(found.places))]
    tables += [Table(own.withheld, heads_of(own.withheld_heads, "survey", "why"), rows)] if rows else []
    alphas = [(f"{one.title}. {area.name}", *_alpha(own, area.alpha)) for one in surveys for area in one.areas]
    tables += [Table(own.alpha, heads_of(own.alpha_heads, "area", "said", "alpha"), alphas)] if alphas else []
    return Section(own.method, [*own.method_lines.values()], tables, [own.alpha_note] if alphas else [])


def withheld(own: SummaryFilesTexts, week: SummariesTexts, one: Survey, is_sum: bool) -> list[str]:
    """A sum of municipalities has no tables, however large its groups are."""
    if one.invited is None:
        return [own.withheld_few]
    if not one.areas:
        return [own.withheld_areas[why_none(one)]]
    if is_sum:
        return [own.withheld_sum]
    missing = [own.withheld_table(name) for table, name in week.tables.items() if table not in one.tables]
    merged = [
        own.withheld_others(week.tables[table])
        for table, cells in one.tables.items()
        if any(cell.group == OTHERS for cell in cells)
    ]
    return [*missing, *merged] or [own.withheld_nothing]


def _alpha(own: SummaryFilesTexts, alpha: float | None) -> tuple[Cell, Cell]:
    if alpha is None:
        return own.alpha_few, own.no_change
    return own.alpha_words["good" if alpha >= GOOD else "fair" if alpha >= FAIR else "low"], alpha

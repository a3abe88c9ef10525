"""A week as tables: what its workbook and its document are made of."""

from collections.abc import Sequence
from typing import NamedTuple

TENTH, LEAST, MOST = 0.1, 0.05, 0.95
"""«Almost nobody» and «almost all» count, where a number is wanted, as what they may be at most and at least."""


class Tenths(NamedTuple):
    """A share as it is told."""

    of: int

    @property
    def share(self) -> float:
        return min(max(self.of * TENTH, LEAST), MOST)


Cell = str | int | float | Tenths
"""A number stays one; everything else is text."""


class Chart(NamedTuple):
    """Bars of these columns, for these rows of its table: the first of them, and the first one after."""

    title: str
    columns: tuple[int, ...]
    rows: tuple[int, int]


class Table(NamedTuple):
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    chart: Chart | None = None


class Section(NamedTuple):
    """`told`: the same in sentences, for who reads and does not count. `notes` stand below the tables."""

    title: str
    told: Sequence[str]
    tables: Sequence[Table]
    notes: Sequence[str] = ()

"""One row of a list: its cells by what they are about, and what it says of a person."""

from dataclasses import dataclass

from storage.models import QualificationCategory

from ..cells import NAME, Row, as_text
from ..model import OrganizationKey, Place
from ..names import normal
from ..workbook import Raw
from .complaints import NAMED

WORK = ("positions", "subjects")


@dataclass(slots=True)
class Said:
    """One row: what it does not say is None or empty. `by_experience`: the year was counted from the years of work."""

    row: "ListRow"
    last_name: str
    first_name: str
    middle_name: str
    organization: OrganizationKey
    birth_year: int | None = None
    positions: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    more: frozenset[Place] = frozenset()
    qualification: QualificationCategory | None = None
    career_since: int | None = None
    by_experience: bool = False
    mentor_capacity: int | None = None

    @property
    def name(self) -> str:
        return normal(f"{self.last_name} {self.first_name} {self.middle_name}")


class ListRow(Row):
    """A row whose columns may be missing."""

    def raw(self, column: str) -> Raw | None:
        place = self._places.get(column)
        raw = self._cells[place] if place is not None and place < len(self._cells) else ""
        return None if raw == "" else raw

    def forget(self) -> None:
        """Its cells: only where it stands is of interest from now on."""
        self._cells = ()

    @property
    def is_bare(self) -> bool:
        """Only one cell says something: a title within the table."""
        return sum(cell != "" for cell in self._cells) == 1

    @property
    def first_text(self) -> str:
        return next((as_text(cell) for cell in self._cells if cell != ""), "")

    @property
    def first_column(self) -> str:
        """Where the first text stands; empty for a column nobody takes."""
        first = next((place for place, cell in enumerate(self._cells) if cell != ""), None)
        return next((key for key, place in self._places.items() if place == first), "")

    @property
    def looks_like_name(self) -> bool:
        """Two words with a capital each, where names stand: nothing else may be known of a person."""
        words = self.first_text.split()
        return (
            self.first_column in NAMED
            and len(words) > 1
            and all(NAME.fullmatch(each) and each.istitle() for each in words)
        )

    @property
    def goes_on(self) -> bool:
        """A second subject or position below a person, where the other cells were left empty."""
        return self.first_column in WORK and not self._cells[0]

    @property
    def has_name(self) -> bool:
        return any(as_text(self.raw(column) or "")[:1].isalpha() for column in NAMED)

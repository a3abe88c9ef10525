"""What is wrong in a workbook: every complaint says where it stands and what to do, in the words of the content."""

from dataclasses import dataclass
from typing import Any

from .names import Index
from .words import Words

LISTED = 200
"""So many complaints are listed, a closing line counts the rest."""
KEPT = 5_000
"""So many are kept at most for sorting."""
GUESSED = 200
"""So many times a likely word is looked for: each costs a walk over all names."""


@dataclass(frozen=True, slots=True)
class RosterError:
    """One complaint; `row` counts from 1 as in Excel (0: the whole sheet), all three are empty for the whole file."""

    sheet: str
    row: int
    column: str
    what: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class Problems:
    """Collects complaints, and what is only worth a look (`warnings`), while everything goes on being read."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.meanings = {kind: words.meaning(kind) for kind in words.values}
        self.warnings: list[RosterError] = []
        self._found: list[tuple[int, int, RosterError]] = []
        self._count = self._guesses = 0
        self._order = {key: place for place, key in enumerate(words.sheets)}

    def __bool__(self) -> bool:
        return self._count > 0

    @property
    def count(self) -> int:
        return self._count

    def add(self, error: str, sheet: str = "", row: int = 0, column: str = "", **values: object) -> None:
        self._count += 1
        if len(self._found) < KEPT:
            made = self._made(error, sheet, row, column, values)
            self._found.append((self._order.get(sheet, -1), row, made))

    def refuse(self, error: str, values: dict[str, object]) -> None:
        """A complaint about the file as a whole."""
        self._count += 1
        self._found.append((-1, 0, self._made(error, "", 0, "", dict(values))))

    def warn(self, warning: str, sheet: str, row: int, column: str, **values: object) -> None:
        if len(self.warnings) < LISTED:
            self.warnings.append(self._made(warning, sheet, row, column, values))

    def guess(self, text: str, index: Index[Any]) -> str:
        """A sentence with the likely word, or nothing; leading space included."""
        self._guesses += 1
        found = index.guess(text) if self._guesses <= GUESSED else None
        return " " + self.words.errors["maybe"].format(guess=found) if found else ""

    def listed(self) -> list[RosterError]:
        """In the order of sheets and rows, at most LISTED of them and a closing line."""
        ordered = [error for _, _, error in sorted(self._found, key=lambda item: item[:2])][:LISTED]
        if (more := self._count - len(ordered)) > 0:
            ordered.append(RosterError("", 0, "", self.words.errors["more"].format(count=more)))
        return ordered

    def _made(self, error: str, sheet: str, row: int, column: str, values: dict[str, object]) -> RosterError:
        tail = str(values.pop("tail", ""))
        what = self.words.errors[error].format_map(values) + tail
        if not sheet:
            return RosterError("", 0, "", what)
        titles = self.words.sheets[sheet]
        title = titles.columns[column].title if column in titles.columns else column
        where = self.words.errors["where" if row else "where_sheet"].format(sheet=titles.title, row=row, column=title)
        return RosterError(titles.title, row, title, what, where)

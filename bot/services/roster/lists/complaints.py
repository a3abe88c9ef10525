"""Complaints about such a list: where they stand is said by the list's own names of sheets and columns."""

from typing import Any

from ..problems import Problems, RosterError
from ..words import Words
from .headers import Header
from .words import ListWords


class Complaints(Problems):
    """`only_sheet`: the name of the sheet goes without saying."""

    def __init__(self, words: Words, list_words: ListWords) -> None:
        super().__init__(words)
        self._own = list_words
        self._headers: dict[str, Header] = {}
        self.only_sheet = True

    def in_order(self) -> list[RosterError]:
        """All that are kept, by sheet and row."""
        return [error for _, _, error in sorted(self._found, key=lambda item: item[:2])]

    def reads(self, sheet: str, header: Header) -> None:
        self._order[sheet] = len(self._order)
        self._headers[sheet] = header

    def _made(self, error: str, sheet: str, row: int, column: str, values: dict[str, Any]) -> RosterError:
        tail = str(values.pop("tail", ""))
        texts = self._own.errors.get(error) or self.words.errors[error]
        what = texts.format_map(values) + tail
        if not row:
            return RosterError(sheet, 0, "", what)
        header = self._headers[sheet]
        title = header.titles.get(column) or next((header.titles[key] for key in NAMED if key in header.titles), "")
        kind = ("where" if title else "where_row") + ("" if self.only_sheet else "_sheet")
        where = self._own.errors[kind].format_map({"sheet": sheet, "row": row, "column": title})
        return RosterError(sheet, row, title, what, where)


NAMED = ("full_name", "last_name")
"""Where a complaint about a whole row is put."""

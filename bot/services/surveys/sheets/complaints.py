"""What is wrong in a survey's table, in the words of the content, each with sheet, row and column."""

import re
from collections.abc import Mapping

from ....services.roster.names import Index, normal
from ..checking import Problem
from .words import SurveyWords

SHOWN = 40
"""Characters of a cell that are quoted."""
CAUSES = {
    "options": ("kind",),
    "group": ("kind",),
    "most": ("kind", "least"),
    "least": ("kind", "most"),
    "answers": ("if",),
    "if": ("answers",),
}
"""Column -> others without which it cannot be judged."""
MINUTE = 60
DIGIT = re.compile(r"\d")
SHORT = 5
"""Characters of a word in which another letter makes another word."""


class Complaints:
    """Collects them while everything goes on being read; `cells` (row, column) do not say what was meant.

    `typed`: code -> as it stands in the table, for she knows it by that.
    """

    def __init__(self, words: SurveyWords) -> None:
        self._words = words
        self._found: list[tuple[int, int, str]] = []
        self._computed: set[tuple[str, int, str]] = set()
        self.cells: set[tuple[int, str]] = set()
        self._sections: set[tuple[int, str]] = set()
        self.typed: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def listed(self) -> list[str]:
        """By sheet and row."""
        return list(dict.fromkeys(text for *_, text in sorted(self._found, key=lambda one: one[:2])))

    def file(self, error: str, texts: Mapping[str, str], values: Mapping[str, object]) -> None:
        """About the file as a whole; `texts` say what the words of a survey's table leave to those of any table."""
        text = self._words.errors.get(error) or texts[error]
        self._found.append((0, 0, text.format_map(values)))

    def sheet(self, title: str, error: str, **values: object) -> None:
        what = self._words.errors[error].format_map(values)
        self._found.append((1, 0, self._words.errors["where_sheet"].format(sheet=title, what=what)))

    def about(self, row: int, field: str, error: str, **values: object) -> None:
        self._add(1, "about", row, self._words.about[field].title, error, values)

    def question(self, row: int, column: str, error: str, **values: object) -> None:
        self.cells.add((row, column))
        self._cell(2, "questions", row, column, error, values)

    def section(self, row: int, column: str, error: str, **values: object) -> None:
        self._sections.add((row, column))
        self._cell(3, "sections", row, column, error, values)

    def follows(self, found: Problem, rows: list[int], sections: Mapping[tuple[str, str], int]) -> bool:
        """Whether what is wrong there may only follow from a cell already complained of."""
        if found.block:
            return any(row == _section(found, sections) for row, _ in self._sections)
        if found.number is None:
            return False
        row, column = rows[found.number], found.field
        return any((row, one) in self.cells for one in (column, *CAUSES.get(column, ())))

    def known(self, values: Mapping[str, list[str]]) -> str:
        return ", ".join(words[0] for words in values.values())

    def meaning(self, values: Mapping[str, list[str]], text: str) -> str:
        """What a word stands for, a slip of the pen forgiven; "" for an unknown one."""
        index: Index[str] = Index()
        for key, words in values.items():
            index.add(key, words)
        found = index.find(text)
        if not found and (meant := index.guess(text)) and _is_slip(normal(text), normal(meant)):
            found = index.find(meant)
        return found[0] if found else ""

    def problem(
        self, found: Problem, rows: list[int], about: Mapping[str, int], sections: Mapping[tuple[str, str], int]
    ) -> None:
        """What the rules of every survey say against this one."""
        values = {**found.values, "text": _quoted(found.values.get("text", ""))}
        if found.what == "code":
            self._told(found, rows, "bad_code", {"text": found.at[0]})
        elif found.what == "slow":
            self.sheet(self._words.titles["questions"], "slow", minutes=round(int(str(values["count"])) / MINUTE))
        elif found.block:
            self.section(_section(found, sections), found.field, found.what, **values)
        elif found.number is None and found.field in about:
            self.about(about[found.field], found.field, found.what, **values)
        elif found.number is None:
            self.sheet(self._words.titles["questions"], found.what, **values)
        else:
            self._told(found, rows, found.what, values)

    def _told(self, found: Problem, rows: list[int], error: str, values: Mapping[str, object]) -> None:
        self.question(rows[found.number or 0], found.field, error, **values)

    def _cell(self, order: int, sheet: str, row: int, column: str, error: str, values: Mapping[str, object]) -> None:
        """What a formula gave the last time is not judged besides."""
        if error == "formula":
            self._computed.add((sheet, row, column))
        elif (sheet, row, column) in self._computed:
            return
        columns = self._words.columns if sheet == "questions" else self._words.sections
        self._add(order, sheet, row, columns[column].title, error, values)

    def _add(self, order: int, sheet: str, row: int, column: str, error: str, values: Mapping[str, object]) -> None:
        code = str(values.get("code", ""))
        what = self._words.errors[error].format_map({**values, "code": self.typed.get(code, code)})
        where = {"sheet": self._words.titles[sheet], "row": row, "column": column, "what": what}
        self._found.append((order, row, self._words.errors["where" if row else "where_sheet"].format_map(where)))


def _is_slip(typed: str, meant: str) -> bool:
    """A letter or a few, never a word or a number: «not to schools» and «1 to 10» are no spelling of what we know."""
    from rapidfuzz.distance import OSA  # late: only a table needs it

    if len(typed.split()) != len(meant.split()) or DIGIT.findall(typed) != DIGIT.findall(meant):
        return False
    return OSA.distance(typed, meant) <= (1 + len(meant) // 10 if len(typed) > SHORT else 0)


def _section(found: Problem, sections: Mapping[tuple[str, str], int]) -> int:
    """The row with the condition, or the first one of the section."""
    code = str(found.values.get("code", ""))
    return sections.get((found.block, code)) or sections[found.block, ""]


def _quoted(text: object) -> str:
    said = str(text)
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}…"

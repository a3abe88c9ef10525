"""The sheet of sections that are not shown to everybody: a row names one, and what must have been answered before."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from ...roster.names import normal
from ...roster.workbook import Raw
from .columns import ANY, EVERY, SECTIONS
from .complaints import Complaints
from .rows import Needs, Tell, lines, read_needs, twice, understood
from .words import SurveyWords

FIELD = {EVERY: "if", ANY: "if_any"}


class SectionRow(NamedTuple):
    """`mode`: whether all of `needs` must hold, or one of them."""

    number: int
    title: str
    mode: str
    needs: Needs


Places = Mapping[tuple[str, str], int]
"""(key of a block, code its condition looks at) -> row; the block's first row under the code ""."""


def read_section(number: int, cells: Mapping[str, Raw], words: SurveyWords, complaints: Complaints) -> SectionRow:
    given = {one.key: lines(cells.get(one.key, "")) for one in SECTIONS}
    tell: Tell = partial(complaints.section, number)
    said = {key: " ".join(found) for key, found in given.items()}
    for key in ("block", "if", "answers"):
        if not said[key]:
            tell(key, "empty")
    mode = complaints.meaning(words.modes, said["mode"]) if said["mode"] else EVERY
    if not mode:
        tell("mode", "mode", text=said["mode"][:40], known=complaints.known(words.modes))
    is_whole = bool(said["if"] and said["answers"])
    needs = read_needs(given["if"], given["answers"], words, complaints, tell) if is_whole else []
    return SectionRow(number, said["block"], mode or EVERY, needs)


def put(
    blocks: list[dict[str, Any]],
    sections: list[SectionRow],
    by_code: Mapping[str, Any],
    words: SurveyWords,
    complaints: Complaints,
) -> dict[tuple[str, str], int]:
    """Give the blocks their conditions, rows of one section together; where each of them stands."""
    places: dict[tuple[str, str], int] = {}
    needs: dict[tuple[str, str], Needs] = {}
    for row in sections:
        tell: Tell = partial(complaints.section, row.number)
        meant = [block for block in blocks if normal(block["title"]) == normal(row.title)]
        if row.title and not meant:
            tell("block", "section", text=row.title[:40])
        for block in meant:
            both = needs[block["key"], row.mode] = [*needs.get((block["key"], row.mode), []), *row.needs]
            twice(both, tell)
            if found := understood(both, by_code, words):
                block[FIELD[row.mode]] = found
            for code in ("", *(code for code, _ in row.needs)):
                places.setdefault((block["key"], code), row.number)
    return places

"""A row of the table is a question; what an unreadable cell should have said is passed over after a complaint."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...roster.cells import as_text, cleaned
from ...roster.names import normal
from ...roster.workbook import Raw
from ..model import SCALE, Kind
from ..reading import SHORT_TEXT
from .columns import EVERYBODY
from .complaints import Complaints
from .words import SurveyWords

BULLET = re.compile(r"^[•*–—-]\s+")
RANGE = re.compile(r"([1-5])\s*[-–—]\s*([1-5])")
CODE_LONGEST = 40
CHOICES = (Kind.SINGLE, Kind.MULTIPLE)


@dataclass
class Row:
    """`needs`: lines of (code, answers) as written, understood when all questions are known."""

    number: int
    block: str
    raw: dict[str, Any]
    needs: list[tuple[str, list[str]]] = field(default_factory=list)


def read_row(number: int, cells: Mapping[str, Raw], words: SurveyWords, complaints: Complaints) -> Row:
    """The question of one row, all but its conditions."""
    given = {key: lines(cell) for key, cell in cells.items()}
    said = {key: " ".join(found) for key, found in given.items()}
    code = words.code(said["code"])
    if not code:
        complaints.question(number, "code", *(["bad_code"] if said["code"] else ["empty"]), text=said["code"][:40])
    if not said["text"]:
        complaints.question(number, "text", "empty")
    kind = _kind(number, said, words, complaints)
    raw: dict[str, Any] = {"code": code or f"row{number}", "kind": kind.value, "text": said["text"] or "?"}
    raw |= _own(number, kind, cells, given, words, complaints)
    if only := _only(number, given["only"], words, complaints):
        raw["only"] = only
    needs = _needs(number, given["if"], given["answers"], words, complaints)
    return Row(number, said["block"], raw, needs)


def definition(title: str, purpose: str, rows: list[Row], words: SurveyWords, complaints: Complaints) -> dict[str, Any]:
    """As it would stand in YAML: rows below one heading are a block."""
    by_code: dict[str, dict[str, Any]] = {}
    for row in rows:
        by_code.setdefault(row.raw["code"], row.raw)
    blocks: list[dict[str, Any]] = []
    for row in rows:
        if wanted := _conditions(row, by_code, complaints):
            row.raw["if"] = wanted
        if not blocks or (row.block and row.block != blocks[-1]["title"]):
            blocks.append({"key": f"b{len(blocks) + 1}", "title": row.block or words.block, "questions": []})
        blocks[-1]["questions"].append(row.raw)
    return {"title": title, "purpose": purpose, "blocks": blocks}


def lines(cell: Raw) -> list[str]:
    """What stands on each line of a cell, without bullets."""
    text = as_text(cell).replace("_x000D_", "")
    return [found for line in text.splitlines() if (found := BULLET.sub("", as_text(cleaned(line)))) not in ("", "-")]


def several(found: list[str]) -> list[str]:
    return [one.strip() for line in found for one in line.split(";") if one.strip()]


def _kind(number: int, said: Mapping[str, str], words: SurveyWords, complaints: Complaints) -> Kind:
    if not said["kind"] and said["options"]:
        return Kind.SINGLE
    if found := complaints.meaning(words.kinds, said["kind"]):
        return Kind(found)
    if said["kind"]:
        complaints.question(number, "kind", "kind", text=said["kind"][:40], known=complaints.known(words.kinds))
    else:
        complaints.question(number, "kind", "empty")
    return Kind.SINGLE if said["options"] else Kind.SCALE


def _own(
    number: int,
    kind: Kind,
    cells: Mapping[str, Raw],
    given: Mapping[str, list[str]],
    words: SurveyWords,
    complaints: Complaints,
) -> dict[str, Any]:
    """What a question of this kind has besides."""
    if kind in CHOICES:
        return {"options": keyed(several(given["options"]), words)}
    if given["options"]:
        complaints.question(number, "options", "options_unused")
    if kind is Kind.SCALE:
        low, high = " ".join(given["least"]), " ".join(given["most"])
        return {"low": low, "high": high} if low and high else {}
    if kind is Kind.TEXT:
        return {"most": _whole(number, "most", cells["most"], complaints) if given["most"] else SHORT_TEXT}
    return {side: _whole(number, side, cells[side], complaints) for side in ("least", "most")}


def keyed(labels: list[str], words: SurveyWords) -> dict[str, str]:
    """Each under a name made of its words, so that in the next version the same words have the same name."""
    found: dict[str, str] = {}
    for label in labels:
        name = words.code(label) or "o"
        name = (name if name[0].isalpha() else f"o_{name}")[: CODE_LONGEST - 4].rstrip("_")
        key, count = name, 1
        while key in found:
            count += 1
            key = f"{name}_{count}"
        found[key] = label
    return found


def _whole(number: int, column: str, cell: Raw, complaints: Complaints) -> int:
    text = as_text(cleaned(cell)).replace(" ", "")
    if not text:
        complaints.question(number, column, "empty")
    elif text.removeprefix("-").isdecimal() and text.isascii() and len(text) < CODE_LONGEST:
        return int(text)
    else:
        complaints.question(number, column, "not_whole", text=text[:40])
    return 0


def _only(number: int, given: list[str], words: SurveyWords, complaints: Complaints) -> list[str]:
    found = []
    for name in several([line.replace(",", ";") for line in given]):
        tag = complaints.meaning(words.audiences, name)
        if not tag:
            complaints.question(number, "only", "audience", text=name[:40], known=complaints.known(words.audiences))
        found.append(tag)
    return [] if EVERYBODY in found else [tag for tag in found if tag]


def _needs(
    number: int, codes: list[str], answers: list[str], words: SurveyWords, complaints: Complaints
) -> list[tuple[str, list[str]]]:
    if len(codes) == 1 and len(answers) > 1:  # one condition, its answers below each other
        answers = ["; ".join(answers)]
    if len(codes) != len(answers):
        complaints.question(number, "answers" if len(codes) > len(answers) else "if", "empty")
    found = [(words.code(code) or code, several([said])) for code, said in zip(codes, answers, strict=False)]
    for place, (code, _) in enumerate(found):
        if code in [before for before, _ in found[:place]]:
            complaints.question(number, "if", "if_twice", code=code)
    return found


def _conditions(row: Row, by_code: Mapping[str, dict[str, Any]], complaints: Complaints) -> dict[str, list[Any]]:
    """Code -> answers as the definition names them; what it has not is left as written, to be complained of."""
    return {code: _meant(said, by_code.get(code, {})) for code, said in row.needs if said}


def _meant(said: list[str], target: Mapping[str, Any]) -> list[Any]:
    if target.get("kind") == Kind.SCALE:
        return [number for text in said for number in _numbers(text)]
    keys = {normal(label): key for key, label in target.get("options", {}).items()}
    return [keys.get(normal(text), text) for text in said]


def _numbers(text: str) -> list[Any]:
    if found := RANGE.fullmatch(text):
        return list(range(int(found[1]), int(found[2]) + 1)) or [text]
    return [int(text)] if text.isascii() and text.isdecimal() and int(text) in SCALE else [text]

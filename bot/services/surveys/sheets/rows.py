"""A row of the table is a question; what an unreadable cell should have said is passed over after a complaint."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ...roster.cells import as_text, cleaned
from ...roster.names import normal
from ...roster.workbook import Raw
from ..model import SCALE, Kind
from ..reading import SHORT_TEXT
from .columns import COMPETENCE, EVERYBODY
from .complaints import Complaints
from .words import SurveyWords

BULLET = re.compile(r"^[•*–—-]\s+")
RANGE = re.compile(r"([1-5])\s*[-–—]\s*([1-5])")
AND = re.compile(r"[,/]|\sи\s")
"""Between two audiences of one line."""
CODE_LONGEST = 40
CHOICES = (Kind.SINGLE, Kind.MULTIPLE)
Needs = list[tuple[str, list[str]]]
"""(code, answers) as written, understood when all questions are known."""
Tell = Callable[..., None]
"""Complains of a column of the row that is read: its key, the error, what the error says."""


@dataclass
class Row:
    number: int
    block: str
    raw: dict[str, Any]
    needs: Needs = field(default_factory=list)


def read_row(number: int, cells: Mapping[str, Raw], words: SurveyWords, complaints: Complaints) -> Row:
    """The question of one row, all but its conditions."""
    given = {key: lines(cell) for key, cell in cells.items()}
    said = {key: " ".join(found) for key, found in given.items()}
    tell = partial(complaints.question, number)
    code = words.code(said["code"])
    complaints.typed.setdefault(code, said["code"][:CODE_LONGEST])
    if not code:
        tell("code", *(["bad_code"] if said["code"] else ["empty"]), text=said["code"][:40])
    if not said["text"]:
        tell("text", "empty")
    kind = _kind(said, words, complaints, tell)
    plain = Kind.SINGLE if kind == COMPETENCE else Kind(kind)
    raw: dict[str, Any] = {"code": code or f"row{number}", "kind": plain.value, "text": said["text"] or "?"}
    raw |= _own(kind, cells, given, words, tell if (number, "kind") not in complaints.cells else _say_nothing)
    raw |= _measured(said, words, complaints, tell)
    if only := _only(given["only"], words, complaints, tell):
        raw["only"] = only
    if instead := _instead(given["instead_for"], given["instead"], words, complaints, tell):
        raw["instead"] = instead
    return Row(number, said["block"], raw, read_needs(given["if"], given["answers"], words, complaints, tell))


def lines(cell: Raw) -> list[str]:
    """What stands on each line of a cell, without bullets."""
    text = as_text(cell).replace("_x000D_", "")
    return [found for line in text.splitlines() if (found := BULLET.sub("", as_text(cleaned(line)))) not in ("", "-")]


def several(found: list[str]) -> list[str]:
    return [one.strip() for line in found for one in line.split(";") if one.strip()]


def _kind(said: Mapping[str, str], words: SurveyWords, complaints: Complaints, tell: Tell) -> str:
    """A kind of questions, or COMPETENCE; who says nothing has shown it by what else she filled in."""
    if not said["kind"] and (said["options"] or said["group"]):
        return Kind.SINGLE if said["options"] else COMPETENCE
    if found := complaints.meaning(words.kinds, said["kind"]):
        return found
    if said["kind"]:
        tell("kind", "kind", text=said["kind"][:40], known=complaints.known(words.kinds))
    else:
        tell("kind", "empty")
    return Kind.SINGLE if said["options"] else Kind.SCALE


def _say_nothing(column: str, error: str, **values: object) -> None:
    """Of what a question has besides, while nobody can say of what kind it is."""


def _own(
    kind: str, cells: Mapping[str, Raw], given: Mapping[str, list[str]], words: SurveyWords, tell: Tell
) -> dict[str, Any]:
    """What a question of this kind has besides."""
    options = several(given["options"])
    if kind in CHOICES:
        return {"options": keyed(options, words)}
    if kind == COMPETENCE:
        if options and [normal(one) for one in options] != [normal(one) for one in words.scale.values()]:
            tell("options", "options_unused")
        return {"scale": COMPETENCE}
    if options:
        tell("options", "options_unused")
    if kind == Kind.SCALE:
        return _ends(" ".join(given["least"]), " ".join(given["most"]), tell)
    if kind == Kind.TEXT:
        return {"most": _whole("most", cells["most"], tell) if given["most"] else SHORT_TEXT}
    return {side: _whole(side, cells[side], tell) for side in ("least", "most")}


def _ends(low: str, high: str, tell: Tell) -> dict[str, str]:
    """What the ends of a scale mean, in words: its numbers are always the same, so others would be passed over."""
    if (low, high) in (("", ""), tuple(map(str, (SCALE[0], SCALE[-1])))):
        return {}
    for column, said in (("least", low), ("most", high)):
        if not said or said.isdecimal():
            tell(column, "scale_end" if said else "empty", text=said[:CODE_LONGEST])
    return {"low": low, "high": high} if low and high else {}


def _measured(said: Mapping[str, str], words: SurveyWords, complaints: Complaints, tell: Tell) -> dict[str, str]:
    """The group of competences it belongs to, and how it is named in a result."""
    found = {"short": said["short"]} if said["short"] else {}
    if said["group"]:
        if group := complaints.meaning(words.groups, said["group"]):
            found["group"] = group
        else:
            tell("group", "group", text=said["group"][:40], known=complaints.known(words.groups))
    return found


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


def _whole(column: str, cell: Raw, tell: Tell) -> int:
    text = as_text(cleaned(cell)).replace(" ", "")
    if not text:
        tell(column, "empty")
    elif text.removeprefix("-").isdecimal() and text.isascii() and len(text) < CODE_LONGEST:
        return int(text)
    else:
        tell(column, "not_whole", text=text[:40])
    return 0


def _only(given: list[str], words: SurveyWords, complaints: Complaints, tell: Tell) -> list[str]:
    found = [_tag("only", name, words.audiences, complaints, tell) for name in _names(given)]
    return [] if EVERYBODY in found else [tag for tag in found if tag]


def _instead(
    given: list[str], texts: list[str], words: SurveyWords, complaints: Complaints, tell: Tell
) -> dict[str, str]:
    """Tag -> other words; several are paired line by line, as conditions are."""
    if len(given) == 1 and len(texts) > 1:  # one text that is written on several lines
        texts = [" ".join(texts)]
    if bool(given) != bool(texts):
        tell("instead" if given else "instead_for", "empty")
    elif len(given) != len(texts):
        tell("instead", "pairs", count=len(given), lines=len(texts))
    known = {key: names for key, names in words.audiences.items() if key != EVERYBODY}
    found: dict[str, str] = {}
    for names, text in zip(given, texts, strict=False):
        for name in _names([names]):
            tag = _tag("instead_for", name, known, complaints, tell)
            if tag in found:
                tell("instead_for", "instead_twice", text=name[:40])
            found[tag] = text
    return {tag: text for tag, text in found.items() if tag}


def _names(given: list[str]) -> list[str]:
    return several([AND.sub(";", line) for line in given])


def _tag(column: str, name: str, known: Mapping[str, list[str]], complaints: Complaints, tell: Tell) -> str:
    tag = complaints.meaning(known, name)
    if not tag:
        tell(column, "audience", text=name[:40], known=complaints.known(known))
    return tag


def read_needs(codes: list[str], answers: list[str], words: SurveyWords, complaints: Complaints, tell: Tell) -> Needs:
    if len(codes) == 1 and len(answers) > 1:  # one condition, its answers below each other
        answers = ["; ".join(answers)]
    if bool(codes) != bool(answers):
        tell("answers" if codes else "if", "empty")
    elif len(codes) != len(answers):
        tell("answers", "pairs", count=len(codes), lines=len(answers))
    found = []
    for typed, said in zip(codes, answers, strict=False):
        code = words.code(typed) or typed
        complaints.typed.setdefault(code, typed[:CODE_LONGEST])
        found.append((code, several([said])))
    twice(found, tell)
    return found


def twice(found: Needs, tell: Tell) -> None:
    """Complains of a question that is asked for a second time."""
    for place, (code, _) in enumerate(found):
        if code in [before for before, _ in found[:place]]:
            tell("if", "if_twice", code=code)


def understood(
    needs: Iterable[tuple[str, list[str]]], by_code: Mapping[str, Any], words: SurveyWords
) -> dict[str, Any]:
    """Code -> answers as the definition names them; what it has not is left as written, to be complained of."""
    return {code: _meant(said, by_code.get(code, {}), words) for code, said in needs if said}


def _meant(said: list[str], target: Mapping[str, Any], words: SurveyWords) -> list[Any]:
    if target.get("kind") == Kind.SCALE:
        return [number for text in said for number in _numbers(text)]
    options = words.scale if "scale" in target else target.get("options", {})
    keys = {normal(label): key for key, label in options.items()}
    return [keys.get(normal(text), text) for text in said]


def _numbers(text: str) -> list[Any]:
    if found := RANGE.fullmatch(text):
        return list(range(int(found[1]), int(found[2]) + 1)) or [text]
    return [int(text)] if text.isascii() and text.isdecimal() and int(text) in SCALE else [text]

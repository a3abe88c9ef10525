"""The rules as a table a methodist edits: read with a complaint for every row that is not understood, and written."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from ..surveys.model import Kind, Survey
from .rules import DAYS, EVIDENCE, LEAST, LINK, SUPPORT, TEXT, Rule, Rules, is_link

COLUMNS = {"text": 48, "form": 20, "topics": 34, "help": 24, "days": 10, "evidence": 28, "link": 24, "mentor": 16}
"""Key -> width."""
NEEDED = ("text", "form", "days", "evidence")
MOST_ROWS = 200
LINE = 16
"""Height of a line: an office program does not find it out by itself."""
HEAD_ROWS = 10
"""The titles of the columns stand in one of the first rows."""
SEPARATOR = re.compile(r"[;,\n]")


@dataclass(frozen=True, slots=True)
class Words:
    """How the sheets and columns are called, what stands for yes; the instruction, a paragraph a line."""

    sheet: str
    about: str
    topics: str
    columns: Mapping[str, str]
    yes: str
    instruction: str


class Complaint(NamedTuple):
    """`row` as Excel counts, 0 for the whole table; `values` go into the words of the `kind`."""

    row: int
    column: str
    kind: str
    values: dict[str, str]


@dataclass
class Reading:
    """What was understood so far."""

    usual: Rules
    survey: Survey
    words: Words
    rules: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)  # key of a rule -> where it stands

    def complain(self, row: int, column: str, kind: str, **values: object) -> None:
        self.complaints.append(Complaint(row, column, kind, {name: str(value) for name, value in values.items()}))


def read_table(
    tables: Mapping[str, list[list[str]]], words: Words, usual: Rules, survey: Survey
) -> tuple[list[dict[str, Any]], list[Complaint]]:
    """(the rules as they are stored, complaints); the rules are good only without complaints."""
    reading = Reading(usual, survey, words)
    found = _head(tables, words)
    if found is None:
        reading.complain(0, "", "no_table", sheet=words.sheet, columns=", ".join(words.columns[one] for one in NEEDED))
        return [], reading.complaints
    rows, first, places = found
    for key in NEEDED:
        if key not in places:
            reading.complain(first, "", "missing_column", title=words.columns[key])
    if reading.complaints:
        return [], reading.complaints
    for number, row in enumerate(rows[first:], first + 1):
        cells = {key: _plain(row[place]) if place < len(row) else "" for key, place in places.items()}
        if any(cells.values()):
            _row(reading, number, cells)
    _whole(reading)
    return reading.rules, reading.complaints


def _head(tables: Mapping[str, list[list[str]]], words: Words) -> tuple[list[list[str]], int, dict[str, int]] | None:
    """(rows, how many stand above the first rule, column -> place), of our sheet before any other."""
    titles = {title.casefold(): key for key, title in words.columns.items()}
    for _, rows in sorted(tables.items(), key=lambda one: one[0] != words.sheet):
        for number, row in enumerate(rows[:HEAD_ROWS], 1):
            places: dict[str, int] = {}
            for place, cell in enumerate(row):
                key = titles.get(_plain(cell).casefold())
                if key is not None:
                    places.setdefault(key, place)
            if "text" in places:
                return rows, number, places
    return None


def _plain(cell: str) -> str:
    """One line: where a sign nobody sees stands, a space."""
    return " ".join("".join(sign if sign.isprintable() or sign == "\n" else " " for sign in cell).split(" ")).strip()


def _row(reading: Reading, number: int, cells: dict[str, str]) -> None:
    """A rule, or complaints; every cell of the row is looked at."""
    before = len(reading.complaints)
    for key, limit in (("text", TEXT), ("evidence", EVIDENCE)):
        cells[key] = " ".join(cells[key].split())
        if not cells[key]:
            reading.complain(number, key, "empty")
        elif len(cells[key]) > limit:
            reading.complain(number, key, "too_long", limit=limit)
    made: dict[str, Any] = {"key": _key(reading.usual, cells["text"]), "text": cells["text"]}
    made |= {"form": _form(reading, number, cells["form"]), "evidence": cells["evidence"]}
    made |= {"days": _days(reading, number, cells["days"]), **_topics(reading, number, cells.get("topics", ""))}
    is_about = "group" in made or not cells.get("topics")  # else the topic is to be put right first
    made |= {"helps": _help(reading, number, made.get("group", ""), cells.get("help", "") if is_about else "")}
    made |= {"link": _link(reading, number, cells.get("link", ""))}
    made |= {"mentor": _is_yes(reading, number, cells.get("mentor", ""))}
    if made["key"] in reading.rows:
        reading.complain(number, "text", "twice", earlier=reading.rows[made["key"]])
    reading.rows[made["key"]] = number
    if len(reading.complaints) == before:
        reading.rules.append(made)


def _key(usual: Rules, text: str) -> str:
    """The usual rule's where it says the same, so that nobody is proposed the same step twice."""
    same = next((one.key for one in usual.rules if one.text.casefold() == text.casefold()), None)
    return same or f"own_{hashlib.sha256(text.casefold().encode()).hexdigest()[:16]}"


def _form(reading: Reading, number: int, said: str) -> str:
    forms = {name.casefold(): key for key, name in reading.usual.forms.items()}
    found = forms.get(said.casefold())
    if found is None:
        reading.complain(number, "form", "unknown_form", text=said, forms=", ".join(reading.usual.forms.values()))
    return found or ""


def _days(reading: Reading, number: int, said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(DAYS)) and 1 <= int(said) <= DAYS):
        reading.complain(number, "days", "bad_days", limit=DAYS)
        return 0
    return int(said)


def topics_of(survey: Survey) -> dict[str, list[tuple[str, str]]]:
    """Area -> (code, short name) of every statement of it that can ask for support."""
    found: dict[str, list[tuple[str, str]]] = {key: [] for key in survey.groups}
    for one in survey.questions:
        if one.group and SUPPORT in one.options:
            found[one.group].append((one.code, one.short or one.code))
    return found


def _topics(reading: Reading, number: int, said: str) -> dict[str, Any]:
    """An area's name stands for all its statements; nothing: the step suits everybody."""
    names: dict[str, tuple[str, list[str]]] = {}
    for group, topics in topics_of(reading.survey).items():
        names[reading.survey.groups[group].casefold()] = (group, [code for code, _ in topics])
        for code, short in topics:
            names[short.casefold()] = names[code.casefold()] = (group, [code])
    groups, codes = dict[str, None](), dict[str, None]()
    for part in filter(None, map(str.strip, SEPARATOR.split(said))):
        if part.casefold() not in names:
            reading.complain(number, "topics", "unknown_topic", text=part)
            continue
        group, meant = names[part.casefold()]
        groups[group] = None
        codes |= dict.fromkeys(meant)
    if len(groups) > 1:
        reading.complain(number, "topics", "two_areas", areas=", ".join(reading.survey.groups[one] for one in groups))
    return {"group": next(iter(groups)), "wants": list(codes)} if groups else {}


def helps_of(survey: Survey, group: str) -> tuple[str, Mapping[str, str]]:
    """(code, option -> label) of the question which help she wants with this area; empty where it is not asked."""
    found = survey.by_code.get(f"{group}_help")
    return (found.code, found.options) if found is not None and found.kind is Kind.MULTIPLE else ("", {})


def _help(reading: Reading, number: int, group: str, said: str) -> dict[str, str]:
    if not said:
        return {}
    code, options = helps_of(reading.survey, group)
    found = {label.casefold(): option for option, label in options.items()}.get(said.casefold())
    if found is None:
        kind = "unknown_help" if options else "help_alone"
        reading.complain(number, "help", kind, text=said, options="; ".join(options.values()))
        return {}
    return {code: found}


def _link(reading: Reading, number: int, said: str) -> str:
    if not is_link(said):
        reading.complain(number, "link", "bad_link", limit=LINK)
    return said


def _is_yes(reading: Reading, number: int, said: str) -> bool:
    if said and said.casefold() != reading.words.yes.casefold():
        reading.complain(number, "mentor", "bad_yes", yes=reading.words.yes)
    return bool(said)


def _whole(reading: Reading) -> None:
    """What no row shows alone; only where every row was understood."""
    if not reading.rows:
        reading.complain(0, "", "no_rows")
    elif len(reading.rows) > MOST_ROWS:
        reading.complain(0, "", "too_many", limit=MOST_ROWS)
    elif not reading.complaints and sum(not one.get("wants") and not one["mentor"] for one in reading.rules) < LEAST:
        reading.complain(0, "", "few_general", least=LEAST, title=reading.words.columns["topics"])


def stored(rules: list[dict[str, Any]]) -> str:
    return json.dumps(rules, ensure_ascii=False)


def write_table(rules: Rules, survey: Survey, words: Words) -> bytes:
    """The workbook to fill in, with these rules in it; every cell is text or a number, no formula."""
    from xlsxwriter import Workbook  # late: it is needed only here

    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 (the library wants it naive)
        bold = book.add_format({"bold": True, "bg_color": "#D9E6F2", "border": 1, "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
        sheet = book.add_worksheet(words.sheet)
        _fill(sheet, [[words.columns[key] for key in COLUMNS], *_cells(rules, survey, words)], COLUMNS, (bold, text))
        _choices(sheet, rules, words)
        topics = [[words.columns["topics"], words.columns["help"]], *_known(survey)]
        _fill(book.add_worksheet(words.topics), topics, {"topics": 60, "help": 40}, (bold, text))
        lines = [[one] for one in words.instruction.strip().split("\n") if one]
        _fill(book.add_worksheet(words.about), lines, {"": 100}, (text, text))
    return out.getvalue()


def _fill(sheet: Any, rows: list[list[Any]], widths: Mapping[str, int], formats: tuple[Any, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(widths.values()):
        sheet.set_column(place, place, width, formats[1])
    for number, row in enumerate(rows):
        lines = (1 + len(str(cell)) // width for cell, width in zip(row, widths.values(), strict=True))
        sheet.set_row(number, LINE * max(lines))
        for place, cell in enumerate(row):
            write = sheet.write_number if isinstance(cell, int) else sheet.write_string
            write(number, place, cell, formats[1] if number else formats[0])


def _choices(sheet: Any, rules: Rules, words: Words) -> None:
    """What may stand in a cell is offered; the reading decides."""
    at = {key: place for place, key in enumerate(COLUMNS)}
    for key, allowed in (("form", list(rules.forms.values())), ("mentor", [words.yes])):
        sheet.data_validation(1, at[key], MOST_ROWS, at[key], {"validate": "list", "source": allowed})
    whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": DAYS}
    sheet.data_validation(1, at["days"], MOST_ROWS, at["days"], whole)


def _cells(rules: Rules, survey: Survey, words: Words) -> Iterator[list[Any]]:
    for rule in rules.rules:
        yield [
            rule.text, rules.forms[rule.form], _said(rule, survey), _said_help(rule, survey), rule.days, rule.evidence,
            rule.link, words.yes if rule.needs_mentor else "",
        ]  # fmt: skip


def _said(rule: Rule, survey: Survey) -> str:
    topics = dict(topics_of(survey).get(rule.group, []))
    is_all = bool(rule.wants) and set(rule.wants) == set(topics)
    return survey.groups[rule.group] if is_all else "; ".join(topics.get(code, code) for code in rule.wants)


def _said_help(rule: Rule, survey: Survey) -> str:
    found = [survey.by_code[code].options.get(option, "") for code, option in rule.helps.items()]
    return found[0] if found else ""


def _known(survey: Survey) -> Iterator[list[Any]]:
    """Area by area: its name, its statements beside the kinds of help."""
    for group, topics in topics_of(survey).items():
        yield [survey.groups[group], ""]
        shorts, labels = [short for _, short in topics], list(helps_of(survey, group)[1].values())
        for number in range(max(len(shorts), len(labels))):
            yield [one[number] if number < len(one) else "" for one in (shorts, labels)]

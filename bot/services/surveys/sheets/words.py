"""The Russian of a survey's table, typed: sheets, columns, words for kinds and audiences, errors, the example."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...roster.names import normal
from ...roster.words import ColumnWords, RosterWordsError, same_keys
from ..model import TAGS, Kind
from .columns import ABOUT, EVERYBODY, QUESTIONS

TITLES = ("about_title", "questions_title", "example_title", "instruction_title", "lists_title")
KEYS = {*TITLES, "block", "instruction", "about", "columns", "kinds", "audiences", "letters", "errors"}
ERRORS: dict[str, str] = {
    "where": "sheet row column what",
    "where_sheet": "sheet what",
    "where_row": "sheet row what",
    "csv": "",
    "not_xlsx": "",
    "too_heavy": "",
    "too_big": "limit",
    "too_many_lines": "limit",
    "missing_sheet": "",
    "missing_column": "column",
    "no_questions": "",
    "empty": "",
    "formula": "",
    "too_long": "text count limit",
    "bad_code": "text",
    "bad_key": "text",
    "code_twice": "code",
    "kind": "text known",
    "audience": "text known",
    "bounds": "",
    "not_whole": "text",
    "length": "limit",
    "options": "count limit",
    "options_unused": "",
    "same_options": "",
    "if_twice": "code",
    "unknown_code": "code",
    "loop": "code",
    "typed": "code",
    "no_answer": "code text",
    "unreachable": "",
    "tangle": "",
    "questions": "count limit",
    "slow": "minutes",
}
"""Every text under `errors:` and the placeholders it must have."""


@dataclass(frozen=True)
class SurveyWords:
    """`titles` of the sheets; `also`: every name of a column -> its key; `kinds`, `audiences`: value -> its words."""

    titles: dict[str, str]
    block: str
    instruction: tuple[tuple[str, str], ...]
    about: dict[str, ColumnWords]
    columns: dict[str, ColumnWords]
    also: dict[str, str]
    kinds: dict[str, list[str]]
    audiences: dict[str, list[str]]
    letters: dict[str, str]
    errors: dict[str, str]
    example: dict[str, Any]

    def code(self, text: str) -> str:
        """A name in small Latin letters, whatever it was written in; "" where nothing of it is left."""
        spelt = "".join(self.letters.get(sign, sign) for sign in text.casefold())
        return "_".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in spelt).split())


def load_survey_words(raw: Mapping[str, Any]) -> SurveyWords:
    """Words of the parsed `content/texts/survey_sheets.yml`. Raises RosterWordsError that names the key."""
    same_keys("", raw, KEYS | {"example"})
    columns = raw["columns"]
    same_keys("columns", columns, {one.key for one in QUESTIONS})
    same_keys("about", raw["about"], set(ABOUT))
    same_keys("kinds", raw["kinds"], set(Kind))
    same_keys("audiences", raw["audiences"], TAGS | {EVERYBODY})
    also = {normal(name): key for key, one in columns.items() for name in (one["title"], *one.get("also", ()))}
    return SurveyWords(
        titles={key.removesuffix("_title"): str(raw[key]) for key in TITLES},
        block=str(raw["block"]),
        instruction=tuple((part["heading"], " ".join(part["text"].split())) for part in raw["instruction"]),
        about={key: ColumnWords(one["title"], one["note"]) for key, one in raw["about"].items()},
        columns={key: ColumnWords(one["title"], one["note"]) for key, one in columns.items()},
        also=also,
        kinds=raw["kinds"],
        audiences=raw["audiences"],
        letters=raw["letters"],
        errors=_errors(raw["errors"]),
        example=raw["example"],
    )


def _errors(raw: Any) -> dict[str, str]:
    same_keys("errors", raw, set(ERRORS))
    for key, wanted in ERRORS.items():
        found = {name for _, name, _, _ in string.Formatter().parse(str(raw[key])) if name is not None}
        if found != set(wanted.split()):
            raise RosterWordsError(f"errors.{key}: placeholders {wanted!r} are expected, not {sorted(found)}")
    return dict(raw)

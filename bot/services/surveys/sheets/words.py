"""The Russian of a survey's table, typed: sheets, columns, words for kinds and audiences, errors, the example."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...roster.names import normal
from ...roster.words import ColumnWords, RosterWordsError, same_keys
from ..model import TAGS, Kind
from ..standard import GROUPS, NEVER, VALUES
from .columns import ABOUT, ANY, COMPETENCE, EVERY, EVERYBODY, QUESTIONS, SECTIONS

TITLES = (
    "about_title", "questions_title", "sections_title", "example_title", "diagnostic_title", "instruction_title",
    "lists_title",
)  # fmt: skip
KEYS = {
    *TITLES, "block", "instruction", "about", "columns", "sections", "kinds", "groups", "scale", "audiences", "modes",
    "letters", "errors", "example", "diagnostic",
}  # fmt: skip
ERRORS: dict[str, str] = {
    "where": "sheet row column what",
    "where_sheet": "sheet what",
    "where_row": "sheet row what",
    "csv": "",
    "not_xlsx": "",
    "too_heavy": "",
    "too_big": "limit",
    "too_many_lines": "limit",
    "too_many_rows": "limit",
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
    "group": "text known",
    "no_group": "",
    "unvalued": "",
    "mode": "text known",
    "pairs": "count lines",
    "section": "text",
    "instead_twice": "text",
    "bounds": "",
    "not_whole": "text",
    "scale_end": "text",
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
    """`titles` of the sheets; `also`: every name of a column -> its key; `kinds` and the like: value -> its words.

    `scale`: what a statement about oneself is answered with, key -> label.
    """

    titles: dict[str, str]
    block: str
    instruction: tuple[tuple[str, str], ...]
    about: dict[str, ColumnWords]
    columns: dict[str, ColumnWords]
    sections: dict[str, ColumnWords]
    also: dict[str, str]
    sections_also: dict[str, str]
    kinds: dict[str, list[str]]
    groups: dict[str, list[str]]
    scale: dict[str, str]
    audiences: dict[str, list[str]]
    modes: dict[str, list[str]]
    letters: dict[str, str]
    errors: dict[str, str]
    example: dict[str, Any]
    diagnostic: dict[str, Any]

    def code(self, text: str) -> str:
        """A name in small Latin letters, whatever it was written in; "" where nothing of it is left."""
        spelt = "".join(self.letters.get(sign, sign) for sign in text.casefold())
        return "_".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in spelt).split())


def load_survey_words(raw: Mapping[str, Any]) -> SurveyWords:
    """Words of the parsed `content/texts/survey_sheets.yml`. Raises RosterWordsError that names the key."""
    same_keys("", raw, KEYS)
    columns = raw["columns"]
    same_keys("columns", columns, {one.key for one in QUESTIONS})
    same_keys("sections", raw["sections"], {one.key for one in SECTIONS})
    same_keys("about", raw["about"], set(ABOUT))
    same_keys("kinds", raw["kinds"], {*Kind, COMPETENCE})
    same_keys("groups", raw["groups"], set(GROUPS))
    same_keys("scale", raw["scale"], {*VALUES, NEVER})
    same_keys("modes", raw["modes"], {EVERY, ANY})
    same_keys("audiences", raw["audiences"], TAGS | {EVERYBODY})
    return SurveyWords(
        titles={key.removesuffix("_title"): str(raw[key]) for key in TITLES},
        block=str(raw["block"]),
        instruction=tuple((part["heading"], " ".join(part["text"].split())) for part in raw["instruction"]),
        about={key: ColumnWords(one["title"], one["note"]) for key, one in raw["about"].items()},
        columns=_columns(columns),
        sections=_columns(raw["sections"]),
        also=_names(columns),
        sections_also=_names(raw["sections"]),
        kinds=raw["kinds"],
        groups={key: raw["groups"][key] for key in GROUPS},
        scale=raw["scale"],
        audiences=raw["audiences"],
        modes=raw["modes"],
        letters=raw["letters"],
        errors=_errors(raw["errors"]),
        example=raw["example"],
        diagnostic=raw["diagnostic"],
    )


def _columns(raw: Any) -> dict[str, ColumnWords]:
    return {key: ColumnWords(one["title"], one["note"]) for key, one in raw.items()}


def _names(raw: Any) -> dict[str, str]:
    """Every name of a column -> its key."""
    return {normal(name): key for key, one in raw.items() for name in (one["title"], *one.get("also", ()))}


def _errors(raw: Any) -> dict[str, str]:
    same_keys("errors", raw, set(ERRORS))
    for key, wanted in ERRORS.items():
        found = {name for _, name, _, _ in string.Formatter().parse(str(raw[key])) if name is not None}
        if found != set(wanted.split()):
            raise RosterWordsError(f"errors.{key}: placeholders {wanted!r} are expected, not {sorted(found)}")
    return dict(raw)

"""The words of tables, typed: our workbook's, lists', surveys'; checked when the program starts, like all texts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from .services.roster.lists.words import ListWords, load_list_words
from .services.roster.words import RosterWordsError, Words, load_words
from .services.surveys.sheets.words import SurveyWords, load_survey_words
from .texts import CONTENT, TextError
from .texts.loader import read

T = TypeVar("T")
WRONG = (RosterWordsError, KeyError, TypeError, AttributeError, ValueError)
"""What a file of another shape makes of reading it."""


def roster_words(content: Path = CONTENT) -> Words:
    """Sheet names, headers and messages. Raises TextError."""
    return _made(load_words, content, "roster.yml")


def list_words(content: Path = CONTENT) -> ListWords:
    """Names of columns and messages of lists. Raises TextError."""
    return _made(load_list_words, content, "lists.yml")


def survey_words(content: Path = CONTENT) -> SurveyWords:
    """Columns, kinds and messages of a survey's table. Raises TextError."""
    return _made(load_survey_words, content, "survey_sheets.yml")


def check_table_words(content: Path = CONTENT) -> None:
    """A mistake in one of them is told at the start, not to the methodist whose table came first. Raises TextError."""
    for words in (roster_words, list_words, survey_words):
        words(content)


def _made(load: Callable[[Mapping[str, Any]], T], content: Path, name: str) -> T:
    try:
        return load(read(content / "texts" / name))
    except WRONG as error:
        raise TextError(f"{name}: {error}") from error

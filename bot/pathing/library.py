"""The rules of `content/learning_paths`, read and checked against the surveys when the program starts."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..services.learning_paths.rules import Rules, RulesError, fits, read_rules
from ..services.surveys.reading import Edition
from ..texts import CONTENT, TextError
from ..texts.loader import read

DIAGNOSTIC = "diagnostic"
"""The survey whose questions the rules speak of."""


def load_rules(surveys: Mapping[str, Edition], content: Path = CONTENT) -> Rules:
    """Raises TextError that names file and rule."""
    try:
        found = read_rules(read(content / "learning_paths" / "rules.yml"))
        if DIAGNOSTIC in surveys:
            fits(found, surveys[DIAGNOSTIC].survey)
            found = replace(found, areas=surveys[DIAGNOSTIC].survey.groups)
    except RulesError as error:
        raise TextError(f"learning_paths/{error}") from error
    return found

"""The surveys of `content/surveys`, read and checked when the program starts."""

from collections.abc import Mapping
from pathlib import Path

from ..services.surveys.checking import check
from ..services.surveys.model import SurveyError
from ..services.surveys.reading import Edition, stored, survey
from ..texts import CONTENT, TextError
from ..texts.loader import read


def load_library(content: Path = CONTENT) -> Mapping[str, Edition]:
    """Key (the file's name) -> edition, by key. Raises TextError that names file and question."""
    try:
        return {path.stem: _edition(path) for path in sorted((content / "surveys").glob("*.yml"))}
    except SurveyError as error:
        raise TextError(f"surveys/{error}") from error


def _edition(path: Path) -> Edition:
    raw = read(path)
    found = survey(path.stem, raw)
    check(found)
    return Edition(found, *stored(raw))

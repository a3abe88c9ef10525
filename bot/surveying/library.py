"""The surveys of `content/surveys`, read and checked when the program starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..services.surveys.checking import check
from ..services.surveys.model import Survey, SurveyError
from ..services.surveys.reading import stored, survey
from ..texts import CONTENT, TextError
from ..texts.loader import read


@dataclass(frozen=True, slots=True)
class Edition:
    """A survey as it is written today; `digest` and `body` are what a version is kept under."""

    survey: Survey
    digest: str
    body: str


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

"""What the child process does with a service's own survey: read its table, write one to fill in."""

from typing import Any

from storage.database import Transaction
from storage.repositories.survey_sheets import SurveySheets

from ..services.surveys.keeping import breaks
from ..services.surveys.reading import from_stored, survey
from ..services.surveys.sheets import load_survey_words, read_survey, write_survey_template


def read(tx: Transaction, content: dict[str, Any], sheet_id: int) -> dict[str, Any]:
    """The definition, what is wrong with it, and which lines of indicators it would break."""
    sheets = SurveySheets(tx)
    sheet = sheets.get(sheet_id)
    if sheet is None or sheet.file is None:
        raise LookupError("the table is gone")
    found = read_survey(sheet.file.data, load_survey_words(content["surveys"]), content["words"]["errors"])
    told: dict[str, Any] = {"key": found.key, "raw": found.raw, "complaints": found.complaints, "breaks": []}
    if found.raw is not None:
        earlier = [one.version for one in sheets.versions(sheet.region_id, sheet.municipality_id) if one.version]
        before = (from_stored(one.key, one.body) for one in earlier)
        told["breaks"] = [list(one) for one in breaks(before, survey(found.key, found.raw))]
    return told


def form(tx: Transaction, content: dict[str, Any], sheet_id: int, basis: list[str]) -> bytes:
    """Empty for 0; else filled with that version, or with the survey whose key and definition are given."""
    words = load_survey_words(content["surveys"])
    if basis:
        key, body = basis
        return write_survey_template(words, from_stored(key, body), key)
    sheet = SurveySheets(tx).get(sheet_id)
    if sheet is None or sheet.version is None:
        return write_survey_template(words)
    return write_survey_template(words, from_stored(sheet.version.key, sheet.version.body), sheet.key)

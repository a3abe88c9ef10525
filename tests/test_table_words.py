"""The words of tables are read when the program starts; a mistake names its file then, not with the first table."""

import shutil
from pathlib import Path

import pytest

from bot import app
from bot.settings import Settings
from bot.table_words import check_table_words
from bot.texts import CONTENT, TextError


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT / "texts", tmp_path / "texts")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "was", "now", "said"),
    [
        ("roster", "lists_title:", "list_title:", "list_title"),
        ("lists", "no_people:", "no_persons:", "no_people"),
        ("lists", "{text}", "{text", ""),
        ("lists", "column:", "colum:", "column"),
        ("survey_sheets", "letters:", "letter:", "letter"),
        ("survey_sheets", "{title: ", "{titel: ", "title"),
    ],
)
def test_a_mistake_names_its_file(spoilt: Path, name: str, was: str, now: str, said: str) -> None:
    file = spoilt / "texts" / f"{name}.yml"
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), "utf-8")
    with pytest.raises(TextError, match=rf"{name}\.yml: .*{said}"):
        check_table_words(spoilt)


def test_the_program_does_not_start_with_one(spoilt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (spoilt / "texts" / "lists.yml").write_text("headers: {}\n", "utf-8")
    monkeypatch.setattr(app, "check_table_words", lambda: check_table_words(spoilt))
    with pytest.raises(TextError, match=r"lists\.yml"):
        app.App(Settings(_env_file=None, database_url=f"sqlite:///{spoilt / 'bot.sqlite3'}"))

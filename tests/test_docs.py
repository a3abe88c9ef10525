"""The documents say what is true: settings, commands, links, pictures, and nothing that does not exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr
from pydantic.fields import PydanticUndefined

from bot.commands.parser import parser
from bot.settings import Settings
from bot.texts import CONTENT
from bot.texts.cli import CliTexts
from bot.texts.loader import load

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "docs/README.ru.md")
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(page for folder in ("bot", "content", "docs", "tests", "bench") for page in (ROOT / folder).rglob("*.md")),
    ]
)
CLI = load(CliTexts, CONTENT / "texts" / "cli.yml")
ROW = re.compile(r"^\| `(BOT_[A-Z_]+)` \|(?: `([^`]*)`)? \|", re.MULTILINE)
LINE = re.compile(r"^# (BOT_[A-Z_]+)=(.*)$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<=-m bot )[a-z][^`\n>]*")
PICTURE_LIMIT = 150_000
"""Bytes."""


def defaults(kind: type[BaseModel], prefix: str) -> Iterator[tuple[str, str]]:
    """(name of the environment variable, its default as one would write it)."""
    for name, field in kind.model_fields.items():
        value = field.default
        assert value is not PydanticUndefined, name
        if isinstance(value, BaseModel):
            yield from defaults(type(value), f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}", shown(value)


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_stands_in_the_readme_with_its_default_and_no_other(readme: str) -> None:
    assert dict(ROW.findall(text_of(readme))) == dict(defaults(Settings, "BOT_"))


def test_every_setting_stands_in_the_example_with_its_default_and_no_other() -> None:
    assert dict(LINE.findall(text_of(".env.example"))) == dict(defaults(Settings, "BOT_"))


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(LINE.sub(r"\1=\2", text_of(".env.example")), "utf-8")
    assert Settings(_env_file=tmp_path / ".env") == Settings(_env_file=None)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_setting_that_is_named_exists(page: Path) -> None:
    known = dict(defaults(Settings, "BOT_"))
    named = set(re.findall(r"\bBOT_[A-Z_]+[A-Z]\b", page.read_text("utf-8")))
    assert {name for name in named if not any(one.startswith(name) for one in known)} == set()


@pytest.mark.parametrize("readme", READMES)
def test_every_command_stands_in_the_readme(readme: str) -> None:
    assert set(re.findall(r"^\| `python -m bot ([a-z-]+)", text_of(readme), re.MULTILINE)) == set(CLI.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_shown_is_understood(page: Path) -> None:
    line = parser(CLI)
    for command in COMMAND.findall(page.read_text("utf-8")):
        line.parse_args(shlex.split(command.partition(" && ")[0], comments=True))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link.partition("#")[0]).exists()] == []


def test_every_file_an_editor_may_open_is_named() -> None:
    """In the README of its folder."""
    for folder in (CONTENT, CONTENT / "demo"):
        said = (folder / "README.md").read_text("utf-8")
        files = [*folder.glob("*.yml"), *((folder / "texts").glob("*.yml") if folder == CONTENT else ())]
        assert [file.name for file in files if file.name not in said] == []


def test_every_picture_is_small_and_shown() -> None:
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert {name for name, size in pictures.items() if size > PICTURE_LIMIT} == set()
    said = "".join(page.read_text("utf-8") for page in PAGES)
    assert {name for name in pictures if f"pictures/{name}" not in said} == set()


def test_both_readmes_have_the_same_headings_and_the_same_code() -> None:
    levels = [re.findall(r"^(#+) ", without_code(text_of(readme)), re.MULTILINE) for readme in READMES]
    assert levels[0] == levels[1]
    languages = [re.findall(r"^```(\w+)$", text_of(readme), re.MULTILINE) for readme in READMES]
    assert languages[0] == languages[1]


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


ABSENT = re.compile(r"\bMAX\b|\bwebhook", re.IGNORECASE)
ABSENT_IS_SAID = re.compile(r"BOT_|not supported yet|пока не поддерживается|polling")
PROMISES = re.compile(r"рассылк|\bскоро\b|coming soon|roadmap")
WORKING = [page for page in PAGES if page.name not in ("glossary.md", "performance.md")]
"""Glossary and measurements speak of more than people can use."""


@pytest.mark.parametrize("page", WORKING, ids=lambda page: str(page.relative_to(ROOT)))
def test_nothing_is_promised_that_does_not_exist(page: Path) -> None:
    paragraphs = re.split(r"\n\n|\n(?=[-|])", page.read_text("utf-8"))
    assert [one for one in paragraphs if ABSENT.search(one) and not ABSENT_IS_SAID.search(one)] == []
    assert PROMISES.findall(page.read_text("utf-8")) == []

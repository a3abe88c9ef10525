"""The file .env looked over before it is read: a line that is not understood would be left out in silence.

`BOT_TELEGRAM_PERSONAL_DATA=false` with one underscore too few would let personal data out.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import parse_stream
from pydantic import BaseModel

from .settings import Settings
from .texts.cli import CliTexts

PREFIX = "BOT_"


class EnvFileError(ValueError):
    """The file cannot be read, or lines of it mean nothing; the text says why, in Russian."""


def look_over(path: Path, texts: CliTexts) -> None:
    """Raises EnvFileError that names the lines, without their values, and UnicodeDecodeError."""
    if not path.is_file():
        return
    try:
        problems = list(_problems(path, texts))
    except OSError as error:
        raise EnvFileError(texts.env_closed(error.strerror or "")) from error
    if problems:
        raise EnvFileError(texts.bad_settings("\n".join(problems)))


def _problems(path: Path, texts: CliTexts) -> Iterator[str]:
    known = list(_names(Settings, PREFIX))
    with path.open(encoding="utf-8") as file:
        for found in parse_stream(file):
            text = found.original.string
            line = found.original.line + text[: len(text) - len(text.lstrip())].count(
                "\n"
            )  # blank ones stand before it
            name = (found.key or "").upper()
            if found.error or (found.value is None and name):
                yield texts.env_line(line)
            elif name.startswith(PREFIX) and name not in known:
                near = get_close_matches(name, known, n=1)
                yield texts.env_near(line, name, near[0]) if near else texts.env_unknown(line, name)


def _names(kind: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _names(inner, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}"

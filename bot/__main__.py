"""The command line: `python -m bot COMMAND`; every command and option is described by `--help`, in Russian."""

import argparse
import gc
import io
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError
from sqlalchemy.exc import SQLAlchemyError

from storage.troubles import DatabaseUnavailableError

from .aiogram_types import build_when_used
from .commands.parser import parser
from .env_file import EnvFileError, look_over
from .settings import Settings
from .texts import CONTENT, TextError
from .texts.cli import CliTexts
from .texts.loader import load

build_when_used()
TROUBLES = (SQLAlchemyError, DatabaseUnavailableError, ValueError, TextError)


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 refused with an explanation, 2 wrong arguments or settings."""
    try:
        texts = load(CliTexts, CONTENT / "texts" / "cli.yml")
    except TextError as error:
        print(error, file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Windows writes files in an encoding without our dashes and QR blocks
            stream.reconfigure(errors="replace")
    asked = parser(texts).parse_args(arguments)
    if logging.lastResort is not None:
        logging.lastResort.setLevel(logging.ERROR)  # what a command says is for administrators; `run` has a log
    try:
        return COMMANDS[asked.command](asked, texts)
    except KeyboardInterrupt:
        return 130
    except TROUBLES as error:
        print(_told(texts, error, asked.command), file=sys.stderr)
        return 2


def _told(texts: CliTexts, error: Exception, command: str) -> str:
    match error:
        case ValidationError():
            return texts.bad_settings("\n".join(_setting(texts, found) for found in error.errors()))
        case SettingsError():
            return texts.bad_settings(_group(texts, str(error)))
        case UnicodeDecodeError():
            return texts.bad_env
        case TextError() | EnvFileError():
            return str(error)
    return texts.bad_database(_database_trouble(texts, error, command))


def _database_trouble(texts: CliTexts, error: Exception, command: str) -> str:
    from .commands.troubles import database_trouble

    settings = Settings()
    url = settings.database_url
    if command == "demo" and "database_url" not in settings.model_fields_set:
        from .commands.demo import DATABASE as url  # noqa: N811 (the demo's own)
    return database_trouble(texts, error, url)


def _setting(texts: CliTexts, found: ErrorDetails) -> str:
    name = "BOT_" + "__".join(str(part).upper() for part in found["loc"])
    problem = texts.setting_problems.get(found["type"], found["msg"])
    return texts.bad_setting_line(name, problem.format_map(found.get("ctx", {})))


def _group(texts: CliTexts, problem: str) -> str:
    """A value under the name of a whole group, `BOT_VK` for instance."""
    name = "BOT_" + problem.split('"')[1].upper()
    return texts.bad_setting_line(name, texts.setting_problems["group"])


def _say(text: str) -> None:
    """At once: under a service manager the output is a file, and the first administrator waits for her link."""
    print(text, flush=True)


# Every command imports what it needs when it is called: a backup needs neither messengers nor a spreadsheet library.


def _settings(texts: CliTexts) -> Settings:
    look_over(Path(".env"), texts)
    return Settings()


def program() -> Callable[..., int]:
    """The bot itself; until it has started the collector rests, it would walk through aiogram's 186 000 objects."""
    gc.disable()
    from .commands.run import run

    return run


def _run(asked: argparse.Namespace, texts: CliTexts) -> int:
    settings = _settings(texts)  # wrong ones are refused before anything large is imported
    return program()(settings, texts, _say)


def _demo(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.demo import demo

    return demo(_settings(texts), texts, _say)


def _check(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.check import check

    return check(_settings(texts), texts, _say)


def _invite(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.invite import invite

    return invite(_settings(texts), texts, _say, asked)


def _import_roster(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.roster import import_roster

    return import_roster(_settings(texts), texts, _say, asked.file, asked.municipality, asked.sure)


def _roster_template(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.roster import roster_template
    from .commands.roster_lists import roster_form

    if asked.municipality or asked.filled:
        return roster_form(_settings(texts), texts, _say, asked.file, asked.municipality, asked.filled)
    return roster_template(texts, _say, asked.file)


def _summary(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.summary import summary

    files = {"xlsx": asked.xlsx, "docx": asked.docx}
    return summary(_settings(texts), texts, _say, asked.municipality, asked.week, asked.region, files)


def _backup(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.backup import backup

    said: list[str] = []
    code = backup(_settings(texts), texts, said.append, asked.file, datetime.now().astimezone())
    print(*said, sep="\n", file=sys.stderr if code else sys.stdout)  # the nightly line of cron throws the rest away
    return code


def _restore(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.restore import restore

    return restore(_settings(texts), texts, _say, asked.file, None if asked.sure else input)


COMMANDS: dict[str, Callable[[argparse.Namespace, CliTexts], int]] = {
    "run": _run,
    "demo": _demo,
    "check": _check,
    "invite": _invite,
    "import-roster": _import_roster,
    "roster-template": _roster_template,
    "summary": _summary,
    "backup": _backup,
    "restore": _restore,
}


if __name__ == "__main__":
    sys.exit(main())

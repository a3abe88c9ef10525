"""The command line: `python -m bot COMMAND`; every command and option is described by `--help`, in Russian."""

import argparse
import gc
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from storage.database import DatabaseUnavailableError

from .settings import Settings
from .texts import CONTENT, TextError
from .texts.cli import CliTexts
from .texts.loader import load


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 refused with an explanation, 2 wrong arguments or settings."""
    try:
        texts = load(CliTexts, CONTENT / "texts" / "cli.yml")
    except TextError as error:
        print(error, file=sys.stderr)
        return 2
    asked = _parser(texts).parse_args(arguments)
    try:
        return COMMANDS[asked.command](asked, texts)
    except ValidationError as error:
        lines = [_setting(texts, list(found["loc"]), found["msg"]) for found in error.errors()]
        print(texts.bad_settings("\n".join(lines)), file=sys.stderr)
    except UnicodeDecodeError:
        print(texts.bad_env, file=sys.stderr)
    except (SQLAlchemyError, DatabaseUnavailableError, ValueError) as error:
        print(texts.bad_database(_database_trouble(texts, error, asked.command)), file=sys.stderr)
    except TextError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 2


def _database_trouble(texts: CliTexts, error: Exception, command: str) -> str:
    from .commands.troubles import database_trouble

    settings = Settings()
    url = settings.database_url
    if command == "demo" and "database_url" not in settings.model_fields_set:
        from .commands.demo import DATABASE as url  # noqa: N811 (the demo's own)
    return database_trouble(texts, error, url)


def _setting(texts: CliTexts, place: list[object], problem: str) -> str:
    name = "BOT_" + "__".join(str(part).upper() for part in place)
    return texts.bad_setting_line(name, problem.removeprefix("Value error, "))


def _say(text: str) -> None:
    """At once: under a service manager the output is a file, and the first administrator waits for her link."""
    print(text, flush=True)


# Every command imports what it needs when it is called: a backup needs neither messengers nor a spreadsheet library.


def program() -> Callable[..., int]:
    """The bot itself; until it has started the collector rests, it would walk through aiogram's 186 000 objects."""
    gc.disable()
    from .commands.run import run

    return run


def _run(asked: argparse.Namespace, texts: CliTexts) -> int:
    settings = Settings()  # wrong ones are refused before anything large is imported
    return program()(settings, texts, _say)


def _demo(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.demo import demo

    return demo(Settings(), texts, _say)


def _check(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.check import check

    return check(Settings(), texts, _say)


def _invite(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.invite import invite

    return invite(Settings(), texts, _say, asked)


def _import_roster(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.roster import import_roster

    return import_roster(Settings(), texts, _say, asked.file, asked.municipality, asked.sure)


def _roster_template(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.roster import roster_template
    from .commands.roster_lists import roster_form

    if asked.municipality or asked.filled:
        return roster_form(Settings(), texts, _say, asked.file, asked.municipality, asked.filled)
    return roster_template(texts, _say, asked.file)


def _summary(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.summary import summary

    files = {"xlsx": asked.xlsx, "docx": asked.docx}
    return summary(Settings(), texts, _say, asked.municipality, asked.week, asked.region, files)


def _backup(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.backup import backup

    return backup(Settings(), texts, _say, asked.file, datetime.now(UTC))


def _restore(asked: argparse.Namespace, texts: CliTexts) -> int:
    from .commands.restore import restore

    return restore(Settings(), texts, _say, asked.file, None if asked.sure else input)


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


def _parser(texts: CliTexts) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=texts.about)
    commands = parser.add_subparsers(dest="command", required=True, metavar="")
    made = {name: commands.add_parser(name, help=text, description=text) for name, text in texts.commands.items()}
    options = texts.options
    made["invite"].add_argument("name", nargs="*", help=options["name"])
    made["invite"].add_argument("--municipality", default="", help=options["municipality"])
    made["invite"].add_argument("--organization", default="", help=options["organization"])
    made["invite"].add_argument("--owner", action="store_true", help=options["owner"])
    made["invite"].add_argument(
        "--days", type=int, default=30, choices=range(1, 366), metavar="N", help=options["days"]
    )
    made["invite"].add_argument("--school", default="", metavar="NAME", help=options["school"])
    made["invite"].add_argument("--public", action="store_true", help=options["public"])
    made["invite"].add_argument("--renew", action="store_true", help=options["renew"])
    made["invite"].add_argument("--poster", default="", metavar="FILE.pdf", help=options["poster"])
    made["invite"].add_argument("--png", default="", metavar="FILE.png", help=options["png"])
    made["import-roster"].add_argument("file", help=options["roster"])
    made["import-roster"].add_argument("--municipality", default="", help=options["whose"])
    made["import-roster"].add_argument("--sure", action="store_true", help=options["many"])
    made["roster-template"].add_argument("--municipality", default="", help=options["whose"])
    made["roster-template"].add_argument("--filled", action="store_true", help=options["filled"])
    made["roster-template"].add_argument("file", nargs="?", default=texts.template_name, help=options["file"])
    made["summary"].add_argument("--municipality", default="", help=options["whose_week"])
    made["summary"].add_argument("--week", type=date.fromisoformat, metavar="YYYY-MM-DD", help=options["week"])
    made["summary"].add_argument("--region", default="", metavar="NAME", help=options["whose_region"])
    made["summary"].add_argument("--xlsx", default="", metavar="FILE.xlsx", help=options["summary_xlsx"])
    made["summary"].add_argument("--docx", default="", metavar="FILE.docx", help=options["summary_docx"])
    made["backup"].add_argument("file", nargs="?", help=options["file"])
    made["restore"].add_argument("file", help=options["file"])
    made["restore"].add_argument("--sure", action="store_true", help=options["sure"])
    return parser


if __name__ == "__main__":
    sys.exit(main())

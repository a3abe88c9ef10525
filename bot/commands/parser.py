"""What may be typed after `python -m bot`, and how it is answered where something else was: in Russian."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn

from ..texts.cli import CliTexts


class Parser(argparse.ArgumentParser):
    """argparse with its own few words taken from the texts."""

    def __init__(self, texts: CliTexts, **more: Any) -> None:
        def formatter(prog: str) -> argparse.HelpFormatter:
            return _Formatter(texts.arguments["usage"], prog)

        super().__init__(formatter_class=formatter, add_help=False, **more)
        self.texts = texts
        self._positionals.title, self._optionals.title = texts.arguments["positional"], texts.arguments["optional"]
        self.add_argument("-h", "--help", action="help", help=texts.arguments["help"])

    def error(self, message: str) -> NoReturn:
        """Exit code 2."""
        for said, meant in self.texts.mistyped.items():
            message = message.replace(said, meant)
        self.print_usage(sys.stderr)
        self.exit(2, self.texts.wrong_arguments(message, f"{self.prog} --help") + "\n")


class _Formatter(argparse.HelpFormatter):
    def __init__(self, begin: str, prog: str) -> None:
        super().__init__(prog)
        self._begin = begin

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, f"{self._begin}: " if prefix is None else prefix)


def parser(texts: CliTexts) -> Parser:
    """Every command with its options."""
    whole = Parser(texts, prog="python -m bot", description=texts.about)
    commands = whole.add_subparsers(dest="command", required=True, metavar=texts.arguments["command"])
    same: dict[str, Any] = {"texts": texts}
    made = {
        name: commands.add_parser(name, help=text, description=text, **same) for name, text in texts.commands.items()
    }
    options = texts.options
    invite = made["invite"].add_argument
    invite("name", nargs="*", help=options["name"])
    invite("--municipality", default="", metavar="NAME", help=options["municipality"])
    invite("--organization", default="", metavar="NAME", help=options["organization"])
    invite("--owner", action="store_true", help=options["owner"])
    invite("--days", type=_days(texts), default=30, metavar="N", help=options["days"])
    invite("--school", default="", metavar="NAME", help=options["school"])
    invite("--public", action="store_true", help=options["public"])
    invite("--renew", action="store_true", help=options["renew"])
    invite("--poster", default="", metavar="FILE.pdf", help=options["poster"])
    invite("--png", default="", metavar="FILE.png", help=options["png"])
    made["import-roster"].add_argument("file", help=options["roster"])
    made["import-roster"].add_argument("--municipality", default="", metavar="NAME", help=options["whose"])
    made["import-roster"].add_argument("--sure", action="store_true", help=options["many"])
    made["roster-template"].add_argument("--municipality", default="", metavar="NAME", help=options["whose"])
    made["roster-template"].add_argument("--filled", action="store_true", help=options["filled"])
    made["roster-template"].add_argument("file", nargs="?", default=texts.template_name, help=options["file"])
    summary = made["summary"].add_argument
    summary("--municipality", default="", metavar="NAME", help=options["whose_week"])
    summary("--week", type=_week(texts), metavar="YYYY-MM-DD", help=options["week"])
    summary("--region", default="", metavar="NAME", help=options["whose_region"])
    summary("--xlsx", default="", metavar="FILE.xlsx", help=options["summary_xlsx"])
    summary("--docx", default="", metavar="FILE.docx", help=options["summary_docx"])
    made["backup"].add_argument("file", nargs="?", help=options["file"])
    made["restore"].add_argument("file", help=options["file"])
    made["restore"].add_argument("--sure", action="store_true", help=options["sure"])
    return whole


def _days(texts: CliTexts) -> Callable[[str], int]:
    def read(typed: str) -> int:
        if typed.isdecimal() and 1 <= int(typed) <= 365:
            return int(typed)
        raise argparse.ArgumentTypeError(texts.arguments["days"])

    return read


def _week(texts: CliTexts) -> Callable[[str], date]:
    def read(typed: str) -> date:
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise argparse.ArgumentTypeError(texts.arguments["week"]) from None

    return read

"""`import-roster` and `roster-template`: people in from a file, whole or not at all."""

import asyncio
import io
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.database import Transaction
from storage.repository import Repository

from ..app import App, catalogue
from ..role_words import follow
from ..services import audit
from ..services.access import COMMAND_LINE
from ..services.roster import Report, Roster, bring_in, parse, write_template
from ..services.roster.catalogue import with_gone
from ..services.roster.files import sheets
from ..services.roster.parse import is_template
from ..services.roster.workbook import Table, WorkbookError
from ..settings import Settings
from ..table_words import roster_words
from ..texts.cli import CliTexts
from . import Say
from .roster_lists import bring_list, save


def import_roster(
    settings: Settings, texts: CliTexts, say: Say, path: str, municipality: str = "", is_sure: bool = False
) -> int:
    """Bring the file in; 1 when it cannot be read or is refused, nothing has changed then."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        say(texts.no_file(path, error.strerror or str(error)))
        return 1
    return asyncio.run(_import(App(settings), texts, say, path, data, municipality, is_sure))


async def _import(app: App, texts: CliTexts, say: Say, path: str, data: bytes, municipality: str, is_sure: bool) -> int:
    try:
        await app.prepare()
        if (tables := _list(data)) is not None:
            return await bring_list(app, texts, say, tables, municipality, is_sure)
        found = await bring(app, data)
    finally:
        await app.stop()
    if isinstance(found, Report):
        say(texts.imported(path, described(found, texts)))
        return 0
    say(texts.refused(path, "\n".join(found)))
    return 1


def _list(data: bytes) -> dict[str, Table] | None:
    """The tables of a list of people; None for our own workbook, and for what is no table at all."""
    try:
        tables = sheets(data)
    except WorkbookError:
        return None
    return None if is_template(tables, roster_words()) else tables.seen


async def bring(app: App, data: bytes) -> Report | list[str]:
    """The report of an import, or why the file is refused."""
    now = app.clock()
    today = now.astimezone(ZoneInfo(app.settings.timezone)).date()
    known = await app.db.read(with_gone, app.catalogue)
    roster = parse(data, roster_words(), known, today)
    if not isinstance(roster, Roster):
        return [str(error) for error in roster]

    def within(tx: Transaction) -> Report:
        report = bring_in(tx, roster, now, today)
        repo = Repository(tx)
        audit.record(repo, COMMAND_LINE, audit.Deed.IMPORTED, now)
        follow(repo, app.texts, report.rights, COMMAND_LINE, now)
        return report

    return await app.db.write(within)


def described(report: Report, texts: CliTexts) -> str:
    """A line for every sheet on which something changed, then what deserves a look."""
    kept = [texts.kept(report.kept)] if report.kept else []
    if report.nothing_changed:
        return "\n".join([texts.unchanged, *kept])
    titles = {key: sheet.title for key, sheet in roster_words().sheets.items()}
    titles["services"] = titles.get("services", texts.services)
    lines = [
        texts.change(titles[kind], counts.new, counts.changed, counts.left)
        for kind, counts in report.kinds.items()
        if counts[:3] != (0, 0, 0)
    ]
    return "\n".join([*lines, *kept, *(texts.warning(str(warning)) for warning in report.warnings)])


def roster_template(texts: CliTexts, say: Say, path: str) -> int:
    """Write the empty template; an existing file is left alone."""
    target = Path(path)
    if target.exists():
        say(texts.exists(path))
        return 1
    data = io.BytesIO()
    write_template(data, roster_words(), catalogue())
    return save(texts, say, target, data.getvalue(), texts.template(path))

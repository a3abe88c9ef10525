"""Lists of one municipality at the command line: bring one in as offices keep it, write its form, empty or filled."""

import asyncio
import io
import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.database import Transaction
from storage.models import ImportState, Municipality, RosterImport, RosterStep
from storage.repository import Repository

from ..app import App
from ..role_words import follow
from ..rostering.preview import KINDS, Found, Preview, preview
from ..services import audit
from ..services.access import COMMAND_LINE
from ..services.roster.apply import make_plan, write_step
from ..services.roster.catalogue import with_gone
from ..services.roster.lists import ListRead, read_list
from ..services.roster.lists.template import write_list_template
from ..services.roster.plan import Plan, packed
from ..services.roster.rights import Rights, changed
from ..services.roster.snapshot import snapshot_of
from ..services.roster.workbook import Table
from ..services.roster_imports import removes_many
from ..settings import Settings
from ..table_words import list_words, roster_words
from ..texts.cli import CliTexts
from . import Say


async def bring_list(app: App, texts: CliTexts, say: Say, tables: dict[str, Table], name: str, is_sure: bool) -> int:
    """Apply a list to the municipality of this name, or to the only one there is; 1 when it is refused."""
    found = await app.db.read(_municipality, name)
    if found is None:
        say(texts.list_whom)
        return 1
    now = app.clock()
    today = now.astimezone(ZoneInfo(found.time_zone)).date()
    shown = await app.db.write(_apply, app, tables, found.id, is_sure, now, today)
    lines = [texts.list_line(app.texts.imports.kinds[kind], shown["counts"][kind]) for kind in KINDS]
    lines += [texts.warning(line) for line in shown["every_complaint"]]
    if shown["is_list"] and removes_many(shown) and not is_sure:
        say(texts.list_many(shown["counts"]["left"], shown["known"], "\n".join(lines)))
        return 1
    say((texts.list_done if shown["is_list"] else texts.list_refused)(found.name, "\n".join(lines)))
    return 0 if shown["is_list"] else 1


def _municipality(tx: Transaction, name: str) -> Municipality | None:
    places = Repository(tx).places
    found = places.municipality_named(name) if name else places.municipalities()
    return found[0] if len(found) == 1 else None


def _apply(
    tx: Transaction, app: App, tables: dict[str, Table], municipality_id: int, is_sure: bool, now: datetime, today: date
) -> Preview:
    """In one transaction: nobody waits for the command line."""
    region = tx.session.get_one(Municipality, municipality_id).region_id
    current = snapshot_of(tx, region, municipality_id)
    known = with_gone(tx, app.catalogue)
    found = read_list(tables, current, roster_words(), list_words(), known, today)
    shown = _shown(found)
    if found.changes and (is_sure or not removes_many(shown)):
        rights = keep(tx, make_plan(tx, found.changes, now, today), region, municipality_id, shown, now)
        follow(Repository(tx), app.texts, rights, COMMAND_LINE, now)
    return shown


def _shown(found: ListRead) -> Preview:
    shown = preview(Found(found.changes, found.complaints, known=found.known, rows=found.rows))
    return shown | {"every_complaint": [str(each) for each in found.complaints]}


def keep(
    tx: Transaction, plan: Plan, region_id: int, municipality_id: int | None, shown: Preview, now: datetime
) -> Rights:
    """Write a plan so that it can be taken back through the chat, as one sent there; what it did to rights."""
    repo = Repository(tx)
    made = repo.roster_imports.add(
        RosterImport(
            region_id=region_id,
            municipality_id=municipality_id,
            state=ImportState.DONE,
            created_at=now,
            applied_at=now,
            preview=json.dumps({"counts": shown["counts"]}),
        )
    )
    for older in repo.roster_imports.older_with_steps(made):
        repo.roster_imports.clear_steps(older)
    ids: dict[int, int] = {}
    rights = Rights()
    for number, step in enumerate(plan.steps()):
        done = write_step(tx, step, ids)
        rights = rights.and_of(changed(step, done))
        tx.session.add(RosterStep(import_id=made.id, number=number, body=packed(step), done=json.dumps(done)))
    audit.record(repo, COMMAND_LINE, audit.Deed.IMPORTED, now, at=municipality_id)
    return rights


def roster_form(settings: Settings, texts: CliTexts, say: Say, path: str, name: str, filled: bool) -> int:
    """Write the form of a municipality; an existing file is left alone."""
    target = Path(path)
    if target.exists():
        say(texts.exists(path))
        return 1
    found = asyncio.run(_form(App(settings), name, filled))
    if found is None:
        say(texts.list_whom)
        return 1
    place, data = found
    return save(texts, say, target, data, texts.form(path, place))


def save(texts: CliTexts, say: Say, target: Path, data: bytes, done: str) -> int:
    """Where nothing may be written it says so; 1 then."""
    try:
        target.write_bytes(data)
    except OSError as error:
        say(texts.not_written(str(target), error.strerror or ""))
        return 1
    say(done)
    return 0


async def _form(app: App, name: str, filled: bool) -> tuple[str, bytes] | None:
    try:
        await app.prepare()
        return await app.db.read(_written, app, name, filled)
    finally:
        await app.stop()


def _written(tx: Transaction, app: App, name: str, filled: bool) -> tuple[str, bytes] | None:
    """(name of the municipality, its form)."""
    found = _municipality(tx, name)
    if found is None:
        return None
    target = io.BytesIO()
    current = snapshot_of(tx, found.region_id, found.id)
    write_list_template(target, roster_words(), list_words(), with_gone(tx, app.catalogue), current, filled)
    return found.name, target.getvalue()

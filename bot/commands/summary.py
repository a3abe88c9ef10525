"""`summary`: a kept week at the command line, with all its parts; nothing is counted anew."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from storage.database import Transaction
from storage.models import Municipality, Region, Scope
from storage.repository import Repository

from ..app import App
from ..messengers.html import parse
from ..services.summaries.reading import kept
from ..services.summaries.snapshot import Snapshot
from ..settings import Settings
from ..summarizing.files import EXCEL, MEMO, recipe
from ..summarizing.lines import section
from ..summarizing.screens import items, screen
from ..summarizing.tables import LOCAL
from ..summarizing.taps import OpenWeek, Part
from ..texts import Texts
from ..texts.cli import CliTexts
from . import Say

KINDS = {"xlsx": EXCEL, "docx": MEMO}


class Week(NamedTuple):
    found: Snapshot
    where: OpenWeek


def summary(
    settings: Settings,
    texts: CliTexts,
    say: Say,
    municipality: str,
    day: date | None,
    region: str = "",
    files: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """The week of this day, or the newest; 1 when there is none, or several municipalities fit.

    `files`: xlsx and docx -> where to save it, "" for nowhere; an existing file is left alone.
    """
    return asyncio.run(_show(App(settings), texts, say, (municipality, region, day), files))


async def _show(
    app: App, texts: CliTexts, say: Say, asked: tuple[str, str, date | None], files: Mapping[str, str]
) -> int:
    try:
        await app.prepare()
        found = await app.db.read(_found, *asked)
        if not found:
            say(texts.summary_whom if found is None else texts.summary_none)
            return 1
        say("\n\n".join(described(app.texts, found[0].found)))
        return max(
            [await _save(app, texts, say, found[0].where, kind, path) for kind, path in files.items() if path] or [0]
        )
    finally:
        await app.stop()


async def _save(app: App, texts: CliTexts, say: Say, where: OpenWeek, kind: str, path: str) -> int:
    code, said = _written(texts, Path(path), await app.recipes.make(recipe(where, KINDS[kind])))
    say(said)
    return code


def _written(texts: CliTexts, path: Path, data: bytes) -> tuple[int, str]:
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return 1, texts.exists(str(path))
    except OSError as error:
        return 1, texts.not_written(str(path), str(error))
    return 0, texts.written(str(path))


def described(texts: Texts, found: Snapshot) -> list[str]:
    """All of it; a region has no events."""
    parts = [part for part in Part if not found.places or part not in LOCAL]
    told = [screen(texts, found, items(texts, found, {})), *(section(texts, found, part) for part in parts)]
    return [parse(one)[0] for one in told]


def _found(tx: Transaction, name: str, region: str, day: date | None) -> list[Week] | None:
    """None: it is not clear whose."""
    repo = Repository(tx)
    place = repo.places.region_named(region) if region else _municipality(repo, name)
    if place is None:
        return None
    where = (place.id, None) if isinstance(place, Region) else (place.region_id, place.id)
    weeks = repo.weekly.weeks(*where)
    week = day - timedelta(days=day.weekday()) if day else next(iter(weeks), None)
    if week is None or week not in weeks:
        return []
    scope = Scope.REGION if isinstance(place, Region) else Scope.MUNICIPALITY
    return [Week(kept(repo, place, week), OpenWeek(scope=scope, place=place.id, week=week.toordinal()))]


def _municipality(repo: Repository, name: str) -> Municipality | None:
    """The only one there is, or the only one of that name."""
    found = repo.places.municipality_named(name) if name else repo.places.municipalities()
    return found[0] if len(found) == 1 else None

"""`summary`: a kept week at the command line, with all its parts; nothing is counted anew."""

import asyncio
from datetime import date, timedelta

from storage.database import Transaction
from storage.models import Municipality
from storage.repository import Repository

from ..app import App
from ..messengers.html import parse
from ..services.summaries.snapshot import Snapshot
from ..settings import Settings
from ..summarizing.lines import section
from ..summarizing.screens import screen
from ..summarizing.taps import Part
from ..texts import Texts
from ..texts.cli import CliTexts
from . import Say


def summary(settings: Settings, texts: CliTexts, say: Say, municipality: str, day: date | None) -> int:
    """The week of this day, or the newest; 1 when there is none, or several municipalities fit."""
    return asyncio.run(_show(App(settings), texts, say, municipality, day))


async def _show(app: App, texts: CliTexts, say: Say, name: str, day: date | None) -> int:
    try:
        await app.prepare()
        found = await app.db.read(_found, name, day)
    finally:
        await app.stop()
    if found is None:
        say(texts.summary_whom)
        return 1
    if not found:
        say(texts.summary_none)
        return 1
    say("\n\n".join(described(app.texts, found[0])))
    return 0


def described(texts: Texts, found: Snapshot) -> list[str]:
    told = [screen(texts, found, True), *(section(texts, found, part) for part in Part)]
    return [parse(one)[0] for one in told]


def _found(tx: Transaction, name: str, day: date | None) -> list[Snapshot] | None:
    """None: it is not clear whose."""
    repo = Repository(tx)
    places: list[Municipality] = repo.places.municipality_named(name) if name else repo.places.municipalities()
    if len(places) != 1:
        return None
    place = places[0]
    newest = next(iter(repo.weekly.weeks(place.region_id, place.id)), None)
    week = day - timedelta(days=day.weekday()) if day else newest
    kept = repo.weekly.get(place.id, week) if week else None
    return [Snapshot.model_validate_json(kept.body)] if kept else []

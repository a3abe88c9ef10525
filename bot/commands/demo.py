"""`demo`: an invented region in an SQLite file, its people to try in the browser; refuses whatever is real."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from zoneinfo import ZoneInfo

from sqlalchemy import select

from storage.database import Transaction
from storage.migrations import current
from storage.models import Account, Teacher
from storage.receiving import save_cursor, saved_cursor
from storage.repository import Repository

from ..app import App
from ..demo import Persona as Invented
from ..demo import build_roster, load_demo, personas
from ..demo.events import announce_events
from ..demo.pulse import feel
from ..demo.regulations import send_regulations
from ..demo.summaries import ask_before, keep_weeks
from ..demo.surveys import open_survey
from ..services import invitations
from ..services.access import COMMAND_LINE
from ..services.invitations import NotInRosterError
from ..services.roster import Report
from ..settings import LOOPBACK, BrowserSettings, Settings, is_loopback
from ..texts.cli import CliTexts
from ..web.demo import Demo, Persona
from .roster import bring
from .run import run

Say = Callable[[str], None]
DATABASE = "sqlite:///data/demo.sqlite3"
METHODIST = "methodist"
"""Who has announced the demo's events and changes in documents, and asks everybody."""
PULSING = ("teacher", "mentor")
"""Who takes part in the pulse of the week already; the others may join."""
MARK = "demo"
"""A database filled by the demo is marked by a cursor of this name; no other one is touched."""


class RefusedError(Exception):
    """The demo does not start beside real things; the text says why, in Russian."""


def demo(settings: Settings, texts: CliTexts, say: Say) -> int:
    """Fill the database once, then run with the browser chat and the switch between persons."""
    changes: dict[str, object] = {"browser": BrowserSettings(enabled=True)}
    if "database_url" not in settings.model_fields_set:
        changes["database_url"] = DATABASE
    settings = settings.model_copy(update=changes)
    try:
        refuse_real(settings, texts)
        return run(settings, texts, say, lambda: asyncio.run(_prepare(settings, texts, say)))
    except RefusedError as error:
        say(texts.demo_refused(str(error)))
        return 1


def refuse_real(settings: Settings, texts: CliTexts) -> None:
    """Real tokens and addresses others can reach. Raises RefusedError."""
    tokens = [
        ("BOT_TELEGRAM__TOKEN", settings.telegram.is_set, settings.telegram.api_url),
        ("BOT_VK__TOKEN", settings.vk.is_set, settings.vk.api_url),
        ("BOT_MAX__TOKEN", settings.max.is_set, settings.max.api_url),
    ]
    for name, is_set, url in tokens:
        if is_set and not is_loopback(url):
            raise RefusedError(texts.demo_token(name))
    for host in (settings.http.host, settings.http.public_url):
        if host and host not in LOOPBACK and not is_loopback(host):
            raise RefusedError(texts.demo_host(host))


async def _prepare(settings: Settings, texts: CliTexts, say: Say) -> Callable[[App], Demo]:
    app = App(settings)
    try:
        if await app.db.read(_is_foreign):
            raise RefusedError(texts.demo_database(app.db.engine.url.render_as_string(hide_password=True)))
        await app.prepare()
        await app.db.write(save_cursor, MARK, "1")
        if not await app.db.read(lambda tx: Repository(tx).state.people()):
            say(texts.demo_filling)
            today = app.clock().astimezone(ZoneInfo(settings.timezone)).date()
            found = await bring(app, build_roster(today))
            if not isinstance(found, Report):
                raise RefusedError("\n".join(found))
            await app.db.write(_announced, app)
    finally:
        await app.stop()
    return switch


def _announced(tx: Transaction, app: App) -> None:
    repo = Repository(tx)
    data = load_demo()
    people = {one.key: _teacher(repo, one) for one in personas(data)}
    author = people[METHODIST]
    if author is not None and author.municipality is not None:
        but = {one.id for one in people.values() if one is not None}
        pulsing = filter(None, map(people.get, PULSING))
        feel(repo, author.municipality, pulsing, data.region["psychologist"], app.clock())
        ask_before(repo, app.house.surveys, author, but, app.clock())
        keep_weeks(repo, author.municipality, app.clock())
        announce_events(repo, app.texts, author, app.clock())
        send_regulations(repo, app.texts, author, app.clock())
        open_survey(repo, app.texts, app.house.surveys, author, app.clock())


def _is_foreign(tx: Transaction) -> bool:
    """Whether somebody lives here whom no demo has made; looked at before anything is changed."""
    if current(tx.connection) is None or saved_cursor(tx, MARK) is not None:
        return False
    lives = (select(kind.id).limit(1) for kind in (Teacher, Account))
    return any(tx.session.scalar(found) is not None for found in lives)


def switch(app: App) -> Demo:
    """The persons of the switch, and the way in for who has not come in, or has erased herself."""
    invented = personas(load_demo())
    by_key = {one.key: one for one in invented}

    async def code(key: str, before: str | None) -> str | None:
        return await app.db.write(_code, app, by_key[key], before)

    return Demo(tuple(Persona(one.key, one.title, one.subtitle, at) for at, one in enumerate(invented, start=1)), code)


def _code(tx: Transaction, app: App, invented: Invented, before: str | None) -> str | None:
    """Of her personal link, the one before while it opens; None for who is in, and for the stranger."""
    repo, now = Repository(tx), app.clock()
    teacher = _teacher(repo, invented)
    if teacher is None or any(account.messenger == "browser" for account in repo.accounts.of(teacher.id)):
        return None
    if before and invitations.is_open(repo, before, now):
        return before
    with suppress(NotInRosterError):
        return invitations.issue_personal(repo, COMMAND_LINE, teacher, now)
    return None


def _teacher(repo: Repository, invented: Invented) -> Teacher | None:
    """The person of the roster behind a persona; None for the stranger and for who bears another name by now."""
    if not invented.last_name:
        return None
    found = repo.teachers.exactly(invented.last_name, invented.first_name, invented.middle_name)
    return repo.teachers.get(found[0].id) if len(found) == 1 else None

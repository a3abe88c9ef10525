"""`check`: what is set, what each token answers, what is missing."""

import asyncio
from collections.abc import Callable

from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from storage.repository import Repository
from storage.troubles import DatabaseUnavailableError

from ..app import App
from ..settings import Settings, is_loopback
from ..texts.cli import CliTexts
from .troubles import database_trouble

Say = Callable[[str], None]


def check(settings: Settings, texts: CliTexts, say: Say) -> int:
    """Print a line for every part; 1 when one that is set does not work."""
    return asyncio.run(_check(App(settings), texts, say))


async def _check(app: App, texts: CliTexts, say: Say) -> int:
    try:
        problems = await _database(app, texts, say)
        problems += await _messengers(app, texts, say)
        problems += _rest(app.settings, texts, say)
        problems += _templates(app, texts, say)
    finally:
        await app.stop()
    return 1 if problems else 0


async def _database(app: App, texts: CliTexts, say: Say) -> int:
    names = texts.check
    try:
        await app.prepare()
        people = await app.db.read(lambda tx: Repository(tx).state.people())
        owned = bool(app.settings.owner_accounts) or await app.has_owner()
    except (SQLAlchemyError, DatabaseUnavailableError, OSError) as error:
        problem = database_trouble(texts, error, app.settings.database_url)
        say(texts.check_bad(names["database"], f"{problem} (BOT_DATABASE_URL)"))
        return 1
    say(texts.check_ok(names["database"], _shown(app.settings.database_url)))
    say(texts.check_ok(names["people"], str(people)) if people else texts.check_off(names["people"], names["empty"]))
    if not owned:
        say(texts.check_off(names["owners"], names["no_owner"]))
    return 0


def _shown(url: str) -> str:
    """As it was set, without the password."""
    parsed = make_url(url)
    return parsed.render_as_string(hide_password=True) if parsed.password else url


async def _messengers(app: App, texts: CliTexts, say: Say) -> int:
    names, settings, problems = texts.check, app.settings, 0
    made = {messenger.name: messenger for messenger in app.messengers()}
    wanted = {"telegram": settings.telegram.is_set, "vk": settings.vk.is_set, "browser": settings.browser.enabled}
    for name, is_set in wanted.items():
        if not is_set:
            say(texts.check_off(names[name], names[f"off_{name}"]))
            continue
        messenger = made.get(name)
        if messenger is None:
            say(texts.check_bad(names[name], names[_unmade(app, name)]))
            problems += 1
            continue
        try:
            profile = await messenger.connect()
            say(texts.check_ok(names[name], f"{profile.title} ({messenger.link(profile, 'menu')})"))
        except TelegramUnauthorizedError:
            say(texts.check_bad(names[name], names["refused"]))
            problems += 1
        except TelegramAPIError as error:
            say(texts.check_bad(names[name], f"{names['silent']} ({type(error).__name__}), {names[f'try_{name}']}"))
            problems += 1
        finally:
            await messenger.close()
    return problems


def _templates(app: App, texts: CliTexts, say: Say) -> int:
    """Said only where one is wrong: teachers would get no file, or one with a place left open."""
    found, words = app.looking.usual_problems(), app.texts.templates.problems
    for file, problem, names in found:
        why = words[problem].partition(". ")[0].rstrip(".")
        say(
            texts.check_bad(
                texts.check["templates"],
                ": ".join([f"content/templates/{file}", why, *filter(None, [", ".join(names)])]),
            )
        )
    return len(found)


def _unmade(app: App, name: str) -> str:
    """Why a messenger that is set could not be made: a key of the texts."""
    if name == "vk" and app.settings.vk.group_id <= 0:
        return "off_vk_group"
    return "refused" if app.misconfigured.get(name, True) else "wrong_address"


def _rest(settings: Settings, texts: CliTexts, say: Say) -> int:
    names, problems = texts.check, 0
    if settings.max.is_set:
        say(texts.check_bad(names["max"], texts.max_unsupported))
        problems += 1
    else:
        say(texts.check_off(names["max"], names["off_max"]))
    for name, part in (("telegram", settings.telegram), ("vk", settings.vk)):
        if part.receive == "webhook":
            say(texts.check_bad(names[name], texts.webhook_unsupported))
            problems += 1
    if settings.browser.enabled:
        address = settings.http.address
        if is_loopback(address):
            say(texts.check_off(names["http"], f"{address} — {names['not_public']}"))
        elif not address.startswith("https://"):
            say(texts.check_bad(names["http"], names["plain_http"]))
            problems += 1
        else:
            say(texts.check_ok(names["http"], address))
    return problems

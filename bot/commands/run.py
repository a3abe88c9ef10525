"""`run` and `demo`: the bot itself, and the bot over an invented district."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

from storage.repository import Repository

from ..app import App
from ..instance import AlreadyRunningError, only_one
from ..logs import begin_log
from ..messengers.base import Messenger, Profile
from ..services import invitations
from ..services.access import COMMAND_LINE
from ..settings import Settings
from ..texts.cli import CliTexts
from ..web.demo import Demo
from .troubles import told

Say = Callable[[str], None]
Demos = Callable[[App], Demo]


def run(settings: Settings, texts: CliTexts, say: Say, prepare: Callable[[], Demos | None] = lambda: None) -> int:
    """Work until stopped; 1 when the settings leave nothing to do or another one is running.

    `prepare` makes the demo, when it is sure that no other one is running: it writes.
    """
    for problem in unserved(settings, texts):
        say(problem)
    if not settings.has_messenger:
        say(texts.no_messenger)
        return 1
    try:
        with only_one(settings.database_url):
            demos = prepare()
            begin_log()
            asyncio.run(_serve(settings, texts, say, demos))
    except AlreadyRunningError as error:
        say(texts.already_running(str(error)))
        return 1
    except OSError as error:
        say(texts.no_server(settings.http.place, told(texts, error.strerror or type(error).__name__)))
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def unserved(settings: Settings, texts: CliTexts) -> list[str]:
    """What is set and has no effect: said aloud, for nothing may be left out in silence."""
    names, found = texts.check, list[str]()
    if settings.vk.is_set and not settings.vk_is_set:
        found.append(texts.check_bad(names["vk"], names["off_vk_group"]))
    if settings.max.is_set:
        found.append(texts.check_bad(names["max"], texts.max_unsupported))
    for name, part in (("telegram", settings.telegram), ("vk", settings.vk)):
        if part.receive == "webhook":
            found.append(texts.check_bad(names[name], texts.webhook_unsupported))
    return found


async def _serve(settings: Settings, texts: CliTexts, say: Say, demos: Demos | None) -> None:
    app = App(settings)
    app.demo = demos and demos(app)
    await app.prepare()
    await _offer_ownership(app, texts, say)
    app.on_start = lambda: say(_ready(app, texts))
    task = asyncio.ensure_future(app.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, task.cancel)
        except NotImplementedError:  # Windows: Ctrl+C arrives as KeyboardInterrupt
            break
    with suppress(asyncio.CancelledError):
        await task


def _ready(app: App, texts: CliTexts) -> str:
    http = app.settings.http
    if app.server is None:
        return texts.running_unseen(http.place)
    address = http.model_copy(update={"port": app.server.port}).address
    return texts.demo_ready(address) if app.demo else texts.running(address)


async def _offer_ownership(app: App, texts: CliTexts, say: Say) -> None:
    """At the first start a one-time link makes the first administrator; until there is one, every start prints anew."""
    if app.demo is not None or app.settings.owner_accounts or await app.has_owner():
        return
    code = await app.db.write(lambda tx: invitations.issue_owner(Repository(tx), COMMAND_LINE, app.clock()))
    told: list[str] = []

    async def tell(messenger: Messenger, profile: Profile) -> None:
        if messenger.name in told or await app.has_owner():
            return
        if not told:
            say(texts.owner_links)
        told.append(messenger.name)
        say(texts.link(app.texts.profile.messengers[messenger.name], messenger.link(profile, code)))

    app.on_connect = tell

"""`run` and `demo`: the bot itself, and the bot over an invented district."""

import asyncio
import logging
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

Say = Callable[[str], None]

log = logging.getLogger(__name__)


def run(settings: Settings, texts: CliTexts, say: Say, demo: Demo | None = None) -> int:
    """Work until stopped; 1 when the settings leave nothing to do or another one is running."""
    begin_log()
    if not (settings.telegram.is_set or settings.vk_is_set or settings.browser.enabled):
        say(texts.no_messenger)
        return 1
    try:
        with only_one(settings.database_url):
            asyncio.run(_serve(settings, texts, say, demo))
    except AlreadyRunningError as error:
        say(texts.already_running(str(error)))
        return 1
    except OSError as error:
        log.error("the bot cannot start: %s", error.strerror)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


async def _serve(settings: Settings, texts: CliTexts, say: Say, demo: Demo | None) -> None:
    app = App(settings, demo)
    if settings.max.is_set:
        say(texts.max_unsupported)
    await app.prepare()
    await _offer_ownership(app, texts, say)
    task = asyncio.ensure_future(app.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, task.cancel)
        except NotImplementedError:  # Windows: Ctrl+C arrives as KeyboardInterrupt
            break
    say(texts.demo_ready(settings.http.address) if demo else texts.running(settings.http.address))
    with suppress(asyncio.CancelledError):
        await task


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

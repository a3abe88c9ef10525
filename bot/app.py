"""The composition root: everything is made and wired here, and nowhere else."""

import asyncio
import gc
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from aiogram.utils.token import TokenValidationError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers import all_features
from storage.conversations import Conversations
from storage.database import Database, Transaction
from storage.migrations import upgrade
from storage.repository import Repository
from storage.troubles import DatabaseUnavailableError
from storage.warm import warm

from . import ticks
from .aiogram_types import build_used
from .answering import Answering, Numbers
from .browser_store import BrowserStore
from .connections import Connection
from .documenting.looking import Looking
from .health import Health
from .instance import make_folder
from .lasting import lasting
from .late import import_late
from .linking import LINK
from .messengers.base import Messenger, Profile
from .messengers.browser import BrowserMessenger, Hub
from .messengers.limits import seconds_per_chat
from .messengers.pacer import Recent
from .messengers.telegram import TelegramMessenger
from .messengers.vk import VkMessenger
from .outgoing import Exit
from .pathing.library import load_rules
from .pathing.reading import RulesReading
from .receiver import Receiver
from .receiver.handling import Handling
from .recipes import Recipes
from .rostering.calling import Calling
from .rostering.worker import Rosters
from .schedule import heed_clock, start_schedule
from .screen import Screen, public
from .sender import Around, Changes, Sender
from .services import invitations, linking
from .services.roster import Catalogue, CatalogueError, load_catalogue, sync_catalogues
from .settings import Settings
from .stopping import end
from .surveying.library import load_library
from .surveying.sheet_worker import Sheets
from .table_words import check_table_words
from .texts import CONTENT, TextError, Texts, load_texts
from .texts.browser import browser_words
from .texts.loader import read
from .turn import House
from .uploads import Uploads
from .watching import Watching
from .web.demo import Demo
from .web.server import Server, add_chat, build_app
from .words import Words

log = logging.getLogger(__name__)


def catalogue() -> Catalogue:
    """Subjects and positions. Raises TextError."""
    folder = CONTENT / "catalogues"
    try:
        return load_catalogue(read(folder / "subjects.yml"), read(folder / "positions.yml"))
    except CatalogueError as error:
        raise TextError(f"catalogues: {error}") from error


def utc_now() -> datetime:
    return datetime.now(UTC)


class App:
    """One running bot: `start`, then `stop`; `on_connect` hears of every messenger that answers."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self.settings, self.clock = settings, clock
        self.demo: Demo | None = None
        self.texts: Texts = load_texts()
        self.browser_words = browser_words(CONTENT / "texts" / "browser.yml")
        self.catalogue: Catalogue = catalogue()
        check_table_words()
        with suppress(DatabaseUnavailableError):  # `prepare` tells; what needs no database can still be looked at
            make_folder(settings.database_url)
        self.db = Database(settings.database_url)
        hiding = frozenset(name for name in ("telegram", "vk", "browser") if not self.may_show_personal(name))
        surveys = load_library()
        paths, owners = load_rules(surveys), settings.owner_accounts
        self.house = House(self.texts, clock, settings.timezone, owners, hiding, surveys=surveys, paths=paths)
        features = all_features(Words.from_file(CONTENT / "words.yml"))
        self.conversations = Conversations(self.db.engine.dialect)
        self.numbers = Numbers()
        self.answering = Answering(features, self.house, self.conversations, self.numbers)
        self.connections: dict[str, Connection] = {}
        self._health = Health(self.db, self.house.answering)
        self.on_connect: Callable[[Messenger, Profile], Awaitable[None]] | None = None
        self.on_start: Callable[[], None] = lambda: None
        self.misconfigured: dict[str, bool] = {}  # messengers that cannot even be made: whether for the token
        self.server: Server | None = None
        self.schedule: AsyncIOScheduler | None = None
        self.hub = Hub(BrowserStore(self.db), clock)
        self._exits: dict[str, Exit] = {}
        self._calling = Calling(self.db, settings.timezone)
        self.rosters = Rosters(self.db, self.house, self._calling, self.wake_senders)
        self.sheets = Sheets(self.db, self.house, self._calling, self.wake_senders)
        self._path_rules = RulesReading(self.db, self.house, self._calling, self.wake_senders)
        self.recipes = Recipes(self.db, self.house, self._calling)
        self.looking = Looking(self._calling, self.texts.templates)
        self.watching = Watching(self.db, self.house, self._exits)
        self._receivers: list[Receiver] = []
        self._senders: list[Sender] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def prepare(self) -> None:
        """Bring the database and its catalogues up to date. Raises DatabaseUnavailableError."""
        make_folder(self.settings.database_url)
        await self.db.write(upgrade)
        await self.db.write(sync_catalogues, self.catalogue)

    async def has_owner(self) -> bool:
        """Whether an account administers this bot by the one-time link."""
        return await self.db.read(lambda tx: Repository(tx).accounts.any_owner())

    async def start(self) -> None:
        """Open the server, connect every messenger whose token is set. Raises OSError where the chat cannot listen."""
        sys.setswitchinterval(0.0005)  # a computing thread must not keep the writer waiting for the interpreter
        await self.prepare()
        warm(self.db.engine.dialect)
        build_used()
        await self._open_server()
        self.schedule = start_schedule(self.db, self.clock, self.tick)
        self._tasks.append(lasting("clock", partial(heed_clock, self.schedule)))
        for messenger in self.messengers():
            self._connect(messenger)
        await ticks.look_first(self.db, self.house)
        self._tasks.append(lasting("cards", self.watching.run))
        self._tasks.append(lasting("rosters", self.rosters.run))
        self._tasks.append(lasting("surveys", self.sheets.run))
        self._tasks.append(lasting("rules of paths", self._path_rules.run))

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            await self.start()
            self.on_start()
            gc.collect()
            gc.freeze()  # a full collection over aiogram's models pauses for more than 100 ms
            gc.enable()
            self._tasks.append(lasting("libraries", partial(import_late, self.clock().date())))
            await asyncio.gather(*self._tasks, asyncio.Event().wait())
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Stop taking updates, finish what has begun, let everything go."""
        await end(self._tasks)
        await asyncio.gather(*(receiver.close() for receiver in self._receivers))
        await asyncio.gather(*(sender.close() for sender in self._senders))
        if self.server is not None:
            await self.server.stop()
        for connection in self.connections.values():
            await connection.messenger.close()
        if self.schedule is not None:
            self.schedule.shutdown(wait=False)
        await self._calling.close()
        await self.db.close()

    def messengers(self) -> list[Messenger]:
        """Those whose settings are there; one that cannot even be made is reported and left out."""
        settings, title, found = self.settings, self.browser_words["title"], list[Messenger]()
        makers: list[tuple[str, bool, Callable[[], Messenger]]] = [
            ("telegram", settings.telegram.is_set, self._telegram),
            ("vk", settings.vk_is_set, self._vk),
            ("browser", settings.browser.enabled, lambda: BrowserMessenger(self.hub, settings.http.address, title)),
        ]
        for name, is_set, make in makers:
            try:
                if is_set:
                    found.append(make())
            except (TokenValidationError, ValueError) as error:
                self.misconfigured[name] = isinstance(error, TokenValidationError)
                wrong = "TOKEN" if self.misconfigured[name] else "PROXY or API_URL"  # the error may quote a password
                log.error("%s is left out, its settings are wrong: BOT_%s__%s", name, name.upper(), wrong)
        return found

    def _telegram(self) -> Messenger:
        settings = self.settings.telegram
        return TelegramMessenger(
            settings.token.get_secret_value(), settings.api_url, settings.proxy or None, self.texts.help.commands
        )

    def _vk(self) -> Messenger:
        settings = self.settings.vk
        return VkMessenger(settings.token.get_secret_value(), settings.group_id, settings.api_url)

    def _connect(self, messenger: Messenger) -> None:
        connection = Connection(messenger, self._connected, self.house.answering)
        uploads = Uploads(messenger.name, messenger.bot, self.db, self.texts.files.undelivered, self.recipes.make)
        recent = Recent(seconds_per_chat(messenger.name))
        way_out = Exit(messenger.bot, self.may_show_personal(messenger.name), self._elsewhere, uploads, recent)
        handling = Handling(self.db, self.answering, self.conversations, self.numbers, way_out, self.house)
        receiver = Receiver(messenger, self.db, handling, connection.tell)
        self.connections[messenger.name] = connection
        self._exits[messenger.name] = way_out
        handling.on_mail = self.wake_senders
        handling.on_files = self.wake_readers
        handling.make = self.recipes.make
        handling.look = self.looking.look
        around = Around(self.house, self.wake_senders, self._living)
        sender = Sender(messenger, self.db, self.numbers, way_out, around)
        home = self.settings.timezone
        changes = Changes(messenger, self.db, way_out, self.clock, home, self.wake_senders)
        self._receivers.append(receiver)
        self._senders.append(sender)
        self._tasks.append(lasting(messenger.name, partial(connection.keep, receiver)))
        self._tasks.append(lasting(f"{messenger.name} sender", sender.run))
        self._tasks.append(lasting(f"{messenger.name} changes", changes.run))

    def _living(self) -> list[str]:
        """The messengers that answer."""
        return [name for name, answers in self.house.answering.items() if answers]

    async def tick(self) -> None:
        """Let everything happen that is due by now; one that fails is logged and does not keep the others."""
        for tick in ticks.ALL:
            try:
                await ticks.run_all(self.db, tick, self.house, self.wake_senders)
            except DatabaseUnavailableError:
                return
            except Exception:
                log.exception("the tick %s failed", tick.__qualname__)

    def wake_readers(self) -> None:
        """A file is there to be read."""
        self.rosters.wake()
        self.sheets.wake()
        self._path_rules.wake()

    def wake_senders(self) -> None:
        """Something new is in the ledger."""
        for sender in self._senders:
            sender.wake()

    async def _connected(self, messenger: Messenger, profile: Profile) -> None:
        is_page = messenger.name == "browser"  # there a link is for newcomers only
        self.house.addresses[messenger.name] = f"{profile.address}/chat" if is_page else messenger.link(profile, "menu")
        if self.may_show_personal(messenger.name):  # where nothing personal is shown nobody can come in
            self.house.links[messenger.name] = messenger.link(profile, "")
        if self.on_connect is not None:
            await self.on_connect(messenger, profile)

    def may_show_personal(self, name: str) -> bool:
        """Whether screens about people may leave through this messenger."""
        found: bool = getattr(self.settings, name).personal_data
        return found

    def _elsewhere(self) -> Screen:
        """What stands for a personal screen where personal data may not go: where to look instead."""
        names, texts = self.texts.profile.messengers, self.texts.fallback
        places = [f"{names[one]} {at}" for one, at in self.house.addresses.items() if self.may_show_personal(one)]
        return public(texts.elsewhere(", ".join(places)) if places else texts.nowhere)

    async def _open_server(self) -> None:
        http = self.settings.http
        application = build_app(http.address, self._health)
        if self.settings.browser.enabled:
            add_chat(application, self.hub, self.browser_words, http.address, self._is_open, self.demo)
        server = Server(application)
        try:
            await server.start(http.host, http.port)
        except OSError as error:
            log.error("nothing listens on %s:%s (BOT_HTTP__HOST, BOT_HTTP__PORT): %s", http.host, http.port, error)
            await server.stop()
            if self.settings.browser.enabled:
                raise
            return
        self.server = server

    async def _is_open(self, code: str) -> bool:
        def usable(tx: Transaction) -> bool:
            repo, now = Repository(tx), self.clock()
            return linking.is_anybody_linking(repo, now) if code == LINK else invitations.is_open(repo, code, now)

        return await self.db.read(usable)

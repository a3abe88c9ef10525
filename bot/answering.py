"""One update in one transaction: find the conversation, route, handle, keep the screen; what is shown follows later."""

import asyncio
import json
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from storage.conversations import Conversations, Place
from storage.database import Database, Transaction
from storage.moving import come_back
from storage.receiving import reserve, set_aside
from storage.repository import Repository
from storage.taps import tapped

from .feature_table import Features
from .incoming import Incoming, Kind
from .screen import SILENCE, Screen, dump, holds_file, load
from .services import files
from .services.access import ForbiddenError
from .services.files import Received, Refused
from .turn import House, Talk, Turn

BLOCK = 1000
"""How many message numbers are reserved at a time."""
LOW, VERY_LOW = 400, 200
"""So many left are enough for everybody in flight until more are reserved; with fewer one waits for them."""
INT32 = 2**31 - 1


class Outcome(NamedTuple):
    """What is to be shown where; `shown` of its `parts` have left, `card` is edited, `once` numbers the first part."""

    account_id: int
    number: int
    screen: Screen | None = None
    parts: int = 0
    shown: int = 0
    card: int | None = None
    once: int = 0
    has_mail: bool = False  # something waits in the ledger, or a file to be read: who works on it is to be woken
    has_files: bool = False


class NoNumbersError(LookupError):
    """No message numbers are reserved: reserve some and try again."""


class Numbers:
    """Numbers of messages, never used twice: reserved in the database by blocks, before they are needed.

    The loop refills what the writer's thread takes.
    """

    def __init__(self) -> None:
        self._next = self._end = 0
        self._lock = Lock()
        self._reserving = asyncio.Lock()

    @property
    def are_low(self) -> bool:
        return self._end - self._next < LOW

    def take(self, count: int) -> int:
        """The first of `count` numbers in a row, each from 1 to 2³¹ - 1. Raises NoNumbersError."""
        with self._lock:
            if self._end - self._next < count:
                raise NoNumbersError
            first, self._next = self._next, self._next + count
            return first

    async def reserve(self, db: Database) -> None:
        """Have enough at hand; of all who find them low at the same time the first one reserves."""
        if self._reserving.locked() and self._end - self._next >= VERY_LOW:
            return
        async with self._reserving:
            if self.are_low:
                self.refill(await db.write(reserve_numbers))

    def refill(self, first: int) -> None:
        """Use the block that `reserve_numbers` has committed."""
        with self._lock:
            self._next = (first - 1) % (INT32 - BLOCK) + 1
            self._end = self._next + BLOCK


def reserve_numbers(tx: Transaction) -> int:
    return reserve(tx, "message", BLOCK)


class Answering:
    """Answers updates of every messenger; used by the writer's thread only."""

    def __init__(self, features: Features, house: House, conversations: Conversations, numbers: Numbers) -> None:
        self._features, self._house, self._conversations, self._numbers = features, house, conversations, numbers
        self.sorry = features.sorry(house)

    def expects(self, tx: Transaction, it: Incoming) -> bool | Refused:
        """Whether the file is to be fetched, asked before its update is applied: it changes nothing."""
        place = self._conversations.find(tx, it.messenger, it.chat)
        if place is None or it.file is None:
            return False
        now = self._house.clock()
        turn = self._turn(tx, it, place, now)
        try:
            if not self._features.expects_file(turn):
                return False
            refused = files.why_not(it.file.name, it.file.size)
            exceeds = refused is None and files.exceeds(turn.repo, turn.actor, it.file.size, now)
        except ForbiddenError:
            return False
        return Refused.QUOTA if exceeds else refused or True

    def look(self, tx: Transaction, it: Incoming) -> str:
        """As what the file is to be looked through before its update is applied; it changes nothing."""
        place = self._conversations.find(tx, it.messenger, it.chat)
        taking = None if place is None else self._features.taken.get(place.state or "")
        if place is None or taking is None or not taking.look:
            return ""
        return "" if self._features.answers_letter(self._turn(tx, it, place, self._house.clock())) else taking.look

    def apply(self, tx: Transaction, it: Incoming, file: Received | Refused | None = None) -> Outcome:
        """Apply an update once: a repeated one changes nothing and shows only what is still missing."""
        now = self._house.clock()
        place = self._place(tx, it, now)
        if self._is_known(tx, it, place, now):
            return _missing(place, it.update)
        if it.kind is not Kind.LEFT and not place.reachable and place.person is not None:
            come_back(tx, place.account_id, place.person.id, now)
        if it.kind in (Kind.LEFT, Kind.RETURNED):
            self._conversations.save_reachable(tx, place.account_id, it.kind is Kind.RETURNED)
            return Outcome(place.account_id, it.update)
        return self._answer(tx, it, place, now, file)

    def _place(self, tx: Transaction, it: Incoming, now: datetime) -> Place:
        return self._conversations.find(tx, it.messenger, it.chat) or self._conversations.open(
            tx, it.messenger, it.chat, now
        )

    def _is_known(self, tx: Transaction, it: Incoming, place: Place, now: datetime) -> bool:
        """Whether the update was applied before; if not, it counts as applied from this transaction on."""
        if it.update == place.last_update:
            return True
        return not self._conversations.first_time(tx, place.account_id, it.update, int(now.timestamp()) // 86_400)

    def _turn(self, tx: Transaction, it: Incoming, place: Place, now: datetime) -> Turn:
        talk = Talk(place.state, place.step, place.data)
        return Turn(it, place, Repository(tx), self._house, talk, now, place.conversation_id)

    def _answer(
        self, tx: Transaction, it: Incoming, place: Place, now: datetime, file: Received | Refused | None
    ) -> Outcome:
        if it.kind is Kind.TAP and it.card is not None and it.card != place.card:  # a card is no delivery
            tapped(tx, place.account_id, it.card, int(now.timestamp()))
        turn = self._turn(tx, it, place, now)
        talk = turn.talk
        turn.file = file if isinstance(file, Received) else None
        turn.refused = file if isinstance(file, Refused) else None
        try:
            screen = self._features.handle(turn)
        except ForbiddenError:
            screen = self._features.forbidden(turn)
        tx.flush()
        if talk.changed:
            self._conversations.save_state(tx, turn.conversation_id, talk.state, talk.step, talk.dump())
        shown = Outcome(place.account_id, it.update) if screen is SILENCE else self._keep(tx, it, place, screen)
        return shown._replace(has_mail=turn.repo.has_mail, has_files=turn.repo.has_files)

    def _keep(self, tx: Transaction, it: Incoming, place: Place, screen: Screen) -> Outcome:
        """Store the screen with the update, to be shown after the commit."""
        is_card = it.card is not None and it.card == place.card
        has_file = bool(screen.file) or (is_card and holds_file(place.screen or ""))  # an edit in VK would drop it
        card = it.card if (is_card or screen.in_place) and not has_file else None
        parts = len(screen.parts)
        number = self._numbers.take(parts)
        body = dump(screen, card=card, once=number)
        self._conversations.save_screen(tx, place.account_id, it.update, body, parts)
        return Outcome(place.account_id, it.update, screen, parts, 0, card, number)

    def apologise(self, tx: Transaction, it: Incoming, error: str) -> Outcome:
        """Set an update aside that nobody could handle and tell the person; the conversation begins anew.

        One that was applied before the process died is only shown.
        """
        now = self._house.clock()
        place = self._place(tx, it, now)
        if self._is_known(tx, it, place, now):
            return _missing(place, it.update)
        set_aside(tx, it.messenger, it.update, error, self._features.kept(it).dump(), now)
        self._conversations.save_state(tx, place.conversation_id, None, place.step + 1, "{}")
        return self._keep(tx, it, place, self.sorry)

    def give_up(self, tx: Transaction, it: Incoming, error: str) -> Outcome:
        """Only set the update aside; there is nothing to show."""
        set_aside(tx, it.messenger, it.update, error, self._features.kept(it).dump(), self._house.clock())
        return Outcome(0, it.update)


def _missing(place: Place, number: int) -> Outcome:
    """What of the answer to a repeated update has not been shown; nothing if another screen followed."""
    if number != place.last_update or not place.screen or place.shown >= place.parts:
        return Outcome(place.account_id, number)
    return stored(place.account_id, number, place.screen, place.shown)


def stored(account: int, number: int, raw: str, shown: int) -> Outcome:
    """The outcome of an earlier update, as it was kept in the database."""
    screen, extra = load(raw), json.loads(raw)
    return Outcome(account, number, screen, len(screen.parts), shown, extra["card"], extra["once"])

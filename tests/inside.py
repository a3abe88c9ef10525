"""The bot's core on one open transaction, without messengers: what a person does goes in, the screen comes out."""

import itertools
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.answering import Answering, Numbers, Outcome, reserve_numbers
from bot.incoming import Incoming, Kind
from bot.pathing.library import load_rules
from bot.surveying.library import load_library
from bot.texts import CONTENT, Texts, load_texts
from bot.turn import House
from bot.words import Words
from handlers import all_features
from storage.conversations import Conversations, Place
from storage.database import Transaction
from storage.models import Teacher
from storage.repository import Repository
from tests.running import NOW

OWNER = 900
LINKS = {"telegram": "https://t.me/bot?start=", "vk": "https://vk.me/bot?ref="}


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands: what a walk goes back to."""

    state: str | None
    step: int
    data: str


class Inside:
    """`does` applies one update; `anew` forgets what the last ones changed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.texts: Texts = load_texts()
        self.words = Words.from_file(CONTENT / "words.yml")
        self.features = all_features(self.words)
        house = House(
            self.texts,
            lambda: NOW,
            "Europe/Moscow",
            frozenset({("telegram", OWNER)}),
            answering={"telegram": True},
            links=LINKS,
            surveys=load_library(),
            paths=load_rules(load_library()),
        )
        self.conversations = Conversations(connection.dialect)
        self.numbers = Numbers()
        self.answering = Answering(self.features, house, self.conversations, self.numbers)
        self._updates = itertools.count(1)
        self.keep()

    def keep(self) -> None:
        """What was done so far is what `anew` goes back to."""
        self.connection.exec_driver_sql("SAVEPOINT kept")

    def anew(self) -> None:
        self.connection.exec_driver_sql("ROLLBACK TO kept")

    def enters(self, chat: int, teacher: Teacher, messenger: str = "telegram") -> None:
        """Link an account to the person, as her personal link does."""
        tx = Transaction(self.connection)
        place = self.conversations.find(tx, messenger, chat) or self.conversations.open(tx, messenger, chat, NOW)
        repo = Repository(tx)
        repo.accounts.join(repo.accounts.get(place.account_id), teacher.id)
        repo.consents.give(teacher.id, self.texts.entry.consent_version, NOW)
        tx.finish()

    def does(
        self, chat: int, kind: Kind, text: str = "", messenger: str = "telegram", card: int | None = None
    ) -> Outcome:
        """The outcome of a tap (`text` is its payload), a text or anything else."""
        callback = "query" if kind is Kind.TAP else None
        return self.applies(Incoming(messenger, chat, next(self._updates), kind, text, callback, card))

    def applies(self, it: Incoming) -> Outcome:
        tx = Transaction(self.connection)
        if self.numbers.are_low:
            self.numbers.refill(reserve_numbers(tx))
        outcome = self.answering.apply(tx, it)
        tx.finish()
        return outcome

    def place(self, chat: int, messenger: str = "telegram") -> Place:
        found = self.conversations.find(Transaction(self.connection), messenger, chat)
        assert found is not None
        return found

    def standing(self, chat: int) -> Standing:
        place = self.place(chat)
        return Standing(place.state, place.step, place.data)

    def stands(self, chat: int, at: Standing) -> None:
        tx = Transaction(self.connection)
        self.conversations.save_state(tx, self.place(chat).conversation_id, at.state, at.step, at.data)

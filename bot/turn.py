"""One turn of a conversation: what the person did, and everything a handler may use to answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import to_json

from storage.conversations import Known, Place
from storage.models import Teacher
from storage.repository import Repository

from .incoming import Incoming
from .screen import Button, Html, Rows, load_rows
from .services.access import Actor, actor
from .services.files import Received, Refused
from .services.learning_paths.rules import NO_RULES, Rules
from .services.surveys.reading import Edition
from .texts import Texts
from .texts.names import FullName
from .words import normal


class Talk:
    """State of the conversation, saved with the rest of the update: the open question and what was said so far."""

    __slots__ = ("_data", "_raw", "changed", "state", "step")

    def __init__(self, state: str | None, step: int, raw: str) -> None:
        self.state, self.step, self._raw = state, step, raw
        self._data: dict[str, Any] | None = None
        self.changed = False

    @property
    def data(self) -> dict[str, Any]:
        if self._data is None:
            self._data = json.loads(self._raw)
        return self._data

    def ask(self, state: StrEnum, **keep: Any) -> None:
        """Open a question; buttons of earlier questions are out of date from now on."""
        self.state, self.step, self.changed = state.value, self.step + 1, True
        self.data.update(keep)

    def finish(self) -> None:
        """Nothing is asked any more and nothing kept."""
        if self.state is not None or self._raw != "{}" or self._data:
            self.state, self.step, self._data, self.changed = None, self.step + 1, {}, True

    def dump(self) -> str:
        return self._raw if self._data is None else to_json(self._data).decode()


@dataclass(frozen=True, slots=True)
class House:
    """What is the same for everybody while the program runs."""

    texts: Texts
    clock: Callable[[], datetime]
    time_zone: str
    owners: frozenset[tuple[str, int]] = frozenset()
    hiding: frozenset[str] = frozenset()  # messengers in which personal screens are not shown
    addresses: dict[str, str] = field(default_factory=dict)  # messenger -> where people open the bot there
    answering: dict[str, bool] = field(default_factory=dict)  # messenger -> whether it answers now
    links: dict[str, str] = field(default_factory=dict)  # messenger -> a link to the bot there, all but its code
    surveys: Mapping[str, Edition] = field(default_factory=dict)  # those of `content/surveys`, by key
    paths: Rules = NO_RULES


@dataclass
class Turn:
    """Handed to every handler. `argument` is what stood behind the word («/start CODE» → «CODE»).

    `file` is the file she sent, fetched where the open question takes one; `refused` says why it was not taken.
    """

    incoming: Incoming
    place: Place
    repo: Repository
    house: House
    talk: Talk
    now: datetime
    conversation_id: int
    argument: str = ""
    file: Received | None = None
    refused: Refused | None = None

    @property
    def texts(self) -> Texts:
        return self.house.texts

    @property
    def text(self) -> str:
        return self.incoming.text

    @property
    def html(self) -> Html:
        """The text with the formatting she gave it, everything else escaped."""
        return Html(self.incoming.html or escape(self.text, quote=False))

    @property
    def album(self) -> str | None:
        """What files sent together share."""
        return self.incoming.file and self.incoming.file.album

    @property
    def person(self) -> Known | None:
        return self.place.person

    @property
    def known(self) -> Known:
        """The person; only for handlers that strangers never reach."""
        if self.place.person is None:
            raise LookupError("nobody is known behind this account")
        return self.place.person

    @cached_property
    def teacher(self) -> Teacher:
        """The person with all she does. Raises LookupError."""
        found = self.repo.teachers.get(self.known.id)
        if found is None:
            raise LookupError("the person behind this account is gone")
        return found

    @cached_property
    def actor(self) -> Actor:
        return actor(self.repo, self.place, self.is_owner, self.today)

    @property
    def is_owner(self) -> bool:
        return self.place.owner or (self.incoming.messenger, self.incoming.chat) in self.house.owners

    @property
    def name(self) -> FullName:
        known = self.known
        return FullName(known.last_name, known.first_name, known.middle_name, known.address)

    @cached_property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo((self.person and self.person.time_zone) or self.house.time_zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.time_zone).date()

    @cached_property
    def rows(self) -> Rows:
        """Buttons of the screen this account saw last."""
        if not self.place.screen:
            return ()
        kept = json.loads(self.place.screen)
        if kept["personal"] and self.incoming.messenger in self.house.hiding:
            return ()  # she has not seen it, so she cannot mean its buttons
        return load_rows(kept["rows"])

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The same in the order they are numbered."""
        return tuple(button for row in self.rows for button in row)

    @property
    def back(self) -> str:
        """Where a typed «назад» leads: to what the button named so carries, else the first of the last row."""
        if not self.rows or normal(self.text) != normal(self.texts.menu.back):
            return ""
        named = (button.data for button in self.buttons if button.label == self.texts.menu.back)
        return next(named, self.rows[-1][0].data)

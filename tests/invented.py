"""Random content of every shape aiogram knows, valid for its models; and texts nobody writes in good faith."""

import random
import types
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from aiogram.types import Message, Update
from pydantic import BaseModel

TEXTS = (
    "",
    " ",
    "\n\t ",
    "\0",
    "при\0вет",
    "меню",
    "/start",
    "/start " + "A" * 32,
    "/start " + "я" * 64,
    "/mo@other_bot now",
    "/" * 50,
    "отмена",
    "1",
    "2.",
    "99",
    "²³",
    "да",
    "😀" * 40,
    "👩‍👩‍👧‍👦 семья",
    "\u202eсправа налево\u202c \u2067أهلا",
    "<b>не закрыт",
    "</b><script>&lt;&amp;&#0;",
    "&" * 300,
    "[id1|Павел] [club1|нас] @all *id1 (я)",
    "{name} {0} %s $x \\n",
    "'; DROP TABLE account; --",
    "слово " * 680,
    "б" * 4096,
    "a\u0300\u0301\u0302" * 60,
    "\u200b\u200c\u2060",
    "http://example.org/?a=1&b=<2>",
)
EPOCH = datetime.fromisoformat("2026-11-22T09:00:00+00:00")
DEPTH = 4


class Inventor:
    """Makes plain dictionaries a model accepts: required fields always, others now and then."""

    def __init__(self, seed: int, chats: tuple[int, ...]) -> None:
        self.random, self.chats = random.Random(seed), chats

    def update(self, number: int) -> Update:
        """One update of any kind. Raises ValidationError where chance made what aiogram refuses."""
        kinds = [name for name in Update.model_fields if name != "update_id"]
        kind = self.random.choice([*kinds, "message", "message", "callback_query"])
        body = self.message() if kind == "message" else self._value(Update.model_fields[kind].annotation, 0)
        return Update.model_validate({"update_id": number, kind: body})

    def message(self) -> dict[str, Any]:
        """A message in one of the chats, with one or two kinds of content."""
        optional = [name for name, field in Message.model_fields.items() if not field.is_required()]
        body = {name: self._field(Message, name, 1) for name in self.random.sample(optional, 2)}
        chat = {"id": self.random.choice(self.chats), "type": "private", "first_name": self.text()}
        if self.random.random() < 0.3:
            body["text"] = self.text()
        head = {"message_id": self.random.randrange(1, 10**6), "date": int(EPOCH.timestamp()), "chat": chat}
        return {_alias(Message, name): value for name, value in body.items() if value is not None} | head

    def text(self) -> str:
        return self.random.choice(TEXTS)

    def model(self, kind: type[BaseModel], depth: int) -> dict[str, Any]:
        chance = 0.3 if depth < 2 else 0.0
        names = [
            name for name, field in kind.model_fields.items() if field.is_required() or self.random.random() < chance
        ]
        found = {_alias(kind, name): self._field(kind, name, depth) for name in names}
        found = {name: value for name, value in found.items() if value is not None}
        if kind.__name__ == "Chat":
            found |= {"id": self.random.choice((*self.chats, -100, 10**12)), "type": self._chat_type()}
        return found

    def _chat_type(self) -> str:
        return self.random.choice(["private", "private", "group", "supergroup", "channel"])

    def _field(self, kind: type[BaseModel], name: str, depth: int) -> Any:
        return self._value(kind.model_fields[name].annotation, depth + 1)

    def _value(self, wanted: Any, depth: int) -> Any:
        origin, inner = get_origin(wanted), get_args(wanted)
        if origin is Annotated:
            return self._value(inner[0], depth)
        if origin in (Union, types.UnionType):
            options = [one for one in inner if one is not type(None)]
            return None if depth > DEPTH and type(None) in inner else self._value(self.random.choice(options), depth)
        if origin is Literal:
            return self.random.choice(inner)
        if origin is list:
            return [self._value(inner[0], depth + 1)] if depth <= DEPTH else []
        if isinstance(wanted, type) and issubclass(wanted, BaseModel):
            return self.model(wanted, depth)
        return self._plain(wanted)

    def _plain(self, wanted: Any) -> Any:
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            return self.random.choice(list(wanted)).value
        if wanted is bool:
            return self.random.random() < 0.5
        if wanted in (int, float):
            return self.random.choice([0, 1, 7, 2**31 - 1])
        if wanted is datetime:
            return int(EPOCH.timestamp())
        if wanted is timedelta:
            return 60
        return self.text() if wanted is str else None


def _alias(kind: type[BaseModel], name: str) -> str:
    return kind.model_fields[name].alias or name

"""A bot that only repeats what it hears, and what tests of the receiver ask of it."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from bot.feature_table import Features
from bot.screen import Html, Part, Screen, personal, public
from bot.turn import Turn
from storage.models import Account, Conversation, Inbox, SetAside
from storage.repository import Repository
from tests.people import FakePerson, Someone
from tests.running import Running

LONG = "three messages"
SECRET = "what is personal"


class Heard(StrEnum):
    SOMETHING = "heard.something"


def echo(features: Features, turn: Turn) -> Screen:
    """Remember in the conversation what was said, and say it again."""
    turn.talk.ask(Heard.SOMETHING, heard=[*turn.talk.data.get("heard", []), turn.text])
    if turn.text == "boom":
        raise RuntimeError(turn.text.upper())
    if turn.text == SECRET:
        return personal(Html(turn.text))
    ahead = [Part(Html(f"{turn.text} {n}")) for n in range(1, 3)] if turn.text == LONG else []
    return public(Html(turn.text)).after(*ahead)


async def heard(bot: Running, person: Someone) -> list[str]:
    """What counted, in its order."""

    def query(repo: Repository) -> str | None:
        found = select(Conversation.data).join(Account, Account.conversation_id == Conversation.id)
        return repo.tx.connection.execute(
            found.where(Account.messenger == person.messenger, Account.external_id == person.id)
        ).scalar()

    return json.loads(await bot.ask(query) or "{}").get("heard", [])


async def account(bot: Running, person: Someone) -> Account:
    return await bot.ask(
        lambda repo: repo.tx.session.scalars(
            select(Account).where(Account.messenger == person.messenger, Account.external_id == person.id)
        ).one()
    )


async def aside(bot: Running) -> list[SetAside]:
    return await bot.ask(lambda repo: list(repo.tx.session.scalars(select(SetAside).order_by(SetAside.id))))


async def in_inbox(bot: Running) -> int:
    return len(await bot.ask(lambda repo: list(repo.tx.session.scalars(select(Inbox.update)))))


def texts(person: Someone) -> list[str]:
    return [seen.text for seen in person.messages]


def fake_of(bot: Running, person: Someone) -> Any:
    return bot.telegram if person.messenger == "telegram" else bot.vk


def speaks(person: Someone, text: str) -> None:
    """Say it without waiting for the answer."""
    assert isinstance(person, FakePerson)
    person.person.says(text)


def says_and_keeps(bot: Running, person: Someone, text: str) -> Callable[[], None]:
    """Say it; what is returned makes the messenger deliver the same update once more."""
    speaks(person, text)
    fake = fake_of(bot, person)
    if person.messenger == "vk":
        event = fake.events[-1]
        return lambda: fake.push_raw(event)
    update = fake.updates[-1]

    def again() -> None:
        fake.updates.append(update)
        fake.idle.clear()
        fake._news.set()

    return again

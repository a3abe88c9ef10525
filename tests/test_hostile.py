"""Whatever arrives, in whatever state, from whoever it comes: there is an answer every messenger can show."""

import asyncio
import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Message, Update
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import Engine

from bot.answering import Outcome
from bot.incoming import Incoming, Kind, incoming
from bot.outgoing import Exit
from bot.screen import dump, load
from bot.services.documents.places import fit
from handlers import ALL
from storage.database import Transaction
from tests.handlers.conftest import district_sqlite, district_url
from tests.handlers.zarechny import code_for, entered, find
from tests.inside import OWNER, Inside
from tests.invented import TEXTS, Inventor
from tests.made import Made, sqlite_engine
from tests.people import Someone
from tests.running import MESSENGERS, Running, running
from tests.strict import StrictSession, check

__all__ = ["district_sqlite", "district_url"]

PEOPLE = ("Лебедева", "Котова", "Миронова", "Белова", "Хасанова", "Орлова", "Самойлов", "Ли")
CHATS = dict(enumerate(PEOPLE, start=1))
STRANGER = 99
EVERYBODY = (*CHATS, STRANGER, OWNER)
PREFIXES = sorted({prefix for feature in ALL for prefix in feature.tapped} | {"say", "none", ""})
FIELDS = {kind.__prefix__: len(kind.model_fields) for kind in CallbackData.__subclasses__()}
"""Prefix -> how many numbers such a button carries."""
WORDS = sorted({word for feature in ALL for word in feature.words})
NUMBERS = (
    "0",
    "1",
    "3",
    "8",
    "-1",
    "99",
    str(2**31 - 1),
    str(2**31),
    str(2**63),
    "1" * 40,
    "x",
    "",
    "١",
)


def forged(choose: random.Random) -> str:
    """Every kind of button with fields nobody put there."""
    count = choose.randrange(5)
    fields = [choose.choice((*NUMBERS, *WORDS, "subject", "news", "True", "changed")) for _ in range(count)]
    return ":".join([choose.choice(PREFIXES), *fields])


class Crowd:
    """Everybody at once; each deed is one update."""

    def __init__(self, inside: Inside, seed: int) -> None:
        self.inside, self.choose = inside, random.Random(seed)
        self.inventor = Inventor(seed, EVERYBODY)
        self.outcomes: list[tuple[int, Outcome]] = []
        self.updates = itertools.count(10**6)

    def acts(self) -> None:
        chat = self.choose.choice(EVERYBODY)
        deed = self.choose.choice([self._taps, self._taps, self._taps, self._says, self._forges, self._invents])
        deed(chat)

    def _taps(self, chat: int) -> None:
        """One of the buttons she sees."""
        place = self.inside.conversations.find(Transaction(self.inside.connection), "telegram", chat)
        rows = json.loads(place.screen)["rows"] if place and place.screen else []
        data = [button[1] for row in rows for button in row if button[1]]
        self._applies(chat, Kind.TAP, self.choose.choice(data) if data else "say:menu")

    def _says(self, chat: int) -> None:
        text = self.choose.choice([self.choose.choice(TEXTS), "/" + self.choose.choice(WORDS)])
        self._applies(chat, Kind.TEXT, text)

    def _forges(self, chat: int) -> None:
        self._applies(chat, Kind.TAP, forged(self.choose))

    def _invents(self, _: int) -> None:
        try:
            update = self.inventor.update(next(self.updates))
        except ValidationError:
            return  # the adapter sets it aside
        it = incoming("telegram", update)
        if it is not None:
            self._shows(it, self.inside.applies(it))

    def _applies(self, chat: int, kind: Kind, text: str) -> None:
        made = Message.model_construct(text=text)
        it = Incoming(
            "telegram", chat, next(self.updates), kind, made.text or "", "query" if kind is Kind.TAP else None
        )
        self._shows(it, self.inside.applies(it))

    def _shows(self, it: Incoming, outcome: Outcome) -> None:
        if it.kind in (Kind.LEFT, Kind.RETURNED):
            return
        assert outcome.screen is not None, it
        check(outcome.screen)
        passing = {"toast": "", "passes": False} if outcome.screen.passes else {}
        assert load(dump(outcome.screen)) == replace(outcome.screen, in_place=False, **passing)
        self.outcomes.append((it.chat, outcome))


@pytest.fixture(scope="module")
def district(district_sqlite: Path) -> Iterator[Engine]:
    engine = sqlite_engine(district_sqlite)  # every test rolls back what it does
    yield engine
    engine.dispose()


async def show(outcomes: list[tuple[int, Outcome]]) -> int:
    """Send them all; how many messages that made."""
    session = StrictSession()
    bot = Bot("42:TOKEN", session=session)
    # no screen of these carries a kept file
    way_out = Exit(bot, True, lambda: pytest.fail("everything may be shown"), uploads=None)
    for chat, outcome in outcomes:
        await way_out.answer_tap("query", outcome.screen)
        await way_out.show(chat, outcome, lambda count, message: None)
    return len(session.shown)


def disturb(engine: Engine, seed: int, deeds: int) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        inside = Inside(connection)
        repo = Made(Transaction(connection)).repo
        for chat, name in CHATS.items():
            inside.enters(chat, find(repo, name))
        crowd = Crowd(inside, seed)
        for _ in range(deeds):
            crowd.acts()
        transaction.rollback()
    assert asyncio.run(show(crowd.outcomes)) >= len(crowd.outcomes)


QUIETLY = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=30, **QUIETLY)
@given(seed=st.integers(0, 2**32))
def test_whatever_people_do_there_is_a_screen_every_messenger_can_show(district: Engine, seed: int) -> None:
    disturb(district, seed, 30)


@pytest.mark.parametrize("chat", [1, 6, STRANGER, OWNER])
def test_no_button_with_a_number_nobody_put_there_fails(district: Engine, chat: int) -> None:
    with district.connect() as connection, connection.begin() as transaction:
        inside = Inside(connection)
        if chat in CHATS:
            inside.enters(chat, find(Made(Transaction(connection)).repo, CHATS[chat]))
        inside.keep()
        whole = ((prefix, number, FIELDS.get(prefix, 1)) for prefix in PREFIXES for number in NUMBERS)
        spoilt = ((prefix, "1", FIELDS.get(prefix, 1) + more) for prefix in PREFIXES for more in (-1, 1))
        for prefix, number, count in itertools.chain(whole, spoilt):
            outcome = inside.does(chat, Kind.TAP, ":".join([prefix, *[number] * count]))
            assert outcome.screen is not None
            check(outcome.screen)
            inside.anew()
        transaction.rollback()


@pytest.mark.soak
@settings(max_examples=3000, **QUIETLY)
@given(seed=st.integers(0, 2**64))
def test_for_a_long_time_too(district: Engine, seed: int) -> None:
    disturb(district, seed, 60)


@given(st.text(max_size=100) | st.text(alphabet="\0\v\x1b\uffff\ud800\udfffa😀", max_size=20))
@example("Word\vcopies a new line so\x01")
def test_no_character_that_databases_and_word_files_refuse_gets_in(text: str) -> None:
    chat = {"id": 1, "type": "private"}
    update = (
        Inventor(0, (1,))
        .update(1)
        .model_copy(
            update={
                "callback_query": None,
                "message": Message.model_validate({"message_id": 1, "date": 1, "chat": chat}),
            }
        )
    )
    message = update.message.model_copy(update={"text": text})
    it = incoming("telegram", update.model_copy(update={"message": message}))
    assert it is not None
    assert fit(it.text) == it.text
    assert "\v" not in text or "\n" in it.text or it.kind is Kind.OTHER
    it.dump().encode()
    assert Incoming.load(it.dump()) == it
    assert (it.kind is Kind.OTHER) == (not it.text.strip() if it.kind is Kind.TEXT else True)


@pytest.mark.parametrize("text", ["\u200b\u200c\u2060", "\u202e\u2067", "\u00ad \ufeff", " \n\t "])
def test_what_nobody_can_see_is_no_word(text: str) -> None:
    said = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": text}
    it = incoming("telegram", Update.model_validate({"update_id": 1, "message": said}))
    assert it is not None
    assert it.kind is Kind.OTHER


@pytest.mark.parametrize(
    "told",
    [
        {"pinned_message": {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "Меню"}},
        {"pinned_message": {"message_id": 7, "date": 0, "chat": {"id": 1, "type": "private"}}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"chat_background_set": {"type": {"type": "chat_theme", "theme_name": "🐳"}}},
        {"forum_topic_created": {"name": "Бот", "icon_color": 7322096}},
    ],
    ids=str,
)
def test_what_telegram_says_of_something_she_did_with_the_dialogue_is_no_word_of_hers(told: dict[str, Any]) -> None:
    head = {"message_id": 8, "date": 1, "chat": {"id": 1, "type": "private"}}
    assert incoming("telegram", Update.model_validate({"update_id": 1, "message": head | told})) is None


def test_nobody_is_looked_at_for_longer_than_a_messenger_lets_her_speak() -> None:
    said = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "я@" * 500_000}
    bold = {"type": "bold", "offset": 0, "length": 1_000_000}
    it = incoming("telegram", Update.model_validate({"update_id": 1, "message": said | {"entities": [bold]}}))
    assert it is not None
    assert (len(it.text), it.html) == (10_000, "")


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.TAP, Kind.OTHER])
def test_a_stranger_s_first_word_of_any_kind_is_answered(district: Engine, kind: Kind) -> None:
    with district.connect() as connection, connection.begin() as transaction:
        outcome = Inside(connection).does(12345, kind, "что-то")
        assert outcome.screen is not None
        check(outcome.screen)
        transaction.rollback()


def recorded(town: Running) -> list[str]:
    """What the fakes refuse from now on, but for what is no fault: an edit that changes nothing, a tap gone stale."""
    found: list[str] = []
    for fake in (town.telegram, town.vk):
        refuse = fake.refused

        def note(refusal: Any, refuse: Any = refuse) -> Any:
            if "not modified" not in refusal.text and "query is too old" not in refusal.text:
                found.append(refusal.text)
            return refuse(refusal)

        fake.refused = note  # type: ignore[method-assign]
    return found


async def act(person: Someone, choose: random.Random) -> None:
    before = len(person.messages)
    texts = [text for text in TEXTS if text.strip(" \n\t\0")]
    if choose.random() < 0.6:
        await person.says(choose.choice(texts))
        assert len(person.messages) > before
    elif choose.random() < 0.3:
        await person.sends(choose.choice(["photo", "voice", "document"]))
        assert len(person.messages) > before
    else:
        await person.says("помощь")
        await person.forges(
            choose.choice(["nothing:1", f"mo:{2**70}", "plan:999", "forget:1:1", "agree:7", "services:1"])
        )
    assert person.last.text.strip()


async def harass(url: str, seed: int, deeds: int) -> None:
    choose = random.Random(seed)
    async with running(url) as town:
        refused = recorded(town)
        people = [await entered(town, name, PEOPLE[number], 501) for number, name in enumerate(MESSENGERS)]
        people += [town.somebody(name, 601) for name in MESSENGERS]
        await people[-1].starts(await code_for(town, "Зуев"))
        for _ in range(deeds):
            await act(choose.choice(people), choose)
        assert refused == []
        assert await town.ask(lambda repo: repo.state.aside()) == 0


async def test_through_the_real_adapters_nothing_is_set_aside_or_refused(district_url: str) -> None:
    await harass(district_url, 1, 60)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 22))
async def test_through_the_real_adapters_for_a_long_time(district_url: str, seed: int) -> None:
    await harass(district_url, seed, 300)

"""Everything people read: what the loader cannot know, then a walk over every screen of every person of the demo."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.demo import demo_roster, load_demo, personas
from bot.incoming import Kind
from bot.screen import Screen
from bot.services.audit import Deed
from bot.services.journal import SELVES
from bot.services.mentor_desk import Reason
from bot.services.personal_data import Kept
from bot.services.rights import GRANTING
from bot.services.roster import bring_in, sync_catalogues
from bot.texts import CONTENT, Texts, load_texts
from bot.texts.loader import read
from handlers import ALL
from storage.database import Transaction
from storage.models import Level, QualificationCategory, Role, ServiceModel, Teacher
from storage.repository import Repository
from tests.inside import OWNER, Inside, Standing
from tests.made import NOW, TODAY, migrate, sqlite_engine
from tests.running import MESSENGERS
from tests.strict import check, labels

ROOT = CONTENT.parent
FILES = [field.name for field in fields(Texts)]
CAPITAL_YOU = re.compile(r"(?<=[а-яё,;:—»] )(Вы|Вас|Вам|Вами|Ваш\w*)\b")
OF_ONE = re.compile(r"\b(оно|она|ему|ей|него|неё|который|которая|которое)\b", re.IGNORECASE)
COMMAND = re.compile(r"(?<![\w/<])/([a-z]+)\b")
GREETINGS = {"entry: hello", "entry: hello_stranger"}
SCREENS = 800
"""More screens than anybody has: the walk must come to an end before."""
ALIKE = 8
"""So many buttons of one kind are tapped in one state: the cards of all people of a district look alike."""


def texts_of(found: Any, where: str) -> Iterator[tuple[str, str]]:
    """(key, text) of everything in a file, nested forms and tables included."""
    if isinstance(found, str):
        yield where, found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from texts_of(value, f"{where}: {key}" if ": " not in where else f"{where}.{key}")


EVERY = [pair for name in FILES for pair in texts_of(read(CONTENT / "texts" / f"{name}.yml"), name)]


def code() -> str:
    """Everything that may use a text."""
    paths = [path for top in ("bot", "handlers") for path in (ROOT / top).rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in paths if path.parent.name != "texts")


def test_all_texts_load() -> None:
    assert load_texts().menu.menu("Анна") == "Анна, чем помочь?"


def test_every_text_is_used() -> None:
    source = code()
    keys = [(name, key) for name in FILES for key in read(CONTENT / "texts" / f"{name}.yml")]
    assert [f"{name}: {key}" for name, key in keys if not re.search(rf"\.{key}\b", source)] == []


def test_nobody_is_shouted_at() -> None:
    assert [key for key, text in EVERY if "!" in text and key not in GREETINGS] == []


def test_vy_is_written_with_a_small_letter() -> None:
    assert [key for key, text in EVERY if CAPITAL_YOU.search(text)] == []


def test_the_form_for_one_is_read_with_twenty_one_too() -> None:
    """So it names the number, and speaks of nobody as of one."""
    texts = (
        (f"{name}: {key}", text) for name in FILES for key, text in read(CONTENT / "texts" / f"{name}.yml").items()
    )
    ones = {key: text["one"] for key, text in texts if isinstance(text, dict) and {*text} == {"one", "few", "many"}}
    assert [key for key, one in ones.items() if "{n}" not in one] == []
    assert [key for key, one in ones.items() if OF_ONE.search(one)] == []


def test_nothing_is_promised_that_does_not_exist() -> None:
    assert [key for key, text in EVERY if re.search(r"\bMAX\b|\bмакс\b", text, re.IGNORECASE)] == []
    words = {word for feature in ALL for word in feature.words}
    promised = {(key, word) for key, text in EVERY for word in COMMAND.findall(text)}
    assert [found for found in promised if found[1] not in words] == []


def test_the_help_names_buttons_that_are_there() -> None:
    texts = load_texts()
    known = {
        value
        for kind in (texts.menu, texts.fallback, texts.afterwards)
        for value in vars(type(kind)).values()
        if isinstance(value, str)
    }
    known |= {"отмена", "Меню"} | set(texts.fallback.guesses.values())
    quoted = {name for key, text in EVERY if key.startswith("help") for name in re.findall("«([^»]+)»", text)}
    assert quoted - known == set()


def test_the_commands_beside_the_input_exist() -> None:
    words = {word for feature in ALL for word in feature.words}
    assert set(load_texts().help.commands) <= words
    assert set(load_texts().fallback.guesses) <= words


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (("help", "lines"), Role),
        (("associations", "levels"), Level),
        (("methodical_service", "models"), ServiceModel),
        (("profile", "qualifications"), QualificationCategory),
        (("profile", "roles_names"), Role),
        (("personal_data", "stays"), Kept),
        (("profile", "messengers"), MESSENGERS),
        (("journal", "deeds"), Deed),
        (("journal", "selves"), SELVES),
        (("mentor_desk", "reasons"), Reason),
        (("roles", "what"), GRANTING),
    ],
)
def test_a_table_has_a_line_for_every_value(table: tuple[str, str], kind: Any) -> None:
    found = getattr(getattr(load_texts(), table[0]), table[1])
    assert set(found) == {str(value) for value in kind}


def test_no_text_has_stray_blanks() -> None:
    assert [key for key, text in EVERY if "  " in text or text != text.strip(" ")] == []


class Walk:
    """Every screen one person can reach by tapping, from every word she may type."""

    def __init__(self, inside: Inside, chat: int, surnames: list[str]) -> None:
        self.inside, self.chat, self.surnames = inside, chat, surnames
        inside.does(chat, Kind.OTHER)
        inside.keep()
        self.seen: set[tuple[str, str | None]] = set()
        self.kinds: Counter[tuple[str, str | None]] = Counter()
        self.waiting: deque[tuple[Kind, str, Standing, str]] = deque()

    def goes(self) -> int:
        """How many screens there were."""
        start = self.inside.standing(self.chat)
        for word in self.inside.words.keys:
            self.waiting.append((Kind.TEXT, f"/{word}", start, f"/{word}"))
        while self.waiting:
            self._step(*self.waiting.popleft())
            assert len(self.seen) < SCREENS
        return len(self.seen)

    def _step(self, kind: Kind, text: str, at: Standing, way: str) -> None:
        place = (re.sub(rf"(?<=:){at.step}(?=:|$)", "step", text), at.state)
        if place in self.seen or self.kinds[text.partition(":")[0], at.state] >= ALIKE:
            return
        self.seen.add(place)
        self.kinds[text.partition(":")[0], at.state] += kind is Kind.TAP and not text.startswith("say:")
        self.inside.anew()
        self.inside.stands(self.chat, at)
        screen = self.inside.does(self.chat, kind, text).screen
        assert screen is not None, way
        self._look(screen, way)
        after = self._after(at)
        for button in (button for row in screen.rows for button in row if button.data):
            self.waiting.append((Kind.TAP, button.data, after, f"{way} → {button.label}"))
        if after.state in self.inside.features.answered:
            self.waiting.append((Kind.TEXT, "Слова <b>&", after, f"{way} → words"))

    def _after(self, before: Standing) -> Standing:
        place = self.inside.conversations.find(Transaction(self.inside.connection), "telegram", self.chat)
        return Standing(place.state, place.step, place.data) if place else before

    def _look(self, screen: Screen, way: str) -> None:
        try:
            check(screen)
        except Exception as error:
            raise AssertionError(f"{way}: {error}\n{screen.text}") from error
        if not screen.is_personal:
            shown = " ".join([*(part.text for part in screen.parts), *labels(screen)])
            assert [name for name in self.surnames if re.search(rf"\b{name}\b", shown)] == [], way
        data = {button.data for row in screen.rows for button in row}
        leads = {"say:menu", "say:cancel", "say:ask", "say:state", "say:mo", "say:people"} & data
        is_end = self.inside.conversations.find(Transaction(self.inside.connection), "telegram", self.chat) is None
        assert leads or is_end or self.inside.standing(self.chat).state, f"{way} is a dead end"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demo's region."""
    engine = sqlite_engine(Path(tmp_path_factory.mktemp("region")) / "region.sqlite3")
    migrate(engine)
    data = load_demo()
    with engine.begin() as connection:
        tx = Transaction(connection)
        sync_catalogues(tx, data.catalogue)
        bring_in(tx, demo_roster(data, TODAY), NOW, TODAY)
        tx.finish()
    yield engine
    engine.dispose()


@pytest.mark.parametrize("key", [*(one.key for one in personas(load_demo())), "owner"])
def test_every_screen_leads_on_fits_everywhere_and_is_public_only_without_names(region: Engine, key: str) -> None:
    person = next((one for one in personas(load_demo()) if one.key == key and one.last_name), None)
    with region.connect() as connection, connection.begin() as transaction:
        tx = Transaction(connection)
        surnames = sorted({name for (name,) in tx.session.query(Teacher.last_name)})
        inside = Inside(connection)
        chat = OWNER if key == "owner" else 1
        if person is not None:
            repo = Repository(tx)
            (teacher,) = repo.teachers.exactly(person.last_name, person.first_name, person.middle_name)
            inside.enters(chat, teacher)
            inside.keep()
        screens = Walk(inside, chat, surnames).goes()
        assert screens > (25 if person else 10)
        transaction.rollback()

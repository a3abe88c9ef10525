"""The table of rules in the chat: which rules hold, what a table would change or what is wrong in it, the workbook."""

import asyncio
import json
from functools import cache

from storage.database import Database, Transaction
from storage.models import PathRules, RulesState
from storage.repository import Repository

from ..callbacks import Say
from ..screen import Button, File, Html, Screen, personal, shorten
from ..services.learning_paths import own_rules
from ..services.learning_paths.own_rules import Difference, Standing
from ..services.learning_paths.rules import own
from ..services.learning_paths.table import Complaint, Words, read_table, stored, write_table
from ..services.surveys.model import Survey
from ..texts import Texts
from ..turn import House, Turn
from ..views import back, dated, joined, name_of, to_menu
from .library import DIAGNOSTIC
from .rules_taps import Apply, BackToUsual, BringBack, Decline, GetTable, Look, OpenRules, RulesTable

RULES = "path_rules"
COMPLAINTS, LINE = 10, 220
"""So many complaints stand on the screen, each of so many characters."""


def rules_screen(turn: Turn) -> Screen:
    """Asks for the table."""
    texts, found = turn.texts.path_rules, own_rules.standing(turn.repo, turn.actor)
    if turn.talk.state != RulesTable.FILE:
        turn.talk.ask(RulesTable.FILE)
    return personal(
        standing(turn, found),
        [Button.of(texts.table, GetTable())],
        returns(turn.texts, found),
        [back(turn.texts, Say(word="surveys")), to_menu(turn.texts)],
    )


def standing(turn: Turn, found: Standing) -> Html:
    texts, version = turn.texts.path_rules, found.version
    rules = texts.rules(len(own(turn.house.paths, version.body if version else "").rules))
    if version is None or not version.body:
        return texts.usual(found.municipality.name, rules)
    when = dated(turn, version.created_at)
    since = texts.by(when, name_of(version.author).whole) if version.author else when
    return texts.own(found.municipality.name, rules, since)


def returns(texts: Texts, found: Standing) -> list[Button]:
    """What held before can hold again."""
    if found.version is not None and found.version.body:
        return [Button.of(texts.path_rules.back_to_usual, BackToUsual())]
    return [Button.of(texts.path_rules.bring_back, BringBack(version=found.earlier.id))] if found.earlier else []


def file_screen(turn: Turn) -> Screen:
    texts, where = turn.texts.path_rules, own_rules.place(turn.repo, turn.actor)
    return personal(texts.table_ready, out(turn.texts), file=File(texts.file_name, b"", f"{RULES}:{where.id}"))


def out(texts: Texts) -> list[Button]:
    return [Button.of(texts.path_rules.again, OpenRules()), to_menu(texts)]


def reading_screen(texts: Texts, version: PathRules) -> Screen:
    return personal(texts.path_rules.reading, [Button.of(texts.path_rules.look, Look(version=version.id))], out(texts))


def ready_screen(texts: Texts, version: PathRules, found: Difference) -> Screen:
    """What it would change, before anything does."""
    own = texts.path_rules
    counts = ((own.line_new, found.new), (own.line_changed, found.changed), (own.line_gone, found.gone))
    lines = [said(count) for said, count in counts if count] or [own.same]
    apply = Button.of(own.apply, Apply(version=version.id), confirms=True)
    return personal(
        own.ready(own.rules(found.rules), joined(lines)),
        [apply, Button.of(own.decline, Decline(version=version.id))],
        out(texts),
    )


def refused_screen(texts: Texts, version: PathRules) -> Screen:
    found = json.loads(version.complaints or "[]")
    lines = [texts.path_rules.complaint(shorten(one, LINE)) for one in found[:COMPLAINTS]]
    left = len(found) - len(lines)
    more = Html(texts.path_rules.more(left)) if left > 0 else Html("")
    return personal(texts.path_rules.refused(joined(lines), more), out(texts))


def version_screen(turn: Turn, version: PathRules) -> Screen:
    """By its state."""
    if version.state is RulesState.READING:
        return reading_screen(turn.texts, version)
    if version.state is RulesState.REFUSED:
        return refused_screen(turn.texts, version)
    if version.state is RulesState.READY:
        found = own_rules.difference(turn.repo, turn.actor, version, turn.house.paths)
        return ready_screen(turn.texts, version, found)
    return rules_screen(turn).with_toast(turn.texts.path_rules.too_late)


@cache
def words_of(texts: Texts) -> Words:
    own = texts.path_rules
    return Words(own.sheet, own.about, own.topics, own.columns, own.yes, own.instruction)


def survey_of(house: House) -> Survey:
    return house.surveys[DIAGNOSTIC].survey


def read(house: House, sheets: dict[str, list[list[str]]]) -> tuple[str, list[str]]:
    """(the rules as they are stored, complaints in words); the rules are good only without any."""
    rules, complaints = read_table(sheets, words_of(house.texts), house.paths, survey_of(house))
    return stored(rules), [said(house.texts, one) for one in complaints]


def said(texts: Texts, one: Complaint) -> str:
    own = texts.path_rules
    what = own.complaints[one.kind].format_map(one.values)
    return own.where(one.row, own.columns[one.column], what) if one.column else what


class RulesFiles:
    def __init__(self, db: Database, house: House) -> None:
        self._db, self._house = db, house

    async def make(self, wanted: str) -> bytes:
        """The rules that hold in the municipality of this recipe. Raises DatabaseUnavailableError."""
        body = await self._db.read(_in_force, int(wanted.partition(":")[2]))
        given = own(self._house.paths, body), survey_of(self._house), words_of(self._house.texts)
        return await asyncio.to_thread(write_table, *given)


def _in_force(tx: Transaction, municipality_id: int) -> str:
    return Repository(tx).path_rules.in_force(municipality_id)

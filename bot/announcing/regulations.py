"""How a change in the documents is announced: a title, four obligatory fields, perhaps the file itself."""

from datetime import date
from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from storage.models import Mailing, MailingKind

from ..regulation_words import buttons
from ..screen import Button, Html, Screen, below, personal
from ..services import regulations as rules
from ..services.announcements import Row
from ..services.regulations import Fields
from ..services.when import Calendar
from ..texts.dates import day
from ..turn import Turn
from ..views import to_menu
from . import moments, screens
from .asking import QUESTIONS
from .draft import BACK, Announcing, Draft
from .flow import FLOWS, End, Flow


class RegulationDraft(StrEnum):
    TITLE = "regulations.title"
    CHANGE = "regulations.change"
    WHOM = "regulations.whom"
    UNTIL = "regulations.until"
    SOURCE = "regulations.source"
    CHECK = "regulations.check"


class Right(CallbackData, prefix="regd_right"):
    step: int


class Change(CallbackData, prefix="regd_change"):
    """To one of the questions: a key of ASKED."""

    step: int
    what: str


class DropFile(CallbackData, prefix="regd_drop"):
    step: int


ASKED = {one.value.split(".")[1]: one for one in RegulationDraft}
WRITTEN = ("title", "change", "whom", "source")
"""What is kept as it was typed; the day is kept as a day."""


def known(turn: Turn) -> dict[str, Any]:
    """What is known so far: the draft's own."""
    found: dict[str, Any] = turn.talk.data.get("regulation", {})
    return found


def missing(found: dict[str, Any]) -> RegulationDraft:
    """The next question; CHECK when everything obligatory is there."""
    return next((state for what, state in ASKED.items() if not found.get(what)), RegulationDraft.CHECK)


def room(turn: Turn, found: dict[str, Any]) -> int:
    """Characters left, the day as it will be read included."""
    until = [day(date.fromisoformat(found["until"]), turn.today)] if found.get("until") else []
    return rules.room(*(found.get(what, "") for what in WRITTEN), *until)


def calendar(turn: Turn) -> Calendar:
    return moments.calendar(turn.texts, turn.texts.regulations.until)


def question(turn: Turn) -> Screen:
    """The open field: what is asked, what was said, how much room is left."""
    texts, found = turn.texts.regulations, known(turn)
    state = RegulationDraft(turn.talk.state or "")
    asked = {
        RegulationDraft.TITLE: texts.ask_title,
        RegulationDraft.CHANGE: texts.ask_change,
        RegulationDraft.WHOM: texts.ask_whom,
        RegulationDraft.UNTIL: texts.ask_until,
        RegulationDraft.SOURCE: texts.ask_source,
    }[state]
    what = state.value.split(".")[1]
    said = found.get(what, "")
    if said and state is RegulationDraft.UNTIL:
        said = day(date.fromisoformat(said), turn.today)
    text = texts.said(asked, said) if said else asked
    without = found | {what: ""}
    left = Html("" if state is RegulationDraft.UNTIL else f"\n\n{texts.room(room(turn, without))}")
    return again(turn, Html(text + left))


def again(turn: Turn, text: Html) -> Screen:
    """Back to the card once there is one, else to the question before."""
    step = turn.talk.step
    is_whole = missing(known(turn)) is RegulationDraft.CHECK
    to_card = Button.of(turn.texts.regulations.to_card, Change(step=step, what="check"))
    return personal(text, [to_card if is_whole else screens.back(turn), screens.cancel(turn)])


def check_question(turn: Turn) -> Screen:
    texts, step, found = turn.texts.regulations, turn.talk.step, known(turn)
    file = texts.with_file(found["file_name"]) if found.get("file") else texts.no_file
    fields = [Button.of(texts.fields[what], Change(step=step, what=what)) for what in ASKED if what != "check"]
    drop = [Button.of(texts.drop_file, DropFile(step=step))] if found.get("file") else []
    return personal(
        texts.check(card(turn), file),
        [Button.of(texts.right, Right(step=step))],
        fields[:1] + fields[3:4],
        fields[1:2],
        [fields[2], fields[4]],
        drop,
        [screens.back(turn), screens.cancel(turn)],
    )


def card(turn: Turn) -> Html:
    found = known(turn)
    until = day(date.fromisoformat(found["until"]), turn.today)
    return turn.texts.regulations.text(found["title"], found["change"], found["whom"], until, found["source"])


def text(turn: Turn, draft: Draft) -> Html:
    return card(turn)


def rows(turn: Turn, draft: Draft) -> list[Row]:
    """Before it is sent there is nothing to acknowledge yet."""
    return below([to_menu(turn.texts)])


def keep(turn: Turn, draft: Draft, mailing: Mailing) -> None:
    found = known(turn)
    fields = Fields(
        found["title"], found["change"], found["whom"], date.fromisoformat(found["until"]), found["source"],
        found.get("file"), turn.time_zone,
    )  # fmt: skip
    rules.keep(turn.repo, turn.actor, mailing, fields, buttons(turn.texts, turn.known.id, bool(found.get("file"))))


def over(turn: Turn) -> End:
    return End(rules.closes(date.fromisoformat(known(turn)["until"]), turn.time_zone), turn.texts.regulations.too_late)


for _state in RegulationDraft:
    QUESTIONS[_state] = check_question if _state is RegulationDraft.CHECK else question
BACK.update(zip(list(RegulationDraft), [Announcing.KIND, *RegulationDraft], strict=False))
FLOWS[MailingKind.REGULATION] = Flow(RegulationDraft.TITLE, RegulationDraft.CHECK, text, rows, keep, over)

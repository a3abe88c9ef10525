"""A draft of a change in the documents: a field an answer, then the card on which each can be changed."""

from dataclasses import replace
from datetime import datetime, time

from bot.announcing.asking import QUESTIONS, ask
from bot.announcing.draft import Announcing
from bot.announcing.regulations import (
    ASKED,
    Change,
    DropFile,
    RegulationDraft,
    Right,
    again,
    calendar,
    check_question,
    known,
    missing,
    room,
)
from bot.features import BadTapError, Feature
from bot.screen import Html, Screen
from bot.services import regulations as rules
from bot.services.when import PastError, understood
from bot.turn import Turn
from bot.views import keep_file

regulation_drafts = Feature()
for _state in RegulationDraft:
    regulation_drafts.asks(_state)(QUESTIONS[_state])
KINDS = ("document", "photo")
"""What the file of an order may be."""


@regulation_drafts.answers(RegulationDraft.TITLE)
def take_title(turn: Turn) -> Screen:
    title = " ".join(turn.text.split())
    if len(title) > rules.TITLE:
        return again(turn, turn.texts.regulations.long_title(len(title) - rules.TITLE))
    return take(turn, "title", title)


@regulation_drafts.answers(RegulationDraft.CHANGE)
def take_change(turn: Turn) -> Screen:
    return take(turn, "change", turn.text.strip())


@regulation_drafts.answers(RegulationDraft.WHOM)
def take_whom(turn: Turn) -> Screen:
    return take(turn, "whom", turn.text.strip())


@regulation_drafts.answers(RegulationDraft.SOURCE)
def take_source(turn: Turn) -> Screen:
    return take(turn, "source", turn.text.strip())


@regulation_drafts.answers(RegulationDraft.UNTIL)
def take_until(turn: Turn) -> Screen:
    """The whole of the day counts, today too."""
    texts, midnight = turn.texts.regulations, datetime.combine(turn.today, time())
    try:
        found = understood(turn.text, calendar(turn), midnight)
    except PastError:
        return again(turn, texts.past)
    return take(turn, "until", found.date().isoformat()) if found else again(turn, texts.not_understood)


def take(turn: Turn, what: str, said: str) -> Screen:
    """Keep it if everything still fits, and go to what is missing."""
    after = known(turn) | {what: said}
    left = room(turn, after)
    if left < 0:
        return again(turn, turn.texts.regulations.too_long(-left, rules.LIMIT))
    return ask(turn, missing(after), regulation=after)


@regulation_drafts.takes(RegulationDraft.CHECK)
def take_file(turn: Turn) -> Screen:
    if turn.file is None or turn.file.kind not in KINDS:
        asked = check_question(turn)
        return replace(asked, text=Html(f"{turn.texts.regulations.wrong_file}\n\n{asked.text}"))
    file = {"file": keep_file(turn), "file_name": turn.file.name}
    return ask(turn, RegulationDraft.CHECK, regulation=known(turn) | file)


@regulation_drafts.taps(DropFile, during=RegulationDraft.CHECK)
def drop_file(turn: Turn, choice: DropFile) -> Screen:
    return ask(turn, RegulationDraft.CHECK, regulation=known(turn) | {"file": None, "file_name": ""})


@regulation_drafts.taps(Change)
def change(turn: Turn, choice: Change) -> Screen:
    """From the card to a question, and from a question back to the card."""
    is_open = turn.talk.state in list(RegulationDraft) and choice.step == turn.talk.step
    if not is_open or choice.what not in ASKED or missing(known(turn)) is not RegulationDraft.CHECK:
        raise BadTapError
    return ask(turn, ASKED[choice.what])


@regulation_drafts.taps(Right, during=RegulationDraft.CHECK)
def right(turn: Turn, choice: Right) -> Screen:
    found = known(turn)
    if missing(found) is RegulationDraft.CHECK and found["until"] < turn.today.isoformat():
        return ask(turn, RegulationDraft.UNTIL)
    to = missing(found)
    return ask(turn, Announcing.AUDIENCE, condition="") if to is RegulationDraft.CHECK else ask(turn, to)

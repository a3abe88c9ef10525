"""The questions on the way to a correction or a recall of what has been sent."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.models import Mailing

from ..screen import Button, Html, Screen, below, personal
from ..services import announced, corrections
from ..services import announcements as rules
from ..services.corrections import Change
from ..turn import Turn
from ..views import back, dated, say, to_menu
from . import ordinary
from .draft import Draft, Show, as_seen_by_author
from .flow import FLOWS


class Correcting(StrEnum):
    TEXT = "correcting.text"
    CONFIRM = "correcting.confirm"
    RECALL = "correcting.recall"


class Correct(CallbackData, prefix="ann_fix"):
    id: int


class Recall(CallbackData, prefix="ann_recall"):
    id: int


class ConfirmCorrection(CallbackData, prefix="ann_fix_yes"):
    step: int


class ConfirmRecall(CallbackData, prefix="ann_rec_yes"):
    step: int


def is_ordinary(mailing: Mailing) -> bool:
    """Composed as a plain text: other kinds are changed where they are made."""
    return mailing.kind not in FLOWS


def mailing_of(turn: Turn) -> Mailing:
    return announced.card(turn.repo, turn.actor, turn.talk.data["mailing"]).mailing


def limit(turn: Turn, mailing: Mailing) -> int:
    """Characters she may write: less under a picture, for of two messages only one could be recalled."""
    if mailing.parts[0].file_id is None:
        return rules.LIMIT
    return rules.CAPTION - len(ordinary.text(turn, Draft(mailing.kind, Html(""), [], {}, None, None)))


def is_too_long(turn: Turn) -> bool:
    """Of the typed text, even for the recipient with the longest name."""
    mailing, change = mailing_of(turn), correction(turn)
    longest = announced.longest(turn.repo, turn.actor, mailing.id)
    is_whole = rules.fits(change.text, longest, rules.room(mailing)) and rules.fits(change.instead, longest)
    return len(turn.text) > rules.LIMIT or not is_whole


def text_question(turn: Turn) -> Screen:
    mailing, texts = mailing_of(turn), turn.texts.announcements
    question = turn.texts.afterwards.ask_correction(f"{{{texts.mark}}}", limit(turn, mailing))
    return personal(question, [back(turn.texts, Show(id=mailing.id)), say(texts.cancel, "cancel")])


def too_long(turn: Turn) -> Screen:
    mailing, texts = mailing_of(turn), turn.texts.announcements
    back_to = back(turn.texts, Show(id=mailing.id))
    return personal(texts.too_long(limit(turn, mailing)), [back_to, say(texts.cancel, "cancel")])


def correction(turn: Turn) -> Change:
    """The typed text with heading and signature, as an announcement of its kind reads."""
    mailing = mailing_of(turn)
    text = ordinary.text(turn, Draft(mailing.kind, turn.talk.data["text"], [], {}, None, None))
    return Change(text, turn.texts.afterwards.correction(sent_on(turn, mailing), text), None)


def recall_of(turn: Turn) -> Change:
    """The same words stand in the place of the message and in a message of their own."""
    mailing = mailing_of(turn)
    text = turn.texts.afterwards.recalled(sent_on(turn, mailing), turn.name.whole, ordinary.place(turn))
    return Change(text, text, below([to_menu(turn.texts)]))


def sent_on(turn: Turn, mailing: Mailing) -> str:
    return dated(turn, mailing.starts_at)


def confirmation(turn: Turn) -> Screen:
    """Names the number of those whose message changes, if it has reached anybody."""
    texts, mailing = turn.texts.afterwards, mailing_of(turn)
    found = corrections.affected(turn.repo, turn.actor, mailing.id)
    seen = as_seen_by_author(turn, Html(correction(turn).text))
    rest = waits(turn, found.waiting)
    text = texts.confirm_correction(found.shown, seen, rest) if found.shown else texts.confirm_unseen(seen)
    yes = Button.of(texts.correct_yes, ConfirmCorrection(step=turn.talk.step), confirms=True)
    return personal(text, [yes], [Button.of(turn.texts.announcements.refuse, Show(id=mailing.id))])


def recall_confirmation(turn: Turn) -> Screen:
    texts, mailing = turn.texts.afterwards, mailing_of(turn)
    found = corrections.affected(turn.repo, turn.actor, mailing.id)
    yes = Button.of(texts.recall_yes, ConfirmRecall(step=turn.talk.step), confirms=True)
    has_files = any(part.file_id for part in mailing.parts)
    rest = Html(waits(turn, found.waiting) + (f"\n\n{texts.files_stay}" if has_files else ""))
    text = texts.confirm_recall(found.shown, rest) if found.shown else texts.recall_unseen
    return personal(text, [yes], [Button.of(turn.texts.announcements.refuse, Show(id=mailing.id))])


def waits(turn: Turn, people: int) -> Html:
    return Html("\n" + turn.texts.afterwards.not_left(people)) if people else Html("")

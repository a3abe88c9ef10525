"""«Исправить» and «Отозвать»: the new text, a confirmation that names the number, the card again."""

from bot.announcing.correcting import (
    ConfirmCorrection,
    ConfirmRecall,
    Correct,
    Correcting,
    Recall,
    confirmation,
    correction,
    is_ordinary,
    is_too_long,
    mailing_of,
    recall_confirmation,
    recall_of,
    text_question,
    too_long,
)
from bot.announcing.sent import coming, watched_card
from bot.features import BadTapError, Feature
from bot.screen import Screen
from bot.services import announced
from bot.services import corrections as changes
from bot.turn import Turn

corrections = Feature()
corrections.asks(Correcting.TEXT)(text_question)
corrections.asks(Correcting.CONFIRM)(confirmation)
corrections.asks(Correcting.RECALL)(recall_confirmation)


@corrections.taps(Correct)
def ask_text(turn: Turn, choice: Correct) -> Screen:
    changes.affected(turn.repo, turn.actor, choice.id)
    turn.talk.finish()
    turn.talk.ask(Correcting.TEXT, mailing=choice.id)
    if not is_ordinary(mailing_of(turn)):
        raise BadTapError
    return text_question(turn)


@corrections.answers(Correcting.TEXT)
def take_text(turn: Turn) -> Screen:
    turn.talk.data["text"] = turn.html
    if is_too_long(turn):
        return too_long(turn)
    turn.talk.ask(Correcting.CONFIRM)
    return confirmation(turn)


@corrections.taps(ConfirmCorrection, during=Correcting.CONFIRM)
def correct(turn: Turn, choice: ConfirmCorrection) -> Screen:
    mailing = mailing_of(turn).id
    changes.correct(turn.repo, turn.actor, mailing, correction(turn), turn.now)
    turn.talk.finish()
    return watched_card(turn, mailing).with_toast(turn.texts.afterwards.corrected)


@corrections.taps(Recall)
def ask_recall(turn: Turn, choice: Recall) -> Screen:
    changes.affected(turn.repo, turn.actor, choice.id)
    if coming(turn, announced.card(turn.repo, turn.actor, choice.id).mailing):
        raise BadTapError  # its event would stand without an invitation: an old button
    turn.talk.finish()
    turn.talk.ask(Correcting.RECALL, mailing=choice.id)
    return recall_confirmation(turn)


@corrections.taps(ConfirmRecall, during=Correcting.RECALL)
def recall(turn: Turn, choice: ConfirmRecall) -> Screen:
    mailing = mailing_of(turn).id
    changes.recall(turn.repo, turn.actor, mailing, recall_of(turn), turn.now)
    turn.talk.finish()
    return watched_card(turn, mailing).with_toast(turn.texts.afterwards.recall_done)

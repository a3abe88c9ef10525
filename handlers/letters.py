"""Letters: to one's mentor, to the head of one's association, to the methodist, and back."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import WriteTo
from bot.features import Feature
from bot.screen import Button, Screen, personal
from bot.services import letters as rules
from bot.services.letters import NotConnectedError, TooLongError
from bot.texts.dates import moment
from bot.turn import Turn
from bot.views import name_of, say, to_menu
from storage.models import Teacher

letters = Feature()


class Letters(StrEnum):
    NEW = "letters.new"
    ANSWER = "letters.answer"


class Reply(CallbackData, prefix="reply"):
    thread: int


@letters.taps(WriteTo)
def write_to(turn: Turn, choice: WriteTo) -> Screen:
    """Whom to write to comes from a button, so the rules are asked whether one may."""
    try:
        thread = rules.begin(turn.repo, turn.actor, choice.teacher, turn.now)
    except NotConnectedError:
        return away(turn, turn.repo.teachers.get(choice.teacher))
    turn.talk.ask(Letters.NEW, thread=thread.id)
    return question(turn)


@letters.taps(Reply)
def reply(turn: Turn, choice: Reply) -> Screen:
    thread = rules.thread(turn.repo, turn.actor, choice.thread)
    turn.talk.ask(Letters.ANSWER, thread=thread.id)
    return answer_question(turn)


@letters.asks(Letters.NEW)
def question(turn: Turn) -> Screen:
    to = name_of(other(turn))
    return personal(turn.texts.letters.question(to.polite, to.gender), [say(turn.texts.letters.cancel, "cancel")])


@letters.asks(Letters.ANSWER)
def answer_question(turn: Turn) -> Screen:
    text = turn.texts.letters.answer_question(name_of(other(turn)).polite)
    return personal(text, [say(turn.texts.letters.cancel, "cancel")])


@letters.answers(Letters.NEW)
def send_letter(turn: Turn) -> Screen:
    return send(turn, turn.talk.data["thread"], is_answer=False)


@letters.answers(Letters.ANSWER)
def send_answer(turn: Turn) -> Screen:
    return send(turn, turn.talk.data["thread"], is_answer=True)


def answered_by_reply(turn: Turn, message_id: int) -> Screen | None:
    """The messenger's own reply to a letter is an answer to it; None: it was no letter."""
    thread = rules.thread_of_message(turn.repo, turn.actor, message_id)
    return send(turn, thread.id, is_answer=True) if thread else None


def takes_reply(turn: Turn, message_id: int) -> bool:
    """Whether the message answered is a letter: then a file may answer it, too."""
    return False


def send(turn: Turn, thread: int, is_answer: bool) -> Screen:
    texts = turn.texts.letters
    if len(turn.text) > rules.LIMIT:
        return personal(texts.too_long(rules.LIMIT), [say(texts.cancel, "cancel")])
    words = rules.Words(
        texts.letter(turn.name.polite, turn.text), [[(texts.answer, Reply(thread=thread).pack(), 0, "")]]
    )
    turn.talk.finish()
    try:
        posted = rules.post(turn.repo, turn.actor, thread, words, turn.now, is_answer)
    except NotConnectedError:
        return away(turn, rules.other_of(turn.actor, rules.thread(turn.repo, turn.actor, thread)))
    except TooLongError:
        return personal(texts.too_long(rules.LIMIT), [to_menu(turn.texts)])
    name = name_of(posted.to).polite
    text = texts.answered(name) if is_answer else texts.sent(name)
    if posted.waits:
        text = texts.waits(name, moment(posted.at, turn.time_zone))
    return personal(text, [Button.of(texts.more, WriteTo(teacher=posted.to.id)), to_menu(turn.texts)])


def other(turn: Turn) -> Teacher:
    return rules.other_of(turn.actor, rules.thread(turn.repo, turn.actor, turn.talk.data["thread"]))


def away(turn: Turn, to: Teacher | None) -> Screen:
    name = name_of(to).polite if to else ""
    return personal(turn.texts.letters.not_connected(name), [say(turn.texts.menu.service, "ask"), to_menu(turn.texts)])

"""Letters: to one's mentor, to the head of one's association, to the methodist, and back."""

from enum import StrEnum
from html import escape
from typing import Any

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import AssociationCard, Reply, WriteHead, WriteTo
from bot.features import BadTapError, Feature
from bot.screen import SILENCE, Button, Html, Screen, below, personal
from bot.services import letters as rules
from bot.services.letters import ClosedError, NotConnectedError, Posted, TooLongError
from bot.texts.dates import moment
from bot.turn import Turn
from bot.views import back, keep_file, name_of, say, to_menu, why_not
from storage.models import Teacher, Thread

letters = Feature()


class Letters(StrEnum):
    NEW = "letters.new"
    ANSWER = "letters.answer"
    ALBUM = "letters.album"  # the first file of an album has gone, the others follow it
    KEPT = "letters.kept"  # what could not be sent waits for an addressee


class SendKept(CallbackData, prefix="letter_kept"):
    """What was kept of a letter, without the file that was refused."""

    step: int


@letters.taps(WriteTo)
def write_to(turn: Turn, choice: WriteTo) -> Screen:
    return begin(turn, choice.teacher)


@letters.taps(WriteHead)
def write_head(turn: Turn, choice: WriteHead) -> Screen:
    return begin(turn, choice.teacher, back(turn.texts, AssociationCard(id=choice.association)))


def begin(turn: Turn, teacher: int, *ways: Button) -> Screen:
    """Whom to write to comes from a button, so the rules are asked whether one may; `ways` lead back if not."""
    try:
        thread = rules.begin(turn.repo, turn.actor, teacher, turn.now)
    except NotConnectedError:
        return away(turn, turn.repo.teachers.get(teacher), *ways)
    turn.talk.ask(Letters.NEW, thread=thread.id, **waiting(turn))
    return question(turn)


@letters.taps(Reply)
def reply(turn: Turn, choice: Reply) -> Screen:
    try:
        thread = rules.thread(turn.repo, turn.actor, choice.thread)
    except ClosedError:
        return personal(turn.texts.letters.closed, [to_menu(turn.texts)])
    turn.talk.ask(Letters.ANSWER, thread=thread.id, **waiting(turn))
    return answer_question(turn)


@letters.asks(Letters.NEW)
def question(turn: Turn) -> Screen:
    def asked(to: Teacher) -> Html:
        return turn.texts.letters.question(name_of(to).polite, name_of(to).gender)

    return opened(turn, asked)


@letters.asks(Letters.ANSWER)
def answer_question(turn: Turn) -> Screen:
    return opened(turn, lambda to: turn.texts.letters.answer_question(name_of(to).polite))


def opened(turn: Turn, asked: Any) -> Screen:
    """The question, with what was kept of an earlier letter."""
    texts, data = turn.texts.letters, turn.talk.data
    try:
        text = asked(rules.other_of(turn.actor, rules.thread(turn.repo, turn.actor, data["thread"])))
    except ClosedError:
        return keep(turn, texts.closed, Html(data.get("letter_text") or ""))
    kept = Html("\n".join(filter(None, (data.get("letter_text"), data.get("letter_file") and texts.kept_file))))
    if not kept:
        return personal(text, [say(texts.cancel, "cancel")])
    return personal(texts.kept(text, kept), [send_kept_button(turn)], [say(texts.cancel, "cancel")])


@letters.asks(Letters.KEPT)
def kept_question(turn: Turn) -> Screen:
    return for_whom(turn, turn.texts.letters.for_whom)


@letters.answers(Letters.NEW)
@letters.takes(Letters.NEW, refused=lambda turn: refused(turn))
def send_letter(turn: Turn) -> Screen:
    return send(turn, turn.talk.data["thread"], is_answer=False)


@letters.answers(Letters.ANSWER)
@letters.takes(Letters.ANSWER, refused=lambda turn: refused(turn))
def send_answer(turn: Turn) -> Screen:
    return send(turn, turn.talk.data["thread"], is_answer=True)


@letters.taps(SendKept)
def send_kept(turn: Turn, choice: SendKept) -> Screen:
    if turn.talk.state not in (Letters.NEW, Letters.ANSWER) or choice.step != turn.talk.step:
        raise BadTapError
    return send(turn, turn.talk.data["thread"], turn.talk.state == Letters.ANSWER)


@letters.takes(Letters.ALBUM, refused=lambda turn: refused(turn))
def send_more(turn: Turn) -> Screen:
    """The other files of an album follow the first without a word; any other file has no addressee yet."""
    data = turn.talk.data
    if turn.album != data["album"]:
        return keep(turn, turn.texts.letters.for_whom, turn.html)
    found = send(turn, data["thread"], data["is_answer"])
    return SILENCE if turn.talk.state == Letters.ALBUM else found


def answered_by_reply(turn: Turn) -> Screen | None:
    """The messenger's own reply to a letter is an answer to it; None: this very answer is asked for."""
    found, data = thread_answered(turn), turn.talk.data
    if turn.talk.state == Letters.ALBUM and turn.album != data["album"]:
        turn.talk.finish()
    if found is None or (turn.talk.state in list(Letters) and data.get("thread") == found.id):
        return None
    if turn.talk.state is not None:
        return aside(turn, found.id)
    if turn.refused is None:
        return send(turn, found.id, is_answer=True)
    turn.talk.ask(Letters.ANSWER, thread=found.id)
    return refused(turn)


def aside(turn: Turn, thread: int) -> Screen:
    """Another question is open and stays, perhaps a letter to somebody else: nothing kept for that one goes along."""
    texts, menu = turn.texts.letters, [to_menu(turn.texts)]
    if turn.refused is not None:
        return personal(texts.refused(why_not(turn)), menu)
    try:
        posted = post(turn, thread, said(turn), keep_file(turn) if turn.file else None, is_answer=True)
    except NotConnectedError:
        return away(turn, rules.other_of(turn.actor, rules.thread(turn.repo, turn.actor, thread)))
    except ClosedError:
        return personal(texts.closed, menu)
    except TooLongError:
        return personal(texts.too_long(rules.LIMIT), menu)
    is_more, turn.talk.data["aside"] = turn.incoming.reply_to is None, [turn.album, thread]
    turn.talk.changed = True
    return SILENCE if is_more else sent(turn, posted, is_answer=True)


def answers_letter(turn: Turn) -> bool:
    """Whether it is the messenger's own reply to a letter: that is meant for whoever wrote it, whatever is asked."""
    return thread_answered(turn) is not None


def thread_answered(turn: Turn) -> Thread | None:
    """The thread of the letter she answers; only the first file of an album may say which."""
    if turn.incoming.reply_to is not None:
        return rules.thread_of_message(turn.repo, turn.actor, turn.incoming.reply_to)
    album, thread = turn.talk.data.get("aside", (None, 0)) if turn.album else (None, 0)
    return turn.repo.mailings.thread(thread) if album == turn.album and album else None


def lost_reply(turn: Turn) -> Screen:
    """It answers a letter that is gone, or no letter: what was written may go to somebody else."""
    return keep(turn, turn.texts.letters.lost, turn.html)


def send(turn: Turn, thread: int, is_answer: bool) -> Screen:
    """Post it; what cannot be posted is kept, and what is too long may be sent again."""
    texts, text = turn.texts.letters, whole(turn)
    try:
        file = keep_file(turn) if turn.file else waiting(turn, *Letters)["letter_file"]
        posted = post(turn, thread, text, file, is_answer)
    except NotConnectedError:
        to = rules.other_of(turn.actor, rules.thread(turn.repo, turn.actor, thread))
        return keep(turn, texts.not_connected(name_of(to).polite), text)
    except ClosedError:
        return keep(turn, texts.closed, text)
    except TooLongError:
        return personal(texts.too_long(rules.LIMIT), [say(texts.cancel, "cancel")])
    if turn.talk.state in list(Letters):
        turn.talk.finish()
    if turn.album and turn.talk.state is None:
        turn.talk.ask(Letters.ALBUM, thread=thread, album=turn.album, is_answer=is_answer)
    return sent(turn, posted, is_answer)


def post(turn: Turn, thread: int, text: Html, file: int | None, is_answer: bool) -> Posted:
    """Raises what the rules raise."""
    if len(turn.text) > rules.LIMIT:
        raise TooLongError
    texts, name = turn.texts.letters, turn.name.formal
    letter = texts.letter(name, text) if text.strip() else texts.letter_file(name)
    rows = below([Button.of(texts.answer, Reply(thread=thread))])
    return rules.post(turn.repo, turn.actor, thread, rules.Words(letter, rows, file), turn.now, is_answer)


def sent(turn: Turn, posted: Posted, is_answer: bool) -> Screen:
    texts, name = turn.texts.letters, name_of(posted.to).polite
    text = texts.answered(name) if is_answer else texts.sent(name)
    if posted.waits:
        text = texts.waits(name, moment(posted.at, turn.time_zone))
    more = Reply(thread=posted.thread.id) if is_answer else WriteTo(teacher=posted.to.id)  # a head answers, no more
    return personal(text, [Button.of(texts.more, more), to_menu(turn.texts)])


def refused(turn: Turn) -> Screen:
    """The file is not taken; its caption is kept, and goes with a smaller file, with a link, or alone."""
    texts, text, why = turn.texts.letters, whole(turn), why_not(turn)
    if turn.talk.state == Letters.ALBUM or not 0 < len(text) <= rules.LIMIT:  # what is too long could never be sent
        return personal(texts.refused(why), [say(texts.cancel, "cancel"), to_menu(turn.texts)])
    turn.talk.ask(Letters(turn.talk.state or Letters.ANSWER), letter_text=text)
    return personal(texts.refused_kept(why), [send_kept_button(turn)], [say(texts.cancel, "cancel")])


def keep(turn: Turn, why: Html, text: Html) -> Screen:
    """Nobody gets it now; it goes to whomever she writes to next, unless another question is open."""
    if turn.talk.state is not None and turn.talk.state not in list(Letters):
        return personal(why, *addressees(turn))
    file = keep_file(turn) if turn.file else waiting(turn, *Letters)["letter_file"]
    kept = text if len(text) <= rules.LIMIT else ""
    if not kept and not file:
        turn.talk.finish()
        return personal(why, *addressees(turn))
    turn.talk.ask(Letters.KEPT, letter_text=kept, letter_file=file)
    return for_whom(turn, why)


def for_whom(turn: Turn, why: Html) -> Screen:
    return personal(turn.texts.letters.for_whom_kept(why), *addressees(turn))


def addressees(turn: Turn) -> list[list[Button]]:
    texts = turn.texts.menu
    first = [say(texts.mentor, "mentor"), say(texts.service, "ask")]
    return [first, [say(texts.associations, "mo"), to_menu(turn.texts)]]


def waiting(turn: Turn, *states: Letters) -> dict[str, Any]:
    """What was kept for the next letter, or in one of these states; nothing kept for one goes to another."""
    data = turn.talk.data if turn.talk.state in (states or (Letters.KEPT,)) else {}
    return {"letter_text": data.get("letter_text", ""), "letter_file": data.get("letter_file")}


def whole(turn: Turn) -> Html:
    """What was kept of the letter and what she says now."""
    return Html("\n\n".join(filter(None, (waiting(turn, *Letters)["letter_text"], said(turn)))))


def said(turn: Turn) -> Html:
    """What she says now, with its formatting where that fits."""
    text = Html("") if turn.incoming.callback else turn.html
    return text if len(text) <= rules.LIMIT else Html(escape(turn.text, quote=False))


def send_kept_button(turn: Turn) -> Button:
    return Button.of(turn.texts.letters.send_kept, SendKept(step=turn.talk.step))


def away(turn: Turn, to: Teacher | None, *ways: Button) -> Screen:
    name = name_of(to).polite if to else ""
    service = say(turn.texts.menu.service, "ask")
    return personal(turn.texts.letters.not_connected(name), [service], [*ways, to_menu(turn.texts)])

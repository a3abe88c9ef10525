"""«Объявление»: what, the text, to whom, when, the confirmation; nothing leaves before it."""

from datetime import datetime, time, timedelta

from bot.announcing import screens
from bot.announcing.asking import QUESTIONS, ask, before
from bot.announcing.draft import (
    MORE,
    Announcing,
    AskUrgent,
    Back,
    ChooseKind,
    Done,
    Draft,
    DropFiles,
    Hurry,
    Narrow,
    OtherTime,
    Pick,
    Ready,
    Reset,
    Send,
    Soon,
    ToSelf,
    timing,
)
from bot.announcing.flow import flow, words
from bot.announcing.moments import moment_typed
from bot.announcing.sent import watched_card
from bot.features import BadTapError, Feature
from bot.screen import SILENCE, Screen
from bot.services import announcements as rules
from bot.services import audiences
from bot.services.announcements import MorePeopleError, NobodyError, TooLongError
from bot.services.when import PastError
from bot.turn import Turn
from bot.views import keep_file
from storage.models import ANNOUNCED, MailingKind

announcements = Feature()
for _state in Announcing:
    if _state in QUESTIONS:
        announcements.asks(_state)(QUESTIONS[_state])


@announcements.says("announce")
def start(turn: Turn) -> Screen:
    turn.talk.finish()
    return ask(turn, Announcing.KIND)


@announcements.says("regulation")
def start_regulation(turn: Turn) -> Screen:
    start(turn)  # what may be announced, and whether by her, is asked the same way
    return ask(turn, flow(MailingKind.REGULATION).first, kind=MailingKind.REGULATION.value)


@announcements.taps(Back)
def go_back(turn: Turn, choice: Back) -> Screen:
    to = before(turn)
    if to is None or choice.step != turn.talk.step:
        raise BadTapError
    return ask(turn, to, condition="")


@announcements.taps(ChooseKind, during=Announcing.KIND)
def choose_kind(turn: Turn, choice: ChooseKind) -> Screen:
    if choice.kind not in ANNOUNCED:
        raise BadTapError
    return ask(turn, flow(choice.kind).first, kind=choice.kind.value)


@announcements.answers(Announcing.TEXT)
def take_text(turn: Turn) -> Screen:
    if not took(turn):
        return screens.too_long(turn)
    return ask(turn, Announcing.AUDIENCE, condition="")


def took(turn: Turn) -> bool:
    """Whether what she wrote fits; only then it is the text."""
    earlier = turn.talk.data.get("text", "")
    turn.talk.data["text"] = turn.html
    if screens.fits(turn):
        return True
    turn.talk.data["text"] = earlier
    return False


@announcements.takes(Announcing.TEXT)
def take_file(turn: Turn) -> Screen:
    """A picture or file, its caption is the text; the others of an album are taken without a word."""
    texts, data = turn.texts.announcements, turn.talk.data
    files = Draft.of(turn).files
    if len(files) >= rules.FILES:
        return screens.files_question(turn, texts.too_many_files(rules.FILES))
    if turn.text and not took(turn):
        return screens.too_long(turn)
    follows = turn.album is not None and turn.album == data.get("album")
    data.update(files=[*files, keep_file(turn)], album=turn.album)
    turn.talk.changed = True
    if follows:
        return SILENCE
    turn.talk.ask(Announcing.TEXT)
    added = texts.files_added(len(files) + 1) if turn.album is None else texts.album_added
    return screens.files_question(turn, added)


@announcements.taps(Ready, during=Announcing.TEXT)
def ready(turn: Turn, choice: Ready) -> Screen:
    if not Draft.of(turn).text:
        raise BadTapError
    return ask(turn, Announcing.AUDIENCE, condition="")


@announcements.taps(DropFiles, during=Announcing.TEXT)
def drop_files(turn: Turn, choice: DropFiles) -> Screen:
    return ask(turn, Announcing.TEXT, files=[], album=None)


@announcements.taps(Narrow, during=Announcing.AUDIENCE)
def narrow(turn: Turn, choice: Narrow) -> Screen:
    found = audiences.audience(turn.repo, turn.actor, {}, turn.today)
    if choice.condition not in ("", MORE, *audiences.conditions(found)):
        raise BadTapError
    return ask(turn, Announcing.AUDIENCE, condition=choice.condition, page=choice.page)


@announcements.taps(Pick, during=Announcing.AUDIENCE)
def pick(turn: Turn, choice: Pick) -> Screen:
    chosen = Draft.of(turn).choices
    after = audiences.toggle(turn.repo, turn.actor, chosen, choice.condition, choice.chosen, turn.today)
    return ask(turn, Announcing.AUDIENCE, choices=after, page=choice.page)


@announcements.taps(Reset, during=Announcing.AUDIENCE)
def reset(turn: Turn, choice: Reset) -> Screen:
    return ask(turn, Announcing.AUDIENCE, choices={}, condition="")


@announcements.taps(Done, during=Announcing.AUDIENCE)
def done(turn: Turn, choice: Done) -> Screen:
    draft = Draft.of(turn)
    groups = audiences.groups(turn.repo, turn.actor, draft.choices, turn.today, draft.kind)
    if not any(group.reachable for group in groups):
        return ask(turn, Announcing.AUDIENCE, condition="")
    return ask(turn, Announcing.PREVIEW)


@announcements.taps(ToSelf, during=Announcing.PREVIEW)
def to_self(turn: Turn, choice: ToSelf) -> Screen:
    rules.send_to_self(turn.repo, turn.actor, words(turn, Draft.of(turn)), turn.now)
    turn.talk.ask(Announcing.PREVIEW)  # what she looks at now comes once, as it will come to everybody
    return screens.when_question(turn).with_toast(turn.texts.announcements.sent_to_self)


@announcements.taps(Soon, during=Announcing.PREVIEW)
def soon(turn: Turn, choice: Soon) -> Screen:
    morning = datetime.combine(turn.today + timedelta(days=1), time(9))
    return confirm(turn, morning if choice.tomorrow else None)


@announcements.taps(OtherTime, during=Announcing.PREVIEW)
def other_time(turn: Turn, choice: OtherTime) -> Screen:
    return ask(turn, Announcing.TIME)


@announcements.answers(Announcing.TIME)
def take_time(turn: Turn) -> Screen:
    texts = turn.texts.announcements
    try:
        found = moment_typed(turn)
    except PastError:
        return screens.ask_time(turn, texts.past)
    return confirm(turn, found) if found else screens.ask_time(turn, texts.not_understood)


def confirm(turn: Turn, at: datetime | None) -> Screen:
    """Ask with the number that is true now; it is what the person agrees to."""
    turn.talk.data.update(at=at.isoformat() if at else "", urgent="")
    if screens.too_late(turn):
        return ask(turn, Announcing.TIME)
    return ask(turn, Announcing.CONFIRM, people=screens.plan(turn).reachable)


@announcements.taps(AskUrgent, during=Announcing.CONFIRM)
def ask_urgent(turn: Turn, choice: AskUrgent) -> Screen:
    return ask(turn, Announcing.URGENT)


@announcements.taps(Hurry, during=Announcing.URGENT)
def hurry(turn: Turn, choice: Hurry) -> Screen:
    return ask(turn, Announcing.CONFIRM, urgent=choice.reason.value, people=screens.plan(turn).reachable)


@announcements.taps(Send, during=Announcing.CONFIRM)
def send(turn: Turn, choice: Send) -> Screen:
    draft, agreed = Draft.of(turn), int(turn.talk.data["people"])
    if screens.too_late(turn):
        return ask(turn, Announcing.TIME)
    given = (words(turn, draft), draft.choices, timing(turn, draft), agreed)
    try:
        mailing = rules.send(turn.repo, turn.actor, *given, turn.now, turn.today)
    except NobodyError:
        return ask(turn, Announcing.AUDIENCE, condition="")
    except TooLongError:
        turn.talk.ask(flow(draft.kind).first)
        return screens.too_long(turn)
    except MorePeopleError:
        again = ask(turn, Announcing.CONFIRM, people=screens.plan(turn).reachable)
        return again.with_toast(turn.texts.announcements.more_people)
    flow(draft.kind).keep(turn, draft, mailing)
    turn.talk.finish()
    turn.talk.ask(Announcing.SENT, mailing=mailing.id)
    return watched_card(turn, mailing.id)


@announcements.asks(Announcing.SENT)
def sent(turn: Turn) -> Screen:
    """So that a second tap on «Да» finds the card, with «Остановить» on it."""
    return watched_card(turn, turn.talk.data["mailing"])

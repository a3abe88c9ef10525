"""«Ещё» under an announcement one has got, and «Передать своим» for whoever has people of her own."""

from bot.announcing import screens
from bot.announcing.afterwards import Hops
from bot.announcing.asking import ask
from bot.announcing.draft import Announcing
from bot.announcing.passing import LIMIT, NoLine, Passing, PassOn, about, hops, line_question, too_long
from bot.callbacks import More, MoreOf
from bot.features import BadTapError, Feature
from bot.screen import Screen
from bot.services import passing as rules
from bot.turn import Turn
from storage.models import MailingKind

passing = Feature()
passing.asks(Passing.LINE)(line_question)


@passing.taps(More)
def show_more(turn: Turn, choice: More) -> Screen:
    """Which announcement it is says the message, for the button is the same under all of them."""
    found = rules.received(turn.repo, turn.actor, turn.incoming.card or 0)
    if found is None:
        raise BadTapError
    return about(turn, found)


@passing.taps(MoreOf)
def show_more_of(turn: Turn, choice: MoreOf) -> Screen:
    return about(turn, rules.got(turn.repo, turn.actor, choice.id))


@passing.taps(PassOn)
def pass_on(turn: Turn, choice: PassOn) -> Screen:
    found = rules.origin(turn.repo, turn.actor, choice.id)
    turn.talk.finish()
    files = [part.file_id for part in found.parts if part.file_id is not None]
    return ask(turn, Passing.LINE, kind=MailingKind.PASSED.value, origin=found.id, line="", files=files)


@passing.taps(NoLine, during=Passing.LINE)
def without_line(turn: Turn, choice: NoLine) -> Screen:
    return add(turn, "")


@passing.answers(Passing.LINE)
def with_line(turn: Turn) -> Screen:
    return add(turn, turn.text)


def add(turn: Turn, line: str) -> Screen:
    turn.talk.data["line"] = line
    if len(line) > LIMIT or not screens.fits(turn):
        return too_long(turn)
    return ask(turn, Announcing.AUDIENCE, condition="")


@passing.taps(Hops)
def show_hops(turn: Turn, choice: Hops) -> Screen:
    return hops(turn, choice.id)

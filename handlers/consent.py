"""A new version of the consent comes before everything else; its text can be read at any time."""

from bot.callbacks import ReadConsent, Renew
from bot.features import BadTapError, Door, Feature
from bot.screen import Screen, public
from bot.services import registration
from bot.turn import Turn
from bot.views import ask, gate, operator_of, say, to_menu

consent = Feature()


@consent.taps(Renew, door=Door.KNOWN)
def renew(turn: Turn, choice: Renew) -> Screen:
    if gate(turn) is None:
        raise BadTapError("nothing is asked: the present version has been agreed to")
    if not choice.agrees:
        return public(turn.texts.entry.refused_renewal, [ask(turn.texts)])
    registration.renew_consent(turn.repo, turn.actor, turn.texts.entry.consent_version, turn.now)
    return public(turn.texts.entry.thanks, [to_menu(turn.texts)])


@consent.taps(ReadConsent, door=Door.KNOWN)
def read_consent(turn: Turn, _: ReadConsent) -> Screen:
    """With the way to take it back."""
    ways = [say(turn.texts.settings.forget, "forget"), to_menu(turn.texts)]
    return public(turn.texts.entry.consent(operator_of(turn, turn.teacher)), ways)

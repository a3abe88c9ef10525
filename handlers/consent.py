"""A new version of the consent comes before everything else; its text can be read at any time."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import ReadConsent
from bot.features import Door, Feature
from bot.screen import Button, Screen, personal, public
from bot.services import registration
from bot.turn import Turn
from bot.views import ask, to_menu

consent = Feature()


class Renew(CallbackData, prefix="renew"):
    agrees: bool


def gate(turn: Turn) -> Screen | None:
    """A newer consent comes before everything else."""
    texts = turn.texts.entry
    if turn.known.consent >= texts.consent_version:
        return None
    gender = turn.name.gender
    return personal(
        texts.renewed(turn.name.polite),
        [Button.of(texts.agree(gender), Renew(agrees=True), confirms=True)],
        [Button.of(texts.disagree(gender), Renew(agrees=False), confirms=True)],
        [Button.of(texts.read, ReadConsent())],
    )


@consent.taps(Renew, door=Door.KNOWN)
def renew(turn: Turn, choice: Renew) -> Screen:
    if not choice.agrees:
        return public(turn.texts.entry.refused_renewal, [ask(turn.texts)])
    registration.renew_consent(turn.repo, turn.actor, turn.texts.entry.consent_version, turn.now)
    return public(turn.texts.entry.thanks, [to_menu(turn.texts)])


@consent.taps(ReadConsent, door=Door.KNOWN)
def read_consent(turn: Turn, _: ReadConsent) -> Screen:
    return public(turn.texts.entry.consent, [to_menu(turn.texts)])

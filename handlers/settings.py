"""«Настройки»: where and when a person is reached, how she is addressed, her consent; all on one screen."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Links, Resume, Say
from bot.features import BadTapError, Feature
from bot.screen import Button, Html, Screen, personal
from bot.services import preferences, quiet_hours
from bot.services import profile as profiles
from bot.services.preferences import UnlinkedError
from bot.services.profile import Profile
from bot.turn import Turn
from bot.views import back, dated, say, to_menu
from storage.models import QuietHours, Teacher

settings = Feature()
LAST = "last"
"""Instead of a messenger: the one where she came in last."""


class Ask(StrEnum):
    QUIET = "quiet"
    URGENT = "urgent"
    PREFERRED = "preferred"


class ShowChoice(CallbackData, prefix="setting"):
    of: Ask


class ChooseQuiet(CallbackData, prefix="quiet_set"):
    hours: QuietHours


class ChooseUrgent(CallbackData, prefix="urgent_set"):
    hears: bool


class Prefer(CallbackData, prefix="prefer"):
    messenger: str


@settings.says("settings")
def show_settings(turn: Turn) -> Screen:
    found, texts = profiles.card(turn.repo, turn.actor, turn.today), turn.texts.settings
    if found is None:
        return personal(texts.nobody, [to_menu(turn.texts)])
    has_several = len(found.messengers) > 1
    prefer = [Button.of(texts.preferred, ShowChoice(of=Ask.PREFERRED))] if has_several else []
    is_stopped = found.teacher.stopped_at is not None
    return personal(
        texts.settings(where(turn, found), when(turn, found.teacher), turn.name.polite, consent(turn, found)),
        [Button.of(texts.quiet, ShowChoice(of=Ask.QUIET)), Button.of(texts.urgent, ShowChoice(of=Ask.URGENT))],
        [*prefer, Button.of(texts.messengers, Links())],
        [say(turn.texts.pulse.button, "pulse")],
        [Button.of(turn.texts.stopping.resume, Resume()) if is_stopped else say(texts.stop, "stop")],
        [say(texts.my_data, "mydata"), say(texts.forget, "forget")],
        [say(turn.texts.menu.profile, "profile"), to_menu(turn.texts)],
    )


def where(turn: Turn, found: Profile) -> Html:
    """Her messengers, and which of them is tried first where there are several."""
    texts, names = turn.texts.settings, turn.texts.profile.messengers
    lines = texts.where(", ".join(names[name] for name in found.messengers))
    if len(found.messengers) == 1:
        return lines
    first = found.teacher.preferred_messenger
    return Html(lines + texts.first(names[first] if first else texts.last))


def when(turn: Turn, teacher: Teacher) -> Html:
    """Whether announcements come, and when she is left alone."""
    texts = turn.texts.settings
    hours = texts.quiet_presets[teacher.quiet_hours]
    quiet = texts.quiet_now(hours[:1].lower() + hours[1:])
    urgent = texts.urgent_comes if teacher.hears_urgent else texts.urgent_waits
    return Html((texts.stopped if teacher.stopped_at else texts.comes) + quiet + urgent)


def consent(turn: Turn, found: Profile) -> Html:
    texts, given = turn.texts.settings, found.consent
    if given is None:
        return texts.no_consent
    return texts.consent(dated(turn, given.given_at), given.version)


@settings.taps(ShowChoice)
def show_choice(turn: Turn, choice: ShowChoice) -> Screen:
    return {Ask.QUIET: quiet, Ask.URGENT: urgent, Ask.PREFERRED: preferred}[choice.of](turn)


def offered(turn: Turn, text: Html, options: list[tuple[str, CallbackData, bool]]) -> Screen:
    """One of several: each a button, the present one marked."""
    texts = turn.texts.settings
    rows = [[Button.of(texts.chosen(label) if now else label, data)] for label, data, now in options]
    return personal(text, *rows, [back(turn.texts, Say(word="settings")), to_menu(turn.texts)])


def quiet(turn: Turn) -> Screen:
    texts, chosen = turn.texts.settings, quiet_hours.chosen(turn.repo, turn.actor)
    presets = [(QuietHours(key), label) for key, label in texts.quiet_presets.items()]
    return offered(turn, texts.quiet_hours, [(label, ChooseQuiet(hours=one), one is chosen) for one, label in presets])


@settings.taps(ChooseQuiet)
def choose_quiet(turn: Turn, choice: ChooseQuiet) -> Screen:
    quiet_hours.choose(turn.repo, turn.actor, choice.hours, turn.time_zone, turn.now)
    return quiet(turn).with_toast(turn.texts.settings.quiet_saved)


def urgent(turn: Turn) -> Screen:
    texts, hears = turn.texts.settings, preferences.own(turn.repo, turn.actor).hears_urgent
    options = ((texts.urgent_now, True), (texts.urgent_later, False))
    return offered(
        turn, texts.urgent_question, [(label, ChooseUrgent(hears=one), one is hears) for label, one in options]
    )


@settings.taps(ChooseUrgent)
def choose_urgent(turn: Turn, choice: ChooseUrgent) -> Screen:
    preferences.hear_urgent(turn.repo, turn.actor, choice.hears)
    return urgent(turn).with_toast(turn.texts.settings.saved)


def preferred(turn: Turn) -> Screen:
    texts, found = turn.texts.settings, profiles.card(turn.repo, turn.actor, turn.today)
    if found is None:
        raise BadTapError
    mine = dict.fromkeys(found.messengers)
    options = [(turn.texts.profile.messengers[name], name) for name in mine] + [(texts.last_button, LAST)]
    now = found.teacher.preferred_messenger or LAST
    return offered(
        turn, texts.preferred_question, [(label, Prefer(messenger=one), one == now) for label, one in options]
    )


@settings.taps(Prefer)
def prefer(turn: Turn, choice: Prefer) -> Screen:
    messenger = None if choice.messenger == LAST else choice.messenger
    try:
        preferences.prefer(turn.repo, turn.actor, messenger, turn.now)
    except UnlinkedError as error:
        raise BadTapError from error
    return preferred(turn).with_toast(turn.texts.settings.preferred_saved)

"""«Профиль»: what the roster says of a person; «Настройки»: her messengers, her quiet hours and her consent."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import ReadConsent, Say, Wrong
from bot.features import Feature
from bot.screen import Button, Html, Screen, personal
from bot.services import profile as rules
from bot.services import quiet_hours
from bot.services.profile import Profile
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import back, say, to_menu, work_of
from storage.models import QualificationCategory, QuietHours

profile = Feature()


class ShowQuiet(CallbackData, prefix="quiet"):
    pass


class ChooseQuiet(CallbackData, prefix="quiet_set"):
    hours: QuietHours


@profile.says("profile")
def show_profile(turn: Turn) -> Screen:
    found = rules.card(turn.repo, turn.actor, turn.today)
    texts = turn.texts.profile
    text = texts.card(turn.name.whole, work_of(turn.texts, turn.teacher), more(turn, found)) if found else texts.source
    return personal(
        text,
        [Button.of(texts.wrong, Wrong())],
        [say(turn.texts.menu.settings, "settings"), to_menu(turn.texts)],
    )


def more(turn: Turn, found: Profile) -> Html:
    """Subjects, category, years of work, roles: each on a line, as far as known."""
    texts, teacher = turn.texts.profile, found.teacher
    lines = []
    if teacher.subjects:
        lines.append(texts.subjects(", ".join(subject.name for subject in teacher.subjects)))
    if teacher.qualification is not QualificationCategory.NONE:
        lines.append(texts.category(texts.qualifications[teacher.qualification]))
    if teacher.career_since is not None:
        years = turn.today.year - teacher.career_since
        lines.append(texts.career(years) if years > 0 else texts.career_first)
    if found.is_young:
        lines.append(texts.young)
    names = [name for role, name in texts.roles_names.items() if role in found.roles]
    if names:
        lines.append(texts.roles(", ".join(names)))
    return Html("".join([*lines, texts.source]))


@profile.says("settings")
def show_settings(turn: Turn) -> Screen:
    found = rules.card(turn.repo, turn.actor, turn.today)
    texts = turn.texts.profile
    consent = found.consent if found else None
    given = (
        texts.consent(day(consent.given_at.astimezone(turn.time_zone).date(), turn.today), consent.version)
        if consent
        else texts.no_consent
    )
    names = ", ".join(texts.messengers[name] for name in found.messengers) if found else ""
    return personal(
        texts.settings(names, given),
        [Button.of(texts.quiet, ShowQuiet())],
        [say(texts.my_data, "mydata")],
        [Button.of(texts.read_consent, ReadConsent())],
        [say(texts.forget, "forget")],
        [say(turn.texts.menu.profile, "profile"), to_menu(turn.texts)],
    )


@profile.taps(ShowQuiet)
def show_quiet(turn: Turn, choice: ShowQuiet) -> Screen:
    texts = turn.texts.profile
    chosen = quiet_hours.chosen(turn.repo, turn.actor)
    rows = [
        [Button.of(texts.chosen(label) if hours == chosen else label, ChooseQuiet(hours=QuietHours(hours)))]
        for hours, label in texts.quiet_presets.items()
    ]
    return personal(texts.quiet_hours, *rows, [back(turn.texts, Say(word="settings")), to_menu(turn.texts)])


@profile.taps(ChooseQuiet)
def choose_quiet(turn: Turn, choice: ChooseQuiet) -> Screen:
    quiet_hours.choose(turn.repo, turn.actor, choice.hours, turn.time_zone, turn.now)
    return show_quiet(turn, ShowQuiet()).with_toast(turn.texts.profile.quiet_saved)

"""«Мои данные» and «Удалить меня»: a person's rights over what is kept about her; open without any consent."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import ReadConsent
from bot.features import Door, Feature
from bot.screen import Button, File, Html, Screen, personal, public
from bot.services import letters
from bot.services import personal_data as rules
from bot.texts import Texts
from bot.texts.facts import Reader
from bot.turn import Turn
from bot.views import joined, noted, say, to_menu

personal_data = Feature()


class PersonalData(StrEnum):
    FORGET = "personal_data.forget"


class Forget(CallbackData, prefix="forget"):
    step: int
    really: bool


@personal_data.says("mydata", door=Door.KNOWN)
def export(turn: Turn) -> Screen:
    texts = turn.texts.personal_data
    reader = Reader(words(turn.texts), turn.time_zone)
    lines = [texts.file_title, "", *reader.lines(rules.export(turn.repo, turn.actor))]
    file = File(texts.file_name, "\n".join(lines).encode("utf-8-sig"))
    return personal(
        texts.export(turn.name.polite),
        [Button.of(turn.texts.settings.read_consent, ReadConsent()), say(turn.texts.settings.forget, "forget")],
        [to_menu(turn.texts)],
        file=file,
    )


def words(texts: Texts) -> dict[str, str]:
    """For all that the file may name; what other features name already is called the same here."""
    chosen = {
        "kind": texts.announcements.kinds,
        "urgent": texts.announcements.reasons,
        "reason": texts.mentor_desk.reasons,
        "level": texts.associations.levels,
    }
    values = {f"{key}.{value}": word for key, table in chosen.items() for value, word in table.items()}
    asked = {**texts.fallback.questions, **texts.fallback.drafts}
    own = {**texts.profile.roles_names, **texts.profile.qualifications, **texts.profile.messengers}
    return {**asked, **texts.journal.deeds, **own, **values, **texts.personal_data.labels}


@personal_data.says("forget", door=Door.KNOWN)
def ask_forget(turn: Turn) -> Screen:
    turn.talk.ask(PersonalData.FORGET)
    return question(turn)


@personal_data.asks(PersonalData.FORGET)
def question(turn: Turn) -> Screen:
    texts = turn.texts.personal_data
    step = turn.talk.step
    kept = [Html(texts.stays[kind]) for kind in rules.what_stays(turn.repo, turn.actor)]
    return personal(
        texts.forget(joined(kept)),
        [Button.of(texts.forget_yes, Forget(step=step, really=True), confirms=True)],
        [Button.of(texts.forget_no, Forget(step=step, really=False))],
    )


@personal_data.taps(Forget, during=PersonalData.FORGET, door=Door.KNOWN)
def forget(turn: Turn, choice: Forget) -> Screen:
    texts = turn.texts.personal_data
    turn.talk.finish()
    if not choice.really:
        return public(texts.kept, [to_menu(turn.texts)])
    gender = turn.name.gender
    lost = noted(turn.texts.letters.left, [say(turn.texts.menu.service, "ask")])
    letters.leave(turn.repo, turn.actor, lost, turn.now)
    rules.erase(turn.repo, turn.actor, turn.now)
    return public(texts.forgotten(gender))

"""«Мои данные» and «Удалить меня»: a person's rights over what is kept about her; open without any consent."""

from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from bot.features import Door, Feature
from bot.screen import Button, File, Html, Screen, personal, public
from bot.services import personal_data as rules
from bot.turn import Turn
from bot.views import joined, say, to_menu

personal_data = Feature()
TECHNICAL = frozenset({"rows", "spans", "keyboard", "card", "once", "event", "personal", "before", "toast"})
"""What only draws a stored message: it says nothing about anybody."""


class PersonalData(StrEnum):
    FORGET = "personal_data.forget"


class Forget(CallbackData, prefix="forget"):
    step: int
    really: bool


@personal_data.says("mydata", door=Door.KNOWN)
def export(turn: Turn) -> Screen:
    texts = turn.texts.personal_data
    lines = [texts.file_title, "", *readable(rules.export(turn.repo, turn.actor), texts.labels)]
    file = File(texts.file_name, "\n".join(lines).encode("utf-8-sig"))
    return personal(
        texts.export(turn.name.polite),
        [say(turn.texts.profile.forget, "forget")],
        [to_menu(turn.texts)],
        file=file,
    )


def readable(found: Any, labels: dict[str, str], depth: int = 0) -> list[str]:
    """Nested facts as lines of «label: value», indented."""
    indent = "  " * depth
    if isinstance(found, dict):
        lines = []
        for key, value in found.items():
            if key in TECHNICAL:
                continue
            label = labels.get(key, key)
            if isinstance(value, dict | list):
                lines += [f"{indent}{label}:", *readable(value, labels, depth + 1)]
            else:
                lines.append(f"{indent}{label}: {shown(value, labels)}")
        return lines
    if isinstance(found, list):
        blocks = [readable(item, labels, depth) for item in found] or [[f"{indent}—"]]
        return [line for block in blocks for line in block]
    return [f"{indent}{shown(found, labels)}"]


def shown(value: Any, labels: dict[str, str]) -> str:
    return "—" if value is None or value == "" else labels.get(str(value), str(value))


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
    rules.erase(turn.repo, turn.actor, turn.now)
    return public(texts.forgotten(gender))

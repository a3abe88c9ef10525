"""Definitions of surveys for tests: one of every kind, and invented ones of any shape."""

import random
from typing import Any

from bot.services.surveys.checking import check
from bot.services.surveys.model import Answer, Kind, Question, Survey, SurveyError
from bot.services.surveys.reading import survey

SURE = {"options": {"sure": "Уверенно", "support": "Нужна поддержка"}, "values": {"sure": 0, "support": 2}}


def question(code: str, kind: str = "single", **more: Any) -> dict[str, Any]:
    own: dict[str, Any] = {
        "single": {"options": {"a": "Один", "b": "Два"}},
        "multiple": {"options": {"a": "Один", "b": "Два", "c": "Три"}},
        "number": {"least": 0, "most": 100},
    }
    return {"code": code, "kind": kind, "text": f"Вопрос {code}", **own.get(kind, {}), **more}


def definition(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    block = {"key": "only", "title": "Блок", "questions": list(questions)}
    return {"title": "Опрос", "purpose": "Зачем это", "blocks": [block], **more}


def checked(raw: Any) -> Survey:
    """Raises SurveyError."""
    found = survey("made", raw)
    check(found)
    return found


def every_kind() -> dict[str, Any]:
    """A question of every kind, one of them shown only after «Два»."""
    return definition(
        question("one"),
        question("many", "multiple", **{"if": {"one": "b"}}),
        question("scale", "scale", low="Никогда", high="Всегда"),
        question("years", "number"),
        question("words", "text", most=40),
    )


def invented(choose: random.Random) -> Survey:
    """A definition that passes the checks: conditions on whatever came before, in up to four blocks."""
    return checked(invented_raw(choose))


def invented_raw(choose: random.Random) -> dict[str, Any]:
    """The same as it would be written."""
    while True:
        raw = _raw(choose)
        try:
            checked(raw)
        except SurveyError:
            continue
        return raw


def _raw(choose: random.Random) -> dict[str, Any]:
    blocks, before = [], list[dict[str, Any]]()
    for number in range(choose.randint(1, 4)):
        block: dict[str, Any] = {"key": f"b{number}", "title": "Блок", "questions": [], **_needs(choose, before)}
        for place in range(choose.randint(1, 4)):
            made = question(f"q{number}_{place}", choose.choice(list(Kind)), **_needs(choose, before))
            if choose.random() < 0.2:
                made["only"] = [choose.choice(["young", "school", "kindergarten"])]
            block["questions"].append(made)
            before.append(made)
        blocks.append(block)
    return {"title": "Опрос", "purpose": "Зачем", "blocks": blocks}


def _needs(choose: random.Random, before: list[dict[str, Any]]) -> dict[str, Any]:
    choices = [one for one in before if one["kind"] in ("single", "multiple", "scale")]
    if not choices or choose.random() < 0.5:
        return {}
    found = choose.sample(choices, min(len(choices), choose.randint(1, 2)))
    wanted = {
        one["code"]: choose.choice([*one.get("options", {}), *([] if "options" in one else [2, 4])]) for one in found
    }
    return {choose.choice(["if", "if_any"]): wanted}


def any_answer(choose: random.Random, asked: Question) -> Answer:
    match asked.kind:
        case Kind.SINGLE:
            return choose.choice(list(asked.options))
        case Kind.MULTIPLE:
            ticked = choose.sample(list(asked.options), choose.randint(1, len(asked.options)))
            return [one for one in asked.options if one in ticked]
        case Kind.SCALE:
            return choose.randint(1, 5)
        case Kind.NUMBER:
            return choose.randint(asked.least, asked.most)
        case Kind.TEXT:
            return "слово"

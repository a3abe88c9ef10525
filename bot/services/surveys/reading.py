"""A survey from the YAML or JSON it is written in; whatever is not understood is named with file and question."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from .model import Block, Condition, Conditions, Kind, Question, Survey, SurveyError

SURVEY = {"title", "purpose", "groups", "scales", "blocks"}
BLOCK = {"key", "title", "if", "if_any", "questions"}
COMMON = {"code", "kind", "text", "instead", "only", "if", "if_any", "group", "short"}
OWN = {
    Kind.SINGLE: {"options", "values", "scale"},
    Kind.MULTIPLE: {"options", "scale"},
    Kind.SCALE: {"low", "high"},
    Kind.NUMBER: {"least", "most"},
    Kind.TEXT: {"most"},
}
SHORT_TEXT = 500
"""Characters of a text where the definition names no bound."""


def survey(key: str, raw: Any) -> Survey:
    """The definition of `key`, whose file is named in every complaint. Raises SurveyError."""
    where = f"{key}.yml"
    _known(where, raw, SURVEY)
    scales = _table(where, raw, "scales", dict)
    blocks = tuple(_block(where, one, scales) for one in _list(where, raw, "blocks"))
    groups = _table(where, raw, "groups", str)
    return Survey(key, _text(where, raw, "title"), _text(where, raw, "purpose"), groups, blocks)


def stored(raw: Any) -> tuple[str, str]:
    """(hash, JSON) under which a definition is kept, so that a run keeps the version it began with."""
    body = json.dumps(raw, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest(), body


_KNOWN: dict[tuple[str, str], Survey] = {}
"""By key and hash: the text of a definition, 10 kB, need not be read to find it."""
MOST_KNOWN = 64


def by_hash(key: str, digest: str, body: Callable[[], str]) -> Survey:
    """The same as `from_stored`; `body` is asked only for a definition that was not read of late."""
    found = _KNOWN.get((key, digest))
    if found is None:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        found = _KNOWN[key, digest] = from_stored(key, body())
    return found


@lru_cache(maxsize=MOST_KNOWN)
def from_stored(key: str, body: str) -> Survey:
    """The inverse of `stored`."""
    return survey(key, json.loads(body))


def _block(where: str, raw: Any, scales: Mapping[str, Any]) -> Block:
    _known(where, raw, BLOCK)
    key = _text(where, raw, "key")
    at = f"{where}: {key}"
    questions = tuple(_question(where, key, one, scales) for one in _list(at, raw, "questions"))
    return Block(key, _text(at, raw, "title"), _conditions(at, raw), questions)


def _question(where: str, block: str, raw: Any, scales: Mapping[str, Any]) -> Question:
    if not isinstance(raw, dict):
        raise SurveyError(f"{where}: {block}: a question with code, kind and text is expected")
    code = _text(f"{where}: {block}", raw, "code")
    at = f"{where}: {code}"
    if raw.get("kind") not in list(Kind):
        raise SurveyError(f"{at}: kind must be one of {', '.join(Kind)}")
    kind = Kind(raw["kind"])
    _known(at, raw, COMMON | OWN[kind])
    given = _with_scale(at, raw, scales)
    return Question(
        code,
        kind,
        block,
        _text(at, raw, "text"),
        _table(at, raw, "instead", str),
        frozenset(_strings(at, raw.get("only", []))),
        _conditions(at, raw),
        _table(at, given, "options", str),
        _table(at, given, "values", int),
        **{name: _text(at, raw, name) for name in ("group", "short", "low", "high") if name in raw},
        least=_number(at, raw, "least", 0),
        most=_number(at, raw, "most", SHORT_TEXT if kind is Kind.TEXT else 0),
    )


def _with_scale(at: str, raw: dict[str, Any], scales: Mapping[str, Any]) -> dict[str, Any]:
    """With the options and values of the scale it names."""
    if "scale" not in raw:
        return raw
    if raw["scale"] not in scales:
        raise SurveyError(f"{at}: unknown scale {raw['scale']!r}")
    scale: dict[str, Any] = scales[raw["scale"]]
    _known(f"{at}: {raw['scale']}", scale, {"options", "values"})
    return raw | scale


def _conditions(at: str, raw: dict[str, Any]) -> Conditions:
    return Conditions(_some(at, raw, "if"), _some(at, raw, "if_any"))


def _some(at: str, raw: dict[str, Any], key: str) -> tuple[Condition, ...]:
    found = raw.get(key, {})
    if not isinstance(found, dict):
        raise SurveyError(f"{at}: {key}: a list of «code: answer» is expected")
    made = []
    for code, wanted in found.items():
        values = wanted if isinstance(wanted, list) else [wanted]
        if not values or not all(type(value) in (str, int) for value in values):
            raise SurveyError(f"{at}: {key}: {code}: an answer or a list of answers is expected (quote yes and no)")
        made.append(Condition(str(code), frozenset(values)))
    return tuple(made)


def _known(at: str, raw: Any, keys: Collection[str]) -> None:
    if not isinstance(raw, dict):
        raise SurveyError(f"{at}: a list of «key: value» is expected")
    if unknown := sorted(str(key) for key in raw if key not in keys):
        raise SurveyError(f"{at}: unknown key {unknown[0]!r}")


def _text(at: str, raw: dict[str, Any], key: str) -> str:
    found = raw.get(key)
    if not isinstance(found, str) or not found.strip():
        raise SurveyError(f"{at}: {key}: a text is expected")
    return found.strip()


def _list(at: str, raw: dict[str, Any], key: str) -> list[Any]:
    found = raw.get(key)
    if not isinstance(found, list) or not found:
        raise SurveyError(f"{at}: {key}: a list is expected")
    return found


def _strings(at: str, raw: Any) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        raise SurveyError(f"{at}: only: a list of words is expected")
    return raw


def _table(at: str, raw: dict[str, Any], key: str, kind: type) -> dict[str, Any]:
    found = raw.get(key, {})
    if not isinstance(found, dict):
        raise SurveyError(f"{at}: {key}: a list of «key: value» is expected")
    for name, value in found.items():
        if not isinstance(name, str) or type(value) is not kind:
            raise SurveyError(f"{at}: {key}: {name!r} is not understood (quote yes, no and numbers that are words)")
    return found


def _number(at: str, raw: dict[str, Any], key: str, usual: int) -> int:
    found = raw.get(key, usual)
    if type(found) is not int:
        raise SurveyError(f"{at}: {key}: a whole number is expected")
    return found

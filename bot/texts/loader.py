"""Texts are Protocols: an attribute is a text, a method a phrase whose parameters are its placeholders.

`load` checks a YAML mapping against such a class: unknown and missing keys, placeholders that do not match, texts that
are too long, plural or gendered forms that are missing; every complaint names file and key. What returns `Html` escapes
its `str` arguments, what returns `Label`, `Toast` or `str` is plain.
"""

import inspect
import re
import string
from collections.abc import Callable, Mapping
from copy import deepcopy
from enum import StrEnum
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NewType, TypeVar, cast, get_type_hints

import yaml

from ..messengers.limits import EVERY_SCREEN
from ..screen import TEXT_LIMIT, Html

T = TypeVar("T")
Label = NewType("Label", str)
"""A button's words."""
Toast = NewType("Toast", str)
"""A short note that pops up."""
LIMITS: dict[Any, int] = {Label: EVERY_SCREEN.label_alone, Toast: EVERY_SCREEN.toast}
"""What is neither may be as long as a screen."""


class Gender(StrEnum):
    """Of a person's name, from the patronymic; unknown where there is none."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


TAG = re.compile(r"<(/?)(\w+)[^>]*>")
TAGS = {"a", "b", "code", "i", "u"}
PLURAL = {"one", "few", "many"}
GENDERED = {member.value for member in Gender}


SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times faster where PyYAML was built with its C library, as its wheels are."""


class Loader(SAFE):  # type: ignore[misc]
    """A key written twice is a mistake: YAML itself would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := [key for at, key in enumerate(keys) if key in keys[:at]]:
            raise yaml.constructor.ConstructorError(None, None, f"key {twice[0]!r} stands twice", node.start_mark)
        return cast("dict[Any, Any]", super().construct_mapping(node, deep=deep))


class TextError(Exception):
    """A text is missing, unknown, too long, or its placeholders are wrong; names file and key."""


def read(path: Path) -> Any:
    """The YAML of `path`. Raises TextError with file and line."""
    return deepcopy(_yaml(path.name, _text(path)))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TextError(f"{path.name}: {error}") from error


def _yaml(name: str, text: str) -> Any:
    try:
        return _parsed(text)
    except yaml.YAMLError as error:
        raise TextError(f"{name}: {error}") from error


@cache
def _parsed(text: str) -> Any:
    """Kept, for tests start the bot a thousand times in one process."""
    return yaml.load(text, Loader)  # noqa: S506 (both loaders below it are the safe ones)


def load(kind: type[T], path: Path) -> T:
    """An object of the Protocol `kind` filled from `path`. Raises TextError."""
    return cast("T", type(kind.__name__, (), dict(_attributes(cast("Any", kind), path.name, _text(path))))())


@cache
def _attributes(kind: Any, name: str, text: str) -> dict[str, Any]:
    """What an object of `kind` has; kept as what was parsed is."""
    raw = _yaml(name, text)
    if not isinstance(raw, dict):
        raise TextError(f"{name}: a list of «key: text» is expected")
    wanted = _wanted(kind)
    if unknown := sorted(set(raw) - set(wanted)):
        raise TextError(f"{name}: unknown key {unknown[0]!r}")
    if missing := sorted(set(wanted) - set(raw)):
        raise TextError(f"{name}: missing key {missing[0]!r}")
    return {key: _make(f"{name}: {key}", raw[key], wanted[key]) for key in wanted}


def _wanted(kind: type) -> dict[str, Any]:
    """Attribute -> its type, or the function whose signature it has."""
    hints = get_type_hints(kind)
    phrases = {name: value for name, value in vars(kind).items() if inspect.isfunction(value) and name[0] != "_"}
    return {**{name: hint for name, hint in hints.items() if name[0] != "_"}, **phrases}


def _make(where: str, raw: Any, wanted: Any) -> Any:
    if inspect.isfunction(wanted):
        return staticmethod(_phrase(where, raw, wanted))
    if wanted == dict[str, str]:
        return _table(where, raw)
    if wanted is int:
        if type(raw) is not int:
            raise TextError(f"{where}: a whole number is expected")
        return raw
    return _checked(where, raw, wanted, set())


def _table(where: str, raw: Any) -> dict[str, str]:
    if not isinstance(raw, dict) or not all(isinstance(text, str) and text.strip() for text in raw.values()):
        raise TextError(f"{where}: a list of «key: text» is expected")
    return {str(key): text for key, text in raw.items()}


def _phrase(where: str, raw: Any, wanted: Callable[..., Any]) -> Callable[..., str]:
    """A function that fills the placeholders; the forms are chosen by `n` (plural) or `gender`."""
    hints = get_type_hints(wanted)
    kind = hints.pop("return")
    names = set(hints)
    order = list(hints)
    unsafe = [name for name, hint in hints.items() if hint not in (Html, int)] if kind is Html else []
    forms = _forms(where, raw, names)
    checked = {form: _checked(_place(where, form), text, kind, names) for form, text in forms.items()}
    _all_used(where, forms, names - {"gender"})

    def fill(*args: Any, **kwargs: Any) -> str:
        values = {**dict(zip(order, args, strict=False)), **kwargs}
        text = checked[_form(forms, values)]
        for name in unsafe:
            values[name] = escape(str(values[name]), False)
        return text.format_map(values)

    return fill


def _forms(where: str, raw: Any, names: set[str]) -> dict[str, str]:
    if isinstance(raw, str):
        return {"": raw}
    if isinstance(raw, dict) and set(raw) == PLURAL and "n" in names:
        return raw
    if isinstance(raw, dict) and set(raw) == GENDERED and "gender" in names:
        return raw
    raise TextError(f"{where}: a text, or one/few/many by n, or female/male/unknown by gender is expected")


def _form(forms: Mapping[str, str], values: Mapping[str, Any]) -> str:
    if "" in forms:
        return ""
    return plural(values["n"]) if "one" in forms else values["gender"].value


def plural(n: int) -> str:
    """The Russian plural form of a whole number: «1 участник, 2 участника, 5 участников» (CLDR's rule)."""
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else "many"


def _checked(where: str, text: Any, kind: Any, names: set[str]) -> str:
    if not isinstance(text, str) or not text.strip():
        raise TextError(f"{where}: a text is expected")
    if len(text) > (most := LIMITS.get(kind, TEXT_LIMIT)):
        raise TextError(f"{where}: {len(text)} characters, at most {most} fit")
    try:
        found = {_whole(name, *how) for _, name, *how in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise TextError(f"{where}: {error}") from error
    if unknown := sorted(found - names):
        raise TextError(f"{where}: unknown placeholder {unknown[0]!r}")
    if kind is Html:
        _tags(where, text)
    elif kind in LIMITS:
        _plain(where, text.rstrip("\n"))
    return text.rstrip("\n")


def _whole(name: str, form: str | None, conversion: str | None) -> str:
    """As it is written: «{name: how to address}» would fail only when the phrase is said."""
    return name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")


def _plain(where: str, text: str) -> None:
    """A button and a short note show tags as they are written, and are one line."""
    if (found := TAG.search(text)) is not None:
        raise TextError(f"{where}: {found[0]} does not belong into a button or a short note")
    if "\n" in text or "\t" in text:
        raise TextError(f"{where}: one line is expected")


def _tags(where: str, text: str) -> None:
    """Only tags every messenger shows, closed on the line they were opened on: long texts are broken at line ends."""
    for line in text.split("\n"):
        is_open: list[str] = []
        for closes, name in TAG.findall(line):
            if name not in TAGS:
                raise TextError(f"{where}: <{name}> is no tag of ours; use {', '.join(sorted(TAGS))}")
            if not closes:
                is_open.append(name)
            elif not is_open or is_open.pop() != name:
                raise TextError(f"{where}: </{name}> closes nothing")
        if is_open:
            raise TextError(f"{where}: <{is_open[-1]}> is not closed on its line")


def _all_used(where: str, forms: Mapping[str, str], names: set[str]) -> None:
    """Every form has every placeholder; only the number itself may be written out in some («один участник»)."""
    used = {form: {name for _, name, _, _ in string.Formatter().parse(text) if name} for form, text in forms.items()}
    for form, found in used.items():
        if missing := sorted(names - found - ({"n"} if form else set())):
            raise TextError(f"{_place(where, form)}: missing placeholder {missing[0]!r}")
    if "n" in names and not any("n" in found for found in used.values()):
        raise TextError(f"{where}: missing placeholder 'n'")


def _place(where: str, form: str) -> str:
    return f"{where}.{form}" if form else where

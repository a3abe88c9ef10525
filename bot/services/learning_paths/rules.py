"""The open rules by which steps of a path are proposed: read, checked, applied. Pure."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ..surveys.model import Answer, Survey
from ..surveys.results import parts_of

LEAST, MOST = 3, 5
"""Steps of a proposal."""
OF_A_GROUP = 2
"""At most so many steps for one group, so that the path is about more than one thing."""
TEXT, EVIDENCE, DAYS, LINK = 160, 80, 366, 300
ADDRESS = re.compile(r"https://[^\s/?#@]+\.[^\s@]+")
SUPPORT = "support"
KEYS = {"key", "form", "group", "wants", "helps", "mentor", "text", "evidence", "days", "link"}


class RulesError(Exception):
    """The table cannot be used; names the rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A step and when it is proposed: one of `wants` answered with support; none: to everybody, when little else fits.

    `helps`: question -> option by which the wanted help is named; then the step goes before the others. `link`: where
    it is taken, https.
    """

    key: str
    form: str
    text: str
    evidence: str
    days: int
    group: str
    wants: tuple[str, ...]
    helps: Mapping[str, str]
    needs_mentor: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """`forms`: key -> what kind of step it is, in words; `areas`: the groups of competences a step may be about."""

    forms: Mapping[str, str]
    rules: tuple[Rule, ...]
    areas: Mapping[str, str] = field(default_factory=dict)


NO_RULES = Rules({}, ())


def read_rules(raw: Any) -> Rules:
    """Raises RulesError."""
    if not isinstance(raw, dict) or set(raw) != {"forms", "rules"} or not isinstance(raw["rules"], list):
        raise RulesError("rules.yml: forms and rules are expected")
    forms = raw["forms"]
    found = tuple(_rule(one, forms) for one in raw["rules"])
    if len({one.key for one in found}) < len(found):
        raise RulesError("rules.yml: a key stands there twice")
    if sum(not one.wants for one in found) < LEAST:
        raise RulesError(f"rules.yml: {LEAST} rules without wants are needed, for who asked for no support")
    return Rules(forms, found)


def _rule(raw: Any, forms: Any) -> Rule:
    if not isinstance(raw, dict) or not isinstance(raw.get("key"), str):
        raise RulesError("rules.yml: a rule with a key is expected")
    at = f"rules.yml: {raw['key']}"
    if unknown := sorted(str(key) for key in raw if key not in KEYS):
        raise RulesError(f"{at}: unknown key {unknown[0]!r}")
    if not isinstance(forms, dict) or raw.get("form") not in forms:
        raise RulesError(f"{at}: unknown form {raw.get('form')!r}")
    for name, limit in (("text", TEXT), ("evidence", EVIDENCE)):
        if not isinstance(raw.get(name), str) or not 0 < len(raw[name]) <= limit:
            raise RulesError(f"{at}: {name}: 1 to {limit} characters are expected")
    if type(raw.get("days")) is not int or not 1 <= raw["days"] <= DAYS:
        raise RulesError(f"{at}: days: 1 to {DAYS} are expected")
    wants, helps = raw.get("wants", []), raw.get("helps", {})
    if not isinstance(wants, list) or not isinstance(helps, dict) or bool(wants) != bool(raw.get("group")):
        raise RulesError(f"{at}: wants is a list of codes, and stands with a group")
    if not is_link(raw.get("link", "")):
        raise RulesError(f"{at}: link: an address with https:// of at most {LINK} characters is expected")
    return Rule(
        raw["key"], raw["form"], raw["text"], raw["evidence"], raw["days"], raw.get("group", ""),
        tuple(wants), helps, bool(raw.get("mentor")), raw.get("link", ""),
    )  # fmt: skip


def is_link(text: object) -> bool:
    """Nothing, or an address a button may lead to."""
    return isinstance(text, str) and len(text) <= LINK and (not text or ADDRESS.fullmatch(text) is not None)


def own(usual: Rules, body: str) -> Rules:
    """The municipality's own (`body` as it is stored), with the usual kinds and areas; the usual ones without any.

    Also where a later edition of the program does not understand them any more.
    """
    return _own(_Kinds(usual), body) or usual if body else usual


class _Kinds:
    """Of one edition, by identity: so that what is stored is understood once."""

    def __init__(self, usual: Rules) -> None:
        self.usual = usual

    def __hash__(self) -> int:
        return id(self.usual)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kinds) and other.usual is self.usual


@lru_cache(maxsize=64)
def _own(kinds: _Kinds, body: str) -> Rules | None:
    try:
        found = read_rules({"forms": dict(kinds.usual.forms), "rules": json.loads(body)})
    except RulesError:
        return None
    return replace(found, areas=kinds.usual.areas)


def fits(rules: Rules, survey: Survey) -> None:
    """Whether what the rules name is asked in the survey. Raises RulesError."""
    for rule in rules.rules:
        if rule.group and rule.group not in survey.groups:
            raise RulesError(f"rules.yml: {rule.key}: unknown group {rule.group!r}")
        for code in rule.wants:
            if SUPPORT not in (survey.by_code[code].options if code in survey.by_code else ()):
                raise RulesError(f"rules.yml: {rule.key}: {code!r} is no question with the answer {SUPPORT!r}")
        for code, option in rule.helps.items():
            if option not in (survey.by_code[code].options if code in survey.by_code else ()):
                raise RulesError(f"rules.yml: {rule.key}: {code!r} has no option {option!r}")


def propose(
    rules: Rules, survey: Survey, answers: Mapping[str, Answer], has_mentor: bool, without: Collection[str] = ()
) -> list[Rule]:
    """LEAST to MOST rules, none of `without`: the help she named first, then the greatest deficits."""
    may = [one for one in ranked(rules, survey, answers, has_mentor) if one.key not in without]
    found: list[Rule] = []
    for rule in [one for one in may if one.wants]:
        if sum(one.group == rule.group for one in found) < OF_A_GROUP and len(found) < MOST:
            found.append(rule)
    return found + [one for one in may if not one.wants][: max(0, LEAST - len(found))]


def ranked(rules: Rules, survey: Survey, answers: Mapping[str, Answer], has_mentor: bool) -> list[Rule]:
    """All that may be proposed to her, the likeliest first; what suits everybody comes last."""
    deficits = {one.key: one.deficit for one in parts_of(survey, answers)}
    may = [one for one in rules.rules if has_mentor or not one.needs_mentor]
    wanted = [one for one in may if _is_wanted(one, survey, answers, deficits)]
    wanted.sort(key=lambda one: (-_is_named(one, answers), -deficits.get(one.group, 0)))
    return wanted + [one for one in may if not one.wants]


def _is_wanted(rule: Rule, survey: Survey, answers: Mapping[str, Answer], deficits: Mapping[str, float]) -> bool:
    """By its questions; by its whole group where a service's own survey has asked none of them."""
    asked = [code for code in rule.wants if code in survey.by_code]
    if rule.wants and not asked:
        return deficits.get(rule.group, 0) > 0
    return any(answers.get(code) == SUPPORT for code in asked)


def _is_named(rule: Rule, answers: Mapping[str, Answer]) -> bool:
    said = [(answers.get(code), option) for code, option in rule.helps.items()]
    return any(isinstance(answer, list) and option in answer for answer, option in said)

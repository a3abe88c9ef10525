"""What a readable survey must be besides: conditions that look back, questions that can come, bounds of screens.

Each problem is told by its kind and place, for the same survey may be written by a programmer or in a table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from .model import SCALE, TAGS, Condition, Conditions, Kind, Question, Survey, SurveyError

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
TITLE, PURPOSE, NAME, TEXT, SHORT = 80, 600, 40, 500, 60
"""Characters of a survey's title and purpose, of a block, of a question, of its name in a sentence."""
LABEL, NARROW = 24, 14
"""Characters of an option or group alone in its row, and of one with a neighbour."""
ALONE = 5
OPTIONS = 7
"""So many fit on a screen beside the ways back, on and out; above ALONE they stand in pairs."""
QUESTIONS, GROUPS = 60, 5
MOST_TEXT = 1000
LIMIT = 10**9
WARN, REFUSE = 3 * 60, 7 * 60
"""Seconds the longest way may take before it is said, and at all."""
TANGLE, JOINS = 2000, 200_000
"""Ways to one question that are looked at, and how many may be joined to find them."""

Way = dict[str, frozenset[str | int]]
"""What the answers to these questions may be so that another one comes."""
WORDS = {
    "too_long": "{count} characters, at most {limit} fit",
    "formula": "a formula is no text",
    "groups": "{count} groups, at most {limit} fit on a screen",
    "questions": "{count} questions, at most {limit} are asked",
    "slow": "takes {count} seconds, at most {limit} may be asked of anybody",
    "code_twice": "this code stands there twice",
    "block_twice": "this block stands there twice",
    "code": "a code is small Latin letters, digits and _, at most 40 of them",
    "audience": "unknown audience {text!r}; known are {known}",
    "group": "unknown group {text!r}",
    "unvalued": "a question of a group needs values: what its options count",
    "no_group": "values count in a group, and none is named",
    "bounds": "least must be below most, both within {limit}",
    "length": "most: 1 to {limit} characters may be asked for",
    "options": "{count} options, 2 to {limit} fit on a screen; make several questions of it",
    "option": "option {text!r}: small Latin letters, digits and _ are expected",
    "same_options": "two options have the same words",
    "values": "values: unknown option {text!r}",
    "unknown_code": "condition on the unknown question {code!r}",
    "loop": "condition on {code!r}, which does not come before it (a loop)",
    "typed": "condition on {code!r}, whose answer is typed",
    "no_answer": "condition on {code!r}: it has no answer {text!r}",
    "unreachable": "no answers lead to this question",
    "tangle": "too many ways lead to this question",
}
"""What is wrong, for whoever writes YAML; `content/texts/survey_sheets.yml` has the same for tables."""
ASTRAY = frozenset({"code_twice", "unknown_code", "loop", "typed", "no_answer"})
"""While one of these stands, nobody can say which questions come."""


class Problem(NamedTuple):
    """`at`: its place in the definition, outermost first; `number` of its question, from 0; `field` of it.

    `block`: the key of the one whose own conditions are wrong; `number` is its first question then.
    """

    what: str
    at: tuple[str, ...] = ()
    number: int | None = None
    field: str = ""
    values: Mapping[str, object] = {}
    block: str = ""

    @property
    def words(self) -> str:
        return ": ".join((*self.at, WORDS[self.what].format_map(self.values)))


def check(survey: Survey) -> None:
    """Raises SurveyError that names file and question."""
    for problem in problems(survey):
        raise SurveyError(f"{survey.key}.yml: {problem.words}")


def problems(survey: Survey) -> list[Problem]:
    """All that is wrong, in the order of the survey."""
    found = [*_whole(survey), *_once(survey)]
    for number, question in enumerate(survey.questions):
        found += [problem._replace(number=number) for problem in _question(survey, question)]
    found += _looks_back(survey)
    if ASTRAY.isdisjoint(problem.what for problem in found):
        found += _reachable(survey)
    if (seconds := survey.seconds()) > REFUSE:
        found.append(Problem("slow", values={"count": seconds, "limit": REFUSE}))
    return found


def is_long(survey: Survey) -> bool:
    """Whether whoever launches it is to be told that it asks much."""
    return survey.seconds() > WARN


def _whole(survey: Survey) -> Iterator[Problem]:
    yield from _no_longer(("title",), "title", survey.title, TITLE)
    yield from _no_longer(("purpose",), "purpose", survey.purpose, PURPOSE)
    if len(survey.groups) > GROUPS:
        yield Problem("groups", values={"count": len(survey.groups), "limit": GROUPS})
    for key, name in survey.groups.items():
        yield from _no_longer((key,), "group", name, LABEL)
    first = 0
    for block in survey.blocks:
        for problem in _no_longer((block.key,), "block", block.title, NAME):
            yield problem._replace(number=first)
        first += len(block.questions)
    if len(survey.questions) > QUESTIONS:
        yield Problem("questions", values={"count": len(survey.questions), "limit": QUESTIONS})


def _once(survey: Survey) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, question in enumerate(survey.questions):
        if question.code in seen:
            yield Problem("code_twice", (question.code,), number, "code", {"code": question.code})
        seen.add(question.code)
    for key, count in Counter(one.key for one in survey.blocks).items():
        if count > 1:
            yield Problem("block_twice", (key,))


def _question(survey: Survey, question: Question) -> Iterator[Problem]:
    at = (question.code,)
    if not CODE.fullmatch(question.code):
        yield Problem("code", at, None, "code")
    yield from _no_longer(at, "text", question.text, TEXT)
    for text in question.instead.values():
        yield from _no_longer(at, "instead", text, TEXT)
    yield from _no_longer((*at, "short"), "short", question.short, SHORT)
    for unknown in sorted({*question.only, *question.instead} - TAGS):
        yield Problem("audience", at, None, "only", {"text": unknown, "known": ", ".join(sorted(TAGS))})
    if question.group and question.group not in survey.groups:
        yield Problem("group", at, None, "group", {"text": question.group})
    elif bool(question.group) != bool(question.values):  # it would never be answered, so that nothing is told at all
        yield Problem("unvalued" if question.group else "no_group", at, None, "group")
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        yield from _options(at, question)
    elif question.kind is Kind.NUMBER and not -LIMIT <= question.least < question.most <= LIMIT:
        yield Problem("bounds", at, None, "most", {"limit": LIMIT})
    elif question.kind is Kind.TEXT and not 1 <= question.most <= MOST_TEXT:
        yield Problem("length", at, None, "most", {"limit": MOST_TEXT})
    yield from _no_longer(at, "least", question.low, NAME)
    yield from _no_longer(at, "most", question.high, NAME)


def _options(at: tuple[str, ...], question: Question) -> Iterator[Problem]:
    count = len(question.options)
    if not 2 <= count <= OPTIONS:
        yield Problem("options", at, None, "options", {"count": count, "limit": OPTIONS})
        return
    for key, label in question.options.items():
        if not CODE.fullmatch(key):
            yield Problem("option", at, None, "options", {"text": key})
        yield from _no_longer((*at, key), "options", label, LABEL if count <= ALONE else NARROW)
    if len(set(question.options.values())) < count:
        yield Problem("same_options", at, None, "options")
    for unknown in sorted(set(question.values) - set(question.options)):
        yield Problem("values", at, None, "options", {"text": unknown})


def _no_longer(at: tuple[str, ...], field: str, text: str, limit: int) -> Iterator[Problem]:
    if len(text) > limit:
        yield Problem("too_long", at, None, field, {"count": len(text), "limit": limit, "text": text})
    if text.lstrip().startswith("="):
        yield Problem("formula", at, None, field)


def _looks_back(survey: Survey) -> Iterator[Problem]:
    """So no way leads in a circle."""
    place: dict[str, int] = {}
    for number, question in enumerate(survey.questions):
        place.setdefault(question.code, number)
    number = 0
    for block in survey.blocks:
        for problem in _are_before(survey, block.shown, place, number):
            yield problem._replace(at=(block.key,), number=number, block=block.key)
        for question in block.questions:
            for problem in _are_before(survey, question.shown, place, number):
                yield problem._replace(at=(question.code,), number=number)
            number += 1


def _are_before(survey: Survey, needs: Conditions, place: Mapping[str, int], limit: int) -> Iterator[Problem]:
    for condition in (*needs.every, *needs.some):
        values = {"code": condition.code}
        if condition.code not in place:
            yield Problem("unknown_code", field="if", values=values)
        elif place[condition.code] >= limit:
            yield Problem("loop", field="if", values=values)
        else:
            yield from _answers(survey.by_code[condition.code], condition)


def _answers(question: Question, condition: Condition) -> Iterator[Problem]:
    possible = frozenset[str | int](SCALE if question.kind is Kind.SCALE else question.options)
    if not possible:
        yield Problem("typed", field="if", values={"code": question.code})
        return
    for unknown in sorted(map(str, condition.values - possible)):
        yield Problem("no_answer", field="answers", values={"code": question.code, "text": unknown})


def _reachable(survey: Survey) -> Iterator[Problem]:
    known: dict[str, list[Way]] = {}
    for number, question in enumerate(survey.questions):
        known[question.code] = ways = _ways(survey, question.code, known)
        if not ways:
            block = "" if question.shown else question.block
            yield Problem("unreachable", (question.code,), number, "if", block=block)
        elif len(ways) > TANGLE:
            yield Problem("tangle", (question.code,), number, "if", block="" if question.shown else question.block)
            return  # what hangs on it cannot be judged


def _ways(survey: Survey, code: str, known: Mapping[str, list[Way]]) -> list[Way]:
    """Answers to earlier questions with which it comes, those ways being known; none when conditions contradict."""
    ways: list[Way] = [{}]
    for needs in survey.needs[code]:
        for alternatives in _alternatives(needs):
            joined = [*islice(_joined_with(survey, ways, alternatives, known), JOINS + 1)]
            if len(joined) > JOINS:
                return [{}] * (TANGLE + 1)
            ways = [way for way in joined if way is not None][: TANGLE + 1]
    return ways


def _joined_with(
    survey: Survey, ways: list[Way], alternatives: tuple[Condition, ...], known: Mapping[str, list[Way]]
) -> Iterator[Way | None]:
    """None for two that contradict each other."""
    for way in ways:
        for one in alternatives:
            for before in known[one.code]:
                yield _joined(survey, way, before, {one.code: one.values})


def _alternatives(needs: Conditions) -> list[tuple[Condition, ...]]:
    return [*((one,) for one in needs.every), *([needs.some] if needs.some else [])]


def _joined(survey: Survey, *ways: Way) -> Way | None:
    """All of them at once; None where one answer would have to be two."""
    found: Way = {}
    for way in ways:
        for code, values in way.items():
            both = values if code not in found else found[code] & values
            if not both and survey.by_code[code].kind is not Kind.MULTIPLE:
                return None
            found[code] = both
    return found

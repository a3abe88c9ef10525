"""What a readable survey must be besides: conditions that look back, questions that can come, bounds of screens."""

import re
from collections import Counter
from collections.abc import Iterator

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
TANGLE = 2000
"""Ways to one question that are looked at."""

Way = dict[str, frozenset[str | int]]
"""What the answers to these questions may be so that another one comes."""


def check(survey: Survey) -> None:
    """Raises SurveyError that names file and question."""
    at = f"{survey.key}.yml"
    _no_longer(f"{at}: title", survey.title, TITLE)
    _no_longer(f"{at}: purpose", survey.purpose, PURPOSE)
    if len(survey.groups) > GROUPS:
        raise SurveyError(f"{at}: {len(survey.groups)} groups, at most {GROUPS} fit on a screen")
    for key, name in survey.groups.items():
        _no_longer(f"{at}: {key}", name, LABEL)
    for block in survey.blocks:
        _no_longer(f"{at}: {block.key}", block.title, NAME)
    if len(survey.questions) > QUESTIONS:
        raise SurveyError(f"{at}: {len(survey.questions)} questions, at most {QUESTIONS} are asked")
    _once(at, survey)
    for question in survey.questions:
        _question(f"{at}: {question.code}", survey, question)
    _looks_back(at, survey)
    _reachable(at, survey)
    if (seconds := survey.seconds(is_longest=True)) > REFUSE:
        raise SurveyError(f"{at}: takes {seconds} seconds, at most {REFUSE} may be asked of anybody")


def is_long(survey: Survey) -> bool:
    """Whether whoever launches it is to be told that it asks much."""
    return survey.seconds(is_longest=True) > WARN


def _once(at: str, survey: Survey) -> None:
    for what, found in (
        ("code", [one.code for one in survey.questions]),
        ("block", [one.key for one in survey.blocks]),
    ):
        if twice := [key for key, count in Counter(found).items() if count > 1]:
            raise SurveyError(f"{at}: {twice[0]}: this {what} stands there twice")


def _question(at: str, survey: Survey, question: Question) -> None:
    if not CODE.fullmatch(question.code):
        raise SurveyError(f"{at}: a code is small Latin letters, digits and _, at most 40 of them")
    for text in (question.text, *question.instead.values()):
        _no_longer(at, text, TEXT)
    _no_longer(f"{at}: short", question.short, SHORT)
    if unknown := sorted({*question.only, *question.instead} - TAGS):
        raise SurveyError(f"{at}: unknown audience {unknown[0]!r}; known are {', '.join(sorted(TAGS))}")
    if question.group and question.group not in survey.groups:
        raise SurveyError(f"{at}: unknown group {question.group!r}")
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        _options(at, question)
    elif question.kind is Kind.NUMBER and not -LIMIT <= question.least < question.most <= LIMIT:
        raise SurveyError(f"{at}: least must be below most, both within {LIMIT}")
    elif question.kind is Kind.TEXT and not 1 <= question.most <= MOST_TEXT:
        raise SurveyError(f"{at}: most: 1 to {MOST_TEXT} characters may be asked for")
    for word in (question.low, question.high):
        _no_longer(at, word, NAME)


def _options(at: str, question: Question) -> None:
    count = len(question.options)
    if not 2 <= count <= OPTIONS:
        raise SurveyError(f"{at}: {count} options, 2 to {OPTIONS} fit on a screen; make several questions of it")
    for key, label in question.options.items():
        if not CODE.fullmatch(key):
            raise SurveyError(f"{at}: option {key!r}: small Latin letters, digits and _ are expected")
        _no_longer(f"{at}: {key}", label, LABEL if count <= ALONE else NARROW)
    if len(set(question.options.values())) < count:
        raise SurveyError(f"{at}: two options have the same words")
    if unknown := sorted(set(question.values) - set(question.options)):
        raise SurveyError(f"{at}: values: unknown option {unknown[0]!r}")


def _no_longer(at: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise SurveyError(f"{at}: {len(text)} characters, at most {limit} fit")
    if text.lstrip().startswith("="):
        raise SurveyError(f"{at}: a formula is no text")


def _looks_back(at: str, survey: Survey) -> None:
    """So no way leads in a circle."""
    place = {question.code: number for number, question in enumerate(survey.questions)}
    for block in survey.blocks:
        _are_before(f"{at}: {block.key}", survey, block.shown, place, place[block.questions[0].code])
        for question in block.questions:
            _are_before(f"{at}: {question.code}", survey, question.shown, place, place[question.code])


def _are_before(at: str, survey: Survey, needs: Conditions, place: dict[str, int], limit: int) -> None:
    for condition in (*needs.every, *needs.some):
        if condition.code not in place:
            raise SurveyError(f"{at}: condition on the unknown question {condition.code!r}")
        if place[condition.code] >= limit:
            raise SurveyError(f"{at}: condition on {condition.code!r}, which does not come before it (a loop)")
        _answers(at, survey.by_code[condition.code], condition)


def _answers(at: str, question: Question, condition: Condition) -> None:
    possible = frozenset[str | int](SCALE if question.kind is Kind.SCALE else question.options)
    if not possible:
        raise SurveyError(f"{at}: condition on {question.code!r}, whose answer is typed")
    if unknown := sorted(map(str, condition.values - possible)):
        raise SurveyError(f"{at}: condition on {question.code!r}: it has no answer {unknown[0]!r}")


def _reachable(at: str, survey: Survey) -> None:
    for question in survey.questions:
        if next(_ways(at, survey, question.code), None) is None:
            raise SurveyError(f"{at}: {question.code}: no answers lead to this question")


def _ways(at: str, survey: Survey, code: str) -> Iterator[Way]:
    """Answers to earlier questions with which it comes; none when its conditions contradict each other."""
    ways: list[Way] = [{}]
    for needs in survey.needs[code]:
        for alternatives in _alternatives(needs):
            ways = [
                joined
                for way in ways
                for one in alternatives
                for before in [*_ways(at, survey, one.code)][:TANGLE]
                if (joined := _joined(survey, way, before, {one.code: one.values})) is not None
            ]
            if len(ways) > TANGLE:
                raise SurveyError(f"{at}: {code}: too many ways lead to this question")
    yield from ways


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

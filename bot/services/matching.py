"""Whom of the roster somebody may mean by a name typed in a hurry."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeVar

from storage.repositories.entry_requests import Candidate

WORD = re.compile(r"\w+")
CLOSE = 76
"""Similarity (0–100) of a surname from which it may be meant."""
T = TypeVar("T")
BONUS = 12
"""What the same subject, place or first name is worth."""


class Name(NamedTuple):
    """As typed; only the surname is sure to be there."""

    last: str
    first: str = ""
    middle: str = ""


def name(text: str) -> Name:
    """«Котова Дарья Андреевна», in this order; more words belong to the patronymic."""
    last, first, *rest = [*text.split(), "", ""]
    return Name(last, first, " ".join(filter(None, rest)))


def readings(said: Name) -> list[Name]:
    """As it was said, and with the surname last, as many introduce themselves."""
    words = [said.last, said.first, *said.middle.split()]
    words = [word for word in words if word]
    return [said] if len(words) < 2 else [said, Name(words[-1], words[0], " ".join(words[1:-1]))]


def meant(typed: str, options: Sequence[T], title: Callable[[T], str]) -> list[T]:
    """Those whose title has every word typed, else those with its number: «СОШ 2» may be called «Школа № 2»."""
    numbers = " ".join(word for word in _words(typed) if word.isdigit())
    for said in filter(None, (typed, numbers)):
        found = [one for one in options if _means(said, title(one))]
        if found:
            return found
    return []


def _means(typed: str, title: str) -> bool:
    """Whether each word typed is a part of one of the title's, a number the whole: «школа 2» means «Школа № 2»."""
    own, words = _words(title), _words(typed)
    return bool(words) and all(
        word in own or (not word.isdigit() and any(word in one for one in own)) for word in words
    )


def _words(text: str) -> list[str]:
    return WORD.findall(_plain(text))


def ranked(
    people: Sequence[Candidate],
    said: Name,
    limit: int,
    teaching: Callable[[Sequence[int]], Collection[int]] | None = None,
    organization_id: int | None = None,
) -> list[Candidate]:
    """The most likely first. `teaching` tells which of these people teach the subject that was named."""
    from rapidfuzz import fuzz, process  # late: it is needed only here

    surnames = [_plain(one.last_name) for one in people]
    near = process.extract(_plain(said.last), surnames, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=limit * 8)
    found = [(people[index], score) for _, score, index in near]
    teach = teaching([one.id for one, _ in found]) if teaching and found else ()
    scored = [
        (score + BONUS * _agrees(one, said, one.id in teach, one.organization_id == organization_id), one)
        for one, score in found
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].last_name, pair[1].first_name, pair[1].id))
    return [one for _, one in scored[:limit]]


def _agrees(one: Candidate, said: Name, teaches: bool, is_there: bool) -> int:
    """How many things speak for her; a first name that begins otherwise speaks against her."""
    first = _plain(said.first).rstrip(".")
    names = 0 if not first else 1 if _plain(one.first_name).startswith(first) else -1
    return names + teaches + is_there


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")

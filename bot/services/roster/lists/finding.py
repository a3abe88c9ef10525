"""Schools, positions and subjects as people write them: abbreviations, word forms, several in one cell."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from storage.models import OrganizationKind

from ...word_forms import stems
from ..catalogue import Catalogue
from ..model import OrganizationKey
from ..names import Index, normal
from .words import ListWords

APART = re.compile(r"[;,/+\n]")
AND = re.compile(r"[;,/+\n]|\s(?i:и)\s")
BRACKETS = re.compile(r"\([^)]*\)")
GLUED = re.compile(r"(?<=[^\W\d])(?=\d)")
SHORTEST = 3
"""Letters from which the beginning of a subject's name stands for it."""


class Schools:
    """Organizations by their names, whatever legal form stands before them."""

    def __init__(self, words: ListWords) -> None:
        self._words = words
        self.index: Index[OrganizationKey] = Index()
        self._phrases = [(key, word) for key, word in words.same.items() if " " in key]
        self._found: dict[str, list[OrganizationKey]] = {}
        self._cores: dict[frozenset[str], list[OrganizationKey]] = {}
        self._begun: dict[frozenset[str], frozenset[str]] = {}  # a name as far as its number

    def add(self, key: OrganizationKey, labels: list[str], full_name: str) -> None:
        """`labels` from the shortest to the clearest."""
        self._found.clear()
        self.index.add(key, labels)
        for name in filter(None, (*labels, full_name)):
            if not (core := self._core(name)):
                continue
            keys = self._cores.setdefault(core, [])
            self._begun.setdefault(core, self._as_far_as_number(name))
            if key not in keys:
                keys.append(key)

    def find(self, text: str) -> list[OrganizationKey]:
        """None, one, or all that the text may mean."""
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> list[OrganizationKey]:
        exact = self.index.find(text)
        if exact:
            return exact
        core = self._core(text)
        same = self._cores.get(core, [])
        if same or not core:
            return same
        numbers = _numbers(core)
        found = {
            key
            for known, keys in self._cores.items()
            if _numbers(known) == numbers and (self._says_more(core, known) or self._says_less(core, known))
            for key in keys
        }
        return sorted(found)

    def _says_more(self, core: frozenset[str], known: frozenset[str]) -> bool:
        """In whose memory or where it is; a music school of the same number is another one."""
        return len(known) > 1 and known < core and not self._words.other & (core - known)

    def _says_less(self, core: frozenset[str], known: frozenset[str]) -> bool:
        """Kind and number alone, of one that is known with whatever stands behind them."""
        return bool(_numbers(core)) and core < known and self._begun[known] <= core

    def spoken(self, text: str) -> str:
        """Without the legal form, abbreviations written out: what a slip of the pen is looked for by."""
        whole = f" {normal(GLUED.sub(' ', text))} "
        for phrase, word in self._phrases:
            whole = whole.replace(f" {phrase} ", f" {word} ")
        words = whole.split()
        return " ".join(self._words.same.get(word, word) for word in words if word not in self._words.drop)

    def kind_of(self, text: str, kinds: Mapping[str, tuple[str, ...]]) -> OrganizationKind:
        """By the longest of the words for a kind that stands in its name."""
        whole = f" {self.spoken(text)} "
        found = [(len(word), kind) for kind, said in kinds.items() for word in said if f" {normal(word)} " in whole]
        return OrganizationKind(max(found)[1]) if found else OrganizationKind.OTHER

    def _as_far_as_number(self, text: str) -> frozenset[str]:
        words = self.spoken(text).split()
        return frozenset(words[: next((n for n, word in enumerate(words, 1) if word.isdigit()), len(words))])

    def _core(self, text: str) -> frozenset[str]:
        """The words that tell one organization from another, in whatever order."""
        return frozenset(self.spoken(text).split())


def _numbers(core: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in core if word.isdigit())


class Work(NamedTuple):
    """What a cell says; `unknown` are parts nobody understands."""

    positions: tuple[str, ...]
    subjects: tuple[str, ...]
    unknown: tuple[str, ...]


class Catalogues:
    """Subjects and positions of the content, found by word forms, too."""

    def __init__(self, catalogue: Catalogue, remarks: frozenset[str]) -> None:
        self.catalogue = catalogue
        self._remarks = remarks
        self._stems: dict[tuple[str, ...], set[str]] = {}
        self._names: list[tuple[str, str]] = []
        for key, entry in catalogue.subjects.items():
            for name in (entry.name, *entry.aliases):
                self._stems.setdefault(tuple(stems(name)), set()).add(key)
                self._names.append((normal(name), key))
        self.subjects = lru_cache(maxsize=4096)(self._subjects)
        self.work = lru_cache(maxsize=4096)(self._work)

    def _subjects(self, text: str) -> Work:
        """Of «русский язык и литература», of «физика, астрономия»."""
        if key := self._subject(text):
            return Work((), (key,), ())
        parts = [part.strip() for part in APART.split(text) if part.strip()]
        found: list[str] = []
        unknown: list[str] = []
        for part in parts:
            several = [part] if self._subject(part) else [one.strip() for one in AND.split(part) if one.strip()]
            keys = [self._subject(one) for one in several]
            found += [key for key in keys if key]
            unknown += [one for one, key in zip(several, keys, strict=True) if not key]
        return Work((), tuple(dict.fromkeys(found)), tuple(unknown))

    def _subject(self, text: str) -> str | None:
        exact = self.catalogue.subject_index.find(text)
        if len(exact) == 1:
            return exact[0]
        by_form = self._stems.get(tuple(stems(text)), set())
        if len(by_form) == 1:
            return next(iter(by_form))
        name = normal(text)
        begun = {key for known, key in self._names if known.startswith(name)} if len(name) >= SHORTEST else set()
        return next(iter(begun)) if len(begun) == 1 else None

    def _work(self, text: str) -> Work:
        """Of «учитель математики и информатики», of «директор, учитель истории»."""
        if self._position(text):
            return self._held(text)
        text = BRACKETS.sub(lambda found: "" if normal(found[0]) in self._remarks else found[0], text)
        parts = [part.strip() for part in APART.split(text) if part.strip() and normal(part) not in self._remarks]
        return _together(self._held(part) for part in parts)

    def _held(self, text: str) -> Work:
        if key := self._position(text):
            return Work((key,), (), ())
        words = text.split()
        for count in range(len(words) - 1, 0, -1):
            key = self._position(" ".join(words[:count]))
            if key is None:
                continue
            taught = self._subjects(" ".join(words[count:]))
            return taught._replace(positions=(key,))
        taught = self._subjects(text)
        return Work((), taught.subjects, (text,) if taught.unknown else ())

    def _position(self, text: str) -> str | None:
        found = self.catalogue.position_index.find(text)
        return found[0] if len(found) == 1 else None


def _together(found: Iterable[Work]) -> Work:
    positions: list[str] = []
    subjects: list[str] = []
    unknown: list[str] = []
    for each in found:
        positions += each.positions
        subjects += each.subjects
        unknown += each.unknown
    return Work(tuple(dict.fromkeys(positions)), tuple(dict.fromkeys(subjects)), tuple(unknown))

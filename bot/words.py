"""Words people type: which word of `content/words.yml` a message is, and what an unknown one may have meant."""

import re
from collections.abc import Iterable
from pathlib import Path

from .texts.loader import TextError, read

PUNCTUATION = re.compile(r"[^\w\s]+", re.UNICODE)
NUMBER = re.compile(r"^\s*(\d{1,2})\s*[.)]?\s*$")
NUMBERED = re.compile(r"\d+\. ")
CLOSE_ENOUGH = 62
"""Similarity (0–100) from which an unknown word is taken for a guess."""


def normal(text: str) -> str:
    """Without case, «ё», punctuation and extra spaces."""
    return " ".join(PUNCTUATION.sub(" ", text.casefold().replace("ё", "е")).split())


class Words:
    """Word (as people type it) -> key. A slash makes a command of it; what follows a command is its argument."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.keys = tuple(table)
        self._keys = {key: key for key in table}
        for key, words in table.items():
            for word in words:
                if not normal(word):
                    raise TextError(f"words.yml: {word!r} is no word")
                if self._keys.setdefault(normal(word), key) != key:
                    raise TextError(f"words.yml: {word!r} stands under two keys")

    @classmethod
    def from_file(cls, path: Path) -> "Words":
        raw = read(path)
        lists = raw.values() if isinstance(raw, dict) else [None]
        if not all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in lists):
            raise TextError(f"{path.name}: a list of words under every key is expected")
        return cls(raw)

    def command(self, text: str) -> tuple[str, str] | None:
        """(key, argument) of «/mo», «/start CODE», «/mo@our_bot»; None when it is no command of ours."""
        if not text.startswith("/"):
            return None
        word, _, argument = text[1:].strip().partition(" ")
        key = self._keys.get(normal(word.partition("@")[0]))
        return (key, argument.strip()) if key else None

    def key(self, text: str) -> str | None:
        """Key of a message that is nothing but one of the words."""
        return self._keys.get(normal(text)) if len(text) <= 64 else None

    def guesses(self, text: str, among: Iterable[str], limit: int = 2) -> list[str]:
        """The keys of `among` that look or sound most like what was typed, best first."""
        from rapidfuzz import fuzz, process

        allowed = set(among)
        spoken = {word: key for word, key in self._keys.items() if key in allowed}
        found = process.extract(
            normal(text[:64]), spoken.keys(), scorer=fuzz.WRatio, score_cutoff=CLOSE_ENOUGH, limit=8
        )
        return list(dict.fromkeys(spoken[word] for word, _, _ in found))[:limit]


def chosen(text: str, labels: list[str], confirming: set[int]) -> int | None:
    """Index of the label a typed text means: the label itself, its number, or letters only it begins with.

    Where labels are numbered as the lines of a list are, a number means such a line and no other button.
    Those in `confirming` want the whole label or the number.
    """
    said = normal(text)
    spoken = [normal(label) for label in labels]
    if said and spoken.count(said) == 1:
        return spoken.index(said)
    if number := NUMBER.match(text):
        if any(map(NUMBERED.match, labels)):
            return listed(text, labels)
        index = int(number[1]) - 1
        return index if 0 <= index < len(labels) else None
    begun = [index for index, label in enumerate(spoken) if said and label.startswith(said)]
    return begun[0] if len(begun) == 1 and begun[0] not in confirming else None


def listed(text: str, labels: list[str]) -> int | None:
    """Index of the label that begins with the number typed, as the lines of a list do: «3» means «3. …»."""
    number = NUMBER.match(text)
    return next((at for at, label in enumerate(labels) if number and label.startswith(f"{int(number[1])}. ")), None)

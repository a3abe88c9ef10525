"""Words without their endings: what is written and what is searched for meet whatever form either stands in."""

import re
from functools import cache
from typing import Any

WORD = re.compile(r"[^\W_]+")
LONGEST = 50
"""Characters of a word that count: nothing longer is one."""


def stems(text: str, most: int | None = None) -> list[str]:
    """The stems of the first `most` words, in their order; letters and digits only, so no database reads syntax."""
    words = WORD.findall(text.casefold().replace("\u0451", "\u0435"))[:most]
    return [_stem(word[:LONGEST]) for word in words]


def _stem(word: str) -> str:
    """Until nothing more falls off: one pass leaves «журнал» of «журналами», but «журна» of «журнал»."""
    while (shorter := str(_stemmer().stemWord(word))) != word:
        word = shorter
    return word


@cache
def _stemmer() -> Any:
    from snowballstemmer.russian_stemmer import RussianStemmer  # type: ignore[import-untyped]  # late: a start is short

    return RussianStemmer()

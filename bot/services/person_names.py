"""A name as people type it, put straight: one line, plain hyphens, one alphabet, capitals where they belong."""

import re

DASHES = re.compile(r"[\u2010-\u2015\u2212]")
DOUBLE = re.compile(r"^([^\W\d_]+) ?- ?(?=[^\W\d_])")
"""The hyphen of a double surname, with blanks around it or without."""
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
ALIKE = dict(
    zip(
        map(ord, "ABCEHKMOPTXaceopxy"),
        (
            *(0x410, 0x412, 0x421, 0x415, 0x41D, 0x41A, 0x41C, 0x41E, 0x420, 0x422, 0x425),
            *(0x430, 0x441, 0x435, 0x43E, 0x440, 0x445, 0x443),
        ),
        strict=True,
    )
)
"""Latin letters that slip in among the Cyrillic ones they look like: a name with one is never found again."""


def straight(text: str) -> str:
    """Without odd spaces, dashes and alphabets; its capitals are left alone."""
    one_line = DOUBLE.sub(r"\1-", DASHES.sub("-", " ".join(text.split())))
    return one_line if one_line.isascii() else WORD.sub(_one_alphabet, one_line)


def _one_alphabet(word: re.Match[str]) -> str:
    return word[0].translate(ALIKE) if CYRILLIC.search(word[0]) else word[0]


def cased(name: str) -> str:
    """Of a name in capitals or without any."""
    return name.title() if name.isupper() or name.islower() else name

"""QR codes: a picture to show or forward, dots to draw, blocks for a terminal."""

import io
from typing import Any

LEVEL = "m"
"""15 % of the dots may be dirty."""
DOT = 14
"""Pixels of a dot in a picture."""
QUIET = 2
"""Light dots around a code in a terminal."""
BLOCKS = {(True, True): " ", (True, False): "\u2584", (False, True): "\u2580", (False, False): "\u2588"}
"""(upper dot is dark, lower dot is dark) -> what is drawn light."""


def dots(address: str) -> list[list[bool]]:
    """Dark or not, row by row, without the quiet zone around."""
    return [[bool(dot) for dot in row] for row in _made(address).matrix]


def picture(address: str) -> bytes:
    """A PNG."""
    out = io.BytesIO()
    _made(address).save(out, kind="png", scale=DOT, border=4)
    return out.getvalue()


def blocks(address: str) -> str:
    """For a terminal: two rows of dots a line, dark on light on its usual dark ground."""
    inner = dots(address)
    empty = [False] * (len(inner) + 2 * QUIET)
    side = [False] * QUIET
    rows = [empty] * QUIET + [[*side, *row, *side] for row in inner] + [empty] * (QUIET + len(inner) % 2)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(BLOCKS[pair] for pair in zip(*two, strict=True)) for two in pairs)


def _made(address: str) -> Any:
    import segno  # late: it is needed only here

    return segno.make(address, error=LEVEL, micro=False, boost_error=False)

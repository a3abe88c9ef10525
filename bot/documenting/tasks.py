"""What the child process does with templates: looks one through that somebody sent, fills one that was kept."""

import base64
import json
from collections.abc import Iterator
from typing import Any

from ..services.documents.filling import filled
from ..services.documents.looking import looked
from ..services.documents.pieces import unpacked

LOOK, FILL = "look_at_template", "fill_template"
TASKS = (LOOK, FILL)


def answer(asked: dict[str, Any]) -> Iterator[bytes]:
    """The frames of the answer."""
    data = base64.b64decode(asked["template"])
    if asked["task"] == FILL:
        yield b"{}"
        yield filled(data, unpacked(asked["filling"]))
        return
    found = looked(data, asked["known"], asked["required"])
    yield json.dumps({"problem": found.problem, "names": found.names}).encode()
    yield found.data or b" "  # a frame is never empty

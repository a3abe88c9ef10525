"""An announcement that is a text: heading, what its author wrote, who and where she is."""

import re

from storage.models import NAME

from ..callbacks import More
from ..screen import Button, Html, below
from ..services.announcements import Row
from ..turn import Turn
from ..views import to_menu
from .draft import Draft


def text(turn: Turn, draft: Draft) -> Html:
    texts = turn.texts.announcements
    return named(turn, texts.announcement(texts.kinds[draft.kind], draft.text, turn.name.whole, place(turn)))


def named(turn: Turn, made: Html) -> Html:
    """NAME where the author wrote the mark in whose place each sees her own name."""
    return Html(re.sub(re.escape(f"{{{turn.texts.announcements.mark}}}"), NAME, made, flags=re.IGNORECASE))


def place(turn: Turn) -> str:
    """Where the author works."""
    return turn.teacher.organization.name


def rows(turn: Turn, draft: Draft) -> list[Row]:
    return below([Button.of(turn.texts.afterwards.more, More()), to_menu(turn.texts)])

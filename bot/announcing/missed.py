"""«Пока вас не было»: what was sent before a person came and is still open."""

import json
from html import escape

from aiogram.filters.callback_data import CallbackData

from storage.models import NAME

from ..screen import Button, Html, Screen, load_rows, personal
from ..services import latecomers as rules
from ..turn import Turn
from ..views import joined, to_menu
from .sent import SHORT, TITLE, title


class ReadMissed(CallbackData, prefix="missed"):
    id: int


class Missed(CallbackData, prefix="missed_all"):
    """The list again."""


def missed(turn: Turn) -> Screen | None:
    """None: nothing waits for her."""
    found = rules.missed(turn.repo, turn.actor, turn.now, turn.time_zone)
    if not found:
        return None
    texts = turn.texts.afterwards
    lines = [texts.missed_line(title(turn, one.mailing, TITLE)) for one in found]
    rows = [[Button.of(title(turn, one.mailing, SHORT), ReadMissed(id=one.mailing_id))] for one in found]
    return personal(texts.missed(joined(lines)), *rows, [to_menu(turn.texts)])


def one_missed(turn: Turn, mailing_id: int) -> Screen:
    part = rules.read(turn.repo, turn.actor, mailing_id, turn.now).parts[0]
    text = Html(part.text.replace(NAME, escape(turn.name.polite, quote=False)))
    rest = Button.of(turn.texts.afterwards.missed_rest, Missed())
    return personal(text, *load_rows(json.loads(part.rows)), [rest])

"""A delivery as its recipient sees it."""

import json
from html import escape

from storage.changes import Change
from storage.ledger import Job
from storage.models import NAME

from ..screen import Html, Screen, load_rows, personal, public


def screen_of(it: Job | Change) -> Screen:
    make = personal if it.is_personal else public
    text = Html(it.text.replace(NAME, escape(it.name, quote=False)))
    return make(text, *load_rows(json.loads(it.rows)))

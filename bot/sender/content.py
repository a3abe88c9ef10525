"""A delivery as its recipient sees it."""

import json
from html import escape

from storage.ledger import Job
from storage.models import NAME

from ..screen import Html, Screen, load_rows, personal, public


def screen_of(job: Job) -> Screen:
    make = personal if job.is_personal else public
    text = Html(job.text.replace(NAME, escape(job.name, quote=False)))
    return make(text, *load_rows(json.loads(job.rows)))

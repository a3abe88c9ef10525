"""Changes in documents of the demo."""

from datetime import datetime, timedelta

from storage.models import MailingKind, Teacher
from storage.repository import Repository

from ..regulation_words import buttons
from ..services import regulations
from ..services.regulations import Fields
from ..texts import CONTENT, Texts
from ..texts.dates import day
from ..texts.loader import read
from .sending import author_of, send


def send_regulations(repo: Repository, texts: Texts, author: Teacher, now: datetime) -> None:
    by = author_of(repo, author, now)
    for raw in read(CONTENT / "demo" / "regulations.yml")["regulations"]:
        until = by.today + timedelta(days=raw["days"])
        fields = Fields(raw["title"], raw["change"], raw["whom"], until, raw["source"], None, by.zone)
        said = texts.regulations.text(fields.title, fields.change, fields.whom, day(until, by.today), fields.source)
        mailing = send(repo, by, MailingKind.REGULATION, said)
        regulations.keep(repo, by.actor, mailing, fields, buttons(texts, author.id, has_file=False))

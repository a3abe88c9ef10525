"""Changes in documents of the demo: what its methodist would have sent to everybody she answers for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, Teacher
from storage.repositories.audiences import HOME, Due
from storage.repository import Repository

from ..regulation_words import buttons
from ..services import audiences, regulations
from ..services.access import actor_of
from ..services.regulations import Fields
from ..texts import CONTENT, Texts
from ..texts.dates import day
from ..texts.loader import read

PRIORITY = 5


def send_regulations(repo: Repository, texts: Texts, author: Teacher, now: datetime) -> None:
    """Nobody is connected yet, so that nothing is sent: people find them in «Документы»."""
    if author.municipality is None:
        raise LookupError("the demo's methodist belongs to no municipality")
    zone = ZoneInfo(author.municipality.time_zone)
    today = now.astimezone(zone).date()
    actor = actor_of(repo, author, today)
    audience = audiences.audience(repo, actor, {}, today)
    at = Due(int(now.timestamp()), False)
    for raw in read(CONTENT / "demo" / "regulations.yml")["regulations"]:
        until = today + timedelta(days=raw["days"])
        fields = Fields(raw["title"], raw["change"], raw["whom"], until, raw["source"], None, zone)
        said = texts.regulations.text(fields.title, fields.change, fields.whom, day(until, today), fields.source)
        mailing = repo.mailings.add(
            Mailing(
                kind=MailingKind.REGULATION,
                author_id=author.id,
                municipality_id=author.municipality_id,
                is_personal=False,
                created_at=now,
                starts_at=now,
            ),
            [(said, "[]")],
        )
        repo.audiences.freeze(mailing.id, audience, {HOME: at}, PRIORITY, 1)
        regulations.keep(repo, actor, mailing, fields, buttons(texts, author.id, has_file=False))

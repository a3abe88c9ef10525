"""An open survey of the demo: what its methodist would have asked everybody she answers for."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, SurveyRound, Teacher
from storage.repositories.audiences import HOME, Due
from storage.repository import Repository

from ..services import audiences
from ..services.access import Action, actor_of
from ..services.surveys.reading import Edition
from ..services.surveys.rounds import BUDGET
from ..surveying.flow import until
from ..surveying.offers import invitation
from ..texts import Texts

PRIORITY = 5
DAYS = 14
SURVEY = "diagnostic"


def open_survey(repo: Repository, texts: Texts, surveys: Mapping[str, Edition], author: Teacher, now: datetime) -> None:
    """Nobody is connected yet, so that nothing is sent and nobody reminded: people find it in «Опрос»."""
    if author.municipality is None:
        raise LookupError("the demo's methodist belongs to no municipality")
    zone, edition = ZoneInfo(author.municipality.time_zone), surveys[SURVEY]
    today = now.astimezone(zone).date()
    closes_at = datetime.combine(today + timedelta(days=DAYS), time(), zone)
    audience = audiences.audience(repo, actor_of(repo, author, today), {}, today, action=Action.RUN_SURVEY)
    text = invitation(texts, edition.survey, edition.survey.seconds(), until(closes_at, zone, now))
    mailing = Mailing(
        kind=MailingKind.SURVEY,
        author_id=None,
        municipality_id=author.municipality_id,
        is_personal=False,
        created_at=now,
        starts_at=now,
    )
    found = SurveyRound(
        version_id=repo.survey_rounds.version(SURVEY, edition.digest, edition.body, now).id,
        mailing_id=repo.mailings.add(mailing, [(text, "[]")]).id,
        author_id=author.id,
        region_id=author.region_id,
        municipality_id=author.municipality_id,
        audience="{}",
        seconds=edition.survey.seconds(is_longest=True),
        invited=0,
        opened_at=now,
        closes_at=closes_at,
    )
    at = Due(int(now.timestamp()), False)
    repo.survey_rounds.add(found)
    found.invited = repo.survey_rounds.invite(found, audience, BUDGET, now, {HOME: at}, PRIORITY)

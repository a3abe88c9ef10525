"""Surveys of the demo: one that is open, and how any is stored."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from storage.models import MailingKind, SurveyRound, Teacher
from storage.repositories.survey_rounds import Room
from storage.repository import Repository

from ..services import audiences
from ..services.access import Action
from ..services.announcements import ORDINARY
from ..services.notes import Note, written
from ..services.surveys.reading import Edition
from ..services.surveys.rounds import BUDGET
from ..surveying.flow import until
from ..surveying.offers import invitation
from ..texts import Texts
from .sending import at_once, author_of

DAYS = 14
SURVEY = "diagnostic"


def open_survey(repo: Repository, texts: Texts, surveys: Mapping[str, Edition], author: Teacher, now: datetime) -> None:
    """Nobody will be reminded."""
    by, edition = author_of(repo, author, now), surveys[SURVEY]
    closes_at = datetime.combine(by.today + timedelta(days=DAYS), time(), by.zone)
    audience = audiences.audience(repo, by.actor, {}, by.today, action=Action.RUN_SURVEY)
    text = invitation(texts, edition.survey, edition.survey.seconds(), until(closes_at, by.zone, now))
    found = made(repo, edition, author, text, opened_at=now, closes_at=closes_at, invited=0)
    found.invited = repo.survey_rounds.invite(
        found, audience, Room(found.region_id, BUDGET, now), at_once(now), ORDINARY
    )


def made(
    repo: Repository, edition: Edition, author: Teacher, text: str, *, opened_at: datetime, **facts: Any
) -> SurveyRound:
    """A round of everybody the author answers for, with its mailing."""
    kind, place = MailingKind.SURVEY, author.municipality_id
    mailing = written(repo, Note(text, []), opened_at, kind=kind, municipality_id=place, is_personal=False)
    return repo.survey_rounds.add(
        SurveyRound(
            version_id=repo.survey_rounds.version(edition.survey.key, edition.digest, edition.body, opened_at).id,
            mailing_id=mailing.id,
            author_id=author.id,
            region_id=author.region_id,
            municipality_id=place,
            audience="{}",
            seconds=edition.survey.seconds(),
            opened_at=opened_at,
            **facts,
        )
    )

"""Who is not asked anew: the difference of two rounds of nearly the same people would tell what single ones answered.

Releases of one round are audited against each other, rounds are not. So no two of them that lie near each other have a
person in common: whoever was invited to a survey gets it again, or another one with statements of it, a PAUSE after
that round has closed. Said by invitations, never by answers.

A round that was closed at once was a mistake: nothing is ever told of it, so it keeps nobody from being asked again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial

from storage.models import SurveyRound
from storage.repositories.survey_figures import Put
from storage.repository import Repository

from ..roster.names import normal
from .model import Survey
from .reading import by_hash

PAUSE, MISTAKE = timedelta(days=30), timedelta(hours=1)


def asked_before(repo: Repository, region_id: int, survey: Survey, now: datetime) -> Sequence[int]:
    """Mailings of the rounds whose people this survey has to leave alone."""
    found = repo.survey_rounds.not_closed_before(region_id, now - PAUSE)
    return [
        one.mailing_id
        for one in found
        if one.closes_at - one.opened_at >= MISTAKE
        and is_same(survey, by_hash(one.key, one.digest, partial(repo.surveys.body, one.digest)))
    ]


def may_be_told(found: SurveyRound | Put, now: datetime) -> bool:
    """Not while it may still turn out to be a mistake, and never once it has."""
    return min(found.closes_at, now) - found.opened_at >= MISTAKE


def is_same(one: Survey, other: Survey) -> bool:
    """By its key in any version; a copy under another key is known by its statements."""
    return one.key == other.key or not _statements(one).isdisjoint(_statements(other))


@lru_cache(maxsize=64)
def _statements(survey: Survey) -> frozenset[str]:
    return frozenset(
        normal(text) for one in survey.questions if one.group for text in (one.text, *one.instead.values())
    )

"""A past of the demo: a survey that was answered and closed, and the weeks that were kept of it."""

import json
import random
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import Municipality, SurveyAnswer, SurveyRun, Teacher
from storage.repository import Repository

from ..services.summaries.counting import counted, release, week_of
from ..services.summaries.weeks import WEEK, due, newest
from ..services.surveys.folding import fold
from ..services.surveys.model import Answer, Survey
from ..services.surveys.reading import Edition
from .surveys import SURVEY, made

SEED = "svetlorechensky"
OPENED, CLOSED = timedelta(days=70), timedelta(days=50)
TOOK_PART = 0.7
WANTED = {"digital": 0.45, "methodical": 0.3, "psychological": 0.2, "communicative": 0.1, "subject": 0.04}
"""How often support is wanted with what; the rest are sure."""
WEEKS = 2


def ask_before(
    repo: Repository, surveys: Mapping[str, Edition], author: Teacher, but: Collection[int], now: datetime
) -> None:
    """Everybody of the author's municipality was asked; `but` are those who have yet to answer for themselves."""
    edition, chance = surveys[SURVEY], random.Random(SEED)
    people = repo.tx.session.query(Teacher).filter_by(municipality_id=author.municipality_id).order_by(Teacher.id)
    asked = [one.id for one in people if one.id not in but]
    opened, closed = now - OPENED, now - CLOSED
    dates = {"opened_at": opened, "closes_at": closed, "closed_at": closed}
    found = made(repo, edition, author, "", **dates, invited=len(asked))
    runs = [
        SurveyRun(
            round_id=found.id,
            teacher_id=one,
            tags="school",
            at="",
            begun_at=found.opened_at,
            finished_at=found.opened_at + timedelta(seconds=found.seconds),
        )
        for one in asked
        if chance.random() < TOOK_PART
    ]
    repo.tx.session.add_all(runs)
    repo.tx.session.flush()
    for run in runs:
        said: dict[str, Answer] = {**_answers(edition.survey, chance)}
        rows = [SurveyAnswer(run_id=run.id, code=code, value=json.dumps(value)) for code, value in said.items()]
        repo.tx.session.add_all(rows)
        fold(repo, run.id, found.id, run.teacher_id, edition.survey, said, found.opened_at.date())
    repo.tx.session.flush()


def keep_weeks(repo: Repository, place: Municipality, now: datetime) -> None:
    """The newest ones, the older first, as they would have been kept on their Mondays."""
    zone = ZoneInfo(place.time_zone)
    last = newest(now, zone)
    for number in reversed(range(WEEKS)):
        monday = last - number * WEEK
        week = week_of(place, monday, due(monday, zone))
        while release(repo, place, week):
            pass
        repo.weekly.add(place.id, monday, counted(repo, place, week).model_dump_json(), week.now)
        repo.pulse.forget(place.id, monday)


def _answers(survey: Survey, chance: random.Random) -> dict[str, str]:
    """To the statements everybody is asked."""
    return {
        one.code: "support" if chance.random() < WANTED[one.group] else chance.choice(["sure", "mostly"])
        for one in survey.questions
        if one.group and not one.only and not survey.needs[one.code]
    }

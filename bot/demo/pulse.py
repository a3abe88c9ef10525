"""The pulse of the demo: a week that has been told of, and one that is being answered."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import Municipality, Teacher
from storage.repository import Repository

from ..services.pulse.questions import CELLS, Question
from ..services.pulse.weeks import current
from ..services.summaries.counting import counted, week_of
from ..services.summaries.weeks import bounds, newest

EVERY = 8
"""One teacher of so many takes part."""
LAST = {Question.LOAD: (4, 14, 11, 3), Question.ENERGY: (5, 16, 8, 2)}
NOW = {Question.LOAD: (3, 9, 5, 2), Question.ENERGY: (2, 10, 4, 1)}


def keep_weeks(
    repo: Repository, place: Municipality, personas: Iterable[Teacher], psychologist: str, now: datetime
) -> None:
    """Last week's summary is there to be read, with the pulse in it; `personas` may answer this week's questions."""
    place.psychologist = psychologist
    zone = ZoneInfo(place.time_zone)
    today = now.astimezone(zone).date()
    last, week = newest(now, zone), current(now, zone)
    asked = list(personas)
    for person in [*repo.teachers.of_municipality(place.id, today)[::EVERY], *asked]:
        person.pulse_since = now - timedelta(days=30)
    repo.tx.flush()
    _answered(repo, place, last, LAST)
    made = week_of(place, last, now)
    repo.weekly.add(place.id, last, counted(repo, place, made).model_dump_json(), made.now)
    repo.pulse.forget(place.id, last)
    _answered(repo, place, week, NOW)
    for person in asked:
        repo.pulse.let(person.id, week, [question.value for question in Question], place.id)


def _answered(repo: Repository, place: Municipality, week: date, said: Mapping[Question, tuple[int, ...]]) -> None:
    """By so many people, in the order of the answers."""
    repo.pulse.open_week(place.id, week, bounds(week, ZoneInfo(place.time_zone))[1], CELLS)
    for question, people in said.items():
        for answer, count in enumerate(people, 1):
            for _ in range(count):
                repo.pulse.count(place.id, week, question.value, answer)

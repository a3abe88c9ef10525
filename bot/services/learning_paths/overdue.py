"""What time brings to a path: its owner is asked about a step whose day, or whose event, is over."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import PathStep, Teacher
from storage.repository import Repository

from ..notes import Note, written
from ..quiet import due
from .paths import note_key, nudge_key

AT_ONCE = 50
PRIORITY = 2
USUAL_LENGTH = timedelta(hours=2)
"""Of an event that does not say when it ends."""
DAY = timedelta(days=1)
Words = Callable[[PathStep, date], Note]
"""How it reads; the day is today where she lives."""


def ask(repo: Repository, home: ZoneInfo, words: Words, now: datetime) -> None:
    """Once a step and its day, after the day is over everywhere, and never in her quiet hours."""
    for step, teacher_id in repo.learning_paths.overdue(now.astimezone(UTC).date(), now, AT_ONCE):
        found = _owner(repo, home, teacher_id, now)
        if found is not None:
            step.asked_on = found[1]
            _send(repo, found, note_key(step), words(step, found[1]), now)
    repo.tx.flush()


def nudge(repo: Repository, home: ZoneInfo, words: Words, now: datetime) -> None:
    """Once a step and its event, when that is over and she said that she comes; that day she is not asked again."""
    for step, teacher_id in repo.learning_paths.attended(now, now - USUAL_LENGTH, now - DAY, AT_ONCE):
        found = _owner(repo, home, teacher_id, now)
        if found is not None:
            step.nudged_on, step.asked_on = found[1], found[1]
            _send(repo, found, nudge_key(step), words(step, found[1]), now)
    repo.tx.flush()


def _owner(repo: Repository, home: ZoneInfo, teacher_id: int, now: datetime) -> tuple[Teacher, date, datetime] | None:
    """(she, today where she lives, when she may be told)."""
    teacher = repo.teachers.get(teacher_id)
    if teacher is None:
        return None
    zone = ZoneInfo(teacher.municipality.time_zone) if teacher.municipality else home
    return teacher, now.astimezone(zone).date(), due(now, zone, teacher.quiet_hours)


def _send(repo: Repository, to: tuple[Teacher, date, datetime], key: str, note: Note, now: datetime) -> None:
    if not repo.mailings.has_key(key):
        repo.mailings.deliver(written(repo, note, now, key=key), to[0].id, 0, to[2], PRIORITY)

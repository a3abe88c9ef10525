"""A step whose day is over: its owner is asked once, with a new day to take."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, PathStep, Teacher
from storage.repository import Repository

from ..quiet import due

AT_ONCE = 50
PRIORITY = 2
Words = Callable[[PathStep, date], tuple[str, str]]
"""Text and buttons (JSON); the day is today where she lives."""


def ask(repo: Repository, home: ZoneInfo, words: Words, now: datetime) -> None:
    """After the day is over everywhere, and never in her quiet hours."""
    for step, teacher_id in repo.learning_paths.overdue(now.astimezone(UTC).date(), AT_ONCE):
        teacher = repo.teachers.get(teacher_id)
        if teacher is None:
            continue
        zone = ZoneInfo(teacher.municipality.time_zone) if teacher.municipality else home
        step.asked_on = now.astimezone(zone).date()
        _send(repo, teacher, words(step, step.asked_on), due(now, zone, teacher.quiet_hours), step, now)
    repo.tx.flush()


def _send(
    repo: Repository, teacher: Teacher, said: tuple[str, str], at: datetime, step: PathStep, now: datetime
) -> None:
    note = Mailing(
        kind=MailingKind.NOTE,
        is_personal=True,
        created_at=now,
        starts_at=now,
        key=f"path:{step.id}:{step.due_on.isoformat()}",
    )
    if repo.mailings.has_key(note.key or ""):
        return
    repo.mailings.deliver(repo.mailings.add(note, [said]), teacher.id, 0, at, PRIORITY)

"""The audit: who did what to whom, append-only, under pseudonyms whose key is thrown away with the person."""

from datetime import datetime
from enum import StrEnum

from storage.models import Audit, Teacher
from storage.repository import Repository

from .access import Actor


class Deed(StrEnum):
    """What is remembered; the words stand in the database."""

    INVITED = "invited"
    OWNER_INVITED = "owner_invited"
    INVITATION_REVOKED = "invitation_revoked"
    REGISTERED = "registered"
    BECAME_OWNER = "became_owner"
    UNLINKED = "unlinked"
    CONSENTED = "consented"
    WITHDREW = "withdrew"
    ERASED = "erased"
    IMPORTED = "imported"
    ANNOUNCED = "announced"
    ANNOUNCEMENT_STOPPED = "announcement_stopped"
    ANNOUNCEMENT_CORRECTED = "announcement_corrected"
    PASSED_ON = "passed_on"
    ANNOUNCEMENT_RECALLED = "announcement_recalled"
    ANNOUNCEMENT_RESUMED = "announcement_resumed"
    EVENT_CHANGED = "event_changed"
    EVENT_CANCELLED = "event_cancelled"
    EVENT_GUESTS_SEEN = "event_guests_seen"
    ACKNOWLEDGEMENTS_SEEN = "acknowledgements_seen"
    SURVEY_OPENED = "survey_opened"
    SURVEY_CLOSED = "survey_closed"
    RESULT_SEEN = "result_seen"


def record(
    repo: Repository, actor: Actor, deed: Deed, now: datetime, person: Teacher | None = None, details: str = ""
) -> None:
    """Add one entry. `details` must hold no personal data: numbers, names of messengers, versions."""
    municipality = actor.municipality_id if person is None else person.municipality_id
    repo.audit.add(
        Audit(
            at=now,
            actor=_name(repo, actor),
            action=deed.value,
            person=None if person is None else repo.audit.pseudonym_of(person.id),
            municipality_id=municipality,
            details=details,
        )
    )


def _name(repo: Repository, actor: Actor) -> str:
    if actor.name or actor.teacher_id is None:
        return actor.name or ("owner" if actor.owner else "stranger")
    return repo.audit.pseudonym_of(actor.teacher_id)

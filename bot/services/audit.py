"""The audit: who did what to whom, append-only, under pseudonyms whose key is thrown away with the person."""

from datetime import datetime
from enum import StrEnum

from storage.models import Association, Audit, Event, Teacher
from storage.repository import Repository

from .access import Actor


class Deed(StrEnum):
    """What is remembered; the words stand in the database."""

    INVITED = "invited"
    OWNER_INVITED = "owner_invited"
    INVITATION_REVOKED = "invitation_revoked"
    SCHOOL_LINK_HUNG = "school_link_hung"
    PUBLIC_LINK_HUNG = "public_link_hung"
    SCHOOL_INVITED = "school_invited"
    REQUEST_CONFIRMED = "request_confirmed"
    REQUEST_DECLINED = "request_declined"
    ENLISTED = "enlisted"
    REGISTERED = "registered"
    BECAME_OWNER = "became_owner"
    UNLINKED = "unlinked"
    LINKED = "linked"
    STOPPED = "stopped"
    CORRECTION_DECIDED = "correction_decided"
    RESUMED = "resumed"
    CONSENTED = "consented"
    ERASED = "erased"
    IMPORTED = "imported"
    IMPORT_UNDONE = "import_undone"
    ROSTER_EXPORTED = "roster_exported"
    TEMPLATE_CHANGED = "template_changed"
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
    REMINDED = "reminded"
    PERSON_SEEN = "person_seen"
    PEOPLE_LISTED = "people_listed"
    UNCONNECTED_SEEN = "unconnected_seen"
    ROLE_GRANTED = "role_granted"
    ROLE_REVOKED = "role_revoked"
    SUBSTITUTE_APPOINTED = "substitute_appointed"
    SUBSTITUTION_ENDED = "substitution_ended"
    ASSOCIATION_CREATED = "association_created"
    ASSOCIATION_CHANGED = "association_changed"
    HEAD_NAMED = "head_named"
    MEMBER_ADDED = "member_added"
    MEMBER_DROPPED = "member_dropped"
    MENTOR_ASSIGNED = "mentor_assigned"
    MENTORSHIP_UNDONE = "mentorship_undone"
    MENTORSHIP_CHANGED = "mentorship_changed"
    MENTORSHIP_ENDED = "mentorship_ended"
    CAPACITY_CHANGED = "capacity_changed"
    PSYCHOLOGIST_SET = "psychologist_set"
    SURVEY_WRITTEN = "survey_written"
    SURVEY_OPENED = "survey_opened"
    SURVEY_CLOSED = "survey_closed"
    PATH_RULES_CHANGED = "path_rules_changed"
    RESULT_SEEN = "result_seen"


def record(
    repo: Repository, actor: Actor, deed: Deed, now: datetime, person: Teacher | None = None, details: str = "",
    at: int | None = None,
) -> None:  # fmt: skip
    """Add one entry. `details` must hold no personal data: numbers, names of messengers, versions.

    Where there is no person it belongs to the municipality `at`: whoever stands in elsewhere or works for the region
    acts far from where she works.
    """
    municipality = at or actor.municipality_id if person is None else person.municipality_id
    repo.audit.add(
        Audit(
            at=now,
            actor=_name(repo, actor),
            action=deed.value,
            person=None if person is None else repo.audit.pseudonym_of(person.id),
            municipality_id=municipality,
            organization_id=None if person is None else person.organization_id,
            details=details,
        )
    )


def record_of(
    repo: Repository, actor: Actor, deed: Deed, found: Association | Event, now: datetime, more: str = ""
) -> None:
    """Add what was done to an association as a whole, or to an event, where it belongs."""
    details = f"{found.__tablename__}={found.id} {more}".strip()
    record(repo, actor, deed, now, details=details, at=found.municipality_id)


def _name(repo: Repository, actor: Actor) -> str:
    if actor.name or actor.teacher_id is None:
        return actor.name or ("owner" if actor.owner else "stranger")
    return repo.audit.pseudonym_of(actor.teacher_id)

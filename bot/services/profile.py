"""What the bot knows about the person, for her own eyes."""

from dataclasses import dataclass
from datetime import date

from storage.models import Consent, Role, Teacher
from storage.repository import Repository

from . import access, mentoring
from .access import Action, Actor
from .days import has_left


@dataclass(frozen=True, slots=True)
class Profile:
    """`messengers` are names of those she is reached in, `roles` what she is today, as substitute too."""

    teacher: Teacher
    is_young: bool
    roles: frozenset[Role]
    messengers: tuple[str, ...]
    consent: Consent | None
    has_left: bool


def card(repo: Repository, actor: Actor, today: date) -> Profile | None:
    """Her own card; None for an actor who is no person of the roster."""
    teacher = None if actor.teacher_id is None else repo.teachers.get(actor.teacher_id)
    if teacher is None:
        return None
    access.require(actor, Action.SEE_OWN_CARD, teacher)
    return Profile(
        teacher,
        teacher.municipality is not None and mentoring.young(teacher, teacher.municipality, today),
        access.roles(actor),
        tuple(account.messenger for account in repo.accounts.of(teacher.id)),
        repo.consents.in_force(teacher.id),
        has_left(teacher, today),
    )

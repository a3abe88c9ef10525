"""From a stranger with a code to a person who agreed, and back."""

from datetime import datetime
from typing import NamedTuple

from storage.models import Account, Teacher
from storage.repository import Repository

from . import access, audit, joining
from .access import Action, Actor
from .audit import Deed
from .invitations import ON_WALLS, Invited, Locked, Unknown, hash_of, peek
from .joining import Notice


class Registered(NamedTuple):
    """The account belongs to `teacher` now (None: it became an owner's) and speaks in this conversation."""

    teacher: Teacher | None
    conversation_id: int


def redeem(
    repo: Repository, account_id: int, code: str, consent_version: int, now: datetime, notice: Notice | None = None
) -> Registered | Unknown | Locked:
    """Use the code up: the person agreed to this version of the consent, the account is hers from now on.

    Of two who come at once one gets it. An older account of hers in the same messenger is unlinked: a link issued anew
    moves the person to a new phone or away from a stranger's. Her older accounts hear of it by `notice`.
    """
    invited = peek(repo, code, account_id, now)
    if not isinstance(invited, Invited):
        return invited
    if invited.kind in ON_WALLS:
        return Unknown()
    if repo.invitations.use(hash_of(code), now) is None:
        return Unknown()
    account = repo.accounts.get(account_id)
    if invited.teacher is None:
        return _make_owner(repo, account, now)
    teacher = repo.teachers.get(invited.teacher.id)
    if teacher is None:  # pragma: no cover  (the invitation goes with the person)
        raise LookupError("the invited person is gone")
    joining.join(repo, account, teacher, consent_version, now, now, notice)
    return Registered(teacher, account.conversation_id)


def refuse(repo: Repository, account_id: int) -> None:
    """She did not agree: nothing of what was said is kept, the code stays good."""
    repo.accounts.clear_talk(repo.accounts.get(account_id))


def renew_consent(repo: Repository, actor: Actor, version: int, now: datetime) -> None:
    """She agrees to a newer version. Raises ForbiddenError."""
    teacher = access.herself(repo, actor, Action.GIVE_CONSENT)
    repo.consents.give(teacher.id, version, now)
    audit.record(repo, actor, Deed.CONSENTED, now, teacher, f"version {version}")


def _make_owner(repo: Repository, account: Account, now: datetime) -> Registered:
    repo.accounts.make_owner(account)
    audit.record(repo, Actor(account.id, account.teacher_id, owner=True), Deed.BECAME_OWNER, now)
    return Registered(None, account.conversation_id)

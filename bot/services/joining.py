"""An account becomes a person's: what she had before hears of it, and nothing of hers stays with anybody else."""

from collections.abc import Callable
from datetime import datetime

from storage.models import Account, Teacher
from storage.repositories.mailings import BROWSER
from storage.repository import Repository

from . import audit
from .access import Actor
from .audit import Deed
from .notes import Note, written

AT_ONCE = 0
"""Priority in the ledger: who has lost an account must hear of it first."""


Notice = Callable[[bool, str], Note]
"""What an earlier account hears: whether it was parted, and in which messenger the new one is."""


def join(
    repo: Repository, account: Account, teacher: Teacher, version: int, agreed_at: datetime, now: datetime,
    notice: Notice | None,
) -> None:  # fmt: skip
    """The account is hers, who agreed to this version of the consent; an older one in the same messenger no more."""
    herself = Actor(account.id, teacher.id, teacher.region_id, teacher.municipality_id, teacher.organization_id)
    others = [other for other in repo.accounts.of(teacher.id) if other.id != account.id]
    kept = [other for other in others if other.messenger != account.messenger]
    parted = _parted(repo, herself, [other for other in others if other not in kept], teacher, now)
    take(repo, account, teacher.id)
    repo.mailings.follow(teacher.id, account)
    repo.consents.give(teacher.id, version, agreed_at)
    repo.teachers.opt_out(teacher, None)  # she comes back by her own will
    audit.record(repo, herself, Deed.REGISTERED, now, teacher, f"{account.messenger}, consent {version}")
    if notice is not None:
        for other in (*parted, *kept):
            tell(repo, other, notice(other in parted, account.messenger), now)


def take(repo: Repository, account: Account, teacher_id: int) -> None:
    """The account becomes the person's; what it asked for and was told while nobody was known behind it is over."""
    repo.entry_requests.withdraw(account.id)
    repo.mailings.drop_of(account.id)
    repo.accounts.join(account, teacher_id)


def tell(repo: Repository, account: Account, said: Note, now: datetime, is_personal: bool = False) -> None:
    """One message to this account, at once, through the ledger."""
    repo.mailings.deliver_to(written(repo, said, now, is_personal=is_personal), account, now, AT_ONCE)


def _parted(repo: Repository, herself: Actor, older: list[Account], teacher: Teacher, now: datetime) -> list[Account]:
    """Nobody is known behind these any more; those that are still there to be told so."""
    for account in older:
        audit.record(repo, herself, Deed.UNLINKED, now, teacher, account.messenger)
    return [account for account in older if unlink(repo, account)]


def unlink(repo: Repository, account: Account) -> bool:
    """Part the account from its person; whether it is still there to be told so, as a browser's chat is not.

    One that owns the bot goes on owning it: that was given to the account, not to the person. A code for linking that
    was issued there is worth nothing any more: whoever holds the account now may have read it.
    """
    repo.link_codes.drop_of_account(account.id)
    if account.owner:
        repo.accounts.part(account)
        return True
    if account.messenger == BROWSER:
        repo.personal_data.erase_account(account)
        return False
    former = account.teacher_id
    repo.personal_data.forget_account(account)
    repo.accounts.part(account)
    account.former_id = former
    return True

"""Another account of the same person: linked by a code typed there and her yes given here.

Six digits are guessed easily, so: few tries an account, and few over all accounts. A stranger who uses those up locks
nobody out: for that time new codes have ten digits, which nobody guesses, and six are not looked at. Whoever guesses
one all the same still needs her yes, and she is told which number stands on the other screen.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from storage.models import Account, LinkCode, Teacher
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .joining import take
from .joining import unlink as let_go
from .notes import Note, written

SHORT, LONG = 6, 10
"""Digits of a code, usually and while many are tried."""
LIFETIME = timedelta(minutes=10)
"""Of a code, and of the question whether it is she."""
WRONG_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
MANY_TRIES = 30
"""So many over all accounts within a code's life: at a hundred open codes three chances in a thousand."""
INT32 = 2**31 - 1
FIRST = 0
"""Priority in the ledger: somebody is waiting."""


class Claimed(NamedTuple):
    """The code is good; `check` stands on both screens, `messenger` is where she is asked."""

    check: int
    messenger: str


class Wrong(NamedTuple):
    """Unknown, used, revoked or expired: which of them is nobody's business."""

    left: int


class Locked(NamedTuple):
    """Too many wrong ones from this account."""


class Busy(NamedTuple):
    """Too many wrong ones from everywhere: short codes are not looked at now, a new one is longer."""


class Claim(NamedTuple):
    """An account that waits for her yes; with it an older account of hers in that messenger goes, if `replaces`."""

    number: int
    messenger: str
    check: int
    replaces: bool


class Overview(NamedTuple):
    accounts: list[Account]
    claim: Claim | None


class NoClaimError(Exception):
    """It has been answered, is too old, or never was hers."""


class LastAccountError(Exception):
    """Without it she could not be reached at all: that is what erasing is for."""


def overview(repo: Repository, actor: Actor, now: datetime) -> Overview:
    """Her accounts, and who waits for her yes. Raises ForbiddenError."""
    person = access.herself(repo, actor, Action.LINK_ACCOUNT)
    return Overview(repo.accounts.of(person.id), _claim(repo, repo.link_codes.of(person.id, now)))


def issue(repo: Repository, actor: Actor, now: datetime) -> LinkCode:
    """A new code; the one before is worth nothing any more. Raises ForbiddenError."""
    person = access.herself(repo, actor, Action.LINK_ACCOUNT)
    if actor.account_id is None:
        raise ForbiddenError(Action.LINK_ACCOUNT)
    return repo.link_codes.issue(person.id, actor.account_id, _code(repo, now), now, now + LIFETIME)


def claim(
    repo: Repository, account_id: int, code: str, question: Callable[[Claim], Note], now: datetime
) -> Claimed | Wrong | Locked | Busy:
    """An account nobody is known behind has typed a code: its issuer is asked by `question`."""
    account = repo.accounts.get(account_id)
    tries = len(repo.link_codes.tries_of(account_id, now - LOCKED_FOR))
    if tries >= WRONG_TRIES or account.teacher_id is not None:
        return Locked()
    if len(code) == SHORT and _is_busy(repo, now):
        return Busy()
    number = secrets.randbelow(INT32) + 1
    found = repo.link_codes.claim(code, account_id, number, now, now + LIFETIME)
    waits = _claim(repo, found)
    if found is None or waits is None:
        repo.link_codes.note_try(account_id, now, now - LOCKED_FOR)
        return Wrong(WRONG_TRIES - tries - 1)
    issuer = repo.accounts.get(found.account_id)
    _tell(repo, found.teacher_id, issuer, question(waits), now)
    return Claimed(waits.check, issuer.messenger)


def is_waiting(repo: Repository, account_id: int, now: datetime) -> bool:
    """Whether what the account has typed is still to be answered."""
    return repo.link_codes.claimed_by(account_id, now) is not None


def is_anybody_linking(repo: Repository, now: datetime) -> bool:
    """Whether the page for a new chat in the browser is to be opened for those who have a code."""
    return repo.link_codes.any_open(now)


def confirm(repo: Repository, actor: Actor, number: int, note: Note, now: datetime) -> Account:
    """It is she: the account is hers from now on and is told so. Raises NoClaimError, ForbiddenError."""
    person, account = _answered(repo, actor, number, now)
    replaced = [one for one in repo.accounts.of(person.id) if one.messenger == account.messenger]
    for other in replaced:
        let_go(repo, other)
        audit.record(repo, actor, Deed.UNLINKED, now, person, other.messenger)
    repo.link_codes.drop(person.id)
    take(repo, account, person.id)
    if replaced:
        repo.mailings.reroute(person.id, now)
    audit.record(repo, actor, Deed.LINKED, now, person, account.messenger)
    _tell(repo, person.id, account, note, now)
    return account


def deny(repo: Repository, actor: Actor, number: int, now: datetime) -> None:
    """It is not she: the account stays a stranger's, and it counts as a wrong try. Raises as `confirm`."""
    person, account = _answered(repo, actor, number, now)
    repo.link_codes.drop(person.id)
    repo.link_codes.note_try(account.id, now, now - LOCKED_FOR)


def unlink(repo: Repository, actor: Actor, account_id: int, now: datetime) -> Account:
    """The account is a stranger's again; what waits for her comes to another one of hers.

    Returns it as it was. Raises LastAccountError, ForbiddenError.
    """
    person = access.herself(repo, actor, Action.LINK_ACCOUNT)
    account = linked(repo, actor, account_id)
    if person.preferred_messenger == account.messenger:
        person.preferred_messenger = None
    let_go(repo, account)
    repo.mailings.reroute(person.id, now)
    audit.record(repo, actor, Deed.UNLINKED, now, person, account.messenger)
    return account


def linked(repo: Repository, actor: Actor, account_id: int) -> Account:
    """One of her accounts that may be unlinked. Raises as `unlink`."""
    accounts = repo.accounts.of(access.herself(repo, actor, Action.LINK_ACCOUNT).id)
    found = next((one for one in accounts if one.id == account_id), None)
    if found is None:
        raise ForbiddenError(Action.LINK_ACCOUNT)
    if len(accounts) == 1:
        raise LastAccountError
    return found


def _code(repo: Repository, now: datetime) -> str:
    """One nobody else has at this moment."""
    digits = LONG if _is_busy(repo, now) else SHORT
    while repo.link_codes.is_open(code := f"{secrets.randbelow(10**digits):0{digits}}"):
        pass
    return code


def _is_busy(repo: Repository, now: datetime) -> bool:
    return repo.link_codes.tries(now - LIFETIME) >= MANY_TRIES


def _claim(repo: Repository, found: LinkCode | None) -> Claim | None:
    if found is None or found.claimed_by is None:
        return None
    messenger = repo.accounts.get(found.claimed_by).messenger
    replaces = any(one.messenger == messenger for one in repo.accounts.of(found.teacher_id))
    return Claim(found.number, messenger, found.number % 90 + 10, replaces)


def _answered(repo: Repository, actor: Actor, number: int, now: datetime) -> tuple[Teacher, Account]:
    person = access.herself(repo, actor, Action.LINK_ACCOUNT)
    found = repo.link_codes.of(person.id, now)
    if found is None or found.claimed_by is None or found.number != number:
        raise NoClaimError
    account = repo.accounts.get(found.claimed_by)
    if account.teacher_id is not None:  # came in by a personal link meanwhile
        raise NoClaimError
    return person, account


def _tell(repo: Repository, teacher_id: int, account: Account, note: Note, now: datetime) -> None:
    repo.mailings.deliver(written(repo, note, now), teacher_id, 0, now, FIRST, account)

"""What has become of a file is told to whoever sent it, where she sent it."""

from datetime import datetime
from typing import Protocol

from storage.models import Account
from storage.repository import Repository

from ..screen import Screen
from ..services.notes import Note, written


class SentFile(Protocol):
    @property
    def author_id(self) -> int | None: ...
    @property
    def municipality_id(self) -> int | None: ...
    @property
    def account(self) -> Account | None: ...


def tell_sender(repo: Repository, it: SentFile, screen: Screen, now: datetime) -> bool:
    """To the account from which she sent it, while it can be reached; by the ledger, so no crash loses it.

    False: nobody is left to be told.
    """
    if it.author_id is None:
        return False
    rows = [[(button.label, button.data, int(button.confirms), button.url) for button in row] for row in screen.rows]
    mailing = written(repo, Note(screen.text, rows), now, municipality_id=it.municipality_id)
    delivery = repo.mailings.deliver(mailing, it.author_id, 0, now, 0)
    if it.account is not None and it.account.reachable and it.account.teacher_id == it.author_id:
        delivery.account_id, delivery.messenger = it.account.id, it.account.messenger
    return True

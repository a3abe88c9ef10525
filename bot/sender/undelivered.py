"""A letter that does not reach its addressee: whoever wrote it has been told that it would, so she is told."""

from collections.abc import Sequence
from datetime import datetime

from storage import moving
from storage.database import Transaction
from storage.moving import Refusal
from storage.repository import Repository

from ..services.letters import FIRST
from ..services.notes import written
from ..turn import House
from ..views import name_of, noted, say


def move_on(tx: Transaction, refused: Sequence[Refusal], now: datetime, is_kept: bool, house: House) -> None:
    """What follows from refusals, in one transaction with what the writers of letters hear of it."""
    moving.move_on(tx, refused, now, is_kept)
    tx.flush()
    tell(tx, [one.delivery_id for one in refused], house)


def tell(tx: Transaction, deliveries: Sequence[int], house: House) -> None:
    """Whose letters are among these that have come to nothing, once a day for each thread: an album is many letters."""
    repo, now, texts = Repository(tx), house.clock(), house.texts
    for author, to, thread in moving.letters_lost(tx, deliveries):
        key = f"undelivered:{thread}:{now.date()}"
        if not repo.mailings.has_key(key):
            note = noted(texts.letters.undelivered(name_of(to).polite), [say(texts.menu.service, "ask")])
            repo.mailings.deliver(written(repo, note, now, key=key), author, 0, now, FIRST)

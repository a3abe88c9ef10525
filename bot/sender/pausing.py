"""A mailing of which too much fails is held and its author told; once only, for then it is her decision."""

from collections.abc import Mapping
from html import unescape

from storage.database import Transaction
from storage.models import NAME, DeliveryState, Mailing, MailingState
from storage.repository import Repository

from ..announcing.draft import Show
from ..screen import shorten
from ..services.announcements import Row
from ..services.notes import Note, written
from ..turn import House

ENOUGH = 20
"""Deliveries that have to be over before their failures say anything."""
SHARE = 0.3
FAILED = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
OVER = (*FAILED, DeliveryState.SENT, DeliveryState.BLOCKED)
TITLE = 80


def pause_failing(tx: Transaction, mailing_id: int, house: House) -> bool:
    """Hold the mailing if too much of it fails; whether it was."""
    repo, key = Repository(tx), f"failing:{mailing_id}"
    mailing = repo.announcements.get(mailing_id)
    if mailing is None or mailing.state is not MailingState.ACTIVE or mailing.author_id is None:
        return False
    states = {state: count.people for state, count in repo.announcements.progress(mailing_id).items()}
    if not is_too_much(states) or repo.mailings.has_key(key):
        return False
    mailing.state, mailing.note = MailingState.PAUSED, "failing"
    _tell(repo, mailing, mailing.author_id, key, states, house)
    return True


def is_too_much(states: Mapping[DeliveryState, int]) -> bool:
    over, failed = _sum(states, OVER), _sum(states, FAILED)
    return over >= ENOUGH and failed > over * SHARE


def _tell(
    repo: Repository, mailing: Mailing, author_id: int, key: str, states: Mapping[DeliveryState, int], house: House
) -> None:
    texts, now = house.texts.announcements, house.clock()
    lines = mailing.parts[0].text.split("\n")
    first = unescape(lines[2] if len(lines) > 2 else lines[0]).replace(NAME, f"{{{texts.mark}}}")
    text = texts.failing(shorten(first, TITLE), _sum(states, FAILED), _sum(states, OVER))
    rows: list[Row] = [[(texts.failing_card, Show(id=mailing.id).pack(), 0, "")]]
    repo.mailings.deliver(written(repo, Note(text, rows), now, key=key), author_id, 0, now, 0)


def _sum(states: Mapping[DeliveryState, int], which: tuple[DeliveryState, ...]) -> int:
    return sum(states.get(state, 0) for state in which)

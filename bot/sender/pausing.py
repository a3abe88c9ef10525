"""A mailing of which too much fails is held and its author told; once only, for then it is her decision."""

from collections.abc import Mapping

from storage.database import Transaction
from storage.models import DeliveryState, Mailing, MailingKind, MailingState, SurveyRound
from storage.repository import Repository

from ..announcing.draft import Show
from ..announcing.sent import title
from ..screen import Button, shorten
from ..services.notes import Note, written
from ..services.surveys import sending
from ..services.surveys.reading import from_stored
from ..surveying.round_taps import Card
from ..turn import House
from ..views import noted

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
    if mailing is None or mailing.state is not MailingState.ACTIVE:
        return False
    asked = sending.round_of(repo, mailing) if mailing.kind is MailingKind.SURVEY else None
    author_id = asked.author_id if asked else mailing.author_id
    if author_id is None:
        return False
    states = {state: count.people for state, count in repo.announcements.progress(mailing_id).items()}
    if not is_too_much(states) or repo.mailings.has_key(key):
        return False
    mailing.state, mailing.note = MailingState.PAUSED, "failing"
    said = _of_round(asked, house) if asked else _of_announcement(mailing, states, house)
    repo.mailings.deliver(written(repo, said, house.clock(), key=key), author_id, 0, house.clock(), 0)
    return True


def is_too_much(states: Mapping[DeliveryState, int]) -> bool:
    over, failed = _sum(states, OVER), _sum(states, FAILED)
    return over >= ENOUGH and failed > over * SHARE


def _of_announcement(mailing: Mailing, states: Mapping[DeliveryState, int], house: House) -> Note:
    texts = house.texts.announcements
    text = texts.failing(title(house, mailing, TITLE), _sum(states, FAILED), _sum(states, OVER))
    return noted(text, [Button.of(texts.failing_card, Show(id=mailing.id))])


def _of_round(asked: SurveyRound, house: House) -> Note:
    """Without numbers: those of a reminder would tell how many have not answered."""
    text = house.texts.surveys.failing(shorten(from_stored(asked.version.key, asked.version.body).title, TITLE))
    return noted(text, [Button.of(house.texts.announcements.failing_card, Card(round=asked.id))])


def _sum(states: Mapping[DeliveryState, int], which: tuple[DeliveryState, ...]) -> int:
    return sum(states.get(state, 0) for state in which)

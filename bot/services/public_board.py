"""What somebody may read who is not confirmed yet: events and documents sent to everybody of the district."""

from datetime import datetime

from storage.models import EntryRequest, Event, Regulation
from storage.repository import Repository

from .days import day_in

MOST = 8


def events(repo: Repository, request: EntryRequest, now: datetime) -> list[Event]:
    """Of the district in which she says she works, the next first."""
    return repo.public_board.events(request.municipality_id, now, MOST)


def documents(repo: Repository, request: EntryRequest, now: datetime) -> list[Regulation]:
    """As `events`, the nearest term first."""
    return repo.public_board.documents(request.municipality_id, day_in(request.municipality, now), now, MOST)

"""Those who keep the roster hear of what is asked, several requests in one message, a few times a day at most."""

from collections.abc import Callable
from datetime import datetime, timedelta

from storage.repositories.profile_requests import Place
from storage.repository import Repository

from .notes import Note, written
from .profile_requests import AFTER_LETTERS, keepers_of
from .quiet import due_for

WAIT = timedelta(minutes=10)
"""So long a request waits for others to be told of together."""
EVERY = 3 * 3600
"""Seconds: at most one message of one place in each such stretch of time."""
AT_ONCE = 20

Words = Callable[[int], Note]
"""The message about so many requests: given, for services speak no Russian."""


def tell(repo: Repository, words: Words, now: datetime) -> None:
    """Once for each place where something was asked."""
    for place in repo.profile_requests.untold(now - WAIT, AT_ONCE):
        key = f"profile_requests:{place.region_id}:{place.municipality_id or 0}:{int(now.timestamp()) // EVERY}"
        if not repo.mailings.has_key(key):
            _tell(repo, place, key, words, now)


def _tell(repo: Repository, place: Place, key: str, words: Words, now: datetime) -> None:
    note = words(repo.profile_requests.told(place, now))
    mailing = written(repo, note, now, key=key, municipality_id=place.municipality_id, is_personal=False)
    for keeper in keepers_of(repo, place, now):
        repo.mailings.deliver(mailing, keeper.id, 0, due_for(keeper, now), AFTER_LETTERS)

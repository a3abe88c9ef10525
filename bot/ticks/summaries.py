"""The week of each municipality, on Monday morning by its clock."""

from storage.repository import Repository

from ..services.summaries.telling import tell
from ..summarizing.screens import note
from ..turn import House


def summaries(repo: Repository, house: House) -> bool:
    return tell(repo, note(house.texts), house.clock())

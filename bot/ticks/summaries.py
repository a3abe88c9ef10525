"""The week of each municipality, on Monday morning by its clock."""

from storage.repository import Repository

from ..services.summaries.telling import tell
from ..summarizing.screens import note
from ..turn import House
from .enough import until_enough


def summaries(repo: Repository, house: House) -> None:
    until_enough(lambda: tell(repo, note(house.texts), house.clock()))

"""The yearly run of 1 September."""

from storage.repository import Repository

from ..rostering.september import note
from ..services import roster_year
from ..turn import House


def september(repo: Repository, house: House) -> None:
    roster_year.tell(repo, note(house.texts), house.clock())

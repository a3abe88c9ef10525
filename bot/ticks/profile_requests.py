"""Those who keep the roster hear what they are asked to put right."""

from storage.repository import Repository

from ..profile_words import waiting
from ..services import profile_request_notes
from ..turn import House


def profile_requests(repo: Repository, house: House) -> None:
    profile_request_notes.tell(repo, waiting(house.texts), house.clock())

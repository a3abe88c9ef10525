"""Notes to those who decide who is let in."""

from storage.repository import Repository

from ..services import request_notes
from ..services.notes import Note
from ..turn import House
from ..views import noted, say


def requests(repo: Repository, house: House) -> None:
    texts = house.texts.requests

    def said(count: int) -> Note:
        return noted(texts.note(count), [say(texts.button, "requests")])

    request_notes.remind(repo, said, house.clock())

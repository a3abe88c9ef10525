"""Notes to those who decide who is let in."""

from storage.repository import Repository

from ..doorstep import to
from ..services import request_notes
from ..services.notes import Note
from ..turn import House


def requests(repo: Repository, house: House) -> None:
    texts = house.texts.requests

    def said(count: int) -> Note:
        return Note(texts.note(count), [[to(texts.button, "requests")]])

    request_notes.remind(repo, said, house.clock())

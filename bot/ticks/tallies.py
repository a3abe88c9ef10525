"""What was released of surveys is counted by question, a release at a time."""

from storage.repository import Repository

from ..services.surveys.tallies import advance
from ..turn import House


def tallies(repo: Repository, _: House) -> bool:
    return advance(repo)

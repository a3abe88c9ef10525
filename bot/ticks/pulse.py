"""The pulse: asked on Thursday by each municipality's clock, forgotten with its Sunday."""

from storage.repository import Repository

from ..pulsing.screens import note
from ..services.pulse.weeks import ask, close
from ..turn import House


def pulse(repo: Repository, house: House) -> bool:
    close(repo, house.clock())
    return ask(repo, note(house.texts), house.clock())
